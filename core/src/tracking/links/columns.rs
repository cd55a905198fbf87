//! Registrants as columns: what is compared, and nothing else of the records.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use super::{AnchorKind, grid::cell};

/// No value.
pub(super) const NONE: u32 = u32::MAX;
/// A day that nobody recorded: the start and the end of a span.
pub(super) const NO_START: i32 = i32::MIN;
pub(super) const NO_END: i32 = i32::MAX;

/// Lists of different lengths, one for each row, end to end.
pub(super) struct Lists<T> {
    ends: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy> Lists<T> {
    pub(super) const fn new() -> Self {
        Self {
            ends: Vec::new(),
            items: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, row: &[T]) {
        self.items.extend_from_slice(row);
        self.ends.push(self.items.len() as u32);
    }

    pub(super) const fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, row: u32) -> &[T] {
        let row = row as usize;
        let end = self.ends.get(row).copied().unwrap_or_default();
        let before = row.checked_sub(1).and_then(|row| self.ends.get(row));
        let start = before.copied().unwrap_or_default();
        self.items.get(start as usize..end as usize).unwrap_or(&[])
    }

    /// The place of the first item of a row among all.
    pub(super) fn start(&self, row: u32) -> Option<u32> {
        match row.checked_sub(1) {
            None => Some(0),
            Some(before) => self.ends.get(before as usize).copied(),
        }
    }

    pub(super) fn items(&self) -> &[T] {
        &self.items
    }

    /// The lists in another order of rows.
    pub(super) fn reordered(&self, order: &[u32]) -> Self {
        let mut all = Self {
            ends: Vec::with_capacity(order.len()),
            items: Vec::with_capacity(self.items.len()),
        };
        for row in order {
            all.push(self.get(*row));
        }
        all
    }
}

/// In which part of a record something stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Field {
    Stays,
    Addresses,
    Associates,
    Known,
    Custody,
    Declarations,
    Registrations,
    Vehicles,
}

impl Field {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Stays => "stays",
            Self::Addresses => "addresses",
            Self::Associates => "associates",
            Self::Known => "known.places",
            Self::Custody => "custody",
            Self::Declarations => "declarations",
            Self::Registrations => "registrations",
            Self::Vehicles => "vehicles",
        }
    }
}

/// A place of a registrant.
#[derive(Clone, Copy)]
pub(super) struct Anchor {
    pub(super) unit: [f32; 3],
    pub(super) uncertainty_km: f32,
    pub(super) start: i32,
    pub(super) end: i32,
    pub(super) offender: u32,
    pub(super) at: u16,
    pub(super) kind: AnchorKind,
    pub(super) field: Field,
}

/// Why a registrant was away for days.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum AwayKind {
    Custody,
    UnconfirmedCustody,
    Declared,
}

/// Days, half-open, on which a registrant was held or declared away.
#[derive(Clone, Copy)]
pub(super) struct Away {
    pub(super) start: i32,
    pub(super) end: i32,
    /// The day before which the end cannot have been: of custody that goes on, when it was recorded.
    pub(super) sure_end: i32,
    pub(super) at: u16,
    pub(super) kind: AwayKind,
}

/// Of all records of a person the last day on which the person can have died, by the earliest of them, and until when the person was
/// held, by the latest.
#[derive(Clone, Copy)]
pub(super) struct Gone {
    pub(super) died: i32,
    pub(super) held_until: i32,
}

/// How a registrant was seen.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum SeenKind {
    /// In person at a registry, on a day.
    Office,
    /// By officers at home, on a day.
    Visit,
    /// Otherwise, and verified.
    Verified,
    /// Otherwise, and nobody verified it.
    Unverified,
}

/// That a registrant was seen: minutes of local time since the first day of the Common Era, and a position.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) position: u32,
    pub(super) at: u16,
    pub(super) kind: SeenKind,
}

/// Where someone was seen.
#[derive(Clone, Copy)]
pub(super) struct Position {
    pub(super) unit: [f32; 3],
    pub(super) uncertainty_km: f32,
}

/// A vehicle of a registrant.
#[derive(Clone, Copy)]
pub(super) struct OwnVehicle {
    pub(super) plate: u32,
    pub(super) state: u32,
    pub(super) make: u32,
    pub(super) style: u32,
    pub(super) colors: [u32; 2],
    pub(super) year: u16,
    pub(super) at: u16,
    pub(super) start: i32,
    pub(super) end: i32,
}

/// A mark: with what it shows, and where it is alone.
#[derive(Clone, Copy)]
pub(super) struct OwnMark {
    pub(super) whole: u32,
    pub(super) place: u32,
    pub(super) at: u16,
}

/// The looks of a registrant.
#[derive(Clone, Copy)]
pub(super) struct Looks {
    /// The day of birth, or the middle of what is known of it; [`NO_START`] where nothing is.
    pub(super) born: i32,
    /// Days by which it may be off.
    pub(super) born_within: i32,
    /// Centimetres; 0 where it is not known.
    pub(super) height: u16,
    /// Sex, build, hair, facial hair, eyes.
    pub(super) values: [u32; LOOKS],
    pub(super) race: u32,
}

pub(super) const LOOKS: usize = 5;

/// Words with a number each, and how many have them.
#[derive(Default)]
pub(super) struct Words {
    numbers: FxHashMap<Box<str>, u32>,
    texts: Vec<Box<str>>,
    counts: Vec<u32>,
    total: u32,
}

