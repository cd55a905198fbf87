//! Codes of the National Crime Information Center (NCIC) and words of N-DEx, read into enums.
//!
//! Source: the NCIC code tables published with NIEM 2.1 and the N-DEx code lists of NIEM 6.0 (NIEM, CC BY 4.0),
//! retyped. The NCIC tables are of 2009: later codes (RAM, Tesla, AMBER Alert) are added by hand. A code that is
//! not here is kept as it was written.

mod case;
mod description;
mod offence;
mod state;
mod vehicle;

pub use case::{MissingCategory, MissingCircumstance};
pub use description::{
    Build, Ethnicity, EyeColor, Eyewear, FacialHair, HairColor, HairLength, Race, SkinTone,
};
pub use offence::{OffenceCode, WarrantKind, WarrantStatus};
pub use state::{state_from_ncic, state_to_ncic};
pub use vehicle::{PlateType, VehicleColor, VehicleMake, VehicleStyle};
