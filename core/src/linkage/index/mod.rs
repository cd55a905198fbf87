//! Records that come and go, and links to them at once.

mod around;
mod blocks;
mod record;
mod snapshot;
#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc};

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use self::blocks::LivingBlocks;
use super::{
    blocking::{RefusedBlock, RuleKeys},
    builder::{ColumnBuilder, Intaken, within_table},
    explain::{Explanation, explain},
    forms::FormColumn,
    ids::RecordId,
    model::Model,
    prepared::Prepared,
    scorer::Scorer,
    strings::MISSING,
    table::Table,
    weight::MilliBits,
};
use crate::{
    Control, Error, Result,
    control::checkpoint,
    records::{Limits, RejectionLog, Rejections},
};

pub use around::KeptJudgement;
pub use record::Record;

/// A table that lives: records are added, replaced and removed, and what a record may be linked to is found at once.
///
/// A search gives what [`find_links`](super::find_links) would give for that record in a table of the index's records
/// and the record itself, with the same model: the frequencies of values follow every change. The model stays as it
/// was trained. Nothing is ever rebuilt.
///
/// Finding takes time in proportion to the records that share a blocking key with the record; adding, to its values;
/// removing, to the records in its blocks. Values that no record has any more keep their place in memory until the index
/// is written to bytes and read again.
///
/// ```
/// use caselink::{NoControl, linkage::{SearchOptions, Index, Record, Settings, TableBuilder, Prepared, train}, records::Limits};
///
/// # let settings = Settings::from_json(r#"{"id": "id", "comparisons": [{"kind": "name", "column": "surname"},
/// #     {"kind": "date", "column": "born"}], "blocking": [[{"column": "surname"}], [{"column": "born"}]]}"#)?;
/// # let mut table = TableBuilder::new(&settings, Limits::default())?;
/// # table.integers("id", (0..4).map(Some))?;
/// # table.texts("surname", ["Painter", "Painter", "Green", "Neumann"].map(Some))?;
/// # table.texts("born", ["1971-06-24", "1971-06-24", "1948-09-30", "1915-11-11"].map(Some))?;
/// # let people = Prepared::dedupe(table.build()?, &settings, Limits::default(), &NoControl)?;
/// # let model = train(&people, &NoControl)?;
/// let mut index = Index::new(&model, Limits::default())?;
/// index.add(&Record::new(17).with("surname", "Painter").with("born", "1971-06-24"))?;
/// let new = Record::new("report 3").with("surname", "Paynter").with("born", "1971-06-24");
/// let found = index.find(&new, &SearchOptions::default())?;
/// assert_eq!(found.candidates[0].id, 17.into());
/// assert_eq!(found.candidates[0].explanation.parts[1].level, Some("nearly_same"));
/// index.remove(&17.into())?;
/// assert!(index.find(&new, &SearchOptions::default())?.candidates.is_empty());
/// # Ok::<(), caselink::Error>(())
/// ```
pub struct Index {
    model: Arc<Model>,
    limits: Limits,
    /// The values as written, by place; for each written value the form of it.
    written: Vec<(ColumnBuilder, Vec<u32>)>,
    columns: Vec<FormColumn>,
    blocks: LivingBlocks,
    ids: Vec<Option<RecordId>>,
    places: FxHashMap<RecordId, u32>,
    free: Vec<u32>,
    /// For each place the last search that saw it.
    seen: Vec<u32>,
    search: u32,
    judgements: Vec<KeptJudgement>,
}

/// What links a record has.
struct Weighed {
    /// Weight, the other record, and the lowest rule that makes the pair.
    links: Vec<(i32, u32, u8)>,
    refused: Vec<RefusedBlock>,
    compared: u64,
}

/// How candidates are found.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SearchOptions {
    /// Records below this probability are no candidates; above 0 and below 1.
    pub minimum_probability: f64,
    /// The most candidates that are given; the strongest are.
    pub most: u32,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self {
            minimum_probability: 0.01,
            most: 20,
        }
    }
}

