//! Scale, north, legend, inset and frame.

use super::{
    super::{
        Map, MapLine, MapPoint, count,
        svg::{Anchor, SMALL, Svg, WIDTH, round_step, width_of},
    },
    HEIGHT, INSET_BELOW_M, LARGEST_M, MOST, NUMBERED, View,
    land::states,
    letter, marker, markers,
    projection::Projection,
    ring_of,
};
use crate::documents::Field;

/// The most clusters that the legend names.
const MOST_CLUSTERS: usize = 8;
/// Stands for a cluster where a line of the legend has no marker.
const WORDS_ALONE: u32 = u32::MAX;

/// Whether an inset shows where in the country the map is.
pub(super) fn has_inset(view: &View) -> bool {
    view.metres_per_unit * WIDTH / 2.0 < INSET_BELOW_M
}

/// Width and height of the legend, where there is one.
pub(super) fn legend_size(map: &Map, view: &View) -> Option<(f64, f64)> {
    let lines = legend_lines(map, view);
    let widest = lines
        .iter()
        .map(|(_, words)| width_of(words))
        .fold(0.0, f64::max);
    (!lines.is_empty()).then_some((widest * SMALL + 44.0, 12.0 + 18.0 * lines.len() as f64))
}

/// Scale, north, legend, inset and frame.
pub(super) fn furniture(map: &Map, view: &View, svg: &mut Svg) {
    if has_inset(view) {
        inset(view, svg);
    }
    scale_bar(view.metres_per_unit, svg);
    svg.path(
        "cl-ink",
        &[
            (WIDTH - 28.0, 18.0),
            (WIDTH - 20.0, 46.0),
            (WIDTH - 28.0, 40.0),
            (WIDTH - 36.0, 46.0),
        ],
        true,
    );
    svg.text((WIDTH - 28.0, 62.0), "s b halo", Anchor::Middle, "N");
    legend(map, view, svg);
    let credit = "Outlines: U.S. Census Bureau, us-atlas";
    svg.text(
        (WIDTH - 8.0, HEIGHT - 7.0),
        "xs soft halo",
        Anchor::End,
        credit,
    );
    svg.rect("cl-frame", (0.6, 0.6), (WIDTH - 1.2, HEIGHT - 1.2));
}

/// A bar in kilometres above one in miles, each of a round length.
fn scale_bar(metres_per_unit: f64, svg: &mut Svg) {
    svg.rect("cl-panel", (8.0, HEIGHT - 62.0), (232.0, 54.0));
    for (unit, metres, y) in [("km", 1_000.0, -42.0), ("mi", 1_609.344, -20.0)] {
        // the largest round length that is not longer than 170 units
        let most = 170.0 * metres_per_unit / metres;
        let step = round_step(most / 2.5);
        let length = if step > most {
            round_step(most / 5.0)
        } else {
            step
        };
        let (x, y) = (16.0, HEIGHT + y);
        let end = x + length * metres / metres_per_unit;
        let bar = [(x, y - 5.0), (x, y), (end, y), (end, y - 5.0)];
        svg.path("cl-rule", &bar, false);
        svg.text(
            (end + 6.0, y + 1.0),
            "s",
            Anchor::Start,
            &format!("{length} {unit}"),
        );
    }
}

