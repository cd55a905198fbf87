//! Are two names, each written as one text, names of one person?
//!
//! Names are cut into words; each word gets a form in Latin letters and as sound units; words of one name
//! are aligned with those of the other; what agrees and what is left over makes the score. So order,
//! hyphens, particles, titles, left-out middle names, initials, nicknames, spellings and scripts may
//! differ. The method is that of hybrid token comparison (Cohen, Ravikumar and Fienberg 2003, "A
//! comparison of string distance metrics for name-matching tasks") with a weighted edit distance over
//! sounds inside.
//!
//! It holds where names are lists of words. It does not read Chinese characters as Japanese, and knows
//! nothing of who bears a name.

mod align;
mod costs;
mod facts;
mod frequencies;
mod score;
mod script;
mod tokens;
mod units;
mod words;

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

pub use frequencies::NameFrequencies;
pub use words::PartLevel;

use self::{
    align::{Alignment, Words},
    tokens::Token,
};
use super::level::levels;
use crate::records::Pii;

/// The score from which two names are worth a look as names of one person.
///
/// One threshold for all scripts. It balances false and missed leads where about two pairs in five
/// are of one person; a host with other needs chooses its own.
pub const PERSON_NAMES_LEAD: f64 = 0.75;

/// Compares two whole names of persons; `None` when either is missing or a placeholder.
///
/// Symmetric but for the sides; 1.0 for the same words in the same order. For many comparisons of the
/// same names prepare each as [`PersonName`] once.
///
/// ```
/// use caselink::compare::{PERSON_NAMES_LEAD, PartLevel, person_names};
///
/// let found = person_names("Сергей Лавров", "LAVROV, Sergei Viktorovich").unwrap();
/// assert!(found.score > PERSON_NAMES_LEAD);
/// assert_eq!(found.parts[0].level, PartLevel::Spelling);
/// assert!(person_names("unknown", "Sergei Lavrov").is_none());
/// ```
pub fn person_names(a: &str, b: &str) -> Option<PersonNames> {
    Some(PersonName::new(a)?.compare(&PersonName::new(b)?))
}

levels! {
    /// How alike two whole names are.
    PersonNameLevel {
        Same = "same", "the same words in the same order";
        NearlySame = "nearly_same", "nearly the same name: another order, spelling or script";
        Alike = "alike", "names that are worth a look as those of one person";
        Related = "related", "names that share a part";
        Distant = "distant", "names that have little in common";
        Different = "different", "different";
    }
}

/// The level of two prepared names.
pub(crate) fn person_level(a: &PersonName, b: &PersonName) -> PersonNameLevel {
    if a.same(b) {
        return PersonNameLevel::Same;
    }
    match a.score(b) {
        score if score >= 0.92 => PersonNameLevel::NearlySame,
        score if score >= PERSON_NAMES_LEAD => PersonNameLevel::Alike,
        score if score >= 0.55 => PersonNameLevel::Related,
        score if score >= 0.35 => PersonNameLevel::Distant,
        _ => PersonNameLevel::Different,
    }
}

/// A name prepared for many comparisons.
///
/// ```
/// use caselink::compare::PersonName;
///
/// let known = PersonName::new("Andrei Weber").unwrap();
/// assert!(known.score(&PersonName::new("VEBER Andrej").unwrap()) > 0.9);
/// ```
#[derive(Clone)]
pub struct PersonName {
    tokens: Vec<Token>,
}

impl PersonName {
    /// Prepares a name; `None` when it is missing, a placeholder or holds no letter.
    pub fn new(name: &str) -> Option<Self> {
        if crate::records::is_placeholder(name) {
            return None;
        }
        let tokens = tokens::cut(name);
        (!tokens.is_empty()).then_some(Self { tokens })
    }

    /// Prepares a name whose words weigh by how rare they are.
    pub fn weighed(name: &str, frequencies: &NameFrequencies) -> Option<Self> {
        let mut prepared = Self::new(name)?;
        for token in &mut prepared.tokens {
            token.weight *= frequencies.factor(&token.text);
        }
        Some(prepared)
    }

