//! Counts of children that would tell who is meant.

use super::pieces::{Piece, each_piece};
use crate::documents::{Block, Datum, Drawing, Field, Row, Scalar, Section, Table, Text};

/// What a part of a document says of children, as far as it bears on counts.
#[derive(Clone, Copy, Default)]
pub(super) struct Children {
    /// Whether anything in it tells children apart.
    told_apart: bool,
    /// Whether a count in it is small, or may be.
    few: bool,
}

impl Children {
    /// Of a section with the sections in it: what is a total here may have its parts there.
    pub(super) fn of_section(section: &Section) -> Self {
        let mut found = Self::default();
        for within in &section.sections {
            found = found.under(Self::of_section(within));
        }
        found.look(Piece::Text(&section.heading));
        found.told_apart |= general(&section.heading).any(names_children);
        for block in &section.blocks {
            each_piece(block, &mut |piece| found.look(piece));
            found.told_apart |= labels(block).any(|(label, of)| names_children_of(label, of));
            if let Block::Table(table) = block {
                found.few |= has_single_gap(table);
            }
        }
        found
    }

    /// Takes one more piece in.
    pub(super) fn look(&mut self, piece: Piece<'_>) {
        let mut value = |field: &Field, few: bool| {
            self.told_apart |= is_of_children(field);
            self.few |= *field == Field::Count && few;
        };
        match piece {
            Piece::Text(text) => {
                for datum in text {
                    value(&datum.field, !is_many_or_none(&datum.value));
                }
                self.told_apart |= general(text).any(speaks_of_children);
            }
            Piece::Cell(field, cell) => {
                value(field, cell.is_some_and(|count| !is_many_or_none(count)));
            }
            Piece::Drawn(field, number) => value(field, !is_safe(number)),
            Piece::Name(name) => {
                self.told_apart |= names_children(name);
                // a share of few is as good as their number
                self.few |= name.contains('%') || has_word(name, &SHARES);
            }
            Piece::Sources(_) => {}
        }
    }

    /// The same part with another around it, or beside it under one roof.
    pub(super) fn under(mut self, other: Self) -> Self {
        self.told_apart |= other.told_apart;
        self.few |= other.few;
        self
    }

    /// The same part, taken to tell children apart.
    pub(super) const fn told_apart(mut self) -> Self {
        self.told_apart = true;
        self
    }

    /// Whether its counts must go from who is not law enforcement. All of them: one of them could be the total of
    /// the others. [`suppress`](super::suppress) takes out no more of a table than it needs to.
    pub(super) fn too_few(self) -> bool {
        self.told_apart && self.few
    }
}

/// Whether a row or a column of counts lacks exactly one: who has the total has that one too.
fn has_single_gap(table: &Table) -> bool {
    let counts: Vec<usize> = (table.columns.iter().enumerate())
        .filter(|(_, column)| column.field == Field::Count)
        .map(|(at, _)| at)
        .collect();
    let is_gap = |row: &Row, at: usize| matches!(row.cells.get(at), Some(None));
    let in_a_row = |row: &Row| counts.iter().filter(|at| is_gap(row, **at)).count();
    let in_a_column = |at: usize| table.rows.iter().filter(|row| is_gap(row, at)).count();
    // a single column of counts has no totals beside it, only below
    counts.len() > 1 && table.rows.iter().any(|row| in_a_row(row) == 1)
        || counts.iter().any(|at| in_a_column(*at) == 1)
}

/// The texts in a row that concern no person, as whoever wrote them says.
fn general(text: &[Datum]) -> impl Iterator<Item = &str> {
    let general = text.iter().filter(|datum| datum.field == Field::General);
    general.filter_map(|datum| match &datum.value {
        Scalar::Text(words) => Some(words.as_str()),
        _ => None,
    })
}

/// What stands beside counts to say what they count, each with what it is a label of: a heading, an axis.
fn labels(block: &Block) -> Box<dyn Iterator<Item = (&str, &str)> + '_> {
    match block {
        Block::Table(table) => {
            let cells = table
                .rows
                .iter()
                .flat_map(|row| row.cells.iter().zip(&table.columns));
            let labels = cells.filter_map(|(cell, column)| match cell {
                Some(Scalar::Text(words)) if column.field == Field::General => {
                    Some((words.as_str(), column.heading.as_str()))
                }
                _ => None,
            });
            Box::new(
                general(&table.caption)
                    .map(|words| (words, ""))
                    .chain(labels),
            )
        }
        Block::Figure(figure) => {
            let caption = general(&figure.caption).map(|words| (words, ""));
            let (axis, all): (&str, Vec<&Text>) = match &figure.drawing {
                Drawing::Bars(bars) => {
                    (&bars.axis, bars.bars.iter().map(|bar| &bar.label).collect())
                }
                Drawing::Waterfall(waterfall) => (
                    &waterfall.unit,
                    waterfall.parts.iter().map(|part| &part.label).collect(),
                ),
                Drawing::Map(_) | Drawing::Timeline(_) => ("", Vec::new()),
            };
            let labels = all
                .into_iter()
                .flat_map(move |label| general(label).map(move |words| (words, axis)));
            Box::new(caption.chain(labels))
        }
        Block::Paragraph { .. } | Block::List { .. } | Block::Facts { .. } => {
            Box::new(std::iter::empty())
        }
    }
}

