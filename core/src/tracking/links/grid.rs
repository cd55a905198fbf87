//! Places of registrants by where they are.

use super::columns::Anchor;
use crate::tracking::great_circle::RADIUS_KM;

/// The place of a registrant as the grid holds it.
#[derive(Clone, Copy)]
pub(super) struct GridAnchor {
    pub(super) unit: [f32; 3],
    pub(super) start: i32,
    pub(super) end: i32,
    pub(super) anchor: u32,
    pub(super) offender: u32,
}

/// Anchors by cells of a quarter of a degree.
pub(super) struct Grid {
    /// Cells that hold something, in order, and where their anchors end.
    cells: Vec<(u32, u32)>,
    anchors: Vec<GridAnchor>,
}

/// Cells in a degree.
const FINE: f64 = 4.0;
const COLUMNS: i64 = 360 * FINE as i64;

/// Row and column of a position.
fn cell_of(unit: [f64; 3]) -> (i64, i64) {
    let latitude = libm::asin(unit[2].clamp(-1.0, 1.0)).to_degrees();
    let longitude = libm::atan2(unit[1], unit[0]).to_degrees();
    let row = ((latitude + 90.0) * FINE).floor() as i64;
    let column = ((longitude + 180.0) * FINE).floor() as i64;
    (row, column.rem_euclid(COLUMNS))
}

const fn number((row, column): (i64, i64)) -> u32 {
    (row * COLUMNS + column) as u32
}

pub(super) fn wide(unit: [f32; 3]) -> [f64; 3] {
    unit.map(f64::from)
}

/// The cell of a position, by which registrants are ordered so that neighbours lie together in memory.
pub(super) fn cell(unit: [f32; 3]) -> u32 {
    number(cell_of(wide(unit)))
}

impl Grid {
    pub(super) fn new(all: &[Anchor]) -> Self {
        let mut order: Vec<(u32, u32)> = (0u32..)
            .zip(all)
            .map(|(at, anchor)| (cell(anchor.unit), at))
            .collect();
        order.sort_unstable();
        let mut grid = Self {
            cells: Vec::new(),
            anchors: Vec::with_capacity(all.len()),
        };
        for (cell, at) in order {
            if let Some(anchor) = all.get(at as usize) {
                grid.anchors.push(GridAnchor {
                    unit: anchor.unit,
                    start: anchor.start,
                    end: anchor.end,
                    anchor: at,
                    offender: anchor.offender,
                });
            }
            let end = grid.anchors.len() as u32;
            match grid.cells.last_mut() {
                Some(last) if last.0 == cell => last.1 = end,
                _ => grid.cells.push((cell, end)),
            }
        }
        grid
    }

    /// Gives the anchors of every cell that a circle touches.
    pub(super) fn around(&self, centre: [f64; 3], km: f64, mut give: impl FnMut(&[GridAnchor])) {
        let (row, column) = cell_of(centre);
        let angle = (km / RADIUS_KM).to_degrees();
        let rows = (angle * FINE).ceil() as i64 + 1;
        let latitude = libm::asin(centre[2].clamp(-1.0, 1.0)).to_degrees();
        let outer = latitude.abs() + angle;
        // over a pole lie all longitudes
        let columns = if outer >= 89.0 {
            COLUMNS / 2
        } else {
            let sine = libm::sin(angle.to_radians()) / libm::cos(latitude.to_radians());
            let degrees = libm::asin(sine.min(1.0)).to_degrees();
            ((degrees * FINE).ceil() as i64 + 1).min(COLUMNS / 2)
        };
        for row in (row - rows).max(0)..=(row + rows).min(180 * FINE as i64) {
            let (from, to) = (column - columns, column + columns);
            let mut span = |from: i64, to: i64| {
                let (first, last) = (number((row, from)), number((row, to)));
                let start = self.cells.partition_point(|one| one.0 < first);
                let end = self.cells.partition_point(|one| one.0 <= last);
                let edge = |at: usize| {
                    at.checked_sub(1)
                        .and_then(|at| self.cells.get(at))
                        .map_or(0, |one| one.1 as usize)
                };
                if let Some(found) = self.anchors.get(edge(start)..edge(end)) {
                    give(found);
                }
            };
            if to - from + 1 >= COLUMNS {
                span(0, COLUMNS - 1);
            } else if from < 0 {
                span(0, to);
                span(from + COLUMNS, COLUMNS - 1);
            } else if to >= COLUMNS {
                span(from, COLUMNS - 1);
                span(0, to - COLUMNS);
            } else {
                span(from, to);
            }
        }
    }
}
