//! How far apart are two times, when each is known as a span only?
//!
//! Each time is taken to be uniform in its span, and the two to be independent: the assumption of aoristic analysis
//! (Ratcliffe 2000). The gap between them then has a density in the form of a trapezoid, and everything here is
//! an exact integral over it: no sampling, and no difference of large numbers when one span is short and the other long.
//!
//! Spans are `(earliest, latest)` in one unit, such as days. Where a span ends before it starts, or is no number, the answer
//! is not a number. Each answer takes constant time.
//!
//! Sources: Porter 2016, Am Stat 70:152, for the expected gaps.

/// The density of the gap between two times: it rises from `least`, is level from `rise` to `fall`, and ends at `most`.
#[derive(Clone, Copy, Debug)]
struct Gap {
    least: f64,
    rise: f64,
    fall: f64,
    most: f64,
    /// Length of the shorter span.
    short: f64,
    /// Length of the longer span.
    long: f64,
}

impl Gap {
    fn new(a: (f64, f64), b: (f64, f64)) -> Option<Self> {
        // either way round gives the same bits
        let order = a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1));
        let (a, b) = if order.is_le() { (a, b) } else { (b, a) };
        let lengths = (a.1 - a.0, b.1 - b.0);
        // not a number is no length either
        if !(lengths.0 >= 0.0 && lengths.1 >= 0.0) {
            return None;
        }
        let (short, long) = (lengths.0.min(lengths.1), lengths.0.max(lengths.1));
        let (least, most) = (a.0 - b.1, a.1 - b.0);
        Some(Self {
            least,
            rise: least + short,
            fall: most - short,
            most,
            short,
            long,
        })
    }

    fn middle(self) -> f64 {
        f64::midpoint(self.least, self.most)
    }

    fn density(self, gap: f64) -> f64 {
        let ramp = (gap - self.least).min(self.most - gap).max(0.0);
        if ramp < self.short {
            ramp / (self.short * self.long)
        } else {
            1.0 / self.long
        }
    }

    /// The probability that the gap is below `gap`; the two spans are not both of length 0.
    fn below(self, gap: f64) -> f64 {
        let area = |ramp: f64| ramp / self.short * (ramp / self.long) / 2.0;
        if gap <= self.least {
            0.0
        } else if gap < self.rise {
            area(gap - self.least)
        } else if gap <= self.fall {
            self.short / self.long / 2.0 + (gap - self.rise) / self.long
        } else if gap < self.most {
            1.0 - area(self.most - gap)
        } else {
            1.0
        }
    }

    /// The integral of density and `f` from `from` to `to`, between which `f` is a straight line.
    fn integral(self, from: f64, to: f64, f: impl Fn(f64) -> f64) -> f64 {
        let knots = [from, self.rise, self.fall, to];
        let mut sum = 0.0;
        for pair in knots.windows(2) {
            let &[left, right] = pair else { continue };
            let (left, right) = (left.clamp(from, to), right.clamp(from, to));
            if right > left {
                // both are straight lines here
                let (f_left, f_right) = (f(left), f(right));
                let (p_left, p_right) = (self.density(left), self.density(right));
                let product =
                    p_left * (2.0 * f_left + f_right) + p_right * (f_left + 2.0 * f_right);
                sum += (right - left) * product / 6.0;
            }
        }
        sum
    }
}

/// The expected gap between two times, E|A - B|, in the unit of the spans.
///
/// Spans that do not overlap have the difference of their middles; two times within one span of length L have L / 3.
///
/// ```
/// use caselink::patterns::expected_gap;
///
/// assert_eq!(expected_gap((2.0, 2.0), (5.0, 5.0)), 3.0);
/// assert_eq!(expected_gap((0.0, 2.0), (6.0, 10.0)), 7.0);
/// assert_eq!(expected_gap((0.0, 3.0), (0.0, 3.0)), 1.0);
/// ```
pub fn expected_gap(a: (f64, f64), b: (f64, f64)) -> f64 {
    let Some(gap) = Gap::new(a, b) else {
        return f64::NAN;
    };
    if gap.least >= 0.0 || gap.most <= 0.0 {
        return gap.middle().abs();
    }
    gap.integral(gap.least, 0.0, f64::abs) + gap.integral(0.0, gap.most, f64::abs)
}

