//! States, districts and territories with their codes.
//!
//! Sources: FIPS PUB 5-2 codes, U.S. Postal Service abbreviations; the inner point and the number of people are
//! rounded from the 2020 census; how far the land reaches around it is from the outlines of the maps. Towns and streets are made up.

/// A state, district or territory.
pub(super) struct State {
    /// The postal abbreviation.
    pub(super) postal: &'static str,
    pub(super) fips: &'static str,
    pub(super) name: &'static str,
    /// Degrees north and east of a point well inside.
    pub(super) inside: (f64, f64),
    /// So many degrees north, south, east and west of there are still inside.
    pub(super) reach: f64,
    /// People, in hundred thousands.
    pub(super) people: u16,
    /// The first three digits of a ZIP code of it.
    pub(super) zip3: &'static str,
    pub(super) time_zone: &'static str,
}

macro_rules! states {
    ($($postal:literal $fips:literal $name:literal $north:literal $east:literal $reach:literal $people:literal $zip3:literal $zone:literal)+) => {
        &[$(State {
            postal: $postal, fips: $fips, name: $name, inside: ($north, $east), reach: $reach, people: $people, zip3: $zip3,
            time_zone: $zone,
        }),+]
    };
}

pub(super) static STATES: &[State] = states! {
    "AL" "01" "Alabama" 32.8 -86.8 1.2 50 "352" "America/Chicago"
    "AK" "02" "Alaska" 64.7 -149.0 2.4 7 "997" "America/Anchorage"
    "AZ" "04" "Arizona" 34.3 -111.7 2.1 72 "853" "America/Phoenix"
    "AR" "05" "Arkansas" 34.8 -92.4 1.2 30 "722" "America/Chicago"
    "CA" "06" "California" 36.9 -119.8 0.9 395 "937" "America/Los_Angeles"
    "CO" "08" "Colorado" 39.0 -105.5 1.8 58 "802" "America/Denver"
    "CT" "09" "Connecticut" 41.6 -72.7 0.3 36 "061" "America/New_York"
    "DE" "10" "Delaware" 38.8 -75.51 0.18 10 "199" "America/New_York"
    "DC" "11" "District of Columbia" 38.9 -77.0 0.02 7 "200" "America/New_York"
    "FL" "12" "Florida" 28.3 -81.7 0.6 215 "327" "America/New_York"
    "GA" "13" "Georgia" 32.8 -83.4 0.9 107 "310" "America/New_York"
    "HI" "15" "Hawaii" 19.6 -155.5 0.3 15 "967" "Pacific/Honolulu"
    "ID" "16" "Idaho" 44.1 -114.6 0.9 18 "837" "America/Boise"
    "IL" "17" "Illinois" 40.0 -89.2 0.9 128 "627" "America/Chicago"
    "IN" "18" "Indiana" 39.9 -86.3 0.9 68 "462" "America/Indiana/Indianapolis"
    "IA" "19" "Iowa" 42.0 -93.5 1.2 32 "503" "America/Chicago"
    "KS" "20" "Kansas" 38.5 -98.4 1.2 29 "672" "America/Chicago"
    "KY" "21" "Kentucky" 37.6 -85.3 0.45 45 "405" "America/New_York"
    "LA" "22" "Louisiana" 31.0 -92.2 0.45 47 "708" "America/Chicago"
    "ME" "23" "Maine" 45.3 -69.2 0.75 14 "044" "America/New_York"
    "MD" "24" "Maryland" 39.27 -76.9 0.3 62 "212" "America/New_York"
    "MA" "25" "Massachusetts" 42.39 -72.02 0.3 70 "016" "America/New_York"
    "MI" "26" "Michigan" 43.4 -84.6 0.6 101 "489" "America/Detroit"
    "MN" "27" "Minnesota" 46.0 -94.5 1.5 57 "554" "America/Chicago"
    "MS" "28" "Mississippi" 32.7 -89.7 1.2 30 "392" "America/Chicago"
    "MO" "29" "Missouri" 38.4 -92.5 1.2 62 "652" "America/Chicago"
    "MT" "30" "Montana" 47.0 -109.6 1.8 11 "596" "America/Denver"
    "NE" "31" "Nebraska" 41.5 -99.8 1.2 20 "688" "America/Chicago"
    "NV" "32" "Nevada" 39.3 -116.6 1.5 31 "891" "America/Los_Angeles"
    "NH" "33" "New Hampshire" 43.6 -71.6 0.45 14 "033" "America/New_York"
    "NJ" "34" "New Jersey" 40.65 -74.59 0.3 93 "086" "America/New_York"
    "NM" "35" "New Mexico" 34.4 -106.1 2.1 21 "871" "America/Denver"
    "NY" "36" "New York" 42.9 -75.5 0.6 202 "132" "America/New_York"
    "NC" "37" "North Carolina" 35.5 -79.2 0.6 104 "276" "America/New_York"
    "ND" "38" "North Dakota" 47.4 -100.5 1.2 8 "585" "America/Chicago"
    "OH" "39" "Ohio" 40.3 -82.8 0.9 118 "432" "America/New_York"
    "OK" "40" "Oklahoma" 35.6 -97.5 1.2 40 "731" "America/Chicago"
    "OR" "41" "Oregon" 43.9 -120.6 1.5 42 "977" "America/Los_Angeles"
    "PA" "42" "Pennsylvania" 40.9 -77.8 0.9 130 "168" "America/New_York"
    "RI" "44" "Rhode Island" 41.78 -71.6 0.18 11 "029" "America/New_York"
    "SC" "45" "South Carolina" 33.9 -80.9 0.75 51 "292" "America/New_York"
    "SD" "46" "South Dakota" 44.4 -100.2 1.2 9 "575" "America/Chicago"
    "TN" "47" "Tennessee" 35.9 -86.4 0.6 69 "372" "America/Chicago"
    "TX" "48" "Texas" 31.5 -98.8 2.1 291 "768" "America/Chicago"
    "UT" "49" "Utah" 39.3 -111.7 1.5 33 "846" "America/Denver"
    "VT" "50" "Vermont" 44.1 -72.7 0.3 6 "056" "America/New_York"
    "VA" "51" "Virginia" 37.5 -78.8 0.9 86 "239" "America/New_York"
    "WA" "53" "Washington" 47.4 -120.4 1.2 77 "988" "America/Los_Angeles"
    "WV" "54" "West Virginia" 38.6 -80.6 0.6 18 "263" "America/New_York"
    "WI" "55" "Wisconsin" 44.6 -89.9 1.2 59 "544" "America/Chicago"
    "WY" "56" "Wyoming" 43.0 -107.5 1.8 6 "826" "America/Denver"
    "AS" "60" "American Samoa" -14.27 -170.67 0.02 1 "967" "Pacific/Pago_Pago"
    "GU" "66" "Guam" 13.4 144.73 0.04 2 "969" "Pacific/Guam"
    "MP" "69" "Northern Mariana Islands" 15.2 145.73 0.02 1 "969" "Pacific/Saipan"
    "PR" "72" "Puerto Rico" 18.2 -66.4 0.18 33 "007" "America/Puerto_Rico"
    "VI" "78" "U.S. Virgin Islands" 18.34 -64.74 0.02 1 "008" "America/St_Thomas"
};

