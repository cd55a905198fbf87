//! How alike are two values?

use caselink::{
    Error, Result as CoreResult,
    compare::{self, TextMetric, metric},
};
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::{
    arguments::{day, pair, value, values, whole},
    error::{ErrorCode, here},
    json,
};

/// One comparison level: how alike two values are, in words.
#[napi(object, object_from_js = false)]
pub struct Level {
    /// Stable identifier, such as `"nickname"`.
    pub code: String,
    /// What it means, such as `"one is a nickname of the other"`.
    pub label: String,
}

impl From<compare::Level> for Level {
    fn from(level: compare::Level) -> Self {
        Self {
            code: level.code.to_owned(),
            label: level.label.to_owned(),
        }
    }
}

/// Compares two personal names; `null` when either is empty or a placeholder.
#[napi]
pub fn names(
    #[napi(ts_arg_type = "string | null | undefined")] a: Option<Utf16String>,
    #[napi(ts_arg_type = "string | null | undefined")] b: Option<Utf16String>,
) -> Result<Option<Level>, ErrorCode> {
    here(|| values(a, b).map(|(a, b)| compare::names(&a, &b).map(|l| l.level().into())))
}

/// Compares given name and surname with given name and surname, and notices when they are swapped.
#[napi(ts_return_type = "[Level | null, Level | null]")]
pub fn full_names(
    #[napi(
        ts_arg_type = "readonly [given: string | null | undefined, surname: string | null | undefined]"
    )]
    a: Vec<Option<Utf16String>>,
    #[napi(
        ts_arg_type = "readonly [given: string | null | undefined, surname: string | null | undefined]"
    )]
    b: Vec<Option<Utf16String>>,
) -> Result<Vec<Option<Level>>, ErrorCode> {
    fn parts(
        name: &[Option<Utf16String>],
        parameter: &'static str,
    ) -> CoreResult<(String, String)> {
        match name {
            [given, surname] => Ok((
                value(given.as_ref(), parameter)?,
                value(surname.as_ref(), parameter)?,
            )),
            _ => Err(Error::InvalidParameter {
                name: parameter,
                reason: "must be [given, surname]".to_owned(),
            }),
        }
    }
    here(|| {
        let (a, b) = (parts(&a, "a")?, parts(&b, "b")?);
        let levels = compare::full_names((&a.0, &a.1), (&b.0, &b.1));
        Ok(levels
            .into_iter()
            .map(|l| l.map(|l| l.level().into()))
            .collect())
    })
}

/// The score from which two whole names are worth a look as names of one person.
#[napi]
pub const PERSON_NAMES_LEAD: f64 = compare::PERSON_NAMES_LEAD;

/// Compares two whole names of persons, each as one text; gives `PersonNames` as JSON, `null` when either is missing.
#[napi]
pub fn person_names(
    #[napi(ts_arg_type = "string | null | undefined")] a: Option<Utf16String>,
    #[napi(ts_arg_type = "string | null | undefined")] b: Option<Utf16String>,
    frequencies: Option<&NativeNameFrequencies>,
) -> Result<Option<String>, ErrorCode> {
    let prepared = |name: &str| match frequencies {
        Some(counts) => compare::PersonName::weighed(name, &counts.0),
        None => compare::PersonName::new(name),
    };
    here(|| {
        let (a, b) = values(a, b)?;
        let found = prepared(&a).zip(prepared(&b)).map(|(a, b)| a.compare(&b));
        found.map(|found| json::text(&found)).transpose()
    })
}

/// How often words occur in names.
#[napi]
pub struct NativeNameFrequencies(compare::NameFrequencies);

