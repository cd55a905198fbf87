//! The errors that registries make when they write down a name, a date, a number, an address.

use chrono::{Datelike, NaiveDate};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{
    NameOrigin, TrueStatus, World,
    draw::Draw,
    life::{Home, Life},
    names::{Name, variant},
    registry::{day, span},
};
use crate::records::{Address, Identifier, IdentifierKind, NameKind, PartialDate, PersonName, Pii};

impl World {
    pub(super) fn names(
        &self,
        life: &Life,
        wrong: &mut Vec<&'static str>,
        draw: &mut Draw,
    ) -> Vec<PersonName> {
        let rates = &self.rates;
        let Name {
            mut given,
            mut middle,
            mut surname,
        } = life.name.clone();
        if draw.happens(rates.name_variant) {
            if let Some(other) = variant(life.origin, &given) {
                given = other;
                wrong.push("name variant");
            } else if let Some(other) = surname
                .as_deref()
                .and_then(|part| variant(life.origin, part))
            {
                surname = Some(other);
                wrong.push("name variant");
            }
        }
        if draw.happens(rates.dropped_name) {
            let second = surname
                .as_ref()
                .and_then(|both| Some(both.split_once(' ')?.0.to_owned()));
            match second {
                Some(first) if life.origin == NameOrigin::Spanish => {
                    surname = Some(first);
                    wrong.push("second surname dropped");
                }
                _ if middle.take().is_some() => wrong.push("middle name dropped"),
                _ => {}
            }
        }
        if draw.happens(rates.misspelled_name) {
            let part = if draw.happens(0.5) {
                surname.as_mut()
            } else {
                None
            };
            let part = part.unwrap_or(&mut given);
            *part = misspelled(part, draw);
            wrong.push("name misspelled");
        }
        if draw.happens(rates.no_accents) {
            let plain =
                |text: &str| -> String { text.nfd().filter(|c| !is_combining_mark(*c)).collect() };
            let before = (given.clone(), middle.clone(), surname.clone());
            given = plain(&given);
            middle = middle.map(|text| plain(&text));
            surname = surname.map(|text| plain(&text));
            if before != (given.clone(), middle.clone(), surname.clone()) {
                wrong.push("accents dropped");
            }
        }
        if draw.happens(rates.swapped_name)
            && let Some(other) = surname.as_mut()
        {
            std::mem::swap(&mut given, other);
            wrong.push("names swapped");
        }
        let legal = PersonName {
            kind: NameKind::Legal,
            given: Some(given.into()),
            middle: middle.map(Pii::new),
            surname: surname.map(Pii::new),
            ..PersonName::default()
        };
        let alias = variant(life.origin, &life.name.given).filter(|_| draw.happens(0.3));
        let alias = alias.map(|given| PersonName {
            kind: NameKind::Alias,
            given: Some(given.into()),
            surname: life.name.surname.clone().map(Pii::new),
            ..PersonName::default()
        });
        [Some(legal), alias].into_iter().flatten().collect()
    }

    pub(super) fn birth_date(
        &self,
        life: &Life,
        wrong: &mut Vec<&'static str>,
        draw: &mut Draw,
    ) -> Option<PartialDate> {
        let (year, month, number) = (life.born.year(), life.born.month(), life.born.day());
        if draw.happens(self.rates.wrong_birth_date) {
            wrong.push("date of birth");
            let other = if number <= 12 && number != month && draw.happens(0.5) {
                NaiveDate::from_ymd_opt(year, number, month)
            } else if draw.happens(0.5) {
                NaiveDate::from_ymd_opt(year - 1 + 2 * draw.below(2) as i32, month, number.min(28))
            } else {
                NaiveDate::from_ymd_opt(year, month, 1 + (number + draw.below(26) as u32) % 28)
            };
            return other.and_then(day);
        }
        day(life.born)
    }

    pub(super) fn identifiers(
        &self,
        life: &Life,
        wrong: &mut Vec<&'static str>,
        draw: &mut Draw,
    ) -> Vec<Identifier> {
        let mut identifiers = Vec::new();
        let mut add = |kind, value: String| {
            identifiers.push(Identifier {
                kind,
                value: value.into(),
                ..Identifier::default()
            });
        };
        if !draw.happens(self.rates.identifier_missing) {
            let mut number = life.social_security.clone();
            if draw.happens(self.rates.wrong_identifier) {
                // the last digit, so that it still begins with 9
                let last = number
                    .pop()
                    .and_then(|c| c.to_digit(10))
                    .unwrap_or_default();
                number.push_str(&((last + 1 + draw.below(9) as u32) % 10).to_string());
                wrong.push("social security number");
            }
            add(IdentifierKind::SocialSecurity, number);
        }
        if draw.happens(0.6) {
            add(IdentifierKind::Phone, life.phone.clone());
        }
        identifiers
    }

    pub(super) fn address(
        &self,
        life: &Life,
        home: Option<&Home>,
        wrong: &mut Vec<&'static str>,
        draw: &mut Draw,
    ) -> Option<Address> {
        const JUNK: [&str; 8] = [
            "transnt",
            "unk",
            "homles",
            "UNKNOWN",
            "absc",
            "no fixed address",
            "moved",
            "vicinity",
        ];
        let home = home?;
        let is_bad = draw.happens(self.rates.bad_address) || life.status == TrueStatus::Transient;
        if is_bad && (life.status == TrueStatus::Transient || draw.happens(0.5)) {
            wrong.push("address in words");
            return Some(Address {
                street: Some(draw.one(&JUNK).to_owned().into()),
                state: Some(home.state.postal.to_owned().into()),
                postcode: draw.happens(0.5).then(|| "00000".to_owned().into()),
                ..Address::default()
            });
        }
        let old = life.homes.iter().rfind(|other| other.from < home.from);
        let home = match old.filter(|_| is_bad) {
            Some(old) => {
                wrong.push("old address");
                old
            }
            None => home,
        };
        Some(address(home, life.told_until(home)))
    }
}

/// A name with one slip of the keys, which shows.
fn misspelled(text: &str, draw: &mut Draw) -> String {
    let tried = (0..8).map(|_| slip(text, draw)).find(|tried| tried != text);
    // two letters, or one over and over
    tried.unwrap_or_else(|| text.chars().chain(text.chars().last()).collect())
}

/// Two letters swapped, one lost, one doubled, or one for its neighbour.
fn slip(text: &str, draw: &mut Draw) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 3 {
        return text.to_owned();
    }
    let at = 1 + draw.below(letters.len() as u64 - 2) as usize;
    match draw.below(4) {
        0 => letters.swap(at, at + 1),
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, letters[at]),
        _ => {
            const ROWS: &str = "qwertyuiopasdfghjklzxcvbnm";
            let old = letters[at].to_ascii_lowercase();
            if let Some(place) = ROWS.find(old) {
                letters[at] = char::from(ROWS.as_bytes()[(place + 1) % ROWS.len()]);
            }
        }
    }
    letters.into_iter().collect()
}

pub(super) fn address(home: &Home, until: Option<NaiveDate>) -> Address {
    Address {
        street_number: Some(home.number.clone().into()),
        street: Some(home.street.clone().into()),
        locality: Some(home.town.clone().into()),
        state: Some(home.state.postal.to_owned().into()),
        postcode: Some(home.zip.clone().into()),
        latitude: Some(home.position.0.into()),
        longitude: Some(home.position.1.into()),
        span: Some(span(home.from, until).into()),
        ..Address::default()
    }
}
