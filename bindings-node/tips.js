// What was reported, how pressing is it, has it been reported before, and which agency is it for?
export {}
