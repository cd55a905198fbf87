//! Places on the outlines of the states.
//!
//! Method: Lambert azimuthal equal-area projection on a sphere of 6,371,008.8 m, centred on the places, so that
//! scale is true at the centre and north is up there. Circles are drawn through points at their true great-circle
//! distance. Assumption: the outlines are those of a map of the country; they show no street, and a border may be
//! off by a kilometre.

use super::{
    Map, MapPoint, column, count,
    outlines::{OUTLINES, State},
    svg::{Anchor, SMALL, Svg, WIDTH, round_step, shorten, width_of},
};
use crate::documents::{Column, Field, Row, Scalar, text::plain};

const EARTH_M: f64 = 6_371_008.8;
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

type Xy = (f64, f64);

/// The projection: from degrees east and north to metres from the centre, y up.
struct Projection {
    east: f64,
    sine: f64,
    cosine: f64,
}

impl Projection {
    fn new((east, north): Xy) -> Self {
        let north = north.to_radians();
        Self {
            east,
            sine: libm::sin(north),
            cosine: libm::cos(north),
        }
    }

    /// `None` for what is on the other side of the globe.
    fn apply(&self, (east, north): Xy) -> Option<Xy> {
        let (east, north) = ((east - self.east).to_radians(), north.to_radians());
        let (sine, cosine) = (libm::sin(north), libm::cos(north));
        let to_centre = self.sine * sine + self.cosine * cosine * libm::cos(east);
        if to_centre < -0.5 {
            return None;
        }
        let scale = EARTH_M * libm::sqrt(2.0 / (1.0 + to_centre));
        Some((
            scale * cosine * libm::sin(east),
            scale * (self.cosine * sine - self.sine * cosine * libm::cos(east)),
        ))
    }
}

/// The part of the plane that is drawn, and where on the page.
struct View {
    projection: Projection,
    centre: Xy,
    metres_per_unit: f64,
    corner: Xy,
    size: Xy,
}

impl View {
    fn place(&self, degrees: Xy) -> Option<Xy> {
        self.projection.apply(degrees).map(|xy| self.on_page(xy))
    }

    fn on_page(&self, (x, y): Xy) -> Xy {
        (
            self.corner.0 + self.size.0 / 2.0 + (x - self.centre.0) / self.metres_per_unit,
            self.corner.1 + self.size.1 / 2.0 - (y - self.centre.1) / self.metres_per_unit,
        )
    }

    fn holds(&self, (x, y): Xy, margin: f64) -> bool {
        (self.corner.0 + margin..=self.corner.0 + self.size.0 - margin).contains(&x)
            && (self.corner.1 + margin..=self.corner.1 + self.size.1 - margin).contains(&y)
    }
}

pub(super) fn draw(map: &Map, svg: &mut Svg) {
    svg.set_height(HEIGHT);
    let view = view(&map.points);
    svg.rect("cl-water", (0.0, 0.0), (WIDTH, HEIGHT));
    let clip = svg.id("clip");
    svg.raw(format_args!(
        "<clipPath id=\"{clip}\"><rect width=\"{WIDTH}\" height=\"{HEIGHT}\"/></clipPath><g clip-path=\"url(#{clip})\">"
    ));
    states(&view, true, svg);
    let drawn = map.points.get(..MOST).unwrap_or(&map.points);
    for point in drawn {
        ring(point, &view, svg);
    }
    let mut taken = fixed_boxes();
    let centres = drawn
        .iter()
        .map(|point| view.place((point.longitude, point.latitude)));
    let centres: Vec<Option<Xy>> = centres.collect();
    for (x, y) in centres.iter().flatten() {
        taken.push((x - 9.0, y - 9.0, x + 9.0, y + 9.0));
    }
    let numbered = drawn.len() <= NUMBERED;
    for (at, (point, centre)) in drawn.iter().zip(&centres).enumerate() {
        if let Some(centre) = centre {
            marker(at + 1, point, *centre, numbered, svg);
        }
    }
    if drawn.len() <= LABELLED {
        for (point, centre) in drawn.iter().zip(&centres) {
            if let Some(centre) = centre {
                label(point, *centre, &mut taken, svg);
            }
        }
    }
    svg.raw(format_args!("</g>"));
    furniture(map, &view, svg);
}

