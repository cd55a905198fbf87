//! What things are called. No word here is a value of a record.

use super::{ReasonKind, SearchKind, TimelineKind};
use crate::records::{CustodyKind, LifeEventKind, Manner, Whereabouts};

pub(super) const fn entry(kind: TimelineKind) -> &'static str {
    match kind {
        TimelineKind::Residence => "lives there",
        TimelineKind::Transient => "is found there without a home",
        TimelineKind::Lodging => "lodges there",
        TimelineKind::Work => "works there",
        TimelineKind::School => "studies there",
        TimelineKind::Address => "has an address on record there; nobody says what it is",
        TimelineKind::Custody => "in custody",
        TimelineKind::Registration => "registered",
        TimelineKind::Appearance => "appeared before the registry, or wrote to it",
        TimelineKind::Travel => "leaves for another country",
        TimelineKind::Vehicle => "has the use of a vehicle",
        TimelineKind::VehicleSeen => "a vehicle was seen",
        TimelineKind::Tip => "a tip",
        TimelineKind::Declaration => "an agency declared where the person is",
        TimelineKind::Conviction => "convicted",
        TimelineKind::Release => "released from imprisonment",
        TimelineKind::Event => "an event",
        TimelineKind::Death => "died, as recorded",
    }
}

/// What a place on record is.
pub(super) const fn reason(kind: ReasonKind) -> &'static str {
    match kind {
        ReasonKind::ReportedHome => "the home",
        ReasonKind::Lodging => "a lodging",
        ReasonKind::Area => "an area without a home",
        ReasonKind::Workplace => "a workplace",
        ReasonKind::School => "a school",
        _ => "an address",
    }
}

/// How something was checked, behind what was found.
pub(super) const fn manner(manner: &Manner) -> &'static str {
    match manner {
        Manner::Unstated | Manner::Other(_) => "",
        Manner::InPerson => ", in person at the office",
        Manner::HomeVisit => ", by a visit",
        Manner::Video => ", by video",
        Manner::Phone => ", by telephone",
        Manner::Mail => ", by post",
        Manner::Online => ", online",
        Manner::Database => ", by a look into another database",
    }
}

pub(super) const fn custody(kind: &CustodyKind) -> &'static str {
    match kind {
        CustodyKind::Prison => "in prison",
        CustodyKind::Jail => "in jail",
        CustodyKind::CivilCommitment => "in civil commitment",
        CustodyKind::Hospital => "in hospital",
        CustodyKind::Immigration => "in immigration detention",
        CustodyKind::Unstated | CustodyKind::Other(_) => "in custody",
    }
}

pub(super) const fn declared(whereabouts: &Whereabouts) -> &'static str {
    match whereabouts {
        Whereabouts::AtAddress => "declared to be where the record says",
        Whereabouts::Transient => "declared to be without a home, in a known area",
        Whereabouts::Unlocated => "declared to have been looked for and not found",
        Whereabouts::Absconded => "declared by an agency to have absconded",
        Whereabouts::InCustody => "declared to be in custody",
        Whereabouts::CivillyCommitted => "declared to be in civil commitment",
        Whereabouts::Deported => "declared to have been deported",
        Whereabouts::OutOfJurisdiction => "declared to be in another jurisdiction",
        Whereabouts::Deceased => "declared to be dead",
        Whereabouts::Other(_) => "declared to be somewhere else",
    }
}

pub(super) const fn event(kind: &LifeEventKind) -> &'static str {
    match kind {
        LifeEventKind::NameChange => "took another name",
        LifeEventKind::IdentifierChange => "has another telephone number, mailbox or handle",
        LifeEventKind::ForeignTravel => "leaves for another country",
        LifeEventKind::NoFelonyFound => "a check of the history found no felony",
        LifeEventKind::NoSexOffenceFound => "a check of the history found no sex offence",
        LifeEventKind::SupervisionCompleted => "completed supervision",
        LifeEventKind::TreatmentCompleted => "completed treatment",
        LifeEventKind::Referred => "handed to law enforcement",
        LifeEventKind::Arrested => "arrested",
        LifeEventKind::Charged => "charged",
        LifeEventKind::Adjudicated => "a court decided",
        LifeEventKind::Other(_) => "an event",
    }
}

/// What is searched, behind "search" or "searched".
pub(super) const fn search(kind: &SearchKind) -> &'static str {
    match kind {
        SearchKind::Custody => "prisons and departments of correction",
        SearchKind::JailRoster => "rosters of jails",
        SearchKind::Death => "records of deaths",
        SearchKind::Immigration => "records of immigration",
        SearchKind::Utilities => "utilities",
        SearchKind::CreditHeader => "credit headers",
        SearchKind::Employment => "records of employment",
        SearchKind::VehicleRegistration => "registrations of vehicles and driving licences",
        SearchKind::OtherRegistries => "registries of other jurisdictions",
        SearchKind::Warrants => "warrants and arrests",
        SearchKind::Courts => "courts",
        SearchKind::PostalForwarding => "forwarding of post",
        SearchKind::Shelters => "shelters",
        SearchKind::Hospitals => "hospitals",
        SearchKind::OpenSources => "open sources",
        SearchKind::Unstated | SearchKind::Other(_) => "a source that has no name here",
    }
}

/// A number of days.
pub(super) fn days(count: u32) -> String {
    if count == 1 {
        "1 day".to_owned()
    } else {
        format!("{count} days")
    }
}
