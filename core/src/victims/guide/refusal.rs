//! Which partial names say too little to be looked for.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::GuideSettings;

/// Words that cameras, telephones and programs put into names, and the ends of names that say what sort of file it is.
pub(super) const COMMON: [&str; 67] = [
    "img",
    "image",
    "images",
    "dsc",
    "dscn",
    "dcim",
    "pic",
    "pics",
    "picture",
    "photo",
    "photos",
    "vid",
    "video",
    "videos",
    "mov",
    "movie",
    "screenshot",
    "screen",
    "whatsapp",
    "snapchat",
    "camera",
    "scan",
    "copy",
    "file",
    "dscf",
    "cimg",
    "mvi",
    "mvimg",
    "gopr",
    "pxl",
    "dji",
    "pano",
    "wa",
    "fb",
    "received",
    "download",
    "untitled",
    "capture",
    "clip",
    "foto",
    "bild",
    "imagen",
    "mts",
    "jpg",
    "jpeg",
    "png",
    "gif",
    "bmp",
    "webp",
    "heic",
    "tif",
    "tiff",
    "mp4",
    "m4v",
    "mpg",
    "mpeg",
    "avi",
    "mkv",
    "wmv",
    "flv",
    "3gp",
    "webm",
    "zip",
    "rar",
    "7z",
    // of mp4 and 3gp, since numbers stand by themselves
    "mp",
    "gp",
];

/// So many single letters between numbers are more than counters: `v0_b56j`.
const A_CODE: usize = 3;

/// A word without the counter that may stand at it without anything between them: DSC01234.
fn without_counter(word: &str) -> &str {
    word.trim_matches(|c: char| c.is_ascii_digit())
}

/// Why a partial name is not looked for, where it is not.
pub(super) fn refusal(
    form: &str,
    common: &BTreeSet<String>,
    settings: &GuideSettings,
) -> Option<&'static str> {
    // in a syllable of Hangul there are several letters, and it is one sign
    let signs = form.nfc().filter(|c| c.is_alphanumeric()).count();
    let letters = form.nfc().filter(|c| c.is_alphabetic()).count();
    let is_common = |word: &str| common.contains(without_counter(word)) || common.contains(word);
    let (common_words, others): (Vec<&str>, Vec<&str>) =
        form.split(' ').partition(|word| is_common(word));
    let single = others
        .iter()
        .filter(|word| without_counter(word).len() == 1);
    let only_counters = others.iter().all(|word| without_counter(word).len() <= 1);
    if !common_words.is_empty() && only_counters && single.count() < A_CODE {
        return Some("a word that cameras and programs put into names");
    }
    // signs of other scripts say more each, as whole words do
    let weight = if form.is_ascii() { signs } else { signs * 2 };
    if weight < settings.least_length as usize {
        return Some("too short: it stands in many names by chance");
    }
    let letters = if form.is_ascii() {
        letters
    } else {
        letters * 2
    };
    (letters < settings.least_letters as usize).then_some("numbers alone are counters")
}
