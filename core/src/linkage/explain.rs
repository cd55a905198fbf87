use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::{
    forms::{FormColumn, column},
    grader::{Grader, NO_LEVEL, SAME},
    ids::RecordId,
    links::Links,
    model::Model,
    scorer::Frequencies,
    weight::MilliBits,
};
use crate::{Error, Result, records::Pii};

/// The words that go with every link that leaves the library.
pub const LEAD_NOTICE: &str = "Investigative lead. Not an identification, not evidence, and not by \
    itself grounds for action. Verify independently.";

/// Why a pair of records is a link, or is none: an exact sum of named parts.
///
/// `Debug` shows no personal value; serialisation leaves values out unless
/// [`show_values`](Self::show_values) was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Explanation {
    /// The first record.
    pub left: RecordId,
    /// The second record.
    pub right: RecordId,
    /// Prior, evidence for and evidence against, in the order of the settings.
    pub parts: Vec<Part>,
    /// The sum of all parts.
    pub total: MilliBits,
    /// The probability that the total stands for.
    pub probability: f64,
    /// The total in words.
    pub finding: Finding,
    /// What a link is and is not.
    pub notice: &'static str,
    #[serde(skip)]
    pub(super) values_shown: bool,
}

/// What a pair comes to, in words.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// Probability from 0.95.
    Likely,
    /// Probability from 0.5.
    Possible,
    /// Less: the evidence does not suffice to call the records one person.
    Insufficient,
}

/// One part of the sum.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Part {
    /// What kind of part it is.
    pub kind: PartKind,
    /// The comparison's name; `prior` for the prior.
    pub name: String,
    /// The level's stable code, where there is one.
    pub level: Option<&'static str>,
    /// What was found, in words.
    pub label: String,
    /// What it adds to the sum, in thousandths of a bit.
    pub weight: MilliBits,
    /// Probability of the level when the records are one person.
    pub m: Option<f64>,
    /// Probability of the level, or of the value, when they are two persons.
    pub u: Option<f64>,
    /// The left value as written.
    #[serde(serialize_with = "shown", skip_serializing_if = "Shown::is_hidden")]
    #[schemars(with = "Option<String>")]
    pub left: Shown,
    /// The right value as written.
    #[serde(serialize_with = "shown", skip_serializing_if = "Shown::is_hidden")]
    #[schemars(with = "Option<String>")]
    pub right: Shown,
}

/// What kind of part of the sum.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// Where every sum starts: how likely two random records are one person.
    Prior,
    /// The level of a comparison.
    Comparison,
    /// How rare the value is on which both agree.
    TermFrequency,
}

/// A value as written, and whether it may be shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    value: Option<Pii<String>>,
    visible: bool,
}

impl Shown {
    fn new(value: Option<String>) -> Self {
        Self {
            value: value.map(Pii::new),
            visible: false,
        }
    }

    /// The value, whether it is to be shown or not; `None` when it is missing.
    pub fn expose(&self) -> Option<&str> {
        self.value.as_ref().map(|v| v.expose().as_str())
    }

    const fn is_hidden(&self) -> bool {
        !self.visible
    }
}

fn shown<S: Serializer>(value: &Shown, serializer: S) -> Result<S::Ok, S::Error> {
    value.expose().serialize(serializer)
}

impl Explanation {
    /// Lets the values of the records stand in JSON, HTML and SVG.
    #[must_use]
    pub fn show_values(mut self) -> Self {
        self.values_shown = true;
        for part in &mut self.parts {
            part.left.visible = part.kind == PartKind::Comparison;
            part.right.visible = part.kind == PartKind::Comparison;
        }
        self
    }

    /// As JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Links {
    /// Explains any pair of records, whether it is among the links or not.
    ///
    /// In tables that were linked, `left` is looked for in the first table and `right` in the second;
    /// when both tables were deduplicated as well, each is looked for in both, and two equal ids are the
    /// record of each table.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRecord`] when an id is not there; [`Error::InvalidParameter`] when both ids are
    /// of one record, or when one of two different ids stands in both tables, so that it is not clear which
    /// record is meant ([`explain_link`](Self::explain_link) always knows).
    pub fn explain(&self, left: &RecordId, right: &RecordId) -> Result<Explanation> {
        let (a, b) = self.find_pair([left, right], [None, None], ["left", "right"])?;
        self.explain_records(a, b)
    }

    /// Explains a link by its place among the links, from 0.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when there is no such link.
    pub fn explain_link(&self, place: usize) -> Result<Explanation> {
        let link = self
            .pairs
            .get(place)
            .ok_or_else(|| Error::InvalidParameter {
                name: "place",
                reason: format!("there are {} links", self.pairs.len()),
            })?;
        self.explain_records(link.left, link.right)
    }