/// What was found for one record.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Found {
    /// Candidates, strongest first, ties in order of their ids.
    pub candidates: Vec<Candidate>,
    /// How many records reach the probability, given or not.
    pub total: u64,
    /// Records that were compared.
    pub compared: u64,
    /// Blocks of the record that were too large to compare, those of all its keys under a rule together.
    pub refused_blocks: Vec<RefusedBlock>,
    /// Values of the record that were set aside.
    pub rejections: Rejections,
}

/// A record that may be the same person: a lead, not a verdict.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Candidate {
    /// The record.
    pub id: RecordId,
    /// The sum of prior and evidence.
    pub weight: MilliBits,
    /// The probability that the weight stands for.
    pub probability: f64,
    /// The lowest blocking rule that makes the pair, from 0.
    pub rule: u8,
    /// Why, part by part.
    pub explanation: Explanation,
}

impl Found {
    /// Lets the values of the records stand in the explanations.
    #[must_use]
    pub fn show_values(mut self) -> Self {
        let shown = |candidate: Candidate| Candidate {
            explanation: candidate.explanation.show_values(),
            ..candidate
        };
        self.candidates = self.candidates.into_iter().map(shown).collect();
        self
    }
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Index({} records)", self.len())
    }
}

impl Index {
    /// An empty index that links by a model.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidSettings`] when the settings of the model are not valid.
    pub fn new(model: &Model, limits: Limits) -> Result<Self> {
        let readings = model.settings().readings()?;
        let limits = within_table(limits);
        let (mut written, mut forms) = (Vec::new(), Vec::new());
        for (name, reading) in &readings {
            written.push((ColumnBuilder::new(name, *reading), Vec::new()));
            forms.push(FormColumn::new(name, *reading));
        }
        Ok(Self {
            limits,
            written,
            columns: forms,
            blocks: LivingBlocks::new(model.settings().blocking.len()),
            model: Arc::new(model.clone()),
            ids: Vec::new(),
            places: FxHashMap::default(),
            free: Vec::new(),
            seen: Vec::new(),
            search: 0,
            judgements: Vec::new(),
        })
    }

    /// An index of the records of a table.
    ///
    /// # Errors
    ///
    /// [`Error::MissingColumn`] when the table was built for other settings than the model's,
    /// [`Error::LimitExceeded`], [`Error::Cancelled`].
    pub fn of_table(
        table: &Table,
        model: &Model,
        limits: Limits,
        control: &dyn Control,
    ) -> Result<Self> {
        let mut index = Self::new(model, limits)?;
        let columns: Vec<_> = index
            .columns
            .iter()
            .map(|own| {
                table.column(&own.name).ok_or_else(|| Error::MissingColumn {
                    column: own.name.clone(),
                })
            })
            .collect::<Result<_>>()?;
        for record in 0..table.len() {
            if record % 4_096 == 0 {
                checkpoint(control, record as u64, table.len() as u64)?;
            }
            let mut intake = index.intake();
            let place = index.take_place(table.id(record))?;
            for (c, column) in columns.iter().enumerate() {
                index.fill(c, place, column.written(record), &mut intake);
            }
            index.block(place)?;
        }
        Ok(index)
    }

    /// An index of the records of one table that was made ready.
    ///
    /// # Errors
    ///
    /// As [`of_table`](Self::of_table), and [`Error::InvalidParameter`] when there are two tables.
    pub fn of_prepared(
        prepared: &Prepared,
        model: &Model,
        limits: Limits,
        control: &dyn Control,
    ) -> Result<Self> {
        match prepared.tables() {
            [table] => Self::of_table(table, model, limits, control),
            _ => Err(Error::InvalidParameter {
                name: "prepared",
                reason: "must be one table: add the records of the other to the index".to_owned(),
            }),
        }
    }

    /// How many records it holds.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether it holds no record.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Whether a record has this id.
    pub fn contains(&self, id: &RecordId) -> bool {
        self.places.contains_key(id)
    }

    /// The model that it links by.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// A record as it was given; what was set aside of it is not there.
    pub fn record(&self, id: &RecordId) -> Option<Record> {
        let place = *self.places.get(id)?;
        let mut record = Record::new(id.clone());
        for (column, form) in self.written.iter().zip(&self.columns) {
            let values: Vec<String> = written(&column.0, place).map(str::to_owned).collect();
            if !values.is_empty() {
                record.values.insert(form.name.clone(), values);
            }
        }
        Some(record)
    }

