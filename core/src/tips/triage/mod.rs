//! How soon must a report be read, what does it lack, and is it enough to act on?
//!
//! Rules of a file, not code: what makes a report complete, what makes it urgent, and what a referral needs. The two scores are kept
//! apart, and every point names its rule and its field. Urgency is about a report, never about how dangerous a person is.
//!
//! Phrases are looked for all at once (A. V. Aho and M. J. Corasick 1975), in texts without case, accents and punctuation. A phrase that
//! a guard takes back ("not", "in a film", "years ago") counts nothing and is shown. That is reading by words: it overlooks what is said
//! in other words, and a person reads the report all the same.

mod answer;
mod apart;
mod assess;
mod batch;
mod compile;
mod condition;
mod fact;
mod phrases;
mod rules;
#[cfg(test)]
mod tests;

pub use answer::{
    Ask, CappedGroup, Completeness, CompletenessPart, FileGate, Preservation, TakenBack,
    TipDifference, TipStanding, TipsApart, Triage, TriageNote, TriageScore, TriagedTips, Urgency,
    UrgencyPart, WarrantGate,
};
pub use assess::{TriageContext, triage};
pub use batch::{tell_apart, triage_all};
pub use compile::CompiledTriage;
pub use condition::TipCondition;
pub use fact::TipFact;
pub use rules::{
    CompletenessAxis, CompletenessRule, PhraseGuard, PhraseList, ReferralPart, TriageRules,
    TriageTiers, UrgencyRule,
};
