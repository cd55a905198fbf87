//! Clusters under judgements, and the account that they give of themselves, against the plainest code.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeSet;

use caselink::{
    Error, NoControl,
    linkage::{
        ClusterOptions, Clusters, JudgementKind, LEAD_NOTICE, LinkOptions, Linkage, Links,
        MilliBits, PairJudgement, RecordId, Settings, find_links,
    },
};
use proptest::prelude::*;
use serde_json::json;

mod common;

const SURNAMES: [&str; 5] = ["Okafor", "Okafar", "Painter", "Paynter", "Neumann"];
const GIVEN: [&str; 4] = ["Mary", "Marie", "Courtney", "Cortney"];
const SEX: [&str; 2] = ["F", "M"];

fn settings() -> Settings {
    Settings::from_json(
        r#"{"id": "id", "comparisons": [{"kind": "name", "column": "given"}, {"kind": "name", "column": "surname"},
            {"kind": "exact", "column": "sex"}],
            "blocking": [[{"column": "sex"}], [{"column": "surname"}]]}"#,
    )
    .unwrap()
}

/// Links of records that are drawn from the lists above, handed over in the order of `seed`.
fn links(rows: &[(usize, usize, usize)], seed: u64) -> Links {
    let settings = settings();
    let mut order: Vec<usize> = (0..rows.len()).collect();
    common::Dice(seed).shuffle(&mut order);
    let ids: Vec<i64> = order.iter().map(|at| *at as i64).collect();
    let column = |pick: &dyn Fn(&(usize, usize, usize)) -> &'static str| {
        order
            .iter()
            .map(|at| Some(pick(&rows[*at])))
            .collect::<Vec<_>>()
    };
    let table = common::table(
        &settings,
        &ids,
        &[
            ("given", column(&|row| GIVEN[row.0])),
            ("surname", column(&|row| SURNAMES[row.1])),
            ("sex", column(&|row| SEX[row.2])),
        ],
    );
    let prepared = common::dedupe(table, &settings);
    let model = common::plain_model(&settings, 0.1);
    find_links(&prepared, &model, &LinkOptions::default(), &NoControl).unwrap()
}

fn judgement(left: i64, right: i64) -> PairJudgement {
    PairJudgement::from_value(&json!({
        "left": left, "right": right, "who": "Analyst 7", "why": "prints compared", "at": "2026-03-02T14:05:00Z",
    }))
    .unwrap()
}

fn options(linkage: Linkage, must: &[(i64, i64)], cannot: &[(i64, i64)]) -> ClusterOptions {
    let judged = |pairs: &[(i64, i64)]| pairs.iter().map(|(a, b)| judgement(*a, *b)).collect();
    ClusterOptions {
        probability: 0.6,
        linkage,
        must_link: judged(must),
        cannot_link: judged(cannot),
        giant_members: 3,
    }
}

/// The cluster of each record, by its place.
fn of(clusters: &Clusters) -> Vec<RecordId> {
    clusters.members().map(|member| member.cluster).collect()
}

fn number(id: &RecordId) -> usize {
    match id {
        RecordId::Integer(id) => *id as usize,
        RecordId::Text(_) => panic!("ids are integers"),
    }
}

/// Which of `count` things are joined, by walking.
fn reach(count: usize, ties: &[(usize, usize)], start: usize) -> BTreeSet<usize> {
    let mut seen = BTreeSet::from([start]);
    for _ in 0..count {
        for (a, b) in ties {
            if seen.contains(a) || seen.contains(b) {
                seen.extend([*a, *b]);
            }
        }
    }
    seen
}

fn rows() -> impl Strategy<Value = Vec<(usize, usize, usize)>> {
    prop::collection::vec((0..GIVEN.len(), 0..SURNAMES.len(), 0..SEX.len()), 2..12)
}

fn pairs() -> impl Strategy<Value = Vec<(usize, usize)>> {
    prop::collection::vec((0_usize..12, 0_usize..12), 0..3)
}

fn within(pairs: &[(usize, usize)], count: usize) -> Vec<(i64, i64)> {
    let known = pairs
        .iter()
        .map(|(a, b)| ((a % count) as i64, (b % count) as i64));
    known.filter(|(a, b)| a != b).collect()
}

