//! The explanation of a pair as a picture: a waterfall from the prior to the total.
//!
//! Plain SVG and HTML, escaped, without script or network.

use std::fmt::Write as _;

use crate::escape::html;

use super::{
    MilliBits,
    explain::{Explanation, Part, PartKind},
    ids::RecordId,
};

pub(super) const WIDTH: f64 = 860.0;
const ROW: f64 = 36.0;
const TOP: f64 = 44.0;
/// Where the bars begin and end.
const BARS: (f64, f64) = (390.0, 770.0);
pub(super) const FOR: &str = "#2166ac";
pub(super) const AGAINST: &str = "#b35806";
pub(super) const NEUTRAL: &str = "#777777";

impl Explanation {
    /// A waterfall chart as SVG: one bar for each part, from the sum before it to the sum after it;
    /// blue for, orange against. Values stand in it only after [`show_values`](Self::show_values).
    pub fn to_svg(&self) -> String {
        let rows = self.parts.len() + 1;
        let height = TOP + ROW * rows as f64 + 30.0;
        let (low, high) = self.range();
        let x = |bits: f64| BARS.0 + (bits - low) / (high - low) * (BARS.1 - BARS.0);
        let mut out = String::new();
        let _ = write!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
             width=\"{WIDTH}\" style=\"max-width:100%;height:auto\" role=\"img\" \
             font-family=\"system-ui,sans-serif\" font-size=\"13\">\
             <title>Match weight of {} and {}: {}</title>\
             <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>",
            escape(&self.left.to_string()),
            escape(&self.right.to_string()),
            self.total,
        );
        let zero = x(0.0);
        let bottom = height - 26.0;
        let _ = write!(
            out,
            "<line x1=\"{zero:.1}\" x2=\"{zero:.1}\" y1=\"30\" y2=\"{bottom}\" stroke=\"#999\"/>\
             <text x=\"{zero:.1}\" y=\"22\" text-anchor=\"middle\" fill=\"#444\">even odds</text>"
        );
        let mut sum = 0;
        for (row, part) in self.parts.iter().enumerate() {
            let (from, to) = (sum, sum + part.weight.0);
            sum = to;
            let colour = match (part.kind, part.weight.0) {
                (PartKind::Prior, _) | (_, 0) => NEUTRAL,
                (_, 1..) => FOR,
                _ => AGAINST,
            };
            self.row(&mut out, row, part, colour);
            bar(
                &mut out,
                row,
                (x(bits(from)), x(bits(to))),
                colour,
                part.weight,
            );
        }
        let colour = if self.total.0 >= 0 { FOR } else { AGAINST };
        let y = TOP + ROW * self.parts.len() as f64;
        let _ = write!(
            out,
            "<line x1=\"12\" x2=\"{:.0}\" y1=\"{y}\" y2=\"{y}\" stroke=\"#bbb\"/>\
             <text x=\"12\" y=\"{:.1}\" font-weight=\"700\">total</text>\
             <text x=\"12\" y=\"{:.1}\" fill=\"#444\" font-size=\"12\">{}, probability {}</text>",
            WIDTH - 12.0,
            y + 15.0,
            y + 30.0,
            self.finding.label(),
            percent(self.probability),
        );
        bar(
            &mut out,
            self.parts.len(),
            (zero, x(bits(self.total.0))),
            colour,
            self.total,
        );
        let _ = write!(
            out,
            "<text x=\"12\" y=\"{:.1}\" fill=\"#555\" font-size=\"11\">{}</text></svg>",
            height - 8.0,
            escape(self.notice),
        );
        out
    }

    /// The waterfall and a table of its parts as a piece of HTML.
    pub fn to_html(&self) -> String {
        let mut out = format!(
            "<div class=\"caselink-explanation\" style=\"font-family:system-ui,sans-serif;color:#222\">{}\
             <details><summary>Parts</summary><table style=\"border-collapse:collapse;font-size:13px\">\
             <tr><th align=\"left\">part</th><th align=\"left\">finding</th><th align=\"right\">m</th>\
             <th align=\"right\">u</th><th align=\"right\">weight</th></tr>",
            self.to_svg()
        );
        for part in &self.parts {
            let number = |p: Option<f64>| p.map_or_else(String::new, |p| format!("{p:.3e}"));
            let _ = write!(
                out,
                "<tr><td>{}</td><td style=\"padding:0 1em\">{}</td><td align=\"right\">{}</td>\
                 <td align=\"right\" style=\"padding:0 1em\">{}</td><td align=\"right\">{}</td></tr>",
                escape(&part.name),
                escape(&part.label),
                number(part.m),
                number(part.u),
                part.weight,
            );
        }
        let _ = write!(
            out,
            "<tr><td><b>total</b></td><td></td><td></td><td></td><td align=\"right\"><b>{}</b></td></tr>\
             </table></details></div>",
            self.total
        );
        out
    }

    fn row(&self, out: &mut String, row: usize, part: &Part, colour: &str) {
        let y = TOP + ROW * row as f64;
        let name = match part.kind {
            PartKind::TermFrequency => format!("{}, how rare", part.name),
            _ => part.name.clone(),
        };
        let values = match part.kind {
            PartKind::Comparison if self.values_shown => {
                let side = |v: Option<&str>| v.map_or("–".to_owned(), |v| shorten(v, 22));
                format!(
                    "{} / {}",
                    side(part.left.expose()),
                    side(part.right.expose())
                )
            }
            _ => String::new(),
        };
        let _ = write!(
            out,
            "<text x=\"12\" y=\"{:.1}\"><tspan font-weight=\"600\">{}</tspan>\
             <tspan dx=\"8\" fill=\"#333\" font-family=\"ui-monospace,monospace\" font-size=\"12\">{}</tspan></text>\
             <text x=\"12\" y=\"{:.1}\" fill=\"{colour}\" font-size=\"12\">{}</text>",
            y + 14.0,
            escape(&shorten(&name, 34)),
            escape(&values),
            y + 29.0,
            escape(&shorten(&part.label, 58)),
        );
    }

    /// The least and the greatest running sum, in bits, zero included.
    fn range(&self) -> (f64, f64) {
        let (mut sum, mut low, mut high) = (0, 0, 0);
        for part in &self.parts {
            sum += part.weight.0;
            low = low.min(sum);
            high = high.max(sum);
        }
        (bits(low) - 1.0, bits(high) + 1.0)
    }
}

