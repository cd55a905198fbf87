//! Rows that were replaced or deleted are taken out once there are more of them than of others.

use bytemuck::Pod;

use super::{
    HashList,
    store::{MD5, SHA1, SHA256, key},
};
use crate::{
    NoControl, Result,
    hashes::{Hash256, keys::Keys, slab::Column},
};

/// So many more dead rows than others are kept: a small list is not made anew at every change. Tests come there soon.
const SPARED: usize = if cfg!(test) { 4 } else { 256 };
/// The row of one that is taken out.
const GONE: u32 = u32::MAX;

impl HashList {
    /// Makes the list anew without its dead rows, where it has more of them than of others. What is found is the same, and
    /// each change pays for a part of it that does not grow with the list.
    pub(super) fn compact(&mut self) -> Result<()> {
        let dead = self.id_ends.len().saturating_sub(self.live);
        if dead > self.live.saturating_add(SPARED) {
            *self = self.without_dead_rows()?;
        }
        Ok(())
    }

    /// The list as its live rows alone make it, in their order.
    pub(super) fn without_dead_rows(&self) -> Result<Self> {
        let rows = self.id_ends.len();
        // by old row: the new one
        let mut places = vec![GONE; rows];
        let mut new = Self::new(self.settings.clone())?;
        let mut hashes: Vec<Hash256> = Vec::new();
        for (row, place) in (0..rows as u32).zip(&mut places) {
            if self.is_live(row) {
                *place = self.keep(row, &mut new, &mut hashes);
            }
        }
        new.perceptual.extend(&hashes, &NoControl)?;
        new.live = new.id_ends.len();
        new.live_of = self.live_of.trimmed();
        new.md5 = kept(&self.md5, &places);
        new.sha1 = kept(&self.sha1, &places);
        new.sha256 = kept(&self.sha256, &places);
        self.keep_opaque(&places, &mut new);
        new.deleted_at = self.deleted_at.clone();
        new.words = self.words.clone();
        Ok(new)
    }

    /// Copies a row, without its digests and opaque hashes; gives its new number.
    fn keep(&self, row: u32, new: &mut Self, hashes: &mut Vec<Hash256>) -> u32 {
        let (at, place) = (row as usize, new.id_ends.len() as u32);
        let id = self.id(row).as_bytes();
        new.id_text.extend(id);
        new.id_ends.push(new.id_text.len() as u64);
        new.by_id.insert_number(key("id", id), place, |_| true);
        new.first_hash.push(new.hash_rows.len() as u32);
        new.changed_at.push(copy(&self.changed_at, at));
        new.contents.push(copy(&self.contents, at));
        new.has.push(copy(&self.has, at));
        for bit in [MD5, SHA1, SHA256] {
            new.digest_bytes
                .extend(self.digest_of(row, bit).unwrap_or_default());
        }
        new.digest_ends.push(new.digest_bytes.len() as u64);
        let facts = self.known_facts.get(copy(&self.facts, at) as usize);
        let number = new.fact_number(facts.cloned().unwrap_or_default());
        new.facts.push(number);
        for number in self.hashes_of(row) {
            // one that damage has hidden stays hidden
            let Some(hash) = self.perceptual.get(number) else {
                continue;
            };
            hashes.push(hash);
            new.hash_rows.push(place);
            new.hash_marks.push(copy(&self.hash_marks, number as usize));
        }
        place
    }

    fn keep_opaque(&self, places: &[u32], new: &mut Self) {
        for number in 0..self.opaque_rows.len() as u32 {
            let Some((row, algorithm, bytes)) = self.opaque_at(number) else {
                continue;
            };
            if let Some(place) = places.get(row as usize).filter(|place| **place != GONE) {
                new.push_opaque(*place, algorithm, bytes);
            }
        }
    }
}

fn copy<T: Pod>(column: &Column<T>, at: usize) -> T {
    column.get(at).unwrap_or_else(T::zeroed)
}

