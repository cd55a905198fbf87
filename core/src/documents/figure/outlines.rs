//! The outlines of the states, embedded: `outlines.txt` says where they are from.

use std::sync::LazyLock;

/// All states, on a grid of degrees.
pub(super) struct Outlines {
    /// Lines between two junctions, as degrees east and north. Neighbours share them.
    pub(super) arcs: Vec<Vec<(f64, f64)>>,
    pub(super) states: Vec<State>,
}

/// A state, district or territory.
pub(super) struct State {
    /// The postal abbreviation.
    pub(super) name: String,
    /// Where its name stands, in degrees east and north.
    pub(super) label: (f64, f64),
    /// Rings of arcs; a negative number is the arc `-1 - number` backwards.
    pub(super) rings: Vec<Vec<i32>>,
}

/// Read once: it is a constant in another form.
pub(super) static OUTLINES: LazyLock<Outlines> =
    LazyLock::new(|| read(include_str!("outlines.txt")));

fn read(text: &str) -> Outlines {
    let mut outlines = Outlines {
        arcs: Vec::new(),
        states: Vec::new(),
    };
    let mut grid = [0.0_f64; 4];
    for line in text.lines() {
        let mut words = line.split(' ');
        match words.next() {
            Some("grid") => {
                for (value, word) in grid.iter_mut().zip(words) {
                    *value = word.parse().unwrap_or_default();
                }
            }
            Some("arc") => outlines
                .arcs
                .push(vertices(words.nth(4).unwrap_or_default(), grid)),
            Some("state") => outlines.states.extend(state(words)),
            _ => {}
        }
    }
    outlines
}

fn state<'a>(mut words: impl Iterator<Item = &'a str>) -> Option<State> {
    Some(State {
        name: words.next()?.to_owned(),
        label: (words.next()?.parse().ok()?, words.next()?.parse().ok()?),
        rings: words
            .map(|ring| ring.split(',').filter_map(|arc| arc.parse().ok()).collect())
            .collect(),
    })
}

/// Zigzag differences, five bits to a character, with 32 added where more follows.
fn vertices(code: &str, [west, south, east, north]: [f64; 4]) -> Vec<(f64, f64)> {
    let mut numbers = Vec::new();
    let (mut value, mut shift) = (0_i64, 0);
    for byte in code.bytes() {
        // from "0" on, without the backslash
        let digit = i64::from(byte) - 48 - i64::from(byte > b'\\');
        value |= (digit & 31) << shift;
        if digit < 32 {
            numbers.push(if value & 1 == 1 {
                -1 - (value >> 1)
            } else {
                value >> 1
            });
            (value, shift) = (0, 0);
        } else {
            shift += 5;
        }
    }
    let (mut x, mut y) = (0, 0);
    numbers
        .as_chunks::<2>()
        .0
        .iter()
        .map(|[dx, dy]| {
            x += dx;
            y += dy;
            (west + x as f64 * east, south + y as f64 * north)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_closed_and_holds_its_name() {
        assert_eq!(OUTLINES.states.len(), 56);
        for state in &OUTLINES.states {
            for ring in &state.rings {
                let ends = ring.iter().map(|arc| {
                    let index = if *arc < 0 { -1 - arc } else { *arc };
                    let arc_points = &OUTLINES.arcs[index as usize];
                    let (first, last) = (arc_points[0], arc_points[arc_points.len() - 1]);
                    if *arc < 0 {
                        (last, first)
                    } else {
                        (first, last)
                    }
                });
                let ends: Vec<_> = ends.collect();
                for (at, (_, last)) in ends.iter().enumerate() {
                    let (next, _) = ends[(at + 1) % ends.len()];
                    assert_eq!(*last, next, "{}", state.name);
                }
            }
        }
        let wisconsin = OUTLINES.states.iter().find(|state| state.name == "WI");
        assert_eq!(wisconsin.map(|state| state.label), Some((-90.14, 45.07)));
    }
}
