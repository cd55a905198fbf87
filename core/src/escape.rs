//! The one place where text becomes a piece of a page.
//!
//! What cannot be seen is made visible: a control character, a direction override, a zero-width or unassigned
//! sign stands as `⟨U+202E⟩`, so that no text can hide or forge what stands around it.

use std::fmt::Write as _;

/// Whether a character is invisible, changes the order of others, or speaks to a terminal.
///
/// Joiners between letters (U+200C, U+200D) stay wherever they are, since Persian and several Indian scripts cannot be
/// written without them. Line feed and tab are left to the caller.
pub(crate) fn is_hidden(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}'   // C0 and C1 controls
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{70f}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}'                                    // line ends and direction
        | '\u{2060}'..='\u{206f}'                                    // joiners, isolates
        | '\u{2800}'                                                 // a Braille cell without dots
        | '\u{3164}' | '\u{ffa0}'                                    // fillers
        | '\u{e000}'..='\u{f8ff}'                                    // private use
        | '\u{fdd0}'..='\u{fdef}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{fff0}'..='\u{ffff}'
        | '\u{13430}'..='\u{13455}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{10ffff}')                                // tags, selectors, private use
        || (c as u32) & 0xfffe == 0xfffe
}

/// Writes a hidden character so that it can be seen.
pub(crate) fn hidden(c: char, out: &mut String) {
    let _ = write!(out, "⟨U+{:04X}⟩", c as u32);
}

/// Text as the content of an element or the value of an attribute in quotation marks, of HTML and of SVG.
pub(crate) fn html(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if is_hidden(c) => hidden(c, out),
            c => out.push(c),
        }
    }
}

/// Whether a text holds letters that run from right to left: it must be set apart, or it moves its neighbours.
pub(crate) fn runs_left(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    })
}

/// Text on one line of Markdown: what could be taken for a mark is escaped, and a line feed is shown as `⏎`.
pub(crate) fn markdown(text: &str, out: &mut String) {
    markdown_between(' ', text, ' ', out);
}

/// The same for a text that stands right between two characters: what is harmless by itself can be a mark beside them.
pub(crate) fn markdown_between(before: char, text: &str, after: char, out: &mut String) {
    let (mut before, end) = (before, after);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let after = rest.peek().copied().unwrap_or(end);
        match c {
            '\n' => out.push('⏎'),
            '\t' => out.push(' '),
            // as entities, since some readers look for these before they look at backslashes
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c if is_hidden(c) => hidden(c, out),
            c if is_mark(before, c, after) => out.extend(['\\', c]),
            c => out.push(c),
        }
        before = c;
    }
}

/// Whether a character means something in Markdown where it stands. Rather once too often.
fn is_mark(before: char, c: char, after: char) -> bool {
    match c {
        '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' | '$' | '^' | '@' => true,
        // list items, rules, underlines of headings and tables
        '-' | '+' | '=' => !(before.is_alphanumeric() && after.is_alphanumeric()),
        '.' | ')' => {
            before.is_ascii_digit() && after.is_whitespace() || before.eq_ignore_ascii_case(&'w')
        }
        // addresses become links by themselves, and behind a bracket begins a footnote
        ':' => after == '/' || before == ']',
        '(' => before == ']',
        '!' => after == '[',
        _ => false,
    }
}

/// Text between quotation marks in a style sheet.
pub(crate) fn css(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            c if is_hidden(c) || c == '\n' || c == '\t' => hidden(c, out),
            c if c.is_ascii_alphanumeric() || matches!(c, ' ' | ':' | '+') || !c.is_ascii() => {
                out.push(c);
            }
            c => {
                let _ = write!(out, "\\{:06x} ", c as u32);
            }
        }
    }
}

/// Text as the cell of a table that a spreadsheet may open: what could be taken for a formula gets an apostrophe
/// before it, and so does what begins with an apostrophe, so that taking these off gives the text again.
///
/// A program that is told of other separators begins a new cell behind them, so the same holds there.
pub(crate) fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 1);
    let mut rest = text;
    if begins_formula(rest) {
        out.push('\'');
    }
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        if is_hidden(c) {
            hidden(c, &mut out);
        } else {
            out.push(c);
        }
        if matches!(c, ',' | ';' | '|' | '\t' | '\n') && begins_formula(rest) {
            out.push('\'');
        }
    }
    out
}

