//! Terms as a reader sees them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::found::{Found, Input, Level};
use crate::{
    abductions::{
        dictionary::Dictionaries,
        facts::date,
        settings::{Caps, EvidenceSettings, TermKind},
        tables::{BANDS, Tables},
    },
    linkage::MilliBits,
    records::Pii,
};

/// What speaks for and against two incidents being of one series: an exact sum of named terms.
///
/// A log Bayes factor, without prior odds: it says how the evidence moves a belief, and not what to believe. Comparisons
/// that could not be made, as one side is missing, are no terms and count nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PairEvidence {
    /// The id of the first incident.
    pub left: Pii<String>,
    /// The id of the second.
    pub right: Pii<String>,
    /// The terms, in a fixed order.
    pub terms: Vec<Term>,
    /// The sum of all weights.
    pub total: MilliBits,
}

/// One comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Term {
    /// What was compared.
    pub kind: TermKind,
    /// The level: `same`, `near`, `different`, `band`, `mixed`, `words`, `nearby`, `too_fast`, `cap`, `constant`.
    pub level: String,
    /// What was found, in words.
    pub label: String,
    /// What it adds to the sum, in thousandths of a bit.
    pub weight: MilliBits,
    /// The same before the caps.
    pub uncapped: MilliBits,
    /// The caps.
    pub caps: Caps,
    /// The gap, where a number was compared: kilometres, days, hours, years or centimetres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<f64>,
    /// The probability of the level within a series, where it stands on one level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linked: Option<f64>,
    /// The probability of the level, or of the value, among other incidents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<f64>,
    /// What the first incident has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Pii<String>>,
    /// What the second incident has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<Pii<String>>,
    /// Where the probabilities come from.
    pub source: String,
}

impl Term {
    pub(in crate::abductions) fn new(
        found: &Found<'_>,
        tables: &Tables,
        dictionaries: &Dictionaries,
        settings: &EvidenceSettings,
    ) -> Self {
        let kind = found.kind;
        let score = found.score;
        let band = match score.level {
            Level::Band(band) => band_shares(tables, kind, usize::from(band)),
            _ => None,
        };
        let linked = band.map(|(m, _)| m).or_else(|| {
            let value = settings.values.get(&kind)?;
            match score.level {
                Level::Same => Some(value.same),
                Level::Near => Some(value.near),
                Level::Different => Some(1.0 - value.same - value.near),
                _ => None,
            }
        });
        let other = band.map(|(_, u)| u).or_else(|| {
            // the ratio that the weight stands for
            linked.map(|m| (m / libm::exp2(f64::from(score.raw) / 1_000.0)).min(1.0))
        });
        Self {
            kind,
            level: level_name(score.level).to_owned(),
            label: label(found, tables),
            weight: MilliBits(score.weight),
            uncapped: MilliBits(score.raw),
            caps: score.caps,
            gap: (!found.gap.is_nan()).then_some(found.gap),
            linked,
            other,
            left: shown(found.left, dictionaries).map(Pii::new),
            right: shown(found.right, dictionaries).map(Pii::new),
            source: source(kind, settings),
        }
    }
}

fn band_shares(tables: &Tables, kind: TermKind, band: usize) -> Option<(f64, f64)> {
    let at = BANDS.iter().position(|one| *one == kind)?;
    let table = tables.bands.get(at)?;
    Some((*table.linked.get(band)?, *table.other.get(band)?))
}

const fn level_name(level: Level) -> &'static str {
    match level {
        Level::Same => "same",
        Level::Near => "near",
        Level::Different => "different",
        Level::Band(_) => "band",
        Level::Mixed => "mixed",
        Level::Words(_) => "words",
        Level::Nearby(..) => "nearby",
        Level::TooFast(_) => "too_fast",
        Level::Cap => "cap",
        Level::Constant => "constant",
    }
}

