//! The reporting form in and out: what is read, what is kept, what is wrong, and that nothing is lost.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "common/releases.rs"]
mod releases;

use caselink::{
    records::{Limits, Role, Tip, TipIncidentType},
    tips::{
        CyberTipOptions, CyberTipRead, CyberTipWritten, FormFaultKind, TipView, read_cybertip,
        read_cybertip_file, view_tip, write_cybertip,
    },
};
use proptest::prelude::*;
use serde_json::json;

/// A report with every part of the form, in its sequence.
const WHOLE: &str = include_str!("vectors/cybertip.xml");
const FILE: &str = include_str!("vectors/cybertip_file.xml");

fn options() -> CyberTipOptions {
    CyberTipOptions::from_value(&json!({ "now": "2026-06-01T00:00:00Z" })).unwrap()
}

fn read(xml: impl AsRef<[u8]>) -> CyberTipRead {
    read_cybertip(xml.as_ref(), "CT-1", &options(), &Limits::default()).unwrap()
}

fn write(tip: &Tip) -> CyberTipWritten {
    write_cybertip(tip, &options())
}

fn kinds(read: &CyberTipRead) -> Vec<(&str, FormFaultKind)> {
    let faults = read.faults.iter();
    faults.map(|one| (&one.path[..], one.kind)).collect()
}

/// The least that the form takes, with something more in the summary.
fn report(more: &str) -> String {
    format!(
        "<report><incidentSummary><incidentType>Child Sex Trafficking</incidentType>{more}\
         <incidentDateTime>2026-03-02T10:00:00Z</incidentDateTime></incidentSummary>\
         <reporter><reportingPerson><email>trust@example.com</email></reportingPerson></reporter></report>"
    )
}

#[test]
fn a_whole_report_is_read_without_a_fault() {
    let found = read(WHOLE);
    assert_eq!(kinds(&found), []);
    assert_eq!(found.set_aside, []);
    let tip = &found.tip;
    assert_eq!(tip.incident_type, Some(TipIncidentType::Enticement));
    assert_eq!(
        tip.annotations,
        [
            "VIRAL_POTENTIAL_MEME",
            "sextortion",
            "minorToMinorInteraction"
        ]
    );
    let observed = tip.observed.as_ref().unwrap().expose();
    assert_eq!(observed.earliest.to_string(), "2026-03-02 16:00:00");
    assert_eq!(observed.time_zone.as_deref(), Some("UTC"));
    assert!(tip.escalation.is_some() && tip.text.is_some());
    let roles: Vec<&str> = tip.people.iter().map(|one| one.role.as_str()).collect();
    assert_eq!(
        roles,
        [
            "reporter",
            "contact_person",
            "suspect",
            "intended_recipient",
            "child",
            "child"
        ]
    );
    let suspect = &tip.people[2];
    assert_eq!(suspect.role, Role::Suspect);
    assert_eq!(suspect.addresses.len(), 1);
    let kinds: Vec<&str> = suspect
        .identifiers
        .iter()
        .map(|one| one.kind.as_str())
        .collect();
    assert_eq!(
        kinds,
        [
            "phone",
            "email",
            "esp_identifier",
            "handle",
            "display_name",
            "url",
            "device IMEI"
        ]
    );
    assert_eq!(tip.ip_events.len(), 4);
    assert_eq!(tip.ip_events[1].port, Some(51_022));
    assert_eq!(tip.about[0].expose(), "4564000");
    // so that they can be linked
    assert_eq!(tip.accounts.len(), 2);
}

#[test]
fn what_goes_out_comes_back_and_stays() {
    let first = read(WHOLE);
    let written = write(&first.tip);
    assert_eq!(written.faults, []);
    let again = read(&written.report);
    assert_eq!(again.tip, first.tip);
    assert_eq!(write(&again.tip), written);
    // nothing of the report is lost on the way: each text of it stands in what goes out
    for text in WHOLE.split(['<', '>']).skip(2).step_by(2) {
        let text = text.trim();
        let is_moment = text.contains("T1");
        if !text.is_empty() && !is_moment {
            assert!(written.report.contains(text), "{text}");
        }
    }
}

