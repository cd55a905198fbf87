use proptest::prelude::*;

use super::*;
use crate::NoControl;

fn guide(names: &[&str]) -> EvidenceGuide {
    let entries: Vec<GuideEntry> = names
        .iter()
        .enumerate()
        .map(|(number, name)| GuideEntry {
            series: format!("V-{number:02}"),
            names: vec![Pii::new((*name).to_owned())],
            ..GuideEntry::default()
        })
        .collect();
    EvidenceGuide::new(&entries, &GuideSettings::default()).unwrap()
}

#[test]
fn common_and_short_ones_are_refused() {
    let guide = guide(&[
        "img",
        "IMG_0001",
        "dsc 12 copy",
        "ab1",
        "1234567",
        "abcde",
        "湖の家",
    ]);
    let reasons: Vec<&str> = guide.refusals().iter().map(|one| &one.reason[..]).collect();
    assert_eq!(
        reasons,
        [
            "a word that cameras and programs put into names",
            "a word that cameras and programs put into names",
            "a word that cameras and programs put into names",
            "too short: it stands in many names by chance",
            "numbers alone are counters",
        ]
    );
    assert_eq!(guide.len(), 2);
    assert!(guide.find("IMG_0001.jpg").is_empty());
}

#[test]
fn counters_and_ends_of_names_make_no_partial_name() {
    for name in [
        "IMG_0001.jpg",
        "DSC01234.JPG",
        "DSCN1234",
        "VID_20230405_123456.mp4",
        "photo-2.jpeg",
        "Screenshot 2023-04-05.png",
        "video.3gp",
        "MVI_1234",
        "GOPR0001",
        "P1010001.JPG",
        "PXL_20230405_123456789",
        "IMG-20230405-WA0001.jpg",
        "FB_IMG_1680652800000",
        "download (1)",
        "Foto0001",
    ] {
        assert!(guide(&[name]).is_empty(), "{name}");
    }
    for name in ["DSC01234 lakehouse.jpg", "tent01.jpg", "jpgs1", "v0_b56j"] {
        assert_eq!(guide(&[name]).len(), 1, "{name}");
    }
}

#[test]
fn what_many_series_have_says_little() {
    let many: Vec<&str> = ["lakehouse"; 4].into();
    let guide = guide(&many);
    assert!(guide.is_empty());
    assert_eq!(guide.refusals().len(), 4);
}

#[test]
fn what_is_common_among_the_names_is_counted_and_left_out() {
    let guide = guide(&["holiday", "lakehouse"]);
    let letter = |n: u8| char::from(b'a' + n % 26);
    let word = |n: u16| format!("x{}{}y", letter((n / 26) as u8), letter((n % 26) as u8));
    let mut names: Vec<String> = (0..300)
        .map(|n| format!("{} holiday {n}", word(n)))
        .collect();
    names.push("lakehouse holiday".to_owned());
    let found = guide.find_all(&names, &NoControl).unwrap();
    assert_eq!(found.hits.len(), 1);
    assert_eq!(
        (found.hits[0].name, &found.hits[0].series[..]),
        (300, "V-01")
    );
    assert_eq!(found.common.len(), 1);
    assert_eq!(
        (found.common[0].names, &found.common[0].series[..]),
        (301, &["V-00".to_owned()][..])
    );
    assert!(found.common[0].distinct > 100);
    assert_eq!(found.common[0].first, (0..20).collect::<Vec<u64>>());
}

/// A folder full of one series is the strongest lead there is, and not a common name.
#[test]
fn names_that_differ_in_their_numbering_are_one() {
    let guide = guide(&["Blue_Tent-03"]);
    for (name, count) in [
        ("blue tent 3 ({}).jpg", 150),
        ("blue tent 3 - Copy ({}).jpg", 5_000),
        ("IMG_{} blue_tent_003b.mov", 500),
    ] {
        let names: Vec<String> = (0..count)
            .map(|n| name.replace("{}", &(1_000 + n).to_string()))
            .collect();
        let found = guide.find_all(&names, &NoControl).unwrap();
        assert_eq!((found.hits.len(), found.common.len()), (count, 0), "{name}");
    }
}