/// The expected gap between two times round a cycle, such as a day or a week: E min(d, cycle - d), in the unit of the spans.
///
/// Half a cycle at most. Where one span covers the whole cycle it says nothing of the place in it, and the answer is a
/// quarter of the cycle. `cycle` must be above 0.
///
/// ```
/// use caselink::patterns::expected_circular_gap;
///
/// // in hours: 23:00 on one day and 01:00 on another are two hours apart
/// assert_eq!(expected_circular_gap((23.0, 23.0), (49.0, 49.0), 24.0), 2.0);
/// assert_eq!(expected_circular_gap((0.0, 24.0), (49.0, 49.0), 24.0), 6.0);
/// ```
pub fn expected_circular_gap(a: (f64, f64), b: (f64, f64), cycle: f64) -> f64 {
    let Some(gap) = Gap::new(a, b).filter(|_| cycle > 0.0) else {
        return f64::NAN;
    };
    if gap.long >= cycle {
        return cycle / 4.0;
    }
    // a straight line between whole halves of the cycle
    let half = cycle / 2.0;
    let round = |gap: f64| {
        let rest = gap.rem_euclid(cycle);
        rest.min(cycle - rest)
    };
    let first = (gap.least / half).floor();
    if gap.most <= (first + 1.0) * half {
        return round(gap.middle());
    }
    // both spans are below the cycle, so there are five pieces at most
    let mut sum = 0.0;
    for piece in 0..6 {
        let from = (first + f64::from(piece)) * half;
        let (from, to) = (from.max(gap.least), (from + half).min(gap.most));
        if from < to {
            sum += gap.integral(from, to, round);
        }
    }
    sum
}

