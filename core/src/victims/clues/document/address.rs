//! Does a text read like an address?
//!
//! Looked for: a number and a street in the order of English, German, French, Spanish, Italian, Portuguese, Dutch,
//! Scandinavian, Polish, Russian or Turkish addresses; a post box; a position in degrees; a British postcode. A name of a
//! village or house alone, and other languages, are not recognised: what is not found may still be an address.

use crate::release::block;

/// Words of streets that stand before the name: the number is behind that.
const BEFORE_NAMES: [&str; 35] = [
    "allée",
    "avenida",
    "avenue",
    "av",
    "boulevard",
    "calle",
    "carrer",
    "carretera",
    "chaussée",
    "chemin",
    "corso",
    "cours",
    "impasse",
    "jalan",
    "largo",
    "paseo",
    "passeig",
    "piazza",
    "place",
    "plaza",
    "praça",
    "quai",
    "route",
    "rua",
    "rue",
    "strada",
    "travessa",
    "ul",
    "ulica",
    "ulitsa",
    "via",
    "viale",
    "vicolo",
    "ул",
    "улица",
];
/// Words of streets that stand behind the name: the number is next to them.
const BEHIND_NAMES: [&str; 9] = [
    "allee", "bulvarı", "caddesi", "cd", "drive", "lane", "sokak", "square", "street",
];
/// Words of French streets, before which the number may stand, where a name or one of these is next.
const BEHIND_NUMBERS: [&str; 6] = ["allée", "chaussée", "chemin", "impasse", "quai", "rue"];
const ALSO_ENGLISH: [&str; 6] = ["av", "avenue", "boulevard", "cours", "place", "route"];
const OF: [&str; 7] = ["d", "de", "des", "du", "la", "le", "les"];
/// What the name of a street ends with, in one word with it.
const ENDINGS: [&str; 19] = [
    "allee", "damm", "dijk", "gade", "gasse", "gata", "gatan", "gracht", "kade", "katu", "laan",
    "platz", "plein", "straat", "strasse", "straße", "str", "vägen", "weg",
];
const POST_BOXES: [&str; 7] = [
    "apartado", "bp", "postbus", "postfach", "pobox", "box", "postboks",
];
/// Words of numbered roads: what stands behind them is the number of the road.
const NUMBERED: [&str; 8] = [
    "autobahn",
    "carretera",
    "highway",
    "interstate",
    "motorway",
    "road",
    "route",
    "strada",
];
/// The most words between the word for a street and its number.
const MOST_BETWEEN: usize = 4;

pub(super) fn reads_like_address(text: &str) -> bool {
    let pieces: Vec<&str> = text.split_whitespace().collect();
    let words: Vec<String> = pieces.iter().map(|piece| plain(piece)).collect();
    is_position(text)
        || is_lettered_position(&pieces)
        || is_postcode(&pieces)
        || (0..words.len()).any(|at| {
            let number_here = words.get(at).is_some_and(|word| is_house_number(word));
            number_here && (is_block(&pieces, at) || stands_by_street(&words, at))
        })
}

fn plain(word: &str) -> String {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.to_lowercase()
}

/// `12`, `12a`, `12-14`, `12/3`.
fn is_house_number(word: &str) -> bool {
    let mut parts = word.split(['-', '/', '–']);
    let is_number = |part: &str| {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let rest = part.get(digits..).unwrap_or_default();
        (1..=6).contains(&digits)
            && rest.chars().count() <= 1
            && rest.chars().all(char::is_alphabetic)
    };
    parts.next().is_some_and(is_number)
        && parts.all(|part| is_number(part) || part.chars().count() == 1)
}

/// Whether a street of the United States stands behind the number.
fn is_block(pieces: &[&str], at: usize) -> bool {
    let number: String = pieces
        .get(at)
        .into_iter()
        .flat_map(|piece| piece.chars().filter(char::is_ascii_digit))
        .collect();
    // the shorter the text, the fewer words can make the street unclear
    let rest = pieces.get(at + 1..).unwrap_or_default();
    (1..=rest.len().min(8)).any(|count| {
        let street = rest.get(..count).unwrap_or_default().join(" ");
        block(&format!("{number} {street}")).is_some()
    })
}

/// Whether a word for a street stands near the number of a house: `Calle Mayor 5`, `12, rue de la Paix`, `Hauptstr. 7`.
fn stands_by_street(words: &[String], at: usize) -> bool {
    let is_in = |list: &[&str], word: &String| list.contains(&word.as_str());
    let is_ending = |word: &String| {
        let mut endings = ENDINGS.iter();
        endings.any(|ending| word.len() > ending.len() + 1 && word.ends_with(ending))
    };
    let before = words
        .get(at.saturating_sub(MOST_BETWEEN)..at)
        .unwrap_or_default();
    if let Some((last, earlier)) = before.split_last() {
        let is_named = earlier.iter().any(|word| is_in(&BEFORE_NAMES, word));
        // the number of a road is no number of a house, and a street has a name
        let is_numbered = is_in(&NUMBERED, last);
        let is_behind = is_in(&BEHIND_NAMES, last) && !earlier.is_empty();
        if is_in(&POST_BOXES, last) || !is_numbered && (is_named || is_behind || is_ending(last)) {
            return true;
        }
    }
    let behind = words.get(at + 1..).unwrap_or_default();
    match behind {
        [street, next, ..] => {
            is_in(&BEHIND_NUMBERS, street) || is_in(&ALSO_ENGLISH, street) && is_in(&OF, next)
        }
        _ => false,
    }
}

