//! Which table is used, and what it says.

use super::*;

#[test]
fn a_form_of_plates_speaks_against_no_country() {
    for form in ["AA 00 AAA", "AA-000-AA", "eu_band", "yellow_both"] {
        let found = all(&[clue("K-1", ClueKind::Plate, form)]);
        assert!(found.not_understood.is_empty(), "{form}");
        assert!(found.places.iter().all(|place| place.weight.0 >= 0));
        assert!(found.places[0].weight.0 > 0);
        let last = found.places.last().unwrap();
        assert!(last.parts[0].why.contains("speaks against none"));
    }
    // of two forms that no country has both of, neither is wrong for that
    let two = all(&[
        clue("K-1", ClueKind::Plate, "mercosur_band"),
        clue("K-2", ClueKind::Plate, "AA 00 AAA"),
    ]);
    assert!(two.conflicts.is_empty());
    assert_eq!(place(&two.places, "GE").weight.0, 0);
    // a form that no table has, and a number, are not understood
    for other in ["0000000 A", "AB-123-CD"] {
        let found = all(&[clue("K-1", ClueKind::Plate, other)]);
        assert_eq!(found.not_understood.len(), 1, "{other}");
        assert!(found.places.iter().all(|place| place.weight.0 == 0));
    }
    // old and new forms of one country both speak for it
    for form in ["AA-000-AA", "AAA-000", "Georgia", "GE"] {
        let found = all(&[clue("K-1", ClueKind::Plate, form)]);
        assert!(place(&found.places, "GE").weight.0 > 0, "{form}");
    }
}

#[test]
fn what_the_source_lacks_counts_less_and_what_is_past_is_said() {
    let found = all(&[clue("K-1", ClueKind::Language, "Cantonese")]);
    let weight = |code: &str| place(&found.places, code).weight.0;
    assert!(weight("HK") == weight("CN") && weight("CN") > weight("MY"));
    assert!(weight("MY") > 0 && weight("TH") < 0);
    let why = &place(&found.places, "MY").parts[0].why;
    assert!(why.contains("does not have it"), "{why}");

    let found = all(&[clue("K-1", ClueKind::Currency, "BGN")]);
    let why = &found.places[0].parts[0].why;
    assert!(why.contains("in use until 2026-01-31"), "{why}");
    assert_eq!(found.places[0].place, "BG");
}

#[test]
fn places_may_be_named_by_common_words() {
    let found = all(&[seen_in("K-1", ClueKind::Sign, "x", &["UK", "Irland"])]);
    assert_eq!(found.not_understood.len(), 1);
    let found = all(&[seen_in(
        "K-1",
        ClueKind::Sign,
        "x",
        &["UK", "Republic of Ireland"],
    )]);
    let first: Vec<&str> = found.places.iter().take(2).map(|p| &p.place[..]).collect();
    assert_eq!(first, ["GB", "IE"]);
    let both = Clue {
        not_places: vec!["GB".to_owned()],
        ..seen_in("K-1", ClueKind::Sign, "x", &["UK"])
    };
    assert!(combine_clues(&[both], &[], &ClueSettings::default()).is_err());
}

#[test]
fn a_table_of_the_host_goes_first_and_analysts_before_it() {
    let own = ClueTable {
        name: "school badges".to_owned(),
        version: "2026-03".to_owned(),
        kind: ClueKind::School,
        source: "an office".to_owned(),
        licence: "internal".to_owned(),
        confirmed: true,
        open: false,
        rows: vec![ClueRow {
            value: "Red Fox".to_owned(),
            places: vec!["us-wi".to_owned(), "NZ".to_owned()],
            ..ClueRow::default()
        }],
    };
    let sockets = ClueTable {
        name: "our sockets".to_owned(),
        kind: ClueKind::Socket,
        rows: vec![ClueRow {
            value: "g".to_owned(),
            places: vec!["MT".to_owned()],
            ..ClueRow::default()
        }],
        ..own.clone()
    };
    let mut tables = vec![own, sockets];
    tables.extend(clue_tables());
    let settings = ClueSettings::default();
    let found = |clues: &[Clue]| combine_clues(clues, &tables, &settings).unwrap();
    let badge = found(&[clue("K-1", ClueKind::School, "red  fox")]);
    assert_eq!(badge.places[0].place, "NZ");
    assert_eq!(badge.places[1].within[0].place, "US-WI");
    assert!(badge.places[0].parts[0].why.contains("school badges"));
    let socket = found(&[clue("K-1", ClueKind::Socket, "G")]);
    assert_eq!(socket.places[0].place, "MT");
    assert!(socket.places[0].lead_over_next.unwrap().0 > 0);
    let said = found(&[seen_in("K-1", ClueKind::Socket, "G", &["CY"])]);
    assert_eq!(said.places[0].place, "CY");
    assert!(said.places[0].parts[0].why.contains("analyst"));
    let bad = ClueTable {
        rows: vec![ClueRow {
            places: vec!["Utopia".to_owned()],
            ..ClueRow::default()
        }],
        ..tables.remove(0)
    };
    let error = combine_clues(&[], &[bad], &settings).unwrap_err();
    assert!(error.to_string().contains("[0].rows[0]"));
    let odd = ClueTable {
        rows: vec![ClueRow {
            places: vec!["GB".to_owned()],
            unconfirmed: vec!["IE".to_owned()],
            ..ClueRow::default()
        }],
        ..tables.remove(0)
    };
    let error = combine_clues(&[], &[odd], &settings).unwrap_err();
    assert!(error.to_string().contains("unconfirmed"));
}

#[test]
fn unconfirmed_tables_say_so_and_count_less() {
    let found = all(&[clue("K-1", ClueKind::Socket, "G")]);
    assert!(found.places[0].parts[0].why.contains("not confirmed"));
    let mut tables = clue_tables();
    for table in &mut tables {
        table.confirmed = true;
    }
    let clues = [clue("K-1", ClueKind::Socket, "G")];
    let sure = combine_clues(&clues, &tables, &ClueSettings::default()).unwrap();
    assert!(sure.places[0].weight > found.places[0].weight);
    assert!(!sure.places[0].parts[0].why.contains("not confirmed"));
}

#[test]
fn what_the_analyst_rules_out_is_taken_out() {
    let not = |codes: &[&str]| Clue {
        not_places: codes.iter().map(|code| (*code).to_owned()).collect(),
        ..clue("K-1", ClueKind::Vegetation, "palms")
    };
    let found = all(&[not(&["NO", "SE"])]);
    assert!(place(&found.places, "NO").weight.0 < 0);
    assert!(place(&found.places, "FR").weight.0 > 0);
    let found = all(&[not(&["US-AK"])]);
    let country = &place(&found.places, "US");
    assert_eq!(country.weight.0, 0);
    assert_eq!(country.within.last().unwrap().place, "US-AK");
    // a country that is named and ruled out, whole or with the part that is named, is a contradiction
    for (places, ruled_out, is_wrong) in [
        (["NO", "DK"], "no", true),
        (["US-WI", "DK"], "US", true),
        (["US", "DK"], "US-WI", false),
        (["NO", "DK"], "SE", false),
    ] {
        let both = Clue {
            places: places.map(str::to_owned).into(),
            ..not(&[ruled_out])
        };
        let found = combine_clues(&[both], &clue_tables(), &ClueSettings::default());
        assert_eq!(found.is_err(), is_wrong, "{places:?} {ruled_out}");
    }
    assert_eq!(all(&[not(&["Utopia"])]).not_understood.len(), 1);
}
