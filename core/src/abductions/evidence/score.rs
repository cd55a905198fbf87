//! Each comparison of two incidents, fast enough for millions of pairs.

use super::{
    found::{Found, Input, Level, Score},
    gaps::{Spread, greatest_gap, least_gap, metres, times, victim_ages, weekdays},
};
use crate::{
    abductions::{
        dictionary::{
            APPROACH, COLOR, Dictionaries, FEATURES, NONE, SUSPECT, TOWN, VALUES, VEHICLE,
            VICTIM_SEX, WORDS,
        },
        facts::{Facts, SET, SuspectFacts, VehicleFacts, middle},
        nearby::Around,
        settings::{Caps, TermKind},
        tables::{
            AGE, BANDS, DAYS, DISTANCE, HEIGHT, HOURS, MODEL_YEAR, Tables, VICTIM_AGE, WEEKDAYS,
        },
    },
    linkage::MilliBits,
    patterns::{expected_circular_gap, expected_gap, probability_within},
};

/// Times are rounded: so many hours more may have been between two incidents. Assumption: a quarter of an hour.
const ROUNDED_HOURS: f64 = 0.25;
/// Half of the way round the Earth, in kilometres.
const HALF_ROUND: f64 = 20_038.0;

/// Compares by the tables of an index.
#[derive(Clone, Copy)]
pub(in crate::abductions) struct Scorer<'a> {
    pub(in crate::abductions) tables: &'a Tables,
    pub(in crate::abductions) dictionaries: &'a Dictionaries,
    pub(in crate::abductions) around: Around<'a>,
}

