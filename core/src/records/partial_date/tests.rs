use proptest::prelude::*;

use super::*;

#[test]
fn reads_each_form() {
    let day = PartialDate::new(1971, Some(6), Some(24)).unwrap();
    for text in [
        "1971-06-24",
        "19710624",
        "1971/06/24",
        " 1971-06-24 ",
        "1971-06-24T00:00:00",
        "1971-06-24 00:00:00",
        "1971-06-24T00:00:00.000Z",
        "19710624 00:00:00",
    ] {
        assert_eq!(PartialDate::parse(text), Ok(day), "{text}");
    }
    assert_eq!(
        PartialDate::parse("1971-06"),
        PartialDate::new(1971, Some(6), None)
    );
    assert_eq!(
        PartialDate::parse("1971"),
        PartialDate::new(1971, None, None)
    );
}

#[test]
fn a_part_of_zeros_is_not_known() {
    for (text, date) in [
        ("1971-06-00", "1971-06"),
        ("19710600", "1971-06"),
        ("1971/06/00", "1971-06"),
        ("1971-06-00 00:00:00", "1971-06"),
        ("1971-00-00", "1971"),
        ("19710000", "1971"),
        ("1971-00", "1971"),
        ("1900-00-00", "-"),
        ("1900-01-00", "-"),
        ("0001-00-00", "-"),
        ("1971-00-15", "-"),
        ("1971-13-00", "-"),
        ("1849-06-00", "-"),
    ] {
        let read = PartialDate::parse(text);
        assert_eq!(
            read.map_or("-".to_owned(), |date| date.to_string()),
            date,
            "{text}"
        );
        assert!(PartialDate::has_zero_part(text));
    }
    for text in [
        "1971-06-24",
        "1971",
        "2000-10-10",
        "20001010",
        "1900-02-10T00:00:00",
        "1971-06",
    ] {
        assert!(!PartialDate::has_zero_part(text), "{text}");
    }
    for text in ["1900-00-00", "1900-01-00", "19000000"] {
        assert_eq!(
            PartialDate::parse(text),
            Err(DateProblem::Placeholder),
            "{text}"
        );
    }
    assert_eq!(
        PartialDate::new(1971, Some(6), Some(0)),
        Err(DateProblem::DoesNotExist)
    );
}

#[test]
fn names_each_problem() {
    use DateProblem::{DoesNotExist, NotADate, OutOfRange, Placeholder};
    for (text, problem) in [
        ("03/04/1990", NotADate),
        ("24.6.1971", NotADate),
        ("197106", NotADate),
        ("1971-6-24", NotADate),
        ("1971-06/24", NotADate),
        ("1971-06-24T04:00:00Z", NotADate),
        ("1971T00:00:00", NotADate),
        ("\u{ff11}971", NotADate),
        ("-971", NotADate),
        ("born in June", NotADate),
        ("1971-02-29", DoesNotExist),
        ("1971-13-01", DoesNotExist),
        ("1971-06-31", DoesNotExist),
        ("1971-00-15", DoesNotExist),
        ("1849-12-31", OutOfRange),
        ("2151", OutOfRange),
        ("1900-01-01", Placeholder),
        ("19000101", Placeholder),
        ("1900-01-01 00:00:00", Placeholder),
        ("0000-00-00", Placeholder),
        ("0000", Placeholder),
        ("9999-12-31", Placeholder),
        ("9999-99-99", Placeholder),
        ("1899-12-30", Placeholder),
        ("unknown", Placeholder),
        ("", Placeholder),
    ] {
        assert_eq!(PartialDate::parse(text), Err(problem), "{text}");
    }
    assert_eq!(PartialDate::new(1971, None, Some(3)), Err(NotADate));
    assert!(PartialDate::parse("1900").is_ok());
    assert!(PartialDate::parse("1900-01-02").is_ok());
}

#[test]
fn fewer_parts_sort_first() {
    let order = [
        "1970-12-31",
        "1971",
        "1971-01",
        "1971-01-01",
        "1971-02",
        "1972",
    ];
    let dates: Vec<_> = order
        .iter()
        .map(|text| PartialDate::parse(text).unwrap())
        .collect();
    assert!(dates.is_sorted());
}

proptest! {
    #[test]
    fn round_trips(
        year in PartialDate::FIRST_YEAR..=PartialDate::LAST_YEAR,
        month in proptest::option::of(1_u8..=12),
        day in proptest::option::of(1_u8..=31),
    ) {
        let Ok(date) = PartialDate::new(year, month, day.filter(|_| month.is_some())) else {
            return Ok(());
        };
        prop_assert_eq!(PartialDate::parse(&date.to_string()), Ok(date));
        let json = serde_json::to_string(&date).unwrap();
        prop_assert_eq!(serde_json::from_str::<PartialDate>(&json).unwrap(), date);
        if let Some(full) = date.to_date() {
            prop_assert_eq!(PartialDate::try_from(full), Ok(date));
            prop_assert_eq!(full.to_string(), date.to_string());
        }
    }

    #[test]
    fn string_order_is_date_order(a in "(18[5-9]|19[0-9]|20[0-9])[0-9](-[01][0-9](-[0-3][0-9])?)?",
                                  b in "(18[5-9]|19[0-9]|20[0-9])[0-9](-[01][0-9](-[0-3][0-9])?)?") {
        if let (Ok(first), Ok(second)) = (PartialDate::parse(&a), PartialDate::parse(&b)) {
            // 1971-00 is the same as 1971
            let (a, b) = (first.to_string(), second.to_string());
            prop_assert_eq!(first.cmp(&second), a.cmp(&b));
        }
    }

    #[test]
    fn never_panics(text in "\\PC{0,24}|[0-9/T: .-]{0,24}") {
        let _ = PartialDate::parse(&text);
    }
}
