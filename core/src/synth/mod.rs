//! What would agencies hold, if none of these people existed, and what would be true?
//!
//! [`world`] makes synthetic agencies in the real states, registrants with a life and several registries that each
//! saw a part of it, open cases, attempted abductions with planted series and planted coincidences, tips with
//! repetitions, twins, viral bundles, strangers behind one address and children in danger, files known by hashes with
//! near-duplicates; and beside each the truth, so that
//! linkage and analysis can be judged. Rates are parameters ([`Rates`]), the published ones by default.
//!
//! Every record of a world is a function of seed, kind and number, made from whole numbers by a `ChaCha` stream of its own:
//! the same bytes on any platform, in any order, on any number of threads. Nothing is kept in memory.
//!
//! Nobody here is meant. Names come from lists of common names, streets and towns are put together from parts, so a name
//! or a town can by chance be a real one, and so can a plate (ZZ and five digits). Telephone numbers are 555-01xx under
//! an area code that cannot be, social security numbers are in a form that is given to nobody, agency numbers begin with
//! ZZ; addresses on the network and mail are of ranges for documentation and tests (RFC 2544, 2606, 3849, 5737). There is no content of any file, only random
//! numbers in the form of hashes.
//!
//! Assumption: it is a test bed. What holds in it for a method need not hold in life, above all where a rate is an
//! assumption; error rates by name origin tell about the errors that are planted here.

mod agencies;
mod cases;
mod distinct;
mod draw;
mod files;
mod incidents;
mod intake;
mod life;
mod name_tables;
mod names;
mod places;
mod rates;
mod registry;
mod reports;
mod slips;
mod states;
mod told;
mod witness;
mod world;

pub use cases::TrueCase;
pub use files::TrueFile;
pub use incidents::TrueIncident;
pub use intake::TrueTip;
pub use life::{TrueResidence, TrueStatus};
pub use names::NameOrigin;
pub use rates::Rates;
pub use registry::TrueOffender;
pub use world::{Size, World, world};
