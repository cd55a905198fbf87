//! Counts beside what was expected.

use super::{
    Bars, column, count,
    svg::{Anchor, SMALL, Svg, WIDTH, round_step, shorten, width_of},
};
use crate::documents::{Column, Field, Row, Scalar, text::plain};

const LEAST_LEFT: f64 = 64.0;
const RIGHT: f64 = WIDTH - 16.0;
/// Leaves room for the number of the highest bar below the title of the axis.
const TOP: f64 = 50.0;
const BOTTOM: f64 = 330.0;
/// The most bars that are drawn, and the most labels below them.
const MOST: usize = 400;
const LABELLED: usize = 40;
/// How far labels that do not fit side by side are turned.
const TURNED: f64 = 40.0;

pub(super) fn draw(bars: &Bars, svg: &mut Svg) {
    let drawn = bars.bars.get(..MOST).unwrap_or(&bars.bars);
    let most = drawn
        .iter()
        .map(|bar| bar.value.max(bar.expected.map_or(0.0, |(_, most)| most)))
        .fold(0.0, f64::max);
    let whole = drawn.iter().all(|bar| bar.value.fract() == 0.0);
    let step = round_step(if whole || most == 0.0 {
        most.max(1.0) / 6.0
    } else {
        most / 6.0
    });
    // nothing that is counted is half
    let step = if whole || bars.field == Field::Count {
        step.max(1.0)
    } else {
        step
    };
    let steps = (most / step).ceil().max(1.0);
    let top = steps * step;
    let y = |value: f64| BOTTOM - (BOTTOM - TOP) * value / top;
    let ticks = || (0..=steps as u32).map(|at| f64::from(at) * step);
    let widest = |numbers: &mut dyn Iterator<Item = f64>| {
        numbers
            .map(|value| width_of(&number(value)) * SMALL)
            .fold(0.0, f64::max)
    };
    let left = LEAST_LEFT.max(widest(&mut ticks()) + 16.0);
    for value in ticks() {
        svg.line("cl-grid", (left, y(value)), (RIGHT, y(value)));
        let at = (left - 8.0, y(value) + 4.0);
        svg.text(at, "s soft", Anchor::End, &number(value));
    }
    svg.text(
        (12.0, 20.0),
        "s b",
        Anchor::Start,
        &shorten(&bars.axis, 60.0),
    );
    let width = (RIGHT - left) / drawn.len().max(1) as f64;
    let thick = (width * 0.62).clamp(0.6, 70.0);
    let every = drawn.len().div_ceil(LABELLED).max(1);
    let numbered = widest(&mut drawn.iter().map(|bar| bar.value)) * 1.1 < width;
    let longest = drawn
        .iter()
        .map(|bar| width_of(&plain(&bar.label)))
        .fold(0.0, f64::max);
    let turned = longest * SMALL > width * every as f64 - 4.0;
    for (at, bar) in drawn.iter().enumerate() {
        let middle = left + width * (at as f64 + 0.5);
        svg.rect(
            "cl-bar",
            (middle - thick / 2.0, y(bar.value)),
            (thick, BOTTOM - y(bar.value)),
        );
        if let Some((least, most)) = bar.expected {
            let cap = thick.min(18.0) / 2.0;
            svg.line("cl-expected", (middle, y(least)), (middle, y(most)));
            for end in [least, most] {
                svg.line(
                    "cl-expected",
                    (middle - cap, y(end)),
                    (middle + cap, y(end)),
                );
            }
        }
        if numbered {
            let above = bar.value.max(bar.expected.map_or(0.0, |(_, most)| most));
            svg.text(
                (middle, y(above) - 6.0),
                "s b halo",
                Anchor::Middle,
                &number(bar.value),
            );
        }
        if at % every == 0 {
            below(&plain(&bar.label), middle, turned, svg);
        }
    }
    svg.line("cl-axis", (left, BOTTOM), (RIGHT, BOTTOM));
    let mut hidden = Vec::new();
    if drawn.len() < bars.bars.len() {
        hidden.push(count(bars.bars.len() - drawn.len(), "bar", "bars"));
    }
    if !numbered {
        hidden.push("the numbers".to_owned());
    }
    if every > 1 {
        let ending = ["nd", "rd"].get(every - 2).unwrap_or(&"th");
        hidden.push(format!("labels but each {every}{ending}"));
    }
    let ranges = drawn.iter().any(|bar| bar.expected.is_some());
    foot(left, turned, ranges, &hidden, svg);
}

