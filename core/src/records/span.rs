use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::OtherFields;
use crate::{Error, Result};

pub(super) const ENDS_BEFORE_START: &str = "the span ends before it starts";

/// A stretch of days, half-open: the first day belongs to it, the end day does not.
///
/// A missing start means "since always or not known", a missing end "until further notice or not
/// known". [`Default`] is the span without bounds. A span never ends before it starts; one that
/// ends on its first day is empty.
///
/// NIEM: `nc:DateRange` with `nc:StartDate` and `nc:EndDate`. NIEM's end day is the last day
/// inside, so add one day when converting.
///
/// ```
/// use caselink::records::Span;
/// use chrono::NaiveDate;
///
/// let day = NaiveDate::from_ymd_opt;
/// let lease = Span::new(day(2019, 4, 1), day(2021, 4, 1))?;
/// let later = Span::new(day(2021, 4, 1), None)?;
/// assert!(day(2021, 3, 31).is_some_and(|date| lease.contains(date)));
/// assert!(day(2021, 4, 1).is_some_and(|date| !lease.contains(date)));
/// assert!(!lease.overlaps(&later));
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "SpanFields")]
pub struct Span {
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<NaiveDate>,
    #[serde(flatten)]
    other: OtherFields,
}

impl Span {
    /// A span from its first day to the day after its last day.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when `end` is before `start`.
    pub fn new(start: Option<NaiveDate>, end: Option<NaiveDate>) -> Result<Self> {
        if start.zip(end).is_some_and(|(start, end)| end < start) {
            return Err(Error::InvalidParameter {
                name: "span",
                reason: ENDS_BEFORE_START.to_owned(),
            });
        }
        Ok(Self {
            start,
            end,
            other: OtherFields::default(),
        })
    }

    /// The first day inside.
    pub const fn start(&self) -> Option<NaiveDate> {
        self.start
    }

    /// The first day no longer inside.
    pub const fn end(&self) -> Option<NaiveDate> {
        self.end
    }

    /// Fields that this crate does not know, kept as they came.
    pub const fn other(&self) -> &OtherFields {
        &self.other
    }

    /// Whether no day at all is inside.
    pub fn is_empty(&self) -> bool {
        self.start.is_some() && self.start == self.end
    }

    /// Whether a day is inside.
    pub fn contains(&self, date: NaiveDate) -> bool {
        self.start.is_none_or(|start| start <= date) && self.end.is_none_or(|end| date < end)
    }

    /// Whether some day is inside both. An empty span overlaps nothing.
    pub fn overlaps(&self, other: &Self) -> bool {
        let begins_before_end = |a: &Self, b: &Self| a.start.zip(b.end).is_none_or(|(s, e)| s < e);
        !self.is_empty()
            && !other.is_empty()
            && begins_before_end(self, other)
            && begins_before_end(other, self)
    }
}

/// A stretch of days, half-open: `start` belongs to it, `end` does not.
#[derive(Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(rename = "Span")]
#[derive(Default)]
struct SpanFields {
    /// The first day inside; without it, since always or not known.
    start: Option<NaiveDate>,
    /// The first day no longer inside; without it, until further notice or not known.
    end: Option<NaiveDate>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    other: OtherFields,
}

impl TryFrom<SpanFields> for Span {
    type Error = &'static str;

    fn try_from(fields: SpanFields) -> Result<Self, &'static str> {
        let span = Self::new(fields.start, fields.end).map_err(|_| ENDS_BEFORE_START)?;
        Ok(Self {
            other: fields.other,
            ..span
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2020, 1, day).unwrap()
    }

    fn bounds() -> Vec<Option<NaiveDate>> {
        std::iter::once(None)
            .chain((2..8).map(|n| Some(day(n))))
            .collect()
    }

    #[test]
    fn agrees_with_counting_days() {
        let days: Vec<NaiveDate> = (1..10).map(day).collect();
        let mut spans = vec![Span::default()];
        for start in bounds() {
            for end in bounds() {
                match Span::new(start, end) {
                    Ok(span) => spans.push(span),
                    Err(error) => {
                        assert!(end < start);
                        assert_eq!(error.code(), "INVALID_PARAMETER");
                    }
                }
            }
        }
        for a in &spans {
            assert_eq!(a.is_empty(), !days.iter().any(|&date| a.contains(date)));
            for b in &spans {
                let shared = days
                    .iter()
                    .any(|&date| a.contains(date) && b.contains(date));
                assert_eq!(a.overlaps(b), shared, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn json() {
        let span: Span = serde_json::from_str(r#"{"start":"2020-01-02","end":null}"#).unwrap();
        assert_eq!(span.start(), Some(day(2)));
        assert_eq!(
            serde_json::to_string(&span).unwrap(),
            r#"{"start":"2020-01-02"}"#
        );
        let bad = r#"{"start":"2020-01-03","end":"2020-01-02"}"#;
        assert!(serde_json::from_str::<Span>(bad).is_err());

        let text = r#"{"start":"2020-01-02","approx":true}"#;
        let span: Span = serde_json::from_str(text).unwrap();
        assert_eq!(span.other()["approx"], true);
        assert_eq!(serde_json::to_string(&span).unwrap(), text);
    }
}
