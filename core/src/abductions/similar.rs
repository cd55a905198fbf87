//! A living set of incidents, and those that are like a new one.

use std::{collections::BTreeSet, fmt, sync::OnceLock};

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    dictionary::{
        APPROACH, COLOR, Codes, Dictionaries, FEATURES, SUSPECT, TOWN, UNSEEN, VEHICLE, VICTIM_SEX,
    },
    duplicates::{self, DuplicateReason},
    evidence::{PairEvidence, PlateCounts, Scorer, Term, bands_of},
    facts::{Entry, Flag},
    nearby::{Around, Surroundings},
    settings::EvidenceSettings,
    tables::{BANDS, BandCounts, MOST_BANDS, Tables},
};
use crate::{
    Control, Error, Result,
    control::checkpoint,
    hash,
    linkage::MilliBits,
    records::{Incident, Incoming, Limits, Pii, Rejections},
};

/// So many incidents are paired with each other for the shares of other pairs in each band.
const SAMPLE: usize = 256;

/// An incident like another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SimilarIncident {
    /// Its id.
    pub incident: Pii<String>,
    /// Why it seems to be a report of the same attempt, where it does: then it is no further attempt of a series.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate: Option<DuplicateReason>,
    /// Why it may be one, where too little agrees to say so: to be checked, and counted as an attempt until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub possible_duplicate: Option<DuplicateReason>,
    /// What speaks for and against.
    pub evidence: PairEvidence,
}

/// Incidents that can be searched while they come and go.
///
/// Rarity is counted among the incidents that are in it, so an answer depends on all of them, and on nothing else: not on
/// the order in which they came, nor on what was there and was removed. It holds no names and no narratives, only what is
/// compared.
///
/// A search compares with each incident: less than a microsecond for each.
///
/// ```
/// use caselink::{NoControl, abductions::{EvidenceSettings, SimilarIndex}, records::{Incident, Limits}};
/// use serde_json::{from_value, json};
///
/// let incident = |id: &str, day: &str, color: &str| from_value::<Incident>(json!({
///     "id": id,
///     "time": { "earliest": format!("2026-03-{day}T15:00:00"), "latest": format!("2026-03-{day}T15:30:00") },
///     "place": { "address": { "latitude": 39.78, "longitude": -89.65 } },
///     "approaches": ["animal"],
///     "vehicles": [{ "style": "VN", "colors": [color], "plate": { "text": "7K?4*" } }],
/// }));
/// let mut index = SimilarIndex::new(EvidenceSettings::default(), Limits::default())?;
/// index.add(&incident("A", "02", "SIL")?)?;
/// index.add(&incident("B", "05", "GRY")?)?;
///
/// let similar = index.find_similar(&incident("C", "09", "WHI")?, 10, &NoControl)?;
/// let why = &similar[0].evidence;
/// assert_eq!(why.total.0, why.terms.iter().map(|term| term.weight.0).sum::<i32>());
/// assert!(why.total.0 > 8_000);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct SimilarIndex {
    settings: EvidenceSettings,
    limits: Limits,
    dictionaries: Dictionaries,
    entries: Vec<Entry>,
    by_id: FxHashMap<String, u32>,
    /// All ids in order of their hash; the first of them are the sample.
    by_hash: BTreeSet<(u64, String)>,
    bands: BandCounts,
    plates: PlateCounts,
    surroundings: Surroundings,
    tables: Tables,
}

/// Shows how many incidents there are, and none of them.
impl fmt::Debug for SimilarIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("SimilarIndex");
        shown.field("len", &self.len()).finish_non_exhaustive()
    }
}

impl SimilarIndex {
    /// An index without incidents.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when a setting is out of its range.
    pub fn new(settings: EvidenceSettings, limits: Limits) -> Result<Self> {
        settings.check()?;
        let dictionaries = Dictionaries::new(&settings);
        let bands = [[0; MOST_BANDS]; BANDS.len()];
        let plates = PlateCounts::default();
        let tables = Tables::new(&settings, &dictionaries, &bands, &plates, 0);
        Ok(Self {
            settings,
            limits,
            dictionaries,
            entries: Vec::new(),
            by_id: FxHashMap::default(),
            by_hash: BTreeSet::new(),
            bands,
            plates,
            surroundings: Surroundings::default(),
            tables,
        })
    }

