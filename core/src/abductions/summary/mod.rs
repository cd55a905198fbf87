//! The periodic summary: what an agency sends out every week or two.
//!
//! One edition for law enforcement and one for everyone. Both are documents as any other, and leave through
//! [`release`](crate::release). Nothing in them predicts a person or a next event: they say what was reported, what was
//! usual, which incidents may belong together and why, and what is not known.

mod agree;
mod cases;
mod gaps;
mod headline;
mod look_for;
mod patterns;
pub(super) mod pieces;
mod prevention;
mod rough;
pub(super) mod series;
mod settings;
pub(super) mod words;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Duplicate, FoundSeries, SeriesFound, TrendSettings,
    facts::time,
    trends::{MayBelong, RegionTrend, Study, check_left_out},
};
use crate::{
    Control, Error, Result,
    documents::{Block, Datum, Document, Field, LeadNotice, Marking, Section},
    records::{Case, Incident, Incoming, Limits, Outcome, Pii, Rejections, Usable},
};
use pieces::{Sources, count, general, paragraph, section};

pub use settings::{Edition, SummarySettings};

/// Incidents of the longer period below which everyone reads no figures.
const FEWEST: usize = 10;

/// Writes the summary of a region for a window of days.
///
/// `found` are the series among all incidents, from [`series`](super::series); its duplicates do not count. Incidents are
/// compared with open cases of the kinds that the settings name.
///
/// Law enforcement reads: figures, what to look for, a map, new and changed series with what speaks for and against them,
/// the window's incidents, clusters that are alive, patterns, open cases nearby, what the data leave open, and pointers for
/// prevention. Everyone reads figures, patterns, kinds of vehicles and pointers. Each number leads to the ids of incidents,
/// in the edition for everyone only until it is released. That edition rounds all counts to fives, tells none below 3 and no
/// word that is not of a list, and no figures at all of a region with fewer than 10 incidents in the longer period.
///
/// # Errors
///
/// As [`trends`](super::trends), and for settings out of their range; [`Error::UnknownRecord`] when `found` names an incident
/// that is not among `incidents`.
///
/// ```
/// use caselink::{
///     NoControl,
///     abductions::{SeriesSettings, SummarySettings, series, summary},
///     records::Limits,
/// };
///
/// let found = series(&[], &SeriesSettings::default(), &Limits::default(), &NoControl)?;
/// let settings = SummarySettings::from_value(&serde_json::json!({
///     "id": "AA-2026-22", "agency": "Example State Clearinghouse", "as_of": "2026-06-01",
///     "region": { "kind": "state", "state": "IL" },
/// }))?;
/// let document = summary(&[], &found, &[], &settings, &Limits::default(), &NoControl)?;
/// assert!(document.marking.law_enforcement_sensitive);
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn summary<'a>(
    incidents: impl Into<Incoming<'a, Incident>>,
    found: &SeriesFound,
    cases: &[Case],
    settings: &SummarySettings,
    limits: &Limits,
    control: &dyn Control,
) -> Result<Document> {
    settings.check()?;
    let Usable {
        records: incidents,
        rejected,
    } = incidents.into().usable(false, limits)?;
    let by_id: FxHashMap<&str, &Incident> = incidents
        .iter()
        .map(|one| (one.id.expose().as_str(), *one))
        .collect();
    check_found(found, &by_id)?;
    check_left_out(&settings.trends, &incidents, rejected.total == 0)?;
    // a report that its agency found untrue stands for no other
    let stands = |one: &&Duplicate| {
        let kept = by_id.get(one.kept.expose().as_str());
        kept.is_some_and(|kept| !kept.outcomes.contains(&Outcome::Unfounded))
    };
    let duplicates = found.duplicates.iter().filter(stands);
    let mut left_out = settings.trends.left_out.clone();
    left_out.extend(duplicates.map(|one| one.duplicate.clone()));
    let trend_settings = TrendSettings {
        left_out,
        ..settings.trends.clone()
    };
    let study = Study::new(&incidents, settings.as_of, &trend_settings, limits, control)?;
    let trend = study.one(&settings.region, control)?;
    let is_for_police = settings.edition == Edition::LawEnforcement;
    let mut writer = Writer {
        settings,
        series: shown_series(found, &trend, &by_id),
        may_belong: study.may_belong(&trend),
        stale: study.stale(),
        trend,
        by_id,
        // of the same rows as a rule: what was set aside here, or else when series were found
        rejected: if rejected.total > 0 {
            rejected
        } else {
            found.rejected.clone()
        },
        found,
        sources: Sources::new(is_for_police, settings.most_ids),
    };
    let sections = if is_for_police {
        writer.for_police(cases, control)?
    } else {
        writer.for_everyone()
    };
    let window = &writer.trend.counts.now;
    let contact = settings.contact.iter().map(|contact| {
        let field = if is_for_police {
            Field::Officer
        } else {
            Field::General
        };
        Datum::new(field, contact.clone())
    });
    Ok(Document {
        id: settings.id.clone(),
        title: vec![general(format!(
            "Attempted abductions: {}, {}",
            settings.place(),
            words::days(window.from, window.to)
        ))],
        agency: settings.agency.clone(),
        as_of: settings.as_of,
        marking: if is_for_police {
            Marking::default()
        } else {
            Marking::CLEAR
        },
        contact: contact.collect(),
        sections,
        sources: writer.sources.into_list(),
        notice: LeadNotice,
    })
}

