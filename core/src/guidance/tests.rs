use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn entry(id: &str, language: &str, question: &str, answer: &str) -> Value {
    json!({
        "id": id, "topic": "t", "audience": ["parents"], "language": language, "question": question, "answer": answer,
        "source": { "title": "A page", "publisher": "An agency" },
    })
}

fn library(set: &Value) -> Guidance {
    let settings = GuidanceSettings {
        least_score_percent: 0,
        ..GuidanceSettings::default()
    };
    Guidance::new(GuidanceSet::from_value(set).unwrap(), &settings).unwrap()
}

fn search(guidance: &Guidance, question: &str) -> GuidanceAnswer {
    let answer = guidance.search(question, &GuidanceOptions::default());
    answer.unwrap()
}

fn ids(answer: &GuidanceAnswer) -> Vec<&str> {
    answer.found.iter().map(|found| &found.id[..]).collect()
}

fn text(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| &piece.text[..]).collect()
}

fn small() -> Guidance {
    library(&json!({
        "entries": [
            entry("b-pictures", "en", "How do I remove an image?", "Ask the site. It takes down images."),
            entry("a-pictures", "en", "How do I remove an image?", "Ask the site. It takes down images."),
            entry("chat", "en", "Who may write to a child?", "Friends only; block all others in the settings of the game."),
            entry("es", "es", "¿Cómo denuncio una amenaza?", "Llame a la policía y denuncie las amenazas."),
            entry("ru", "ru", "Как удалить фотографии?", "Попросите сайт удалить фотографию."),
        ],
        "synonyms": [
            { "id": "pictures", "language": "en", "words": ["image", "picture", "dick pic"] },
            { "id": "child", "language": "en", "words": ["child", "kid"] },
        ],
        "common_words": [{ "language": "en", "words": ["how", "do", "I", "an", "it", "the", "of", "in"] }],
        "contacts": [{ "id": "line", "name": "Help line", "reach": "555 0100" }],
        "urgent": [{
            "id": "danger", "language": "en", "phrases": ["hurt me", "kill myself"], "say": "Call now.", "contacts": ["line"],
            "entries": ["chat"],
        }],
        "expert": { "say": "Ask us.", "contacts": ["line"] },
    }))
}

#[test]
fn words_are_found_by_form_stem_synonym_and_spelling() {
    let guidance = small();
    for (asked, found, how, synonym) in [
        ("remove", "remove", FoundHow::Word, None),
        ("removing", "remove", FoundHow::Stem, None),
        ("pictures", "image", FoundHow::Synonym, Some("pictures")),
        ("DICK-PIC", "image", FoundHow::Synonym, Some("pictures")),
        ("remvoe", "remove", FoundHow::Spelling, None),
        ("ｒｅｍｏｖｅ", "remove", FoundHow::Word, None),
        ("re\u{ad}mo\u{200b}ve", "remove", FoundHow::Word, None),
    ] {
        let answer = search(&guidance, asked);
        assert_eq!(ids(&answer), ["a-pictures", "b-pictures"], "{asked}");
        let parts = &answer.found[0].parts;
        assert_eq!(parts.len(), 1, "{asked}");
        assert_eq!((&parts[0].found[..], parts[0].how), (found, how), "{asked}");
        assert_eq!(parts[0].synonym.as_deref(), synonym, "{asked}");
    }
}

#[test]
fn a_word_counts_once_and_itself_more_than_its_synonym() {
    let guidance = small();
    let score = |question: &str| search(&guidance, question).found[0].score;
    assert!(score("image") > score("picture"));
    assert_eq!(score("image"), score("image IMAGES, image!"));
    assert_eq!(score("picture"), score("picture pictures"));
    assert_eq!(search(&guidance, "the picture of an image").words_asked, 2);
}

#[test]
fn the_starter_set_is_whole() {
    let guidance = Guidance::starter().unwrap();
    let set = guidance.set();
    assert_eq!(set.entries.len(), 60);
    // each question finds itself, and nearly always before all others
    let mut first = 0;
    for entry in &set.entries {
        let answer = search(&guidance, &entry.question);
        assert!(ids(&answer).contains(&&entry.id[..]), "{}", entry.id);
        assert!(!answer.weak, "{}", entry.id);
        first += usize::from(answer.found[0].id == entry.id);
    }
    assert!(first >= 57, "{first}");
    // numbers in answers are those of the contacts
    let reach: String = set
        .contacts
        .iter()
        .map(|contact| &contact.reach[..])
        .collect();
    for number in [
        "911",
        "988",
        "1-800-843-5678",
        "1-888-373-7888",
        "1-800-422-4453",
        "1-800-786-2929",
    ] {
        assert!(reach.contains(number));
        assert!(
            set.entries
                .iter()
                .any(|entry| entry.answer.contains(number)),
            "{number}"
        );
    }
    // an answer is short enough to be read
    assert!(
        set.entries
            .iter()
            .all(|entry| entry.answer.split(' ').count() < 120)
    );
}

