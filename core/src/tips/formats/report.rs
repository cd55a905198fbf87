//! From the form to our records.

use super::{
    check::{day, flag, moment},
    incident,
    kept::{Kept, element_of},
    tree::Tree,
};
use serde_json::Value;

use crate::records::{
    Address, Band, Digests, FileCategory, Identifier, IdentifierKind, Involved, IpEvent, MediaFile,
    OtherFields, PartialDate, PerceptualHash, PersonDescription, PersonName, Pii, Role, TimeRange,
    Tip, TipIncidentType, TipKind,
};

/// The scheme of the classes that the industry sets.
pub(super) const INDUSTRY: &str = "industry";
/// The annotation that stands for a report on something that goes around.
pub(super) const VIRAL: &str = "VIRAL_POTENTIAL_MEME";

/// Reads the parts of a document.
pub(super) struct Mapping<'m, 'a> {
    pub(super) tree: &'m Tree<'a>,
}

fn some(text: &str) -> Option<Pii<String>> {
    let text = text.trim();
    (!text.is_empty()).then(|| Pii::from(text.to_owned()))
}

impl Mapping<'_, '_> {
    fn loose(&self, number: u32) -> Value {
        element_of(self.tree, number)
    }

    /// Whether an element is a text and nothing beside it.
    fn is_bare(&self, number: u32) -> bool {
        let node = self.tree.get(number);
        node.is_some_and(|node| node.attributes.is_empty())
            && self.tree.children(number).next().is_none()
    }

    pub(super) fn report(&self, id: &str) -> Tip {
        let mut tip = Tip {
            id: id.to_owned().into(),
            kind: TipKind::OnlineReport,
            ..Tip::default()
        };
        let mut kept = Kept::beside(self.tree, 0);
        let (mut victims, mut recipients) = (0, 0);
        for (number, node) in self.tree.children(0) {
            let text = node.text.trim();
            let bare = self.is_bare(number);
            match &*node.name {
                "batchedReport" if self.is_batched(number) => {
                    tip.annotations.push(VIRAL.to_owned());
                }
                "incidentSummary" => self.summary(number, &mut tip, &mut kept),
                "internetDetails" => {
                    self.details(number, &mut tip);
                    kept.add("", self.loose(number));
                }
                "reporter" => self.reporter(number, &mut tip, &mut kept),
                "personOrUserReported" => {
                    self.user(number, Role::Suspect, "personOrUserReported", &mut tip);
                }
                "intendedRecipient" => {
                    let place = format!("intendedRecipient[{recipients}]");
                    self.user(number, Role::from("intended_recipient"), &place, &mut tip);
                    recipients += 1;
                }
                "victim" => {
                    self.user(number, Role::Child, &format!("victim[{victims}]"), &mut tip);
                    victims += 1;
                }
                "additionalInfo" if bare && tip.text.is_none() => tip.text = some(text),
                _ => kept.add("", self.loose(number)),
            }
        }
        tip.other = kept.into_other();
        tip
    }

    /// Whether a report is one of many on something that goes around, and says nothing beside it.
    fn is_batched(&self, number: u32) -> bool {
        let node = self.tree.get(number);
        node.is_some_and(|node| {
            flag(node.text.trim()) == Some(true)
                && matches!(&node.attributes[..], [(name, value)] if name == "reason" && value == VIRAL)
        })
    }

