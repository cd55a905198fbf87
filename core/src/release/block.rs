//! A street address as its block: only what is known to be the name of a street is kept.

/// What the name of a street ends with. Source: United States Postal Service, Publication 28, appendix C1 (the common
/// ones, with their full words).
const ENDINGS: [&str; 60] = [
    "alley",
    "aly",
    "avenue",
    "ave",
    "av",
    "boulevard",
    "blvd",
    "bypass",
    "byp",
    "causeway",
    "cswy",
    "circle",
    "cir",
    "court",
    "ct",
    "cove",
    "cv",
    "crescent",
    "cres",
    "crossing",
    "xing",
    "drive",
    "dr",
    "expressway",
    "expy",
    "freeway",
    "fwy",
    "highway",
    "hwy",
    "lane",
    "ln",
    "loop",
    "parkway",
    "pkwy",
    "pass",
    "path",
    "pike",
    "place",
    "pl",
    "plaza",
    "plz",
    "point",
    "pt",
    "ridge",
    "rdg",
    "road",
    "rd",
    "row",
    "run",
    "square",
    "sq",
    "street",
    "st",
    "terrace",
    "ter",
    "trail",
    "trl",
    "turnpike",
    "tpke",
    "way",
];
/// What a numbered road is called.
const ROADS: [&str; 19] = [
    "highway",
    "hwy",
    "route",
    "rte",
    "rt",
    "road",
    "rd",
    "county",
    "co",
    "cr",
    "sr",
    "state",
    "us",
    "interstate",
    "i",
    "fm",
    "farm-to-market",
    "township",
    "twp",
];
const DIRECTIONS: [&str; 16] = [
    "n",
    "s",
    "e",
    "w",
    "ne",
    "nw",
    "se",
    "sw",
    "north",
    "south",
    "east",
    "west",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
];
/// Words behind which a person or a house for people stands, and not the name of a street.
const TOWARD_PEOPLE: [&str; 17] = [
    "of",
    "for",
    "care",
    "attn",
    "attention",
    "shelter",
    "mr",
    "mrs",
    "ms",
    "miss",
    "family",
    "residence",
    "rear",
    "behind",
    "near",
    "opposite",
    "with",
];
/// What a flat begins with. Source: the same, appendix C2.
const UNITS: [&str; 32] = [
    "apt",
    "apartment",
    "unit",
    "suite",
    "ste",
    "fl",
    "floor",
    "flr",
    "rm",
    "room",
    "bldg",
    "building",
    "lot",
    "trlr",
    "trailer",
    "spc",
    "space",
    "basement",
    "bsmt",
    "no",
    "dept",
    "department",
    "front",
    "frnt",
    "rear",
    "lower",
    "lowr",
    "upper",
    "uppr",
    "penthouse",
    "ph",
    "upstairs",
];
/// The most words of a name: `Dr Martin Luther King Jr Blvd` has five.
const MOST_WORDS: usize = 5;

/// `1180 Linden Ave, Apt 4` as `1100 block of Linden Ave`.
///
/// What stands behind the street is dropped, whatever it is. Where it is not plain what the street is, nothing is left:
/// an address can hold a name or a flat in any place.
pub(crate) fn block(text: &str) -> Option<String> {
    let line = text.split([',', '#', ';', '\n', '(']).next()?;
    let mut words: Vec<&str> = line.split_whitespace().collect();
    if words.is_empty() {
        return None;
    }
    let number = words.remove(0);
    if number.len() > 6 || !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: u32 = number.parse().ok()?;
    if words.first() == Some(&"1/2") {
        words.remove(0);
    }
    let street = numbered_road(&words).or_else(|| named_street(&words))?;
    let street = words.get(..street)?.join(" ");
    Some(match number / 100 * 100 {
        0 => format!("unit block of {street}"),
        hundred => format!("{hundred} block of {street}"),
    })
}

fn is_in(list: &[&str], word: &str) -> bool {
    let plain = word.strip_suffix('.').unwrap_or(word).to_lowercase();
    list.contains(&&plain[..])
}

/// How many words `County Road 12`, `US Highway 41` or `I-35` has, where the line begins with such a road.
fn numbered_road(words: &[&str]) -> Option<usize> {
    let is_number =
        |word: &str| (1..=4).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
    match words {
        [road, ..]
            if road
                .split_once('-')
                .is_some_and(|(name, number)| is_in(&ROADS, name) && is_number(number)) =>
        {
            Some(1)
        }
        [road, number, ..] if is_in(&ROADS, road) && is_number(number) => Some(2),
        [system, road, number, ..]
            if is_in(&ROADS, system) && is_in(&ROADS, road) && is_number(number) =>
        {
            Some(3)
        }
        _ => None,
    }
}

