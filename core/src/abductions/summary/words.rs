//! Dates, shares and codes in words for American readers.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

pub(in crate::abductions) use crate::documents::words::{capital, code, vehicle};

use crate::{
    abductions::{
        TermKind,
        facts::date,
        trends::{Share, span},
    },
    documents::Field,
    records::{Approach, Incident, Pii, TimeRange, VehicleStyle},
};

/// The first and last day of a half-open stretch.
pub(in crate::abductions) fn days(from: NaiveDate, to: NaiveDate) -> String {
    let last = to.pred_opt().filter(|last| *last > from).unwrap_or(from);
    let end = last.format("%B %-d, %Y");
    if last == from {
        return end.to_string();
    }
    let start = if from.year() == last.year() {
        from.format("%B %-d")
    } else {
        from.format("%B %-d, %Y")
    };
    format!("{start} to {end}")
}

pub(super) fn short_day(day: NaiveDate) -> String {
    day.format("%b %-d").to_string()
}

/// The day on which an incident counts: the middle of its time, or the day of its report.
pub(in crate::abductions) fn date_of(incident: &Incident) -> Option<NaiveDate> {
    let span = span(incident, None);
    let middle = span.and_then(|(start, end)| date(f64::midpoint(start, end)));
    middle.or(incident.reported_on)
}

pub(in crate::abductions) fn day_of(incident: &Incident) -> Option<String> {
    date_of(incident).map(|day| day.to_string())
}

/// The time of an incident, as exactly as it is known.
pub(in crate::abductions) fn time_of(incident: &Incident) -> Option<String> {
    let Some(time) = incident.time.as_ref().map(Pii::expose) else {
        return incident.reported_on.map(|day| format!("{day} (reported)"));
    };
    Some(range(time))
}

fn range(time: &TimeRange) -> String {
    let clock = |time: NaiveDateTime| time.format("%H:%M").to_string();
    let (earliest, latest) = (time.earliest, time.latest);
    if latest < earliest {
        return format!("{} (ends before it starts)", earliest.date());
    }
    if earliest.date() == latest.date() {
        let day = earliest.date();
        return if earliest == latest {
            format!("{day} {}", clock(earliest))
        } else {
            format!("{day} {}–{}", clock(earliest), clock(latest))
        };
    }
    format!("{} to {}", earliest.date(), latest.date())
}

pub(in crate::abductions) fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

/// A share with its interval.
pub(super) fn share(share: &Share) -> String {
    format!(
        "{} (95% interval {:.0} to {:.0}%)",
        percent(share.share),
        share.low * 100.0,
        share.high * 100.0
    )
}

pub(in crate::abductions) fn miles(metres: f64) -> String {
    let miles = metres / 1_609.344;
    let km = metres / 1_000.0;
    if miles < 9.95 {
        format!("{miles:.1} mi ({km:.1} km)")
    } else {
        format!("{miles:.0} mi ({km:.0} km)")
    }
}

pub(super) fn probability(p: f64) -> String {
    if p < 0.001 {
        "below 0.001".to_owned()
    } else {
        format!("{p:.3}")
    }
}

pub(super) fn years_or_days(days: f64) -> String {
    if days >= 730.0 {
        format!("{:.0} years", days / 365.25)
    } else {
        format!("{days:.0} days")
    }
}

/// Whether a code of an approach is one of the list, and not a free text.
pub(super) fn is_listed_approach(code: &str) -> bool {
    !matches!(Approach::from(code), Approach::Other(_))
}

/// Whether a code of a body style is one of the list, and not a free text.
pub(super) fn is_listed_style(code: &str) -> bool {
    !matches!(VehicleStyle::from(code), VehicleStyle::Other(_))
}

/// `3 pm`, `7:30 am`.
pub(super) fn clock(time: NaiveTime) -> String {
    let text = if time.minute() == 0 {
        "%-I %p"
    } else {
        "%-I:%M %p"
    };
    time.format(text).to_string().to_lowercase()
}

pub(in crate::abductions) fn approach(code: &str) -> String {
    match code {
        "ride" => "offer of a ride",
        "candy" => "candy or sweets",
        "question" => "question",
        "directions" => "question for directions",
        "money" => "money",
        "animal" => "animal or lost pet",
        "gift" => "gift",
        "help" => "asking for help",
        "parent_sent_me" => "\"your parents sent me\"",
        "authority" => "posing as an authority",
        "job" => "job",
        "modeling" => "photographs or modelling",
        "emergency" => "made-up emergency",
        "comment" => "comments on looks, sexual talk",
        "following" => "following",
        "force" => "force",
        "grab" => "grabbing",
        "threat" => "threat",
        "weapon" => "weapon",
        "exposure" => "exposure",
        other => return self::code(other),
    }
    .to_owned()
}

