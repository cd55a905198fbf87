//! Reports that come late, that are vague, or that stopped coming: what windows and summaries say of them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![allow(
    clippy::needless_pass_by_value,
    reason = "literals read better by value"
)]

use caselink::{
    NoControl, Result,
    abductions::{
        RegionTrend, SeriesSettings, SummarySettings, TrendSettings, Trends, series, summary,
        trends,
    },
    patterns::RegionOutcome,
    records::{Incident, Limits, Pii},
};
use serde_json::{Value, json};

fn incident(id: &str, from: &str, to: &str, more: Value) -> Incident {
    let mut value = json!({
        "id": id,
        "time": { "earliest": from, "latest": to },
        "place": { "address": { "locality": "Larkmoor", "state": "IL", "latitude": 40.0, "longitude": -89.0 } },
        "vehicles": [{ "style": "VN", "colors": ["SIL"], "plate": { "text": "7KX42" } }],
    });
    for (key, one) in more.as_object().unwrap() {
        value[key] = one.clone();
    }
    serde_json::from_value(value).unwrap()
}

fn on(id: &str, day: &str, more: Value) -> Incident {
    let at = |time: &str| format!("{day}T{time}:00");
    incident(id, &at("15:00"), &at("15:20"), more)
}

fn found(incidents: &[Incident], as_of: &str, settings: Value) -> Result<Trends> {
    let settings = TrendSettings::from_value(&settings).unwrap();
    let as_of = as_of.parse().unwrap();
    trends(incidents, as_of, &settings, &Limits::default(), &NoControl)
}

fn illinois(incidents: &[Incident], as_of: &str) -> RegionTrend {
    let settings = json!({ "regions": [{ "kind": "state", "state": "IL" }] });
    found(incidents, as_of, settings).unwrap().regions.remove(0)
}

fn page(incidents: &[Incident], as_of: &str, edition: &str, state: &str) -> Value {
    let settings = SummarySettings::from_value(&json!({
        "id": "AA-1", "agency": "Example State Clearinghouse", "as_of": as_of, "edition": edition,
        "region": { "kind": "state", "state": state },
    }))
    .unwrap();
    let limits = Limits::default();
    let found = series(incidents, &SeriesSettings::default(), &limits, &NoControl).unwrap();
    json!(summary(incidents, &found, &[], &settings, &limits, &NoControl).unwrap())
}

fn texts(ids: &[Pii<String>]) -> Vec<&str> {
    ids.iter().map(|id| id.expose().as_str()).collect()
}

/// The section with a heading, in JSON.
fn section(page: &Value, heading: &str) -> String {
    let sections = page["sections"].as_array().unwrap();
    let is_it = |one: &&Value| one["heading"][0]["value"] == heading;
    sections.iter().find(is_it).unwrap().to_string()
}

#[test]
fn a_late_report_stands_in_the_edition_of_its_report() {
    let mut all: Vec<Incident> = (1..=9)
        .map(|month| {
            on(
                &format!("A-{month}"),
                &format!("2025-0{month}-10"),
                json!({}),
            )
        })
        .collect();
    all.push(on("N-1", "2026-04-01", json!({})));
    let before = illinois(&all, "2026-04-13");
    all.push(on(
        "LATE",
        "2026-03-20",
        json!({ "reported_on": "2026-04-05" }),
    ));
    let after = illinois(&all, "2026-04-13");
    assert_eq!(texts(&after.reported_late), ["LATE"]);
    assert_eq!(after.counts.now, before.counts.now);
    assert_eq!(texts(&after.window.period.incidents), ["N-1"]);
    // it is late once, and in its own window after that
    let next = illinois(&all, "2026-04-27");
    assert!(next.reported_late.is_empty());
    assert_eq!(texts(&next.counts.history[1].incidents), ["LATE"]);
    let page = page(&all, "2026-04-13", "law_enforcement", "IL");
    assert!(section(&page, "At a glance").contains("Reported in this window, happened before"));
    assert!(section(&page, "Look for").contains("reported late on 2026-04-05"));
    assert!(
        section(&page, "Map").contains("LATE") && section(&page, "Map").contains("reported late")
    );
    assert!(section(&page, "Incidents of this window").contains("LATE"));
}

