//! Where the person lived, worked and studied: who looked, and when last.

use chrono::NaiveDate;

use super::{
    LeadRegistrant,
    cited::Origin,
    words,
    writer::{Writer, add, cell, day_cell},
};
use crate::{
    documents::{
        Block, Datum, Drawing, Field, Row, Section, Timeline, TimelineRow, TimelineSpan,
        TimelineState,
        pieces::{column, figure, general, paragraph, section},
        words::code,
    },
    records::{Custody, Pii, Place, Span, StayKind, Verification, VerificationOutcome},
};

/// Lines of the picture.
const MOST_LINES: usize = 14;

/// A stay, of all records that have the very same.
pub(super) struct StayOf<'a> {
    pub(super) kind: StayUse,
    pub(super) place: &'a Place,
    /// The place in one line.
    pub(super) words: Option<String>,
    pub(super) span: Span,
    pub(super) organisation: Option<&'a str>,
    checks: Vec<&'a Verification>,
    basis: String,
    pub(super) sources: Vec<String>,
}

/// What somebody did there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum StayUse {
    Home,
    Transient,
    Lodging,
    Work,
    School,
    /// On record, and nobody says as what.
    Address,
}

impl StayUse {
    const fn of(kind: &StayKind) -> Self {
        match kind {
            StayKind::Residence => Self::Home,
            StayKind::Transient => Self::Transient,
            StayKind::Lodging => Self::Lodging,
            StayKind::Work => Self::Work,
            StayKind::School => Self::School,
            StayKind::Unstated | StayKind::Other(_) => Self::Address,
        }
    }

    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Transient => "area without a home",
            Self::Lodging => "lodging",
            Self::Work => "work",
            Self::School => "school",
            Self::Address => "address",
        }
    }

    const fn is_for_the_night(self) -> bool {
        !matches!(self, Self::Work | Self::School)
    }
}

impl StayOf<'_> {
    /// The last look by the day, where there was one.
    fn last_check(&self, as_of: NaiveDate) -> Option<&Verification> {
        let checks = self.checks.iter().filter(|one| *one.on.expose() <= as_of);
        checks.max_by_key(|one| *one.on.expose()).copied()
    }

    fn is_confirmed(&self, as_of: NaiveDate) -> bool {
        let mut checks = self.checks.iter().filter(|one| *one.on.expose() <= as_of);
        checks.any(|one| one.outcome == VerificationOutcome::Confirmed)
    }
}

/// All stays and addresses of the records, the latest first.
pub(super) fn all_stays<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant) -> Vec<StayOf<'a>> {
    let mut all: Vec<StayOf<'a>> = Vec::new();
    for record in &file.records {
        for stay in &record.stays {
            let origin = Origin::record(record).part(stay.provenance.as_ref());
            if !w.has(origin, None) {
                continue;
            }
            let one = StayOf {
                kind: StayUse::of(&stay.kind),
                place: &stay.place,
                words: words::place(&stay.place),
                span: stay.span.expose().clone(),
                organisation: stay
                    .organisation
                    .as_ref()
                    .map(|name| name.expose().as_str()),
                checks: stay.verifications.iter().collect(),
                basis: origin.basis(),
                sources: w.cited.part(origin),
            };
            let lower = |one: &StayOf<'_>| one.words.as_ref().map(|words| words.to_lowercase());
            let same = all.iter_mut().find(|old| {
                old.kind == one.kind
                    && old.span == one.span
                    && old.organisation == one.organisation
                    && lower(old) == lower(&one)
                    && one.words.is_some()
            });
            match same {
                Some(old) => {
                    add(&mut old.sources, one.sources);
                    old.checks.extend(one.checks);
                }
                None => all.push(one),
            }
        }
    }
    all.sort_by_key(|one| std::cmp::Reverse((one.span.start(), one.span.end().is_none())));
    all
}

pub(super) fn places<'a>(
    w: &mut Writer<'a>,
    file: &'a LeadRegistrant,
    stays: &[StayOf<'a>],
) -> Vec<Section> {
    vec![homes(w, file, stays), occupation(w, stays)]
}

fn homes<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant, stays: &[StayOf<'a>]) -> Section {
    let nights = || stays.iter().filter(|one| one.kind.is_for_the_night());
    let mut rows: Vec<Row> = nights().map(|one| row(w, one, false)).collect();
    for record in &file.records {
        for one in &record.person.addresses {
            let origin = Origin::record(record).part(one.provenance.as_ref());
            let words = words::address(one);
            // what a stay says as well stands there
            let is_stay = words.is_some() && nights().any(|stay| stay.words == words);
            if is_stay || words.is_none() || !w.has(origin, None) {
                continue;
            }
            let span = one.span.as_ref().map(Pii::expose);
            rows.push(Row {
                cells: vec![
                    cell(words),
                    cell(Some("address on record".to_owned())),
                    day_cell(span.and_then(Span::start)),
                    day_cell(span.and_then(Span::end)),
                    None,
                    None,
                    cell(Some(origin.basis())),
                ],
                sources: w.cited.part(origin),
            });
        }
    }
    let mut blocks = Vec::new();
    let custody = custody(w, file);
    blocks.extend(timeline(w, nights(), &custody));
    blocks.extend(w.rows(
        "Where the person lived, the latest first; \"until\" is the first day no longer there",
        columns(Field::Street, "Place"),
        rows,
        "No home, lodging or area is on record.",
    ));
    blocks.extend(custody_table(w, &custody));
    section("Residence timeline", blocks)
}

