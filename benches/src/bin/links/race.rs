//! Does race move anybody beyond what it may? The same world three times: as it is, with the race of every record drawn anew, and with
//! white and black changed for each other in records and in what witnesses said.

use std::{collections::BTreeMap, error::Error};

use caselink::{
    NoControl,
    linkage::MilliBits,
    records::{Offender, PersonDescription, Pii, Race},
    tracking::{
        KnownFacts, LinkOutcome, LinkSettings, OffenderFindings, OffenderIndex,
        OffenderIndexBuilder, OpenCase,
    },
};
use caselink_benches::Random;
use serde_json::{Value, json};

use super::planted::{People, Planted, abductions, open_cases, planted};

const RACES: [Race; 4] = [Race::White, Race::Black, Race::Asian, Race::AmericanIndian];
const BATCH: usize = 10;

/// For each record its race.
type Races = BTreeMap<String, Race>;

fn described(one: &mut Offender, change: &mut dyn FnMut(Race) -> Race) {
    if let Some(description) = one.description.as_mut() {
        recast(description, change);
    }
}

fn recast(description: &mut PersonDescription, change: &mut dyn FnMut(Race) -> Race) {
    let race = description.race.take().map(Pii::into_inner);
    description.race = race.map(|race| change(race).into());
}

fn swapped(race: Race) -> Race {
    match race {
        Race::White => Race::Black,
        Race::Black => Race::White,
        other => other,
    }
}

/// What stands in the list, in words of one case.
type Standing = Vec<(String, LinkOutcome, i32)>;

fn standing(found: &OffenderFindings) -> Standing {
    let links = found.links.iter();
    links
        .map(|link| (link.offender.expose().clone(), link.outcome, link.total.0))
        .collect()
}

/// Everybody who is compared and not ruled out, whatever it comes to.
fn everybody(race: bool) -> LinkSettings {
    LinkSettings {
        race,
        by_person: false,
        most: u32::MAX,
        most_excluded: 0,
        weak_from: MilliBits(-1_000_000),
        ..LinkSettings::default()
    }
}

/// Number, sum and sum of squares.
#[derive(Default)]
struct Mean(f64, f64, f64);

impl Mean {
    fn add(&mut self, value: f64) {
        (self.0, self.1, self.2) = (self.0 + 1.0, self.1 + value, self.2 + value * value);
    }

    /// Number, mean, half the width of the interval of 95 of 100, in thousandths of a bit.
    fn shown(&self) -> Value {
        let mean = self.1 / self.0;
        let variance = (self.2 / self.0 - mean * mean).max(0.0);
        let half = 1.96 * (variance / self.0).sqrt();
        json!([self.0, mean.round(), half.round()])
    }
}

#[derive(Default)]
struct Means(BTreeMap<String, Mean>);

impl Means {
    fn add(&mut self, race: Option<&Race>, value: i32) {
        let race = race.map_or("none", Race::as_str).to_owned();
        self.0.entry(race).or_default().add(f64::from(value));
    }

    fn shown(&self) -> Value {
        let all = self.0.iter();
        json!(
            all.map(|(race, mean)| (race, mean.shown()))
                .collect::<BTreeMap<_, _>>()
        )
    }
}

struct Indexes {
    own: OffenderIndex,
    redrawn: OffenderIndex,
    swapped: OffenderIndex,
    races: Races,
    races_redrawn: Races,
}

fn indexes(seed: u64, people: u64, cases: u64) -> Result<Indexes, Box<dyn Error>> {
    let world = abductions(seed, people, cases)?;
    let known = KnownFacts::default();
    let new = || OffenderIndexBuilder::new(&known);
    let (mut own, mut redrawn, mut other) = (new()?, new()?, new()?);
    let (mut races, mut races_redrawn) = (Races::new(), Races::new());
    let random = &mut Random::new(seed);
    let note = |all: &mut Races, record: &Offender| {
        let race = record
            .description
            .as_ref()
            .and_then(|one| one.race.as_ref());
        if let Some(race) = race {
            all.insert(record.person.id.expose().clone(), race.expose().clone());
        }
    };
    for start in (0..people).step_by(1_000) {
        let read = People::read(&world, start..people.min(start + 1_000))?;
        for mut record in read.0.into_iter().flat_map(|one| one.1) {
            own.add(&record)?;
            note(&mut races, &record);
            described(&mut record, &mut swapped);
            other.add(&record)?;
            described(&mut record, &mut |_| {
                RACES[random.below(4) as usize].clone()
            });
            redrawn.add(&record)?;
            note(&mut races_redrawn, &record);
        }
    }
    Ok(Indexes {
        own: own.finish()?,
        redrawn: redrawn.finish()?,
        swapped: other.finish()?,
        races,
        races_redrawn,
    })
}

