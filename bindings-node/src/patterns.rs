//! Is there a pattern in space and time?

use std::sync::Arc;

use caselink::{
    Control, Error, NoControl, Result as CoreResult, clustering, events, patterns as core,
    patterns::MonteCarlo,
    records::{Limits, Rejections, TimeRange},
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    columns::{Column, Input},
    control::{CancelToken, Job, Progress},
    error::{ErrorCode, here},
    json,
};

/// The events behind the class of `patterns.js`.
#[napi]
pub struct NativeEvents {
    pub(crate) inner: Arc<events::Events>,
    set_aside: Rejections,
}

fn read(input: Input, settings: &str, limits: Option<&str>) -> CoreResult<NativeEvents> {
    let settings = events::EventSettings::from_value(&json::value(settings, "settings")?)?;
    let limits = limits.map(|limits| Limits::from_value(&json::value(limits, "limits")?));
    let table = input.read()?;
    let (inner, set_aside) = events::Events::from_batches(
        &table.batches,
        &table.schema,
        &settings,
        &limits.transpose()?.unwrap_or_default(),
    )?;
    Ok(NativeEvents {
        inner: Arc::new(inner),
        set_aside,
    })
}

#[napi]
impl NativeEvents {
    /// Events out of a table; `EventSettings` and `Limits` as JSON.
    #[napi(factory, writable = true)]
    pub fn of(
        table: Either<Vec<Column>, Uint8ArraySlice<'_>>,
        settings: String,
        limits: Option<String>,
    ) -> Result<Self, ErrorCode> {
        let input: Input = table.into();
        here(|| read(input, &settings, limits.as_deref()))
    }

    /// `Rejections` as JSON.
    #[napi]
    pub fn set_aside(&self) -> Result<String, ErrorCode> {
        here(|| json::text(&self.set_aside))
    }

    /// The numbers of the events whose degrees are swapped, by the look of them.
    #[napi]
    pub fn seem_swapped(&self) -> Uint32Array {
        self.inner.seem_swapped().to_vec().into()
    }

    /// The row of the table that each event came from.
    #[napi]
    pub fn rows(&self) -> Uint32Array {
        self.inner.rows().to_vec().into()
    }

    /// How many there are.
    #[napi(getter)]
    pub fn length(&self) -> u32 {
        self.inner.len() as u32
    }
}

/// How often chance is asked, as JavaScript gives it.
#[napi(object, object_to_js = false)]
pub struct Chance {
    /// Replicates.
    pub replicates: Option<f64>,
    /// The seed.
    pub seed: Option<f64>,
    /// Worker threads.
    pub threads: Option<f64>,
}

/// A whole number from 0 that JavaScript holds exactly.
fn whole(value: Option<f64>, name: &'static str, usual: u64) -> CoreResult<u64> {
    let value = value.unwrap_or(usual as f64);
    let is_whole = (0.0..=9_007_199_254_740_991.0).contains(&value) && value.fract() == 0.0;
    is_whole
        .then_some(value as u64)
        .ok_or_else(|| Error::InvalidParameter {
            name,
            reason: "must be a whole number from 0".to_owned(),
        })
}

impl Chance {
    pub(crate) fn read(&self) -> CoreResult<MonteCarlo> {
        let usual = MonteCarlo::default();
        let small = |value, name, usual: u32| {
            whole(value, name, u64::from(usual))
                .map(|value| u32::try_from(value).unwrap_or(u32::MAX))
        };
        Ok(MonteCarlo {
            replicates: small(self.replicates, "replicates", usual.replicates)?,
            seed: whole(self.seed, "seed", usual.seed)?,
            threads: small(self.threads, "threads", usual.threads)?,
        })
    }
}

/// A test by its name in the core, with what it needs.
struct Test {
    name: String,
    events: Arc<events::Events>,
    settings: String,
    how: Chance,
    further: Option<String>,
}

/// What some need beside the events.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Further {
    x: Vec<f64>,
    y: Vec<f64>,
    people: Vec<f64>,
    of: Option<Vec<u32>>,
    is_case: Vec<bool>,
    order: Option<Vec<u32>>,
}

