//! Whether a document is as the form has it: sequence, number, length and sort of each element.

use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    answer::{FormFault, FormFaultKind},
    incident,
    sequence::{Element, Kind},
    tree::Tree,
};

/// The most faults that are listed; all are counted.
const MOST_LISTED: usize = 1_000;

/// What was found wrong so far.
#[derive(Default)]
pub(super) struct Faults {
    pub(super) listed: Vec<FormFault>,
    pub(super) in_all: u64,
}

impl Faults {
    pub(super) fn and(&mut self, others: Self) {
        self.in_all += others.in_all;
        let room = MOST_LISTED.saturating_sub(self.listed.len());
        self.listed.extend(others.listed.into_iter().take(room));
    }

    pub(super) fn add(&mut self, path: String, kind: FormFaultKind, words: impl Into<String>) {
        self.in_all += 1;
        if self.listed.len() < MOST_LISTED {
            self.listed.push(FormFault {
                path,
                kind,
                words: words.into(),
            });
        }
    }
}

/// The way from the root to an element, written only when there is something to say of it.
struct Way<'w> {
    before: Option<&'w Way<'w>>,
    name: &'w str,
    /// Its number among elements of its name, where these may be many.
    number: Option<usize>,
}

impl Way<'_> {
    fn path(&self) -> String {
        let own = match self.number {
            Some(number) => format!("{}[{number}]", self.name),
            None => self.name.to_owned(),
        };
        match self.before {
            Some(before) => format!("{}/{own}", before.path()),
            None => own,
        }
    }
}

/// Checks a document against the form; `now` is the moment after which nothing can have happened.
pub(super) fn check(tree: &Tree<'_>, of: &Element, now: Option<DateTime<Utc>>) -> Faults {
    let mut faults = Faults::default();
    let root = tree.root().and_then(|root| tree.get(root));
    match root {
        None => faults.add(of.name.to_owned(), FormFaultKind::Missing, "there is none"),
        Some(root) if root.name != of.name => faults.add(
            of.name.to_owned(),
            FormFaultKind::Missing,
            format!("the document is none: it does not begin with {}", of.name),
        ),
        Some(_) => {
            let way = Way {
                before: None,
                name: of.name,
                number: None,
            };
            Checking {
                tree,
                now,
                faults: &mut faults,
            }
            .group(0, of.kind, &way);
        }
    }
    faults
}

struct Checking<'c, 'a> {
    tree: &'c Tree<'a>,
    now: Option<DateTime<Utc>>,
    faults: &'c mut Faults,
}

impl Checking<'_, '_> {
    fn fault(&mut self, way: &Way<'_>, kind: FormFaultKind, words: impl Into<String>) {
        self.faults.add(way.path(), kind, words);
    }

    fn group(&mut self, number: u32, kind: Kind, way: &Way<'_>) {
        let form = kind.children();
        let mut seen = [0_usize; 32];
        let mut last = 0;
        for (child, node) in self.tree.children(number) {
            // most stand in their sequence, so the next is looked for from the last on
            let from = form.get(last..).unwrap_or_default();
            let place = from.iter().position(|one| one.name == node.name);
            let place = place.map(|place| last + place);
            let place = place.or_else(|| form.iter().position(|one| one.name == node.name));
            let Some((place, element)) = place.and_then(|at| Some((at, form.get(at)?))) else {
                let own = Way {
                    before: Some(way),
                    name: &node.name,
                    number: None,
                };
                let words = "the form does not have it here; it is kept";
                self.fault(&own, FormFaultKind::Unknown, words);
                continue;
            };
            let times = seen.get_mut(place).map_or(0, |times| {
                *times += 1;
                *times - 1
            });
            let own = Way {
                before: Some(way),
                name: element.name,
                number: (element.many || times > 0).then_some(times),
            };
            if place < last {
                self.fault(
                    &own,
                    FormFaultKind::OutOfOrder,
                    "it stands after what it must stand before",
                );
            }
            last = last.max(place);
            if times > 0 && !element.many {
                self.fault(&own, FormFaultKind::Repeated, "it may stand once");
            }
            self.value(child, element, &own);
        }
        for (element, times) in form.iter().zip(seen) {
            if element.must && times == 0 {
                let own = Way {
                    before: Some(way),
                    name: element.name,
                    number: None,
                };
                self.fault(&own, FormFaultKind::Missing, "the form must have it");
            }
        }
        if matches!(kind, Kind::Choice(_)) && seen.iter().sum::<usize>() != 1 {
            self.fault(
                way,
                FormFaultKind::Repeated,
                "it holds one of its elements, and no other",
            );
        }
    }

