use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What registries write into an address field when there is no address to write.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AddressNote {
    /// Nobody knows: "unk", `xxx`, 00000.
    Unknown,
    /// The registry has it that the person absconded: "absc". A note in a field, not a [`Declaration`](super::Declaration).
    Absconded,
    /// In custody: "incarc".
    InCustody,
    /// Without a home: "transnt", "homles", "underpass".
    Transient,
    /// No longer there: "moved", "no longer".
    Left,
    /// Only near there: "vicinity of", "blk of".
    Approximate,
    /// Deported.
    Deported,
    /// Dead.
    Deceased,
}

impl AddressNote {
    /// Its name: `in_custody`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Absconded => "absconded",
            Self::InCustody => "in_custody",
            Self::Transient => "transient",
            Self::Left => "left",
            Self::Approximate => "approximate",
            Self::Deported => "deported",
            Self::Deceased => "deceased",
        }
    }

    /// What it means, in words.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Unknown => "is no address: it says that none is known",
            Self::Absconded => "is no address: the registry noted that the person absconded",
            Self::InCustody => "is no address: the registry noted custody",
            Self::Transient => {
                "is no address: the registry noted that the person is without a home"
            }
            Self::Left => "is no address: the registry noted that the person left",
            Self::Approximate => "says only that it is near there",
            Self::Deported => "is no address: the registry noted that the person was deported",
            Self::Deceased => "is no address: the registry noted that the person died",
        }
    }

    /// Whether there is an address in the field all the same.
    pub const fn is_address(self) -> bool {
        matches!(self, Self::Approximate)
    }
}

/// Words that begin what registries write, lower case, in the spellings in which they occur. Each is matched at
/// the beginning of a word.
const NOTES: [(&str, AddressNote); 28] = [
    ("absc", AddressNote::Absconded),
    ("incarc", AddressNote::InCustody),
    ("incac", AddressNote::InCustody),
    ("in custody", AddressNote::InCustody),
    ("in jail", AddressNote::InCustody),
    ("in prison", AddressNote::InCustody),
    ("homeless", AddressNote::Transient),
    ("homles", AddressNote::Transient),
    ("transient", AddressNote::Transient),
    ("transnt", AddressNote::Transient),
    ("trans ", AddressNote::Transient),
    ("underpass", AddressNote::Transient),
    ("under bridge", AddressNote::Transient),
    ("no fixed", AddressNote::Transient),
    ("no permanent", AddressNote::Transient),
    ("no longer", AddressNote::Left),
    ("moved", AddressNote::Left),
    ("left state", AddressNote::Left),
    ("out of state", AddressNote::Left),
    ("vicinity", AddressNote::Approximate),
    ("vic of", AddressNote::Approximate),
    ("blk of", AddressNote::Approximate),
    ("block of", AddressNote::Approximate),
    ("deported", AddressNote::Deported),
    ("deceased", AddressNote::Deceased),
    ("whereabouts unk", AddressNote::Unknown),
    ("location unk", AddressNote::Unknown),
    ("address unk", AddressNote::Unknown),
];

/// What a text in an address field means when it is no address, or not quite one; `None` for an address.
///
/// Only a note that is the whole text, or begins it, counts: "Moved Rd" would be a note, "14 Transient Way" is
/// not. "vicinity" and "block of" count anywhere, since they stand behind a number.
///
/// Source: spellings seen in public registry data (documentation of the Smarty address service).
///
/// ```
/// use caselink::records::{AddressNote, address_note};
///
/// assert_eq!(address_note("ABSCONCED"), Some(AddressNote::Absconded));
/// assert_eq!(address_note("transnt"), Some(AddressNote::Transient));
/// assert_eq!(address_note("1100 blk of Linden Ave"), Some(AddressNote::Approximate));
/// assert_eq!(address_note("00000"), Some(AddressNote::Unknown));
/// assert_eq!(address_note("1180 Linden Ave"), None);
/// ```
pub fn address_note(text: &str) -> Option<AddressNote> {
    // no address is longer than this, and no note begins later
    let text: String = text
        .chars()
        .take(256)
        .collect::<String>()
        .trim()
        .to_ascii_lowercase();
    if super::is_placeholder(&text)
        || matches!(text.as_str(), "11111" | "none" | "unk." | "no address")
    {
        return Some(AddressNote::Unknown);
    }
    NOTES.iter().find_map(|&(word, note)| {
        let found = if note.is_address() {
            text.match_indices(word)
                .any(|(at, _)| at == 0 || text[..at].ends_with(' '))
        } else {
            text.starts_with(word) || (word.trim() == text)
        };
        found.then_some(note)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_registries_write() {
        use AddressNote::*;
        for (text, note) in [
            ("absconced", Some(Absconded)),
            ("ABSC", Some(Absconded)),
            ("incac", Some(InCustody)),
            ("Incarcerated - DOC", Some(InCustody)),
            ("homles", Some(Transient)),
            ("HOMELESS", Some(Transient)),
            ("transnt", Some(Transient)),
            ("underpass I-55", Some(Transient)),
            ("unk", Some(Unknown)),
            ("xxx", Some(Unknown)),
            ("00000", Some(Unknown)),
            ("11111", Some(Unknown)),
            ("city unknown", None),
            ("no longer at address", Some(Left)),
            ("moved", Some(Left)),
            ("vicinity of 4th and Main", Some(Approximate)),
            ("100 blk of Oak", Some(Approximate)),
            ("14 Transient Way", None),
            ("Abbot Rd", None),
            ("Unknown Soldier Blvd", None),
            ("62704", None),
            ("Springfield", None),
        ] {
            assert_eq!(address_note(text), note, "{text}");
        }
    }
}
