//! Does a tip name the person, and what does another registration have in common with theirs?

use std::collections::BTreeSet;

use super::{
    FactSource, KnownIdentity, LeftOutReason, PlaceUse, ReasonKind, SourceKind, TimelineKind,
    beside::vehicle_level,
    gather::{Cite, Gathered, blank},
};
use crate::{
    compare::{PersonName, PersonNameLevel, PlateLevel, normal, person_level},
    records::{
        Identifier, IdentifierKind, Offender, PartialDate, PersonName as NameRecord, Pii, Place,
        Role, Sex, Tip, Vehicle, is_placeholder,
    },
};

/// So many different names of a person are compared.
const MOST_NAMES: usize = 64;
/// A name of more bytes is not compared.
const LONGEST: usize = 512;
/// A number of fewer characters says nothing.
const LEAST_NUMBER: usize = 5;

/// What the person is told by.
#[derive(Default)]
pub(super) struct OwnMarks {
    ids: BTreeSet<String>,
    names: Vec<PersonName>,
    numbers: BTreeSet<(String, String)>,
    born: Vec<PartialDate>,
    sexes: BTreeSet<Sex>,
    vehicles: Vec<Vehicle>,
}

/// How a tip names the person.
struct Named {
    kind: ReasonKind,
    words: &'static str,
    field: String,
}

/// A name in one text: given, middle, surname, suffix, or whole.
pub(super) fn whole_name(name: &NameRecord) -> Option<String> {
    let parts = [&name.given, &name.middle, &name.surname, &name.suffix];
    let parts: Vec<&str> = parts
        .into_iter()
        .flatten()
        .map(|part| part.expose().as_str())
        .filter(|part| !is_placeholder(part))
        .collect();
    let whole = if parts.is_empty() {
        name.full.as_ref()?.expose().clone()
    } else {
        parts.join(" ")
    };
    (whole.len() <= LONGEST && !is_placeholder(&whole)).then_some(whole)
}

/// Kind and value in the form in which numbers are compared.
pub(super) fn number_form(one: &Identifier) -> Option<(String, String)> {
    let text = one.value.expose();
    if text.len() > LONGEST || is_placeholder(text) {
        return None;
    }
    let form = if one.kind == IdentifierKind::Email {
        text.trim().to_lowercase()
    } else {
        normal::identifier(text)
    };
    (form.chars().count() >= LEAST_NUMBER).then(|| (one.kind.as_str().to_lowercase(), form))
}

impl OwnMarks {
    /// From what was known of the person.
    pub(super) fn new(
        records: &[&Offender],
        known: &KnownIdentity,
        vehicles: &[(Vehicle, FactSource)],
    ) -> Self {
        let mut own = Self::default();
        let ids = records.iter().map(|one| one.person.id.expose().clone());
        own.ids.extend(ids);
        for name in known.names.iter().filter_map(|one| whole_name(&one.name)) {
            if own.names.len() < MOST_NAMES {
                own.names.extend(PersonName::new(&name));
            }
        }
        let numbers = known.identifiers.iter();
        own.numbers
            .extend(numbers.filter_map(|one| number_form(&one.identifier)));
        let dates = known.birth_dates.iter();
        own.born.extend(dates.map(|one| *one.date.expose()));
        let sexes = known.sexes.iter().map(|one| one.sex.expose().clone());
        own.sexes
            .extend(sexes.filter(|sex| matches!(sex, Sex::Female | Sex::Male)));
        own.vehicles = vehicles.iter().map(|(one, _)| one.clone()).collect();
        own
    }

    fn has_number(&self, one: &Identifier) -> bool {
        number_form(one).is_some_and(|form| self.numbers.contains(&form))
    }

    fn is_like(&self, name: &NameRecord) -> bool {
        let Some(other) = whole_name(name).as_deref().and_then(PersonName::new) else {
            return false;
        };
        self.names.iter().any(|own| {
            matches!(
                person_level(own, &other),
                PersonNameLevel::Same | PersonNameLevel::NearlySame
            )
        })
    }

    /// The strongest of the ways in which a tip names the person.
    fn named(&self, tip: &Tip) -> Option<Named> {
        let named = |kind, words, field| Some(Named { kind, words, field });
        let by_record = "a tip that names the person by a record";
        let by_number = "a tip that names the person by a number or an account";
        let by_plate = "a tip that names a vehicle of the person by its plate";
        let by_name = "a tip that names somebody of that name: it may be another";
        if let Some(at) = tip
            .about
            .iter()
            .position(|id| self.ids.contains(id.expose()))
        {
            return named(ReasonKind::TipNames, by_record, format!("about[{at}]"));
        }
        for (at, one) in tip.people.iter().enumerate() {
            let id = one.person_id.as_ref();
            if id.is_some_and(|id| self.ids.contains(id.expose())) {
                let field = format!("people[{at}].person_id");
                return named(ReasonKind::TipNames, by_record, field);
            }
        }
        for (at, one) in tip.people.iter().enumerate() {
            // what a child gives is the child's
            if one.role == Role::Child {
                continue;
            }
            if let Some(number) = one.identifiers.iter().position(|one| self.has_number(one)) {
                let field = format!("people[{at}].identifiers[{number}]");
                return named(ReasonKind::TipNames, by_number, field);
            }
        }
        if let Some(at) = tip.accounts.iter().position(|one| self.has_number(one)) {
            return named(ReasonKind::TipNames, by_number, format!("accounts[{at}]"));
        }
        let is_own = |seen: &Vehicle| {
            let own = self.vehicles.iter();
            let mut levels = own.filter_map(|own| vehicle_level(seen, own));
            levels.any(|level| level == PlateLevel::Same)
        };
        if let Some(at) = tip.vehicles.iter().position(is_own) {
            return named(ReasonKind::TipNames, by_plate, format!("vehicles[{at}]"));
        }
        for (at, one) in tip.people.iter().enumerate() {
            if one.role == Role::Child {
                continue;
            }
            if let Some(name) = one.names.iter().position(|name| self.is_like(name)) {
                let field = format!("people[{at}].names[{name}]");
                return named(ReasonKind::TipSameName, by_name, field);
            }
        }
        None
    }

