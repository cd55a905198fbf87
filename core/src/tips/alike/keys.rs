//! What of a report can be the same in another.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::AlikeSettings;
use crate::{
    compare::normal,
    hash,
    hashes::Hash256,
    records::{
        Identifier, IdentifierKind, Involved, IpEvent, MediaFile, Role, Tip, is_placeholder,
    },
    tips::reading::{address_of, is_device},
};

/// What two reports may have in common.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SharedKey {
    /// An account at one service, by its name there.
    Account,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A device by its number.
    Device,
    /// An internet address with its port, at about the same time.
    IpPort,
    /// An internet address at about the same time.
    IpTime,
    /// An internet address at any time.
    Ip,
    /// All files, by their hashes.
    FileSet,
    /// A file by a hash.
    File,
    /// A file that looks alike.
    NearFile,
    /// The same words.
    Text,
    /// A name with a date of birth, of somebody who may have done it.
    Person,
    /// A name with a date of birth, of a child.
    Child,
}

impl SharedKey {
    /// The group of which the strongest key alone counts: keys of a group say the same thing.
    pub const fn group(self) -> SharedGroup {
        match self {
            Self::Account | Self::Email | Self::Phone | Self::Device => SharedGroup::Account,
            Self::IpPort | Self::IpTime | Self::Ip => SharedGroup::Network,
            Self::FileSet | Self::File | Self::NearFile => SharedGroup::Files,
            Self::Text => SharedGroup::Words,
            Self::Person => SharedGroup::Person,
            Self::Child => SharedGroup::Child,
        }
    }

    /// The key of a number in kept bytes.
    pub(super) fn of_number(number: u8) -> Option<Self> {
        const ALL: [SharedKey; 13] = [
            SharedKey::Account,
            SharedKey::Email,
            SharedKey::Phone,
            SharedKey::Device,
            SharedKey::IpPort,
            SharedKey::IpTime,
            SharedKey::Ip,
            SharedKey::FileSet,
            SharedKey::File,
            SharedKey::NearFile,
            SharedKey::Text,
            SharedKey::Person,
            SharedKey::Child,
        ];
        ALL.into_iter().find(|key| *key as u8 == number)
    }

    /// In per cent, how much of a key's rarity counts.
    pub(super) const fn percent(self) -> i64 {
        match self {
            Self::Account | Self::Email | Self::Phone | Self::Device | Self::IpPort => 100,
            Self::Text | Self::Person | Self::Child => 90,
            Self::FileSet => 80,
            Self::File => 60,
            Self::NearFile => 50,
            Self::IpTime => 40,
            Self::Ip => 10,
        }
    }

    /// Whether reports that share it are looked at when clusters are made.
    pub(super) const fn makes_pairs(self) -> bool {
        !matches!(
            self,
            Self::IpTime | Self::Ip | Self::File | Self::NearFile | Self::FileSet
        )
    }
}

/// Keys that say the same thing.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SharedGroup {
    /// Who it is by an account, address or number.
    Account,
    /// From where.
    Network,
    /// Which files.
    Files,
    /// Which words.
    Words,
    /// Who it is by name.
    Person,
    /// Which child.
    Child,
}

impl SharedGroup {
    /// The most that a group counts, in thousandths of a bit.
    pub(super) const fn cap(self) -> i64 {
        match self {
            Self::Account => 20_000,
            Self::Network => 10_000,
            Self::Files | Self::Person => 12_000,
            Self::Words => 16_000,
            Self::Child => 8_000,
        }
    }
}

/// A key of a report: what it is of, and the hash of its value. Values are not kept.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Key {
    pub(super) kind: SharedKey,
    pub(super) hash: u64,
}

impl Key {
    fn new(kind: SharedKey, parts: &[&str]) -> Self {
        let seed = hash::combine(0x7469_7073, kind as u64);
        let hash = parts
            .iter()
            .fold(seed, |of, part| hash::combine(of, hash::text(part)));
        Self { kind, hash }
    }
}

/// The keys of a report, each once, in order; and its perceptual hashes.
pub(super) struct Keys {
    pub(super) keys: Vec<Key>,
    pub(super) near: Vec<Hash256>,
    /// Whether there are files, and each has a perceptual hash of use.
    pub(super) has_looks: bool,
}

impl Keys {
    pub(super) fn of(tip: &Tip, settings: &AlikeSettings) -> Self {
        let mut found = Self {
            keys: Vec::new(),
            near: Vec::new(),
            has_looks: !tip.files.is_empty(),
        };
        let service = tip.provider.as_deref().unwrap_or_default();
        for account in &tip.accounts {
            found.identifier(account, service);
        }
        for person in &tip.people {
            found.person(person, service);
        }
        for event in &tip.ip_events {
            found.network(event, settings);
        }
        found.files(&tip.files, settings);
        if let Some(text) = &tip.text {
            let words = normal::text(text.expose());
            let signs = words.chars().filter(|c| c.is_alphanumeric()).count();
            if signs >= settings.least_text as usize {
                found.keys.push(Key::new(SharedKey::Text, &[&words]));
            }
        }
        found.keys.sort_unstable();
        found.keys.dedup();
        found.near.sort_unstable_by_key(|hash| hash.to_bytes());
        found.near.dedup();
        found
    }

