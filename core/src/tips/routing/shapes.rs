//! Which areas a position is in. Edges are straight in degrees; a position on an edge is in both areas.

use geo::{Area, Coord, Intersects, LineString, Polygon};
use rstar::{
    AABB, RTree,
    primitives::{GeomWithData, Rectangle},
};

use super::AreaShape;

/// The most corners of one shape.
const MOST_CORNERS: usize = 1_000_000;

/// The box of a polygon, with its number.
type Boxed = GeomWithData<Rectangle<[f64; 2]>, usize>;

#[derive(Clone, Debug, Default)]
pub(super) struct Shapes {
    tree: RTree<Boxed>,
    polygons: Vec<(u32, Polygon<f64>)>,
}

/// The polygons of a shape; none where one of them is none.
pub(super) fn polygons_of(shape: &AreaShape) -> Option<Vec<Polygon<f64>>> {
    let corners: usize = shape.polygons.iter().flatten().map(Vec::len).sum();
    if shape.polygons.is_empty() || corners > MOST_CORNERS {
        return None;
    }
    shape.polygons.iter().map(|rings| polygon(rings)).collect()
}

fn polygon(rings: &[Vec<[f64; 2]>]) -> Option<Polygon<f64>> {
    let ring = |points: &Vec<[f64; 2]>| {
        let on_globe = |[east, north]: &[f64; 2]| {
            (-180.0..=180.0).contains(east) && (-90.0..=90.0).contains(north)
        };
        let mut distinct = points.clone();
        distinct.dedup();
        if distinct.first() == distinct.last() {
            distinct.pop();
        }
        if distinct.len() < 3 || !points.iter().all(on_globe) {
            return None;
        }
        let corners = points.iter().map(|[x, y]| Coord { x: *x, y: *y });
        Some(LineString::new(corners.collect()))
    };
    let mut rings = rings.iter().map(ring);
    let outer = rings.next()??;
    let polygon = Polygon::new(outer, rings.collect::<Option<_>>()?);
    (polygon.unsigned_area() > 0.0).then_some(polygon)
}

impl Shapes {
    pub(super) fn new(polygons: Vec<(u32, Polygon<f64>)>) -> Self {
        let boxes = polygons
            .iter()
            .enumerate()
            .filter_map(|(number, (_, polygon))| {
                let corners = polygon.exterior().coords();
                let corners: Vec<[f64; 2]> = corners.map(|at| [at.x, at.y]).collect();
                let around = AABB::from_points(&corners);
                (!corners.is_empty()).then(|| Boxed::new(Rectangle::from_aabb(around), number))
            });
        Self {
            tree: RTree::bulk_load(boxes.collect()),
            polygons,
        }
    }

    /// The areas that hold a position, in order of their numbers, each once.
    pub(super) fn at(&self, north: f64, east: f64) -> Vec<u32> {
        let point = geo::Point::new(east, north);
        let boxes = self.tree.locate_all_at_point(&[east, north]);
        let mut found: Vec<u32> = boxes
            .filter_map(|one| self.polygons.get(one.data))
            .filter(|(_, polygon)| polygon.intersects(&point))
            .map(|(area, _)| *area)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}
