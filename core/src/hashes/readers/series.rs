//! What a list says of its series: proposals for their records.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::VicsCase;
use crate::{
    hash,
    records::{MediaFile, OtherFields, Pii, Series, stated},
};

/// Series that are listed one by one; further ones are only counted.
const LISTED: usize = 10_000;
/// Fields that name the agency of a case, in the order in which they go.
const AGENCY: [&str; 3] = ["agencyname", "agency", "contactorganization"];

/// What is known of the series of a list so far.
#[derive(Default)]
pub(super) struct AllSeries {
    listed: BTreeMap<String, One>,
    /// Those that are not listed, by what stands for their names.
    others: BTreeSet<u64>,
    /// Those in the case at hand.
    recent: BTreeSet<String>,
}

#[derive(Default)]
struct One {
    identified: bool,
    not_identified: bool,
    case: Case,
}

#[derive(Clone, Default, Eq, PartialEq)]
enum Case {
    #[default]
    None,
    Is(Facts),
    /// In several that say different things.
    Several,
}

#[derive(Clone, Default, Eq, PartialEq)]
struct Facts {
    agency: Option<String>,
    number: Option<String>,
    contact: Option<String>,
}

impl AllSeries {
    pub(super) fn add(&mut self, file: &MediaFile) {
        let Some(id) = file.series.as_deref().and_then(stated) else {
            return;
        };
        if self.listed.len() >= LISTED && !self.listed.contains_key(id) {
            self.others.insert(hash::text(id));
            return;
        }
        let one = self.listed.entry(id.to_owned()).or_default();
        match file.other.get("VictimIdentified").and_then(Value::as_bool) {
            Some(true) => one.identified = true,
            Some(false) => one.not_identified = true,
            None => {}
        }
        if !self.recent.contains(id) {
            self.recent.insert(id.to_owned());
        }
    }

    /// The end of a case: the series since the last one stand in it.
    pub(super) fn case(&mut self, case: &VicsCase) {
        let facts = Facts::of(case);
        for id in std::mem::take(&mut self.recent) {
            if facts == Facts::default() {
                continue;
            }
            if let Some(one) = self.listed.get_mut(&id) {
                one.case = match &one.case {
                    Case::None => Case::Is(facts.clone()),
                    Case::Is(known) if *known == facts => continue,
                    _ => Case::Several,
                };
            }
        }
    }

    pub(super) fn finish(self, notes: &mut Vec<String>) -> (Vec<Series>, u64) {
        let total = (self.listed.len() + self.others.len()) as u64;
        let (mut mixed, mut several) = (0, 0);
        let mut all = Vec::with_capacity(self.listed.len());
        for (id, one) in self.listed {
            let child_identified = match (one.identified, one.not_identified) {
                (true, false) => Some(true),
                (false, true) => Some(false),
                (false, false) => None,
                (true, true) => {
                    mixed += 1;
                    None
                }
            };
            let facts = match one.case {
                Case::Is(facts) => facts,
                Case::None => Facts::default(),
                Case::Several => {
                    several += 1;
                    Facts::default()
                }
            };
            let contact = facts
                .contact
                .map(|text| ("contact".to_owned(), text.into()));
            all.push(Series {
                id: Pii::new(id),
                child_identified,
                agency: facts.agency,
                case_number: facts.number.map(Pii::new),
                other: OtherFields::from(contact.into_iter().collect::<BTreeMap<_, _>>()),
                ..Series::default()
            });
        }
        if mixed > 0 {
            notes.push(format!(
                "{mixed} series have files of which the victim is identified, and files of which not"
            ));
        }
        if several > 0 {
            notes.push(format!(
                "{several} series stand in several cases: which of them is theirs, the list does not say"
            ));
        }
        (all, total)
    }
}

impl Facts {
    fn of(case: &VicsCase) -> Self {
        let text = |value: &Value| {
            let text = value.as_str().map(str::trim).unwrap_or_default();
            Some(text.to_owned()).filter(|text| !text.is_empty())
        };
        let plain = |name: &String| name.to_ascii_lowercase();
        let named = |wanted: &str| {
            let mut fields = case.contact.iter();
            let is_it = |(name, _): &(&String, &Value)| plain(name) == wanted;
            fields.find(is_it).and_then(|(_, value)| text(value))
        };
        let others = case.contact.iter();
        let others = others.filter(|(name, _)| !AGENCY.contains(&&plain(name)[..]));
        let contact: Vec<String> = others.filter_map(|(_, value)| text(value)).collect();
        Self {
            agency: AGENCY.iter().find_map(|name| named(name)),
            number: case
                .case_number
                .as_ref()
                .map(|number| number.expose().clone()),
            contact: Some(contact.join(", ")).filter(|text| !text.is_empty()),
        }
    }
}