impl Words {
    /// The number of a word, counted.
    pub(super) fn add(&mut self, word: &str) -> u32 {
        let number = if let Some(number) = self.numbers.get(word) {
            *number
        } else {
            let number = self.texts.len() as u32;
            self.numbers.insert(word.into(), number);
            self.texts.push(word.into());
            self.counts.push(0);
            number
        };
        if let Some(count) = self.counts.get_mut(number as usize) {
            *count += 1;
        }
        self.total += 1;
        number
    }

    pub(super) fn number(&self, word: &str) -> Option<u32> {
        self.numbers.get(word).copied()
    }

    pub(super) fn word(&self, number: u32) -> Option<&str> {
        self.texts.get(number as usize).map(|word| &**word)
    }

    /// How many have it.
    pub(super) fn count(&self, number: u32) -> u32 {
        self.counts
            .get(number as usize)
            .copied()
            .unwrap_or_default()
    }

    pub(super) const fn total(&self) -> u32 {
        self.total
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        (0u32..).zip(self.texts.iter().map(|word| &**word))
    }

    /// The share of those that have a value which have this one; smoothed towards `typical` as if by twenty others.
    pub(super) fn share(&self, number: Option<u32>, typical: f64) -> f64 {
        const PRIOR: f64 = 20.0;
        let count = number.and_then(|number| self.counts.get(number as usize));
        let count = f64::from(count.copied().unwrap_or_default());
        (count + PRIOR * typical) / (f64::from(self.total) + PRIOR)
    }
}

/// From keys to registrants.
pub(super) struct Keys(Vec<(u64, u32)>);

impl Keys {
    pub(super) fn new(mut all: Vec<(u64, u32)>) -> Self {
        all.sort_unstable();
        all.dedup();
        all.shrink_to_fit();
        Self(all)
    }

    pub(super) fn get(&self, key: u64) -> &[(u64, u32)] {
        let start = self.0.partition_point(|one| one.0 < key);
        let rest = self.0.get(start..).unwrap_or(&[]);
        let many = rest.partition_point(|one| one.0 == key);
        rest.get(..many).unwrap_or(&[])
    }
}

/// All columns of an index, each with a row for each registrant.
pub(super) struct Columns {
    pub(super) ids: Lists<u8>,
    pub(super) looks: Vec<Looks>,
    pub(super) died: Vec<i32>,
    pub(super) noncompliant: Vec<i32>,
    /// The number of the person whose record it is, where somebody said so.
    pub(super) people: Vec<u32>,
    /// Earlier victims by sex and age.
    pub(super) victims: Vec<[u8; 8]>,
    pub(super) anchors: Lists<Anchor>,
    pub(super) away: Lists<Away>,
    /// Days, half-open, for which carriers were checked.
    pub(super) checked: Lists<(i32, i32)>,
    pub(super) seen: Lists<Seen>,
    pub(super) vehicles: Lists<OwnVehicle>,
    pub(super) words: Lists<u32>,
    pub(super) marks: Lists<OwnMark>,
    /// Names as sorted words.
    pub(super) names: Lists<u32>,
    /// Hashes of telephone numbers, accounts and other numbers.
    pub(super) numbers: Lists<u64>,
}

impl Columns {
    pub(super) const fn new() -> Self {
        Self {
            ids: Lists::new(),
            looks: Vec::new(),
            died: Vec::new(),
            noncompliant: Vec::new(),
            people: Vec::new(),
            victims: Vec::new(),
            anchors: Lists::new(),
            away: Lists::new(),
            checked: Lists::new(),
            seen: Lists::new(),
            vehicles: Lists::new(),
            words: Lists::new(),
            marks: Lists::new(),
            names: Lists::new(),
            numbers: Lists::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn id(&self, offender: u32) -> &str {
        std::str::from_utf8(self.ids.get(offender)).unwrap_or_default()
    }

    /// The registrants by where they are, so that those of one case lie together, and then by id.
    pub(super) fn sorted(self) -> Self {
        let cells: Vec<u32> = (0..self.len() as u32)
            .map(|row| {
                self.anchors
                    .get(row)
                    .first()
                    .map_or(NONE, |one| cell(one.unit))
            })
            .collect();
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        let cell_of = |row: u32| cells.get(row as usize).copied().unwrap_or(NONE);
        order.sort_unstable_by(|a, b| match cell_of(*a).cmp(&cell_of(*b)) {
            Ordering::Equal => self.ids.get(*a).cmp(self.ids.get(*b)),
            other => other,
        });
        let mut anchors = self.anchors.reordered(&order);
        let mut from = 0;
        for (row, end) in (0u32..).zip(&anchors.ends) {
            for anchor in anchors
                .items
                .get_mut(from..*end as usize)
                .unwrap_or(&mut [])
            {
                anchor.offender = row;
            }
            from = *end as usize;
        }
        Self {
            ids: self.ids.reordered(&order),
            looks: reordered(&self.looks, &order),
            died: reordered(&self.died, &order),
            noncompliant: reordered(&self.noncompliant, &order),
            people: reordered(&self.people, &order),
            victims: reordered(&self.victims, &order),
            anchors,
            away: self.away.reordered(&order),
            checked: self.checked.reordered(&order),
            seen: self.seen.reordered(&order),
            vehicles: self.vehicles.reordered(&order),
            words: self.words.reordered(&order),
            marks: self.marks.reordered(&order),
            names: self.names.reordered(&order),
            numbers: self.numbers.reordered(&order),
        }
    }
}

fn reordered<T: Copy>(all: &[T], order: &[u32]) -> Vec<T> {
    let one = |row: &u32| all.get(*row as usize).copied();
    order.iter().filter_map(one).collect()
}
