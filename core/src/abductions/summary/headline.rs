//! The figures that come first.

use super::{
    Writer,
    pieces::{count, fact, general, section},
    rough::{FEW, rounded},
    words,
};
use crate::{
    abductions::{Answer, trends::Period},
    documents::{Bar, Bars, Block, Datum, Drawing, Fact, Field, Figure, Section, Text},
    patterns::{RegionOutcome, SchoolRun},
};

/// Windows in the picture.
const SHOWN: usize = 13;
/// Incidents of a window below which nothing is called unusual: one or two follow a quiet year by chance alone. Assumption.
const LEAST_ALARM: usize = 3;

impl Writer<'_> {
    pub(super) fn headline(&mut self) -> Section {
        let late = self.reported_late();
        let counts = &self.trend.counts;
        let days = self.settings.trends.window_days;
        let of_now = self
            .sources
            .number("incidents of the window", &counts.now.incidents);
        let mut facts = vec![fact(
            &format!("Incidents in these {days} days"),
            self.counted(counts.now.incidents.len(), of_now),
        )];
        let silence = self.silence();
        if let Some(words) = &silence {
            facts = vec![fact(
                &format!("Incidents in these {days} days"),
                vec![general(words.clone())],
            )];
        }
        facts.extend(late);
        facts.push(fact("Is that unusual?", self.unusual()));
        let four: Vec<_> = counts.history.iter().take(4).collect();
        let of_four: Vec<_> = four.iter().flat_map(|one| one.incidents.clone()).collect();
        let cited = self
            .sources
            .number("incidents of the four windows before", &of_four);
        let before = match counts.mean_of_four {
            Some(_) if !self.is_for_police() => {
                let mut text = self.counted(of_four.len(), cited);
                text.push(general(" in all four"));
                text
            }
            Some(mean) => vec![
                Datum::new(Field::Count, (mean * 10.0).round() / 10.0).from_sources(cited),
                general(" on average"),
            ],
            None => not_known("the data do not cover all of that time"),
        };
        facts.push(fact("The four windows before", before));
        let of_last_year = self.sources.number(
            "incidents of the same window a year ago",
            &counts.last_year.incidents,
        );
        let last_year = match counts.last_year.count() {
            Some(number) => self.counted(number as usize, of_last_year),
            None => not_known("the data do not cover all of that time"),
        };
        facts.push(fact("The same window a year ago", last_year));
        if self.is_for_police() {
            facts.extend(self.leads());
        }
        facts.extend(self.longer());
        let mut blocks = vec![Block::Facts { facts }];
        if silence.is_none() {
            blocks.extend(self.windows());
        }
        section("At a glance", blocks)
    }

    fn reported_late(&mut self) -> Option<Fact> {
        let late = self.trend.reported_late.clone();
        if late.is_empty() || !self.is_told(late.len() as f64) {
            return None;
        }
        let cited = self.sources.number("incidents reported late", &late);
        let mut text = self.counted(late.len(), cited);
        text.push(general(
            " more; they are in no count of this window, and not in what is called unusual",
        ));
        Some(fact("Reported in this window, happened before", text))
    }

    /// What the longer period says, in a line each.
    fn longer(&mut self) -> Vec<Fact> {
        let mut facts = Vec::new();
        let long = self.trend.long.clone();
        let last = words::last_days(self.settings.trends.long_days);
        if let Answer::Found(profile) = &long.profile
            && let SchoolRun::Shares {
                before,
                after,
                if_even,
            } = profile.school_run
            && self.is_told((before + after) * f64::from(profile.informative))
        {
            let known = f64::from(profile.informative);
            let ids = self.timed(self.settings.trends.profile.longest_span_hours);
            let mut cited = self.sources.number("incidents with a known hour", &ids);
            cited.extend(self.on_the_way());
            let mut text = if self.is_for_police() {
                vec![general(words::percent(before + after)).from_sources(cited)]
            } else {
                Self::rough_part((before + after) * known, known, cited)
            };
            let of = if self.is_for_police() { " of" } else { "" };
            text.push(general(format!(
                "{of} incidents with a known hour; an even spread over the week would have {}",
                words::percent(if_even)
            )));
            facts.push(fact(
                &format!("On the way to and from school, {last}"),
                text,
            ));
        }
        if let Answer::Found(share) = &long.with_vehicle
            && self.is_told(share.incidents.len() as f64)
        {
            let cited = self
                .sources
                .number("incidents with a vehicle", &share.incidents);
            let text = if self.is_for_police() {
                vec![general(words::share(share)).from_sources(cited)]
            } else {
                let all = long.period.incidents.len() as f64;
                Self::rough_part(share.incidents.len() as f64, all, cited)
            };
            facts.push(fact(&format!("With a vehicle, {last}"), text));
        }
        facts
    }

    fn unusual(&self) -> Text {
        let counts = &self.trend.counts;
        let range = |text: &mut Text| {
            if let Some((least, most)) = counts.usual {
                text.push(general(format!(" Usual: {least} to {most}.")));
            }
        };
        let now = counts.now.incidents.len();
        if let Some(words) = self.silence().filter(|_| !self.is_for_police()) {
            return vec![general(words)];
        }
        if !self.is_for_police() && now < FEW {
            return vec![general("Too few in this window to tell.")];
        }
        let before = counts.history.iter().filter(|one| one.is_known);
        let before: usize = before.map(|one| one.incidents.len()).sum();
        match &counts.unusual.outcome {
            RegionOutcome::Tested {
                expected,
                p,
                q,
                alarm,
                ..
            } => {
                let verdict = if now < LEAST_ALARM && (*alarm || *p <= 0.05) {
                    "Too few to tell: nothing below 3 incidents is called unusual. "
                } else if *alarm {
                    "Yes, more than usual. "
                } else if *p <= 0.05 {
                    "Perhaps: more than usual for this region alone, but among so many regions one may be so by chance. "
                } else {
                    "No. "
                };
                if !self.is_for_police() {
                    let mut text = vec![general(format!(
                        "{verdict}In the {} windows before together: ",
                        counts.unusual.known_periods
                    ))];
                    text.extend(self.counted(before, Vec::new()));
                    text.push(general("."));
                    return text;
                }
                let mut text = vec![general(format!(
                    "{verdict}{expected:.1} were to be expected from the {} windows before.",
                    counts.unusual.known_periods
                ))];
                range(&mut text);
                text.push(general(format!(
                    " As many or more by chance: p {}; false-discovery rate over the regions {}.",
                    words::probability(*p),
                    words::probability(*q)
                )));
                text
            }
            RegionOutcome::Insufficient { reason } => not_known(reason),
        }
    }

    /// Series and clusters, in figures.
    fn leads(&mut self) -> Vec<Fact> {
        let new = self.series.iter().filter(|one| one.is_new());
        let new: Vec<_> = new.flat_map(|one| one.series.incidents.clone()).collect();
        let changed = self.series.iter().filter(|one| !one.is_new());
        let changed: Vec<_> = changed
            .flat_map(|one| one.series.incidents.clone())
            .collect();
        let number = self.series.iter().filter(|one| one.is_new()).count();
        let of_new = self.sources.number("incidents of new series", &new);
        let of_changed = self.sources.number("incidents of changed series", &changed);
        let open = self.may_belong.all();
        let of_open = self.sources.number(MAY_BELONG, &open);
        let mut facts = Vec::new();
        if !open.is_empty() {
            facts.push(fact(
                "Not placed, not dated, or known only to a longer time",
                vec![
                    count(open.len(), of_open),
                    general(" more may belong to this region and window, or not"),
                ],
            ));
        }
        if self.silence().is_some() {
            for label in ["New and changed series", "Clusters that are alive"] {
                let words = "Not known: there is no report of this window.";
                facts.push(fact(label, vec![general(words)]));
            }
            return facts;
        }
        facts.extend([
            fact("New series", vec![count(number, of_new)]),
            fact(
                "Series with a further incident",
                vec![count(self.series.len() - number, of_changed)],
            ),
        ]);
        facts.push(match &self.trend.alive {
            Answer::Found(alive) => {
                let rare = alive
                    .clusters
                    .iter()
                    .filter(|one| one.p.is_some_and(|p| p <= 0.05));
                let rare: Vec<_> = rare.collect();
                let mut ids: Vec<_> = rare.iter().flat_map(|one| one.incidents.clone()).collect();
                ids.sort();
                ids.dedup();
                let cited = self
                    .sources
                    .number("incidents of clusters that are alive", &ids);
                fact(
                    "Clusters that are alive",
                    vec![
                        count(rare.len(), cited),
                        general(" with p 0.05 and below: chance alone brings one as strong in 1 of 20 looks like this one"),
                    ],
                )
            }
            Answer::NotEnoughData { reason } => fact("Clusters that are alive", not_known(reason)),
            Answer::NotAsked => fact(
                "Clusters that are alive",
                vec![general("Not looked for in this edition.")],
            ),
        });
        facts
    }

    /// The counts of the windows up to this one; none for everyone where there are fewer than three in each on average.
    fn windows(&mut self) -> Option<Block> {
        let is_for_police = self.is_for_police();
        let counts = &self.trend.counts;
        let known = |one: &&Period| one.is_known;
        let before = counts.history.iter().take(SHOWN - 1).filter(known);
        let shown = before.clone().chain([&counts.now]);
        let (windows, all) = shown.fold((0, 0), |(windows, all), one| {
            (windows + 1, all + one.incidents.len())
        });
        if !is_for_police && rounded(all as f64) < FEW * windows {
            return None;
        }
        let shown = before.clone().chain([&counts.now]);
        let mut ids: Vec<_> = shown.flat_map(|one| one.incidents.clone()).collect();
        ids.sort();
        ids.dedup();
        let cited = self.sources.number("incidents of the windows shown", &ids);
        let usual = counts.usual.filter(|_| is_for_police);
        let usual = usual.map(|(least, most)| (f64::from(least), f64::from(most)));
        let shown: Vec<Period> = before.clone().chain([&counts.now]).cloned().collect();
        let mut bars = Vec::new();
        for one in &shown {
            let number = one.incidents.len();
            let (value, cited) = if is_for_police {
                let what = format!("incidents of the window of {}", one.from);
                (number, self.sources.number(&what, &one.incidents))
            } else {
                (rounded(number as f64), Vec::new())
            };
            bars.push(Bar {
                label: vec![general(words::short_day(one.from)).from_sources(cited)],
                value: value as f64,
                expected: None,
            });
        }
        // the latest window is the last of those shown, and stands right
        let last = bars.pop();
        bars.reverse();
        bars.extend(last.map(|last| Bar {
            expected: usual,
            ..last
        }));
        let days = self.settings.trends.window_days;
        Some(Block::Figure(Figure {
            caption: vec![
                general(format!(
                    "Incidents in each {days} days, by the first of them; the last bar is this window{}",
                    if is_for_police { "" } else { "; 0 is fewer than 3" }
                ))
                .from_sources(cited),
            ],
            drawing: Drawing::Bars(Bars {
                axis: format!("incidents in {days} days"),
                field: Field::Count,
                bars,
            }),
        }))
    }
}

/// What incidents are called that could be of this region and window, and could not be placed or dated.
pub(super) const MAY_BELONG: &str =
    "incidents not placed, not dated or known only to a longer time, which may belong here";

pub(super) fn not_known(reason: &str) -> Text {
    vec![general(format!("Not enough data: {reason}."))]
}
