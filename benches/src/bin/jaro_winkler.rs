//! `jaro_winkler plain|cutoff FILE`: compares 500 names of a file with all of them, and prints how many pairs that were and
//! how many reach 0.85.

use std::{env, error::Error, fs};

use caselink::compare::metric::TextList;
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let usage = "usage: jaro_winkler plain|cutoff FILE";
    let (how, file) = arguments.next().zip(arguments.next()).ok_or(usage)?;
    let text = fs::read_to_string(file)?;
    let names: Vec<&str> = text.lines().collect();
    let list = TextList::new(&names);
    let least = if how == "cutoff" { 0.85 } else { 0.0 };
    let (mut pairs, mut alike) = (0, 0);
    for name in names.iter().step_by((names.len() / 500).max(1)) {
        let similarities = list.jaro_winkler(name, least);
        pairs += similarities.len();
        alike += similarities.iter().filter(|found| **found >= 0.85).count();
    }
    #[allow(clippy::print_stdout, reason = "that is what it is for")]
    {
        println!("{}", json!({"pairs": pairs, "alike": alike}));
    }
    Ok(())
}
