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
const TOP: f64 = 16.0;
/// The most lanes and spans of a line, and the height from which on no further line is drawn: about two sheets.
const MOST_LANES: usize = 12;
const MOST_SPANS: usize = 400;
const TALLEST: f64 = 2_400.0;

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
    let axis = axis(timeline);
    let lines = lines(timeline, axis.as_ref());
    let bottom = TOP + lines.iter().map(Line::height).sum::<f64>();
    svg.set_height(bottom + 90.0);
    patterns(svg);
    match &axis {
        Some(axis) => ticks(axis, bottom, svg),
        None => svg.text(
            (LEFT, bottom + 22.0),
            "s soft",
            Anchor::Start,
            "No date is known.",
        ),
    }
    svg.line("cl-axis", (LEFT, bottom), (RIGHT, bottom));
    let mut top = TOP;
    let mut without_bar = 0;
    let mut without_label = 0;
    for line in &lines {
        let words = shorten(&plain(&line.row.label), 15.0);
        svg.text((LEFT - 12.0, top + 22.0), "b", Anchor::End, &words);
        let floor = top + line.height();
        svg.line("cl-grid", (12.0, floor), (RIGHT, floor));
        for bar in &line.bars {
            let y = top + 6.0 + LANE * bar.lane as f64;
            one(bar, y, svg);
            without_label += usize::from(!label(bar, line, y, svg));
        }
        without_bar += line.row.spans.len() - line.bars.len();
        top = floor;
    }
    legend(timeline, bottom + 58.0, svg);
    let mut hidden = Vec::new();
    for (number, one, many) in [
        (timeline.rows.len() - lines.len(), "line", "lines"),
        (without_bar, "span", "spans"),
        (without_label, "label", "labels"),
    ] {
        if number > 0 {
            hidden.push(count(number, one, many));
        }
    }
    if !hidden.is_empty() {
        let words = format!("In the table only: {}", hidden.join(", "));
        svg.text((RIGHT, bottom + 82.0), "s soft", Anchor::End, &words);
    }
}

/// From the first to the last day that any span names, with a little room.
fn axis(timeline: &Timeline) -> Option<Axis> {
    let days = || {
        let spans = timeline.rows.iter().flat_map(|row| &row.spans);
        spans.flat_map(|span| [span.start, span.end]).flatten()
    };
    let (first, last) = (days().min()?, days().max()?);
    let room = ((last - first).num_days() / 25).clamp(2, 3_650);
    let start = first
        .checked_sub_days(Days::new(room as u64))
        .unwrap_or(first);
    let end = last
        .checked_add_days(Days::new(room as u64))
        .unwrap_or(last);
    Some(Axis {
        start,
        days: ((end - start).num_days() as f64).max(1.0),
    })
}

/// A line of the picture: those of its spans that found a lane.
struct Line<'a> {
    row: &'a TimelineRow,
    bars: Vec<Bar<'a>>,
    lanes: usize,
}

/// A span, and where it is drawn.
struct Bar<'a> {
    span: &'a TimelineSpan,
    lane: usize,
    from: f64,
    to: f64,
}

impl Line<'_> {
    fn height(&self) -> f64 {
        LANE * self.lanes.max(1) as f64 + 12.0
    }
}

/// The lines for which there is room.
fn lines<'a>(timeline: &'a Timeline, axis: Option<&Axis>) -> Vec<Line<'a>> {
    let mut height = 0.0;
    let lines = timeline.rows.iter().map(|row| line(row, axis));
    let fits = lines.take_while(|line| {
        height += line.height();
        height <= TALLEST
    });
    fits.collect()
}

