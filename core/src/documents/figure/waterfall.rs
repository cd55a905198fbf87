//! How evidence adds up: a bar for each part, from the sum before it to the sum after it.

use super::{
    Waterfall, column, count,
    svg::{Anchor, SMALL, Svg, WIDTH, shorten, width_of},
};
use crate::documents::{Column, Row, Scalar, text::plain};

const LEFT: f64 = 330.0;
const ROW: f64 = 28.0;
const TOP: f64 = 34.0;
/// The most parts that are drawn; the rest is one bar.
const MOST: usize = 60;

pub(super) fn draw(waterfall: &Waterfall, svg: &mut Svg) {
    let mut parts: Vec<(String, i64)> = waterfall
        .parts
        .iter()
        .take(MOST)
        .map(|part| (shorten(&plain(&part.label), 23.0), part.weight_milli))
        .collect();
    let rest = waterfall.parts.get(MOST..).unwrap_or_default();
    if !rest.is_empty() {
        let weights = rest.iter().map(|part| part.weight_milli);
        let sum = weights.fold(0_i64, i64::saturating_add);
        parts.push((format!("{} more parts, in the table", rest.len()), sum));
    }
    let (mut sum, mut low, mut high) = (0_i64, 0_i64, 0_i64);
    for (_, weight) in &parts {
        sum = sum.saturating_add(*weight);
        (low, high) = (low.min(sum), high.max(sum));
    }
    let span = ((high - low) as f64).max(1.0);
    let total = format!("{} {}", signed(sum), shorten(&waterfall.unit, 8.0));
    let values = parts.iter().map(|(_, weight)| signed(*weight));
    let values: Vec<String> = values.chain([total]).collect();
    // bold letters are a tenth wider
    let widest = values.iter().map(|value| width_of(value) * SMALL * 1.1);
    let right = WIDTH - 16.0 - widest.fold(60.0, f64::max);
    let x = |value: i64| LEFT + (right - LEFT) * (value - low) as f64 / span;
    let bottom = TOP + ROW * (parts.len() + 1) as f64;
    svg.set_height(bottom + 22.0);
    svg.text((x(0), 18.0), "s soft", Anchor::Middle, "0");
    svg.line("cl-axis", (x(0), 24.0), (x(0), bottom));
    let mut before = 0_i64;
    for (at, ((label, weight), value)) in parts.iter().zip(&values).enumerate() {
        let after = before.saturating_add(*weight);
        let class = match weight {
            0 => "cl-total",
            1.. => "cl-for",
            _ => "cl-against",
        };
        let ends = (x(before), x(after));
        row(at, (label, ""), ends, class, value, svg);
        let y = TOP + ROW * at as f64;
        svg.line(
            "cl-thin",
            (x(after), y + ROW - 6.0),
            (x(after), y + ROW + 4.0),
        );
        before = after;
    }
    svg.line(
        "cl-grid",
        (12.0, bottom - ROW),
        (WIDTH - 12.0, bottom - ROW),
    );
    let ends = (x(0), x(sum));
    let total = values.last().map_or("", String::as_str);
    row(parts.len(), ("Sum", "b"), ends, "cl-total", total, svg);
    let words = "blue, +: speaks for; orange, −: speaks against";
    svg.text((LEFT, bottom + 14.0), "s soft", Anchor::Start, words);
}

fn row(
    at: usize,
    (label, weight): (&str, &str),
    (from, to): (f64, f64),
    class: &str,
    value: &str,
    svg: &mut Svg,
) {
    let y = TOP + ROW * at as f64;
    svg.text((LEFT - 14.0, y + 17.0), weight, Anchor::End, label);
    svg.rect(
        class,
        (from.min(to), y + 5.0),
        ((to - from).abs().max(1.5), ROW - 11.0),
    );
    svg.text(
        (from.max(to) + 6.0, y + 17.0),
        "s b halo",
        Anchor::Start,
        value,
    );
}

/// Thousandths as a number with its sign, exactly.
fn signed(milli: i64) -> String {
    let sign = match milli {
        0 => "",
        1.. => "+",
        _ => "−",
    };
    let milli = milli.unsigned_abs();
    let whole = milli / 1_000;
    match milli % 1_000 {
        0 => format!("{sign}{whole}"),
        rest => {
            let decimals = format!("{rest:03}");
            format!("{sign}{whole}.{}", decimals.trim_end_matches('0'))
        }
    }
}

pub(super) fn alternative(waterfall: &Waterfall) -> String {
    let weights = || waterfall.parts.iter().map(|part| part.weight_milli);
    let sum = weights().fold(0_i64, i64::saturating_add);
    format!(
        "Waterfall of {}: {} for and {} against, {} {} in sum.",
        count(waterfall.parts.len(), "part", "parts"),
        weights().filter(|weight| *weight > 0).count(),
        weights().filter(|weight| *weight < 0).count(),
        signed(sum),
        waterfall.unit
    )
}

pub(super) fn data(waterfall: &Waterfall) -> (Vec<Column>, Vec<Row>) {
    let columns = vec![
        column("Part", waterfall.field.clone()),
        column(
            &format!("Weight, thousandths of {}", waterfall.unit),
            waterfall.field.clone(),
        ),
        column("Sum after it", waterfall.field.clone()),
    ];
    let mut sum = 0_i64;
    let rows = waterfall.parts.iter().map(|part| {
        sum = sum.saturating_add(part.weight_milli);
        Row {
            cells: vec![
                Some(Scalar::Text(plain(&part.label))),
                Some(Scalar::Integer(part.weight_milli)),
                Some(Scalar::Integer(sum)),
            ],
            sources: Vec::new(),
        }
    });
    (columns, rows.collect())
}