pub(super) const TOWN_HEADS: [&str; 24] = [
    "Alder", "Birch", "Cedar", "Clear", "Cold", "Copper", "Eagle", "Elk", "Fair", "Falcon", "Glen",
    "Gold", "Green", "Hazel", "Iron", "Maple", "Mill", "North", "Oak", "Pine", "River", "Silver",
    "Stone", "Willow",
];
pub(super) const TOWN_TAILS: [&str; 16] = [
    "brook", "bury", "creek", "dale", "field", "ford", "grove", "haven", "hill", "mont", "port",
    "ridge", "ton", "vale", "view", "wood",
];
pub(super) const STREETS: [&str; 40] = [
    "Acorn",
    "Ash",
    "Beacon",
    "Bluebird",
    "Briar",
    "Canyon",
    "Chestnut",
    "Clover",
    "Cottonwood",
    "Dogwood",
    "Elm",
    "Fern",
    "Foxglove",
    "Granite",
    "Harbor",
    "Hawthorn",
    "Heron",
    "Hickory",
    "Juniper",
    "Lakeside",
    "Laurel",
    "Linden",
    "Magnolia",
    "Meadow",
    "Mulberry",
    "Orchard",
    "Prairie",
    "Quarry",
    "Quail",
    "Ridgeline",
    "Rosewood",
    "Sage",
    "Sparrow",
    "Spruce",
    "Sycamore",
    "Thistle",
    "Valley",
    "Walnut",
    "Windmill",
    "Wren",
];
pub(super) const STREET_KINDS: [&str; 8] = ["St", "Ave", "Rd", "Dr", "Ln", "Ct", "Blvd", "Way"];