#[napi]
impl NativeNameFrequencies {
    /// Of as many counts as names.
    #[napi(factory, writable = true)]
    pub fn of(names: Vec<Utf16String>, counts: Vec<f64>) -> Result<Self, ErrorCode> {
        here(|| {
            let names = names.iter().map(|name| value(Some(name), "counts"));
            let names: Vec<String> = names.collect::<CoreResult<_>>()?;
            let counts = counts
                .into_iter()
                .map(|count| whole(count, "counts").map(u64::from));
            let counts: Vec<u64> = counts.collect::<CoreResult<_>>()?;
            let pairs = names.iter().map(String::as_str).zip(counts);
            Ok(Self(compare::NameFrequencies::new(pairs)))
        })
    }

    /// How many words it knows.
    #[napi(getter)]
    pub fn size(&self) -> u32 {
        self.0.len() as u32
    }
}

/// The years in which someone was born who was so old on a day (`YYYY-MM-DD`), as a range that `dates` reads.
#[napi]
pub fn birth_years(least: f64, most: f64, on: String) -> Result<String, ErrorCode> {
    here(|| {
        let years =
            |age: f64, name| whole(age, name).map(|age| u8::try_from(age).unwrap_or(u8::MAX));
        compare::birth_years(
            years(least, "least")?,
            years(most, "most")?,
            day(&on, "on")?,
        )
    })
}

/// Compares two dates as written (`YYYY-MM-DD`, `YYYYMMDD`, `YYYY-MM` or `YYYY`) or ranges of years (`YYYY/YYYY`).
#[napi]
pub fn dates(
    #[napi(ts_arg_type = "string | null | undefined")] a: Option<Utf16String>,
    #[napi(ts_arg_type = "string | null | undefined")] b: Option<Utf16String>,
) -> Result<Option<Level>, ErrorCode> {
    here(|| values(a, b).map(|(a, b)| compare::dates(&a, &b).map(|l| l.level().into())))
}

/// Compares two pieces of free text: streets, towns, descriptions.
#[napi]
pub fn texts(
    #[napi(ts_arg_type = "string | null | undefined")] a: Option<Utf16String>,
    #[napi(ts_arg_type = "string | null | undefined")] b: Option<Utf16String>,
    #[napi(ts_arg_type = "'jaro_winkler' | 'levenshtein' | 'damerau_levenshtein' | null")]
    metric: Option<String>,
) -> Result<Option<Level>, ErrorCode> {
    here(|| {
        let metric = metric.map_or(Ok(TextMetric::default()), |name| {
            serde_json::from_value(name.into()).map_err(|_| Error::InvalidParameter {
                name: "metric",
                reason: "must be jaro_winkler, levenshtein or damerau_levenshtein".to_owned(),
            })
        })?;
        let (a, b) = values(a, b)?;
        Ok(compare::texts(&a, &b, metric).map(|l| l.level().into()))
    })
}

/// Compares two numbers: phone, licence, social security.
#[napi]
pub fn identifiers(
    #[napi(ts_arg_type = "string | null | undefined")] a: Option<Utf16String>,
    #[napi(ts_arg_type = "string | null | undefined")] b: Option<Utf16String>,
) -> Result<Option<Level>, ErrorCode> {
    here(|| values(a, b).map(|(a, b)| compare::identifiers(&a, &b).map(|l| l.level().into())))
}

/// Compares two postcodes.
#[napi]
pub fn postcodes(
    #[napi(ts_arg_type = "string | null | undefined")] a: Option<Utf16String>,
    #[napi(ts_arg_type = "string | null | undefined")] b: Option<Utf16String>,
) -> Result<Option<Level>, ErrorCode> {
    here(|| values(a, b).map(|(a, b)| compare::postcodes(&a, &b).map(|l| l.level().into())))
}

/// Compares two points, each latitude and longitude in degrees (WGS 84); `null` when a coordinate
/// is not a number or outside its range.
#[napi]
pub fn points(
    #[napi(ts_arg_type = "readonly [latitude: number, longitude: number]")] a: Vec<f64>,
    #[napi(ts_arg_type = "readonly [latitude: number, longitude: number]")] b: Vec<f64>,
) -> Result<Option<Level>, ErrorCode> {
    fn point(point: &[f64], name: &'static str) -> CoreResult<(f64, f64)> {
        match *point {
            [latitude, longitude] => Ok((latitude, longitude)),
            _ => Err(Error::InvalidParameter {
                name,
                reason: "must be [latitude, longitude]".to_owned(),
            }),
        }
    }
    here(|| Ok(compare::points(point(&a, "a")?, point(&b, "b")?).map(|l| l.level().into())))
}

