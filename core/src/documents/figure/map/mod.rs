//! Places on the outlines of the states.
//!
//! Method: Lambert azimuthal equal-area projection on a sphere of 6,371,008.8 m, centred on the places, so that
//! scale is true at the centre and north is up there. Circles are drawn through points at their true great-circle
//! distance. Assumption: the outlines are those of a map of the country; they show no street, and a border may be
//! off by a kilometre.

mod furniture;
mod land;
mod projection;

use std::collections::BTreeMap;

use super::{
    Map, MapLine, MapPoint, column, count,
    svg::{Anchor, SMALL, Svg, WIDTH, shorten, width_of},
};
use crate::{
    documents::{Column, Field, Row, Scalar, text::plain},
    earth,
};

const HEIGHT: f64 = 600.0;
/// The least distance from the centre to the left and right frame.
const LEAST_HALF_WIDTH_M: f64 = 15_000.0;
/// Below this half width an inset shows where in the country the map is.
const INSET_BELOW_M: f64 = 450_000.0;
/// The most places that are drawn, with a number, and with their label.
const MOST: usize = 2_000;
const NUMBERED: usize = 200;
const LABELLED: usize = 60;
/// The middle of the contiguous states, where there is no place to show.
const MIDDLE: (f64, f64) = (-98.6, 39.8);

/// How much wider the window becomes at a time, and how often: to two and a half times at most.
const WIDENING: f64 = 1.12;
const MOST_WIDENINGS: usize = 8;

/// The largest circle that is drawn: as far as the country reaches.
const LARGEST_M: f64 = 3_000_000.0;
/// Places nearer than this on the page are one marker.
const SAME: f64 = 3.0;

use furniture::{furniture, has_inset, legend_size};
use land::states;
use projection::{Direction, FARTHEST_COSINE, Projection, View};

type Xy = (f64, f64);

pub(super) fn draw(map: &Map, svg: &mut Svg) {
    svg.set_height(HEIGHT);
    let view = clear_view(map);
    svg.rect("cl-water", (0.0, 0.0), (WIDTH, HEIGHT));
    let clip = svg.id("clip");
    svg.raw(format_args!(
        "<clipPath id=\"{clip}\"><rect width=\"{WIDTH}\" height=\"{HEIGHT}\"/></clipPath><g clip-path=\"url(#{clip})\">"
    ));
    states(&view, true, svg);
    let drawn = map.points.get(..MOST).unwrap_or(&map.points);
    for point in drawn {
        if let Some(ring) = ring_of(point, &view) {
            let class = format!("cl-ring c{}", colour(point.cluster));
            svg.path(&class, &ring, true);
        }
    }
    route(map, &view, svg);
    let mut taken = panels(map, &view);
    let markers = markers(map, &view);
    for Marker {
        at: (x, y), more, ..
    } in &markers
    {
        let right = if *more > 0 { 34.0 } else { 9.0 };
        taken.push((x - 9.0, y - 9.0, x + right, y + 9.0));
    }
    let numbered = drawn.len() <= NUMBERED;
    for each in &markers {
        marker(each.number, each.point, each.at, numbered, svg);
        if numbered && each.more > 0 {
            let words = format!("+{}", each.more);
            let beside = (each.at.0 + 11.0, each.at.1 + 4.0);
            svg.text(beside, "xs b halo", Anchor::Start, &words);
        }
    }
    if drawn.len() <= LABELLED {
        for each in &markers {
            label(each.point, each.at, each.more > 0, &mut taken, svg);
        }
    }
    svg.raw(format_args!("</g>"));
    furniture(map, &view, svg);
}

/// The line through the places, below their markers.
fn route(map: &Map, view: &View, svg: &mut Svg) {
    if map.line == MapLine::None {
        return;
    }
    let drawn = map.points.iter().take(MOST);
    let line: Vec<Xy> = drawn
        .filter_map(|point| view.place((point.longitude, point.latitude)))
        .collect();
    svg.path("cl-rule", &line, map.line == MapLine::Round);
}

/// What is drawn of the places at one point of the page.
struct Marker<'a> {
    /// The first of them, and its number.
    point: &'a MapPoint,
    number: usize,
    at: Xy,
    /// How many others lie there.
    more: usize,
}

fn markers<'a>(map: &'a Map, view: &View) -> Vec<Marker<'a>> {
    let mut markers: Vec<Marker<'a>> = Vec::new();
    let mut at_cell: BTreeMap<(i64, i64), usize> = BTreeMap::new();
    for (number, point) in (1..).zip(map.points.iter().take(MOST)) {
        let Some((x, y)) = view.place((point.longitude, point.latitude)) else {
            continue;
        };
        let cell = ((x / SAME).round() as i64, (y / SAME).round() as i64);
        if let Some(same) = at_cell.get(&cell).and_then(|at| markers.get_mut(*at)) {
            same.more += 1;
            continue;
        }
        at_cell.insert(cell, markers.len());
        markers.push(Marker {
            point,
            number,
            at: (x, y),
            more: 0,
        });
    }
    markers
}

/// Left, top, right and bottom.
type Area = (f64, f64, f64, f64);

