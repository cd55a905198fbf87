use std::collections::BTreeMap;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::{
    AlikeSettings, SharedKey, TipJudgement,
    keys::{Key, Keys, near_key},
    posting::Posting,
};
use crate::{
    Control, Error, Result,
    control::checkpoint,
    hashes::{Hash256, PerceptualIndex},
    records::{Pii, Tip},
    tips::reading::is_marked_viral,
};

/// A report as it is kept: hashes of what can be the same in another, and nothing else.
pub(super) struct Kept {
    pub(super) id: Box<str>,
    /// Seconds since 1970.
    pub(super) received: Option<i64>,
    pub(super) keys: Box<[Key]>,
    pub(super) near: Box<[Hash256]>,
    /// Whether it is marked as one of many about a file that goes around.
    pub(super) viral: bool,
    /// Whether each of its files has a perceptual hash of use.
    pub(super) has_looks: bool,
}

impl Kept {
    pub(super) fn of(tip: &Tip, settings: &AlikeSettings) -> Self {
        let Keys {
            keys,
            near,
            has_looks,
        } = Keys::of(tip, settings);
        Self {
            id: tip.id.expose().as_str().into(),
            received: tip.received_at.map(|at| at.and_utc().timestamp()),
            keys: keys.into(),
            near: near.into(),
            viral: is_marked_viral(tip),
            has_looks,
        }
    }

    /// The key of all its files together.
    pub(super) fn file_set(&self) -> Option<Key> {
        let mut keys = self.keys.iter().copied();
        keys.find(|key| key.kind == SharedKey::FileSet)
    }

    /// The order in which reports of a key stand: by time, then by id.
    pub(super) fn order(&self) -> (bool, Option<i64>, &str) {
        (self.received.is_none(), self.received, &self.id)
    }
}

/// A living index of reports: what is the same in others, found at once, and what belongs together. Values are kept as hashes alone.
///
/// ```
/// use caselink::{records::Tip, tips::{AlikeSettings, TipIndex, TipLinkKind}};
/// use serde_json::{from_value, json};
///
/// let report = |id: &str, day: &str, account: &str| -> Result<Tip, serde_json::Error> {
///     from_value(json!({
///         "id": id, "received_at": format!("2026-03-{day}T09:00:00"), "provider": "chat.example",
///         "accounts": [{ "kind": "handle", "value": account }],
///         "text": "This account asks children for pictures and sends them on to others.",
///     }))
/// };
/// let mut index = TipIndex::new(AlikeSettings::default())?;
/// index.add(&report("T-1", "02", "lindenfisher71")?)?;
/// index.add(&report("T-2", "03", "someoneelse")?)?;
/// let found = index.find(&report("T-3", "04", "LindenFisher71")?, 10);
/// assert_eq!(found.links[0].left.expose(), "T-1");
/// assert_eq!(found.links[0].kind, TipLinkKind::Duplicate);
/// assert_eq!(found.prior_reports, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct TipIndex {
    pub(super) settings: AlikeSettings,
    /// By number; a number is not given again.
    pub(super) kept: Vec<Option<Kept>>,
    pub(super) numbers: HashMap<Box<str>, u32, FxBuildHasher>,
    pub(super) postings: HashMap<Key, Posting, FxBuildHasher>,
    pub(super) near: PerceptualIndex,
    /// By perceptual hash, its number in `near`.
    near_numbers: HashMap<[u8; 32], u32, FxBuildHasher>,
    /// By all files of a report, how many that have exactly these are marked as viral.
    marks: HashMap<Key, u32, FxBuildHasher>,
    /// By the lesser and the greater id.
    pub(super) judged: BTreeMap<(Box<str>, Box<str>), TipJudgement>,
}

impl std::hash::Hash for Key {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        // the kind is in the hash already
        state.write_u64(self.hash);
    }
}

impl std::fmt::Debug for TipIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TipIndex({} reports)", self.len())
    }
}

impl TipIndex {
    /// An index without reports.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says which setting is out of its range.
    pub fn new(settings: AlikeSettings) -> Result<Self> {
        settings.check()?;
        Ok(Self {
            settings,
            kept: Vec::new(),
            numbers: HashMap::default(),
            postings: HashMap::default(),
            near: PerceptualIndex::default(),
            near_numbers: HashMap::default(),
            marks: HashMap::default(),
            judged: BTreeMap::new(),
        })
    }

    /// How many reports there are.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Whether a report is in the index.
    pub fn contains(&self, id: &str) -> bool {
        self.numbers.contains_key(id)
    }

    /// The settings.
    pub fn settings(&self) -> &AlikeSettings {
        &self.settings
    }

    /// Adds a report; one with the same id is replaced. Whether there was one.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for a report without an id, [`Error::LimitExceeded`] above 4,294,967,294 reports.
    pub fn add(&mut self, tip: &Tip) -> Result<bool> {
        if tip.id.expose().trim().is_empty() {
            return Err(Error::InvalidParameter {
                name: "tip",
                reason: "needs an id".to_owned(),
            });
        }
        let replaced = self.remove(tip.id.expose());
        self.keep(Kept::of(tip, &self.settings))?;
        Ok(replaced)
    }

