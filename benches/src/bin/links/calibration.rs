//! Are the weights as large as they should be? The log-likelihood-ratio cost of Brümmer and du Preez 2006 (Computer Speech and Language
//! 20:230), over the planted links and a fixed sample of registrants in reach who did not do it.

use std::error::Error;

use caselink::{
    records::Offender,
    tracking::{LinkOutcome, LinkSettings, OffenderIndex, OpenCase},
};
use serde_json::{Value, json};

use super::{
    evidence::{first_day, homes, km, scene},
    planted::Planted,
};

/// People of whom one in so many is in the sample.
const EVERY: usize = 40;
/// Non-links for each link.
const MANY: usize = 2;
/// Who lives farther away than this is no candidate by place.
const REACH_KM: f64 = 100.0;

/// Registrants of whom some are asked for.
pub(crate) struct Sample {
    seen: usize,
    last_day: Option<chrono::NaiveDate>,
    people: Vec<(String, Vec<Offender>)>,
}

impl Sample {
    pub(crate) fn new(cases: &[OpenCase]) -> Self {
        Self {
            seen: 0,
            last_day: cases.iter().filter_map(|one| first_day(&one.case)).max(),
            people: Vec::new(),
        }
    }

    pub(crate) fn note(&mut self, person: &str, records: &[Offender]) {
        self.seen += 1;
        let has_home = records.iter().any(|one| !one.stays.is_empty());
        if self.seen.is_multiple_of(EVERY) && has_home && self.last_day.is_some() {
            let own = records.iter().map(|one| Offender {
                person: caselink::records::Person {
                    id: one.person.id.clone(),
                    ..Default::default()
                },
                stays: one.stays.clone(),
                ..Offender::default()
            });
            self.people.push((person.to_owned(), own.collect()));
        }
    }

    /// The first people of the sample, from a place in it on, with a home in reach at the time.
    fn in_reach(&self, open: &OpenCase, from: usize) -> Vec<&(String, Vec<Offender>)> {
        let Some((scene, day)) = scene(&open.case).zip(first_day(&open.case)) else {
            return Vec::new();
        };
        let is_near = |(_, records): &&(String, Vec<Offender>)| {
            let mut all = records.iter().flat_map(|one| homes(one, day));
            all.any(|home| km(scene, home) <= REACH_KM)
        };
        let (before, after) = self.people.split_at(from % self.people.len().max(1));
        after
            .iter()
            .chain(before)
            .filter(is_near)
            .take(MANY)
            .collect()
    }
}

/// The greatest weight of the records of one person; `None` where one of them is ruled out.
fn weight<'a>(
    index: &OffenderIndex,
    open: &OpenCase,
    records: impl Iterator<Item = &'a Offender>,
    settings: &LinkSettings,
) -> Result<Option<f64>, Box<dyn Error>> {
    let mut best = f64::NEG_INFINITY;
    for record in records {
        let link = index.explain(record.person.id.expose(), open, settings)?;
        if link.outcome == LinkOutcome::Excluded {
            return Ok(None);
        }
        best = best.max(f64::from(link.total.0) / 1_000.0);
    }
    Ok(Some(best))
}

/// The cost in bits, and the least that any rising change of the weights would leave. A method that says nothing costs 1.
pub(crate) fn cllr(
    index: &OffenderIndex,
    cases: &[OpenCase],
    planted: &[Planted],
    sample: &Sample,
    settings: &LinkSettings,
) -> Result<Value, Box<dyn Error>> {
    let (mut links, mut others, mut ruled) = (Vec::new(), Vec::new(), 0);
    for (at, (open, truth)) in cases.iter().zip(planted).enumerate() {
        let Some(person) = &truth.link else {
            continue;
        };
        links.extend(weight(index, open, person.records.iter(), settings)?);
        for (id, records) in sample.in_reach(open, at * 997) {
            if *id == person.id {
                continue;
            }
            match weight(index, open, records.iter(), settings)? {
                Some(weight) => others.push(weight),
                None => ruled += 1,
            }
        }
    }
    let round = |value: f64| (value * 10_000.0).round() / 10_000.0;
    let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len().max(1) as f64;
    Ok(json!({
        "cllr": round(cost(&links, &others)),
        "cllr_min": round(least_cost(&links, &others)),
        "cllr_pairs": { "links": links.len(), "others": others.len(), "others_ruled_out": ruled },
        "mean_bits": { "links": round(mean(&links)), "others": round(mean(&others)) },
    }))
}

/// Of weights in bits.
fn cost(links: &[f64], others: &[f64]) -> f64 {
    let mean = |all: &[f64], sign: f64| {
        let sum: f64 = all.iter().map(|bits| (sign * bits).exp2().ln_1p()).sum();
        sum / all.len().max(1) as f64 / std::f64::consts::LN_2
    };
    f64::midpoint(mean(links, -1.0), mean(others, 1.0))
}

/// By pooling adjacent violators: the weights that isotonic regression gives, against the share of links in the sample.
fn least_cost(links: &[f64], others: &[f64]) -> f64 {
    let mut all: Vec<(f64, bool)> = links.iter().map(|bits| (*bits, true)).collect();
    all.extend(others.iter().map(|bits| (*bits, false)));
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    // links and others in each pool; equal weights stand in one from the beginning
    let mut pools: Vec<(f64, f64)> = Vec::new();
    let mut last = None;
    for (bits, is_link) in all {
        let one = (f64::from(u8::from(is_link)), f64::from(u8::from(!is_link)));
        let mut pool = one;
        if last == Some(bits)
            && let Some(equal) = pools.pop()
        {
            pool = (one.0 + equal.0, one.1 + equal.1);
        }
        last = Some(bits);
        while let Some(before) = pools.last().copied() {
            // rising: the share of links before is below that after
            if before.0 * pool.1 < pool.0 * before.1 {
                break;
            }
            pools.pop();
            pool = (pool.0 + before.0, pool.1 + before.1);
        }
        pools.push(pool);
    }
    let (n, m) = (links.len().max(1) as f64, others.len().max(1) as f64);
    let sum: f64 = pools
        .iter()
        .map(|(own, other)| {
            let ratio = (own / n) / (other / m);
            let link = if *own > 0.0 {
                own / n * (1.0 / ratio).ln_1p()
            } else {
                0.0
            };
            let none = if *other > 0.0 {
                other / m * ratio.ln_1p()
            } else {
                0.0
            };
            link + none
        })
        .sum();
    sum / 2.0 / std::f64::consts::LN_2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_costs_one() {
        assert!((cost(&[0.0, 0.0], &[0.0]) - 1.0).abs() < 1e-12);
        assert!((least_cost(&[0.0, 0.0], &[0.0]) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_least_cost_is_no_more_and_none_where_all_are_apart() {
        let (links, others) = ([2.0, 3.0, -1.0, 5.0], [-3.0, 0.0, -2.0, 1.0]);
        assert!(least_cost(&links, &others) <= cost(&links, &others));
        assert!(least_cost(&[1.0, 2.0], &[-1.0, 0.5]) < 1e-12);
        // the first is misled by half a bit of the wrong sign: by hand
        let by_hand = 0.5 * (1.0 + (-0.5f64).exp2()).log2() + 0.5 * (1.0 + (-0.5f64).exp2()).log2();
        assert!((cost(&[0.5], &[-0.5]) - by_hand).abs() < 1e-12);
    }
}