    fn summary(&self, number: u32, tip: &mut Tip, kept: &mut Kept) {
        const HERE: &str = "incidentSummary";
        for (child, node) in self.tree.children(number) {
            let text = node.text.trim();
            let bare = self.is_bare(child);
            match &*node.name {
                "incidentType" if bare && tip.incident_type.is_none() && !text.is_empty() => {
                    match incident::of_name(text) {
                        Some((of, today)) => {
                            tip.incident_type = Some(of);
                            if !today {
                                // what it was called when it came stays
                                kept.add("type as reported", self.loose(child));
                            }
                        }
                        None => tip.incident_type = Some(TipIncidentType::from(text)),
                    }
                }
                "escalateToHighPriority"
                    if bare && tip.escalation.is_none() && !text.is_empty() =>
                {
                    tip.escalation = some(text);
                }
                "reportAnnotations" => {
                    for (mark, node) in self.tree.children(child) {
                        if self.is_bare(mark) && flag(node.text.trim()) == Some(true) {
                            tip.annotations.push(node.name.to_string());
                        } else {
                            kept.add("incidentSummary/reportAnnotations", self.loose(mark));
                        }
                    }
                }
                "incidentDateTime" if bare && tip.observed.is_none() => match moment(text) {
                    Some(at) => {
                        let at = at.naive_utc();
                        tip.observed = Some(Pii::from(TimeRange {
                            earliest: at,
                            latest: at,
                            time_zone: Some("UTC".to_owned()),
                            other: OtherFields::default(),
                        }));
                    }
                    None => kept.add(HERE, self.loose(child)),
                },
                _ => kept.add(HERE, self.loose(child)),
            }
        }
    }

    /// Accounts and addresses of where it happened, so that they can be linked; the element itself is kept whole.
    fn details(&self, number: u32, tip: &mut Tip) {
        for (place, _) in self.tree.children(number) {
            for (child, node) in self.tree.children(place) {
                let kind = match &*node.name {
                    "emailAddress" => IdentifierKind::Email,
                    "phoneNumber" => IdentifierKind::Phone,
                    "url" => IdentifierKind::from("url"),
                    "ipCaptureEvent" => {
                        tip.ip_events.extend(self.ip_event(child, None, true));
                        continue;
                    }
                    _ => continue,
                };
                let repeats = Kept {
                    repeats: true,
                    ..Kept::default()
                };
                tip.accounts
                    .extend(some(&node.text).map(|value| Identifier {
                        kind,
                        value,
                        other: repeats.into_other(),
                        ..Identifier::default()
                    }));
            }
        }
    }

    fn reporter(&self, number: u32, tip: &mut Tip, kept: &mut Kept) {
        for (child, node) in self.tree.children(number) {
            let role = match &*node.name {
                "reportingPerson" => Role::Reporter,
                "contactPerson" => Role::from("contact_person"),
                _ => {
                    kept.add("reporter", self.loose(child));
                    continue;
                }
            };
            let mut person = Involved {
                role,
                ..Involved::default()
            };
            let mut own = Kept::beside(self.tree, child);
            self.person(child, "", &mut person, &mut own);
            person.other = own.into_other();
            tip.people.push(person);
        }
    }

    /// An account and its user.
    fn user(&self, number: u32, role: Role, place: &str, tip: &mut Tip) {
        let mut user = Involved {
            role,
            ..Involved::default()
        };
        let mut kept = Kept::beside(self.tree, number);
        for (child, node) in self.tree.children(number) {
            let text = node.text.trim();
            let kind = match &*node.name {
                "person" => {
                    self.person(child, "person", &mut user, &mut kept);
                    continue;
                }
                "ipCaptureEvent" => {
                    match self.ip_event(child, Some(place), false) {
                        Some(event) => tip.ip_events.push(event),
                        None => kept.add("", self.loose(child)),
                    }
                    continue;
                }
                "deviceId" => {
                    match self.device(child) {
                        Some(device) => user.identifiers.push(device),
                        None => kept.add("", self.loose(child)),
                    }
                    continue;
                }
                "espIdentifier" => IdentifierKind::from("esp_identifier"),
                "screenName" => IdentifierKind::from("handle"),
                "displayName" => IdentifierKind::from("display_name"),
                "profileUrl" => IdentifierKind::from("url"),
                "priorCTReports" => {
                    if let Some(id) = some(text)
                        && !tip.about.contains(&id)
                    {
                        tip.about.push(id);
                    }
                    kept.add("", self.loose(child));
                    continue;
                }
                _ => {
                    kept.add("", self.loose(child));
                    continue;
                }
            };
            match self.identifier(child, kind) {
                Some(one) => user.identifiers.push(one),
                None => kept.add("", self.loose(child)),
            }
        }
        user.other = kept.into_other();
        tip.people.push(user);
    }