/// The keys of the rows that are kept, with their new numbers.
fn kept<const N: usize>(keys: &Keys<N>, places: &[u32]) -> Keys<N>
where
    [u8; N]: Pod,
{
    let mut pairs: Vec<([u8; N], u32)> = Vec::new();
    keys.pairs(|key, row| {
        if let Some(place) = places.get(row as usize).filter(|place| **place != GONE) {
            pairs.push((*key, *place));
        }
    });
    Keys::of_pairs(pairs)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::Arc};

    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        hashes::{Feedback, FileFindings, ListSettings},
        records::MediaFile,
    };

    fn list() -> HashList {
        let settings = json!({ "id": "national", "flood_a_day": 2, "most_hits": 1_000 });
        HashList::new(ListSettings::from_value(&settings).unwrap()).unwrap()
    }

    /// A change: of which entry, and the byte of all its hashes; none deletes.
    fn changes() -> impl Strategy<Value = Vec<Vec<(u8, Option<u8>)>>> {
        let change = (0..5_u8, prop::option::weighted(0.8, 0..6_u8));
        prop::collection::vec(prop::collection::vec(change, 0..12), 0..14)
    }

    fn hashes(byte: u8, id: &str) -> Value {
        let hex = |bytes: usize| format!("{byte:02x}").repeat(bytes);
        let pdq = json!({ "algorithm": "pdq", "value": hex(32), "quality": 60 + byte });
        let frame = json!({ "algorithm": "vpdq", "value": hex(32), "quality": 90 });
        let opaque = json!({ "algorithm": "PhotoDNA", "value": hex(144) });
        json!({ "id": id, "digests": { "md5": hex(16), "sha1": hex(20), "sha256": hex(32) },
            "perceptual_hashes": [pdq, frame, opaque], "series": format!("V-{byte}") })
    }

    fn value(at: i64, id: u8, byte: Option<u8>) -> Value {
        let (id, at) = (
            format!("E-{id}"),
            format!("2026-01-01T00:{:02}:{:02}Z", at / 60, at % 60),
        );
        match byte {
            Some(byte) => json!({ "kind": "upsert", "at": at, "file": hashes(byte, &id) }),
            None => json!({ "kind": "delete", "at": at, "id": id }),
        }
    }

    fn answers(list: &HashList) -> Vec<FileFindings> {
        let files = (0..6).map(|byte| hashes(byte, "F"));
        let files: Vec<MediaFile> = serde_json::from_value(files.collect()).unwrap();
        let day = "2026-05-01".parse().ok();
        list.find_all(&files, day, &NoControl).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(150))]
        /// A list that was made anew many times says what one does that only ever had its last state.
        #[test]
        fn a_list_without_its_dead_rows_says_the_same(changes in changes(), reopened in any::<bool>()) {
            let (mut list, mut twin) = (list(), list());
            let mut newest: BTreeMap<u8, (i64, Option<u8>)> = BTreeMap::new();
            let mut at = 0;
            for batch in &changes {
                let batch = batch.iter().map(|(id, byte)| {
                    at += 1;
                    newest.insert(*id, (at, *byte));
                    value(at, *id, *byte)
                });
                let batch: Vec<Value> = batch.collect();
                list.apply_values(&batch, &NoControl).unwrap();
                twin.apply_values(&batch, &NoControl).unwrap();
                if reopened {
                    let bytes = Arc::new(list.snapshot().unwrap());
                    list = HashList::open(bytes, true, &NoControl).unwrap();
                }
                let dead = list.id_ends.len() - list.live;
                prop_assert!(dead <= list.live + SPARED, "{dead} dead of {}", list.id_ends.len());
                for id in 0..5_u8 {
                    let id = format!("E-{id}");
                    list.count_hits([&id[..]], "2026-05-01".parse().unwrap());
                    twin.count_hits([&id[..]], "2026-05-01".parse().unwrap());
                }
                if list.contains("E-0") {
                    let word = json!({ "entry": "E-0", "kind": "confirmed", "by": "A" });
                    list.judge(Feedback::from_value(&word).unwrap()).unwrap();
                    twin.judge(Feedback::from_value(&word).unwrap()).unwrap();
                }
            }
            // the same calls give the same bytes, and those the same list
            let bytes = twin.snapshot().unwrap();
            if !reopened {
                prop_assert!(bytes == list.snapshot().unwrap());
            }
            let opened = HashList::open(Arc::new(bytes), true, &NoControl).unwrap();
            let mut fresh = super::tests::list();
            for (id, (at, byte)) in &newest {
                if byte.is_some() {
                    fresh.apply_values(&[value(*at, *id, *byte)], &NoControl).unwrap();
                }
            }
            fresh.words = list.words.clone();
            for list in [&list, &twin, &opened] {
                prop_assert_eq!(answers(list), answers(&fresh));
                prop_assert_eq!(list.len(), fresh.len());
            }
            // what is older than the last state is still passed over, of deleted entries too
            for (id, (at, _)) in &newest {
                let older = value(at - 1, *id, Some(1));
                prop_assert_eq!(list.apply_values(&[older], &NoControl).unwrap().passed_over, 1);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        /// The same changes in any batches, with the list kept and opened between or not, give the same bytes; and so do the
        /// records that are left of them.
        #[test]
        fn a_snapshot_depends_on_the_records_alone(
            changes in changes(), cuts in prop::collection::vec(any::<bool>(), 200), reopened in prop::collection::vec(any::<bool>(), 200),
            is_timed in any::<bool>(),
        ) {
            let all: Vec<(u8, Option<u8>)> = changes.concat();
            let mut values: Vec<Value> = (0..).zip(&all).map(|(at, (id, byte))| value(at, *id, *byte)).collect();
            if !is_timed {
                for one in &mut values {
                    one.as_object_mut().unwrap().remove("at");
                }
            }
            let mut at_once = list();
            at_once.apply_values(&values, &NoControl).unwrap();
            let mut bit_by_bit = list();
            let mut batch = Vec::new();
            for ((value, cut), reopened) in values.iter().zip(&cuts).zip(&reopened) {
                batch.push(value.clone());
                if *cut {
                    bit_by_bit.apply_values(&std::mem::take(&mut batch), &NoControl).unwrap();
                }
                if *cut && *reopened {
                    let bytes = Arc::new(bit_by_bit.snapshot().unwrap());
                    bit_by_bit = HashList::open(bytes, true, &NoControl).unwrap();
                }
            }
            bit_by_bit.apply_values(&batch, &NoControl).unwrap();
            let bytes = bit_by_bit.snapshot().unwrap();
            prop_assert!(bytes == at_once.snapshot().unwrap());
            // the last state of each, in the order in which they came
            let mut left: Vec<(usize, Value)> = Vec::new();
            for (at, (id, byte)) in all.iter().enumerate() {
                left.retain(|(other, _)| all[*other].0 != *id);
                if byte.is_some() {
                    left.push((at, values[at].clone()));
                }
            }
            let left: Vec<Value> = left.into_iter().map(|(_, value)| value).collect();
            let mut fresh = list();
            fresh.apply_values(&left, &NoControl).unwrap();
            fresh.deleted_at = at_once.deleted_at.clone();
            prop_assert!(bytes == fresh.snapshot().unwrap());
            for id in 0..5_u8 {
                let id = format!("E-{id}");
                prop_assert_eq!(bit_by_bit.get(&id), fresh.get(&id));
            }
        }
    }

    /// An entry that changes very often, in a list of many others, has a short history.
    #[test]
    fn look_ups_do_not_grow_with_the_history_of_an_entry() {
        let mut list = list();
        let others = (0..60_u8).map(|n| hashes(100 + n, &format!("O-{n}")));
        list.add_values(&others.collect::<Vec<_>>(), &NoControl)
            .unwrap();
        let mut most = 0;
        for change in 0..200_u8 {
            list.add_values(&[hashes(change % 2, "E")], &NoControl)
                .unwrap();
            let mut rows = 0;
            list.by_id.each(&key("id", b"E"), |_| rows += 1);
            most = rows.max(most);
            assert!(list.id_ends.len() <= 2 * 61 + SPARED);
        }
        // as many as double, in each of the tables that there are
        assert!(most <= 40, "{most}");
        assert_eq!(list.len(), 61);
    }
}
