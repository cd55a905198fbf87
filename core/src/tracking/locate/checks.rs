//! What to do next, the most urgent first.

use std::collections::BTreeMap;

use super::{
    CandidatePlace, CheckKind, Conflict, EntryState, FactSource, GapKind, KnownIdentity,
    LocateSettings, NextCheck, PlaceGrain, PlaceUse, PossibleRegistration, SearchDone, SearchKind,
    SearchResult, SourceKind, TimelineGap, TimelineKind, gather::Entry, words,
};
use crate::records::Whereabouts;

/// So many conflicts of one kind are named in a check.
const FACTS: usize = 6;

/// What checks are made from.
pub(super) struct Basis<'a> {
    pub(super) settings: &'a LocateSettings,
    pub(super) entries: &'a [Entry],
    pub(super) identity: &'a KnownIdentity,
    pub(super) places: &'a [CandidatePlace],
    pub(super) possible: &'a [PossibleRegistration],
    pub(super) searches: &'a [SearchDone],
    pub(super) conflicts: &'a [Conflict],
    pub(super) gaps: &'a [TimelineGap],
}

fn check(kind: CheckKind, words: impl Into<String>, why: impl Into<String>) -> NextCheck {
    NextCheck {
        kind,
        words: words.into(),
        why: why.into(),
        rank: None,
        search: None,
        facts: Vec::new(),
    }
}

impl Basis<'_> {
    pub(super) fn all(&self) -> Vec<NextCheck> {
        let mut all = self.held();
        all.extend(self.declared());
        all.extend(self.identity());
        all.extend(self.places.iter().filter_map(at_place));
        all.extend(self.possible.iter().map(decide));
        all.extend(self.searches());
        all.extend(self.conflicts());
        all.extend(self.gaps());
        all
    }

    /// Custody first: where somebody is held, nobody needs to be looked for.
    fn held(&self) -> Vec<NextCheck> {
        let mut all = Vec::new();
        for entry in self.entries {
            let shown = &entry.shown;
            let is_now = matches!(shown.state, EntryState::Current | EntryState::Undated);
            if shown.kind != TimelineKind::Custody || !is_now {
                continue;
            }
            let why = match (shown.verified == Some(true), shown.until.is_some()) {
                (true, true) => {
                    "the place of custody confirmed it; the release may have been moved"
                }
                (true, false) => "the place of custody confirmed it once, and no end is on record",
                (false, true) => "as recorded, unverified",
                (false, false) => "as recorded, unverified, and no end is on record",
            };
            all.push(NextCheck {
                rank: shown.rank,
                facts: shown.sources.clone(),
                ..check(
                    CheckKind::AskFacility,
                    "ask the place of custody whether the person is there, since when, and until when",
                    format!("{}: {why}", shown.words),
                )
            });
        }
        all
    }

    fn declared(&self) -> Vec<NextCheck> {
        let mut deaths: Vec<FactSource> = Vec::new();
        let mut all = Vec::new();
        for entry in self.entries {
            let shown = &entry.shown;
            if shown.kind == TimelineKind::Death && shown.state != EntryState::Planned {
                deaths.extend(shown.sources.iter().cloned());
            }
            let Some(declared) = &shown.declared else {
                continue;
            };
            if shown.state != EntryState::Current {
                continue;
            }
            let words = match declared.expose() {
                Whereabouts::Deceased => {
                    deaths.extend(shown.sources.iter().cloned());
                    continue;
                }
                Whereabouts::Deported => {
                    "have the removal confirmed, and ask whether the person has come back"
                }
                Whereabouts::OutOfJurisdiction => {
                    "ask the agency which jurisdiction it is, and that jurisdiction whether the person is there"
                }
                Whereabouts::InCustody | Whereabouts::CivillyCommitted => {
                    "ask the agency which place of custody it is, and that place"
                }
                _ => continue,
            };
            all.push(NextCheck {
                facts: shown.sources.clone(),
                ..check(CheckKind::ConfirmDeclaration, words, shown.words.clone())
            });
        }
        if !deaths.is_empty() {
            let death = NextCheck {
                facts: deaths,
                ..check(
                    CheckKind::ConfirmDeath,
                    "have the death confirmed by a certificate",
                    "dead, as a record has it",
                )
            };
            all.insert(0, death);
        }
        all
    }

    fn identity(&self) -> Vec<NextCheck> {
        let of = |one: &Conflict| NextCheck {
            facts: one.facts.iter().take(FACTS).cloned().collect(),
            ..check(
                CheckKind::ResolveIdentity,
                "find out whether the records are of one person, by fingerprints or papers",
                one.words.clone(),
            )
        };
        self.identity.contradictions.iter().map(of).collect()
    }

    /// Searches that nobody has made, or that are to be made again.
    fn searches(&self) -> Vec<NextCheck> {
        let mut last: BTreeMap<&SearchKind, &SearchDone> = BTreeMap::new();
        for one in self.searches {
            // the latest stands first
            last.entry(&one.kind).or_insert(one);
        }
        let expected = self.settings.searches.iter();
        let mut kinds: Vec<&SearchKind> = Vec::new();
        for kind in expected.chain(last.keys().copied()) {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        let mut all = Vec::new();
        for kind in kinds {
            let what = words::search(kind);
            let found = last.get(kind);
            let Some(one) = found else {
                all.push(NextCheck {
                    search: Some(kind.clone()),
                    ..check(
                        CheckKind::Search,
                        format!("search {what}"),
                        "nobody has made this search, as far as the records tell",
                    )
                });
                continue;
            };
            let days = (self.settings.as_of - one.on).num_days();
            let days = words::days(u32::try_from(days).unwrap_or(0));
            let why = match one.result {
                SearchResult::NoAnswer => format!("asked {days} ago, and nobody answered"),
                SearchResult::Unclear => {
                    format!(
                        "{days} ago something was found of which nobody can say whether it is the person"
                    )
                }
                _ if one.old => format!("the last search is {days} old"),
                _ => continue,
            };
            all.push(NextCheck {
                search: Some(kind.clone()),
                rank: one.rank,
                facts: vec![one.source.clone()],
                ..check(CheckKind::SearchAgain, format!("search {what} again"), why)
            });
        }
        all
    }

    /// One check for each kind of conflict.
    fn conflicts(&self) -> Vec<NextCheck> {
        let mut by_kind: BTreeMap<super::ConflictKind, Vec<&Conflict>> = BTreeMap::new();
        for one in self.conflicts {
            by_kind.entry(one.kind).or_default().push(one);
        }
        by_kind
            .into_values()
            .filter_map(|all| {
                // the latest
                let last = all.last()?;
                let more = match all.len() {
                    1 => String::new(),
                    many => format!(" (the latest of {many} that are listed)"),
                };
                Some(NextCheck {
                    facts: last.facts.iter().take(FACTS).cloned().collect(),
                    ..check(
                        CheckKind::ResolveConflict,
                        "ask those who recorded it which is right",
                        format!("{}{more}", last.words),
                    )
                })
            })
            .collect()
    }

    fn gaps(&self) -> Vec<NextCheck> {
        let homes = self
            .gaps
            .iter()
            .filter(|gap| gap.kind == GapKind::Residence);
        let last = homes.max_by_key(|gap| (gap.until.is_none(), gap.from));
        last.map(|gap| NextCheck {
            facts: gap.before.iter().chain(&gap.after).cloned().collect(),
            ..check(
                CheckKind::CloseGap,
                "find out where the person lived then",
                gap.words.clone(),
            )
        })
        .into_iter()
        .collect()
    }
}

