//! What do agencies record about people? Plain data, with its JSON Schema and its checks.
//!
//! No algorithm lives here. A [`Person`] has any number of [`PersonName`]s, [`Address`]es and
//! [`Identifier`]s, and a birth date of which only the year may be known ([`PartialDate`]).
//! Personal values sit in [`Pii`], which never shows them in a log. Fields that this crate does
//! not know are kept and come back out.
//!
//! Records enter as plain JSON values through [`read_persons`], which sets aside what is not
//! valid, says where and why without showing the value, and goes on with the rest. [`Limits`]
//! bound what one call takes on. [`is_placeholder`] tells "unknown" and 1900-01-01 from a value.
//!
//! Field names follow the National Information Exchange Model; where it has an element, the
//! documentation of the field names it (`nc:` for NIEM Core, `j:` for the Justice domain).
//!
//! ```
//! use caselink::records::{Limits, NameKind, read_persons};
//! use serde_json::json;
//!
//! let read = read_persons(
//!     vec![
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
//!     ],
//!     &Limits::default(),
//! )?;
//!
//! let person = &read.persons[0];
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
mod check;
mod code;
mod identifier;
mod limits;
mod partial_date;
mod person;
mod pii;
mod placeholder;
mod read;
mod rejection;
mod schema;
mod span;

pub use address::Address;
pub(crate) use code::coded;
pub use identifier::{Identifier, IdentifierKind};
pub use limits::Limits;
pub use partial_date::{DateProblem, PartialDate};
pub use person::{NameKind, Person, PersonName, Sex};
pub use pii::Pii;
pub use placeholder::is_placeholder;
pub use read::{PersonsRead, person_schema, read_persons};
pub(crate) use rejection::RejectionLog;
pub use rejection::{Rejection, RejectionCount, Rejections};
pub(crate) use schema::schema_of;
pub use span::Span;