#[test]
fn a_crisis_puts_help_first_whatever_the_options() {
    let guidance = Guidance::starter().unwrap();
    let options = GuidanceOptions {
        topic: Some("accounts".to_owned()),
        language: Some("es".to_owned()),
        ..GuidanceOptions::default()
    };
    for (question, rule, first) in [
        ("i want to die", "suicide", "call or text 988"),
        (
            "Thinking about KILLING   myself.",
            "suicide",
            "call or text 988",
        ),
        (
            "she says she'll end her own life",
            "suicide",
            "call or text 988",
        ),
        ("my daughter is missing", "danger-now", "911"),
        (
            "somebody threatens to post my nudes",
            "blackmail-now",
            "1-800-THE-LOST (1-800-843-5678) or report.cybertip.org",
        ),
    ] {
        let answer = guidance.search(question, &options).unwrap();
        assert_eq!(answer.immediate[0].rule, rule, "{question}");
        assert_eq!(answer.immediate[0].contacts[0].reach, first);
        assert!(
            answer.immediate[0]
                .entries
                .iter()
                .all(|id| guidance.entry(id).is_some())
        );
    }
    for question in [
        "what is an overdraft",
        "My photo was taken down",
        "kill the weeds by myself tomorrow",
    ] {
        assert!(
            search(&guidance, question).immediate.is_empty(),
            "{question}"
        );
    }
}

#[test]
fn every_question_has_an_outcome() {
    let guidance = small();
    let in_language = |question: &str, language: &str| {
        let options = GuidanceOptions {
            language: Some(language.to_owned()),
            ..GuidanceOptions::default()
        };
        guidance.search(question, &options).unwrap()
    };
    let reason = |answer: &GuidanceAnswer| answer.ask_expert.as_ref().map(|ask| ask.reason);
    for (question, expected) in [
        ("", AskReason::NoQuestion),
        ("\0\u{7}\u{1b}[ ?!", AskReason::NoQuestion),
        ("how do I", AskReason::OnlyCommonWords),
        ("Как удалить фото", AskReason::OtherScript),
        ("画像を消す", AskReason::OtherScript),
        ("zebra", AskReason::NothingFound),
        ("image zebra quagga okapi giraffe", AskReason::Weak),
    ] {
        let answer = search(&guidance, question);
        assert_eq!(reason(&answer), Some(expected), "{question:?}");
        assert!(answer.weak);
        assert_eq!(answer.ask_expert.unwrap().contacts[0].reach, "555 0100");
    }
    assert_eq!(
        reason(&in_language("image", "fr")),
        Some(AskReason::LanguageNotHeld)
    );
    assert_eq!(ids(&in_language("denunciar amenaza", "es-MX")), ["es"]);
    assert_eq!(ids(&in_language("удаление фотографий", "ru")), ["ru"]);
    let found = search(&guidance, "remove images");
    assert_eq!((found.weak, reason(&found)), (false, None));
}

#[test]
fn a_long_question_is_read_as_far_as_the_settings_say() {
    let guidance = small();
    let long = format!("remove {}", "é".repeat(5_000_000));
    let answer = search(&guidance, &long);
    assert_eq!(answer.unread_bytes, long.len() as u64 - 9_999);
    assert_eq!(ids(&answer), ["a-pictures", "b-pictures"]);
    assert_eq!(search(&guidance, "remove").unread_bytes, 0);
}