#[test]
fn nothing_happened_after_its_report() {
    let all = [
        incident(
            "SPAN",
            "2025-10-08T00:00:00",
            "2026-10-08T00:00:00",
            json!({ "reported_on": "2026-01-05" }),
        ),
        // of an evening that is not over, and one of a week
        incident(
            "OPEN",
            "2026-04-11T00:00:00",
            "2026-04-20T00:00:00",
            json!({}),
        ),
        incident(
            "WEEK",
            "2026-04-01T00:00:00",
            "2026-04-08T00:00:00",
            json!({}),
        ),
        // no narrower than the window: somewhen in March or April
        incident(
            "VAGUE",
            "2026-03-10T00:00:00",
            "2026-04-30T00:00:00",
            json!({}),
        ),
        on("A", "2025-04-01", json!({})),
    ];
    let region = illinois(&all, "2026-04-13");
    assert_eq!(texts(&region.counts.now.incidents), ["OPEN", "WEEK"]);
    assert_eq!(texts(&region.longer_than_window), ["VAGUE"]);
    assert_eq!(
        texts(&region.long.period.incidents),
        ["OPEN", "SPAN", "VAGUE", "WEEK"]
    );
    for window in &region.counts.history {
        assert!(!texts(&window.incidents).contains(&"SPAN"));
    }
    let page = page(&all, "2026-04-13", "law_enforcement", "IL");
    assert!(section(&page, "What the data leave open").contains("VAGUE"));
    assert!(section(&page, "At a glance").contains("known only to a longer time"));
}

#[test]
fn reports_that_stopped_coming_are_not_calm() {
    let mut all: Vec<Incident> = (0..60)
        .map(|n| {
            let day = format!("2025-{:02}-{:02}", 1 + n % 12, 1 + n % 28);
            on(&format!("A-{n:02}"), &day, json!({}))
        })
        .collect();
    let region = illinois(&all, "2028-04-13");
    assert_eq!(region.counts.now.count(), None);
    let RegionOutcome::Insufficient { reason } = &region.counts.unusual.outcome else {
        unreachable!("tested without reports");
    };
    assert!(
        reason.contains("newest report is of 2025-12-")
            && reason.contains("days before this window")
    );
    for edition in ["law_enforcement", "public"] {
        let page = page(&all, "2028-04-13", edition, "IL");
        let first = section(&page, "At a glance");
        assert!(first.contains("Not enough data to say"), "{first}");
        assert!(!page.to_string().contains("\"bars\""));
        for words in ["New series", "No. ", "365 days up to"] {
            assert!(!page.to_string().contains(words), "{edition}: {words}");
        }
    }
    // who takes reports and got none says so
    let settings =
        json!({ "data_to": "2028-04-12", "regions": [{ "kind": "state", "state": "IL" }] });
    let known = found(&all, "2028-04-13", settings).unwrap();
    assert_eq!(known.regions[0].counts.now.count(), Some(0));
    assert!(matches!(
        known.regions[0].counts.unusual.outcome,
        RegionOutcome::Tested { .. }
    ));
    assert_eq!(known.newest_report.unwrap().to_string()[..8], *"2025-12-");
    // a state of which nobody reports, where others do
    all.push(on("N", "2028-04-10", json!({})));
    let page = page(&all, "2028-04-13", "law_enforcement", "WY");
    assert!(section(&page, "At a glance").contains("No reports"));
    assert!(page["title"].to_string().contains("Wyoming"));
    for words in ["New series", "365 days up to", "\"bars\""] {
        assert!(!page.to_string().contains(words), "{words}");
    }
}

#[test]
fn settings_that_name_nothing_are_errors() {
    let all = [on("A", "2026-04-01", json!({}))];
    let code = |settings: Value| found(&all, "2026-04-13", settings).unwrap_err().code();
    assert_eq!(code(json!({ "left_out": ["nope"] })), "UNKNOWN_RECORD");
    assert_eq!(
        code(json!({ "data_from": "2026-04-14" })),
        "INVALID_PARAMETER"
    );
    assert_eq!(
        code(json!({ "data_from": "2026-04-01", "data_to": "2026-03-01" })),
        "INVALID_PARAMETER"
    );
    assert!(found(&all, "2026-04-13", json!({ "left_out": ["A"] })).is_ok());
    // one that was set aside can be named
    let twice = [all[0].clone(), on(" ", "2026-04-01", json!({}))];
    assert!(found(&twice, "2026-04-13", json!({ "left_out": ["nope"] })).is_ok());
}