const ALL: [Linkage; 3] = [Linkage::Single, Linkage::Average, Linkage::Complete];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn judgements_hold_and_no_order_matters(
        rows in rows(), must in pairs(), cannot in pairs(), seed in any::<u64>(),
    ) {
        let (must, cannot) = (within(&must, rows.len()), within(&cannot, rows.len()));
        let (first, again) = (links(&rows, 0), links(&rows, seed));
        for linkage in ALL {
            let found = first.clusters_with(&options(linkage, &must, &cannot), &NoControl);
            let mut turned = (must.clone(), cannot.clone());
            turned.0.reverse();
            turned.1.reverse();
            let other = again.clusters_with(&options(linkage, &turned.0, &turned.1), &NoControl);
            let walked: Vec<(usize, usize)> = must.iter().map(|(a, b)| (*a as usize, *b as usize)).collect();
            let is_contradictory = cannot
                .iter()
                .any(|(a, b)| reach(rows.len(), &walked, *a as usize).contains(&(*b as usize)));
            let Ok(found) = found else {
                prop_assert!(is_contradictory && other.is_err());
                continue;
            };
            prop_assert!(!is_contradictory);
            let other = other.unwrap();
            let clusters = of(&found);
            prop_assert_eq!(&clusters, &of(&other));
            prop_assert_eq!(
                serde_json::to_string(&found.report(&NoControl).unwrap()).unwrap(),
                serde_json::to_string(&other.report(&NoControl).unwrap()).unwrap()
            );
            for id in 0..rows.len() as i64 {
                prop_assert_eq!(
                    found.explain(&id.into()).unwrap().to_html(),
                    other.explain(&id.into()).unwrap().to_html()
                );
            }
            for (a, b) in &must {
                prop_assert_eq!(&clusters[*a as usize], &clusters[*b as usize]);
            }
            for (a, b) in &cannot {
                prop_assert_ne!(&clusters[*a as usize], &clusters[*b as usize]);
            }
            let free = of(&first.clusters_with(&options(linkage, &[], &[]), &NoControl).unwrap());
            for effect in found.judgements() {
                let (a, b) = (number(&effect.left.id), number(&effect.right.id));
                let threshold = MilliBits::of_probability(0.6);
                let crosses = |x: usize, y: usize| {
                    let (x, y, a, b) = (&clusters[x], &clusters[y], &clusters[a], &clusters[b]);
                    (x, y) == (a, b) || (x, y) == (b, a)
                };
                let refused = first.as_slice().iter().filter(|link| {
                    let (x, y) = first.ids(link);
                    link.weight >= threshold && crosses(number(&x), number(&y))
                });
                let refused = if effect.kind == JudgementKind::CannotLink { refused.count() } else { 0 };
                prop_assert_eq!(effect.refused.len(), refused);
                let differs = (free[a] == free[b]) != (clusters[a] == clusters[b]);
                prop_assert_eq!(effect.changed, differs || refused > 0);
            }
        }
    }

    #[test]
    fn an_account_agrees_with_the_plainest_code(rows in rows(), must in pairs()) {
        let must = within(&must, rows.len());
        let links = links(&rows, 0);
        for linkage in ALL {
            let clusters = links.clusters_with(&options(linkage, &must, &[]), &NoControl).unwrap();
            let (mut fragile, mut larger) = (BTreeSet::new(), 0);
            for id in 0..rows.len() as i64 {
                let account = clusters.explain(&id.into()).unwrap();
                let count = account.members.len();
                prop_assert!(account.members.iter().any(|m| m.id == RecordId::from(id)));
                prop_assert_eq!(account.steps.len(), count - 1);
                let sum = account.pairs;
                prop_assert_eq!(sum.possible, (count * (count - 1) / 2) as u64);
                prop_assert_eq!(sum.below, account.against.len() as u64);
                prop_assert!(account.pairs.reaching + sum.below + sum.not_compared == sum.possible);
                let mut ties: Vec<(usize, usize)> = account
                    .links
                    .iter()
                    .map(|l| (number(&l.pair.left.id), number(&l.pair.right.id)))
                    .collect();
                let inside = |at: usize| account.members.iter().any(|m| number(&m.id) == at);
                ties.extend(must.iter().map(|(a, b)| (*a as usize, *b as usize)).filter(|(a, _)| inside(*a)));
                for (place, link) in account.links.iter().enumerate() {
                    let (a, b) = ties[place];
                    let mut rest = ties.clone();
                    rest.remove(place);
                    prop_assert_eq!(link.bridge, !reach(rows.len(), &rest, a).contains(&b));
                    // the explanation of the pair is another way to the same parts
                    let why = links.explain(&(a as i64).into(), &(b as i64).into()).unwrap();
                    prop_assert_eq!(why.total, link.pair.weight);
                    let hangs: Vec<String> = ["given", "surname", "sex"]
                        .into_iter()
                        .filter(|name| {
                            let own: i32 = why.parts.iter().filter(|p| p.name == *name).map(|p| p.weight.0).sum();
                            MilliBits(why.total.0 - own) < account.threshold
                        })
                        .map(str::to_owned)
                        .collect();
                    prop_assert_eq!(&link.fragile, &if link.holding { hangs } else { Vec::new() });
                }
                for pair in &account.against {
                    prop_assert!(pair.weight < account.threshold);
                    let why = links.explain(&pair.left.id, &pair.right.id).unwrap();
                    prop_assert_eq!(why.total, pair.weight);
                }
                let hangs = account.links.iter().any(|l| l.bridge && !l.fragile.is_empty());
                prop_assert_eq!(account.hangs_on_fragile_bridge, hangs);
                if hangs && fragile.insert(account.cluster.clone()) && count > 2 {
                    larger += 1;
                }
                prop_assert!(account.to_svg().contains(LEAD_NOTICE) && account.to_html().contains(LEAD_NOTICE));
            }
            let report = clusters.report(&NoControl).unwrap();
            prop_assert_eq!(report.on_fragile_bridge, fragile.len() as u64);
            prop_assert_eq!(report.larger_on_fragile_bridge, larger);
            let records: u64 = report.sizes.iter().map(|s| s.members * s.clusters).sum();
            prop_assert_eq!(records, rows.len() as u64);
            for giant in &report.giant_splits {
                // by its own linkage at its own threshold a giant stays whole
                let own = giant.splits.iter().find(|s| s.linkage == linkage).unwrap();
                prop_assert_eq!((own.clusters, own.largest), (1, giant.members));
            }
        }
    }

    #[test]
    fn a_join_can_be_taken_back(rows in rows()) {
        let links = links(&rows, 0);
        for linkage in ALL {
            let before = links.clusters_with(&options(linkage, &[], &[]), &NoControl).unwrap();
            let account = before.explain(&0.into()).unwrap();
            for link in account.links.iter().filter(|l| l.holding) {
                let (a, b) = (number(&link.pair.left.id), number(&link.pair.right.id));
                let after = before
                    .with_judgement(JudgementKind::CannotLink, judgement(a as i64, b as i64), &NoControl)
                    .unwrap();
                prop_assert_ne!(&of(&after)[a], &of(&after)[b]);
                let change = after.changes_since(&before).unwrap();
                prop_assert!(change.before.contains(&account.members));
                if linkage == Linkage::Single {
                    // by the other linkages its parts may now be near enough to others
                    prop_assert_eq!(change.before.len(), 1);
                }
                let sorted = |groups: &[Vec<_>]| {
                    let mut all = groups.concat();
                    all.sort();
                    all
                };
                prop_assert_eq!(sorted(&change.before), sorted(&change.after));
                let less = before.without_link(&link.pair.left.id, &link.pair.right.id, &NoControl).unwrap();
                if link.bridge && linkage == Linkage::Single {
                    prop_assert_ne!(&of(&less)[a], &of(&less)[b]);
                }
                prop_assert_eq!(less.links().len(), links.len() - 1);
            }
            prop_assert!(before.changes_since(&before).unwrap().after.is_empty());
        }
    }
}

