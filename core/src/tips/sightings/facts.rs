//! What is compared of a sighting and of a case, read once.

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

use super::SightingSettings;
use crate::{
    compare::{
        normal,
        places::{is_latitude, is_longitude},
    },
    earth,
    records::{
        Case, Confidence, Involved, Place, Provenance, Reporter, Role, TimeRange, Tip,
        TipInformation, TipKind, is_placeholder,
    },
    tips::clock,
};

/// Texts with fewer letters and digits do not tell one caller from another.
const LEAST_TEXT: usize = 40;

/// A time at a place: what the clocks there showed.
#[derive(Clone, Copy)]
pub(super) struct When {
    pub(super) from: NaiveDateTime,
    pub(super) to: NaiveDateTime,
    pub(super) zone: Option<Tz>,
    /// Minutes from and to as the clocks showed them, and in UTC where the zone is known.
    pub(super) shown: (i64, i64),
    pub(super) utc: Option<(i64, i64)>,
}

/// Minutes since 1970.
fn minute(at: NaiveDateTime) -> i64 {
    at.and_utc().timestamp().div_euclid(60)
}

impl When {
    /// Minutes in UTC, were it in that zone.
    pub(super) fn utc_in(&self, zone: Tz) -> (i64, i64) {
        (
            minute(clock::utc(self.from, zone).0),
            minute(clock::utc(self.to, zone).1),
        )
    }
}

/// A disc on the Earth.
#[derive(Clone, Copy)]
pub(super) struct Disc {
    /// Latitude and longitude in degrees.
    pub(super) centre: (f64, f64),
    pub(super) unit: earth::Unit,
    pub(super) radius_m: f64,
    /// Whether the radius is that of the settings.
    pub(super) is_assumed: bool,
}

/// Where and when the child was, or may have been.
#[derive(Clone, Copy)]
pub(super) struct Spot {
    pub(super) when: When,
    pub(super) disc: Disc,
    pub(super) is_verified: bool,
}

/// A sighting, as it is compared.
pub(super) struct Seen<'a> {
    pub(super) tip: &'a Tip,
    /// Its number among those that were given.
    pub(super) at: u32,
    pub(super) when: Option<When>,
    pub(super) disc: Option<Disc>,
    pub(super) is_verified: bool,
    /// What tells the caller from others; two with one in common are one voice.
    pub(super) voice: Vec<String>,
}

impl<'a> Seen<'a> {
    pub(super) fn of(tip: &'a Tip, at: u32, settings: &SightingSettings) -> Self {
        Self {
            tip,
            at,
            when: tip.observed.as_ref().map(|range| when(range.expose())),
            disc: tip.place.as_ref().and_then(|place| disc(place, settings)),
            is_verified: is_verified(tip.provenance.as_ref()),
            voice: voice(tip),
        }
    }

    pub(super) fn spot(&self) -> Option<Spot> {
        Some(Spot {
            when: self.when?,
            disc: self.disc?,
            is_verified: self.is_verified,
        })
    }

    /// Those whom it describes as the child: whoever is called so, else whoever has no other part.
    pub(super) fn children(&self) -> Vec<(usize, &'a Involved)> {
        let all = |roles: &[Role]| -> Vec<(usize, &'a Involved)> {
            let people = self.tip.people.iter().enumerate();
            people
                .filter(|(_, one)| roles.contains(&one.role))
                .collect()
        };
        let called = all(&[Role::Child]);
        if called.is_empty() {
            all(&[Role::Unstated, Role::Subject])
        } else {
            called
        }
    }

    pub(super) fn is_one_voice_with(&self, other: &[String]) -> bool {
        self.voice.iter().any(|key| other.contains(key))
    }

    /// Whether whoever tells it did not see it, or doubts it.
    pub(super) fn is_hearsay(&self) -> bool {
        let doubts = |one: Option<&Confidence>| one == Some(&Confidence::Doubtful);
        let provenance = self.tip.provenance.as_ref();
        self.tip.first_hand == Some(false)
            || doubts(self.tip.confidence.as_ref())
            || doubts(provenance.and_then(|one| one.confidence.as_ref()))
    }
}

/// Whether a report tells of a sighting.
pub(super) fn is_sighting(tip: &Tip) -> bool {
    let asked = tip.call.iter().flat_map(|call| &call.services);
    tip.kind == TipKind::Sighting
        || tip.information == Some(TipInformation::Sighting)
        || asked
            .into_iter()
            .any(|service| *service == crate::records::CallService::Sighting)
}

fn when(range: &TimeRange) -> When {
    let zone = range.time_zone.as_deref().and_then(clock::zone);
    // a range that ends before it begins is one moment
    let (from, to) = (range.earliest, range.latest.max(range.earliest));
    let mut when = When {
        from,
        to,
        zone,
        shown: (minute(from), minute(to)),
        utc: None,
    };
    when.utc = zone.map(|zone| when.utc_in(zone));
    when
}

