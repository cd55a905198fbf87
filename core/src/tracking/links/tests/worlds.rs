use std::collections::BTreeMap;

use geo::{Distance, Haversine, Point};
use proptest::prelude::*;

use super::*;
use crate::{
    records::{Case, Pii, RecordKind},
    synth::{Rates, Size, TrueCase, TrueOffender, World, world},
    tracking::links::{
        candidates::{Asked, Scratch},
        case_facts::CaseFacts,
        numbers::day,
        score::Candidate,
    },
};

/// Abductions by strangers alone, some of them by registrants and some by somebody who is like one.
pub(super) fn abductions(seed: u64, offenders: u64, cases: u64) -> World {
    let rates = Rates {
        case_endangered_runaway: 0.0,
        case_family_abduction: 0.0,
        case_young_adult: 0.0,
        case_lost: 0.0,
        case_non_family_abduction: 1.0,
        case_by_registrant: 0.4,
        case_in_coincidence: 0.5,
        ..Rates::default()
    };
    let size = Size {
        offenders,
        cases,
        ..Size::default()
    };
    world(seed, size).with_rates(rates).unwrap()
}

fn lines<T: serde::de::DeserializeOwned>(text: &str) -> Vec<T> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn all(world: &World) -> (Vec<Offender>, Vec<OpenCase>) {
    let size = world.size();
    let offenders = world
        .ndjson(RecordKind::Offender, 0..size.offenders, &NoControl)
        .unwrap();
    let cases = world
        .ndjson(RecordKind::Case, 0..size.cases, &NoControl)
        .unwrap();
    let cases: Vec<Case> = lines(&cases);
    (
        lines(&offenders),
        cases.into_iter().map(OpenCase::from).collect(),
    )
}

fn anyhow() -> LinkSettings {
    LinkSettings {
        open_only: false,
        ..LinkSettings::default()
    }
}

