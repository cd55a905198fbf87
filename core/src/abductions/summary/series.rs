//! A series on paper: what ties it together, what speaks against it, and what witnesses say together.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    pieces::{Sources, count, fact, general},
    words,
};
use crate::{
    abductions::{Composite, CompositeField, FoundSeries, PairEvidence, Term, TermKind},
    documents::{
        Block, Datum, Drawing, Fact, Field, Figure, Text, Waterfall, WaterfallPart, Weighs,
    },
    records::Pii,
};

/// The most reasons for, and values of one field, that are shown.
const MOST: usize = 6;

/// What one kind of comparison adds, over the pairs of a series that are listed.
struct Reason<'a> {
    kind: TermKind,
    /// The sum in thousandths of a bit.
    sum: i64,
    /// Pairs that could be compared.
    pairs: u32,
    /// The term that adds most, and the one that takes most off, with their pairs.
    best: (&'a PairEvidence, &'a Term),
    worst: (&'a PairEvidence, &'a Term),
}

fn reasons(series: &FoundSeries) -> Vec<Reason<'_>> {
    let mut found: BTreeMap<TermKind, Reason<'_>> = BTreeMap::new();
    for pair in &series.pairs {
        for term in &pair.terms {
            let reason = found.entry(term.kind).or_insert(Reason {
                kind: term.kind,
                sum: 0,
                pairs: 0,
                best: (pair, term),
                worst: (pair, term),
            });
            reason.sum += i64::from(term.weight.0);
            reason.pairs += 1;
            if term.weight > reason.best.1.weight {
                reason.best = (pair, term);
            }
            if term.weight < reason.worst.1.weight {
                reason.worst = (pair, term);
            }
        }
    }
    found.into_values().collect()
}

fn bits(milli: i64) -> String {
    let sign = if milli < 0 { '-' } else { '+' };
    let tenths = (milli.unsigned_abs() + 50) / 100;
    format!("{sign}{}.{} bits", tenths / 10, tenths % 10)
}

/// Why a series is thought to be one, and what speaks against it: facts, and how they add up.
pub(in crate::abductions) fn why(series: &FoundSeries) -> Vec<Block> {
    let listed = series.pairs.len() as i64;
    if listed == 0 {
        return Vec::new();
    }
    let mut all = reasons(series);
    let parts = all.iter().map(|reason| WaterfallPart {
        label: vec![general(words::term(reason.kind))],
        weight_milli: reason.sum / listed,
    });
    let parts: Vec<WaterfallPart> = parts.filter(|part| part.weight_milli != 0).collect();
    all.sort_by_key(|reason| std::cmp::Reverse(reason.sum));
    let mut facts: Vec<Fact> = all
        .iter()
        .filter(|reason| reason.sum > 0)
        .take(MOST)
        .map(|reason| reason_fact(reason, listed, Weighs::For))
        .collect();
    // what goes against one pair goes against the series, even where the sum of all is above 0
    let mut against: Vec<&Reason<'_>> = all
        .iter()
        .filter(|reason| reason.worst.1.weight.0 < 0)
        .collect();
    against.sort_by_key(|reason| (reason.sum, reason.worst.1.weight));
    let against = against.into_iter().take(MOST);
    facts.extend(against.map(|reason| reason_fact(reason, listed, Weighs::Against)));
    let mut blocks = vec![Block::Facts { facts }];
    if !parts.is_empty() {
        let words = if listed == i64::from(series.all_pairs) {
            format!("How the evidence adds up: the mean of all {listed} pairs")
        } else {
            format!(
                "How the evidence adds up: the mean of the {listed} strongest of {} pairs",
                series.all_pairs
            )
        };
        blocks.push(Block::Figure(Figure {
            caption: vec![general(words)],
            drawing: Drawing::Waterfall(Waterfall {
                unit: "bits".to_owned(),
                field: Field::Evidence,
                parts,
            }),
        }));
    }
    blocks
}