fn label(found: &Found<'_>, tables: &Tables) -> String {
    match (found.score.level, found.kind) {
        (Level::Same, TermKind::Plate) => match (found.left, found.right) {
            (Input::Plate(a), Input::Plate(b)) => {
                a.fits(b).unwrap_or("the same where both are known")
            }
            _ => "the same where both are known",
        }
        .to_owned(),
        (Level::Near, TermKind::Plate) => {
            "the same but for characters that look alike, or one dropped".to_owned()
        }
        (Level::Different, TermKind::Plate) => match (found.left, found.right) {
            (Input::Plate(a), Input::Plate(b)) => {
                let (same, all) = a.agreement(b);
                format!("{same} of {all} signs that both know agree")
            }
            _ => "another character".to_owned(),
        },
        (Level::Same, _) => "the same".to_owned(),
        (Level::Near, _) => "near".to_owned(),
        (Level::Different, _) => "different".to_owned(),
        (Level::Band(band), kind) => {
            let at = BANDS.iter().position(|one| *one == kind);
            let edges = at
                .and_then(|at| tables.bands.get(at))
                .map(|table| &table.edges);
            let edge = |at: Option<usize>| at.and_then(|at| edges?.get(at).copied());
            let band = usize::from(band);
            let unit = unit(kind);
            match (edge(band.checked_sub(1)), edge(Some(band))) {
                (None, Some(to)) => format!("{to} {unit} apart at most"),
                (Some(from), Some(to)) => format!("more than {from} and up to {to} {unit} apart"),
                (Some(from), None) => format!("more than {from} {unit} apart"),
                (None, None) => String::new(),
            }
        }
        (Level::Mixed, TermKind::Distance) => {
            "in several bands, as a place is not known closely".to_owned()
        }
        (Level::Mixed, _) => "in several bands, as the time is not known closely".to_owned(),
        (Level::Nearby(at, count), _) => tables.nearby.label(usize::from(at), count),
        (Level::TooFast(speed), _) => {
            format!("one person would have had to go at {speed} km an hour at least")
        }
        (Level::Words(words), _) => format!("words in both: {words}"),
        (Level::Constant, _) => "the same for every pair, by the learned model".to_owned(),
        (Level::Cap, _) => "what goes beyond the cap of all these together".to_owned(),
    }
}

const fn unit(kind: TermKind) -> &'static str {
    match kind {
        TermKind::Distance => "km",
        TermKind::Hours => "hours",
        TermKind::Days | TermKind::Weekdays => "days",
        TermKind::Height => "cm",
        _ => "years",
    }
}

fn shown(input: Input<'_>, dictionaries: &Dictionaries) -> Option<String> {
    Some(match input {
        Input::Nothing => return None,
        Input::Code(field, code) => dictionaries.values.get(field)?.word(code).to_owned(),
        Input::Method(scheme, code) => {
            let codes = dictionaries.methods.get(scheme as usize)?;
            format!(
                "{}: {}",
                dictionaries.schemes.word(scheme),
                codes.word(code)
            )
        }
        Input::Number(number) => number.to_string(),
        Input::Band(least, most) if least < most => format!("{least} to {most}"),
        Input::Band(least, _) => least.to_string(),
        Input::Time(start, end) => {
            let (start, end) = (clock(start)?, clock(end)?);
            if start == end {
                start
            } else {
                format!("{start} to {end}")
            }
        }
        Input::Weekday(day) => {
            const DAYS: [&str; 7] = [
                "Monday",
                "Tuesday",
                "Wednesday",
                "Thursday",
                "Friday",
                "Saturday",
                "Sunday",
            ];
            (*DAYS.get(usize::from(day))?).to_owned()
        }
        Input::Words(field, codes) => {
            let words = dictionaries.words.get(field)?;
            let mut words: Vec<&str> = codes.iter().map(|code| words.word(*code)).collect();
            words.sort_unstable();
            words.join(" ")
        }
        Input::Plate(plate) => plate.text.to_string(),
    })
}

fn clock(days: f64) -> Option<String> {
    let minutes = ((days - days.floor()) * 1_440.0).round() as i64;
    let (day, minutes) = (days.floor() + (minutes / 1_440) as f64, minutes % 1_440);
    let date = date(day)?;
    Some(format!("{date} {:02}:{:02}", minutes / 60, minutes % 60))
}

fn source(kind: TermKind, settings: &EvidenceSettings) -> String {
    let band = settings.bands.get(&kind).map(|one| &one.source);
    let value = settings.values.get(&kind).map(|one| &one.source);
    let word = settings.words.get(&kind).map(|one| &one.source);
    match (band.or(value).or(word), kind) {
        (Some(source), _) => source.clone(),
        (None, TermKind::Plate) => settings.plate.source.clone(),
        (None, TermKind::Constant) => "Learned from solved series".to_owned(),
        (None, TermKind::Nearby) => {
            "Counted among these incidents (Gamma-Poisson); how far the usual number is trusted is an assumption"
                .to_owned()
        }
        _ => "Assumption".to_owned(),
    }
}
