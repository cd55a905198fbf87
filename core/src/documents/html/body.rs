use std::{collections::BTreeMap, fmt::Write as _};

use super::paper::{self, Setting};
use crate::documents::{
    Block, Column, Document, Fact, Figure, Marking, Row, Scalar, Section, Table, Text, Weighs,
    figure, text::scalar,
};
use crate::escape;

/// Writes the body of a page.
pub(super) struct Body<'a> {
    document: &'a Document,
    /// The number of each source.
    numbers: BTreeMap<&'a str, usize>,
    figures: usize,
    out: String,
}

impl<'a> Body<'a> {
    /// Goes on with a page.
    pub(super) fn new(document: &'a Document, out: String) -> Self {
        let numbers = document.sources.iter().enumerate();
        Self {
            document,
            numbers: numbers
                .map(|(at, source)| (&source.id[..], at + 1))
                .collect(),
            figures: 0,
            out,
        }
    }

    pub(super) fn into_page(self) -> String {
        self.out
    }

    fn words(&mut self, words: &str) {
        super::words(words, &mut self.out);
    }

    pub(super) fn text(&mut self, text: &Text) {
        for datum in text {
            self.scalar(&datum.value);
            self.citations(&datum.sources);
        }
    }

    fn scalar(&mut self, value: &Scalar) {
        self.words(&scalar(value));
    }

    fn citations(&mut self, ids: &[String]) {
        let mut comma = "";
        for id in ids {
            if let Some(number) = self.numbers.get(&id[..]) {
                let _ = write!(
                    self.out,
                    "<sup>{comma}<a href=\"#record-{number}\" aria-label=\"record {number}\">{number}</a></sup>"
                );
                comma = ", ";
            }
        }
    }

    pub(super) fn sections(&mut self, sections: &[Section], level: usize) {
        for section in sections {
            let _ = write!(self.out, "<section>\n<h{level}>");
            self.text(&section.heading);
            if let Some(marking) = &section.marking {
                self.portion(marking);
            }
            let _ = writeln!(self.out, "</h{level}>");
            for block in &section.blocks {
                self.block(block);
            }
            self.sections(&section.sections, level + 1);
            self.out.push_str("</section>\n");
        }
    }

