//! Writes the JSON Schema of every type that crosses a door: `schemas FOLDER`.

use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("usage: schemas FOLDER")?);
    for (name, schema) in caselink::schemas() {
        let text = serde_json::to_string_pretty(&schema)? + "\n";
        fs::write(folder.join(format!("{name}.json")), text)?;
    }
    Ok(())
}
