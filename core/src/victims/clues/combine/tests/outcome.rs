//! When places are ranked, and what is missing when not.

use super::*;

#[test]
fn states_that_are_the_only_candidates_are_judged_themselves() {
    let settings = ClueSettings {
        candidates: ["US-WI", "US-IL", "US-MN"].map(ToOwned::to_owned).into(),
        least_groups: 1,
        ..ClueSettings::default()
    };
    let clues = [
        seen_in("K-1", ClueKind::Sign, "x", &["US-WI"]),
        seen_in("K-2", ClueKind::School, "x", &["US-TX"]),
    ];
    let found = combine_clues(&clues, &[], &settings).unwrap();
    assert_eq!(found.leading, ["US-WI"]);
    assert_eq!(found.not_understood[0].clue.expose(), "K-2");
    assert_eq!(found.places[0].within.len(), 3);
}

#[test]
fn too_little_is_an_outcome() {
    let reason = |found: &ClueFindings| match &found.outcome {
        ClueOutcome::Insufficient { reason } => reason.clone(),
        ClueOutcome::Ranked => panic!("ranked"),
    };
    let none = combined(&[]);
    assert!(reason(&none).contains("No clue"));
    assert!(none.leading.is_empty() && none.would_help.is_empty());
    // one kind only, however clear
    let one = combined(&[clue("K-1", ClueKind::Currency, "JPY")]);
    assert!(reason(&one).contains("Independent groups"));
    assert_eq!(one.places[0].place, "JP");
    // two groups that fit the same dozen of countries
    let dozen = [
        "AR", "BO", "CL", "CO", "CR", "CU", "DO", "EC", "MX", "PA", "PE", "VE",
    ];
    let many = combined(&[
        seen_in("K-1", ClueKind::Sign, "words", &dozen),
        seen_in("K-2", ClueKind::School, "a uniform", &dozen),
    ]);
    assert!(reason(&many).contains("too close"));
    assert!(many.left_out > 0);
}

#[test]
fn places_are_not_ranked_on_practically_one_clue() {
    let reason = |clues: &[Clue]| match all(clues).outcome {
        ClueOutcome::Insufficient { reason } => reason,
        ClueOutcome::Ranked => String::new(),
    };
    // driving on the left agrees with the yen, and adds less than a bit to it
    let yen = clue("K-1", ClueKind::Currency, "JPY");
    let left = clue("K-2", ClueKind::DrivingSide, "left");
    let why = reason(&[yen.clone(), left.clone()]);
    assert!(why.contains("Enough: money. Too little: traffic"), "{why}");
    // what one household brings along, however much of it, is one group
    let brought = [
        clue("K-3", ClueKind::Language, "ja"),
        clue("K-4", ClueKind::PhoneCode, "+81"),
        seen_in("K-5", ClueKind::Sign, "a shop", &["JP"]),
        seen_in("K-6", ClueKind::Product, "a sweet", &["JP"]),
        seen_in("K-7", ClueKind::Broadcast, "a programme", &["JP"]),
        seen_in("K-8", ClueKind::Team, "a shirt", &["JP"]),
    ];
    assert!(reason(&brought).contains("Enough: what people bring along"));
    let mut both = brought.to_vec();
    both.extend([yen, left]);
    assert_eq!(reason(&both), "");
}

#[test]
fn of_places_that_stand_first_together_any_may_have_the_groups() {
    let settings = ClueSettings {
        group_share_percent: 100,
        ..ClueSettings::default()
    };
    let clues = [
        seen_in("K-1", ClueKind::Sign, "a", &["AT"]),
        seen_in("K-2", ClueKind::Product, "b", &["AT"]),
        seen_in("K-3", ClueKind::School, "c", &["DE"]),
        seen_in("K-4", ClueKind::Architecture, "d", &["DE"]),
    ];
    let found = combine_clues(&clues, &[], &settings).unwrap();
    assert_eq!(found.places[0].weight, found.places[1].weight);
    assert_eq!(found.outcome, ClueOutcome::Ranked);
    assert_eq!(found.leading, ["AT", "DE"]);
}

#[test]
fn parts_of_a_country_lead_by_the_same_rule() {
    let leading = |clues: &[Clue]| -> Vec<String> {
        let found = all(clues);
        let parts = place(&found.places, "US").leading_within(&found.settings);
        parts.iter().map(|part| part.place.clone()).collect()
    };
    let one = [
        clue("K-1", ClueKind::Plate, "Wisconsin"),
        clue("K-2", ClueKind::Currency, "USD"),
    ];
    assert!(leading(&one).is_empty());
    let mut two = one.to_vec();
    two.push(seen_in("K-3", ClueKind::School, "a badge", &["US-WI"]));
    assert_eq!(leading(&two), ["US-WI"]);
}

#[test]
fn clues_of_two_series_are_not_mixed() {
    let of = |id: &str, series: &str| Clue {
        series: Some(series.to_owned()),
        ..clue(id, ClueKind::Socket, "G")
    };
    let wrong = [of("K-1", "S-1"), of("K-2", "S-2")];
    let error = combine_clues(&wrong, &[], &ClueSettings::default()).unwrap_err();
    assert_eq!(error.code(), "INVALID_PARAMETER");
    let twice = [of("K-1", "S-1"), of("K-1", "S-1")];
    assert!(combine_clues(&twice, &[], &ClueSettings::default()).is_err());
    let sure = [Clue {
        confidence: "sure".into(),
        ..clue("K-1", ClueKind::Socket, "G")
    }];
    let error = combine_clues(&sure, &clue_tables(), &ClueSettings::default()).unwrap_err();
    assert!(error.to_string().contains("[0].confidence"), "{error}");
    let long = [clue("K-1", ClueKind::Sign, &"x".repeat(1_025))];
    let error = combine_clues(&long, &[], &ClueSettings::default()).unwrap_err();
    assert_eq!(error.code(), "LIMIT_EXCEEDED");
}

#[test]
fn findings_hold_no_value_and_come_back_from_json() {
    let canary = "canary-7731";
    let mut clues = british();
    clues.push(clue("K-7", ClueKind::Sign, canary));
    clues.push(seen_in(
        "K-8",
        ClueKind::Other(canary.to_owned()),
        canary,
        &["GB"],
    ));
    let found = combined(&clues);
    assert!(!format!("{found:?}").contains(canary));
    let json = serde_json::to_value(&found).unwrap();
    let back: ClueFindings = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(back, found);
    let whys = json["places"][0]["parts"].to_string();
    // the kind is the host's own word and comes back; the value does not
    assert_eq!(whys.matches(canary).count(), 1);
}
