//! What does an agency, or a programme that pays for its work, ask for each quarter? Numbers of people, each with its definition.

mod period;
mod small;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::small::Shown;
use crate::{
    Error, Result,
    documents::{
        Block, Datum, Document, Field, LeadNotice, Marking, Row, Scalar, Section, Tlp,
        pieces::{column, fact, general, paragraph, section, table},
    },
    json,
    tracking::{RegistryCounts, RulePack, Trust},
};

pub use period::{PeriodCounts, period_counts};

/// What a report of a registry says besides its numbers.
///
/// ```
/// use caselink::tracking::RegistryReportHeader;
///
/// let header = RegistryReportHeader::from_value(&serde_json::json!({ "id": "RR-2026-1", "agency": "Example State Registry" }))?;
/// assert!(!header.for_public);
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegistryReportHeader {
    /// The number of the report.
    pub id: String,
    /// The agency whose numbers they are, as readers know it.
    pub agency: String,
    /// Whom a reader calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// Whether it is for everyone. Then it is marked TLP:CLEAR, and small numbers are taken out with those that would give them away;
    /// otherwise it is marked TLP:AMBER and holds every number.
    #[serde(default)]
    pub for_public: bool,
}

impl RegistryReportHeader {
    /// Reads it from a JSON object.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states, or empty.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let header: Self = json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "header",
            reason,
        })?;
        header.check()?;
        Ok(header)
    }

    /// Whether it can be used.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when id or agency is empty.
    pub fn check(&self) -> Result<()> {
        if self.id.trim().is_empty() || self.agency.trim().is_empty() {
            return Err(wrong("header", "id and agency must not be empty"));
        }
        Ok(())
    }
}

fn wrong(name: &'static str, reason: &str) -> Error {
    Error::InvalidParameter {
        name,
        reason: reason.to_owned(),
    }
}

/// The six states of compliance, which each person is in one of.
const COMPLIANCE: [&str; 6] = [
    "compliant",
    "noncompliant_technical",
    "noncompliant_substantive",
    "non_registrant",
    "undetermined",
    "no_duty",
];
/// Where people are; whoever is in none of them is at a place on record.
const WHEREABOUTS: [&str; 5] = [
    "absconded",
    "unlocated",
    "transient",
    "in_custody",
    "deceased",
];

/// The report of a registry for a period: how many people were assessed, what is overdue by duty, who was located, warrants, arrests, each
/// number with its definition.
///
/// `counts` are of the last day of the period, `period` of the period, both of the same records and people. `packs` are the rules by which
/// they were assessed: a duty that no text confirms stands in the report with the word UNCONFIRMED. For the public, numbers of one or two
/// people are taken out, and so many others that nobody can work them out from the totals, as
/// [`suppress`](crate::release::suppress) does it.
///
/// # Errors
///
/// [`Error::InvalidParameter`] for a header that cannot be used, or numbers that are not of the same day, records and people.
///
/// ```
/// use std::collections::BTreeMap;
/// use caselink::{NoControl, records::Offender, tracking::{
///     AssessOptions, RegistryReportHeader, RulePack, period_counts, registry_counts, registry_report,
/// }};
///
/// let records: Vec<Offender> = vec![serde_json::from_value(serde_json::json!({
///     "id": "A", "registrations": [{ "jurisdiction": "IL", "span": { "start": "2026-02-02" } }],
/// }))?];
/// let packs = [RulePack::federal()?];
/// let people = BTreeMap::new();
/// let counts = registry_counts(&records, &packs, &AssessOptions::on("2026-03-31".parse()?), &people, None, &NoControl)?;
/// let period = period_counts(&records, "2026-01-01".parse()?, "2026-04-01".parse()?, &people, None)?;
/// let header = RegistryReportHeader::from_value(&serde_json::json!({ "id": "RR-2026-1", "agency": "Example State Registry" }))?;
/// let report = registry_report(&counts, &period, &packs, &header)?;
/// assert_eq!(report.sections.len(), 6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn registry_report(
    counts: &RegistryCounts,
    period: &PeriodCounts,
    packs: &[RulePack],
    header: &RegistryReportHeader,
) -> Result<Document> {
    header.check()?;
    if period.until.pred_opt() != Some(counts.as_of) {
        return Err(wrong("counts", "must be as of the last day of the period"));
    }
    if (counts.records, counts.people) != (period.records, period.people) {
        return Err(wrong(
            "period",
            "must be of the records and people of the counts",
        ));
    }
    let shown = Shown::new(counts, period, header.for_public)?;
    let sections = vec![
        summary(counts, period, &shown),
        compliance(counts, &shown),
        duties(counts, packs, &shown),
        happened(period, &shown),
        others(counts, &shown),
        reading(period, header.for_public),
    ];
    let contact = header.contact.iter();
    Ok(Document {
        id: header.id.clone(),
        title: vec![general(format!(
            "Registrants and their duties, {} to {}",
            period.from, counts.as_of
        ))],
        agency: header.agency.clone(),
        as_of: counts.as_of,
        marking: if header.for_public {
            Marking::CLEAR
        } else {
            Marking {
                tlp: Tlp::Amber,
                law_enforcement_sensitive: false,
                caveats: Vec::new(),
            }
        },
        contact: contact
            .map(|contact| Datum::new(Field::Officer, contact.clone()))
            .collect(),
        sections,
        sources: Vec::new(),
        notice: LeadNotice,
    })
}

fn day(of: NaiveDate) -> Datum {
    general(of.to_string())
}

