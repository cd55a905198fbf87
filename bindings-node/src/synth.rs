//! Agencies whose people do not exist, with the truth beside them.

use std::sync::Arc;

use caselink::{
    Control, Error, NoControl, Result as CoreResult,
    records::RecordKind,
    synth::{self, Rates, Size},
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use serde_json::Value;

use crate::{
    control::{CancelToken, Job, Progress},
    error::{ErrorCode, here},
};

/// A whole number from 0 that JavaScript counts exactly.
fn exact(value: f64, name: &'static str) -> CoreResult<u64> {
    if value.fract() == 0.0 && (0.0..9_007_199_254_740_992.0).contains(&value) {
        return Ok(value as u64);
    }
    Err(Error::InvalidParameter {
        name,
        reason: "must be a whole number from 0, below 2^53".to_owned(),
    })
}

fn value(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_default()
}

/// A synthetic world. It holds no record; it makes each when asked.
#[napi]
pub struct NativeWorld(Arc<synth::World>);

/// Which lines are asked for.
struct Asked {
    world: Arc<synth::World>,
    kind: String,
    start: f64,
    stop: Option<f64>,
    truth: bool,
}

impl Asked {
    fn lines(&self, control: &dyn Control) -> CoreResult<Vec<u8>> {
        let kind = RecordKind::from_name(&self.kind)?;
        let stop = self
            .stop
            .map_or_else(|| self.world.count(kind), |stop| exact(stop, "stop"))?;
        let numbers = exact(self.start, "start")?..stop;
        let text = if self.truth {
            self.world.truth_ndjson(kind, numbers, control)
        } else {
            self.world.ndjson(kind, numbers, control)
        };
        text.map(String::into_bytes)
    }
}

#[napi]
impl NativeWorld {
    /// The world of a seed; size and rates as JSON, the day as `YYYY-MM-DD`.
    #[napi(factory, writable = true)]
    pub fn of(
        seed: f64,
        size: String,
        rates: Option<String>,
        as_of: Option<String>,
    ) -> Result<Self, ErrorCode> {
        here(|| {
            let mut world = synth::world(exact(seed, "seed")?, Size::from_value(&value(&size))?);
            if let Some(rates) = rates {
                world = world.with_rates(Rates::from_value(&value(&rates))?)?;
            }
            if let Some(day) = as_of {
                world = world.with_as_of(synth::World::day(&day)?)?;
            }
            Ok(Self(Arc::new(world)))
        })
    }

    /// How many numbers there are of a kind.
    #[napi]
    pub fn count(&self, kind: String) -> Result<f64, ErrorCode> {
        here(|| Ok(self.0.count(RecordKind::from_name(&kind)?)? as f64))
    }

    fn asked(&self, kind: String, start: f64, stop: Option<f64>, truth: bool) -> Asked {
        Asked {
            world: Arc::clone(&self.0),
            kind,
            start,
            stop,
            truth,
        }
    }

    /// Records, or the truth, as NDJSON, on a worker thread.
    #[napi(ts_return_type = "Promise<Uint8Array>")]
    pub fn lines(
        &self,
        kind: String,
        start: f64,
        stop: Option<f64>,
        truth: bool,
        token: Option<&CancelToken>,
        #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
        progress: Option<Progress>,
    ) -> AsyncTask<Job<Uint8Array>> {
        let asked = self.asked(kind, start, stop, truth);
        Job::start(token, progress, move |control| {
            asked.lines(control).map(Into::into)
        })
    }

    /// As `lines`, on the calling thread.
    #[napi]
    pub fn lines_sync(
        &self,
        kind: String,
        start: f64,
        stop: Option<f64>,
        truth: bool,
    ) -> Result<Uint8Array, ErrorCode> {
        here(|| {
            self.asked(kind, start, stop, truth)
                .lines(&NoControl)
                .map(Into::into)
        })
    }
}