/// Two numbers with three or more places, or degrees and minutes.
fn is_position(text: &str) -> bool {
    let is_fine = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_ascii_digit());
        let parts = word.split_once('.');
        parts.is_some_and(|(whole, places)| {
            let is_digits =
                |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            is_digits(whole) && is_digits(places) && whole.len() <= 3 && places.len() >= 3
        })
    };
    let fine = text.split(|c: char| c.is_whitespace() || c == ',' || c == ';');
    let has_degrees = text
        .char_indices()
        .any(|(at, c)| c == '°' && text.get(at + c.len_utf8()..).is_some_and(has_minutes));
    fine.filter(|word| is_fine(word)).count() >= 2 || has_degrees
}

/// `N51 30.2 W0 7.5`: degrees behind the letter of their direction, and minutes.
fn is_lettered_position(pieces: &[&str]) -> bool {
    let is_number = |text: &str| {
        let digits = text.trim_end_matches([',', ';', '\'', '′', '’']);
        !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    };
    let degrees = |piece: &&str, letters: [char; 2]| {
        let rest = piece.strip_prefix(letters);
        rest.is_some_and(|rest| rest.len() <= 4 && is_number(rest.trim_end_matches('°')))
    };
    pieces.windows(2).enumerate().any(|(at, pair)| {
        let [north, minutes] = pair else { return false };
        let behind = pieces.get(at + 2..).unwrap_or_default();
        degrees(north, ['N', 'S'])
            && is_number(minutes)
            && behind.first().is_some_and(|east| degrees(east, ['E', 'W']))
    })
}

/// Whether minutes stand behind a sign of degrees; a temperature has none.
fn has_minutes(rest: &str) -> bool {
    let rest = rest.trim_start();
    let digits = rest
        .bytes()
        .take_while(|b| b.is_ascii_digit() || *b == b'.')
        .count();
    let sign = rest.get(digits..).and_then(|rest| rest.chars().next());
    digits > 0 && sign.is_some_and(|sign| ['\'', '′', '’', '"'].contains(&sign))
}

/// `SW1A 1AA`, in capitals.
fn is_postcode(pieces: &[&str]) -> bool {
    let shape = |piece: &str| -> String {
        let piece = piece.trim_matches(|c: char| !c.is_alphanumeric());
        let of = |c: char| match c {
            'A'..='Z' => 'A',
            '0'..='9' => '0',
            _ => '?',
        };
        piece.chars().map(of).collect()
    };
    pieces.windows(2).any(|pair| match pair {
        [area, place] => {
            let areas = ["A0", "A00", "AA0", "AA00", "A0A", "AA0A"];
            areas.contains(&&shape(area)[..]) && shape(place) == "0AA"
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_like_an_address_is_found() {
        for text in [
            "1180 Linden Ave",
            "seen at 1180 Linden Ave, Springfield, by a neighbour",
            "the house is 20100 US Highway 41 north of town",
            "12 rue de la Paix",
            "12, rue de la Paix, Paris",
            "5 place de l'Église",
            "3 avenue du Lac",
            "Rue de la Paix 12",
            "Hauptstraße 7a",
            "parcel for Hauptstr. 7",
            "Am Lindenweg 12-14",
            "Calle Mayor 5, 2º",
            "Via Roma 10",
            "Kerkstraat 3",
            "ul. Lipowa 4",
            "ул. Ленина 5",
            "Storgatan 8",
            "High Street 12",
            "12 High Street",
            "PO Box 1180",
            "P.O. Box 12",
            "Postfach 1234",
            "43.0731, -89.4012",
            "43°04′N 89°24′W",
            "N51 30.2 W0 7.5",
            "at N51° 30.2' W000° 07.5' by the lake",
            "SW1A 1AA",
            "label: 10 Sample Lane, EX4 4QJ",
        ] {
            assert!(reads_like_address(text), "{text}");
        }
    }

    #[test]
    fn what_analysts_mostly_write_is_not() {
        for text in [
            "",
            "Red Fox",
            "a regional news programme",
            "Highway 61",
            "Route 66 sign",
            "a poster of 1998",
            "G",
            "+44 20 7946 0000",
            "AA-000-AA",
            "Wisconsin",
            "channel 4 news, 3 presenters",
            "sunset at 16:05, 2.5 hours of light",
            "25 °C on a thermometer",
            "Boulevard of trees",
            "Street sign without a number",
            "3 street lamps",
            "a street with 3 lanes",
            "2 place mats",
            "came via 3 stops",
            "Route 5",
            "size 12 shirt",
            "kmr",
            "N85 and 4 others",
            "S4 20 E",
            "report 26-0042, page 3",
        ] {
            assert!(!reads_like_address(text), "{text}");
        }
    }

    #[test]
    fn any_text_is_taken() {
        for text in [
            "°", "12", "12 ", " 12 rue", "é°é", "\u{200b}", "0.0001", "-", "A1 1AA",
        ] {
            let _ = reads_like_address(text);
            let _ = reads_like_address(&text.repeat(50));
        }
    }
}
