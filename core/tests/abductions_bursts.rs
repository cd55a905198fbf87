//! A town in which many unrelated attempts are reported within weeks, as after one that everybody talks about: they are no series.
#![cfg(feature = "synth")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::{
    collections::{HashMap, HashSet},
    f64::consts::TAU,
};

use caselink::{
    NoControl,
    abductions::{SeriesFound, SeriesSettings, series},
    records::{Incident, Limits, RecordKind},
    synth::{Rates, Size, TrueIncident, world},
};
use serde_json::{Value, from_value, json, to_value};

/// `SplitMix64`.
struct Chance(u64);

impl Chance {
    /// From 0 to 1.
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn made(seed: u64, count: u64, rates: &Value) -> (Vec<Incident>, Vec<TrueIncident>) {
    let size = Size {
        incidents: count,
        ..Size::default()
    };
    let world = world(seed, size)
        .with_rates(Rates::from_value(rates).unwrap())
        .unwrap();
    let kind = RecordKind::Incident;
    let lines = world.ndjson(kind, 0..count, &NoControl).unwrap();
    let truth = world.truth_ndjson(kind, 0..count, &NoControl).unwrap();
    (
        lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect(),
        truth
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect(),
    )
}

/// What one burst is like.
#[derive(Clone, Copy, Debug)]
struct Burst {
    attempts: usize,
    /// Attempts all over the country, over three years, beside them.
    others: usize,
    km: f64,
    days: f64,
    has_places: bool,
}

/// Attempts that have nothing to do with each other, each of a person and a vehicle of its own: those of the burst first.
fn burst(seed: u64, of: Burst) -> Vec<Incident> {
    let alone = json!({ "in_series": 0.0, "in_coincidence": 0.0, "incident_by_registrant": 0.0 });
    let (mut all, truth) = made(seed, (of.attempts + of.others) as u64, &alone);
    let people: HashSet<&str> = truth.iter().map(|one| one.person.as_str()).collect();
    assert_eq!(people.len(), all.len());
    let chance = &mut Chance(seed);
    for one in all.iter_mut().take(of.attempts) {
        let mut value = to_value(&*one).unwrap();
        let (away, turn) = (of.km * chance.share().sqrt(), chance.share() * TAU);
        let day = chrono::NaiveDate::from_ymd_opt(2025, 3, 1).unwrap()
            + chrono::TimeDelta::days((of.days * chance.share()) as i64);
        let address = &mut value["place"]["address"];
        address["locality"] = json!("Springfield");
        address["state"] = json!("IL");
        if of.has_places {
            address["latitude"] = json!(39.78 + away * turn.cos() / 111.2);
            address["longitude"] = json!(-89.65 + away * turn.sin() / 85.5);
        } else {
            address["latitude"] = Value::Null;
            address["longitude"] = Value::Null;
        }
        for end in ["earliest", "latest"] {
            let clock = value["time"][end].as_str().unwrap()[10..].to_owned();
            value["time"][end] = json!(format!("{day}{clock}"));
        }
        value["reported_on"] = json!(day);
        value["agency"] = json!("springfield-police-1");
        *one = from_value(value).unwrap();
    }
    all
}

fn find(incidents: &[Incident]) -> SeriesFound {
    let settings = SeriesSettings::default();
    series(incidents, &settings, &Limits::default(), &NoControl).unwrap()
}

/// Attempts of a burst that are in a series with another incident or a duplicate of one, and pairs of them that are together.
fn joined(all: &[Incident], attempts: usize) -> (usize, usize) {
    let of_burst: HashSet<&str> = all[..attempts]
        .iter()
        .map(|one| one.id.expose().as_str())
        .collect();
    let found = find(all);
    let mut count = (found.duplicates.len(), 0);
    for one in &found.series {
        let is_of = |id: &&caselink::records::Pii<String>| of_burst.contains(id.expose().as_str());
        let here = one.incidents.iter().filter(is_of).count();
        count.0 += here;
        count.1 += here * here.saturating_sub(1) / 2;
    }
    count
}

/// Of all kinds of bursts, in files of the burst alone and in files of the country: of 100 attempts, 5 at most are put together
/// with another one, and of all pairs of them too.
#[test]
fn a_burst_is_no_series() {
    let (mut attempts, mut pairs) = ((0, 0), (0, 0));
    let mut kinds = Vec::new();
    for others in [0, 400] {
        for (count, km, days) in [
            (12, 1.5, 10.0),
            (30, 2.0, 21.0),
            (30, 8.0, 45.0),
            (80, 3.0, 21.0),
        ] {
            for has_places in [true, false] {
                kinds.push(Burst {
                    attempts: count,
                    others,
                    km,
                    days,
                    has_places,
                });
            }
        }
    }
    for kind in kinds {
        let (mut wrong, mut all) = (0, 0);
        for seed in 0..3 {
            let (here, together) = joined(&burst(seed, kind), kind.attempts);
            wrong += here;
            all += kind.attempts;
            pairs.0 += together;
            pairs.1 += kind.attempts * (kind.attempts - 1) / 2;
        }
        attempts.0 += wrong;
        attempts.1 += all;
        // no kind is much worse than the rest; with so few attempts of a kind, chance has its say
        assert!(
            wrong as f64 <= 0.05 * all as f64 + 2.0,
            "{kind:?}: {wrong} of {all}"
        );
    }
    println!("attempts {attempts:?}, pairs {pairs:?}");
    assert!(
        attempts.0 as f64 <= 0.05 * f64::from(attempts.1 as u32),
        "{attempts:?}"
    );
    assert!(
        pairs.0 as f64 <= 0.05 * f64::from(pairs.1 as u32),
        "{pairs:?}"
    );
}

/// What the bound on bursts must not cost: the planted series of the default world are found as before.
#[test]
fn planted_series_are_still_found() {
    let (mut right, mut together, mut planted) = (0, 0, 0);
    for seed in 13..16 {
        let (all, truth) = made(seed, 500, &json!({}));
        let of: HashMap<&str, &str> = truth
            .iter()
            .filter_map(|one| Some((one.incident.as_str(), one.series.as_deref()?)))
            .collect();
        let mut sizes: HashMap<&str, usize> = HashMap::new();
        for one in of.values() {
            *sizes.entry(one).or_default() += 1;
        }
        planted += sizes
            .values()
            .map(|size| size * (size - 1) / 2)
            .sum::<usize>();
        for one in find(&all).series {
            for (at, a) in one.incidents.iter().enumerate() {
                for b in &one.incidents[at + 1..] {
                    let (a, b) = (of.get(a.expose().as_str()), of.get(b.expose().as_str()));
                    together += 1;
                    right += usize::from(a.is_some() && a == b);
                }
            }
        }
    }
    println!("{right} right of {together}, {planted} planted");
    assert!(right as f64 > 0.6 * planted as f64, "{right} of {planted}");
    assert!(
        right as f64 > 0.8 * f64::from(together),
        "{right} of {together}"
    );
}
