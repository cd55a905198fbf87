use super::{
    nobody::caveats,
    pieces::{Piece, each_of_document},
};
use crate::{
    documents::{Datum, Document, Field, Scalar},
    escape,
};

/// Words that give a verdict, which no lead can bear.
const VERDICTS: [&str; 20] = [
    "is guilty",
    "'s guilty",
    "’s guilty",
    "match: 100%",
    "match: 100 %",
    "the offender is",
    "the perpetrator is",
    "the abductor is",
    "match confirmed",
    "confirmed match",
    "100% match",
    "100 % match",
    "identity confirmed",
    "positively identified",
    "case solved",
    "is the offender",
    "is the perpetrator",
    "is the abductor",
    "is the kidnapper",
    "is the one who",
];

/// Whether the words of whoever wrote the document give a verdict.
///
/// Only words that concern no person are read, and names of facts, columns and axes, and caveats: what a record or a witness says
/// is theirs to say. It catches slips, not intent.
pub(super) fn gives_verdict(document: &Document) -> bool {
    let mut found = false;
    let mut look = |piece: Piece<'_>| {
        found = found
            || match piece {
                Piece::Text(text) => words_give_verdict(text),
                Piece::Name(name) => is_verdict(name),
                Piece::Cell(Field::General, Some(Scalar::Text(words))) => is_verdict(words),
                Piece::Cell(..) | Piece::Drawn(..) | Piece::Sources(_) => false,
            };
    };
    each_of_document(document, &mut look);
    found || caveats(document).any(is_verdict)
}

fn words_give_verdict(text: &[Datum]) -> bool {
    let mut words = String::new();
    for Datum { value, field, .. } in text {
        match value {
            Scalar::Text(text) if *field == Field::General => words.push_str(text),
            // what stands between two pieces parts them
            _ => words.push_str(" | "),
        }
    }
    is_verdict(&words)
}

fn is_verdict(words: &str) -> bool {
    // what cannot be seen may stand within a word or between two
    [None, Some(' ')].into_iter().any(|instead| {
        let seen: String = words
            .chars()
            .filter_map(|c| match c {
                c if !c.is_whitespace() && escape::is_hidden(c) => instead,
                c => Some(c),
            })
            .collect();
        let words: Vec<&str> = seen.split_whitespace().collect();
        let words = words.join(" ").to_lowercase();
        VERDICTS.iter().any(|verdict| words.contains(verdict))
    })
}