    /// A text as an identifier, with its attributes; none where it is more than a text.
    fn identifier(&self, number: u32, kind: IdentifierKind) -> Option<Identifier> {
        let node = self.tree.get(number)?;
        if self.tree.children(number).next().is_some() {
            return None;
        }
        let kept = Kept::beside(self.tree, number);
        Some(Identifier {
            kind,
            value: some(&node.text)?,
            other: kept.into_other(),
            ..Identifier::default()
        })
    }

    /// A device: what it is known by, and the rest of what is said of it.
    fn device(&self, number: u32) -> Option<Identifier> {
        let (mut sort, mut value): (Option<Pii<String>>, Option<Pii<String>>) = (None, None);
        let mut kept = Kept::default();
        for (child, node) in self.tree.children(number) {
            match &*node.name {
                "idType" if sort.is_none() && self.is_bare(child) => sort = some(&node.text),
                "idValue" if value.is_none() && self.is_bare(child) => value = some(&node.text),
                _ => kept.add("", self.loose(child)),
            }
        }
        kept.attributes = Kept::beside(self.tree, number).attributes;
        let kind = match &sort {
            Some(sort) => IdentifierKind::from(format!("device {}", sort.expose()).as_str()),
            None => IdentifierKind::from("device"),
        };
        Some(Identifier {
            kind,
            value: value?,
            other: kept.into_other(),
            ..Identifier::default()
        })
    }

    fn person(&self, number: u32, under: &str, person: &mut Involved, kept: &mut Kept) {
        let mut name = PersonName::default();
        for (child, node) in self.tree.children(number) {
            let text = node.text.trim();
            let bare = self.is_bare(child);
            match &*node.name {
                "firstName" if bare && name.given.is_none() && !text.is_empty() => {
                    name.given = some(text);
                }
                "lastName" if bare && name.surname.is_none() && !text.is_empty() => {
                    name.surname = some(text);
                }
                "phone" | "email" => {
                    let kind = if node.name == "phone" {
                        IdentifierKind::Phone
                    } else {
                        IdentifierKind::Email
                    };
                    match self.identifier(child, kind) {
                        Some(one) => person.identifiers.push(one),
                        None => kept.add(under, self.loose(child)),
                    }
                }
                "address" => person.addresses.push(self.address(child)),
                "age" if bare && person.description.is_none() => {
                    match text.parse::<u8>().ok().filter(|age| *age <= 150) {
                        Some(age) if age.to_string() == text => {
                            let age = f64::from(age);
                            person.description = Some(PersonDescription {
                                age: Some(Pii::from(Band {
                                    least: Some(age),
                                    most: Some(age),
                                    ..Band::default()
                                })),
                                ..PersonDescription::default()
                            });
                        }
                        _ => kept.add(under, self.loose(child)),
                    }
                }
                "dateOfBirth" if bare && person.birth_date.is_none() => {
                    let day = day(text).and_then(|day| day.to_string().parse::<PartialDate>().ok());
                    match day {
                        Some(day) => person.birth_date = Some(Pii::from(day)),
                        None => kept.add(under, self.loose(child)),
                    }
                }
                _ => kept.add(under, self.loose(child)),
            }
        }
        if name != PersonName::default() {
            person.names.push(name);
        }
    }

    fn address(&self, number: u32) -> Address {
        let mut address = Address::default();
        let mut kept = Kept::beside(self.tree, number);
        for (child, node) in self.tree.children(number) {
            let text = some(&node.text).filter(|_| self.is_bare(child));
            let field = match &*node.name {
                "address" => &mut address.street,
                "city" => &mut address.locality,
                "zipCode" => &mut address.postcode,
                "state" => &mut address.state,
                "country" => &mut address.country,
                _ => {
                    kept.add("", self.loose(child));
                    continue;
                }
            };
            match text {
                Some(text) if field.is_none() => *field = Some(text),
                _ => kept.add("", self.loose(child)),
            }
        }
        address.other = kept.into_other();
        address
    }