#[test]
fn words_are_found_however_they_are_joined() {
    let both = guide(&["Blue_Tent-03", "LakeHouse"]);
    for (name, series, whole) in [
        ("BlueTent03.jpg", "V-00", true),
        ("xBlueTent03", "V-00", true),
        ("blue%20tent%203.jpg", "V-00", true),
        ("blue\u{200b}tent 3.jpg", "V-00", true),
        ("b\u{200b}lue tent 3.jpg", "V-00", true),
        ("blue tent3a.jpg", "V-00", true),
        ("lakehouse_9.jpg", "V-01", true),
        ("lake-house", "V-01", true),
        ("LakeHouse", "V-01", true),
        ("mylakehouses", "V-01", false),
        ("bluetent03.jpg", "V-00", true),
        ("BLUETENT003", "V-00", true),
        ("my-bluetent3-a", "V-00", true),
        ("xbluetent03", "V-00", false),
    ] {
        let hits = both.find(name);
        assert_eq!(hits.len(), 1, "{name}");
        assert_eq!(
            (&hits[0].series[..], hits[0].whole_words),
            (series, whole),
            "{name}"
        );
        assert!(
            hits[0]
                .why
                .contains(if whole { "whole words" } else { "chance" })
        );
    }
    for name in [
        "BlueTent35.jpg",
        "bluetent.jpg",
        "Blue Tents 3",
        "bluetent35.jpg",
        "bluetents3",
    ] {
        assert!(both.find(name).is_empty(), "{name}");
    }
    // common words are common however they are joined
    assert!(guide(&["ImageCopy01", "MyVideo.mp4"]).len() == 1);
    // and pieces of them are not looked for as the word that they make
    let pieces = guide(&["im_g_0031", "pho_tos-12", "who was up 7"]);
    assert_eq!(pieces.len(), 3);
    for name in ["IMG_0031.jpg", "photos12.jpg", "img31"] {
        assert!(pieces.find(name).is_empty(), "{name}");
    }
    assert_eq!(pieces.find("whowasup7").len(), 1);
}

/// In other scripts a mark is no accent: it makes another letter.
#[test]
fn marks_that_make_letters_are_kept() {
    for (partial, name, is_hit) in [
        ("パパと海", "パパと海.jpg", true),
        ("パパと海", "ババと海.jpg", false),
        ("パパと海", "ハハと海.jpg", false),
        ("海とハハ", "海とハパ.jpg", false),
        ("ガキの家", "か\u{3099}キの家.jpg", false),
        ("がきの家", "か\u{3099}きの家 2.jpg", true),
        ("บ้านสีฟ้า", "บานสฟา.jpg", false),
        ("บ้านสีฟ้า", "my บ้านสีฟ้า 3.jpg", true),
        ("บ้านสีฟา", "บ้านสีฟา\u{0e48}.jpg", false),
        ("नीला तंबू", "नीला तंबू 3.jpg", true),
        ("नीला तंबू", "नीली तंबू 3.jpg", false),
        ("파란 하나", "파란 한아.jpg", false),
        ("파란 텐트", "파란텐트 7.jpg", true),
        ("Blaue Hütte", "blaue hutte.jpg", true),
        ("синий йод", "синии иод.jpg", true),
        ("μπλέ σκηνή", "ΜΠΛΕ ΣΚΗΝΗ.jpg", true),
        ("בַּיִת כחול", "בית כחול.jpg", true),
    ] {
        let guide = guide(&[partial]);
        assert_eq!(guide.len(), 1, "{partial}");
        assert_eq!(
            guide.find(name).len(),
            usize::from(is_hit),
            "{partial} in {name}"
        );
    }
    // letters of a syllable are no letters by themselves
    for (name, count) in [("한", 0), ("한국", 0), ("한국집", 1), ("บ้", 0)] {
        assert_eq!(guide(&[name]).len(), count, "{name}");
    }
}

#[test]
fn an_empty_partial_name_is_never_looked_for() {
    let entry = GuideEntry {
        series: "V-1".to_owned(),
        names: ["", "---"].map(|name| Pii::new(name.to_owned())).into(),
        ..GuideEntry::default()
    };
    let settings = |least_length| GuideSettings {
        least_length,
        least_letters: 0,
        ..GuideSettings::default()
    };
    assert!(EvidenceGuide::new(std::slice::from_ref(&entry), &settings(0)).is_err());
    let guide = EvidenceGuide::new(&[entry], &settings(1)).unwrap();
    assert!(guide.is_empty() && guide.find("xyz").is_empty());
}

/// A name that repeats a partial name is listed so far, and the others are counted.
#[test]
fn many_places_in_one_name_are_bounded_and_counted() {
    let guide = guide(&["ababab", "sea house"]);
    let long = format!("ü {} sea house", "ab".repeat(50_000));
    let hits = guide.find(&long);
    assert_eq!(hits.len(), 101);
    assert_eq!((hits[0].from, hits[0].to), (2, 8));
    assert_eq!(hits[100].series, "V-01");
    let found = guide
        .find_all(&[&long[..], "ababab", "plage \u{fffd}.jpg"], &NoControl)
        .unwrap();
    assert_eq!(
        (found.hits.len(), found.more_hits, found.odd_names),
        (102, 49_998 - 100, 1)
    );
}

