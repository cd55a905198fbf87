//! Names by origin. Each list begins with the commoner ones.
//!
//! Retyped from general knowledge of common given names and surnames; no list of people was used.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::draw::Draw;

/// Where the form of a name comes from. It says nothing about a person; it lets error rates be compared by group.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum NameOrigin {
    /// Given name, middle name, surname.
    English,
    /// Two surnames, of father and mother.
    Spanish,
    /// Family name first in its own order; a middle name that tells the sex.
    Vietnamese,
    /// Romanised in more than one way.
    Chinese,
    /// Name of the father after one's own; romanised in many ways.
    Arabic,
    /// Endings that tell the sex.
    Slavic,
    /// Family name first in its own order.
    Hungarian,
    /// One name only.
    Mononym,
}

impl NameOrigin {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::English,
        Self::Spanish,
        Self::Vietnamese,
        Self::Chinese,
        Self::Arabic,
        Self::Slavic,
        Self::Hungarian,
        Self::Mononym,
    ];

    const fn tables(self) -> &'static Tables {
        match self {
            Self::English => &ENGLISH,
            Self::Spanish => &SPANISH,
            Self::Vietnamese => &VIETNAMESE,
            Self::Chinese => &CHINESE,
            Self::Arabic => &ARABIC,
            Self::Slavic => &SLAVIC,
            Self::Hungarian => &HUNGARIAN,
            Self::Mononym => &MONONYM,
        }
    }
}

struct Tables {
    women: &'static [&'static str],
    men: &'static [&'static str],
    surnames: &'static [&'static str],
    /// Other ways in which names of the lists are written.
    variants: &'static [(&'static str, &'static str)],
}

/// A name as its bearer writes it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Name {
    pub(super) given: String,
    pub(super) middle: Option<String>,
    pub(super) surname: Option<String>,
}

/// A name of an origin.
pub(super) fn name(origin: NameOrigin, is_woman: bool, draw: &mut Draw) -> Name {
    let tables = origin.tables();
    let given = |draw: &mut Draw| {
        draw.common(if is_woman { tables.women } else { tables.men })
            .to_owned()
    };
    let first = given(draw);
    let surname = draw.common(tables.surnames);
    let (middle, surname) = match origin {
        NameOrigin::English => (draw.happens(0.8).then(|| given(draw)), surname.to_owned()),
        NameOrigin::Spanish => (
            draw.happens(0.3).then(|| given(draw)),
            format!("{surname} {}", draw.common(tables.surnames)),
        ),
        NameOrigin::Vietnamese => {
            let middle = if is_woman {
                "Thi"
            } else {
                draw.one(&["Van", "Duc", "Minh"])
            };
            (Some(middle.to_owned()), surname.to_owned())
        }
        NameOrigin::Arabic => (
            Some(draw.common(tables.men).to_owned()),
            if draw.happens(0.4) {
                format!("Al {surname}")
            } else {
                surname.to_owned()
            },
        ),
        NameOrigin::Slavic => (
            None,
            if is_woman {
                feminine(surname)
            } else {
                surname.to_owned()
            },
        ),
        NameOrigin::Chinese | NameOrigin::Hungarian => (None, surname.to_owned()),
        NameOrigin::Mononym => {
            return Name {
                given: first,
                middle: None,
                surname: None,
            };
        }
    };
    Name {
        given: first,
        middle,
        surname: Some(surname),
    }
}

/// `Ivanov`, `Kowalski` and `Novotny` as a woman bears them.
fn feminine(surname: &str) -> String {
    if let Some(stem) = surname.strip_suffix("ski") {
        format!("{stem}ska")
    } else if let Some(stem) = surname.strip_suffix("ny") {
        format!("{stem}na")
    } else if surname.ends_with("ov") || surname.ends_with("ev") || surname.ends_with("in") {
        format!("{surname}a")
    } else {
        surname.to_owned()
    }
}