    /// How many incidents are in it.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The settings.
    pub const fn settings(&self) -> &EvidenceSettings {
        &self.settings
    }

    /// What looks wrong in the incidents, in order of their ids.
    pub fn flags(&self) -> Vec<Flag> {
        self.sorted().flat_map(Entry::flags).collect()
    }

    /// Adds an incident, or puts it in the place of the one with its id; whether there was one.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for an incident without an id; [`Error::LimitExceeded`] above [`Limits::rows`].
    pub fn add(&mut self, incident: &Incident) -> Result<bool> {
        let is_replaced = self.insert(incident)?;
        self.refresh();
        Ok(is_replaced)
    }

    /// Adds many incidents at once, which is faster than one after the other; what was set aside, such as those without an id.
    ///
    /// # Errors
    ///
    /// [`Error::LimitExceeded`] above [`Limits::rows`], and [`Error::Cancelled`]; those before that are in the index.
    pub fn add_all<'a>(
        &mut self,
        incidents: impl Into<Incoming<'a, Incident>>,
        control: &dyn Control,
    ) -> Result<Rejections> {
        let usable = incidents.into().usable(true, &self.limits)?;
        self.insert_all(&usable.records, control)?;
        Ok(usable.rejected)
    }

    pub(super) fn insert_all(
        &mut self,
        incidents: &[&Incident],
        control: &dyn Control,
    ) -> Result<()> {
        let total = incidents.len() as u64;
        let outcome = incidents.iter().enumerate().try_for_each(|(done, one)| {
            if done % 1_024 == 0 {
                checkpoint(control, done as u64, total)?;
            }
            self.insert(one).map(|_| ())
        });
        self.refresh();
        outcome
    }

    /// Removes the incident with this id; whether there was one.
    pub fn remove(&mut self, id: &str) -> bool {
        let is_removed = self.take(id);
        if is_removed {
            self.refresh();
        }
        is_removed
    }

    /// What speaks for and against two incidents of the index being of one series.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRecord`] when an id is not in the index.
    pub fn evidence(&self, left: &str, right: &str) -> Result<PairEvidence> {
        let entry = |name, id: &str| self.find(id).ok_or(Error::UnknownRecord { name });
        Ok(self.explained(entry("left", left)?, entry("right", right)?))
    }

    /// The incidents of the index that are most like this one, the likeliest first; those of which more speaks against
    /// than for are none of them, and neither is one that its agency found did not happen. An incident of the index with
    /// the id of this one is passed over.
    ///
    /// # Errors
    ///
    /// [`Error::LimitExceeded`] when there are more incidents than [`Limits::pairs`]; [`Error::Cancelled`].
    pub fn find_similar(
        &self,
        incident: &Incident,
        most: usize,
        control: &dyn Control,
    ) -> Result<Vec<SimilarIncident>> {
        let asked = self.entries.len() as u64;
        self.limits.check_pairs(asked)?;
        let mut codes = Codes::Find(&self.dictionaries);
        let mut query = Entry::new(incident, &self.settings, &mut codes);
        if let Some(old) = self.find(incident.id.expose()) {
            (query.facts.number, query.facts.is_counted) = (old.facts.number, old.facts.is_counted);
        }
        let scorer = self.scorer();
        let mut found: Vec<(i32, &Entry)> = Vec::new();
        for (done, entry) in self.entries.iter().enumerate() {
            if done % 4_096 == 0 {
                checkpoint(control, done as u64, asked)?;
            }
            if entry.is_unfounded || entry.id == query.id {
                continue;
            }
            if let Some(total) = scorer.total_from(1, &query.facts, &entry.facts) {
                found.push((total, entry));
            }
        }
        found.sort_unstable_by(|a, b| {
            let order = b.0.cmp(&a.0);
            order.then_with(|| a.1.id.expose().cmp(b.1.id.expose()))
        });
        found.truncate(most);
        Ok(found
            .into_iter()
            .map(|(_, entry)| {
                let likeness = duplicates::likeness(&query, entry, scorer);
                let reason = |is_sure: bool| {
                    let found = likeness.filter(|found| found.is_sure == is_sure);
                    found.map(|found| found.reason)
                };
                SimilarIncident {
                    incident: entry.id.clone(),
                    duplicate: reason(true),
                    possible_duplicate: reason(false),
                    evidence: self.explained_by(scorer, &query, entry),
                }
            })
            .collect())
    }

    /// The total of two incidents of the index, without its terms.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRecord`] when an id is not in the index.
    pub fn total(&self, left: &str, right: &str) -> Result<MilliBits> {
        let entry = |name, id: &str| self.find(id).ok_or(Error::UnknownRecord { name });
        let (left, right) = (entry("left", left)?, entry("right", right)?);
        Ok(MilliBits(self.scorer().total(&left.facts, &right.facts)))
    }

    pub(super) fn explained(&self, left: &Entry, right: &Entry) -> PairEvidence {
        self.explained_by(self.scorer(), left, right)
    }

    fn explained_by(&self, scorer: Scorer<'_>, left: &Entry, right: &Entry) -> PairEvidence {
        let mut terms = Vec::new();
        let total = scorer.terms(&left.facts, &right.facts, &mut |found| {
            terms.push(Term::new(
                &found,
                &self.tables,
                &self.dictionaries,
                &self.settings,
            ));
        });
        PairEvidence {
            left: left.id.clone(),
            right: right.id.clone(),
            terms,
            total: MilliBits(total),
        }
    }

    pub(super) fn scorer(&self) -> Scorer<'_> {
        Scorer {
            tables: &self.tables,
            dictionaries: &self.dictionaries,
            around: Around {
                surroundings: &self.surroundings,
                entries: &self.entries,
            },
        }
    }

    /// Counts an incident among those that lie near others, or no longer.
    fn surround(&mut self, at: u32, is_added: bool) {
        let Some(one) = self.entries.get_mut(at as usize) else {
            return;
        };
        if is_added {
            one.facts.is_counted = !one.is_unfounded && self.surroundings.insert(&one.facts, at);
        } else if one.facts.is_counted {
            self.surroundings.remove(&one.facts, at);
            one.facts.is_counted = false;
        }
    }

    /// Counts further reports of an attempt no longer among those that lie near others.
    pub(super) fn count_once(&mut self, reports: impl Iterator<Item = String>) {
        for id in reports {
            if let Some(at) = self.by_id.get(&id).copied() {
                self.surround(at, false);
            }
        }
        self.refresh();
    }

    /// The incidents in order of their ids.
    pub(super) fn sorted(&self) -> std::vec::IntoIter<&Entry> {
        let mut all: Vec<&Entry> = self.entries.iter().collect();
        all.sort_unstable_by(|a, b| a.id.expose().cmp(b.id.expose()));
        all.into_iter()
    }

    pub(super) const fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(super) fn find(&self, id: &str) -> Option<&Entry> {
        self.entries.get(*self.by_id.get(id)? as usize)
    }

    fn insert(&mut self, incident: &Incident) -> Result<bool> {
        let id = incident.id.expose();
        if id.trim().is_empty() {
            return Err(Error::InvalidParameter {
                name: "incident",
                reason: "must have an id".to_owned(),
            });
        }
        let is_replaced = self.take(id);
        let allowed = self.limits.rows.min(u64::from(UNSEEN));
        let asked = self.entries.len() as u64 + 1;
        if asked > allowed {
            return Err(Error::LimitExceeded {
                limit: "rows",
                allowed,
                asked,
            });
        }
        let mut codes = Codes::Keep(&mut self.dictionaries);
        let entry = Entry::new(incident, &self.settings, &mut codes);
        self.count(&entry, true);
        let at = self.entries.len() as u32;
        self.by_id.insert(id.clone(), at);
        self.entries.push(entry);
        self.number(at);
        self.surround(at, true);
        let key = key(id);
        self.by_hash.insert(key.clone());
        if self.by_hash.iter().take(SAMPLE).any(|one| *one == key) {
            // one that was in the sample may now be behind its end
            if let Some(behind) = self.by_hash.iter().nth(SAMPLE).map(|one| one.1.clone()) {
                self.count_bands(&behind, id, false);
            }
            self.count_bands(id, id, true);
        }
        Ok(is_replaced)
    }

    fn take(&mut self, id: &str) -> bool {
        let Some(at) = self.by_id.get(id).copied() else {
            return false;
        };
        let key = key(id);
        if self.by_hash.iter().take(SAMPLE).any(|one| *one == key) {
            self.count_bands(id, id, false);
            self.by_hash.remove(&key);
            let next = self.by_hash.iter().nth(SAMPLE - 1).map(|one| one.1.clone());
            if let Some(next) = next {
                self.count_bands(&next, &next, true);
            }
        } else {
            self.by_hash.remove(&key);
        }
        self.by_id.remove(id);
        self.surround(at, false);
        let last = self.entries.len() as u32 - 1;
        let entry = self.entries.swap_remove(at as usize);
        if let Some(moved) = self.entries.get(at as usize) {
            self.by_id.insert(moved.id.expose().clone(), at);
            self.surroundings.rename(&moved.facts, last, at);
        }
        self.number(at);
        self.count(&entry, false);
        true
    }

    /// Counts the pairs of one incident with those of the sample, but for itself and `but`; or takes them off again.
    fn count_bands(&mut self, id: &str, but: &str, is_added: bool) {
        let Some(entry) = self.find(id) else {
            return;
        };
        let mut bands = self.bands;
        for (_, other) in self.by_hash.iter().take(SAMPLE) {
            if other == id || other == but {
                continue;
            }
            let Some(other) = self.find(other) else {
                continue;
            };
            for (band, counts) in bands.iter_mut().enumerate() {
                let sink = |at: usize, share: u32| {
                    if let Some(count) = counts.get_mut(at) {
                        *count = if is_added {
                            count.saturating_add(share)
                        } else {
                            count.saturating_sub(share)
                        };
                    }
                };
                bands_of(&self.tables, band, &entry.facts, &other.facts, sink);
            }
        }
        self.bands = bands;
    }

    /// Counts the values of an incident, or takes them off again.
    fn count(&mut self, entry: &Entry, is_added: bool) {
        let facts = &entry.facts;
        let mut codes = Vec::new();
        for (field, dictionary) in self.dictionaries.values.iter_mut().enumerate() {
            codes.clear();
            match field {
                TOWN => codes.push(facts.town),
                APPROACH => codes.extend(facts.approaches),
                VICTIM_SEX => codes.extend(facts.victims.iter().map(|victim| victim.sex)),
                COLOR => codes.extend(facts.vehicles.iter().flat_map(|one| one.colors)),
                SUSPECT..VEHICLE => {
                    let of = facts.suspects.iter();
                    codes.extend(of.filter_map(|one| one.values.get(field - SUSPECT)));
                }
                _ => {
                    let of = facts.vehicles.iter();
                    codes.extend(of.filter_map(|one| one.values.get(field - VEHICLE)));
                }
            }
            dictionary.count(&mut codes, is_added);
        }
        for (field, dictionary) in self.dictionaries.words.iter_mut().enumerate() {
            codes.clear();
            if field == FEATURES {
                codes.extend(facts.vehicles.iter().flat_map(|one| one.words.iter()));
            } else {
                let of = facts.suspects.iter();
                codes.extend(of.filter_map(|one| one.words.get(field)).flatten());
            }
            dictionary.count(&mut codes, is_added);
        }
        for of_scheme in facts.methods.chunk_by(|a, b| a.0 == b.0) {
            let scheme = of_scheme.first().map_or(UNSEEN, |one| one.0);
            codes.clear();
            codes.extend(of_scheme.iter().map(|one| one.1));
            if let Some(dictionary) = self.dictionaries.methods.get_mut(scheme as usize) {
                dictionary.count(&mut codes, is_added);
            }
        }
        for vehicle in &facts.vehicles {
            if let Some(plate) = &vehicle.plate {
                self.plates.count(plate, is_added);
            }
        }
    }

    /// Tells an incident its place in the index.
    fn number(&mut self, at: u32) {
        if let Some(one) = self.entries.get_mut(at as usize) {
            one.facts.number = at;
        }
    }

    fn refresh(&mut self) {
        for entry in &mut self.entries {
            entry.facts.near = OnceLock::new();
        }
        self.tables = Tables::new(
            &self.settings,
            &self.dictionaries,
            &self.bands,
            &self.plates,
            self.surroundings.counted(),
        );
    }
}

fn key(id: &str) -> (u64, String) {
    (hash::combine(0, hash::text(id)), id.to_owned())
}
