//! How a report was first given, and how it was seen later: each view a fact with its time, and the first never overwritten.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Error, Result, json,
    records::{FileCategory, Pii, Tip, TipIncidentType},
};

/// The most views of one report.
const MOST_VIEWS: usize = 10_000;

/// A later view of a report, by somebody, at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TipView {
    /// The key of the view; each once.
    pub id: String,
    /// When it was recorded, in the local time of the desk.
    pub recorded_at: NaiveDateTime,
    /// Who sees it so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Pii<String>>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Pii<String>>,
    /// What is seen.
    pub seen: TipViewOf,
}

/// What a [`TipView`] says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum TipViewOf {
    /// It is a report of this type; the first stays beside it.
    IncidentType {
        /// The type.
        incident_type: TipIncidentType,
    },
    /// It is marked so.
    Annotation {
        /// The mark. An open set.
        annotation: String,
    },
    /// A file of it is of this class; earlier classes of the same scheme stay as they were given.
    FileCategory {
        /// The file, by its id.
        file: Pii<String>,
        /// The class, with its scheme.
        category: Box<FileCategory>,
    },
    /// It concerns this jurisdiction as well.
    Jurisdiction {
        /// The jurisdiction, by its id.
        jurisdiction: String,
    },
    /// An earlier view does not hold; it stays on record.
    Withdrawal {
        /// The view, by its id.
        view: String,
    },
}

impl TipView {
    /// Reads a list of them from a JSON value, all or none.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says which is not as the schema states, and where.
    pub fn from_values(values: &Value) -> Result<Vec<Self>> {
        json::read(values).map_err(wrong)
    }
}

/// A report as it was seen at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TipSeen {
    /// The report as it was first given: nothing in it is changed.
    pub original: Tip,
    /// The type as first reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_type: Option<TipIncidentType>,
    /// The type as it was seen then: that of the latest view that held, or the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident_type: Option<TipIncidentType>,
    /// The marks of the report, and those that were added, in order of their time.
    pub annotations: Vec<String>,
    /// Files that were seen anew, with the class of each scheme that held then, in order of the files.
    pub file_categories: Vec<FileSeen>,
    /// Jurisdictions that were added, in order of their time.
    pub jurisdictions: Vec<String>,
    /// The views that were on record by then, in order of their time, those that were withdrawn among them.
    pub views: Vec<TipView>,
    /// The ids of those that were withdrawn.
    pub withdrawn: Vec<String>,
    /// Views that were recorded later, and are not in it.
    pub later: u64,
}

/// A file and how it was seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileSeen {
    /// The file.
    pub file: Pii<String>,
    /// Its classes, one of each scheme.
    pub categories: Vec<FileCategory>,
}

fn wrong(reason: String) -> Error {
    Error::InvalidParameter {
        name: "views",
        reason,
    }
}

/// A report as it was seen at a time: as it was first given, with every later view that was on record by then.
///
/// The order in which views are handed over does not matter; of two of one time, the one with the greater id is later.
///
/// # Errors
///
/// [`Error::InvalidParameter`] when an id stands twice, a view withdraws itself or one that is not there, or is of a file that the report
/// does not have; [`Error::LimitExceeded`] for more than 10,000 views.
///
/// ```
/// use caselink::{records::{Tip, TipIncidentType}, tips::{TipView, view_tip}};
/// use serde_json::json;
///
/// let tip: Tip = serde_json::from_value(json!({ "id": "T-1", "incident_type": "abuse_material" }))?;
/// let views = TipView::from_values(&json!([
///     { "id": "V-1", "recorded_at": "2026-03-02T10:00:00", "by": "A. Novak",
///       "seen": { "kind": "incident_type", "incident_type": "enticement" } },
/// ]))?;
/// let seen = view_tip(&tip, &views, "2026-03-03T00:00:00".parse()?)?;
/// assert_eq!(seen.incident_type, Some(TipIncidentType::Enticement));
/// assert_eq!(seen.original_type, Some(TipIncidentType::AbuseMaterial));
/// // the day before, nobody had seen it so
/// let before = view_tip(&tip, &views, "2026-03-01T00:00:00".parse()?)?;
/// assert_eq!((before.incident_type, before.later), (Some(TipIncidentType::AbuseMaterial), 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn view_tip(tip: &Tip, views: &[TipView], as_of: NaiveDateTime) -> Result<TipSeen> {
    if views.len() > MOST_VIEWS {
        return Err(Error::LimitExceeded {
            limit: "views",
            allowed: MOST_VIEWS as u64,
            asked: views.len() as u64,
        });
    }
    let mut ordered: Vec<&TipView> = views.iter().collect();
    ordered.sort_by_key(|view| (view.recorded_at, &view.id));
    let files: BTreeSet<&Pii<String>> = tip.files.iter().map(|file| &file.id).collect();
    let mut before = BTreeSet::new();
    for view in &ordered {
        match &view.seen {
            TipViewOf::Withdrawal { view: of } if !before.contains(of) => {
                return Err(wrong(
                    "a view withdraws one that is not there before it".to_owned(),
                ));
            }
            TipViewOf::FileCategory { file, .. } if !files.contains(file) => {
                return Err(wrong(
                    "a view is of a file that the report does not have".to_owned(),
                ));
            }
            _ => {}
        }
        if !before.insert(view.id.clone()) {
            return Err(wrong("the id of a view stands twice".to_owned()));
        }
    }
    let (known, later): (Vec<&TipView>, Vec<&TipView>) =
        ordered.iter().partition(|view| view.recorded_at <= as_of);
    let mut seen = TipSeen {
        original: tip.clone(),
        original_type: tip.incident_type.clone(),
        incident_type: tip.incident_type.clone(),
        annotations: tip.annotations.clone(),
        file_categories: Vec::new(),
        jurisdictions: Vec::new(),
        views: known.iter().map(|view| (*view).clone()).collect(),
        withdrawn: Vec::new(),
        later: later.len() as u64,
    };
    let withdrawn: BTreeSet<&str> = known
        .iter()
        .filter_map(|view| match &view.seen {
            TipViewOf::Withdrawal { view } => Some(view.as_str()),
            _ => None,
        })
        .collect();
    for view in known {
        if !withdrawn.contains(view.id.as_str()) {
            seen.add(&view.seen);
        }
    }
    seen.withdrawn = withdrawn.into_iter().map(str::to_owned).collect();
    seen.file_categories.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(seen)
}

