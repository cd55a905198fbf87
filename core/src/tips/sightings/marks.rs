//! Scars, marks and tattoos: they stay.

use super::{SightingComponent, SightingGroup, SightingInput, SightingPart, describe::Pair, words};
use crate::{
    compare::normal,
    linkage::MilliBits,
    records::{Involved, Mark, MarkKind, Pii, Side, is_placeholder},
};

/// Words of fewer letters say nothing of what a mark shows.
const LEAST_WORD: usize = 4;

impl Pair<'_> {
    /// Each mark that the witness told of, with the one of the child that is most like it.
    pub(super) fn marks(&self) -> Vec<SightingComponent> {
        let (own, said) = (marks(self.child.1), marks(self.other.1));
        if own.is_empty() {
            return Vec::new();
        }
        let mut taken = vec![false; own.len()];
        let mut all = Vec::new();
        for (at, mark) in said.iter().enumerate() {
            let best = own
                .iter()
                .enumerate()
                .filter(|(number, _)| taken.get(*number) == Some(&false))
                .map(|(number, own)| (self.alike(own, mark), number))
                .filter(|(weight, _)| *weight > 0)
                // the first of those that weigh most
                .max_by_key(|(weight, number)| (*weight, std::cmp::Reverse(*number)));
            let input =
                |record: &Pii<String>, person: usize, number: usize, mark: &Mark| SightingInput {
                    record: record.clone(),
                    field: format!("people[{person}].description.marks[{number}]"),
                    value: Some(Pii::new(told(mark))),
                };
            let mut inputs = Vec::new();
            let (weight, label) = if let Some((weight, number)) = best {
                if let Some(slot) = taken.get_mut(number) {
                    *slot = true;
                }
                if let Some(own) = own.get(number) {
                    inputs.push(input(self.case, self.child.0, number, own));
                }
                (
                    weight,
                    format!("a mark like one of the child: {}", told(mark)),
                )
            } else {
                (
                    self.settings.mark_missing.0,
                    format!("a mark that is not on record: {}", told(mark)),
                )
            };
            inputs.push(input(self.sighting, self.other.0, at, mark));
            all.push(SightingComponent {
                group: SightingGroup::Marks,
                part: SightingPart::Mark,
                label,
                weight: MilliBits(weight),
                left_percent: None,
                inputs,
                would_change: "asking the witness where and what, without naming what is on record"
                    .to_owned(),
            });
        }
        all
    }

    /// What two marks weigh that may be one; 0 where they are two.
    fn alike(&self, own: &Mark, said: &Mark) -> i32 {
        let settings = self.settings;
        let one_kind = own.kind == said.kind
            || (is_birthmark(&own.kind) && is_birthmark(&said.kind))
            || [&own.kind, &said.kind].contains(&&MarkKind::Unstated);
        let side = |mark: &Mark| mark.side.as_ref().map(|side| side.expose().clone());
        let sides = side(own).zip(side(said));
        let other_side = sides.is_some_and(|(a, b)| {
            matches!(
                (a, b),
                (Side::Left, Side::Right) | (Side::Right, Side::Left)
            )
        });
        if !one_kind || other_side {
            return 0;
        }
        let site = |mark: &Mark| {
            let text = mark.site.as_ref()?.expose();
            (!is_placeholder(text)).then(|| normal::text(text))
        };
        let shown = shared_word(own, said);
        let by_words = if shown { settings.mark_words.0 } else { 0 };
        match site(own).zip(site(said)) {
            Some((a, b)) if a == b => settings.mark_same.0 + by_words,
            Some(_) => 0,
            None => settings.mark_kind.0 + by_words,
        }
    }
}

fn marks(one: &Involved) -> &[Mark] {
    one.description
        .as_ref()
        .map_or(&[], |description| description.marks.as_slice())
}

const fn is_birthmark(kind: &MarkKind) -> bool {
    matches!(
        kind,
        MarkKind::Birthmark | MarkKind::Discoloration | MarkKind::Mole
    )
}

fn shared_word(own: &Mark, said: &Mark) -> bool {
    let text = |mark: &Mark| mark.text.as_ref().map(|text| normal::text(text.expose()));
    text(own).zip(text(said)).is_some_and(|(a, b)| {
        let long = |word: &&str| word.len() >= LEAST_WORD;
        a.split(' ')
            .filter(long)
            .any(|word| b.split(' ').any(|other| other == word))
    })
}

fn told(mark: &Mark) -> String {
    let side = mark
        .side
        .as_ref()
        .map(|side| words::code(side.expose().as_str()));
    let site = mark.site.as_ref().map(|site| site.expose().clone());
    let text = mark.text.as_ref().map(|text| text.expose().clone());
    let place: Vec<String> = [side, site].into_iter().flatten().collect();
    let mut parts = vec![words::code(mark.kind.as_str())];
    if !place.is_empty() {
        parts.push(place.join(" "));
    }
    parts.extend(text);
    parts.join(", ")
}