    /// Its words as they are compared, with one space between.
    pub(crate) fn normal(&self) -> String {
        let words: Vec<&str> = self.tokens.iter().map(|t| &*t.text).collect();
        words.join(" ")
    }

    /// How alike two names are, from 0.0 to 1.0, without the explanation.
    pub fn score(&self, other: &Self) -> f64 {
        self.aligned(other).0
    }

    /// How alike two names are, with the explanation.
    pub fn compare(&self, other: &Self) -> PersonNames {
        let (score, mut found) = self.aligned(other);
        found.pairs.sort_by_key(|p| (p.left.start, p.right.start));
        let mut parts: Vec<NamePart> = found
            .pairs
            .iter()
            .map(|p| NamePart {
                left: Some(self.text(p.left)),
                right: Some(other.text(p.right)),
                level: p.level,
                likeness: p.likeness,
                weight: p.weight,
            })
            .collect();
        let over = |name: &Self, bits: u32| -> Vec<(Pii<String>, f64)> {
            name.tokens
                .iter()
                .enumerate()
                .filter(|(i, _)| *i >= tokens::MOST_WORDS || bits >> i & 1 == 1)
                .map(|(_, t)| (Pii::new(t.text.to_string()), t.weight))
                .collect()
        };
        let part = |left, right, weight| NamePart {
            left,
            right,
            level: PartLevel::LeftOver,
            likeness: 0.0,
            weight,
        };
        if self.same(other) {
            return PersonNames { score, parts };
        }
        parts.extend(
            over(self, found.left)
                .into_iter()
                .map(|(t, w)| part(Some(t), None, w)),
        );
        parts.extend(
            over(other, found.right)
                .into_iter()
                .map(|(t, w)| part(None, Some(t), w)),
        );
        PersonNames { score, parts }
    }

    fn aligned(&self, other: &Self) -> (f64, Alignment) {
        // one order, so that ties fall the same way from both sides
        let swap = self
            .tokens
            .iter()
            .map(|t| &t.text)
            .gt(other.tokens.iter().map(|t| &t.text));
        let (a, b) = if swap { (other, self) } else { (self, other) };
        let mut found = align::align(&a.tokens, &b.tokens);
        score::mark_reversed(&a.tokens, &b.tokens, &mut found);
        let score = if a.same(b) {
            1.0
        } else {
            score::score(&a.tokens, &b.tokens, &found)
        };
        if swap {
            std::mem::swap(&mut found.left, &mut found.right);
            for pair in &mut found.pairs {
                std::mem::swap(&mut pair.left, &mut pair.right);
            }
        }
        (score, found)
    }

    fn same(&self, other: &Self) -> bool {
        self.tokens
            .iter()
            .map(|t| &t.text)
            .eq(other.tokens.iter().map(|t| &t.text))
    }

    fn text(&self, words: Words) -> Pii<String> {
        let mut text = String::new();
        for token in words.of(&self.tokens) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&token.text);
        }
        Pii::new(text)
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonName([{} words])", self.tokens.len())
    }
}

/// How alike two whole names are, and what that rests on.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PersonNames {
    /// From 0.0 to 1.0; see [`PERSON_NAMES_LEAD`].
    pub score: f64,
    /// What answers to what, in the order of the left name; then what is left over there, then on the right.
    pub parts: Vec<NamePart>,
}

/// One part of the explanation: words of one name and what they answer to in the other.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct NamePart {
    /// Words of the left name in their normal form; `None` where the part is in the right name only.
    pub left: Option<Pii<String>>,
    /// Words of the right name.
    pub right: Option<Pii<String>>,
    /// How they answer to each other.
    #[serde(serialize_with = "code")]
    #[schemars(with = "String")]
    pub level: PartLevel,
    /// How alike they are, from 0.0 to 1.0.
    pub likeness: f64,
    /// How much the part counts; 1.0 for one ordinary name.
    pub weight: f64,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
fn code<S: serde::Serializer>(level: &PartLevel, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(level.level().code)
}

#[cfg(test)]
mod tests;
