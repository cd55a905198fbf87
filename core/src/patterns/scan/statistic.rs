//! The likelihood ratio of one cluster, and a table that says which clusters need not be looked at.

/// The likelihood ratio of a cluster from its cases and from what is at risk in it.
///
/// What is at risk is a whole number in an `f64`, so that sums of it are exact in any order: the cases of the places times
/// those of the days (permutation), people times days (Poisson), cases and controls (Bernoulli).
#[derive(Clone, Copy, Debug)]
pub(super) enum Statistic {
    /// Expected cases are what is at risk divided by `per_case`.
    Poisson { cases: f64, per_case: f64 },
    /// `all` are cases and controls.
    Bernoulli { cases: f64, all: f64 },
}

/// `a ln(b)`, and 0 where a is 0.
fn log_term(a: f64, b: f64) -> f64 {
    if a > 0.0 { a * libm::log(b) } else { 0.0 }
}

impl Statistic {
    /// Cases that are expected.
    pub(super) fn expected(self, risk: f64) -> f64 {
        match self {
            Self::Poisson { per_case, .. } => risk / per_case,
            Self::Bernoulli { cases, all } => risk * cases / all,
        }
    }

    /// All cases.
    pub(super) fn cases(self) -> f64 {
        match self {
            Self::Poisson { cases, .. } | Self::Bernoulli { cases, .. } => cases,
        }
    }

    /// The logarithm of the likelihood ratio; 0 where there are not more cases than expected. For given cases it falls with
    /// what is at risk.
    pub(super) fn llr(self, c: u32, risk: f64) -> f64 {
        let c = f64::from(c);
        match self {
            Self::Poisson { cases, per_case } => {
                let expected = risk / per_case;
                if c <= expected {
                    return 0.0;
                }
                let rest = cases - c;
                log_term(c, c / expected) + log_term(rest, rest / (cases - expected))
            }
            Self::Bernoulli { cases, all } => {
                if c * all <= cases * risk {
                    return 0.0;
                }
                let (rest, rest_risk) = (cases - c, all - risk);
                let (odd, rest_odd) = (risk - c, rest_risk - rest);
                let (case, control) = (cases / all, (all - cases) / all);
                log_term(c, c / risk / case)
                    + log_term(odd, odd / risk / control)
                    + log_term(rest, rest / rest_risk / case)
                    + log_term(rest_odd, rest_odd / rest_risk / control)
            }
        }
    }

    /// What may be at risk at most for `c` cases to reach the likelihood ratio `level`, or a little more than that;
    /// negative where none can. `below` is the answer for one case fewer.
    fn most_risk(self, c: u32, level: f64, below: f64) -> f64 {
        let count = f64::from(c);
        match self {
            Self::Poisson { cases, per_case } => {
                let rest = cases - count;
                if level <= 0.0 {
                    return count * per_case;
                }
                if rest <= 0.0 {
                    return count * libm::exp(-level / count) * (1.0 + 1e-6) * per_case;
                }
                // the ratio falls and is convex, so that Newton's method comes ever closer from the left
                let least = count * libm::exp(-level / count - 1.0);
                let mut expected = least.max(below / per_case * (1.0 - 1e-5));
                for _ in 0..60 {
                    let value = count * libm::log(count / expected)
                        + rest * libm::log(rest / (cases - expected))
                        - level;
                    let slope = rest / (cases - expected) - count / expected;
                    let step = -value / slope;
                    expected += step;
                    if step.abs() <= 1e-9 * expected {
                        break;
                    }
                }
                expected.min(count) * (1.0 + 1e-6) * per_case
            }
            Self::Bernoulli { cases, all } => {
                let (mut low, mut high) = (count, (all - cases + count).min(count * all / cases));
                if self.llr(c, low) < level {
                    return -1.0;
                }
                high = high.floor();
                while high - low >= 1.0 {
                    let middle = f64::midpoint(low, high).ceil();
                    if self.llr(c, middle) >= level {
                        low = middle;
                    } else {
                        high = middle - 1.0;
                    }
                }
                low
            }
        }
    }
}

/// The most that may be at risk, for each number of cases and for rising levels of the likelihood ratio.
///
/// A cluster above it cannot reach the level, so no logarithm is needed to pass it over.
#[derive(Debug)]
pub(super) struct Screen {
    levels: Vec<Level>,
}

/// One level of a [`Screen`].
#[derive(Debug)]
pub(super) struct Level {
    /// The most at risk for each number of cases; the last entry stands for all above it, and lets them pass.
    most: Vec<f64>,
    /// The fewest cases that can reach the level, for what is at risk, on a scale of logarithms.
    fewest: Vec<u32>,
}

/// Between two levels.
const STEP: f64 = 0.5;
/// The highest is 16, which chance rarely reaches; above it more is looked at than need be.
const LEVELS: u32 = 33;
/// Counts of cases that have an entry of their own.
const COUNTS: u32 = 4_096;
/// Bits of a number at risk that are not part of its place in [`Level::fewest`]: 64 places for each doubling.
const SHIFT: u32 = 46;
const FIRST: u64 = 1_f64.to_bits() >> SHIFT;

