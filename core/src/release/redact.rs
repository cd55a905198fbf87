use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Months, NaiveDate};

use super::{
    Actor, AudienceKind, Decision, Policy, Purpose, Reader, Redaction, coarser, commitment, decide,
};
use super::{citations::cited, few_children::Children, floor::floor, pieces::Piece};
use crate::documents::{
    Block, Column, Datum, Document, Drawing, Fact, Field, Figure, Map, Marking, Row, Scalar,
    Section, Source, Table, Text, Timeline, TimelineState, text::plain,
};

/// What stands where something was withheld.
pub(super) const WITHHELD: &str = "[withheld]";

/// Applies a policy to every value of a document, for one reader.
///
/// Nothing vanishes in silence: a value is replaced by `[withheld]`, a column keeps its heading, and where points,
/// bars or spans were taken out, the caption says how many. A value that is withheld loses its footnotes (a row of a
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
            Block::List { items } => Block::List {
                items: items.into_iter().map(|item| self.text(item)).collect(),
            },
            Block::Facts { facts } => Block::Facts {
                facts: facts
                    .into_iter()
                    .filter_map(|fact| self.fact(fact))
                    .collect(),
            },
            Block::Table(table) => Block::Table(self.table(table)),
            Block::Figure(figure) => self.figure(figure),
        }
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

    /// Whether that there is such a thing is itself what the floor keeps from the reader: a juvenile record, an arrest,
    /// intelligence.
    fn is_unspoken(&self, field: &Field) -> bool {
        matches!(field, Field::Juvenile | Field::Arrest | Field::Intelligence)
            && !self.reader.is_law_enforcement()
            && floor(field, self.purpose, self.reader).is_some()
    }

    fn table(&mut self, mut table: Table) -> Table {
        let kept: Vec<bool> = (table.columns.iter())
            .map(|column| !self.is_unspoken(&column.field))
            .collect();
        let unspoken = kept.iter().filter(|kept| !**kept).count();
        if unspoken == kept.len() {
            // a table has a column: one without a name
            for column in &mut table.columns {
                WITHHELD.clone_into(&mut column.heading);
            }
        } else if unspoken > 0 {
            self.withheld += unspoken as u64 * table.rows.len().max(1) as u64;
            let mut keep = kept.iter();
            table
                .columns
                .retain(|_| keep.next().is_none_or(|kept| *kept));
            for row in &mut table.rows {
                let mut keep = kept.iter();
                row.cells.retain(|_| keep.next().is_none_or(|kept| *kept));
            }
        }
        let fields: Vec<Field> = table
            .columns
            .iter()
            .map(|column| column.field.clone())
            .collect();
        Table {
            caption: self.text(table.caption),
            rows: table
                .rows
                .into_iter()
                .map(|row| self.row(row, &fields))
                .collect(),
            columns: (table.columns.into_iter())
                .map(|column| Column {
                    field: self.named(column.field),
                    ..column
                })
                .collect(),
        }
    }

    fn row(&mut self, row: Row, fields: &[Field]) -> Row {
        let mut shown = false;
        let cells = row.cells.into_iter().zip(fields).map(|(cell, field)| {
            let hidden = matches!(
                self.decision(field),
                Decision::Deny { .. } | Decision::Redact(Redaction::Drop)
            );
            let cell = match cell {
                // that there is none can say as much as a value: no arrest, no victim
                None if hidden => {
                    self.withheld += 1;
                    return Some(WITHHELD.into());
                }
                None => return None,
                Some(cell) => self.value(field, cell),
            };
            shown |= cell.is_some();
            Some(cell.unwrap_or_else(|| WITHHELD.into()))
        });
        let cells = cells.collect();
        Row {
            cells,
            sources: if shown {
                self.cited(&row.sources)
            } else {
                Vec::new()
            },
        }
    }

    /// A figure; where nothing of it is left to draw, its caption and that it is withheld.
    fn figure(&mut self, figure: Figure) -> Block {
        let mut caption = self.text(figure.caption);
        let (before, reduced) = (self.withheld, self.reduced);
        let (drawing, taken_out) = match figure.drawing {
            Drawing::Map(map) => {
                let (map, taken_out) = self.map(map);
                (Drawing::Map(map), taken_out)
            }
            Drawing::Timeline(timeline) => {
                let (timeline, taken_out) = self.timeline(timeline);
                (Drawing::Timeline(timeline), taken_out)
            }
            Drawing::Bars(mut bars) => {
                let taken_out = self.take_out(&bars.field, &mut bars.bars);
                bars.field = self.named(bars.field);
                for bar in &mut bars.bars {
                    bar.label = self.text(std::mem::take(&mut bar.label));
                }
                (Drawing::Bars(bars), taken_out)
            }
            Drawing::Waterfall(mut waterfall) => {
                let taken_out = self.take_out(&waterfall.field, &mut waterfall.parts);
                waterfall.field = self.named(waterfall.field);
                for part in &mut waterfall.parts {
                    part.label = self.text(std::mem::take(&mut part.label));
                }
                (Drawing::Waterfall(waterfall), taken_out)
            }
        };
        debug_assert!(self.withheld >= before + taken_out);
        if taken_out > 0 {
            caption.push(Datum::general(format!(" [withheld: {taken_out}]")));
        }
        let (is_empty, coarser) = match &drawing {
            Drawing::Map(map) => (
                map.points.is_empty(),
                "Places are shown within some kilometres.",
            ),
            Drawing::Timeline(timeline) => (
                timeline.rows.iter().all(|row| row.spans.is_empty()),
                "Dates are to the month.",
            ),
            Drawing::Bars(bars) => (bars.bars.is_empty(), ""),
            Drawing::Waterfall(waterfall) => (waterfall.parts.is_empty(), ""),
        };
        if taken_out > 0 && is_empty {
            caption.push(Datum::general(" The figure is withheld."));
            return Block::Paragraph { text: caption };
        }
        if self.reduced > reduced && self.is_coarse(&drawing) {
            caption.push(Datum::general(format!(" {coarser}")));
        }
        Block::Figure(Figure { caption, drawing })
    }

    /// Whether the places or days of a drawing are coarser than they were.
    fn is_coarse(&mut self, drawing: &Drawing) -> bool {
        let generalise = Decision::Redact(Redaction::Generalise);
        match drawing {
            Drawing::Map(map) => {
                let mut fields = map.points.iter().map(|point| point.field.clone());
                fields.any(|field| self.decision(&field) == generalise)
            }
            Drawing::Timeline(_) => self.decision(&Field::EventDate) == generalise,
            Drawing::Bars(_) | Drawing::Waterfall(_) => false,
        }
    }

    /// A number that is drawn cannot be shown in part: all of them or none.
    fn take_out<T>(&mut self, field: &Field, drawn: &mut Vec<T>) -> u64 {
        if self.decision(field) == Decision::Allow {
            return 0;
        }
        let taken_out = drawn.len() as u64;
        drawn.clear();
        self.withheld += taken_out;
        taken_out
    }

    fn map(&mut self, map: Map) -> (Map, u64) {
        let all = map.points.len();
        let mut points = Vec::new();
        for mut point in map.points {
            // where someone was is told by the place even without the label
            if self.hides(&point.label) {
                self.withheld += 1;
                continue;
            }
            match self.decision(&point.field) {
                Decision::Allow => {}
                Decision::Redact(Redaction::Generalise) => {
                    let (latitude, longitude, radius) =
                        coarser::on_grid(point.latitude, point.longitude, point.radius_m);
                    (point.latitude, point.longitude) = (latitude, longitude);
                    point.radius_m = Some(radius);
                    self.reduced += 1;
                }
                Decision::Redact(_) | Decision::Deny { .. } => {
                    self.withheld += 1;
                    continue;
                }
            }
            (point.label, point.sources) = self.labelled(point.label, &point.sources);
            // that places belong together is a finding
            if point.cluster.is_some() && !self.shows_evidence() {
                point.cluster = None;
                self.reduced += 1;
            }
            point.field = self.named(point.field);
            points.push(point);
        }
        let taken_out = (all - points.len()) as u64;
        (Map { points }, taken_out)
    }

    /// Whether the reader may see what speaks for and against.
    fn shows_evidence(&mut self) -> bool {
        self.decision(&Field::Evidence) == Decision::Allow
    }

    /// The days of a timeline are dates of events, and of what their own label and that of their line say.
    fn timeline(&mut self, mut timeline: Timeline) -> (Timeline, u64) {
        let decision = self.decision(&Field::EventDate);
        let mut taken_out = 0;
        for row in &mut timeline.rows {
            // the days of what may not be told tell it too
            let all = row.spans.len();
            let hidden = self.hides(&row.label);
            row.spans.retain(|span| !hidden && !self.hides(&span.label));
            taken_out += (all - row.spans.len()) as u64;
            row.label = self.text(std::mem::take(&mut row.label));
            match decision {
                Decision::Allow => {}
                Decision::Redact(Redaction::Generalise) => {
                    for span in &mut row.spans {
                        span.start = span.start.map(|day| first_of_month(day, 0));
                        // the end is not inside, so the first of a month stays
                        span.end = span
                            .end
                            .map(|day| first_of_month(day, u32::from(day.day() > 1)));
                        self.reduced += 1;
                    }
                }
                Decision::Redact(_) | Decision::Deny { .. } => {
                    taken_out += row.spans.len() as u64;
                    row.spans.clear();
                }
            }
            for span in &mut row.spans {
                // what a span stands for is a finding
                if span.state != TimelineState::default() && !self.shows_evidence() {
                    span.state = TimelineState::default();
                    self.reduced += 1;
                }
                let (label, sources) = (
                    std::mem::take(&mut span.label),
                    std::mem::take(&mut span.sources),
                );
                (span.label, span.sources) = self.labelled(label, &sources);
            }
        }
        self.withheld += taken_out;
        (timeline, taken_out)
    }

    /// Whether a part of a label is not for the reader at all, and so neither is what it labels.
    fn hides(&mut self, label: &[Datum]) -> bool {
        label.iter().any(|datum| {
            matches!(
                self.decision(&datum.field),
                Decision::Deny { .. } | Decision::Redact(Redaction::Drop)
            )
        })
    }

    /// A label, and the sources of what it labels: none where a part of the label is withheld.
    fn labelled(&mut self, label: Text, sources: &[String]) -> (Text, Vec<String>) {
        let before = self.withheld;
        let label = self.text(label);
        let shown = self.withheld == before;
        (
            label,
            if shown {
                self.cited(sources)
            } else {
                Vec::new()
            },
        )
    }

    fn text(&mut self, text: Text) -> Text {
        text.into_iter().map(|datum| self.datum(datum)).collect()
    }

    fn datum(&mut self, datum: Datum) -> Datum {
        match self.value(&datum.field, datum.value) {
            Some(value) => Datum {
                value,
                sources: self.cited(&datum.sources),
                field: self.named(datum.field),
            },
            None => Datum {
                value: WITHHELD.into(),
                sources: Vec::new(),
                field: self.named(datum.field),
            },
        }
    }

    /// What the reader gets of a value; `None` when it is withheld.
    fn value(&mut self, field: &Field, value: Scalar) -> Option<Scalar> {
        let less = match self.decision(field) {
            Decision::Allow => {
                self.shown.insert(field.clone());
                return Some(value);
            }
            Decision::Redact(Redaction::Mask) => coarser::masked(field, &value),
            Decision::Redact(Redaction::Generalise) => coarser::generalised(field, &value),
            Decision::Redact(Redaction::Pseudonymise) => match value {
                Scalar::Text(text) => Some(self.pseudonym(field, &text).into()),
                Scalar::Integer(number) => Some(self.pseudonym(field, &number.to_string()).into()),
                Scalar::Number(_) => None,
            },
            Decision::Redact(Redaction::Drop) | Decision::Deny { .. } => None,
        };
        if less.is_some() {
            self.shown.insert(field.clone());
            self.reduced += 1;
        } else {
            self.withheld += 1;
        }
        less
    }

    /// `P-` and twelve hex digits: among a million names, two are alike once in 560 releases. In one field, values
    /// that differ in case and blanks only have the same.
    fn pseudonym(&self, field: &Field, value: &str) -> String {
        let words: Vec<&str> = value.split_whitespace().collect();
        // numbers of records are told apart by case, names are not
        let value = match field {
            Field::RecordId => value.to_owned(),
            _ => words.join(" ").to_lowercase(),
        };
        let hash = commitment(self.key, &format!("pseudonym\0{}\0{value}", field.as_str()));
        let hex = hash.to_string();
        format!("P-{}", hex.get(..12).unwrap_or(&hex))
    }

    /// The word of a field as the reader gets it. One that is not known is a text like any other, that nobody has decided
    /// on: outside law enforcement it says no more than that it is another.
    fn named(&self, field: Field) -> Field {
        match field {
            Field::Other(_) if !self.reader.is_law_enforcement() => {
                Field::Other("other".to_owned())
            }
            field if self.is_unspoken(&field) => Field::Other("other".to_owned()),
            field => field,
        }
    }

    fn cited(&self, ids: &[String]) -> Vec<String> {
        let mut names: Vec<String> = Vec::with_capacity(ids.len());
        for name in ids.iter().filter_map(|id| self.names.get(id)) {
            if names.last() != Some(name) {
                names.push(name.clone());
            }
        }
        names
    }

    fn decision(&mut self, field: &Field) -> Decision {
        if *field == Field::Count && self.few_children && !self.reader.is_law_enforcement() {
            return Decision::Deny {
                reason: "it counts few children".to_owned(),
            };
        }
        if let Some(decision) = self.decisions.get(field) {
            return decision.clone();
        }
        let decision = decide(self.policy, self.actor, self.purpose, field, &self.reader);
        self.decisions.insert(field.clone(), decision.clone());
        decision
    }
}

