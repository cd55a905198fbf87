//! Which hashes of a file a suppression list has, and how near.
//!
//! A suppression list says that a picture is not to be reported. A near entry of it speaks about one hash of a file, and only
//! as far as it reaches: it hides what is as far from the same hash or farther, and nothing that is nearer or was found by
//! another hash. An entry of the same bytes speaks about the whole file.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use chrono::NaiveDate;

use super::{HashList, ListRole, find::Found, read::Hashes};
use crate::hashes::{Hash256, HashMatch};

/// An entry of a suppression list that a hash of a file is near: nearest first, then by list and id.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Silencer {
    /// How many bits differ; none where the bytes are equal.
    pub(crate) distance: Option<u32>,
    pub(crate) list: String,
    pub(crate) entry: String,
}

/// What suppression lists have of one file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Silence {
    /// The lists that have it, in whatever way.
    pub(crate) lists: Vec<String>,
    whole: Option<Silencer>,
    stills: BTreeMap<Hash256, Silencer>,
    frames: BTreeMap<Hash256, Silencer>,
}

impl Silence {
    /// What hides an entry that is so far from a hash of the file.
    pub(super) fn of_still(&self, hash: Hash256, distance: u32) -> Option<&Silencer> {
        self.of(&self.stills, hash, distance)
    }

    /// What hides a video with frames so far from those of the file: each must be hidden, or what the others have in common
    /// still stands.
    pub(super) fn of_frames(
        &self,
        mut matched: impl Iterator<Item = (Hash256, u32)>,
    ) -> Option<&Silencer> {
        let first = matched.next()?;
        let mut farthest = self.of(&self.frames, first.0, first.1)?;
        for (hash, distance) in matched {
            farthest = farthest.max(self.of(&self.frames, hash, distance)?);
        }
        Some(farthest)
    }

    fn of<'a>(
        &'a self,
        near: &'a BTreeMap<Hash256, Silencer>,
        hash: Hash256,
        distance: u32,
    ) -> Option<&'a Silencer> {
        let reaches = |one: &&Silencer| one.distance <= Some(distance);
        self.whole
            .as_ref()
            .or_else(|| near.get(&hash).filter(reaches))
    }

    pub(super) fn add_whole(&mut self, silencer: Silencer) {
        let first = self.whole.take().into_iter().chain([silencer]).min();
        self.whole = first;
    }

    pub(super) fn add_still(&mut self, hash: Hash256, silencer: Silencer) {
        nearest(&mut self.stills, hash, silencer);
    }

    pub(super) fn add_frame(&mut self, hash: Hash256, silencer: Silencer) {
        nearest(&mut self.frames, hash, silencer);
    }

    /// Adds what another list has of the file.
    pub(crate) fn merge(&mut self, other: Self) {
        self.lists.extend(other.lists);
        other
            .whole
            .into_iter()
            .for_each(|whole| self.add_whole(whole));
        for (hash, silencer) in other.stills {
            self.add_still(hash, silencer);
        }
        for (hash, silencer) in other.frames {
            self.add_frame(hash, silencer);
        }
    }
}

fn nearest(all: &mut BTreeMap<Hash256, Silencer>, hash: Hash256, silencer: Silencer) {
    match all.entry(hash) {
        Entry::Vacant(free) => drop(free.insert(silencer)),
        Entry::Occupied(mut known) if silencer < *known.get() => drop(known.insert(silencer)),
        Entry::Occupied(_) => {}
    }
}

impl HashList {
    /// Whether what it has is hidden in other lists.
    pub(super) fn hides(&self) -> bool {
        self.settings.role == ListRole::Suppression
    }

    fn silencer(&self, row: u32, distance: Option<u32>) -> Silencer {
        Silencer {
            distance,
            list: self.settings.id.clone(),
            entry: self.id(row).to_owned(),
        }
    }

    /// The file itself is in a suppression list. An entry of which another digest differs is not of the same bytes.
    pub(super) fn hide_whole(
        &self,
        equal: &Found<'_>,
        hashes: &Hashes,
        on: Option<NaiveDate>,
        hides: &mut Silence,
    ) {
        let rows: BTreeSet<u32> = equal.keys().map(|(row, _)| *row).collect();
        for row in rows {
            let is_same = self.contradictions(row, hashes).is_empty();
            if is_same && self.entry_hidden(row, on).is_none() {
                hides.add_whole(self.silencer(row, None));
            }
        }
    }

    pub(super) fn hide_near(
        &self,
        hash: Hash256,
        matches: &[HashMatch],
        on: Option<NaiveDate>,
        hides: &mut Silence,
    ) {
        for one in matches
            .iter()
            .filter(|one| one.distance <= self.settings.radius)
        {
            let at = one.id as usize;
            let is_frame = self.is_frame(one.id);
            let row = self.hash_rows.get(at).filter(|row| self.is_live(*row));
            if let Some(row) = row.filter(|row| !is_frame && self.entry_hidden(*row, on).is_none())
            {
                hides.add_still(hash, self.silencer(row, Some(one.distance)));
            }
        }
    }

    pub(super) fn hide_frames(
        &self,
        row: u32,
        frames: &[Hash256],
        matched: &BTreeMap<usize, u32>,
        on: Option<NaiveDate>,
        hides: &mut Silence,
    ) {
        if self.entry_hidden(row, on).is_some() {
            return;
        }
        for (query, distance) in matched {
            if let Some(hash) = frames.get(*query) {
                hides.add_frame(*hash, self.silencer(row, Some(*distance)));
            }
        }
    }
}
