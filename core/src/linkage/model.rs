use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    envelope::{self, Refusal},
    settings::Settings,
    weight::MilliBits,
};
use crate::{Error, Result, json};

/// A trained Fellegi–Sunter model: for each comparison level how often records of one person (m) and
/// of two persons (u) agree on it, and how likely two random records are one person.
///
/// A model is small: it holds no record and no value of a record.
///
/// Source: I. P. Fellegi and A. B. Sunter, "A Theory for Record Linkage", JASA 64 (1969),
/// doi:10.1080/01621459.1969.10501049. It holds that comparisons are independent of each other, given
/// whether two records are one person; those of a group in the settings are not, and count for a share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Model {
    format: String,
    version: u32,
    settings: Settings,
    prior_probability: f64,
    comparisons: Vec<ComparisonModel>,
    training: TrainingReport,
}

/// What a model knows of one comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ComparisonModel {
    /// The comparison's name: its column.
    pub name: String,
    /// Its levels, strongest agreement first.
    pub levels: Vec<LevelModel>,
    /// The share of its weights that counts, above 0 and up to 1. Below 1 it stands in a group of comparisons that agree
    /// together and differ together, such as the parts of an address.
    #[serde(default = "all", skip_serializing_if = "is_all")]
    pub counted: f64,
}

const fn all() -> f64 {
    1.0
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_all(counted: &f64) -> bool {
    *counted >= 1.0
}

impl ComparisonModel {
    /// The match weight of a level, counted as its comparison is; 0 where there is no such level.
    pub fn weight(&self, level: usize) -> MilliBits {
        let ratio = self
            .levels
            .get(level)
            .map_or(1.0, |level| level.m / level.u);
        MilliBits::of_ratio(ratio).counted(self.counted)
    }
}

/// What a model knows of one comparison level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LevelModel {
    /// The level's stable code.
    pub level: String,
    /// Probability of the level when two records are one person.
    pub m: f64,
    /// Probability of the level when two records are two persons.
    pub u: f64,
}

/// How a model came about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrainingReport {
    /// Records that it was trained on.
    pub records: u64,
    /// Random pairs behind the u-probabilities.
    pub random_pairs: u64,
    /// One run of expectation maximisation for each blocking rule.
    pub sessions: Vec<TrainingSession>,
    /// Comparisons whose m-probabilities no session could estimate; they have default values.
    pub untrained: Vec<String>,
}

/// One run of expectation maximisation, over the pairs of one blocking rule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrainingSession {
    /// The number of the blocking rule, from 0.
    pub rule: u64,
    /// Pairs that were compared.
    pub pairs: u64,
    /// How many of them it takes for one person.
    pub expected_links: f64,
    /// Rounds until it settled.
    pub rounds: u32,
}

const FORMAT: &str = "caselink-model";
const VERSION: u32 = 1;
const MAGIC: [u8; 8] = *b"CASELINK";

impl Model {
    pub(crate) fn new(
        settings: Settings,
        prior_probability: f64,
        comparisons: Vec<ComparisonModel>,
        training: TrainingReport,
    ) -> Result<Self> {
        let model = Self::untested(settings, prior_probability, comparisons, training);
        model.validate()?;
        Ok(model)
    }