fn decide(one: &PossibleRegistration) -> NextCheck {
    NextCheck {
        facts: vec![FactSource {
            record: one.record.clone(),
            kind: SourceKind::Possible,
            ..FactSource::default()
        }],
        ..check(
            CheckKind::DecideRegistration,
            "have somebody decide whether this registration is of the person, by fingerprints or papers",
            one.words.clone(),
        )
    }
}

/// What to do at a place that something speaks for more than against.
fn at_place(place: &CandidatePlace) -> Option<NextCheck> {
    // custody has its own check
    if place.points <= 0 || place.uses.contains(&PlaceUse::Custody) {
        return None;
    }
    let is_exact = matches!(
        place.grain,
        PlaceGrain::Address | PlaceGrain::Position | PlaceGrain::Named
    );
    let has = |of: &[PlaceUse]| place.uses.iter().any(|one| of.contains(one));
    let (kind, words) = if !is_exact {
        if has(&[PlaceUse::PossibleRegistration]) {
            return None; // somebody decides on the registration first
        }
        let words = "find out where in this town or state";
        (CheckKind::AskAtPlace, words)
    } else if has(&[
        PlaceUse::Residence,
        PlaceUse::Transient,
        PlaceUse::Lodging,
        PlaceUse::Address,
    ]) {
        (CheckKind::VisitPlace, "visit, and find out who lives there")
    } else if has(&[PlaceUse::Work, PlaceUse::School]) {
        let words = "ask the employer or the school when the person was there last";
        (CheckKind::AskAtPlace, words)
    } else if has(&[PlaceUse::Family, PlaceUse::Associate]) {
        let words = "ask those who live there, with a thought to who may warn the person";
        (CheckKind::AskAtPlace, words)
    } else if has(&[PlaceUse::VehicleSeen]) {
        let words = "find out who has the vehicle now and who drove it there";
        (CheckKind::CheckVehicle, words)
    } else if has(&[PlaceUse::Tip]) {
        let words = "ask the one who gave the tip what they saw, and how they know";
        (CheckKind::ReturnToTip, words)
    } else if has(&[PlaceUse::PossibleRegistration]) {
        return None;
    } else {
        (CheckKind::VisitPlace, "look whether the person is there")
    };
    let why = place.reasons_for.first();
    let against = place.reasons_against.iter().filter(|one| one.points < 0);
    let against = match against.count() {
        0 => String::new(),
        1 => "; one reason speaks against it".to_owned(),
        many => format!("; {many} reasons speak against it"),
    };
    let why = why.map_or_else(String::new, |why| format!("{}{against}", why.words));
    let facts = place.reasons_for.first().map(|one| one.source.clone());
    Some(NextCheck {
        rank: Some(place.rank),
        facts: facts.into_iter().collect(),
        ..check(kind, words, why)
    })
}
