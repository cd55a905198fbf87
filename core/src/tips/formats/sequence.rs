//! What the reporting form holds: elements in their sequence, how long each may be, and which words it takes.
//!
//! The schema of the form is the authority and was not to be had. This is how three public libraries that send reports read its
//! documentation (2024 to 2026); where they differ, the longer bound stands here. Unconfirmed against the schema.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use crate::records::list_may_hold_content;

/// An element of the form.
#[derive(Clone, Copy)]
pub(super) struct Element {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// Whether it may stand more than once.
    pub(super) many: bool,
    pub(super) must: bool,
}

/// What an element holds.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// Other elements, in this sequence.
    Group(&'static [Element]),
    /// One of these elements, and no other.
    Choice(&'static [Element]),
    /// Marks that stand by their presence, an open set of them.
    Marks,
    /// `true` or `false`, or nothing, which is `true`.
    Flag,
    /// A text of so many characters at most; none when nobody states a bound.
    Text(Option<usize>),
    /// A moment with a zone, as ISO 8601 has it.
    Moment,
    /// A day.
    Day,
    /// A whole number from and to.
    Whole(i64, i64),
    /// A number from and to.
    Number(f64, f64),
    /// An internet address.
    Address,
    /// One of these words.
    Word(&'static [&'static str]),
    /// An incident type, by one of its names.
    IncidentType,
}

const fn element(name: &'static str, kind: Kind) -> Element {
    Element {
        name,
        kind,
        many: false,
        must: false,
    }
}

const fn text(name: &'static str, most: usize) -> Element {
    element(name, Kind::Text(Some(most)))
}

const fn words(name: &'static str) -> Element {
    element(name, Kind::Text(None))
}

const fn flag(name: &'static str) -> Element {
    element(name, Kind::Flag)
}

const fn many(of: Element) -> Element {
    Element { many: true, ..of }
}

const fn must(of: Element) -> Element {
    Element { must: true, ..of }
}

const EVENTS: &[&str] = &[
    "Login",
    "Registration",
    "Purchase",
    "Upload",
    "Other",
    "Unknown",
];

pub(super) static IP_EVENT: &[Element] = &[
    must(element("ipAddress", Kind::Address)),
    element("eventName", Kind::Word(EVENTS)),
    element("dateTime", Kind::Moment),
    flag("possibleProxy"),
    element("port", Kind::Whole(1, 65_535)),
];

static DEVICE: &[Element] = &[
    text("idType", 255),
    text("idValue", 2_083),
    element("eventName", Kind::Word(EVENTS)),
    element("dateTime", Kind::Moment),
];

static ADDRESS: &[Element] = &[
    text("address", 255),
    text("city", 100),
    text("zipCode", 20),
    text("state", 2),
    text("nonUsaState", 100),
    text("country", 2),
];

static LOCATION: &[Element] = &[words("city"), text("region", 255), text("countryCode", 2)];

pub(super) static PERSON: &[Element] = &[
    text("firstName", 100),
    text("lastName", 100),
    many(text("phone", 50)),
    many(text("email", 255)),
    many(element("address", Kind::Group(ADDRESS))),
    element("age", Kind::Whole(0, 150)),
    flag("ageAssertionDiscrepancy"),
    element("dateOfBirth", Kind::Day),
];

static REPORTER: &[Element] = &[
    must(element("reportingPerson", Kind::Group(PERSON))),
    element("contactPerson", Kind::Group(PERSON)),
    words("companyTemplate"),
    text("termsOfService", 3_000),
    text("legalURL", 2_083),
];

/// An account and its user; not all of it may stand in each of the three places.
pub(super) static USER: &[Element] = &[
    element("person", Kind::Group(PERSON)),
    text("vehicleDescription", 300),
    text("espIdentifier", 255),
    text("espService", 100),
    flag("compromisedAccount"),
    text("screenName", 256),
    many(words("displayName")),
    many(text("profileUrl", 2_083)),
    words("profileBio"),
    many(element("ipCaptureEvent", Kind::Group(IP_EVENT))),
    many(element("deviceId", Kind::Group(DEVICE))),
    flag("thirdPartyUserReported"),
    many(words("priorCTReports")),
    text("groupIdentifier", 255),
    words("accountTemporarilyDisabled"),
    words("accountPermanentlyDisabled"),
    element("estimatedLocation", Kind::Group(LOCATION)),
    flag("allEmailsReported"),
    many(words("associatedAccount")),
    text("schoolName", 255),
    words("additionalInfo"),
];

