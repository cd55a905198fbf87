//! Registration, and what is not done: since when, by which rule, and how the day was worked out.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    LeadRegistrant,
    cited::Origin,
    words,
    writer::{Writer, cell, day_cell},
};
use crate::{
    documents::{
        Block, Datum, Fact, Field, Row, Scalar, Section, Text,
        pieces::{column, fact, general, paragraph, section},
    },
    records::Pii,
    tracking::{Assessment, DutyLine, DutyState, JurisdictionAssessment, Trust},
};

/// How many duties are explained step by step.
const EXPLAINED: usize = 4;

/// One duty that is not done, as often as it fell due since.
pub(super) struct Failed<'a> {
    pub(super) record: &'a str,
    pub(super) jurisdiction: &'a str,
    /// The first that is not done.
    pub(super) first: &'a DutyLine,
    pub(super) times: usize,
}

impl Failed<'_> {
    /// What is to be done, as the pack says it.
    pub(super) fn title(&self) -> String {
        let explanation = self.first.explanation.as_ref();
        explanation.map_or_else(|| self.first.duty.clone(), |why| why.title.clone())
    }

    /// Days since the first was due.
    pub(super) const fn days(&self) -> Option<u32> {
        match self.first.state {
            DutyState::Overdue { days } => Some(days),
            _ => None,
        }
    }

    /// How well the rule is known, and whether it decides anything.
    fn standing(&self) -> String {
        let trust = match self.first.trust {
            Trust::Verified => "rule read in the law",
            Trust::Secondary => "rule known second-hand: check it",
            Trust::Memory => "UNCONFIRMED rule: check it",
            Trust::Assumed => "assumed where the law leaves it open: check it",
        };
        if self.first.counts {
            trust.to_owned()
        } else {
            format!("{trust}; decides nothing")
        }
    }

    fn rule(&self) -> String {
        let cite = self.first.explanation.as_ref().map(|why| &why.cite[..]);
        let line = self.first;
        match cite {
            Some(cite) => format!("{} {}: {cite}", line.pack, line.duty),
            None => format!("{} {} {}", line.pack, line.version, line.duty),
        }
    }
}

/// What is overdue, the confirmed before the unconfirmed, then what is overdue for longest.
pub(super) fn failed(file: &LeadRegistrant) -> Vec<Failed<'_>> {
    let mut all: BTreeMap<(&str, &str, &str, &str), Failed<'_>> = BTreeMap::new();
    for (assessment, place, line) in lines(file) {
        if !matches!(line.state, DutyState::Overdue { .. }) {
            continue;
        }
        let record = assessment.id.expose().as_str();
        let key = (
            record,
            &place.jurisdiction[..],
            &line.pack[..],
            &line.duty[..],
        );
        all.entry(key)
            .and_modify(|one| {
                one.times += 1;
                if line.due < one.first.due {
                    one.first = line;
                }
            })
            .or_insert(Failed {
                record,
                jurisdiction: &place.jurisdiction,
                first: line,
                times: 1,
            });
    }
    let mut all: Vec<Failed<'_>> = all.into_values().collect();
    all.sort_by_key(|one| (!one.first.counts, one.first.due));
    all
}

pub(super) fn lines(
    file: &LeadRegistrant,
) -> impl Iterator<Item = (&Assessment, &JurisdictionAssessment, &DutyLine)> {
    file.assessments.iter().flat_map(|assessment| {
        let places = assessment.jurisdictions.iter();
        places.flat_map(move |place| {
            place
                .duties
                .iter()
                .map(move |line| (assessment, place, line))
        })
    })
}

