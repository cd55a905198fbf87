//! An index as one run of bytes.

use std::sync::Arc;

use super::{
    AlikeSettings, SharedKey, TipIndex, TipJudgement,
    index::{Kept, pair_of},
    keys::Key,
};
use crate::{
    Control, Error, Result,
    control::checkpoint,
    hashes::{Hash256, SnapshotReader, SnapshotWriter},
};

/// A report is marked as viral.
const VIRAL: u8 = 1;
/// Each of its files has a perceptual hash of use.
const LOOKS: u8 = 2;
/// It says when it came.
const TIMED: u8 = 4;

impl TipIndex {
    /// The index as bytes, which [`from_bytes`](Self::from_bytes) reads: the same reports, settings and decisions give the same bytes,
    /// whatever happened before. They hold ids, times, hashes of values, and decisions as they were given: keep them as you keep the
    /// reports. Sections with a SHA-256 each, as in the snapshots of [`hashes`](crate::hashes).
    ///
    /// # Errors
    ///
    /// [`Error::Cancelled`].
    ///
    /// ```
    /// use caselink::{NoControl, records::Tip, tips::{AlikeSettings, TipIndex}};
    ///
    /// let mut index = TipIndex::new(AlikeSettings::default())?;
    /// let report: Tip = serde_json::from_value(serde_json::json!({
    ///     "id": "T-1", "provider": "chat.example", "accounts": [{ "kind": "handle", "value": "lindenfisher71" }],
    /// }))?;
    /// index.add(&report)?;
    /// let kept = index.to_bytes(&NoControl)?;
    /// let again = TipIndex::from_bytes(&kept, &NoControl)?;
    /// assert!(again.contains("T-1"));
    /// assert_eq!(again.to_bytes(&NoControl)?, kept);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_bytes(&self, control: &dyn Control) -> Result<Vec<u8>> {
        let mut reports: Vec<&Kept> = self.kept.iter().flatten().collect();
        reports.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        let (mut ids, mut id_ends) = (Vec::new(), Vec::with_capacity(reports.len()));
        let (mut kinds, mut hashes, mut key_ends) = (Vec::new(), Vec::new(), Vec::new());
        let (mut near, mut near_ends) = (Vec::new(), Vec::new());
        let (mut times, mut flags) = (Vec::new(), Vec::new());
        for (at, one) in reports.iter().enumerate() {
            if at % 10_000 == 0 {
                checkpoint(control, at as u64, reports.len() as u64)?;
            }
            ids.extend_from_slice(one.id.as_bytes());
            id_ends.push(ids.len() as u64);
            kinds.extend(one.keys.iter().map(|key| key.kind as u8));
            hashes.extend(one.keys.iter().map(|key| key.hash));
            key_ends.push(hashes.len() as u64);
            near.extend(one.near.iter().flat_map(|hash| hash.to_bytes()));
            near_ends.push(near.len() as u64);
            times.push(one.received.unwrap_or_default());
            let flag = |is: bool, flag: u8| if is { flag } else { 0 };
            flags.push(
                flag(one.viral, VIRAL)
                    | flag(one.has_looks, LOOKS)
                    | flag(one.received.is_some(), TIMED),
            );
        }
        let judgements: Vec<&TipJudgement> = self.judged.values().collect();
        let mut writer = SnapshotWriter::default();
        writer.json("tips", &self.settings)?;
        writer.json("judgements", &judgements)?;
        writer.rows("ids", &ids);
        writer.rows("id_ends", &id_ends);
        writer.rows("times", &times);
        writer.rows("flags", &flags);
        writer.rows("kinds", &kinds);
        writer.rows("hashes", &hashes);
        writer.rows("key_ends", &key_ends);
        writer.rows("near", &near);
        writer.rows("near_ends", &near_ends);
        Ok(writer.finish())
    }

    /// Reads [`to_bytes`](Self::to_bytes).
    ///
    /// # Errors
    ///
    /// [`Error::CorruptSnapshot`] for bytes of a newer version, or any damaged or missing byte; [`Error::Cancelled`].
    pub fn from_bytes(bytes: &[u8], control: &dyn Control) -> Result<Self> {
        let reader = SnapshotReader::open(Arc::new(bytes.to_vec()), true, control)?;
        let settings: AlikeSettings = reader.json("tips")?;
        let mut index = Self::new(settings).map_err(|_| corrupt("a setting is out of its range"))?;
        for judgement in reader.json::<Vec<TipJudgement>>("judgements")? {
            let pair = pair_of(judgement.left.expose(), judgement.right.expose());
            index.judged.insert(pair, judgement);
        }
        let ids = reader.rows::<u8>("ids")?;
        let (kinds, hashes) = (reader.rows::<u8>("kinds")?, reader.rows::<u64>("hashes")?);
        let near = reader.rows::<u8>("near")?;
        let (times, flags) = (reader.rows::<i64>("times")?, reader.rows::<u8>("flags")?);
        let id_ends = reader.rows::<u64>("id_ends")?;
        let key_ends = reader.rows::<u64>("key_ends")?;
        let near_ends = reader.rows::<u64>("near_ends")?;
        let all = id_ends.len();
        let lengths = [times.len(), flags.len(), key_ends.len(), near_ends.len()];
        if lengths.iter().any(|length| *length != all) || kinds.len() != hashes.len() {
            return Err(corrupt("its sections are not of as many reports"));
        }
        let (mut from, mut before) = ((0, 0, 0), "");
        for at in 0..all {
            if at % 1_000 == 0 {
                checkpoint(control, at as u64, all as u64)?;
            }
            let (id, from_id) = part(&ids, from.0, &id_ends, at)?;
            let (kinds, _) = part(&kinds, from.1, &key_ends, at)?;
            let (hashes, from_key) = part(&hashes, from.1, &key_ends, at)?;
            let (near, from_near) = part(&near, from.2, &near_ends, at)?;
            from = (from_id, from_key, from_near);
            let id = std::str::from_utf8(id).map_err(|_| corrupt("an id is no text"))?;
            if id <= before {
                return Err(corrupt("its reports are not in order of their ids"));
            }
            before = id;
            let keys: Option<Box<[Key]>> = kinds
                .iter()
                .zip(hashes)
                .map(|(kind, hash)| {
                    let kind = SharedKey::of_number(*kind)?;
                    Some(Key { kind, hash: *hash })
                })
                .collect();
            let keys = keys.ok_or_else(|| corrupt("a key is none that is known"))?;
            let (near, rest) = near.as_chunks::<32>();
            if !rest.is_empty() || !keys.is_sorted_by(|a, b| a < b) {
                return Err(corrupt("the keys of a report are not in order"));
            }
            let flag = flags.get(at).copied().unwrap_or_default();
            index.keep(Kept {
                id: id.into(),
                received: times.get(at).copied().filter(|_| flag & TIMED != 0),
                keys,
                near: near.iter().map(|bytes| Hash256::new(*bytes)).collect(),
                viral: flag & VIRAL != 0,
                has_looks: flag & LOOKS != 0,
            })?;
        }
        Ok(index)
    }
}

/// The rows of a report, and where they end.
fn part<'a, T>(rows: &'a [T], from: usize, ends: &[u64], at: usize) -> Result<(&'a [T], usize)> {
    let end = ends.get(at).and_then(|end| usize::try_from(*end).ok());
    let part = end.and_then(|end| Some((rows.get(from..end)?, end)));
    part.ok_or_else(|| corrupt("a section is shorter than it should be"))
}

fn corrupt(reason: &str) -> Error {
    Error::CorruptSnapshot {
        reason: reason.to_owned(),
    }
}
