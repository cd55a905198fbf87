//! Models that are ready: what to compare and where to look for persons, offenders and vehicles.
//!
//! The columns have the names of the field, and a table may lack any of them. What m and u are before any data is an
//! assumption, written down here; [`train`](super::train) on the settings of a preset learns them from the data at hand,
//! which is better wherever there are some hundred records. How rare a value is, is counted in the data at hand in either case.

use std::collections::BTreeMap;

use super::{
    comparison::Comparison,
    model::{ComparisonModel, LevelModel, Model, TrainingReport},
    settings::{BlockingKey, BlockingRule, KeyForm, Prior, Settings, Training, invalid},
};
use crate::{Result, compare::TextMetric};

/// Broad rules look at values that so many records have at most.
const RARE: u64 = 80;
/// A phone or mailbox that more records have is a switchboard or a family's.
const SHARED: u64 = 200;
/// The prior of a preset: one pair in a million, as in a file of a million records in which each second person stands twice.
const PRIOR: f64 = 1e-6;

impl Model {
    /// A model of persons: names, date and place of birth, sex, numbers, contact and address.
    ///
    /// Columns: `id`, `given_name`, `middle_name`, `surname`, `full_name`, `date_of_birth`, `birth_place`, `sex`,
    /// `national_id`, `phone`, `email`, `occupation`, `street_number`, `street`, `city`, `postcode`, `state`. All but `id` may be
    /// missing, and each may hold several values. [`with_columns`](Self::with_columns) gives them the names that a table has.
    ///
    /// ```
    /// use caselink::linkage::Model;
    ///
    /// let model = Model::persons().with_columns([("id", "rec_id"), ("date_of_birth", "dob")])?;
    /// assert_eq!(model.settings().id, "rec_id");
    /// # Ok::<(), caselink::Error>(())
    /// ```
    pub fn persons() -> Self {
        let mut comparisons = names();
        comparisons.extend([
            date("date_of_birth"),
            text("birth_place"),
            exact("sex"),
            identifier("national_id", true),
            identifier("phone", true),
            text("email"),
            text("occupation"),
            identifier("street_number", true),
            text("street"),
            text("city"),
            postcode(),
            exact("state"),
        ]);
        let mut blocking = of_persons();
        blocking.push(rare([whole("street")]));
        blocking.push(rare([whole("email")]));
        blocking.push(rare([prefix("email", 6)]));
        Self::assumed(Settings {
            groups: groups(&[&["street", "city", "postcode", "state", "birth_place"]]),
            ..settings(comparisons, blocking)
        })
    }

    /// A model of offenders in registries: names and aliases, numbers of registries and agencies, what does not change, and
    /// the last known address. Race is not among it.
    ///
    /// Columns: `id`, `given_name`, `middle_name`, `surname`, `full_name` (aliases as further values), `name_suffix`,
    /// `date_of_birth`, `birth_place`, `sex`, `eye_color`, `fbi_number`, `state_id`, `national_id`, `phone`, `street`, `city`,
    /// `postcode`.
    pub fn offenders() -> Self {
        let mut comparisons = names();
        comparisons.extend([
            date("date_of_birth"),
            text("birth_place"),
            exact("name_suffix"),
            exact("sex"),
            exact("eye_color"),
            identifier("fbi_number", true),
            identifier("state_id", true),
            identifier("national_id", true),
            identifier("phone", true),
            text("street"),
            text("city"),
            postcode(),
        ]);
        let mut blocking = of_persons();
        blocking.extend([
            uncapped([whole("fbi_number")]),
            uncapped([whole("state_id")]),
            rare([whole("street")]),
        ]);
        Self::assumed(Settings {
            groups: groups(&[&["street", "city", "postcode"]]),
            ..settings(comparisons, blocking)
        })
    }

    /// A model of vehicles: plate, whole or in part, state of the plate, identification number, make, model, body style,
    /// year and colour.
    ///
    /// Columns: `id`, `plate`, `plate_state`, `vin`, `make`, `model`, `style`, `year`, `color`.
    ///
    /// A part of a plate is looked at where make, model and colour agree, or by its first or last known characters.
    pub fn vehicles() -> Self {
        let comparisons = vec![
            Comparison::Plate {
                column: "plate".to_owned(),
                term_frequency: true,
            },
            exact("plate_state"),
            identifier("vin", true),
            exact("make"),
            text("model"),
            exact("style"),
            exact("year"),
            Comparison::VehicleColor {
                column: "color".to_owned(),
                term_frequency: true,
            },
        ];
        let blocking = vec![
            uncapped([whole("vin")]),
            capped(SHARED, [whole("plate")]),
            capped(1_000, [prefix("plate", 3), whole("make")]),
            rare([prefix("plate", 4)]),
            rare([prefix("plate", 3)]),
            capped(1_000, [suffix("plate", 3), whole("make")]),
            rare([suffix("plate", 4)]),
            rare([suffix("plate", 3)]),
            rare([whole("make"), whole("model"), whole("color"), whole("year")]),
            rare([whole("make"), whole("model"), whole("color")]),
            rare([whole("model"), whole("year")]),
            rare([prefix("vin", 8)]),
        ];
        Self::assumed(Settings {
            groups: groups(&[&["make", "model", "style"]]),
            ..settings(comparisons, blocking)
        })
    }