/// Compares two codes that are the same or are not: sex, state, eye colour.
#[napi]
pub fn codes(
    #[napi(ts_arg_type = "string | null | undefined")] a: Option<Utf16String>,
    #[napi(ts_arg_type = "string | null | undefined")] b: Option<Utf16String>,
) -> Result<Option<Level>, ErrorCode> {
    here(|| values(a, b).map(|(a, b)| compare::codes(&a, &b).map(|l| l.level().into())))
}

/// Compares two plates, each whole or in part: `?` stands for one character that is not known, `*` for any number.
#[napi]
pub fn plates(
    #[napi(ts_arg_type = "string | null | undefined")] a: Option<Utf16String>,
    #[napi(ts_arg_type = "string | null | undefined")] b: Option<Utf16String>,
) -> Result<Option<Level>, ErrorCode> {
    here(|| values(a, b).map(|(a, b)| compare::plates(&a, &b).map(|l| l.level().into())))
}

/// Compares two colours of vehicles, by name or NCIC code.
#[napi]
pub fn vehicle_colors(
    #[napi(ts_arg_type = "string | null | undefined")] a: Option<Utf16String>,
    #[napi(ts_arg_type = "string | null | undefined")] b: Option<Utf16String>,
) -> Result<Option<Level>, ErrorCode> {
    here(|| values(a, b).map(|(a, b)| compare::vehicle_colors(&a, &b).map(|l| l.level().into())))
}

/// Jaro–Winkler similarity, from 0 to 1.
#[napi]
pub fn jaro_winkler(a: Utf16String, b: Utf16String) -> Result<f64, ErrorCode> {
    here(|| pair(&a, &b).map(|(a, b)| metric::jaro_winkler(&a, &b)))
}

/// Many texts that are compared with one at a time, several times as fast as one pair after the other.
#[napi]
pub struct NativeTextList(metric::TextList);

#[napi]
impl NativeTextList {
    /// Lays the texts out.
    #[napi(factory, writable = true)]
    pub fn of(texts: Vec<Utf16String>) -> Result<Self, ErrorCode> {
        here(|| {
            let texts = texts.iter().map(|text| value(Some(text), "texts"));
            let texts: Vec<String> = texts.collect::<CoreResult<_>>()?;
            Ok(Self(metric::TextList::new(texts)))
        })
    }

    /// How many texts there are.
    #[napi(getter)]
    pub fn size(&self) -> u32 {
        self.0.len() as u32
    }

    /// The Jaro–Winkler similarity of a text to each.
    #[napi]
    pub fn jaro_winkler(
        &self,
        text: Utf16String,
        at_least: Option<f64>,
    ) -> Result<Float64Array, ErrorCode> {
        here(|| {
            let text = value(Some(&text), "text")?;
            let found = self.0.jaro_winkler(&text, at_least.unwrap_or_default());
            Ok(found.into())
        })
    }
}

/// Levenshtein distance: insertions, deletions and substitutions.
#[napi]
pub fn levenshtein(a: Utf16String, b: Utf16String) -> Result<u32, ErrorCode> {
    here(|| pair(&a, &b).map(|(a, b)| metric::levenshtein(&a, &b) as u32))
}

/// Damerau–Levenshtein distance: as Levenshtein, and a swap of two neighbours counts once.
#[napi]
pub fn damerau_levenshtein(a: Utf16String, b: Utf16String) -> Result<u32, ErrorCode> {
    here(|| pair(&a, &b).map(|(a, b)| metric::damerau_levenshtein(&a, &b) as u32))
}
