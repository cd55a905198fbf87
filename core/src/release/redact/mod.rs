mod figure;
mod table;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Actor, AudienceKind, Decision, Policy, Purpose, Reader, Redaction, alike, citations::cited,
    decide, few_children::Children, pieces::Piece,
};
use crate::documents::{
    Block, Datum, Document, Fact, Field, Marking, Section, Source, Text, text::plain,
};

/// What stands where something was withheld.
pub(super) const WITHHELD: &str = "[withheld]";

/// Applies a policy to every value of a document, for one reader.
///
/// Nothing vanishes in silence: a value is replaced by `[withheld]`, a column keeps its heading, and where points,
/// bars or spans were taken out, the caption says how many, unless that number is itself too small to be told. Of what no policy can open for a reader outside law
/// enforcement neither name nor field leaves: the fact and the column go whole, and are counted. A value that is withheld loses its footnotes (a row of a
/// table keeps them while one of its cells is shown), a record
/// that only withheld parts lead to is not listed. On which side a fact weighs, and which places belong together, is
/// evidence, and goes only to who may see [`Field::Evidence`]; a fact of which a part is withheld does not say it.
/// A section that tells children apart and counts few of them loses its counts outside law enforcement.
pub(super) struct Redactor<'a> {
    policy: &'a Policy,
    actor: &'a Actor,
    purpose: &'a Purpose,
    reader: Reader,
    key: &'a [u8],
    decisions: BTreeMap<Field, Decision>,
    /// The fields of which the reader sees something.
    shown: BTreeSet<Field>,
    /// Whether the counts of the part at hand are of few children.
    few_children: bool,
    /// The sources under the names that the reader sees.
    names: BTreeMap<String, String>,
    /// How many values, points and sections the reader does not get at all.
    pub(super) withheld: u64,
    /// How many the reader gets less of.
    pub(super) reduced: u64,
}

impl<'a> Redactor<'a> {
    pub(super) fn new(
        policy: &'a Policy,
        actor: &'a Actor,
        purpose: &'a Purpose,
        reader: Reader,
        key: &'a [u8],
    ) -> Self {
        Self {
            policy,
            actor,
            purpose,
            reader,
            key,
            decisions: BTreeMap::new(),
            shown: BTreeSet::new(),
            few_children: false,
            names: BTreeMap::new(),
            withheld: 0,
            reduced: 0,
        }
    }

    /// The document as the reader gets it. It must have been checked.
    pub(super) fn document(&mut self, document: Document) -> Document {
        let cited_before = cited(&document);
        self.name_sources(&document.sources);
        let mut around = Children::default();
        around.look(Piece::Text(&document.title));
        let mut outside_sections = around;
        outside_sections.look(Piece::Text(&document.contact));
        for source in &document.sources {
            outside_sections.look(Piece::Text(&source.description));
        }
        // a title speaks of all sections: what is few in one of them closes it, and what is few in it closes them
        let is_few = |section: &Section| Children::of_section(section).under(around).too_few();
        let few_in_a_section = document.sections.iter().any(is_few);
        let marking = document.marking.clone();
        let sections = self.sections(document.sections, &marking, around);
        self.few_children = few_in_a_section || outside_sections.told_apart().too_few();
        let mut redacted = Document {
            title: self.text(document.title),
            contact: self.text(document.contact),
            sections,
            sources: Vec::new(),
            ..document
        };
        let cited_after = cited(&redacted);
        let mut listed = BTreeSet::new();
        for source in document.sources {
            let Some(name) = self.names.get(&source.id).cloned() else {
                continue;
            };
            // only what is withheld leads to it
            if cited_before.contains(&source.id) && !cited_after.contains(&name) {
                self.withheld += 1;
                continue;
            }
            if name != source.id {
                self.reduced += 1;
            }
            if !listed.insert(name.clone()) {
                continue;
            }
            let description = self.text(source.description);
            redacted.sources.push(Source {
                id: name,
                description,
            });
        }
        redacted
    }

    /// Whether the reader was shown something that the public would not get for this purpose. A page that holds such
    /// a thing is not free for everyone, whatever label its author gave it.
    pub(super) fn shows_more_than_public(&self) -> bool {
        let public = Reader {
            audience: AudienceKind::Public,
            ..self.reader
        };
        self.shown.iter().any(|field| {
            let decision = decide(self.policy, self.actor, self.purpose, field, &public);
            matches!(
                decision,
                Decision::Deny { .. } | Decision::Redact(Redaction::Drop)
            )
        })
    }

