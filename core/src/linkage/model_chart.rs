//! A model as pictures: what each level is worth, and how often records agree so.

use std::fmt::Write as _;

use super::{
    MilliBits, Model,
    chart::{AGAINST, FOR, NEUTRAL, WIDTH, escape, shorten},
    judge::{close, open},
};

const ROW: f64 = 22.0;
const HEAD: f64 = 28.0;
const TOP: f64 = 40.0;
/// Where the bars begin and end.
const BARS: (f64, f64) = (330.0, 740.0);

impl Model {
    /// What each comparison level adds to a sum, as SVG: a bar for each level from 0 to its match weight,
    /// blue for and orange against, under the prior where every sum starts.
    pub fn weights_svg(&self) -> String {
        let weights = self.levels().map(|(.., weight, _, _)| weight);
        let (low, high) = weights
            .chain([self.prior_weight()])
            .fold((0, 0), |(low, high), w| (low.min(w.0), high.max(w.0)));
        let (low, high) = (bits(low) - 0.5, bits(high) + 0.5);
        let x = |bits: f64| BARS.0 + (bits - low) / (high - low) * (BARS.1 - BARS.0);
        let zero = x(0.0);
        self.draw(
            "Match weights",
            &format!(
                "What each comparison level adds to the weight of a pair, in bits. Every sum starts at {}.",
                self.prior_weight()
            ),
            |out, row| {
                let (from, to) = (zero, x(bits(row.weight.0)));
                let colour = match (row.is_prior, row.weight.0) {
                    (true, _) | (_, 0) => NEUTRAL,
                    (_, 1..) => FOR,
                    _ => AGAINST,
                };
                rectangle(out, (from.min(to), from.max(to)), row.y + 3.0, 16.0, colour);
                let sign = if row.weight.0 < 0 { '−' } else { '+' };
                number(out, row.y, &format!("{sign}{:.2}", bits(row.weight.0).abs()));
            },
            |out, bottom| {
                let _ = write!(
                    out,
                    "<line x1=\"{zero:.1}\" x2=\"{zero:.1}\" y1=\"{TOP}\" y2=\"{bottom}\" stroke=\"#999\"/>"
                );
            },
        )
    }

    /// How often records agree on each comparison level, as SVG: m, of records of one person, in blue above
    /// u, of records of two persons, in orange.
    pub fn probabilities_svg(&self) -> String {
        let x = |share: f64| BARS.0 + share * (BARS.1 - BARS.0);
        self.draw(
            "How often records agree",
            "For each comparison level m, its probability between records of one person (blue, above), and u, \
             between records of two persons (orange, below).",
            |out, row| {
                if let Some((m, u)) = row.m_and_u {
                    rectangle(out, (x(0.0), x(m)), row.y + 3.0, 8.0, FOR);
                    rectangle(out, (x(0.0), x(u)), row.y + 11.0, 8.0, AGAINST);
                    number(out, row.y, &format!("{} / {}", share(m), share(u)));
                } else {
                    number(out, row.y, &share(self.prior_probability()));
                }
            },
            |out, bottom| {
                number(out, TOP - 21.0, "m / u");
                for at in [0.0, 0.25, 0.5, 0.75, 1.0] {
                    let _ = write!(
                        out,
                        "<line x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"{TOP}\" y2=\"{bottom}\" stroke=\"#e5e5e5\"/>\
                         <text x=\"{0:.1}\" y=\"{1}\" text-anchor=\"middle\" fill=\"#444\" font-size=\"12\">{at}</text>",
                        x(at),
                        TOP - 6.0,
                    );
                }
            },
        )
    }

