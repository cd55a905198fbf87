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
//! | [`Links::calibration`], [`Links::sweep`], [`Links::error_rates`], [`unlinkable`] | how far links can be trusted, and for whom |
//! | [`Links::questions`], [`Links::recalibrated`] | which pairs to look at, and a better prior from the answers |
//!
//! Records are kept in order of their ids, so nothing depends on the order in which rows arrive.

#[cfg(feature = "arrow")]
mod arrow;
mod blocking;
mod builder;
mod chart;
mod clusters;
mod codes;
mod comparison;
mod counts;
mod dependence;
mod envelope;
mod evaluate;
mod explain;
mod forms;
mod grader;
mod ids;
mod index;
mod judge;
mod links;
mod lists;
mod model;
mod model_chart;
mod partitions;
mod prepared;
mod presets;
mod random_pairs;
mod rule;
mod scorer;
mod settings;
mod strings;
mod table;
mod train;
mod verdict;
mod weigh;
mod weight;

pub use blocking::{CommonBlocks, PairEstimate, RefusedBlock};
pub use builder::TableBuilder;
pub use clusters::{
    ClusterChange, ClusterExplanation, ClusterLink, ClusterOptions, ClusterPair, ClusterPairs,
    ClusterRecord, ClusterReport, ClusterSize, ClusterSplit, ClusterStep, Clusters, GiantCluster,
    JudgementEffect, JudgementKind, Member, PairJudgement, SizeCount,
};
pub use comparison::Comparison;
pub use counts::{ComparisonCount, ComparisonCounts};
pub use evaluate::{Evaluation, Score, ThresholdScore, TrueEntities, TruePairs, Truth};
pub use explain::{Explanation, Finding, LEAD_NOTICE, Part, PartKind, Shown};
pub use ids::RecordId;
pub use index::{Candidate, Found, Index, KeptJudgement, Record, SearchOptions};
pub use judge::{
    Calibration, CalibrationBin, CalibrationScores, ErrorRate, ErrorRates, GroupErrors, Groups,
    Judgement, Question, RateGap, Recalibration, ReviewAnswer, ThresholdSweep, Unlinkable,
    UnlinkablePoint, UnlinkableRecord, unlinkable,
};
pub use links::{Link, LinkOptions, LinkReport, Links, find_links};
pub use model::{ComparisonModel, LevelModel, Model, TrainingReport, TrainingSession};
pub use partitions::{
    BlockKey, BlockKeys, BlockLink, BlockLinks, BlockPlan, BlockReport, BlockRows, BlockSize,
    BlockSizes, TermCount, TermCounts, block_keys, comparison_counts, pairs_in_blocks,
    train_from_counts, training_keys,
};
pub use prepared::{Mode, Prepared};
pub use settings::{BlockingKey, BlockingRule, KeyForm, Prior, Settings, Training};
pub use table::{ColumnIntake, Intake, Table};
pub use train::train;
pub use weight::MilliBits;

pub use crate::clustering::agglomerative::Linkage;
