use std::collections::BTreeMap;

use chrono::NaiveDateTime;

use super::{
    CaseSightings, SightingComponent, SightingGroup, SightingInsufficient, SightingNote,
    SightingOutcome, SightingPart, SightingSettings, SightingWeighed, SightingsHeader,
    TimelinePoint, TimelinePointKind, TravelAnchor, TravelFinding, sightings_of, words,
};
use crate::{
    Control, Error, Result,
    documents::{
        Block, Datum, Document, Drawing, Fact, Field, LeadNotice, MapPoint, Marking, Row, Scalar,
        Section, Source, Text, Timeline, TimelineRow, TimelineSpan, TimelineState, Weighs,
        pieces::{column, count, fact, figure, general, not_listed, paragraph, section, table},
    },
    records::{Case, Involved, Limits, Place, Role, Tip},
};

/// Writes what is known of the sightings of a case, for law enforcement: in order, on a map, on a timeline, and the first of them taken apart
/// with what speaks for and against each. What is ruled out is listed with what rules it out. No caller is named in it.
///
/// The sightings are weighed as [`sightings_of`] does. The document leaves through [`release`](crate::release).
///
/// # Errors
///
/// Those of [`sightings_of`]; [`Error::InvalidParameter`] for a header that cannot be used, or of a day before the time of the settings.
///
/// ```
/// use caselink::{NoControl, records::{Case, Limits}, tips::{SightingSettings, SightingsHeader, sightings_document}};
/// use serde_json::{from_value, json};
///
/// let case: Case = from_value(json!({ "id": "NC-1187730" }))?;
/// let header = SightingsHeader::from_value(&json!({ "id": "SG-1", "agency": "Example Clearinghouse", "as_of": "2026-03-09" }))?;
/// let document = sightings_document(&case, &[], &SightingSettings::default(), &header, &Limits::default(), &NoControl)?;
/// assert!(document.marking.law_enforcement_sensitive);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sightings_document(
    case: &Case,
    tips: &[Tip],
    settings: &SightingSettings,
    header: &SightingsHeader,
    limits: &Limits,
    control: &dyn Control,
) -> Result<Document> {
    header.check()?;
    let later = settings
        .as_of
        .is_some_and(|as_of| as_of.date() > header.as_of);
    if later {
        return Err(Error::InvalidParameter {
            name: "header",
            reason: "as_of must not be before the time of the settings".to_owned(),
        });
    }
    let found = &sightings_of(case, tips, settings, limits, control)?;
    let mut by_id: BTreeMap<&str, &Tip> = BTreeMap::new();
    for tip in tips.iter().filter(|tip| tip.about.contains(&case.id)) {
        by_id.entry(tip.id.expose()).or_insert(tip);
    }
    let mut writer = Writer {
        case,
        found,
        header,
        by_id,
        cited: Vec::new(),
    };
    let mut sections = vec![
        writer.at_a_glance(),
        writer.in_order(),
        writer.map(),
        writer.timeline(),
    ];
    let apart = found.explained.iter().take(header.most_explained as usize);
    sections.extend(apart.map(|one| writer.apart(one)).collect::<Vec<_>>());
    sections.push(writer.ruled_out());
    sections.push(writer.gaps());
    sections.push(method());
    let contact = header.contact.iter();
    Ok(Document {
        id: header.id.clone(),
        title: vec![
            general("Sightings: case "),
            Datum::new(Field::RecordId, case.id.expose().clone()),
        ],
        agency: header.agency.clone(),
        as_of: header.as_of,
        marking: Marking::default(),
        contact: contact
            .map(|contact| Datum::new(Field::Officer, contact.clone()))
            .collect(),
        sections,
        sources: writer.cited,
        notice: LeadNotice,
    })
}

struct Writer<'a> {
    case: &'a Case,
    found: &'a CaseSightings,
    header: &'a SightingsHeader,
    by_id: BTreeMap<&'a str, &'a Tip>,
    cited: Vec<Source>,
}

