use crate::records::{Digests, MediaFile, PerceptualHash};

pub(super) const EMPTY_FILE: &str = "is the hash of an empty file";

/// A digest of a whole file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum DigestKind {
    Md5,
    Sha1,
    Sha256,
}

impl DigestKind {
    /// The kind that has so many hex digits.
    pub(super) fn of_length(digits: usize) -> Option<Self> {
        [Self::Md5, Self::Sha1, Self::Sha256]
            .into_iter()
            .find(|kind| kind.digits() == digits)
    }

    fn digits(self) -> usize {
        self.of_nothing().len()
    }

    /// The digest of a file without bytes. Lists hold it by mistake, and every empty file would be a known one.
    fn of_nothing(self) -> &'static str {
        match self {
            Self::Md5 => "d41d8cd98f00b204e9800998ecf8427e",
            Self::Sha1 => "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            Self::Sha256 => "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        }
    }

    /// The digest in lower case, or what is wrong with it.
    pub(super) fn read(self, text: &str) -> Result<String, &'static str> {
        let text = text.trim();
        if text.len() != self.digits() || !is_hex(text) {
            return Err(match self {
                Self::Md5 => "is not 32 hex digits",
                Self::Sha1 => "is not 40 hex digits",
                Self::Sha256 => "is not 64 hex digits",
            });
        }
        let text = text.to_ascii_lowercase();
        if text == self.of_nothing() {
            return Err(EMPTY_FILE);
        }
        Ok(text)
    }

    /// Its place in a record.
    pub(super) fn place(self, digests: &mut Digests) -> &mut Option<String> {
        match self {
            Self::Md5 => &mut digests.md5,
            Self::Sha1 => &mut digests.sha1,
            Self::Sha256 => &mut digests.sha256,
        }
    }
}

pub(super) fn is_hex(text: &str) -> bool {
    all(text, |byte| byte.is_ascii_hexdigit())
}

/// Whether all bytes are so. Looks at each, so that the compiler can take many at a time.
fn all(text: &str, is_so: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(true, |so, byte| so & is_so(byte))
}

/// Whether a text is the 144 bytes of `PhotoDNA`, in base64, in hexadecimal, or as numbers with commas.
pub(super) fn is_photodna(text: &str) -> bool {
    let base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    match text.len() {
        192 => all(text, base64),
        288 => is_hex(text),
        _ => is_numbers(text),
    }
}

fn is_numbers(text: &str) -> bool {
    let is_byte = |number: &str| number.trim().parse::<u8>().is_ok();
    text.len() < 1_000 && text.split(',').count() == 144 && text.split(',').all(is_byte)
}

/// Whether a text is the 256 bits of PDQ in hexadecimal.
pub(super) fn is_pdq(text: &str) -> bool {
    text.len() == 64 && is_hex(text)
}

pub(super) fn perceptual(algorithm: &str, value: String) -> PerceptualHash {
    PerceptualHash {
        algorithm: algorithm.to_owned(),
        value,
        ..PerceptualHash::default()
    }
}

/// The hash that names a record which has no id of its own: the first that it has.
pub(super) fn first_hash(file: &MediaFile) -> Option<&str> {
    let digests = &file.digests;
    [&digests.md5, &digests.sha1, &digests.sha256]
        .into_iter()
        .find_map(|digest| digest.as_deref())
        .or_else(|| {
            file.perceptual_hashes
                .first()
                .map(|hash| hash.value.as_str())
        })
}
