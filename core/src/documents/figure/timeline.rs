//! What was where, when: spans on an axis of days. A state of knowledge has a pattern, not only a colour.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::{
    Timeline, TimelineRow, TimelineSpan, TimelineState, column, count,
    svg::{Anchor, SMALL, Svg, WIDTH, shorten, width_of},
};
use crate::documents::{Column, Field, Row, Scalar, text::plain};

const LEFT: f64 = 210.0;
const RIGHT: f64 = WIDTH - 24.0;
const LANE: f64 = 26.0;
/// The most lines and spans that are drawn.
const MOST_ROWS: usize = 100;
const MOST_SPANS: usize = 400;

/// The days that are drawn.
struct Axis {
    start: NaiveDate,
    days: f64,
}

impl Axis {
    fn x(&self, day: NaiveDate) -> f64 {
        let days = (day - self.start).num_days() as f64;
        (LEFT + (RIGHT - LEFT) * days / self.days).clamp(LEFT, RIGHT)
    }
}

pub(super) fn draw(timeline: &Timeline, svg: &mut Svg) {
    let rows = timeline.rows.get(..MOST_ROWS).unwrap_or(&timeline.rows);
    let axis = axis(timeline);
    let lanes: Vec<Vec<usize>> = rows.iter().map(lanes).collect();
    let heights = lanes
        .iter()
        .map(|lanes| LANE * (lanes.iter().max().map_or(0, |lane| lane + 1)).max(1) as f64 + 12.0);
    let heights: Vec<f64> = heights.collect();
    let bottom = 16.0 + heights.iter().sum::<f64>();
    svg.set_height(bottom + 74.0);
    patterns(svg);
    ticks(&axis, bottom, svg);
    let mut top = 16.0;
    for ((row, lanes), height) in rows.iter().zip(&lanes).zip(&heights) {
        let words = shorten(&plain(&row.label), 15.0);
        svg.text((LEFT - 12.0, top + 22.0), "b", Anchor::End, &words);
        svg.line("cl-grid", (12.0, top + height), (RIGHT, top + height));
        for (span, lane) in row.spans.iter().take(MOST_SPANS).zip(lanes) {
            one(span, &axis, top + 6.0 + LANE * *lane as f64, svg);
        }
        top += height;
    }
    legend(timeline, bottom + 52.0, svg);
    let hidden = timeline.rows.len() - rows.len();
    if hidden > 0 {
        let words = format!("and {hidden} more lines in the table");
        svg.text((RIGHT, bottom + 56.0), "s soft", Anchor::End, &words);
    }
}

/// From the first to the last day that any span names, with a little room.
fn axis(timeline: &Timeline) -> Axis {
    let days = timeline
        .rows
        .iter()
        .flat_map(|row| &row.spans)
        .flat_map(|span| [span.start, span.end])
        .flatten();
    let (first, last) = days.fold(
        (None, None),
        |(first, last): (Option<NaiveDate>, Option<NaiveDate>), day| {
            (
                Some(first.map_or(day, |first| first.min(day))),
                Some(last.map_or(day, |last| last.max(day))),
            )
        },
    );
    let first = first.unwrap_or_default();
    let last = last.unwrap_or(first);
    let room = ((last - first).num_days() / 25).clamp(2, 3_650);
    let start = first
        .checked_sub_days(Days::new(room as u64))
        .unwrap_or(first);
    let end = last
        .checked_add_days(Days::new(room as u64))
        .unwrap_or(last);
    Axis {
        start,
        days: ((end - start).num_days() as f64).max(1.0),
    }
}

