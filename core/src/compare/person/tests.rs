use proptest::prelude::*;

use super::{PartLevel, PersonName, person_names};
use crate::compare::PERSON_NAMES_LEAD;

fn score(a: &str, b: &str) -> f64 {
    person_names(a, b).unwrap().score
}

#[track_caller]
fn lead(pairs: &[(&str, &str)]) {
    for (a, b) in pairs {
        assert!(
            score(a, b) >= PERSON_NAMES_LEAD,
            "{a} / {b}: {}",
            score(a, b)
        );
    }
}

#[track_caller]
fn no_lead(pairs: &[(&str, &str)]) {
    for (a, b) in pairs {
        assert!(
            score(a, b) < PERSON_NAMES_LEAD,
            "{a} / {b}: {}",
            score(a, b)
        );
    }
}

#[test]
fn order_and_words_left_out() {
    lead(&[
        ("García Márquez, Gabriel", "Gabriel Garcia Marquez"),
        ("María López Ortega", "Maria Lopez"),
        ("Thi Lan Nguyen", "Nguyễn Thị Lan"),
        ("Ludwig van Beethoven", "Beethoven Ludwig"),
        ("Anna-Lena Schmidt", "Anna Lena Schmidt"),
        ("Annalena Schmidt", "Anna Lena Schmidt"),
        ("Dr. Peter Holm", "Peter Holm"),
        ("Peter Holm Jr.", "Peter Holm"),
        ("J. R. Tolliver", "John Ronald Tolliver"),
        ("JR Tolliver", "John Ronald Tolliver"),
        ("Bill Harker", "William Harker"),
        ("Abd al-Rahman Qasim", "Abdulrahman Kassem"),
    ]);
    no_lead(&[
        ("Anna Schmidt", "Berta Schmidt"),
        ("John A. Harker", "Josh B. Harker"),
        ("Schmidt", "Anna Lena Berta Schmidt"),
        ("Omar bin Khalid Rawi", "Khalid bin Omar Rawi"),
        ("Ivan Petrovich Orlov", "Ivan Sergeevich Orlov"),
        ("Peter Holm Jr.", "Peter Holm Sr."),
        ("A. B.", "Anna Berg"),
    ]);
}

#[test]
fn scripts_and_romanisations() {
    lead(&[
        ("Юлия Щербакова", "Yuliya Shcherbakova"),
        ("Юлия Щербакова", "Julia Schtscherbakowa"),
        ("Хрущёв Никита", "Nikita Khrushchev"),
        ("Γιώργος Παπαδόπουλος", "Giorgos Papadopoulos"),
        ("يوسف حسين", "Yousef Hussein"),
        ("محمد الشامي", "Mohammed al-Shami"),
        ("דוד כהן", "David Cohen"),
        ("张伟明", "Zhang Weiming"),
        ("Chang Wei-ming", "Zhang Weiming"),
        ("Cheung Wai Ming", "Zhang Weiming"),
        ("張偉明", "张伟明"),
        ("김민수", "Kim Min-su"),
        ("राम शर्मा", "Ram Sharma"),
        ("გიორგი ბერიძე", "Giorgi Beridze"),
        ("Pаul Оrlov", "Paul Orlov"), // Cyrillic letters among Latin ones
        ("Pau1 V1dal", "Paul Vidal"),
    ]);
    no_lead(&[
        ("张伟明", "张伟朋"),
        ("김민수", "김진수"),
        ("محمد الشامي", "محمد السوداني"),
        ("Юлия Щербакова", "Yuliya Sokolova"),
    ]);
}

#[test]
fn the_explanation_names_each_part() {
    let found = person_names(
        "Bob K. Jean Claude Smyth",
        "Smith, Jeanclaude Karl Robert de",
    )
    .unwrap();
    let parts: Vec<_> = found
        .parts
        .iter()
        .map(|p| {
            let text =
                |t: &Option<crate::records::Pii<String>>| t.as_ref().map(|t| t.expose().clone());
            (text(&p.left), text(&p.right), p.level)
        })
        .collect();
    let part = |a: &str, b: &str, level| (Some(a.to_owned()), Some(b.to_owned()), level);
    assert_eq!(
        parts,
        [
            part("bob", "robert", PartLevel::Nickname),
            part("k", "karl", PartLevel::Initial),
            part("jean claude", "jeanclaude", PartLevel::Spelling),
            part("smyth", "smith", PartLevel::Spelling),
            (None, Some("de".to_owned()), PartLevel::LeftOver),
        ]
    );
    assert!(!format!("{found:?}").contains("robert"));
}