/// The race that the witness of a case stated.
fn stated(open: &OpenCase) -> Option<&Race> {
    let mut people = open.case.people.iter();
    let of = |one: &'_ caselink::records::Involved| one.role == caselink::records::Role::Suspect;
    let suspect = people.find(|one| of(one))?;
    let race = suspect.description.as_ref()?.race.as_ref()?;
    Some(race.expose())
}

pub(crate) fn race(seed: u64, people: u64, count: u64) -> Result<Value, Box<dyn Error>> {
    let world = abductions(seed, people, count)?;
    let cases = open_cases(&world)?;
    let truth = planted(&world)?;
    let all = indexes(seed, people, count)?;
    let mut swapped_cases = cases.clone();
    for open in &mut swapped_cases {
        for one in &mut open.case.people {
            if let Some(description) = one.description.as_mut() {
                recast(description, &mut swapped);
            }
        }
    }
    let (mut off_redrawn, mut off_swapped, mut on_swapped, mut compared) = (0, 0, 0, 0_usize);
    let mut most = 0;
    let [mut as_it_is, mut off, mut silent, mut agrees, mut differs] =
        [(); 5].map(|()| Means::default());
    let (with, without) = (everybody(true), everybody(false));
    for at in (0..cases.len()).step_by(BATCH) {
        let range = at..cases.len().min(at + BATCH);
        let ask = |index: &OffenderIndex, cases: &[OpenCase], settings: &LinkSettings| {
            let found = index.find_offenders_of(&cases[range.clone()], settings, 1, &NoControl)?;
            Ok::<Vec<Standing>, caselink::Error>(found.findings.iter().map(standing).collect())
        };
        let own_off = ask(&all.own, &cases, &without)?;
        let redrawn_off = ask(&all.redrawn, &cases, &without)?;
        let swapped_off = ask(&all.swapped, &swapped_cases, &without)?;
        let own_on = ask(&all.own, &cases, &with)?;
        let redrawn_on = ask(&all.redrawn, &cases, &with)?;
        let swapped_on = ask(&all.swapped, &swapped_cases, &with)?;
        for (n, at) in range.clone().enumerate() {
            let moved = |a: &Vec<Standing>, b: &Vec<Standing>| usize::from(a[n] != b[n]);
            off_redrawn += moved(&own_off, &redrawn_off);
            off_swapped += moved(&own_off, &swapped_off);
            on_swapped += moved(&own_on, &swapped_on);
            let is_planted = |id: &str| is_planted(&truth[at], id);
            for (id, _, total) in own_off[n].iter().filter(|one| !is_planted(&one.0)) {
                as_it_is.add(all.races.get(id), *total);
                off.add(all.races_redrawn.get(id), *total);
            }
            let before: BTreeMap<&str, i32> = own_on[n]
                .iter()
                .map(|one| (one.0.as_str(), one.2))
                .collect();
            let said = stated(&cases[at]);
            for (id, _, total) in redrawn_on[n].iter().filter(|one| !is_planted(&one.0)) {
                if let Some(before) = before.get(id.as_str()) {
                    compared += 1;
                    most = most.max((before - total).abs());
                }
                let own = all.races_redrawn.get(id);
                match said {
                    None => silent.add(own, *total),
                    said if said == own => agrees.add(own, *total),
                    _ => differs.add(own, *total),
                }
            }
        }
    }
    let settings = LinkSettings::default();
    Ok(json!({
        "people": people,
        "cases": cases.len(),
        "off_redrawn_moved": off_redrawn,
        "off_swapped_moved": off_swapped,
        "on_swapped_moved": on_swapped,
        "on_redrawn_most": most,
        "on_redrawn_bound": settings.race_same.0 - settings.race_differs.0,
        "on_redrawn_compared": compared,
        "mean_off": as_it_is.shown(),
        "mean_off_redrawn": off.shown(),
        "mean_on_redrawn": {
            "not_stated": silent.shown(),
            "stated_and_same": agrees.shown(),
            "stated_and_other": differs.shown(),
        },
    }))
}

fn is_planted(truth: &Planted, record: &str) -> bool {
    let both = [truth.link.as_ref(), truth.coincidence.as_ref()];
    both.into_iter().flatten().any(|one| one.has(record))
}
