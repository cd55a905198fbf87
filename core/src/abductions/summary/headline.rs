//! The figures that come first.

use super::{
    Writer,
    pieces::{count, fact, general, section},
    words,
};
use crate::{
    abductions::{Answer, trends::Period},
    documents::{Bar, Bars, Block, Datum, Drawing, Fact, Field, Figure, Section, Text},
    patterns::{RegionOutcome, SchoolRun},
};

/// Windows in the picture.
const SHOWN: usize = 13;

impl Writer<'_> {
    pub(super) fn headline(&mut self) -> Section {
        let counts = &self.trend.counts;
        let days = self.settings.trends.window_days;
        let mut facts = vec![fact(
            &format!("Incidents in these {days} days"),
            vec![count(
                counts.now.incidents.len(),
                self.sources
                    .number("incidents of the window", &counts.now.incidents),
            )],
        )];
        facts.push(fact("Is that unusual?", self.unusual()));
        let four: Vec<_> = counts.history.iter().take(4).collect();
        let of_four: Vec<_> = four.iter().flat_map(|one| one.incidents.clone()).collect();
        let before = match counts.mean_of_four {
            Some(mean) => vec![
                Datum::new(Field::Count, (mean * 10.0).round() / 10.0).from_sources(
                    self.sources
                        .number("incidents of the four windows before", &of_four),
                ),
                general(" on average"),
            ],
            None => not_known("the data do not reach back so far"),
        };
        facts.push(fact("The four windows before", before));
        let last_year = match counts.last_year.count() {
            Some(number) => vec![count(
                number as usize,
                self.sources.number(
                    "incidents of the same window a year ago",
                    &counts.last_year.incidents,
                ),
            )],
            None => not_known("the data do not reach back so far"),
        };
        facts.push(fact("The same window a year ago", last_year));
        if self.is_for_police() {
            facts.extend(self.leads());
        }
        let long = &self.trend.long;
        let last = words::last_days(self.settings.trends.long_days);
        if let Answer::Found(profile) = &long.profile
            && let SchoolRun::Shares {
                before,
                after,
                if_even,
            } = profile.school_run
        {
            facts.push(fact(
                &format!("On the way to and from school, {last}"),
                vec![general(format!(
                    "{} of incidents with a known hour; an even spread over the week would have {}",
                    words::percent(before + after),
                    words::percent(if_even)
                ))],
            ));
        }
        if let Answer::Found(share) = &long.with_vehicle {
            facts.push(fact(
                &format!("With a vehicle, {last}"),
                vec![general(words::share(share))],
            ));
        }
        let figure = self.windows();
        section("At a glance", vec![Block::Facts { facts }, figure])
    }

    fn unusual(&self) -> Text {
        let counts = &self.trend.counts;
        let range = |text: &mut Text| {
            if let Some((least, most)) = counts.usual {
                text.push(general(format!(" Usual: {least} to {most}.")));
            }
        };
        match &counts.unusual.outcome {
            RegionOutcome::Tested {
                expected,
                p,
                q,
                alarm,
                ..
            } => {
                let verdict = if *alarm {
                    "Yes, more than usual. "
                } else if *p <= 0.05 {
                    "Perhaps: more than usual for this region alone, but among so many regions one may be so by chance. "
                } else {
                    "No. "
                };
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
        let mut facts = vec![
            fact("New series", vec![count(number, of_new)]),
            fact(
                "Series with a further incident",
                vec![count(self.series.len() - number, of_changed)],
            ),
        ];
        facts.push(match &self.trend.alive {
            Answer::Found(alive) => {
                let rare = alive
                    .clusters
                    .iter()
                    .filter(|one| one.p.is_some_and(|p| p <= 0.05));
                fact(
                    "Clusters that are alive",
                    vec![
                        count(rare.count(), Vec::new()),
                        general(" that chance alone would bring in 1 of 20 such years at most"),
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

    /// The counts of the windows up to this one.
    fn windows(&self) -> Block {
        let counts = &self.trend.counts;
        let known = |one: &&Period| one.is_known;
        let before = counts.history.iter().take(SHOWN - 1).filter(known);
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
        Block::Figure(Figure {
            caption: vec![general(format!(
                "Incidents in each {days} days, by the first of them; the last bar is this window"
            ))],
            drawing: Drawing::Bars(Bars {
                axis: format!("incidents in {days} days"),
                field: Field::Count,
                bars,
            }),
        })
    }
}

pub(super) fn not_known(reason: &str) -> Text {
    vec![general(format!("Not enough data: {reason}."))]
}
