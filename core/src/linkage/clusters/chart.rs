//! A cluster as a picture: its records on a circle, its links between them.
//!
//! Plain SVG and HTML, escaped, without script or network.

use std::{collections::BTreeMap, f64::consts::PI, fmt::Write as _};

use super::{ClusterExplanation, ClusterLink, ClusterPair, ClusterRecord, JudgementKind};
use crate::linkage::chart::{escape, percent, shorten};

/// A larger cluster is a table only.
const MOST_DRAWN: usize = 40;
/// Rows that a table shows at most; the rest is counted.
const MOST_ROWS: usize = 200;
/// With so many records there is room for weights beside the links.
const MOST_LABELLED: usize = 12;

const WIDTH: f64 = 860.0;
const LEGEND: f64 = 104.0;
const HOLDING: &str = "#2166ac";
const BRIDGE: &str = "#b35806";
const OTHER: &str = "#9db4c8";
const JUDGED: &str = "#1b7837";
const AGAINST: &str = "#999999";

impl ClusterExplanation {
    /// The records on a circle and the links between them: those that hold the cluster together blue, bridges orange, links that hang
    /// on one comparison dashed, the others pale, must-links green, evidence against dotted grey. Of a cluster of more
    /// than 40 records it says only that.
    pub fn to_svg(&self) -> String {
        let count = self.members.len();
        if count > MOST_DRAWN {
            return self.frame(
                76.0,
                &format!(
                    "<text x=\"12\" y=\"30\">{count} records: too many to draw. See the tables.</text>"
                ),
            );
        }
        let radius = (70.0 + 9.0 * count as f64).min(300.0);
        let height = 2.0 * radius + 70.0 + LEGEND;
        let centre = (WIDTH / 2.0, radius + 35.0);
        let places: BTreeMap<&ClusterRecord, (f64, f64)> = self
            .members
            .iter()
            .enumerate()
            .map(|(at, record)| {
                let turn = 2.0 * PI * at as f64 / count as f64 - PI / 2.0;
                let (sin, cos) = (libm::sin(turn), libm::cos(turn));
                (record, (centre.0 + radius * cos, centre.1 + radius * sin))
            })
            .collect();
        let mut out = String::new();
        for pair in &self.against {
            line(&mut out, &places, pair, &style(AGAINST, 1.0, "1 4"));
        }
        for is_holding in [false, true] {
            for link in self.links.iter().filter(|l| l.holding == is_holding) {
                line(&mut out, &places, &link.pair, &link.style());
            }
        }
        for effect in &self.judgements {
            if effect.kind == JudgementKind::MustLink {
                let (a, b) = (places.get(&effect.left), places.get(&effect.right));
                if let (Some(a), Some(b)) = (a, b) {
                    stroke(&mut out, *a, *b, &style(JUDGED, 3.0, ""));
                }
            }
        }
        if count <= MOST_LABELLED {
            for link in self.links.iter().filter(|l| l.holding) {
                weight(&mut out, &places, &link.pair);
            }
        }
        for (record, (x, y)) in &places {
            let (anchor, side) = match x - centre.0 {
                d if d > 1.0 => ("start", 11.0),
                d if d < -1.0 => ("end", -11.0),
                _ => ("middle", 0.0),
            };
            let down = match (anchor, y - centre.1) {
                ("middle", d) if d < 0.0 => -12.0,
                ("middle", _) => 22.0,
                _ => 4.0,
            };
            let _ = write!(
                out,
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"6\" fill=\"#fff\" stroke=\"#222\" stroke-width=\"2\"/>\
                 <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{}</text>",
                x + side,
                y + down,
                escape(&shorten(&self.name(record), 24)),
            );
        }
        legend(&mut out, height - LEGEND + 18.0);
        self.frame(height, &out)
    }