impl Scorer<'_> {
    /// The total of all terms.
    pub(in crate::abductions) fn total(self, a: &Facts, b: &Facts) -> i32 {
        self.terms(a, b, &mut |_| ())
    }

    /// The total where it can reach `floor`; else at least the part of it that shows that it cannot.
    pub(in crate::abductions) fn total_from(self, floor: i32, a: &Facts, b: &Facts) -> Option<i32> {
        if self.tables.scale.is_some() {
            return Some(self.total(a, b)).filter(|total| *total >= floor);
        }
        let vehicles = if a.vehicles.is_empty() || b.vehicles.is_empty() {
            0
        } else {
            let has_plate = |facts: &Facts| facts.vehicles.iter().any(|one| one.plate.is_some());
            let plate = if has_plate(a) && has_plate(b) {
                self.tables.plate.most()
            } else {
                0
            };
            self.tables.vehicle.most.0 + plate
        };
        let early = self.place_and_time(a, b, &mut |_| ());
        let rest = |rest: i32| early.saturating_add(rest) < floor;
        let others = self.tables.most_of_incident();
        if rest(vehicles + self.tables.suspect.most.0 + others) {
            return None;
        }
        let sum = early + self.beyond(a, b);
        (sum >= floor).then_some(sum)
    }

    /// Gives every term to `sink`; the sum of their weights.
    pub(in crate::abductions) fn terms<'f>(
        self,
        a: &'f Facts,
        b: &'f Facts,
        sink: &mut impl FnMut(Found<'f>),
    ) -> i32 {
        let Some(scale) = &self.tables.scale else {
            return self.assumed(a, b, sink);
        };
        let mut sum = 0;
        self.assumed(a, b, &mut |mut found: Found<'f>| {
            found.score.weight = scale.weight(found.kind, found.score.weight);
            sum += found.score.weight;
            sink(found);
        });
        let only = MilliBits(scale.constant);
        let caps = Caps {
            least: only.min(MilliBits(0)),
            most: only.max(MilliBits(0)),
        };
        let score = Score::new(Level::Constant, scale.constant, caps);
        let nothing = (Input::Nothing, Input::Nothing);
        sum + emit(TermKind::Constant, score, f64::NAN, nothing, sink)
    }

    /// The same, as if nothing had been learned.
    pub(in crate::abductions) fn assumed<'f>(
        self,
        a: &'f Facts,
        b: &'f Facts,
        sink: &mut impl FnMut(Found<'f>),
    ) -> i32 {
        self.place_and_time(a, b, sink)
            + self.incident(a, b, sink)
            + self.suspects(a, b, sink)
            + self.vehicles(a, b, sink)
    }

    pub(in crate::abductions) fn place_and_time<'f>(
        self,
        a: &'f Facts,
        b: &'f Facts,
        sink: &mut impl FnMut(Found<'f>),
    ) -> i32 {
        let mut sum = self.place(a, b, sink);
        let mut hours = 0;
        if let Some((local, (left, right))) = a.time.zip(b.time).zip(times(a, b)) {
            let shown = |time: (f64, f64)| Input::Time(time.0, time.1);
            let inputs = (shown(local.0), shown(local.1));
            let table = self.tables.bands.get(DAYS);
            let gap = expected_gap(left, right);
            // where the least and the greatest gap are in two bands, both count in part
            let (least, most) = (least_gap(left, right), greatest_gap(left, right));
            if let Some(table) = table.filter(|table| table.is_on) {
                let score = if table.band(least) == table.band(most) {
                    table.score(gap)
                } else {
                    table.mixed(|edge| probability_within(left, right, edge))
                };
                sum += emit(TermKind::Days, score, gap, inputs, sink);
            }
            if a.tells_hour && b.tells_hour {
                let gap = expected_circular_gap(local.0, local.1, 1.0) * 24.0;
                hours = self.band(HOURS, gap, inputs, sink);
            }
        }
        sum += self.nearby(a, b, sum, sink) + hours;
        if a.weekday < 7 && b.weekday < 7 {
            let inputs = (Input::Weekday(a.weekday), Input::Weekday(b.weekday));
            sum += self.band(WEEKDAYS, weekdays(a, b), inputs, sink);
        }
        sum + cap(TermKind::PlaceTimeCap, sum, self.tables.place_time, sink)
            + self.travel(a, b, sink)
    }

    /// Whether one person could have been at both: from the near edges of both places, in the longest time that there can have
    /// been between them.
    fn travel<'f>(self, a: &'f Facts, b: &'f Facts, sink: &mut impl FnMut(Found<'f>)) -> i32 {
        let Some((left, right)) = times(a, b) else {
            return 0;
        };
        let hours = greatest_gap(left, right) * 24.0 + ROUNDED_HOURS;
        if hours * self.tables.fastest_km_per_hour > HALF_ROUND {
            return 0;
        }
        let Some(metres) = metres(a, b) else {
            return 0;
        };
        let (km, _) = Spread::new(metres, a, b).reach();
        let speed = km / hours;
        let times = speed / self.tables.fastest_km_per_hour;
        if times <= 1.0 {
            return 0;
        }
        // two bits as soon as it is too fast, and four more with each doubling
        let raw = -2_000 - (4_000.0 * libm::log2(times)) as i32;
        let shown =
            |time: Option<(f64, f64)>| time.map_or(Input::Nothing, |t| Input::Time(t.0, t.1));
        let inputs = (shown(a.time), shown(b.time));
        let score = Score::new(Level::TooFast(speed as u32), raw, Caps::bits(-20, 0));
        emit(TermKind::Travel, score, km, inputs, sink)
    }

    /// How far apart, by positions or by towns.
    fn place<'f>(self, a: &'f Facts, b: &'f Facts, sink: &mut impl FnMut(Found<'f>)) -> i32 {
        let Some(metres) = metres(a, b) else {
            return self.value(TOWN, a.town, b.town, sink);
        };
        let nothing = (Input::Nothing, Input::Nothing);
        let table = self.tables.bands.get(DISTANCE);
        let Some(table) = table.filter(|table| table.is_on) else {
            return 0;
        };
        let spread = Spread::new(metres, a, b);
        let (least, most) = spread.reach();
        let score = if table.band(least) == table.band(most) {
            table.score(metres / 1_000.0)
        } else {
            table.mixed(|edge| spread.within(edge))
        };
        emit(TermKind::Distance, score, metres / 1_000.0, nothing, sink)
    }

    /// What distance and days say less, as others lie as near.
    fn nearby<'f>(
        self,
        a: &'f Facts,
        b: &'f Facts,
        given: i32,
        sink: &mut impl FnMut(Found<'f>),
    ) -> i32 {
        let is_on = |band: usize| self.tables.bands.get(band).is_some_and(|table| table.is_on);
        let has_places = a.unit.is_some() && b.unit.is_some();
        if given <= 0 || !is_on(DAYS) || (has_places && !is_on(DISTANCE)) {
            return 0;
        }
        let towns = self.dictionaries.values.get(TOWN);
        let town = towns
            .filter(|_| !has_places)
            .map(|towns| towns.share_of_known(a.town));
        let Some((bits, at, count)) = self.excess(a, b, town) else {
            return 0;
        };
        let raw = -((bits * 1_000.0).round() as i32);
        let caps = Caps {
            least: MilliBits(-given),
            most: MilliBits(0),
        };
        let score = Score::new(Level::Nearby(at, count), raw, caps);
        let nothing = (Input::Nothing, Input::Nothing);
        emit(TermKind::Nearby, score, f64::NAN, nothing, sink)
    }

    /// What child, approach, suspect and vehicle say.
    pub(in crate::abductions) fn beyond(self, a: &Facts, b: &Facts) -> i32 {
        let nothing = &mut |_: Found<'_>| ();
        self.incident(a, b, nothing) + self.suspects(a, b, nothing) + self.vehicles(a, b, nothing)
    }

    fn incident<'f>(self, a: &'f Facts, b: &'f Facts, sink: &mut impl FnMut(Found<'f>)) -> i32 {
        let mut sum = self.best_of(APPROACH, &a.approaches, &b.approaches, sink);
        if !a.methods.is_empty() && !b.methods.is_empty() {
            sum += self.methods(a, b, sink);
        }
        if let Some((gap, left, right)) = victim_ages(a, b) {
            let inputs = (Input::Number(left), Input::Number(right));
            sum += self.band(VICTIM_AGE, gap, inputs, sink);
        }
        let sexes = |facts: &Facts| {
            let mut all = [NONE; SET];
            for (slot, victim) in all.iter_mut().zip(&facts.victims) {
                *slot = victim.sex;
            }
            all
        };
        sum + self.best_of(VICTIM_SEX, &sexes(a), &sexes(b), sink)
    }

    /// For each scheme that both have codes of, the two codes that speak most for a link.
    fn methods<'f>(self, a: &'f Facts, b: &'f Facts, sink: &mut impl FnMut(Found<'f>)) -> i32 {
        let mut sum = 0;
        for of_scheme in a.methods.chunk_by(|one, other| one.0 == other.0) {
            let scheme = of_scheme.first().map_or(NONE, |one| one.0);
            let at = scheme as usize;
            let both = self.tables.methods.get(at);
            let Some((table, codes)) = both.zip(self.dictionaries.methods.get(at)) else {
                continue;
            };
            let mut best: Option<(Score, u32, u32)> = None;
            for (_, left) in of_scheme {
                for (_, right) in b.methods.iter().filter(|one| one.0 == scheme) {
                    let score = table.score(codes, *left, *right);
                    let is_better = |score: &Score| best.is_none_or(|best| score.raw > best.0.raw);
                    if let Some(score) = score.filter(is_better) {
                        best = Some((score, *left, *right));
                    }
                }
            }
            if let Some((score, left, right)) = best {
                let inputs = (Input::Method(scheme, left), Input::Method(scheme, right));
                sum += emit(TermKind::Method, score, f64::NAN, inputs, sink);
            }
        }
        sum
    }

    /// The two suspects that are most alike.
    pub(in crate::abductions) fn suspects<'f>(
        self,
        a: &'f Facts,
        b: &'f Facts,
        sink: &mut impl FnMut(Found<'f>),
    ) -> i32 {
        let best = best_pair(&a.suspects, &b.suspects, |a, b| {
            self.suspect(a, b, &mut |_| ())
        });
        best.map_or(0, |(a, b)| self.suspect(a, b, sink))
    }

    fn suspect<'f>(
        self,
        a: &'f SuspectFacts,
        b: &'f SuspectFacts,
        sink: &mut impl FnMut(Found<'f>),
    ) -> i32 {
        let mut sum = 0;
        for (field, (left, right)) in a.values.iter().zip(&b.values).enumerate() {
            sum += self.value(SUSPECT + field, *left, *right, sink);
        }
        for (band, left, right) in [(AGE, a.age, b.age), (HEIGHT, a.height, b.height)] {
            let gap = f64::from((middle(left) - middle(right)).abs());
            if !gap.is_nan() {
                let inputs = (Input::Band(left.0, left.1), Input::Band(right.0, right.1));
                sum += self.band(band, gap, inputs, sink);
            }
        }
        for (field, (left, right)) in a.words.iter().zip(&b.words).enumerate() {
            sum += self.words(field, left, right, sink);
        }
        sum + cap(TermKind::SuspectCap, sum, self.tables.suspect, sink)
    }

    /// The two vehicles that are most alike.
    pub(in crate::abductions) fn vehicles<'f>(
        self,
        a: &'f Facts,
        b: &'f Facts,
        sink: &mut impl FnMut(Found<'f>),
    ) -> i32 {
        let best = best_pair(&a.vehicles, &b.vehicles, |a, b| {
            self.vehicle(a, b, &mut |_| ())
        });
        best.map_or(0, |(a, b)| self.vehicle(a, b, sink))
    }

    fn vehicle<'f>(
        self,
        a: &'f VehicleFacts,
        b: &'f VehicleFacts,
        sink: &mut impl FnMut(Found<'f>),
    ) -> i32 {
        let mut sum = 0;
        let [style, make, model, state] = [0, 1, 2, 3].map(|field: usize| {
            let of = |one: &VehicleFacts| one.values.get(field).copied().unwrap_or(NONE);
            (of(a), of(b))
        });
        // a model implies its make and its style: they would count twice
        let is_one_model = model.0 == model.1 && model.0 != NONE;
        if is_one_model {
            sum += self.value(VEHICLE + 2, model.0, model.1, sink);
        } else {
            sum += self.value(VEHICLE, style.0, style.1, sink);
            sum += self.value(VEHICLE + 1, make.0, make.1, sink);
            // and another make implies another model
            if make.0 == make.1 {
                sum += self.value(VEHICLE + 2, model.0, model.1, sink);
            }
        }
        sum += self.best_of(COLOR, &a.colors, &b.colors, sink);
        let gap = f64::from((a.year - b.year).abs());
        if !gap.is_nan() {
            let inputs = (Input::Number(a.year), Input::Number(b.year));
            sum += self.band(MODEL_YEAR, gap, inputs, sink);
        }
        sum += self.value(VEHICLE + 3, state.0, state.1, sink);
        sum += self.words(FEATURES, &a.words, &b.words, sink);
        sum += cap(TermKind::VehicleCap, sum, self.tables.vehicle, sink);
        let (left, right) = (a.plate.as_ref(), b.plate.as_ref());
        if let Some((score, (left, right))) =
            self.tables.plate.compare(left, right).zip(left.zip(right))
        {
            let inputs = (Input::Plate(left), Input::Plate(right));
            sum += emit(TermKind::Plate, score, f64::NAN, inputs, sink);
        }
        sum
    }

    fn band<'f>(
        self,
        band: usize,
        gap: f64,
        inputs: (Input<'f>, Input<'f>),
        sink: &mut impl FnMut(Found<'f>),
    ) -> i32 {
        let table = self.tables.bands.get(band).filter(|table| table.is_on);
        let (Some(table), Some(kind)) = (table, BANDS.get(band)) else {
            return 0;
        };
        emit(*kind, table.score(gap), gap, inputs, sink)
    }

    fn value<'f>(self, field: usize, a: u32, b: u32, sink: &mut impl FnMut(Found<'f>)) -> i32 {
        let score = self.value_score(field, a, b);
        let (Some(score), Some(kind)) = (score, VALUES.get(field)) else {
            return 0;
        };
        let inputs = (Input::Code(field, a), Input::Code(field, b));
        emit(*kind, score, f64::NAN, inputs, sink)
    }

    fn value_score(self, field: usize, a: u32, b: u32) -> Option<Score> {
        let table = self.tables.values.get(field)?;
        table.score(self.dictionaries.values.get(field)?, a, b)
    }

    /// The two values that speak most for a link, of those that each has.
    fn best_of<'f>(
        self,
        field: usize,
        a: &[u32; SET],
        b: &[u32; SET],
        sink: &mut impl FnMut(Found<'f>),
    ) -> i32 {
        let mut best: Option<(Score, u32, u32)> = None;
        for left in a.iter().filter(|code| **code != NONE) {
            for right in b.iter().filter(|code| **code != NONE) {
                let Some(score) = self.value_score(field, *left, *right) else {
                    continue;
                };
                if best.is_none_or(|(best, _, _)| score.raw > best.raw) {
                    best = Some((score, *left, *right));
                }
            }
        }
        let (Some((score, left, right)), Some(kind)) = (best, VALUES.get(field)) else {
            return 0;
        };
        let inputs = (Input::Code(field, left), Input::Code(field, right));
        emit(*kind, score, f64::NAN, inputs, sink)
    }

    fn words<'f>(
        self,
        field: usize,
        a: &'f [u32],
        b: &'f [u32],
        sink: &mut impl FnMut(Found<'f>),
    ) -> i32 {
        if a.is_empty() || b.is_empty() {
            return 0;
        }
        let table = self.tables.words.get(field);
        let words = self.dictionaries.words.get(field);
        let score = table
            .zip(words)
            .and_then(|(table, words)| table.score(words, a, b));
        let (Some(score), Some(kind)) = (score, WORDS.get(field)) else {
            return 0;
        };
        let inputs = (Input::Words(field, a), Input::Words(field, b));
        emit(*kind, score, f64::NAN, inputs, sink)
    }
}