#[test]
fn order_is_free_on_the_way_in_and_strict_on_the_way_out() {
    let turned = WHOLE
        .replace("<espIdentifier>u-7731</espIdentifier>", "")
        .replace(
            "<profileBio>",
            "<espIdentifier>u-7731</espIdentifier><profileBio>",
        );
    assert_ne!(turned, WHOLE);
    let found = read(&turned);
    assert_eq!(
        kinds(&found),
        [(
            "report/personOrUserReported/espIdentifier",
            FormFaultKind::OutOfOrder
        )]
    );
    assert_eq!(write(&found.tip).report, write(&read(WHOLE).tip).report);
}

#[test]
fn each_incident_type_goes_out_by_the_name_of_today_and_comes_in_by_any() {
    for (of, today, before) in [
        (
            TipIncidentType::AbuseMaterial,
            "Child Pornography (possession, manufacture, and distribution)",
            "Possession, manufacture, and distribution of child pornography",
        ),
        (
            TipIncidentType::Trafficking,
            "Child Sex Trafficking",
            "Prostitution of children",
        ),
        (
            TipIncidentType::Tourism,
            "Child Sex Tourism",
            "Sex tourism involving children",
        ),
        (
            TipIncidentType::Molestation,
            "Child Sexual Molestation",
            "Extra-familial child sexual molestation",
        ),
        (
            TipIncidentType::MisleadingDomain,
            "Misleading Domain Name",
            "misleading  domain name",
        ),
        (
            TipIncidentType::MisleadingWords,
            "Misleading Words or Digital Images on the Internet",
            "Misleading words or digital images on the internet",
        ),
        (
            TipIncidentType::Enticement,
            "Online Enticement of Children for Sexual Acts",
            "Online Enticement of Children for Sexual Act",
        ),
        (
            TipIncidentType::UnsolicitedMaterial,
            "Unsolicited Obscene Material Sent to a Child",
            "unsolicited obscene material sent to a child",
        ),
    ] {
        for name in [today, before] {
            let found = read(report("").replace("Child Sex Trafficking", name));
            assert_eq!(found.tip.incident_type, Some(of.clone()), "{name}");
            assert_eq!(found.faults.is_empty(), name == today, "{name}");
            let written = write(&found.tip).report;
            assert!(
                written.contains(&format!("<incidentType>{today}</incidentType>")),
                "{written}"
            );
        }
    }
    let unknown = read(report("").replace("Child Sex Trafficking", "Something New"));
    assert_eq!(
        unknown.tip.incident_type,
        Some(TipIncidentType::from("Something New"))
    );
    assert!(write(&unknown.tip).report.contains(">Something New<"));
    // what it was called when it came is kept
    let old = read(report("").replace("Child Sex Trafficking", "Prostitution of children"));
    let kept = serde_json::to_string(&old.tip.other).unwrap();
    assert!(kept.contains("Prostitution of children"), "{kept}");
}

