//! Words that tell children apart.

/// Names of numbers that are a part of another.
pub(super) const SHARES: [&str; 13] = [
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
const APART: [&str; 32] = [
    "kindergartner",
    "kindergartners",
    "kindergartener",
    "kindergarteners",
    "grader",
    "graders",
    "schoolkid",
    "schoolkids",
    "tween",
    "tweens",
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
const COUNTED: [&str; 40] = [
    "kindergarten",
    "preschool",
    "elementary",
    "grade",
    "grades",
    "runaway",
    "runaways",
    "ward",
    "wards",
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

/// Whether one of the words of a list stands in others, in any case, with the ending of an owner or with a number behind.
pub(super) fn has_word(words: &str, list: &[&str]) -> bool {
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
pub(super) fn speaks_of_children(words: &str) -> bool {
    has_word(words, &APART)
}

/// The same of a name: of a fact, a column "Girls 5-9", an axis, a row, a bar.
pub(super) fn names_children(words: &str) -> bool {
    names_children_of(words, "")
}

/// The same of what is a label of something: of a heading, an axis.
pub(super) fn names_children_of(words: &str, of: &str) -> bool {
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
}