#[test]
fn a_judgement_says_who_and_why_and_contradictions_are_named_by_place() {
    let links = links(&[(0, 0, 0), (0, 0, 0), (0, 0, 0), (2, 2, 1)], 0);
    let refused = |options: &ClusterOptions| links.clusters_with(options, &NoControl).unwrap_err();
    for (who, why) in [(" ", "prints"), ("Analyst 7", "")] {
        let empty = PairJudgement {
            who: who.to_owned(),
            why: why.into(),
            ..judgement(0, 1)
        };
        let options = ClusterOptions {
            must_link: vec![empty],
            ..ClusterOptions::default()
        };
        assert!(matches!(
            refused(&options),
            Error::InvalidParameter {
                name: "must_link",
                ..
            }
        ));
    }
    let unknown = options(Linkage::Single, &[], &[(0, 77)]);
    assert_eq!(
        refused(&unknown),
        Error::UnknownRecord {
            name: "cannot_link"
        }
    );
    let both = options(Linkage::Single, &[(2, 3), (0, 1), (1, 2)], &[(0, 2)]);
    let message = refused(&both).to_string();
    assert!(
        message.contains("judgement 0") && message.contains("judgements 1, 2"),
        "{message}"
    );
}

#[test]
fn a_cannot_link_refuses_links_and_says_which() {
    let rows = [
        (0, 0, 0),
        (0, 0, 0),
        (0, 0, 0),
        (2, 2, 1),
        (3, 4, 1),
        (2, 4, 1),
        (3, 2, 1),
        (2, 3, 1),
        (3, 3, 1),
    ];
    let links = links(&rows, 0);
    let free = links
        .clusters_with(&options(Linkage::Single, &[], &[]), &NoControl)
        .unwrap();
    assert_eq!(free.explain(&2.into()).unwrap().members.len(), 3);
    let clusters = links
        .clusters_with(&options(Linkage::Single, &[], &[(0, 1)]), &NoControl)
        .unwrap();
    assert_eq!(clusters.count(), free.count() + 1);
    let effects = clusters.judgements();
    assert!(effects[0].changed);
    // of equal links that of the least records holds, so record 2 stays with record 0
    assert_eq!(of(&clusters)[2], of(&clusters)[0]);
    assert_eq!(effects[0].refused.len(), 2);
}