impl Further {
    fn read(json: Option<&str>) -> CoreResult<Self> {
        json.map_or_else(
            || Ok(Self::default()),
            |json| {
                serde_json::from_str(json).map_err(|_| Error::InvalidParameter {
                    name: "columns",
                    reason: "must be arrays of numbers, and isCase one of booleans".to_owned(),
                })
            },
        )
    }
}

impl Test {
    fn run(&self, control: &dyn Control) -> CoreResult<String> {
        let (settings, how) = (json::value(&self.settings, "settings")?, self.how.read()?);
        let (events, limits) = (&*self.events, &Limits::default());
        macro_rules! by_chance {
            ($test:ident, $settings:ident) => {{
                let settings = core::$settings::from_value(&settings)?;
                json::text(&core::$test(events, &settings, how, limits, control)?)
            }};
        }
        match &self.name[..] {
            "knox" => by_chance!(knox, KnoxSettings),
            "near_repeat" => by_chance!(near_repeat, NearRepeatSettings),
            "mantel" => by_chance!(mantel, MantelSettings),
            "jacquez" => by_chance!(jacquez, JacquezSettings),
            "space_time_k" => by_chance!(space_time_k, SpaceTimeKSettings),
            "scan_permutation" | "scan_poisson" | "scan_bernoulli" => {
                let settings = core::ScanSettings::from_value(&settings)?;
                let more = Further::read(self.further.as_deref())?;
                let (x, y) = (&more.x[..], &more.y[..]);
                json::text(&match &self.name[..] {
                    "scan_permutation" => {
                        let places = core::PlaceColumns { x, y };
                        core::scan_permutation(events, places, &settings, how, limits, control)?
                    }
                    "scan_poisson" => {
                        let population = core::PopulationColumns {
                            x,
                            y,
                            people: &more.people,
                            of: more.of.as_deref(),
                        };
                        core::scan_poisson(events, &population, &settings, how, limits, control)?
                    }
                    _ => {
                        let is_case = &more.is_case;
                        core::scan_bernoulli(events, is_case, &settings, how, limits, control)?
                    }
                })
            }
            "geographic_profile" => {
                let settings = core::GeographicProfileSettings::from_value(&settings)?;
                json::text(&core::geographic_profile(
                    events, &settings, limits, control,
                )?)
            }
            "st_dbscan" => {
                let settings = clustering::StDbscanSettings::from_value(&settings)?;
                let order = Further::read(self.further.as_deref())?.order;
                let order = order.as_deref();
                json::text(&clustering::st_dbscan(
                    events, order, &settings, limits, control,
                )?)
            }
            "near_repeat_pairs" => {
                let settings = core::NearRepeatSettings::from_value(&settings)?;
                json::text(&core::near_repeat_pairs(
                    events, &settings, limits, control,
                )?)
            }
            _ => Err(Error::Internal),
        }
    }
}

