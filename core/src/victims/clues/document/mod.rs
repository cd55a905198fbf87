mod address;
mod evidence;
mod pieces;
mod routes;
mod sources;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Clue, ClueFindings, ClueOutcome, ClueRoute, PlaceFinding, places};
use crate::{
    Error, Result,
    documents::{Datum, Document, Field, LeadNotice, Marking, Section},
    records::Limits,
};
use pieces::{general, method, paragraph, section, state, table};

/// The places for which the evidence is written out when none leads.
const SHOWN_WITHOUT_LEAD: usize = 3;

/// Writes findings down as a document: what the clues say, the places, the evidence for and against those that lead,
/// what was not understood, what would help most, and which agencies would be told.
///
/// Each value carries its [`Field`]: places are [`Field::State`], weights and reasons [`Field::Evidence`], what a clue
/// says by its kind (a school is [`Field::VictimIdentity`]). The sources are the clues and their files, by id. The
/// marking is the strictest default: Law Enforcement Sensitive, TLP:AMBER+STRICT.
///
/// `clues` are those that were combined. `routes` are what [`route_clues`](super::route_clues) proposes for the findings; the
/// document has no section on them when there are none.
///
/// The places are countries and their parts. What analysts wrote stands as they wrote it, but for texts (a value, a source,
/// a note) that read like an address: a house number with a street as many languages write it, a post box, a
/// position in degrees, a British postcode. Such a text is left out, with a word that it was. Other ways of writing an
/// address are not recognised, and ids are not looked at: read the document before it leaves.
///
/// # Errors
///
/// [`Error::UnknownRecord`] when a finding names a clue that is not among `clues`; [`Error::InvalidParameter`] when a route is
/// for a place that does not lead; this and [`Error::LimitExceeded`] when the document would not be whole, such as without
/// an id.
///
/// ```
/// use caselink::victims::{Clue, ClueKind, ClueSettings, clue_document, clue_tables, combine_clues};
///
/// let clues = [Clue {
///     id: "K-1".into(),
///     kind: ClueKind::Currency,
///     value: "CHF".into(),
///     ..Clue::default()
/// }];
/// let found = combine_clues(&clues, &clue_tables(), &ClueSettings::default())?;
/// let day = "2026-03-02".parse().unwrap();
/// let document = clue_document(&found, &clues, &[], "VI-26-0042", "Exempla Clearinghouse", day)?;
/// assert!(document.marking.law_enforcement_sensitive);
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn clue_document(
    findings: &ClueFindings,
    clues: &[Clue],
    routes: &[ClueRoute],
    id: &str,
    agency: &str,
    as_of: NaiveDate,
) -> Result<Document> {
    let writer = Writer {
        findings,
        clues: clues
            .iter()
            .map(|clue| (clue.id.expose().as_str(), clue))
            .collect(),
    };
    let mut sections = vec![writer.summary(), writer.ranking(), writer.evidence()?];
    sections.extend(writer.unused()?);
    sections.extend(writer.conflicts()?);
    sections.push(writer.help());
    sections.extend(writer.routes(routes)?);
    sections.push(method());
    let document = Document {
        id: id.to_owned(),
        title: vec![Datum::general(
            "Where a series may have been made: clues, weighed",
        )],
        agency: agency.to_owned(),
        as_of,
        marking: Marking::default(),
        contact: Vec::new(),
        sections,
        sources: writer.sources(),
        notice: LeadNotice,
    };
    document.check(&Limits::default())?;
    Ok(document)
}

struct Writer<'a> {
    findings: &'a ClueFindings,
    clues: BTreeMap<&'a str, &'a Clue>,
}

impl<'a> Writer<'a> {
    fn clue(&self, id: &str) -> Result<&'a Clue> {
        let found = self.clues.get(id).copied();
        found.ok_or(Error::UnknownRecord { name: "clues" })
    }

    fn summary(&self) -> Section {
        let mut blocks = Vec::new();
        match &self.findings.outcome {
            ClueOutcome::Insufficient { reason } => blocks.push(paragraph(vec![
                Datum::general("Insufficient: the clues do not say enough to name a place. "),
                Datum::new(Field::Evidence, reason.as_str()),
            ])),
            ClueOutcome::Ranked => {
                let count = self.findings.leading.len();
                let words = if count == 1 {
                    "The clues speak most for "
                } else {
                    "The clues do not tell these places apart, and speak most for them: "
                };
                let mut text = vec![Datum::general(words)];
                for (at, place) in self.findings.leading.iter().enumerate() {
                    if at > 0 {
                        text.push(Datum::general(", "));
                    }
                    text.push(state(place));
                }
                text.push(Datum::general("."));
                blocks.push(paragraph(text));
            }
        }
        blocks.push(general(
            "The places are countries and their parts. What analysts wrote stands as they wrote it and may name people. Texts \
             that read like an address are left out; not every way of writing one is recognised.",
        ));
        let prior = self.findings.prior.as_str();
        blocks.push(paragraph(vec![Datum::new(Field::Evidence, prior)]));
        section("What the clues say", blocks)
    }

    fn ranking(&self) -> Section {
        let is_ranked = self.findings.outcome == ClueOutcome::Ranked;
        let heading = if is_ranked {
            "Places"
        } else {
            "What the clues weigh, for a person's own work"
        };
        let mut blocks = Vec::new();
        if !is_ranked {
            blocks.push(general("This is no ranking to act on."));
        }
        blocks.extend(table("Countries by weight", &self.findings.places));
        if self.findings.left_out > 0 {
            blocks.push(paragraph(vec![
                Datum::general("Further countries, not listed: "),
                Datum::general(self.findings.left_out as i64),
                Datum::general("."),
            ]));
        }
        for place in self.shown().filter(|place| !place.within.is_empty()) {
            blocks.push(paragraph(vec![
                Datum::general("Within "),
                state(&place.place),
                Datum::general(", by the clues that tell its parts apart:"),
            ]));
            blocks.extend(table("Parts of the country by weight", &place.within));
        }
        section(heading, blocks)
    }

    /// The countries whose evidence is written out.
    fn shown(&self) -> impl Iterator<Item = &'a PlaceFinding> {
        let leading = &self.findings.leading;
        let leads = move |place: &PlaceFinding| {
            leading
                .iter()
                .any(|code| places::country_of(code) == place.place)
        };
        let all = self.findings.places.iter().enumerate();
        all.filter(move |(at, place)| {
            leads(place) || leading.is_empty() && *at < SHOWN_WITHOUT_LEAD
        })
        .map(|(_, place)| place)
    }
}
