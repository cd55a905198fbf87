//! How parts of a report are read, alike for triage and for the index.

use std::net::IpAddr;

use crate::records::{IdentifierKind, IpEvent, Tip};

/// The marks of a report that is one of many about a file that goes around, in lower case.
const VIRAL: [&str; 3] = ["viral", "potentialmeme", "viral_potential_meme"];

/// Whether a report is marked as one of many about a file that goes around.
pub(super) fn is_marked_viral(tip: &Tip) -> bool {
    let marks = tip.annotations.iter();
    marks
        .map(|mark| mark.to_lowercase())
        .any(|mark| VIRAL.contains(&mark.as_str()))
}

/// Whether a number is that of a device, of whichever sort.
pub(super) fn is_device(kind: &IdentifierKind) -> bool {
    kind.as_str().starts_with("device")
}

/// The internet address of an event; none where it is none.
pub(super) fn address_of(event: &IpEvent) -> Option<IpAddr> {
    event.address.expose().trim().parse().ok()
}
