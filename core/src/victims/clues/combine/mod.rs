use std::collections::BTreeSet;

use super::{
    Clue, ClueFindings, ClueSettings, ClueTable, UnusedClue,
    frame::Frame,
    help::would_help,
    lookup::Lookup,
    reading::{Reading, check_clues},
    scene::{Level, Scene},
    weighed::{Standing, Weighed, settle},
};
use crate::Result;

/// Weighs the clues of one series into places.
///
/// Before any clue every candidate country is as likely as any other. A clue that leads wrong with the share e, and fits
/// k of n countries, is likelier by `(1 - e) n / k + e` where it fits and by `e` where it does not, compared with the
/// average country; the base-2 logarithm is its weight (naive Bayes with a noise term; Good, Probability and the
/// Weighing of Evidence, 1950). How often a clue of each confidence leads wrong is an assumption in the settings, and so
/// is that a place it fits shows it as readily as another. No clue weighs more for a place than the settings allow, less the
/// share in which it leads wrong.
///
/// A clue fits the places that its analyst names, or else those of the first table that has its value, less those that
/// the analyst rules out. One that names a part of a country (`US-WI`) supports the country too, and by the same rule
/// the part among the country's parts; one that names the country says nothing between them.
///
/// Clues are not independent. Those that say the same count once; those of one kind that no place fits together cancel
/// each other, unless one is surer; those of one group, and all that go with a country's standards (socket, currency,
/// driving side, telephone code, plate, language, dialect), count by falling shares, the strongest in full, so that a
/// group never weighs more than twice its strongest clue. Within a group the strongest is the one that can move two
/// places furthest apart; equal ones stand in order of kind and id.
///
/// Two clues are taken as independent when no one circumstance makes both lead wrong. The groups are: what people bring
/// along (language, dialect, sign, broadcast, telephone code, product, team), mains (socket), money (currency), traffic
/// (driving side, plate, vehicle), school, buildings (architecture), nature (vegetation, time cue), and all other kinds
/// together. Kinds are grouped and not objects: a sign and a plate in one file are of two groups. A journey makes all
/// of them lead wrong at once, and nothing here sees that.
///
/// The outcome is [`Insufficient`](super::ClueOutcome::Insufficient), with what is missing, when fewer independent groups than
/// the settings ask for weigh enough for the first place, or too many places stand close behind it. The same holds
/// before any parts of a country lead among its parts. When only parts of one country come into question, its parts are
/// judged instead.
/// Weights are whole thousandths of a bit, and the parts of a place add up to its weight exactly. The order of the clues
/// does not matter, that of the tables does. Time grows with clues times places, and with the square of the clues of a
/// kind.
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) when clues are of several series or share an id, one names a
/// place and rules it out or has a confidence that is no word of its list, a setting is out of range, or a table or setting names no ISO 3166 code. [`Error::LimitExceeded`](crate::Error::LimitExceeded)
/// above 1,000 clues, 100,000 rows of tables, or a text above [`Limits::field_bytes`](crate::records::Limits).
///
/// ```
/// use caselink::victims::{Clue, ClueKind, ClueOutcome, ClueSettings, clue_tables, combine_clues};
///
/// let clue = |id: &str, kind, value: &str| Clue {
///     id: id.into(),
///     kind,
///     value: value.into(),
///     confidence: "confirmed".into(),
///     ..Clue::default()
/// };
/// let clues = [
///     clue("K-1", ClueKind::Socket, "J"),
///     clue("K-2", ClueKind::Language, "de"),
///     clue("K-3", ClueKind::Currency, "CHF"),
/// ];
/// let found = combine_clues(&clues, &clue_tables(), &ClueSettings::default())?;
/// assert_eq!(found.outcome, ClueOutcome::Ranked);
/// assert_eq!(found.leading, ["CH", "LI"]);
///
/// let first = &found.places[0];
/// assert_eq!(first.weight.0, first.parts.iter().map(|part| part.weight.0).sum::<i32>());
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn combine_clues(
    clues: &[Clue],
    tables: &[ClueTable],
    settings: &ClueSettings,
) -> Result<ClueFindings> {
    settings.check()?;
    check_clues(clues)?;
    let lookup = Lookup::new(tables)?;
    let mut clues: Vec<&Clue> = clues.iter().collect();
    clues.sort_by(|a, b| a.id.cmp(&b.id));

    let mut not_understood = Vec::new();
    let mut unused = |clue: &Clue, reason: &str| {
        not_understood.push(UnusedClue {
            clue: clue.id.clone(),
            reason: reason.to_owned(),
        });
    };
    let mut readings = Vec::new();
    for clue in clues {
        match Reading::new(clue, &lookup, settings) {
            Ok(reading) => readings.push(reading),
            Err(reason) => unused(clue, reason),
        }
    }
    let named = readings.iter().flat_map(Reading::named_parts).cloned();
    let frame = Frame::new(settings, &named.collect())?;
    let mut weighed = Vec::new();
    for reading in readings {
        let clue = Weighed::new(reading, &frame, settings);
        if clue.fit.count() == 0 {
            unused(clue.reading.clue, "it fits none of the candidate places");
        } else {
            weighed.push(clue);
        }
    }
    not_understood.sort_by(|a, b| a.clue.cmp(&b.clue));
    let conflicts = settle(&mut weighed, &frame, settings);

    let scene = Scene {
        frame: &frame,
        clues: &weighed,
        settings,
    };
    let ranking = scene.rank(Level::Countries);
    let judged = match frame.countries() {
        [_] => Level::Parts(0),
        _ => Level::Countries,
    };
    let (outcome, leading) = scene.judge(judged);
    let places = scene.list(Level::Countries, &ranking);
    let noted: BTreeSet<_> = weighed
        .iter()
        .filter(|clue| clue.standing == Standing::Counts)
        .map(|clue| &clue.reading.clue.kind)
        .collect();
    let would_help = match &places[..] {
        [first, second, ..] if first.weight.0 > 0 => {
            would_help(&first.place, &second.place, tables, &noted)
        }
        _ => Vec::new(),
    };
    Ok(ClueFindings {
        outcome,
        leading,
        left_out: ranking.len().saturating_sub(places.len()) as u64,
        places,
        candidates: ranking.len() as u64,
        prior: PRIOR.to_owned(),
        not_understood,
        conflicts,
        would_help,
        settings: settings.clone(),
    })
}

const PRIOR: &str = "Before any clue, each candidate country is taken to be as likely as any other, and each part of a \
                     country as any other of its parts. That is an assumption.";

#[cfg(test)]
mod tests;