/// Another way in which a part of a name is written, where there is one.
pub(super) fn variant(origin: NameOrigin, part: &str) -> Option<String> {
    let pairs = origin.tables().variants;
    let other = pairs.iter().find_map(|(a, b)| match part {
        part if part == *a => Some(*b),
        part if part == *b => Some(*a),
        _ => None,
    });
    other.map(str::to_owned)
}

static ENGLISH: Tables = Tables {
    women: &[
        "Mary",
        "Jennifer",
        "Patricia",
        "Linda",
        "Elizabeth",
        "Barbara",
        "Susan",
        "Jessica",
        "Sarah",
        "Karen",
        "Lisa",
        "Nancy",
        "Betty",
        "Sandra",
        "Margaret",
        "Ashley",
        "Kimberly",
        "Emily",
        "Donna",
        "Michelle",
        "Carol",
        "Amanda",
        "Melissa",
        "Deborah",
        "Stephanie",
        "Rebecca",
        "Laura",
        "Sharon",
        "Cynthia",
        "Kathleen",
        "Amy",
        "Angela",
        "Keisha",
        "Latoya",
        "Ebony",
        "Tamika",
    ],
    men: &[
        "James",
        "Robert",
        "John",
        "Michael",
        "David",
        "William",
        "Richard",
        "Joseph",
        "Thomas",
        "Christopher",
        "Charles",
        "Daniel",
        "Matthew",
        "Anthony",
        "Mark",
        "Donald",
        "Steven",
        "Paul",
        "Andrew",
        "Joshua",
        "Kenneth",
        "Kevin",
        "Brian",
        "George",
        "Timothy",
        "Ronald",
        "Jason",
        "Edward",
        "Jeffrey",
        "Ryan",
        "Jacob",
        "Gary",
        "Nicholas",
        "Eric",
        "Jonathan",
        "Stephen",
        "Larry",
        "Justin",
        "Scott",
        "Brandon",
        "Darnell",
        "Tyrone",
        "Deshawn",
        "Jamal",
    ],
    surnames: &[
        "Smith",
        "Johnson",
        "Williams",
        "Brown",
        "Jones",
        "Miller",
        "Davis",
        "Wilson",
        "Anderson",
        "Thomas",
        "Taylor",
        "Moore",
        "Jackson",
        "Martin",
        "Lee",
        "Thompson",
        "White",
        "Harris",
        "Clark",
        "Lewis",
        "Robinson",
        "Walker",
        "Young",
        "Allen",
        "King",
        "Wright",
        "Scott",
        "Hill",
        "Green",
        "Adams",
        "Baker",
        "Nelson",
        "Hall",
        "Campbell",
        "Mitchell",
        "Carter",
        "Roberts",
        "Phillips",
        "Evans",
        "Turner",
        "Parker",
        "Collins",
        "Edwards",
        "Stewart",
        "Morris",
        "Murphy",
        "Cook",
        "Rogers",
        "Morgan",
        "Cooper",
        "Peterson",
        "Reed",
        "Bailey",
        "Bell",
        "Kelly",
        "Howard",
        "Ward",
        "Cox",
        "Richardson",
        "Wood",
        "Watson",
        "Brooks",
        "Bennett",
        "Gray",
        "Hughes",
        "Price",
        "Myers",
        "Long",
        "Foster",
        "Sanders",
        "Ross",
        "Powell",
        "Sullivan",
        "Russell",
        "Jenkins",
        "Perry",
        "Butler",
        "Barnes",
        "Fisher",
        "Henderson",
        "Washington",
        "Jefferson",
        "Booker",
        "McDonald",
        "O'Brien",
        "Van Buren",
    ],
    variants: &[
        ("William", "Bill"),
        ("Robert", "Bob"),
        ("Richard", "Rick"),
        ("James", "Jim"),
        ("Michael", "Mike"),
        ("Joseph", "Joe"),
        ("Thomas", "Tom"),
        ("Christopher", "Chris"),
        ("Daniel", "Dan"),
        ("Matthew", "Matt"),
        ("Anthony", "Tony"),
        ("Steven", "Stephen"),
        ("Edward", "Ed"),
        ("Elizabeth", "Liz"),
        ("Jennifer", "Jenny"),
        ("Patricia", "Pat"),
        ("Katherine", "Kathy"),
        ("Deborah", "Debra"),
        ("Smith", "Smyth"),
        ("Brown", "Browne"),
        ("Clark", "Clarke"),
        ("Anderson", "Andersen"),
        ("Johnson", "Johnston"),
        ("Thompson", "Thomson"),
        ("Reed", "Reid"),
        ("Gray", "Grey"),
        ("Phillips", "Philips"),
        ("McDonald", "MacDonald"),
        ("O'Brien", "OBrien"),
        ("Van Buren", "Vanburen"),
    ],
};

