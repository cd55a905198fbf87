use std::collections::BTreeSet;

use crate::documents::{Block, Document, Drawing, Section, Text};

/// The sources that anything in the body cites.
pub(super) fn cited(document: &Document) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut add = |ids: &[String]| found.extend(ids.iter().cloned());
    each_citation(document, &mut add);
    found
}

fn each_citation(document: &Document, add: &mut impl FnMut(&[String])) {
    for text in [&document.title, &document.contact] {
        for datum in text {
            add(&datum.sources);
        }
    }
    let mut open: Vec<&Section> = document.sections.iter().collect();
    while let Some(section) = open.pop() {
        for datum in &section.heading {
            add(&datum.sources);
        }
        for block in &section.blocks {
            citations_of_block(block, add);
        }
        open.extend(&section.sections);
    }
}

fn citations_of_block(block: &Block, add: &mut impl FnMut(&[String])) {
    let mut text = |text: &Text| text.iter().for_each(|datum| add(&datum.sources));
    match block {
        Block::Paragraph { text: words } => text(words),
        Block::List { items } => items.iter().for_each(text),
        Block::Facts { facts } => facts.iter().for_each(|fact| text(&fact.value)),
        Block::Table(table) => {
            text(&table.caption);
            table.rows.iter().for_each(|row| add(&row.sources));
        }
        Block::Figure(figure) => {
            text(&figure.caption);
            match &figure.drawing {
                Drawing::Map(map) => {
                    for point in &map.points {
                        text(&point.label);
                    }
                    map.points.iter().for_each(|point| add(&point.sources));
                }
                Drawing::Timeline(timeline) => {
                    for row in &timeline.rows {
                        row.label.iter().for_each(|datum| add(&datum.sources));
                        for span in &row.spans {
                            span.label.iter().for_each(|datum| add(&datum.sources));
                            add(&span.sources);
                        }
                    }
                }
                Drawing::Bars(bars) => bars.bars.iter().for_each(|bar| text(&bar.label)),
                Drawing::Waterfall(waterfall) => {
                    waterfall.parts.iter().for_each(|part| text(&part.label));
                }
            }
        }
    }
}
