use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A language of ISO 639-3.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
pub struct Language {
    /// Its three letters in ISO 639-3: `spa`.
    pub code: String,
    /// Its two letters in ISO 639-1, where it has some: `es`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short: Option<String>,
    /// Its name in English.
    pub name: String,
}

/// Codes that stand for no language: none that is coded, several, not known, no words.
const NONE: [&str; 4] = ["mis", "mul", "und", "zxx"];

/// The language of a BCP 47 tag, by its first part: two letters of ISO 639-1, or three of ISO 639-3. Case makes no difference, and an
/// underscore is read as a hyphen. `None` where it is no language of the standard.
///
/// The table is that of ISO 639-3 with some 7,900 languages, by way of the crate `isolang`.
///
/// ```
/// use caselink::tips::language;
///
/// let needed = language("es-MX").unwrap();
/// assert_eq!((needed.code.as_str(), needed.name.as_str()), ("spa", "Spanish"));
/// assert_eq!(language("kjb").unwrap().name, "Q'anjob'al");
/// assert_eq!(language("und"), None);
/// assert_eq!(language("Spanish"), None);
/// ```
pub fn language(tag: &str) -> Option<Language> {
    let first = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    if NONE.contains(&first.as_str()) {
        return None;
    }
    let found = match first.len() {
        2 => isolang::Language::from_639_1(&first),
        3 => isolang::Language::from_639_3(&first),
        _ => None,
    }?;
    Some(Language {
        code: found.to_639_3().to_owned(),
        short: found.to_639_1().map(str::to_owned),
        name: found.to_name().to_owned(),
    })
}