impl Writer<'_> {
    /// A record as a source, cited once.
    fn cite(&mut self, id: &str) -> Vec<String> {
        let is_case = id == self.case.id.expose();
        let name = if is_case {
            format!("case {id}")
        } else {
            format!("sighting {id}")
        };
        if !self.cited.iter().any(|source| source.id == name) {
            let mut description = vec![general(if is_case {
                "the agency's record of the case"
            } else {
                "report to the desk"
            })];
            let came = self.by_id.get(id).and_then(|tip| tip.received_at);
            if let Some(came) = came {
                description.push(general(", received "));
                description.push(Datum::new(Field::EventDate, minute(came)));
            }
            self.cited.push(Source {
                id: name.clone(),
                description,
            });
        }
        vec![name]
    }

    fn at_a_glance(&mut self) -> Section {
        let sources = self.cite(self.case.id.expose());
        let counts = self.found.counts;
        let child = self.case.people.iter().find(|one| one.role == Role::Child);
        let mut facts = vec![fact(
            "Case",
            vec![
                Datum::new(Field::RecordId, self.case.id.expose().clone())
                    .from_sources(sources.clone()),
            ],
        )];
        if let Some(child) = child {
            facts.push(fact("Child", child_words(child, &sources)));
        }
        let last_seen = self.case.last_seen.as_ref().map(|range| {
            let range = range.expose();
            times(range.earliest, range.latest)
        });
        let mut text: Text = last_seen
            .map(|when| Datum::new(Field::EventDate, when).from_sources(sources.clone()))
            .into_iter()
            .collect();
        if let Some(place) = self.case.last_seen_place.as_ref() {
            if !text.is_empty() {
                text.push(general(", "));
            }
            text.extend(place_words(place));
        }
        facts.push(fact(
            "Last seen",
            if text.is_empty() {
                vec![general("not on record: nothing can be ruled out by it")]
            } else {
                text
            },
        ));
        let all = self.found.ranked.len();
        facts.push(fact("Sightings", vec![count(all, Vec::new())]));
        for (label, number) in [
            ("Strong", counts.strong),
            ("Leads", counts.lead),
            ("Weak", counts.weak),
            ("Insufficient", counts.insufficient),
            ("Ruled out", counts.excluded),
        ] {
            facts.push(fact(label, vec![count(number as usize, Vec::new())]));
        }
        section("At a glance", vec![Block::Facts { facts }])
    }

    fn in_order(&mut self) -> Section {
        let most = self.header.most_rows as usize;
        let found = self.found;
        let mut rows = Vec::new();
        for (rank, score) in (1i64..).zip(found.ranked.iter().take(most)) {
            let id = score.sighting.expose().clone();
            let tip = self.by_id.get(id.as_str()).copied();
            let observed = tip.and_then(|tip| tip.observed.as_ref());
            let when = observed.map(|range| {
                let range = range.expose();
                times(range.earliest, range.latest)
            });
            let place = tip.and_then(|tip| tip.place.as_ref()).and_then(place_line);
            let why = score
                .insufficient
                .map_or_else(String::new, |why| format!(": {}", insufficient(why)));
            rows.push(Row {
                cells: vec![
                    Some(rank.into()),
                    Some(id.clone().into()),
                    Some(format!("{}{why}", outcome(score.outcome)).into()),
                    Some(words::weight(score.total).into()),
                    when.map(Scalar::from),
                    place.map(Scalar::from),
                    Some(
                        if score.verified {
                            "verified"
                        } else {
                            "not verified"
                        }
                        .into(),
                    ),
                ],
                sources: self.cite(&id),
            });
        }
        if rows.is_empty() {
            return section(
                "In order",
                vec![paragraph("No sighting of this case is on record.")],
            );
        }
        let mut blocks = vec![table(
            "Sightings, those first that are worth a look first",
            vec![
                column("Rank", Field::General),
                column("Report", Field::RecordId),
                column("Outcome", Field::Evidence),
                column("What it weighs", Field::Evidence),
                column("When, local time", Field::EventDate),
                column("Where", Field::Locality),
                column("Checked", Field::Evidence),
            ],
            rows,
        )];
        blocks.extend(not_listed(found.ranked.len(), most));
        section("In order", blocks)
    }

    fn map(&mut self) -> Section {
        let most = self.header.most_rows as usize;
        let mut points = Vec::new();
        let found = self.found;
        let all = found.timeline.iter();
        let points_of: BTreeMap<&str, &TimelinePoint> = all
            .filter(|one| one.kind == TimelinePointKind::Sighting)
            .map(|one| (one.record.expose().as_str(), one))
            .collect();
        let mut in_all = 0;
        let last_seen = found
            .timeline
            .iter()
            .filter(|one| one.kind == TimelinePointKind::LastSeen);
        let ranked = found.ranked.iter();
        let sightings: Vec<&TimelinePoint> = ranked
            .take(most)
            .filter_map(|score| points_of.get(score.sighting.expose().as_str()).copied())
            .collect();
        for one in last_seen.chain(sightings) {
            let Some((latitude, longitude)) = one.latitude.as_ref().zip(one.longitude.as_ref())
            else {
                continue;
            };
            in_all += 1;
            let id = one.record.expose();
            let name = match one.kind {
                TimelinePointKind::LastSeen => Datum::general("last seen"),
                TimelinePointKind::Sighting => Datum::new(Field::RecordId, id.clone()),
            };
            let after = one
                .outcome
                .map_or_else(String::new, |found| format!(" ({})", outcome(found)));
            points.push(MapPoint {
                label: vec![name, Datum::new(Field::Evidence, after)],
                latitude: *latitude.expose(),
                longitude: *longitude.expose(),
                radius_m: one.uncertainty_m,
                field: Field::Position,
                cluster: None,
                sources: self.cite(id),
            });
        }
        if points.is_empty() {
            return section(
                "Map",
                vec![paragraph("No sighting with a time has a position.")],
            );
        }
        section(
            "Map",
            vec![
                figure(
                    "Where the child was last seen, and where sightings place it; circles are how far off a place may be",
                    Drawing::Map(points.into()),
                ),
                paragraph(format!(
                    "{in_all} places are on the map. Sightings without a position or a time are not."
                )),
            ],
        )
    }

    fn timeline(&mut self) -> Section {
        let most = self.header.most_explained.max(1) as usize;
        let found = self.found;
        let ranked: Vec<&str> = found
            .ranked
            .iter()
            .take(most)
            .map(|score| score.sighting.expose().as_str())
            .collect();
        let shown = |one: &&TimelinePoint| {
            one.kind == TimelinePointKind::LastSeen
                || ranked.contains(&one.record.expose().as_str())
        };
        let mut rows = Vec::new();
        for one in found.timeline.iter().filter(shown) {
            let id = one.record.expose();
            let (label, state) = match one.kind {
                TimelinePointKind::LastSeen => (
                    vec![general("Last seen")],
                    if one.verified {
                        TimelineState::Verified
                    } else {
                        TimelineState::Recorded
                    },
                ),
                TimelinePointKind::Sighting => (
                    vec![Datum::new(Field::RecordId, id.clone())],
                    match one.outcome {
                        Some(SightingOutcome::Excluded) => TimelineState::Conflict,
                        _ if one.verified => TimelineState::Verified,
                        _ => TimelineState::Recorded,
                    },
                ),
            };
            let told = one.outcome.map_or("", outcome);
            rows.push(TimelineRow {
                label,
                spans: vec![TimelineSpan {
                    label: vec![
                        Datum::new(Field::EventDate, times(one.from, one.to)),
                        Datum::new(Field::Evidence, format!(" {told}").trim_end().to_owned()),
                    ],
                    start: Some(one.from.date()),
                    end: one.to.date().succ_opt(),
                    state,
                    sources: self.cite(id),
                }],
            });
        }
        if rows.is_empty() {
            return section("Timeline", vec![paragraph("No sighting has a time.")]);
        }
        let all = found.timeline.len();
        let listed = rows.len();
        let mut blocks = vec![figure(
            "What was seen when, by days; a sighting that is ruled out is drawn as a conflict",
            Drawing::Timeline(Timeline { rows }),
        )];
        blocks.extend(not_listed(all, listed));
        section("Timeline", blocks)
    }

    fn apart(&mut self, one: &SightingWeighed) -> Section {
        let id = one.sighting.expose().clone();
        let mut facts: Vec<Fact> = Vec::new();
        for part in &one.components {
            let mut sources = Vec::new();
            for input in &part.inputs {
                for source in self.cite(input.record.expose()) {
                    if !sources.contains(&source) {
                        sources.push(source);
                    }
                }
            }
            facts.push(told(part, sources));
        }
        facts.push(fact(
            "Together",
            vec![Datum::new(
                Field::Evidence,
                format!("{}: {}", one.total, one.words),
            )],
        ));
        let mut blocks = vec![Block::Facts { facts }];
        if let Some(exclusion) = &one.exclusion {
            blocks.insert(
                0,
                Block::Paragraph {
                    text: vec![Datum::new(
                        Field::Evidence,
                        format!(
                            "Ruled out: {}. What would show that it does not hold: {}.",
                            exclusion.label, exclusion.would_change
                        ),
                    )],
                },
            );
        }
        blocks.extend(self.ways(one));
        let changes: Vec<&SightingComponent> = one
            .components
            .iter()
            .filter(|part| part.part != SightingPart::Cap)
            .collect();
        let mut would: Vec<String> = changes
            .iter()
            .map(|part| format!("{}: {}", part_name(part.part), part.would_change))
            .collect();
        would.dedup();
        let mut items: Vec<Text> = would
            .into_iter()
            .map(|words| vec![Datum::new(Field::Evidence, words)])
            .collect();
        items.extend(
            one.ask
                .iter()
                .map(|ask| vec![general(format!("to ask: {ask}"))]),
        );
        items.extend(
            one.notes
                .iter()
                .map(|note| vec![general(note_words(*note))]),
        );
        if !items.is_empty() {
            blocks.push(paragraph(
                "What would change it, what to ask, and what to know:",
            ));
            blocks.push(Block::List { items });
        }
        Section {
            heading: vec![
                general(format!("{}. ", one.rank)),
                Datum::new(Field::RecordId, id),
                Datum::new(Field::Evidence, format!(": {}", outcome(one.outcome))),
            ],
            blocks,
            ..Section::default()
        }
    }

    /// Whether there was time for the ways.
    fn ways(&mut self, one: &SightingWeighed) -> Vec<Block> {
        let mut rows = Vec::new();
        for way in &one.travel {
            let name = match way.anchor {
                TravelAnchor::LastSeen => "where last seen".to_owned(),
                TravelAnchor::Sighting => way.record.expose().clone(),
            };
            rows.push(Row {
                cells: vec![
                    Some(name.into()),
                    Some(
                        if way.verified {
                            "verified"
                        } else {
                            "not verified"
                        }
                        .into(),
                    ),
                    Some(
                        match way.finding {
                            TravelFinding::Feasible => "there was time",
                            TravelFinding::Possible => "there may have been time",
                            TravelFinding::Infeasible => "there was no time",
                        }
                        .into(),
                    ),
                    Some(way.arithmetic.clone().into()),
                ],
                sources: self.cite(way.record.expose()),
            });
        }
        if rows.is_empty() {
            return vec![paragraph(
                "No way could be reckoned: a place or a time is missing on one side.",
            )];
        }
        vec![table(
            "Whether there was time for the ways",
            vec![
                column("From or to", Field::RecordId),
                column("Checked", Field::Evidence),
                column("Finding", Field::Evidence),
                column("Reckoning", Field::Evidence),
            ],
            rows,
        )]
    }

    fn ruled_out(&mut self) -> Section {
        let most = self.header.most_rows as usize;
        let all: Vec<_> = self
            .found
            .ranked
            .iter()
            .filter(|score| score.outcome == SightingOutcome::Excluded)
            .collect();
        if all.is_empty() {
            return section("Ruled out", vec![paragraph("No sighting is ruled out.")]);
        }
        let mut rows = Vec::new();
        for score in all.iter().take(most) {
            let id = score.sighting.expose().clone();
            rows.push(Row {
                cells: vec![
                    Some(id.clone().into()),
                    Some("no time for the way to where the child verifiably was".into()),
                    Some(words::weight(score.total).into()),
                ],
                sources: self.cite(&id),
            });
        }
        let mut blocks = vec![
            table(
                "Sightings that cannot be, if what is verified is true",
                vec![
                    column("Report", Field::RecordId),
                    column("Why", Field::Evidence),
                    column("What it would weigh", Field::Evidence),
                ],
                rows,
            ),
            paragraph(
                "A sighting that is ruled out and weighs much may have a wrong time or place: ask again before it is put away.",
            ),
        ];
        blocks.extend(not_listed(all.len(), most));
        section("Ruled out", blocks)
    }

    fn gaps(&self) -> Section {
        let counts = self.found.counts;
        let mut items: Vec<Text> = self
            .found
            .ask
            .iter()
            .map(|ask| vec![general(format!("the case lacks {ask}"))])
            .collect();
        for (words, number) in [
            ("sightings without a position: ", counts.without_place),
            ("sightings without a time: ", counts.without_time),
            ("reports given twice under one number: ", counts.repeated),
            (
                "reports on the case that are no sightings: ",
                counts.not_sightings,
            ),
        ] {
            if number > 0 {
                items.push(vec![general(words), count(number as usize, Vec::new())]);
            }
        }
        if items.is_empty() {
            return section(
                "Gaps",
                vec![paragraph("Nothing that was looked for is missing.")],
            );
        }
        section("Gaps", vec![Block::List { items }])
    }
}