/// The lane of each span: the first in which it meets no other.
fn lanes(row: &TimelineRow) -> Vec<usize> {
    let mut ends: Vec<Option<NaiveDate>> = Vec::new();
    let mut order: Vec<usize> = (0..row.spans.len().min(MOST_SPANS)).collect();
    order.sort_by_key(|at| row.spans.get(*at).map(|span| span.start));
    let mut lanes = vec![0; order.len()];
    for at in order {
        let Some(span) = row.spans.get(at) else {
            continue;
        };
        let start = span.start.unwrap_or(NaiveDate::MIN);
        let free = ends
            .iter()
            .position(|end| end.is_some_and(|end| end <= start));
        let lane = free.unwrap_or_else(|| {
            ends.push(None);
            ends.len() - 1
        });
        if let (Some(end), Some(lane)) = (ends.get_mut(lane), lanes.get_mut(at)) {
            *end = Some(span.end.unwrap_or(NaiveDate::MAX));
            *lane = free.unwrap_or(*lane);
        }
        if let Some(entry) = lanes.get_mut(at) {
            *entry = lane;
        }
    }
    lanes
}

fn patterns(svg: &mut Svg) {
    let (gap, conflict) = (svg.id("gap"), svg.id("conflict"));
    svg.raw(format_args!(
        "<defs><pattern id=\"{gap}\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\">\
         <path class=\"cl-gap-fill\" d=\"M0 7L7 0\"/></pattern>\
         <pattern id=\"{conflict}\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\">\
         <path class=\"cl-conflict-fill\" d=\"M0 7L7 0M0 0L7 7\"/></pattern></defs>"
    ));
}

fn one(span: &TimelineSpan, axis: &Axis, y: f64, svg: &mut Svg) {
    let from = span.start.map_or(LEFT, |day| axis.x(day));
    let to = span.end.map_or(RIGHT, |day| axis.x(day)).max(from + 2.0);
    bar(span.state, (from, y), (to - from, LANE - 8.0), svg);
    // an end that nobody knows is an arrow
    for (is_open, x, tip) in [
        (span.start.is_none(), from, -8.0),
        (span.end.is_none(), to, 8.0),
    ] {
        if is_open {
            let (middle, half) = (y + (LANE - 8.0) / 2.0, (LANE - 8.0) / 2.0);
            svg.path(
                "cl-ink",
                &[(x, middle - half), (x + tip, middle), (x, middle + half)],
                true,
            );
        }
    }
    let words = plain(&span.label);
    let inside = (to - from - 10.0) / SMALL;
    let fits = width_of(&words) <= inside;
    let baseline = y + 13.0;
    if fits && span.state == TimelineState::Verified {
        svg.text(
            (from + 5.0, baseline),
            "s cl-on-dark",
            Anchor::Start,
            &words,
        );
    } else if fits {
        svg.text((from + 5.0, baseline), "s halo", Anchor::Start, &words);
    } else if to + 8.0 + width_of(&words) * SMALL < RIGHT {
        svg.text((to + 6.0, baseline), "s halo", Anchor::Start, &words);
    } else if from - 8.0 - width_of(&words) * SMALL > LEFT {
        svg.text((from - 6.0, baseline), "s halo", Anchor::End, &words);
    } else if inside > 3.0 {
        let class = if span.state == TimelineState::Verified {
            "s cl-on-dark"
        } else {
            "s halo"
        };
        svg.text(
            (from + 5.0, baseline),
            class,
            Anchor::Start,
            &shorten(&words, inside),
        );
    }
}

fn bar(state: TimelineState, corner: (f64, f64), size: (f64, f64), svg: &mut Svg) {
    let pattern = match state {
        TimelineState::Recorded => return svg.rect("cl-recorded", corner, size),
        TimelineState::Verified => return svg.rect("cl-verified", corner, size),
        TimelineState::Gap => "gap",
        TimelineState::Conflict => "conflict",
    };
    let id = svg.id(pattern);
    svg.raw(format_args!(
        "<rect fill=\"url(#{id})\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\"/>",
        corner.0, corner.1, size.0, size.1
    ));
    svg.rect(&format!("cl-{pattern}"), corner, size);
}