    /// What another record has in common with the person's, and what not.
    pub(super) fn compare(&self, other: &Offender) -> (Vec<String>, Vec<String>) {
        let (mut agrees, mut differs) = (Vec::new(), Vec::new());
        let mut say = |is_so: bool, yes: &str, no: &str| {
            if is_so {
                agrees.push(yes.to_owned());
            } else {
                differs.push(no.to_owned());
            }
        };
        let names = &other.person.names;
        if !self.names.is_empty() && names.iter().any(|name| whole_name(name).is_some()) {
            say(
                names.iter().any(|name| self.is_like(name)),
                "a name is one of the person's names or aliases",
                "no name is one of the person's",
            );
        }
        if let (Some(born), false) = (&other.person.birth_date, self.born.is_empty()) {
            let own = self.born.iter();
            say(
                own.clone().any(|own| may_be_one(*own, *born.expose())),
                "the date of birth is one that the person's records have",
                "the date of birth is another",
            );
        }
        let sex = other.person.sex.as_ref().map(Pii::expose);
        if let Some(sex @ (Sex::Female | Sex::Male)) = sex
            && !self.sexes.is_empty()
        {
            say(
                self.sexes.contains(sex),
                "the sex is the same",
                "the sex is another",
            );
        }
        let kinds: BTreeSet<&str> = self.numbers.iter().map(|(kind, _)| kind.as_str()).collect();
        let forms: Vec<(String, String)> = other
            .person
            .identifiers
            .iter()
            .filter_map(number_form)
            .filter(|(kind, _)| kinds.contains(kind.as_str()))
            .collect();
        if !forms.is_empty() {
            say(
                forms.iter().any(|form| self.numbers.contains(form)),
                "a number or an account is one of the person's",
                "numbers and accounts of the same kinds are others",
            );
        }
        (agrees, differs)
    }
}

/// Whether two dates, known in part, can be one.
pub(super) fn may_be_one(a: PartialDate, b: PartialDate) -> bool {
    let same = |a: Option<u8>, b: Option<u8>| a.zip(b).is_none_or(|(a, b)| a == b);
    a.year() == b.year() && same(a.month(), b.month()) && same(a.day(), b.day())
}

impl Gathered<'_> {
    pub(super) fn tip(&mut self, tip: &Tip, own: &OwnMarks, number: usize) {
        self.counts.tips += 1;
        let cite = Cite {
            record: &tip.id,
            kind: SourceKind::Tip,
            top: tip.provenance.as_ref(),
        };
        let came = tip.received_at.map(|at| at.date());
        let mut source = cite.of(String::new(), &[]);
        source.recorded_on = source.recorded_on.or(came);
        if !self.is_known(&source) {
            return;
        }
        let Some(named) = own.named(tip) else {
            return self.leave_out(LeftOutReason::NamesSomebodyElse, &source);
        };
        let observed = tip.observed.as_ref().map(Pii::expose);
        let on = observed.map(|time| time.latest.date()).or(came);
        if on.is_some_and(|on| on > self.settings.as_of) {
            return self.leave_out(LeftOutReason::InTheFuture, &source);
        }
        self.counts.tips_naming += 1;
        source.field.clone_from(&named.field);
        let first_hand = if tip.first_hand == Some(true) {
            "; the one who gave it saw it"
        } else {
            ""
        };
        let words = format!("{}{first_hand}; nobody confirmed it", named.words);
        let mut mentioned = None;
        if let Some(place) = &tip.place {
            mentioned = self.mention(place, PlaceUse::Tip, (on, None), &source);
            self.draft(mentioned, named.kind, on, words.as_str(), &source);
        }
        self.addresses_in(tip, &named, on, &words, &source);
        let mut entry = blank(TimelineKind::Tip, words, source);
        entry.from = observed.map(|time| time.earliest.date()).or(came);
        entry.until = on.filter(|_| entry.from != on).and_then(|on| on.succ_opt());
        entry.exact = entry.from == on;
        entry.place.clone_from(&tip.place);
        self.push_event(number, entry);
        if let Some(last) = self.entries.last_mut() {
            last.mention = mentioned;
        }
    }

    /// Addresses that the tip gives for the person.
    fn addresses_in(
        &mut self,
        tip: &Tip,
        named: &Named,
        on: Option<chrono::NaiveDate>,
        words: &str,
        source: &FactSource,
    ) {
        // only of the one whom it names: `people[3].names[0]`
        let at = named.field.strip_prefix("people[");
        let at = at.and_then(|rest| rest.split(']').next()?.parse::<usize>().ok());
        let Some((at, one)) = at.and_then(|at| Some((at, tip.people.get(at)?))) else {
            return;
        };
        for (number, address) in one.addresses.iter().enumerate() {
            let place = Place {
                address: Some(address.clone()),
                ..Place::default()
            };
            let source = FactSource {
                field: format!("people[{at}].addresses[{number}]"),
                ..source.clone()
            };
            let mention = self.mention(&place, PlaceUse::Tip, (on, None), &source);
            self.draft(mention, named.kind, on, words, &source);
        }
    }
}
