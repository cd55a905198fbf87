//! An index as one run of bytes.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::{Index, KeptJudgement, written};
use crate::{
    Control, Error, Result,
    control::checkpoint,
    json,
    linkage::{
        RecordId,
        envelope::{self, Refusal},
        model::Model,
        strings::Interner,
    },
    records::Limits,
};

const WORD: [u8; 8] = *b"CASEINDX";
const VERSION: u32 = 1;

/// What is written: the same records, judgements and model give the same bytes, whatever happened before.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Snapshot {
    model: serde_json::Value,
    ids: Vec<RecordId>,
    columns: Vec<SnapshotColumn>,
    /// In the order in which they were made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    judgements: Vec<KeptJudgement>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SnapshotColumn {
    name: String,
    /// Distinct values, in order of the records that have them.
    values: Vec<String>,
    /// The values of each record.
    records: Vec<Values>,
}

/// One value, or several.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Values {
    One(u32),
    Several(Vec<u32>),
}

impl Index {
    /// The index as bytes: the word `CASEINDX`, the format version (4 bytes, little endian), the FNV-1a hash of the
    /// rest (8 bytes), compact JSON. They hold what the records hold: keep them as you keep those.
    ///
    /// # Errors
    ///
    /// [`Error::Cancelled`].
    pub fn to_bytes(&self, control: &dyn Control) -> Result<Vec<u8>> {
        let mut places: Vec<u32> = self.places.values().copied().collect();
        places.sort_unstable_by(|a, b| self.id(*a).cmp(&self.id(*b)));
        let mut columns = Vec::with_capacity(self.columns.len());
        for (done, ((column, _), forms)) in self.written.iter().zip(&self.columns).enumerate() {
            checkpoint(control, done as u64, self.columns.len() as u64)?;
            let mut values = Interner::default();
            let mut code = |value: &str| values.intern(value).0;
            let records = places
                .iter()
                .map(|&place| {
                    let mut own: Vec<&str> = written(column, place).collect();
                    own.sort_unstable();
                    let codes: Vec<u32> = own.into_iter().map(&mut code).collect();
                    match codes.as_slice() {
                        [one] => Values::One(*one),
                        _ => Values::Several(codes),
                    }
                })
                .collect();
            columns.push(SnapshotColumn {
                name: forms.name.clone(),
                values: values.strings().iter().map(str::to_owned).collect(),
                records,
            });
        }
        let snapshot = Snapshot {
            model: serde_json::to_value(&*self.model).map_err(|_| Error::Internal)?,
            ids: places
                .iter()
                .filter_map(|&place| self.id(place).cloned())
                .collect(),
            columns,
            judgements: self.judgements.clone(),
        };
        let payload = serde_json::to_vec(&snapshot).map_err(|_| Error::Internal)?;
        Ok(envelope::wrap(WORD, VERSION, &payload))
    }

    /// Reads [`to_bytes`](Self::to_bytes).
    ///
    /// # Errors
    ///
    /// [`Error::CorruptSnapshot`] for bytes of a newer version, or any damaged or missing byte;
    /// [`Error::LimitExceeded`], [`Error::Cancelled`].
    pub fn from_bytes(bytes: &[u8], limits: Limits, control: &dyn Control) -> Result<Self> {
        let payload = envelope::open(WORD, VERSION, bytes).map_err(|refusal| match refusal {
            Refusal::Version(found) => corrupt(format!(
                "it has format version {found}, this library reads up to {VERSION}: update caselink"
            )),
            Refusal::Damaged(reason) => corrupt(reason),
        })?;
        let snapshot: Snapshot = json::read_text(payload).map_err(corrupt)?;
        let model = Model::from_json(&snapshot.model.to_string())?;
        let mut index = Self::new(&model, limits)?;
        let own = index.columns.iter().map(|column| &column.name);
        let same = own.eq(snapshot.columns.iter().map(|column| &column.name));
        let all = snapshot.ids.len();
        if !same || snapshot.columns.iter().any(|c| c.records.len() != all) {
            return Err(corrupt("its columns are not those of its model"));
        }
        if snapshot
            .ids
            .windows(2)
            .any(|two| two[0].cmp(&two[1]) != Ordering::Less)
        {
            return Err(corrupt("its records are not in order of their ids"));
        }
        for (record, id) in snapshot.ids.into_iter().enumerate() {
            if record % 4_096 == 0 {
                checkpoint(control, record as u64, all as u64)?;
            }
            let mut intake = index.intake();
            let place = index.take_place(id)?;
            for (c, column) in snapshot.columns.iter().enumerate() {
                let codes = match &column.records[record] {
                    Values::One(one) => std::slice::from_ref(one),
                    Values::Several(several) => several,
                };
                let values: Option<Vec<&str>> = codes
                    .iter()
                    .map(|code| column.values.get(*code as usize).map(String::as_str))
                    .collect();
                let values =
                    values.ok_or_else(|| corrupt("a record has a value that is not there"))?;
                index.fill(c, place, values.into_iter(), &mut intake);
            }
            index.block(place)?;
        }
        index.judgements = snapshot.judgements;
        Ok(index)
    }

    fn id(&self, place: u32) -> Option<&RecordId> {
        self.ids[place as usize].as_ref()
    }
}

fn corrupt(reason: impl Into<String>) -> Error {
    Error::CorruptSnapshot {
        reason: reason.into(),
    }
}