#[test]
fn lengths_and_values_are_checked_with_their_path() {
    let long = "x".repeat(257);
    let found = read(report(&format!("<platform>{long}</platform>")));
    assert_eq!(
        kinds(&found),
        [("report/incidentSummary/platform", FormFaultKind::TooLong)]
    );
    assert!(!found.faults[0].words.contains("xxx"));
    // characters are counted, not bytes
    let just = read(report(&format!("<platform>{}</platform>", "é".repeat(256))));
    assert_eq!(just.faults, []);
    for (from, to, path, kind) in [
        (
            "<port>51022</port>",
            "<port>70000</port>",
            "report/personOrUserReported/ipCaptureEvent[0]/port",
            FormFaultKind::OutOfRange,
        ),
        (
            "203.0.113.5",
            "203.0.113.500",
            "report/personOrUserReported/ipCaptureEvent[0]/ipAddress",
            FormFaultKind::NotReadable,
        ),
        (
            "2026-03-02T10:00:00-06:00",
            "2027-03-02T10:00:00-06:00",
            "report/incidentSummary/incidentDateTime",
            FormFaultKind::InFuture,
        ),
        (
            "2026-03-02T10:00:00-06:00",
            "2026-03-02T10:00:00",
            "report/incidentSummary/incidentDateTime",
            FormFaultKind::NotReadable,
        ),
        (
            "<age>15</age>",
            "<age>151</age>",
            "report/victim[0]/person/age",
            FormFaultKind::OutOfRange,
        ),
        (
            "<dateOfBirth>2010-05-17</dateOfBirth>",
            "<dateOfBirth>17.5.2010</dateOfBirth>",
            "report/victim[1]/person/dateOfBirth",
            FormFaultKind::NotReadable,
        ),
        (
            "<eventName>Login</eventName>",
            "<eventName>Signing in</eventName>",
            "report/personOrUserReported/ipCaptureEvent[0]/eventName",
            FormFaultKind::NotReadable,
        ),
        (
            "<possibleProxy>false</possibleProxy>",
            "<possibleProxy>perhaps</possibleProxy>",
            "report/personOrUserReported/ipCaptureEvent[0]/possibleProxy",
            FormFaultKind::NotReadable,
        ),
        (
            "<latitude>39.78</latitude>",
            "<latitude>139.78</latitude>",
            "report/internetDetails[1]/cellPhoneIncident/latitude",
            FormFaultKind::OutOfRange,
        ),
    ] {
        let changed = WHOLE.replacen(from, to, 1);
        assert_ne!(changed, WHOLE, "{from}");
        let found = read(&changed);
        assert_eq!(kinds(&found), [(path, kind)], "{to}");
        // and what was said is kept, and goes out again
        let written = write(&found.tip);
        let again = read(&written.report);
        assert_eq!(again.tip, found.tip, "{to}");
        assert_eq!(written.faults.len(), 1, "{to}");
    }
}

#[test]
fn what_is_missing_unknown_or_repeated_is_said() {
    let found = read("<report><incidentSummary/><shoe size='46'>left</shoe></report>");
    assert_eq!(
        kinds(&found),
        [
            (
                "report/incidentSummary/incidentType",
                FormFaultKind::Missing
            ),
            (
                "report/incidentSummary/incidentDateTime",
                FormFaultKind::Missing
            ),
            ("report/shoe", FormFaultKind::Unknown),
            ("report/reporter", FormFaultKind::Missing),
        ]
    );
    let written = write(&found.tip).report;
    assert!(
        written.contains("<shoe size=\"46\">left</shoe>"),
        "{written}"
    );
    let twice = read(report("<platform>a</platform><platform>b</platform>"));
    assert_eq!(
        kinds(&twice),
        [(
            "report/incidentSummary/platform[1]",
            FormFaultKind::Repeated
        )]
    );
    let two = WHOLE.replacen(
        "</cellPhoneIncident>",
        "</cellPhoneIncident><webPageIncident/>",
        1,
    );
    assert!(kinds(&read(two)).contains(&("report/internetDetails[1]", FormFaultKind::Repeated)));
    let empty = read(report("<escalateToHighPriority> </escalateToHighPriority>"));
    assert!(kinds(&empty).contains(&(
        "report/incidentSummary/escalateToHighPriority",
        FormFaultKind::Empty
    )));
}

/// Nothing of what cannot be read is dropped in silence: its bytes are named by place and hash.
#[test]
fn what_cannot_be_understood_is_set_aside() {
    let cut = &WHOLE[..WHOLE.find("<profileBio>").unwrap()];
    let found = read(cut);
    assert_eq!(found.set_aside.len(), 1);
    assert_eq!(found.tip.incident_type, Some(TipIncidentType::Enticement));
    assert_eq!(found.tip.people[2].identifiers.len(), 6);
    let broken = WHOLE.replacen("</profileBio>", "</profileBoi>", 1);
    let found = read(&broken);
    let aside = &found.set_aside[0];
    let bytes = &broken.as_bytes()[aside.at as usize..(aside.at + aside.bytes) as usize];
    let hash = caselink::release::TreeHash::from_bytes({
        use sha2::Digest;
        sha2::Sha256::digest(bytes).into()
    });
    assert_eq!(aside.sha256, hash.to_string());
    for not_a_report in [
        "",
        "no XML",
        "{\"id\": 1}",
        "<other/>",
        "\u{0}",
        "<",
        "<report",
    ] {
        let found = read(not_a_report);
        assert_eq!(found.tip.id.expose(), "CT-1");
        assert_eq!(found.set_aside.len(), 1, "{not_a_report}");
        assert!(!found.faults.is_empty());
    }
    assert!(read_cybertip(WHOLE.as_bytes(), " ", &options(), &Limits::default()).is_err());
}

