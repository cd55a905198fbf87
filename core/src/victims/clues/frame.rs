//! Which places come into question?

use std::collections::{BTreeMap, BTreeSet};

use super::{ClueSettings, places, settings::wrong};
use crate::Result;

/// The candidate countries in order of their codes, and the parts of each.
pub(super) struct Frame {
    countries: Vec<CandidateCountry>,
}

pub(super) struct CandidateCountry {
    pub(super) code: String,
    /// The parts that come into question, in order of their codes.
    pub(super) parts: Vec<String>,
    /// How many parts it is taken to have; not less than there are.
    pub(super) part_count: usize,
}

impl Frame {
    /// The frame that the settings ask for. `named` are the parts that clues name; they come into question wherever
    /// the settings do not limit the parts of a country.
    pub(super) fn new(settings: &ClueSettings, named: &BTreeSet<String>) -> Result<Self> {
        let mut asked: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut whole = BTreeSet::new();
        for (at, text) in settings.candidates.iter().enumerate() {
            let Some(code) = places::read_place(text) else {
                return Err(wrong(format!(
                    "candidates[{at}] is no ISO 3166 code, nor the name of one place"
                )));
            };
            let country = places::country_of(&code).to_owned();
            let parts = asked.entry(country.clone()).or_default();
            if country == code {
                whole.insert(code);
            } else {
                parts.insert(code);
            }
        }
        if asked.is_empty() {
            let all = places::countries().keys().map(|code| (*code).to_owned());
            whole.extend(all.clone());
            asked.extend(all.map(|code| (code, BTreeSet::new())));
        }
        let country = |(code, mut parts): (String, BTreeSet<String>)| {
            let mut part_count = parts.len();
            if whole.contains(&code) {
                let shipped = places::parts().keys().map(|part| (*part).to_owned());
                parts.extend(shipped.filter(|part| places::country_of(part) == code));
                let is_known = parts.len() > part_count;
                let here = named.iter().filter(|part| places::country_of(part) == code);
                parts.extend(here.cloned());
                part_count = parts.len();
                if !is_known {
                    part_count = part_count.max(settings.assumed_parts as usize);
                }
            }
            CandidateCountry {
                code,
                parts: parts.into_iter().collect(),
                part_count,
            }
        };
        Ok(Self {
            countries: asked.into_iter().map(country).collect(),
        })
    }

    pub(super) fn countries(&self) -> &[CandidateCountry] {
        &self.countries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(candidates: &[&str], named: &[&str]) -> Result<Frame> {
        let settings = ClueSettings {
            candidates: candidates.iter().map(|code| (*code).to_owned()).collect(),
            ..ClueSettings::default()
        };
        let named = named.iter().map(|code| (*code).to_owned()).collect();
        Frame::new(&settings, &named)
    }

    #[test]
    fn none_stands_for_all_and_named_parts_for_themselves() {
        let all = frame(&[], &["DE-BY"]).unwrap();
        assert_eq!(all.countries().len(), 250);
        let of = |code: &str| all.countries().iter().find(|c| c.code == code).unwrap();
        assert_eq!((of("US").parts.len(), of("US").part_count), (51, 51));
        assert_eq!((of("DE").parts.len(), of("DE").part_count), (1, 10));

        let some = frame(&["us-wi", "US-IL", "CA"], &["US-TX", "CA-QC"]).unwrap();
        let counts: Vec<_> = some
            .countries()
            .iter()
            .map(|country| (country.code.as_str(), country.parts.len()))
            .collect();
        assert_eq!(counts, [("CA", 13), ("US", 2)]);
        let error = frame(&["GB", "Utopia"], &[]).err().unwrap();
        assert!(error.to_string().contains("candidates[1]"));
        assert!(!error.to_string().contains("Utopia"));
    }
}
