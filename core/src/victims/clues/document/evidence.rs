//! What speaks for and against the places, what does not fit, and what is missing?

use super::{
    super::{ClueHelp, CluePart, PlaceFinding, UnusedClue},
    Writer,
    pieces::{general, label, paragraph, said, section, state},
};
use crate::{
    Result,
    documents::{Block, Datum, Fact, Field, Section},
};

impl Writer<'_> {
    pub(super) fn evidence(&self) -> Result<Section> {
        let mut sections = Vec::new();
        for place in self.shown() {
            sections.push(self.evidence_of(place)?);
            for part in place.leading_within(&self.findings.settings) {
                sections.push(self.evidence_of(part)?);
            }
        }
        Ok(Section {
            heading: vec![Datum::general("Evidence for and against")],
            sections,
            ..Section::default()
        })
    }

    fn evidence_of(&self, place: &PlaceFinding) -> Result<Section> {
        let facts: Result<Vec<Fact>> = place.parts.iter().map(|part| self.fact(part)).collect();
        let mut blocks = vec![paragraph(vec![
            Datum::general("Sum: "),
            Datum::new(Field::Evidence, place.weight.to_string()),
        ])];
        let facts = facts?;
        if !facts.is_empty() {
            blocks.push(Block::Facts { facts });
        }
        Ok(Section {
            heading: vec![state(&place.place)],
            blocks,
            ..Section::default()
        })
    }

    fn fact(&self, part: &CluePart) -> Result<Fact> {
        let clue = self.clue(part.clue.expose())?;
        let mut value = said(clue);
        value.extend([
            Datum::general(": "),
            Datum::new(Field::Evidence, part.weight.to_string()),
            Datum::general(". "),
            Datum::new(Field::Evidence, part.why.as_str()),
        ]);
        Ok(Fact {
            label: label(&clue.kind),
            value,
            weighs: part.weighs,
        })
    }

    pub(super) fn unused(&self) -> Result<Option<Section>> {
        let fact = |unused: &UnusedClue| {
            let clue = self.clue(unused.clue.expose())?;
            let mut value = said(clue);
            value.extend([
                Datum::general(": "),
                Datum::new(Field::Evidence, unused.reason.as_str()),
            ]);
            Ok(Fact {
                label: label(&clue.kind),
                value,
                weighs: None,
            })
        };
        let facts: Result<Vec<Fact>> = self.findings.not_understood.iter().map(fact).collect();
        let facts = facts?;
        Ok((!facts.is_empty()).then(|| {
            section(
                "Clues that were not understood, and weigh nothing",
                vec![Block::Facts { facts }],
            )
        }))
    }

    pub(super) fn conflicts(&self) -> Result<Option<Section>> {
        let mut items = Vec::new();
        for conflict in &self.findings.conflicts {
            let mut text = vec![Datum::general(label(&conflict.kind))];
            if let Some(country) = &conflict.within {
                text.extend([Datum::general(", within "), state(country)]);
            }
            text.push(Datum::general(": "));
            for (at, id) in conflict.clues.iter().enumerate() {
                if at > 0 {
                    text.push(Datum::general("; "));
                }
                text.extend(said(self.clue(id.expose())?));
            }
            items.push(text);
        }
        Ok((!items.is_empty()).then(|| {
            let about = general(
                "No place fits these together. Either one is wrong, or what was seen came from elsewhere.",
            );
            section("Clues that contradict each other", vec![about, Block::List { items }])
        }))
    }

    pub(super) fn help(&self) -> Section {
        let mut blocks = Vec::new();
        if let ([first, second, ..], false) = (
            &self.findings.places[..],
            self.findings.would_help.is_empty(),
        ) {
            blocks.push(paragraph(vec![
                Datum::general("To tell "),
                state(&first.place),
                Datum::general(" from "),
                state(&second.place),
                Datum::general(", clues of these kinds would help most, the best first:"),
            ]));
            let item = |help: &ClueHelp| {
                vec![
                    Datum::general(format!("{}. ", label(&help.kind))),
                    Datum::new(Field::Evidence, help.why.as_str()),
                ]
            };
            blocks.push(Block::List {
                items: self.findings.would_help.iter().map(item).collect(),
            });
        } else {
            blocks.push(general("No table tells the first two places apart by a kind of clue that was not noted yet."));
        }
        blocks.push(general(
            "Whatever the tables say: a sign, a school, a dialect or a broadcast of which an analyst can say where it \
             belongs.",
        ));
        section("What would help most", blocks)
    }
}