/// Whether the first character that is neither a blank nor a quotation mark could begin a formula.
fn begins_formula(text: &str) -> bool {
    const STARTS: [char; 12] = [
        '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '\'',
    ];
    let begins = text.trim_start_matches([' ', '"']);
    begins.starts_with(STARTS) || begins.starts_with(is_hidden)
}

/// JSON in which what cannot be seen is written as `\uXXXX`, and so are the signs of markup: it parses to the same
/// text, and can be printed on a terminal or set into a page.
pub(crate) struct PlainJson;

impl serde_json::ser::Formatter for PlainJson {
    fn write_string_fragment<W: ?Sized + std::io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> std::io::Result<()> {
        let mut from = 0;
        for (at, c) in fragment.char_indices() {
            if is_hidden(c) || matches!(c, '<' | '>' | '&') {
                writer.write_all(fragment.get(from..at).unwrap_or_default().as_bytes())?;
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
                from = at + c.len_utf8();
            }
        }
        writer.write_all(fragment.get(from..).unwrap_or_default().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(f: fn(&str, &mut String), text: &str) -> String {
        let mut out = String::new();
        f(text, &mut out);
        out
    }

    #[test]
    fn each_kind_of_page_has_its_own_escapes() {
        assert_eq!(
            made(html, "<b a='\"'>&\u{202e}x\u{1b}[0m"),
            "&lt;b a=&#39;&quot;&#39;&gt;&amp;⟨U+202E⟩x⟨U+001B⟩[0m"
        );
        assert_eq!(
            made(markdown, "# *a*\n1. <i>"),
            "\\# \\*a\\*⏎1\\. &lt;i&gt;"
        );
        assert_eq!(
            made(markdown, "39.78, A-1; www.x.org"),
            "39.78, A-1; www\\.x.org"
        );
        assert_eq!(
            made(css, "A\"}</style>"),
            "A\\000022 \\00007d \\00003c \\00002f style\\00003e "
        );
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("'=1"), "''=1");
        assert_eq!(cell("a-b"), "a-b");
        assert_eq!(cell("x;=1, \"-2\"|y; 'z"), "x;'=1,' \"-2\"|y;' 'z");
        assert_eq!(cell("\0=1"), "'⟨U+0000⟩=1");
    }

    #[test]
    fn markdown_looks_at_what_stands_beside() {
        for (before, text, after, expected) in [
            ('1', ". x", ' ', "\\. x"),
            ('1', ".", 'x', "."),
            (' ', "https:", '/', "https\\:"),
            ('w', ".x", ' ', "\\.x"),
            (']', ": x", ' ', "\\: x"),
            (']', "(x)", ' ', "\\(x)"),
            (' ', "x!", '[', "x\\!"),
            (' ', "-", ' ', "\\-"),
        ] {
            let mut out = String::new();
            markdown_between(before, text, after, &mut out);
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn json_parses_back() {
        let text = "<\u{202e}\u{9b}\u{10ffff}a\u{1f600}\"\\\n";
        let mut bytes = Vec::new();
        let mut writer = serde_json::Serializer::with_formatter(&mut bytes, PlainJson);
        serde::Serialize::serialize(text, &mut writer).unwrap_or_default();
        let written = String::from_utf8(bytes).unwrap_or_default();
        assert!(
            !written.chars().any(|c| is_hidden(c) || c == '<'),
            "{written}"
        );
        assert_eq!(
            serde_json::from_str::<String>(&written).ok().as_deref(),
            Some(text)
        );
    }

    #[test]
    fn letters_of_all_scripts_stay() {
        let names = "Nguyễn Müller Ó'Brien محمد می‌خواهم 王 Ελένη Дмитрий ‍";
        assert!(!names.chars().any(is_hidden));
    }
}
