//! The outlines of the states in view, and their names.

use super::{
    super::{
        outlines::{OUTLINES, State},
        svg::{Anchor, Svg},
    },
    View, Xy,
};

pub(super) fn states(view: &View, named: bool, svg: &mut Svg) {
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
