use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    ListReadOptions, VicsCase,
    account::{Account, Fault, Notes},
    keep::object,
    media::{self, How},
    plain::Plain,
    splitter::{Piece, Splitter},
};
use crate::{
    Result,
    records::{MediaFile, OtherFields, Pii, UnknownFields},
};

/// The scheme of categories when the list does not say whose they are.
pub(crate) const UNSTATED: &str = "vics";

/// The fields that name the context, in the versions of the format.
const CONTEXT: [&str; 3] = ["@odata.context", "odata.metadata", "odata.context"];

/// The names of the fields of [`VicsCase`]: one by such a name would stand twice.
const OWN: [&str; 7] = [
    "case_id",
    "case_number",
    "source_application",
    "source_version",
    "contact",
    "stated_total",
    "counted",
];

/// Reads a VICS list.
pub(super) struct Vics {
    splitter: Splitter,
    scheme: String,
    /// Whether the options say whose categories they are.
    told: bool,
    field_bytes: u64,
    unknown_fields: UnknownFields,
    /// How many entries the case at hand has, when there is one.
    case: Option<u64>,
    /// Whether a record has a category and nothing says whose it is.
    uncertain: bool,
    found_list: bool,
}

impl Vics {
    pub(super) fn new(options: &ListReadOptions, account: &mut Account) -> Self {
        let scheme = options.category_scheme.clone();
        account.report().scheme.clone_from(&scheme);
        Self {
            splitter: Splitter::new(options.record_bytes),
            told: scheme.is_some(),
            scheme: scheme.unwrap_or_else(|| UNSTATED.to_owned()),
            field_bytes: options.limits.field_bytes,
            unknown_fields: options.unknown_fields,
            case: None,
            uncertain: false,
            found_list: false,
        }
    }

    pub(super) fn feed(
        &mut self,
        bytes: &[u8],
        account: &mut Account,
        files: &mut Vec<MediaFile>,
    ) -> Result<()> {
        self.splitter.push(bytes);
        while let Some(piece) = self.splitter.next()? {
            let row = account.entries();
            match piece {
                Piece::File(range) => {
                    self.entry(account)?;
                    let mut notes = Notes::default();
                    let how = How {
                        scheme: &self.scheme,
                        field_bytes: self.field_bytes,
                        unknown_fields: self.unknown_fields,
                    };
                    let found = media::read(self.splitter.bytes(&range), how, &mut notes);
                    self.uncertain |= !self.told
                        && self.scheme == UNSTATED
                        && found.as_ref().is_ok_and(|file| !file.categories.is_empty());
                    account.take(row, found, &notes, files);
                }
                Piece::NoObject => {
                    self.entry(account)?;
                    account.reject(row, Fault("record", "is not an object"));
                }
                Piece::Begins(fields) => {
                    self.found_list = true;
                    self.root(&fields, account, true);
                }
                // it may hold two lists
                Piece::CaseBegins => self.case = self.case.or(Some(0)),
                Piece::CaseEnds(fields) => {
                    let counted = self.case.take().unwrap_or_default();
                    self.case(&fields, counted, account);
                }
                Piece::Ends(fields, is_case) => {
                    self.root(&fields, account, false);
                    if is_case {
                        self.case(&fields, row, account);
                    }
                }
                Piece::Trailing => account.reject(
                    row,
                    Fault("list", "there is more behind the end of the list"),
                ),
            }
        }
        Ok(())
    }

    pub(super) fn finish(&mut self, account: &mut Account) {
        let missing = self.splitter.finish();
        let row = account.entries();
        if missing.in_record {
            account.reject(row, Fault("record", "the list ends inside a record"));
        }
        if missing.in_list {
            account.reject(row, Fault("list", "the list ends before its end"));
        }
        if let Some((fields, is_root)) = missing.case {
            let counted = self.case.take().filter(|_| !is_root);
            self.case(&fields, counted.unwrap_or(row), account);
        }
        if !self.found_list && !missing.in_list {
            account.report().notes.push(
                "no list of files was found: none stands under \"value\" or \"Media\"".to_owned(),
            );
        }
        if self.uncertain {
            let scheme = &mut account.report().scheme;
            scheme.get_or_insert_with(|| UNSTATED.to_owned());
            account.report().notes.push(format!(
                "the list does not say whose categories it uses: their scheme is given as {UNSTATED:?}"
            ));
        }
    }

