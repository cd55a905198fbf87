//! How likely is a cluster by chance?

use super::{
    cylinder::{Field, Scanner},
    null::Null,
    statistic::Screen,
};
use crate::{
    Control, Result,
    patterns::monte_carlo::{MonteCarlo, p_value},
};

/// The highest likelihood ratio of each replicate.
#[derive(Debug)]
pub(super) struct Replicates {
    /// In falling order.
    llr: Vec<f64>,
    gumbel: Option<Gumbel>,
}

/// A Gumbel distribution with the mean and standard deviation of the replicates (Abrams, Kulldorff and Kleinman 2010).
#[derive(Clone, Copy, Debug)]
struct Gumbel {
    location: f64,
    scale: f64,
}

const EULER_MASCHERONI: f64 = 0.577_215_664_901_532_9;

impl Replicates {
    pub(super) fn run(
        field: &Field<'_>,
        null: &dyn Null,
        screen: &Screen,
        monte_carlo: MonteCarlo,
        control: &dyn Control,
    ) -> Result<Self> {
        let mut llr = monte_carlo.run(
            control,
            || (Scanner::new(field), Vec::new(), Vec::new()),
            |(scanner, pool, cases), mut random| {
                null.draw(field.windows, &mut random, pool, cases);
                scanner.highest(field, cases, screen)
            },
        )?;
        llr.sort_unstable_by(|a, b| b.total_cmp(a));
        let gumbel = Gumbel::fit(&llr);
        Ok(Self { llr, gumbel })
    }

    pub(super) fn p(&self, llr: f64) -> Option<f64> {
        let at_least = self.llr.partition_point(|replicate| *replicate >= llr);
        p_value(at_least as u32, self.llr.len() as u32)
    }

    pub(super) fn gumbel_p(&self, llr: f64) -> Option<f64> {
        let Gumbel { location, scale } = self.gumbel?;
        // 1 - exp(-exp(..)), exact for small p
        Some(-libm::expm1(-libm::exp((location - llr) / scale)))
    }
}

impl Gumbel {
    fn fit(llr: &[f64]) -> Option<Self> {
        if llr.len() < 2 {
            return None;
        }
        let count = llr.len() as f64;
        let mean = llr.iter().sum::<f64>() / count;
        let squares: f64 = llr.iter().map(|llr| (llr - mean) * (llr - mean)).sum();
        let scale = (squares / (count - 1.0) * 6.0).sqrt() / std::f64::consts::PI;
        (scale > 0.0).then_some(Self {
            location: mean - EULER_MASCHERONI * scale,
            scale,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_count_and_the_gumbel_distribution_has_the_moments_of_the_replicates() {
        let llr = vec![4.0, 3.0, 3.0, 1.0];
        let gumbel = Gumbel::fit(&llr);
        let replicates = Replicates { llr, gumbel };
        assert_eq!(replicates.p(3.0), Some(0.8));
        assert_eq!(replicates.p(4.5), Some(0.2));
        // standard deviation 1.258306, scale .981100, location 2.183694
        let p = replicates.gumbel_p(4.0).unwrap();
        assert!((p - 0.145_324).abs() < 1e-6, "{p}");
        assert!(Gumbel::fit(&[2.0, 2.0]).is_none());
    }
}
