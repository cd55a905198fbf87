//! Pictures drawn from data, as inline SVG.
//!
//! Each has a text alternative and a table of all that it shows, both made from the same data. Nothing is told by
//! colour alone. All trigonometry is that of `libm`, and coordinates are rounded to a tenth, so that the same data
//! give the same bytes on any platform.

mod bars;
mod map;
mod outlines;
mod svg;
#[cfg(test)]
mod tests;
mod timeline;
mod waterfall;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Column, Field, Table, Text, text::plain};
use svg::Svg;

/// A picture drawn from data. Its text alternative is made from what it shows.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// What the picture shows.
    pub caption: Text,
    /// What is drawn.
    pub drawing: Drawing,
}

/// What a [`Figure`] draws.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Drawing {
    /// Places on the outlines of the states.
    Map(Map),
    /// What was where, when.
    Timeline(Timeline),
    /// Counts beside what was expected.
    Bars(Bars),
    /// How evidence adds up.
    Waterfall(Waterfall),
}

/// Places on the outlines of the states, with a scale bar and north.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Map {
    /// The places.
    pub points: Vec<MapPoint>,
    /// Whether a line joins them, in their order.
    #[serde(skip_serializing_if = "MapLine::is_none")]
    pub line: MapLine,
}

impl From<Vec<MapPoint>> for Map {
    /// Places that nothing joins.
    fn from(points: Vec<MapPoint>) -> Self {
        Self {
            points,
            line: MapLine::None,
        }
    }
}

/// How the places of a [`Map`] are joined.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MapLine {
    /// By nothing.
    #[default]
    None,
    /// By a line from the first to the last.
    Open,
    /// By a line from the first to the last and back to the first.
    Round,
}

impl MapLine {
    /// Whether there is no line.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "as serde asks")]
    fn is_none(&self) -> bool {
        *self == Self::None
    }
}

/// A place on a [`Map`].
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MapPoint {
    /// What stands beside it.
    pub label: Text,
    /// Degrees north, WGS 84.
    pub latitude: f64,
    /// Degrees east, WGS 84.
    pub longitude: f64,
    /// How far the true place may be from here, or how far a circle reaches, in metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub radius_m: Option<f64>,
    /// What the position is; it decides who sees it and how exactly.
    #[serde(default = "position")]
    pub field: Field,
    /// Points of one cluster have one colour and letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<u32>,
    /// The ids of the sources that it comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
}

fn position() -> Field {
    Field::Position
}

/// What was where, when: a line for each thing, on one axis of days.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Timeline {
    /// The lines, from top to bottom.
    pub rows: Vec<TimelineRow>,
}

/// A line of a [`Timeline`].
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimelineRow {
    /// What the line is about.
    pub label: Text,
    /// Its spans; they may overlap.
    pub spans: Vec<TimelineSpan>,
}

/// A stretch of days on a line; the end day is not inside.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimelineSpan {
    /// What stands in or beside it.
    pub label: Text,
    /// The first day; without it, since before the picture begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<NaiveDate>,
    /// The first day no longer inside; without it, until after the picture ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<NaiveDate>,
    /// How it is drawn.
    #[serde(default)]
    pub state: TimelineState,
    /// The ids of the sources that it comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
}

/// What is known of a [`TimelineSpan`].
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimelineState {
    /// On record.
    #[default]
    Recorded,
    /// Checked by someone.
    Verified,
    /// Nothing is known.
    Gap,
    /// Two records do not go together.
    Conflict,
}

/// Counts beside what was expected.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bars {
    /// What is counted, with its unit.
    pub axis: String,
    /// What the numbers are.
    #[serde(default = "count_field")]
    pub field: Field,
    /// The bars, from left to right.
    pub bars: Vec<Bar>,
}

fn count_field() -> Field {
    Field::Count
}

/// One of [`Bars`].
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bar {
    /// What stands below it.
    pub label: Text,
    /// Its height; not negative.
    pub value: f64,
    /// The least and greatest value that was to be expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<(f64, f64)>,
}

/// How evidence adds up: one bar for each part, from the sum before it to the sum after it.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waterfall {
    /// The unit of the weights, such as `bits`.
    pub unit: String,
    /// What the parts are.
    #[serde(default = "evidence")]
    pub field: Field,
    /// The parts, from top to bottom.
    pub parts: Vec<WaterfallPart>,
}

fn evidence() -> Field {
    Field::Evidence
}

/// A part of a [`Waterfall`].
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaterfallPart {
    /// What was compared or found.
    pub label: Text,
    /// For (above zero) or against (below), in thousandths of the unit.
    pub weight_milli: i64,
}

/// The part of a page's style sheet that the pictures need, in light, dark and print.
pub(crate) const CSS: &str = include_str!("figure.css");

/// Draws a figure as inline SVG; `number` keeps its ids apart from those of others on the page.
pub(crate) fn draw(figure: &Figure, number: usize, out: &mut String) {
    let (title, words) = (plain(&figure.caption), alternative(figure));
    let mut svg = Svg::new(number, &title, &words);
    match &figure.drawing {
        Drawing::Map(map) => map::draw(map, &mut svg),
        Drawing::Timeline(timeline) => timeline::draw(timeline, &mut svg),
        Drawing::Bars(bars) => bars::draw(bars, &mut svg),
        Drawing::Waterfall(waterfall) => waterfall::draw(waterfall, &mut svg),
    }
    svg.finish(out);
}

/// What a figure shows, in a sentence or two.
pub(crate) fn alternative(figure: &Figure) -> String {
    match &figure.drawing {
        Drawing::Map(map) => map::alternative(map),
        Drawing::Timeline(timeline) => timeline::alternative(timeline),
        Drawing::Bars(bars) => bars::alternative(bars),
        Drawing::Waterfall(waterfall) => waterfall::alternative(waterfall),
    }
}

/// All that a figure shows, as a table.
pub(crate) fn data(figure: &Figure) -> Table {
    let (columns, rows) = match &figure.drawing {
        Drawing::Map(map) => map::data(map),
        Drawing::Timeline(timeline) => timeline::data(timeline),
        Drawing::Bars(bars) => bars::data(bars),
        Drawing::Waterfall(waterfall) => waterfall::data(waterfall),
    };
    Table {
        caption: figure.caption.clone(),
        columns,
        rows,
    }
}

fn column(heading: &str, field: Field) -> Column {
    Column {
        heading: heading.to_owned(),
        field,
    }
}

/// `1 place`, `2 places`.
fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {many}")
    }
}

hidden! { Figure, Drawing, Map, MapPoint, Timeline, TimelineRow, TimelineSpan, Bars, Bar, Waterfall, WaterfallPart }
