//! How wide words are, where there is no font to ask.

use crate::escape;

/// About how wide a text is, in the size of its letters: as in the widest of the fonts that pages are shown in.
pub(in crate::documents) fn width_of(text: &str) -> f64 {
    text.chars().map(width_of_char).sum()
}

fn width_of_char(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | ' ' | 'I' => 0.33,
        'r' | 's' | 't' | 'f' | '-' | '/' | '(' | ')' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.98,
        c if c.is_ascii_uppercase() => 0.74,
        c if (c as u32) < 0x1100 => 0.62,
        _ => 1.1,
    }
}

/// A text that is not wider than so many letters; what is cut off is marked by an ellipsis.
pub(in crate::documents) fn shorten(text: &str, widest: f64) -> String {
    let mut out = String::new();
    let mut width = 0.0;
    for c in text.chars() {
        if escape::is_hidden(c) {
            // it will stand as its number
            width += 6.0;
        } else {
            width += width_of_char(c);
        }
        if width > widest {
            while out.ends_with(' ') {
                out.pop();
            }
            out.push('…');
            return out;
        }
        out.push(if c == '\n' || c == '\t' { ' ' } else { c });
    }
    out
}
