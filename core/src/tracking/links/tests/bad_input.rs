use super::*;
use crate::records::{Address, Case, Pii, Place, Span, Stay, TimeRange};

fn address(latitude: f64, longitude: f64) -> Place {
    Place {
        address: Some(Address {
            latitude: Some(latitude.into()),
            longitude: Some(longitude.into()),
            ..Address::default()
        }),
        ..Place::default()
    }
}

fn stays(id: &str, places: Vec<Place>) -> Offender {
    let stays = places.into_iter().map(|place| Stay {
        place,
        ..Stay::default()
    });
    let mut one = offender(json!({ "id": id }));
    one.stays = stays.collect();
    one
}

#[test]
fn nothing_is_compared_with_nothing() {
    let empty = index(&[]);
    assert!(empty.is_empty() && empty.people() == 0);
    assert_eq!(empty.passed_over(), PassedOver::default());
    let settings = LinkSettings::default();
    let open = case(&json!({}));
    let found = empty.find_offenders(&open, &settings).unwrap();
    assert_eq!((found.candidates, found.links.len()), (0, 0));
    assert!(empty.explain("A", &open, &settings).is_err());
    assert!(empty.find_cases("A", &[], &settings, &NoControl).is_err());
    assert!(
        empty
            .sensitivity(&open, &settings, &[], &NoControl)
            .unwrap()
            .base
            .is_empty()
    );
    let none = empty
        .find_offenders_of(&[], &settings, 0, &NoControl)
        .unwrap();
    assert!(none.findings.is_empty());
    // a record with an id and nothing else, and a case without even that
    let one = index(&[offender(json!({ "id": "A" }))]);
    let bare = OpenCase::from(Case::default());
    assert_eq!(one.find_offenders(&bare, &settings).unwrap().candidates, 0);
    let link = one.explain("A", &bare, &settings).unwrap();
    assert_eq!(link.outcome, LinkOutcome::Insufficient);
    assert_eq!((link.total.0, link.components.len()), (0, 0));
}

#[test]
fn what_is_no_place_on_the_earth_is_counted_and_makes_nobody_a_candidate() {
    let nan = f64::NAN;
    let absurd = [
        (nan, -89.65),
        (39.8, nan),
        (f64::INFINITY, 0.0),
        (412.0, -89.65),
        (39.8, -1_000.0),
        (0.0, 0.0),
    ];
    let mut all: Vec<Offender> = Vec::new();
    for (n, (latitude, longitude)) in absurd.into_iter().enumerate() {
        all.push(stays(&format!("X{n}"), vec![address(latitude, longitude)]));
    }
    all.push(stays("no address", vec![Place::default()]));
    let mut unknown = address(39.8, -89.65);
    unknown.uncertainty_m = Some(nan.into());
    all.push(stays("no radius", vec![unknown]));
    all.push(lives("A", 39.81, &white_van("ZZ1234")));
    let index = index(&all);
    let over = index.passed_over();
    assert_eq!(
        (over.places_without_position, over.records_without_place),
        (8, 8)
    );
    let found = index
        .find_offenders(&case(&json!({})), &LinkSettings::default())
        .unwrap();
    assert_eq!((found.candidates, ids(&found)), (1, vec!["A"]));
    // the same of the case: what is left of it is the plate
    for (latitude, longitude) in absurd {
        let mut open = case(&json!({}));
        open.case.last_seen_place = Some(address(latitude, longitude));
        let found = index
            .find_offenders(&open, &LinkSettings::default())
            .unwrap();
        assert!(found.missing.iter().any(|one| one == "last_seen_place"));
        assert_eq!(found.candidates, 1);
    }
}

#[test]
fn at_a_pole_and_across_the_date_line_neighbours_are_found() {
    for (home, scene) in [
        ((89.95, 10.0), (89.95, -170.0)),
        ((-89.95, 0.1), (-89.95, 179.0)),
        ((0.1, 179.95), (0.1, -179.95)),
    ] {
        let mut one = stays("A", vec![address(home.0, home.1)]);
        one.vehicles = lives("A", 0.0, &white_van("ZZ1234")).vehicles;
        let mut open = case(&json!({}));
        open.case.last_seen_place = Some(address(scene.0, scene.1));
        let found = find(&[one], &open);
        assert_eq!(found.feasible, 1, "{home:?}");
    }
}

