//! One value: whether the reader gets it, and how much of it.

use super::{Redactor, WITHHELD};
use crate::{
    documents::{Datum, Field, Scalar, Text},
    release::{Decision, Redaction, coarser, commitment::hmac, decide, floor::floor},
};

impl Redactor<'_> {
    pub(super) fn text(&mut self, text: Text) -> Text {
        text.into_iter().map(|datum| self.datum(datum)).collect()
    }

    pub(super) fn datum(&mut self, datum: Datum) -> Datum {
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
    pub(super) fn value(&mut self, field: &Field, value: Scalar) -> Option<Scalar> {
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
    pub(super) fn pseudonym(&self, field: &Field, value: &str) -> String {
        let words: Vec<&str> = value.split_whitespace().collect();
        // numbers of records are told apart by case, names are not
        let value = match field {
            Field::RecordId => value.to_owned(),
            _ => words.join(" ").to_lowercase(),
        };
        let hash = hmac(self.key, &format!("pseudonym\0{}\0{value}", field.as_str()));
        let hex = hash.to_string();
        format!("P-{}", hex.get(..12).unwrap_or(&hex))
    }

    /// The word of a field as the reader gets it. One that is not known is a text like any other, that nobody has decided
    /// on: outside law enforcement it says no more than that it is another.
    pub(super) fn named(&self, field: Field) -> Field {
        match field {
            Field::Other(_) if !self.reader.is_law_enforcement() => {
                Field::Other("other".to_owned())
            }
            field if self.is_unspoken(&field) => Field::Other("other".to_owned()),
            field => field,
        }
    }

    pub(super) fn cited(&self, ids: &[String]) -> Vec<String> {
        let mut names: Vec<String> = Vec::with_capacity(ids.len());
        for name in ids.iter().filter_map(|id| self.names.get(id)) {
            if names.last() != Some(name) {
                names.push(name.clone());
            }
        }
        names
    }

    /// Whether a part of a label is not for the reader at all, and so neither is what it labels.
    pub(super) fn hides(&mut self, label: &[Datum]) -> bool {
        label.iter().any(|datum| {
            matches!(
                self.decision(&datum.field),
                Decision::Deny { .. } | Decision::Redact(Redaction::Drop)
            )
        })
    }

    /// A label, and the sources of what it labels: none where a part of the label is withheld.
    pub(super) fn labelled(&mut self, label: Text, sources: &[String]) -> (Text, Vec<String>) {
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

    /// Whether the reader may see what speaks for and against.
    pub(super) fn shows_evidence(&mut self) -> bool {
        self.decision(&Field::Evidence) == Decision::Allow
    }

    /// Whether that there is such a thing is itself what the floor keeps from the reader: of what no policy can open,
    /// the name says too much (a juvenile record, a social security number, what a witness told).
    pub(super) fn is_unspoken(&self, field: &Field) -> bool {
        !self.reader.is_law_enforcement() && floor(field, self.purpose, self.reader).is_some()
    }

    /// Whether the counts of the part at hand are of few children, and the reader is not law enforcement.
    pub(super) fn counts_are_closed(&self) -> bool {
        self.few_children && !self.reader.is_law_enforcement()
    }

    pub(super) fn decision(&mut self, field: &Field) -> Decision {
        if *field == Field::Count && self.counts_are_closed() {
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
