use chrono::NaiveDateTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::records::{
    Address, Identifier, IdentifierKind, Involved, MediaFile, Pii, Role, Tip, TipIncidentType,
    is_placeholder,
};
use crate::tips::reading::{address_of, is_device, is_marked_viral};

/// Declares the facts with their names and with where each is found.
macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident = $text:literal at $at:literal,)+) => {
        /// Something that a report has or has not.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum TipFact { $($(#[$doc])* $name,)+ }

        impl TipFact {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// Its name, as in rules.
            pub const fn name(self) -> &'static str { match self { $(Self::$name => $text,)+ } }

            /// Where in a record it is looked for.
            pub const fn field(self) -> &'static str { match self { $(Self::$name => $at,)+ } }
        }
    };
}

facts! {
    /// A name of somebody who may have done it.
    SuspectName = "suspect_name" at "people[suspect].names",
    /// A date of birth of such a person.
    SuspectBirthDate = "suspect_birth_date" at "people[suspect].birth_date",
    /// An account, by whatever name the service gives it.
    Account = "account" at "accounts",
    /// An e-mail address of an account or of somebody who may have done it.
    SuspectEmail = "suspect_email" at "accounts, people[suspect].identifiers",
    /// A telephone number of such a one.
    SuspectPhone = "suspect_phone" at "accounts, people[suspect].identifiers",
    /// A device by its number.
    SuspectDevice = "suspect_device" at "accounts, people[suspect].identifiers",
    /// An internet address.
    IpAddress = "ip_address" at "ip_events[].address",
    /// An internet address with the time at which it was used.
    IpTime = "ip_time" at "ip_events[].at",
    /// An internet address with time and port: behind a shared address only the port tells users apart.
    IpPort = "ip_port" at "ip_events[].port",
    /// An address of somebody who may have done it.
    SuspectAddress = "suspect_address" at "people[suspect].addresses",
    /// A vehicle with at least a part of its plate.
    VehiclePlate = "vehicle_plate" at "vehicles[].plate",
    /// Which child it is: a name.
    ChildName = "child_name" at "people[child].names",
    /// How old the child is.
    ChildAge = "child_age" at "people[child].birth_date, people[child].description.age",
    /// An account, telephone or e-mail of the child.
    ChildContact = "child_contact" at "people[child].identifiers",
    /// Where the child lives.
    ChildAddress = "child_address" at "people[child].addresses",
    /// Where it happened.
    Place = "place" at "place",
    /// When it happened.
    ObservedTime = "observed_time" at "observed",
    /// A file by a hash.
    FileHash = "file_hash" at "files[].digests",
    /// A file of which the provider says that a person there looked at it.
    FileViewed = "file_viewed" at "files[].viewed_by_provider",
    /// A file of which the provider says that nobody there looked at it.
    FileNotViewed = "file_not_viewed" at "files[].viewed_by_provider",
    /// Words: an account of what happened, a chat.
    Text = "text" at "text",
    /// What sort of incident it is.
    IncidentTypeStated = "incident_type_stated" at "incident_type",
    /// The one who reports can be reached.
    ReporterContact = "reporter_contact" at "people[reporter].identifiers",
    /// The one who reports saw it.
    FirstHand = "first_hand" at "first_hand",
    /// Whoever reports says that a child is in danger at this moment.
    ChildInDangerNow = "child_in_danger_now" at "child_in_danger_now",
    /// The provider asks for haste and says why.
    Escalation = "escalation" at "escalation",
    /// One of many alike reports about files that go around.
    Viral = "viral" at "annotations",
    /// Earlier reports are known about the same account.
    PriorReports = "prior_reports" at "earlier reports",
}

impl TipFact {
    /// The fact of a name in rules.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|fact| fact.name() == name)
    }

    const fn bit(self) -> u64 {
        1 << self as u32
    }
}

/// What a report has, as a set, with what conditions ask beside.
pub(super) struct Facts<'a> {
    pub(super) tip: &'a Tip,
    has: u64,
    /// Of the children whose age is known the least age, in whole years.
    pub(super) child_age: Option<u8>,
}