/// Runs a test on a worker thread: its name, its settings as JSON; gives its result as JSON.
#[napi(ts_return_type = "Promise<string>")]
pub fn test_events(
    name: String,
    events: &NativeEvents,
    settings: String,
    how: Chance,
    further: Option<String>,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<String>> {
    let events = Arc::clone(&events.inner);
    let test = Test {
        name,
        events,
        settings,
        how,
        further,
    };
    Job::start(token, progress, move |control| test.run(control))
}

/// As `test_events`, on the calling thread.
#[napi]
pub fn test_events_sync(
    name: String,
    events: &NativeEvents,
    settings: String,
    how: Chance,
    further: Option<String>,
) -> Result<String, ErrorCode> {
    let events = Arc::clone(&events.inner);
    let test = Test {
        name,
        events,
        settings,
        how,
        further,
    };
    here(|| test.run(&NoControl))
}

fn pair(span: &[f64], name: &'static str) -> CoreResult<(f64, f64)> {
    match span {
        [start, end] => Ok((*start, *end)),
        _ => Err(Error::InvalidParameter {
            name,
            reason: "must be the earliest and the latest time".to_owned(),
        }),
    }
}

/// The expected gap between two spans.
#[napi]
pub fn expected_gap(a: Vec<f64>, b: Vec<f64>) -> Result<f64, ErrorCode> {
    here(|| Ok(core::expected_gap(pair(&a, "a")?, pair(&b, "b")?)))
}

/// The expected gap round a cycle.
#[napi]
pub fn expected_circular_gap(a: Vec<f64>, b: Vec<f64>, cycle: f64) -> Result<f64, ErrorCode> {
    here(|| {
        Ok(core::expected_circular_gap(
            pair(&a, "a")?,
            pair(&b, "b")?,
            cycle,
        ))
    })
}

/// How likely two spans lie within `tau`.
#[napi]
pub fn probability_within(a: Vec<f64>, b: Vec<f64>, tau: f64) -> Result<f64, ErrorCode> {
    here(|| {
        Ok(core::probability_within(
            pair(&a, "a")?,
            pair(&b, "b")?,
            tau,
        ))
    })
}

/// How a span spreads over bins.
#[napi]
pub fn aoristic_weights(span: Vec<f64>, edges: Vec<f64>) -> Result<Vec<f64>, ErrorCode> {
    here(|| core::aoristic_weights(pair(&span, "span")?, &edges))
}

/// The sum of the weights of all events.
#[napi]
pub fn aoristic_counts(events: &NativeEvents, edges: Vec<f64>) -> Result<Vec<f64>, ErrorCode> {
    here(|| core::aoristic_counts(&events.inner, &edges, &Limits::default(), &NoControl))
}

/// Hours and weekdays: each `TimeRange` and `ProfileSettings` as JSON; gives `TimeProfile` as JSON.
#[napi]
pub fn time_profile(times: Vec<String>, settings: String) -> Result<String, ErrorCode> {
    here(|| {
        let settings = core::ProfileSettings::from_value(&json::value(&settings, "settings")?)?;
        let times = times
            .iter()
            .map(|text| serde_json::from_str(text).unwrap_or_default());
        let times = TimeRange::list_from_values(times)?;
        json::text(&core::time_profile(&times, &settings)?)
    })
}

/// Counts as JavaScript has them: null where one is not known.
fn counts(json: &str) -> CoreResult<Vec<Option<u32>>> {
    serde_json::from_str(json).map_err(|_| Error::InvalidParameter {
        name: "counts",
        reason: "must be whole numbers from 0, and null where one is not known".to_owned(),
    })
}

/// Watches counts, by the name of the method in the core; counts and settings as JSON.
#[napi]
pub fn watch_counts(name: String, counts: String, settings: String) -> Result<String, ErrorCode> {
    fn text<T: Serialize>(found: CoreResult<T>) -> CoreResult<String> {
        json::text(&found?)
    }
    here(|| {
        let (settings, limits) = (json::value(&settings, "settings")?, &Limits::default());
        let read = || self::counts(&counts);
        match &name[..] {
            "ears" => text(core::ears(
                &read()?,
                &core::EarsSettings::from_value(&settings)?,
                limits,
            )),
            "cusum" => text(core::cusum(
                &read()?,
                &core::CusumSettings::from_value(&settings)?,
                limits,
            )),
            "farrington" => {
                let settings = core::FarringtonSettings::from_value(&settings)?;
                text(core::farrington(&read()?, &settings, limits, &NoControl))
            }
            "unusual_counts" => {
                let settings = core::PredictiveSettings::from_value(&settings)?;
                let regions: Vec<core::RegionCounts> = serde_json::from_str::<Value>(&counts)
                    .and_then(serde_json::from_value)
                    .map_err(|_| Error::InvalidParameter {
                        name: "regions",
                        reason: "must be objects with now and history".to_owned(),
                    })?;
                text(core::unusual_counts(&regions, &settings, limits))
            }
            _ => Err(Error::Internal),
        }
    })
}

/// The reference value of a Poisson CUSUM.
#[napi]
pub fn poisson_reference(usual: f64, raised: f64) -> Result<f64, ErrorCode> {
    here(|| core::poisson_reference(usual, raised))
}

/// False discovery rates.
#[napi]
pub fn benjamini_hochberg(p_values: Vec<f64>) -> Result<Vec<f64>, ErrorCode> {
    here(|| core::benjamini_hochberg(&p_values))
}