    /// The picture, the joins in their order, links, evidence against and judgements as a piece of HTML. A table has at most 200
    /// rows; further ones are counted.
    pub fn to_html(&self) -> String {
        let mut out = format!(
            "<div class=\"caselink-cluster\" style=\"font-family:system-ui,sans-serif;color:#222\">{}<p>",
            self.to_svg()
        );
        let pairs = &self.pairs;
        let _ = write!(
            out,
            "{} records, {} possible pairs: {} reach the threshold of {}, {} were compared and do not, {} were not \
             compared",
            self.members.len(),
            pairs.possible,
            pairs.reaching,
            percent(self.probability),
            pairs.below,
            pairs.not_compared,
        );
        if pairs.unknown > 0 {
            let _ = write!(out, ", {} are no links", pairs.unknown);
        }
        out.push_str(".</p>");
        if self.hangs_on_fragile_bridge {
            out.push_str(
                "<p><strong>Hangs on one comparison of one link: without it the cluster falls apart.</strong></p>",
            );
        }
        let name = |record: &ClusterRecord| self.name(record);
        let steps = self.steps.iter().enumerate().map(|(at, step)| {
            let place = |place: Option<u32>| place.map(|p| p as usize);
            let link = place(step.link).and_then(|p| self.links.get(p));
            let judged = place(step.judgement).and_then(|p| self.judgements.get(p));
            let by = match (link, judged) {
                (Some(link), _) => {
                    format!("{} – {}", name(&link.pair.left), name(&link.pair.right))
                }
                (_, Some(effect)) => format!("judged by {}", effect.judgement.who),
                _ => String::new(),
            };
            let group = |record: &ClusterRecord, members| match members {
                1 => name(record),
                _ => format!("group of {} ({members})", name(record)),
            };
            vec![
                (at + 1).to_string(),
                group(&step.into, step.into_members),
                group(&step.from, step.from_members),
                by,
                link.map_or_else(String::new, |l| l.pair.weight.to_string()),
                link.map_or_else(String::new, |l| percent(l.pair.probability)),
                link.map_or_else(String::new, ClusterLink::remark),
            ]
        });
        let heads = [
            "step",
            "joined",
            "with",
            "by",
            "weight",
            "probability",
            "remark",
        ];
        table(&mut out, "What made it", &heads, steps);
        let pair = |pair: &ClusterPair| {
            vec![
                name(&pair.left),
                name(&pair.right),
                pair.weight.to_string(),
                percent(pair.probability),
            ]
        };
        let heads = ["record", "record", "weight", "probability"];
        let others = self.links.iter().filter(|l| !l.holding);
        table(
            &mut out,
            "Further links",
            &heads,
            others.map(|l| pair(&l.pair)),
        );
        table(
            &mut out,
            "Evidence against",
            &heads,
            self.against.iter().map(pair),
        );
        self.judged(&mut out);
        let _ = write!(out, "<p><small>{}</small></p></div>", escape(self.notice));
        out
    }

    /// The judgements as a table.
    fn judged(&self, out: &mut String) {
        let judgements = self.judgements.iter().map(|effect| {
            let judgement = &effect.judgement;
            let what = match effect.kind {
                JudgementKind::MustLink => "one person",
                JudgementKind::CannotLink => "two persons",
            };
            vec![
                format!("{} – {}", self.name(&effect.left), self.name(&effect.right)),
                what.to_owned(),
                judgement.who.clone(),
                judgement.why.expose().clone(),
                judgement.at.to_rfc3339(),
                if effect.changed { "yes" } else { "no" }.to_owned(),
                effect.refused.len().to_string(),
            ]
        });
        let heads = [
            "records",
            "judged",
            "by",
            "why",
            "at",
            "changed it",
            "links refused",
        ];
        table(out, "Judgements", &heads, judgements);
    }

    /// The id, and the table where members are of two.
    fn name(&self, record: &ClusterRecord) -> String {
        let of_two = self.members.iter().any(|m| m.table != record.table);
        if of_two {
            format!(
                "{} ({})",
                record.id,
                ["first", "second"][usize::from(record.table.min(1))]
            )
        } else {
            record.id.to_string()
        }
    }

    fn frame(&self, height: f64, inner: &str) -> String {
        let name = escape(&self.name(&self.cluster));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
             style=\"max-width:100%;height:auto\" role=\"img\" font-family=\"system-ui,sans-serif\" font-size=\"13\">\
             <title>Cluster of {name}: {} records held together by {} joins</title>\
             <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>{inner}\
             <text x=\"12\" y=\"{:.1}\" fill=\"#555\" font-size=\"11\">{}</text></svg>",
            self.members.len(),
            self.steps.len(),
            height - 8.0,
            escape(self.notice),
        )
    }
}

