//! Incident types, by the names that the form has and has had.

use crate::records::TipIncidentType;

/// The name that the form takes today, and those that it had or that senders write, in lower case.
static NAMES: [(TipIncidentType, &str, &[&str]); 8] = [
    (
        TipIncidentType::AbuseMaterial,
        "Child Pornography (possession, manufacture, and distribution)",
        &[
            "child pornography",
            "possession, manufacture, and distribution of child pornography",
        ],
    ),
    (
        TipIncidentType::Trafficking,
        "Child Sex Trafficking",
        &["prostitution of children", "child prostitution"],
    ),
    (
        TipIncidentType::Tourism,
        "Child Sex Tourism",
        &["sex tourism involving children"],
    ),
    (
        TipIncidentType::Molestation,
        "Child Sexual Molestation",
        &[
            "child sexual molestation (not in the family)",
            "child sexual molestation (extra-familial)",
            "extra-familial child sexual molestation",
        ],
    ),
    (
        TipIncidentType::MisleadingDomain,
        "Misleading Domain Name",
        &["misleading domain names"],
    ),
    (
        TipIncidentType::MisleadingWords,
        "Misleading Words or Digital Images on the Internet",
        &["misleading words or digital images"],
    ),
    (
        TipIncidentType::Enticement,
        "Online Enticement of Children for Sexual Acts",
        &[
            "online enticement of children for sexual act",
            "online enticement",
        ],
    ),
    (
        TipIncidentType::UnsolicitedMaterial,
        "Unsolicited Obscene Material Sent to a Child",
        &["unsolicited obscene material"],
    ),
];

/// The type of a name, and whether the name is the one that the form takes today.
pub(super) fn of_name(name: &str) -> Option<(TipIncidentType, bool)> {
    let mut words = name.split_whitespace();
    let mut plain = words.next().unwrap_or_default().to_lowercase();
    for word in words {
        plain.push(' ');
        plain.push_str(&word.to_lowercase());
    }
    NAMES.iter().find_map(|(of, today, before)| {
        if name == *today {
            return Some((of.clone(), true));
        }
        let is_it = plain == today.to_lowercase() || before.contains(&plain.as_str());
        is_it.then(|| (of.clone(), false))
    })
}

/// The name that the form takes; none for a type that it does not have.
pub(super) fn name_of(of: &TipIncidentType) -> Option<&'static str> {
    let mut names = NAMES.iter();
    names.find(|(one, ..)| one == of).map(|(_, name, _)| *name)
}