#[test]
fn no_entity_is_followed() {
    let bomb = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE report [<!ENTITY a \"boom\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]>{}",
        report("<platform>&b;&c;x</platform>")
    );
    let found = read(&bomb);
    assert_eq!(found.set_aside.len(), 3);
    let whole = serde_json::to_string(&found).unwrap();
    assert!(!whole.contains("boom") && !whole.contains("root:"));
    assert_eq!(found.tip.incident_type, Some(TipIncidentType::Trafficking));
    // the five of XML and characters by number are text
    let text = read(report("<platform>a &amp; b &lt; &#x43;&#68;</platform>"));
    assert!(
        serde_json::to_string(&text.tip)
            .unwrap()
            .contains("a & b < CD")
    );
    assert!(write(&text.tip).report.contains("a &amp; b &lt; CD"));
}

#[test]
fn encodings_are_read_as_declared() {
    let text = report("<platform>jos\u{e9}</platform>");
    let declared = |name: &str| format!("<?xml version=\"1.0\" encoding=\"{name}\"?>{text}");
    let latin: Vec<u8> = declared("ISO-8859-1").chars().map(|c| c as u8).collect();
    let little: Vec<u8> = std::iter::once(0xfeff)
        .chain(declared("UTF-16").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let big: Vec<u8> = declared("UTF-16")
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    let marked = [b"\xef\xbb\xbf", declared("utf-8").as_bytes()].concat();
    let expected = read(&text);
    for bytes in [latin, little, big, marked] {
        assert_eq!(read(&bytes), expected);
    }
    // bytes that are not what they are said to be
    let wrong = declared("UTF-8").replace('\u{e9}', "?");
    let mut wrong = wrong.into_bytes();
    let at = wrong.iter().position(|byte| *byte == b'?').unwrap() + 40;
    let at = wrong
        .iter()
        .skip(at)
        .position(|byte| *byte == b'?')
        .unwrap()
        + at;
    wrong[at] = 0xe9;
    let found = read(&wrong);
    assert_eq!(found.set_aside.len(), 1);
    assert_eq!(found.tip.incident_type, Some(TipIncidentType::Trafficking));
}

#[test]
fn work_is_bounded() {
    let limits = Limits {
        record_values: 50,
        prose_bytes: 20,
        ..Limits::default()
    };
    let read = |xml: &str| read_cybertip(xml.as_bytes(), "CT-1", &options(), &limits).unwrap();
    let many = "<b/>".repeat(100);
    let found = read(&format!("<report>{many}</report>"));
    assert!(found.set_aside[0].reason.contains("record_values"));
    let long = "word ".repeat(10);
    let found = read(&format!(
        "<report><additionalInfo>{long}</additionalInfo></report>"
    ));
    assert!(found.set_aside[0].reason.contains("prose_bytes"));
    assert_eq!(found.tip.text, None);
    let deep = "<a>".repeat(1_000);
    let found = read_cybertip(
        format!("<report>{deep}").as_bytes(),
        "CT-1",
        &options(),
        &Limits::default(),
    );
    assert!(found.unwrap().set_aside[0].reason.contains("too deep"));
    let many: Vec<String> = (0..2_000).map(|at| format!("<x{at}/>")).collect();
    let many = many.concat();
    let found = self::read(format!("<report>{many}</report>"));
    assert_eq!(found.faults.len(), 1_000);
    assert_eq!(found.faults_in_all, 2_002);
}

#[test]
fn a_file_is_hashes_and_metadata() {
    let found = read_cybertip_file(FILE.as_bytes(), &options(), &Limits::default());
    assert_eq!(found.faults, []);
    assert_eq!(found.report.as_deref(), Some("4564654"));
    let file = &found.file;
    assert_eq!(
        file.digests.md5.as_deref(),
        Some("fafa5efeaf3cbe3b23b2748d13e629a1")
    );
    assert_eq!(file.perceptual_hashes[0].algorithm, "PhotoDNA");
    assert_eq!(file.viewed_by_provider, Some(true));
    assert_eq!(file.categories[0].code, "A1");
    let tip = Tip {
        id: "4564654".into(),
        files: vec![file.clone()],
        ..Tip::default()
    };
    let written = write(&tip);
    let again = read_cybertip_file(written.files[0].as_bytes(), &options(), &Limits::default());
    assert_eq!(again.file, *file);
    assert_eq!(again.faults, []);
    // whatever else is in it, no element of the form takes content
    let with_content = FILE.replace(
        "</fileDetails>",
        "<content>/9j/4AAQSkZJRgABAQ==</content></fileDetails>",
    );
    let found = read_cybertip_file(with_content.as_bytes(), &options(), &Limits::default());
    let whole = serde_json::to_string(&found).unwrap();
    assert!(!whole.contains("/9j/4AAQ"), "{whole}");
    assert_eq!(found.set_aside.len(), 1);
    assert_eq!(found.file, *file);
    // nor does any of them by another name
    let long = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ".repeat(40);
    let hidden = WHOLE.replacen("Fishing, dogs.", &long, 1);
    let found = read(&hidden);
    assert_eq!(found.set_aside.len(), 1);
    assert!(found.set_aside[0].reason.contains("content of a file"));
    let whole = serde_json::to_string(&found).unwrap();
    assert!(!whole.contains("iVBORw0KGgo"));
    assert!(whole.contains("white van"));
}

#[test]
fn control_characters_are_replaced_and_counted() {
    let tip: Tip = serde_json::from_value(json!({ "id": "T-1", "text": "a\u{1}b" })).unwrap();
    let written = write(&tip);
    assert!(written.report.contains("a\u{fffd}b"));
    assert!(
        written.faults.iter().any(
            |one| one.kind == FormFaultKind::NotWritable && one.path == "report/additionalInfo"
        )
    );
}

#[test]
fn a_report_that_names_itself_does_not_go_in_circles() {
    let found = read(WHOLE.replace("4564000", "CT-1"));
    assert_eq!(found.tip.about, []);
    assert!(
        found
            .faults
            .iter()
            .any(|one| one.kind == FormFaultKind::NamesItself)
    );
}

#[test]
fn the_same_forms_in_three_languages() {
    let mut file = releases::read("tips_formats.json");
    let options = CyberTipOptions::from_value(&file["options"]).unwrap();
    let id = file["id"].as_str().unwrap().to_owned();
    let limits = Limits::default();
    let read = read_cybertip(WHOLE.as_bytes(), &id, &options, &limits).unwrap();
    let cut = &WHOLE.as_bytes()[..file["cut"].as_u64().unwrap() as usize];
    let described = read_cybertip_file(FILE.as_bytes(), &options, &limits);
    let mut tip = read.tip.clone();
    tip.files.push(described.file.clone());
    let views = TipView::from_values(&file["views"]).unwrap();
    let as_of = file["as_of"].as_str().unwrap().parse().unwrap();
    file["expected"] = json!({
        "cut": read_cybertip(cut, &id, &options, &limits).unwrap(),
        "file": described,
        "written": write_cybertip(&tip, &options),
        "seen": view_tip(&tip, &views, as_of).unwrap(),
        "read": read,
    });
    releases::check("tips_formats.json", &file);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever bytes come: no panic, and what goes out again stays as it is.
    #[test]
    fn damaged_documents_are_read_as_far_as_they_go(at in 0..6_000_usize, with in "[<>/&;a-z\\\\\"= ]{0,12}", cut in 0..40_usize) {
        let at = at.min(WHOLE.len());
        let end = (at + cut).min(WHOLE.len());
        if WHOLE.is_char_boundary(at) && WHOLE.is_char_boundary(end) {
            let damaged = format!("{}{with}{}", &WHOLE[..at], &WHOLE[end..]);
            let found = read(&damaged);
            let written = write(&found.tip);
            let again = read(&written.report);
            prop_assert_eq!(again.set_aside, vec![]);
            prop_assert_eq!(write(&again.tip).report, written.report);
        }
    }
}