/// Where the legend, the scale and the inset stand.
fn fixed_boxes() -> Vec<(f64, f64, f64, f64)> {
    vec![
        (0.0, HEIGHT - 74.0, 270.0, HEIGHT),
        (WIDTH - 60.0, 0.0, WIDTH, 80.0),
        (WIDTH - 210.0, HEIGHT - 150.0, WIDTH, HEIGHT),
    ]
}

/// The window that shows every place and circle.
fn view(points: &[MapPoint]) -> View {
    let centre = middle(points);
    let projection = Projection::new(centre);
    let (mut low, mut high) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
    for point in points {
        // a circle larger than the country does not make the map larger
        let radius = point.radius_m.unwrap_or(0.0).min(3_000_000.0);
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

/// The middle of the places on the globe: the direction of the sum of their vectors.
fn middle(points: &[MapPoint]) -> Xy {
    let (mut x, mut y, mut z) = (0.0, 0.0, 0.0);
    for point in points {
        let (east, north) = (point.longitude.to_radians(), point.latitude.to_radians());
        x += libm::cos(north) * libm::cos(east);
        y += libm::cos(north) * libm::sin(east);
        z += libm::sin(north);
    }
    let flat = libm::sqrt(x * x + y * y);
    if flat + z.abs() < 1e-6 {
        return MIDDLE;
    }
    (
        libm::atan2(y, x).to_degrees(),
        libm::atan2(z, flat).to_degrees(),
    )
}

fn states(view: &View, named: bool, svg: &mut Svg) {
    let arcs: Vec<Option<Vec<Xy>>> = OUTLINES
        .arcs
        .iter()
        .map(|arc| thinned(arc.iter().map(|degrees| view.place(*degrees))))
        .collect();
    for state in &OUTLINES.states {
        let rings: Vec<Vec<Xy>> = state
            .rings
            .iter()
            .filter_map(|ring| joined(ring, &arcs))
            .filter(|ring| in_view(ring, view))
            .collect();
        if rings.is_empty() {
            continue;
        }
        svg.raw(format_args!("<path class=\"cl-land\" d=\""));
        for ring in &rings {
            svg.points(ring, true);
        }
        svg.raw(format_args!("\"/>"));
        if named {
            state_name(state, &rings, view, svg);
        }
    }
}

/// The vertices of an arc on the page without those that are too near to the one before; its ends stay.
fn thinned(points: impl Iterator<Item = Option<Xy>>) -> Option<Vec<Xy>> {
    let points: Vec<Xy> = points.collect::<Option<_>>()?;
    let last = points.len().saturating_sub(1);
    let mut kept: Vec<Xy> = Vec::new();
    for (at, point) in points.into_iter().enumerate() {
        let is_near = kept
            .last()
            .is_some_and(|(x, y)| (x - point.0).abs() + (y - point.1).abs() < 0.8);
        if at == last || !is_near {
            kept.push(point);
        }
    }
    Some(kept)
}

fn joined(ring: &[i32], arcs: &[Option<Vec<Xy>>]) -> Option<Vec<Xy>> {
    let mut points = Vec::new();
    for number in ring {
        let index = if *number < 0 { -1 - number } else { *number };
        let arc = arcs.get(index as usize)?.as_ref()?;
        if *number < 0 {
            points.extend(arc.iter().rev().skip(1));
        } else {
            points.extend(arc.iter().skip(1));
        }
    }
    (points.len() > 2).then_some(points)
}

/// Whether the box around a ring touches the window and is large enough to be seen.
fn in_view(ring: &[Xy], view: &View) -> bool {
    let ((left, top), (right, bottom)) = bounds(ring);
    let (width, height) = (right - left, bottom - top);
    right >= view.corner.0
        && left <= view.corner.0 + view.size.0
        && bottom >= view.corner.1
        && top <= view.corner.1 + view.size.1
        && width.max(height) > 1.5
}

fn bounds(ring: &[Xy]) -> (Xy, Xy) {
    ring.iter().fold(
        ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN)),
        |(low, high), (x, y)| {
            (
                (low.0.min(*x), low.1.min(*y)),
                (high.0.max(*x), high.1.max(*y)),
            )
        },
    )
}