/// Each span in the first lane in which it meets no other; beyond the last lane it is not drawn.
fn line<'a>(row: &'a TimelineRow, axis: Option<&Axis>) -> Line<'a> {
    let mut spans: Vec<&TimelineSpan> = row.spans.iter().collect();
    spans.sort_by_key(|span| span.start);
    let mut ends: Vec<NaiveDate> = Vec::new();
    let mut bars = Vec::new();
    for span in spans {
        let start = span.start.unwrap_or(NaiveDate::MIN);
        let free = ends.iter().position(|end| *end <= start);
        let lane = free.unwrap_or(ends.len());
        if lane == MOST_LANES || bars.len() == MOST_SPANS {
            continue;
        }
        let until = span.end.unwrap_or(NaiveDate::MAX);
        match ends.get_mut(lane) {
            Some(end) => *end = until,
            None => ends.push(until),
        }
        let x = |day: Option<NaiveDate>, open: f64| match (day, axis) {
            (Some(day), Some(axis)) => axis.x(day),
            _ => open,
        };
        let from = x(span.start, LEFT);
        bars.push(Bar {
            span,
            lane,
            from,
            to: x(span.end, RIGHT).max(from + 2.0),
        });
    }
    Line {
        row,
        bars,
        lanes: ends.len(),
    }
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

fn one(bar: &Bar<'_>, y: f64, svg: &mut Svg) {
    let (from, to) = (bar.from, bar.to);
    shape(bar.span.state, (from, y), (to - from, LANE - 8.0), svg);
    // an end that nobody knows is an arrow
    for (is_open, x, tip) in [
        (bar.span.start.is_none(), from, -8.0),
        (bar.span.end.is_none(), to, 8.0),
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
}

/// Writes the label inside its bar, right or left of it where the lane is free so far, or cut short inside; `false`
/// if there is no room at all.
fn label(bar: &Bar<'_>, line: &Line<'_>, y: f64, svg: &mut Svg) -> bool {
    let words = plain(&bar.span.label);
    if words.is_empty() {
        return true;
    }
    let width = width_of(&words) * SMALL;
    let inside = bar.to - bar.from - 10.0;
    let others = || {
        let mine = |other: &&Bar<'_>| other.lane == bar.lane && !std::ptr::eq(*other, bar);
        line.bars.iter().filter(mine)
    };
    // left of a bar may stand the label of the one before it, so half of the way is free
    let right = others().filter(|other| other.from >= bar.to);
    let right = right.map(|other| other.from).fold(RIGHT, f64::min);
    let left = others().filter(|other| other.to <= bar.from);
    let left = left.map(|other| other.to).fold(LEFT, f64::max);
    let left = if left > LEFT {
        f64::midpoint(left, bar.from)
    } else {
        left
    };
    let right = if right < RIGHT {
        f64::midpoint(right, bar.to)
    } else {
        right
    };
    let within = if bar.span.state == TimelineState::Verified {
        "s cl-on-dark"
    } else {
        "s halo"
    };
    let baseline = y + 13.0;
    // an arrow takes its tip
    let tip = |is_open: bool| if is_open { 10.0 } else { 0.0 };
    if width <= inside {
        svg.text((bar.from + 5.0, baseline), within, Anchor::Start, &words);
    } else if bar.to + tip(bar.span.end.is_none()) + 8.0 + width < right {
        let x = bar.to + tip(bar.span.end.is_none()) + 6.0;
        svg.text((x, baseline), "s halo", Anchor::Start, &words);
    } else if bar.from - tip(bar.span.start.is_none()) - 8.0 - width > left {
        let x = bar.from - tip(bar.span.start.is_none()) - 6.0;
        svg.text((x, baseline), "s halo", Anchor::End, &words);
    } else if inside > 3.0 * SMALL {
        let words = shorten(&words, inside / SMALL);
        svg.text((bar.from + 5.0, baseline), within, Anchor::Start, &words);
    } else {
        return false;
    }
    true
}

fn shape(state: TimelineState, corner: (f64, f64), size: (f64, f64), svg: &mut Svg) {
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
    let mut year = None;
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
            if !by_month && year != Some(day.year()) {
                year = Some(day.year());
                let words = day.format("%Y").to_string();
                svg.text((x, bottom + 37.0), "s soft", Anchor::Middle, &words);
            }
        }
        let next = if by_month {
            day.checked_add_months(Months::new(step))
        } else {
            day.checked_add_days(Days::new(u64::from(step)))
        };
        let Some(next) = next else { break };
        day = next;
    }
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
            shape(state, (x, y - 8.0), (26.0, 14.0), svg);
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
    // the last day inside, since an end is not
    let last = |span: &TimelineSpan| span.end.map(|end| end.pred_opt().unwrap_or(end));
    let dates = || spans().flat_map(|span| [span.start, last(span)]).flatten();
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
