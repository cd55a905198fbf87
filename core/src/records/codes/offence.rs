use crate::records::coded;

coded! {
    /// The NCIC offence codes (OFF) that concern children, abductions, sex offences and registration, in our own words.
    ///
    /// It says what someone was convicted of. It does not say which tier follows from it: that is a
    /// judgement of law that a person makes.
    pub enum OffenceCode with ncic {
        KidnapForRansomMinor = "kidnap_minor_for_ransom", "1001";
        KidnapAdultForRansom = "kidnap_adult_for_ransom", "1002";
        KidnapMinorToAssault = "kidnap_minor_to_sexually_assault", "1003";
        KidnapAdultToAssault = "kidnap_adult_to_sexually_assault", "1004" | "kidnap_and_sexual_assault_adult";
        KidnapMinor = "kidnap_minor", "1005";
        KidnapAdult = "kidnap_adult", "1006";
        KidnapHostageForEscape = "kidnap_hostage_for_escape", "1007";
        Abduction = "abduction_without_ransom_or_assault", "1008";
        KidnapMinorParental = "kidnap_minor_by_parent", "1010";
        KidnapMinorNonParental = "kidnap_minor_not_by_parent", "1011";
        FalseImprisonmentMinor = "false_imprisonment_minor_not_by_parent", "1020";
        FalseImprisonmentMinorParental = "false_imprisonment_minor_by_parent", "1021";
        Kidnapping = "kidnapping", "1099";
        RapeWithGun = "rape_with_gun", "1101";
        RapeWithWeapon = "rape_with_weapon", "1102";
        RapeByForce = "rape_by_force", "1103";
        SodomyBoyGun = "sodomy_boy_with_gun", "1104";
        SodomyManGun = "sodomy_man_with_gun", "1105";
        SodomyGirlGun = "sodomy_girl_with_gun", "1106";
        SodomyWomanGun = "sodomy_woman_with_gun", "1107";
        SodomyBoyWeapon = "sodomy_boy_with_weapon", "1108";
        SodomyManWeapon = "sodomy_man_with_weapon", "1109";
        SodomyGirlWeapon = "sodomy_girl_with_weapon", "1110";
        SodomyWomanWeapon = "sodomy_woman_with_weapon", "1111";
        SodomyBoyByForce = "sodomy_boy_by_force", "1112";
        SodomyManByForce = "sodomy_man_by_force", "1113";
        SodomyGirlByForce = "sodomy_girl_by_force", "1114";
        SodomyWomanByForce = "sodomy_woman_by_force", "1115";
        StatutoryRape = "statutory_rape", "1116";
        CarnalAbuse = "carnal_abuse", "1117";
        RapeElderly = "rape_of_elderly", "1118";
        RapeDisabled = "rape_of_disabled", "1119";
        SexualAssaultElderly = "sexual_assault_of_elderly", "1120";
        SexualAssaultDisabled = "sexual_assault_of_disabled", "1121";
        RapeDrugInduced = "rape_by_drug", "1122";
        SexualAssaultDrugInduced = "sexual_assault_by_drug", "1123";
        Rape = "rape", "1198";
        SexualAssault = "sexual_assault", "1199";
        SexOffenceAgainstChild = "sex_offence_against_child", "3601";
        IncestWithMinor = "incest_with_minor", "3604";
        IndecentExposure = "indecent_exposure", "3605";
        Bestiality = "bestiality", "3606";
        IncestWithAdult = "incest_with_adult", "3607";
        Peeping = "peeping", "3611";
        FailureToRegister = "failure_to_register_as_sex_offender", "3612";
        RegistrationViolation = "registration_violation", "3613";
        IndecentExposureToMinor = "indecent_exposure_to_minor", "3614";
        IndecentExposureToAdult = "indecent_exposure_to_adult", "3615";
        LewdActWithMinor = "lewd_act_with_minor", "3616";
        ViolationOfHumanRemains = "sexual_violation_of_human_remains", "3617";
        MolestationOfMinor = "molestation_of_minor", "3618";
        Voyeurism = "voyeurism", "3619";
        SexOffenceElderly = "sex_offence_against_elderly", "3620";
        SexOffenceDisabled = "sex_offence_against_disabled", "3621";
        InterstateTransport = "transport_across_states_for_sexual_activity", "3622";
        SexOffence = "sex_offence", "3699";
        ObsceneMaterial = "obscene_material", "3700";
        MakeObsceneMaterial = "make_obscene_material", "3701";
        SellObsceneMaterial = "sell_obscene_material", "3702";
        MailObsceneMaterial = "mail_obscene_material", "3703";
        PossessObsceneMaterial = "possess_obscene_material", "3704";
        DistributeObsceneMaterial = "distribute_obscene_material", "3705";
        TransportObsceneMaterial = "transport_obscene_material", "3706";
        ObsceneCommunication = "obscene_communication", "3707";
        Obscenity = "obscenity", "3799";
        CrueltyToChild = "cruelty_to_child", "3802";
        ContributingToDelinquency = "contributing_to_delinquency_of_minor", "3805";
        NeglectOfChild = "neglect_of_child", "3806";
        ProcuringMinorForProstitution = "procure_minor_for_prostitution", "4007";
        ProcuringAdultForProstitution = "procure_adult_for_prostitution", "4008";
        InterstateCommercialSex = "transport_across_states_for_commercial_sex", "4009";
        CommercialSex = "commercial_sex", "4099";
        FailureToAppear = "failure_to_appear", "5015";
        TransportExploitationMaterial = "transport_exploitation_material_of_minor", "6401";
        PhotographExploitationMaterial = "photograph_exploitation_material_of_minor", "6402";
        FilmExploitationMaterial = "film_exploitation_material_of_minor", "6403";
        ExhibitionOfMinor = "exhibition_of_minor", "6404";
        SexPerformanceOfMinor = "sex_performance_of_minor", "6405";
        ExploitationByTelecommunications = "exploitation_of_minor_by_telecommunications", "6406";
        ExploitationByProstitution = "exploitation_of_minor_by_prostitution", "6407";
        EnticementByTelecommunications = "entice_minor_for_indecent_purposes_by_telecommunications", "6408";
        EnticementForProstitution = "entice_minor_for_prostitution", "6409";
        Enticement = "entice_minor_for_indecent_purposes", "6410";
        ExploitationOrEnticement = "exploitation_or_enticement", "6499";
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
        Bench = "bench" | "bench_warrant",
        /// A bench warrant without bond.
        BenchNoBond = "bench_warrant-no_bond",
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
