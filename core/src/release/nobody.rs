//! Words that name nobody: caveats and whatever else stands in the ledger, and what is read outside law enforcement.

use super::pieces::{Piece, each_of_document, each_section};
use crate::documents::{Document, Field, Scalar, text::scalar};

/// Letters and digits that a number has at least, so that it is somebody's and not a year or a room.
const SHORTEST_NUMBER: usize = 6;

/// All caveats of a document and of its sections.
pub(super) fn caveats(document: &Document) -> impl Iterator<Item = &str> {
    let mut markings = vec![&document.marking];
    each_section(document, &mut |section| markings.extend(&section.marking));
    let caveats = markings.into_iter().flat_map(|marking| &marking.caveats);
    caveats.map(String::as_str)
}

/// Whether a caveat, or one of `others` that stand in the ledger, holds a whole name or number of somebody that stands
/// as such in the same document.
///
/// Capitals and blanks make no difference. A name of one word is not looked for, since it may be any word. It catches
/// slips, not intent.
pub(super) fn name_somebody<'a>(
    document: &'a Document,
    others: impl IntoIterator<Item = &'a str>,
) -> bool {
    let words: Vec<String> = caveats(document).chain(others).map(normal).collect();
    if words.iter().all(String::is_empty) {
        return false;
    }
    let mut found = false;
    each_text(document, &mut |field, text| {
        found = found
            || is_telling(field, text) && {
                let text = normal(text);
                words.iter().any(|words| holds(words, &text))
            };
    });
    found
}

/// Calls `look` with each text of a field, in rows and in cells.
fn each_text(document: &Document, look: &mut impl FnMut(&Field, &str)) {
    let mut value = |field: &Field, value: &Scalar| {
        if let Scalar::Text(text) = value {
            look(field, text);
        }
    };
    each_of_document(document, &mut |piece| match piece {
        Piece::Text(text) => text
            .iter()
            .for_each(|datum| value(&datum.field, &datum.value)),
        Piece::Cell(field, Some(cell)) => value(field, cell),
        Piece::Cell(_, None) | Piece::Name(_) | Piece::Drawn(..) | Piece::Sources(_) => {}
    });
}

/// Whether words that concern no person, as whoever wrote them says, hold a whole name of a victim that stands as such in
/// the same document: a heading, the name of a fact, the document's number.
pub(super) fn words_name_victim(document: &Document) -> bool {
    let mut names = Vec::new();
    each_text(document, &mut |field, text| {
        if *field == Field::VictimName && is_telling(field, text) {
            names.push(normal(text));
        }
    });
    if names.is_empty() {
        return false;
    }
    let is_name = |words: &str| {
        let words = normal(words);
        names.iter().any(|name| holds(&words, name))
    };
    let mut found = is_name(&document.id);
    each_of_document(document, &mut |piece| {
        found = found
            || match piece {
                Piece::Name(words) => is_name(words),
                Piece::Cell(Field::General, Some(Scalar::Text(words))) => is_name(words),
                Piece::Text(text) => text
                    .iter()
                    .any(|datum| datum.field == Field::General && is_name(&scalar(&datum.value))),
                _ => false,
            };
    });
    found
}

/// Whether a value of this field alone tells who is meant.
fn is_telling(field: &Field, text: &str) -> bool {
    match field {
        Field::PersonName | Field::ChildName | Field::VictimName | Field::ReporterName => {
            text.split_whitespace().nth(1).is_some()
        }
        Field::SocialSecurity
        | Field::IdentityNumber
        | Field::TravelDocument
        | Field::Phone
        | Field::InternetIdentifier
        | Field::VehicleIdentifier => {
            text.chars().filter(|c| c.is_alphanumeric()).count() >= SHORTEST_NUMBER
        }
        _ => false,
    }
}

fn normal(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// Whether a text stands in a caveat as whole words.
fn holds(caveat: &str, text: &str) -> bool {
    caveat.match_indices(text).any(|(at, text)| {
        let before = caveat
            .get(..at)
            .and_then(|before| before.chars().next_back());
        let after = caveat
            .get(at + text.len()..)
            .and_then(|after| after.chars().next());
        ![before, after]
            .into_iter()
            .flatten()
            .any(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn document(caveat: &str, field: &str, value: &str, within: bool) -> Document {
        let general = json!([{ "value": "t", "field": "general" }]);
        let marked = |caveat: Value| json!({ "tlp": "TLP:CLEAR", "law_enforcement_sensitive": false, "caveats": caveat });
        let (outer, inner) = if within {
            (json!([]), json!([caveat]))
        } else {
            (json!([caveat]), json!([]))
        };
        let cell = json!({ "kind": "table", "caption": general, "columns": [{ "heading": "h", "field": field }],
            "rows": [{ "cells": [value] }] });
        let section = json!({ "heading": general, "marking": marked(inner), "blocks": [cell] });
        let document = json!({ "id": "D-1", "agency": "A", "as_of": "2026-06-01", "title": general,
            "marking": marked(outer), "sections": [{ "heading": general, "sections": [section] }] });
        serde_json::from_value(document).unwrap()
    }

    #[test]
    fn a_caveat_with_a_name_of_the_document_is_seen() {
        for within in [false, true] {
            for (caveat, field, value, seen) in [
                ("ABOUT JANE  ROE ONLY", "victim_name", "Jane Roe", true),
                ("about jane roe", "person_name", " JANE\tROE ", true),
                ("(Jane Roe)", "child_name", "Jane Roe", true),
                ("call 217 555 0142", "phone", "217 555 0142", true),
                ("078-05-1120", "social_security", "078-05-1120", true),
                ("ABOUT JANE ROEBUCK", "victim_name", "Jane Roe", false),
                ("CUI//SP-CRIM", "victim_name", "Jane Roe", false),
                ("YOUNG PERSONS", "person_name", "Young", false),
                ("ROOM 101", "identity_number", "101", false),
                ("ABOUT JANE ROE", "general", "Jane Roe", false),
            ] {
                let document = document(caveat, field, value, within);
                assert_eq!(name_somebody(&document, []), seen, "{caveat} {field}");
            }
        }
    }

    #[test]
    fn what_else_stands_in_the_ledger_names_nobody_either() {
        let document = document("", "victim_name", "Jane Roe", false);
        assert!(name_somebody(&document, ["", "to find JANE ROE"]));
        assert!(!name_somebody(&document, ["", "open case 26-118"]));
    }

    #[test]
    fn a_victim_is_seen_in_words_that_should_concern_nobody() {
        let plain = document("", "victim_name", "Jane Roe", false);
        assert!(!words_name_victim(&plain));
        let mut heading = plain.clone();
        heading.sections[0].heading[0].value = "About Jane Roe".into();
        let mut number = plain.clone();
        "JANE ROE 2026".clone_into(&mut number.id);
        let mut title = plain;
        title.title[0].value = "Jane  Roe was seen".into();
        for document in [heading, number, title] {
            assert!(words_name_victim(&document));
        }
        let child = document("", "child_name", "Jane Roe", false);
        let mut poster = child;
        poster.title[0].value = "Have you seen Jane Roe?".into();
        assert!(
            !words_name_victim(&poster),
            "a missing child is looked for by name"
        );
    }
}
