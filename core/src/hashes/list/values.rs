//! Entries and changes as plain values, as hosts have them.

use std::borrow::Cow;

use chrono::{DateTime, FixedOffset};
use serde_json::Value;

use super::{HashList, ListChange, ListIntake, read::shape_fault};
use crate::{Control, Result, json, records::MediaFile};

const NO_TIME_TEXT: &str = "is not a time with its zone, such as 2026-01-02T10:00:00Z";

fn is_time(text: &str) -> bool {
    text.parse::<DateTime<FixedOffset>>().is_ok()
}

/// Whether an entry says what no schema knows, and a list does not keep.
fn has_unknown(file: &MediaFile) -> bool {
    let of_hashes = file.perceptual_hashes.iter().map(|hash| &hash.other);
    let of_categories = file.categories.iter().map(|category| &category.other);
    let mut all = of_hashes.chain(of_categories).chain([&file.other]);
    all.any(|other| !other.is_empty())
}

/// The same value with an empty scheme in each category that has none, where the list has a scheme to put there.
fn schemed<'a>(value: &'a Value, categories: &str, has_scheme: bool) -> Cow<'a, Value> {
    let all = |value: &'a Value| value.pointer(categories).and_then(Value::as_array);
    let lacks = |one: &Value| one.is_object() && one.get("scheme").is_none_or(Value::is_null);
    if !has_scheme || !all(value).is_some_and(|all| all.iter().any(lacks)) {
        return Cow::Borrowed(value);
    }
    let mut value = value.clone();
    let all = value.pointer_mut(categories).and_then(Value::as_array_mut);
    for one in all.into_iter().flatten().filter(|one| lacks(one)) {
        if let Some(fields) = one.as_object_mut() {
            fields.insert("scheme".to_owned(), Value::from(""));
        }
    }
    Cow::Owned(value)
}

impl HashList {
    /// As [`add`](Self::add), from plain values of the shape that the schema `media_file` states; one that has another is
    /// set aside.
    ///
    /// # Errors
    ///
    /// As [`add`](Self::add).
    pub fn add_values(&mut self, files: &[Value], control: &dyn Control) -> Result<ListIntake> {
        self.add_values_as_of(files, None, control)
    }

    /// As [`add_as_of`](Self::add_as_of), from plain values.
    ///
    /// # Errors
    ///
    /// As [`add`](Self::add).
    pub fn add_values_as_of(
        &mut self,
        files: &[Value],
        at: Option<DateTime<FixedOffset>>,
        control: &dyn Control,
    ) -> Result<ListIntake> {
        let total = files.len();
        let has_scheme = self.settings.scheme.is_some();
        let mut unknown = 0;
        let changes = files.iter().map(|value| {
            let file: Box<MediaFile> = json::read(&schemed(value, "/categories", has_scheme))
                .map_err(|wrong| shape_fault(&wrong))?;
            unknown += u64::from(has_unknown(&file));
            Ok(ListChange::Upsert { file, at })
        });
        let mut intake = self.take(changes, total, control)?;
        intake.unknown_fields = unknown;
        Ok(intake)
    }

    /// As [`apply`](Self::apply), from plain values of the shape that the schema `list_change` states; one that has
    /// another is set aside.
    ///
    /// # Errors
    ///
    /// As [`add`](Self::add).
    pub fn apply_values(&mut self, changes: &[Value], control: &dyn Control) -> Result<ListIntake> {
        let (total, has_scheme) = (changes.len(), self.settings.scheme.is_some());
        let mut unknown = 0;
        let read = |value: &Value| {
            let at = value.get("at").filter(|at| !at.is_null());
            let is_time = |at: &Value| at.as_str().is_some_and(is_time);
            if at.is_some_and(|at| !is_time(at)) {
                return Err(("at".to_owned(), NO_TIME_TEXT));
            }
            let change = json::read(&schemed(value, "/file/categories", has_scheme));
            let change = change.map_err(|wrong| shape_fault(&wrong))?;
            if let ListChange::Upsert { file, .. } = &change {
                unknown += u64::from(has_unknown(file));
            }
            Ok(change)
        };
        let mut intake = self.take(changes.iter().map(read), total, control)?;
        intake.unknown_fields = unknown;
        Ok(intake)
    }
}