static SPANISH: Tables = Tables {
    women: &[
        "María",
        "Guadalupe",
        "Juana",
        "Rosa",
        "Ana",
        "Carmen",
        "Margarita",
        "Leticia",
        "Verónica",
        "Elena",
        "Alejandra",
        "Yolanda",
        "Patricia",
        "Gabriela",
        "Silvia",
        "Claudia",
        "Lucía",
        "Sofía",
        "Daniela",
        "Mónica",
        "Teresa",
        "Beatriz",
        "Araceli",
        "Norma",
    ],
    men: &[
        "José",
        "Juan",
        "Luis",
        "Carlos",
        "Jesús",
        "Francisco",
        "Miguel",
        "Jorge",
        "Pedro",
        "Antonio",
        "Alejandro",
        "Manuel",
        "Roberto",
        "Fernando",
        "Daniel",
        "Javier",
        "Ricardo",
        "Eduardo",
        "Sergio",
        "Raúl",
        "Arturo",
        "Enrique",
        "Rafael",
        "Héctor",
        "Óscar",
        "Andrés",
        "Rubén",
        "Ramón",
    ],
    surnames: &[
        "García",
        "Rodríguez",
        "Martínez",
        "Hernández",
        "López",
        "González",
        "Pérez",
        "Sánchez",
        "Ramírez",
        "Torres",
        "Flores",
        "Rivera",
        "Gómez",
        "Díaz",
        "Reyes",
        "Morales",
        "Cruz",
        "Ortiz",
        "Gutiérrez",
        "Chávez",
        "Ramos",
        "Ruiz",
        "Mendoza",
        "Álvarez",
        "Castillo",
        "Jiménez",
        "Vásquez",
        "Romero",
        "Moreno",
        "Herrera",
        "Medina",
        "Aguilar",
        "Vargas",
        "Castro",
        "Guzmán",
        "Muñoz",
        "Salazar",
        "Rojas",
        "De la Cruz",
        "Delgado",
        "Ibarra",
        "Soto",
    ],
    variants: &[
        ("José", "Pepe"),
        ("Francisco", "Pancho"),
        ("Vásquez", "Velázquez"),
        ("Gómez", "Gomes"),
        ("Rodríguez", "Rodrigues"),
        ("De la Cruz", "Delacruz"),
        ("Jiménez", "Giménez"),
        ("Guadalupe", "Lupe"),
        ("Jesús", "Chuy"),
        ("Alejandro", "Alex"),
    ],
};

static VIETNAMESE: Tables = Tables {
    women: &[
        "Lan", "Huong", "Hoa", "Mai", "Linh", "Thuy", "Trang", "Ngoc", "Phuong", "Hanh", "Thao",
        "Yen", "Kim", "Nga", "Loan", "Tuyet",
    ],
    men: &[
        "Hung", "Dung", "Minh", "Tuan", "Hai", "Long", "Thanh", "Quang", "Son", "Duc", "Nam",
        "Khanh", "Hieu", "Vinh", "Phuc", "Bao",
    ],
    surnames: &[
        "Nguyen", "Tran", "Le", "Pham", "Huynh", "Hoang", "Phan", "Vu", "Vo", "Dang", "Bui", "Do",
        "Ho", "Ngo", "Duong", "Ly",
    ],
    variants: &[
        ("Huynh", "Hoang"),
        ("Vu", "Vo"),
        ("Nguyen", "Nguyn"),
        ("Dung", "Dzung"),
        ("Tran", "Tranh"),
    ],
};

