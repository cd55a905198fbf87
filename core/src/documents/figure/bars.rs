//! Counts beside what was expected.

use super::{
    Bars, column, count,
    svg::{Anchor, SMALL, Svg, WIDTH, round_step, shorten, width_of},
};
use crate::documents::{Column, Field, Row, Scalar, text::plain};

const LEFT: f64 = 64.0;
const RIGHT: f64 = WIDTH - 16.0;
const TOP: f64 = 36.0;
const BOTTOM: f64 = 330.0;
/// The most bars that are drawn, and with a label.
const MOST: usize = 400;
const LABELLED: usize = 40;

pub(super) fn draw(bars: &Bars, svg: &mut Svg) {
    let drawn = bars.bars.get(..MOST).unwrap_or(&bars.bars);
    let most = drawn
        .iter()
        .map(|bar| bar.value.max(bar.expected.map_or(0.0, |(_, most)| most)))
        .fold(0.0, f64::max);
    let step = round_step(most.max(1.0) / 6.0);
    let top = (most / step).ceil().max(1.0) * step;
    let y = |value: f64| BOTTOM - (BOTTOM - TOP) * value / top;
    let mut value = 0.0;
    while value <= top * 1.000_1 {
        svg.line("cl-grid", (LEFT, y(value)), (RIGHT, y(value)));
        svg.text(
            (LEFT - 8.0, y(value) + 4.0),
            "s soft",
            Anchor::End,
            &number(value),
        );
        value += step;
    }
    svg.text(
        (12.0, 20.0),
        "s b",
        Anchor::Start,
        &shorten(&bars.axis, 60.0),
    );
    let width = (RIGHT - LEFT) / drawn.len().max(1) as f64;
    let thick = (width * 0.62).clamp(0.6, 70.0);
    let labelled = drawn.len() <= LABELLED;
    let longest = drawn
        .iter()
        .map(|bar| width_of(&plain(&bar.label)))
        .fold(0.0, f64::max);
    let turned = longest * SMALL > width - 4.0;
    for (at, bar) in drawn.iter().enumerate() {
        let middle = LEFT + width * (at as f64 + 0.5);
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
        if labelled {
            let above = bar.value.max(bar.expected.map_or(0.0, |(_, most)| most));
            svg.text(
                (middle, y(above) - 6.0),
                "s b halo",
                Anchor::Middle,
                &number(bar.value),
            );
            below(&plain(&bar.label), middle, turned, svg);
        }
    }
    svg.line("cl-axis", (LEFT, BOTTOM), (RIGHT, BOTTOM));
    let foot = if labelled && turned {
        BOTTOM + 128.0
    } else {
        BOTTOM + 44.0
    };
    if drawn.iter().any(|bar| bar.expected.is_some()) {
        svg.line(
            "cl-expected",
            (LEFT + 6.0, foot - 10.0),
            (LEFT + 6.0, foot + 6.0),
        );
        for end in [foot - 10.0, foot + 6.0] {
            svg.line("cl-expected", (LEFT, end), (LEFT + 12.0, end));
        }
        svg.text(
            (LEFT + 22.0, foot + 2.0),
            "s",
            Anchor::Start,
            "range that was to be expected",
        );
    }
    if drawn.len() < bars.bars.len() {
        let words = format!("and {} more in the table", bars.bars.len() - drawn.len());
        svg.text((RIGHT, foot + 2.0), "s soft", Anchor::End, &words);
    }
    svg.set_height(foot + 18.0);
}

fn below(label: &str, x: f64, turned: bool, svg: &mut Svg) {
    if turned {
        let words = shorten(label, 13.0);
        svg.raw(format_args!(
            "<g transform=\"translate({x:.1} {:.1}) rotate(-40)\">",
            BOTTOM + 16.0
        ));
        svg.text((0.0, 0.0), "s", Anchor::End, &words);
        svg.raw(format_args!("</g>"));
    } else {
        svg.text((x, BOTTOM + 18.0), "s", Anchor::Middle, label);
    }
}

/// A number with at most two decimals.
fn number(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    rounded.to_string()
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
    let columns = vec![
        column("What", Field::General),
        column(&bars.axis, bars.field.clone()),
        column("Expected from", bars.field.clone()),
        column("Expected to", bars.field.clone()),
    ];
    let rows = bars.bars.iter().map(|bar| Row {
        cells: vec![
            Some(Scalar::Text(plain(&bar.label))),
            Some(Scalar::Number(bar.value)),
            bar.expected.map(|(least, _)| Scalar::Number(least)),
            bar.expected.map(|(_, most)| Scalar::Number(most)),
        ],
        sources: Vec::new(),
    });
    (columns, rows.collect())
}
