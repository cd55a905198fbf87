//! Links with open cases, apart from all else: leads to be checked.

use super::writer::{Writer, cell};
use crate::{
    documents::{
        Block, Datum, Fact, Field, Row, Scalar, Section, Text, Weighs,
        pieces::{column, fact, general, section},
    },
    linkage::MilliBits,
    records::Pii,
    tracking::{
        CaseFindings, ExcludedLink, Link, LinkComponent, LinkGroup, LinkInput, LinkOutcome,
    },
};

const fn outcome(of: LinkOutcome) -> &'static str {
    match of {
        LinkOutcome::Excluded => "ruled out",
        LinkOutcome::Insufficient => "insufficient",
        LinkOutcome::Weak => "weak",
        LinkOutcome::Lead => "worth a look",
        LinkOutcome::Strong => "worth a look first",
    }
}

const fn group(of: LinkGroup) -> &'static str {
    match of {
        LinkGroup::Place => "Place",
        LinkGroup::Time => "Time",
        LinkGroup::Area => "Area",
        LinkGroup::Victim => "Age and sex of the child",
        LinkGroup::Approach => "How it was done",
        LinkGroup::Vehicle => "Vehicle",
        LinkGroup::Description => "Looks",
        LinkGroup::Marks => "Marks",
        LinkGroup::Named => "Named",
        LinkGroup::Noncompliance => "Duties not met then",
    }
}

fn bits(of: MilliBits) -> String {
    format!("{:+.1} bits", f64::from(of.0) / 1_000.0)
}

/// Which of the two a line of the annex is about.
#[derive(Clone, Copy)]
pub(super) enum Other {
    Case,
    Registrant,
}

impl Other {
    fn id(self, link: &Link) -> &Pii<String> {
        match self {
            Self::Case => &link.case,
            Self::Registrant => &link.offender,
        }
    }

    fn excluded_id(self, one: &ExcludedLink) -> &Pii<String> {
        match self {
            Self::Case => &one.case,
            Self::Registrant => &one.offender,
        }
    }

    const fn heading(self) -> &'static str {
        match self {
            Self::Case => "Case",
            Self::Registrant => "Registrant",
        }
    }
}

/// The annex of a registrant's package.
pub(super) fn annex(
    w: &mut Writer<'_>,
    cases: Option<&CaseFindings>,
    most_explained: u32,
) -> Section {
    let heading = "Annex: open cases, for whoever works them. It is no part of the search above";
    let Some(cases) = cases else {
        let none = "Open cases were not looked through for this package.";
        return section(heading, vec![crate::documents::pieces::paragraph(none)]);
    };
    let counts = cases.counts;
    let mut blocks = vec![
        Block::Paragraph {
            text: vec![general(cases.notice.clone())],
        },
        Block::Facts {
            facts: vec![
                number("Open cases looked through", cases.cases),
                number(
                    "Not looked through: of a sort that is off",
                    cases.not_looked_at,
                ),
                number("Insufficient, the common answer", counts.insufficient),
                number("Ruled out", counts.excluded),
                number(
                    "Weak, worth a look",
                    counts.weak + counts.lead + counts.strong,
                ),
            ],
        },
    ];
    blocks.extend(links(w, &cases.links, Other::Case));
    blocks.extend(excluded(w, &cases.excluded, Other::Case));
    Section {
        sections: explained(w, &cases.links, Other::Case, most_explained),
        ..section(heading, blocks)
    }
}

pub(super) fn number(label: &str, of: u32) -> Fact {
    fact(label, vec![Datum::new(Field::Evidence, i64::from(of))])
}

/// All links, a line each.
pub(super) fn links(w: &mut Writer<'_>, links: &[Link], other: Other) -> Vec<Block> {
    let rows: Vec<Row> = links
        .iter()
        .map(|link| {
            let strongest = |sign: i32| {
                let parts = link.components.iter();
                let parts = parts.filter(|part| part.weight.0 * sign > 0);
                let mut parts: Vec<&LinkComponent> = parts.collect();
                parts.sort_by_key(|part| -(part.weight.0 * sign));
                let names = parts.iter().take(3).map(|part| group(part.group));
                names.collect::<Vec<_>>().join(", ").to_lowercase()
            };
            Row {
                cells: vec![
                    cell(Some(other.id(link).expose().clone())),
                    Some(Scalar::from(i64::from(link.rank))),
                    cell(Some(outcome(link.outcome).to_owned())),
                    cell(Some(bits(link.total))),
                    cell(Some(link.words.clone())),
                    cell(Some(strongest(1))),
                    cell(Some(strongest(-1))),
                ],
                sources: w.cited.case(&link.case, None),
            }
        })
        .collect();
    w.rows(
        "Links that are worth a look; each bit doubles the odds, from whatever odds one starts with",
        vec![
            column(other.heading(), Field::RecordId),
            column("Rank", Field::Evidence),
            column("Outcome", Field::Evidence),
            column("Weight", Field::Evidence),
            column("In words", Field::Evidence),
            column("Mostly for", Field::Evidence),
            column("Mostly against", Field::Evidence),
        ],
        rows,
        "Nothing came to a link that is worth a look. That is a good answer.",
    )
}