fn method() -> Section {
    section(
        "How it was weighed",
        vec![
            paragraph(
                "What rules a sighting out comes first, and rests on verified records alone: no place within how far each may be off, and no \
                 time within what was told, leaves time for the way by road or by air. The rest are weights in bits, each the base-2 logarithm \
                 of how many times likelier it is if it was the child; groups have caps, and one caller is one voice.",
            ),
            paragraph(
                "Every weight is an assumption that nobody has measured. A total orders reports; it is no probability that it was the child. \
                 The name of the child counts nothing: whoever calls has it from the poster.",
            ),
        ],
    )
}

fn told(part: &SightingComponent, sources: Vec<String>) -> Fact {
    let field = match (part.group, part.part) {
        (_, SightingPart::Race) => Field::Race,
        (_, SightingPart::Age) => Field::ChildAge,
        (_, SightingPart::Sex) => Field::ChildSex,
        (SightingGroup::Description | SightingGroup::Marks, _) => Field::Description,
        (SightingGroup::Vehicle, _) => Field::Vehicle,
        _ => Field::Evidence,
    };
    let left = part.left_percent.map_or_else(String::new, |left| {
        format!(", {left} % left after the time since")
    });
    Fact {
        label: part_name(part.part).to_owned(),
        value: vec![
            Datum::new(field, part.label.clone()).from_sources(sources),
            Datum::new(Field::Evidence, format!(" ({}{left})", part.weight)),
        ],
        weighs: match part.weight.0 {
            0 => None,
            weight if weight > 0 => Some(Weighs::For),
            _ => Some(Weighs::Against),
        },
    }
}

