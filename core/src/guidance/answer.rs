use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Contact;
use crate::records::Pii;

/// A piece of a text, and whether it answers to a word of the question. The pieces of a text follow each other without a gap.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it was found.
    pub found: bool,
}

/// How a word of a question was found.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum FoundHow {
    /// The word itself.
    Word,
    /// Another form of the word, by its stem.
    Stem,
    /// Another word of a group of synonyms.
    Synonym,
    /// The nearest word, since nothing is written as in the question.
    Spelling,
}

/// A part of a score.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GuidancePart {
    /// The word or phrase of the question, in small letters.
    pub asked: Pii<String>,
    /// The first word or phrase of the entry that answers to it, in small letters.
    pub found: String,
    /// How it was found.
    pub how: FoundHow,
    /// The group of synonyms, where it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub synonym: Option<String>,
    /// What it counts, in thousandths of the score of BM25.
    pub score: u32,
}

/// An entry that was found.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GuidanceFound {
    /// The id of the entry.
    pub id: String,
    /// Its topic.
    pub topic: String,
    /// The sum of its parts, in thousandths of the score of BM25. It ranks the entries of one search, and means nothing beside
    /// that of another.
    pub score: u32,
    /// What it consists of, the greatest first.
    pub parts: Vec<GuidancePart>,
    /// How many different words of the question are found in it, common ones aside.
    pub words_found: u32,
    /// The question of the entry.
    pub question: Vec<Piece>,
    /// The other wording of it that fits best, where one does better than the question itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wording: Option<Vec<Piece>>,
    /// The part of the answer that has most of what was asked.
    pub snippet: Vec<Piece>,
}

/// What is said first, because the question has words of a crisis.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImmediateHelp {
    /// The id of the rule of the set.
    pub rule: String,
    /// The words that made it so, as they were asked.
    pub words: Pii<String>,
    /// What is said, in the words of the set.
    pub say: String,
    /// Whom to reach, the first one first.
    pub contacts: Vec<Contact>,
    /// Ids of entries that help further.
    pub entries: Vec<String>,
}

/// Why a question should go to a person.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AskReason {
    /// There is no word in it.
    NoQuestion,
    /// It has only words that say nothing of what is asked.
    OnlyCommonWords,
    /// The set has no entry in the language that was named.
    LanguageNotHeld,
    /// It is written in signs that no entry of the language has.
    OtherScript,
    /// No entry has any of its words.
    NothingFound,
    /// Too little of it is found in any entry.
    Weak,
}

/// A question that should go to a person.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AskExpert {
    /// Why.
    pub reason: AskReason,
    /// What is said, in the words of the set; nothing where the set names nobody.
    pub say: String,
    /// Whom to reach.
    pub contacts: Vec<Contact>,
}

/// What a library has on a question.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GuidanceAnswer {
    /// What is said before anything else, in the order of the set; empty for nearly all questions.
    pub immediate: Vec<ImmediateHelp>,
    /// The entries that fit best, the best first; of equal ones in the order of their ids.
    pub found: Vec<GuidanceFound>,
    /// Whether what was found may miss what was asked: show it as a lead, and offer a person.
    pub weak: bool,
    /// To whom the question should go, where the answer is weak or there is none.
    pub ask_expert: Option<AskExpert>,
    /// How many different words of the question were looked for, common ones aside.
    pub words_asked: u32,
    /// How many entries have any of them, of those that the options leave.
    pub entries_found: u64,
    /// How many bytes of the question were not read, because it is longer than the settings allow.
    pub unread_bytes: u64,
}
