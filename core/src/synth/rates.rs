use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Error, Result, json};

macro_rules! rates {
    ($($(#[doc = $doc:literal])+ $name:ident = $value:literal,)+) => {
        /// How often things happen in a synthetic world: probabilities from 0 to 1, unless their text says else.
        ///
        /// The defaults are published where a source stands beside them, and assumptions where none does: change
        /// those to what your agency sees.
        #[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(default, deny_unknown_fields)]
        pub struct Rates {
            $($(#[doc = $doc])+ pub $name: f64,)+
        }

        impl Default for Rates {
            fn default() -> Self {
                Self { $($name: $value,)+ }
            }
        }

        impl Rates {
            fn all(&self) -> Vec<(&'static str, f64)> {
                vec![$((stringify!($name), self.$name),)+]
            }
        }
    };
}

rates! {
    /// A registrant is declared to have absconded. Source: Levenson 2010, 5,349 of 445,127 public records.
    absconded = 0.012,
    /// A registrant is missing or unlocated. Source: the same, 1,264 records.
    unlocated = 0.003,
    /// A registrant is listed as having failed to comply. Source: the same, 4,152 records.
    failed_to_comply = 0.009,
    /// A registrant is transient or without an address. Source: the same; what is left of its 4.0 %.
    transient = 0.016,
    /// A registrant is a woman. Assumption.
    offender_is_woman = 0.03,
    /// A name has the form of the origin, in proportion: English. Assumption, like those that follow.
    english = 0.60,
    /// Spanish.
    spanish = 0.20,
    /// Vietnamese.
    vietnamese = 0.03,
    /// Chinese.
    chinese = 0.05,
    /// Arabic.
    arabic = 0.04,
    /// Slavic.
    slavic = 0.04,
    /// Hungarian.
    hungarian = 0.02,
    /// One name only.
    mononym = 0.02,
    /// Moves in a year of freedom, at most 10. Assumption.
    moves_a_year = 0.25,
    /// A move leads to another state. Assumption.
    move_leaves_state = 0.2,
    /// A registry that a person has left still lists the person. Assumption; GAO 2006 says it happens.
    listed_after_leaving = 0.5,
    /// Stays in jail or prison in a year of freedom, at most 5. Assumption.
    custody_a_year = 0.05,
    /// A due verification is made late. Assumption.
    late_verification = 0.08,
    /// A registry has no social security number. Source: DOJ OIG I-2009-001 says often; 22 % of records lacked in NSOR.
    identifier_missing = 0.22,
    /// A registry misspells a part of the name. Assumption, like the errors that follow.
    misspelled_name = 0.06,
    /// A registry writes a part of the name in another way in use: `Muhammad`, `Bill`, `Wong`.
    name_variant = 0.10,
    /// A registry has given name and surname swapped.
    swapped_name = 0.01,
    /// A registry drops the second surname or the middle name.
    dropped_name = 0.15,
    /// A registry writes names without accents.
    no_accents = 0.7,
    /// A registry has another date of birth: month and day swapped, or one digit off.
    wrong_birth_date = 0.025,
    /// A registry has a social security number with one digit off.
    wrong_identifier = 0.01,
    /// A registry has an address that is old, or in words like `unk` and `transnt`.
    bad_address = 0.05,
    /// A case is of an endangered runaway, in proportion. Source: NCMEC 2020, 91 %; so are those that follow.
    case_endangered_runaway = 0.91,
    /// Family abduction, 5 %.
    case_family_abduction = 0.05,
    /// Critically missing young adult, 3 %.
    case_young_adult = 0.03,
    /// Non-family abduction: less than 1 %.
    case_non_family_abduction = 0.008,
    /// Lost, injured or otherwise missing: 1 %.
    case_lost = 0.01,
    /// A case is resolved. Source: NCMEC 2023, 25,306 of 28,886.
    case_resolved = 0.88,
    /// A case of non-family abduction is one of a registrant. Assumption.
    case_by_registrant = 0.2,
    /// Another case of non-family abduction is one of a planted coincidence: near the home of a registrant, by somebody who looks like
    /// the registrant and drives such a vehicle. Assumption; none unless asked for.
    case_in_coincidence = 0.0,
    /// An incident's child is a girl. Source: NCMEC, attempted abductions 2005 to 2014.
    child_is_girl = 0.67,
    /// An incident's child is a boy; else the sex is not known. The same source.
    child_is_boy = 0.21,
    /// A vehicle takes part. The same source: nearly 70 %.
    vehicle_involved = 0.70,
    /// It happens between 2 and 7 in the afternoon. The same source.
    afternoon = 0.34,
    /// It has a sexual component. The same source.
    sexual_component = 0.20,
    /// An incident belongs to a planted series. Assumption.
    in_series = 0.08,
    /// Incidents in a planted series, on average. Assumption; at least 2.
    series_size = 4.0,
    /// A planted series is a registrant's; else a stranger's. Assumption.
    series_by_registrant = 0.5,
    /// Days from the first to the last incident of a planted series, at most; from 1 to 900. Assumption.
    series_days = 45.0,
    /// A planted series is all over a state; else within about 15 km. Assumption; Warren 1998 has 25 of 108 serial rapists beyond 20 miles.
    series_travels = 0.0,
    /// In a planted series, the child is of the sex and about the age of its others. Assumption: most who offend against children keep to one sex and age.
    series_keeps_child = 0.7,
    /// In a planted series, it happens at about the hour of its others. Assumption.
    series_keeps_hour = 0.5,
    /// An incident is one of a planted coincidence: alike, near and soon, of two people. Assumption.
    in_coincidence = 0.03,
    /// The person of an incident is a registrant. Assumption.
    incident_by_registrant = 0.1,
    /// A witness is off in age by about so many years. Assumption.
    witness_age_years = 6.0,
    /// A witness is off in height by about so many centimetres. Assumption.
    witness_height_cm = 6.0,
    /// A witness takes a colour for one next to it. Assumption.
    witness_color = 0.2,
    /// A witness takes a build or facial hair for one next to it. Assumption.
    witness_looks = 0.15,
    /// A person has a tattoo or a scar that shows. Assumption.
    person_is_marked = 0.25,
    /// A person speaks in a way that is noticed. Assumption.
    person_speaks_apart = 0.1,
    /// A vehicle has damage, a sticker or the like. Assumption.
    vehicle_is_marked = 0.3,
    /// A witness tells of such a mark, way of speaking or damage. Assumption.
    witness_mark = 0.35,
    /// A witness does not say a thing about a person or a vehicle. Assumption.
    witness_silent = 0.45,
    /// A witness saw a part of the plate. Assumption.
    witness_plate = 0.2,
    /// A witness reads one character of a plate for another. Assumption.
    witness_plate_character = 0.08,
    /// A tip repeats an earlier one. Assumption.
    tip_repeats = 0.15,
    /// A tip is one of a viral bundle about the same files. Assumption.
    tip_viral = 0.10,
    /// Tips in a viral bundle, on average; at least 2. Assumption.
    viral_size = 40.0,
    /// A report of a viral bundle is not marked as one. Assumption; Stanford Internet Observatory 2024: unmarked ones are a complaint of the police.
    viral_unmarked = 0.15,
    /// In a report of a viral bundle the file is in another size: other digests, nearly the same look. Assumption.
    viral_recoded = 0.05,
    /// A tip repeats an earlier one but for one field that decides. Assumption.
    tip_twin = 0.002,
    /// A tip tells of a child in danger at this moment. Source: NCMEC 2023, 63,892 urgent of 36.2 million.
    tip_danger = 0.0018,
    /// A tip is a report of the public. Assumption.
    tip_is_public = 0.03,
    /// A provider's report is of an account of which there are several, three on average. Assumption.
    account_again = 0.15,
    /// A provider's report names no account. Source: NCMEC 2023, about 4 % too thin to place.
    report_is_thin = 0.04,
    /// A provider's report is of somebody behind an address that strangers share: a school, a proxy. Assumption.
    report_behind_hub = 0.03,
    /// A tip is a call. Assumption.
    tip_is_call = 0.15,
    /// A tip is a sighting. Assumption.
    tip_is_sighting = 0.10,
    /// A file is one of the popular ones, seen many times over. Assumption.
    file_popular = 0.3,
    /// A file is a near-duplicate of an earlier one. Assumption.
    file_near_duplicate = 0.15,
    /// Bits of 256 in which a near-duplicate differs, at most. Assumption.
    near_duplicate_bits = 24.0,
}

impl Rates {
    /// Reads rates from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states, or out of its range.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let rates: Self = json::read(value).map_err(wrong)?;
        rates.check()?;
        Ok(rates)
    }

    /// Whether every rate is in its range.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] names one that is not.
    pub fn check(&self) -> Result<()> {
        for (name, value) in self.all() {
            let (least, most) = match name {
                "moves_a_year" => (0.0, 10.0),
                "custody_a_year" => (0.0, 5.0),
                "series_size" => (2.0, 1_000.0),
                "series_days" => (1.0, 900.0),
                "viral_size" => (2.0, 100_000.0),
                "witness_age_years" | "witness_height_cm" => (0.0, 30.0),
                "near_duplicate_bits" => (1.0, 64.0),
                _ => (0.0, 1.0),
            };
            if !(least..=most).contains(&value) {
                return Err(wrong(format!("{name} must be from {least} to {most}")));
            }
        }
        let origins = self.origins().iter().sum::<f64>();
        let cases = self.case_types().iter().sum::<f64>();
        if origins <= 0.0 || cases <= 0.0 {
            return Err(wrong(
                "of name origins, and of types of cases, one must be above 0".to_owned(),
            ));
        }
        Ok(())
    }

    /// In the order of `NameOrigin::ALL`.
    pub(super) fn origins(&self) -> [f64; 8] {
        [
            self.english,
            self.spanish,
            self.vietnamese,
            self.chinese,
            self.arabic,
            self.slavic,
            self.hungarian,
            self.mononym,
        ]
    }

    pub(super) fn case_types(&self) -> [f64; 5] {
        [
            self.case_endangered_runaway,
            self.case_family_abduction,
            self.case_young_adult,
            self.case_non_family_abduction,
            self.case_lost,
        ]
    }
}

fn wrong(reason: String) -> Error {
    Error::InvalidParameter {
        name: "rates",
        reason,
    }
}
