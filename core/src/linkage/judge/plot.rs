//! Lines and marks over a threshold or a probability, as SVG: the visual language of the waterfall.

use std::fmt::Write as _;

use crate::linkage::{
    chart::{AGAINST, FOR, NEUTRAL, WIDTH, escape},
    explain::LEAD_NOTICE,
};

const HEIGHT: f64 = 470.0;
/// Where the plane begins and ends, across and down.
const PLANE: [(f64, f64); 2] = [(76.0, 838.0), (64.0, 398.0)];

/// The colours and dashes of lines, told apart without colour as well.
pub(super) const STYLES: [(&str, &str); 3] = [(FOR, ""), (AGAINST, "7 4"), (NEUTRAL, "2 3")];

/// A picture of lines and marks.
pub(super) struct Plot {
    pub(super) title: String,
    /// What a reader who does not see it is told.
    pub(super) about: String,
    pub(super) x: Axis,
    pub(super) y: Axis,
    pub(super) lines: Vec<Line>,
    pub(super) marks: Vec<Mark>,
    /// A threshold that is marked by an upright line, and its name.
    pub(super) upright: Option<(f64, String)>,
}

/// One axis.
pub(super) struct Axis {
    pub(super) label: &'static str,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) ticks: Vec<(f64, String)>,
}

/// A line through points.
pub(super) struct Line {
    pub(super) name: &'static str,
    /// Place in [`STYLES`].
    pub(super) style: usize,
    pub(super) points: Vec<(f64, f64)>,
}

/// A dot with an interval.
pub(super) struct Mark {
    pub(super) at: (f64, f64),
    pub(super) interval: (f64, f64),
    pub(super) about: String,
}

impl Axis {
    /// From 0 to 1, a tick at each fifth.
    pub(super) fn share(label: &'static str) -> Self {
        let ticks = (0..=5).map(|fifth| f64::from(fifth) / 5.0);
        Self {
            label,
            low: 0.0,
            high: 1.0,
            ticks: ticks.map(|at| (at, format!("{at:.1}"))).collect(),
        }
    }

    /// Match weights in bits, ticks at round numbers.
    pub(super) fn bits(label: &'static str, low: f64, high: f64) -> Self {
        let (low, high) = (low.floor(), high.ceil().max(low.floor() + 1.0));
        let step = [1.0, 2.0, 5.0, 10.0, 20.0]
            .into_iter()
            .find(|step| (high - low) / step <= 12.0)
            .unwrap_or(50.0);
        let first = (low / step).ceil() as i32;
        let last = (high / step).floor() as i32;
        let ticks = (first..=last).map(|n| f64::from(n) * step);
        Self {
            label,
            low,
            high,
            ticks: ticks.map(|at| (at, signed(at))).collect(),
        }
    }

    fn at(&self, value: f64, (from, to): (f64, f64)) -> f64 {
        let share = (value - self.low) / (self.high - self.low);
        from + share.clamp(0.0, 1.0) * (to - from)
    }
}

impl Plot {
    pub(super) fn to_svg(&self) -> String {
        let [(left, right), (top, bottom)] = PLANE;
        let mut out = open(&self.title, &self.about, HEIGHT);
        for (value, label) in &self.x.ticks {
            let x = self.x.at(*value, PLANE[0]);
            let _ = write!(
                out,
                "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{top}\" y2=\"{bottom}\" stroke=\"#e5e5e5\"/>\
                 <text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\" fill=\"#444\">{}</text>",
                bottom + 18.0,
                escape(label),
            );
        }
        for (value, label) in &self.y.ticks {
            let y = self.y(*value);
            let _ = write!(
                out,
                "<line x1=\"{left}\" x2=\"{right}\" y1=\"{y:.1}\" y2=\"{y:.1}\" stroke=\"#e5e5e5\"/>\
                 <text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#444\">{}</text>",
                left - 8.0,
                y + 4.0,
                escape(label),
            );
        }
        let _ = write!(
            out,
            "<path d=\"M{left} {top}V{bottom}H{right}\" fill=\"none\" stroke=\"#999\"/>\
             <text x=\"{:.0}\" y=\"{}\" text-anchor=\"middle\" fill=\"#222\">{}</text>\
             <text x=\"12\" y=\"{}\" fill=\"#222\">{}</text>",
            f64::midpoint(left, right),
            bottom + 38.0,
            escape(self.x.label),
            top - 14.0,
            escape(self.y.label),
        );
        if let Some((value, name)) = &self.upright {
            let x = self.x.at(*value, PLANE[0]);
            let (beside, anchor) = if x < f64::midpoint(left, right) {
                (x + 6.0, "start")
            } else {
                (x - 6.0, "end")
            };
            let _ = write!(
                out,
                "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{top}\" y2=\"{bottom}\" stroke=\"#222\"/>\
                 <text x=\"{beside:.1}\" y=\"{}\" text-anchor=\"{anchor}\" fill=\"#222\">{}</text>",
                f64::midpoint(top, bottom),
                escape(name),
            );
        }
        self.draw_lines(&mut out);
        for mark in &self.marks {
            let x = self.x.at(mark.at.0, PLANE[0]);
            let _ = write!(
                out,
                "<g><title>{}</title><line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{:.1}\" y2=\"{:.1}\" \
                 stroke=\"{FOR}\" stroke-width=\"2\"/><circle cx=\"{x:.1}\" cy=\"{:.1}\" r=\"5\" fill=\"{FOR}\"/></g>",
                escape(&mark.about),
                self.y(mark.interval.0),
                self.y(mark.interval.1),
                self.y(mark.at.1),
            );
        }
        close(&mut out, HEIGHT);
        out
    }