#[test]
fn dates_in_the_wrong_order_break_nothing() {
    let all = [lives("A", 39.81, &white_van("ZZ1234"))];
    let index = index(&all);
    let settings = LinkSettings::default();
    let usual = index.find_offenders(&case(&json!({})), &settings).unwrap();
    // seen until before it was seen from
    let mut open = case(&json!({}));
    let seen = open.case.last_seen.take().unwrap().into_inner();
    let turned = TimeRange {
        earliest: seen.latest,
        latest: seen.earliest,
        ..seen
    };
    open.case.last_seen = Some(turned.into());
    let found = index.find_offenders(&open, &settings).unwrap();
    assert_eq!(found.links[0].total, usual.links[0].total);
    // reported, or found, before anybody was missed
    for more in [
        json!({ "case": { "reported_on": "2019-01-01" } }),
        json!({ "case": { "found_on": "2019-01-01" } }),
        json!({ "case": { "reported_on": "0001-01-01", "last_seen": null } }),
        json!({ "case": { "reported_on": "9999-12-31" } }),
    ] {
        let found = index.find_offenders(&case(&more), &settings).unwrap();
        assert_eq!(found.counts.excluded, 0, "{more}");
        assert_eq!(found.candidates, 1);
    }
    // a span cannot end before it begins
    let turned =
        json!({ "id": "B", "stays": [{ "span": { "start": "2020-01-02", "end": "2020-01-01" } }] });
    assert!(serde_json::from_value::<Offender>(turned).is_err());
}

#[test]
fn ten_thousand_stays_and_addresses_are_one_candidate() {
    let mut one = stays("A", Vec::new());
    for n in 0..10_000 {
        let place = address(39.0 + f64::from(n) * 1e-4, -89.65);
        one.person.addresses.extend(place.address.clone());
        one.stays.push(Stay {
            place,
            span: Pii::new(Span::default()),
            ..Stay::default()
        });
    }
    let index = index(&[one]);
    let found = index
        .find_offenders(&case(&json!({})), &LinkSettings::default())
        .unwrap();
    assert_eq!(found.candidates, 1);
    assert_eq!(index.passed_over().parts_beyond_limit, 0);
}

#[test]
fn what_is_more_than_fits_is_counted() {
    let mut one = stays("A", vec![Place::default(); 65_540]);
    one.stays[65_536].place = address(39.8, -89.65);
    let over = index(&[one]).passed_over();
    assert_eq!(
        (over.places_without_position, over.parts_beyond_limit),
        (65_535, 5)
    );
}

type Set = fn(&mut LinkSettings);

#[test]
fn an_id_stands_once_and_settings_are_numbers() {
    let twice = [lives("A", 39.8, &json!({})), lives("A", 39.9, &json!({}))];
    let built = OffenderIndex::build(&twice, &KnownFacts::default(), &NoControl).unwrap();
    assert_eq!((built.len(), built.rejected().total), (1, 1));
    // a case that is given twice is looked at once
    let index = index(&[lives("A", 39.81, &white_van("ZZ1234"))]);
    let open = [case(&json!({})), case(&json!({}))];
    let settings = LinkSettings::default();
    let found = index.find_cases("A", &open, &settings, &NoControl).unwrap();
    assert_eq!((found.cases, found.links.len()), (1, 1));
    let wrong: [Set; 6] = [
        |one| one.radius_km = f64::NAN,
        |one| one.distance_sigma = f64::INFINITY,
        |one| one.office_hours = (f64::NAN, 19.0),
        |one| one.anchor_shares[0].share = f64::NAN,
        |one| one.flight_ground_hours = -1.0,
        |one| one.seen_far_doubled = crate::linkage::MilliBits(1),
    ];
    for set in wrong {
        let mut settings = LinkSettings::default();
        set(&mut settings);
        let error = index.find_offenders(&open[0], &settings).unwrap_err();
        assert_eq!(error.code(), "INVALID_PARAMETER");
    }
}
