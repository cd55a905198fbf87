//! Writes SVG elements: the one place of this module where text becomes markup.

use std::fmt::Write as _;

use crate::escape;

pub(super) use crate::documents::width::{shorten, width_of};

/// The width of every picture, in its own units; on a page it takes the width of the text.
pub(super) const WIDTH: f64 = 960.0;

/// The size of small letters, as the style sheet has it.
pub(super) const SMALL: f64 = 12.5;

/// A picture in the making.
pub(super) struct Svg {
    number: usize,
    head: String,
    body: String,
    height: f64,
}

/// Where a text stands in relation to its point.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    pub(super) fn new(number: usize, title: &str, alternative: &str) -> Self {
        let mut head = format!(
            "role=\"img\" aria-labelledby=\"figure-{number}-title figure-{number}-text\">\
             <title id=\"figure-{number}-title\">"
        );
        escape::html(&shorten(title, 120.0), &mut head);
        let _ = write!(head, "</title><desc id=\"figure-{number}-text\">");
        escape::html(&shorten(alternative, 600.0), &mut head);
        head.push_str("</desc>");
        Self {
            number,
            head,
            body: String::with_capacity(16 << 10),
            height: 0.0,
        }
    }

    pub(super) fn set_height(&mut self, height: f64) {
        self.height = height;
    }

    pub(super) fn finish(self, out: &mut String) {
        let _ = write!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"cl\" viewBox=\"0 0 {} {}\" \
             font-family=\"system-ui,sans-serif\" font-size=\"13\" {}{}</svg>",
            at(WIDTH),
            at(self.height),
            self.head,
            self.body
        );
    }

    /// An id of this picture only.
    pub(super) fn id(&self, name: &str) -> String {
        format!("figure-{}-{name}", self.number)
    }

    /// Markup that holds no text from outside.
    pub(super) fn raw(&mut self, markup: std::fmt::Arguments<'_>) {
        let _ = self.body.write_fmt(markup);
    }

    pub(super) fn text(&mut self, (x, y): (f64, f64), class: &str, anchor: Anchor, words: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        self.raw(format_args!(
            "<text x=\"{}\" y=\"{}\" class=\"{class}\" text-anchor=\"{anchor}\">",
            at(x),
            at(y)
        ));
        escape::html(words, &mut self.body);
        self.body.push_str("</text>");
    }

    pub(super) fn rect(&mut self, class: &str, (x, y): (f64, f64), (width, height): (f64, f64)) {
        self.raw(format_args!(
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            at(x),
            at(y),
            at(width.max(0.0)),
            at(height.max(0.0))
        ));
    }

    pub(super) fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        self.raw(format_args!(
            "<line class=\"{class}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
            at(x1),
            at(y1),
            at(x2),
            at(y2)
        ));
    }

    /// Straight lines from point to point.
    pub(super) fn path(&mut self, class: &str, points: &[(f64, f64)], closed: bool) {
        self.raw(format_args!("<path class=\"{class}\" d=\""));
        self.points(points, closed);
        self.body.push_str("\"/>");
    }

    /// The points of a path that is open.
    pub(super) fn points(&mut self, points: &[(f64, f64)], closed: bool) {
        for (index, (x, y)) in points.iter().enumerate() {
            let letter = match index {
                0 => "M",
                1 => "L",
                _ => " ",
            };
            self.raw(format_args!("{letter}{} {}", at(*x), at(*y)));
        }
        if closed {
            self.body.push('Z');
        }
    }
}

/// A coordinate, to a tenth.
pub(super) fn at(value: f64) -> f64 {
    let rounded = (value * 10.0).round() / 10.0;
    // without the sign of zero
    if rounded == 0.0 { 0.0 } else { rounded }
}

/// A step of 1, 2 or 5 times a power of ten, at least as large as asked.
pub(super) fn round_step(least: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(least.max(1e-9))));
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= least * 0.999_999)
        .unwrap_or(10.0 * power)
}
