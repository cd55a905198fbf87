//! What stands in the pictures, read back from their markup.

use serde_json::json;

use super::{Drawing, Figure, draw};

fn picture(drawing: serde_json::Value) -> String {
    let drawing: Drawing = serde_json::from_value(drawing).unwrap();
    let mut out = String::new();
    let figure = Figure {
        caption: Vec::new(),
        drawing,
    };
    draw(&figure, 1, &mut out);
    out
}

/// Every text with its x, its class and its anchor; those that are turned have an x of their own.
fn texts(svg: &str) -> Vec<(f64, String, String)> {
    let attribute = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!("{name}=\"")).unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    };
    svg.split("<text ")
        .skip(1)
        .map(|part| {
            let (tag, rest) = part.split_once('>').unwrap();
            let words = rest.split_once("</text>").unwrap().0;
            (
                attribute(tag, "x").parse().unwrap(),
                attribute(tag, "text-anchor"),
                words.to_owned(),
            )
        })
        .collect()
}

fn has(svg: &str, words: &str) -> bool {
    texts(svg).iter().any(|(_, _, text)| text == words)
}

fn text(words: &str) -> serde_json::Value {
    json!([{ "value": words }])
}

fn span(label: &str, start: Option<&str>, end: Option<&str>) -> serde_json::Value {
    let mut span = json!({ "label": text(label) });
    for (name, day) in [("start", start), ("end", end)] {
        if let Some(day) = day {
            span[name] = json!(day);
        }
    }
    span
}

fn timeline(rows: &[Vec<serde_json::Value>]) -> String {
    let rows = rows
        .iter()
        .map(|spans| json!({ "label": text("Homes"), "spans": spans }));
    picture(json!({ "kind": "timeline", "rows": rows.collect::<Vec<_>>() }))
}

#[test]
fn a_label_without_room_is_in_the_table_and_not_over_the_next_bar() {
    let spans = vec![
        span(
            "A long label of a short stay",
            Some("2020-01-01"),
            Some("2020-01-20"),
        ),
        span("Next", Some("2020-01-25"), Some("2024-01-01")),
    ];
    let svg = timeline(&[spans]);
    assert!(!has(&svg, "A long label of a short stay"));
    assert!(has(&svg, "Next"));
    assert!(has(&svg, "In the table only: 1 label"));
    let alone = vec![span(
        "A long label of a short stay",
        Some("2020-01-01"),
        Some("2020-01-20"),
    )];
    let later = vec![span("Next", Some("2020-01-25"), Some("2024-01-01"))];
    assert!(has(
        &timeline(&[alone, later]),
        "A long label of a short stay"
    ));
}

#[test]
fn spans_and_lines_that_are_not_drawn_are_counted() {
    let many = vec![span("", Some("2020-01-01"), Some("2021-01-01")); 15];
    assert!(has(&timeline(&[many]), "In the table only: 3 spans"));
    let long: Vec<_> = (0..500)
        .map(|_| vec![span("", Some("2020-01-01"), None)])
        .collect();
    let svg = timeline(&long);
    assert!(has(&svg, "In the table only: 437 lines"));
}

#[test]
fn without_a_date_there_is_no_axis() {
    let svg = timeline(&[vec![span("Since ever", None, None)]]);
    assert!(has(&svg, "No date is known."));
    assert!(!svg.contains("1970"));
}

#[test]
fn an_axis_of_days_says_its_years() {
    let svg = timeline(&[vec![span("Seen", Some("2025-12-28"), Some("2026-01-04"))]]);
    assert!(has(&svg, "2025") && has(&svg, "2026"));
    // the end is not inside
    assert!(svg.contains("dates from 2025-12-28 to 2026-01-03"));
}

fn bars(labels: impl Iterator<Item = String>, value: impl Fn(usize) -> f64) -> String {
    let bars = labels
        .enumerate()
        .map(|(at, label)| json!({ "label": text(&label), "value": value(at) }));
    picture(json!({ "kind": "bars", "axis": "count", "bars": bars.collect::<Vec<_>>() }))
}

#[test]
fn numbers_of_any_size_stand_whole_inside_the_frame() {
    let svg = bars((0..4).map(|at| at.to_string()), |_| 250_000_000.0);
    assert!(has(&svg, "250,000,000"));
    for (x, anchor, words) in texts(&svg) {
        let width = super::svg::width_of(&words) * 12.5;
        assert!(anchor != "end" || x >= width, "{words} at {x}");
    }
    let svg = bars((0..2).map(|at| at.to_string()), |at| [0.001, 0.004_25][at]);
    assert!(has(&svg, "0.001") && has(&svg, "0.00425"));
}

#[test]
fn many_bars_have_some_labels_and_a_note() {
    let svg = bars((0..100).map(|at| format!("week {at}")), |at| {
        1_000_000.0 + at as f64
    });
    assert!(has(&svg, "week 0") && has(&svg, "week 3") && !has(&svg, "week 1"));
    assert!(has(
        &svg,
        "In the table only: the numbers, labels but each 3rd"
    ));
}

