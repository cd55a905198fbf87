//! How well a rule is known, in words.

use crate::tracking::duties::pack::{PartTrust, RulePack, Trust};

/// The words on a rule, on each of its parts that is known less well, and on the pack.
pub(super) fn confirmed(trust: Trust, parts: &[PartTrust], pack: &RulePack) -> String {
    let mut words = match trust {
        Trust::Verified => "The rule was read in the law or in the agency's own text.",
        Trust::Secondary => "The rule was read in someone else's account of the law: check it.",
        Trust::Memory => {
            "UNCONFIRMED: no text that was read confirms the rule; check it before anything rests on it."
        }
        Trust::Assumed => {
            "ASSUMED: the texts that were read leave the rule open; check it before anything rests on it."
        }
    }
    .to_owned();
    for one in parts {
        let how = match one.trust {
            Trust::Verified => "Read in the law",
            Trust::Secondary => "Read in someone else's account",
            Trust::Memory => "UNCONFIRMED in part",
            Trust::Assumed => "ASSUMED in part",
        };
        for piece in [" ", how, ": ", one.part.words(), "; ", &one.note, "."] {
            words.push_str(piece);
        }
    }
    words.push_str(if pack.illustrative {
        " The pack is ILLUSTRATIVE and not to be used for work."
    } else if pack.status.verified {
        ""
    } else {
        " Nobody with the authority to do so has signed the pack."
    });
    words
}