    /// The id of a source is that of a record: where the reader may not have it, the source is numbered. Those of which
    /// nothing is left to tell them apart are then one.
    fn name_sources(&mut self, sources: &[Source]) {
        let decision = self.decision(&Field::RecordId);
        let mut alike: BTreeMap<String, usize> = BTreeMap::new();
        for (at, source) in sources.iter().enumerate() {
            let name = match decision {
                Decision::Allow => source.id.clone(),
                Decision::Redact(Redaction::Pseudonymise) => {
                    self.pseudonym(&Field::RecordId, &source.id)
                }
                _ => {
                    let said = plain(&source.description);
                    let first = if said.is_empty() {
                        at
                    } else {
                        *alike.entry(said).or_insert(at)
                    };
                    format!("source {}", first + 1)
                }
            };
            self.names.insert(source.id.clone(), name);
        }
    }

    fn sections(
        &mut self,
        sections: Vec<Section>,
        around: &Marking,
        headings: Children,
    ) -> Vec<Section> {
        let one = |section| self.section(section, around, headings);
        sections.into_iter().map(one).collect()
    }

    fn section(&mut self, section: Section, around: &Marking, headings: Children) -> Section {
        let marking = section
            .marking
            .as_ref()
            .map_or_else(|| around.clone(), |own| around.stricter(own));
        if self.reader.barred_by(&marking).is_some() {
            self.withheld += 1;
            let words = "This section is withheld: its marking does not allow this reader.";
            return Section {
                heading: vec![Datum::general(WITHHELD)],
                blocks: vec![Block::Paragraph {
                    text: vec![Datum::general(words)],
                }],
                ..Section::default()
            };
        }
        let children = Children::of_section(&section).under(headings);
        // what stands here is never looser than what stands around it
        let shown = section.marking.is_some().then(|| marking.clone());
        let sections = self.sections(section.sections, &marking, children);
        self.few_children = children.too_few();
        Section {
            heading: self.text(section.heading),
            marking: shown,
            blocks: section
                .blocks
                .into_iter()
                .map(|block| self.block(block))
                .collect(),
            sections,
        }
    }

    fn block(&mut self, block: Block) -> Block {
        match block {
            Block::Paragraph { text } => Block::Paragraph {
                text: self.text(text),
            },
            Block::List { items } => {
                let ordered: Vec<_> = items.iter().map(|item| self.ordered(item)).collect();
                let mut items: Vec<Text> = items.into_iter().map(|item| self.text(item)).collect();
                alike::in_no_order(
                    &mut items,
                    &ordered,
                    |item| (item, String::new()),
                    |item| plain(item),
                );
                Block::List { items }
            }
            Block::Facts { facts } => self.facts(facts),
            Block::Table(table) => Block::Table(self.table(table)),
            Block::Figure(figure) => self.figure(figure),
        }
    }

    fn facts(&mut self, facts: Vec<Fact>) -> Block {
        let (mut ordered, mut kept) = (Vec::new(), Vec::new());
        for fact in facts {
            let order = self.ordered(&fact.value);
            if let Some(fact) = self.fact(fact) {
                ordered.push(order);
                kept.push(fact);
            }
        }
        if kept.is_empty() {
            // a table of none would be a heading over nothing
            return Block::Paragraph {
                text: vec![Datum::general(WITHHELD)],
            };
        }
        alike::in_no_order(
            &mut kept,
            &ordered,
            |fact| (&fact.value, fact.label.clone()),
            |fact| plain(&fact.value),
        );
        Block::Facts { facts: kept }
    }

    /// Which parts of a text the reader gets less of, and could tell from where the text stands.
    fn ordered(&mut self, text: &[Datum]) -> Vec<bool> {
        let mut less = |datum: &Datum| {
            alike::is_in_order(&datum.field) && self.decision(&datum.field) != Decision::Allow
        };
        text.iter().map(&mut less).collect()
    }

    /// A fact; `None` where its very name tells what the reader may not know of.
    fn fact(&mut self, fact: Fact) -> Option<Fact> {
        if fact
            .value
            .iter()
            .any(|datum| self.is_unspoken(&datum.field))
        {
            self.withheld += 1;
            return None;
        }
        let before = self.withheld;
        let value = self.text(fact.value);
        let all_shown = self.withheld == before;
        let weighs = fact.weighs.filter(|_| all_shown && self.shows_evidence());
        // where the value is withheld, that is counted already
        if all_shown && weighs != fact.weighs {
            self.reduced += 1;
        }
        Some(Fact {
            label: fact.label,
            value,
            weighs,
        })
    }
}

/// Adds a sentence of this library's own to a caption, whose last sentence may lack its stop.
fn add_sentence(caption: &mut Text, words: &str) {
    let is_open = plain(caption)
        .trim_end()
        .ends_with(|c: char| !matches!(c, '.' | '!' | '?' | ':'));
    let stop = if is_open { ". " } else { " " };
    caption.push(Datum::general(format!("{stop}{words}")));
}

#[cfg(test)]
mod tests;