/// Below the labels: what the ranges mean, and what only the table holds.
fn foot(left: f64, turned: bool, ranges: bool, hidden: &[String], svg: &mut Svg) {
    let foot = BOTTOM + if turned { 128.0 } else { 44.0 };
    if ranges {
        svg.line(
            "cl-expected",
            (left + 6.0, foot - 10.0),
            (left + 6.0, foot + 6.0),
        );
        for end in [foot - 10.0, foot + 6.0] {
            svg.line("cl-expected", (left, end), (left + 12.0, end));
        }
        svg.text(
            (left + 22.0, foot + 2.0),
            "s",
            Anchor::Start,
            "range that was to be expected",
        );
    }
    if !hidden.is_empty() {
        let words = format!("In the table only: {}", hidden.join(", "));
        svg.text((RIGHT, foot + 2.0), "s soft", Anchor::End, &words);
    }
    svg.set_height(foot + 18.0);
}

fn below(label: &str, x: f64, turned: bool, svg: &mut Svg) {
    if turned {
        // as long as there is room to the left and below
        let room = ((x - 4.0) / libm::cos(TURNED.to_radians())).min(160.0);
        let words = shorten(label, room / SMALL - 1.0);
        svg.raw(format_args!(
            "<g transform=\"translate({x:.1} {:.1}) rotate(-{TURNED})\">",
            BOTTOM + 16.0
        ));
        svg.text((0.0, 0.0), "s", Anchor::End, &words);
        svg.raw(format_args!("</g>"));
    } else {
        svg.text((x, BOTTOM + 18.0), "s", Anchor::Middle, label);
    }
}

/// A number with at most two decimals or, below one, three digits; thousands are set apart.
fn number(value: f64) -> String {
    if value != 0.0 && !(1e-6..1e15).contains(&value) {
        return format!("{value:.2e}");
    }
    let decimals = if value == 0.0 || value >= 1.0 {
        2
    } else {
        // at least 1e-6, so at most eight
        (2.0 - libm::floor(libm::log10(value))) as usize
    };
    let words = format!("{value:.decimals$}");
    let (whole, rest) = words.split_once('.').unwrap_or((&words, ""));
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    let rest = rest.trim_end_matches('0');
    if !rest.is_empty() {
        out.push('.');
        out.push_str(rest);
    }
    out
}

pub(super) fn alternative(bars: &Bars) -> String {
    let mut words = format!(
        "Bar chart of {} ({})",
        count(bars.bars.len(), "value", "values"),
        bars.axis
    );
    let highest = bars
        .bars
        .iter()
        .reduce(|a, b| if b.value > a.value { b } else { a });
    if let Some(bar) = highest {
        words.push_str("; the highest is ");
        words.push_str(&plain(&bar.label));
        words.push_str(" with ");
        words.push_str(&number(bar.value));
    }
    let above = bars
        .bars
        .iter()
        .filter(|bar| bar.expected.is_some_and(|(_, most)| bar.value > most));
    let above = above.count();
    if above > 0 {
        words.push_str("; ");
        words.push_str(&count(above, "value is", "values are"));
        words.push_str(" above what was to be expected");
    }
    words.push('.');
    words
}

pub(super) fn data(bars: &Bars) -> (Vec<Column>, Vec<Row>) {
    let has_expected = bars.bars.iter().any(|bar| bar.expected.is_some());
    let mut columns = vec![
        column("What", Field::General),
        column(&bars.axis, bars.field.clone()),
    ];
    if has_expected {
        columns.push(column("Expected from", bars.field.clone()));
        columns.push(column("Expected to", bars.field.clone()));
    }
    let rows = bars.bars.iter().map(|bar| {
        let mut cells = vec![
            Some(Scalar::Text(plain(&bar.label))),
            Some(Scalar::Number(bar.value)),
        ];
        if has_expected {
            cells.push(bar.expected.map(|(least, _)| Scalar::Number(least)));
            cells.push(bar.expected.map(|(_, most)| Scalar::Number(most)));
        }
        Row {
            cells,
            sources: Vec::new(),
        }
    });
    (columns, rows.collect())
}