const fn part_name(part: SightingPart) -> &'static str {
    match part {
        SightingPart::Near => "Near",
        SightingPart::Far => "Too far",
        SightingPart::Age => "Age",
        SightingPart::Height => "Height",
        SightingPart::Sex => "Sex",
        SightingPart::EyeColor => "Eyes",
        SightingPart::HairColor => "Colour of the hair",
        SightingPart::HairLength => "Length of the hair",
        SightingPart::Build => "Build",
        SightingPart::Eyewear => "Glasses",
        SightingPart::Clothing => "Clothing",
        SightingPart::Race => "Race as stated",
        SightingPart::Mark => "Mark",
        SightingPart::Plate => "Plate",
        SightingPart::VehicleLook => "Vehicle",
        SightingPart::Voice => "Another caller",
        SightingPart::Hearsay => "Hearsay",
        SightingPart::Cap => "Cap",
    }
}

const fn outcome(of: SightingOutcome) -> &'static str {
    match of {
        SightingOutcome::Excluded => "ruled out",
        SightingOutcome::Insufficient => "insufficient",
        SightingOutcome::Weak => "weak",
        SightingOutcome::Lead => "lead",
        SightingOutcome::Strong => "strong",
    }
}

const fn insufficient(why: SightingInsufficient) -> &'static str {
    match why {
        SightingInsufficient::TooFewGroups => "too little agrees",
        SightingInsufficient::TooWeak => "what agrees weighs too little",
        SightingInsufficient::BeforeLastSeen => "before the child was last seen",
        SightingInsufficient::AfterFound => "after the child was found",
        SightingInsufficient::InTheFuture => "of a time still to come",
    }
}