impl ClusterLink {
    fn style(&self) -> String {
        let dashes = if self.fragile.is_empty() { "" } else { "7 4" };
        match (self.holding, self.bridge) {
            (_, true) => style(BRIDGE, self.width(), dashes),
            (true, false) => style(HOLDING, self.width(), dashes),
            (false, false) => style(OTHER, 1.5, ""),
        }
    }

    /// Two points of width at no weight, and one more for each eight bits up to four.
    fn width(&self) -> f64 {
        2.0 + (f64::from(self.pair.weight.0) / 8_000.0).clamp(0.0, 4.0)
    }

    fn remark(&self) -> String {
        let mut remarks = Vec::new();
        if self.bridge {
            remarks.push("bridge".to_owned());
        }
        if !self.fragile.is_empty() {
            remarks.push(format!("hangs on {}", self.fragile.join(" or on ")));
        }
        remarks.join(", ")
    }
}

type Places<'a> = BTreeMap<&'a ClusterRecord, (f64, f64)>;

fn style(colour: &str, width: f64, dashes: &str) -> String {
    format!("stroke=\"{colour}\" stroke-width=\"{width:.1}\" stroke-dasharray=\"{dashes}\"")
}

fn stroke(out: &mut String, a: (f64, f64), b: (f64, f64), style: &str) {
    let _ = write!(
        out,
        "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" {style}/>",
        a.0, a.1, b.0, b.1
    );
}

fn line(out: &mut String, places: &Places<'_>, pair: &ClusterPair, style: &str) {
    if let (Some(a), Some(b)) = (places.get(&pair.left), places.get(&pair.right)) {
        stroke(out, *a, *b, style);
    }
}

/// The weight of a link in bits, on a white ground at a third of its length, where fewer links cross.
fn weight(out: &mut String, places: &Places<'_>, pair: &ClusterPair) {
    if let (Some(a), Some(b)) = (places.get(&pair.left), places.get(&pair.right)) {
        let (x, y) = ((2.0 * a.0 + b.0) / 3.0, (2.0 * a.1 + b.1) / 3.0);
        let _ = write!(
            out,
            "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"11\" fill=\"#222\" stroke=\"#fff\" \
             stroke-width=\"4\" paint-order=\"stroke\">{:+.1}</text>",
            y + 4.0,
            f64::from(pair.weight.0) / 1_000.0
        );
    }
}

fn legend(out: &mut String, y: f64) {
    let kinds = [
        (style(HOLDING, 3.0, ""), "made a join"),
        (
            style(BRIDGE, 3.0, ""),
            "bridge: without it the cluster splits",
        ),
        (
            style(HOLDING, 3.0, "7 4"),
            "dashed: hangs on one comparison",
        ),
        (style(OTHER, 1.5, ""), "further link"),
        (style(JUDGED, 3.0, ""), "judged to be one person"),
        (style(AGAINST, 1.0, "1 4"), "compared, below the threshold"),
    ];
    for (at, (style, words)) in kinds.iter().enumerate() {
        let (x, y) = (12.0 + 290.0 * (at % 3) as f64, y + 24.0 * (at / 3) as f64);
        stroke(out, (x, y), (x + 34.0, y), style);
        let _ = write!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"11\">{words}</text>",
            x + 42.0,
            y + 4.0
        );
    }
    let _ = write!(
        out,
        "<text x=\"12\" y=\"{:.1}\" font-size=\"11\" fill=\"#444\">Numbers: match weight in bits. Thicker is stronger.</text>",
        y + 48.0
    );
}

/// A table under a heading; nothing where there is no row.
fn table(out: &mut String, heading: &str, heads: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        return;
    }
    let _ = write!(
        out,
        "<details open><summary>{heading}</summary><table style=\"border-collapse:collapse;font-size:13px\"><tr>"
    );
    for head in heads {
        let _ = write!(
            out,
            "<th align=\"left\" style=\"padding-right:1em\">{head}</th>"
        );
    }
    out.push_str("</tr>");
    for row in rows.by_ref().take(MOST_ROWS) {
        out.push_str("<tr>");
        for cell in row {
            let _ = write!(
                out,
                "<td style=\"padding-right:1em\">{}</td>",
                escape(&cell)
            );
        }
        out.push_str("</tr>");
    }
    out.push_str("</table>");
    match rows.count() {
        0 => {}
        more => {
            let _ = write!(out, "<p>and {more} more</p>");
        }
    }
    out.push_str("</details>");
}
