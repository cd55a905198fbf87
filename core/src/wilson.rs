//! How sure is a share of so many? The score interval of Wilson.
//!
//! Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22
//! (1927), doi:10.1080/01621459.1927.10502953.

/// The interval that holds a share in 95 of 100 cases, as far as chance goes; 0 to 1 of nothing.
pub(crate) fn interval(share: f64, of: u64) -> (f64, f64) {
    const NORMAL: f64 = 1.959_963_984_540_054;
    if of == 0 {
        return (0.0, 1.0);
    }
    let n = of as f64;
    let square = NORMAL * NORMAL;
    let middle = share + square / (2.0 * n);
    let half = NORMAL * (share * (1.0 - share) / n + square / (4.0 * n * n)).sqrt();
    let below = 1.0 + square / n;
    // at the ends the formula gives 0 and 1, but for rounding
    let low = if share <= 0.0 {
        0.0
    } else {
        (middle - half) / below
    };
    let high = if share >= 1.0 {
        1.0
    } else {
        (middle + half) / below
    };
    (low.max(0.0), high.min(1.0))
}

#[cfg(test)]
mod tests {
    use super::interval;

    #[test]
    fn the_ends_solve_the_equation_of_the_score_test() {
        for (hits, of) in [(1_u64, 10_u64), (5, 10), (9, 10), (3, 1_000), (81, 263)] {
            let share = hits as f64 / of as f64;
            let (low, high) = interval(share, of);
            for end in [low, high] {
                let score = (share - end) / (end * (1.0 - end) / of as f64).sqrt();
                assert!((score.abs() - 1.959_963_984_540_054).abs() < 1e-9);
            }
            assert!(low < share && share < high);
        }
        assert_eq!(interval(0.0, 0), (0.0, 1.0));
        assert!(interval(0.0, 20).0 <= 0.0);
        assert!(interval(1.0, 20).1 >= 1.0);
    }
}
