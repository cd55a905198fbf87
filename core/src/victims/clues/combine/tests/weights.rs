//! What a clue weighs, and that the parts add up.

use super::*;

#[test]
fn parts_sum_to_the_weight_exactly() {
    let mut clues = british();
    clues.push(seen_in("K-7", ClueKind::Sign, "a shop", &["GB-SCT", "IE"]));
    clues.push(seen_in(
        "K-8",
        ClueKind::School,
        "a badge",
        &["GB-SCT", "GB-NIR"],
    ));
    clues.push(clue(
        "K-9",
        ClueKind::Product,
        "a brand of which no table knows",
    ));
    let found = all(&clues);
    check_sums(&found.places);
    assert_eq!(found.places.len(), 250);
    assert_eq!(found.leading, ["GB"]);
    assert_eq!(found.places[0].within[0].place, "GB-SCT");
    assert_eq!(found.not_understood.len(), 1);
    assert_eq!(found.not_understood[0].clue.expose(), "K-9");
}

#[test]
fn one_clue_weighs_what_the_formula_says() {
    let settings = ClueSettings {
        most_clue_millibits: 20_000,
        most_listed: 1_000,
        ..ClueSettings::default()
    };
    for table in clue_tables() {
        let unconfirmed = 1.0 - 0.95 * 0.9;
        let error = if table.confirmed { 0.05 } else { unconfirmed };
        for row in table.rows.iter().step_by(7) {
            let clues = [clue("K-1", table.kind.clone(), &row.value)];
            let found = combine_clues(&clues, &clue_tables(), &settings).unwrap();
            let names =
                |places: &[String], code: &str| places.iter().any(|place| place[..2] == *code);
            let fits = |code: &str| names(&row.places, code);
            let count = found.places.iter().filter(|p| fits(&p.place)).count();
            let count = count as f64 * if table.open { 2.0 } else { 1.0 };
            for place in &found.places {
                let error = if names(&row.unconfirmed, &place.place) {
                    unconfirmed
                } else {
                    error
                };
                let ratio = match fits(&place.place) {
                    true => (1.0 - error) * 250.0 / count + error,
                    false if table.open => 1.0,
                    false => error,
                };
                let bits = f64::from(place.weight.0) / 1_000.0;
                assert!((ratio.log2() - bits).abs() < 0.000_6, "{}", row.value);
            }
        }
    }
}

#[test]
fn a_state_supports_its_country_and_a_country_tells_no_states_apart() {
    let found = all(&[
        clue("K-1", ClueKind::Plate, "Wisconsin"),
        clue("K-2", ClueKind::Currency, "USD"),
        clue("K-3", ClueKind::Socket, "B"),
    ]);
    assert_eq!(found.leading, ["US"]);
    let country = place(&found.places, "US");
    assert!(country.parts[0].weight.0 > 0);
    assert_eq!(country.within.len(), 51);
    assert_eq!(country.within[0].place, "US-WI");
    // only the plate speaks between states; what it says against one state it says against all others
    assert!(country.within.iter().all(|state| state.parts.len() == 1));
    let others: BTreeSet<_> = country.within.iter().skip(1).map(|s| s.weight).collect();
    assert_eq!(others.len(), 1);
    assert!(place(&found.places, "CA").within.is_empty());

    let whole = all(&[seen_in("K-1", ClueKind::Sign, "x", &["US", "US-WI"])]);
    assert!(place(&whole.places, "US").within.is_empty());
}

#[test]
fn the_less_sure_weighs_less_on_both_sides() {
    let weights = ["confirmed", "probable", "possible", "doubtful"].map(|confidence| {
        let found = all(&[Clue {
            confidence: confidence.into(),
            ..seen_in("K-1", ClueKind::Sign, "x", &["GB"])
        }]);
        [place(&found.places, "GB"), place(&found.places, "FR")].map(|p| p.weight.0)
    });
    assert!(weights.is_sorted_by(|a, b| a[0] > b[0] && a[1] < b[1]));
    assert!(weights[3][0] > 0 && weights[3][1] < 0);
}