#[test]
fn markup_in_an_account_stays_text() {
    let links = links(&[(0, 0, 0), (2, 4, 1)], 0);
    let wicked = PairJudgement {
        who: "<script>".to_owned(),
        why: "<b>".into(),
        ..judgement(0, 1)
    };
    let options = ClusterOptions {
        must_link: vec![wicked],
        ..ClusterOptions::default()
    };
    let html = links
        .clusters_with(&options, &NoControl)
        .unwrap()
        .explain(&0.into())
        .unwrap()
        .to_html();
    assert!(html.contains("&lt;script&gt;") && html.contains("&lt;b&gt;"));
    assert!(!html.contains("<script") && !html.contains("<b>"));
}

/// The properties above say something: worlds like theirs have clusters of several records, with links of every kind.
#[test]
fn such_tables_have_links_of_every_kind() {
    let (mut large, mut bridges, mut inner, mut fragile, mut differ, mut against) =
        (0, 0, 0, 0, 0, 0);
    for seed in 0..40 {
        let mut dice = common::Dice(seed);
        let mut row = || {
            (
                dice.below(GIVEN.len()),
                dice.below(SURNAMES.len()),
                dice.below(SEX.len()),
            )
        };
        let rows: Vec<_> = (0..11).map(|_| row()).collect();
        let links = links(&rows, 0);
        let found = ALL.map(|linkage| {
            links
                .clusters_with(&options(linkage, &[], &[]), &NoControl)
                .unwrap()
        });
        differ += usize::from(of(&found[0]) != of(&found[1]) && of(&found[1]) != of(&found[2]));
        for id in 0..11 {
            let account = found[0].explain(&id.into()).unwrap();
            large += usize::from(account.members.len() > 3);
            bridges += account.links.iter().filter(|l| l.bridge).count();
            inner += account.links.iter().filter(|l| !l.bridge).count();
            fragile += account
                .links
                .iter()
                .filter(|l| l.bridge && !l.fragile.is_empty())
                .count();
            against += account.against.len();
        }
    }
    let seen = [large, bridges, inner, fragile, differ, against];
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
}