    /// A use of an account; none where it names no address.
    fn ip_event(&self, number: u32, place: Option<&str>, repeats: bool) -> Option<IpEvent> {
        let mut event = IpEvent::default();
        let mut address = None;
        let mut kept = Kept {
            // the account that a report is about needs no saying
            place: place
                .filter(|place| *place != "personOrUserReported")
                .map(str::to_owned),
            repeats,
            ..Kept::beside(self.tree, number)
        };
        for (child, node) in self.tree.children(number) {
            let text = node.text.trim();
            let is_taken = self.is_bare(child)
                && match &*node.name {
                    "ipAddress" if address.is_none() => {
                        address = some(text);
                        address.is_some()
                    }
                    "eventName" if event.event.is_none() && !text.is_empty() => {
                        event.event = Some(text.to_owned());
                        true
                    }
                    "dateTime" if event.at.is_none() => {
                        event.at = moment(text).map(|at| at.naive_utc());
                        event.at.is_some()
                    }
                    "possibleProxy" if event.possible_proxy.is_none() => {
                        event.possible_proxy = flag(text);
                        event.possible_proxy.is_some()
                    }
                    "port" if event.port.is_none() => {
                        event.port = text.parse().ok().filter(|port| *port > 0);
                        event.port.is_some()
                    }
                    _ => false,
                };
            if !is_taken {
                kept.add("", self.loose(child));
            }
        }
        event.address = address?;
        event.other = kept.into_other();
        Some(event)
    }

    /// What is said of a file, and the report that it is of.
    pub(super) fn file(&self) -> (Option<String>, MediaFile) {
        let mut file = MediaFile::default();
        let mut report = None;
        let mut id = None;
        let mut kept = Kept::beside(self.tree, 0);
        for (child, node) in self.tree.children(0) {
            let text = node.text.trim();
            let is_taken = match &*node.name {
                "originalFileHash" => self.hash(child, &mut file),
                _ if !self.is_bare(child) || text.is_empty() => false,
                "reportId" if report.is_none() => {
                    report = Some(text.to_owned());
                    true
                }
                "fileId" if id.is_none() => {
                    id = some(text);
                    true
                }
                "originalFileName" if file.names.is_empty() => {
                    file.names.extend(some(text));
                    true
                }
                "fileViewedByEsp" if file.viewed_by_provider.is_none() => {
                    file.viewed_by_provider = flag(text);
                    file.viewed_by_provider.is_some()
                }
                "industryClassification" if file.categories.is_empty() => {
                    file.categories.push(FileCategory {
                        scheme: INDUSTRY.to_owned(),
                        code: text.to_owned(),
                        ..FileCategory::default()
                    });
                    true
                }
                _ => false,
            };
            if !is_taken {
                kept.add("", self.loose(child));
            }
        }
        file.id = id.unwrap_or_else(|| String::new().into());
        file.other = kept.into_other();
        (report, file)
    }

    /// A hash: one of the three that records name, or any other by the name that it is given.
    fn hash(&self, number: u32, file: &mut MediaFile) -> bool {
        let Some(node) = self.tree.get(number) else {
            return false;
        };
        let value = node.text.trim();
        let [(name, sort)] = &node.attributes[..] else {
            return false;
        };
        if name != "hashType" || value.is_empty() || sort.is_empty() {
            return false;
        }
        let Digests {
            md5, sha1, sha256, ..
        } = &mut file.digests;
        let (field, digits) = match &**sort {
            "MD5" => (md5, 32),
            "SHA1" => (sha1, 40),
            "SHA256" => (sha256, 64),
            _ => {
                file.perceptual_hashes.push(PerceptualHash {
                    algorithm: sort.to_string(),
                    value: value.to_owned(),
                    ..PerceptualHash::default()
                });
                return true;
            }
        };
        let is_hash = value.len() == digits && value.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_hash || field.is_some() {
            return false;
        }
        *field = Some(value.to_lowercase());
        true
    }
}