/// `170 to 180` centimetres with feet and inches.
pub(super) fn height(centimetres: &str) -> String {
    let feet = |cm: f64| {
        let inches = (cm / 2.54).round() as i64;
        format!("{} ft {} in", inches / 12, inches % 12)
    };
    let ends: Option<Vec<f64>> = centimetres
        .split(" to ")
        .map(|end| end.parse().ok())
        .collect();
    match ends.as_deref() {
        Some([one]) => format!("{} ({one:.0} cm)", feet(*one)),
        Some([least, most]) => {
            format!(
                "{} to {} ({least:.0} to {most:.0} cm)",
                feet(*least),
                feet(*most)
            )
        }
        _ => centimetres.to_owned(),
    }
}

pub(in crate::abductions) fn term(kind: TermKind) -> String {
    match kind {
        TermKind::Distance => "Distance",
        TermKind::Town => "Town",
        TermKind::Days => "Days between",
        TermKind::Hours => "Hour of the day",
        TermKind::Weekdays => "Weekday",
        TermKind::Nearby => "Others as near in place and time",
        TermKind::PlaceTimeCap => "Cap on place and time",
        TermKind::Travel => "Way between them in the time",
        TermKind::Approach => "Approach",
        TermKind::Method => "How it was done, in codes",
        TermKind::VictimAge => "Years of the child",
        TermKind::VictimSex => "Sex of the child",
        TermKind::Sex => "Sex",
        TermKind::Age => "Years",
        TermKind::Height => "Height",
        TermKind::Build => "Build",
        TermKind::HairColor => "Hair colour",
        TermKind::HairLength => "Hair length",
        TermKind::FacialHair => "Facial hair",
        TermKind::EyeColor => "Eyes",
        TermKind::Eyewear => "Glasses",
        TermKind::Race => "Race, as a witness stated it",
        TermKind::Clothing => "Clothing",
        TermKind::Speech => "Speech",
        TermKind::Marks => "Marks",
        TermKind::SuspectCap => "Cap on all that describes the suspect",
        TermKind::VehicleStyle => "Body style",
        TermKind::Make => "Make",
        TermKind::Model => "Model",
        TermKind::VehicleColor => "Vehicle colour",
        TermKind::ModelYear => "Model year",
        TermKind::Plate => "Plate",
        TermKind::PlateState => "State of the plate",
        TermKind::Features => "What tells the vehicle apart",
        TermKind::VehicleCap => "Cap on all that describes the vehicle",
        TermKind::Constant => "What the learned model gives every pair",
    }
    .to_owned()
}

/// What the values that a term compares are.
pub(in crate::abductions) const fn field(kind: TermKind) -> Field {
    match kind {
        TermKind::VictimAge => Field::ChildAge,
        TermKind::VictimSex => Field::ChildSex,
        TermKind::Town => Field::Locality,
        TermKind::Race => Field::Race,
        TermKind::Sex => Field::Sex,
        TermKind::Plate => Field::VehicleIdentifier,
        TermKind::VehicleStyle
        | TermKind::Make
        | TermKind::Model
        | TermKind::VehicleColor
        | TermKind::ModelYear
        | TermKind::PlateState => Field::Vehicle,
        TermKind::Age
        | TermKind::Height
        | TermKind::Build
        | TermKind::HairColor
        | TermKind::HairLength
        | TermKind::FacialHair
        | TermKind::EyeColor
        | TermKind::Eyewear
        | TermKind::Clothing
        | TermKind::Speech
        | TermKind::Marks
        | TermKind::Features => Field::Description,
        _ => Field::Evidence,
    }
}

/// The letter of a series, as the map has it: A to Z, then AA and on.
pub(super) fn letter(number: usize) -> String {
    let last = char::from(b'A' + (number % 26) as u8).to_string();
    match number / 26 {
        0 => last,
        more => letter(more - 1) + &last,
    }
}

/// Town and kind of a place.
pub(in crate::abductions) fn locality(incident: &Incident) -> Option<String> {
    let place = incident.place.as_ref()?;
    let address = place.address.as_ref();
    let part = |part: Option<&Pii<String>>| {
        part.map(|part| part.expose().trim().to_owned())
            .filter(|part| !part.is_empty())
    };
    let locality = part(address.and_then(|address| address.locality.as_ref()));
    let kind = place.kind.as_ref().map(|kind| code(kind.as_str()));
    let kind = kind.filter(|kind| kind != "unstated");
    match (locality, kind) {
        (Some(locality), Some(kind)) => Some(format!("{locality}, {kind}")),
        (Some(only), None) | (None, Some(only)) => Some(only),
        (None, None) => None,
    }
}

/// The last so many days, in words.
pub(super) fn last_days(days: u32) -> String {
    if days == 365 {
        "last 12 months".to_owned()
    } else {
        format!("last {days} days")
    }
}
