//! How far can links be trusted, and for whom?

use caselink::{
    NoControl, Result as CoreResult,
    linkage::{self, Groups, ReviewAnswer, Truth},
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use serde_json::Value;

use crate::{
    arguments::whole,
    columns::{Column, Input},
    error::{ErrorCode, here},
    json::value,
    linkage::{Links, Model, Prepared, json},
};

/// How often links of a probability are one person: does 0.9 come true in nine of ten cases?
/// Made by `Links.calibration`.
#[napi]
pub struct Calibration(linkage::Calibration);

#[napi]
impl Calibration {
    /// All of it as a plain object.
    #[napi(ts_return_type = "import('./schemas.js').Calibration")]
    pub fn to_object(&self) -> Result<Value, ErrorCode> {
        here(|| json(&self.0))
    }

    /// The picture of it, as SVG.
    #[napi]
    pub fn to_svg(&self) -> Result<String, ErrorCode> {
        here(|| Ok(self.0.to_svg()))
    }
}

/// Precision, recall and F1 at every threshold: which one fits the work at hand?
/// Made by `Links.sweep`.
#[napi]
pub struct ThresholdSweep(linkage::ThresholdSweep);

#[napi]
impl ThresholdSweep {
    /// All of it as a plain object.
    #[napi(ts_return_type = "import('./schemas.js').ThresholdSweep")]
    pub fn to_object(&self) -> Result<Value, ErrorCode> {
        here(|| json(&self.0))
    }

    /// The picture of it, as SVG.
    #[napi]
    pub fn to_svg(&self) -> Result<String, ErrorCode> {
        here(|| Ok(self.0.to_svg()))
    }
}

/// Records that say too little to be linked, whatever they are compared with.
/// Made by `unlinkable`.
#[napi]
pub struct Unlinkable(linkage::Unlinkable);

#[napi]
impl Unlinkable {
    /// All of it as a plain object.
    #[napi(ts_return_type = "import('./schemas.js').Unlinkable")]
    pub fn to_object(&self) -> Result<Value, ErrorCode> {
        here(|| json(&self.0))
    }

    /// The picture of it, as SVG.
    #[napi]
    pub fn to_svg(&self) -> Result<String, ErrorCode> {
        here(|| Ok(self.0.to_svg()))
    }
}

/// How often links err for each group of people: is somebody's name linked worse than another's?
/// Made by `Links.errorRates`.
#[napi]
pub struct ErrorRates(linkage::ErrorRates);

#[napi]
impl ErrorRates {
    /// All of it as a plain object.
    #[napi(ts_return_type = "import('./schemas.js').ErrorRates")]
    pub fn to_object(&self) -> Result<Value, ErrorCode> {
        here(|| json(&self.0))
    }

    /// The picture of it, as SVG.
    #[napi]
    pub fn to_svg(&self) -> Result<String, ErrorCode> {
        here(|| Ok(self.0.to_svg()))
    }
}

/// A model whose prior was corrected by answers, and how far that helped. Made by `Links.recalibrated`.
#[napi]
pub struct Recalibration(linkage::Recalibration);

#[napi]
impl Recalibration {
    /// The corrected model; it differs in its prior alone.
    #[napi(getter)]
    pub fn model(&self) -> Model {
        Model::new(self.0.model().clone())
    }

    /// The answers counted, the shift with its interval, and the log loss before and after.
    #[napi(ts_return_type = "import('./schemas.js').Recalibration")]
    pub fn to_object(&self) -> Result<Value, ErrorCode> {
        here(|| json(&self.0))
    }
}

fn truth_of(links: &linkage::Links, truth: Input) -> CoreResult<Truth> {
    let read = truth.read()?;
    Truth::from_batches(links.prepared(), &read.batches, &read.schema)
}

#[napi]
impl Links {
    /// Compares the probability of links with what is true, in so many bins of equal width, 10 by default.
    /// The truth is what `evaluate` takes.
    #[napi(ts_args_type = "truth: import('./linkage.js').Table, bins?: number | undefined | null")]
    pub fn calibration(
        &self,
        truth: Either<Vec<Column>, Uint8ArraySlice<'_>>,
        bins: Option<f64>,
    ) -> Result<Calibration, ErrorCode> {
        let truth = Input::from(truth);
        here(|| {
            let bins = bins.map_or(Ok(10), |bins| whole(bins, "bins"))?;
            let truth = truth_of(&self.0, truth)?;
            self.0.calibration(&truth, bins).map(Calibration)
        })
    }

    /// Judges the links by the truth at every distinct weight. The truth is what `evaluate` takes.
    #[napi(ts_args_type = "truth: import('./linkage.js').Table")]
    pub fn sweep(
        &self,
        truth: Either<Vec<Column>, Uint8ArraySlice<'_>>,
    ) -> Result<ThresholdSweep, ErrorCode> {
        let truth = Input::from(truth);
        here(|| {
            let truth = truth_of(&self.0, truth)?;
            Ok(ThresholdSweep(self.0.sweep(&truth)))
        })
    }

    /// The errors of links for each group of people. The truth is what `evaluate` takes; groups are columns of
    /// ids (named as in the settings) and `group`. Links from the probability count, 0.95 by default.
    #[napi(
        ts_args_type = "truth: import('./linkage.js').Table, groups: import('./linkage.js').Table, probability?: number | undefined | null"
    )]
    pub fn error_rates(
        &self,
        truth: Either<Vec<Column>, Uint8ArraySlice<'_>>,
        groups: Either<Vec<Column>, Uint8ArraySlice<'_>>,
        probability: Option<f64>,
    ) -> Result<ErrorRates, ErrorCode> {
        let (truth, groups) = (Input::from(truth), Input::from(groups));
        here(|| {
            let truth = truth_of(&self.0, truth)?;
            let read = groups.read()?;
            let groups = Groups::from_batches(self.0.prepared(), &read.batches, &read.schema)?;
            self.0
                .error_rates(&truth, &groups, probability.unwrap_or(0.95))
                .map(ErrorRates)
        })
    }

    /// The pairs whose answers would teach most, for somebody to look at: near even odds first, spread over the
    /// ways in which records agree and differ. The same links and seed give the same questions.
    #[napi(
        ts_args_type = "count: number, options?: { seed?: number | undefined } | undefined",
        ts_return_type = "import('./schemas.js').Question[]"
    )]
    pub fn questions(&self, count: f64, seed: Option<f64>) -> Result<Value, ErrorCode> {
        here(|| {
            let seed = seed.map_or(Ok(0), |seed| whole(seed, "seed"))?;
            json(&self.0.questions(whole(count, "count")?, u64::from(seed))?)
        })
    }

    /// Corrects the prior of the model by answers about pairs of records: at least 20 of `yes` or `no`, and 5 of
    /// each.
    #[napi(ts_args_type = "answers: readonly import('./schemas.js').ReviewAnswer[]")]
    pub fn recalibrated(&self, answers: String) -> Result<Recalibration, ErrorCode> {
        here(|| {
            let answers = ReviewAnswer::from_values(&value(&answers, "answers")?)?;
            self.0.recalibrated(&answers).map(Recalibration)
        })
    }
}

/// Weighs every record against a copy of itself, to find those that cannot be linked with anything.
#[napi]
pub fn unlinkable(
    prepared: &Prepared,
    model: &Model,
    probability: Option<f64>,
) -> Result<Unlinkable, ErrorCode> {
    here(|| {
        let probability = probability.unwrap_or(0.95);
        linkage::unlinkable(&prepared.0, &model.0, probability, &NoControl).map(Unlinkable)
    })
}
