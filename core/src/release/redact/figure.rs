//! Figures: what is drawn goes with its label, and numbers that are drawn cannot be shown in part.

use chrono::{Datelike, Months, NaiveDate};

use super::{Redactor, WITHHELD, add_sentence};
use crate::{
    documents::{
        Block, Datum, Drawing, Field, Figure, Map, MapLine, Timeline, TimelineState, text::plain,
    },
    release::{Decision, Redaction, alike, coarser},
};

impl Redactor<'_> {
    /// A figure; where nothing of it is left to draw, its caption and that it is withheld.
    pub(super) fn figure(&mut self, figure: Figure) -> Block {
        let mut caption = self.text(figure.caption);
        let (before, reduced) = (self.withheld, self.reduced);
        let mut joined = 0;
        let (drawing, taken_out) = match figure.drawing {
            Drawing::Map(map) => {
                let (map, taken_out) = self.map(map);
                (Drawing::Map(map), taken_out)
            }
            Drawing::Timeline(timeline) => {
                let (timeline, taken_out) = self.timeline(timeline);
                (Drawing::Timeline(timeline), taken_out)
            }
            Drawing::Bars(mut bars) => {
                let taken_out = self.take_out(&bars.field, &mut bars.bars);
                bars.field = self.named(bars.field);
                joined = self.labels(&bars.field, &mut bars.bars);
                (Drawing::Bars(bars), taken_out)
            }
            Drawing::Waterfall(mut waterfall) => {
                let taken_out = self.take_out(&waterfall.field, &mut waterfall.parts);
                waterfall.field = self.named(waterfall.field);
                joined = self.labels(&waterfall.field, &mut waterfall.parts);
                (Drawing::Waterfall(waterfall), taken_out)
            }
        };
        debug_assert!(self.withheld >= before + taken_out);
        if taken_out > 0 && self.counts_are_closed() {
            // how many were drawn is the count that is closed
            self.withheld -= taken_out - 1;
            caption.push(Datum::general(format!(" {WITHHELD}")));
        } else if taken_out > 0 {
            caption.push(Datum::general(format!(" [withheld: {taken_out}]")));
        }
        let (is_empty, coarser) = match &drawing {
            Drawing::Map(map) => (
                map.points.is_empty(),
                "Places are shown within some kilometres.",
            ),
            Drawing::Timeline(timeline) => (
                timeline.rows.iter().all(|row| row.spans.is_empty()),
                "Dates are to the month.",
            ),
            Drawing::Bars(bars) => (bars.bars.is_empty(), ""),
            Drawing::Waterfall(waterfall) => (waterfall.parts.is_empty(), ""),
        };
        if taken_out > 0 && is_empty {
            add_sentence(&mut caption, "The figure is withheld.");
            return Block::Paragraph { text: caption };
        }
        if self.reduced > reduced && self.is_coarse(&drawing) {
            add_sentence(&mut caption, coarser);
        }
        if joined > 0 {
            let words =
                "What stands under labels that became the same is added up, or in no order.";
            add_sentence(&mut caption, words);
        }
        Block::Figure(Figure { caption, drawing })
    }

    /// The labels of what is drawn. Gives how many became the same as others.
    fn labels<T: alike::Labelled>(&mut self, field: &Field, drawn: &mut Vec<T>) -> usize {
        let before: Vec<String> = drawn.iter_mut().map(|one| plain(one.label())).collect();
        for one in drawn.iter_mut() {
            let label = std::mem::take(one.label());
            *one.label() = self.text(label);
        }
        alike::join(field, &before, drawn)
    }

    /// Whether the places or days of a drawing are coarser than they were.
    fn is_coarse(&mut self, drawing: &Drawing) -> bool {
        let generalise = Decision::Redact(Redaction::Generalise);
        match drawing {
            Drawing::Map(map) => {
                let mut fields = map.points.iter().map(|point| point.field.clone());
                fields.any(|field| self.decision(&field) == generalise)
            }
            Drawing::Timeline(_) => self.decision(&Field::EventDate) == generalise,
            Drawing::Bars(_) | Drawing::Waterfall(_) => false,
        }
    }

    /// A number that is drawn cannot be shown in part: all of them or none.
    fn take_out<T>(&mut self, field: &Field, drawn: &mut Vec<T>) -> u64 {
        if self.decision(field) == Decision::Allow {
            return 0;
        }
        let taken_out = drawn.len() as u64;
        drawn.clear();
        self.withheld += taken_out;
        taken_out
    }

    fn map(&mut self, map: Map) -> (Map, u64) {
        let all = map.points.len();
        let mut points = Vec::new();
        for mut point in map.points {
            // where someone was is told by the place even without the label
            if self.hides(&point.label) {
                self.withheld += 1;
                continue;
            }
            match self.decision(&point.field) {
                Decision::Allow => {}
                Decision::Redact(Redaction::Generalise) => {
                    let (latitude, longitude, radius) =
                        coarser::on_grid(point.latitude, point.longitude, point.radius_m);
                    (point.latitude, point.longitude) = (latitude, longitude);
                    point.radius_m = Some(radius);
                    self.reduced += 1;
                }
                Decision::Redact(_) | Decision::Deny { .. } => {
                    self.withheld += 1;
                    continue;
                }
            }
            (point.label, point.sources) = self.labelled(point.label, &point.sources);
            // that places belong together is a finding
            if point.cluster.is_some() && !self.shows_evidence() {
                point.cluster = None;
                self.reduced += 1;
            }
            point.field = self.named(point.field);
            points.push(point);
        }
        let taken_out = (all - points.len()) as u64;
        // an order with holes in it is another order
        let line = if taken_out == 0 {
            map.line
        } else {
            MapLine::None
        };
        (Map { points, line }, taken_out)
    }

    /// The days of a timeline are dates of events, and of what their own label and that of their line say.
    fn timeline(&mut self, mut timeline: Timeline) -> (Timeline, u64) {
        let decision = self.decision(&Field::EventDate);
        let mut taken_out = 0;
        let mut ordered = Vec::with_capacity(timeline.rows.len());
        for row in &mut timeline.rows {
            ordered.push(self.ordered(&row.label));
            // the days of what may not be told tell it too
            let all = row.spans.len();
            let hidden = self.hides(&row.label);
            row.spans.retain(|span| !hidden && !self.hides(&span.label));
            taken_out += (all - row.spans.len()) as u64;
            row.label = self.text(std::mem::take(&mut row.label));
            match decision {
                Decision::Allow => {}
                Decision::Redact(Redaction::Generalise) => {
                    for span in &mut row.spans {
                        span.start = span.start.map(|day| first_of_month(day, 0));
                        // the end is not inside, so the first of a month stays
                        span.end = span
                            .end
                            .map(|day| first_of_month(day, u32::from(day.day() > 1)));
                        self.reduced += 1;
                    }
                }
                Decision::Redact(_) | Decision::Deny { .. } => {
                    taken_out += row.spans.len() as u64;
                    row.spans.clear();
                }
            }
            for span in &mut row.spans {
                // what a span stands for is a finding
                if span.state != TimelineState::default() && !self.shows_evidence() {
                    span.state = TimelineState::default();
                    self.reduced += 1;
                }
                let (label, sources) = (
                    std::mem::take(&mut span.label),
                    std::mem::take(&mut span.sources),
                );
                (span.label, span.sources) = self.labelled(label, &sources);
            }
            if decision != Decision::Allow {
                row.spans
                    .sort_by_cached_key(|span| (span.start, span.end, plain(&span.label)));
            }
        }
        alike::in_no_order(
            &mut timeline.rows,
            &ordered,
            |row| (&row.label, String::new()),
            |row| {
                let spans = row.spans.iter();
                let spans = spans.map(|span| (span.start, span.end, plain(&span.label)));
                (plain(&row.label), spans.collect::<Vec<_>>())
            },
        );
        self.withheld += taken_out;
        (timeline, taken_out)
    }
}

/// The first of the month of a day, or of a month after it. At the end of the calendar, the day itself.
fn first_of_month(day: NaiveDate, months_later: u32) -> NaiveDate {
    day.with_day(1)
        .and_then(|first| first.checked_add_months(Months::new(months_later)))
        .unwrap_or(day)
}
