//! A document as one page of HTML: no script, nothing from elsewhere, and a style sheet named by its hash in the
//! page's own content security policy, so that a browser refuses everything else.

mod body;
mod paper;
mod running;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use super::{Document, LeadNotice, Stamp, Tlp, figure};
use crate::escape;
use running::Running;

/// The page of a document that left.
pub(crate) fn html(document: &Document, stamp: &Stamp) -> String {
    let running = Running::of(&stamp.marking);
    let style = style(document, &running);
    let hash = STANDARD.encode(Sha256::digest(&style));
    let mut out = String::with_capacity(32 << 10);
    out.push_str(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-",
    );
    out.push_str(&hash);
    out.push_str(
        "'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"robots\" content=\"noindex, nofollow\">\n<title>",
    );
    // tabs and histories show titles, so it is the number and not the words
    escape::html(&document.id, &mut out);
    out.push_str(" – ");
    escape::html(&document.agency, &mut out);
    out.push_str("</title>\n<style>");
    out.push_str(&style);
    out.push_str("</style>\n</head>\n<body>\n");
    banner("header", stamp.marking.tlp, &running.line, &mut out);
    out.push_str("<main>\n");
    if running.is_cut {
        out.push_str("<p class=\"caveats\">");
        words(&stamp.marking.line(), &mut out);
        out.push_str("</p>\n");
    }
    out.push_str("<h1>");
    let mut body = body::Body::new(document, out);
    body.text(&document.title);
    let mut out = body.into_page();
    out.push_str("</h1>\n");
    title_block(document, &mut out);
    out.push_str("<p class=\"notice\" role=\"note\">");
    escape::html(LeadNotice::TEXT, &mut out);
    out.push_str("</p>\n");
    if let Some(texts) = &stamp.public {
        out.push_str("<div class=\"public\" role=\"note\">\n<p><strong>Warning.</strong> ");
        words(&texts.warning, &mut out);
        out.push_str("</p>\n<p><strong>Corrections.</strong> ");
        words(&texts.correction, &mut out);
        out.push_str("</p>\n</div>\n");
    }
    let mut body = body::Body::new(document, out);
    body.sections(&document.sections, 2);
    body.contact();
    body.records();
    let mut out = body.into_page();
    release(stamp, &mut out);
    out.push_str("</main>\n");
    banner("footer", stamp.marking.tlp, &running.line, &mut out);
    out.push_str("</body>\n</html>\n");
    out
}

/// Words, set apart where they run from right to left.
fn words(words: &str, out: &mut String) {
    let is_apart = escape::runs_left(words);
    if is_apart {
        out.push_str("<bdi>");
    }
    escape::html(words, out);
    if is_apart {
        out.push_str("</bdi>");
    }
}

/// The line with the marking, in the colours that the Traffic Light Protocol gives its labels.
fn banner(element: &str, label: Tlp, line: &str, out: &mut String) {
    let colour = match label {
        Tlp::Clear => "clear",
        Tlp::Green => "green",
        Tlp::Amber | Tlp::AmberStrict => "amber",
        Tlp::Red => "red",
    };
    out.push('<');
    out.push_str(element);
    out.push_str(" class=\"marking tlp-");
    out.push_str(colour);
    out.push_str("\">");
    words(line, out);
    out.push_str("</");
    out.push_str(element);
    out.push_str(">\n");
}

fn title_block(document: &Document, out: &mut String) {
    let as_of = document.as_of.to_string();
    pairs(
        "block",
        &[
            ("Document", &document.id),
            ("Issued by", &document.agency),
            ("As of", &as_of),
        ],
        out,
    );
}

fn release(stamp: &Stamp, out: &mut String) {
    out.push_str("<section class=\"release\">\n<h2>Release</h2>\n");
    let lines = stamp.lines();
    let lines: Vec<(&str, &str)> = lines
        .iter()
        .map(|(name, value)| (*name, &value[..]))
        .collect();
    pairs("block", &lines, out);
    out.push_str("</section>\n");
}

fn pairs(class: &str, pairs: &[(&str, &str)], out: &mut String) {
    out.push_str("<dl class=\"");
    out.push_str(class);
    out.push_str("\">\n");
    for (name, value) in pairs {
        out.push_str("<div><dt>");
        escape::html(name, out);
        out.push_str("</dt><dd>");
        words(value, out);
        out.push_str("</dd></div>\n");
    }
    out.push_str("</dl>\n");
}

/// The style sheet. The boxes in the margin of each printed page carry the marking, so it is of this document.
fn style(document: &Document, running: &Running) -> String {
    let mut out = String::with_capacity(8 << 10);
    out.push_str(include_str!("page.css"));
    if document.has_figures() {
        out.push_str(figure::CSS);
    }
    running.rules(document, &mut out);
    out
}

impl Document {
    fn has_figures(&self) -> bool {
        let mut open: Vec<&super::Section> = self.sections.iter().collect();
        while let Some(section) = open.pop() {
            if section
                .blocks
                .iter()
                .any(|block| matches!(block, super::Block::Figure(_)))
            {
                return true;
            }
            open.extend(&section.sections);
        }
        false
    }
}
