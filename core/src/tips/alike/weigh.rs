//! How alike two reports are.

use super::{
    SharedGroup, SharedKey, TipIndex, TipLink, TipLinkKind, TipLinkPart,
    index::{Kept, pair_of},
    keys::{Key, near_key},
};
use crate::linkage::MilliBits;

/// Ports that a connection can go out from (RFC 6056, 1024 to 65535).
const PORTS: f64 = 64_512.0;
/// Of so many reports with the same words it is asked whether they are about different accounts.
const FORM: usize = 8;
/// Seconds of a day.
const DAY: i64 = 86_400;

/// What two reports weigh together.
pub(super) struct Weighed {
    pub(super) weight: i64,
    pub(super) kind: TipLinkKind,
    /// By group, what counts.
    pub(super) parts: [Option<TipLinkPart>; 6],
}

impl TipIndex {
    /// The weight of a key that so many reports share, in thousandths of a bit.
    fn rarity(&self, kind: SharedKey, reports: usize) -> i64 {
        let all = self.settings.population.max(self.len() as u64).max(2);
        let share = MilliBits::of_ratio(all as f64 / reports.max(1) as f64);
        i64::from(share.0).max(0) * kind.percent() / 100
    }

    /// Weighs two reports by what they share. `near` has the bits in which a pair of their files differs that look alike.
    pub(super) fn weigh(&self, one: &Kept, other: &Kept, near: Option<(u32, usize)>) -> Weighed {
        let mut parts: [Option<TipLinkPart>; 6] = Default::default();
        let mut put = |kind: SharedKey, reports: usize, bits: Option<u32>, most: i64| {
            let group = kind.group();
            let weight = self.rarity(kind, reports).min(group.cap()).min(most);
            let Some(slot) = parts.get_mut(group as usize) else {
                return;
            };
            let part = slot.get_or_insert(TipLinkPart {
                group,
                key: None,
                reports: 0,
                shared: 0,
                bits: None,
                weight: MilliBits(0),
            });
            part.shared += 1;
            if part.key.is_none() || i64::from(part.weight.0) < weight {
                part.key = Some(kind);
                part.reports = u32::try_from(reports).unwrap_or(u32::MAX);
                part.bits = bits;
                part.weight = MilliBits(weight as i32);
            }
        };
        // how many use an address at the time at which both do
        let crowd = shared(&one.keys, &other.keys)
            .filter(|key| key.kind == SharedKey::IpTime)
            .map(|key| self.count(key))
            .max();
        for key in shared(&one.keys, &other.keys) {
            // a report that is looked for is not in the index, and counts too
            let reports = self.count(key).max(2);
            if !self.is_hub(key, reports) {
                let most = match (key.kind, crowd) {
                    (SharedKey::IpPort, Some(crowd)) => by_port(crowd.max(2)),
                    (SharedKey::Text, _) if self.is_form(key) => 0,
                    _ => i64::MAX,
                };
                let bits = (key.kind == SharedKey::NearFile).then_some(0);
                put(key.kind, reports, bits, most);
            }
        }
        if let Some((bits, reports)) = near {
            put(SharedKey::NearFile, reports.max(2), Some(bits), i64::MAX);
        }
        let has =
            |keys: &[Key], group: SharedGroup| keys.iter().any(|key| key.kind.group() == group);
        for (group, weight) in [
            (SharedGroup::Account, self.settings.other_accounts),
            (SharedGroup::Child, self.settings.other_child),
        ] {
            let Some(slot) = parts.get_mut(group as usize) else {
                continue;
            };
            if slot.is_none() && weight.0 < 0 && has(&one.keys, group) && has(&other.keys, group) {
                *slot = Some(TipLinkPart {
                    group,
                    key: None,
                    reports: 0,
                    shared: 0,
                    bits: None,
                    weight,
                });
            }
        }
        let weight = parts
            .iter()
            .flatten()
            .map(|part| i64::from(part.weight.0))
            .sum();
        let kind = self.kind(one, other, weight, &parts);
        Weighed {
            weight,
            kind,
            parts,
        }
    }

