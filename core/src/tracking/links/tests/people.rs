use super::*;

/// Records with the person of each.
fn of_people(records: &[(Offender, Option<&str>)]) -> OffenderIndex {
    let known = records.iter().filter_map(|(record, person)| {
        Some(json!({ "offender": record.person.id, "person": (*person)? }))
    });
    let known = json!({ "offenders": known.collect::<Vec<_>>() });
    let known: KnownFacts = serde_json::from_value(known).unwrap();
    let records: Vec<Offender> = records.iter().map(|one| one.0.clone()).collect();
    OffenderIndex::build(&records, &known, &NoControl).unwrap()
}

fn ask(index: &OffenderIndex, settings: &LinkSettings) -> OffenderFindings {
    index.find_offenders(&case(&json!({})), settings).unwrap()
}

#[test]
fn a_person_with_several_records_has_one_rank_and_the_others_are_named() {
    let van = white_van("ZZ1234");
    let index = of_people(&[
        (lives("A-IL", 39.81, &van), Some("p1")),
        (lives("A-MO", 39.82, &van), Some("p1")),
        (lives("A-WI", 44.0, &json!({})), Some("p1")),
        (lives("B", 39.83, &white_van("ZZ1235")), Some("p2")),
        (lives("C", 39.84, &white_van("ZZ1236")), None),
    ]);
    assert_eq!((index.len(), index.people()), (5, 3));
    let found = ask(&index, &LinkSettings::default());
    assert_eq!(ids(&found), ["A-IL", "B", "C"]);
    assert_eq!((found.candidates, found.feasible), (3, 3));
    let counts = found.counts;
    assert_eq!(
        counts.insufficient + counts.weak + counts.lead + counts.strong,
        3
    );
    let others = |at: usize| -> Vec<&str> {
        let others = found.links[at].same_person.iter();
        others.map(|one| one.expose().as_str()).collect()
    };
    assert_eq!(others(0), ["A-MO", "A-WI"]);
    assert!(others(1).is_empty() && others(2).is_empty());
    // each record by itself
    let apart = LinkSettings {
        by_person: false,
        ..LinkSettings::default()
    };
    let found = ask(&index, &apart);
    assert_eq!(found.candidates, 4);
    assert!(found.links.iter().all(|link| link.same_person.is_empty()));
    assert!(ids(&found).contains(&"A-MO"));
}

#[test]
fn what_one_record_says_rules_the_person_out() {
    let held = exclusions::custody("2025-12-01", Some("2026-06-01"), Some(true));
    let mut records = vec![
        (lives("A-IL", 39.81, &white_van("ZZ1234")), Some("p1")),
        (lives("A-MO", 39.82, &json!({})), Some("p1")),
        (lives("A-WI", 44.0, &held), Some("p1")),
    ];
    let settings = LinkSettings::default();
    let found = ask(&of_people(&records), &settings);
    assert!(found.links.is_empty());
    assert_eq!(
        (found.counts.excluded, found.candidates, found.feasible),
        (1, 1, 0)
    );
    assert_eq!(found.excluded.len(), 1);
    // the record that would have ranked highest, by what stands in another
    let out = &found.excluded[0];
    assert_eq!(out.offender.expose(), "A-IL");
    let rests_on = |one: &LinkInput| one.record.expose() == "A-WI" && one.field == "custody[0]";
    assert!(out.exclusion.inputs.iter().any(rests_on));
    // and the other way round, by any of the records
    let open = [case(&json!({}))];
    let index = of_people(&records);
    for id in ["A-IL", "A-MO", "A-WI"] {
        let found = index.find_cases(id, &open, &settings, &NoControl).unwrap();
        assert!(found.links.is_empty());
        assert_eq!(found.excluded[0].offender.expose(), "A-IL");
        let link = index.explain(id, &open[0], &settings).unwrap();
        assert_eq!(link.outcome, LinkOutcome::Excluded);
    }
    // of another person it says nothing
    records[2].1 = None;
    let found = ask(&of_people(&records), &settings);
    assert_eq!((ids(&found), found.counts.excluded), (vec!["A-IL"], 0));
}