    /// The marking of a part, where it has one of its own.
    fn portion(&mut self, marking: &Marking) {
        self.out.push_str(" <span class=\"portion\">(");
        self.words(&marking.line());
        self.out.push_str(")</span>");
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph { text } => {
                self.out.push_str("<p>");
                self.text(text);
                self.out.push_str("</p>\n");
            }
            Block::List { items } => {
                self.out.push_str("<ul>\n");
                for item in items {
                    self.out.push_str("<li>");
                    self.text(item);
                    self.out.push_str("</li>\n");
                }
                self.out.push_str("</ul>\n");
            }
            Block::Facts { facts } => self.facts(facts),
            Block::Table(table) => {
                self.out.push_str(
                    "<div class=\"wide\" role=\"group\" tabindex=\"0\" aria-label=\"table\">\n",
                );
                self.table(table);
                self.out.push_str("</div>\n");
            }
            Block::Figure(figure) => self.figure(figure),
        }
    }

    fn facts(&mut self, facts: &[Fact]) {
        let weighed = facts.iter().any(|fact| fact.weighs.is_some());
        self.out.push_str(
            "<table class=\"facts\">\n<thead><tr><th scope=\"col\">Fact</th><th scope=\"col\">On record</th>",
        );
        if weighed {
            self.out.push_str("<th scope=\"col\">Speaks</th>");
        }
        self.out.push_str("</tr></thead>\n<tbody>\n");
        for fact in facts {
            self.out.push_str("<tr><th scope=\"row\">");
            self.words(&fact.label);
            self.out.push_str("</th><td>");
            self.text(&fact.value);
            self.out.push_str("</td>");
            if weighed {
                self.out.push_str(match fact.weighs {
                    Some(Weighs::For) => "<td class=\"for\">+ for</td>",
                    Some(Weighs::Against) => "<td class=\"against\">− against</td>",
                    None => "<td></td>",
                });
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody>\n</table>\n");
    }

    fn table(&mut self, table: &Table) {
        let cited = table.rows.iter().any(|row| !row.sources.is_empty());
        let setting = Setting::of(table, cited);
        self.out.push_str("<table");
        self.out.push_str(setting.classes());
        self.out.push_str(">\n<caption>");
        self.text(&table.caption);
        self.out.push_str("</caption>\n<thead><tr>");
        for (at, Column { heading, .. }) in table.columns.iter().enumerate() {
            let cells = || {
                table
                    .rows
                    .iter()
                    .filter_map(|row| row.cells.get(at)?.as_ref())
            };
            let is_number = at > 0 && cells().next().is_some() && cells().all(is_number);
            self.out
                .push_str(match (is_number, paper::is_long(heading)) {
                    (true, true) => "<th scope=\"col\" class=\"number long\">",
                    (true, false) => "<th scope=\"col\" class=\"number\">",
                    (false, true) => "<th scope=\"col\" class=\"long\">",
                    (false, false) => "<th scope=\"col\">",
                });
            self.words(heading);
            self.out.push_str("</th>");
        }
        if cited {
            self.out.push_str("<th scope=\"col\">Records</th>");
        }
        self.out.push_str("</tr></thead>\n<tbody>\n");
        let labels: Vec<String> = if setting.is_labelled() {
            let labels = table.columns.iter();
            labels.map(|column| paper::label(&column.heading)).collect()
        } else {
            Vec::new()
        };
        for row in &table.rows {
            self.row(row, cited, &labels);
        }
        self.out.push_str("</tbody>\n</table>\n");
    }

    fn row(&mut self, row: &Row, cited: bool, labels: &[String]) {
        self.out.push_str("<tr>");
        for (at, cell) in row.cells.iter().enumerate() {
            let class = match cell {
                Some(Scalar::Text(words)) if paper::is_long(words) => "long",
                Some(Scalar::Text(text)) if is_date(text) => "date",
                _ if at == 0 => "text",
                Some(value) if is_number(value) => "number",
                _ => "text",
            };
            self.out
                .push_str(if at == 0 { "<th scope=\"row\"" } else { "<td" });
            let _ = write!(self.out, " class=\"{class}\"");
            self.label(labels.get(at).map(String::as_str));
            match cell {
                Some(value) => self.scalar(value),
                None => self.out.push_str("<span class=\"none\">–</span>"),
            }
            self.out.push_str(if at == 0 { "</th>" } else { "</td>" });
        }
        if cited {
            self.out.push_str("<td");
            self.label((!labels.is_empty()).then_some("Records"));
            self.citations(&row.sources);
            self.out.push_str("</td>");
        }
        self.out.push_str("</tr>\n");
    }

    /// Ends the opening tag of a cell, with the heading that is printed above it where the row stands by itself.
    fn label(&mut self, label: Option<&str>) {
        if let Some(label) = label {
            self.out.push_str(" data-h=\"");
            escape::html(label, &mut self.out);
            self.out.push('"');
        }
        self.out.push('>');
    }

    fn figure(&mut self, figure: &Figure) {
        self.figures += 1;
        let number = self.figures;
        self.out.push_str("<figure>\n");
        figure::draw(figure, number, &mut self.out);
        let _ = write!(self.out, "\n<figcaption>Figure {number}. ");
        self.text(&figure.caption);
        self.out
            .push_str("</figcaption>\n<details><summary>The data of figure ");
        let _ = write!(
            self.out,
            "{number}</summary>\n<div class=\"wide\" role=\"group\" tabindex=\"0\" aria-label=\"data of figure {number}\">\n"
        );
        self.table(&figure::data(figure));
        self.out.push_str("</div>\n</details>\n</figure>\n");
    }

    pub(super) fn contact(&mut self) {
        if self.document.contact.is_empty() {
            return;
        }
        self.out.push_str("<section>\n<h2>Contact</h2>\n<p>");
        self.text(&self.document.contact);
        self.out.push_str("</p>\n</section>\n");
    }

    pub(super) fn records(&mut self) {
        if self.document.sources.is_empty() {
            return;
        }
        self.out
            .push_str("<section class=\"records\">\n<h2>Records</h2>\n<ol>\n");
        for (at, source) in self.document.sources.iter().enumerate() {
            let _ = write!(self.out, "<li id=\"record-{}\"><code>", at + 1);
            self.words(&source.id);
            self.out.push_str("</code> ");
            self.text(&source.description);
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ol>\n</section>\n");
    }
}

fn is_number(value: &Scalar) -> bool {
    matches!(value, Scalar::Integer(_) | Scalar::Number(_))
}

/// Whether a text is a day, which is not to be broken at its hyphens.
fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<chrono::NaiveDate>().is_ok()
}