#[test]
fn father_and_child_exchanged_are_told() {
    let found = person_names("Salman bin Omar", "Omar ibn Salman").unwrap();
    let levels: Vec<_> = found.parts.iter().map(|p| p.level).collect();
    assert_eq!(
        levels,
        [
            PartLevel::Reversed,
            PartLevel::Spelling,
            PartLevel::Reversed
        ]
    );
}

#[test]
fn the_order_of_words_shows() {
    let swapped = score("Ana Berg", "Berg Ana");
    assert!(PERSON_NAMES_LEAD < swapped && swapped < 1.0);
}

#[test]
fn nothing_to_compare() {
    for empty in ["", "  ", "unknown", "123", "…", "\u{200b}", "--"] {
        assert!(PersonName::new(empty).is_none(), "{empty:?}");
    }
}

/// Names as they come: words of several scripts, particles and initials among them.
fn name() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-z]{1,9}",
        "[А-Я][а-я]{1,7}",
        "[ا-ي]{2,6}",
        "[一-十]{1,3}",
        "[A-Z]\\.",
        prop::sample::select(vec![
            "de", "von", "bin", "al-", "Abdul", "Jr", "Dr", "Muhammad", "Mohamed", "Wong", "Bob",
            "Robert", "O'Neil", "Jean-Luc", "ال", "بن",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(word, 1..6).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn scores_are_symmetric_and_bounded(a in name(), b in name()) {
        if let Some(there) = person_names(&a, &b) {
            let back = person_names(&b, &a).unwrap();
            prop_assert!((0.0..=1.0).contains(&there.score));
            prop_assert_eq!(there.score.to_bits(), back.score.to_bits());
            prop_assert_eq!(there.parts.len(), back.parts.len());
        }
    }

    #[test]
    fn a_name_is_itself(a in name()) {
        if let Some(found) = person_names(&a, &a) {
            prop_assert_eq!(found.score.to_bits(), 1.0_f64.to_bits());
            prop_assert!(found.parts.iter().all(|p| p.level == PartLevel::Same));
        }
    }

    #[test]
    fn case_accents_and_punctuation_make_no_difference(words in prop::collection::vec("[a-z]{1,8}", 1..5)) {
        let plain = words.join(" ");
        let loud = words.join("-").to_uppercase().replace('A', "Á");
        if let Some(found) = person_names(&plain, &loud) {
            prop_assert_eq!(found.score.to_bits(), 1.0_f64.to_bits());
        }
    }

    /// Every word appears exactly once in the explanation.
    #[test]
    fn no_word_is_lost_or_used_twice(a in name(), b in name()) {
        if let Some(found) = person_names(&a, &b) {
            let words = |side: fn(&super::NamePart) -> &Option<crate::records::Pii<String>>| {
                let mut words: Vec<String> = found.parts.iter().filter_map(|p| side(p).as_ref())
                    .flat_map(|t| t.expose().split(' ').map(str::to_owned).collect::<Vec<_>>()).collect();
                words.sort();
                words
            };
            let own = |name: &str| {
                let mut words: Vec<String> = super::tokens::cut(name).iter().map(|t| t.text.to_string()).collect();
                words.sort();
                words
            };
            prop_assert_eq!(words(|p| &p.left), own(&a));
            prop_assert_eq!(words(|p| &p.right), own(&b));
        }
    }

    /// A word that one name lacks never raises the score above that of equal names, and two words
    /// that contradict each other cost more than the same word left out.
    #[test]
    fn contradiction_costs_more_than_silence(given in "[bdgk][aeo]{1}[lmnr]{1}[iu]{1}[sth]{1}[ae]{1}", surname in "[bdgk][aeo]{1}[lmnr]{1}[iu]{1}[st]{1}[ou]{1}") {
        let full = format!("{given} Wolfgang {surname}");
        let less = format!("{given} {surname}");
        let other = format!("{given} Przybyl {surname}");
        let (silent, against) = (score(&full, &less), score(&full, &other));
        prop_assert!(silent < 1.0 && against < silent, "{} {}", silent, against);
    }

    #[test]
    fn hostile_text_does_no_harm(a in "\\PC{0,60}|.{0,200}", b in "\\PC{0,60}") {
        if let Some(found) = person_names(&a, &b) {
            prop_assert!((0.0..=1.0).contains(&found.score));
        }
        let many = a.repeat(40);
        if let Some(found) = person_names(&many, &b) {
            prop_assert!((0.0..=1.0).contains(&found.score));
        }
    }
}