impl TipSeen {
    fn add(&mut self, view: &TipViewOf) {
        match view {
            TipViewOf::IncidentType { incident_type } => {
                self.incident_type = Some(incident_type.clone());
            }
            TipViewOf::Annotation { annotation } => {
                if !self.annotations.contains(annotation) {
                    self.annotations.push(annotation.clone());
                }
            }
            TipViewOf::FileCategory { file, category } => {
                let at = self
                    .file_categories
                    .iter()
                    .position(|one| one.file == *file);
                let at = at.unwrap_or_else(|| {
                    let given = self.original.files.iter().find(|one| one.id == *file);
                    self.file_categories.push(FileSeen {
                        file: file.clone(),
                        categories: given.map_or_else(Vec::new, |one| one.categories.clone()),
                    });
                    self.file_categories.len() - 1
                });
                if let Some(of) = self.file_categories.get_mut(at) {
                    of.categories.retain(|one| one.scheme != category.scheme);
                    of.categories.push((**category).clone());
                }
            }
            TipViewOf::Jurisdiction { jurisdiction } => {
                if !self.jurisdictions.contains(jurisdiction) {
                    self.jurisdictions.push(jurisdiction.clone());
                }
            }
            TipViewOf::Withdrawal { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn tip() -> Tip {
        serde_json::from_value(json!({
            "id": "T-1", "incident_type": "abuse_material", "annotations": ["viral"],
            "files": [{ "id": "F-1", "categories": [{ "scheme": "industry", "code": "B2" }, { "scheme": "us", "code": "2" }] }],
        }))
        .unwrap()
    }

    fn views() -> Vec<TipView> {
        TipView::from_values(&json!([
            { "id": "V-4", "recorded_at": "2026-03-05T10:00:00", "seen": { "kind": "withdrawal", "view": "V-1" } },
            { "id": "V-1", "recorded_at": "2026-03-02T10:00:00", "seen": { "kind": "incident_type", "incident_type": "enticement" } },
            { "id": "V-2", "recorded_at": "2026-03-03T10:00:00", "seen": { "kind": "file_category", "file": "F-1",
                "category": { "scheme": "industry", "code": "A1" } } },
            { "id": "V-3", "recorded_at": "2026-03-04T10:00:00", "seen": { "kind": "jurisdiction", "jurisdiction": "us-il" } },
        ]))
        .unwrap()
    }

    fn at(day: &str) -> TipSeen {
        view_tip(&tip(), &views(), format!("{day}T12:00:00").parse().unwrap()).unwrap()
    }

    #[test]
    fn each_moment_is_seen_as_it_stood() {
        let first = at("2026-03-01");
        assert_eq!((first.incident_type, first.later), (first.original_type, 4));
        let second = at("2026-03-04");
        assert_eq!(second.incident_type, Some(TipIncidentType::Enticement));
        let codes: Vec<&str> = second.file_categories[0]
            .categories
            .iter()
            .map(|one| &one.code[..])
            .collect();
        assert_eq!(codes, ["2", "A1"]);
        assert_eq!(second.jurisdictions, ["us-il"]);
        let third = at("2026-03-05");
        assert_eq!(third.incident_type, Some(TipIncidentType::AbuseMaterial));
        assert_eq!(third.withdrawn, ["V-1"]);
        assert_eq!((third.views.len(), third.later), (4, 0));
        assert_eq!(third.original, tip());
    }

    #[test]
    fn views_that_do_not_hold_together_are_refused() {
        let refused = |change: &dyn Fn(&mut Vec<TipView>)| {
            let mut views = views();
            change(&mut views);
            view_tip(&tip(), &views, "2026-04-01T00:00:00".parse().unwrap()).is_err()
        };
        assert!(!refused(&|_| {}));
        assert!(refused(&|views| views[1].id = "V-2".to_owned()));
        assert!(refused(&|views| views[0].seen = TipViewOf::Withdrawal {
            view: "V-4".to_owned()
        }));
        assert!(refused(&|views| views[2].seen = TipViewOf::FileCategory {
            file: "F-9".into(),
            category: Box::default()
        }));
    }
}