/// Where the scale, north, the inset and the legend stand.
fn panels(map: &Map, view: &View) -> Vec<Area> {
    let mut panels = vec![
        (0.0, HEIGHT - 74.0, 270.0, HEIGHT),
        (WIDTH - 60.0, 0.0, WIDTH, 80.0),
        (WIDTH - 270.0, HEIGHT - 24.0, WIDTH, HEIGHT),
    ];
    if has_inset(view) {
        panels.push((WIDTH - 210.0, HEIGHT - 150.0, WIDTH, HEIGHT));
    }
    if let Some((width, height)) = legend_size(map, view) {
        panels.push((0.0, 0.0, 8.0 + width, 8.0 + height));
    }
    panels
}

/// The window, made wider until no place lies under a panel: these stand in the corners.
fn clear_view(map: &Map) -> View {
    let mut view = view(&map.points);
    let drawn = map.points.get(..MOST).unwrap_or(&map.points);
    for _ in 0..MOST_WIDENINGS {
        let panels = panels(map, &view);
        let is_hidden = |point: &MapPoint| {
            let place = view.place((point.longitude, point.latitude));
            place.is_some_and(|(x, y)| {
                panels.iter().any(|(left, top, right, bottom)| {
                    x + 10.0 > *left && x - 10.0 < *right && y + 10.0 > *top && y - 10.0 < *bottom
                })
            })
        };
        if !drawn.iter().any(is_hidden) {
            break;
        }
        view.metres_per_unit *= WIDENING;
    }
    view
}

/// The window that shows every place and circle.
fn view(points: &[MapPoint]) -> View {
    let centre = middle(points);
    let projection = Projection::new(centre);
    let (mut low, mut high) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
    for point in points {
        let radius = point.radius_m.filter(|radius| *radius <= LARGEST_M);
        let radius = radius.unwrap_or(0.0);
        if let Some((x, y)) = projection.apply((point.longitude, point.latitude)) {
            low = (low.0.min(x - radius), low.1.min(y - radius));
            high = (high.0.max(x + radius), high.1.max(y + radius));
        }
    }
    if low.0 > high.0 {
        (low, high) = ((-2_400_000.0, -1_500_000.0), (2_400_000.0, 1_500_000.0));
    }
    let half_width = ((high.0 - low.0) / 2.0 * 1.25)
        .max((high.1 - low.1) / 2.0 * 1.35 * WIDTH / HEIGHT)
        .max(LEAST_HALF_WIDTH_M);
    View {
        projection,
        centre: (f64::midpoint(low.0, high.0), f64::midpoint(low.1, high.1)),
        metres_per_unit: half_width / (WIDTH / 2.0),
        corner: (0.0, 0.0),
        size: (WIDTH, HEIGHT),
    }
}

/// The middle of the places on the globe: the direction of the sum of their vectors or, where a place would be
/// beyond the map, halfway between two that lie farthest from each other.
fn middle(points: &[MapPoint]) -> Xy {
    let all: Vec<Direction> = points.iter().map(Direction::new).collect();
    let mean = all.iter().fold(Direction([0.0; 3]), Direction::plus);
    let farthest = |from: &Direction| {
        let order = |a: &&Direction, b: &&Direction| from.cosine(a).total_cmp(&from.cosine(b));
        all.iter().min_by(order)
    };
    let Some(one) = farthest(&mean) else {
        return MIDDLE;
    };
    let is_beyond = mean.cosine(one) < FARTHEST_COSINE;
    let between = farthest(one).map(|other| one.plus(other));
    let chosen = if is_beyond { between } else { Some(mean) };
    chosen.and_then(|chosen| chosen.degrees()).unwrap_or(MIDDLE)
}

/// The circle of a place, where it is neither smaller than its marker nor larger than the country.
fn ring_of(point: &MapPoint, view: &View) -> Option<Vec<Xy>> {
    let radius = point.radius_m?;
    if radius <= view.metres_per_unit * 4.0 || radius > LARGEST_M {
        return None;
    }
    let north = point.latitude.to_radians();
    let angle = radius / earth::RADIUS;
    let circle = (0..72).map(|step| {
        let bearing = f64::from(step * 5).to_radians();
        let sine = libm::sin(north) * libm::cos(angle)
            + libm::cos(north) * libm::sin(angle) * libm::cos(bearing);
        let there = libm::asin(sine.clamp(-1.0, 1.0));
        let east = libm::atan2(
            libm::sin(bearing) * libm::sin(angle) * libm::cos(north),
            libm::cos(angle) - libm::sin(north) * sine,
        );
        view.place((point.longitude + east.to_degrees(), there.to_degrees()))
    });
    circle.collect()
}

fn colour(cluster: Option<u32>) -> u32 {
    cluster.map_or(0, |cluster| 1 + cluster % 5)
}

/// The letter of a cluster: A to Z, then AA and on.
fn letter(cluster: u32) -> String {
    let last = char::from(b'A' + (cluster % 26) as u8);
    match cluster / 26 {
        0 => last.to_string(),
        more => letter(more - 1) + &last.to_string(),
    }
}

