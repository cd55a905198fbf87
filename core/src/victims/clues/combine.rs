use std::collections::BTreeSet;

use super::{
    Clue, ClueFindings, ClueSettings, ClueTable, UnusedClue,
    frame::Frame,
    help::would_help,
    reading::{Lookup, Reading, check_clues},
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
mod tests {
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

    #[test]
    fn parts_sum_to_the_weight_exactly() {
        let mut clues = british();
        clues.push(seen_in("K-7", ClueKind::Sign, "a shop", &["GB-SCT", "IE"]));
        clues.push(seen_in(
            "K-8",
            ClueKind::School,
            "a badge",
            &["GB-SCT", "GB-NIR"],
        ));
        clues.push(clue(
            "K-9",
            ClueKind::Product,
            "a brand of which no table knows",
        ));
        let found = all(&clues);
        check_sums(&found.places);
        assert_eq!(found.places.len(), 250);
        assert_eq!(found.leading, ["GB"]);
        assert_eq!(found.places[0].within[0].place, "GB-SCT");
        assert_eq!(found.not_understood.len(), 1);
        assert_eq!(found.not_understood[0].clue.expose(), "K-9");
    }

    #[test]
    fn one_clue_weighs_what_the_formula_says() {
        let settings = ClueSettings {
            most_clue_millibits: 20_000,
            most_listed: 1_000,
            ..ClueSettings::default()
        };
        for table in clue_tables() {
            let unconfirmed = 1.0 - 0.95 * 0.9;
            let error = if table.confirmed { 0.05 } else { unconfirmed };
            for row in table.rows.iter().step_by(7) {
                let clues = [clue("K-1", table.kind.clone(), &row.value)];
                let found = combine_clues(&clues, &clue_tables(), &settings).unwrap();
                let names =
                    |places: &[String], code: &str| places.iter().any(|place| place[..2] == *code);
                let fits = |code: &str| names(&row.places, code);
                let count = found.places.iter().filter(|p| fits(&p.place)).count();
                let count = count as f64 * if table.open { 2.0 } else { 1.0 };
                for place in &found.places {
                    let error = if names(&row.unconfirmed, &place.place) {
                        unconfirmed
                    } else {
                        error
                    };
                    let ratio = match fits(&place.place) {
                        true => (1.0 - error) * 250.0 / count + error,
                        false if table.open => 1.0,
                        false => error,
                    };
                    let bits = f64::from(place.weight.0) / 1_000.0;
                    assert!((ratio.log2() - bits).abs() < 0.000_6, "{}", row.value);
                }
            }
        }
    }

    #[test]
    fn a_form_of_plates_speaks_against_no_country() {
        for form in ["AA 00 AAA", "AA-000-AA", "eu_band", "yellow_both"] {
            let found = all(&[clue("K-1", ClueKind::Plate, form)]);
            assert!(found.not_understood.is_empty(), "{form}");
            assert!(found.places.iter().all(|place| place.weight.0 >= 0));
            assert!(found.places[0].weight.0 > 0);
            let last = found.places.last().unwrap();
            assert!(last.parts[0].why.contains("speaks against none"));
        }
        // of two forms that no country has both of, neither is wrong for that
        let two = all(&[
            clue("K-1", ClueKind::Plate, "mercosur_band"),
            clue("K-2", ClueKind::Plate, "AA 00 AAA"),
        ]);
        assert!(two.conflicts.is_empty());
        assert_eq!(place(&two.places, "GE").weight.0, 0);
        // a form that no table has, and a number, are not understood
        for other in ["0000000 A", "AB-123-CD"] {
            let found = all(&[clue("K-1", ClueKind::Plate, other)]);
            assert_eq!(found.not_understood.len(), 1, "{other}");
            assert!(found.places.iter().all(|place| place.weight.0 == 0));
        }
        // old and new forms of one country both speak for it
        for form in ["AA-000-AA", "AAA-000", "Georgia", "GE"] {
            let found = all(&[clue("K-1", ClueKind::Plate, form)]);
            assert!(place(&found.places, "GE").weight.0 > 0, "{form}");
        }
    }

    #[test]
    fn what_the_source_lacks_counts_less_and_what_is_past_is_said() {
        let found = all(&[clue("K-1", ClueKind::Language, "Cantonese")]);
        let weight = |code: &str| place(&found.places, code).weight.0;
        assert!(weight("HK") == weight("CN") && weight("CN") > weight("MY"));
        assert!(weight("MY") > 0 && weight("TH") < 0);
        let why = &place(&found.places, "MY").parts[0].why;
        assert!(why.contains("does not have it"), "{why}");

        let found = all(&[clue("K-1", ClueKind::Currency, "BGN")]);
        let why = &found.places[0].parts[0].why;
        assert!(why.contains("in use until 2026-01-31"), "{why}");
        assert_eq!(found.places[0].place, "BG");
    }

    #[test]
    fn places_may_be_named_by_common_words() {
        let found = all(&[seen_in("K-1", ClueKind::Sign, "x", &["UK", "Irland"])]);
        assert_eq!(found.not_understood.len(), 1);
        let found = all(&[seen_in(
            "K-1",
            ClueKind::Sign,
            "x",
            &["UK", "Republic of Ireland"],
        )]);
        let first: Vec<&str> = found.places.iter().take(2).map(|p| &p.place[..]).collect();
        assert_eq!(first, ["GB", "IE"]);
        let both = Clue {
            not_places: vec!["GB".to_owned()],
            ..seen_in("K-1", ClueKind::Sign, "x", &["UK"])
        };
        assert!(combine_clues(&[both], &[], &ClueSettings::default()).is_err());
    }

    #[test]
    fn the_order_of_clues_changes_no_byte() {
        let mut clues = british();
        clues.push(clue("K-0", ClueKind::Currency, "JPY"));
        clues.push(clue("K-7", ClueKind::Language, "en-GB"));
        clues.push(seen_in("K-8", ClueKind::Sign, "x", &["US-WI"]));
        clues.push(seen_in("K-9", ClueKind::Sign, "y", &["US-IL", "CA"]));
        let expected = serde_json::to_string(&combined(&clues)).unwrap();
        // every rotation of the clues, and of them reversed
        for _ in 0..2 {
            for _ in 0..clues.len() {
                clues.rotate_left(1);
                assert_eq!(serde_json::to_string(&combined(&clues)).unwrap(), expected);
            }
            clues.reverse();
        }
    }

    #[test]
    fn a_state_supports_its_country_and_a_country_tells_no_states_apart() {
        let found = all(&[
            clue("K-1", ClueKind::Plate, "Wisconsin"),
            clue("K-2", ClueKind::Currency, "USD"),
            clue("K-3", ClueKind::Socket, "B"),
        ]);
        assert_eq!(found.leading, ["US"]);
        let country = place(&found.places, "US");
        assert!(country.parts[0].weight.0 > 0);
        assert_eq!(country.within.len(), 51);
        assert_eq!(country.within[0].place, "US-WI");
        // only the plate speaks between states; what it says against one state it says against all others
        assert!(country.within.iter().all(|state| state.parts.len() == 1));
        let others: BTreeSet<_> = country.within.iter().skip(1).map(|s| s.weight).collect();
        assert_eq!(others.len(), 1);
        assert!(place(&found.places, "CA").within.is_empty());

        let whole = all(&[seen_in("K-1", ClueKind::Sign, "x", &["US", "US-WI"])]);
        assert!(place(&whole.places, "US").within.is_empty());
    }

    #[test]
    fn states_that_are_the_only_candidates_are_judged_themselves() {
        let settings = ClueSettings {
            candidates: ["US-WI", "US-IL", "US-MN"].map(ToOwned::to_owned).into(),
            least_groups: 1,
            ..ClueSettings::default()
        };
        let clues = [
            seen_in("K-1", ClueKind::Sign, "x", &["US-WI"]),
            seen_in("K-2", ClueKind::School, "x", &["US-TX"]),
        ];
        let found = combine_clues(&clues, &[], &settings).unwrap();
        assert_eq!(found.leading, ["US-WI"]);
        assert_eq!(found.not_understood[0].clue.expose(), "K-2");
        assert_eq!(found.places[0].within.len(), 3);
    }

    #[test]
    fn contradictions_cancel_unless_one_is_surer() {
        let sign = |id: &str, code: &str| seen_in(id, ClueKind::Sign, id, &[code]);
        let found = all(&[sign("K-1", "DE"), sign("K-2", "FR")]);
        assert_eq!(found.conflicts.len(), 1);
        assert_eq!(found.conflicts[0].clues.len(), 2);
        assert!(found.places.iter().all(|place| place.weight.0 == 0));

        let doubtful = Clue {
            confidence: Confidence::Doubtful,
            ..sign("K-2", "FR")
        };
        let found = all(&[sign("K-1", "DE"), doubtful]);
        assert_eq!(found.conflicts.len(), 1);
        assert_eq!(found.places[0].place, "DE");
        assert_eq!(found.places[0].parts[1].weight.0, 0);

        // two states contradict each other as states, and both support the country
        let found = all(&[sign("K-1", "US-WI"), sign("K-2", "US-IL")]);
        assert_eq!(found.conflicts[0].within.as_deref(), Some("US"));
        let country = &found.places[0];
        assert!(country.place == "US" && country.weight.0 > 0);
        assert!(country.within.iter().all(|state| state.weight.0 == 0));
    }

    #[test]
    fn too_little_is_an_outcome() {
        let reason = |found: &ClueFindings| match &found.outcome {
            ClueOutcome::Insufficient { reason } => reason.clone(),
            ClueOutcome::Ranked => panic!("ranked"),
        };
        let none = combined(&[]);
        assert!(reason(&none).contains("No clue"));
        assert!(none.leading.is_empty() && none.would_help.is_empty());
        // one kind only, however clear
        let one = combined(&[clue("K-1", ClueKind::Currency, "JPY")]);
        assert!(reason(&one).contains("Independent groups"));
        assert_eq!(one.places[0].place, "JP");
        // two groups that fit the same dozen of countries
        let dozen = [
            "AR", "BO", "CL", "CO", "CR", "CU", "DO", "EC", "MX", "PA", "PE", "VE",
        ];
        let many = combined(&[
            seen_in("K-1", ClueKind::Sign, "words", &dozen),
            seen_in("K-2", ClueKind::School, "a uniform", &dozen),
        ]);
        assert!(reason(&many).contains("too close"));
        assert!(many.left_out > 0);
    }

    #[test]
    fn places_are_not_ranked_on_practically_one_clue() {
        let reason = |clues: &[Clue]| match all(clues).outcome {
            ClueOutcome::Insufficient { reason } => reason,
            ClueOutcome::Ranked => String::new(),
        };
        // driving on the left agrees with the yen, and adds less than a bit to it
        let yen = clue("K-1", ClueKind::Currency, "JPY");
        let left = clue("K-2", ClueKind::DrivingSide, "left");
        let why = reason(&[yen.clone(), left.clone()]);
        assert!(why.contains("Enough: money. Too little: traffic"), "{why}");
        // what one household brings along, however much of it, is one group
        let brought = [
            clue("K-3", ClueKind::Language, "ja"),
            clue("K-4", ClueKind::PhoneCode, "+81"),
            seen_in("K-5", ClueKind::Sign, "a shop", &["JP"]),
            seen_in("K-6", ClueKind::Product, "a sweet", &["JP"]),
            seen_in("K-7", ClueKind::Broadcast, "a programme", &["JP"]),
            seen_in("K-8", ClueKind::Team, "a shirt", &["JP"]),
        ];
        assert!(reason(&brought).contains("Enough: what people bring along"));
        let mut both = brought.to_vec();
        both.extend([yen, left]);
        assert_eq!(reason(&both), "");
    }

    #[test]
    fn of_places_that_stand_first_together_any_may_have_the_groups() {
        let settings = ClueSettings {
            group_share_percent: 100,
            ..ClueSettings::default()
        };
        let clues = [
            seen_in("K-1", ClueKind::Sign, "a", &["AT"]),
            seen_in("K-2", ClueKind::Product, "b", &["AT"]),
            seen_in("K-3", ClueKind::School, "c", &["DE"]),
            seen_in("K-4", ClueKind::Architecture, "d", &["DE"]),
        ];
        let found = combine_clues(&clues, &[], &settings).unwrap();
        assert_eq!(found.places[0].weight, found.places[1].weight);
        assert_eq!(found.outcome, ClueOutcome::Ranked);
        assert_eq!(found.leading, ["AT", "DE"]);
    }

    #[test]
    fn parts_of_a_country_lead_by_the_same_rule() {
        let leading = |clues: &[Clue]| -> Vec<String> {
            let found = all(clues);
            let parts = place(&found.places, "US").leading_within(&found.settings);
            parts.iter().map(|part| part.place.clone()).collect()
        };
        let one = [
            clue("K-1", ClueKind::Plate, "Wisconsin"),
            clue("K-2", ClueKind::Currency, "USD"),
        ];
        assert!(leading(&one).is_empty());
        let mut two = one.to_vec();
        two.push(seen_in("K-3", ClueKind::School, "a badge", &["US-WI"]));
        assert_eq!(leading(&two), ["US-WI"]);
    }

    #[test]
    fn a_group_weighs_at_most_twice_its_strongest_clue() {
        let found = all(&british());
        let first = place(&found.places, "GB");
        assert!(first.parts.iter().all(|part| part.weight.0 >= 0));
        let alone = |clue: &Clue| all(std::slice::from_ref(clue)).places[0].weight.0;
        let strongest = british().iter().map(alone).max().unwrap();
        let independent: i32 = british().iter().map(alone).sum();
        assert!(first.weight.0 > strongest && first.weight.0 <= 2 * strongest);
        assert!(first.weight.0 < independent);
        let in_part = first.parts.iter().filter(|part| part.why.contains("50%"));
        assert_eq!(in_part.count(), 1);

        let settings = ClueSettings {
            group_share_percent: 0,
            ..ClueSettings::default()
        };
        let once = combine_clues(&british(), &clue_tables(), &settings).unwrap();
        let counting = once.places[0]
            .parts
            .iter()
            .filter(|part| part.weight.0 != 0);
        assert_eq!(counting.count(), 1);
    }

    #[test]
    fn repeats_add_nothing_and_the_surest_counts() {
        let doubtful = Clue {
            confidence: Confidence::Doubtful,
            ..clue("K-0", ClueKind::Currency, "gbp ")
        };
        let once = all(&[clue("K-1", ClueKind::Currency, "GBP")]);
        let twice = all(&[
            doubtful,
            clue("K-1", ClueKind::Currency, "GBP"),
            clue("K-2", ClueKind::Currency, "GBP"),
        ]);
        for finding in &once.places {
            assert_eq!(place(&twice.places, &finding.place).weight, finding.weight);
        }
        let counting = twice.places[0].parts.iter().map(|part| part.weight.0 > 0);
        assert_eq!(counting.collect::<Vec<_>>(), [false, true, false]);
    }

    #[test]
    fn the_less_sure_weighs_less_on_both_sides() {
        let weights = ["confirmed", "probable", "possible", "doubtful"].map(|confidence| {
            let found = all(&[Clue {
                confidence: confidence.into(),
                ..seen_in("K-1", ClueKind::Sign, "x", &["GB"])
            }]);
            [place(&found.places, "GB"), place(&found.places, "FR")].map(|p| p.weight.0)
        });
        assert!(weights.is_sorted_by(|a, b| a[0] > b[0] && a[1] < b[1]));
        assert!(weights[3][0] > 0 && weights[3][1] < 0);
    }

    #[test]
    fn a_table_of_the_host_goes_first_and_analysts_before_it() {
        let own = ClueTable {
            name: "school badges".to_owned(),
            version: "2026-03".to_owned(),
            kind: ClueKind::School,
            source: "an office".to_owned(),
            licence: "internal".to_owned(),
            confirmed: true,
            open: false,
            rows: vec![ClueRow {
                value: "Red Fox".to_owned(),
                places: vec!["us-wi".to_owned(), "NZ".to_owned()],
                ..ClueRow::default()
            }],
        };
        let sockets = ClueTable {
            name: "our sockets".to_owned(),
            kind: ClueKind::Socket,
            rows: vec![ClueRow {
                value: "g".to_owned(),
                places: vec!["MT".to_owned()],
                ..ClueRow::default()
            }],
            ..own.clone()
        };
        let mut tables = vec![own, sockets];
        tables.extend(clue_tables());
        let settings = ClueSettings::default();
        let found = |clues: &[Clue]| combine_clues(clues, &tables, &settings).unwrap();
        let badge = found(&[clue("K-1", ClueKind::School, "red  fox")]);
        assert_eq!(badge.places[0].place, "NZ");
        assert_eq!(badge.places[1].within[0].place, "US-WI");
        assert!(badge.places[0].parts[0].why.contains("school badges"));
        let socket = found(&[clue("K-1", ClueKind::Socket, "G")]);
        assert_eq!(socket.places[0].place, "MT");
        assert!(socket.places[0].lead_over_next.unwrap().0 > 0);
        let said = found(&[seen_in("K-1", ClueKind::Socket, "G", &["CY"])]);
        assert_eq!(said.places[0].place, "CY");
        assert!(said.places[0].parts[0].why.contains("analyst"));
        let bad = ClueTable {
            rows: vec![ClueRow {
                places: vec!["Utopia".to_owned()],
                ..ClueRow::default()
            }],
            ..tables.remove(0)
        };
        let error = combine_clues(&[], &[bad], &settings).unwrap_err();
        assert!(error.to_string().contains("[0].rows[0]"));
        let odd = ClueTable {
            rows: vec![ClueRow {
                places: vec!["GB".to_owned()],
                unconfirmed: vec!["IE".to_owned()],
                ..ClueRow::default()
            }],
            ..tables.remove(0)
        };
        let error = combine_clues(&[], &[odd], &settings).unwrap_err();
        assert!(error.to_string().contains("unconfirmed"));
    }

    #[test]
    fn unconfirmed_tables_say_so_and_count_less() {
        let found = all(&[clue("K-1", ClueKind::Socket, "G")]);
        assert!(found.places[0].parts[0].why.contains("not confirmed"));
        let mut tables = clue_tables();
        for table in &mut tables {
            table.confirmed = true;
        }
        let clues = [clue("K-1", ClueKind::Socket, "G")];
        let sure = combine_clues(&clues, &tables, &ClueSettings::default()).unwrap();
        assert!(sure.places[0].weight > found.places[0].weight);
        assert!(!sure.places[0].parts[0].why.contains("not confirmed"));
    }

    #[test]
    fn what_the_analyst_rules_out_is_taken_out() {
        let not = |codes: &[&str]| Clue {
            not_places: codes.iter().map(|code| (*code).to_owned()).collect(),
            ..clue("K-1", ClueKind::Vegetation, "palms")
        };
        let found = all(&[not(&["NO", "SE"])]);
        assert!(place(&found.places, "NO").weight.0 < 0);
        assert!(place(&found.places, "FR").weight.0 > 0);
        let found = all(&[not(&["US-AK"])]);
        let country = &place(&found.places, "US");
        assert_eq!(country.weight.0, 0);
        assert_eq!(country.within.last().unwrap().place, "US-AK");
        // a country that is named and ruled out, whole or with the part that is named, is a contradiction
        for (places, ruled_out, is_wrong) in [
            (["NO", "DK"], "no", true),
            (["US-WI", "DK"], "US", true),
            (["US", "DK"], "US-WI", false),
            (["NO", "DK"], "SE", false),
        ] {
            let both = Clue {
                places: places.map(str::to_owned).into(),
                ..not(&[ruled_out])
            };
            let found = combine_clues(&[both], &clue_tables(), &ClueSettings::default());
            assert_eq!(found.is_err(), is_wrong, "{places:?} {ruled_out}");
        }
        assert_eq!(all(&[not(&["Utopia"])]).not_understood.len(), 1);
    }

    #[test]
    fn clues_of_two_series_are_not_mixed() {
        let of = |id: &str, series: &str| Clue {
            series: Some(series.to_owned()),
            ..clue(id, ClueKind::Socket, "G")
        };
        let wrong = [of("K-1", "S-1"), of("K-2", "S-2")];
        let error = combine_clues(&wrong, &[], &ClueSettings::default()).unwrap_err();
        assert_eq!(error.code(), "INVALID_PARAMETER");
        let twice = [of("K-1", "S-1"), of("K-1", "S-1")];
        assert!(combine_clues(&twice, &[], &ClueSettings::default()).is_err());
        let sure = [Clue {
            confidence: "sure".into(),
            ..clue("K-1", ClueKind::Socket, "G")
        }];
        let error = combine_clues(&sure, &clue_tables(), &ClueSettings::default()).unwrap_err();
        assert!(error.to_string().contains("[0].confidence"), "{error}");
        let long = [clue("K-1", ClueKind::Sign, &"x".repeat(1_025))];
        let error = combine_clues(&long, &[], &ClueSettings::default()).unwrap_err();
        assert_eq!(error.code(), "LIMIT_EXCEEDED");
    }

    #[test]
    fn findings_hold_no_value_and_come_back_from_json() {
        let canary = "canary-7731";
        let mut clues = british();
        clues.push(clue("K-7", ClueKind::Sign, canary));
        clues.push(seen_in(
            "K-8",
            ClueKind::Other(canary.to_owned()),
            canary,
            &["GB"],
        ));
        let found = combined(&clues);
        assert!(!format!("{found:?}").contains(canary));
        let json = serde_json::to_value(&found).unwrap();
        let back: ClueFindings = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(back, found);
        let whys = json["places"][0]["parts"].to_string();
        // the kind is the host's own word and comes back; the value does not
        assert_eq!(whys.matches(canary).count(), 1);
    }
}
