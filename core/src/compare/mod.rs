//! How alike are two values?
//!
//! Each function compares two values of one kind and answers with a graded *comparison level*: not a
//! bare number, but a step that has a name ("one is a nickname of the other", "day and month
//! swapped"). Levels run from the strongest agreement down, and the first that holds is given. What a
//! level is worth as evidence is not decided here: [`linkage`](crate::linkage) learns that from data.
//!
//! A missing value is not a disagreement: every function gives `None` when either side is empty or a
//! placeholder such as "unknown" or 1900-01-01.
//!
//! Time grows with the product of the two lengths: pass single values from outside through
//! [`Limits::field`](crate::records::Limits::field) first, as the Python and Node packages do.
//!
//! | values | function | levels |
//! | --- | --- | --- |
//! | names | [`names`], [`full_names`] | [`NameLevel`] |
//! | whole names, any script | [`person_names`] | a score, [`PersonNameLevel`], and [`PartLevel`] for each part |
//! | dates | [`dates`] | [`DateLevel`] |
//! | streets, towns, text | [`texts`] | [`TextLevel`] |
//! | phone, licence and other numbers | [`identifiers`] | [`IdentifierLevel`] |
//! | codes such as sex or state | [`codes`] | [`CodeLevel`] |
//! | postcodes | [`postcodes`] | [`PostcodeLevel`] |
//! | points | [`points`] | [`DistanceLevel`] |
//! | plates, whole or in part | [`plates`] | [`PlateLevel`] |
//! | colours of vehicles | [`vehicle_colors`] | [`ColorLevel`] |
//!
//! ```
//! use caselink::compare::{dates, names};
//!
//! let name = names("Elizabeth", "Betty").map(|l| l.level().label);
//! let date = dates("1984-03-07", "1984-07-03").map(|l| l.level().label);
//! assert_eq!(name, Some("one is a nickname of the other"));
//! assert_eq!(date, Some("day and month swapped"));
//! ```

mod codes;
pub(crate) mod dates;
pub(crate) mod identifiers;
mod level;
pub mod metric;
pub(crate) mod names;
mod nicknames;
pub mod normal;
mod person;
pub(crate) mod places;
pub(crate) mod text;
pub(crate) mod vehicles;

pub use codes::{CodeLevel, codes};
pub use dates::{DateLevel, birth_years, dates};
pub use identifiers::{IdentifierLevel, identifiers};
pub use level::Level;
pub use names::{NameLevel, full_names, names};
pub(crate) use person::person_level;
pub use person::{
    NameFrequencies, NamePart, PERSON_NAMES_LEAD, PartLevel, PersonName, PersonNameLevel,
    PersonNames, person_names,
};
pub use places::{DistanceLevel, PostcodeLevel, points, postcodes};
pub use text::{TextLevel, TextMetric, texts};
pub(crate) use vehicles::COLOR_NEIGHBOURS;
pub use vehicles::{ColorLevel, PlateLevel, plates, vehicle_colors};

/// The normal form of a value that is neither empty nor a placeholder.
fn present(value: &str, normal: fn(&str) -> String) -> Option<String> {
    if crate::records::is_placeholder(value) {
        return None;
    }
    Some(normal(value)).filter(|form| !form.is_empty())
}
