//! What is each place's sum, which places lead, and why?

use std::fmt::Write as _;

use super::{
    ClueOutcome, CluePart, ClueSettings, PlaceFinding,
    frame::Frame,
    group::GroupWeights,
    places,
    weigh::{Fits, WHOLE, share_of},
    weighed::{Standing, Weighed},
};
use crate::{documents::Weighs, linkage::MilliBits, records::Confidence};

/// What is ranked: the countries, or the parts of one of them.
#[derive(Clone, Copy)]
pub(super) enum Level {
    Countries,
    Parts(usize),
}

/// A place by its number within its level, and its weight.
pub(super) type Ranking = Vec<(usize, i32)>;

pub(super) struct Scene<'a> {
    pub(super) frame: &'a Frame,
    pub(super) clues: &'a [Weighed<'a>],
    pub(super) settings: &'a ClueSettings,
}

impl Scene<'_> {
    fn codes(&self, level: Level) -> Vec<&str> {
        let countries = self.frame.countries();
        match level {
            Level::Countries => countries.iter().map(|c| c.code.as_str()).collect(),
            Level::Parts(country) => {
                let parts = countries.get(country).map(|country| &country.parts);
                parts.into_iter().flatten().map(String::as_str).collect()
            }
        }
    }

    /// Whether a clue fits a place; `None` when it does not tell the places of the level apart.
    fn fits(level: Level, clue: &Weighed<'_>, place: usize) -> Option<Fits> {
        let fits = match level {
            Level::Countries => &clue.fit.countries,
            Level::Parts(country) => &clue.fit.within.get(&country)?.fits,
        };
        fits.get(place).copied()
    }

    /// What a clue adds to a place.
    fn weight(level: Level, clue: &Weighed<'_>, place: usize) -> i32 {
        let (weights, is_split) = match level {
            Level::Countries => (Some(&clue.weights), false),
            Level::Parts(country) => (clue.within.get(&country), clue.split.contains(&country)),
        };
        let (Some(weights), Some(fits)) = (weights, Self::fits(level, clue, place)) else {
            return 0;
        };
        if clue.standing != Standing::Counts || is_split {
            return 0;
        }
        share_of(weights.of(fits), clue.share)
    }

    /// The places of a level in order, equal ones in order of their codes.
    pub(super) fn rank(&self, level: Level) -> Ranking {
        let places = 0..self.codes(level).len();
        let sum = |place| {
            let weights = self
                .clues
                .iter()
                .map(|clue| Self::weight(level, clue, place));
            (place, weights.sum::<i32>())
        };
        let mut ranking: Ranking = places.map(sum).collect();
        ranking.sort_by_key(|(place, weight)| (std::cmp::Reverse(*weight), *place));
        ranking
    }

    /// What each group of clues weighs for a place.
    fn groups(&self, level: Level, place: usize) -> GroupWeights {
        let weight = |clue: &Weighed<'_>| Self::weight(level, clue, place);
        let clues = self.clues.iter();
        clues
            .map(|clue| (&clue.reading.clue.kind, weight(clue)))
            .collect()
    }

    /// Whether the clues say enough, and which places lead.
    pub(super) fn judge(&self, level: Level) -> (ClueOutcome, Vec<String>) {
        let (codes, ranking) = (self.codes(level), self.rank(level));
        let insufficient = |reason: String| (ClueOutcome::Insufficient { reason }, Vec::new());
        let Some((_, best)) = ranking.first().copied().filter(|(_, best)| *best > 0) else {
            return insufficient("No clue that counts speaks for any place.".to_owned());
        };
        let lead = i64::from(self.settings.least_lead_millibits);
        let close = ranking
            .iter()
            .filter(|(_, weight)| *weight == best || i64::from(best - weight) < lead);
        let leading: Vec<String> = close
            .filter_map(|(place, _)| codes.get(*place))
            .map(|code| (*code).to_owned())
            .collect();
        // of several that stand first together, the one for which most groups speak, and not the first by its code
        let first = ranking
            .iter()
            .take_while(|(_, weight)| *weight == best)
            .map(|(place, _)| self.groups(level, *place))
            .max_by_key(|groups| groups.count_enough(self.settings))
            .unwrap_or_default();
        if !first.suffice(self.settings) {
            return insufficient(first.missing(self.settings));
        }
        if leading.len() > self.settings.most_leading as usize {
            let (found, most) = (leading.len(), self.settings.most_leading);
            return insufficient(format!(
                "Places that stand too close to the first to be told from it: {found}, itself included. At most {most} \
                 may lead together."
            ));
        }
        (ClueOutcome::Ranked, leading)
    }

    /// The first places of a ranking with their parts.
    pub(super) fn list(&self, level: Level, ranking: &Ranking) -> Vec<PlaceFinding> {
        let codes = self.codes(level);
        let next = ranking.iter().skip(1).map(|(_, weight)| Some(*weight));
        let rows = ranking.iter().zip(next.chain([None]));
        let finding = |((place, weight), next): (&(usize, i32), Option<i32>)| {
            let code = codes.get(*place)?;
            let (within, within_left_out) = match level {
                Level::Countries => self.within(*place),
                Level::Parts(_) => (Vec::new(), 0),
            };
            Some(PlaceFinding {
                place: (*code).to_owned(),
                name: places::name(code).to_owned(),
                weight: MilliBits(*weight),
                parts: self.parts(level, *place),
                lead_over_next: next.map(|next| MilliBits(weight - next)),
                within,
                within_left_out,
            })
        };
        rows.take(self.settings.most_listed as usize)
            .filter_map(finding)
            .collect()
    }

    /// The parts of a country, when a clue that counts tells them apart.
    fn within(&self, country: usize) -> (Vec<PlaceFinding>, u64) {
        let tells = |clue: &Weighed<'_>| clue.within.contains_key(&country);
        if !self.clues.iter().any(tells) {
            return (Vec::new(), 0);
        }
        let level = Level::Parts(country);
        let ranking = self.rank(level);
        let listed = self.list(level, &ranking);
        let left_out = ranking.len().saturating_sub(listed.len());
        (listed, left_out as u64)
    }

    fn parts(&self, level: Level, place: usize) -> Vec<CluePart> {
        let part = |clue: &Weighed<'_>| {
            let fits = Self::fits(level, clue, place)?;
            let weight = Self::weight(level, clue, place);
            Some(CluePart {
                clue: clue.reading.clue.id.clone(),
                kind: clue.reading.clue.kind.clone(),
                weighs: match weight {
                    0 => None,
                    1.. => Some(Weighs::For),
                    _ => Some(Weighs::Against),
                },
                weight: MilliBits(weight),
                why: self.why(level, clue, place, fits),
            })
        };
        self.clues.iter().filter_map(part).collect()
    }

    /// Why a clue weighs what it weighs, without what it says.
    fn why(&self, level: Level, clue: &Weighed<'_>, place: usize, fits: Fits) -> String {
        let countries = self.frame.countries();
        let (count, all, sort, is_split) = match level {
            Level::Countries => (
                clue.fit.count(),
                countries.len(),
                "candidate countries",
                false,
            ),
            Level::Parts(at) => (
                clue.fit.within.get(&at).map_or(0, |within| within.count),
                countries.get(at).map_or(0, |country| country.part_count),
                "parts of the country",
                clue.split.contains(&at),
            ),
        };
        let mut why = match clue.reading.table {
            None => "The analyst says where it fits".to_owned(),
            Some(table) if table.confirmed => format!("The table \"{}\" has it", table.name),
            Some(table) => format!(
                "The table \"{}\", which is not confirmed from a source, has it",
                table.name
            ),
        };
        let here = match (count == all, fits) {
            (true, _) => ", so it says nothing between them",
            (false, Fits::Yes) => ", this one among them",
            (false, Fits::Unconfirmed) => {
                ", this one among them, though the source of the table does not have it"
            }
            (false, Fits::No) => ", and not this one",
        };
        let _ = write!(why, ": {count} of {all} {sort}{here}.");
        if clue.reading.sure.open {
            why.push_str(
                " The table is not complete: others may have it too, so it speaks against none.",
            );
        }
        let codes = self.codes(level);
        if let Some(day) = codes.get(place).and_then(|code| clue.reading.until(code)) {
            let _ = write!(why, " There it was in use until {day}.");
        }
        match &clue.reading.clue.confidence {
            Confidence::Unstated | Confidence::Other(_) => {
                why.push_str(" How sure that is was not noted.");
            }
            known => {
                let _ = write!(why, " Noted as {}.", known.as_str());
            }
        }
        match clue.standing {
            Standing::Repeats => why.push_str(" Another clue says the same and counts for both."),
            Standing::Contradicted => {
                why.push_str(" It contradicts a clue of its kind that is as sure or surer, so it does not count.");
            }
            Standing::Counts if is_split => why.push_str(
                " Here it contradicts a clue of its kind that is as sure or surer, so it does not count.",
            ),
            Standing::Counts if clue.share < WHOLE => {
                let percent = clue.share / (WHOLE / 100);
                let _ = write!(why, " A stronger clue says much the same, so {percent}% of its weight counts.");
            }
            Standing::Counts => {}
        }
        why
    }
}
