//! From our records to the form.

use chrono::{NaiveDateTime, TimeZone};
use chrono_tz::Tz;

use super::{
    incident::name_of,
    kept::{Kept, Loose},
    report::{INDUSTRY, VIRAL},
};
use crate::records::{
    Address, Identifier, IdentifierKind, Involved, IpEvent, MediaFile, Pii, Role, TimeRange, Tip,
};

/// The account that a report is about, and its user.
const ACCOUNT: &str = "personOrUserReported";

/// Puts what is kept beside a record back where it was.
fn put_back(kept: &Kept, into: &mut Loose) {
    for (way, elements) in kept.elements() {
        if way == "type as reported" {
            continue;
        }
        let mut at = &mut *into;
        for name in way.split('/').filter(|name| !name.is_empty()) {
            at = at.child(name);
        }
        at.children.extend(elements);
    }
}

fn add(to: &mut Loose, name: &str, text: Option<&Pii<String>>) {
    if let Some(text) = text {
        to.children.push(Loose::with_text(name, text.expose()));
    }
}

/// A moment in UTC, as the form has it.
fn moment(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.fZ").to_string()
}

/// The first moment of a time at a place, in UTC; none where its zone is not known or the hour is skipped.
fn first_moment(time: &TimeRange) -> Option<String> {
    let zone: Tz = time.time_zone.as_deref()?.parse().ok()?;
    let at = zone.from_local_datetime(&time.earliest).earliest()?;
    Some(moment(at.naive_utc()))
}

pub(super) fn report(tip: &Tip) -> Loose {
    let kept = Kept::of(&tip.other);
    let mut root = Loose {
        attributes: kept.attributes.clone(),
        ..Loose::new("report")
    };
    if tip.annotations.iter().any(|mark| mark == VIRAL) {
        root.children.push(Loose {
            attributes: vec![("reason".to_owned(), VIRAL.to_owned())],
            ..Loose::with_text("batchedReport", "true")
        });
    }
    summary(tip, root.child("incidentSummary"));
    let mut reporter = Loose::new("reporter");
    let mut users: Vec<(String, Loose)> = Vec::new();
    let (mut victims, mut recipients) = (0, 0);
    for person in &tip.people {
        let place = match &person.role {
            Role::Reporter => {
                reporter
                    .children
                    .push(reporting_person("reportingPerson", person));
                continue;
            }
            role if role.as_str() == "contact_person" => {
                reporter
                    .children
                    .push(reporting_person("contactPerson", person));
                continue;
            }
            Role::Child => {
                victims += 1;
                format!("victim[{}]", victims - 1)
            }
            role if role.as_str() == "intended_recipient" => {
                recipients += 1;
                format!("intendedRecipient[{}]", recipients - 1)
            }
            Role::Suspect | Role::Subject if !users.iter().any(|(place, _)| place == ACCOUNT) => {
                ACCOUNT.to_owned()
            }
            // the form has no place for anybody else
            _ => continue,
        };
        let name = place.split('[').next().unwrap_or_default();
        let user = user(name, person);
        users.push((place, user));
    }
    root.children.push(reporter);
    let accounts: Vec<&Identifier> = tip
        .accounts
        .iter()
        .filter(|one| !Kept::of(&one.other).repeats)
        .collect();
    let events: Vec<(&IpEvent, Kept)> = tip
        .ip_events
        .iter()
        .map(|event| (event, Kept::of(&event.other)))
        .filter(|(_, kept)| !kept.repeats)
        .collect();
    let needs_user = !accounts.is_empty() || events.iter().any(|(_, kept)| kept.place.is_none());
    if needs_user && !users.iter().any(|(place, _)| place == ACCOUNT) {
        users.push((ACCOUNT.to_owned(), Loose::new(ACCOUNT)));
    }
    for (place, user) in &mut users {
        for (event, kept) in &events {
            if kept.place.as_deref().unwrap_or(ACCOUNT) == place {
                user.children.push(ip_event(event, kept));
            }
        }
        if place == ACCOUNT {
            for one in &accounts {
                user.children.extend(identifier(one));
            }
        }
    }
    root.children
        .extend(users.into_iter().map(|(_, user)| user));
    add(&mut root, "additionalInfo", tip.text.as_ref());
    put_back(&kept, &mut root);
    root
}

fn summary(tip: &Tip, to: &mut Loose) {
    if let Some(of) = &tip.incident_type {
        let name = name_of(of).unwrap_or_else(|| of.as_str());
        to.children.push(Loose::with_text("incidentType", name));
    }
    add(to, "escalateToHighPriority", tip.escalation.as_ref());
    let marks = tip.annotations.iter().filter(|mark| *mark != VIRAL);
    let marks: Vec<Loose> = marks
        .filter(|mark| is_name(mark))
        .map(|mark| Loose::with_text(mark, "true"))
        .collect();
    if !marks.is_empty() {
        to.child("reportAnnotations").children.extend(marks);
    }
    let observed = tip.observed.as_ref().map(Pii::expose);
    if let Some(at) = observed.and_then(first_moment) {
        to.children.push(Loose::with_text("incidentDateTime", at));
    }
}

/// Whether a mark can be the name of an element.
fn is_name(mark: &str) -> bool {
    let mut letters = mark.chars();
    letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic())
        && letters.all(|one| one.is_ascii_alphanumeric() || one == '_' || one == '-')
}

fn reporting_person(name: &str, person: &Involved) -> Loose {
    let kept = Kept::of(&person.other);
    let mut element = Loose {
        attributes: kept.attributes.clone(),
        ..Loose::new(name)
    };
    self::person(person, &mut element);
    put_back(&kept, &mut element);
    element
}