fn bits(milli: i32) -> f64 {
    f64::from(milli) / 1_000.0
}

fn bar(out: &mut String, row: usize, (from, to): (f64, f64), colour: &str, weight: MilliBits) {
    let y = TOP + ROW * row as f64 + 7.0;
    let (left, width) = (from.min(to), (to - from).abs().max(1.0));
    let _ = write!(
        out,
        "<rect x=\"{left:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"20\" fill=\"{colour}\"/>\
         <text x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#222\">{}{:.2}</text>",
        WIDTH - 12.0,
        y + 15.0,
        if weight.0 < 0 { "−" } else { "+" },
        bits(weight.0).abs(),
    );
}

/// A probability as a percentage that never rounds to certainty.
pub(super) fn percent(probability: f64) -> String {
    match probability * 100.0 {
        p if p > 99.99 => "above 99.99 %".to_owned(),
        p if p < 0.01 => "below 0.01 %".to_owned(),
        p => format!("{p:.2} %"),
    }
}

pub(super) fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    html(text, &mut out);
    out
}

impl std::fmt::Display for RecordId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Integer(id) => id.fmt(f),
            Self::Text(id) => id.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_value_stays_text() {
        assert_eq!(
            escape("<b onload='x'>&\u{202e}"),
            "&lt;b onload=&#39;x&#39;&gt;&amp;⟨U+202E⟩"
        );
        assert_eq!(percent(0.999_999_9), "above 99.99 %");
    }
}