static CHINESE: Tables = Tables {
    women: &[
        "Mei", "Xiaoli", "Li", "Ying", "Yan", "Jing", "Fang", "Xiuying", "Min", "Hui", "Xia",
        "Yun", "Shufen", "Meiling", "Wai Ling", "Siu Mei",
    ],
    men: &[
        "Wei",
        "Jun",
        "Ming",
        "Qiang",
        "Lei",
        "Jian",
        "Hao",
        "Zhiwei",
        "Xiaoming",
        "Guohua",
        "Chi Keung",
        "Kwok Wai",
        "Chih-Ming",
        "Wen-Hsiung",
        "Bin",
        "Peng",
    ],
    surnames: &[
        "Wang", "Li", "Zhang", "Chen", "Liu", "Yang", "Huang", "Zhao", "Wu", "Zhou", "Xu", "Sun",
        "Ma", "Zhu", "Lin", "Guo", "He", "Zheng", "Xie", "Cai", "Wong", "Chan", "Cheung", "Lam",
        "Ng", "Chiu", "Hsu", "Tsai",
    ],
    variants: &[
        ("Wang", "Wong"),
        ("Li", "Lee"),
        ("Zhang", "Chang"),
        ("Chen", "Chan"),
        ("Liu", "Lau"),
        ("Huang", "Hwang"),
        ("Zhao", "Chao"),
        ("Wu", "Ng"),
        ("Zhou", "Chou"),
        ("Xu", "Hsu"),
        ("Zhu", "Chu"),
        ("Lin", "Lam"),
        ("Cai", "Tsai"),
        ("Xie", "Hsieh"),
        ("Chih-Ming", "Zhiming"),
        ("Xiaoming", "Hsiao-Ming"),
    ],
};

static ARABIC: Tables = Tables {
    women: &[
        "Fatima", "Aisha", "Maryam", "Zainab", "Khadija", "Layla", "Noor", "Huda", "Salma",
        "Amina", "Rania", "Samira", "Nadia", "Hanan",
    ],
    men: &[
        "Mohammed",
        "Ahmed",
        "Ali",
        "Omar",
        "Hassan",
        "Hussein",
        "Ibrahim",
        "Khalid",
        "Yusuf",
        "Abdullah",
        "Mahmoud",
        "Mustafa",
        "Tariq",
        "Samir",
        "Bilal",
        "Karim",
        "Abdul Rahman",
        "Walid",
    ],
    surnames: &[
        "Hassan", "Ahmed", "Ali", "Ibrahim", "Hussein", "Saleh", "Khalil", "Haddad", "Mansour",
        "Nasser", "Farouk", "Najjar", "Masri", "Shami", "Rashid", "Aziz", "Hamdan", "Qasim",
        "Sayed", "Bakri",
    ],
    variants: &[
        ("Mohammed", "Muhammad"),
        ("Ahmed", "Ahmad"),
        ("Hussein", "Husain"),
        ("Hassan", "Hasan"),
        ("Yusuf", "Youssef"),
        ("Omar", "Umar"),
        ("Khalid", "Khaled"),
        ("Mahmoud", "Mahmud"),
        ("Abdullah", "Abdallah"),
        ("Abdul Rahman", "Abdurrahman"),
        ("Qasim", "Kassem"),
        ("Saleh", "Salih"),
        ("Fatima", "Fatemah"),
        ("Aisha", "Aysha"),
        ("Maryam", "Mariam"),
        ("Tariq", "Tarek"),
        ("Sayed", "Syed"),
    ],
};