const fn note_words(note: SightingNote) -> &'static str {
    match note {
        SightingNote::NoPlace => "it has no position",
        SightingNote::NoTime => "it has no time",
        SightingNote::NoLastSeen => "the case does not say when and where the child was last seen",
        SightingNote::NoTimeZone => {
            "its time zone is not known: times may be further apart than shown"
        }
        SightingNote::UncertaintyAssumed => {
            "how exact its place is was not said: an assumption was taken"
        }
        SightingNote::ObservedAfterReceived => {
            "it was seen after it was reported: one of the two times is wrong"
        }
        SightingNote::NotAboutCase => "it does not name the case",
        SightingNote::NobodyDescribed => "it describes nobody",
        SightingNote::NotAllCompared => "only the sightings nearest in time were compared with it",
        SightingNote::OnlyByAir => "the child can have been there only by air",
    }
}

fn minute(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

fn times(from: NaiveDateTime, to: NaiveDateTime) -> String {
    if from == to {
        minute(from)
    } else if from.date() == to.date() {
        format!("{} to {}", minute(from), to.format("%H:%M"))
    } else {
        format!("{} to {}", minute(from), minute(to))
    }
}

fn child_words(child: &Involved, sources: &[String]) -> Text {
    let mut text = Text::new();
    if let Some(name) = child.names.first() {
        let parts = [&name.given, &name.middle, &name.surname];
        let words: Vec<&str> = parts
            .into_iter()
            .flatten()
            .map(|part| part.expose().as_str())
            .collect();
        let whole = name.full.as_ref().map(|full| full.expose().clone());
        let name = whole.unwrap_or_else(|| words.join(" "));
        if !name.is_empty() {
            text.push(Datum::new(Field::ChildName, name).from_sources(sources.to_vec()));
        }
    }
    if let Some(sex) = &child.sex {
        separate(&mut text);
        text.push(Datum::new(
            Field::ChildSex,
            format!("sex {}", sex.expose().as_str()),
        ));
    }
    if let Some(birth) = &child.birth_date {
        separate(&mut text);
        text.push(general("born "));
        text.push(Datum::new(Field::BirthDate, birth.expose().to_string()));
    }
    if text.is_empty() {
        text.push(general("not described"));
    }
    text
}

fn separate(text: &mut Text) {
    if !text.is_empty() {
        text.push(general(", "));
    }
}

/// Street, town and state, each as what it is.
fn place_words(place: &Place) -> Text {
    let mut text = Text::new();
    let Some(address) = &place.address else {
        return vec![general("a place without an address")];
    };
    let parts = [
        (Field::Street, &address.street),
        (Field::Locality, &address.locality),
        (Field::State, &address.state),
    ];
    for (field, part) in parts {
        if let Some(part) = part {
            separate(&mut text);
            text.push(Datum::new(field, part.expose().clone()));
        }
    }
    if text.is_empty() {
        text.push(general("a position without an address"));
    }
    text
}

/// Town and state in one line; none where the place has neither.
fn place_line(place: &Place) -> Option<String> {
    let address = place.address.as_ref()?;
    let parts = [&address.locality, &address.state];
    let words: Vec<&str> = parts
        .into_iter()
        .flatten()
        .map(|part| part.expose().as_str())
        .collect();
    if words.is_empty() {
        let has = address.latitude.is_some() && address.longitude.is_some();
        return has.then(|| "a position without a town".to_owned());
    }
    Some(words.join(", "))
}
