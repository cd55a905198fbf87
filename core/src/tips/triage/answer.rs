use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::CompletenessAxis;
use crate::records::{Pii, Rejections};

/// How complete and how urgent a report is, and what each of it rests on. Two questions with two answers: a report that has all about a
/// file that half the world has sent on is complete and can wait; one with three words and a child in danger is neither.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Triage {
    /// The report.
    pub tip: Pii<String>,
    /// The rules, and their version.
    pub rules: String,
    /// Their version.
    pub version: String,
    /// What it has and what it lacks.
    pub completeness: Completeness,
    /// How soon it should be read.
    pub urgency: Urgency,
    /// Whether it is enough to act on.
    pub standing: TipStanding,
    /// What a referral would need beside, in the words of the rules.
    pub lacks: Vec<String>,
    /// What the desk should ask for first: the missing thing that would change most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask: Option<Ask>,
    /// For each file, whether somebody at the provider looked at it.
    pub files: Vec<FileGate>,
    /// Until when the provider must keep what it reported.
    pub preservation: Preservation,
    /// What is odd about the report.
    pub notes: Vec<TriageNote>,
}

/// What a report has of what it should have. The parts sum to the score.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Completeness {
    /// The points of what is there.
    pub score: u32,
    /// The points of everything.
    pub of: u32,
    /// What is there.
    pub parts: Vec<CompletenessPart>,
    /// What is missing.
    pub missing: Vec<CompletenessPart>,
}

/// A thing that a report has, or lacks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CompletenessPart {
    /// The rule.
    pub rule: String,
    /// What it answers.
    pub axis: CompletenessAxis,
    /// What it counts.
    pub points: u32,
    /// Where it stands, or would stand, in the record.
    pub field: String,
}

/// How soon a report should be read. The parts, with what the caps take off, sum to the score.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Urgency {
    /// The sum.
    pub score: i32,
    /// 1: at once. 2: today. 3: in its turn.
    pub tier: u8,
    /// What speaks for haste and what against, in the order of the rules.
    pub parts: Vec<UrgencyPart>,
    /// What the caps of groups take off.
    pub capped: Vec<CappedGroup>,
    /// Phrases that stand in the text and that something takes back: they count nothing.
    pub taken_back: Vec<TakenBack>,
}

/// One reason for haste, or against.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UrgencyPart {
    /// The rule.
    pub rule: String,
    /// Its group.
    pub group: String,
    /// What it counts.
    pub points: i32,
    /// Why, in the words of the rules.
    pub why: String,
    /// The conditions that held.
    pub because: Vec<String>,
    /// Where in the record they were found.
    pub fields: Vec<String>,
    /// The phrases that were found, as they are compared. They are words of the rules, not of the report.
    pub phrases: Vec<String>,
}

/// What a cap takes off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CappedGroup {
    /// The group.
    pub group: String,
    /// The points, below 0.
    pub points: i32,
}

/// A phrase that does not count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TakenBack {
    /// Its list.
    pub list: String,
    /// The phrase.
    pub phrase: String,
    /// The guard that takes it back.
    pub guard: String,
    /// The word of the guard that was found.
    pub word: String,
}

/// Whether a report is enough to act on.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TipStanding {
    /// There is somebody to look for and a place to send it to.
    Referral,
    /// It tells of something, and nobody can act on it as it is.
    Informational,
}

/// What to ask for first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ask {
    /// The rule whose thing is missing.
    pub rule: String,
    /// Where it would stand in the record.
    pub field: String,
    /// What to ask for, in the words of the rules.
    pub ask: String,
    /// How much more complete the report would be.
    pub points: u32,
    /// Whether that alone would make it a referral.
    pub makes_referral: bool,
}

/// Whether somebody at the provider looked at a file before it was reported. Where nobody did, opening it may be a search that needs a
/// warrant (United States v. Wilson, 9th Cir. 2021); other circuits have seen it otherwise. A prosecutor decides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FileGate {
    /// The file.
    pub file: Pii<String>,
    /// What the report says.
    pub gate: WarrantGate,
    /// Whether the report says that anyone could see the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publicly_available: Option<bool>,
}

/// What a report says of whether a file was looked at.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WarrantGate {
    /// A person at the provider looked at it.
    Viewed,
    /// Nobody there looked: do not open it before a prosecutor was asked.
    NotViewed,
    /// It does not say: as if nobody had looked.
    NotStated,
}

/// Until when a provider must keep what it reported: a year from the report (18 USC 2258A(h), as the REPORT Act of May 2024 has it; 90
/// days before).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Preservation {
    /// It runs.
    Running {
        /// The last day.
        until: NaiveDate,
        /// Days from the day of asking until then.
        days_left: i64,
    },
    /// It is over: what is not with an agency may be gone.
    Over {
        /// The last day.
        until: NaiveDate,
    },
    /// It is a provider's report without the day on which it came.
    Undetermined,
    /// It is no report of a provider.
    None,
}

/// Something odd about a report.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TriageNote {
    /// It came after the day of asking.
    ReceivedLater,
    /// What it tells of lies after it came.
    ObservedAfterReceived,
    /// An internet address is none.
    NotAnIpAddress,
}

/// The short answer of a batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TriageScore {
    /// The report.
    pub tip: Pii<String>,
    /// The number of the report among those that were handed over, from 0.
    #[serde(skip)]
    pub at: u32,
    /// The tier of its urgency, 1 to 3.
    pub tier: u8,
    /// How urgent it is.
    pub urgency: i32,
    /// How complete it is.
    pub completeness: u32,
    /// Whether it is enough to act on.
    pub standing: TipStanding,
}

/// Many reports in the order in which to read them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TriagedTips {
    /// By urgency, then the earlier, then by id.
    pub order: Vec<TriageScore>,
    /// What could not be read, with row and reason: a person looks at it.
    pub rejected: Rejections,
}

/// Where two reports that look alike part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TipsApart {
    /// The difference that counts most; none where no rule sees one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decisive: Option<TipDifference>,
    /// All of them, the one that counts most first.
    pub differences: Vec<TipDifference>,
    /// The tiers of both.
    pub tiers: (u8, u8),
    /// Their urgencies.
    pub urgency: (i32, i32),
    /// Whether each is enough to act on.
    pub standing: (TipStanding, TipStanding),
}

/// Something that one of two reports has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TipDifference {
    /// The rule that sees it.
    pub rule: String,
    /// Where in the record it is.
    pub fields: Vec<String>,
    /// 1 or 2: the report that has it.
    pub of: u8,
    /// What it counts, for urgency or for completeness.
    pub points: i32,
    /// Whether it counts for urgency.
    pub is_urgency: bool,
    /// What it is, in the words of the rules.
    pub what: String,
}
