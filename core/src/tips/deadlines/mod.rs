//! What does the law ask for the record of a missing child, by when, and was it done?
//!
//! The deadlines are a table: duty, citation, from what on, how long, what meets it, and how far the entry can be relied on. Each is reckoned
//! for a case as of a time, with the arithmetic; a fact that is not on record leaves it undetermined and is named.
//!
//! Hours are hours that pass, across changes of the clocks where the time zone is known. Assumption for days, as the Code does not say: the
//! day from which they are counted is left out, and the last one is inside to its end.

mod assess;
mod rules;
mod steps;
#[cfg(test)]
mod tests;

pub use assess::{
    DeadlineState, LocalTimes, MissingChildDeadline, MissingChildDeadlines, missing_child_deadlines,
};
pub use rules::{
    DeadlineBound, DeadlineCondition, DeadlineEvent, DeadlineLength, DeadlineRule, DeadlineRules,
    DeadlineUnit,
};
pub use steps::{MissingChildSteps, NcicEntry, RecordUpdate};