    /// The same model for a table that gives its columns other names: pairs of the model's name and the table's.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidSettings`](crate::Error::InvalidSettings) for a name that the model does not have, or when two columns
    /// would have one name.
    pub fn with_columns<'a>(
        &self,
        columns: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self> {
        let columns: BTreeMap<&str, &str> = columns.into_iter().collect();
        let mut known: Vec<String> = vec![self.settings().id.clone()];
        known.extend(
            self.settings()
                .readings()?
                .into_iter()
                .map(|(name, _)| name),
        );
        if let Some(name) = columns
            .keys()
            .find(|name| !known.iter().any(|k| k == *name))
        {
            return Err(invalid(format!(
                "columns: there is no column {name:?} in the model; it has {}",
                known.join(", ")
            )));
        }
        let renamed = |name: &String| {
            columns
                .get(name.as_str())
                .map_or_else(|| name.clone(), |n| (*n).to_owned())
        };
        let mut names: Vec<String> = known.iter().map(renamed).collect();
        names.sort_unstable();
        if let Some(twice) = names.windows(2).find_map(|pair| match pair {
            [one, other] if one == other => Some(one),
            _ => None,
        }) {
            return Err(invalid(format!(
                "columns: two columns of the model would be called {twice:?}"
            )));
        }
        let mut settings = self.settings().clone();
        settings.rename(&renamed);
        let names: Vec<String> = settings.comparisons.iter().map(Comparison::name).collect();
        let comparisons = self.comparisons().iter().zip(names);
        let comparisons = comparisons.map(|(known, name)| ComparisonModel {
            name,
            ..known.clone()
        });
        let comparisons: Vec<ComparisonModel> = comparisons.collect();
        let mut training = self.training().clone();
        for name in &mut training.untrained {
            let known = self.comparisons().iter().position(|c| c.name == *name);
            if let Some(comparison) = known.and_then(|place| comparisons.get(place)) {
                name.clone_from(&comparison.name);
            }
        }
        Self::new(settings, self.prior_probability(), comparisons, training)
    }

    /// A model of settings before any data.
    fn assumed(settings: Settings) -> Self {
        let comparisons = settings.comparisons.iter().map(|comparison| {
            let shares = comparison.default_m().iter().zip(comparison.default_u());
            let levels = comparison.levels().iter().zip(shares);
            ComparisonModel {
                name: comparison.name(),
                levels: levels
                    .map(|(level, (m, u))| LevelModel {
                        level: level.code.to_owned(),
                        m: *m,
                        u: *u,
                    })
                    .collect(),
                counted: 1.0,
            }
        });
        let mut comparisons: Vec<ComparisonModel> = comparisons.collect();
        for group in &settings.groups {
            for known in &mut comparisons {
                if group.contains(&known.name) {
                    known.counted = IN_A_GROUP;
                }
            }
        }
        let untrained = comparisons.iter().map(|known| known.name.clone()).collect();
        let report = TrainingReport {
            untrained,
            ..TrainingReport::default()
        };
        Self::untested(settings, PRIOR, comparisons, report)
    }
}

/// What the evidence of a group counts for before any data; an assumption.
const IN_A_GROUP: f64 = 0.8;

fn settings(comparisons: Vec<Comparison>, blocking: Vec<BlockingRule>) -> Settings {
    Settings {
        id: "id".to_owned(),
        comparisons,
        blocking,
        optional_columns: true,
        groups: Vec::new(),
        prior: Prior::Estimated,
        training: Training::default(),
    }
}

/// Names, in parts or whole.
fn names() -> Vec<Comparison> {
    let name = |column: &str, other: Option<&str>| Comparison::Name {
        column: column.to_owned(),
        swapped_with: other.map(str::to_owned),
        term_frequency: true,
    };
    vec![
        name("given_name", Some("surname")),
        name("surname", Some("given_name")),
        name("middle_name", None),
        Comparison::PersonName {
            column: "full_name".to_owned(),
            term_frequency: true,
        },
    ]
}

