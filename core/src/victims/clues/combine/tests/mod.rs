mod belonging;
mod outcome;
mod tables;
mod weights;

use super::*;
use crate::{
    documents::Weighs,
    records::Confidence,
    victims::{ClueKind, ClueOutcome, ClueRow, PlaceFinding, clue_tables},
};

fn clue(id: &str, kind: ClueKind, value: &str) -> Clue {
    Clue {
        id: id.into(),
        kind,
        value: value.into(),
        confidence: Confidence::Confirmed,
        ..Clue::default()
    }
}

fn seen_in(id: &str, kind: ClueKind, value: &str, places: &[&str]) -> Clue {
    Clue {
        places: places.iter().map(|code| (*code).to_owned()).collect(),
        ..clue(id, kind, value)
    }
}

fn combined(clues: &[Clue]) -> ClueFindings {
    combine_clues(clues, &clue_tables(), &ClueSettings::default()).unwrap()
}

/// All places, so that any can be looked up.
fn all(clues: &[Clue]) -> ClueFindings {
    let settings = ClueSettings {
        most_listed: 1_000,
        ..ClueSettings::default()
    };
    combine_clues(clues, &clue_tables(), &settings).unwrap()
}

fn place<'a>(places: &'a [PlaceFinding], code: &str) -> &'a PlaceFinding {
    places.iter().find(|place| place.place == code).unwrap()
}

fn british() -> Vec<Clue> {
    vec![
        clue("K-1", ClueKind::Socket, "G"),
        clue("K-2", ClueKind::Currency, "GBP"),
        clue("K-3", ClueKind::DrivingSide, "left"),
        clue("K-4", ClueKind::PhoneCode, "+44 20 7946 0000"),
        clue("K-5", ClueKind::Plate, "UK"),
        clue("K-6", ClueKind::Language, "en"),
    ]
}

fn check_sums(places: &[PlaceFinding]) {
    for finding in places {
        let sum: i32 = finding.parts.iter().map(|part| part.weight.0).sum();
        assert_eq!(sum, finding.weight.0, "{}", finding.place);
        for part in &finding.parts {
            let side = match part.weight.0 {
                0 => None,
                1.. => Some(Weighs::For),
                _ => Some(Weighs::Against),
            };
            assert_eq!(part.weighs, side);
        }
        check_sums(&finding.within);
    }
    for pair in places.windows(2) {
        let key = |at: usize| (std::cmp::Reverse(pair[at].weight), &pair[at].place);
        assert!(key(0) < key(1));
        let lead = pair[0].weight.0 - pair[1].weight.0;
        assert_eq!(pair[0].lead_over_next.unwrap().0, lead);
    }
}