    /// A record as it was given, as an object of its id and a list of texts for each column.
    pub fn value(&self, id: &RecordId) -> Option<serde_json::Value> {
        let record = self.record(id)?;
        let mut object = serde_json::Map::new();
        object.insert(self.model.settings().id.clone(), json!(record.id));
        let values = record.values.into_iter();
        object.extend(values.map(|(column, values)| (column, json!(values))));
        Some(object.into())
    }

    /// Adds a record, which is found from now on. What of its values was set aside is said.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when a record with its id is there; [`Error::LimitExceeded`]. The index is then as it
    /// was.
    pub fn add(&mut self, record: &Record) -> Result<Rejections> {
        let (place, rejections) = self.place(record)?;
        if let Err(error) = self.block(place) {
            self.take_out(place);
            return Err(error);
        }
        Ok(rejections)
    }

    /// Puts a record in the place of the one with its id.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRecord`] when there is none; [`Error::LimitExceeded`]. The index is then as it was.
    pub fn replace(&mut self, record: &Record) -> Result<Rejections> {
        let before = self.record(&record.id).ok_or(UNKNOWN)?;
        self.remove(&record.id)?;
        self.add(record).inspect_err(|_| {
            // what was there fits
            let _ = self.add(&before);
        })
    }

    /// Removes a record, which is not found from now on. What was judged of it sleeps, and holds again when a record with its id
    /// is back.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRecord`] when there is none.
    pub fn remove(&mut self, id: &RecordId) -> Result<()> {
        let place = *self.places.get(id).ok_or(UNKNOWN)?;
        self.each_key(place, |blocks, rule, key| blocks.remove(rule, key, place))?;
        self.take_out(place);
        Ok(())
    }

    /// The records that a record may be linked to, strongest first, each explained. The record itself need not be in
    /// the index; one with the same id is passed over.
    ///
    /// It changes nothing; it wants the index for itself since it numbers the values of the record while it looks.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for a probability that is not above 0 and below 1; [`Error::LimitExceeded`] for more
    /// pairs than [`Limits::pairs`].
    pub fn find(&mut self, record: &Record, options: &SearchOptions) -> Result<Found> {
        let before = self.record(&record.id);
        if let Some(before) = &before {
            self.remove(&before.id)?;
        }
        let marks = self.marks();
        let found = self.place(record).and_then(|(place, rejections)| {
            let found = self.find_at(place, options);
            self.take_out(place);
            Ok(Found {
                rejections,
                ..found?
            })
        });
        self.forget(&marks);
        if let Some(before) = &before {
            self.add(before)?;
        }
        found
    }

    /// The records that a record of the index may be linked to.
    ///
    /// # Errors
    ///
    /// As [`find`](Self::find), and [`Error::UnknownRecord`].
    pub fn neighbours(&mut self, id: &RecordId, options: &SearchOptions) -> Result<Found> {
        let place = *self.places.get(id).ok_or(UNKNOWN)?;
        self.find_at(place, options)
    }

    /// Explains any pair of its records, whether they share a block or not.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRecord`], and [`Error::InvalidParameter`] when both are one record.
    pub fn explain(&self, left: &RecordId, right: &RecordId) -> Result<Explanation> {
        let place = |id, name| {
            let place = self.places.get(id).copied();
            place.ok_or(Error::UnknownRecord { name })
        };
        let (a, b) = (place(left, "left")?, place(right, "right")?);
        if a == b {
            return Err(Error::InvalidParameter {
                name: "right",
                reason: "must be another record than left".to_owned(),
            });
        }
        self.explain_places(a, b)
    }

    fn explain_places(&self, a: u32, b: u32) -> Result<Explanation> {
        let id = |place: u32| self.ids[place as usize].clone().ok_or(UNKNOWN);
        let written = |name: &str, place| {
            let column = self.columns.iter().position(|c| c.name == name);
            let values = column.map(|c| written(&self.written[c].0, place).collect::<Vec<_>>());
            values.unwrap_or_default().join("; ")
        };
        explain(
            &self.model,
            &self.columns,
            &written,
            (id(a)?, id(b)?),
            (a, b),
        )
    }

