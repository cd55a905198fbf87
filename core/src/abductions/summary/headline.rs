//! The figures that come first.

use super::{
    Writer,
    pieces::{FEW, count, fact, general, section},
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
        let counts = &self.trend.counts;
        let days = self.settings.trends.window_days;
        let of_now = self
            .sources
            .number("incidents of the window", &counts.now.incidents);
        let mut facts = vec![fact(
            &format!("Incidents in these {days} days"),
            vec![self.counted(counts.now.incidents.len(), of_now)],
        )];
        if !self.trend.has_reports {
            let words = "No reports: the data hold no incident of this region. That is not calm; whether anything happened is \
                         not known.";
            facts = vec![fact(
                &format!("Incidents in these {days} days"),
                vec![general(words)],
            )];
        }
        facts.push(fact("Is that unusual?", self.unusual()));
        let four: Vec<_> = counts.history.iter().take(4).collect();
        let of_four: Vec<_> = four.iter().flat_map(|one| one.incidents.clone()).collect();
        let cited = self
            .sources
            .number("incidents of the four windows before", &of_four);
        let before = match counts.mean_of_four {
            Some(_) if !self.is_for_police() && of_four.len() < FEW => {
                vec![self.counted(of_four.len(), cited), general(" in all four")]
            }
            Some(mean) => vec![
                Datum::new(Field::Count, (mean * 10.0).round() / 10.0).from_sources(cited),
                general(" on average"),
            ],
            None => not_known("the data do not reach back so far"),
        };
        facts.push(fact("The four windows before", before));
        let of_last_year = self.sources.number(
            "incidents of the same window a year ago",
            &counts.last_year.incidents,
        );
        let last_year = match counts.last_year.count() {
            Some(number) => vec![self.counted(number as usize, of_last_year)],
            None => not_known("the data do not reach back so far"),
        };
        facts.push(fact("The same window a year ago", last_year));
        if self.is_for_police() {
            facts.extend(self.leads());
        }
        facts.extend(self.longer());
        let mut blocks = vec![Block::Facts { facts }];
        blocks.extend(self.windows());
        section("At a glance", blocks)
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
            && self.is_told(before + after, profile.informative as usize)
        {
            let ids = self.timed(self.settings.trends.profile.longest_span_hours);
            let cited = self.sources.number("incidents with a known hour", &ids);
            facts.push(fact(
                &format!("On the way to and from school, {last}"),
                vec![
                    general(format!(
                        "{} of incidents with a known hour; an even spread over the week would have {}",
                        words::percent(before + after),
                        words::percent(if_even)
                    ))
                    .from_sources(cited),
                ],
            ));
        }
        if let Answer::Found(share) = &long.with_vehicle
            && self.is_told(share.share, long.period.incidents.len())
        {
            let cited = self
                .sources
                .number("incidents with a vehicle", &share.incidents);
            facts.push(fact(
                &format!("With a vehicle, {last}"),
                vec![general(words::share(share)).from_sources(cited)],
            ));
        }
        facts
    }

    /// Whether readers may have a share of so many: neither it nor what is left of them may tell of one or two.
    pub(super) fn is_told(&self, share: f64, of: usize) -> bool {
        let (few, of) = (FEW as f64, of as f64);
        let (part, rest) = (share * of, (1.0 - share) * of);
        self.is_for_police() || part > few - 0.05 && (rest < 0.05 || rest > few - 0.05)
    }

    fn unusual(&self) -> Text {
        let counts = &self.trend.counts;
        let range = |text: &mut Text| {
            if let Some((least, most)) = counts.usual {
                text.push(general(format!(" Usual: {least} to {most}.")));
            }
        };
        let now = counts.now.incidents.len();
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
                if !self.is_for_police() && before < FEW {
                    return vec![general(format!(
                        "{verdict}Fewer than {FEW} in the {} windows before together.",
                        counts.unusual.known_periods
                    ))];
                }
                let mut text = vec![general(format!(
                    "{verdict}{expected:.1} were to be expected from the {} windows before.",
                    counts.unusual.known_periods
                ))];
                range(&mut text);
                if self.is_for_police() {
                    text.push(general(format!(
                        " As many or more by chance: p {}; false-discovery rate over the regions {}.",
                        words::probability(*p),
                        words::probability(*q)
                    )));
                }
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
                "Not placed or not dated",
                vec![
                    count(open.len(), of_open),
                    general(" more may belong to this region and window, or not"),
                ],
            ));
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

    /// The counts of the windows up to this one; none for everyone where a bar would tell of one or two.
    fn windows(&mut self) -> Option<Block> {
        let is_for_police = self.is_for_police();
        let counts = &self.trend.counts;
        let known = |one: &&Period| one.is_known;
        let before = counts.history.iter().take(SHOWN - 1).filter(known);
        let mut shown = before.clone().chain([&counts.now]);
        if !is_for_police && shown.any(|one| (1..FEW).contains(&one.incidents.len())) {
            return None;
        }
        let shown = before.clone().chain([&counts.now]);
        let mut ids: Vec<_> = shown.flat_map(|one| one.incidents.clone()).collect();
        ids.sort();
        ids.dedup();
        let cited = self.sources.number("incidents of the windows shown", &ids);
        let bar = |one: &Period, expected| Bar {
            label: vec![general(words::short_day(one.from))],
            value: one.incidents.len() as f64,
            expected,
        };
        let mut bars: Vec<Bar> = before.map(|one| bar(one, None)).collect();
        bars.reverse();
        let usual = counts.usual;
        let usual = usual.map(|(least, most)| (f64::from(least), f64::from(most)));
        bars.push(bar(&counts.now, usual));
        let days = self.settings.trends.window_days;
        Some(Block::Figure(Figure {
            caption: vec![
                general(format!(
                    "Incidents in each {days} days, by the first of them; the last bar is this window"
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
pub(super) const MAY_BELONG: &str = "incidents not placed or not dated, which may belong here";

pub(super) fn not_known(reason: &str) -> Text {
    vec![general(format!("Not enough data: {reason}."))]
}
