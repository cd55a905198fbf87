//! `jaro_winkler plain|cutoff FILE`: compares 500 names of a file with all of them, and prints how many pairs that were and
//! how many reach 0.85.

use std::{env, error::Error, fs};

use caselink::compare::metric::JaroWinkler;
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let usage = "usage: jaro_winkler plain|cutoff FILE";
    let (how, file) = arguments.next().zip(arguments.next()).ok_or(usage)?;
    let text = fs::read_to_string(file)?;
    let names: Vec<&str> = text.lines().collect();
    let (mut pairs, mut alike) = (0_u64, 0_u64);
    for name in names.iter().step_by((names.len() / 500).max(1)) {
        let name = JaroWinkler::new(name);
        for other in &names {
            let reaches = if how == "cutoff" {
                name.similarity_from(other, 0.85).is_some()
            } else {
                name.similarity(other) >= 0.85
            };
            pairs += 1;
            alike += u64::from(reaches);
        }
    }
    #[allow(clippy::print_stdout, reason = "that is what it is for")]
    {
        println!("{}", json!({"pairs": pairs, "alike": alike}));
    }
    Ok(())
}
