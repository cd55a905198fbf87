//! What was listed against the truth.

use std::{
    collections::{BTreeMap, HashMap},
    error::Error,
    hash::{BuildHasher, BuildHasherDefault, DefaultHasher},
};

use caselink::{
    NoControl,
    records::{Case, Offender},
    tracking::{LinkOutcome, LinkSettings, OffenderFindings, OffenderIndex, OpenCase},
};
use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{
    evidence::{Evidence, Told, first_day, last_day},
    planted::{Person, Planted},
};

/// Links of a case: the hash of the record, and what it came to.
pub(crate) struct Listed {
    links: Vec<(u64, LinkOutcome)>,
    excluded: Vec<u64>,
}

fn key(id: &str) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(id)
}

impl Listed {
    pub(crate) fn new(found: &OffenderFindings) -> Self {
        let links = found.links.iter();
        let excluded = found.excluded.iter();
        Self {
            links: links
                .map(|link| (key(link.offender.expose()), link.outcome))
                .collect(),
            excluded: excluded.map(|one| key(one.offender.expose())).collect(),
        }
    }

    fn rank(&self, person: &Person) -> Option<usize> {
        let is_of = |link: &(u64, LinkOutcome)| {
            person
                .records
                .iter()
                .any(|one| key(one.person.id.expose()) == link.0)
        };
        self.links.iter().position(is_of)
    }
}

/// Days in custody that the place of custody confirmed, from the first to the day of release.
type Held = (NaiveDate, NaiveDate);

/// What registries hold on custody, and figures.
#[derive(Default)]
pub(crate) struct Judge {
    held: HashMap<u64, Vec<Held>, BuildHasherDefault<DefaultHasher>>,
}

impl Judge {
    /// Keeps the custody of a record that may matter to a case: the cases are of three years.
    pub(crate) fn note(&mut self, record: &Offender) {
        let recorded = record
            .person
            .provenance
            .as_ref()
            .and_then(|one| one.recorded_on);
        let held: Vec<Held> = record
            .custody
            .iter()
            .filter(|one| one.verified == Some(true))
            .filter_map(|one| {
                let span = one.span.expose();
                Some((span.start()?, span.end().or(recorded)?))
            })
            .filter(|(_, until)| until.to_string().as_str() > "2022-11-30")
            .collect();
        if !held.is_empty() {
            self.held.insert(key(record.person.id.expose()), held);
        }
    }

    /// Whether a record says, confirmed, that the person was held over the whole time of a case.
    fn is_held(&self, record: u64, case: &Case) -> bool {
        let Some((first, last)) = first_day(case).zip(last_day(case)) else {
            return false;
        };
        let spans = self.held.get(&record).map_or(&[][..], Vec::as_slice);
        spans
            .iter()
            .any(|(from, until)| *from < first && *until > last)
    }

