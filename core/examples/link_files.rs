//! Links two CSV files of people, or finds the duplicates within one.
//!
//! ```text
//! cargo run --release --example link_files -- A.csv [B.csv] [--settings FILE] [--probability 0.95]
//! ```
//!
//! Writes the links as CSV to standard output and a summary to standard error. Without `--settings`
//! the columns of `docs/settings/febrl.json` are expected.

use std::{
    env,
    error::Error,
    fs,
    io::{self, IsTerminal},
    ops::ControlFlow,
    process::ExitCode,
    sync::Arc,
    time::Instant,
};

use caselink::{
    Control,
    linkage::{LinkOptions, Prepared, Settings, Table, TableBuilder, find_links, train},
    records::Limits,
};

const DEFAULT_SETTINGS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/settings/febrl.json");

const USAGE: &str = "usage: link_files A.csv [B.csv] [--settings FILE] [--probability P]";

/// Shows progress on one line of the terminal, where there is one.
struct Progress(&'static str);

impl Control for Progress {
    fn tick(&self, done: u64, total: u64) -> ControlFlow<()> {
        if io::stderr().is_terminal() {
            eprint!("\r{:<12} {:3} %", self.0, done * 100 / total.max(1));
        }
        ControlFlow::Continue(())
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let (mut files, mut settings, mut probability) =
        (Vec::new(), DEFAULT_SETTINGS.to_owned(), 0.95);
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--settings" => settings = value()?,
            "--probability" => probability = value()?.parse()?,
            other if other.starts_with('-') => return Err(USAGE.into()),
            _ => files.push(argument),
        }
    }
    if !(1..=2).contains(&files.len()) {
        return Err(USAGE.into());
    }
    let json = fs::read_to_string(&settings).map_err(|e| format!("{settings}: {e}"))?;
    let settings = Settings::from_json(&json)?;
    let start = Instant::now();
    let mut tables = files
        .iter()
        .map(|file| read(file, &settings).map_err(|e| format!("{file}: {e}")))
        .collect::<Result<Vec<_>, _>>()?;
    let limits = Limits::default();
    let prepared = match (tables.pop(), tables.pop()) {
        (Some(only), None) => Prepared::dedupe(only, &settings, limits, &Progress("prepare"))?,
        (Some(right), Some(left)) if tables.is_empty() => {
            Prepared::link(left, right, &settings, limits, &Progress("prepare"))?
        }
        _ => return Err(USAGE.into()),
    };
    let prepared = Arc::new(prepared);
    let model = train(&prepared, &Progress("train"))?;
    let links = find_links(
        &prepared,
        &model,
        &LinkOptions::default(),
        &Progress("link"),
    )?;
    let sure = links.at_least(probability);
    let report = links.report();
    if io::stderr().is_terminal() {
        eprint!("\r");
    }
    eprintln!(
        "{} records, {} of {} pairs compared, {} links from probability {probability}, {:.2} s",
        report.records,
        report.compared_pairs,
        report.possible_pairs,
        sure.len(),
        start.elapsed().as_secs_f64(),
    );

    let mut out = csv::Writer::from_writer(io::stdout().lock());
    out.write_record([
        "id_left",
        "id_right",
        "match_weight_millibits",
        "match_probability",
    ])?;
    for link in sure {
        let (left, right) = links.ids(link);
        let weight = link.weight;
        out.write_record([
            left.to_string(),
            right.to_string(),
            weight.0.to_string(),
            weight.probability().to_string(),
        ])?;
    }
    out.flush()?;
    Ok(())
}

fn read(file: &str, settings: &Settings) -> Result<Table, Box<dyn Error>> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_path(file)?;
    let names: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
    let rows = reader.records().collect::<Result<Vec<_>, _>>()?;
    let mut table = TableBuilder::new(settings, Limits::default())?;
    for (column, name) in names.iter().enumerate() {
        table.texts(name, rows.iter().map(|row| row.get(column)))?;
    }
    let table = table.build()?;
    for count in &table.intake().rejections.counts {
        eprintln!(
            "{file}: {} values of {}: {}",
            count.count, count.field, count.reason
        );
    }
    Ok(table)
}