    /// Reads what stands around the list; what stands behind it comes too late for the records.
    fn root(&mut self, fields: &[u8], account: &mut Account, first: bool) {
        let row = account.entries();
        let mut notes = Notes::default();
        let Some(fields) = object(fields, self.field_bytes, "list", &mut notes) else {
            if !first {
                account.reject(
                    row,
                    Fault("list", "what stands around the files is not JSON"),
                );
            }
            return;
        };
        if !first {
            // all of it is seen now, so it is counted once
            account.report().content_left_out += notes.content;
            account.remarks(row, &notes);
        }
        let named = |name: &&str| {
            fields
                .iter()
                .find(|(field, _)| field.eq_ignore_ascii_case(name))
                .and_then(|(_, value)| value.as_str())
        };
        let Some(context) = CONTEXT.iter().find_map(named) else {
            return;
        };
        let report = account.report();
        if report.context.is_some() {
            return;
        }
        let (version, scheme) = parse_context(context);
        report.context = Some(context.to_owned());
        report.version = version;
        if self.told {
            return;
        }
        if !self.uncertain {
            report.scheme = Some(scheme.clone());
            self.scheme = scheme;
        } else if scheme != self.scheme {
            report.notes.push(format!(
                "the context stands behind the files and says {scheme:?}: their categories could not follow it"
            ));
            self.uncertain = false;
        }
    }

    fn entry(&mut self, account: &mut Account) -> Result<()> {
        if let Some(counted) = &mut self.case {
            *counted += 1;
        }
        account.entry()
    }

    fn case(&self, fields: &[u8], counted: u64, account: &mut Account) {
        let row = account.entries();
        let mut notes = Notes::default();
        let Some(fields) = object(fields, self.field_bytes, "case", &mut notes) else {
            account.reject(row, Fault("case", "is not JSON"));
            return;
        };
        account.report().content_left_out += notes.content;
        let case = case(fields, counted, &mut notes);
        account.remarks(row, &notes);
        account.case(case);
    }
}

/// The version and the scheme of categories that a context names:
/// `…/DataModels/2.0.xml/US/$metadata#Cases` is 2.0 and `vics-us`.
fn parse_context(context: &str) -> (Option<String>, String) {
    let Some((before, behind)) = context.split_once(".xml") else {
        return (None, UNSTATED.to_owned());
    };
    let version = before.rsplit('/').next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_digit() || c == '.';
    let version = Some(version.to_owned())
        .filter(|version| (1..=8).contains(&version.len()) && version.chars().all(plain));
    let whose = behind
        .strip_prefix('/')
        .and_then(|rest| rest.split(['/', '$', '#', '?']).next())
        .filter(|whose| {
            (1..=16).contains(&whose.len()) && whose.bytes().all(|b| b.is_ascii_alphanumeric())
        });
    let scheme = whose.map_or_else(
        || UNSTATED.to_owned(),
        |whose| format!("{UNSTATED}-{}", whose.to_ascii_lowercase()),
    );
    (version, scheme)
}

fn case(fields: BTreeMap<String, Value>, counted: u64, notes: &mut Notes) -> VicsCase {
    let mut case = VicsCase {
        counted,
        ..VicsCase::default()
    };
    let (mut contact, mut other) = (BTreeMap::new(), BTreeMap::new());
    for (name, value) in fields {
        if value.is_null() {
            continue;
        }
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        let begins = |word: &str| {
            name.get(..word.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        let text = || match &value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let taken = if is("CaseID") {
            case.case_id = text().map(Pii::new);
            case.case_id.is_some()
        } else if is("CaseNumber") {
            case.case_number = text().map(Pii::new);
            case.case_number.is_some()
        } else if is("SourceApplicationName") {
            case.source_application = text();
            case.source_application.is_some()
        } else if is("SourceApplicationVersion") {
            case.source_version = text();
            case.source_version.is_some()
        } else if is("TotalMediaFiles") {
            let plain = match &value {
                Value::String(text) => Plain::of_text(text.as_str().into()),
                Value::Number(number) => number.as_i128().map_or_else(
                    || Plain::Number(number.as_f64().unwrap_or(-1.0)),
                    Plain::Whole,
                ),
                _ => Plain::Missing,
            };
            case.stated_total = plain.count();
            if case.stated_total.is_none() {
                notes
                    .flags
                    .push(("TotalMediaFiles", "is not a whole number"));
            }
            case.stated_total.is_some()
        } else {
            false
        };
        if taken {
            continue;
        }
        if begins("Contact") && !is("contact") || begins("Agency") {
            contact.insert(name, value);
        } else if OWN.contains(&name.as_str()) {
            other.insert(format!("list_{name}"), value);
        } else {
            other.insert(name, value);
        }
    }
    case.contact = OtherFields::from(contact);
    case.other = OtherFields::from(other);
    case
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contexts_name_version_and_scheme() {
        let data = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/";
        for (end, version, scheme) in [
            ("2.0.xml/US/$metadata#Cases", Some("2.0"), "vics-us"),
            (
                "2.0.xml/Default/$metadata#Media",
                Some("2.0"),
                "vics-default",
            ),
            ("2.0.xml/CUSTOM/$metadata#Cases", Some("2.0"), "vics-custom"),
            ("1.3.xml#Media", Some("1.3"), "vics"),
            ("new.xml/$metadata", None, "vics"),
            ("", None, "vics"),
        ] {
            let found = parse_context(&format!("{data}{end}"));
            assert_eq!(
                (found.0.as_deref(), found.1.as_str()),
                (version, scheme),
                "{end}"
            );
        }
    }
}
