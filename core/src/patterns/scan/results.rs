use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which null hypothesis a scan tests.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScanModel {
    /// Places and times of the cases have nothing to do with each other.
    Permutation,
    /// Cases are in proportion to a population and to time.
    Poisson,
    /// Each case and control has the same chance to be a case.
    Bernoulli,
}

/// Whether there was enough data to scan.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScanOutcome {
    /// There was; with no cluster, none has more cases than expected.
    Scanned,
    /// Fewer than two cases in the study period.
    TooFewCases,
    /// All that is at risk is at one place, so no place can stand out.
    OnePlace,
    /// The study period, or all cases in it, are one step of time, or it is shorter than the shortest cluster: no time can
    /// stand out.
    TooShort,
    /// Bernoulli model: there is no control in the study period.
    NoControls,
}

/// The outcome of a scan statistic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Scan {
    /// The model.
    pub model: ScanModel,
    /// Whether there was enough data.
    pub outcome: ScanOutcome,
    /// Cases within the study period.
    pub cases: u64,
    /// Controls within the study period; Bernoulli model only.
    pub controls: Option<u64>,
    /// Events outside the study period, which were left out.
    pub outside: u64,
    /// Events whose time is a span of more than one step of time, so that their day is a guess.
    pub spanning: u64,
    /// Events whose place is a guess: with a radius of more than half of
    /// [`ScanSettings::max_radius`](super::ScanSettings::max_radius), and without that, with any. 0 where a population says
    /// for each row which place it is of.
    pub rough_places: u64,
    /// Distinct places: of events (permutation, Bernoulli), of the population (Poisson).
    pub places: u64,
    /// First day of the study period.
    pub study_start: i32,
    /// Last day of the study period.
    pub study_end: i32,
    /// Replicates behind each p.
    pub replicates: u32,
    /// The most likely clusters, by falling likelihood ratio; no two share a place.
    pub clusters: Vec<ScanCluster>,
    /// How much depends on the times that are known as spans only, or on the places that have a radius; with
    /// [`ScanTimes::Impute`](super::ScanTimes::Impute) or [`ScanPlaces::Impute`](super::ScanPlaces::Impute).
    /// All else here is then the outcome of the draw with the median likelihood ratio, at the places of that draw.
    pub imputation: Option<ScanImputation>,
}

/// More cases than expected, near each other in space and time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScanCluster {
    /// Longitude or metres to the east of the centre.
    pub x: f64,
    /// Latitude or metres to the north of the centre.
    pub y: f64,
    /// From the centre to the farthest place in it, in metres.
    pub radius: f64,
    /// First day.
    pub start_day: i32,
    /// Last day.
    pub end_day: i32,
    /// Cases in it.
    pub observed: u32,
    /// Cases that the model expects in it.
    pub expected: f64,
    /// Risk inside divided by risk outside; none where all cases are inside.
    pub relative_risk: Option<f64>,
    /// People (Poisson), or cases and controls (Bernoulli), inside; none for the permutation model.
    pub population: Option<f64>,
    /// The logarithm of the likelihood ratio.
    pub llr: f64,
    /// Share of replicates, with this one, whose most likely cluster is at least as likely; none without replicates. For
    /// the clusters after the first it errs on the side of caution.
    pub p: Option<f64>,
    /// The same from a Gumbel distribution that is fitted to the replicates, which can be smaller than 1/(R+1).
    pub gumbel_p: Option<f64>,
    /// How many days pass on average until chance alone brings such a cluster, when the scan is repeated after each step of
    /// time; prospective scans only.
    pub recurrence_interval_days: Option<f64>,
    /// The places in it, from the centre outwards.
    pub places: Vec<ScanPlace>,
    /// The numbers of the cases in it.
    pub events: Vec<u32>,
    /// Share of the draws whose most likely cluster has a place and a day in common with this one; where places are drawn, a
    /// case and a day.
    pub support: Option<f64>,
}

/// A place in a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScanPlace {
    /// Longitude or metres to the east.
    pub x: f64,
    /// Latitude or metres to the north.
    pub y: f64,
    /// From the centre, in metres.
    pub distance: f64,
    /// Cases there in the days of the cluster.
    pub observed: u32,
    /// Its row in the table of the population; Poisson model only.
    pub row: Option<u32>,
}

/// What many draws of uncertain times and places say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScanImputation {
    /// The likelihood ratio of the most likely cluster in each draw; 0 where there is none.
    pub llr: Vec<f64>,
    /// Its p in each draw; empty without replicates, 1 where there is no cluster.
    pub p: Vec<f64>,
    /// The smallest p.
    pub p_least: Option<f64>,
    /// The median p.
    pub p_median: Option<f64>,
    /// The largest p.
    pub p_most: Option<f64>,
    /// Share of draws with p of .05 at most.
    pub share_below_05: Option<f64>,
}