pub(super) fn duties<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant) -> Section {
    let mut blocks = registrations(w, file);
    if file.assessments.is_empty() {
        blocks.push(paragraph(
            "Duties were not assessed for this package: nothing is said of what is owed.",
        ));
        return section("Registration and duties", blocks);
    }
    blocks.push(Block::Facts {
        facts: standing(w, file),
    });
    let failed = failed(file);
    let rows: Vec<Row> = failed.iter().map(|one| row(w, file, one)).collect();
    blocks.extend(w.rows(
        "What is not done",
        vec![
            column("What", Field::Registration),
            column("Where", Field::Registration),
            column("Not done since", Field::Registration),
            column("Days", Field::Registration),
            column("Times", Field::Registration),
            column("By which rule", Field::Registration),
            column("How well known", Field::Registration),
        ],
        rows,
        "Nothing is overdue, as far as the record tells.",
    ));
    blocks.push(paragraph(
        "These are facts about duties, worked out from the record by the rules named. They say nothing of guilt, nor of why; what the \
         person knew of a duty is a question of its own.",
    ));
    let mut sections = Vec::new();
    for one in failed.iter().take(EXPLAINED) {
        sections.extend(explained(w, file, one));
    }
    if failed.len() > EXPLAINED {
        blocks.push(Block::Paragraph {
            text: vec![general(format!(
                "The first {EXPLAINED} are worked out step by step below; the assessment has the steps of all."
            ))],
        });
    }
    Section {
        sections,
        ..section("Registration and duties", blocks)
    }
}

fn registrations<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant) -> Vec<Block> {
    let mut rows = Vec::new();
    for record in &file.records {
        for one in &record.registrations {
            let origin = Origin::record(record).part(one.provenance.as_ref());
            let span = one.span.expose();
            if !w.has(origin, span.start()) {
                continue;
            }
            let tiers = one.tiers.iter();
            let tiers = tiers.filter(|tier| tier.effective_from.is_none_or(|day| day <= w.as_of));
            let tiers: Vec<String> = tiers
                .map(|tier| format!("{} {}", tier.scheme, tier.tier))
                .collect();
            let last = one.appearances.iter().map(|seen| *seen.on.expose());
            let last = last.filter(|day| *day <= w.as_of).max();
            rows.push(Row {
                cells: vec![
                    cell(Some(one.jurisdiction.clone())),
                    cell(one.number.as_ref().map(Pii::expose).cloned()),
                    day_cell(span.start()),
                    day_cell(span.end()),
                    cell(one.status.as_ref().map(Pii::expose).cloned()),
                    cell(Some(tiers.join("; "))),
                    day_cell(last),
                    day_cell(one.acknowledged_on.as_ref().map(|day| *day.expose())),
                    cell(Some(origin.basis())),
                ],
                sources: w.cited.part(origin),
            });
        }
    }
    let fields = [
        "With",
        "Number",
        "From",
        "Until",
        "Status, in its words",
        "Tier decided",
        "Last appeared",
        "Told of duties",
        "Recorded, by, confidence",
    ];
    let mut columns: Vec<_> = fields
        .into_iter()
        .map(|heading| column(heading, Field::Registration))
        .collect();
    if let Some(last) = columns.last_mut() {
        last.field = Field::Evidence;
    }
    w.rows(
        "Registrations",
        columns,
        rows,
        "No registration is on record.",
    )
}

