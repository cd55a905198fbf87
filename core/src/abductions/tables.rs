//! What each level is worth among the incidents at hand: looked up for each pair, made when incidents change.

use super::{
    calibration::Scale,
    dictionary::{APPROACH, Dictionaries, Dictionary, UNSEEN, VALUES, VICTIM_SEX, WORDS},
    evidence::{Level, PlateCounts, PlateTable, Score},
    nearby::NearbyTable,
    settings::{BandSettings, Caps, EvidenceSettings, TermKind, ValueSettings, WordSettings},
};
use crate::linkage::MilliBits;

pub(super) const BANDS: [TermKind; 8] = [
    TermKind::Distance,
    TermKind::Days,
    TermKind::Hours,
    TermKind::Weekdays,
    TermKind::VictimAge,
    TermKind::Age,
    TermKind::Height,
    TermKind::ModelYear,
];
pub(super) const DISTANCE: usize = 0;
pub(super) const DAYS: usize = 1;
pub(super) const HOURS: usize = 2;
pub(super) const WEEKDAYS: usize = 3;
pub(super) const VICTIM_AGE: usize = 4;
pub(super) const AGE: usize = 5;
pub(super) const HEIGHT: usize = 6;
pub(super) const MODEL_YEAR: usize = 7;

/// More bands than any term has.
pub(super) const MOST_BANDS: usize = 32;
/// How many sampled pairs fall in each band of each term, in thousandths.
pub(super) type BandCounts = [[u32; MOST_BANDS]; BANDS.len()];

#[derive(Clone, Default)]
pub(super) struct BandTable {
    pub(super) is_on: bool,
    pub(super) edges: Vec<f64>,
    weights: Vec<i32>,
    pub(super) linked: Vec<f64>,
    pub(super) other: Vec<f64>,
    /// Sampled pairs in each band, and what its prior counts as beside them.
    pairs: Vec<(f64, f64)>,
    caps: Caps,
}

impl Default for Caps {
    fn default() -> Self {
        Self::bits(0, 0)
    }
}

impl BandTable {
    fn new(settings: &BandSettings, counts: &[u32; MOST_BANDS], prior_pairs: f64) -> Self {
        let shares = |shares: &[f64]| -> Vec<f64> {
            let all: f64 = shares.iter().sum();
            shares.iter().map(|share| share / all).collect()
        };
        let linked = shares(&settings.linked);
        let of_other = shares(&settings.other);
        let counted = counts.iter().map(|count| f64::from(*count) / 1_000.0);
        let pairs: Vec<(f64, f64)> = counted
            .zip(of_other.iter().map(|share| prior_pairs * share))
            .collect();
        let other = others(&pairs, &[0.0; MOST_BANDS]).collect();
        let weights = (0..linked.len()).map(|band| {
            let mut own = [0.0; MOST_BANDS];
            own.iter_mut().skip(band).take(1).for_each(|own| *own = 1.0);
            let ratio = ratios(&linked, &pairs, &own).nth(band);
            MilliBits::of_ratio(ratio.unwrap_or(1.0)).0
        });
        let weights = weights.collect();
        Self {
            is_on: settings.on,
            edges: settings.upper.clone(),
            weights,
            linked,
            other,
            pairs,
            caps: settings.caps,
        }
    }

    pub(super) fn band(&self, gap: f64) -> usize {
        self.edges.iter().take_while(|edge| gap > **edge).count()
    }

    pub(super) fn score(&self, gap: f64) -> Score {
        let band = self.band(gap);
        let raw = self.weights.get(band).copied().unwrap_or_default();
        Score::new(Level::Band(band as u8), raw, self.caps)
    }

    /// The share of other pairs whose gap is at most this, as if spread evenly within each band.
    pub(super) fn other_below(&self, gap: f64) -> f64 {
        let (mut start, mut below) = (0.0, 0.0);
        for (edge, share) in self.edges.iter().zip(&self.other) {
            if gap < *edge {
                return below + share * ((gap - start) / (edge - start)).max(0.0);
            }
            below += share;
            start = *edge;
        }
        below
    }

    /// A gap that is known to lie within bands with these probabilities: the mean of their ratios.
    pub(super) fn mixed(&self, within: impl Fn(f64) -> f64) -> Score {
        let (mut left, mut own) = (0.0, [0.0; MOST_BANDS]);
        let below = self.edges.iter().map(|edge| within(*edge)).chain([1.0]);
        for (own, below) in own.iter_mut().zip(below) {
            *own = below - std::mem::replace(&mut left, below);
        }
        let each = ratios(&self.linked, &self.pairs, &own).zip(&own);
        let ratio: f64 = each.map(|(ratio, share)| share * ratio).sum();
        Score::new(Level::Mixed, MilliBits::of_ratio(ratio).0, self.caps)
    }
}