fn check_found(found: &SeriesFound, by_id: &FxHashMap<&str, &Incident>) -> Result<()> {
    let of_series = found.series.iter().flat_map(|one| &one.incidents);
    let of_duplicates = found.duplicates.iter().chain(&found.possible_duplicates);
    let of_duplicates = of_duplicates.flat_map(|one| [&one.kept, &one.duplicate]);
    let mut all = of_series.chain(of_duplicates);
    if all.all(|id| by_id.contains_key(id.expose().as_str())) {
        return Ok(());
    }
    Err(Error::UnknownRecord { name: "found" })
}

/// A series that is shown: with an incident in the window, or one that was reported in it.
struct Shown<'a> {
    name: String,
    series: &'a FoundSeries,
    /// Its incidents in this window.
    now: Vec<Pii<String>>,
    /// How many it has from before; those of which no day is known are none of them.
    before: usize,
}

impl Shown<'_> {
    /// Whether it was no series before the window.
    const fn is_new(&self) -> bool {
        self.before < 2
    }
}

fn shown_series<'a>(
    found: &'a SeriesFound,
    trend: &RegionTrend,
    by_id: &FxHashMap<&str, &Incident>,
) -> Vec<Shown<'a>> {
    let window: FxHashSet<&str> = ids(&trend.counts.now.incidents).collect();
    let late: FxHashSet<&str> = ids(&trend.reported_late).collect();
    let mut shown = Vec::new();
    for series in &found.series {
        let is_now = |id: &&Pii<String>| window.contains(id.expose().as_str());
        let now: Vec<Pii<String>> = series.incidents.iter().filter(is_now).cloned().collect();
        let is_late = |id: &&str| late.contains(id);
        if now.is_empty() && !ids(&series.incidents).any(|id| is_late(&id)) {
            continue;
        }
        let is_before = |id: &&str| {
            let day = by_id.get(id).and_then(|one| words::date_of(one));
            day.is_some_and(|day| day < trend.counts.now.from) && !is_late(id)
        };
        shown.push(Shown {
            name: format!("Series {}", words::letter(shown.len())),
            before: ids(&series.incidents).filter(is_before).count(),
            series,
            now,
        });
    }
    shown
}

fn ids(ids: &[Pii<String>]) -> impl Iterator<Item = &str> {
    ids.iter().map(|id| id.expose().as_str())
}

struct Writer<'a> {
    settings: &'a SummarySettings,
    trend: RegionTrend,
    may_belong: MayBelong,
    /// Why nothing can be said of this window, where all reports are older.
    stale: Option<String>,
    by_id: FxHashMap<&'a str, &'a Incident>,
    rejected: Rejections,
    found: &'a SeriesFound,
    series: Vec<Shown<'a>>,
    sources: Sources,
}

impl<'a> Writer<'a> {
    fn for_police(&mut self, cases: &[Case], control: &dyn Control) -> Result<Vec<Section>> {
        Ok(vec![
            self.headline(),
            self.look_for(),
            self.map(),
            self.series(),
            self.incidents(),
            self.clusters(),
            self.patterns(),
            self.cases(cases, control)?,
            self.prevention(),
            self.gaps(),
            method(),
        ])
    }

    fn for_everyone(&mut self) -> Vec<Section> {
        if self.trend.long.period.incidents.len() < FEWEST {
            let last = words::last_days(self.settings.trends.long_days);
            let words = format!(
                "Not enough data: fewer than {FEWEST} incidents in this region in the {last}, too few to tell without naming \
                 someone."
            );
            let mut blocks: Vec<Block> = self.silence().map(paragraph).into_iter().collect();
            blocks.push(paragraph(words));
            return vec![section("At a glance", blocks), public_method()];
        }
        vec![
            self.headline(),
            self.patterns(),
            self.prevention(),
            public_method(),
        ]
    }

    const fn is_for_police(&self) -> bool {
        matches!(self.settings.edition, Edition::LawEnforcement)
    }

    /// The ids of incidents of the longer period whose time is known, to the hours where that is asked for.
    fn timed(&self, longest_hours: f64) -> Vec<Pii<String>> {
        let is_timed = |id: &&Pii<String>| {
            let time = self.incident(id.expose()).map(time);
            matches!(time, Some(Ok((start, end))) if (end - start) * 24.0 < longest_hours)
        };
        let all = self.trend.long.period.incidents.iter();
        all.filter(is_timed).cloned().collect()
    }

