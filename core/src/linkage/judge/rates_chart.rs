//! Error rates by group as a picture: for each group its rates, with intervals, on one scale.

use std::fmt::Write as _;

use super::{
    error_rates::{ErrorRate, ErrorRates, RateGap},
    plot::{close, open},
};
use crate::linkage::chart::{AGAINST, FOR, escape, shorten};

const ROW: f64 = 46.0;
const TOP: f64 = 66.0;
/// Where the scale begins and ends.
const SCALE: (f64, f64) = (230.0, 640.0);

impl ErrorRates {
    /// The missed-match rate and the share of links that are false of each group, with their intervals, as
    /// SVG.
    pub fn to_svg(&self) -> String {
        let height = TOP + ROW * self.groups.len().max(1) as f64 + 52.0;
        let mut out = open("Error rates by group", &self.in_words(), height);
        let rates = self
            .groups
            .iter()
            .flat_map(|group| [group.missed_match, group.false_discovery]);
        let most = rates
            .filter(|rate| rate.rate.is_some())
            .map(|rate| rate.high)
            .fold(0.01, f64::max);
        let x = |rate: f64| SCALE.0 + rate / most * (SCALE.1 - SCALE.0);
        let bottom = TOP + ROW * self.groups.len() as f64;
        for fourth in 0..=4 {
            let rate = most * f64::from(fourth) / 4.0;
            let _ = write!(
                out,
                "<line x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"{TOP}\" y2=\"{bottom}\" stroke=\"#e5e5e5\"/>\
                 <text x=\"{0:.1}\" y=\"{1}\" text-anchor=\"middle\" fill=\"#444\">{2:.1} %</text>",
                x(rate),
                bottom + 16.0,
                rate * 100.0,
            );
        }
        let _ = write!(
            out,
            "<circle cx=\"236\" cy=\"44\" r=\"5\" fill=\"{FOR}\"/><text x=\"248\" y=\"48\">missed matches</text>\
             <rect x=\"401\" y=\"39\" width=\"10\" height=\"10\" fill=\"{AGAINST}\"/>\
             <text x=\"418\" y=\"48\">links that are false</text>"
        );
        for (row, group) in self.groups.iter().enumerate() {
            let y = TOP + ROW * row as f64;
            let _ = write!(
                out,
                "<text x=\"12\" y=\"{:.1}\" font-weight=\"600\">{}</text>\
                 <text x=\"12\" y=\"{:.1}\" fill=\"#444\" font-size=\"12\">records: {}</text>",
                y + 18.0,
                escape(&shorten(&group.group, 28)),
                y + 34.0,
                group.records,
            );
            for (rate, colour, y) in [
                (group.missed_match, FOR, y + 14.0),
                (group.false_discovery, AGAINST, y + 31.0),
            ] {
                draw(&mut out, rate, colour, y, x);
            }
        }
        close(&mut out, height);
        out
    }

    /// What the picture shows, for a reader who does not see it.
    fn in_words(&self) -> String {
        let gap = |name: &str, gap: &RateGap| match gap {
            RateGap::Found {
                highest,
                lowest,
                ratio,
                low,
                high,
            } => format!(
                "{name}: {highest} has {ratio:.2} times the rate of {lowest} (95 % interval {low:.2} to {high:.2})."
            ),
            RateGap::Insufficient { reason } => format!("{name}: insufficient, {reason}."),
        };
        [
            gap("Missed matches", &self.missed_match),
            gap("Links that are false", &self.false_discovery),
            gap("False matches by all different pairs", &self.false_match),
        ]
        .join(" ")
    }
}

/// One rate: a dot or a square with its interval, and the numbers behind it.
fn draw(out: &mut String, rate: ErrorRate, colour: &str, y: f64, x: impl Fn(f64) -> f64) {
    let Some(share) = rate.rate else {
        let _ = write!(
            out,
            "<text x=\"{}\" y=\"{:.1}\" fill=\"#444\" font-size=\"12\">no pair</text>",
            SCALE.1 + 12.0,
            y + 4.0
        );
        return;
    };
    let at = x(share);
    let sign = if colour == FOR {
        format!("<circle cx=\"{at:.1}\" cy=\"{y:.1}\" r=\"5\" fill=\"{colour}\"/>")
    } else {
        format!(
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"10\" height=\"10\" fill=\"{colour}\"/>",
            at - 5.0,
            y - 5.0
        )
    };
    let _ = write!(
        out,
        "<line x1=\"{:.1}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\" stroke=\"{colour}\" stroke-width=\"2\"/>{sign}\
         <text x=\"{}\" y=\"{:.1}\" fill=\"#222\" font-size=\"12\">{} of {} ({:.2} %)</text>",
        x(rate.low),
        x(rate.high),
        SCALE.1 + 12.0,
        y + 4.0,
        rate.errors,
        rate.pairs,
        share * 100.0,
    );
}