#[test]
fn series_of_the_guide_are_the_same_however_they_are_spaced() {
    let entry = |series: &str, name: &str| GuideEntry {
        series: series.to_owned(),
        names: vec![Pii::new(name.to_owned())],
        ..GuideEntry::default()
    };
    let entries = [entry("V-1 ", "lakehouse"), entry("V-1", "lakehouse")];
    let guide = EvidenceGuide::new(&entries, &GuideSettings::default()).unwrap();
    let hits = guide.find("lakehouse");
    assert_eq!(
        (hits.len(), &hits[0].series[..], hits[0].of_series),
        (1, "V-1", 1)
    );
}

#[test]
fn what_analysts_wrote_comes_once_for_each_series_that_is_hit() {
    let entry = |series: &str, name: &str, description: Option<&str>| GuideEntry {
        series: series.to_owned(),
        names: vec![Pii::new(name.to_owned())],
        description: description.map(|text| Pii::new(text.to_owned())),
        ..GuideEntry::default()
    };
    let entries = [
        entry("V-2", "lakehouse", Some(" a house at a lake\n")),
        entry("V-2", "boathouse", Some("and a boat")),
        entry("V-2", "summerhouse", Some("and a boat")),
        entry("V-1", "blue tent", Some("a tent")),
        entry("V-3", "lakehouse", None),
        entry("V-4", "lakehouse", Some("  ")),
        entry("V-5", "birthday", Some("nobody is hit")),
    ];
    let guide = EvidenceGuide::new(&entries, &GuideSettings::default()).unwrap();
    let names = ["my lakehouse", "lakehouse 2", "the blue tent"];
    let found = guide.find_all(&names, &NoControl).unwrap();
    assert_eq!(found.hits.len(), 7);
    let described: Vec<(&str, &str)> = found
        .descriptions
        .iter()
        .map(|one| (&one.series[..], &one.description.expose()[..]))
        .collect();
    assert_eq!(
        described,
        [("V-1", "a tent"), ("V-2", "a house at a lake\nand a boat")]
    );
    let none = guide.find_all(&["x.jpg"], &NoControl).unwrap();
    assert!(none.descriptions.is_empty());
}

proptest! {
    /// What stands in the form of a name is found, and nothing else.
    #[test]
    fn finds_what_stands_there(
        partials in prop::collection::btree_set("[ab]{4}[a-b0-2_ ]{1,4}", 1..12),
        names in prop::collection::vec("[ab0-2_. ]{0,30}", 0..20),
    ) {
        let partials: Vec<&str> = partials.iter().map(|name| &name[..]).collect();
        let guide = guide(&partials);
        let mut forms: Vec<(String, String)> = partials.iter().enumerate()
            .map(|(number, name)| (normal(name, Words::Whole), format!("V-{number:02}"))).collect();
        forms.retain(|(_, series)| !guide.refusals().iter().any(|one| one.series == *series));
        let without_spaces = |form: &str| {
            let (mut out, mut rest) = (String::new(), form.chars().peekable());
            while let Some(c) = rest.next() {
                let is_border = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
                if c != ' ' || is_border(out.chars().last()) || is_border(rest.peek().copied()) {
                    out.push(c);
                }
            }
            out
        };
        let found = guide.find_all(&names, &NoControl).unwrap();
        for (at, name) in names.iter().enumerate() {
            let text = normal(name, Words::Whole);
            let digit = |at: Option<usize>| at.and_then(|at| text.as_bytes().get(at)).is_some_and(u8::is_ascii_digit);
            let mut expected = BTreeSet::new();
            let standing = |form: &str| {
                let mut all = Vec::new();
                for from in 0..text.len() {
                    let to = from + form.len();
                    let cut = form.as_bytes()[0].is_ascii_digit() && digit(from.checked_sub(1))
                        || form.as_bytes()[form.len() - 1].is_ascii_digit() && digit(Some(to));
                    if text[from..].starts_with(form) && !cut {
                        all.push((from as u64, to as u64));
                    }
                }
                all
            };
            for (form, series) in &forms {
                let mut all = standing(form);
                if all.is_empty() {
                    all = standing(&without_spaces(form));
                }
                expected.extend(all.into_iter().map(|(from, to)| (from, to, series.clone())));
            }
            let of_name: BTreeSet<_> = found.hits.iter().filter(|hit| hit.name == at as u64)
                .map(|hit| (hit.from, hit.to, hit.series.clone())).collect();
            prop_assert_eq!(&of_name, &expected);
            let alone: BTreeSet<_> = guide.find(name).into_iter()
                .map(|hit| (hit.from, hit.to, hit.series)).collect();
            prop_assert_eq!(alone, expected);
        }
    }
}
