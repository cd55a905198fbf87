use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::FactSource;

/// What speaks for or against a place.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReasonKind {
    /// For: the place of custody confirmed that the person is there.
    InCustodyConfirmed,
    /// For: a record says that the person is in custody there, and nobody confirmed it.
    InCustodyRecorded,
    /// For: somebody confirmed it as the home.
    ConfirmedThere,
    /// For: an officer saw the person drive a vehicle there.
    SeenDriving,
    /// For: on record as the home, and not over.
    ReportedHome,
    /// For: an intended home or lodging, dated after the day.
    IntendedHome,
    /// For: on record as a lodging, and not over.
    Lodging,
    /// For: on record as an area where the person is found without a home, and not over.
    Area,
    /// For: on record as a workplace, and not over.
    Workplace,
    /// For: on record as a school, and not over.
    School,
    /// For: an address on record of which nobody says what it is.
    AddressOnRecord,
    /// For: family lives there.
    FamilyThere,
    /// For: a friend, housemate or other associate lives there.
    AssociateThere,
    /// For: a vehicle of the person was seen there.
    VehicleSeen,
    /// For: a vehicle was seen there that may be the person's: the plate in part, or with a slip.
    VehicleAlike,
    /// For: a tip that names the person by a number or a record names it.
    TipNames,
    /// For: a tip that names somebody of that name names it.
    TipSameName,
    /// For: a registration that may be of the person names it.
    PossibleRegistration,
    /// For: a search found it.
    SearchFound,
    /// For: lived, lodged, worked or studied there before.
    TherePast,
    /// Against: a check after the last confirmation found that the person does not live there.
    NotThere,
    /// Against: a check after the last confirmation found that the person has moved away.
    MovedAway,
    /// Against: a check found that there is no such address.
    NoSuchAddress,
    /// Against: mail came back after the last confirmation.
    MailReturned,
    /// Against: nobody answered after the last confirmation.
    NoAnswer,
    /// Against: a record says that it is over.
    Ended,
    /// Against: somebody confirmed another home later.
    ConfirmedElsewhere,
    /// Against: a record says that the person is in custody elsewhere.
    CustodyElsewhere,
    /// Against: seen or confirmed elsewhere since the custody began.
    SeenSinceCustody,
    /// Against: an agency declared the person deported, dead, committed or in another jurisdiction.
    DeclaredElsewhere,
    /// Against: a record says that the person is dead.
    Died,
    /// Against: a search at that place found nothing.
    SearchedInVain,
    /// Against: a home that nobody confirmed for longer than the settings allow.
    LongUnconfirmed,
    /// For or against: the reasons that are not given one by one, in one line.
    Others,
}

impl ReasonKind {
    /// All of them that have points.
    pub const ALL: [Self; 33] = [
        Self::InCustodyConfirmed,
        Self::InCustodyRecorded,
        Self::ConfirmedThere,
        Self::SeenDriving,
        Self::ReportedHome,
        Self::IntendedHome,
        Self::Lodging,
        Self::Area,
        Self::Workplace,
        Self::School,
        Self::AddressOnRecord,
        Self::FamilyThere,
        Self::AssociateThere,
        Self::VehicleSeen,
        Self::VehicleAlike,
        Self::TipNames,
        Self::TipSameName,
        Self::PossibleRegistration,
        Self::SearchFound,
        Self::TherePast,
        Self::NotThere,
        Self::MovedAway,
        Self::NoSuchAddress,
        Self::MailReturned,
        Self::NoAnswer,
        Self::Ended,
        Self::ConfirmedElsewhere,
        Self::CustodyElsewhere,
        Self::SeenSinceCustody,
        Self::DeclaredElsewhere,
        Self::Died,
        Self::SearchedInVain,
        Self::LongUnconfirmed,
    ];

    /// What it is worth where the settings do not say. Assumptions.
    pub const fn default_points(self) -> i32 {
        match self {
            Self::InCustodyConfirmed => 100,
            Self::InCustodyRecorded => 60,
            Self::ConfirmedThere | Self::SeenDriving => 40,
            Self::ReportedHome | Self::VehicleSeen | Self::Lodging | Self::SearchFound => 20,
            Self::Area | Self::Workplace | Self::IntendedHome | Self::TipNames => 15,
            Self::School | Self::FamilyThere => 12,
            Self::AddressOnRecord => 10,
            Self::AssociateThere => 8,
            Self::PossibleRegistration => 6,
            Self::TipSameName | Self::VehicleAlike => 5,
            Self::TherePast => 4,
            Self::NotThere | Self::MovedAway => -40,
            Self::NoSuchAddress => -60,
            Self::MailReturned => -10,
            Self::NoAnswer => -3,
            Self::Ended => -15,
            Self::ConfirmedElsewhere | Self::DeclaredElsewhere => -20,
            Self::CustodyElsewhere => -30,
            Self::SeenSinceCustody => -50,
            Self::Died => -100,
            Self::SearchedInVain => -8,
            Self::LongUnconfirmed => -5,
            Self::Others => 0,
        }
    }

    /// Whether it speaks for a place.
    pub const fn is_for(self) -> bool {
        (self as u8) <= Self::TherePast as u8
    }

    /// Whether it is worth less as time goes by. What speaks against a place stays until somebody confirms the place again.
    pub const fn fades(self) -> bool {
        self.is_for()
            && !matches!(
                self,
                Self::InCustodyConfirmed | Self::InCustodyRecorded | Self::IntendedHome
            )
    }
}

/// One reason for or against a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceReason {
    /// What it is.
    pub kind: ReasonKind,
    /// What it adds to the points of the place.
    pub points: i32,
    /// What it would add if it were of the day that is asked about, and the first of its kind.
    pub full: i32,
    /// What it is, in words without a personal value.
    pub words: String,
    /// The day that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// Days from then to the day that is asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_days: Option<u32>,
    /// Why it counts for less than its full points, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub less: Option<String>,
    /// Where it stands.
    pub source: FactSource,
}
