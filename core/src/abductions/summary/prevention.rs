//! Pointers for prevention: from the figures at hand, with what was published beside them.

use super::{
    Writer,
    pieces::{general, paragraph, section},
    rough::{FEW, rounded},
    words,
};
use crate::{
    abductions::{Answer, Share, Shares, trends::interval},
    documents::{Block, Section, Text},
    patterns::{SchoolRun, TimeProfile},
    records::Pii,
};

const STUDY: &str = "published figures, 2005 to 2014";
const STUDY_WORDS: &str = "National Center for Missing and Exploited Children: 8,015 attempted abductions of 2005 to 2014, \
                           and its analyses since, as the Center and the press gave them.";
const EARLIER: &str = "published figures, 2010";
const EARLIER_WORDS: &str = "National Center for Missing and Exploited Children: analysis of some 4,200 attempts, 2010, as \
                             the press gave it.";

/// A share beside the one that an even spread would have.
enum Beside {
    More,
    Less,
    CannotTell,
}

impl Beside {
    fn of(share: f64, known: usize, even: f64) -> Self {
        let (low, high) = interval(share, known);
        if low > even {
            Self::More
        } else if high < even {
            Self::Less
        } else {
            Self::CannotTell
        }
    }
}

/// A share of so many with its interval.
fn range(share: f64, known: usize) -> String {
    let (low, high) = interval(share, known);
    format!(
        "{} (95% interval {:.0} to {:.0}%)",
        words::percent(share),
        low * 100.0,
        high * 100.0
    )
}

/// Ways to end an attempt that are the child's own.
const OWN: [&str; 5] = [
    "child_left",
    "child_refused",
    "child_screamed",
    "child_fought",
    "child_phoned",
];

