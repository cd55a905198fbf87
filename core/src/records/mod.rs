//! What do agencies record? Plain data, with its JSON Schema and its checks. No algorithm lives here.
//!
//! | record | what it is |
//! | --- | --- |
//! | [`Person`] | a person as one agency has recorded them: names, addresses, identifiers |
//! | [`Offender`] | a registrant: a person with convictions, registrations, stays, custody, warrants |
//! | [`Incident`] | an attempted abduction, or what may have been one |
//! | [`Case`] | a missing or exploited child |
//! | [`Tip`] | an online report, a call, a sighting |
//! | [`MediaFile`], [`Series`] | files as hashes and metadata, never as content |
//! | [`Agency`], [`Jurisdiction`], [`Provider`] | who is competent, where, and whom to ask |
//!
//! Facts carry their [`Provenance`]. Dates may be known in part ([`PartialDate`]), times as a range
//! ([`TimeRange`]), places with their uncertainty ([`Place`]); a [`Span`] is half-open. Codes of NCIC are read into
//! enums, and a code that is not known is kept as it was written. Personal values sit in [`Pii`], which never
//! shows them in a log. Fields that this crate does not know are kept or refused, as the caller chooses, and
//! never dropped in silence.
//!
//! Records enter through [`read()`], as plain values, JSON, NDJSON or CSV. It sets aside what is not valid, says
//! where and why without showing the value, and goes on with the rest; what only looks wrong is flagged and
//! kept. [`Limits`] bound what one call takes on. [`is_placeholder`] tells "unknown" and 1900-01-01 from a
//! value, [`address_note`] tells "transnt" from a street.
//!
//! Field names follow the National Information Exchange Model; where it has an element, the
//! documentation of the field names it (`nc:` for NIEM Core, `j:` for the Justice domain).
//!
//! ```
//! use caselink::{NoControl, records::{NameKind, Person, ReadOptions, Source, read}};
//! use serde_json::json;
//!
//! let read = read::<Person>(
//!     Source::Values(vec![
//!         json!({
//!             "id": "IL-0042917",
//!             "names": [
//!                 { "kind": "legal", "given": "Marcus", "middle": "T", "surname": "Okafor" },
//!                 { "kind": "alias", "full": "Mark Cole" },
//!             ],
//!             "birth_date": "1971-06",
//!             "sex": "M",
//!             "addresses": [{
//!                 "street_number": "1180", "street": "Linden Ave", "locality": "Springfield",
//!                 "state": "IL", "postcode": "62704",
//!                 "latitude": 39.7817, "longitude": -89.6501,
//!                 "span": { "start": "2019-04-01" },
//!             }],
//!             "identifiers": [{ "kind": "state_id", "value": "IL55302718", "issuer": "IL" }],
//!             "tattoo": "left forearm, anchor",
//!         }),
//!         json!({ "id": "IL-0042918", "addresses": [{ "latitude": 397.8, "longitude": -89.6 }] }),
//!     ]),
//!     &ReadOptions::default(),
//!     &NoControl,
//! )?;
//!
//! let person = &read.records[0];
//! assert_eq!(person.names[1].kind, NameKind::Alias);
//! assert_eq!(person.birth_date.map(|date| date.expose().year()), Some(1971));
//! assert_eq!(person.other["tattoo"], "left forearm, anchor");
//! assert!(!format!("{person:?}").contains("Okafor"));
//!
//! let set_aside = &read.rejected.listed[0];
//! assert_eq!(set_aside.row, 1);
//! assert_eq!(set_aside.field, "addresses[0].latitude");
//! assert_eq!(set_aside.reason, "is not between -90 and 90 degrees");
//! # Ok::<(), caselink::Error>(())
//! ```

mod address;
mod address_note;
mod agency;
mod call;
mod code;
mod codes;
mod content;
mod csv;
mod description;
mod identifier;
mod incident;
mod incoming;
mod kind;
mod life_event;
mod limits;
mod media;
mod offender;
mod other;
mod partial_date;
mod person;
mod pii;
mod place;
mod placeholder;
mod provenance;
mod read;
mod rejection;
mod rules;
mod schema;
mod shape;
mod span;
mod time_range;
mod tip;
mod vehicle;

pub use address::Address;
pub use address_note::{AddressNote, address_note};
pub use agency::{Agency, AgencyKind, Jurisdiction, JurisdictionKind, Provider};
pub use call::{CallRecord, CallService, HandOver, HandOverTo};
pub(crate) use code::coded;
pub use codes::{
    Build, Ethnicity, EyeColor, Eyewear, FacialHair, HairColor, HairLength, MissingCategory,
    MissingCircumstance, OffenceCode, PlateType, Race, SkinTone, VehicleColor, VehicleMake,
    VehicleStyle, WarrantKind, WarrantStatus, state_from_ncic, state_to_ncic,
};
pub(crate) use content::{
    is_content as is_content_value, is_content_text, is_named_content, list_may_hold_content,
};
pub use csv::CsvColumns;
#[cfg(feature = "arrow")]
pub(crate) use csv::TableFields;
pub use description::{Band, Involved, Mark, MarkKind, PersonDescription, Role, Side, Victim};
pub use identifier::{Identifier, IdentifierKind};
pub use incident::{
    Approach, Case, CaseStatus, CaseType, EventType, Incident, Interaction, Lighting, MethodCode,
    Outcome,
};
pub use incoming::Incoming;
pub(crate) use incoming::{Fault, TWICE, Usable};
pub use kind::{
    Record, RecordKind, from_value, from_values, from_values_each, read_plain, record_schema,
};
pub use life_event::{LifeEvent, LifeEventKind};
pub use limits::Limits;
pub(crate) use media::stated;
pub use media::{Digests, FileCategory, MediaFile, PerceptualHash, Series};
pub use offender::{
    Appearance, AppearancePurpose, Caution, Conviction, Custody, CustodyKind, Declaration, Manner,
    Offence, Offender, Registration, TierDecision, Verification, VerificationOutcome, Warrant,
    Whereabouts,
};
pub use other::OtherFields;
pub use partial_date::{DateProblem, PartialDate};
pub use person::{NameKind, Person, PersonName, Sex};
pub use pii::Pii;
pub use place::{Place, PlaceKind, Stay, StayKind};
pub use placeholder::is_placeholder;
pub use provenance::{Confidence, Provenance, Reporter};
pub use read::{HostRecord, ReadOptions, RecordsRead, Source, UnknownFields, read};
pub(crate) use rejection::RejectionLog;
pub use rejection::{Rejection, RejectionCount, Rejections};
pub(crate) use schema::schema_of;
pub(crate) use shape::iso_day;
pub use span::Span;
pub use time_range::TimeRange;
pub use tip::{IpEvent, Tip, TipIncidentType, TipInformation, TipKind};
pub use vehicle::{Plate, Vehicle, VinCheck, check_vin};
