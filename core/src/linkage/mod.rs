//! Which records are the same person or thing?

#[cfg(feature = "arrow")]
mod arrow;
mod blocking;
mod chart;
mod evaluate;
mod explain;
mod grader;
mod links;
mod model;
mod prepared;
mod settings;
mod strings;
mod table;
mod train;
mod weight;

pub use blocking::{PairEstimate, RefusedBlock};
pub use evaluate::{Evaluation, Score, ThresholdScore, TrueEntities, TruePairs, Truth};
pub use explain::{Explanation, Finding, LEAD_NOTICE, Part, PartKind, Shown};
pub use links::{
    Clusters, Link, LinkOptions, LinkReport, Links, Member, estimate_pairs, find_links,
};
pub use model::{ComparisonModel, LevelModel, Model, TrainingReport, TrainingSession};
pub use prepared::{Mode, Prepared};
pub use settings::{
    BlockingKey, BlockingRule, Comparison, KeyForm, Prior, Settings, Training,
};
pub use table::{ColumnIntake, Intake, RecordId, Table, TableBuilder};
pub use train::train;
pub use weight::MilliBits;