    fn kind(
        &self,
        one: &Kept,
        other: &Kept,
        weight: i64,
        parts: &[Option<TipLinkPart>; 6],
    ) -> TipLinkKind {
        let of = |group: SharedGroup| {
            let part = parts.get(group as usize).and_then(Option::as_ref);
            part.filter(|part| part.weight.0 > 0)
        };
        let by = |group: SharedGroup| of(group).is_some();
        let files = of(SharedGroup::Files);
        let all_files = has_in_common(one, other, SharedKey::FileSet);
        let who = by(SharedGroup::Account) || by(SharedGroup::Person);
        if !who && self.is_bundle(one, other, all_files) {
            return TipLinkKind::Bundle;
        }
        if weight < i64::from(self.settings.link_from.0) {
            return TipLinkKind::Insufficient;
        }
        let near_in_time = one
            .received
            .zip(other.received)
            .is_some_and(|(a, b)| (a - b).abs() <= i64::from(self.settings.duplicate_days) * DAY);
        let both = |kind: SharedKey| {
            let has = |kept: &Kept| kept.keys.iter().any(|key| key.kind == kind);
            (has(one), has(other))
        };
        // what both have must be the same, and what one has alone may be new
        let same_files = all_files || both(SharedKey::FileSet) != (true, true) || files.is_some();
        let same_words = has_in_common(one, other, SharedKey::Text)
            || both(SharedKey::Text) != (true, true);
        // two that hold nothing but the same keys say the same too
        let says_the_same = all_files
            || by(SharedGroup::Words)
            || one.keys == other.keys && by(SharedGroup::Account);
        if near_in_time
            && (who || by(SharedGroup::Words))
            && same_files
            && same_words
            && says_the_same
        {
            return TipLinkKind::Duplicate;
        }
        let by_port =
            of(SharedGroup::Network).is_some_and(|part| part.key == Some(SharedKey::IpPort));
        if who || by_port || by(SharedGroup::Child) || by(SharedGroup::Words) {
            TipLinkKind::Related
        } else {
            TipLinkKind::SameFiles
        }
    }

    /// Whether a text is that of a form: the first of those that share it are about different accounts.
    fn is_form(&self, text: Key) -> bool {
        let first = self.sharing(text).iter().take(FORM);
        let mut about: Vec<Vec<Key>> = Vec::new();
        for kept in first.filter_map(|number| self.report(*number)) {
            let keys = kept.keys.iter().copied();
            let accounts: Vec<Key> = keys
                .filter(|key| key.kind.group() == SharedGroup::Account)
                .collect();
            let same = |known: &Vec<Key>| accounts.iter().any(|key| known.contains(key));
            if !accounts.is_empty() && !about.iter().all(same) {
                return true;
            }
            if !accounts.is_empty() {
                about.push(accounts);
            }
        }
        false
    }

    /// Two reports as a link, with their parts.
    pub(super) fn link(&self, one: &Kept, other: &Kept, weighed: Weighed) -> TipLink {
        let days = one.received.zip(other.received);
        TipLink {
            left: one.id.to_string().into(),
            right: other.id.to_string().into(),
            kind: weighed.kind,
            weight: MilliBits(weighed.weight as i32),
            parts: weighed.parts.into_iter().flatten().collect(),
            days_apart: days.map(|(a, b)| (a - b).abs() / DAY),
            judged: self.judged.get(&pair_of(&one.id, &other.id)).cloned(),
        }
    }

    /// In how many bits the nearest of their files that look alike differ, and how many reports have it.
    pub(super) fn nearest(&self, one: &Kept, other: &Kept) -> Option<(u32, usize)> {
        let pairs = one
            .near
            .iter()
            .flat_map(|a| other.near.iter().map(move |b| (a.distance(*b), b)));
        let (bits, hash) = pairs.min_by_key(|(bits, _)| *bits)?;
        (bits <= self.settings.near_bits).then(|| (bits, self.count(near_key(*hash))))
    }
}

/// What a port says among so many that use one address at a time, in thousandths of a bit: of any two of them, by how far it is that none
/// has the port of another by chance.
fn by_port(crowd: usize) -> i64 {
    let pairs = crowd as f64 * crowd as f64 / 2.0;
    i64::from(MilliBits::of_ratio(PORTS / pairs).0).max(0)
}

/// The keys that stand in both, of rows that are in order.
fn shared<'a>(mut one: &'a [Key], mut other: &'a [Key]) -> impl Iterator<Item = Key> + 'a {
    std::iter::from_fn(move || {
        while let (Some((a, one_left)), Some((b, other_left))) =
            (one.split_first(), other.split_first())
        {
            match a.cmp(b) {
                std::cmp::Ordering::Less => one = one_left,
                std::cmp::Ordering::Greater => other = other_left,
                std::cmp::Ordering::Equal => {
                    (one, other) = (one_left, other_left);
                    return Some(*a);
                }
            }
        }
        None
    })
}

fn has_in_common(one: &Kept, other: &Kept, kind: SharedKey) -> bool {
    shared(&one.keys, &other.keys).any(|key| key.kind == kind)
}