impl Writer<'_> {
    pub(super) fn prevention(&mut self) -> Section {
        let long = self.trend.long.clone();
        let mut items: Vec<Text> = Vec::new();
        if let Some(profile) = long.profile.found() {
            items.extend(self.school_run(profile));
            items.extend(self.afternoons(profile));
        }
        if let Answer::Found(shares) = &long.approaches {
            items.extend(self.lure(shares));
        }
        if let Answer::Found(share) = &long.with_vehicle
            && self.is_told(share.incidents.len() as f64)
        {
            let number = share.incidents.len();
            let cited = self
                .sources
                .number("incidents with a vehicle", &share.incidents);
            let mut text = vec![general("Vehicles: ")];
            text.extend(self.part(number, long.period.incidents.len(), cited));
            if self.is_for_police() {
                text.push(general(format!(", {},", words::share(share))));
            }
            text.push(general(
                " had a vehicle. Keep away from a car that stops; run against the way it faces.",
            ));
            let cited = self.sources.published(STUDY, STUDY_WORDS);
            text.push(general(" Published: nearly 70%.").from_sources(cited));
            items.push(text);
        }
        if let Answer::Found(shares) = &long.outcomes {
            items.extend(self.ways_out(shares));
        }
        let heading = "For prevention";
        if items.is_empty() {
            return section(
                heading,
                vec![paragraph(
                    "Not enough data in this region for pointers of its own.",
                )],
            );
        }
        let intro = format!(
            "From the figures of this region over the {}. They say where advice fits, and nothing about what comes next.",
            words::last_days(self.settings.trends.long_days)
        );
        section(heading, vec![paragraph(intro), Block::List { items }])
    }

    /// What the hours before and after school have, beside an even spread over the week.
    fn school_run(&mut self, profile: &TimeProfile) -> Option<Text> {
        let SchoolRun::Shares {
            before,
            after,
            if_even,
        } = profile.school_run
        else {
            return None;
        };
        let share = before + after;
        let known = profile.informative as usize;
        if !self.is_told(share * known as f64) {
            return None;
        }
        let settings = &self.settings.trends.profile;
        let hours = [settings.before_school, settings.after_school]
            .map(|one| format!("{} to {}", words::clock(one.from), words::clock(one.to)))
            .join(" and ");
        let ids = self.timed(settings.longest_span_hours);
        let mut cited = self.sources.number("incidents with a known hour", &ids);
        cited.extend(self.on_the_way());
        let verdict = match Beside::of(share, known, if_even) {
            Beside::More => {
                "That is more than chance explains: adults on the routes and at bus stops in these hours, and walking in \
                 groups, fit."
            }
            Beside::Less => "Here these hours have less than an even spread would.",
            Beside::CannotTell => {
                "Chance explains the difference: here these hours do not stand out."
            }
        };
        let mut text = vec![general("Way to and from school: ")];
        text.extend(self.share_of(share, known, cited));
        let of = if self.is_for_police() { " of" } else { "" };
        text.extend([
            general(format!(
                "{of} incidents with a known hour were on a weekday from {hours}, where an even spread has {}. ",
                words::percent(if_even)
            )),
            general(verdict),
            general(" Published: school days 7 to 9 am and 3 to 4 pm stand out.")
                .from_sources(self.sources.published(STUDY, STUDY_WORDS)),
        ]);
        Some(text)
    }

    fn afternoons(&mut self, profile: &TimeProfile) -> Option<Text> {
        let all: f64 = profile.hours.iter().sum();
        let afternoon: f64 = profile.hours.iter().skip(14).take(5).sum();
        let (share, even) = (afternoon / all, 5.0 / 24.0);
        let known = profile.times as usize;
        if all <= 0.0 || !self.is_told(share * known as f64) {
            return None;
        }
        let ids = self.timed(f64::INFINITY);
        let mut cited = self.sources.number("incidents with a time", &ids);
        let hours = self.trend.long.profile_incidents.hours.iter();
        let mut ids: Vec<Pii<String>> = hours.skip(14).take(5).flatten().cloned().collect();
        ids.sort();
        ids.dedup();
        cited.extend(
            self.sources
                .number("incidents of the afternoon, in whole or in part", &ids),
        );
        let verdict = match Beside::of(share, known, even) {
            Beside::More => {
                "That is more than chance explains: patrols and open doors count most then."
            }
            Beside::Less => "Here these hours have less than an even spread would.",
            Beside::CannotTell => {
                "Chance explains the difference: here these hours do not stand out."
            }
        };
        let mut text = vec![general("Afternoons: ")];
        text.extend(self.share_of(share, known, cited));
        text.extend([
            general(format!(
                " were between 2 and 7 pm, where an even spread over the day has {}. ",
                words::percent(even)
            )),
            general(verdict),
            general(" Published: 34%.").from_sources(self.sources.published(STUDY, STUDY_WORDS)),
        ]);
        Some(text)
    }

    /// The incidents on the way to and from school.
    pub(super) fn on_the_way(&mut self) -> Vec<String> {
        let of = &self.trend.long.profile_incidents;
        let mut ids = [of.before_school.clone(), of.after_school.clone()].concat();
        ids.sort();
        ids.dedup();
        let what = "incidents on the way to and from school, in whole or in part";
        self.sources.number(what, &ids)
    }

    /// A share of so many: with its interval, or as everyone may have it.
    fn share_of(&self, share: f64, known: usize, sources: Vec<String>) -> Text {
        if self.is_for_police() {
            vec![general(range(share, known)).from_sources(sources)]
        } else {
            Self::rough_part(share * known as f64, known as f64, sources)
        }
    }

    /// So many incidents; everyone reads of how many, since they have no share.
    fn part(&self, number: usize, of: usize, sources: Vec<String>) -> Text {
        let mut text = if self.is_for_police() {
            self.counted(number, sources)
        } else {
            Self::rough_part(number as f64, of as f64, sources)
        };
        text.push(general(" incidents"));
        text
    }

    fn lure(&mut self, shares: &Shares) -> Option<Text> {
        // a word that is of no list is free text, and no advice fits it
        let listed = shares.values.iter();
        let listed: Vec<&Share> = listed
            .filter(|one| words::is_listed_approach(&one.value))
            .collect();
        let first = *listed.first()?;
        if first.incidents.len() < FEW {
            return None;
        }
        let shown = |one: &Share| match one.incidents.len() {
            number if self.is_for_police() => number,
            number => rounded(number as f64),
        };
        let ties: Vec<&Share> = listed
            .into_iter()
            .filter(|one| shown(one) == shown(first))
            .collect();
        let each = if ties.len() > 1 { " each" } else { "" };
        let advice = match first.value.as_str() {
            _ if ties.len() > 1 => "Practise leaving at once, making noise, and telling an adult.",
            "ride" => {
                "Practise saying no to every ride that was not agreed beforehand, and leaving at once."
            }
            "candy" | "gift" | "money" => {
                "Practise that nothing is taken from anyone without asking at home first."
            }
            "question" | "help" => "Practise that adults ask adults for help and for the way.",
            "animal" => {
                "Practise that no pet is looked at or looked for with someone who was not asked for at home."
            }
            "parent_sent_me" => "Agree on a word that anyone who is sent must know.",
            "following" => {
                "Practise where to go when followed: a shop, a house with people, a school."
            }
            _ => "Practise leaving at once, making noise, and telling an adult.",
        };
        let names: Vec<String> = ties.iter().map(|one| words::approach(&one.value)).collect();
        let name = names.join(" and ");
        let mut cited = Vec::new();
        for (one, name) in ties.iter().zip(&names) {
            let what = format!("approach: {name}");
            cited.extend(self.sources.number(&what, &one.incidents));
        }
        let mut text = vec![general(format!("Approach: most often {name}, in "))];
        text.extend(self.part(first.incidents.len(), shares.stated as usize, cited));
        text.push(general(each));
        if self.is_for_police() {
            text.push(general(format!(", {}", words::share(first))));
        }
        text.push(general(format!(". {advice}")));
        text.push(
            general(" Published: rides, candy, questions, money and animals are the most common.")
                .from_sources(self.sources.published(STUDY, STUDY_WORDS)),
        );
        Some(text)
    }

    fn ways_out(&mut self, shares: &Shares) -> Option<Text> {
        let of = |codes: &[&str]| -> Vec<Pii<String>> {
            let values = shares.values.iter();
            let values = values.filter(|one| codes.contains(&one.value.as_str()));
            let mut ids: Vec<Pii<String>> = values.flat_map(|one| one.incidents.clone()).collect();
            ids.sort();
            ids.dedup();
            ids
        };
        let (own, adult) = (of(&OWN), of(&["adult_intervened"]));
        if own.len() < FEW || shares.stated == 0 {
            return None;
        }
        let stated = shares.stated as usize;
        let share = |ids: &[Pii<String>]| words::percent(ids.len() as f64 / stated as f64);
        let what = "incidents that ended by the child's own doing";
        let cited = self.sources.number(what, &own);
        let mut text = vec![general("How it ended: in ")];
        text.extend(self.part(own.len(), stated, cited));
        text.push(general(if self.is_for_police() {
            format!(", {} of those with a known end,", share(&own))
        } else {
            " with a known end".to_owned()
        }));
        text.push(general(
            " by what the child did: leaving, refusing, noise, fighting, a telephone. Practise that.",
        ));
        if adult.len() >= FEW {
            let what = "incidents in which an adult stepped in";
            let cited = self.sources.number(what, &adult);
            text.push(general(" An adult stepped in in "));
            text.extend(self.counted(adult.len(), cited));
            text.push(general(if self.is_for_police() {
                format!(", {}.", share(&adult))
            } else {
                ".".to_owned()
            }));
        }
        text.push(
            general(" Published: an adult stepped in in 16%, else it was the child's own doing.")
                .from_sources(self.sources.published(EARLIER, EARLIER_WORDS)),
        );
        Some(text)
    }
}