/// The share of other pairs in each band, without the pair that is compared, of which so much lies in each: it would make the
/// band that it is in look common among few.
fn others<'a>(
    pairs: &'a [(f64, f64)],
    own: &'a [f64; MOST_BANDS],
) -> impl Iterator<Item = f64> + 'a {
    let each = pairs.iter().zip(own);
    let each = each.map(|((counted, prior), own)| (counted - own).max(0.0) + prior);
    let all: f64 = each.clone().sum();
    each.map(move |one| one / all)
}

/// How much likelier each band is among linked pairs. What is nearest never speaks against, however common it is.
fn ratios<'a>(
    linked: &'a [f64],
    pairs: &'a [(f64, f64)],
    own: &'a [f64; MOST_BANDS],
) -> impl Iterator<Item = f64> + 'a {
    let least = [1.0].into_iter().chain(std::iter::repeat(0.0));
    let both = linked.iter().zip(others(pairs, own)).zip(least);
    both.map(|((m, u), least)| (m / u).max(least))
}

/// `typical` counts as so many pairs in how often two values differ. Assumption.
const PAIRS: f64 = 2_000.0;

#[derive(Clone, Default)]
pub(super) struct ValueTable {
    is_on: bool,
    same: Vec<i32>,
    near: Vec<i32>,
    different: i32,
    caps: Caps,
}

impl ValueTable {
    fn new(settings: &ValueSettings, values: &Dictionary, all: &EvidenceSettings) -> Self {
        let (typical, prior) = (settings.typical, all.prior_incidents);
        let counts = values.counts();
        let known = f64::from(values.known());
        // how many have a value of the same group
        let near_counts: Vec<u64> = (0..counts.len() as u32)
            .map(|code| {
                let groups = values.groups(code);
                if groups == 0 {
                    return 0;
                }
                let others = counts.iter().zip(0..);
                let near = others
                    .filter(|(_, other)| *other != code && values.groups(*other) & groups != 0);
                near.map(|(count, _)| u64::from(*count)).sum()
            })
            .collect();
        let near_share = |near: u64| (near as f64 + prior * typical) / (known + prior);
        let weight = |m: f64, u: f64| MilliBits::of_ratio(m / u).0;
        // shares of pairs
        let (mut same_pairs, mut near_pairs) = (0_u64, 0_u64);
        for (count, near) in counts.iter().zip(&near_counts) {
            same_pairs += u64::from(*count) * u64::from(count.saturating_sub(1));
            near_pairs += u64::from(*count) * near;
        }
        let pairs = known * (known - 1.0).max(0.0) + PAIRS;
        let has_groups = f64::from(u8::from(!settings.groups.is_empty()));
        let same_share = (same_pairs as f64 + PAIRS * typical) / pairs;
        let near_pair_share = (near_pairs as f64 + PAIRS * typical * has_groups) / pairs;
        let different_share = (1.0 - same_share - near_pair_share).max(0.02);
        // what differs never speaks for, what agrees never against
        let different = weight(1.0 - settings.same - settings.near, different_share).min(0);
        let same = (0..counts.len() as u32)
            .map(|code| weight(settings.same, values.share(code, typical, prior)).max(0));
        Self {
            is_on: settings.on,
            same: same.collect(),
            near: near_counts
                .iter()
                .map(|near| weight(settings.near, near_share(*near)).max(different))
                .collect(),
            different,
            caps: settings.caps,
        }
    }

    pub(super) fn score(&self, values: &Dictionary, a: u32, b: u32) -> Option<Score> {
        if !self.is_on || a > UNSEEN || b > UNSEEN {
            return None;
        }
        let at = |weights: &[i32], code: u32| weights.get(code as usize).copied();
        let (level, raw) = if a == b {
            (Level::Same, at(&self.same, a).unwrap_or_default())
        } else if values.groups(a) & values.groups(b) != 0 {
            let near = at(&self.near, a).zip(at(&self.near, b));
            (Level::Near, near.map_or(0, |(a, b)| a.min(b)))
        } else {
            (Level::Different, self.different)
        };
        Some(Score::new(level, raw, self.caps))
    }
}

