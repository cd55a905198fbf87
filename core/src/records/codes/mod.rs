//! Codes of the National Crime Information Center (NCIC) and words of N-DEx, read into enums.
//!
//! Source: the NCIC code tables published with NIEM 2.1 and the N-DEx code lists of NIEM 6.0 (NIEM, CC BY 4.0),
//! retyped. The NCIC tables are of 2009: later codes (RAM, Tesla, AMBER Alert) are added by hand. A code that is
//! not here is kept as it was written.

mod case;
mod description;
mod offence;
mod state;
mod vehicle;

pub use case::{MissingCategory, MissingCircumstance};
pub use description::{
    Build, Ethnicity, EyeColor, Eyewear, FacialHair, HairColor, HairLength, Race, SkinTone,
};
pub use offence::{OffenceCode, WarrantKind, WarrantStatus};
pub use state::{state_from_ncic, state_to_ncic};
pub use vehicle::{PlateType, VehicleColor, VehicleMake, VehicleStyle};

#[cfg(test)]
mod tests {
    use super::{
        Eyewear, FacialHair, HairColor, HairLength, OffenceCode, PlateType, VehicleColor,
        VehicleStyle, WarrantKind,
    };
    use crate::records::{
        AppearancePurpose, Approach, CaseStatus, MarkKind, Outcome, PlaceKind, Role, Side,
        StayKind, TipKind, VerificationOutcome,
    };

    /// Retyped from the tables OFF and LIT: two codes that change places fail here.
    #[test]
    fn codes_have_the_meaning_of_the_table() {
        for (code, word) in [
            ("1001", "kidnap_minor_for_ransom"),
            ("1002", "kidnap_adult_for_ransom"),
            ("1003", "kidnap_minor_to_sexually_assault"),
            ("1004", "kidnap_adult_to_sexually_assault"),
            ("1005", "kidnap_minor"),
            ("1006", "kidnap_adult"),
            ("1007", "kidnap_hostage_for_escape"),
            ("1008", "abduction_without_ransom_or_assault"),
            ("1010", "kidnap_minor_by_parent"),
            ("1011", "kidnap_minor_not_by_parent"),
            ("1020", "false_imprisonment_minor_not_by_parent"),
            ("1021", "false_imprisonment_minor_by_parent"),
            ("1099", "kidnapping"),
            ("1116", "statutory_rape"),
            ("1199", "sexual_assault"),
            ("3601", "sex_offence_against_child"),
            ("3611", "peeping"),
            ("3612", "failure_to_register_as_sex_offender"),
            ("3613", "registration_violation"),
            ("3614", "indecent_exposure_to_minor"),
            ("3615", "indecent_exposure_to_adult"),
            ("3616", "lewd_act_with_minor"),
            ("3618", "molestation_of_minor"),
            ("3699", "sex_offence"),
            ("3802", "cruelty_to_child"),
            ("4007", "procure_minor_for_prostitution"),
            ("4008", "procure_adult_for_prostitution"),
            ("6401", "transport_exploitation_material_of_minor"),
            ("6402", "photograph_exploitation_material_of_minor"),
            ("6403", "film_exploitation_material_of_minor"),
            ("6404", "exhibition_of_minor"),
            ("6405", "sex_performance_of_minor"),
            ("6406", "exploitation_of_minor_by_telecommunications"),
            ("6407", "exploitation_of_minor_by_prostitution"),
            (
                "6408",
                "entice_minor_for_indecent_purposes_by_telecommunications",
            ),
            ("6409", "entice_minor_for_prostitution"),
            ("6410", "entice_minor_for_indecent_purposes"),
        ] {
            assert_eq!(OffenceCode::from(code).as_str(), word, "{code}");
            assert_eq!(OffenceCode::from(word).ncic(), code, "{word}");
        }
        for (code, word) in [("MV", "us_military"), ("ML", "canadian_military")] {
            assert_eq!(PlateType::from(code).as_str(), word, "{code}");
            assert_eq!(PlateType::from(word).ncic(), code, "{word}");
        }
    }

    /// What stands under one code of NCIC does not become another word.
    #[test]
    fn words_of_a_description_come_back_as_they_were() {
        for (word, code) in [
            ("red", "RED"),
            ("auburn", "RED"),
            ("blond", "BLN"),
            ("strawberry", "BLN"),
            ("unknown_or_bald", "XXX"),
            ("unknown", "XXX"),
            ("bald", "XXX"),
        ] {
            let color = HairColor::from(word);
            assert_eq!((color.as_str(), color.ncic()), (word, code));
        }
        for (code, word) in [("RED", "red"), ("bln", "blond"), ("XXX", "unknown_or_bald")] {
            assert_eq!(HairColor::from(code).as_str(), word);
        }
        for word in ["glasses", "bifocals", "sunglasses", "contacts", "none"] {
            assert_eq!(Eyewear::from(word).as_str(), word);
        }
        for word in [
            "unshaven",
            "needs_a_shave",
            "beard",
            "full_beard",
            "sideburns",
            "long_sideburns",
        ] {
            assert_eq!(FacialHair::from(word).as_str(), word);
        }
    }

    /// A word that says more or something else than its neighbour is not read as the neighbour.
    #[test]
    fn words_come_back_as_they_were() {
        macro_rules! all_come_back {
            ($($code:ty: $($word:literal)+;)+) => {
                $($(assert_eq!(<$code>::from($word).as_str(), $word);)+)+
            };
        }
        all_come_back! {
            Outcome: "released" "escaped" "child_left" "child_ran" "child_walked";
            Approach: "force" "grab" "threat" "weapon" "question" "directions" "parent_sent_me" "emergency" "job"
                "modeling";
            Side: "both" "middle" "left" "right";
            MarkKind: "birthmark" "discoloration";
            Role: "suspect" "subject" "parent" "guardian";
            PlaceKind: "park" "playground" "lodging" "shelter" "hotel";
            VerificationOutcome: "not_there" "moved";
            VehicleColor: "cream" "ivory" "maroon" "burgundy";
            VehicleStyle: "van" "minivan";
            PlateType: "us_military" "military";
            HairLength: "bald" "bald-balding";
            WarrantKind: "bench" "bench_warrant-no_bond";
            OffenceCode: "false_imprisonment_minor_not_by_parent" "false_imprisonment_minor";
        }
        for (code, word) in [("CRM", "cream"), ("MAR", "maroon")] {
            assert_eq!(VehicleColor::from(code).as_str(), word);
        }
        assert_eq!(VehicleStyle::from("VN"), VehicleStyle::Van);
        assert_eq!(VehicleStyle::Minivan.ncic(), "VN");
    }

    /// What a record does not say is not made up.
    #[test]
    fn what_nobody_said_is_unstated() {
        assert_eq!(CaseStatus::default(), CaseStatus::Unstated);
        assert_eq!(StayKind::default(), StayKind::Unstated);
        assert_eq!(AppearancePurpose::default(), AppearancePurpose::Unstated);
        assert_eq!(TipKind::default(), TipKind::Unstated);
    }
}