fn reason_fact(reason: &Reason<'_>, listed: i64, weighs: Weighs) -> Fact {
    let ((pair, term), amount) = match weighs {
        Weighs::For => (
            reason.best,
            format!("{} a pair on average; ", bits(reason.sum / listed)),
        ),
        Weighs::Against => (
            reason.worst,
            format!(
                "{} in the worst pair; ",
                bits(i64::from(reason.worst.1.weight.0))
            ),
        ),
    };
    let mut value = vec![
        Datum::new(Field::Evidence, amount),
        Datum::new(Field::RecordId, pair.left.expose().clone()),
        general(" and "),
        Datum::new(Field::RecordId, pair.right.expose().clone()),
        general(": "),
        Datum::new(Field::Evidence, term.label.clone()),
    ];
    if let Some((left, right)) = term.left.as_ref().zip(term.right.as_ref()) {
        let field = words::field(term.kind);
        let shown = |value: &Pii<String>| Datum::new(field.clone(), words::code(value.expose()));
        value.extend([general(" ("), shown(left)]);
        if left != right {
            value.extend([general(" / "), shown(right)]);
        }
        value.push(general(")"));
    }
    Fact {
        label: words::term(reason.kind),
        value,
        weighs: Some(weighs),
    }
}

/// A suspect or vehicle as all witnesses describe it, contradictions among it.
pub(in crate::abductions) fn composite(
    composite: &Composite,
    name: &str,
    sources: &mut Sources,
) -> Option<Block> {
    let mut facts = Vec::new();
    for field in &composite.fields {
        let mut value = said(field, name, sources);
        if field.has_conflict {
            value.push(general(
                " These contradict each other: a mistake, a change, or another person.",
            ));
        }
        facts.push(Fact {
            weighs: field.has_conflict.then_some(Weighs::Against),
            ..fact(&words::term(field.kind), value)
        });
    }
    (!facts.is_empty()).then_some(Block::Facts { facts })
}

fn shown(kind: TermKind, value: &str) -> String {
    match kind {
        // as a witness said it
        TermKind::Clothing | TermKind::Speech | TermKind::Marks | TermKind::Features => {
            value.replace('_', " ")
        }
        TermKind::Height => words::height(value),
        TermKind::Age => format!("{value} years"),
        TermKind::Make => words::capital(value),
        TermKind::Plate | TermKind::PlateState => value.to_uppercase(),
        _ => words::code(value),
    }
}

/// The values of a field, each with the number of incidents that say so.
fn said(field: &CompositeField, name: &str, sources: &mut Sources) -> Text {
    let kind = words::field(field.kind);
    let mut text = Vec::new();
    let all = field.values.len();
    if let Some(agreed) = field.agreed.as_ref().filter(|_| all > 1) {
        text.push(general("all agree on "));
        let agreed = shown(field.kind, agreed.expose());
        text.push(Datum::new(kind.clone(), agreed));
        text.push(general(": "));
    }
    for (at, value) in field.values.iter().take(MOST).enumerate() {
        if at > 0 {
            text.push(general("; "));
        }
        text.push(Datum::new(
            kind.clone(),
            shown(field.kind, value.value.expose()),
        ));
        let term = words::term(field.kind).to_lowercase();
        let what = format!("{name}, {term}, value {}", at + 1);
        let cited = sources.number(&what, &value.incidents);
        text.push(general(" ("));
        text.push(count(value.incidents.len(), cited));
        text.push(general(")"));
    }
    if all > MOST {
        text.push(general(format!("; and {} more", all - MOST)));
    }
    text
}

