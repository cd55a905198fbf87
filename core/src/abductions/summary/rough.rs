//! Numbers as everyone may have them.
//!
//! Each count of the edition for everyone is rounded to a multiple of five, and nothing else of it stands there: no share, no
//! interval, no mean. What is left of a total then could be 0 for whoever takes the parts off, or one of at least five
//! numbers in a row: never surely one or two, whatever tables, percentages and neighbouring editions are put together. Hiding
//! further cells, as [`suppress`](crate::release::suppress) does, holds for one table only.

use super::{
    Writer,
    headline::not_known,
    pieces::{count, general},
};
use crate::documents::Text;

/// Fewer are not told to everyone.
pub(super) const FEW: usize = 3;
/// All counts for everyone are multiples of it; that below 3 is 0 goes with 5.
const STEP: f64 = 5.0;

/// The multiple of five that is nearest: 0 for less than 2.5, and 5 up to 7.5.
pub(super) fn rounded(number: f64) -> usize {
    ((number / STEP).round() * STEP) as usize
}

/// A count in words for everyone.
fn about(number: f64, sources: Vec<String>) -> Text {
    match rounded(number) {
        0 => vec![general(format!("fewer than {FEW}")).from_sources(sources)],
        near => vec![general("about "), count(near, sources)],
    }
}

impl Writer<'_> {
    /// A count as the readers may have it.
    pub(super) fn counted(&self, number: usize, sources: Vec<String>) -> Text {
        if self.is_for_police() {
            vec![count(number, sources)]
        } else {
            about(number as f64, sources)
        }
    }

    /// Whether the readers may have a part of a total, which can be a sum of shares.
    pub(super) fn is_told(&self, part: f64) -> bool {
        self.is_for_police() || rounded(part) > 0
    }

    /// A part of a total for everyone: `about 10 of about 25`.
    pub(super) fn rough_part(part: f64, of: f64, sources: Vec<String>) -> Text {
        let mut text = about(part, sources);
        text.push(general(" of "));
        text.extend(about(of, Vec::new()));
        text
    }

    /// Why something is not known. A reason may hold a count, so everyone reads none.
    pub(super) fn not_known(&self, reason: &str) -> Text {
        if self.is_for_police() {
            not_known(reason)
        } else {
            not_known("too few incidents say so")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a reader knows of a number that was rounded.
    fn could_be(shown: usize) -> (usize, usize) {
        if shown == 0 {
            (0, FEW - 1)
        } else {
            (shown - 2, shown + 2)
        }
    }

    /// Against all that a reader can work out: of no total and parts is the rest surely one or two.
    #[test]
    fn no_rest_is_surely_one_or_two() {
        for total in 0..60_usize {
            for first in 0..=total {
                for second in 0..=(total - first).min(12) {
                    let shown = [total, first, second].map(|one| rounded(one as f64));
                    let [total_is, first_is, second_is] = shown.map(could_be);
                    let mut rests = Vec::new();
                    for t in total_is.0..=total_is.1 {
                        for a in first_is.0..=first_is.1 {
                            for b in second_is.0..=second_is.1 {
                                rests.extend(t.checked_sub(a + b));
                            }
                        }
                    }
                    let is_open = rests.iter().any(|rest| !matches!(rest, 1 | 2));
                    assert!(is_open, "{total} {first} {second}");
                }
            }
        }
        assert_eq!([2.4, 2.5, 7.4, 33.0, 34.0].map(rounded), [0, 5, 5, 35, 35]);
    }
}