#[test]
fn options_leave_what_they_name() {
    let guidance = Guidance::starter().unwrap();
    let options = |value: Value| GuidanceOptions::from_value(&value).unwrap();
    for one in guidance
        .search(
            "police phone",
            &options(json!({ "audience": "police", "most": 100 })),
        )
        .unwrap()
        .found
    {
        assert!(
            guidance
                .entry(&one.id)
                .unwrap()
                .audience
                .contains(&GuidanceAudience::Police)
        );
    }
    let answer = guidance
        .search("phone", &options(json!({ "topic": "privacy", "most": 1 })))
        .unwrap();
    assert_eq!(answer.found[0].topic, "privacy");
    assert!(answer.entries_found > 1);
    let no_topic = guidance.search("phone", &options(json!({ "topic": "gardening" })));
    assert_eq!(no_topic.unwrap_err().code(), "INVALID_PARAMETER");
    for wrong in [
        json!({ "most": 0 }),
        json!({ "most": 101 }),
        json!({ "language": "x" }),
        json!({ "audience": "cats" }),
    ] {
        assert!(GuidanceOptions::from_value(&wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_set_that_is_wrong_is_refused_with_the_place() {
    let good = json!({
        "entries": [entry("a", "en", "Q?", "A.")],
        "contacts": [{ "id": "c", "name": "n", "reach": "r" }],
        "urgent": [{ "id": "u", "language": "en", "phrases": ["x"], "say": "s", "contacts": ["c"] }],
    });
    let faults = [
        ("/entries", json!([]), "entries: is empty"),
        ("/entries/0/id", json!(" "), "entries[0].id"),
        ("/entries/0/question", json!("\n"), "entries[0].question"),
        ("/entries/0/answer", json!(""), "entries[0].answer"),
        ("/entries/0/audience", json!([]), "entries[0].audience"),
        ("/entries/0/language", json!("e"), "entries[0].language"),
        ("/entries/0/language", json!("en_US"), "entries[0].language"),
        (
            "/entries/0/source/title",
            json!(""),
            "entries[0].source.title",
        ),
        ("/urgent/0/contacts", json!(["d"]), "urgent[0].contacts[0]"),
        ("/urgent/0/contacts", json!([]), "urgent[0].contacts"),
        ("/urgent/0/phrases", json!([]), "urgent[0].phrases"),
    ];
    let make = |set: &Value| {
        Guidance::new(
            GuidanceSet::from_value(set).unwrap(),
            &GuidanceSettings::default(),
        )
    };
    assert!(make(&good).is_ok());
    for (place, value, said) in faults {
        let mut set = good.clone();
        *set.pointer_mut(place).unwrap() = value;
        let error = make(&set).unwrap_err();
        assert!(error.to_string().contains(said), "{place}: {error}");
    }
    let twice = json!({ "entries": [entry("a", "en", "Q?", "A."), entry("a", "en", "Q?", "A.")] });
    assert!(
        make(&twice)
            .unwrap_err()
            .to_string()
            .contains("entries[1].id")
    );
    let settings = GuidanceSettings {
        k1: f32::NAN,
        ..GuidanceSettings::default()
    };
    assert!(Guidance::new(GuidanceSet::from_value(&good).unwrap(), &settings).is_err());
}

#[test]
fn what_was_asked_shows_in_no_log() {
    let answer = search(&small(), "remove my picture, he will hurt me");
    let shown = format!("{answer:?}");
    assert!(
        !shown.contains("hurt") && !shown.contains("picture\""),
        "{shown}"
    );
    assert!(format!("{:?}", small()).contains("entries"));
}

#[test]
fn the_order_of_the_set_changes_no_answer() {
    let mut set = GuidanceSet::starter().unwrap();
    let straight = Guidance::starter().unwrap();
    set.entries.reverse();
    set.synonyms.reverse();
    let reversed = Guidance::new(set, &GuidanceSettings::default()).unwrap();
    for question in [
        "snap pics leaked by my ex",
        "is roblox chat safe for kids",
        "who reads the report",
    ] {
        assert_eq!(
            search(&straight, question),
            search(&reversed, question),
            "{question}"
        );
    }
}

proptest! {
    #[test]
    fn any_text_has_an_answer_whose_parts_add_up(question in "\\PC{0,60}|[a-z ]{0,80}|(my|son|picture|snap|pay|blackmail|xbox|[ ,]){0,20}") {
        let guidance = Guidance::starter().unwrap();
        let answer = search(&guidance, &question);
        prop_assert_eq!(answer.weak, answer.ask_expert.is_some());
        let mut last = u32::MAX;
        for found in &answer.found {
            prop_assert!(found.score <= last && found.score > 0);
            last = found.score;
            let parts: u32 = found.parts.iter().map(|part| part.score).sum();
            prop_assert_eq!(parts, found.score);
            prop_assert!(found.words_found <= answer.words_asked);
            let entry = guidance.entry(&found.id).unwrap();
            prop_assert_eq!(text(&found.question), &entry.question[..]);
            let snippet = text(&found.snippet);
            let snippet = snippet.trim_start_matches("… ").trim_end_matches(" …");
            prop_assert!(entry.answer.contains(snippet));
            let pieces = found.question.iter().chain(&found.snippet);
            let mut pieces = pieces.chain(found.wording.iter().flatten());
            prop_assert!(pieces.any(|piece| piece.found), "{:?}", found);
        }
        prop_assert_eq!(answer, search(&guidance, &question));
    }
}
