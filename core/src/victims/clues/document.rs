use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    Clue, ClueFindings, ClueHelp, ClueOutcome, CluePart, PlaceFinding, UnusedClue,
    pieces::{general, label, method, paragraph, said, section, state, table},
    places,
};
use crate::{
    Error, Result,
    documents::{Block, Datum, Document, Fact, Field, LeadNotice, Marking, Section, Source, Text},
    records::Limits,
};

/// The places for which the evidence is written out when none leads.
const SHOWN_WITHOUT_LEAD: usize = 3;

/// Writes findings down as a document: what the clues say, the places, the evidence for and against those that lead,
/// what was not understood, and what would help most.
///
/// Each value carries its [`Field`]: places are [`Field::State`], weights and reasons [`Field::Evidence`], what a clue
/// says by its kind (a school is [`Field::VictimIdentity`]). The sources are the clues and their files, by id. The
/// marking is the strictest default: Law Enforcement Sensitive, TLP:AMBER+STRICT.
///
/// `clues` are those that were combined.
///
/// # Errors
///
/// [`Error::UnknownRecord`] when a finding names a clue that is not among `clues`; [`Error::InvalidParameter`] and
/// [`Error::LimitExceeded`] when the document would not be whole, such as without an id.
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
/// let document = clue_document(&found, &clues, "VI-26-0042", "Exempla Clearinghouse", day)?;
/// assert!(document.marking.law_enforcement_sensitive);
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn clue_document(
    findings: &ClueFindings,
    clues: &[Clue],
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
    sections.extend([writer.help(), method()]);
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
            "This concerns countries and their parts. It names no address and no person.",
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

    fn evidence(&self) -> Result<Section> {
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

    fn unused(&self) -> Result<Option<Section>> {
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

    fn conflicts(&self) -> Result<Option<Section>> {
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

    fn help(&self) -> Section {
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

    /// The clues in order of their ids, and then the files in which they are.
    fn sources(&self) -> Vec<Source> {
        let mut sources: BTreeMap<(bool, &str), Text> = BTreeMap::new();
        for (id, clue) in &self.clues {
            let mut text = vec![Datum::general("clue "), Datum::new(Field::RecordId, *id)];
            if let Some(series) = &clue.series {
                text.extend([
                    Datum::general(", series "),
                    Datum::new(Field::RecordId, series.as_str()),
                ]);
            }
            let stated = [
                (", noted by ", Field::Officer, &clue.noted_by),
                (", from ", Field::Narrative, &clue.source),
                (", note: ", Field::Narrative, &clue.note),
            ];
            for (words, field, value) in stated {
                if let Some(value) = value {
                    let value = value.expose().as_str();
                    text.extend([Datum::general(words), Datum::new(field, value)]);
                }
            }
            if let Some(day) = clue.noted_on {
                let day = Datum::new(Field::EventDate, day.to_string());
                text.extend([Datum::general(", on "), day]);
            }
            sources.insert((false, id), text);
        }
        let files = self.clues.values().flat_map(|clue| &clue.files);
        for file in files.filter(|file| !self.clues.contains_key(file.as_str())) {
            let text = vec![
                Datum::general("file "),
                Datum::new(Field::RecordId, file.as_str()),
            ];
            sources.insert((true, file), text);
        }
        let source = |((_, id), description): ((bool, &str), Text)| Source {
            id: id.to_owned(),
            description,
        };
        sources.into_iter().map(source).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        documents::Tlp,
        records::Confidence,
        release::{Ledger, Policy, ReleaseKey, Request, disseminate},
        victims::{ClueKind, ClueSettings, clue_tables, combine_clues},
    };

    fn clues() -> Vec<Clue> {
        let clue = |id: &str, kind, value: &str| Clue {
            id: id.into(),
            kind,
            value: value.into(),
            confidence: Confidence::Confirmed,
            series: Some("S-1".to_owned()),
            files: vec!["F-1".to_owned(), format!("F-{id}")],
            ..Clue::default()
        };
        vec![
            clue("K-1", ClueKind::Currency, "USD"),
            clue("K-2", ClueKind::Plate, "Wisconsin"),
            clue("K-3", ClueKind::School, "Red Fox"),
            clue("K-4", ClueKind::Other("smell".to_owned()), "sea"),
            clue("K-5", ClueKind::Socket, "J"),
            clue("K-6", ClueKind::Socket, "B"),
        ]
    }

    fn document(clues: &[Clue]) -> Result<Document> {
        let found = combine_clues(clues, &clue_tables(), &ClueSettings::default()).unwrap();
        let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        clue_document(&found, clues, "VI-26-0042", "Exempla Clearinghouse", day)
    }

    fn values<'a>(json: &'a serde_json::Value, field: &str, found: &mut Vec<&'a str>) {
        match json {
            serde_json::Value::Object(map) => {
                let is_field = map.get("field").and_then(|f| f.as_str()) == Some(field);
                found.extend(
                    map.get("value")
                        .and_then(|v| v.as_str())
                        .filter(|_| is_field),
                );
                for value in map.values() {
                    values(value, field, found);
                }
            }
            serde_json::Value::Array(list) => {
                for value in list {
                    values(value, field, found);
                }
            }
            _ => {}
        }
    }

    #[test]
    fn every_value_says_what_it_is_and_leads_back_to_its_file() {
        let document = document(&clues()).unwrap();
        let json = serde_json::to_value(&document).unwrap();
        assert_eq!(Document::from_value(&json).unwrap(), document);
        let of = |field: &str| {
            let mut found = Vec::new();
            values(&json, field, &mut found);
            found
        };
        for value in clues().iter().map(|clue| clue.value.expose().clone()) {
            assert!(!of("general").contains(&value.as_str()), "{value}");
        }
        assert!(!of("general").join(" ").contains("United States"));
        assert!(of("victim_identity").contains(&"Red Fox"));
        assert!(of("vehicle_identifier").contains(&"Wisconsin"));
        assert!(of("state").contains(&"United States"));
        assert_eq!(of("narrative"), ["sea"]);
        let ids: Vec<&str> = document
            .sources
            .iter()
            .map(|source| &source.id[..])
            .collect();
        assert_eq!(ids[..6], ["K-1", "K-2", "K-3", "K-4", "K-5", "K-6"]);
        assert_eq!(ids[6], "F-1");
        assert_eq!(ids.len(), 6 + 1 + 6);
        assert_eq!(document.marking.tlp, Tlp::AmberStrict);
    }

    #[test]
    fn evidence_stands_on_both_sides_and_what_is_missing_is_said() {
        let text = serde_json::to_string(&document(&clues()).unwrap()).unwrap();
        for words in [
            r#""weighs":"for""#,
            "contradict each other",
            "not understood",
            "would help most",
            "not confirmed from a source",
        ] {
            assert!(text.contains(words), "{words}");
        }
        let text = serde_json::to_string(&document(&[]).unwrap()).unwrap();
        assert!(text.contains("Insufficient") && text.contains("no ranking to act on"));
    }

    #[test]
    fn it_leaves_for_those_who_may_read_it_and_for_nobody_else() {
        let request = |kind: &str| {
            let asked = serde_json::json!({
                "actor": {"id": "u-17", "agency": "Exempla Clearinghouse", "role": "analyst"},
                "audience": {"kind": kind},
                "recipients": [{"name": "Dana Fields", "agency": "WI0130000", "law_enforcement": true}],
                "purpose": "victim_identification",
                "need_to_know": "series S-1", "right_to_know": "task force",
                "released_at": "2026-03-03T09:30:00-05:00",
            });
            Request::from_value(&asked, ReleaseKey::new(vec![7; 32]).unwrap()).unwrap()
        };
        let release = |kind: &str| {
            let document = document(&clues()).unwrap();
            let ledger = &mut Ledger::default();
            disseminate(document, &request(kind), &Policy::standard(), ledger)
        };
        let page = release("law_enforcement").unwrap().json().unwrap();
        assert!(page.contains("Red Fox") && page.contains("Wisconsin"));
        assert!(!page.contains("[withheld]"));
        assert!(release("partner_ngo").is_err());
    }

    #[test]
    fn a_clue_that_is_not_there_is_an_error() {
        let found = combine_clues(&clues(), &clue_tables(), &ClueSettings::default()).unwrap();
        let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        let error = clue_document(&found, &[], "VI-1", "Exempla", day).unwrap_err();
        assert_eq!(error.code(), "UNKNOWN_RECORD");
        let error = clue_document(&found, &clues(), "", "Exempla", day).unwrap_err();
        assert_eq!(error.code(), "INVALID_PARAMETER");
    }
}