#[test]
fn hours_and_weekdays_lead_to_their_incidents() {
    let all: Vec<Incident> = (1..=12)
        .map(|n| on(&format!("A-{n:02}"), &format!("2026-04-{n:02}"), json!({})))
        .collect();
    let region = illinois(&all, "2026-04-13");
    let profile = region.window.profile.found().unwrap();
    let ids = &region.window.profile_incidents;
    for (weight, ids) in profile.hours.iter().zip(&ids.hours) {
        assert!((*weight - ids.len() as f64).abs() < 1e-9);
    }
    for (weight, ids) in profile.weekdays.iter().zip(&ids.weekdays) {
        assert!((*weight - ids.len() as f64).abs() < 1e-9);
    }
    // April 4 and 5, 11 and 12 of 2026 are weekends; school is over by three
    assert_eq!(ids.after_school.len(), 8);
    assert!(ids.before_school.is_empty());
    let page = page(&all, "2026-04-13", "law_enforcement", "IL");
    for source in [
        "count: incidents of the window of 2026-03-30",
        "count: incidents of 3 pm",
        "count: incidents of Mon",
        "count: incidents on the way to and from school, in whole or in part",
        "count: incidents of the afternoon, in whole or in part",
    ] {
        assert!(page.to_string().matches(source).count() > 1, "{source}");
    }
}

#[test]
fn clothing_is_shown_as_it_was_said() {
    let suspect = |clothing: Value| json!({ "approaches": ["ride"], "suspects": [{ "role": "suspect", "description": { "clothing": clothing } }] });
    let all = [
        on(
            "A",
            "2026-04-01",
            suspect(json!(["red baseball cap", "dark hooded sweatshirt"])),
        ),
        on(
            "B",
            "2026-04-03",
            suspect(json!(["baseball cap", "dark hooded  sweatshirt"])),
        ),
    ];
    let settings = SeriesSettings::default();
    let found = series(&all, &settings, &Limits::default(), &NoControl).unwrap();
    let fields = &found.series[0].suspect.fields;
    let said: Vec<(&str, usize)> = fields[0]
        .values
        .iter()
        .map(|one| (one.value.expose().as_str(), one.incidents.len()))
        .collect();
    assert_eq!(
        said,
        [
            ("baseball cap", 2),
            ("dark hooded sweatshirt", 2),
            ("red baseball cap", 1)
        ]
    );
    let page = page(&all, "2026-04-13", "law_enforcement", "IL");
    assert!(section(&page, "Look for").contains("baseball cap, dark hooded sweatshirt"));
}

#[test]
fn a_tie_is_called_one() {
    let all: Vec<Incident> = (1..=12)
        .map(|n| {
            let approach = if n % 2 == 0 { "ride" } else { "question" };
            let child = json!([{ "sex": "female", "age": { "least": 2, "most": 2 } }]);
            let more = json!({ "approaches": [approach], "victims": child });
            on(&format!("A-{n:02}"), &format!("2026-04-{n:02}"), more)
        })
        .collect();
    let page = page(&all, "2026-04-13", "law_enforcement", "IL");
    let prevention = section(&page, "For prevention");
    assert!(
        prevention.contains("most often question and offer of a ride, in "),
        "{prevention}"
    );
    assert!(prevention.contains(" each"));
    assert!(section(&page, "Incidents of this window").contains("female, 2 years"));
}

/// One incident more, in the window a year ago, must not be seen: neither as a number nor as a footnote.
#[test]
fn one_more_incident_changes_nothing_for_everyone() {
    let day = |n: i64| {
        let as_of: chrono::NaiveDate = "2026-04-13".parse().unwrap();
        (as_of - chrono::TimeDelta::days(n)).to_string()
    };
    let mut all: Vec<Incident> = (0..41)
        .map(|n| on(&format!("A-{n:02}"), &day(1 + n * 8), json!({})))
        .collect();
    all.push(on("OLD", &day(1_000), json!({})));
    let without = page(&all, "2026-04-13", "public", "IL");
    assert!(section(&without, "At a glance").contains("The same window a year ago"));
    all.push(on("B", &day(370), json!({})));
    let trend = illinois(&all, "2026-04-13");
    assert_eq!(trend.counts.last_year.count(), Some(1));
    assert_eq!(page(&all, "2026-04-13", "public", "IL"), without);
}
