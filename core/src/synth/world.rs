use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Control, Error, Result, control::checkpoint, json, records::RecordKind};

use super::{Rates, agencies, intake, states};

/// The most of any kind; numbers stay exact in JavaScript.
const MOST: u64 = 1_000_000_000;
/// The most records that one call writes.
const MOST_AT_ONCE: u64 = 1_000_000;
/// The years as of which a world can stand.
const YEARS: RangeInclusive<i32> = 2000..=2100;

/// How many there are of each kind.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Size {
    /// Registrants, as people; each has one record or more.
    pub offenders: u64,
    /// Missing children.
    pub cases: u64,
    /// Attempted abductions.
    pub incidents: u64,
    /// Online reports, calls and sightings.
    pub tips: u64,
    /// Files, known by their hashes.
    pub files: u64,
}

impl Size {
    /// Reads a size from a JSON object; what it does not name is 0.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "size",
            reason,
        })
    }
}

/// A synthetic world. It holds no record; it makes each when asked.
#[derive(Clone, Debug)]
pub struct World {
    pub(super) seed: u64,
    pub(super) size: Size,
    pub(super) rates: Rates,
    pub(super) as_of: NaiveDate,
}

/// The world of a seed, with the published rates, as of 2026-01-01.
///
/// ```
/// use caselink::{NoControl, records::RecordKind, synth::{Size, world}};
///
/// let world = world(7, Size { offenders: 1_000, incidents: 200, ..Size::default() });
/// let records = world.ndjson(RecordKind::Offender, 0..3, &NoControl)?;
/// assert!(records.lines().count() >= 3); // one line for each registry that lists one of the three
/// assert_eq!(records, world.ndjson(RecordKind::Offender, 0..3, &NoControl)?);
///
/// let truth = world.truth_ndjson(RecordKind::Incident, 0..200, &NoControl)?;
/// assert!(truth.contains("\"series\":\"AS-")); // some belong to a planted series
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn world(seed: u64, size: Size) -> World {
    World {
        seed,
        size,
        rates: Rates::default(),
        as_of: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default(),
    }
}

impl World {
    /// The same world with other rates.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when a rate is out of its range.
    pub fn with_rates(self, rates: Rates) -> Result<Self> {
        rates.check()?;
        Ok(Self { rates, ..self })
    }

    /// The same world as of another day.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for a day before the year 2000 or after the year 2100: lives reach back a century,
    /// and the registries, providers and reports of this world are of our time.
    pub fn with_as_of(self, as_of: NaiveDate) -> Result<Self> {
        if !YEARS.contains(&as_of.year()) {
            return Err(wrong("as_of", "must be a day of the years 2000 to 2100"));
        }
        Ok(Self { as_of, ..self })
    }

    /// Reads a day as `YYYY-MM-DD`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when it is none.
    pub fn day(text: &str) -> Result<NaiveDate> {
        text.parse()
            .map_err(|_| wrong("as_of", "must be a day as YYYY-MM-DD"))
    }

    /// The seed.
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// How many there are of each kind.
    pub const fn size(&self) -> Size {
        self.size
    }

    /// How many numbers there are of a kind: people for offenders, records for the others.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for a kind that the world does not hold (persons stand in the records of
    /// offenders and cases).
    pub fn count(&self, kind: RecordKind) -> Result<u64> {
        Ok(match kind {
            RecordKind::Offender => self.size.offenders,
            RecordKind::Case => self.size.cases,
            RecordKind::Incident => self.size.incidents,
            RecordKind::Tip => self.size.tips,
            RecordKind::MediaFile => self.size.files,
            RecordKind::Series if self.size.files == 0 => 0,
            RecordKind::Series => self.size.files / 40 + 1,
            RecordKind::Agency => agencies::agencies().count() as u64,
            RecordKind::Jurisdiction => states::STATES.len() as u64,
            RecordKind::Provider => intake::PROVIDERS,
            RecordKind::Person => {
                return Err(wrong(
                    "kind",
                    "a world has no records of kind person: they stand in those of offenders and cases",
                ));
            }
        })
    }