/// What the legend says, each with its cluster or, for words alone, the greatest number.
fn legend_lines(map: &Map, view: &View) -> Vec<(Option<u32>, String)> {
    let mut clusters: Vec<u32> = map
        .points
        .iter()
        .filter_map(|point| point.cluster)
        .collect();
    clusters.sort_unstable();
    let all = clusters.len();
    let mut lines = Vec::new();
    let groups = || clusters.chunk_by(|a, b| a == b);
    for group in groups().take(MOST_CLUSTERS) {
        if let Some(cluster) = group.first() {
            let places = count(group.len(), "place", "places");
            lines.push((
                Some(*cluster),
                format!("Cluster {}: {places}", letter(*cluster)),
            ));
        }
    }
    let mut words = |words: String| lines.push((Some(WORDS_ALONE), words));
    let more = groups().count().saturating_sub(MOST_CLUSTERS);
    if more > 0 {
        words(count(more, "further cluster", "further clusters"));
    }
    if !lines.is_empty() && all < map.points.len() {
        let rest = count(map.points.len() - all, "place", "places");
        lines.push((None, format!("In no cluster: {rest}")));
    }
    let drawn = map.points.get(..MOST).unwrap_or(&map.points);
    let mut words = |words: String| lines.push((Some(WORDS_ALONE), words));
    if map.line != MapLine::None {
        words("Line: the order of the places, not the roads".to_owned());
    }
    if drawn.iter().any(|point| ring_of(point, view).is_some()) {
        words("Dashed: how far the place may be off".to_owned());
    }
    let is_large = |point: &&MapPoint| point.radius_m.is_some_and(|radius| radius > LARGEST_M);
    let large = drawn.iter().filter(is_large).count();
    if large > 0 {
        let circles = count(large, "circle is", "circles are");
        words(format!("{circles} larger than the country"));
    }
    let shown = markers(map, view);
    let crowded = shown.iter().any(|marker| marker.more > 0);
    if crowded && map.points.len() <= NUMBERED {
        words("+1: one more place at the same point".to_owned());
    }
    let shown: usize = shown.iter().map(|marker| 1 + marker.more).sum();
    if shown < drawn.len() {
        let places = count(drawn.len() - shown, "place is", "places are");
        words(format!("{places} too far away for one map"));
    }
    if map.points.len() > MOST {
        let more = map.points.len() - MOST;
        words(format!("and {more} more in the table"));
    }
    if map.points.is_empty() {
        words("No place can be shown.".to_owned());
    }
    lines
}

fn legend(map: &Map, view: &View, svg: &mut Svg) {
    if let Some(size) = legend_size(map, view) {
        svg.rect("cl-panel", (8.0, 8.0), size);
    }
    let mut y = 20.0;
    for (cluster, words) in legend_lines(map, view) {
        if cluster != Some(WORDS_ALONE) {
            let example = MapPoint {
                label: Vec::new(),
                latitude: 0.0,
                longitude: 0.0,
                radius_m: None,
                field: Field::General,
                cluster,
                sources: Vec::new(),
            };
            marker(0, &example, (22.0, y + 2.0), false, svg);
        }
        svg.text((34.0, y + 6.0), "s", Anchor::Start, &words);
        y += 18.0;
    }
}

/// Where in the country the map is.
fn inset(view: &View, svg: &mut Svg) {
    let (corner, size) = ((WIDTH - 198.0, HEIGHT - 140.0), (190.0, 118.0));
    let around = View {
        projection: Projection {
            east: view.projection.east,
            sine: view.projection.sine,
            cosine: view.projection.cosine,
        },
        centre: view.centre,
        metres_per_unit: 1_300_000.0 / size.0,
        corner,
        size,
    };
    svg.rect("cl-water", corner, size);
    let clip = svg.id("inset");
    svg.raw(format_args!(
        "<clipPath id=\"{clip}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/></clipPath>\
         <g clip-path=\"url(#{clip})\">",
        corner.0, corner.1, size.0, size.1
    ));
    states(&around, true, svg);
    let shown = view.metres_per_unit / around.metres_per_unit;
    let (width, height) = ((WIDTH * shown).max(7.0), (HEIGHT * shown).max(5.0));
    let middle = (corner.0 + size.0 / 2.0, corner.1 + size.1 / 2.0);
    svg.rect(
        "cl-mark",
        (middle.0 - width / 2.0, middle.1 - height / 2.0),
        (width, height),
    );
    svg.raw(format_args!("</g>"));
    svg.rect("cl-frame", corner, size);
}