fn emit<'f>(
    kind: TermKind,
    score: Score,
    gap: f64,
    (left, right): (Input<'f>, Input<'f>),
    sink: &mut impl FnMut(Found<'f>),
) -> i32 {
    sink(Found {
        kind,
        score,
        gap,
        left,
        right,
    });
    score.weight
}

/// What brings a sum back within its caps.
fn cap<'f>(kind: TermKind, sum: i32, caps: Caps, sink: &mut impl FnMut(Found<'f>)) -> i32 {
    let change = caps.clamp(sum) - sum;
    if change == 0 {
        return 0;
    }
    let score = Score {
        level: Level::Cap,
        raw: change,
        weight: change,
        caps,
    };
    emit(
        kind,
        score,
        f64::NAN,
        (Input::Nothing, Input::Nothing),
        sink,
    )
}

/// The pair with the greatest sum; the first of several.
fn best_pair<'f, T>(
    a: &'f [T],
    b: &'f [T],
    sum: impl Fn(&'f T, &'f T) -> i32,
) -> Option<(&'f T, &'f T)> {
    if let ([a], [b]) = (a, b) {
        return Some((a, b));
    }
    let mut best = None;
    for left in a {
        for right in b {
            let sum = sum(left, right);
            if best.is_none_or(|(best, _, _)| sum > best) {
                best = Some((sum, left, right));
            }
        }
    }
    best.map(|(_, left, right)| (left, right))
}