/// How many words `W 42nd St` or `Court Place` has: words of a name up to the first ending, and endings right after.
fn named_street(words: &[&str]) -> Option<usize> {
    let name_from = usize::from(words.len() > 2 && is_in(&DIRECTIONS, words.first()?));
    let is_ending = |at: usize| words.get(at).is_some_and(|word| is_in(&ENDINGS, word));
    let mut end = (name_from + 1..words.len()).find(|at| is_ending(*at))?;
    let name = words.get(name_from..end)?;
    while is_ending(end + 1) {
        end += 1;
    }
    // a second street, or a name that holds an ending, as in `Port St Lucie Blvd`
    if (end + 1..words.len()).any(is_ending) || !is_name(name) {
        return None;
    }
    // `NW` belongs to the street; a single letter could be a flat
    let quadrant = words
        .get(end + 1)
        .is_some_and(|word| word.len() > 1 && is_in(&DIRECTIONS, word));
    Some(end + 1 + usize::from(quadrant))
}

/// Whether words are a street's name: letters, or one number such as `42nd`, or one letter.
fn is_name(name: &[&str]) -> bool {
    match name {
        [one] => {
            is_ordinal(one)
                || is_word(one)
                || one.len() == 1 && one.bytes().all(|b| b.is_ascii_alphabetic())
        }
        several => several.len() <= MOST_WORDS && several.iter().all(|word| is_word(word)),
    }
}

fn is_ordinal(word: &str) -> bool {
    let word = word.to_lowercase();
    ["st", "nd", "rd", "th"].iter().any(|ending| {
        word.strip_suffix(ending).is_some_and(|number| {
            (1..=3).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
        })
    })
}

/// At least two letters, with marks only between them or a full stop at the end; nothing that a flat begins with.
fn is_word(word: &str) -> bool {
    let letters = word.strip_suffix('.').unwrap_or(word);
    let mut parts = letters.split(['-', '\'', '’']);
    letters.chars().nth(1).is_some()
        && parts.all(|part| {
            !part.is_empty()
                && part.chars().all(char::is_alphabetic)
                && !is_in(&UNITS, part)
                && !is_in(&TOWARD_PEOPLE, part)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streets_become_blocks() {
        for (street, expected) in [
            ("1180 Linden Ave", "1100 block of Linden Ave"),
            (
                "1180 Linden Ave, Apt 4B, Springfield",
                "1100 block of Linden Ave",
            ),
            ("1180 Linden Ave Apt 4B", "1100 block of Linden Ave"),
            ("1180 Linden Ave #4", "1100 block of Linden Ave"),
            ("1180 1/2 Linden Ave.", "1100 block of Linden Ave."),
            ("1180 LINDEN AVE NW", "1100 block of LINDEN AVE NW"),
            ("45 W 42nd St", "unit block of W 42nd St"),
            ("45 B St", "unit block of B St"),
            ("1180 St Charles Ave", "1100 block of St Charles Ave"),
            ("1180 Park Place Dr", "1100 block of Park Place Dr"),
            (
                "1180 Dr Martin Luther King Jr Blvd",
                "1100 block of Dr Martin Luther King Jr Blvd",
            ),
            ("1180 O'Hare-Müller Rd", "1100 block of O'Hare-Müller Rd"),
            ("20100 US Highway 41", "20100 block of US Highway 41"),
            ("1180 County Rd 12", "1100 block of County Rd 12"),
            ("1180 I-35 Frontage", "1100 block of I-35"),
        ] {
            assert_eq!(block(street).as_deref(), Some(expected), "{street}");
        }
    }

    #[test]
    fn what_stands_behind_the_street_goes() {
        for behind in [
            "c/o Jane Roe",
            "- Jane Roe",
            ": Jane Roe",
            "Jane Roe",
            "4",
            "4B",
            "4th Floor",
            "B",
            "E",
            "Rear Upstairs",
            "Apartment-B",
            "Apt: B",
            "４Ｂ",
            "Lot ４",
            "\u{200b}Jane",
            "Apt B County Rd",
        ] {
            let kept = block(&format!("1180 Linden Ave {behind}"));
            assert!(
                kept.is_none() || kept.as_deref() == Some("1100 block of Linden Ave"),
                "{behind}: {kept:?}"
            );
        }
        assert_eq!(
            block("1180 County Rd 12 B").as_deref(),
            Some("1100 block of County Rd 12")
        );
    }

    #[test]
    fn where_the_street_is_not_plain_nothing_is_left() {
        for street in [
            "1180 care of Jane Roe Dr",
            "1180 attn Jane Roe Ave",
            "1180 Shelter for Women Way",
            "1180 Linden Ave: Jane Roe",
            "1180 Linden Ave/B",
            "1180 Linden Ave-B",
            "1180 c/o Jane Roe Linden Ave",
            "1180 Apt B Linden Ave",
            "1180 4th Floor Linden Ave",
            "1180 B Linden Ave",
            "1180 Rear Linden Ave",
            "1180 Linden Ave Jane St",
            "1180 Port St Lucie Blvd",
            "1180B Linden Ave",
            "1180-4 Linden Ave",
            "+1180 Linden Ave",
            "１１８０ Linden Ave",
            "1180 Linden４ Ave",
            "1180 Linden",
            "1180 Ave",
            "1180 Ave B",
            "1180 1180",
            "Linden Ave",
            "PO Box 1180",
            "Jane Roe, 1180 Linden Ave",
            "1180",
            "",
            " ",
            "1180 Linden\u{200b} Ave",
            "1180 One Two Three Four Five Six Ave",
            "1180 4 Linden Ave",
        ] {
            assert_eq!(block(street), None, "{street}");
        }
    }
}