/// Years, quarters, months, weeks or days: the finest of which no more than twelve fit.
fn ticks(axis: &Axis, bottom: f64, svg: &mut Svg) {
    let months = axis.days / 30.44;
    let (step, by_month) = match axis.days {
        days if days <= 14.0 => (1, false),
        days if days <= 90.0 => (7, false),
        _ if months <= 12.0 => (1, true),
        _ if months <= 36.0 => (3, true),
        _ => ((months / 120.0).ceil().max(1.0) as u32 * 12, true),
    };
    let first = axis.start.with_day(1).unwrap_or(axis.start);
    let first = if by_month && step >= 12 {
        first.with_month(1).unwrap_or(first)
    } else {
        first
    };
    let mut day = first;
    for _ in 0..400 {
        let x = axis.x(day);
        let offset = (day - axis.start).num_days() as f64;
        if offset > axis.days {
            break;
        }
        if offset >= 0.0 {
            svg.line("cl-grid", (x, 12.0), (x, bottom + 6.0));
            let words = match (by_month, step) {
                (true, step) if step >= 12 => day.format("%Y").to_string(),
                (true, _) => day.format("%Y-%m").to_string(),
                (false, _) => day.format("%m-%d").to_string(),
            };
            svg.text((x, bottom + 22.0), "s soft", Anchor::Middle, &words);
        }
        let next = if by_month {
            day.checked_add_months(Months::new(step))
        } else {
            day.checked_add_days(Days::new(u64::from(step)))
        };
        let Some(next) = next else { break };
        day = next;
    }
    svg.line("cl-axis", (LEFT, bottom), (RIGHT, bottom));
}

fn legend(timeline: &Timeline, y: f64, svg: &mut Svg) {
    let mut x = LEFT;
    for (state, words) in [
        (TimelineState::Verified, "verified"),
        (TimelineState::Recorded, "on record"),
        (TimelineState::Gap, "nothing known"),
        (TimelineState::Conflict, "records conflict"),
    ] {
        let used = timeline
            .rows
            .iter()
            .flat_map(|row| &row.spans)
            .any(|span| span.state == state);
        if used {
            bar(state, (x, y - 8.0), (26.0, 14.0), svg);
            svg.text((x + 34.0, y + 4.0), "s", Anchor::Start, words);
            x += 52.0 + width_of(words) * SMALL;
        }
    }
}

pub(super) fn alternative(timeline: &Timeline) -> String {
    let spans = || timeline.rows.iter().flat_map(|row| &row.spans);
    let mut words = format!(
        "Timeline of {} with {}",
        count(timeline.rows.len(), "line", "lines"),
        count(spans().count(), "span", "spans")
    );
    let dates = || spans().flat_map(|span| [span.start, span.end]).flatten();
    if let (Some(first), Some(last)) = (dates().min(), dates().max()) {
        words.push_str(&format_args!(", dates from {first} to {last}").to_string());
    }
    for (number, name) in [
        (
            spans().filter(|span| span.start.is_none()).count(),
            "without a beginning",
        ),
        (
            spans().filter(|span| span.end.is_none()).count(),
            "without an end",
        ),
    ] {
        if number > 0 {
            words.push_str(&format_args!(", {number} {name}").to_string());
        }
    }
    for (state, name) in [
        (TimelineState::Gap, "gap"),
        (TimelineState::Conflict, "conflict"),
    ] {
        let number = spans().filter(|span| span.state == state).count();
        if number > 0 {
            words.push_str(", ");
            words.push_str(&count(number, name, &format!("{name}s")));
        }
    }
    words.push('.');
    words
}

pub(super) fn data(timeline: &Timeline) -> (Vec<Column>, Vec<Row>) {
    let columns = vec![
        column("Line", Field::General),
        column("What", Field::General),
        column("From", Field::EventDate),
        column("Until, not included", Field::EventDate),
        column("Known as", Field::General),
    ];
    let mut rows = Vec::new();
    for line in &timeline.rows {
        for span in &line.spans {
            let day = |day: Option<NaiveDate>| day.map(|day| Scalar::Text(day.to_string()));
            let state = match span.state {
                TimelineState::Recorded => "on record",
                TimelineState::Verified => "verified",
                TimelineState::Gap => "nothing known",
                TimelineState::Conflict => "records conflict",
            };
            rows.push(Row {
                cells: vec![
                    Some(Scalar::Text(plain(&line.label))),
                    Some(Scalar::Text(plain(&span.label))),
                    day(span.start),
                    day(span.end),
                    Some(state.into()),
                ],
                sources: span.sources.clone(),
            });
        }
    }
    (columns, rows)
}
