//! Which attempted abductions may be the work of one person, and why?
//!
//! The desk for attempted abductions. It compares incidents two at a time: each comparison is a [`Term`] with its inputs, its
//! level and its weight in thousandths of a bit, a log Bayes factor that is capped on both sides, and terms add up to the
//! [`PairEvidence`] exactly. What is missing counts nothing. What agrees weighs by how rare it is among the incidents at hand.
//!
//! | question | answer |
//! | --- | --- |
//! | What speaks for and against two incidents being of one series? | [`SimilarIndex::evidence`] |
//! | Which earlier incidents are like this one? | [`SimilarIndex::find_similar`] |
//! | Which incidents form series? | [`series`] |
//! | What are comparisons worth, by series whose offender is known? | [`train_evidence`] |
//! | What is going on in each region, as of a day? | [`trends`] |
//! | What does an agency send out every week or two? | [`summary`] |
//! | What is known of one series? | [`special_bulletin`] |
//! | Which incidents are in a flat table of crimes? | `read_table`, with the feature `arrow` |
//!
//! Everything here is a lead to be checked, and none of it says where or when something will happen next. A total is no
//! probability: that takes prior odds, which the host must state. Race counts only where a witness stated it, at most one
//! bit, and not at all when it is set off; tone of the skin never counts.
//!
//! Times are compared as local civil time. Nothing depends on the order in which incidents come.
//!
//! Sources: Porter 2016, Am Stat 70:152, and Reich and Porter 2015, JRSS C 64:385, for evidence between crimes as a sum of log
//! Bayes factors; Fellegi and Sunter 1969, JASA 64:1183, for levels of agreement with their m and u.

mod agglomerate;
mod bulletin;
mod calibration;
mod composite;
mod defaults;
mod dictionary;
mod duplicates;
mod evidence;
mod facts;
mod flat;
mod nearby;
mod series;
mod settings;
mod similar;
mod states;
mod summary;
mod tables;
mod train;
mod trends;

pub use bulletin::{BulletinSettings, special_bulletin};
pub use calibration::{Logistic, ModelKind, PairScores, Reliability};
pub use composite::{Composite, CompositeField, CompositeValue};
pub use duplicates::{Duplicate, DuplicateReason};
pub use evidence::{PairEvidence, Term};
pub use facts::{Flag, FlagProblem};
#[cfg(feature = "arrow")]
pub use flat::read_table;
pub use flat::{Coordinates, IncidentColumns, IncidentTable, MapPosition};
pub use series::{FoundSeries, RefusedGroup, SeriesFound, SeriesSettings, Solved, series};
pub use settings::{
    BandSettings, Caps, EvidenceSettings, PlateSettings, TermKind, ValueSettings, WordSettings,
};
pub use similar::{SimilarIncident, SimilarIndex};
pub use summary::{Edition, SummarySettings, summary};
pub use train::{Trained, TrainingSettings, train_evidence};
pub use trends::{
    AliveCluster, AliveClusters, Answer, DataQuality, NearIncidents, NearRepeats, Period,
    PeriodTrend, ProfileIncidents, Region, RegionTrend, Share, Shares, TrendSettings, Trends,
    WindowCounts, trends,
};