fn user(name: &str, person: &Involved) -> Loose {
    let kept = Kept::of(&person.other);
    let mut element = Loose {
        attributes: kept.attributes.clone(),
        ..Loose::new(name)
    };
    let mut inner = Loose::new("person");
    self::person(person, &mut inner);
    if !inner.children.is_empty() {
        element.children.push(inner);
    }
    for one in &person.identifiers {
        if !matches!(one.kind, IdentifierKind::Phone | IdentifierKind::Email) {
            element.children.extend(identifier(one));
        }
    }
    put_back(&kept, &mut element);
    element
}

/// A person; identifiers that the form has beside the person are left to the caller.
fn person(person: &Involved, to: &mut Loose) {
    if let Some(name) = person.names.first() {
        let whole = name.given.is_none() && name.surname.is_none();
        add(to, "firstName", name.given.as_ref());
        add(
            to,
            "lastName",
            name.surname
                .as_ref()
                .or(name.full.as_ref().filter(|_| whole)),
        );
    }
    for one in &person.identifiers {
        if matches!(one.kind, IdentifierKind::Phone | IdentifierKind::Email) {
            to.children.extend(identifier(one));
        }
    }
    to.children.extend(person.addresses.iter().map(address));
    let age = person.description.as_ref().and_then(|of| of.age.as_ref());
    if let Some(age) = age.map(Pii::expose)
        && let (Some(least), Some(most)) = (age.least, age.most)
        && (least - most).abs() < f64::EPSILON
    {
        to.children
            .push(Loose::with_text("age", format!("{least:.0}")));
    }
    if let Some(day) = person
        .birth_date
        .as_ref()
        .and_then(|on| on.expose().to_date())
    {
        to.children
            .push(Loose::with_text("dateOfBirth", day.to_string()));
    }
}

/// An identifier, where the form has a place for its kind.
fn identifier(one: &Identifier) -> Option<Loose> {
    let kept = Kept::of(&one.other);
    let value = one.value.expose();
    let name = match &one.kind {
        IdentifierKind::Phone => "phone",
        IdentifierKind::Email => "email",
        kind => match kind.as_str() {
            "esp_identifier" | "account" => "espIdentifier",
            "handle" | "screen_name" => "screenName",
            "display_name" => "displayName",
            "url" => "profileUrl",
            device if device.starts_with("device") => {
                let mut element = Loose {
                    attributes: kept.attributes.clone(),
                    ..Loose::new("deviceId")
                };
                let sort = device.trim_start_matches("device").trim();
                if !sort.is_empty() {
                    element.children.push(Loose::with_text("idType", sort));
                }
                element.children.push(Loose::with_text("idValue", value));
                put_back(&kept, &mut element);
                return Some(element);
            }
            _ => return None,
        },
    };
    Some(Loose {
        attributes: kept.attributes,
        ..Loose::with_text(name, value)
    })
}

fn address(of: &Address) -> Loose {
    let kept = Kept::of(&of.other);
    let mut element = Loose {
        attributes: kept.attributes.clone(),
        ..Loose::new("address")
    };
    let street = [&of.street_number, &of.street, &of.unit];
    let street: Vec<&str> = street
        .into_iter()
        .flatten()
        .map(|part| part.expose().as_str())
        .collect();
    if !street.is_empty() {
        element
            .children
            .push(Loose::with_text("address", street.join(" ")));
    }
    add(&mut element, "city", of.locality.as_ref());
    add(&mut element, "zipCode", of.postcode.as_ref());
    add(&mut element, "state", of.state.as_ref());
    add(&mut element, "country", of.country.as_ref());
    put_back(&kept, &mut element);
    element
}

fn ip_event(event: &IpEvent, kept: &Kept) -> Loose {
    let mut element = Loose {
        attributes: kept.attributes.clone(),
        ..Loose::new("ipCaptureEvent")
    };
    add(&mut element, "ipAddress", Some(&event.address));
    let mut put = |name: &str, text: Option<String>| {
        element
            .children
            .extend(text.map(|text| Loose::with_text(name, text)));
    };
    put("eventName", event.event.clone());
    put("dateTime", event.at.map(moment));
    put(
        "possibleProxy",
        event.possible_proxy.map(|is| is.to_string()),
    );
    put("port", event.port.map(|port| port.to_string()));
    put_back(kept, &mut element);
    element
}

/// What is said of a file of a report.
pub(super) fn file(of: &MediaFile, report: &str) -> Loose {
    let kept = Kept::of(&of.other);
    let mut root = Loose {
        attributes: kept.attributes.clone(),
        ..Loose::new("fileDetails")
    };
    root.children.push(Loose::with_text("reportId", report));
    root.children
        .push(Loose::with_text("fileId", of.id.expose()));
    add(&mut root, "originalFileName", of.names.first());
    if let Some(viewed) = of.viewed_by_provider {
        root.children
            .push(Loose::with_text("fileViewedByEsp", viewed.to_string()));
    }
    let class = of.categories.iter().find(|one| one.scheme == INDUSTRY);
    root.children
        .extend(class.map(|one| Loose::with_text("industryClassification", one.code.clone())));
    let digests = &of.digests;
    let digests = [
        ("MD5", &digests.md5),
        ("SHA1", &digests.sha1),
        ("SHA256", &digests.sha256),
    ];
    let digests = digests
        .into_iter()
        .filter_map(|(sort, value)| Some((sort, value.as_deref()?)));
    let others = of
        .perceptual_hashes
        .iter()
        .map(|one| (&one.algorithm[..], &one.value[..]));
    for (sort, value) in digests.chain(others) {
        root.children.push(Loose {
            attributes: vec![("hashType".to_owned(), sort.to_owned())],
            ..Loose::with_text("originalFileHash", value)
        });
    }
    put_back(&kept, &mut root);
    root
}
