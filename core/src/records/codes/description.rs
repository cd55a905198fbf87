use crate::records::coded;

coded! {
    /// Colour of the eyes (NCIC EYE).
    pub enum EyeColor with ncic {
        Black = "black", "BLK";
        Blue = "blue", "BLU";
        Brown = "brown", "BRO";
        Green = "green", "GRN";
        Gray = "gray", "GRY" | "grey";
        Hazel = "hazel", "HAZ";
        Maroon = "maroon", "MAR";
        Multicolored = "multicolored", "MUL";
        Pink = "pink", "PNK";
        Unknown = "unknown", "XXX";
    }
}

coded! {
    /// Colour of the hair (NCIC HAI).
    ///
    /// Some codes stand for two things: RED for red and auburn, BLN for blond and strawberry, XXX for "not known" and
    /// "bald". A word says which of them it is and is kept; a code is read as what it stands for.
    pub enum HairColor with ncic {
        Black = "black", "BLK";
        Blond = "blond", "BLN" | "blonde";
        Strawberry = "strawberry", "BLN";
        Blue = "blue", "BLU";
        Brown = "brown", "BRO";
        Green = "green", "GRN";
        Gray = "gray", "GRY" | "grey";
        Orange = "orange", "ONG";
        Purple = "purple", "PLE";
        Pink = "pink", "PNK";
        Red = "red", "RED";
        Auburn = "auburn", "RED";
        Sandy = "sandy", "SDY";
        White = "white", "WHI";
        UnknownOrBald = "unknown_or_bald", "XXX";
        Unknown = "unknown", "XXX";
        Bald = "bald", "XXX";
    }
}

coded! {
    /// Tone of the skin (NCIC SKN). Carried, never scored.
    pub enum SkinTone with ncic {
        Albino = "albino", "ALB";
        Black = "black", "BLK";
        Dark = "dark", "DRK";
        DarkBrown = "dark_brown", "DBR";
        Fair = "fair", "FAR";
        LightBrown = "light_brown", "LBR";
        Light = "light", "LGT";
        MediumBrown = "medium_brown", "MBR";
        Medium = "medium", "MED";
        Olive = "olive", "OLV";
        Ruddy = "ruddy", "RUD";
        Sallow = "sallow", "SAL";
        Yellow = "yellow", "YEL";
    }
}

coded! {
    /// Race (NCIC RAC). There is no Hispanic value: that is [`Ethnicity`].
    pub enum Race with ncic {
        Asian = "asian", "A";
        Black = "black", "B";
        AmericanIndian = "american_indian", "I";
        White = "white", "W";
        Unknown = "unknown", "U";
    }
}

coded! {
    /// Ethnicity (NCIC).
    pub enum Ethnicity with ncic {
        Hispanic = "hispanic", "H";
        NotHispanic = "not_hispanic", "N";
        Unknown = "unknown", "U";
    }
}

coded! {
    /// Build (N-DEx `PersonBuild`).
    pub enum Build {
        /// Not known.
        #[default]
        Unknown = "unknown",
        /// Very thin.
        VeryThin = "very_thin",
        /// Thin.
        Thin = "thin",
        /// Slim.
        Slim = "slim",
        /// Small.
        Small = "small",
        /// Average.
        Average = "average",
        /// Medium.
        Medium = "medium",
        /// Muscular.
        Muscular = "muscular",
        /// Stocky.
        Stocky = "stocky",
        /// Large.
        Large = "large",
        /// Heavy.
        Heavy = "heavy",
        /// Rotund.
        Rotund = "rotund",
        /// With a pot belly.
        PotBelly = "pot_belly",
        /// Obese.
        Obese = "obese",
    }
}

coded! {
    /// Length of the hair (N-DEx `PersonHairLength`).
    pub enum HairLength {
        /// Not known.
        #[default]
        Unknown = "unknown",
        /// Bald.
        Bald = "bald",
        /// Bald or balding.
        BaldOrBalding = "bald-balding",
        /// Down to the collar.
        Short = "short" | "short-collar_length",
        /// Down to the shoulders.
        Medium = "medium" | "medium-shoulder_length",
        /// Longer.
        Long = "long",
        /// A wig or hair piece.
        HairPiece = "hair_piece" | "wore_hair_piece",
    }
}

coded! {
    /// Hair on the face (N-DEx `PersonFacialHair`).
    pub enum FacialHair {
        /// Not known.
        #[default]
        Unknown = "unknown",
        /// None.
        CleanShaven = "clean_shaven",
        /// Stubble.
        Unshaven = "unshaven",
        /// Needs a shave.
        NeedsAShave = "needs_a_shave",
        /// A moustache.
        Moustache = "mustache" | "moustache",
        /// A heavy moustache.
        HeavyMoustache = "heavy_mustache",
        /// A light moustache.
        LightMoustache = "light_mustache",
        /// A handlebar moustache.
        Handlebar = "handlebar_mustache",
        /// A Fu Manchu moustache.
        FuManchu = "fu_manchu",
        /// A goatee.
        Goatee = "goatee",
        /// A slight beard.
        SlightBeard = "slight_beard",
        /// A beard, and nobody said of which kind.
        Beard = "beard",
        /// A full beard.
        FullBeard = "full_beard",
        /// Beard and moustache.
        BeardAndMoustache = "combo_beard-mustache",
        /// Sideburns.
        Sideburns = "sideburns",
        /// Long sideburns.
        LongSideburns = "long_sideburns",
        /// Mutton chops.
        MuttonChops = "mutton_chops",
    }
}

coded! {
    /// Glasses (N-DEx `PersonEyewear`).
    pub enum Eyewear {
        /// Not known.
        #[default]
        Unknown = "unknown",
        /// None.
        None = "none",
        /// Glasses.
        Glasses = "glasses",
        /// Glasses with two strengths.
        Bifocals = "bifocals",
        /// Sunglasses.
        Sunglasses = "sunglasses",
        /// Contact lenses.
        Contacts = "contacts",
    }
}
