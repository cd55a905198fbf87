//! Patterns in space and time: the golden vectors that Rust, Python and Node all run.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "common/releases.rs"]
mod releases;

use caselink::{
    NoControl,
    clustering::{StDbscanSettings, st_dbscan},
    events::{EventColumns, EventSettings, Events},
    patterns::{
        self, CusumSettings, EarsSettings, FarringtonSettings, GeographicProfileSettings,
        JacquezSettings, KnoxSettings, MantelSettings, MonteCarlo, NearRepeatSettings,
        PlaceColumns, PopulationColumns, PredictiveSettings, RegionCounts, ScanSettings,
        SpaceTimeKSettings,
    },
    records::Limits,
};
use releases::{check, read};
use serde_json::{Value, json};

/// The events of a table, and the rows that were set aside.
fn events(table: &Value) -> (Events, Value) {
    let settings = EventSettings::from_value(&table["settings"]).unwrap();
    let column = |name: &str| -> Vec<f64> {
        let values = table["columns"][name].as_array().unwrap();
        values.iter().map(|v| v.as_f64().unwrap()).collect()
    };
    let [x, y, start] = ["x", "y", "start"].map(column);
    let end = settings.end.as_deref().map(column);
    let columns = EventColumns {
        x: &x,
        y: &y,
        start: &start,
        end: end.as_deref(),
        radius: None,
    };
    let (events, set_aside) = Events::new(settings.metric, &columns, &Limits::default()).unwrap();
    (events, json!(set_aside))
}

#[test]
#[allow(clippy::too_many_lines, reason = "one arm for each test")]
fn tests_on_events() {
    let mut file = read("patterns.json");
    let number = |name: &str| file[name].as_u64().unwrap();
    let (replicates, seed) = (number("replicates") as u32, number("seed"));
    let tables = file["tables"].clone();
    for case in file["cases"].as_array_mut().unwrap() {
        let (events, set_aside) = events(&tables[case["columns"].as_str().unwrap()]);
        let settings = &case["settings"];
        let further = |name: &str| -> Vec<f64> {
            serde_json::from_value(case["further"][name].clone()).unwrap_or_default()
        };
        let limits = Limits::default();
        let mut found = Vec::new();
        for threads in [1, 3] {
            let how = MonteCarlo {
                replicates,
                seed,
                threads,
            };
            macro_rules! by_chance {
                ($test:ident, $settings:ident) => {{
                    let settings = $settings::from_value(settings).unwrap();
                    json!(patterns::$test(&events, &settings, how, &limits, &NoControl).unwrap())
                }};
            }
            found.push(match case["test"].as_str().unwrap() {
                "knox" => by_chance!(knox, KnoxSettings),
                "near_repeat" => by_chance!(near_repeat, NearRepeatSettings),
                "mantel" => by_chance!(mantel, MantelSettings),
                "jacquez" => by_chance!(jacquez, JacquezSettings),
                "space_time_k" => by_chance!(space_time_k, SpaceTimeKSettings),
                "scan_permutation" => {
                    let settings = ScanSettings::from_value(settings).unwrap();
                    let (x, y) = (further("x"), further("y"));
                    let places = PlaceColumns { x: &x, y: &y };
                    let found = patterns::scan_permutation(
                        &events, places, &settings, how, &limits, &NoControl,
                    );
                    json!(found.unwrap())
                }
                "scan_poisson" => {
                    let settings = ScanSettings::from_value(settings).unwrap();
                    let [x, y, people] = ["x", "y", "people"].map(further);
                    let population = PopulationColumns {
                        x: &x,
                        y: &y,
                        people: &people,
                        of: None,
                    };
                    let found = patterns::scan_poisson(
                        &events,
                        &population,
                        &settings,
                        how,
                        &limits,
                        &NoControl,
                    );
                    json!(found.unwrap())
                }
                "scan_bernoulli" => {
                    let settings = ScanSettings::from_value(settings).unwrap();
                    let is_case: Vec<bool> =
                        serde_json::from_value(case["further"]["is_case"].clone()).unwrap();
                    let found = patterns::scan_bernoulli(
                        &events, &is_case, &settings, how, &limits, &NoControl,
                    );
                    json!(found.unwrap())
                }
                "st_dbscan" => {
                    let settings = StDbscanSettings::from_value(settings).unwrap();
                    let order: Option<Vec<u32>> =
                        serde_json::from_value(case["further"]["order"].clone()).unwrap();
                    let found =
                        st_dbscan(&events, order.as_deref(), &settings, &limits, &NoControl);
                    json!(found.unwrap())
                }
                "geographic_profile" => {
                    let settings = GeographicProfileSettings::from_value(settings).unwrap();
                    json!(
                        patterns::geographic_profile(&events, &settings, &limits, &NoControl)
                            .unwrap()
                    )
                }
                "near_repeat_pairs" => {
                    let settings = NearRepeatSettings::from_value(settings).unwrap();
                    let pairs =
                        patterns::near_repeat_pairs(&events, &settings, &limits, &NoControl);
                    json!(pairs.unwrap())
                }
                other => panic!("no test is called {other}"),
            });
        }
        assert_eq!(found[0], found[1], "the number of threads changes nothing");
        case["found"] = found.remove(0);
        case["set_aside"] = set_aside;
    }
    for case in file["counts"].as_array_mut().unwrap() {
        let (settings, limits) = (&case["settings"], Limits::default());
        let counts = || serde_json::from_value::<Vec<Option<u32>>>(case["counts"].clone()).unwrap();
        let found = match case["method"].as_str().unwrap() {
            "ears" => {
                json!(
                    patterns::ears(
                        &counts(),
                        &EarsSettings::from_value(settings).unwrap(),
                        &limits
                    )
                    .unwrap()
                )
            }
            "cusum" => {
                json!(
                    patterns::cusum(
                        &counts(),
                        &CusumSettings::from_value(settings).unwrap(),
                        &limits
                    )
                    .unwrap()
                )
            }
            "farrington" => {
                let settings = FarringtonSettings::from_value(settings).unwrap();
                json!(patterns::farrington(&counts(), &settings, &limits, &NoControl).unwrap())
            }
            "unusual_counts" => {
                let regions: Vec<RegionCounts> =
                    serde_json::from_value(case["counts"].clone()).unwrap();
                let settings = PredictiveSettings::from_value(settings).unwrap();
                json!(patterns::unusual_counts(&regions, &settings, &limits).unwrap())
            }
            other => panic!("no method is called {other}"),
        };
        case["found"] = found;
    }
    check("patterns.json", &file);
}