    /// The candidates of the record at a place, whether it is in blocks or not.
    fn find_at(&mut self, place: u32, options: &SearchOptions) -> Result<Found> {
        if !(options.minimum_probability > 0.0 && options.minimum_probability < 1.0) {
            return Err(Error::InvalidParameter {
                name: "minimum_probability",
                reason: "must be above 0 and below 1".to_owned(),
            });
        }
        let floor = MilliBits::of_probability(options.minimum_probability).0;
        let Weighed {
            mut links,
            refused,
            compared,
        } = self.links_of(place, floor)?;
        let total = links.len() as u64;
        links.sort_unstable_by(|a, b| {
            let id = |link: &(i32, u32, u8)| self.ids[link.1 as usize].as_ref();
            b.0.cmp(&a.0).then_with(|| id(a).cmp(&id(b)))
        });
        links.truncate(options.most as usize);
        let candidates = links.into_iter().map(|(weight, other, rule)| {
            let weight = MilliBits(weight);
            Ok(Candidate {
                id: self.ids[other as usize].clone().ok_or(UNKNOWN)?,
                weight,
                probability: weight.probability(),
                rule,
                explanation: self.explain_places(place, other)?,
            })
        });
        Ok(Found {
            candidates: candidates.collect::<Result<_>>()?,
            total,
            compared,
            refused_blocks: refused,
            rejections: Rejections::default(),
        })
    }

    /// The links from a floor up of the record at a place, in no order.
    fn links_of(&mut self, place: u32, floor: i32) -> Result<Weighed> {
        self.search = self.search.wrapping_add(1);
        if self.search == 0 {
            self.seen.fill(0);
            self.search = 1;
        }
        let scorer = Scorer::of_few(&self.model, &self.columns)?;
        let (mut links, mut refused) = (Vec::new(), Vec::new());
        let mut compared = 0;
        let mut keys = Vec::new();
        self.seen[place as usize] = self.search;
        for (rule, keyed) in self.model.settings().blocking.iter().enumerate() {
            RuleKeys::of_few(&self.columns, keyed)?.of(place, &mut keys)?;
            for &key in &keys {
                let mut others = self.blocks.records(rule, key).filter(|one| *one != place);
                let len = self.blocks.len(rule, key);
                // at the edge it matters whether the record itself is among them
                let mut is_above =
                    |most| len > most || len == most && others.by_ref().count() as u64 == most;
                if keyed.most_rows.is_some_and(&mut is_above) {
                    continue;
                }
                if is_above(self.limits.block_rows) {
                    refused.push(RefusedBlock {
                        rule: rule as u8,
                        records: len,
                        pairs: len,
                    });
                    continue;
                }
                for other in self.blocks.records(rule, key) {
                    let seen = &mut self.seen[other as usize];
                    if *seen == self.search {
                        continue;
                    }
                    *seen = self.search;
                    compared += 1;
                    if let Some(weight) = scorer.weight_above(place, other, floor) {
                        links.push((weight, other, rule as u8));
                    }
                }
                self.limits.check_pairs(compared)?;
            }
        }
        Ok(Weighed {
            links,
            refused,
            compared,
        })
    }

    fn intake(&self) -> Intaken {
        Intaken {
            limits: self.limits,
            log: RejectionLog::default(),
        }
    }

    /// Gives a record a place, in no block yet.
    fn place(&mut self, record: &Record) -> Result<(u32, Rejections)> {
        if matches!(&record.id, RecordId::Text(id) if id.len() as u64 > self.limits.field_bytes) {
            return Err(Error::InvalidParameter {
                name: "record",
                reason: "has an id that is longer than the limit field_bytes".to_owned(),
            });
        }
        let place = self.take_place(record.id.clone())?;
        let mut intake = self.intake();
        for c in 0..self.columns.len() {
            let values = record.values.get(&self.columns[c].name);
            let values = values.into_iter().flatten().map(String::as_str);
            self.fill(c, place, values, &mut intake);
        }
        Ok((place, intake.log.finish()))
    }