/// Kilometres to the nearest place of a registrant at about that time, straight from the record.
fn nearest(offender: &Offender, open: &OpenCase, settings: &LinkSettings) -> Option<f64> {
    let case = &open.case;
    let place = case.last_seen_place.as_ref()?.address.as_ref()?;
    let here = Point::new(*place.longitude?.expose(), *place.latitude?.expose());
    let first = day(case.last_seen.as_ref()?.expose().earliest.date()) - settings.slack_days as i32;
    let last = day(case.reported_on?) + settings.slack_days as i32;
    let stays = offender
        .stays
        .iter()
        .map(|stay| (stay.place.address.as_ref(), Some(&stay.span)));
    let addresses = offender
        .person
        .addresses
        .iter()
        .map(|one| (Some(one), one.span.as_ref()));
    let mut best: Option<f64> = None;
    for (address, span) in stays.chain(addresses) {
        let Some((longitude, latitude)) = address.and_then(|one| one.longitude.zip(one.latitude))
        else {
            continue;
        };
        let span = span.map(Pii::expose).cloned().unwrap_or_default();
        let is_then = span.start().is_none_or(|start| day(start) <= last)
            && span.end().is_none_or(|end| day(end) > first);
        let there = Point::new(*longitude.expose(), *latitude.expose());
        let km = Haversine.distance(here, there) / 1_000.0;
        if is_then && km <= settings.radius_km && best.is_none_or(|best| km < best) {
            best = Some(km);
        }
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn the_index_finds_what_looking_at_everybody_finds(seed in 0u64..1_000, radius in 5.0..400.0f64) {
        let (offenders, cases) = all(&abductions(seed, 300, 25));
        let index = index(&offenders);
        let settings = LinkSettings { radius_km: radius, most: 10_000, most_excluded: 10_000, most_per_key: 10_000, ..anyhow() };
        for open in &cases {
            let found = index.find_offenders(open, &settings).unwrap();
            let facts = CaseFacts::new(open, &index, &settings);
            let scratch = &mut Scratch::default();
            let weighed = index.weigh(&facts, &settings, scratch, Asked::All);
            prop_assert_eq!(found.candidates as usize, weighed.scored.len());
            let by_id: BTreeMap<&str, _> = weighed
                .scored
                .iter()
                .map(|one| (index.columns.id(one.candidate.offender), one))
                .collect();
            for offender in &offenders {
                let id = offender.person.id.expose().as_str();
                let near = nearest(offender, open, &settings);
                let scored = by_id.get(id);
                let km = scored.map(|one| one.candidate.nearest).filter(|km| km.is_finite());
                prop_assert_eq!(near.is_some(), km.is_some(), "{:?} {:?}", near, km);
                if let Some((near, km)) = near.zip(km) {
                    prop_assert!((near - km).abs() < 0.01);
                }
                // by looking at each of the registrant's places, without the grid
                let mut candidate = Candidate { offender: index.number(id).unwrap(), nearest: f64::INFINITY, place: None, area: None };
                index.far(&mut candidate, &facts, &weighed.scale);
                if let (Some(scored), Some(_)) = (scored, km) {
                    let slow = weighed.scale.score(candidate);
                    prop_assert_eq!(slow.parts, scored.parts);
                    prop_assert_eq!(slow.total, scored.total);
                }
                let link = index.explain(id, open, &settings).unwrap();
                let sum: i32 = link.components.iter().map(|part| part.weight.0).sum();
                prop_assert_eq!(link.total.0, sum);
                for part in &link.components {
                    prop_assert!(part.weight >= part.caps.least && part.weight <= part.caps.most);
                }
                let listed = found.links.iter().find(|one| one.offender.expose() == id);
                let is_listed = link.outcome >= LinkOutcome::Weak && scored.is_some();
                prop_assert_eq!(listed.is_some(), is_listed);
                if let Some(listed) = listed {
                    prop_assert_eq!(&Link { rank: 0, ..listed.clone() }, &link);
                }
                if link.outcome == LinkOutcome::Excluded && scored.is_some() {
                    prop_assert!(found.excluded.iter().any(|one| one.offender.expose() == id));
                }
            }
            for link in &found.links {
                prop_assert!(link.outcome >= LinkOutcome::Weak && link.exclusion.is_none());
            }
            let c = found.counts;
            prop_assert_eq!(c.excluded + c.insufficient + c.weak + c.lead + c.strong, found.candidates);
        }
        // and the other way round
        for offender in offenders.iter().step_by(29) {
            let id = offender.person.id.expose();
            let found = index.find_cases(id, &cases, &settings, &NoControl).unwrap();
            let mut expected = 0;
            for open in &cases {
                let all = index.find_offenders(open, &settings).unwrap();
                let link = all.links.iter().find(|link| link.offender.expose() == id);
                let back = found.links.iter().find(|link| link.case == open.case.id);
                let unranked = |link: &Link| Link { rank: 0, ..link.clone() };
                prop_assert_eq!(link.map(unranked), back.map(unranked));
                expected += usize::from(link.is_some());
            }
            prop_assert_eq!(found.links.len(), expected);
        }
    }
}

#[test]
fn planted_links_are_found_and_planted_coincidences_are_never_strong() {
    let world = abductions(11, 4_000, 300);
    let (offenders, cases) = all(&world);
    let truth: Vec<TrueCase> = lines(
        &world
            .truth_ndjson(RecordKind::Case, 0..300, &NoControl)
            .unwrap(),
    );
    let people: Vec<TrueOffender> = lines(
        &world
            .truth_ndjson(RecordKind::Offender, 0..4_000, &NoControl)
            .unwrap(),
    );
    let records: BTreeMap<&str, &[String]> = people
        .iter()
        .map(|one| (one.person.as_str(), one.records.as_slice()))
        .collect();
    let index = index(&offenders);
    let settings = anyhow();
    let by_one = index
        .find_offenders_of(&cases, &settings, 1, &NoControl)
        .unwrap();
    let by_two = index
        .find_offenders_of(&cases, &settings, 2, &NoControl)
        .unwrap();
    assert_eq!(by_one, by_two);
    let (mut planted, mut first_ten, mut coincidences) = (0, 0, 0);
    for ((found, truth), open) in by_one.findings.iter().zip(&truth).zip(&cases) {
        let of = |person: &Option<String>| {
            let person = person.as_deref().and_then(|one| records.get(one));
            person.copied().unwrap_or_default()
        };
        let is_of =
            |link: &Link, person: &Option<String>| of(person).contains(link.offender.expose());
        for link in &found.links {
            if is_of(link, &truth.coincidence) {
                assert!(link.outcome < LinkOutcome::Strong);
                coincidences += 1;
            }
        }
        if truth.person.is_some() {
            let own = of(&truth.person);
            // who did it was free
            assert!(
                !found
                    .excluded
                    .iter()
                    .any(|out| own.contains(out.offender.expose()))
            );
            let has_evidence = own.iter().any(|id| {
                let link = index.explain(id, open, &settings).unwrap();
                link.components
                    .iter()
                    .any(|part| part.group == LinkGroup::Place && part.weight.0 > 0)
            });
            if has_evidence {
                planted += 1;
                let is_there = found
                    .links
                    .iter()
                    .take(10)
                    .any(|link| is_of(link, &truth.person));
                first_ten += usize::from(is_there);
            }
        }
    }
    assert!(coincidences > 20, "{coincidences}");
    assert!(
        planted > 50 && first_ten * 10 >= planted * 8,
        "{first_ten} of {planted}"
    );
}
