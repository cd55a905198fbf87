use crate::records::coded;

coded! {
    /// Colour of a vehicle (NCIC VCO).
    ///
    /// CRM stands for cream and ivory, MAR for maroon and burgundy: a word is kept, a code is read as the first.
    pub enum VehicleColor with ncic {
        Amethyst = "amethyst", "AME";
        Beige = "beige", "BGE";
        Black = "black", "BLK";
        Blue = "blue", "BLU";
        Brown = "brown", "BRO";
        Bronze = "bronze", "BRZ";
        Camouflage = "camouflage", "CAM";
        Chrome = "chrome", "COM";
        Copper = "copper", "CPR";
        Cream = "cream", "CRM";
        Ivory = "ivory", "CRM";
        DarkBlue = "dark_blue", "DBL";
        DarkGreen = "dark_green", "DGR";
        Gold = "gold", "GLD";
        Green = "green", "GRN";
        Gray = "gray", "GRY" | "grey";
        Lavender = "lavender", "LAV";
        LightBlue = "light_blue", "LBL";
        LightGreen = "light_green", "LGR";
        Maroon = "maroon", "MAR";
        Burgundy = "burgundy", "MAR";
        Multicolored = "multicolored", "MUL/COL";
        Mauve = "mauve", "MVE";
        Orange = "orange", "ONG";
        Purple = "purple", "PLE";
        Pink = "pink", "PNK";
        Red = "red", "RED";
        Silver = "silver", "SIL";
        Tan = "tan", "TAN";
        Teal = "teal", "TEA";
        Taupe = "taupe", "TPE";
        Turquoise = "turquoise", "TRQ";
        White = "white", "WHI";
        Yellow = "yellow", "YEL";
    }
}

coded! {
    /// Body style of a passenger vehicle (NCIC VST). VN stands for vans and minivans: a word is kept, the code is read as
    /// `van`. `VA` is no van but a vacuum cleaner, and so not here.
    pub enum VehicleStyle with ncic {
        TwoDoor = "two_door", "2D";
        FourDoor = "four_door", "4D";
        TwoDoorHatchback = "two_door_hatchback", "2H";
        FourDoorHatchback = "four_door_hatchback", "4H";
        TwoDoorHardtop = "two_door_hardtop", "2T";
        FourDoorHardtop = "four_door_hardtop", "4T";
        Sedan = "sedan", "SD";
        Hatchback = "hatchback", "HB";
        Hardtop = "hardtop", "HT";
        Coupe = "coupe", "CP";
        Convertible = "convertible", "CV";
        StationWagon = "station_wagon", "SW" | "wagon";
        SportUtility = "sport_utility", "UT" | "suv";
        CarryAll = "carry_all", "LL";
        Pickup = "pickup", "PK";
        Van = "van", "VN";
        Minivan = "minivan", "VN";
        VanCamper = "van_camper", "VC";
        MotorHome = "motor_home", "MH";
        Motorcycle = "motorcycle", "MC";
        Scooter = "scooter", "MS";
        Limousine = "limousine", "LM";
        Ambulance = "ambulance", "AM";
        Bus = "bus", "BU";
    }
}

coded! {
    /// Make of a vehicle (NCIC VMA): the makes of passenger vehicles that are common on US roads.
    pub enum VehicleMake with ncic {
        Acura = "acura", "ACUR";
        Audi = "audi", "AUDI";
        Bmw = "bmw", "BMW";
        Buick = "buick", "BUIC";
        Cadillac = "cadillac", "CADI";
        Chevrolet = "chevrolet", "CHEV" | "chevy";
        Chrysler = "chrysler", "CHRY";
        Daewoo = "daewoo", "DAEW";
        Datsun = "datsun", "DATS";
        Dodge = "dodge", "DODG";
        Fiat = "fiat", "FIAT";
        Ford = "ford", "FORD";
        Geo = "geo", "GEO";
        Gmc = "gmc", "GMC";
        HarleyDavidson = "harley_davidson", "HD" | "harley-davidson";
        Honda = "honda", "HOND";
        Hyundai = "hyundai", "HYUN";
        Infiniti = "infiniti", "INFI";
        Isuzu = "isuzu", "ISU";
        Jaguar = "jaguar", "JAGU";
        Jeep = "jeep", "JEEP";
        Kia = "kia", "KIA";
        LandRover = "land_rover", "LNDR";
        Lexus = "lexus", "LEXS";
        Lincoln = "lincoln", "LINC";
        Mazda = "mazda", "MAZD";
        MercedesBenz = "mercedes_benz", "MERZ" | "mercedes-benz" | "mercedes";
        Mercury = "mercury", "MERC";
        Mini = "mini", "MNNI";
        Mitsubishi = "mitsubishi", "MITS";
        Nissan = "nissan", "NISS";
        Oldsmobile = "oldsmobile", "OLDS";
        Plymouth = "plymouth", "PLYM";
        Pontiac = "pontiac", "PONT";
        Porsche = "porsche", "PORS";
        Ram = "ram", "RAM";
        Saab = "saab", "SAA";
        Saturn = "saturn", "STRN";
        Scion = "scion", "SCIO";
        Subaru = "subaru", "SUBA";
        Suzuki = "suzuki", "SUZI";
        Tesla = "tesla", "TESL";
        Toyota = "toyota", "TOYT";
        Volkswagen = "volkswagen", "VOLK" | "vw";
        Volvo = "volvo", "VOLV";
    }
}

coded! {
    /// Type of a registration plate (NCIC LIT). `RV` is a rented vehicle, not a recreational one.
    pub enum PlateType with ncic {
        Passenger = "passenger", "PC";
        Truck = "truck", "TK";
        Temporary = "temporary", "TM";
        InTransit = "in_transit", "IT";
        Personalized = "personalized", "PE";
        Commercial = "commercial", "CO";
        Dealer = "dealer", "DL";
        Disabled = "disabled", "DX";
        DisabledVeteran = "disabled_veteran", "DV";
        Motorcycle = "motorcycle", "MC";
        Rented = "rented", "RV";
        Trailer = "trailer", "TL";
        Government = "us_government", "US";
        Military = "us_military", "MV";
        CanadianMilitary = "canadian_military", "ML";
        Exempt = "exempt", "EX";
        Taxi = "taxi", "TX";
    }
}

impl VehicleColor {
    /// The colours of a two-tone vehicle, written `BLU/WHI`; one colour gives one.
    ///
    /// ```
    /// use caselink::records::VehicleColor;
    ///
    /// assert_eq!(VehicleColor::two_tone("BLU/WHI"), [VehicleColor::Blue, VehicleColor::White]);
    /// assert_eq!(VehicleColor::two_tone("MUL/COL"), [VehicleColor::Multicolored]);
    /// ```
    pub fn two_tone(text: &str) -> Vec<Self> {
        match Self::known(text) {
            Some(one) => vec![one],
            None => text
                .split('/')
                .map(|part| Self::from(part.trim()))
                .collect(),
        }
    }
}