/// Where records of one person are looked for.
fn of_persons() -> Vec<BlockingRule> {
    let either = || BlockingKey {
        swapped_with: Some("surname".to_owned()),
        ..whole("given_name")
    };
    let of = |column, form| BlockingKey {
        form,
        ..whole(column)
    };
    let year = || of("date_of_birth", KeyForm::Year);
    vec![
        uncapped([whole("national_id")]),
        capped(SHARED, [whole("phone")]),
        uncapped([whole("surname"), whole("date_of_birth")]),
        uncapped([whole("given_name"), whole("date_of_birth")]),
        uncapped([whole("full_name"), year()]),
        uncapped([either(), whole("postcode")]),
        uncapped([either(), year()]),
        uncapped([whole("date_of_birth"), whole("postcode")]),
        uncapped([
            of("surname", KeyForm::Sound),
            of("given_name", KeyForm::Initial),
            year(),
        ]),
        uncapped([prefix("given_name", 2), prefix("surname", 3), year()]),
        uncapped([
            whole("surname"),
            whole("postcode"),
            of("given_name", KeyForm::Initial),
        ]),
        uncapped([prefix("full_name", 4), whole("date_of_birth")]),
        rare([whole("date_of_birth")]),
        rare([either()]),
        rare([whole("surname")]),
        rare([whole("given_name")]),
        rare([whole("full_name")]),
        rare([whole("postcode")]),
        rare([whole("city")]),
        rare([BlockingKey {
            form: KeyForm::Sound,
            ..either()
        }]),
        rare([whole("surname"), whole("city")]),
        rare([whole("given_name"), whole("city")]),
        rare([
            of("surname", KeyForm::Sound),
            of("date_of_birth", KeyForm::MonthDay),
        ]),
        rare([
            of("given_name", KeyForm::Sound),
            of("date_of_birth", KeyForm::MonthDay),
        ]),
        rare([of("surname", KeyForm::Sound), year()]),
        rare([of("given_name", KeyForm::Sound), year()]),
        rare([year(), whole("city")]),
    ]
}

fn text(column: &str) -> Comparison {
    Comparison::Text {
        column: column.to_owned(),
        metric: TextMetric::default(),
        term_frequency: true,
    }
}

fn exact(column: &str) -> Comparison {
    Comparison::Exact {
        column: column.to_owned(),
        term_frequency: true,
    }
}

fn identifier(column: &str, term_frequency: bool) -> Comparison {
    Comparison::Identifier {
        column: column.to_owned(),
        term_frequency,
    }
}

fn date(column: &str) -> Comparison {
    Comparison::Date {
        column: column.to_owned(),
        term_frequency: true,
    }
}

fn postcode() -> Comparison {
    Comparison::Postcode {
        column: "postcode".to_owned(),
        term_frequency: true,
    }
}

fn whole(column: &str) -> BlockingKey {
    BlockingKey {
        column: column.to_owned(),
        form: KeyForm::Whole,
        length: None,
        swapped_with: None,
    }
}

fn prefix(column: &str, length: u8) -> BlockingKey {
    BlockingKey {
        form: KeyForm::Prefix,
        length: Some(length),
        ..whole(column)
    }
}

fn suffix(column: &str, length: u8) -> BlockingKey {
    BlockingKey {
        form: KeyForm::Suffix,
        ..prefix(column, length)
    }
}

fn uncapped<const N: usize>(keys: [BlockingKey; N]) -> BlockingRule {
    BlockingRule {
        keys: keys.into(),
        most_rows: None,
    }
}

fn capped<const N: usize>(most: u64, keys: [BlockingKey; N]) -> BlockingRule {
    BlockingRule {
        keys: keys.into(),
        most_rows: Some(most),
    }
}

fn rare<const N: usize>(keys: [BlockingKey; N]) -> BlockingRule {
    capped(RARE, keys)
}

fn groups(groups: &[&[&str]]) -> Vec<Vec<String>> {
    let owned = |group: &&[&str]| group.iter().map(|name| (*name).to_owned()).collect();
    groups.iter().map(owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_a_valid_model() {
        for model in [Model::persons(), Model::offenders(), Model::vehicles()] {
            let read = Model::from_json(&model.to_json()).unwrap();
            assert_eq!(read, model);
            for known in model.comparisons() {
                let weights: Vec<i32> =
                    (0..known.levels.len()).map(|l| known.weight(l).0).collect();
                let last = weights.len() - 1;
                assert!(
                    weights[0] > 0 && weights[last] < 0,
                    "{}: {weights:?}",
                    known.name
                );
                assert!(
                    weights.iter().all(|w| *w >= weights[last]),
                    "{}: {weights:?}",
                    known.name
                );
            }
        }
    }

    #[test]
    fn columns_are_renamed_everywhere() {
        let model = Model::persons()
            .with_columns([
                ("id", "n"),
                ("given_name", "first"),
                ("surname", "last"),
                ("street", "line 1"),
            ])
            .unwrap();
        let text = model.to_json();
        assert!(
            !text.contains("given_name")
                && !text.contains("\"surname\"")
                && !text.contains("\"street\"")
        );
        assert_eq!(Model::from_json(&text).unwrap(), model);
        // two names that change places
        let turned = Model::persons()
            .with_columns([("given_name", "surname"), ("surname", "given_name")])
            .unwrap();
        assert_eq!(turned.comparisons()[0].name, "surname");
        let error = |columns: [(&str, &str); 1]| {
            Model::persons()
                .with_columns(columns)
                .unwrap_err()
                .to_string()
        };
        assert!(error([("forename", "x")]).contains("given_name"));
        assert!(error([("given_name", "surname")]).contains("\"surname\""));
    }
}