/// A cluster has a shape too, since not everyone sees its colour.
fn marker(number: usize, point: &MapPoint, (x, y): Xy, numbered: bool, svg: &mut Svg) {
    let class = format!("cl-dot c{}", colour(point.cluster));
    let size = if numbered { 9.0 } else { 4.5 };
    let corners = |around: &[(f64, f64)]| -> Vec<Xy> {
        around
            .iter()
            .map(|(dx, dy)| (x + dx * size, y + dy * size))
            .collect()
    };
    match point.cluster.map(|cluster| cluster % 4) {
        None | Some(0) => svg.raw(format_args!(
            "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{size}\"/>"
        )),
        Some(1) => svg.rect(
            &class,
            (x - 0.88 * size, y - 0.88 * size),
            (1.76 * size, 1.76 * size),
        ),
        Some(2) => {
            let diamond = corners(&[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)]);
            svg.path(&class, &diamond, true);
        }
        Some(_) => {
            let hexagon = corners(&[
                (-0.6, -1.1),
                (0.6, -1.1),
                (1.2, 0.0),
                (0.6, 1.1),
                (-0.6, 1.1),
                (-1.2, 0.0),
            ]);
            svg.path(&class, &hexagon, true);
        }
    }
    if numbered {
        svg.text((x, y + 3.5), "xs inv", Anchor::Middle, &number.to_string());
    }
}

/// The label stands where there is room, and else only in the table.
fn label(point: &MapPoint, (x, y): Xy, crowded: bool, taken: &mut Vec<Area>, svg: &mut Svg) {
    let words = shorten(&plain(&point.label), 22.0);
    if words.is_empty() {
        return;
    }
    let width = width_of(&words) * SMALL + 4.0;
    // beside a marker of several stands how many
    let right = if crowded { 36.0 } else { 13.0 };
    let places = [
        (right, 4.0, Anchor::Start, 0.0),
        (-13.0, 4.0, Anchor::End, -width),
        (0.0, -14.0, Anchor::Middle, -width / 2.0),
        (0.0, 22.0, Anchor::Middle, -width / 2.0),
    ];
    for (dx, dy, anchor, left) in places {
        let (x, y) = (x + dx, y + dy);
        let area = (x + left, y - 10.0, x + left + width, y + 4.0);
        let is_inside =
            area.0 > 2.0 && area.2 < WIDTH - 2.0 && area.1 > 2.0 && area.3 < HEIGHT - 2.0;
        let is_free = taken.iter().all(|other| {
            area.2 <= other.0 || other.2 <= area.0 || area.3 <= other.1 || other.3 <= area.1
        });
        if is_inside && is_free {
            taken.push(area);
            svg.text((x, y), "s halo", anchor, &words);
            return;
        }
    }
}

pub(super) fn alternative(map: &Map) -> String {
    let points = &map.points;
    if points.is_empty() {
        return "Map without a place that can be shown.".to_owned();
    }
    let mut clusters: Vec<u32> = points.iter().filter_map(|point| point.cluster).collect();
    clusters.sort_unstable();
    clusters.dedup();
    let mut words = format!("Map of {}", count(points.len(), "place", "places"));
    if !clusters.is_empty() {
        words.push_str(" with ");
        words.push_str(&count(clusters.len(), "cluster", "clusters"));
    }
    words.push_str(match map.line {
        MapLine::None => "",
        MapLine::Open => ", joined in their order",
        MapLine::Round => ", joined in their order and back to the first",
    });
    let labels = points.iter().take(12).map(|point| plain(&point.label));
    let labels: Vec<String> = labels.filter(|label| !label.is_empty()).collect();
    if !labels.is_empty() {
        words.push_str(": ");
        words.push_str(&labels.join("; "));
        if points.len() > 12 {
            words.push_str("; and more");
        }
    }
    words.push('.');
    words
}

pub(super) fn data(map: &Map) -> (Vec<Column>, Vec<Row>) {
    let has_radius = map.points.iter().any(|point| point.radius_m.is_some());
    let has_cluster = map.points.iter().any(|point| point.cluster.is_some());
    let mut columns = vec![
        column("No.", Field::General),
        column("Place", Field::Position),
        column("Degrees north", Field::Position),
        column("Degrees east", Field::Position),
    ];
    if has_radius {
        columns.push(column("Radius, m", Field::Position));
    }
    if has_cluster {
        columns.push(column("Cluster", Field::Evidence));
    }
    let rows = map.points.iter().enumerate().map(|(at, point)| {
        let mut cells = vec![
            Some(Scalar::Integer(at as i64 + 1)),
            Some(Scalar::Text(plain(&point.label))),
            Some(Scalar::Number(point.latitude)),
            Some(Scalar::Number(point.longitude)),
        ];
        if has_radius {
            cells.push(point.radius_m.map(Scalar::Number));
        }
        if has_cluster {
            cells.push(point.cluster.map(|cluster| Scalar::Text(letter(cluster))));
        }
        Row {
            cells,
            sources: point.sources.clone(),
        }
    });
    (columns, rows.collect())
}