fn summary(counts: &RegistryCounts, period: &PeriodCounts, shown: &Shown) -> Section {
    let number = |of: Option<u64>| match of {
        Some(of) => Datum::new(Field::Count, of as i64),
        None => general("too small to be shown"),
    };
    let mut facts = vec![
        fact(
            "Period",
            vec![
                day(period.from),
                general(" to "),
                day(counts.as_of),
                general(", both days inside"),
            ],
        ),
        fact("Assessed as of", vec![day(counts.as_of)]),
        fact("People assessed", vec![number(shown.people)]),
        fact("By the rules", vec![general(counts.packs.join(", "))]),
    ];
    // records beside people tell how many people have several
    if !shown.is_public {
        facts.insert(
            3,
            fact("Records of them", vec![number(Some(counts.records))]),
        );
        if counts.records_without_person > 0 {
            facts.insert(
                4,
                fact(
                    "Records that nobody said the person of, each counted as one",
                    vec![number(Some(counts.records_without_person))],
                ),
            );
        }
    }
    let aside = counts.rejected.total + period.rejected.total;
    if aside > 0 {
        let words = "Some could not be used, and are in no number: see what was set aside, with row, field and reason.";
        facts.push(fact("Records set aside", vec![general(words)]));
    }
    section("Summary", vec![Block::Facts { facts }])
}

/// A table of numbers by name, each with its definition.
fn numbers<'n>(
    caption: &str,
    rows: impl Iterator<Item = (&'n str, Option<u64>, &'n str)>,
) -> Block {
    let rows = rows.map(|(name, people, definition)| Row {
        cells: vec![
            Some(name.replace('_', " ").into()),
            people.map(|people| Scalar::from(people as i64)),
            Some(definition.into()),
        ],
        sources: Vec::new(),
    });
    table(
        caption,
        vec![
            column("Number", Field::General),
            column("People", Field::Count),
            column("What it counts", Field::General),
        ],
        rows.collect(),
    )
}

fn definition<'a>(counts: &'a RegistryCounts, name: &str) -> &'a str {
    let count = counts.counts.get(name);
    count.map_or("", |count| count.definition.as_str())
}

fn compliance(counts: &RegistryCounts, shown: &Shown) -> Section {
    let rows = COMPLIANCE.iter().map(|name| {
        let people = shown.of(name);
        (*name, people, definition(counts, name))
    });
    section(
        "Are the duties met?",
        vec![numbers(
            "Each person stands in one line: the worst of all records",
            rows,
        )],
    )
}

fn duties(counts: &RegistryCounts, packs: &[RulePack], shown: &Shown) -> Section {
    if counts.overdue_by_duty.is_empty() {
        return section(
            "What is overdue, by duty",
            vec![paragraph("Nothing is overdue on the last day.")],
        );
    }
    let rows = counts.overdue_by_duty.keys().map(|key| {
        let rule = packs.iter().find_map(|pack| {
            let id = key.strip_prefix(&pack.pack)?.trim_start();
            pack.duties.iter().find(|duty| duty.id == id)
        });
        let standing = rule.map(|rule| match rule.trust {
            Trust::Verified => "read in the law",
            Trust::Secondary => "second-hand: check it",
            Trust::Memory => "UNCONFIRMED: decides nothing unless asked to",
            Trust::Assumed => "assumed: decides nothing unless asked to",
        });
        Row {
            cells: vec![
                Some(key.clone().into()),
                shown.overdue(key).map(|people| Scalar::from(people as i64)),
                rule.map(|rule| rule.title.clone().into()),
                rule.map(|rule| rule.cite.clone().into()),
                standing.map(Scalar::from),
            ],
            sources: Vec::new(),
        }
    });
    section(
        "What is overdue, by duty",
        vec![table(
            "People with whom the duty is overdue on the last day; one person may stand in several lines",
            vec![
                column("Duty", Field::General),
                column("People", Field::Count),
                column("What is to be done", Field::General),
                column("By which law", Field::General),
                column("How well known", Field::General),
            ],
            rows.collect(),
        )],
    )
}

fn happened(period: &PeriodCounts, shown: &Shown) -> Section {
    let rows = period.counts.iter().map(|(name, count)| {
        let people = shown.happened(name);
        (name.as_str(), people, count.definition.as_str())
    });
    let mut blocks = vec![numbers(
        "People of whom the record holds it for a day of the period; one person may stand in several lines",
        rows,
    )];
    if period.dates_unclear > 0 && !shown.is_public {
        blocks.push(Block::Paragraph {
            text: vec![
                Datum::new(Field::Count, period.dates_unclear as i64),
                general(" events are known by month or year only, may be of the period or not, and are not counted."),
            ],
        });
    }
    section("What happened in the period", blocks)
}

fn others(counts: &RegistryCounts, shown: &Shown) -> Section {
    let rows = counts.counts.iter().filter_map(|(name, count)| {
        let is_other = !COMPLIANCE.contains(&name.as_str());
        is_other.then(|| (name.as_str(), shown.of(name), count.definition.as_str()))
    });
    section(
        "On the last day, besides",
        vec![numbers("One person may stand in several lines", rows)],
    )
}

fn reading(period: &PeriodCounts, for_public: bool) -> Section {
    let mut blocks = vec![
        paragraph(format!(
            "People are counted and not rows: records that were found to be of one person are one. The period goes from the beginning of {} \
             to the end of the day before {}. What is not on record is not counted: few arrests may be few records of arrests.",
            period.from, period.until
        )),
        paragraph(
            "To be without a home is no failure. Absconded is what an agency declared. A duty that is not done says nothing of guilt, and \
             next to nothing of any other offence. Numbers of registries that count by other rules cannot be set beside these.",
        ),
    ];
    if for_public {
        blocks.push(paragraph(
            "A dash stands where a number is of one or two people, or would give such a number away.",
        ));
    }
    section("How to read this", blocks)
}