pub(super) fn disc(place: &Place, settings: &SightingSettings) -> Option<Disc> {
    let address = place.address.as_ref()?;
    let latitude = *address.latitude.as_ref()?.expose();
    let longitude = *address.longitude.as_ref()?.expose();
    // systems write 0, 0 for a place that they do not know
    let is_nowhere = latitude.abs() < 1e-9 && longitude.abs() < 1e-9;
    if is_nowhere || !is_latitude(latitude) || !is_longitude(longitude) {
        return None;
    }
    let stated = place.uncertainty_m.as_ref().map(|metres| *metres.expose());
    let stated = stated.filter(|metres| metres.is_finite() && *metres >= 0.0);
    Some(Disc {
        centre: (latitude, longitude),
        unit: earth::unit(latitude, longitude),
        radius_m: stated.unwrap_or(settings.unstated_uncertainty_m),
        is_assumed: stated.is_none(),
    })
}

/// Whether somebody checked it and found it to be so.
fn is_verified(provenance: Option<&Provenance>) -> bool {
    provenance.is_some_and(|one| {
        one.confidence == Some(Confidence::Confirmed)
            || (one.reported_by == Some(Reporter::Officer)
                && !matches!(
                    one.confidence,
                    Some(Confidence::Possible | Confidence::Doubtful)
                ))
    })
}

/// What tells a caller from others: numbers, names, the source, and the words of a report that are those of another.
fn voice(tip: &Tip) -> Vec<String> {
    let mut keys = Vec::new();
    let mut add = |sort: &str, text: &str| {
        let form = normal::text(text);
        if !is_placeholder(text) && !form.is_empty() {
            keys.push(format!("{sort} {form}"));
        }
    };
    let callers = [Role::Reporter, Role::Witness];
    for one in tip.people.iter().filter(|one| callers.contains(&one.role)) {
        if let Some(id) = &one.person_id {
            add("person", id.expose());
        }
        for number in &one.identifiers {
            add(
                number.kind.as_str(),
                &normal::identifier(number.value.expose()),
            );
        }
        // two callers of one name count as one: rather a voice too few
        for name in &one.names {
            let parts = [&name.given, &name.middle, &name.surname, &name.full];
            let words: Vec<&str> = parts
                .into_iter()
                .flatten()
                .map(|part| part.expose().as_str())
                .collect();
            if words.len() > 1 || name.full.is_some() {
                add("name", &words.join(" "));
            }
        }
    }
    if let Some(source) = tip.provenance.as_ref().and_then(|one| one.source.as_ref()) {
        add("source", source.expose());
    }
    if let Some(text) = &tip.text {
        let form = normal::text(text.expose());
        if form.chars().filter(|sign| sign.is_alphanumeric()).count() >= LEAST_TEXT {
            add("words", &form);
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// A case, as it is compared.
pub(super) struct Missing<'a> {
    pub(super) case: &'a Case,
    /// The children in it, with their numbers among the people.
    pub(super) children: Vec<(usize, &'a Involved)>,
    pub(super) when: Option<When>,
    pub(super) disc: Option<Disc>,
    is_verified: bool,
    /// The day on which the child was as described.
    pub(super) described_on: Option<NaiveDate>,
}

impl<'a> Missing<'a> {
    pub(super) fn of(case: &'a Case, settings: &SightingSettings) -> Self {
        let children = case.people.iter().enumerate();
        let children = children
            .filter(|(_, one)| one.role == Role::Child)
            .collect::<Vec<_>>();
        let place = case.last_seen_place.as_ref();
        let provenance = place.and_then(|place| place.provenance.as_ref());
        let when = case.last_seen.as_ref().map(|range| when(range.expose()));
        Self {
            case,
            children,
            when,
            disc: place.and_then(|place| disc(place, settings)),
            is_verified: is_verified(provenance.or(case.provenance.as_ref())),
            described_on: when.map(|when| when.to.date()).or(case.reported_on),
        }
    }

    pub(super) fn spot(&self) -> Option<Spot> {
        Some(Spot {
            when: self.when?,
            disc: self.disc?,
            is_verified: self.is_verified,
        })
    }

    pub(super) fn lacks(&self) -> Vec<String> {
        let child = self.children.first().map(|(_, child)| *child);
        let look = child.and_then(|child| child.description.as_ref());
        [
            ("when the child was last seen", self.when.is_none()),
            (
                "the position of where the child was last seen",
                self.disc.is_none(),
            ),
            ("a child among the people of the case", child.is_none()),
            (
                "the child's date of birth",
                child.is_some_and(|child| child.birth_date.is_none()),
            ),
            (
                "a description of the child",
                child.is_some() && look.is_none(),
            ),
            (
                "that somebody confirmed where and when the child was last seen",
                self.spot().is_some_and(|spot| !spot.is_verified),
            ),
        ]
        .into_iter()
        .filter(|(_, lacks)| *lacks)
        .map(|(what, _)| what.to_owned())
        .collect()
    }
}