static SLAVIC: Tables = Tables {
    women: &[
        "Anna",
        "Maria",
        "Olga",
        "Natalia",
        "Elena",
        "Irina",
        "Svetlana",
        "Tatiana",
        "Katarzyna",
        "Agnieszka",
        "Ewa",
        "Jana",
        "Ludmila",
        "Oksana",
        "Yulia",
        "Magdalena",
    ],
    men: &[
        "Ivan",
        "Alexander",
        "Dmitri",
        "Sergei",
        "Andrei",
        "Vladimir",
        "Mikhail",
        "Piotr",
        "Jan",
        "Tomasz",
        "Krzysztof",
        "Pavel",
        "Oleksandr",
        "Yuri",
        "Marek",
        "Viktor",
        "Goran",
        "Zoran",
    ],
    surnames: &[
        "Ivanov",
        "Petrov",
        "Smirnov",
        "Kuznetsov",
        "Popov",
        "Sokolov",
        "Volkov",
        "Nowak",
        "Kowalski",
        "Wisniewski",
        "Kaminski",
        "Lewandowski",
        "Novotny",
        "Svoboda",
        "Shevchenko",
        "Kovalenko",
        "Bondarenko",
        "Pushkin",
        "Medvedev",
        "Horvat",
        "Petrovic",
        "Dabrowski",
    ],
    variants: &[
        ("Alexander", "Aleksandr"),
        ("Oleksandr", "Alexander"),
        ("Dmitri", "Dmitry"),
        ("Sergei", "Sergey"),
        ("Andrei", "Andrey"),
        ("Yuri", "Iouri"),
        ("Mikhail", "Michail"),
        ("Piotr", "Peter"),
        ("Krzysztof", "Christopher"),
        ("Katarzyna", "Kasia"),
        ("Natalia", "Natalya"),
        ("Yulia", "Julia"),
        ("Tatiana", "Tatyana"),
        ("Petrovic", "Petrovich"),
        ("Shevchenko", "Szewczenko"),
        ("Kuznetsov", "Kuznecov"),
    ],
};

static HUNGARIAN: Tables = Tables {
    women: &[
        "Mária",
        "Erzsébet",
        "Katalin",
        "Ilona",
        "Éva",
        "Anna",
        "Zsuzsanna",
        "Margit",
        "Judit",
        "Ágnes",
        "Andrea",
        "Ildikó",
    ],
    men: &[
        "László", "István", "József", "János", "Zoltán", "Sándor", "Ferenc", "Gábor", "Attila",
        "Péter", "Tamás", "Zsolt",
    ],
    surnames: &[
        "Nagy", "Kovács", "Tóth", "Szabó", "Horváth", "Varga", "Kiss", "Molnár", "Németh",
        "Farkas", "Balogh", "Papp", "Takács", "Juhász", "Lakatos", "Szűcs",
    ],
    variants: &[
        ("István", "Steven"),
        ("József", "Joseph"),
        ("János", "John"),
        ("László", "Leslie"),
        ("Sándor", "Alexander"),
        ("Ferenc", "Frank"),
        ("Erzsébet", "Elizabeth"),
        ("Katalin", "Kathy"),
        ("Kiss", "Kis"),
        ("Horváth", "Horvat"),
        ("Papp", "Pap"),
    ],
};

static MONONYM: Tables = Tables {
    women: &[
        "Sri", "Dewi", "Kartini", "Ningsih", "Wati", "Lakshmi", "Padma", "Meena",
    ],
    men: &[
        "Suharto", "Budiman", "Sutrisno", "Wibowo", "Slamet", "Murugan", "Rajan", "Kumar",
        "Bambang", "Hartono",
    ],
    surnames: &["-"],
    variants: &[
        ("Suharto", "Soeharto"),
        ("Sutrisno", "Soetrisno"),
        ("Kartini", "Kartinie"),
    ],
};