    /// A time that must be one, and not lie in the future.
    fn dated(&mut self, way: &Way<'_>, is_read: bool, is_late: bool, what: &str) {
        if !is_read {
            self.fault(way, FormFaultKind::NotReadable, format!("it is no {what}"));
        } else if is_late {
            self.fault(way, FormFaultKind::InFuture, "it lies in the future");
        }
    }

    fn value(&mut self, number: u32, element: &Element, way: &Way<'_>) {
        let Some(node) = self.tree.get(number) else {
            return;
        };
        let text = node.text.trim();
        let mut wrong = |kind: FormFaultKind, words: String| self.fault(way, kind, words);
        match element.kind {
            Kind::Group(_) | Kind::Choice(_) => self.group(number, element.kind, way),
            Kind::Marks => {}
            Kind::Flag => {
                if flag(text).is_none() {
                    wrong(FormFaultKind::NotReadable, "it is true or false".to_owned());
                }
            }
            Kind::Text(most) => {
                if element.name == "escalateToHighPriority" && text.is_empty() {
                    wrong(
                        FormFaultKind::Empty,
                        "it says why, or is not there".to_owned(),
                    );
                }
                // a byte is at least as much as a character
                if let Some(most) = most.filter(|most| text.len() > *most) {
                    let long = text.chars().count();
                    if long > most {
                        wrong(
                            FormFaultKind::TooLong,
                            format!("{long} characters; the form takes {most}"),
                        );
                    }
                }
            }
            Kind::Moment => {
                let at = moment(text);
                let is_late = at.zip(self.now).is_some_and(|(at, now)| at > now);
                self.dated(
                    way,
                    at.is_some(),
                    is_late,
                    "moment with a zone, such as 2026-03-02T16:00:00Z",
                );
            }
            Kind::Day => {
                let on = day(text);
                let is_late = on
                    .zip(self.now)
                    .is_some_and(|(on, now)| on > now.date_naive());
                self.dated(way, on.is_some(), is_late, "day, such as 2012-05-17");
            }
            Kind::Whole(from, to) => match text.parse::<i64>() {
                Ok(whole) if (from..=to).contains(&whole) => {}
                Ok(_) => wrong(
                    FormFaultKind::OutOfRange,
                    format!("it is from {from} to {to}"),
                ),
                Err(_) => wrong(
                    FormFaultKind::NotReadable,
                    "it is a whole number".to_owned(),
                ),
            },
            Kind::Number(from, to) => match text.parse::<f64>() {
                Ok(number) if (from..=to).contains(&number) => {}
                Ok(_) => wrong(
                    FormFaultKind::OutOfRange,
                    format!("it is from {from} to {to}"),
                ),
                Err(_) => wrong(FormFaultKind::NotReadable, "it is a number".to_owned()),
            },
            Kind::Address => {
                if text.parse::<IpAddr>().is_err() {
                    wrong(
                        FormFaultKind::NotReadable,
                        "it is no internet address".to_owned(),
                    );
                }
            }
            Kind::Word(takes) => {
                if !takes.contains(&text) {
                    wrong(
                        FormFaultKind::NotReadable,
                        format!("the form takes: {}", takes.join(", ")),
                    );
                }
            }
            Kind::IncidentType => match incident::of_name(text) {
                Some((_, true)) => {}
                Some((_, false)) => wrong(
                    FormFaultKind::NotReadable,
                    "a name that the form does not take today; it is read".to_owned(),
                ),
                None => wrong(
                    FormFaultKind::NotReadable,
                    "no incident type that the form has; it is kept".to_owned(),
                ),
            },
        }
    }
}

/// Whether a flag is set; one that is there without words is.
pub(super) fn flag(text: &str) -> Option<bool> {
    match text {
        "" | "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

pub(super) fn moment(text: &str) -> Option<DateTime<Utc>> {
    let at = DateTime::parse_from_rfc3339(text).ok()?;
    Some(at.to_utc())
}

/// A day, with or without a zone behind it.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    text.get(..10)?.parse().ok()
}
