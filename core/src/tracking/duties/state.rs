use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where one duty stands on a day.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum DutyState {
    /// There is time.
    NotYetDue,
    /// It is due within the days that the options call soon.
    DueSoon {
        /// Days until the last day on which it is in time.
        days: u32,
    },
    /// Done in time.
    Met,
    /// Done, but late.
    MetLate {
        /// Days after the last day on which it was in time.
        days: u32,
    },
    /// Not done, and late.
    Overdue {
        /// Days since the last day on which it would have been in time.
        days: u32,
    },
    /// Not done in time, for a reason that excuses.
    Excused {
        /// The reason.
        reason: ExcuseReason,
    },
    /// Notice was given, but fewer days ahead than the rule asks for. By itself it is no violation: a jurisdiction may accept less.
    ShortNotice {
        /// Days between the notice and the event.
        days: u32,
        /// Whether the record says why the shorter notice was accepted.
        accommodation: bool,
    },
    /// Nobody can say from what is on record.
    Undetermined {
        /// What must be known first.
        missing: Missing,
    },
}

impl DutyState {
    pub(super) const fn undetermined(missing: Missing) -> Self {
        Self::Undetermined { missing }
    }

    /// Whether two states are of one sort, whatever their days.
    pub(super) fn same_sort(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}

/// Why a duty that was not done is excused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExcuseReason {
    /// The person was in custody, commitment or a hospital on the day.
    Custody,
    /// The person was dead on the day.
    Deceased,
    /// An agency declared the person deported before the day, and nothing on record contradicts it.
    Deported,
}

/// What is not known, and must be before anybody can say more.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// The day of release.
    ReleaseDate,
    /// The day of sentencing.
    SentencingDate,
    /// Whether imprisonment was imposed.
    Imprisonment,
    /// The day of registration.
    RegistrationDate,
    /// The birthday, or its month.
    BirthDate,
    /// The tier of that time: none was decided, and another one would give another answer.
    Tier,
    /// What the rule's condition asks about the conviction.
    Conviction,
    /// When a time in custody began.
    CustodyStart,
    /// When a time in custody ends.
    CustodyEnd,
    /// The day of death.
    DeathDate,
    /// The day of the event: at one end of what the record allows the answer is another than at the other end.
    ExactDate,
    /// When a stay began.
    StayStart,
    /// What an appearance was for, or how it was made.
    Appearance,
    /// The day on which a change was reported.
    DayReported,
    /// Who reported a change.
    WhoReported,
    /// Which journey a notice was for.
    WhichTravel,
    /// Appearances of that time: the record does not go back so far.
    History,
    /// Whether another registry has the person: this record does not hold its registrations.
    OtherRegistry,
    /// Which of two packs that contradict each other holds.
    WhichRule,
    /// A rule pack for the jurisdiction.
    RulePack,
    /// Which of two dates is right that cannot both be.
    DatesOutOfOrder,
    /// Which is right: the day of death, or what is recorded for days after it.
    DeathBeforeEvents,
    /// Which is right: that the person was deported, or what is recorded for days after it; and if the person came back, when.
    DeportationBeforeEvents,
    /// The duty that this one follows from is itself not determined.
    OtherDuty,
}

impl Missing {
    /// What it is, in words.
    pub(in crate::tracking) const fn words(self) -> &'static str {
        match self {
            Self::ReleaseDate => "the day of release is not known",
            Self::SentencingDate => "the day of sentencing is not known",
            Self::Imprisonment => "whether imprisonment was imposed is not known",
            Self::RegistrationDate => "the day of registration is not known",
            Self::BirthDate => "the birthday is not known",
            Self::Tier => "no tier was decided for that time, and the answer depends on it",
            Self::Conviction => "what the rule asks about the conviction is not known",
            Self::CustodyStart => "when a time in custody began is not known",
            Self::CustodyEnd => "when a time in custody ends is not known",
            Self::DeathDate => "the day of death is not known",
            Self::ExactDate => "the day is not known exactly, and the answer depends on it",
            Self::StayStart => "when the stay began is not known",
            Self::Appearance => {
                "what an appearance was for, or how it was made, is not known, and the answer depends on it"
            }
            Self::DayReported => "on which day it was reported is not known",
            Self::WhoReported => "who reported it is not known",
            Self::WhichTravel => "which journey the notice was for is not known",
            Self::History => "the record does not list appearances of that time",
            Self::OtherRegistry => "this record does not hold what other registries have",
            Self::WhichRule => "two rule packs contradict each other here",
            Self::RulePack => "no rule pack covers the jurisdiction",
            Self::DatesOutOfOrder => "two dates cannot both be right",
            Self::DeathBeforeEvents => "the record tells of days after the day of death",
            Self::DeportationBeforeEvents => {
                "the record tells of the person being here after the deportation"
            }
            Self::OtherDuty => "the duty that it follows from is not determined",
        }
    }
}