    /// The records of these numbers as NDJSON, one line each; of an offender one line for each registry.
    ///
    /// A record is the same whether it is asked for alone or among others. Ask for a million numbers at most.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when the world has no such numbers; [`Error::Cancelled`].
    pub fn ndjson(
        &self,
        kind: RecordKind,
        numbers: std::ops::Range<u64>,
        control: &dyn Control,
    ) -> Result<String> {
        self.lines(kind, numbers, control, |out, number| match kind {
            RecordKind::Offender => self
                .registrant(number)
                .0
                .iter()
                .try_for_each(|record| line(out, record)),
            RecordKind::Case => line(out, &self.case(number).0),
            RecordKind::Incident => line(out, &self.incident(number).0),
            RecordKind::Tip => line(out, &self.tip(number).0),
            RecordKind::MediaFile => line(out, &self.file(number).0),
            RecordKind::Series => line(out, &self.file_series(number)),
            RecordKind::Agency => agencies::agencies()
                .nth(number as usize)
                .map_or(Ok(()), |agency| line(out, &agency)),
            RecordKind::Jurisdiction => {
                agencies::jurisdiction(number).map_or(Ok(()), |one| line(out, &one))
            }
            RecordKind::Provider => line(out, &self.provider(number)),
            RecordKind::Person => Ok(()),
        })
    }

    /// The truth about these numbers as NDJSON, one line each: [`TrueOffender`](super::TrueOffender),
    /// [`TrueCase`](super::TrueCase), [`TrueIncident`](super::TrueIncident), [`TrueTip`](super::TrueTip) or
    /// [`TrueFile`](super::TrueFile).
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when the world has no such numbers, or no truth of that kind; [`Error::Cancelled`].
    pub fn truth_ndjson(
        &self,
        kind: RecordKind,
        numbers: std::ops::Range<u64>,
        control: &dyn Control,
    ) -> Result<String> {
        if !matches!(
            kind,
            RecordKind::Offender
                | RecordKind::Case
                | RecordKind::Incident
                | RecordKind::Tip
                | RecordKind::MediaFile
        ) {
            return Err(wrong(
                "kind",
                "there is a truth about offender, case, incident, tip and media_file",
            ));
        }
        self.lines(kind, numbers, control, |out, number| match kind {
            RecordKind::Offender => line(out, &self.registrant(number).1),
            RecordKind::Case => line(out, &self.case(number).1),
            RecordKind::Incident => line(out, &self.incident(number).1),
            RecordKind::Tip => line(out, &self.tip(number).1),
            _ => line(out, &self.file(number).1),
        })
    }

    fn lines(
        &self,
        kind: RecordKind,
        numbers: std::ops::Range<u64>,
        control: &dyn Control,
        write: impl Fn(&mut Vec<u8>, u64) -> Result<()>,
    ) -> Result<String> {
        let count = self.count(kind)?;
        if count > MOST {
            return Err(Error::LimitExceeded {
                limit: "numbers of a kind",
                allowed: MOST,
                asked: count,
            });
        }
        if numbers.end > count || numbers.start > numbers.end {
            return Err(wrong(
                "numbers",
                &format!("there are numbers from 0 to {count}"),
            ));
        }
        let total = numbers.end - numbers.start;
        if total > MOST_AT_ONCE {
            return Err(Error::LimitExceeded {
                limit: "numbers at once",
                allowed: MOST_AT_ONCE,
                asked: total,
            });
        }
        let mut out = Vec::new();
        for (done, number) in numbers.enumerate() {
            if done % 1_024 == 0 {
                checkpoint(control, done as u64, total)?;
            }
            write(&mut out, number)?;
        }
        String::from_utf8(out).map_err(|_| Error::Internal)
    }
}

fn line(out: &mut Vec<u8>, record: &impl Serialize) -> Result<()> {
    serde_json::to_writer(&mut *out, record).map_err(|_| Error::Internal)?;
    out.push(b'\n');
    Ok(())
}

fn wrong(name: &'static str, reason: &str) -> Error {
    Error::InvalidParameter {
        name,
        reason: reason.to_owned(),
    }
}