/// The first of the month of a day, or of a month after it. At the end of the calendar, the day itself.
fn first_of_month(day: NaiveDate, months_later: u32) -> NaiveDate {
    day.with_day(1)
        .and_then(|first| first.checked_add_months(Months::new(months_later)))
        .unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    fn of_block(block: serde_json::Value) -> String {
        let policy = Policy::standard();
        let purpose = Purpose::MissingChildPoster;
        let actor = Actor::from_value(&json!({ "id": "a-1", "agency": "IL", "role": "analyst" }));
        let actor = actor.unwrap();
        let reader = Reader {
            audience: AudienceKind::Public,
            law_enforcement: false,
            need_and_right_to_know: false,
        };
        let mut redactor = Redactor::new(&policy, &actor, &purpose, reader, b"");
        let block = redactor.block(from_value(block).unwrap());
        assert!(redactor.withheld > 0);
        serde_json::to_string(&block).unwrap()
    }

    fn of_figure(drawing: &serde_json::Value) -> String {
        of_block(json!({ "kind": "figure", "caption": [], "drawing": drawing }))
    }

    #[test]
    fn that_there_is_such_a_record_is_not_told() {
        for field in ["juvenile", "arrest", "intelligence"] {
            let fact = json!({ "label": "SECRET", "value": [{ "value": "x", "field": field }] });
            let open = json!({ "label": "Town", "value": [{ "value": "y", "field": "general" }] });
            let column = json!({ "heading": "SECRET", "field": field });
            let plain = json!({ "heading": "Town", "field": "general" });
            let text = json!([{ "value": "x", "field": field }]);
            for block in [
                json!({ "kind": "facts", "facts": [fact, open] }),
                json!({ "kind": "table", "caption": [], "columns": [plain, column],
                    "rows": [{ "cells": ["y", "x"] }, { "cells": ["y", null] }] }),
                json!({ "kind": "table", "caption": [], "columns": [column], "rows": [{ "cells": ["x"] }] }),
                json!({ "kind": "paragraph", "text": text }),
            ] {
                let out = of_block(block);
                assert!(!out.contains("SECRET") && !out.contains(field), "{out}");
            }
        }
    }

    #[test]
    fn neither_days_nor_places_of_what_is_withheld_leave() {
        for field in ["juvenile", "arrest", "intelligence", "victim_identity"] {
            let secret = json!([{ "value": "x", "field": field }]);
            let open = json!([{ "value": "x", "field": "general" }]);
            for (row, span) in [(&open, &secret), (&secret, &open)] {
                let out = of_figure(
                    &json!({ "kind": "timeline", "rows": [{ "label": row, "spans": [
                    { "label": span, "start": "2026-03-02", "end": "2026-03-09" } ] }] }),
                );
                assert!(!out.contains("2026"), "{field}: {out}");
            }
            let out = of_figure(&json!({ "kind": "map", "points": [
                { "label": secret, "latitude": 39.78, "longitude": -89.65, "field": "general" } ] }));
            assert!(!out.contains("39.7"), "{field}: {out}");
        }
    }
}
