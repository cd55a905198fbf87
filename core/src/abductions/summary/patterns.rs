//! Clusters that are alive, hours and weekdays, approaches, vehicles, near repeats.

use std::collections::BTreeMap;

use super::{
    Writer,
    headline::not_known,
    pieces::{column, count, general, paragraph, section, table},
    rough::{FEW, rounded},
    words,
};
use crate::{
    abductions::{AliveCluster, Answer, Share, Shares},
    documents::{Bar, Bars, Block, Datum, Drawing, Field, Figure, Row, Scalar, Section},
    patterns::{Cell, NearRepeatBand},
    records::Pii,
};

/// Values of one kind that are listed.
const MOST: usize = 8;
/// Clusters above are what chance brings.
const BY_CHANCE: f64 = 0.05;
/// How many hours of the day, and days of the week, one bar holds: for everyone the first that has three in each on average.
const HOURS: [usize; 4] = [1, 3, 6, 12];
const DAYS: [usize; 2] = [1, 5];

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

impl Writer<'_> {
    pub(super) fn clusters(&mut self) -> Section {
        let heading = "Clusters that are alive";
        if let Some(words) = self.silence() {
            return section(heading, vec![paragraph(words)]);
        }
        let alive = match &self.trend.alive {
            Answer::Found(alive) => alive,
            Answer::NotEnoughData { reason } => {
                let text = not_known(reason);
                return section(heading, vec![Block::Paragraph { text }]);
            }
            Answer::NotAsked => {
                return section(heading, vec![paragraph("Not looked for in this edition.")]);
            }
        };
        // without replicates there is no p, and all are shown
        let stands_out = |one: &&AliveCluster| one.p.is_none_or(|p| p <= BY_CHANCE);
        let clusters: Vec<AliveCluster> =
            alive.clusters.iter().filter(stands_out).cloned().collect();
        if clusters.is_empty()
            && let Some(strongest) = alive.clusters.first().cloned()
        {
            return section(heading, vec![self.none_stands_out(&strongest)]);
        }
        let mut rows = Vec::new();
        for (number, one) in (1..).zip(&clusters) {
            let days = one
                .from
                .zip(one.to.and_then(|to| to.succ_opt()))
                .map(|(from, to)| words::days(from, to));
            rows.push(Row {
                cells: vec![
                    Some(format!("Cluster {number}").into()),
                    self.town(one).map(Scalar::from),
                    Some(words::miles(one.radius_m).into()),
                    days.map(Scalar::from),
                    Some((one.incidents.len() as i64).into()),
                    Some(format!("{:.1}", one.expected).into()),
                    one.p.map(|p| words::probability(p).into()),
                    one.recurrence_interval_days
                        .map(|days| words::years_or_days(days).into()),
                ],
                sources: self
                    .sources
                    .number(&format!("incidents of cluster {number}"), &one.incidents),
            });
        }
        if rows.is_empty() {
            return section(
                heading,
                vec![paragraph(
                    "No circle has more incidents up to now than its places and times alone would give.",
                )],
            );
        }
        section(
            heading,
            vec![
                paragraph(
                    "More incidents near each other up to now than the places and the times alone would give (space-time \
                     permutation scan). p is the share of random orders with a cluster as strong anywhere; the recurrence \
                     interval is how often chance alone would bring one when one looks on each day.",
                ),
                table(
                    "The strongest first",
                    vec![
                        column("Cluster", Field::General),
                        column("Around", Field::Locality),
                        column("Radius", Field::Evidence),
                        column("Days", Field::EventDate),
                        column("Incidents", Field::Count),
                        column("Expected", Field::Evidence),
                        column("p", Field::Evidence),
                        column("Recurrence interval", Field::Evidence),
                    ],
                    rows,
                ),
            ],
        )
    }

    /// What is said when chance explains all clusters.
    fn none_stands_out(&mut self, strongest: &AliveCluster) -> Block {
        let what = "incidents of the strongest cluster";
        let sources = self.sources.number(what, &strongest.incidents);
        let mut text = vec![
            general("None stands out from what chance brings (p 0.05 and below). The strongest: "),
            count(strongest.incidents.len(), sources),
            general(" incidents"),
        ];
        if let Some(town) = self.town(strongest) {
            text.push(general(" around "));
            text.push(Datum::new(Field::Locality, town));
        }
        if let Some(p) = strongest.p {
            text.push(general(", p "));
            text.push(Datum::new(Field::Evidence, words::probability(p)));
        }
        text.push(general("."));
        Block::Paragraph { text }
    }

    /// The town that most incidents of a cluster name.
    fn town(&self, cluster: &AliveCluster) -> Option<String> {
        let mut towns: BTreeMap<String, usize> = BTreeMap::new();
        for id in super::ids(&cluster.incidents) {
            let named = self.incident(id).and_then(words::locality);
            let town = named.and_then(|named| named.split(", ").next().map(str::to_owned));
            *towns.entry(town?).or_default() += 1;
        }
        let most = towns
            .into_iter()
            .max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
        most.map(|(town, _)| town)
    }

    pub(super) fn patterns(&mut self) -> Section {
        let long = self.trend.long.clone();
        let last = words::last_days(self.settings.trends.long_days);
        let heading = format!("Patterns of the {last}");
        if let Some(words) = self.silence().filter(|_| long.period.incidents.is_empty()) {
            return section(&heading, vec![paragraph(words)]);
        }
        let mut text = vec![general(format!(
            "The {} days up to {}: ",
            self.settings.trends.long_days,
            long.period
                .to
                .pred_opt()
                .unwrap_or(long.period.to)
                .format("%B %-d, %Y")
        ))];
        let cited = self
            .sources
            .number("incidents of the longer period", &long.period.incidents);
        text.extend(self.counted(long.period.incidents.len(), cited));
        text.push(general(
            " incidents. Windows of one or two weeks are too short for what follows.",
        ));
        let mut blocks = vec![Block::Paragraph { text }];
        match &long.profile {
            Answer::Found(profile) => {
                let ids = self.timed(f64::INFINITY);
                let cited = self.sources.number("incidents with a time", &ids);
                let start = |hour: usize| match hour {
                    0 | 24 => "12 am".to_owned(),
                    12 => "noon".to_owned(),
                    1..12 => format!("{hour} am"),
                    _ => format!("{} pm", hour - 12),
                };
                let hour = |from: usize, to: usize| match to - from {
                    1 => start(from),
                    _ => format!("{} to {}", start(from), start(to)),
                };
                let ids = &long.profile_incidents;
                let hours = self.bars((&profile.hours, &ids.hours), &HOURS, hour);
                let what = "Hour of the day, local time; a time that is known as a span counts in each of its hours by its share";
                let day = |from: usize, to: usize| {
                    let name = |at: usize| WEEKDAYS.get(at).copied().unwrap_or_default();
                    match to - from {
                        1 => name(from).to_owned(),
                        _ => format!("{} to {}", name(from), name(to - 1)),
                    }
                };
                let days = self.bars((&profile.weekdays, &ids.weekdays), &DAYS, day);
                for (caption, bars) in [(what, hours), ("Day of the week", days)] {
                    blocks.push(match bars {
                        Some(bars) if self.is_for_police() => figure(caption, bars, cited.clone()),
                        Some(bars) => {
                            let caption =
                                format!("{caption}; rounded to fives, 0 is fewer than {FEW}");
                            figure(&caption, bars, cited.clone())
                        }
                        None => paragraph(format!(
                            "{}: too few in each to tell.",
                            caption.split(',').next().unwrap_or_default()
                        )),
                    });
                }
            }
            Answer::NotEnoughData { reason } => blocks.push(Block::Paragraph {
                text: [
                    vec![general("Hours and weekdays. ")],
                    self.not_known(reason),
                ]
                .concat(),
            }),
            Answer::NotAsked => {}
        }
        let tables = [
            ("Approach", &long.approaches, Field::General),
            ("Kind of vehicle", &long.vehicles, Field::Vehicle),
        ];
        for (what, shares, field) in tables {
            blocks.extend(self.shares(what, shares, field));
        }
        if self.is_for_police() {
            blocks.extend(self.near());
        }
        section(&heading, blocks)
    }

    /// Bars of so many values each; for everyone the narrowest that have three in each on average.
    fn bars(
        &mut self,
        (values, of): (&[f64], &[Vec<Pii<String>>]),
        widths: &[usize],
        label: impl Fn(usize, usize) -> String,
    ) -> Option<Vec<Bar>> {
        let is_for_police = self.is_for_police();
        let all = rounded(values.iter().sum());
        let is_fit =
            |width: &&usize| is_for_police || all >= FEW * values.len().div_ceil((**width).max(1));
        let width = widths.iter().find(is_fit).copied()?.max(1);
        let starts = (0..).step_by(width);
        let parts = values.chunks(width).zip(of.chunks(width));
        let mut bars = Vec::new();
        for (from, (part, of)) in starts.zip(parts) {
            let sum: f64 = part.iter().sum();
            let name = label(from, from + part.len());
            let mut ids: Vec<Pii<String>> = of.iter().flatten().cloned().collect();
            ids.sort();
            ids.dedup();
            let cited = if is_for_police {
                self.sources.number(&format!("incidents of {name}"), &ids)
            } else {
                Vec::new()
            };
            bars.push(Bar {
                label: vec![general(name).from_sources(cited)],
                value: if is_for_police {
                    (sum * 10.0).round() / 10.0
                } else {
                    rounded(sum) as f64
                },
                expected: None,
            });
        }
        Some(bars)
    }

    fn shares(&mut self, what: &str, shares: &Answer<Shares>, field: Field) -> Option<Block> {
        let shares = match shares {
            Answer::Found(shares) => shares,
            Answer::NotEnoughData { reason } => {
                return Some(Block::Paragraph {
                    text: [vec![general(format!("{what}. "))], self.not_known(reason)].concat(),
                });
            }
            Answer::NotAsked => return None,
        };
        let is_for_police = self.is_for_police();
        let is_listed = |one: &Share| match what {
            "Approach" => words::is_listed_approach(&one.value),
            _ => words::is_listed_style(&one.value),
        };
        // a word that is of no list is free text, in which anything may stand
        let is_told = |one: &&Share| {
            is_for_police || rounded(one.incidents.len() as f64) > 0 && is_listed(one)
        };
        let mut rows = Vec::new();
        let named = |one: &Share| match what {
            "Approach" => words::approach(&one.value),
            _ => words::code(&one.value),
        };
        let (listed, others): (Vec<&Share>, Vec<&Share>) = shares.values.iter().partition(is_told);
        let mut row = |name: String, source: &str, one: &Share| Row {
            cells: if is_for_police {
                vec![
                    Some(name.into()),
                    Some((one.incidents.len() as i64).into()),
                    Some(words::percent(one.share).into()),
                    Some(format!("{:.0} to {:.0}%", one.low * 100.0, one.high * 100.0).into()),
                ]
            } else {
                let near = rounded(one.incidents.len() as f64) as i64;
                vec![Some(name.into()), Some(near.into())]
            },
            sources: self.sources.number(
                &format!("{}: {source}", what.to_lowercase()),
                &one.incidents,
            ),
        };
        for (number, one) in (1..).zip(listed.into_iter().take(MOST)) {
            let name = named(one);
            let source = if is_listed(one) {
                name.clone()
            } else {
                format!("words of no list, row {number}")
            };
            rows.push(row(name, &source, one));
        }
        let mut ids: Vec<Pii<String>> = others
            .into_iter()
            .flat_map(|one| one.incidents.clone())
            .collect();
        ids.sort();
        ids.dedup();
        if ids.len() >= FEW {
            let other = Share::new("other".to_owned(), ids, shares.stated as usize);
            rows.push(row("other".to_owned(), "other", &other));
        }
        let field = if is_for_police && field == Field::General {
            Field::Narrative
        } else {
            field
        };
        let mut columns = vec![column(what, field)];
        if is_for_police {
            columns.extend([
                column("Incidents", Field::Count),
                column("Share", Field::General),
                column("95% interval", Field::General),
            ]);
        } else {
            columns.push(column("Incidents, about", Field::Count));
        }
        let shown = |number: u32| match rounded(f64::from(number)) {
            _ if is_for_police => number.to_string(),
            0 => format!("fewer than {FEW}"),
            near => format!("about {near}"),
        };
        let caption = format!(
            "{what}, of {} incidents that say something; {} say nothing",
            shown(shares.stated),
            shown(shares.not_stated)
        );
        (!rows.is_empty()).then(|| table(&caption, columns, rows))
    }

    fn near(&mut self) -> Vec<Block> {
        let found = match &self.trend.near_repeat {
            Answer::Found(found) => found,
            Answer::NotEnoughData { reason } => {
                return vec![Block::Paragraph {
                    text: [vec![general("Near repeats. ")], not_known(reason)].concat(),
                }];
            }
            Answer::NotAsked => return Vec::new(),
        };
        let band = |bands: &[NearRepeatBand], at: u32| bands.get(at as usize).copied();
        let mut rows = Vec::new();
        for cell in &found.table.cells {
            let metres = band(&found.table.metres, cell.metres);
            let days = band(&found.table.days, cell.days);
            let Some((metres, days)) = metres.zip(days) else {
                continue;
            };
            let is_in = |value: f64, band: NearRepeatBand| {
                let from = value > band.from || band.has_from && value >= band.from;
                from && (value < band.to || band.has_to && value <= band.to)
            };
            let pairs = found.pairs.iter();
            let pairs = pairs.filter(|pair| is_in(pair.metres, metres) && is_in(pair.days, days));
            let mut ids: Vec<Pii<String>> = pairs
                .flat_map(|pair| [pair.first.clone(), pair.second.clone()])
                .collect();
            ids.sort();
            ids.dedup();
            let name = format!(
                "{} within {:.0} to {:.0} days",
                distance(metres),
                days.from,
                days.to
            );
            rows.push(Row {
                cells: vec![
                    Some(distance(metres).into()),
                    Some(format!("{:.0} to {:.0} days", days.from, days.to).into()),
                    Some((cell.observed as i64).into()),
                    Some(format!("{:.1}", cell.expected).into()),
                    ratio(cell).map(Scalar::from),
                ],
                sources: self.sources.number(&format!("near repeats: {name}"), &ids),
            });
        }
        vec![table(
            "Near repeats: pairs of incidents that followed each other nearby, against chance",
            vec![
                column("Apart", Field::Evidence),
                column("Within", Field::Evidence),
                column("Pairs", Field::Count),
                column("By chance", Field::Evidence),
                column("Ratio (95% interval)", Field::Evidence),
            ],
            rows,
        )]
    }
}

fn distance(band: NearRepeatBand) -> String {
    format!(
        "{:.1} to {:.1} mi",
        band.from / 1_609.344,
        band.to / 1_609.344
    )
}

fn ratio(cell: &Cell) -> Option<String> {
    let ratio = cell.ratio?;
    let high = ratio
        .high
        .map_or_else(|| "…".to_owned(), |high| format!("{high:.1}"));
    Some(format!("{:.1} ({:.1} to {high})", ratio.value, ratio.low))
}

fn figure(caption: &str, bars: Vec<Bar>, sources: Vec<String>) -> Block {
    Block::Figure(Figure {
        caption: vec![general(caption).from_sources(sources)],
        drawing: Drawing::Bars(Bars {
            axis: "incidents".to_owned(),
            field: Field::Count,
            bars,
        }),
    })
}