impl<'a> Facts<'a> {
    pub(super) fn of(tip: &'a Tip, prior_reports: u32, viral: bool) -> Self {
        let mut facts = Self {
            tip,
            has: 0,
            child_age: None,
        };
        for person in &tip.people {
            facts.person(person, tip.received_at);
        }
        for account in &tip.accounts {
            facts.account(account);
        }
        for event in &tip.ip_events {
            if address_of(event).is_none() {
                continue;
            }
            facts.set(TipFact::IpAddress, true);
            facts.set(TipFact::IpTime, event.at.is_some());
            let port = event.port.is_some_and(|port| port > 0);
            facts.set(TipFact::IpPort, event.at.is_some() && port);
        }
        for file in &tip.files {
            facts.file(file);
        }
        let plate = |vehicle: &crate::records::Vehicle| {
            vehicle
                .plate
                .as_ref()
                .is_some_and(|plate| says(&plate.text))
        };
        facts.set(TipFact::VehiclePlate, tip.vehicles.iter().any(plate));
        let spot = tip.place.as_ref();
        let named = spot.is_some_and(|spot| spot.name.as_ref().is_some_and(says));
        let where_it_was = spot.and_then(|spot| spot.address.as_ref());
        facts.set(
            TipFact::Place,
            named || where_it_was.is_some_and(is_somewhere),
        );
        facts.set(TipFact::ObservedTime, tip.observed.is_some());
        facts.set(TipFact::Text, tip.text.as_ref().is_some_and(says));
        let stated = |kind: &TipIncidentType| *kind != TipIncidentType::Unstated;
        let kind = tip.incident_type.as_ref();
        facts.set(TipFact::IncidentTypeStated, kind.is_some_and(stated));
        facts.set(TipFact::FirstHand, tip.first_hand == Some(true));
        facts.set(
            TipFact::ChildInDangerNow,
            tip.child_in_danger_now == Some(true),
        );
        facts.set(
            TipFact::Escalation,
            tip.escalation.as_ref().is_some_and(says),
        );
        facts.set(TipFact::Viral, viral || is_marked_viral(tip));
        facts.set(TipFact::PriorReports, prior_reports > 0);
        facts
    }

    fn person(&mut self, person: &Involved, received: Option<NaiveDateTime>) {
        let named = person.names.iter().any(|name| {
            [&name.given, &name.surname, &name.full]
                .into_iter()
                .flatten()
                .any(says)
        });
        let lives = person.addresses.iter().any(is_somewhere);
        let reached = person.identifiers.iter().any(|one| says(&one.value));
        match person.role {
            Role::Child => {
                self.set(TipFact::ChildName, named);
                self.set(TipFact::ChildAddress, lives);
                self.set(TipFact::ChildContact, reached);
                if let Some(age) = age_of(person, received) {
                    self.set(TipFact::ChildAge, true);
                    self.child_age = Some(self.child_age.map_or(age, |least| least.min(age)));
                }
            }
            Role::Reporter | Role::Witness => self.set(TipFact::ReporterContact, reached),
            ref role if role.may_be_suspect() => {
                self.set(TipFact::SuspectName, named);
                self.set(TipFact::SuspectBirthDate, person.birth_date.is_some());
                self.set(TipFact::SuspectAddress, lives);
                for one in &person.identifiers {
                    self.account(one);
                }
            }
            _ => {}
        }
    }

    fn account(&mut self, one: &Identifier) {
        if !says(&one.value) {
            return;
        }
        match &one.kind {
            IdentifierKind::Email => self.set(TipFact::SuspectEmail, true),
            IdentifierKind::Phone => self.set(TipFact::SuspectPhone, true),
            kind if is_device(kind) => self.set(TipFact::SuspectDevice, true),
            _ => self.set(TipFact::Account, true),
        }
    }

    fn file(&mut self, file: &MediaFile) {
        let digests = &file.digests;
        let hashed = [&digests.md5, &digests.sha1, &digests.sha256]
            .into_iter()
            .any(Option::is_some);
        self.set(
            TipFact::FileHash,
            hashed || !file.perceptual_hashes.is_empty(),
        );
        self.set(TipFact::FileViewed, file.viewed_by_provider == Some(true));
        self.set(
            TipFact::FileNotViewed,
            file.viewed_by_provider == Some(false),
        );
    }

    fn set(&mut self, fact: TipFact, is: bool) {
        if is {
            self.has |= fact.bit();
        }
    }

    pub(super) const fn has(&self, fact: TipFact) -> bool {
        self.has & fact.bit() != 0
    }
}

fn says(text: &Pii<String>) -> bool {
    !is_placeholder(text.expose())
}

fn is_somewhere(address: &Address) -> bool {
    let words = [
        &address.street,
        &address.locality,
        &address.state,
        &address.postcode,
    ];
    words.into_iter().flatten().any(says) || address.latitude.is_some()
}

/// Whole years of somebody on the day of the report, the least that they can be.
fn age_of(person: &Involved, received: Option<NaiveDateTime>) -> Option<u8> {
    let stated = person
        .description
        .as_ref()
        .and_then(|looks| looks.age.as_ref())
        .and_then(|age| age.expose().least.or(age.expose().most));
    if let Some(years) = stated.filter(|years| (0.0..=130.0).contains(years)) {
        return Some(years as u8);
    }
    let born = person.birth_date.as_ref()?.expose().to_date()?;
    u8::try_from(received?.date().years_since(born)?).ok()
}