    fn take_place(&mut self, id: RecordId) -> Result<u32> {
        if self.places.contains_key(&id) {
            return Err(Error::InvalidParameter {
                name: "record",
                reason: "has the id of a record that is there: replace that one".to_owned(),
            });
        }
        self.limits.check_rows(self.len() as u64 + 1)?;
        let place = self.free.pop().unwrap_or_else(|| {
            self.ids.push(None);
            self.seen.push(0);
            for ((written, _), forms) in self.written.iter_mut().zip(&mut self.columns) {
                written.codes.push(MISSING);
                forms.codes.push_missing();
            }
            self.ids.len() as u32 - 1
        });
        self.ids[place as usize] = Some(id.clone());
        self.places.insert(id, place);
        Ok(place)
    }

    /// Puts the values of one column of a record in its place.
    fn fill<'a>(
        &mut self,
        column: usize,
        place: u32,
        values: impl Iterator<Item = &'a str>,
        intake: &mut Intaken,
    ) {
        let (written, form_of) = &mut self.written[column];
        let forms = &mut self.columns[column];
        let mut list = Vec::new();
        let values = values.filter(|value| !value.is_empty());
        let code = written.take_several(0, values, intake, &mut list);
        written.codes[place as usize] = code;
        let known = written.interner.strings();
        for new in form_of.len() as u32..known.len() as u32 {
            form_of.push(forms.form(known.value(new)));
        }
        let own = written
            .lists
            .of(&code)
            .iter()
            .map(|&code| form_of[code as usize]);
        list.clear();
        list.extend(own.filter(|form| *form != MISSING));
        let code = forms.lists.code(&mut list);
        forms.codes.replace(place as usize, code);
        forms.count(code, true);
    }

    /// Puts a record in its blocks.
    fn block(&mut self, place: u32) -> Result<()> {
        self.each_key(place, |blocks, rule, key| blocks.add(rule, key, place))
    }

    fn each_key(
        &mut self,
        place: u32,
        mut then: impl FnMut(&mut LivingBlocks, usize, u64),
    ) -> Result<()> {
        let mut all = Vec::new();
        let mut keys = Vec::new();
        for (rule, keyed) in self.model.settings().blocking.iter().enumerate() {
            RuleKeys::of_few(&self.columns, keyed)?.of(place, &mut keys)?;
            all.extend(keys.iter().map(|key| (rule, *key)));
        }
        for (rule, key) in all {
            then(&mut self.blocks, rule, key);
        }
        Ok(())
    }

    /// Takes a record that is in no block out of its place.
    fn take_out(&mut self, place: u32) {
        for ((written, _), forms) in self.written.iter_mut().zip(&mut self.columns) {
            let code = forms.codes.replace(place as usize, MISSING);
            forms.count(code, false);
            written.codes[place as usize] = MISSING;
        }
        if let Some(id) = self.ids[place as usize].take() {
            self.places.remove(&id);
        }
        self.free.push(place);
    }

    /// How many values, forms and lists each column has.
    fn marks(&self) -> Vec<[usize; 4]> {
        let columns = self.written.iter().zip(&self.columns);
        columns
            .map(|((written, form_of), forms)| {
                [
                    form_of.len(),
                    written.lists.len(),
                    forms.keys.len(),
                    forms.lists.len(),
                ]
            })
            .collect()
    }

    /// Forgets the values, forms and lists that came after the marks, which no record has.
    fn forget(&mut self, marks: &[[usize; 4]]) {
        let columns = self.written.iter_mut().zip(&mut self.columns).zip(marks);
        for (((written, form_of), forms), [values, lists, form, form_lists]) in columns {
            written.interner.truncate(*values);
            written.verdicts.truncate(*values);
            written.lists.truncate(*lists);
            form_of.truncate(*values);
            forms.truncate(*form, *form_lists);
        }
    }
}

/// The values of a record as written.
fn written(column: &ColumnBuilder, place: u32) -> impl Iterator<Item = &str> {
    let codes = column.lists.of(&column.codes[place as usize]);
    codes
        .iter()
        .map(|&code| column.interner.strings().value(code))
}

const UNKNOWN: Error = Error::UnknownRecord { name: "id" };