impl Screen {
    /// For counts from `min_cases` to `most_cases`.
    pub(super) fn new(statistic: Statistic, min_cases: u32, most_cases: u32) -> Self {
        let counts = most_cases.min(COUNTS);
        let levels = (0..LEVELS).map(|level| {
            let level = f64::from(level) * STEP;
            let mut below = 0.0_f64;
            let mut most: Vec<_> = (0..=counts)
                .map(|c| {
                    if c < min_cases {
                        return -1.0;
                    }
                    below = statistic.most_risk(c, level, below.max(0.0));
                    below
                })
                .collect();
            most.push(f64::INFINITY);
            Level::new(most)
        });
        Self {
            levels: levels.collect(),
        }
    }

    /// The highest level that a likelihood ratio has reached.
    pub(super) fn level(&self, llr: f64) -> &Level {
        &self.levels[((llr / STEP) as usize).min(self.levels.len() - 1)]
    }
}

impl Level {
    fn new(most: Vec<f64>) -> Self {
        let greatest = most
            .iter()
            .copied()
            .filter(|m| m.is_finite())
            .fold(1.0, f64::max);
        let mut fewest = Vec::new();
        let mut c = 0;
        for place in FIRST..=(greatest.to_bits() >> SHIFT) {
            let risk = f64::from_bits(place << SHIFT);
            while c + 1 < most.len() && most[c] < risk {
                c += 1;
            }
            fewest.push(c as u32);
        }
        Self { most, fewest }
    }

    /// Whether the level may be reached; when not, it is not.
    #[inline]
    pub(super) fn admits(&self, c: u32, risk: f64) -> bool {
        risk <= self.most[(c as usize).min(self.most.len() - 1)]
    }

    /// With fewer cases than this the level cannot be reached.
    #[inline]
    pub(super) fn fewest(&self, risk: f64) -> u32 {
        let place = (risk.to_bits() >> SHIFT).saturating_sub(FIRST) as usize;
        // below 1 nothing is known
        if risk < 1.0 {
            return 0;
        }
        self.fewest[place.min(self.fewest.len() - 1)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Leukaemia in upstate New York: cases and people of the clusters that `SaTScan` 9.6 finds (552 cases, 1,057,673 people).
    #[test]
    fn likelihood_ratios_of_the_poisson_model_are_those_of_satscan() {
        let poisson = Statistic::Poisson {
            cases: 552.0,
            per_case: 1_057_673.0 / 552.0,
        };
        for (cases, people, expected, llr) in [
            (100, 111_674.0, 58.28, 14.083_511),
            (38, 34_083.0, 17.79, 9.019_716),
            (64, 78_280.0, 40.85, 6.114_140),
            (25, 24_571.0, 12.82, 4.651_839),
            (12, 9_840.0, 5.14, 3.363_518),
            (11, 8_839.0, 4.61, 3.209_485),
        ] {
            assert!((poisson.llr(cases, people) - llr).abs() < 5e-7);
            assert!((poisson.expected(people) - expected).abs() < 5e-3);
        }
        assert!(poisson.llr(58, 111_674.0).abs() < f64::EPSILON);
        // all cases in a place: the rest adds nothing
        let all = poisson.llr(552, 1_000.0);
        assert!((all - 552.0 * (1_057.673_f64).ln()).abs() < 1e-6);
    }

    #[test]
    fn the_screen_passes_over_nothing_that_reaches_its_level() {
        for statistic in [
            Statistic::Poisson {
                cases: 300.0,
                per_case: 300.0,
            },
            Statistic::Poisson {
                cases: 40.0,
                per_case: 1e9,
            },
            Statistic::Bernoulli {
                cases: 60.0,
                all: 200.0,
            },
        ] {
            let most = 40;
            let screen = Screen::new(statistic, 2, most);
            let whole = statistic.cases() / statistic.expected(1.0);
            for c in 0..=most {
                for part in 1..=400_u32 {
                    let least = if let Statistic::Bernoulli { .. } = statistic {
                        f64::from(c)
                    } else {
                        0.0
                    };
                    let risk = (least + (whole * 0.8 - least) * f64::from(part) / 400.0).round();
                    let llr = statistic.llr(c, risk);
                    for number in 0..LEVELS {
                        let height = f64::from(number) * STEP;
                        let level = screen.level(height);
                        let admits = level.admits(c, risk);
                        if c >= 2 && llr > height {
                            assert!(admits, "{statistic:?} {c} {risk} {height}");
                        }
                        if llr < height - 1e-3 * height.max(1.0) || c < 2 {
                            assert!(!admits || llr > height - 0.01, "{statistic:?} {c} {risk}");
                        }
                        if admits {
                            assert!(level.fewest(risk) <= c, "{statistic:?} {c} {risk} {height}");
                        }
                    }
                }
            }
            // beyond the table everything is looked at
            assert!(screen.level(16.0).admits(most + 1, whole));
        }
    }
}
