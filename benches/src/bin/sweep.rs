//! `sweep FOLDER [long]`: 500 addresses for 10 teams, in four sorts of country, and once more than they can do, for `measure.py`. Writes each instance to `FOLDER` for the
//! peers, and compares with the shortest ways that a peer has left there, or `sweep` itself when it was given `long`: then it looks
//! sixty times as long.
#![allow(clippy::print_stdout, reason = "the line is its result")]

use std::{
    collections::BTreeMap,
    env,
    error::Error,
    fs,
    hash::{BuildHasher, BuildHasherDefault, DefaultHasher},
    path::Path,
};

use caselink::{
    NoControl,
    records::{Offender, RecordKind},
    synth::{Size, world},
    tracking::{Routes, SweepSettings, SweepStop, SweepTeam, Travel, verification_sweep},
};
use caselink_benches::{Random, cpu_s, peak_mib};
use serde_json::{Value, json};

const STOPS: usize = 500;
const TEAMS: usize = 10;
/// Minutes of a visit.
const SERVICE: f64 = 10.0;
const PEOPLE: u64 = 60_000;

type Point = (f64, f64);

/// What is to be planned, with every way in minutes.
struct Instance {
    name: &'static str,
    points: Vec<Point>,
    bases: Vec<Point>,
    /// For each stop.
    windows: Vec<Option<(f64, f64)>>,
    hours: (f64, f64),
    capacity: u32,
}

/// Homes of registrants who live in one state.
fn homes(state: &str) -> Result<Vec<Point>, Box<dyn Error>> {
    let size = Size {
        offenders: PEOPLE,
        ..Size::default()
    };
    let world = world(7, size);
    let mut all = Vec::new();
    for start in (0..PEOPLE).step_by(5_000) {
        let text = world.ndjson(RecordKind::Offender, start..start + 5_000, &NoControl)?;
        for line in text.lines() {
            let record: Offender = serde_json::from_str(line)?;
            let address = record
                .stays
                .last()
                .and_then(|stay| stay.place.address.as_ref());
            let Some(address) = address else { continue };
            let is_there = address
                .state
                .as_ref()
                .is_some_and(|one| one.expose() == state);
            let point = address.latitude.as_ref().zip(address.longitude.as_ref());
            if let Some((latitude, longitude)) = point.filter(|_| is_there) {
                all.push((*latitude.expose(), *longitude.expose()));
            }
        }
    }
    Ok(all)
}

/// Kilometres, flat: near enough to tell neighbours.
fn flat(a: Point, b: Point) -> f64 {
    let east = (a.1 - b.1) * a.0.to_radians().cos();
    (a.0 - b.0).hypot(east) * 111.2
}

/// Each home drawn to the nearest of so many towns, until a tenth of the way is left.
fn in_towns(homes: &[Point], towns: usize) -> Vec<Point> {
    let (centres, others) = homes.split_at(towns);
    let drawn = |home: &Point| {
        let nearest = centres
            .iter()
            .min_by(|a, b| flat(**a, *home).total_cmp(&flat(**b, *home)));
        let town = nearest.copied().unwrap_or(*home);
        let towards = |town: f64, home: f64| town + (home - town) * 0.1;
        (towards(town.0, home.0), towards(town.1, home.1))
    };
    others.iter().map(drawn).collect()
}

/// The homes nearest to the middle of all.
fn in_one_city(homes: &[Point], many: usize) -> Vec<Point> {
    let n = homes.len() as f64;
    let sum = homes
        .iter()
        .fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    let middle = (sum.0 / n, sum.1 / n);
    let mut all = homes.to_vec();
    all.sort_by(|a, b| flat(*a, middle).total_cmp(&flat(*b, middle)));
    all.truncate(many);
    all
}

fn instances() -> Result<Vec<Instance>, Box<dyn Error>> {
    let homes = homes("TX")?;
    let long = (0.0, 2_880.0);
    let of =
        |name, all: &[Point], one_base: bool, windows, hours| -> Result<Instance, Box<dyn Error>> {
            let points = all.get(..STOPS).ok_or("too few homes")?;
            let bases = all.get(STOPS..STOPS + TEAMS).ok_or("too few homes")?;
            let bases = (0..TEAMS).map(|team| bases[if one_base { 0 } else { team }]);
            Ok(Instance {
                name,
                points: points.to_vec(),
                bases: bases.collect(),
                windows,
                hours,
                capacity: 60,
            })
        };
    let none = || vec![None; STOPS];
    let towns = in_towns(&homes, 12);
    let city = in_one_city(&homes, STOPS + TEAMS);
    // a third is at home in the morning, a third in the evening
    let random = &mut Random::new(7);
    let mut drawn = |morning, evening| -> Vec<Option<(f64, f64)>> {
        let parts = [None, Some(morning), Some(evening)];
        let all = (0..STOPS).map(|_| parts[random.below(3) as usize]);
        all.collect()
    };
    let wide = drawn((480.0, 840.0), (960.0, 1_320.0));
    // more than ten teams can do: some are left out
    let narrow = drawn((480.0, 720.0), (1_020.0, 1_260.0));
    Ok(vec![
        of("rural", &homes, false, none(), long)?,
        of("towns", &towns, false, none(), long)?,
        of("city", &city, true, none(), long)?,
        of("windows", &city, false, wide, (420.0, 1_440.0))?,
        of("too_many", &city, false, narrow, (420.0, 1_320.0))?,
    ])
}

