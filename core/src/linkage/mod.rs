//! Which records are the same person or thing?
//!
//! The method is Fellegi and Sunter's: each comparison of a pair falls on a level, each level has a match
//! weight, the base-2 logarithm of m (how often records of one person agree so) over u (how often records
//! of two persons do), and the weights add up, from a prior, to the odds that the pair is one person. m, u
//! and the prior are learned from the data without labels. It assumes that comparisons are independent of
//! each other, given whether the pair is one person; where they are not, probabilities are too extreme.
//!
//! | step | what it does |
//! | --- | --- |
//! | [`Settings`] | say what is compared and which pairs are looked at |
//! | [`TableBuilder`] → [`Table`] | takes records in; sets bad values aside |
//! | [`Prepared`] | brings each distinct value to its normal form, and records into blocks |
//! | [`train`] → [`Model`] | learns m, u and the prior |
//! | [`find_links`] → [`Links`] | compares the pairs in blocks and keeps those above a floor |
//! | [`Links::explain`] → [`Explanation`] | names every part of a sum |
//! | [`Links::clusters`], [`Links::clusters_with`] → [`Clusters`] | groups records that links hold together, under the judgements of people |
//! | [`Clusters::explain`] → [`ClusterExplanation`] | names what made a cluster, and on what it hangs |
//! | [`Clusters::report`] → [`ClusterReport`] | sizes, giants and how they would split |
//! | [`Links::evaluate`] → [`Evaluation`] | judges links by a known [`Truth`] |
//!
//! Records are kept in order of their ids, so nothing depends on the order in which rows arrive.

#[cfg(feature = "arrow")]
mod arrow;
mod blocking;
mod chart;
mod clusters;
mod evaluate;
mod explain;
mod grader;
mod links;
mod model;
mod prepared;
mod random_pairs;
mod settings;
mod strings;
mod table;
mod train;
mod weight;

pub use blocking::{PairEstimate, RefusedBlock};
pub use clusters::{
    ClusterChange, ClusterExplanation, ClusterLink, ClusterOptions, ClusterPair, ClusterPairs,
    ClusterRecord, ClusterReport, ClusterSize, ClusterSplit, ClusterStep, Clusters, GiantCluster,
    Judgement, JudgementEffect, JudgementKind, Member, SizeCount,
};
pub use evaluate::{Evaluation, Score, ThresholdScore, TrueEntities, TruePairs, Truth};
pub use explain::{Explanation, Finding, LEAD_NOTICE, Part, PartKind, Shown};
pub use links::{Link, LinkOptions, LinkReport, Links, find_links};
pub use model::{ComparisonModel, LevelModel, Model, TrainingReport, TrainingSession};
pub use prepared::{Mode, Prepared};
pub use settings::{BlockingKey, BlockingRule, Comparison, KeyForm, Prior, Settings, Training};
pub use table::{ColumnIntake, Intake, RecordId, Table, TableBuilder};
pub use train::train;
pub use weight::MilliBits;

pub use crate::clustering::agglomerative::Linkage;