    /// The chart of weights and a table of all numbers as a piece of HTML, for a page or a notebook.
    pub fn to_html(&self) -> String {
        let mut out = format!(
            "<div class=\"caselink-model\" style=\"font-family:system-ui,sans-serif;color:#222\">{}\
             <details><summary>Numbers</summary><table style=\"border-collapse:collapse;font-size:13px\">\
             <tr><th align=\"left\">comparison</th><th align=\"left\">level</th><th align=\"right\">m</th>\
             <th align=\"right\">u</th><th align=\"right\">match weight</th></tr>\
             <tr><td>prior</td><td></td><td align=\"right\" colspan=\"2\">{:.3e}</td><td align=\"right\">{}</td></tr>",
            self.weights_svg(),
            self.prior_probability(),
            self.prior_weight(),
        );
        for (name, label, weight, m, u) in self.levels() {
            let _ = write!(
                out,
                "<tr><td>{}</td><td style=\"padding:0 1em\">{}</td><td align=\"right\">{m:.4}</td>\
                 <td align=\"right\" style=\"padding:0 1em\">{u:.2e}</td><td align=\"right\">{weight}</td></tr>",
                escape(name),
                escape(label),
            );
        }
        out + "</table></details></div>"
    }

    /// Comparison, level in words, weight, m and u of all levels.
    fn levels(&self) -> impl Iterator<Item = (&str, &'static str, MilliBits, f64, f64)> {
        let kinds = self.settings().comparisons.iter();
        self.comparisons()
            .iter()
            .zip(kinds)
            .flat_map(|(known, kind)| {
                let levels = known.levels.iter().zip(kind.levels()).enumerate();
                levels.map(|(at, (level, grade))| {
                    let name = known.name.as_str();
                    (name, grade.label, known.weight(at), level.m, level.u)
                })
            })
    }

    /// A row for the prior, then the levels of each comparison under its name.
    fn draw(
        &self,
        title: &str,
        about: &str,
        bar: impl Fn(&mut String, &Row),
        scale: impl Fn(&mut String, f64),
    ) -> String {
        let rows = 1 + self
            .comparisons()
            .iter()
            .map(|c| c.levels.len())
            .sum::<usize>();
        let bottom = TOP + ROW * rows as f64 + HEAD * self.comparisons().len() as f64;
        let height = bottom + 34.0;
        let mut out = open(title, about, height);
        scale(&mut out, bottom);
        label(&mut out, TOP, "prior");
        bar(
            &mut out,
            &Row {
                y: TOP,
                is_prior: true,
                weight: self.prior_weight(),
                m_and_u: None,
            },
        );
        let mut y = TOP + ROW;
        let mut before = None;
        for (place, (name, words, weight, m, u)) in self.places().zip(self.levels()) {
            if before.replace(place) != Some(place) {
                let _ = write!(
                    out,
                    "<text x=\"12\" y=\"{:.1}\" font-weight=\"600\">{}</text>",
                    y + 20.0,
                    escape(&shorten(name, 40)),
                );
                y += HEAD;
            }
            label(&mut out, y, words);
            bar(
                &mut out,
                &Row {
                    y,
                    is_prior: false,
                    weight,
                    m_and_u: Some((m, u)),
                },
            );
            y += ROW;
        }
        close(&mut out, height);
        out
    }

    /// The place of each level's comparison.
    fn places(&self) -> impl Iterator<Item = usize> {
        let comparisons = self.comparisons().iter().enumerate();
        comparisons.flat_map(|(place, c)| c.levels.iter().map(move |_| place))
    }
}

struct Row {
    y: f64,
    is_prior: bool,
    weight: MilliBits,
    m_and_u: Option<(f64, f64)>,
}

fn bits(milli: i32) -> f64 {
    f64::from(milli) / 1_000.0
}

/// A probability with three digits that say something.
fn share(probability: f64) -> String {
    if probability >= 0.001 {
        format!("{probability:.3}")
    } else {
        format!("{probability:.0e}")
    }
}

fn label(out: &mut String, y: f64, words: &str) {
    let _ = write!(
        out,
        "<text x=\"24\" y=\"{:.1}\" fill=\"#333\" font-size=\"12\">{}</text>",
        y + 15.0,
        escape(&shorten(words, 50)),
    );
}

fn number(out: &mut String, y: f64, words: &str) {
    let _ = write!(
        out,
        "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#222\" font-size=\"12\">{words}</text>",
        WIDTH - 10.0,
        y + 15.0,
    );
}

fn rectangle(out: &mut String, (left, right): (f64, f64), y: f64, height: f64, colour: &str) {
    let _ = write!(
        out,
        "<rect x=\"{left:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{height}\" fill=\"{colour}\"/>",
        (right - left).max(0.5),
    );
}
