//! Whose is a report? Evidence of where the suspect and the child are, weighed and explained, and the agencies of a directory to which it
//! goes; or why a person must decide.
//!
//! Points are assumptions, and in a file: no published study of how often such evidence leads to the right place was read. They put places
//! in order and say nothing about a person. An area takes evidence for the areas within it as its own; evidence for an area beside it speaks
//! against it. A report goes to every place that stands: where the suspect seems to be and where the child seems to be are asked apart.

mod answer;
mod directory;
mod evidence;
mod inputs;
mod network;
mod route;
mod rules;
mod shapes;
#[cfg(test)]
mod tests;

pub use answer::{
    AreaFound, DirectoryNote, DirectoryNoteKind, RouteReason, RouteTo, RoutedTips, Routing,
    RoutingNote, Unroutable, UnroutableReason, Whose,
};
pub use directory::AgencyDirectory;
pub use inputs::{AreaShape, IpArea, NumberArea, RouteInputs, SchoolArea};
pub use rules::{RouteEvidence, RoutingRules};