    fn identifier(&mut self, one: &Identifier, service: &str) {
        let value = one.value.expose();
        if is_placeholder(value) {
            return;
        }
        let key = match &one.kind {
            IdentifierKind::Email => Key::new(SharedKey::Email, &[&value.trim().to_lowercase()]),
            IdentifierKind::Phone => {
                let digits: String = value.chars().filter(char::is_ascii_digit).collect();
                // a North American number is the same with its country code
                let digits = match digits.strip_prefix('1') {
                    Some(rest) if rest.len() == 10 => rest,
                    _ => &digits,
                };
                if digits.len() < 7 {
                    return;
                }
                Key::new(SharedKey::Phone, &[digits])
            }
            kind if is_device(kind) => Key::new(
                SharedKey::Device,
                &[kind.as_str(), &normal::identifier(value)],
            ),
            kind => {
                let issuer = one
                    .issuer
                    .as_ref()
                    .map(|issuer| issuer.expose().trim().to_lowercase());
                let at = issuer.as_deref().unwrap_or(service);
                // a name alone is nobody's: the same one is somebody else at another service
                if at.is_empty() {
                    return;
                }
                Key::new(
                    SharedKey::Account,
                    &[at, kind.as_str(), &value.trim().to_lowercase()],
                )
            }
        };
        self.keys.push(key);
    }

    fn person(&mut self, person: &Involved, service: &str) {
        let kind = match person.role {
            Role::Child => SharedKey::Child,
            ref role if role.may_be_suspect() => SharedKey::Person,
            _ => return,
        };
        if kind == SharedKey::Person {
            for one in &person.identifiers {
                self.identifier(one, service);
            }
        }
        let Some(born) = person
            .birth_date
            .as_ref()
            .and_then(|born| born.expose().to_date())
        else {
            return;
        };
        for name in &person.names {
            let whole = match (&name.given, &name.surname, &name.full) {
                (Some(given), Some(surname), _) => {
                    format!("{} {}", given.expose(), surname.expose())
                }
                (_, _, Some(full)) => full.expose().clone(),
                _ => continue,
            };
            if is_placeholder(&whole) {
                continue;
            }
            let whole = normal::name(&whole);
            // in whatever order the words of a name come
            let mut words: Vec<&str> = whole.split_whitespace().collect();
            words.sort_unstable();
            self.keys
                .push(Key::new(kind, &[&words.join(" "), &born.to_string()]));
        }
    }

    fn network(&mut self, event: &IpEvent, settings: &AlikeSettings) {
        let Some(address) = address_of(event) else {
            return;
        };
        let address = address.to_canonical().to_string();
        self.keys.push(Key::new(SharedKey::Ip, &[&address]));
        // behind a proxy, address and port are those of many
        let Some(at) = event.at.filter(|_| event.possible_proxy != Some(true)) else {
            return;
        };
        let window = i64::from(settings.ip_window_hours) * 3_600;
        let seconds = at.and_utc().timestamp();
        // two rows of windows, shifted by half of one: what lies within half a window meets in one of them
        for shift in [0, window / 2] {
            let number = (seconds + shift).div_euclid(window).to_string();
            let shift = if shift == 0 { "a" } else { "b" };
            self.keys
                .push(Key::new(SharedKey::IpTime, &[&address, shift, &number]));
            if let Some(port) = event.port.filter(|port| *port > 0) {
                self.keys.push(Key::new(
                    SharedKey::IpPort,
                    &[&address, &port.to_string(), shift, &number],
                ));
            }
        }
    }

    fn files(&mut self, files: &[MediaFile], settings: &AlikeSettings) {
        let mut all = Vec::new();
        for file in files {
            let digests = &file.digests;
            let best = [&digests.sha256, &digests.sha1, &digests.md5]
                .into_iter()
                .flatten()
                .next();
            for digest in [&digests.sha256, &digests.sha1, &digests.md5]
                .into_iter()
                .flatten()
            {
                let key = Key::new(SharedKey::File, &[&digest.trim().to_lowercase()]);
                self.keys.push(key);
                if best == Some(digest) {
                    all.push(key.hash);
                }
            }
            let before = self.near.len();
            for one in &file.perceptual_hashes {
                let good = one
                    .quality
                    .is_none_or(|quality| quality >= settings.least_quality);
                if !good || !one.algorithm.eq_ignore_ascii_case("pdq") {
                    continue;
                }
                if let Ok(hash) = Hash256::from_hex(&one.value) {
                    self.near.push(hash);
                    self.keys.push(near_key(hash));
                }
            }
            self.has_looks &= self.near.len() > before;
        }
        if !all.is_empty() {
            all.sort_unstable();
            all.dedup();
            let hash = all
                .iter()
                .fold(0x66_696c_6573, |of, one| hash::combine(of, *one));
            self.keys.push(Key {
                kind: SharedKey::FileSet,
                hash,
            });
        }
    }
}

/// The key of a perceptual hash.
pub(super) fn near_key(hash: Hash256) -> Key {
    Key {
        kind: SharedKey::NearFile,
        hash: hash::combine(0x6e65_6172, hash::bytes(&hash.to_bytes())),
    }
}