/// Names of numbers that are a part of another.
const SHARES: [&str; 13] = [
    "percent",
    "percentage",
    "percentages",
    "pct",
    "share",
    "shares",
    "proportion",
    "proportions",
    "rate",
    "rates",
    "ratio",
    "fraction",
    "ratios",
];

/// Words that tell children apart wherever they stand, also in a sentence.
const APART: [&str; 22] = [
    "girl",
    "girls",
    "schoolgirl",
    "schoolgirls",
    "boy",
    "boys",
    "schoolboy",
    "schoolboys",
    "aged",
    "age",
    "ages",
    "toddler",
    "toddlers",
    "infant",
    "infants",
    "baby",
    "babies",
    "teen",
    "teens",
    "teenager",
    "teenagers",
    "schoolchildren",
];

/// Words that say in a label that what it counts are children, or that tell them apart there.
const COUNTED: [&str; 31] = [
    "child",
    "children",
    "kid",
    "kids",
    "minor",
    "minors",
    "student",
    "students",
    "pupil",
    "pupils",
    "juvenile",
    "juveniles",
    "youth",
    "youths",
    "female",
    "females",
    "male",
    "males",
    "preschooler",
    "preschoolers",
    "adolescent",
    "adolescents",
    "daughter",
    "daughters",
    "son",
    "sons",
    "victim",
    "victims",
    "newborn",
    "newborns",
    "childrens",
];

/// What a number in a label may be of that is no age: "7 to 9 am" under "Hour".
const OTHER_UNITS: [&str; 32] = [
    "am",
    "pm",
    "h",
    "hour",
    "hours",
    "clock",
    "time",
    "times",
    "minute",
    "minutes",
    "day",
    "days",
    "date",
    "week",
    "weeks",
    "weekday",
    "month",
    "months",
    "m",
    "metres",
    "meters",
    "km",
    "kilometres",
    "kilometers",
    "mile",
    "miles",
    "mph",
    "distance",
    "apart",
    "within",
    "p",
    "interval",
];

fn has_word(words: &str, list: &[&str]) -> bool {
    let is_apostrophe = |c: char| matches!(c, '\'' | '\u{2019}');
    words
        .split(|c: char| !c.is_alphanumeric() && !is_apostrophe(c))
        .any(|word| {
            let owner = word.trim_matches(is_apostrophe);
            let owner = ["'s", "\u{2019}s", "'S", "\u{2019}S"]
                .iter()
                .find_map(|end| owner.strip_suffix(end))
                .unwrap_or(owner);
            // "the child's own doing" counts no child
            let word = if owner.eq_ignore_ascii_case("child") {
                word
            } else {
                owner
            };
            let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
            list.iter().any(|one| word.eq_ignore_ascii_case(one))
        })
}

/// Whether a sentence tells children apart, for those who wrote it as words that concern no person.
fn speaks_of_children(words: &str) -> bool {
    has_word(words, &APART)
}

/// The same of a name: of a fact, a column "Girls 5-9", an axis, a row, a bar.
fn names_children(words: &str) -> bool {
    names_children_of(words, "")
}

fn names_children_of(words: &str, of: &str) -> bool {
    let is_letter_of_sex = ["f", "m"]
        .iter()
        .any(|sex| words.trim().eq_ignore_ascii_case(sex));
    has_word(words, &APART)
        || has_word(words, &COUNTED)
        || is_letter_of_sex && has_word(of, &["group", "groups", "sex", "gender"])
        || !has_word(words, &OTHER_UNITS) && !has_word(of, &OTHER_UNITS) && has_years(words)
}

/// Signs before an age.
const LIMITS: [char; 5] = ['<', '>', '=', '\u{2264}', '\u{2265}'];

