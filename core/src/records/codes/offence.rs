use crate::records::coded;

coded! {
    /// The NCIC offence codes that concern this field, in our own words.
    ///
    /// It says what someone was convicted of. It does not say which tier follows from it: that is a
    /// judgement of law that a person makes.
    pub enum OffenceCode with ncic {
        KidnapForRansomMinor = "kidnap_minor_for_ransom", "1001";
        KidnapForRansom = "kidnap_for_ransom", "1002";
        KidnapAndSexualAssaultAdult = "kidnap_and_sexual_assault_adult", "1004";
        KidnapMinor = "kidnap_minor", "1005";
        KidnapAdult = "kidnap_adult", "1006";
        Abduction = "abduction_without_ransom_or_assault", "1008";
        KidnapMinorParental = "kidnap_minor_by_parent", "1010";
        KidnapMinorNonParental = "kidnap_minor_not_by_parent", "1011";
        FalseImprisonmentMinorParental = "false_imprisonment_minor_by_parent", "1020";
        FalseImprisonmentMinor = "false_imprisonment_minor", "1021";
        Kidnapping = "kidnapping", "1099";
        RapeWithWeapon = "rape_with_weapon", "1102";
        RapeByForce = "rape_by_force", "1103";
        StatutoryRape = "statutory_rape", "1116";
        SexualAssault = "sexual_assault", "1199";
        SexOffenceAgainstChild = "sex_offence_against_child", "3601";
        IncestWithMinor = "incest_with_minor", "3604";
        IndecentExposure = "indecent_exposure", "3605";
        Peeping = "peeping", "3611";
        RegistrationViolation = "registration_violation", "3613";
        IndecentExposureToMinor = "indecent_exposure_to_minor", "3614";
        IndecentExposureToAdult = "indecent_exposure_to_adult", "3615";
        LewdActWithMinor = "lewd_act_with_minor", "3616";
        MolestationOfMinor = "molestation_of_minor", "3618";
        Voyeurism = "voyeurism", "3619";
        InterstateTransport = "transport_across_states_for_sexual_activity", "3622";
        FailureToAppear = "failure_to_appear", "5015";
    }
}

coded! {
    /// What a warrant is for (N-DEx `WarrantCategory`).
    pub enum WarrantKind {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// Arrest.
        Arrest = "arrest" | "arrest_warrant",
        /// Arrest for a felony.
        FelonyArrest = "felony_arrest",
        /// Arrest for a misdemeanour.
        MisdemeanourArrest = "misdemeanor_arrest",
        /// A bench warrant: contempt or failure to appear.
        Bench = "bench" | "bench_warrant-no_bond",
        /// A capias.
        Capias = "capias",
        /// A breach of probation.
        ProbationViolation = "violation_of_probation",
    }
}

coded! {
    /// Where a warrant stands (N-DEx `WarrantStatus`).
    pub enum WarrantStatus {
        /// Not known.
        #[default]
        Unknown = "unknown",
        /// Signed and in force.
        Active = "active",
        /// No longer pursued.
        Inactive = "inactive",
        /// Delivered to a place of custody.
        Lodged = "lodged",
        /// Withdrawn by who issued it.
        Recalled = "recalled",
        /// Sent back.
        Returned = "returned",
        /// Acted upon: the person was taken into custody.
        Served = "served",
        /// Put off by the court.
        Stayed = "stayed",
    }
}
