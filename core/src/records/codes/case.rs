use crate::records::coded;

coded! {
    /// Which sort of NCIC entry a missing person is in (MNP). NIEM: `j:MissingPersonDisappearanceCategoryCode`.
    pub enum MissingCategory with ncic {
        ChildAbduction = "child_abduction", "CA";
        AmberAlert = "amber_alert", "AA";
        DisasterVictim = "disaster_victim", "DV";
        MissingPerson = "missing_person", "MP";
    }
}

coded! {
    /// How a person came to be missing (MPC). NIEM: `j:MissingPersonCircumstanceCode`.
    pub enum MissingCircumstance with ncic {
        Runaway = "runaway", "R";
        AbductedByParent = "abducted_by_non_custodial_parent", "N";
        AbductedByStranger = "abducted_by_stranger", "S";
    }
}
