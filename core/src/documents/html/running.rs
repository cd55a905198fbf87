//! What stands on every sheet: bounded, so that it never covers what the sheet says.

use crate::{
    documents::{
        Document, Marking,
        width::{shorten, width_of},
    },
    escape,
};

/// How long the line with the marking is at most, in signs of one width: four lines at the foot of a sheet.
const LONGEST_LINE: usize = 150;
/// How much of the number of a document stands there, in the size of its letters: two lines, where it can be broken after a hyphen.
const LONGEST_ID: f64 = 28.0;
/// How much of it fits on one line: not every browser breaks a word in the margin.
const ID_ON_A_LINE: f64 = 16.0;
/// How much of its end is kept when it is longer.
const END_OF_ID: usize = 6;

/// The line with the marking: the label and Law Enforcement Sensitive always, and as many caveats as there is room for.
pub(super) struct Running {
    /// The line.
    pub(super) line: String,
    /// Whether caveats are left out, so that the page must state them itself.
    pub(super) is_cut: bool,
}

impl Running {
    pub(super) fn of(marking: &Marking) -> Self {
        let line = marking.line();
        if signs(&line) <= LONGEST_LINE {
            return Self {
                line,
                is_cut: false,
            };
        }
        let shown = |caveats: usize| {
            let caveats = marking.caveats.get(..caveats).unwrap_or_default();
            let shown = Marking {
                caveats: caveats.to_vec(),
                ..marking.clone()
            };
            let left_out = marking.caveats.len() - caveats.len();
            let caveats = if left_out == 1 { "CAVEAT" } else { "CAVEATS" };
            let more = if shown.caveats.is_empty() {
                ""
            } else {
                "MORE "
            };
            format!("{} // {left_out} {more}{caveats}: SEE PAGE 1", shown.line())
        };
        let fitting = (0..marking.caveats.len()).map(shown);
        let line = fitting
            .take_while(|line| signs(line) <= LONGEST_LINE)
            .last()
            .unwrap_or_else(|| shown(0));
        Self { line, is_cut: true }
    }

    /// The boxes in the margins of each printed sheet.
    pub(super) fn rules(&self, document: &Document, out: &mut String) {
        let mut line = String::new();
        escape::css(&self.line, &mut line);
        let mut foot = String::new();
        escape::css(&short_id(&document.id), &mut foot);
        out.push_str("@page{@top-center{content:\"");
        out.push_str(&line);
        out.push_str("\"}@bottom-center{content:\"");
        out.push_str(&line);
        out.push_str("\"}@bottom-left{content:\"");
        out.push_str(&foot);
        out.push_str("\"}}\n");
    }
}

/// How many signs of one width a line takes.
fn signs(line: &str) -> usize {
    let of_char = |c: char| match c {
        c if escape::is_hidden(c) => 10,
        c if c.is_ascii() => 1,
        _ => 2,
    };
    line.chars().map(of_char).sum()
}

/// The beginning and the end of a long number: it stands in full on the first page.
fn short_id(id: &str) -> String {
    let mut parts = id.split([' ', '-']);
    if width_of(id) <= LONGEST_ID && parts.all(|part| width_of(part) < ID_ON_A_LINE - 1.0) {
        return id.to_owned();
    }
    let mut end: Vec<char> = id.chars().rev().take(END_OF_ID).collect();
    end.retain(|c| !escape::is_hidden(*c));
    let end: String = end.into_iter().rev().collect();
    shorten(id, ID_ON_A_LINE - width_of(&end) - 1.0) + &end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::Tlp;

    fn marked(caveats: impl IntoIterator<Item = String>) -> Marking {
        Marking {
            tlp: Tlp::AmberStrict,
            law_enforcement_sensitive: true,
            caveats: caveats.into_iter().collect(),
        }
    }

    #[test]
    fn a_line_holds_what_fits_and_says_what_it_leaves_out() {
        let short = marked(["CUI//SP-CRIM".to_owned()]);
        let running = Running::of(&short);
        assert_eq!((running.line, running.is_cut), (short.line(), false));
        for (letter, count, shown) in [("x", 8, 1), ("x", 1, 1), ("漢", 8, 0), ("\u{202e}", 3, 0)]
        {
            let running = Running::of(&marked((0..count).map(|_| letter.repeat(60))));
            assert!(signs(&running.line) <= LONGEST_LINE, "{}", running.line);
            assert_eq!(running.line.matches(letter).count(), shown * 60);
            assert_eq!(running.is_cut, count > 1);
        }
        let running = Running::of(&marked(
            (0..8).map(|at| format!("CAVEAT {at} {}", "y".repeat(30))),
        ));
        assert!(
            running.line.contains("CAVEAT 0")
                && running.line.ends_with("// 7 MORE CAVEATS: SEE PAGE 1")
        );
        assert!(!running.line.contains("CAVEAT 1"), "{}", running.line);
    }

    #[test]
    fn a_long_number_keeps_both_its_ends() {
        assert_eq!(short_id("L-2026-118"), "L-2026-118");
        for id in [
            "L-".to_owned() + &"0123456789".repeat(19),
            "漢".repeat(66),
            "\u{202e}".repeat(66),
        ] {
            let short = short_id(&id);
            let seen: String = id.chars().filter(|c| !escape::is_hidden(*c)).collect();
            assert!(
                width_of(&short) <= ID_ON_A_LINE + 1.0 && short.contains('…'),
                "{short}"
            );
            assert!(seen.is_empty() || short.ends_with(&seen[seen.len() - 3..]));
        }
    }
}
