//! Clues that belong together, repeat or contradict each other.

use super::*;

#[test]
fn the_order_of_clues_changes_no_byte() {
    let mut clues = british();
    clues.push(clue("K-0", ClueKind::Currency, "JPY"));
    clues.push(clue("K-7", ClueKind::Language, "en-GB"));
    clues.push(seen_in("K-8", ClueKind::Sign, "x", &["US-WI"]));
    clues.push(seen_in("K-9", ClueKind::Sign, "y", &["US-IL", "CA"]));
    let expected = serde_json::to_string(&combined(&clues)).unwrap();
    // every rotation of the clues, and of them reversed
    for _ in 0..2 {
        for _ in 0..clues.len() {
            clues.rotate_left(1);
            assert_eq!(serde_json::to_string(&combined(&clues)).unwrap(), expected);
        }
        clues.reverse();
    }
}

#[test]
fn contradictions_cancel_unless_one_is_surer() {
    let sign = |id: &str, code: &str| seen_in(id, ClueKind::Sign, id, &[code]);
    let found = all(&[sign("K-1", "DE"), sign("K-2", "FR")]);
    assert_eq!(found.conflicts.len(), 1);
    assert_eq!(found.conflicts[0].clues.len(), 2);
    assert!(found.places.iter().all(|place| place.weight.0 == 0));

    let doubtful = Clue {
        confidence: Confidence::Doubtful,
        ..sign("K-2", "FR")
    };
    let found = all(&[sign("K-1", "DE"), doubtful]);
    assert_eq!(found.conflicts.len(), 1);
    assert_eq!(found.places[0].place, "DE");
    assert_eq!(found.places[0].parts[1].weight.0, 0);

    // two states contradict each other as states, and both support the country
    let found = all(&[sign("K-1", "US-WI"), sign("K-2", "US-IL")]);
    assert_eq!(found.conflicts[0].within.as_deref(), Some("US"));
    let country = &found.places[0];
    assert!(country.place == "US" && country.weight.0 > 0);
    assert!(country.within.iter().all(|state| state.weight.0 == 0));
}

#[test]
fn a_group_weighs_at_most_twice_its_strongest_clue() {
    let found = all(&british());
    let first = place(&found.places, "GB");
    assert!(first.parts.iter().all(|part| part.weight.0 >= 0));
    let alone = |clue: &Clue| all(std::slice::from_ref(clue)).places[0].weight.0;
    let strongest = british().iter().map(alone).max().unwrap();
    let independent: i32 = british().iter().map(alone).sum();
    assert!(first.weight.0 > strongest && first.weight.0 <= 2 * strongest);
    assert!(first.weight.0 < independent);
    let in_part = first.parts.iter().filter(|part| part.why.contains("50%"));
    assert_eq!(in_part.count(), 1);

    let settings = ClueSettings {
        group_share_percent: 0,
        ..ClueSettings::default()
    };
    let once = combine_clues(&british(), &clue_tables(), &settings).unwrap();
    let counting = once.places[0]
        .parts
        .iter()
        .filter(|part| part.weight.0 != 0);
    assert_eq!(counting.count(), 1);
}

#[test]
fn repeats_add_nothing_and_the_surest_counts() {
    let doubtful = Clue {
        confidence: Confidence::Doubtful,
        ..clue("K-0", ClueKind::Currency, "gbp ")
    };
    let once = all(&[clue("K-1", ClueKind::Currency, "GBP")]);
    let twice = all(&[
        doubtful,
        clue("K-1", ClueKind::Currency, "GBP"),
        clue("K-2", ClueKind::Currency, "GBP"),
    ]);
    for finding in &once.places {
        assert_eq!(place(&twice.places, &finding.place).weight, finding.weight);
    }
    let counting = twice.places[0].parts.iter().map(|part| part.weight.0 > 0);
    assert_eq!(counting.collect::<Vec<_>>(), [false, true, false]);
}
