//! What a report says of where somebody is.

use std::net::IpAddr;

use chrono::{Datelike, NaiveDate};

use super::{
    AgencyDirectory, RouteEvidence, RoutingNote, RoutingRules, Whose, network::says_nothing,
};
use crate::{
    records::{Identifier, IdentifierKind, Involved, IpEvent, Role, Tip},
    tips::{formats, reading::address_of},
};

/// A piece of evidence: a jurisdiction, and what names it.
pub(super) struct Piece {
    pub(super) whose: Whose,
    pub(super) kind: RouteEvidence,
    pub(super) field: String,
    pub(super) place: u32,
    pub(super) words: String,
}

pub(super) struct Gathered<'g> {
    directory: &'g AgencyDirectory,
    rules: &'g RoutingRules,
    pub(super) pieces: Vec<Piece>,
    /// What is known of the one who reports, for when nothing else is.
    reporter: Vec<Piece>,
    pub(super) notes: Vec<RoutingNote>,
}

/// Whose place is that of a person; none for those whose place says nothing.
fn whose(role: &Role) -> Option<Whose> {
    match role {
        Role::Child => Some(Whose::Child),
        role if role.may_be_suspect() => Some(Whose::Suspect),
        _ => None,
    }
}

/// All that a report says of where somebody is, and what was passed over.
pub(super) fn gather<'g>(
    tip: &Tip,
    directory: &'g AgencyDirectory,
    rules: &'g RoutingRules,
) -> Gathered<'g> {
    let mut gathered = Gathered {
        directory,
        rules,
        pieces: Vec::new(),
        reporter: Vec::new(),
        notes: Vec::new(),
    };
    for (number, person) in tip.people.iter().enumerate() {
        gathered.person(person, &format!("people[{number}]"));
    }
    if let Some(place) = &tip.place {
        let county = place.county_fips.as_deref();
        let (places, words) = directory.places_of(place.address.as_ref(), county);
        if places.is_empty() {
            gathered.note("place", "no jurisdiction of the directory is known for it");
        }
        gathered.add(Whose::Report, RouteEvidence::Place, "place", &places, words);
    }
    for (number, account) in tip.accounts.iter().enumerate() {
        gathered.number(account, Whose::Suspect, &format!("accounts[{number}]"));
    }
    for (number, event) in tip.ip_events.iter().enumerate() {
        gathered.event(event, &format!("ip_events[{number}]"));
    }
    if gathered.pieces.is_empty() {
        let reporter = std::mem::take(&mut gathered.reporter);
        gathered.pieces = reporter;
    }
    gathered
}

impl Gathered<'_> {
    fn note(&mut self, field: &str, words: &str) {
        self.notes.push(RoutingNote {
            field: field.to_owned(),
            words: words.to_owned(),
        });
    }

    fn add(&mut self, whose: Whose, kind: RouteEvidence, field: &str, places: &[u32], words: &str) {
        for place in places {
            let several = match places.len() {
                0 | 1 => String::new(),
                many => format!("; it lies in {many} jurisdictions"),
            };
            let piece = Piece {
                whose,
                kind,
                field: field.to_owned(),
                place: *place,
                words: format!("{words}{several}"),
            };
            if kind == RouteEvidence::ReporterAddress {
                self.reporter.push(piece);
            } else {
                self.pieces.push(piece);
            }
        }
    }

    fn person(&mut self, person: &Involved, field: &str) {
        let is_reporter = person.role == Role::Reporter;
        let whose = match whose(&person.role) {
            Some(whose) => whose,
            None if is_reporter => Whose::Report,
            None => return,
        };
        let kind = if is_reporter {
            RouteEvidence::ReporterAddress
        } else {
            RouteEvidence::StatedAddress
        };
        for (number, address) in person.addresses.iter().enumerate() {
            let field = format!("{field}.addresses[{number}]");
            let (places, words) = self.directory.places_of(Some(address), None);
            if places.is_empty() {
                self.note(&field, "no jurisdiction of the directory is known for it");
            }
            self.add(whose, kind, &field, &places, words);
        }
        if is_reporter {
            return;
        }
        let stated = person.other.get("jurisdiction").and_then(|id| id.as_str());
        if let Some(id) = stated {
            let field = format!("{field}.jurisdiction");
            match self.directory.place(id) {
                Some(place) => {
                    let words = "the jurisdiction that the report names";
                    let kind = RouteEvidence::StatedJurisdiction;
                    self.add(whose, kind, &field, &[place], words);
                }
                None => self.note(&field, "no jurisdiction of the directory"),
            }
        }
        if let Some(school) = formats::school_of(person) {
            let field = format!("{field}.school");
            let places = self.directory.places_of_school(school).to_vec();
            if places.is_empty() {
                self.note(&field, "the table of schools does not have it");
            }
            let words = "a school of that name";
            self.add(whose, RouteEvidence::School, &field, &places, words);
        }
        for (number, one) in person.identifiers.iter().enumerate() {
            self.number(one, whose, &format!("{field}.identifiers[{number}]"));
        }
    }

    fn number(&mut self, one: &Identifier, whose: Whose, field: &str) {
        if one.kind != IdentifierKind::Phone {
            return;
        }
        match self.directory.place_of_number(one.value.expose()) {
            Some(place) => {
                let words = "where numbers that begin so were given out; numbers move with people";
                self.add(whose, RouteEvidence::Phone, field, &[place], words);
            }
            None => self.note(field, "the table of numbers does not have its beginning"),
        }
    }

    fn event(&mut self, event: &IpEvent, field: &str) {
        let Some(address) = address_of(event) else {
            return self.note(field, "it is no internet address");
        };
        if let Some(why) = says_nothing(address) {
            return self.note(field, &format!("{why}: it says nothing of a place"));
        }
        if event.possible_proxy == Some(true) {
            return self.note(field, "a proxy, as the provider thinks: it counts nothing");
        }
        let whose = match formats::place_of_event(event) {
            Some(place) if place.starts_with("victim") => Whose::Child,
            Some(_) => Whose::Report,
            None => Whose::Suspect,
        };
        self.located(address, event.at.map(|at| at.date()), whose, field);
    }

    fn located(&mut self, address: IpAddr, on: Option<NaiveDate>, whose: Whose, field: &str) {
        let rows = self.directory.networks.find(address).to_vec();
        if rows.is_empty() {
            return self.note(field, "the table of networks does not have it");
        }
        for row in rows {
            let network = self.directory.inputs.networks.get(row as usize);
            let place = self.directory.network_places.get(row as usize).copied();
            let (Some(network), Some(place)) = (network, place) else {
                continue;
            };
            if network.shared {
                self.note(
                    field,
                    "many share an address of that network: it counts nothing",
                );
                continue;
            }
            let apart = on
                .zip(network.as_of)
                .map(|(on, as_of)| on.num_days_from_ce().abs_diff(as_of.num_days_from_ce()));
            if let Some(days) = apart.filter(|days| *days > self.rules.address_days) {
                let words =
                    format!("the table knew it {days} days apart from its use: it counts nothing");
                self.note(field, &words);
                continue;
            }
            let words = match (on, network.as_of) {
                (Some(_), Some(_)) => "where the table has the network, about that day",
                (None, _) => "where the table has the network; when it was used is not known",
                (_, None) => "where the table has the network; as of when is not known",
            };
            self.add(
                whose,
                RouteEvidence::InternetAddress,
                field,
                &[place],
                words,
            );
        }
    }
}