fn columns(field: Field, heading: &str) -> Vec<crate::documents::Column> {
    vec![
        column(heading, field),
        column("As", Field::Evidence),
        column("From", Field::EventDate),
        column("Until", Field::EventDate),
        column("Last looked", Field::EventDate),
        column("How, and found", Field::Evidence),
        column("Recorded, by, confidence", Field::Evidence),
    ]
}

fn row(w: &Writer<'_>, one: &StayOf<'_>, with_organisation: bool) -> Row {
    let last = one.last_check(w.as_of);
    let how = last.map(|look| {
        let manner = words::known(look.manner.as_str());
        let by = look.by.as_ref().map(|by| format!("by {}", by.expose()));
        let parts = [manner, Some(words::found(&look.outcome)), by];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    });
    let place = one
        .words
        .clone()
        .unwrap_or_else(|| "not stated; see the map".to_owned());
    let place = match one.organisation.filter(|_| with_organisation) {
        Some(organisation) => format!("{organisation}, {place}"),
        None => place,
    };
    let planned = one.span.start().is_some_and(|start| start > w.as_of);
    let kind = if planned {
        format!("{}, planned", one.kind.words())
    } else {
        one.kind.words().to_owned()
    };
    Row {
        cells: vec![
            cell(Some(place)),
            cell(Some(kind)),
            day_cell(one.span.start()),
            day_cell(one.span.end()),
            day_cell(last.map(|look| *look.on.expose())),
            cell(Some(how.unwrap_or_else(|| "nobody looked".to_owned()))),
            cell(Some(one.basis.clone())),
        ],
        sources: one.sources.clone(),
    }
}

fn occupation(w: &Writer<'_>, stays: &[StayOf<'_>]) -> Section {
    let mut blocks = Vec::new();
    for (kind, field, caption, none) in [
        (
            StayUse::Work,
            Field::Employer,
            "Employment",
            "No employment is on record.",
        ),
        (
            StayUse::School,
            Field::School,
            "School",
            "No school is on record.",
        ),
    ] {
        let these = stays.iter().filter(|one| one.kind == kind);
        let rows = these.map(|one| row(w, one, true)).collect();
        blocks.extend(w.rows(caption, columns(field, "Where"), rows, none));
    }
    section("Employment and school", blocks)
}

/// A time in custody, with where it is from.
struct CustodyOf<'a> {
    one: &'a Custody,
    basis: String,
    sources: Vec<String>,
}

fn custody<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant) -> Vec<CustodyOf<'a>> {
    let mut all = Vec::new();
    for record in &file.records {
        for one in &record.custody {
            let origin = Origin::record(record).part(one.provenance.as_ref());
            if w.has(origin, one.span.expose().start()) {
                all.push(CustodyOf {
                    one,
                    basis: origin.basis(),
                    sources: w.cited.part(origin),
                });
            }
        }
    }
    all.sort_by_key(|one| std::cmp::Reverse(one.one.span.expose().start()));
    all
}

fn custody_table(w: &Writer<'_>, custody: &[CustodyOf<'_>]) -> Vec<Block> {
    let rows = custody.iter().map(|of| {
        let one = of.one;
        let confirmed = match one.verified {
            Some(true) => "confirmed by the place of custody",
            _ => "not confirmed by the place of custody",
        };
        Row {
            cells: vec![
                cell(Some(
                    words::known(one.kind.as_str()).unwrap_or_else(|| "custody".to_owned()),
                )),
                cell(one.facility.as_ref().map(Pii::expose).cloned()),
                day_cell(one.span.expose().start()),
                day_cell(one.span.expose().end()),
                cell(Some(confirmed.to_owned())),
                cell(Some(of.basis.clone())),
            ],
            sources: of.sources.clone(),
        }
    });
    let mut columns: Vec<_> = ["Custody", "Where", "From", "Until", "Confirmed"]
        .into_iter()
        .map(|heading| column(heading, Field::Custody))
        .collect();
    columns.push(column("Recorded, by, confidence", Field::Evidence));
    w.rows(
        "Times in custody",
        columns,
        rows.collect(),
        "No time in custody is on record.",
    )
}