/// The four axes, each by itself.
fn standing(w: &mut Writer<'_>, file: &LeadRegistrant) -> Vec<Fact> {
    let mut facts = Vec::new();
    let several = file.assessments.len() > 1;
    for one in &file.assessments {
        let sources = of_record(w, file, one.id.expose());
        let of = |field: Field, words: String| -> Text {
            let mut text = vec![Datum::new(field, words).from_sources(sources.clone())];
            if several {
                text.push(general(" (by record "));
                text.push(Datum::new(Field::RecordId, one.id.expose().clone()));
                text.push(general(")"));
            }
            text
        };
        let fugitive = if one.fugitive {
            "; a warrant is out, so a fugitive in the words of the marshals"
        } else {
            ""
        };
        facts.push(fact(
            "Duties",
            of(
                Field::Registration,
                format!("{}{fugitive}", words::compliance(one.compliance)),
            ),
        ));
        facts.push(fact(
            "Whereabouts",
            of(Field::Registration, words::whereabouts(one.whereabouts)),
        ));
        facts.push(fact(
            "Process",
            of(
                Field::LegalProcess,
                words::process(one.legal_process).to_owned(),
            ),
        ));
        let i = one.indicators;
        let last = i
            .last_contact
            .map_or_else(|| "never on record".to_owned(), |day| day.to_string());
        facts.push(fact(
            "Since the last contact",
            of(
                Field::Evidence,
                format!(
                    "last contact {last}; missed verifications {}, looks that failed {}, mail returned {}, work ended {}",
                    i.verifications_missed, i.failed_checks, i.mail_returned, i.work_ended
                ),
            ),
        ));
    }
    let count =
        |is: fn(&DutyState) -> bool| lines(file).filter(|(_, _, line)| is(&line.state)).count();
    let late = count(|state| matches!(state, DutyState::MetLate { .. }));
    let excused = count(|state| matches!(state, DutyState::Excused { .. }));
    let short = count(|state| matches!(state, DutyState::ShortNotice { .. }));
    let unknown = count(|state| matches!(state, DutyState::Undetermined { .. }));
    facts.push(fact(
        "Other duties on record",
        vec![Datum::new(
            Field::Registration,
            format!("done late {late}, excused {excused}, short notice {short}, cannot be told {unknown}"),
        )],
    ));
    facts
}

/// The record of an assessment, as a source.
pub(super) fn of_record(w: &mut Writer<'_>, file: &LeadRegistrant, id: &str) -> Vec<String> {
    w.cited.other(format!("assessment of {id}"), || {
        let day = file.assessments.iter().find(|one| one.id.expose() == id);
        let mut text = vec![general("duties worked out from the record, as of ")];
        text.push(Datum::new(
            Field::EventDate,
            day.map(|one| one.as_of.to_string()).unwrap_or_default(),
        ));
        text.push(general(
            "; confidence: as that of the facts of the record, and of the rules named",
        ));
        text
    })
}

fn row(w: &mut Writer<'_>, file: &LeadRegistrant, one: &Failed<'_>) -> Row {
    let at_least = if one.first.at_least { "at least " } else { "" };
    let days = one.days().map(|days| format!("{at_least}{days}"));
    Row {
        cells: vec![
            cell(Some(one.title())),
            cell(Some(one.jurisdiction.to_owned())),
            day_cell(one.first.due.and_then(|day| day.succ_opt())),
            cell(days),
            Some(Scalar::from(one.times as i64)),
            cell(Some(one.rule())),
            cell(Some(one.standing())),
        ],
        sources: of_record(w, file, one.record),
    }
}

fn explained(w: &mut Writer<'_>, file: &LeadRegistrant, one: &Failed<'_>) -> Option<Section> {
    let why = one.first.explanation.as_ref()?;
    let due: Option<NaiveDate> = one.first.due;
    let sources = of_record(w, file, one.record);
    let item = |words: String| vec![Datum::new(Field::Registration, words)];
    let mut items: Vec<Text> = vec![item(why.confirmed.clone())];
    items.extend(why.arithmetic.iter().cloned().map(item));
    items.push(item(why.knowable.clone()));
    for fact in &why.evidence {
        let on = fact.on.as_ref().map(Pii::expose).cloned();
        let recorded = fact.recorded_on.map(|day| day.to_string());
        items.push(item(format!(
            "Rests on {} ({}), of {}, recorded {}.",
            fact.field,
            fact.role,
            on.unwrap_or_else(|| "a day that is not known".to_owned()),
            recorded.unwrap_or_else(|| "on a day that is not stated".to_owned())
        )));
    }
    if let Some(last) = items.last_mut().and_then(|item| item.last_mut()) {
        last.sources = sources;
    }
    let when = due.map(|due| format!(", due {due}")).unwrap_or_default();
    Some(Section {
        heading: vec![
            general("How it was worked out: "),
            Datum::new(
                Field::Registration,
                format!("{} {}{when}", one.jurisdiction, one.first.duty),
            ),
        ],
        blocks: vec![Block::List { items }],
        ..Section::default()
    })
}