/// The probability that two times are at most `tau` apart, P(|A - B| ≤ tau).
///
/// Quadratic in `tau`, piece by piece. Two exact times give 0 or 1.
///
/// ```
/// use caselink::patterns::probability_within;
///
/// assert_eq!(probability_within((1.0, 1.0), (8.0, 8.0), 7.0), 1.0);
/// assert_eq!(probability_within((0.0, 1.0), (0.0, 1.0), 0.5), 0.75);
/// ```
pub fn probability_within(a: (f64, f64), b: (f64, f64), tau: f64) -> f64 {
    let Some(gap) = Gap::new(a, b).filter(|_| !tau.is_nan()) else {
        return f64::NAN;
    };
    if tau < 0.0 {
        0.0
    } else if gap.long == 0.0 {
        f64::from(u8::from(gap.least.abs() <= tau))
    } else {
        (gap.below(tau) - gap.below(-tau)).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The mean of `f` over the two spans, by the middles of a fine grid.
    fn by_grid(a: (f64, f64), b: (f64, f64), f: impl Fn(f64) -> f64) -> f64 {
        const STEPS: u32 = 400;
        let at = |span: (f64, f64), step: u32| {
            span.0 + (span.1 - span.0) * (f64::from(step) + 0.5) / f64::from(STEPS)
        };
        let mut sum = 0.0;
        for i in 0..STEPS {
            for j in 0..STEPS {
                sum += f(at(a, i) - at(b, j));
            }
        }
        sum / f64::from(STEPS * STEPS)
    }

    /// The formula as published, by the pieces into which the four ends cut the line.
    fn as_published(a: (f64, f64), b: (f64, f64)) -> f64 {
        let mut ends = [a.0, a.1, b.0, b.1];
        ends.sort_by(f64::total_cmp);
        let share = |span: (f64, f64), left: f64, right: f64| {
            (right.min(span.1) - left.max(span.0)).max(0.0) / (span.1 - span.0)
        };
        let mut sum = 0.0;
        for k in 0..3 {
            let p = share(a, ends[k], ends[k + 1]);
            for l in 0..3 {
                let q = share(b, ends[l], ends[l + 1]);
                let middle = |n: usize| f64::midpoint(ends[n], ends[n + 1]);
                sum += p
                    * q
                    * if k == l {
                        (ends[k + 1] - ends[k]) / 3.0
                    } else {
                        (middle(k) - middle(l)).abs()
                    };
            }
        }
        sum
    }

    fn circle(cycle: f64) -> impl Fn(f64) -> f64 {
        move |gap: f64| {
            let gap = gap.abs() % cycle;
            gap.min(cycle - gap)
        }
    }

    fn span() -> impl Strategy<Value = (f64, f64)> {
        (-20.0..20.0, prop_oneof![Just(0.0), 0.0..1e-6, 0.0..15.0])
            .prop_map(|(start, length): (f64, f64)| (start, start + length))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn gaps_are_those_of_a_grid(a in span(), b in span()) {
            let close = |found: f64, grid: f64, within: f64| (found - grid).abs() <= within;
            prop_assert!(close(expected_gap(a, b), by_grid(a, b, f64::abs), 1e-3));
            prop_assert_eq!(expected_gap(a, b).to_bits(), expected_gap(b, a).to_bits());
            if a.1 - a.0 > 1e-3 && b.1 - b.0 > 1e-3 {
                prop_assert!(close(expected_gap(a, b), as_published(a, b), 1e-9));
            }
            for cycle in [7.0, 24.0] {
                let whole = a.1 - a.0 >= cycle || b.1 - b.0 >= cycle;
                let grid = if whole { cycle / 4.0 } else { by_grid(a, b, circle(cycle)) };
                let found = expected_circular_gap(a, b, cycle);
                prop_assert!(close(found, grid, 2e-3), "{a:?} {b:?} {found} {grid}");
                prop_assert!((0.0..=cycle / 2.0 + 1e-9).contains(&found));
            }
        }

        #[test]
        fn probabilities_are_those_of_a_grid(a in span(), b in span(), tau in 0.0..20.0) {
            let found = probability_within(a, b, tau);
            // half a step of the longer span is what the grid can be off
            let grid = by_grid(a, b, |gap| f64::from(u8::from(gap.abs() <= tau)));
            prop_assert!((found - grid).abs() <= 6e-3, "{a:?} {b:?} {tau} {found} {grid}");
            prop_assert!(probability_within(a, b, tau + 0.5) >= found - 1e-12);
            prop_assert!((probability_within(b, a, tau) - found).abs() < 1e-12);
        }
    }

    /// The derivative of the probability is the density, so its integral to infinity is the expected gap.
    #[test]
    fn the_expected_gap_is_the_integral_of_what_is_beyond() {
        for (a, b) in [
            ((0.0, 4.0), (1.0, 2.5)),
            ((0.0, 3.0), (5.0, 6.0)),
            ((1.0, 1.0), (0.0, 9.0)),
        ] {
            let steps = 200_000;
            let width = 12.0 / f64::from(steps);
            let beyond: f64 = (0..steps)
                .map(|step| 1.0 - probability_within(a, b, (f64::from(step) + 0.5) * width))
                .sum();
            assert!((beyond * width - expected_gap(a, b)).abs() < 1e-6);
        }
    }

    #[test]
    fn a_very_short_span_beside_a_very_long_one_loses_nothing() {
        let gap = expected_gap((19_000.0, 19_000.0 + 1e-6), (18_900.0, 19_265.0));
        let exact = (100.0_f64.powi(2) + 265.0_f64.powi(2)) / 730.0;
        assert!((gap - exact).abs() < 1e-5, "{gap} {exact}");
    }

    #[test]
    fn what_is_no_span_has_no_gap() {
        for bad in [(2.0, 1.0), (f64::NAN, 1.0), (0.0, f64::NAN)] {
            assert!(expected_gap(bad, (0.0, 1.0)).is_nan());
            assert!(expected_circular_gap((0.0, 1.0), bad, 7.0).is_nan());
            assert!(probability_within(bad, (0.0, 1.0), 1.0).is_nan());
        }
        assert!(expected_circular_gap((0.0, 1.0), (0.0, 1.0), 0.0).is_nan());
        assert!(probability_within((0.0, 1.0), (0.0, 1.0), -1.0) < 1e-300);
    }
}
