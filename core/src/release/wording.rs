use crate::documents::{Block, Datum, Document, Drawing, Field, Scalar, Section, Text};

/// Words that give a verdict, which no lead can bear.
const VERDICTS: [&str; 6] = [
    "is guilty",
    "match confirmed",
    "confirmed match",
    "identity confirmed",
    "is the offender",
    "is the perpetrator",
];

/// Whether the words of whoever wrote the document give a verdict.
///
/// Only words that concern no person are read, and names of facts and columns: what a record or a witness says is
/// theirs to say. It catches slips, not intent.
pub(super) fn gives_verdict(document: &Document) -> bool {
    if words_give_verdict(&document.title) {
        return true;
    }
    let mut open: Vec<&Section> = document.sections.iter().collect();
    while let Some(section) = open.pop() {
        if words_give_verdict(&section.heading) || section.blocks.iter().any(block_gives_verdict) {
            return true;
        }
        open.extend(&section.sections);
    }
    false
}

fn block_gives_verdict(block: &Block) -> bool {
    match block {
        Block::Paragraph { text } => words_give_verdict(text),
        Block::List { items } => items.iter().any(words_give_verdict),
        Block::Facts { facts } => facts
            .iter()
            .any(|fact| is_verdict(&fact.label) || words_give_verdict(&fact.value)),
        Block::Table(table) => {
            words_give_verdict(&table.caption)
                || table
                    .columns
                    .iter()
                    .any(|column| is_verdict(&column.heading))
        }
        Block::Figure(figure) => {
            words_give_verdict(&figure.caption)
                || match &figure.drawing {
                    Drawing::Map(map) => map.points.iter().any(|p| words_give_verdict(&p.label)),
                    Drawing::Timeline(line) => line.rows.iter().any(|row| {
                        words_give_verdict(&row.label)
                            || row.spans.iter().any(|span| words_give_verdict(&span.label))
                    }),
                    Drawing::Bars(bars) => {
                        bars.bars.iter().any(|bar| words_give_verdict(&bar.label))
                    }
                    Drawing::Waterfall(waterfall) => waterfall
                        .parts
                        .iter()
                        .any(|part| words_give_verdict(&part.label)),
                }
        }
    }
}

fn words_give_verdict(text: &Text) -> bool {
    let mut words = String::new();
    for Datum { value, field, .. } in text {
        match value {
            Scalar::Text(text) if *field == Field::General => words.push_str(text),
            // what stands between two pieces parts them
            _ => words.push('\n'),
        }
    }
    is_verdict(&words)
}

fn is_verdict(words: &str) -> bool {
    let words = words.to_lowercase();
    VERDICTS.iter().any(|verdict| words.contains(verdict))
}
