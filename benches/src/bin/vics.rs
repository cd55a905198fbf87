//! `vics FILE`: reads a list in VICS as it comes in, 64 KiB at a time, and forgets it; prints what it was and its peak.

use std::{env, error::Error, fs::File, io::Read};

use caselink::hashes::{ListFormat, ListReadOptions, ListReader};
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let mut file = File::open(env::args().nth(1).ok_or("usage: vics FILE")?)?;
    let mut reader = ListReader::new(ListReadOptions::new(ListFormat::Vics))?;
    let (mut piece, mut read) = (vec![0; 64 << 10], 0);
    loop {
        let length = file.read(&mut piece)?;
        if length == 0 {
            break;
        }
        read += reader.feed(&piece[..length])?.len();
    }
    let (rest, report) = reader.finish()?;
    let figures = json!({
        "peak_mib": peak_mib(),
        "read": read + rest.len(),
        "rejected": report.rejected.total,
        "content_left_out": report.content_left_out,
        "distinct_md5": report.distinct_md5,
    });
    #[allow(clippy::print_stdout, reason = "that is what it is for")]
    {
        println!("{figures}");
    }
    Ok(())
}

/// The most memory that this process has held, where the system says so.
fn peak_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1_024)
}
