//! What people write to the desk. Every text is made up, and none was taken from the phrases by which triage reads.

use super::draw::Draw;
use crate::records::TipIncidentType;

/// What happens to a child at this moment, as somebody tells it, with the incident type that a reporter would choose.
const DANGERS: [(&str, TipIncidentType); 28] = [
    (
        "My cousin's boyfriend has been touching her little girl and she told me about it this morning.",
        TipIncidentType::Molestation,
    ),
    (
        "A girl in my class says her uncle comes into her bed and makes her do things.",
        TipIncidentType::Molestation,
    ),
    (
        "The man next door is hurting the kids he watches, I heard one of them crying and begging him to stop.",
        TipIncidentType::Molestation,
    ),
    (
        "My dad rapes my little sister and nobody believes me.",
        TipIncidentType::Molestation,
    ),
    (
        "He sent me a clip of himself with the boy he babysits, it is his own house, I know the room.",
        TipIncidentType::AbuseMaterial,
    ),
    (
        "She wrote that her stepfather has sex with her and takes pictures of it.",
        TipIncidentType::Molestation,
    ),
    (
        "This man says in the chat that he is alone with his niece and asks what we want him to do to her.",
        TipIncidentType::Molestation,
    ),
    (
        "The coach keeps my son after practice and my son came home bleeding and will not say why.",
        TipIncidentType::Molestation,
    ),
    (
        "A man is molesting a toddler on camera and others pay him to go on.",
        TipIncidentType::AbuseMaterial,
    ),
    (
        "A grown man has talked my thirteen year old into sneaking out to see him.",
        TipIncidentType::Enticement,
    ),
    (
        "She is packing a bag, she says her boyfriend from the game is picking her up.",
        TipIncidentType::Enticement,
    ),
    (
        "He bought her a bus ticket and he waits for her at the other end.",
        TipIncidentType::Enticement,
    ),
    (
        "My daughter left the house an hour ago with a man she only knows from the app.",
        TipIncidentType::Enticement,
    ),
    (
        "He wrote that he has booked a room and that the girl is coming to him after school.",
        TipIncidentType::Enticement,
    ),
    (
        "He drove six hours to get here and is parked outside her school.",
        TipIncidentType::Enticement,
    ),
    (
        "They hold a girl of about fourteen in room 12 and sell her to truckers.",
        TipIncidentType::Trafficking,
    ),
    (
        "A woman offers her own daughter for money and asks who wants her first.",
        TipIncidentType::Trafficking,
    ),
    (
        "My friend is made to sleep with men and he takes her phone away so she cannot call.",
        TipIncidentType::Trafficking,
    ),
    (
        "Some guy has nudes of my brother and wants 500 dollars, my brother says he will end it all.",
        TipIncidentType::Enticement,
    ),
    (
        "He threatens to send her pictures to everyone, and she wrote goodbye letters to us.",
        TipIncidentType::Enticement,
    ),
    (
        "The boy took pills because of the blackmail and does not answer any more.",
        TipIncidentType::Enticement,
    ),
    (
        "They tell her to cut herself on video or they post the pictures, and she does it.",
        TipIncidentType::Enticement,
    ),
    (
        "He says he will shoot the girl and himself when the police come.",
        TipIncidentType::Unstated,
    ),
    (
        "He has a knife and he wrote that she will not see the morning.",
        TipIncidentType::Unstated,
    ),
    (
        "Mi padrastro abusa de mi hermanita y mi mamá no hace nada.",
        TipIncidentType::Molestation,
    ),
    (
        "Un señor que conoció en un juego viene a buscar a mi hija.",
        TipIncidentType::Enticement,
    ),
    (
        "Le piden dinero por sus fotos y dice que se va a quitar la vida.",
        TipIncidentType::Enticement,
    ),
    (
        "Tienen a una niña encerrada y la venden a hombres.",
        TipIncidentType::Trafficking,
    ),
];

/// That it is now.
const NOW: [&str; 19] = [
    "It is going on while I write this.",
    "She is with him as we speak.",
    "Please send somebody tonight.",
    "He gets back in an hour.",
    "This cannot wait until tomorrow.",
    "He is on the way there already.",
    "They are still in the house.",
    "I am scared it happens again today.",
    "You have to get there before he does.",
    "She has stopped answering since noon.",
    "Right now the door is locked and I hear her.",
    "It is supposed to happen this weekend.",
    "Hurry, please.",
    "There is a child in that room at this moment.",
    "He does it every night.",
    "Está pasando ahora mismo.",
    "Por favor manden a alguien hoy.",
    "Ella sigue en la casa con él.",
    "No puede esperar hasta mañana.",
];
/// The first of [`NOW`] and of [`DANGERS`] that are in Spanish.
const SPANISH: (usize, usize) = (15, 24);