#[derive(Clone)]
pub(super) struct WordTable {
    is_on: bool,
    same: f64,
    prior: f64,
    caps: Caps,
}

impl WordTable {
    fn new(settings: &WordSettings, prior: f64) -> Self {
        Self {
            is_on: settings.on,
            same: settings.same,
            prior,
            caps: settings.caps,
        }
    }

    pub(super) fn score(&self, words: &Dictionary, a: &[u32], b: &[u32]) -> Option<Score> {
        // a share of incidents that one word has when none are known; an assumption
        const TYPICAL: f64 = 0.02;
        if !self.is_on || a.is_empty() || b.is_empty() {
            return None;
        }
        let mut sum = 0;
        let mut shared = 0_u8;
        for word in in_both(a, b) {
            let share = words.share(word, TYPICAL, self.prior);
            sum += MilliBits::of_ratio(self.same / share).0.max(0);
            shared = shared.saturating_add(1);
        }
        (shared > 0).then(|| Score::new(Level::Words(shared), sum, self.caps))
    }
}

/// What stands in both of two sorted lists.
pub(super) fn in_both<'a>(a: &'a [u32], b: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    let mut rest = b.iter().peekable();
    a.iter().copied().filter(move |word| {
        while rest.next_if(|other| *other < word).is_some() {}
        *word != UNSEEN && rest.peek() == Some(&word)
    })
}

/// All tables of an index.
#[derive(Clone)]
pub(super) struct Tables {
    pub(super) bands: Vec<BandTable>,
    pub(super) values: Vec<ValueTable>,
    pub(super) words: Vec<WordTable>,
    /// For each scheme of method codes.
    pub(super) methods: Vec<ValueTable>,
    pub(super) plate: PlateTable,
    pub(super) nearby: NearbyTable,
    /// What was learned of all the rest, where something was.
    pub(super) scale: Option<Scale>,
    pub(super) fastest_km_per_hour: f64,
    pub(super) place_time: Caps,
    pub(super) suspect: Caps,
    pub(super) vehicle: Caps,
}

impl Tables {
    /// The most that approach, methods, age and sex of the child can weigh together.
    pub(super) fn most_of_incident(&self) -> i32 {
        let value = |at: usize| self.values.get(at).map_or(0, |table| table.caps.most.0);
        let age = self
            .bands
            .get(VICTIM_AGE)
            .map_or(0, |table| table.caps.most.0);
        let methods: i32 = self.methods.iter().map(|table| table.caps.most.0).sum();
        value(APPROACH) + methods + value(VICTIM_SEX) + age
    }

    pub(super) fn new(
        settings: &EvidenceSettings,
        dictionaries: &Dictionaries,
        bands: &BandCounts,
        plates: &PlateCounts,
        located: u32,
    ) -> Self {
        let band_tables = BANDS.iter().zip(bands).map(|(kind, counts)| {
            let settings_of = settings.bands.get(kind);
            settings_of.map_or_else(BandTable::default, |band| {
                BandTable::new(band, counts, settings.prior_pairs)
            })
        });
        let values = VALUES.iter().zip(&dictionaries.values);
        let value_tables = values.map(|(kind, values)| {
            let settings_of = settings.values.get(kind);
            settings_of.map_or_else(ValueTable::default, |value| {
                ValueTable::new(value, values, settings)
            })
        });
        let word_tables = WORDS.iter().map(|kind| {
            let off = WordSettings {
                same: 0.0,
                caps: Caps::default(),
                on: false,
                source: String::new(),
            };
            WordTable::new(
                settings.words.get(kind).unwrap_or(&off),
                settings.prior_incidents,
            )
        });
        let of_methods = settings.values.get(&TermKind::Method);
        let method_tables = dictionaries.methods.iter().map(|codes| {
            of_methods.map_or_else(ValueTable::default, |value| {
                ValueTable::new(value, codes, settings)
            })
        });
        let bands: Vec<BandTable> = band_tables.collect();
        Self {
            nearby: NearbyTable::new(settings.prior_nearby, &bands, located),
            bands,
            values: value_tables.collect(),
            words: word_tables.collect(),
            methods: method_tables.collect(),
            plate: PlateTable::new(&settings.plate, plates, settings.prior_incidents),
            scale: settings.logistic.as_ref().map(Scale::new),
            fastest_km_per_hour: settings.fastest_km_per_hour,
            place_time: settings.place_time,
            suspect: settings.suspect,
            vehicle: settings.vehicle,
        }
    }
}
