use std::{collections::BTreeMap, fmt::Write as _};

use super::{
    Block, Document, Fact, Figure, LeadNotice, Section, Stamp, Table, Text, Weighs, figure,
    text::scalar,
};
use crate::escape;

/// A document that left as Markdown (`CommonMark`, with the tables and footnotes of GitHub's).
pub(crate) fn markdown(document: &Document, stamp: &Stamp) -> String {
    let numbers = document.sources.iter().enumerate();
    let mut page = Page {
        numbers: numbers
            .map(|(at, source)| (&source.id[..], at + 1))
            .collect(),
        figures: 0,
        out: String::with_capacity(16 << 10),
    };
    page.marking(stamp);
    page.out.push_str("# ");
    page.text(&document.title);
    page.out.push_str("\n\n");
    page.pairs(&[
        ("Document", &document.id),
        ("Issued by", &document.agency),
        ("As of", &document.as_of.to_string()),
    ]);
    page.out.push_str("> **");
    page.words(LeadNotice::TEXT);
    page.out.push_str("**\n\n");
    if let Some(texts) = &stamp.public {
        page.out.push_str("> **Warning.** ");
        page.words(&texts.warning);
        page.out.push_str("\n>\n> **Corrections.** ");
        page.words(&texts.correction);
        page.out.push_str("\n\n");
    }
    page.sections(&document.sections, 2);
    if !document.contact.is_empty() {
        page.out.push_str("## Contact\n\n");
        page.text(&document.contact);
        page.out.push_str("\n\n");
    }
    page.out.push_str("## Release\n\n");
    let lines = stamp.lines();
    let lines: Vec<(&str, &str)> = lines
        .iter()
        .map(|(name, value)| (*name, &value[..]))
        .collect();
    page.pairs(&lines);
    page.marking(stamp);
    for (at, source) in document.sources.iter().enumerate() {
        let _ = write!(page.out, "[^{}]: record ", at + 1);
        page.words(&source.id);
        page.out.push_str(": ");
        page.text(&source.description);
        page.out.push('\n');
    }
    page.out
}

struct Page<'a> {
    numbers: BTreeMap<&'a str, usize>,
    figures: usize,
    out: String,
}

impl Page<'_> {
    fn words(&mut self, words: &str) {
        let from = self.out.len();
        escape::markdown(words, &mut self.out);
        self.hold_blanks(from);
    }

    /// A blank at the beginning could make a block of code, one at the end a line break.
    fn hold_blanks(&mut self, from: usize) {
        if self
            .out
            .get(from..)
            .is_some_and(|words| words.starts_with(' '))
        {
            self.out.replace_range(from..=from, "&#32;");
        }
        if self
            .out
            .get(from..)
            .is_some_and(|words| words.ends_with(' '))
        {
            self.out.pop();
            self.out.push_str("&#32;");
        }
    }

    fn marking(&mut self, stamp: &Stamp) {
        self.out.push_str("**");
        self.words(&stamp.marking.line());
        self.out.push_str("**\n\n");
    }

    fn text(&mut self, text: &Text) {
        let from = self.out.len();
        let words: Vec<String> = text.iter().map(|datum| scalar(&datum.value)).collect();
        // what stands right behind each: a citation, or the next words that are not empty
        let mut behind = ' ';
        let mut after: Vec<char> = Vec::with_capacity(words.len());
        for (datum, word) in text.iter().zip(&words).rev() {
            let cited = self.is_cited(&datum.sources);
            after.push(if cited { '[' } else { behind });
            let first = word.chars().next().or_else(|| cited.then_some('['));
            behind = first.unwrap_or(behind);
        }
        let mut before = ' ';
        for ((datum, word), after) in text.iter().zip(&words).zip(after.into_iter().rev()) {
            escape::markdown_between(before, word, after, &mut self.out);
            before = word.chars().next_back().unwrap_or(before);
            if self.is_cited(&datum.sources) {
                self.citations(&datum.sources);
                before = ']';
            }
        }
        self.hold_blanks(from);
    }

    fn is_cited(&self, ids: &[String]) -> bool {
        ids.iter().any(|id| self.numbers.contains_key(&id[..]))
    }

    fn citations(&mut self, ids: &[String]) {
        for id in ids {
            if let Some(number) = self.numbers.get(&id[..]) {
                let _ = write!(self.out, "[^{number}]");
            }
        }
    }

    fn pairs(&mut self, pairs: &[(&str, &str)]) {
        for (name, value) in pairs {
            self.out.push_str("- ");
            self.words(name);
            self.out.push_str(": ");
            self.words(value);
            self.out.push('\n');
        }
        self.out.push('\n');
    }

    fn sections(&mut self, sections: &[Section], level: usize) {
        for section in sections {
            self.out.push_str(&"#".repeat(level));
            self.out.push(' ');
            self.text(&section.heading);
            if let Some(marking) = &section.marking {
                self.out.push_str(" \\(");
                self.words(&marking.line());
                self.out.push_str("\\)");
            }
            self.out.push_str("\n\n");
            for block in &section.blocks {
                self.block(block);
            }
            self.sections(&section.sections, level + 1);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph { text } => {
                self.text(text);
                self.out.push_str("\n\n");
            }
            Block::List { items } => {
                for item in items {
                    self.out.push_str("- ");
                    self.text(item);
                    self.out.push('\n');
                }
                self.out.push('\n');
            }
            Block::Facts { facts } => self.facts(facts),
            Block::Table(table) => self.table(table),
            Block::Figure(figure) => self.figure(figure),
        }
    }

    fn facts(&mut self, facts: &[Fact]) {
        let weighed = facts.iter().any(|fact| fact.weighs.is_some());
        self.out.push_str(if weighed {
            "| Fact | On record | Speaks |\n| --- | --- | --- |\n"
        } else {
            "| Fact | On record |\n| --- | --- |\n"
        });
        for fact in facts {
            self.out.push_str("| ");
            self.words(&fact.label);
            self.out.push_str(" | ");
            self.text(&fact.value);
            self.out.push_str(match fact.weighs {
                Some(Weighs::For) => " | for |\n",
                Some(Weighs::Against) => " | against |\n",
                None if weighed => " | |\n",
                None => " |\n",
            });
        }
        self.out.push('\n');
    }

    fn table(&mut self, table: &Table) {
        self.text(&table.caption);
        self.out.push_str("\n\n|");
        for column in &table.columns {
            self.out.push(' ');
            self.words(&column.heading);
            self.out.push_str(" |");
        }
        self.out.push_str("\n|");
        self.out.push_str(&" --- |".repeat(table.columns.len()));
        self.out.push('\n');
        for row in &table.rows {
            self.out.push('|');
            for (at, cell) in row.cells.iter().enumerate() {
                self.out.push(' ');
                match cell {
                    Some(value) => self.words(&scalar(value)),
                    None => self.out.push('–'),
                }
                if at == 0 {
                    self.citations(&row.sources);
                }
                self.out.push_str(" |");
            }
            self.out.push('\n');
        }
        self.out.push('\n');
    }

    fn figure(&mut self, figure: &Figure) {
        self.figures += 1;
        let _ = write!(self.out, "**Figure {}.** ", self.figures);
        self.text(&figure.caption);
        self.out.push_str("\n\n");
        self.words(&figure::alternative(figure));
        self.out.push_str("\n\n");
        self.table(&figure::data(figure));
    }
}