/// Whether there is an age of a child in a name: a range of two numbers up to 18, or one beside "years", "under",
/// "over" and their kin.
fn has_years(words: &str) -> bool {
    let words = words.to_ascii_lowercase();
    let mut tokens: Vec<&str> = Vec::new();
    for part in words.split_whitespace() {
        // what is joined by a full stop, a colon or a slash is a number, a time or a date of its own
        let part = part.trim_matches(|c: char| {
            !c.is_alphanumeric() && !matches!(c, '<' | '>' | '+' | '\u{2264}' | '\u{2265}')
        });
        if !part.contains(['.', ':', '/', ',']) {
            let pieces = part.split([
                '-', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}',
            ]);
            // 2026-04-14 is no range
            if pieces
                .clone()
                .filter(|piece| piece.parse::<u32>().is_ok())
                .count()
                <= 2
            {
                tokens.extend(pieces.filter(|piece| !piece.is_empty()));
            }
        }
        tokens.push("");
    }
    let tokens: Vec<&str> = tokens
        .into_iter()
        .filter(|token| !token.is_empty())
        .collect();
    let is_age = |token: &str| {
        let number = token.trim_start_matches(LIMITS).trim_end_matches('+');
        let number = number.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        number.len() <= 2 && number.parse::<u8>().is_ok_and(|years| years <= 18)
    };
    let is_marked = |token: &str| {
        token.starts_with(LIMITS)
            || ["+", "y", "yr", "yrs", "yo", "yos"]
                .iter()
                .any(|end| token.ends_with(end))
    };
    let before = [
        "under", "over", "below", "above", "years", "year", "yrs", "grade", "<", ">", "\u{2264}",
        "\u{2265}", "<=", ">=",
    ];
    let behind = [
        "years", "year", "yrs", "yr", "yo", "olds", "old", "grade", "graders",
    ];
    let and = ["under", "over", "older", "younger", "up", "more"];
    let mut ages = tokens.iter().enumerate().filter(|(_, token)| is_age(token));
    let at_an_age = ages.any(|(here, token)| {
        let at = |at: Option<usize>| {
            at.and_then(|at| tokens.get(at))
                .copied()
                .unwrap_or_default()
        };
        let (last, next, second) = (
            at(here.checked_sub(1)),
            at(Some(here + 1)),
            at(Some(here + 2)),
        );
        is_marked(token)
            || before.contains(&last)
            || behind.contains(&next)
            || matches!(next, "and" | "or") && and.contains(&second)
            || is_age(next)
            || matches!(next, "to" | "until" | "through" | "thru" | "and" | "or") && is_age(second)
    });
    at_an_age
        || tokens
            .windows(2)
            .any(|two| matches!(two, ["years" | "year", "old" | "olds"]))
}

/// Whether a field tells something about a child.
fn is_of_children(field: &Field) -> bool {
    matches!(
        field,
        Field::ChildAge
            | Field::ChildSex
            | Field::ChildName
            | Field::VictimName
            | Field::VictimIdentity
            | Field::School
    )
}

/// Whether a count is a whole number that is 0, or 3 and more. A text that is not plainly one is not.
fn is_many_or_none(count: &Scalar) -> bool {
    match count {
        Scalar::Integer(count) => *count == 0 || *count >= 3,
        // what is no whole number is a mean or a share, and may be of few
        Scalar::Number(count) => is_safe(*count),
        Scalar::Text(count) => {
            let digits = count.trim();
            let is_plain = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with("00");
            is_plain
                && digits
                    .parse::<u64>()
                    .is_ok_and(|count| count == 0 || count >= 3)
        }
    }
}

fn is_safe(count: f64) -> bool {
    count == 0.0 || count >= 3.0 && count.fract() == 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_children_are_known_in_every_spelling() {
        for label in [
            "Girls' cases",
            "Girls\u{2019}",
            "girl's",
            "Boys'",
            "Children's reports",
            "Minors'",
            "< 12",
            "\u{2264}12",
            "<=12",
            "5\u{2212}9",
            "5-9y",
            "5\u{2013}9yrs",
            "9yr",
            "under 10s",
            "7yo",
            "5 and 6",
            "5 thru 9",
            "adolescents",
            "daughters",
            "sons",
            "victims",
            "3rd grade",
            "newborns",
            "Girls5-9",
        ] {
            assert!(names_children(label), "{label}");
        }
        assert!(names_children_of("F", "Group") && names_children_of("m", "group"));
        for label in [
            "the child's own doing",
            "7 to 9 am",
            "F",
            "2026-04-14",
            "Sedan",
        ] {
            assert!(!names_children(label), "{label}");
        }
    }

    #[test]
    fn shares_are_known_by_every_name() {
        for name in [
            "Percentage",
            "pct",
            "Proportion",
            "Rate",
            "ratio",
            "fraction",
            "Share",
        ] {
            let mut found = Children::default();
            found.look(Piece::Name(name));
            assert!(found.few, "{name}");
        }
    }
}
