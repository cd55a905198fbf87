//! Pointers for prevention: from the figures at hand, with what was published beside them.

use super::{
    Writer,
    pieces::{count, general, paragraph, section},
    words,
};
use crate::{
    abductions::{Answer, Shares},
    documents::{Block, Section, Text},
    patterns::SchoolRun,
    records::Pii,
};

const STUDY: &str = "published figures, 2005 to 2014";
const STUDY_WORDS: &str = "National Center for Missing and Exploited Children: 8,015 attempted abductions of 2005 to 2014, \
                           and its analyses since, as the Center and the press gave them.";
const EARLIER: &str = "published figures, 2010";
const EARLIER_WORDS: &str = "National Center for Missing and Exploited Children: analysis of some 4,200 attempts, 2010, as \
                             the press gave it.";

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
            if let SchoolRun::Shares {
                before,
                after,
                if_even,
            } = profile.school_run
            {
                let more = before + after > if_even;
                items.push(vec![
                    general(format!(
                        "Way to and from school: {} of incidents with a known hour were in the hours before and after school \
                         on school days, where an even spread has {}. ",
                        words::percent(before + after),
                        words::percent(if_even)
                    )),
                    general(if more {
                        "Adults on the routes and at bus stops in these hours, and walking in groups, meet most of it."
                    } else {
                        "Here these hours do not stand out."
                    }),
                    general(" Published: school days 7 to 9 am and 3 to 4 pm stand out.")
                        .from_sources(self.sources.published(STUDY, STUDY_WORDS)),
                ]);
            }
            let all: f64 = profile.hours.iter().sum();
            let afternoon: f64 = profile.hours.iter().skip(14).take(5).sum();
            if all > 0.0 {
                items.push(vec![
                    general(format!(
                        "Afternoons: {} were between 2 and 7 pm. Patrols and open doors count most then.",
                        words::percent(afternoon / all)
                    )),
                    general(" Published: 34%.")
                        .from_sources(self.sources.published(STUDY, STUDY_WORDS)),
                ]);
            }
        }
        if let Answer::Found(shares) = &long.approaches {
            items.extend(self.lure(shares));
        }
        if let Answer::Found(share) = &long.with_vehicle {
            items.push(vec![
                general("Vehicles: "),
                count(
                    share.incidents.len(),
                    self.sources.number("incidents with a vehicle", &share.incidents),
                ),
                general(format!(
                    " incidents, {}, had a vehicle. Keep away from a car that stops; run against the way it faces.",
                    words::share(share)
                )),
                general(" Published: nearly 70%.")
                    .from_sources(self.sources.published(STUDY, STUDY_WORDS)),
            ]);
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

    fn lure(&mut self, shares: &Shares) -> Option<Text> {
        let first = shares
            .values
            .first()
            .filter(|one| one.incidents.len() >= 3)?;
        let advice = match first.value.as_str() {
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
        Some(vec![
            general(format!(
                "Approach: most often {}, in ",
                words::approach(&first.value)
            )),
            count(
                first.incidents.len(),
                self.sources.number(
                    &format!("approach: {}", words::approach(&first.value)),
                    &first.incidents,
                ),
            ),
            general(format!(" incidents, {}. {advice}", words::share(first))),
            general(" Published: rides, candy, questions, money and animals are the most common.")
                .from_sources(self.sources.published(STUDY, STUDY_WORDS)),
        ])
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
        if own.len() < 3 || shares.stated == 0 {
            return None;
        }
        let share =
            |ids: &[Pii<String>]| words::percent(ids.len() as f64 / f64::from(shares.stated));
        let mut text = vec![
            general("How it ended: in "),
            count(
                own.len(),
                self.sources
                    .number("incidents that ended by the child's own doing", &own),
            ),
            general(format!(
                " incidents, {} of those with a known end, by what the child did: leaving, refusing, noise, fighting, a telephone. \
                 Practise that.",
                share(&own)
            )),
        ];
        if adult.len() >= 3 {
            text.push(general(" An adult stepped in in "));
            text.push(count(
                adult.len(),
                self.sources
                    .number("incidents in which an adult stepped in", &adult),
            ));
            text.push(general(format!(", {}.", share(&adult))));
        }
        text.push(
            general(" Published: an adult stepped in in 16%, else it was the child's own doing.")
                .from_sources(self.sources.published(EARLIER, EARLIER_WORDS)),
        );
        Some(text)
    }
}
