use base64::{Engine, prelude::BASE64_STANDARD};

use super::{Ledger, TreeHash};
use crate::{Error, Result, escape};

/// The longest checkpoint that is read, in bytes; what follows the root (signatures of witnesses) is within.
const LONGEST: usize = 1 << 20;

/// What a ledger was at a moment: how many entries, and their root.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Checkpoint {
    /// Which ledger it is of.
    pub origin: String,
    /// How many entries it had.
    pub size: u64,
    /// Its root.
    pub root: TreeHash,
}

impl Ledger {
    /// The ledger as it is now in three lines of text: the origin, the number of entries, the root in base64.
    ///
    /// Give it to somebody outside, or print it: a ledger that was tampered with no longer fits it. The host
    /// signs it, if it is to be signed, by adding an empty line and the signatures.
    ///
    /// Source: the checkpoint format of C2SP, `tlog-checkpoint`, which witnesses of transparency logs read.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when the origin is empty, or holds a blank, a plus sign, or a character that
    /// cannot be seen.
    ///
    /// ```
    /// use caselink::release::{Ledger, parse_checkpoint, verify_consistency};
    ///
    /// let mut ledger = Ledger::default();
    /// ledger.append(b"2026-03-02 package 17 to IL0160000");
    /// let printed = ledger.checkpoint("registry.example/ledger")?;
    ///
    /// ledger.append(b"2026-03-09 package 18 to WI0130000");
    /// let then = parse_checkpoint(&printed)?;
    /// let proof = ledger.consistency_proof(then.size, ledger.len())?;
    /// assert!(verify_consistency(then.size, &then.root, ledger.len(), &ledger.root(), &proof));
    /// # Ok::<(), caselink::Error>(())
    /// ```
    pub fn checkpoint(&self, origin: &str) -> Result<String> {
        if !is_origin(origin) {
            return Err(Error::InvalidParameter {
                name: "origin",
                reason:
                    "must be a name without blanks, plus signs and characters that cannot be seen"
                        .to_owned(),
            });
        }
        let root = BASE64_STANDARD.encode(self.root().as_bytes());
        Ok(format!("{origin}\n{}\n{root}\n", self.len()))
    }
}

fn is_origin(text: &str) -> bool {
    // nor what nobody sees: a byte order mark, a joiner, a direction
    let is_hidden = |c| escape::is_hidden(c) || matches!(c, '\u{200c}' | '\u{200d}');
    let plain = |c: char| !c.is_whitespace() && !is_hidden(c) && c != '+';
    !text.is_empty() && text.chars().all(plain)
}

/// Reads a checkpoint. What stands behind the root, further lines and signatures, is for the host to check.
///
/// # Errors
///
/// [`Error::InvalidParameter`] when it is not in the form that [`Ledger::checkpoint`] writes, and for a ledger of no
/// entries with another root than such a ledger has.
pub fn parse_checkpoint(text: &str) -> Result<Checkpoint> {
    let wrong = |reason: &str| Error::InvalidParameter {
        name: "checkpoint",
        reason: reason.to_owned(),
    };
    if text.len() > LONGEST {
        return Err(wrong("is longer than a checkpoint can be"));
    }
    let mut lines = text.split('\n');
    let (Some(origin), Some(size), Some(root), Some(_)) =
        (lines.next(), lines.next(), lines.next(), lines.next())
    else {
        return Err(wrong(
            "must have three lines, each with its line feed: origin, size, root",
        ));
    };
    if !is_origin(origin) {
        return Err(wrong("the first line is not the name of a ledger"));
    }
    // one way to write each number: no sign, no zeros in front
    let number = size
        .parse::<u64>()
        .ok()
        .filter(|number| number.to_string() == size);
    let size = number.ok_or_else(|| wrong("the second line is not a number of entries"))?;
    let root = BASE64_STANDARD
        .decode(root)
        .ok()
        .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    let root = root.ok_or_else(|| wrong("the third line is not a root: 32 bytes in base64"))?;
    let root = TreeHash::from_bytes(root);
    if size == 0 && root != TreeHash::of_nothing() {
        return Err(wrong(
            "it has no entries, and the root is not that of a ledger without entries",
        ));
    }
    Ok(Checkpoint {
        origin: origin.to_owned(),
        size,
        root,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_form_is_read() {
        let mut ledger = Ledger::default();
        ledger.append(b"a");
        let text = ledger.checkpoint("agency.example/1").unwrap();
        let read = parse_checkpoint(&text).unwrap();
        assert_eq!(
            (read.origin.as_str(), read.size, read.root),
            ("agency.example/1", 1, ledger.root())
        );
        assert_eq!(
            parse_checkpoint(&format!("{text}\n— witness c2ln\n")).unwrap(),
            read
        );

        let nothing = Ledger::default().checkpoint("agency.example/1").unwrap();
        let read_nothing = parse_checkpoint(&nothing).unwrap();
        assert_eq!(
            (read_nothing.size, read_nothing.root),
            (0, Ledger::default().root())
        );

        let lines: Vec<&str> = text.lines().collect();
        let [origin, size, root] = lines[..] else {
            panic!("three lines")
        };
        for bad in [
            String::new(),
            text.trim_end().to_owned(),
            text.replace('\n', "\r\n"),
            format!("\n{size}\n{root}\n"),
            format!("two words\n{size}\n{root}\n"),
            format!("\u{feff}{text}"),
            format!("agency\u{202e}.example\n{size}\n{root}\n"),
            format!("{origin}\n01\n{root}\n"),
            format!("{origin}\n+1\n{root}\n"),
            format!("{origin}\n-1\n{root}\n"),
            format!("{origin}\n99999999999999999999\n{root}\n"),
            format!("{origin}\n{size}\n{}\n", &root[4..]),
            format!("{origin}\n0\n{root}\n"),
            format!("{origin}\n{size}\n{}\n", root.trim_end_matches('=')),
            format!("{origin}\n{size}\n {root}\n"),
            "x".repeat(LONGEST + 1),
        ] {
            assert_eq!(
                parse_checkpoint(&bad).unwrap_err().code(),
                "INVALID_PARAMETER"
            );
        }
        for origin in ["", "two words", "a+b", "a\nb", "a\tb"] {
            assert!(ledger.checkpoint(origin).is_err());
        }
    }
}