    /// Adds a report that is not there.
    pub(super) fn keep(&mut self, kept: Kept) -> Result<()> {
        let number = u32::try_from(self.kept.len())
            .ok()
            .filter(|number| *number < u32::MAX);
        let Some(number) = number else {
            return Err(Error::LimitExceeded {
                limit: "reports",
                allowed: u64::from(u32::MAX) - 1,
                asked: self.kept.len() as u64 + 1,
            });
        };
        for hash in &kept.near {
            if !self.near_numbers.contains_key(&hash.to_bytes()) {
                let at = self.near.insert(*hash)?;
                self.near_numbers.insert(hash.to_bytes(), at);
            }
        }
        if let Some(set) = kept.file_set().filter(|_| kept.viral) {
            *self.marks.entry(set).or_default() += 1;
        }
        self.numbers.insert(kept.id.clone(), number);
        self.kept.push(Some(kept));
        let most = self.settings.most_reports as usize;
        let all = &self.kept;
        let order = |number: u32| order_of(all, number);
        let keys = all.last().and_then(Option::as_ref);
        for key in keys.map_or(&[][..], |kept| &kept.keys) {
            match self.postings.entry(*key) {
                hashbrown::hash_map::Entry::Vacant(empty) => {
                    empty.insert(Posting::One(number));
                }
                hashbrown::hash_map::Entry::Occupied(mut full) => {
                    full.get_mut().put(number, most, order);
                }
            }
        }
        Ok(())
    }

    /// Adds many reports, in whatever order. How many were there before and are replaced.
    ///
    /// # Errors
    ///
    /// As [`add`](Self::add), and [`Error::Cancelled`]: then those before it are in.
    pub fn extend<'a>(
        &mut self,
        tips: impl ExactSizeIterator<Item = &'a Tip>,
        control: &dyn Control,
    ) -> Result<u64> {
        let total = tips.len() as u64;
        let mut replaced = 0;
        for (at, tip) in tips.enumerate() {
            if at % 1_000 == 0 {
                checkpoint(control, at as u64, total)?;
            }
            replaced += u64::from(self.add(tip)?);
        }
        checkpoint(control, total, total)?;
        Ok(replaced)
    }

    /// Takes a report out, with its judgements. Whether it was there.
    pub fn remove(&mut self, id: &str) -> bool {
        let Some(number) = self.numbers.remove(id) else {
            return false;
        };
        // while it is still there: the order of a posting goes by it
        let most = self.settings.most_reports as usize;
        let all = &self.kept;
        let order = |number: u32| order_of(all, number);
        let Some(kept) = all.get(number as usize).and_then(Option::as_ref) else {
            return false;
        };
        for key in &kept.keys {
            if let hashbrown::hash_map::Entry::Occupied(mut full) = self.postings.entry(*key)
                && full.get_mut().take(number, most, order)
            {
                full.remove();
            }
        }
        let Some(kept) = self.kept.get_mut(number as usize).and_then(Option::take) else {
            return false;
        };
        if let Some(set) = kept.file_set().filter(|_| kept.viral)
            && let Some(marks) = self.marks.get_mut(&set)
        {
            *marks -= 1;
            if *marks == 0 {
                self.marks.remove(&set);
            }
        }
        for hash in kept.near {
            if self.postings.contains_key(&near_key(hash)) {
                continue;
            }
            if let Some(at) = self.near_numbers.remove(&hash.to_bytes()) {
                self.near.remove(at);
            }
        }
        true
    }

    /// Keeps what a person decided about two reports; a later decision about the same two takes its place. It outlives the reports: it
    /// holds again where they come back.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] where it says not who decided or why, or names one report twice.
    pub fn judge(&mut self, judgement: TipJudgement) -> Result<Option<TipJudgement>> {
        let wrong = |reason: &str| Error::InvalidParameter {
            name: "judgement",
            reason: reason.to_owned(),
        };
        let (left, right) = (judgement.left.expose(), judgement.right.expose());
        if left == right {
            return Err(wrong("must name two reports"));
        }
        if judgement.who.trim().is_empty() || judgement.why.expose().trim().is_empty() {
            return Err(wrong("must say who decided, and why"));
        }
        let key = pair_of(left, right);
        Ok(self.judged.insert(key, judgement))
    }

    /// Takes a decision back. What it was.
    pub fn withdraw(&mut self, left: &str, right: &str) -> Option<TipJudgement> {
        self.judged.remove(&pair_of(left, right))
    }

    /// All decisions, in order of the ids.
    pub fn judgements(&self) -> impl Iterator<Item = &TipJudgement> {
        self.judged.values()
    }

    pub(super) fn report(&self, number: u32) -> Option<&Kept> {
        self.kept.get(number as usize).and_then(Option::as_ref)
    }

    /// How many reports share a key.
    pub(super) fn count(&self, key: Key) -> usize {
        self.postings.get(&key).map_or(0, Posting::len)
    }

    /// The reports that share a key, in order; none where they are too many.
    pub(super) fn sharing(&self, key: Key) -> &[u32] {
        self.postings.get(&key).map_or(&[], Posting::few)
    }

    /// How many reports with exactly these files are marked as viral.
    pub(super) fn marks(&self, set: Key) -> u32 {
        self.marks.get(&set).copied().unwrap_or_default()
    }

    pub(super) fn is_hub(&self, key: Key, reports: usize) -> bool {
        // files that go around are bundled, not passed over
        key.kind != SharedKey::FileSet && reports > self.settings.most_reports as usize
    }

    /// The number of a perceptual hash in `near`.
    pub(super) fn near_number(&self, hash: Hash256) -> Option<u32> {
        self.near_numbers.get(&hash.to_bytes()).copied()
    }

    pub(super) fn id(&self, number: u32) -> Pii<String> {
        let id = self.report(number).map_or("", |kept| &kept.id);
        Pii::new(id.to_owned())
    }
}

/// Where a report stands among those of a key.
fn order_of(kept: &[Option<Kept>], number: u32) -> Option<(bool, Option<i64>, &str)> {
    let one = kept.get(number as usize).and_then(Option::as_ref);
    one.map(Kept::order)
}

pub(super) fn pair_of(left: &str, right: &str) -> (Box<str>, Box<str>) {
    let (first, second) = if left <= right {
        (left, right)
    } else {
        (right, left)
    };
    (first.into(), second.into())
}
