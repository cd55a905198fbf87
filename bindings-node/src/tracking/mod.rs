//! Who owes what to which registry, which open cases are worth a look, and who is looked for where?

mod calendar;
mod duties;
mod links;
mod people;
mod products;
mod sweep;