#[test]
fn a_turned_label_is_as_long_as_there_is_room() {
    let svg = bars(
        (0..40).map(|at| format!("a label that is long {at}")),
        |_| 1.0,
    );
    let turned: Vec<&str> = svg.split("<g transform=\"translate(").skip(1).collect();
    assert_eq!(turned.len(), 40);
    for part in turned {
        let x: f64 = part.split_once(' ').unwrap().0.parse().unwrap();
        let (_, _, words) = texts(part).swap_remove(0);
        let reach = super::svg::width_of(&words) * 12.5 * 40.0_f64.to_radians().cos();
        assert!(x - reach >= 0.0, "{words} at {x}");
    }
}

#[test]
fn a_waterfall_keeps_its_labels_in_the_frame_and_its_total_apart() {
    let parts = json!([
        { "label": text("Sum"), "weight_milli": 1_000 },
        { "label": text(&"WIDE LABEL ".repeat(9)), "weight_milli": 987_654_321_012_i64 },
    ]);
    let svg = picture(json!({ "kind": "waterfall", "unit": "thousandths", "parts": parts }));
    for (x, anchor, words) in texts(&svg) {
        let width = super::svg::width_of(&words) * 13.0;
        match anchor.as_str() {
            "end" => assert!(x >= width, "{words} at {x}"),
            "start" => assert!(x + width <= 960.0, "{words} at {x}"),
            _ => {}
        }
    }
    assert_eq!(
        svg.matches("class=\"b\" text-anchor=\"end\">Sum<").count(),
        1
    );
    assert_eq!(
        texts(&svg)
            .iter()
            .filter(|(_, _, words)| words == "Sum")
            .count(),
        2
    );
}

fn map(points: &[(f64, f64, Option<f64>, Option<u32>)]) -> String {
    let points = points
        .iter()
        .map(|(latitude, longitude, radius_m, cluster)| {
            json!({ "label": [], "latitude": latitude, "longitude": longitude,
                "radius_m": radius_m, "cluster": cluster })
        });
    picture(json!({ "kind": "map", "points": points.collect::<Vec<_>>() }))
}

const SAN_JUAN: (f64, f64, Option<f64>, Option<u32>) = (18.4, -66.1, None, None);
const GUAM: (f64, f64, Option<f64>, Option<u32>) = (13.4, 144.8, None, None);

#[test]
fn places_far_from_one_another_are_shown_or_counted() {
    // six in the east pull the middle away from the one in the west
    let mut far = vec![SAN_JUAN; 6];
    for (at, point) in far.iter_mut().enumerate() {
        point.0 -= at as f64;
    }
    far.push(GUAM);
    let svg = map(&far);
    assert!(has(&svg, "7") && !svg.contains("too far away"));
    // on opposite sides no map shows all
    let svg = map(&[
        (0.0, 0.0, None, None),
        (0.0, 120.0, None, None),
        (0.0, -120.0, None, None),
    ]);
    assert!(has(&svg, "1 place is too far away for one map"));
}

#[test]
fn the_legend_says_what_is_drawn_and_what_is_not() {
    let clusters: Vec<_> = (0..11)
        .map(|at| (40.0 + f64::from(at), -100.0, None, Some(at)))
        .collect();
    assert!(has(&map(&clusters), "3 further clusters"));
    // smaller than its marker: no ring, no word of one
    let svg = map(&[(40.0, -100.0, Some(5.0), None)]);
    assert!(!svg.contains("class=\"cl-ring") && !svg.contains("Dashed"));
    let svg = map(&[(40.0, -100.0, Some(50_000.0), None)]);
    assert!(svg.contains("class=\"cl-ring") && svg.contains("Dashed"));
    let svg = map(&[(40.0, -100.0, Some(1e7), None)]);
    assert!(!svg.contains("class=\"cl-ring") && has(&svg, "1 circle is larger than the country"));
    let svg = map(&[(40.0, -100.0, None, None), (40.0, -100.0, None, None)]);
    assert!(has(&svg, "+1"));
}

#[test]
fn no_place_lies_under_a_panel() {
    // corners of a wide field, where legend, north, scale and inset stand
    let corners = [(48.0, -124.0), (48.0, -68.0), (26.0, -124.0), (26.0, -68.0)];
    for scale in [1.0, 0.1, 0.01] {
        let points: Vec<_> = corners
            .iter()
            .map(|(north, east)| {
                let at = |value: f64, middle: f64| middle + (value - middle) * scale;
                (at(*north, 37.0), at(*east, -96.0), None, Some(0))
            })
            .collect();
        let svg = map(&points);
        let marks: Vec<(f64, f64)> = svg
            .split("class=\"cl-dot c1\" cx=\"")
            .skip(1)
            .filter_map(|part| {
                let (x, rest) = part.split_once("\" cy=\"")?;
                let (y, rest) = rest.split_once('"')?;
                // the one of the legend is smaller
                rest.starts_with(" r=\"9\"")
                    .then(|| (x.parse().unwrap(), y.parse().unwrap()))
            })
            .collect();
        assert_eq!(marks.len(), 4);
        for (x, y) in marks {
            let in_corner = (x < 200.0 && y < 40.0)
                || (x > 900.0 && y < 80.0)
                || (x < 240.0 && y > 538.0)
                || (scale < 0.1 && x > 762.0 && y > 460.0);
            assert!(!in_corner, "{scale}: {x} {y}");
        }
    }
}