static DETAILS: &[Element] = &[
    element(
        "webPageIncident",
        Kind::Group(&[many(text("url", 2_083)), words("additionalInfo")]),
    ),
    element(
        "emailIncident",
        Kind::Group(&[
            many(text("emailAddress", 255)),
            words("content"),
            words("additionalInfo"),
        ]),
    ),
    element(
        "newsgroupIncident",
        Kind::Group(&[
            text("name", 255),
            many(text("emailAddress", 255)),
            words("content"),
            words("additionalInfo"),
        ]),
    ),
    element(
        "chatImIncident",
        Kind::Group(&[
            text("chatClient", 255),
            text("chatRoomName", 255),
            words("content"),
            words("additionalInfo"),
        ]),
    ),
    element(
        "onlineGamingIncident",
        Kind::Group(&[
            text("gameName", 255),
            text("console", 255),
            words("content"),
            words("additionalInfo"),
        ]),
    ),
    element(
        "cellPhoneIncident",
        Kind::Group(&[
            text("phoneNumber", 50),
            element("latitude", Kind::Number(-90.0, 90.0)),
            element("longitude", Kind::Number(-180.0, 180.0)),
            words("additionalInfo"),
        ]),
    ),
    element(
        "nonInternetIncident",
        Kind::Group(&[
            text("locationName", 255),
            many(element("incidentAddress", Kind::Group(ADDRESS))),
            words("additionalInfo"),
        ]),
    ),
    element(
        "peer2peerIncident",
        Kind::Group(&[
            text("client", 255),
            many(element("ipCaptureEvent", Kind::Group(IP_EVENT))),
            words("fileNames"),
            words("additionalInfo"),
        ]),
    ),
];

static LAW_ENFORCEMENT: &[Element] = &[
    text("agencyName", 255),
    text("caseNumber", 100),
    element("officerContact", Kind::Group(PERSON)),
    flag("reportedToLe"),
    words("servedLegalProcessDomestic"),
    words("servedLegalProcessInternational"),
];

static SUMMARY: &[Element] = &[
    must(element("incidentType", Kind::IncidentType)),
    text("platform", 256),
    text("escalateToHighPriority", 3_000),
    element("reportAnnotations", Kind::Marks),
    must(element("incidentDateTime", Kind::Moment)),
    text("incidentDateTimeDescription", 3_000),
];

/// A document of the form.
pub(super) struct Form {
    pub(super) root: Element,
    /// Whether an element of a name holds the content of a file, which is never taken.
    pub(super) is_content: fn(&str) -> bool,
}

/// Whether a name is that of an element of a report; what was written in a chat or a mail is called content there, and is words.
fn is_of_form(name: &str) -> bool {
    static NAMES: OnceLock<FxHashSet<&str>> = OnceLock::new();
    fn add(names: &mut FxHashSet<&'static str>, elements: &'static [Element]) {
        for element in elements {
            names.insert(element.name);
            add(names, element.kind.children());
        }
    }
    let names = NAMES.get_or_init(|| {
        let mut names = FxHashSet::default();
        add(&mut names, SUBMITTED);
        names
    });
    names.contains(name)
}

/// A report, as it is submitted.
pub(super) static REPORT: Form = Form {
    root: element("report", Kind::Group(SUBMITTED)),
    is_content: |name| !is_of_form(name) && list_may_hold_content(name),
};

static SUBMITTED: &[Element] = &[
    flag("batchedReport"),
    must(element("incidentSummary", Kind::Group(SUMMARY))),
    many(element("internetDetails", Kind::Choice(DETAILS))),
    element("lawEnforcement", Kind::Group(LAW_ENFORCEMENT)),
    must(element("reporter", Kind::Group(REPORTER))),
    element("personOrUserReported", Kind::Group(USER)),
    many(element("intendedRecipient", Kind::Group(USER))),
    many(element("victim", Kind::Group(USER))),
    text("additionalInfo", 3_000),
];

/// What is said of a file of a report.
pub(super) static FILE_DETAILS: Form = Form {
    root: element("fileDetails", Kind::Group(DETAILS_OF_FILE)),
    is_content: list_may_hold_content,
};

static DETAILS_OF_FILE: &[Element] = &[
    must(words("reportId")),
    must(words("fileId")),
    text("originalFileName", 2_056),
    element("uploadedToEspTimestamp", Kind::Moment),
    text("locationOfFile", 2_083),
    flag("fileViewedByEsp"),
    flag("exifViewedByEsp"),
    flag("publiclyAvailable"),
    element(
        "fileRelevance",
        Kind::Word(&["Reported", "Supplemental Reported"]),
    ),
    element("fileAnnotations", Kind::Marks),
    element(
        "industryClassification",
        Kind::Word(&["A1", "A2", "B1", "B2"]),
    ),
    many(words("originalFileHash")),
    element("ipCaptureEvent", Kind::Group(IP_EVENT)),
    many(element("deviceId", Kind::Group(DEVICE))),
    many(element(
        "details",
        Kind::Group(&[many(element(
            "nameValuePair",
            Kind::Group(&[text("name", 64), words("value")]),
        ))]),
    )),
    many(words("additionalInfo")),
];

impl Kind {
    /// The elements that may stand in it, in their sequence.
    pub(super) const fn children(self) -> &'static [Element] {
        match self {
            Self::Group(children) | Self::Choice(children) => children,
            _ => &[],
        }
    }
}