    pub(crate) fn judge(
        &self,
        cases: &[OpenCase],
        planted: &[Planted],
        listed: &[Listed],
        one_of_ten: &[Option<bool>],
    ) -> Value {
        let mut sorts: BTreeMap<Evidence, [u32; 3]> = BTreeMap::new();
        let (mut strong, mut coincidences, mut coincidences_listed) = (0, 0, 0);
        let (mut excluded_listed, mut excluded, mut links, mut excluded_planted) = (0, 0, 0, 0);
        // with evidence, and among them found, farther down, and not listed, with and without a home near by
        let mut told = [0_u32; 5];
        let all = cases.iter().zip(planted).zip(listed).zip(one_of_ten);
        for (((open, truth), found), is_told) in all {
            links += found.links.len();
            excluded += found.excluded.len();
            excluded_listed += found
                .links
                .iter()
                .filter(|link| found.excluded.contains(&link.0) || self.is_held(link.0, &open.case))
                .count();
            if let Some(person) = &truth.coincidence {
                coincidences += 1;
                if let Some(rank) = found.rank(person) {
                    coincidences_listed += 1;
                    let outcome = found.links.get(rank).map(|link| link.1);
                    strong += u32::from(outcome == Some(LinkOutcome::Strong));
                }
            }
            if let Some(person) = &truth.link {
                let own = |one: &u64| {
                    person
                        .records
                        .iter()
                        .any(|own| key(own.person.id.expose()) == *one)
                };
                excluded_planted += u32::from(found.excluded.iter().any(own));
                let sums = sorts.entry(Evidence::of(open, person)).or_default();
                let rank = found.rank(person);
                sums[0] += 1;
                if *is_told == Some(true) {
                    told[0] += 1;
                    told[1] += u32::from(rank.is_some_and(|rank| rank < 10));
                    told[2] += u32::from(rank.is_some_and(|rank| rank >= 10));
                    let lived_near = Told::of(&open.case, &person.records).lives_near();
                    told[if lived_near { 3 } else { 4 }] += u32::from(rank.is_none());
                }
                sums[1] += u32::from(rank.is_some_and(|rank| rank < 10));
                sums[2] += u32::from(rank.is_some());
            }
        }
        let recall = |is_of: &dyn Fn(Evidence) -> bool, at: usize| {
            let of = || sorts.iter().filter(|(sort, _)| is_of(**sort));
            let all: u32 = of().map(|(_, sums)| sums[0]).sum();
            let found: u32 = of().map(|(_, sums)| sums[at]).sum();
            json!(share(found, all))
        };
        let by_sort: BTreeMap<&str, Value> = Evidence::ALL
            .into_iter()
            .map(|sort| {
                let many = sorts.get(&sort).map_or(0, |sums| sums[0]);
                let value = json!({
                    "links": many,
                    "recall_at_10": recall(&|one| one == sort, 1),
                    "listed": recall(&|one| one == sort, 2),
                });
                (sort.name(), value)
            })
            .collect();
        json!({
            "recall_at_10": share(told[1], told[0]),
            "with_evidence": {
                "links": told[0],
                "in_ten": told[1],
                "farther_down": told[2],
                "not_listed_and_near": told[3],
                "not_listed_and_far": told[4],
            },
            "recall_at_10_two_groups": recall(&Evidence::is_there, 1),
            "recall_at_10_individual": recall(&|one| matches!(one, Evidence::Plate | Evidence::Mark), 1),
            "recall_at_10_all": recall(&|_| true, 1),
            "recall_by_evidence": by_sort,
            "planted": sorts.values().map(|sums| sums[0]).sum::<u32>(),
            "planted_excluded": excluded_planted,
            "coincidences": coincidences,
            "coincidences_listed": coincidences_listed,
            "planted_strong": strong,
            "links": links,
            "excluded": excluded,
            "excluded_listed": excluded_listed,
        })
    }
}

/// Three decimals; none where there is nothing to find.
pub(crate) fn share(found: u32, all: u32) -> Option<f64> {
    (all > 0).then(|| (f64::from(found) / f64::from(all) * 1_000.0).round() / 1_000.0)
}

/// The recall where evidence exists, where each record has a rank of its own.
pub(crate) fn recall_by_record(
    index: &OffenderIndex,
    cases: &[OpenCase],
    planted: &[Planted],
    settings: &LinkSettings,
    one_of_ten: &[Option<bool>],
) -> Result<Option<f64>, Box<dyn Error>> {
    let (mut all, mut first) = (0, 0);
    let batch: Vec<(&OpenCase, &Person)> = cases
        .iter()
        .zip(planted)
        .zip(one_of_ten)
        .filter(|(_, is_told)| **is_told == Some(true))
        .filter_map(|((case, truth), _)| Some((case, truth.link.as_ref()?)))
        .take(400)
        .collect();
    for some in batch.chunks(50) {
        let cases: Vec<OpenCase> = some.iter().map(|one| one.0.clone()).collect();
        let found = index.find_offenders_of(&cases, settings, 1, &NoControl)?;
        for (found, (_, person)) in found.iter().zip(some) {
            all += 1;
            let mut ten = found.links.iter().take(10);
            first += u32::from(ten.any(|link| person.has(link.offender.expose())));
        }
    }
    Ok(share(first, all))
}
