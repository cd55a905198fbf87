use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    ConflictKind, LocateInputs, LocateSettings, Located, PlaceReason, ReasonKind, locate,
    weigh::{Reason, cut, sum, weigh},
};
use crate::records::Offender;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn settings() -> LocateSettings {
    LocateSettings::on(day("2026-03-09"))
}

fn found(value: Value) -> Located {
    let offender: Offender = serde_json::from_value(value).unwrap();
    locate(&[offender], &LocateInputs::default(), &settings(), None).unwrap()
}

fn reason(kind: ReasonKind, on: Option<&str>) -> Reason {
    Reason {
        kind,
        on: on.map(day),
        words: String::new(),
        source: super::FactSource::default(),
        less: None,
    }
}

fn points(reasons: &[PlaceReason]) -> Vec<i32> {
    reasons.iter().map(|one| one.points).collect()
}

#[test]
fn points_halve_with_time_and_the_third_of_a_kind_counts_nothing() {
    let of = |on| weigh(vec![reason(ReasonKind::ConfirmedThere, on)], &settings());
    assert_eq!(points(&of(Some("2026-03-09"))), [40]);
    // 180 and 360 days
    assert_eq!(points(&of(Some("2025-09-10"))), [20]);
    assert_eq!(points(&of(Some("2025-03-14"))), [10]);
    assert_eq!(points(&of(None)), [20]);
    let three = ["2026-03-09", "2026-03-09", "2025-09-10"].map(Some);
    let three = three.map(|on| reason(ReasonKind::ConfirmedThere, on));
    let three = weigh(three.into(), &settings());
    assert_eq!(points(&three), [40, 40, 0]);
    assert_eq!(three[2].full, 40);
    assert!(three[2].less.is_some());
    // what speaks against a place does not fade
    let old = weigh(
        vec![reason(ReasonKind::NotThere, Some("2001-01-01"))],
        &settings(),
    );
    assert_eq!(points(&old), [-40]);
}

#[test]
fn a_list_that_is_cut_keeps_its_sum() {
    let all = ReasonKind::ALL.into_iter().filter(|kind| kind.is_for());
    let mut all = weigh(
        all.map(|kind| reason(kind, Some("2026-01-01"))).collect(),
        &settings(),
    );
    let before = sum(&all);
    cut(&mut all, 3);
    assert_eq!(all.len(), 4);
    assert_eq!(all[3].kind, ReasonKind::Others);
    assert_eq!(sum(&all), before);
}

#[test]
fn what_speaks_for_a_place_is_not_below_nothing() {
    for kind in ReasonKind::ALL {
        assert_eq!(kind.is_for(), kind.default_points() > 0, "{kind:?}");
    }
    assert!(!ReasonKind::Others.is_for());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Homes at one time are counted as one would by looking at each pair.
    #[test]
    fn two_homes_are_counted_as_by_hand(
        stays in prop::collection::vec((0_u64..4_000, 0_u64..900, prop::bool::ANY, 0_u8..4), 0..40),
    ) {
        let start = day("2015-01-01");
        let on = |days: u64| start.checked_add_days(Days::new(days)).unwrap();
        let of: Vec<Value> = stays.iter().map(|(from, length, ends, house)| {
            let mut span = json!({ "start": on(*from) });
            if *ends {
                span["end"] = json!(on(from + length));
            }
            json!({ "kind": "residence", "span": span,
                    "place": { "address": { "street": format!("{house} Oak St"), "postcode": "62704" } } })
        }).collect();
        let now = day("2026-03-10");
        let mut kept: Vec<(NaiveDate, NaiveDate, u8)> = Vec::new();
        let mut known = std::collections::BTreeSet::new();
        for (from, length, ends, house) in &stays {
            let until = if *ends { on(from + length) } else { now };
            // the very same entry is one
            let is_new = known.insert((*from, ends.then_some(*length), *house));
            if is_new && on(*from) < until.min(now) {
                kept.push((on(*from), until.min(now), *house));
            }
        }
        let mut expected = 0;
        for (at, a) in kept.iter().enumerate() {
            for b in &kept[..at] {
                expected += u64::from(a.2 != b.2 && a.0 < b.1 && b.0 < a.1);
            }
        }
        let found = found(json!({ "id": "A", "stays": of }));
        prop_assert_eq!(found.counts.conflicts, expected);
        let listed = found.conflicts.iter().filter(|one| one.kind == ConflictKind::TwoHomes).count() as u64;
        prop_assert_eq!(listed, expected.min(200));
    }
}