/// A suspect or vehicle of so many incidents in one line: of each field what most say, and where that is not said by most
/// of all, by how many. Race is none of it: it would make suspects of many.
pub(in crate::abductions) fn in_a_line(composite: &Composite, all: usize) -> Text {
    let mut text: Text = Vec::new();
    // how many say a value, where they are not most
    let by = |count: usize| {
        if 2 * count > all {
            String::new()
        } else {
            format!(" ({count} of {all})")
        }
    };
    for field in &composite.fields {
        let Some(first) = field.values.first() else {
            continue;
        };
        if field.kind == TermKind::Race {
            continue;
        }
        let most = first.incidents.len();
        let kind = words::field(field.kind);
        let value = match (&field.agreed, field.kind) {
            (Some(agreed), _) => {
                let said = field.values.iter().flat_map(|value| &value.incidents);
                let said: BTreeSet<&str> = said.map(|id| id.expose().as_str()).collect();
                shown(field.kind, agreed.expose()) + &by(said.len())
            }
            // what only one witness said is no description of all
            (
                None,
                TermKind::Clothing | TermKind::Speech | TermKind::Marks | TermKind::Features,
            ) => {
                let common = field
                    .values
                    .iter()
                    .filter(|value| value.incidents.len() > 1);
                let words: Vec<String> = common
                    .take(4)
                    .map(|value| {
                        shown(field.kind, value.value.expose()) + &by(value.incidents.len())
                    })
                    .collect();
                if words.is_empty() {
                    continue;
                }
                words.join(", ")
            }
            (None, _) => {
                let equal = field
                    .values
                    .iter()
                    .take_while(|value| value.incidents.len() == most);
                let words: Vec<String> = equal
                    .take(3)
                    .map(|value| shown(field.kind, value.value.expose()))
                    .collect();
                let each = if words.len() > 1 && 2 * most <= all {
                    format!(" ({most} of {all} each)")
                } else {
                    by(most)
                };
                words.join(" or ") + &each
            }
        };
        if !text.is_empty() {
            text.push(general(" · "));
        }
        let label = match field.kind {
            TermKind::HairColor | TermKind::HairLength => "hair ",
            TermKind::EyeColor => "eyes ",
            TermKind::Clothing => "wearing ",
            TermKind::Plate => "plate ",
            TermKind::PlateState => "plate of ",
            TermKind::FacialHair => "face ",
            TermKind::Eyewear => "eyewear ",
            TermKind::ModelYear => "model year ",
            TermKind::Speech => "speech ",
            TermKind::Marks => "marks ",
            _ => "",
        };
        if !label.is_empty() {
            text.push(general(label));
        }
        text.push(Datum::new(kind, value));
    }
    text
}

/// When, where and how many: the first facts about a series.
pub(in crate::abductions) fn facts(
    series: &FoundSeries,
    now: &[Pii<String>],
    name: &str,
    sources: &mut Sources,
) -> Vec<Fact> {
    let mut ids: Text = Vec::new();
    for id in &series.incidents {
        if !ids.is_empty() {
            ids.push(general(", "));
        }
        ids.push(Datum::new(Field::RecordId, id.expose().clone()));
    }
    if let Some(last) = ids.last_mut() {
        last.sources = sources.number(&format!("{name} incidents"), &series.incidents);
    }
    let mut facts = vec![fact("Incidents", ids)];
    if !now.is_empty() {
        let cited = sources.number(&format!("{name} incidents of the window"), now);
        facts.push(fact(
            "Of these in this window",
            vec![count(now.len(), cited)],
        ));
    }
    if let Some((first, last)) = series.first.zip(series.last) {
        let days = words::days(first, last.succ_opt().unwrap_or(last));
        facts.push(fact("Days", vec![Datum::new(Field::EventDate, days)]));
    }
    if let Some(km) = series.widest_km {
        let apart = words::miles(km * 1_000.0);
        facts.push(fact(
            "Farthest apart",
            vec![Datum::new(Field::Evidence, apart)],
        ));
    }
    let mean = bits(i64::from(series.mean.0));
    let weakest = bits(i64::from(series.weakest.0));
    facts.push(fact(
        "Evidence of two of them",
        vec![Datum::new(
            Field::Evidence,
            format!("{mean} on average, {weakest} in the weakest pair"),
        )],
    ));
    if series.has_known {
        facts.push(fact(
            "What joins some of them",
            vec![general("An investigator's knowledge, not this comparison.")],
        ));
    }
    facts
}