impl Instance {
    /// Minutes between all stops, then bases, as the library counts them by default; in thousandths.
    fn minutes(&self) -> Vec<Vec<f64>> {
        let all: Vec<Point> = self.points.iter().chain(&self.bases).copied().collect();
        let half = |a: f64, b: f64| ((a - b).to_radians() / 2.0).sin().powi(2);
        let km = |a: Point, b: Point| {
            let across = a.0.to_radians().cos() * b.0.to_radians().cos() * half(a.1, b.1);
            2.0 * 6_371.008_8 * (half(a.0, b.0) + across).sqrt().asin()
        };
        let way = |a: Point, b: Point| (km(a, b) * 1.3 / 50.0 * 60_000.0).round() / 1_000.0;
        all.iter()
            .map(|a| all.iter().map(|b| way(*a, *b)).collect())
            .collect()
    }

    fn solve(&self, minutes: Vec<Vec<f64>>, rounds: u32, seed: u64) -> caselink::Result<Routes> {
        let stops: Vec<SweepStop> = (0..self.points.len())
            .map(|at| SweepStop {
                id: format!("A-{at:03}").into(),
                service_minutes: Some(SERVICE),
                window: self.windows[at],
                ..SweepStop::default()
            })
            .collect();
        let teams: Vec<SweepTeam> = (0..self.bases.len())
            .map(|at| SweepTeam {
                id: format!("team {at}"),
                capacity: self.capacity,
                hours: self.hours,
                ..SweepTeam::default()
            })
            .collect();
        let settings = SweepSettings {
            balance: None,
            rounds,
            seed,
            ..SweepSettings::default()
        };
        let travel = Travel::Matrix { minutes };
        verification_sweep(&stops, &teams, &travel, &settings, &NoControl)
    }
}

/// Keeps routes that leave nothing out and are shorter than what is known.
fn keep_best(best: &mut BTreeMap<String, Value>, name: &str, key: &str, found: &Routes) {
    let known = best.get(name).filter(|known| known["key"] == json!(key));
    let known = known.and_then(|known| known["minutes"].as_f64());
    let is_shorter = known.is_none_or(|known| found.travel_minutes < known);
    if found.unassigned.is_empty() && is_shorter {
        let minutes = found.travel_minutes;
        best.insert(name.to_owned(), json!({ "key": key, "minutes": minutes }));
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("usage: sweep FOLDER")?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let is_long = env::args().nth(2).is_some_and(|one| one == "long");
    let usual = SweepSettings::default().rounds;
    let store = folder.join("sweep-best.json");
    let best = fs::read_to_string(&store).unwrap_or_default();
    let mut best: BTreeMap<String, Value> = serde_json::from_str(&best).unwrap_or_default();
    let (mut shown, mut worst, mut slowest) = (BTreeMap::new(), None::<f64>, 0.0_f64);
    let mut unassigned = 0;
    for one in instances()? {
        let minutes = one.minutes();
        let mut instance = json!({
            "name": one.name,
            "minutes": minutes,
            "service": SERVICE,
            "windows": one.windows,
            "teams": TEAMS,
            "capacity": one.capacity,
            "hours": one.hours,
        });
        // what a peer found holds of the very same instance only
        let key = BuildHasherDefault::<DefaultHasher>::default().hash_one(instance.to_string());
        let key = format!("{key:016x}");
        instance["key"] = json!(key);
        let own = minutes.clone();
        let before = cpu_s();
        let found = one.solve(own, usual, 0)?;
        let spent = cpu_s() - before;
        slowest = slowest.max(spent);
        unassigned += found.unassigned.len();
        let file = folder.join(format!("sweep-{}.json", one.name));
        fs::write(file, instance.to_string())?;
        if is_long {
            for seed in 1..4 {
                let long = one.solve(minutes.clone(), usual * 20, seed)?;
                keep_best(&mut best, one.name, &key, &long);
            }
        }
        let known = best.get(one.name).filter(|best| best["key"] == json!(key));
        let known = known.and_then(|best| best["minutes"].as_f64());
        // who leaves stops out goes less far
        let is_whole = found.unassigned.is_empty();
        let ratio = known
            .filter(|_| is_whole)
            .map(|known| found.travel_minutes / known);
        worst = ratio.map_or(worst, |ratio| Some(worst.unwrap_or(0.0).max(ratio)));
        let round = |value: f64| (value * 1_000.0).round() / 1_000.0;
        shown.insert(
            one.name,
            json!({
                "minutes": round(found.travel_minutes),
                "best_known": known,
                "ratio": ratio.map(round),
                "unassigned": found.unassigned.len(),
                "cpu_s": round(spent),
            }),
        );
    }
    if is_long {
        fs::write(store, serde_json::to_string(&best)?)?;
    }
    let round = |value: f64| (value * 1_000.0).round() / 1_000.0;
    let line = json!({
        "ratio_to_best": worst.map(round),
        "cpu_s": round(slowest),
        "unassigned": unassigned,
        "stops": STOPS,
        "teams": TEAMS,
        "instances": shown,
        "peak_mib": peak_mib(),
    });
    println!("{line}");
    Ok(())
}
