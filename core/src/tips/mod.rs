//! What was reported, how pressing is it, has it been reported before, and which agency is it for?
//!
//! The intake desk: online reports of the public and of providers, calls and sightings. Everything that it finds is a lead for a person
//! to check. What was reported first is kept as it came; each later view is a fact of its own. What cannot be understood is set aside with
//! its place and reason, and never dropped. Only hashes and metadata of files come in.