    /// For what is known to be valid.
    pub(super) fn untested(
        settings: Settings,
        prior_probability: f64,
        comparisons: Vec<ComparisonModel>,
        training: TrainingReport,
    ) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            settings,
            prior_probability,
            comparisons,
            training,
        }
    }

    /// The settings that it was trained with.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The probability that two random records are one person.
    pub const fn prior_probability(&self) -> f64 {
        self.prior_probability
    }

    /// The weight of the prior: where every sum of evidence starts.
    pub fn prior_weight(&self) -> MilliBits {
        MilliBits::of_ratio(self.prior_probability / (1.0 - self.prior_probability))
    }

    /// The same model for other files: how likely two random records are one person depends on how many
    /// people the files share, while m and u belong to the kind of data.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for a probability that is not above 0 and below 1.
    ///
    /// ```
    /// # use caselink::linkage::Model;
    /// # fn example(model: &Model) -> caselink::Result<()> {
    /// // two files of 20,000 and 3,000 people, of whom perhaps 600 are in both
    /// let model = model.with_prior(600.0 / (20_000.0 * 3_000.0))?;
    /// # assert!(model.with_prior(1.0).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_prior(&self, probability: f64) -> Result<Self> {
        if !(probability > 0.0 && probability < 1.0) {
            return Err(Error::InvalidParameter {
                name: "probability",
                reason: "must be above 0 and below 1".to_owned(),
            });
        }
        let mut model = self.clone();
        model.prior_probability = probability;
        model.validate()?;
        Ok(model)
    }

    /// What it knows of each comparison, in the order of the settings.
    pub fn comparisons(&self) -> &[ComparisonModel] {
        &self.comparisons
    }

    /// How it came about.
    pub const fn training(&self) -> &TrainingReport {
        &self.training
    }

    /// Readable JSON. Numbers read back to the same bits.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// Reads [`to_json`](Self::to_json).
    ///
    /// # Errors
    ///
    /// [`Error::ModelVersion`] for a newer format, [`Error::CorruptModel`] or
    /// [`Error::InvalidSettings`] for anything that is not a model.
    pub fn from_json(json: &str) -> Result<Self> {
        let value: serde_json::Value = json::read_text(json).map_err(corrupt)?;
        if value["format"] != FORMAT {
            return Err(corrupt(format!("\"format\" is not {FORMAT:?}")));
        }
        check_version(value["version"].as_u64().unwrap_or(0))?;
        let model: Self = json::read(&value).map_err(corrupt)?;
        model.validate()?;
        Ok(model)
    }

    /// Small versioned bytes: the word `CASELINK`, the format version (4 bytes, little endian), the
    /// FNV-1a hash of the rest (8 bytes), compact JSON.
    pub fn to_bytes(&self) -> Vec<u8> {
        envelope::wrap(
            MAGIC,
            VERSION,
            &serde_json::to_vec(self).unwrap_or_default(),
        )
    }

    /// Reads [`to_bytes`](Self::to_bytes).
    ///
    /// # Errors
    ///
    /// As [`from_json`](Self::from_json); any damaged or missing byte gives
    /// [`Error::CorruptModel`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        match envelope::open(MAGIC, VERSION, bytes) {
            Ok(json) => Self::from_json(json),
            Err(Refusal::Version(found)) => Err(Error::ModelVersion {
                found,
                supported: VERSION,
            }),
            Err(Refusal::Damaged(reason)) => Err(corrupt(reason)),
        }
    }

    fn validate(&self) -> Result<()> {
        self.settings.validate()?;
        let proper = |p: f64| p > 0.0 && p < 1.0;
        if !proper(self.prior_probability) {
            return Err(corrupt("prior_probability must be above 0 and below 1"));
        }
        if self.comparisons.len() != self.settings.comparisons.len() {
            return Err(corrupt("it does not have the comparisons of its settings"));
        }
        for (model, comparison) in self.comparisons.iter().zip(&self.settings.comparisons) {
            let levels = comparison.levels();
            let same = model.levels.len() == levels.len()
                && model
                    .levels
                    .iter()
                    .zip(levels)
                    .all(|(m, l)| m.level == l.code);
            if model.name != comparison.name() || !same {
                return Err(corrupt(format!(
                    "comparison {:?} does not have the levels of its kind",
                    comparison.name()
                )));
            }
            if !(model.counted > 0.0 && model.counted <= 1.0) {
                return Err(corrupt(format!(
                    "comparison {:?}: counted must be above 0 and up to 1",
                    comparison.name()
                )));
            }
            let sums_to_1 = |sum: f64| (sum - 1.0).abs() < 1e-6;
            if !sums_to_1(model.levels.iter().map(|l| l.m).sum())
                || !sums_to_1(model.levels.iter().map(|l| l.u).sum())
            {
                return Err(corrupt(format!(
                    "comparison {:?}: m and u must each sum to 1",
                    comparison.name()
                )));
            }
            if !model.levels.iter().all(|l| proper(l.m) && proper(l.u)) {
                return Err(corrupt(format!(
                    "comparison {:?}: m and u must be above 0 and below 1",
                    comparison.name()
                )));
            }
        }
        Ok(())
    }
}

fn check_version(found: u64) -> Result<()> {
    match u32::try_from(found) {
        Ok(0) => Err(corrupt("the version is missing")),
        Ok(found) if found <= VERSION => Ok(()),
        found => Err(Error::ModelVersion {
            found: found.unwrap_or(u32::MAX),
            supported: VERSION,
        }),
    }
}

fn corrupt(reason: impl Into<String>) -> Error {
    Error::CorruptModel {
        reason: reason.into(),
    }
}