/// The picture: a line for each place, one for custody, and one for the days of which nothing is known.
fn timeline<'s, 'a: 's>(
    w: &Writer<'_>,
    nights: impl Iterator<Item = &'s StayOf<'a>>,
    custody: &[CustodyOf<'_>],
) -> Option<Block> {
    let after = w.as_of.succ_opt()?;
    let dated: Vec<(&StayOf<'_>, NaiveDate, NaiveDate)> = nights
        .filter_map(|one| {
            let start = one.span.start().filter(|start| *start <= w.as_of)?;
            let end = one.span.end().unwrap_or(after).min(after);
            (start < end).then_some((one, start, end))
        })
        .collect();
    if dated.is_empty() {
        return Some(paragraph(
            "No home has a day from which on it is on record, so there is no picture of it.",
        ));
    }
    let mut rows: Vec<TimelineRow> = Vec::new();
    let mut left = 0;
    for (one, start, end) in dated.iter().rev() {
        let Some(label) = label(one) else { continue };
        let span = TimelineSpan {
            label: vec![Datum::new(Field::Evidence, one.kind.words())],
            start: Some(*start),
            end: Some(*end),
            state: state(one, *start, *end, &dated, w.as_of),
            sources: one.sources.clone(),
        };
        let is_full = rows.len() >= MOST_LINES;
        let same = rows.iter_mut().find(|row| {
            let same = |datum: &Datum| datum.value == label.value;
            row.label.first().is_some_and(same)
        });
        match same {
            Some(row) => row.spans.push(span),
            None if is_full => left += 1,
            None => rows.push(TimelineRow {
                label: vec![label],
                spans: vec![span],
            }),
        }
    }
    let held: Vec<TimelineSpan> = custody
        .iter()
        .filter_map(|of| {
            let span = of.one.span.expose();
            let start = span.start().filter(|start| *start <= w.as_of)?;
            let end = span.end().unwrap_or(after).min(after);
            (start < end).then(|| TimelineSpan {
                label: vec![Datum::new(Field::Custody, code(of.one.kind.as_str()))],
                start: Some(start),
                end: Some(end),
                state: if of.one.verified == Some(true) {
                    TimelineState::Verified
                } else {
                    TimelineState::Recorded
                },
                sources: of.sources.clone(),
            })
        })
        .collect();
    let mut covered: Vec<(NaiveDate, NaiveDate)> =
        dated.iter().map(|(_, start, end)| (*start, *end)).collect();
    covered.extend(held.iter().filter_map(|span| span.start.zip(span.end)));
    if !held.is_empty() {
        rows.push(TimelineRow {
            label: vec![Datum::new(Field::Custody, "in custody")],
            spans: held,
        });
    }
    let gaps = gaps(covered, after);
    if !gaps.is_empty() {
        rows.push(TimelineRow {
            label: vec![general("not known")],
            spans: gaps,
        });
    }
    let mut block = figure(
        "Where the person lived, as recorded; \"verified\" where somebody looked and found it so at some time of the stay, \
         \"conflict\" where two homes are on record at one time",
        Drawing::Timeline(Timeline { rows }),
    );
    if left > 0
        && let Block::Figure(figure) = &mut block
    {
        figure.caption.push(general("; "));
        figure
            .caption
            .push(Datum::new(Field::Count, i64::from(left)));
        figure
            .caption
            .push(general(" more places are in the table only"));
    }
    Some(block)
}

/// What a place is called beside its line.
fn label(one: &StayOf<'_>) -> Option<Datum> {
    let street = one.place.address.as_ref().and_then(words::street);
    let words = street.or_else(|| one.words.clone())?;
    Some(Datum::new(Field::Street, words))
}

/// Two homes of other addresses that both go on for a month and more cannot both be the one.
fn state(
    one: &StayOf<'_>,
    start: NaiveDate,
    end: NaiveDate,
    all: &[(&StayOf<'_>, NaiveDate, NaiveDate)],
    as_of: NaiveDate,
) -> TimelineState {
    let conflict = one.kind == StayUse::Home
        && all.iter().any(|(other, from, to)| {
            other.kind == StayUse::Home
                && other.words != one.words
                && (end.min(*to) - start.max(*from)).num_days() > 30
        });
    if conflict {
        TimelineState::Conflict
    } else if one.is_confirmed(as_of) {
        TimelineState::Verified
    } else {
        TimelineState::Recorded
    }
}

/// The stretches between the first day and the last that nothing covers.
fn gaps(mut covered: Vec<(NaiveDate, NaiveDate)>, after: NaiveDate) -> Vec<TimelineSpan> {
    covered.sort_unstable();
    let mut gaps = Vec::new();
    let mut last = covered.first().map_or(after, |(start, _)| *start);
    covered.push((after, after));
    for (start, end) in covered {
        if (start - last).num_days() > 14 {
            gaps.push(TimelineSpan {
                label: vec![general("nothing known")],
                start: Some(last),
                end: Some(start),
                state: TimelineState::Gap,
                sources: Vec::new(),
            });
        }
        last = last.max(end);
    }
    gaps
}