fn state_name(state: &State, rings: &[Vec<Xy>], view: &View, svg: &mut Svg) {
    let widest = rings.iter().map(|ring| {
        let ((left, _), (right, _)) = bounds(ring);
        right - left
    });
    if widest.fold(0.0, f64::max) < 24.0 {
        return;
    }
    if let Some((x, y)) = view.place(state.label)
        && view.holds((x, y), 8.0)
    {
        svg.text((x, y + 4.0), "s soft", Anchor::Middle, &state.name);
    }
}

fn ring(point: &MapPoint, view: &View, svg: &mut Svg) {
    let Some(radius) = point
        .radius_m
        .filter(|radius| *radius > view.metres_per_unit * 4.0)
    else {
        return;
    };
    let north = point.latitude.to_radians();
    let angle = (radius / EARTH_M).min(1.5);
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
    if let Some(circle) = circle.collect::<Option<Vec<Xy>>>() {
        let class = colour(point.cluster);
        svg.path(&format!("cl-ring c{class}"), &circle, true);
    }
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
fn label(point: &MapPoint, (x, y): Xy, taken: &mut Vec<(f64, f64, f64, f64)>, svg: &mut Svg) {
    let words = shorten(&plain(&point.label), 22.0);
    if words.is_empty() {
        return;
    }
    let width = width_of(&words) * SMALL + 4.0;
    let places = [
        (13.0, 4.0, Anchor::Start, 0.0),
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

/// Scale, north, legend, inset and frame.
fn furniture(map: &Map, view: &View, svg: &mut Svg) {
    if view.metres_per_unit * WIDTH / 2.0 < INSET_BELOW_M {
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
    legend(map, svg);
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

fn legend(map: &Map, svg: &mut Svg) {
    let mut clusters: Vec<u32> = map
        .points
        .iter()
        .filter_map(|point| point.cluster)
        .collect();
    clusters.sort_unstable();
    let (mut y, all) = (20.0, clusters.len());
    let mut lines = Vec::new();
    for group in clusters.chunk_by(|a, b| a == b).take(8) {
        if let Some(cluster) = group.first() {
            let places = count(group.len(), "place", "places");
            lines.push((
                Some(*cluster),
                format!("Cluster {}: {places}", letter(*cluster)),
            ));
        }
    }
    if !lines.is_empty() && all < map.points.len() {
        let rest = count(map.points.len() - all, "place", "places");
        lines.push((None, format!("In no cluster: {rest}")));
    }
    if map
        .points
        .iter()
        .any(|point| point.radius_m.is_some_and(|radius| radius > 0.0))
    {
        lines.push((
            Some(u32::MAX),
            "Dashed: how far the place may be off".to_owned(),
        ));
    }
    if map.points.len() > MOST {
        let more = map.points.len() - MOST;
        lines.push((Some(u32::MAX), format!("and {more} more in the table")));
    }
    if map.points.is_empty() {
        lines.push((Some(u32::MAX), "No place can be shown.".to_owned()));
    }
    let widest = lines
        .iter()
        .map(|(_, words)| width_of(words))
        .fold(0.0, f64::max);
    if !lines.is_empty() {
        let height = 12.0 + 18.0 * lines.len() as f64;
        svg.rect("cl-panel", (8.0, 8.0), (widest * SMALL + 44.0, height));
    }
    for (cluster, words) in lines {
        if cluster != Some(u32::MAX) {
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
    let columns = vec![
        column("No.", Field::General),
        column("Place", Field::Position),
        column("Degrees north", Field::Position),
        column("Degrees east", Field::Position),
        column("Radius, m", Field::Position),
        column("Cluster", Field::Evidence),
    ];
    let rows = map.points.iter().enumerate().map(|(at, point)| Row {
        cells: vec![
            Some(Scalar::Integer(at as i64 + 1)),
            Some(Scalar::Text(plain(&point.label))),
            Some(Scalar::Number(point.latitude)),
            Some(Scalar::Number(point.longitude)),
            point.radius_m.map(Scalar::Number),
            point.cluster.map(|cluster| Scalar::Text(letter(cluster))),
        ],
        sources: point.sources.clone(),
    });
    (columns, rows.collect())
}