    fn incident(&self, id: &str) -> Option<&'a Incident> {
        self.by_id.get(id).copied()
    }

    /// Why nothing can be said of this window; it is not calm.
    fn silence(&self) -> Option<String> {
        if !self.trend.has_reports {
            let words = "No reports: the data hold no incident of this region. That is not calm; whether anything happened is not \
                         known.";
            return Some(words.to_owned());
        }
        let reason = self.stale.as_ref()?;
        Some(if self.is_for_police() {
            format!("Not enough data to say: {reason}. That is not calm.")
        } else {
            "Not enough data to say: no report of this window has come in. That is not calm."
                .to_owned()
        })
    }

    /// The window's incidents, the latest first.
    fn latest(&self) -> Vec<&'a Incident> {
        self.in_order(&self.trend.counts.now.incidents)
    }

    /// What was reported in this window and happened before it, the latest first.
    fn late(&self) -> Vec<&'a Incident> {
        self.in_order(&self.trend.reported_late)
    }

    /// What this edition is the first to know of: the window's incidents, and after them the late ones.
    fn fresh(&self) -> Vec<&'a Incident> {
        [self.latest(), self.late()].concat()
    }

    fn is_late(&self, incident: &Incident) -> bool {
        self.trend.reported_late.contains(&incident.id)
    }

    /// When an incident happened, and when it was reported where that is what brings it here.
    fn seen(&self, incident: &Incident) -> Option<String> {
        let time = words::time_of(incident)?;
        let reported = incident.reported_on.filter(|_| self.is_late(incident));
        Some(match reported {
            Some(day) => format!("{time}, reported late on {day}"),
            None => time,
        })
    }

    fn in_order(&self, of: &[Pii<String>]) -> Vec<&'a Incident> {
        let mut all: Vec<&Incident> = ids(of).filter_map(|id| self.incident(id)).collect();
        let key = |one: &Incident| {
            let start = one.time.as_ref().map(|time| time.expose().earliest);
            (words::date_of(one), start)
        };
        all.sort_by(|a, b| key(b).cmp(&key(a)).then_with(|| a.id.cmp(&b.id)));
        all
    }

    /// The number of the shown series that an incident is in.
    fn series_of(&self, id: &str) -> Option<usize> {
        let has = |one: &Shown<'_>| ids(&one.series.incidents).any(|of| of == id);
        self.series.iter().position(has)
    }

    /// New and changed series, each with what speaks for and against it.
    fn series(&mut self) -> Section {
        if self.series.is_empty() {
            return section(
                "New and changed series",
                vec![paragraph(
                    "No series has an incident in this window. Incidents that are alike but not enough are not shown.",
                )],
            );
        }
        let blocks = vec![paragraph(
            "Incidents that may be the work of one person, and why. Weights are in bits: each bit doubles the odds that \
             two incidents belong together, from whatever odds one starts with. They are leads to check.",
        )];
        let mut sections = Vec::new();
        let all = self.series.len();
        let most = self.settings.most_rows as usize;
        for shown in self.series.iter().take(most) {
            sections.push(series_section(shown, &mut self.sources));
        }
        let mut blocks = blocks;
        blocks.extend(pieces::not_listed(all, most));
        Section {
            sections,
            ..section("New and changed series", blocks)
        }
    }
}

fn series_section(shown: &Shown<'_>, sources: &mut Sources) -> Section {
    let (name, one) = (&shown.name, shown.series);
    let kind = if shown.is_new() { "new" } else { "changed" };
    let heading = vec![
        general(format!("{name}, {kind}: ")),
        count(one.incidents.len(), Vec::new()),
        general(" incidents"),
    ];
    let blocks = vec![Block::Facts {
        facts: series::facts(one, &shown.now, name, sources),
    }];
    let part = |heading: &str, blocks| section(heading, blocks);
    let why = part("What speaks for and against", series::why(one));
    let mut sections = vec![why];
    for (heading, what) in [("Suspect", &one.suspect), ("Vehicle", &one.vehicle)] {
        let label = format!("{name}, {}", heading.to_lowercase());
        if let Some(facts) = series::composite(what, &label, sources) {
            sections.push(part(
                &format!("{heading}, as all witnesses say together"),
                vec![facts],
            ));
        }
    }
    Section {
        heading,
        blocks,
        sections,
        ..Section::default()
    }
}

fn method() -> Section {
    section(
        "How to read this",
        vec![
            paragraph(
                "Counts are of incidents that agencies reported and did not find untrue; second reports of one incident \
                 count once. What is usual is the Gamma-Poisson predictive distribution over the windows before; with many \
                 regions, the false-discovery rate says how often such a flag is false. Counts that drift, or swing with \
                 the season, make it too ready to flag.",
            ),
            paragraph(
                "Series come from comparing incidents two at a time; descriptions by witnesses err, and reports with more \
                 detail are easier to tie together. Shares have the interval that chance alone leaves. Clusters are circles, \
                 and their edge is not the edge of anything. Near repeats say that attempts followed each other, not that \
                 another will.",
            ),
            paragraph(
                "The list of records at the end says which incidents stand behind each number.",
            ),
        ],
    )
}

fn public_method() -> Section {
    section(
        "How to read this",
        vec![paragraph(
            "These are incidents that agencies reported, and not all that happened. Figures for small areas and short times \
             vary by chance. All counts are rounded to the nearest five, and those below 3 are not told, so that parts need not add \
             up. Nothing here tells where or when something will happen.",
        )],
    )
}