    /// The lines, and the key to them.
    fn draw_lines(&self, out: &mut String) {
        let mut key = 300.0;
        for line in &self.lines {
            let (colour, dashes) = STYLES.get(line.style).copied().unwrap_or((NEUTRAL, ""));
            let mut points = String::new();
            for (x, y) in &line.points {
                let _ = write!(points, "{:.1},{:.1} ", self.x.at(*x, PLANE[0]), self.y(*y));
            }
            let _ = write!(
                out,
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" \
                 stroke-dasharray=\"{dashes}\"/>\
                 <line x1=\"{key:.0}\" x2=\"{:.0}\" y1=\"36\" y2=\"36\" stroke=\"{colour}\" stroke-width=\"2\" \
                 stroke-dasharray=\"{dashes}\"/><text x=\"{:.0}\" y=\"40\" fill=\"#222\">{}</text>",
                points.trim_end(),
                key + 32.0,
                key + 40.0,
                escape(line.name),
            );
            key += 180.0;
        }
    }

    fn y(&self, value: f64) -> f64 {
        let (top, bottom) = PLANE[1];
        self.y.at(value, (bottom, top))
    }
}

/// The beginning of a picture: its size, its name and what it shows.
pub(in crate::linkage) fn open(title: &str, about: &str, height: f64) -> String {
    let (title, about) = (escape(title), escape(about));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         style=\"max-width:100%;height:auto\" role=\"img\" font-family=\"system-ui,sans-serif\" \
         font-size=\"13\"><title>{title}</title><desc>{about}</desc>\
         <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>\
         <text x=\"12\" y=\"22\" font-weight=\"700\">{title}</text>"
    )
}

/// The end of a picture of links: what a link is and is not.
pub(in crate::linkage) fn close(out: &mut String, height: f64) {
    let _ = write!(
        out,
        "<text x=\"12\" y=\"{:.1}\" fill=\"#555\" font-size=\"11\">{}</text></svg>",
        height - 10.0,
        escape(LEAD_NOTICE),
    );
}

/// A round number of bits with its sign.
pub(super) fn signed(bits: f64) -> String {
    match bits {
        b if b < 0.0 => format!("−{:.0}", -b),
        b if b > 0.0 => format!("+{b:.0}"),
        _ => "0".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_few_and_within() {
        for (low, high) in [(-6.64, 41.2), (0.0, 0.0), (-100.0, 100.0), (3.2, 3.4)] {
            let axis = Axis::bits("bits", low, high);
            assert!(axis.low <= low && axis.high >= high && axis.low < axis.high);
            assert!(!axis.ticks.is_empty() && axis.ticks.len() <= 13);
            assert!(
                axis.ticks
                    .iter()
                    .all(|(t, _)| (axis.low..=axis.high).contains(t))
            );
        }
    }

    #[test]
    fn markup_in_a_name_stays_text() {
        let plot = Plot {
            title: "<b>".to_owned(),
            about: "a & b".to_owned(),
            x: Axis::share("x"),
            y: Axis::share("y"),
            lines: Vec::new(),
            marks: Vec::new(),
            upright: Some((0.5, "\u{202e}".to_owned())),
        };
        let svg = plot.to_svg();
        assert!(svg.contains("&lt;b&gt;") && svg.contains("a &amp; b") && svg.contains("⟨U+202E⟩"));
    }
}
