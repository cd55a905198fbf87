//! Names, addresses and codes in words.

use crate::{
    documents::words::code,
    records::{
        Address, Band, Confidence, Involved, Offender, PartialDate, PersonName, Pii, Place,
        Reporter, Sex, VerificationOutcome, Whereabouts,
    },
    tracking::{CheckManner, Compliance, LegalProcess, WhereaboutsFound},
};

fn stated(text: Option<&Pii<String>>) -> Option<&str> {
    let text = text?.expose().trim();
    (!text.is_empty()).then_some(text)
}

/// The street of an address, without the town.
pub(super) fn street(address: &Address) -> Option<String> {
    let parts = [address.street_number.as_ref(), address.street.as_ref()];
    let parts: Vec<&str> = parts.into_iter().filter_map(stated).collect();
    let mut street = parts.join(" ");
    if let Some(unit) = stated(address.unit.as_ref()) {
        if !street.is_empty() {
            street.push_str(", ");
        }
        street.push_str(unit);
    }
    (!street.is_empty()).then_some(street)
}

/// An address in one line.
pub(super) fn address(of: &Address) -> Option<String> {
    let last = [of.state.as_ref(), of.postcode.as_ref()];
    let last: Vec<&str> = last.into_iter().filter_map(stated).collect();
    let parts = [
        street(of),
        stated(of.locality.as_ref()).map(str::to_owned),
        Some(last.join(" ")).filter(|last| !last.is_empty()),
        stated(of.country.as_ref())
            .filter(|country| !["US", "USA"].contains(country))
            .map(str::to_owned),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// A place in one line: its name and its address.
pub(super) fn place(of: &Place) -> Option<String> {
    let parts = [
        stated(of.name.as_ref()).map(str::to_owned),
        of.address.as_ref().and_then(address),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Latitude and longitude, where both are there and on the globe.
pub(super) fn position(of: &Address) -> Option<(f64, f64)> {
    let (latitude, longitude) = (
        *of.latitude.as_ref()?.expose(),
        *of.longitude.as_ref()?.expose(),
    );
    let on_globe = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
    on_globe.then_some((latitude, longitude))
}

/// A name in one line.
pub(super) fn name(of: &PersonName) -> Option<String> {
    let parts = [&of.given, &of.middle, &of.surname, &of.suffix];
    let parts: Vec<&str> = parts
        .into_iter()
        .filter_map(|part| stated(part.as_ref()))
        .collect();
    if parts.is_empty() {
        return stated(of.full.as_ref()).map(str::to_owned);
    }
    Some(parts.join(" "))
}

/// The first name of somebody.
pub(super) fn name_of(of: &Involved) -> Option<String> {
    of.names.iter().find_map(name)
}

/// The name that a record has first.
pub(super) fn first_name(records: &[Offender]) -> Option<String> {
    let names = records.iter().flat_map(|record| &record.person.names);
    names.into_iter().find_map(name)
}

pub(super) fn day(of: Option<&Pii<PartialDate>>) -> Option<String> {
    of.map(|date| date.expose().to_string())
}

/// A band of numbers: `170`, `170 to 180`, `170 or more`.
pub(super) fn band(of: &Band) -> Option<String> {
    match (of.least, of.most) {
        (Some(least), Some(most)) if (least - most).abs() < 0.5 => Some(format!("{least:.0}")),
        (Some(least), Some(most)) => Some(format!("{least:.0} to {most:.0}")),
        (Some(least), None) => Some(format!("{least:.0} or more")),
        (None, Some(most)) => Some(format!("{most:.0} at most")),
        (None, None) => None,
    }
}

pub(super) fn height(of: &Band) -> Option<String> {
    let feet = |cm: f64| {
        let inches = (cm / 2.54).round() as i64;
        format!("{} ft {} in", inches / 12, inches % 12)
    };
    let centimetres = band(of)?;
    let american = match (of.least, of.most) {
        (Some(least), Some(most)) if (least - most).abs() >= 0.5 => {
            format!("{} to {}", feet(least), feet(most))
        }
        (Some(one), _) | (_, Some(one)) => feet(one),
        (None, None) => return None,
    };
    Some(format!("{american} ({centimetres} cm)"))
}

pub(super) fn weight(of: &Band) -> Option<String> {
    let pounds = |kg: f64| kg / 0.453_592_37;
    let american = band(&Band {
        least: of.least.map(pounds),
        most: of.most.map(pounds),
        ..Band::default()
    })?;
    Some(format!("{american} lb ({} kg)", band(of)?))
}

/// A sex, where it is known.
pub(super) fn sex(of: Option<&Pii<Sex>>) -> Option<String> {
    of.map(Pii::expose)
        .filter(|sex| **sex != Sex::Unknown)
        .map(|sex| code(sex.as_str()))
}

pub(super) fn reporter(of: &Reporter) -> Option<String> {
    Some(match of {
        Reporter::Unstated => return None,
        Reporter::SelfReported => "the registrant".to_owned(),
        other => code(other.as_str()),
    })
}

pub(super) fn confidence(of: &Confidence) -> Option<String> {
    match of {
        Confidence::Unstated => None,
        other => Some(code(other.as_str())),
    }
}

/// A code in words; nothing where it says that nobody said.
pub(super) fn known(text: &str) -> Option<String> {
    let words = code(text);
    (!words.is_empty() && words != "unstated").then_some(words)
}

pub(super) fn found(outcome: &VerificationOutcome) -> String {
    match outcome {
        VerificationOutcome::Unstated => "result not stated".to_owned(),
        VerificationOutcome::Confirmed => "confirmed".to_owned(),
        VerificationOutcome::NoAnswer => "no answer".to_owned(),
        VerificationOutcome::NotThere => "not there".to_owned(),
        VerificationOutcome::Moved => "has moved".to_owned(),
        VerificationOutcome::MailReturned => "mail came back".to_owned(),
        VerificationOutcome::NoSuchAddress => "no such address".to_owned(),
        VerificationOutcome::Other(text) => text.clone(),
    }
}

pub(super) fn declared(of: &Whereabouts) -> String {
    code(of.as_str())
}

pub(super) const fn manner(of: CheckManner) -> &'static str {
    match of {
        CheckManner::Unstated => "in a way that is not stated",
        CheckManner::InPerson => "in person",
        CheckManner::HomeVisit => "at the home",
        CheckManner::Video => "by video",
        CheckManner::Phone => "by telephone",
        CheckManner::Mail => "by post",
        CheckManner::Online => "online",
        CheckManner::Database => "in a database",
    }
}

pub(super) const fn compliance(of: Compliance) -> &'static str {
    match of {
        Compliance::NoDuty => "owes nothing now",
        Compliance::Compliant => "nothing is overdue",
        Compliance::Undetermined => "cannot be told: something that matters is not known",
        Compliance::NoncompliantTechnical => "something is overdue; the place is known",
        Compliance::NoncompliantSubstantive => {
            "something is overdue; the place is not known, or is what was not told"
        }
        Compliance::NonRegistrant => "a duty to register began, and no registration followed",
    }
}

pub(super) const fn process(of: LegalProcess) -> &'static str {
    match of {
        LegalProcess::None => "nothing on record",
        LegalProcess::Referred => "handed to law enforcement",
        LegalProcess::WarrantIssued => "a warrant is out",
        LegalProcess::Arrested => "arrested",
        LegalProcess::Charged => "charged",
        LegalProcess::Adjudicated => "decided by a court",
    }
}

pub(super) fn whereabouts(of: WhereaboutsFound) -> String {
    use WhereaboutsFound as W;
    let since = |what: &str, since: Option<chrono::NaiveDate>| {
        since.map_or_else(
            || format!("{what}; since when is not known"),
            |day| format!("{what} since {day}"),
        )
    };
    match of {
        W::Unknown => "the record does not say".to_owned(),
        W::Verified { on, manner: how } => format!("verified {on}, {}", manner(how)),
        W::Reported { since: day } => since("reported, and nobody looked,", day),
        W::Stale { since: day } => since("not confirmed", day),
        W::Transient { since: day } => since("without a home, as recorded,", day),
        W::Unlocated { on, attempts: 0 } => format!("declared unlocated by an agency on {on}"),
        W::Unlocated { on, attempts } => format!(
            "declared unlocated by an agency on {on}; {attempts} {} on record did not find the person",
            if attempts == 1 { "look" } else { "looks" }
        ),
        W::Absconded { on } => format!("declared absconded by an agency on {on}"),
        W::InCustody { since: day } => since("in custody", day),
        W::CivillyCommitted { since: day } => since("in civil commitment", day),
        W::Deported { on } => format!("declared deported by an agency on {on}"),
        W::OutOfJurisdiction { on } => {
            format!("declared by an agency on {on} to be in another jurisdiction")
        }
        W::Deceased => "on record as dead".to_owned(),
    }
}
