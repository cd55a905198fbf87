//! `tips`: what was reported, how pressing is it, has it been reported before, and which agency is it for?

mod alike;
mod calls;
mod formats;
mod routing;
mod sightings;
mod urgency;

use caselink::{
    Result as CoreResult,
    records::{Tip, from_value},
};

use crate::json;

fn tip(name: &'static str, text: &str) -> CoreResult<Tip> {
    from_value(name, &json::value(text, name)?)
}