/// Who, or which case, is ruled out, with the evidence.
pub(super) fn excluded(w: &mut Writer<'_>, all: &[ExcludedLink], other: Other) -> Vec<Block> {
    let rows: Vec<Row> = all
        .iter()
        .map(|one| {
            let inputs: Vec<String> = one.exclusion.inputs.iter().map(input).collect();
            Row {
                cells: vec![
                    cell(Some(other.excluded_id(one).expose().clone())),
                    cell(Some(one.exclusion.label.clone())),
                    cell(Some(inputs.join("; "))),
                    cell(Some(one.exclusion.would_change.clone())),
                ],
                sources: w.cited.case(&one.case, None),
            }
        })
        .collect();
    w.rows(
        "Ruled out, with the evidence",
        vec![
            column(other.heading(), Field::RecordId),
            column("Why", Field::Evidence),
            column("Rests on", Field::Evidence),
            column("Would show that it does not hold", Field::Evidence),
        ],
        rows,
        "Nothing is ruled out.",
    )
}

/// What was compared, where it stands, and of when.
fn input(one: &LinkInput) -> String {
    let mut words = format!("{} {}", one.record.expose(), one.field);
    if let Some(value) = &one.value {
        words.push_str(": ");
        words.push_str(value.expose());
    }
    let days = match (one.from, one.until) {
        (Some(from), Some(until)) if from != until => Some(format!("{from} to {until}")),
        (Some(day), _) => Some(format!("from {day}")),
        (None, Some(until)) => Some(format!("until {until}")),
        (None, None) => None,
    };
    if let Some(days) = days {
        words.push_str(", ");
        words.push_str(&days);
    }
    if let Some(source) = &one.source {
        words.push_str(", source ");
        words.push_str(source.expose());
    }
    words
}

/// The first links, each taken apart.
pub(super) fn explained(
    w: &mut Writer<'_>,
    links: &[Link],
    other: Other,
    most: u32,
) -> Vec<Section> {
    let first = links.iter().take(most as usize);
    first.map(|link| apart(w, link, other)).collect()
}

fn apart(w: &mut Writer<'_>, link: &Link, other: Other) -> Section {
    let sources = w.cited.case(&link.case, None);
    let mut facts: Vec<Fact> = link
        .components
        .iter()
        .map(|part| component(part, &sources))
        .collect();
    facts.push(fact(
        "All together",
        vec![Datum::new(
            Field::Evidence,
            format!("{}: {}", bits(link.total), link.words),
        )],
    ));
    let mut blocks = vec![Block::Facts { facts }];
    let mut items: Vec<Text> = Vec::new();
    for part in &link.components {
        let missing = if part.missing.is_empty() {
            String::new()
        } else {
            format!(" Missing: {}.", part.missing.join("; "))
        };
        items.push(vec![Datum::new(
            Field::Evidence,
            format!(
                "{}: {}.{missing}",
                group(part.group),
                part.would_change.trim_end_matches('.')
            ),
        )]);
    }
    if !link.not_compared.is_empty() {
        let groups = link.not_compared.iter().map(|one| group(*one));
        let groups: Vec<&str> = groups.collect();
        items.push(vec![Datum::new(
            Field::Evidence,
            format!(
                "Nothing could be compared, and counts nothing: {}.",
                groups.join(", ").to_lowercase()
            ),
        )]);
    }
    if !items.is_empty() {
        blocks.push(crate::documents::pieces::paragraph(
            "What could show that it does not hold, and what is missing:",
        ));
        blocks.push(Block::List { items });
    }
    Section {
        heading: vec![
            general(format!("{}. ", link.rank)),
            Datum::new(Field::RecordId, other.id(link).expose().clone()),
            general(": "),
            Datum::new(Field::Evidence, outcome(link.outcome)),
        ],
        blocks,
        ..Section::default()
    }
}

fn component(part: &LinkComponent, sources: &[String]) -> Fact {
    let mut words = format!("{}: {}", bits(part.weight), said(part));
    if part.uncapped != part.weight {
        words = format!("{words} (capped; {} without the caps)", bits(part.uncapped));
    }
    // what a witness said of the child, and words of an account, stay in the case
    let inputs = part.inputs.iter().map(|one| {
        if matches!(part.group, LinkGroup::Victim | LinkGroup::Approach) {
            input(&LinkInput {
                value: None,
                ..one.clone()
            })
        } else {
            input(one)
        }
    });
    let inputs: Vec<String> = inputs.collect();
    Fact {
        label: group(part.group).to_owned(),
        value: vec![
            Datum::new(Field::Evidence, words).from_sources(sources.to_vec()),
            general(". "),
            Datum::new(Field::Evidence, format!("Compared: {}.", inputs.join("; "))),
        ],
        weighs: match part.weight.0 {
            1.. => Some(Weighs::For),
            0 => None,
            _ => Some(Weighs::Against),
        },
    }
}

/// What a part of a link says. Words of an account may name a victim, so those that both accounts have in common are not repeated.
pub(super) fn said(part: &LinkComponent) -> &str {
    if part.group == LinkGroup::Approach {
        "how it was done, by what both accounts say: read them in the records"
    } else {
        &part.label
    }
}