/// Why a provider asks for haste.
const ESCALATIONS: [&str; 10] = [
    "Our reviewers believe that the child in the files lives with the user.",
    "The user tells others that a meeting with a twelve year old is arranged for Saturday.",
    "The files appear to be made today, in what seems to be a home.",
    "A child writes to us that an adult in the family does this to her.",
    "The user says he works with children and describes what he does to one of them.",
    "The account streams to a paying group and announced the next stream for tonight.",
    "The victim told the user that he wants to die, and the user goes on asking for money.",
    "The user asked a minor for her address and said that he would come.",
    "Chat shows plans to take a child across the border.",
    "A new victim seems to be harmed on request of the group.",
];

/// What is not of this moment, though it may sound so.
const OTHERS: [(&str, TipIncidentType); 26] = [
    (
        "Someone posted a video of a child from a war zone, everybody is sharing it.",
        TipIncidentType::AbuseMaterial,
    ),
    (
        "There is an old film on this site in which a girl is kidnapped.",
        TipIncidentType::AbuseMaterial,
    ),
    (
        "He told me that he was abused as a boy, years ago, and the man is dead.",
        TipIncidentType::Molestation,
    ),
    (
        "A news page writes about a teacher who was arrested for touching pupils.",
        TipIncidentType::Unstated,
    ),
    (
        "An account sells links to folders, I did not open any.",
        TipIncidentType::AbuseMaterial,
    ),
    (
        "A stranger asked my son for a picture, he blocked him and told me.",
        TipIncidentType::Enticement,
    ),
    (
        "This user writes to many girls in the game and asks how old they are.",
        TipIncidentType::Enticement,
    ),
    (
        "My ex wants to make trouble for me and says that I touched our child, which is not true.",
        TipIncidentType::Unstated,
    ),
    (
        "In this story that a user wrote a teacher sleeps with a pupil.",
        TipIncidentType::Unstated,
    ),
    (
        "There are drawings on this page that look like children.",
        TipIncidentType::AbuseMaterial,
    ),
    (
        "A group shares jokes about children that are not funny.",
        TipIncidentType::Unstated,
    ),
    (
        "I found pictures on a used phone that I bought.",
        TipIncidentType::AbuseMaterial,
    ),
    (
        "This site does not take down a picture of my daughter at the beach.",
        TipIncidentType::Unstated,
    ),
    (
        "A man in the game said he would kill me because I won.",
        TipIncidentType::Unstated,
    ),
    (
        "My daughter says she wants to die if I take her phone away.",
        TipIncidentType::Unstated,
    ),
    (
        "Somebody sent me a naked picture that I did not ask for.",
        TipIncidentType::UnsolicitedMaterial,
    ),
    (
        "The name of this page looks like one for children and it is not.",
        TipIncidentType::MisleadingDomain,
    ),
    (
        "A boy from my school sends around a picture of his former girlfriend.",
        TipIncidentType::AbuseMaterial,
    ),
    (
        "The comments under videos of small gymnasts are disgusting.",
        TipIncidentType::AbuseMaterial,
    ),
    (
        "He pretends to be a scout for models and wants pictures in a swimsuit.",
        TipIncidentType::Enticement,
    ),
    (
        "A video from years ago is back on this channel.",
        TipIncidentType::AbuseMaterial,
    ),
    (
        "They made a picture of a classmate with an app that takes clothes off.",
        TipIncidentType::AbuseMaterial,
    ),
    (
        "This profile says it is for people who like them young.",
        TipIncidentType::AbuseMaterial,
    ),
    (
        "My cousin met somebody from the internet last summer, nothing happened, but I wanted to tell it.",
        TipIncidentType::Enticement,
    ),
    (
        "Un usuario vende carpetas con videos, no los abrí.",
        TipIncidentType::AbuseMaterial,
    ),
    (
        "Alguien le pidió fotos a mi hijo y él no contestó.",
        TipIncidentType::Enticement,
    ),
];

/// A telling of a child in danger at this moment: words, incident type, language.
pub(super) fn danger(draw: &mut Draw) -> (String, TipIncidentType, &'static str) {
    let number = draw.below(DANGERS.len() as u64) as usize;
    let (what, kind) = &DANGERS[number];
    let spanish = number >= SPANISH.1;
    let now = if spanish {
        &NOW[SPANISH.0..]
    } else {
        &NOW[..SPANISH.0]
    };
    let text = format!("{what} {}", draw.one(now));
    (text, kind.clone(), if spanish { "es" } else { "en" })
}

/// A telling of something else.
pub(super) fn other(draw: &mut Draw) -> (String, TipIncidentType) {
    let (what, kind) = &OTHERS[draw.below(OTHERS.len() as u64) as usize];
    ((*what).to_owned(), kind.clone())
}

/// Why a provider asks for haste.
pub(super) fn escalation(draw: &mut Draw) -> String {
    draw.one(&ESCALATIONS).to_owned()
}