    /// The records of two ids. Without a table, of linked tables the first id is in the first and the second in the
    /// second.
    pub(super) fn find_pair(
        &self,
        [left, right]: [&RecordId; 2],
        in_table: [Option<u8>; 2],
        [of_left, of_right]: [&'static str; 2],
    ) -> Result<(u32, u32)> {
        let tables = self.prepared.tables();
        let find = |id: &RecordId, places: &[usize], name| {
            places
                .iter()
                .find_map(|&t| {
                    let start = if t == 0 { 0 } else { self.prepared.first };
                    tables.get(t)?.find(id).map(|at| (start + at) as u32)
                })
                .ok_or(Error::UnknownRecord { name })
        };
        let in_both =
            |id| self.mode() == super::Mode::LinkAndDedupe && self.prepared.find(id).count() > 1;
        for (name, id, table) in [(of_left, left, in_table[0]), (of_right, right, in_table[1])] {
            if table.is_none() && left != right && in_both(id) {
                return Err(Error::InvalidParameter {
                    name,
                    reason: if name == of_left && of_left == of_right {
                        "a record stands in both tables: give left_table and right_table"
                    } else {
                        "stands in both tables: explain the link by its place, or give each table ids of its own"
                    }
                    .to_owned(),
                });
            }
        }
        let (a, b): (&[usize], &[usize]) = match self.mode() {
            super::Mode::Dedupe => (&[0], &[0]),
            super::Mode::Link => (&[0], &[1]),
            super::Mode::LinkAndDedupe => (&[0, 1], &[1, 0]),
        };
        let given = in_table.map(|table| table.map(|t| [usize::from(t)]));
        let places = |given: &Option<[usize; 1]>, usual: &[usize]| {
            given.map_or_else(|| usual.to_vec(), |one| one.to_vec())
        };
        let a = find(left, &places(&given[0], a), of_left)?;
        let b = find(right, &places(&given[1], b), of_right)?;
        if a == b {
            return Err(Error::InvalidParameter {
                name: of_right,
                reason: "must be another record than left".to_owned(),
            });
        }
        Ok((a, b))
    }

    pub(super) fn explain_records(&self, a: u32, b: u32) -> Result<Explanation> {
        let prepared = &self.prepared;
        let written = |column: &str, record| prepared.written(column, record).join("; ");
        let ids = (prepared.id(a), prepared.id(b));
        explain(&self.model, &prepared.columns, &written, ids, (a, b))
    }
}

/// Explains a pair of records; `written` gives the values of a record in a column as written.
pub(super) fn explain(
    model: &Model,
    columns: &[FormColumn],
    written: &dyn Fn(&str, u32) -> String,
    (left, right): (RecordId, RecordId),
    (a, b): (u32, u32),
) -> Result<Explanation> {
    let comparisons = &model.settings().comparisons;
    let grader = Grader::new(comparisons, columns)?;
    let prior = model.prior_probability();
    let mut parts = vec![Part {
        kind: PartKind::Prior,
        name: "prior".to_owned(),
        level: None,
        label: format!("1 in {} random pairs is one person", thousands(1.0 / prior)),
        weight: model.prior_weight(),
        m: None,
        u: None,
        left: Shown::default(),
        right: Shown::default(),
    }];
    for (c, (comparison, model)) in comparisons.iter().zip(model.comparisons()).enumerate() {
        let own = column(columns, comparison.columns()[0])?;
        let level = grader.level(c, a, b);
        let known = (level != NO_LEVEL).then(|| &model.levels[level as usize]);
        let grade = known.map(|_| comparison.levels()[level as usize]);
        let value = |record| {
            let columns = comparison.own_columns();
            let values: Vec<String> = columns.into_iter().map(|c| written(c, record)).collect();
            let is_known = values.iter().all(|value| !value.is_empty());
            Shown::new(is_known.then(|| values.join(", ")))
        };
        parts.push(Part {
            kind: PartKind::Comparison,
            name: model.name.clone(),
            level: grade.map(|g| g.code),
            label: grade.map_or_else(
                || "missing on one or both sides: no evidence".to_owned(),
                |grade| label(grade.label, own.of(a), own.of(b)) + &of_group(model.counted),
            ),
            weight: known.map_or(MilliBits(0), |_| model.weight(level as usize)),
            m: known.map(|l| l.m),
            u: known.map(|l| l.u),
            left: value(a),
            right: value(b),
        });
        if level == SAME && comparison.term_frequency() {
            let frequencies = Frequencies::of_few(own, model);
            let Some((count, weight)) = frequencies.of_pair(a, b) else {
                continue;
            };
            parts.push(Part {
                kind: PartKind::TermFrequency,
                name: model.name.clone(),
                level: None,
                label: format!(
                    "{} of {} records have this value",
                    grouped(u64::from(count)),
                    grouped(u64::from(frequencies.records()))
                ),
                weight: MilliBits(weight),
                m: None,
                u: Some(frequencies.share(count)),
                left: Shown::default(),
                right: Shown::default(),
            });
        }
    }
    let total = MilliBits(parts.iter().map(|p| p.weight.0).sum());
    Ok(Explanation {
        left,
        right,
        parts,
        total,
        probability: total.probability(),
        finding: Finding::of(total),
        notice: LEAD_NOTICE,
        values_shown: false,
    })
}

/// What a comparison counts for, where that is not all.
fn of_group(counted: f64) -> String {
    if counted >= 1.0 {
        return String::new();
    }
    format!(
        "; counted at {:.0} %, since it agrees together with others of its group",
        counted * 100.0
    )
}

/// What a level means, and how many values agree where records have several.
fn label(level: &str, x: &[u32], y: &[u32]) -> String {
    if x.len() <= 1 && y.len() <= 1 {
        return level.to_owned();
    }
    let agreeing = x.iter().filter(|form| y.contains(form)).count();
    format!(
        "{level}: the best pair of {} and {} values, of which {agreeing} agree",
        x.len(),
        y.len()
    )
}

impl Finding {
    pub(crate) fn of(total: MilliBits) -> Self {
        if total >= MilliBits::of_probability(0.95) {
            Self::Likely
        } else if total >= MilliBits::of_probability(0.5) {
            Self::Possible
        } else {
            Self::Insufficient
        }
    }

    /// The finding as a phrase.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Likely => "likely one person",
            Self::Possible => "possibly one person",
            Self::Insufficient => "not enough evidence for one person",
        }
    }
}

fn thousands(number: f64) -> String {
    if number < 10.0 {
        format!("{number:.1}")
    } else {
        grouped(number.round() as u64)
    }
}

/// A number with a comma between groups of three digits.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