#[test]
fn the_background_counts_people_and_not_records() {
    let listed = |many: usize, is_one: bool| {
        let mut all = vec![(lives("A", 39.801, &white_van("ZZ1234")), None)];
        for n in 0..many {
            let record = lives(&format!("B{n:03}"), 39.802, &json!({}));
            all.push((record, is_one.then_some("p")));
        }
        let found = ask(&of_people(&all), &LinkSettings::default());
        weight(&found.links[0], LinkGroup::Place).unwrap()
    };
    // where many live, being near says less; a hundred records of one person are not many
    assert!(listed(100, false) < listed(1, false));
    assert_eq!(listed(100, true), listed(1, true));
}

#[test]
fn cases_of_a_person_are_found_by_any_of_the_records() {
    let index = of_people(&[
        (lives("A-IL", 39.81, &white_van("ZZ1234")), Some("p1")),
        (lives("A-WI", 44.0, &json!({})), Some("p1")),
    ]);
    let open = [case(&json!({}))];
    let settings = LinkSettings::default();
    let of = |id: &str| index.find_cases(id, &open, &settings, &NoControl).unwrap();
    let (near, far) = (of("A-IL"), of("A-WI"));
    assert_eq!(near.links, far.links);
    assert_eq!(far.links[0].offender.expose(), "A-IL");
    assert_eq!(far.links[0].same_person[0].expose(), "A-WI");
}

#[test]
fn facts_of_a_record_stand_once() {
    let record = lives("A", 39.81, &json!({}));
    let about = |id: &str| KnownOffender {
        offender: id.to_owned().into(),
        ..KnownOffender::default()
    };
    let mut builder = OffenderIndexBuilder::new(&KnownFacts::default()).unwrap();
    assert!(builder.add_known(&record, &about("B")).is_err());
    builder.add_known(&record, &about("A")).unwrap();
    assert!(builder.add_known(&record, &about("")).is_err());
    let known = KnownFacts {
        offenders: vec![about("A")],
        ..KnownFacts::default()
    };
    let mut builder = OffenderIndexBuilder::new(&known).unwrap();
    assert!(builder.add_known(&record, &about("A")).is_err());
    builder.add(&record).unwrap();
    assert_eq!(builder.finish().unwrap().people(), 1);
}

#[test]
fn what_each_record_holds_of_a_person_is_put_together_and_counts_once() {
    let vehicle = |others: &[(Offender, Option<&str>)]| {
        let mut all = vec![(lives("A-IL", 39.81, &json!({})), Some("p1"))];
        all.extend_from_slice(others);
        let found = ask(&of_people(&all), &LinkSettings::default());
        assert_eq!(ids(&found), ["A-IL"]);
        let link = found.links[0].clone();
        let part = link
            .components
            .iter()
            .find(|one| one.group == LinkGroup::Vehicle);
        let part = part.unwrap().clone();
        let sum: i32 = link.components.iter().map(|one| one.weight.0).sum();
        assert_eq!(link.total.0, sum);
        assert!(weight(&link, LinkGroup::Place).unwrap() > 0);
        let record = part.inputs[1].record.expose().clone();
        (part.weight, record)
    };
    let far = |id: &str| (lives(id, 44.0, &white_van("ZZ1234")), Some("p1"));
    let one = vehicle(&[far("A-WI")]);
    assert_eq!(one.1, "A-WI");
    assert_eq!(vehicle(&[far("A-WI"), far("B-WI")]).0, one.0);
    // another van beside it says nothing against it
    let other = (lives("C-WI", 44.0, &white_van("ZZ9876")), Some("p1"));
    assert_eq!(vehicle(&[far("A-WI"), other]), one);
}
