//! Quasi-Poisson regression with a logarithmic link, by iteratively reweighted least squares (Nelder and Wedderburn 1972; Wedderburn 1974).
//!
//! Written here because no kept crate fits it on Rust 1.88 without a linear algebra library beside it; there are a dozen
//! columns at most, so a Cholesky factor of the normal equations is enough.

/// Iterations that a fit may take.
const MOST: u32 = 60;
/// The fit stands when the deviance changes by less than this share of itself.
const STANDS: f64 = 1e-8;
/// A column that has less than this of its own left beside those before it adds nothing.
const ALONE: f64 = 1e-9;

/// A design: rows of equal length, one after the other.
#[derive(Clone, Debug)]
pub(super) struct Design {
    pub(super) columns: usize,
    pub(super) values: Vec<f64>,
}

/// A regression that was fitted.
#[derive(Clone, Debug)]
pub(super) struct Fit {
    /// A coefficient for each column.
    pub(super) coefficients: Vec<f64>,
    /// Their variances, without the dispersion.
    pub(super) variances: Vec<f64>,
    /// Pearson's chi-square by its degrees of freedom.
    pub(super) dispersion: f64,
    /// The same with the weights of the rows alone, relative to the mean instead of the variance.
    pub(super) relative_dispersion: f64,
    /// Rows less columns.
    pub(super) freedom: f64,
    /// The mean that each row was fitted.
    means: Vec<f64>,
    /// What each row has to say on its own mean, 0 to 1.
    leverages: Vec<f64>,
}

/// Fits counts to a design, where each row has a weight. `None` where the columns do not tell enough apart, there are not
/// more rows than columns, or the fit does not come to a stand.
pub(super) fn fit(design: &Design, counts: &[f64], weights: &[f64]) -> Option<Fit> {
    let columns = design.columns;
    if counts.len() <= columns {
        return None;
    }
    let mut means: Vec<f64> = counts.iter().map(|count| count + 0.1).collect();
    let mut last = deviance(counts, &means, weights);
    for _ in 0..MOST {
        let mut normal = Normal::new(columns);
        for (((row, count), mean), weight) in design
            .values
            .chunks_exact(columns)
            .zip(counts)
            .zip(&means)
            .zip(weights)
        {
            normal.add(row, weight * mean, libm::log(*mean) + (count - mean) / mean);
        }
        let factor = normal.factor()?;
        let coefficients = factor.solve(&normal.right);
        let fitted: Vec<f64> = design
            .values
            .chunks_exact(columns)
            .map(|row| libm::exp(dot(row, &coefficients)).max(f64::MIN_POSITIVE))
            .collect();
        let now = deviance(counts, &fitted, weights);
        if !now.is_finite() {
            return None;
        }
        if (now - last).abs() / (now.abs() + 0.1) < STANDS {
            // by convention errors and dispersion are those of the last least squares that was solved
            let freedom = (counts.len() - columns) as f64;
            let (mut sum, mut relative) = (0.0, 0.0);
            let mut leverages = Vec::with_capacity(counts.len());
            for ((((row, count), old), mean), weight) in design
                .values
                .chunks_exact(columns)
                .zip(counts)
                .zip(&means)
                .zip(&fitted)
                .zip(weights)
            {
                let residual = (count - mean) / mean;
                sum += weight * old * residual * residual;
                relative += weight * residual * residual;
                leverages.push(weight * old * dot(row, &factor.solve(row)));
            }
            let variance = |column: usize| {
                let unit: Vec<f64> = (0..columns)
                    .map(|c| f64::from(u8::from(c == column)))
                    .collect();
                dot(&unit, &factor.solve(&unit))
            };
            return Some(Fit {
                variances: (0..columns).map(variance).collect(),
                coefficients,
                dispersion: sum / freedom,
                relative_dispersion: relative / freedom,
                freedom,
                means: fitted,
                leverages,
            });
        }
        (means, last) = (fitted, now);
    }
    None
}

impl Fit {
    /// Weights that take past outbreaks out of what is usual: 1 where the standardised Anscombe residual is `above` at most,
    /// its inverse square elsewhere, then scaled to a mean of 1.
    pub(super) fn reweighted(&self, counts: &[f64], above: f64) -> Vec<f64> {
        let dispersion = self.dispersion.max(1.0);
        let third = |value: f64| libm::cbrt(value);
        let raw: Vec<f64> = counts
            .iter()
            .zip(&self.means)
            .zip(&self.leverages)
            .map(|((&count, &mean), leverage)| {
                let anscombe = 1.5 * (third(count).powi(2) / third(mean.sqrt()) - mean.sqrt());
                let spread = (dispersion * (1.0 - leverage).max(f64::EPSILON)).sqrt();
                let residual = anscombe / spread;
                if residual > above {
                    1.0 / (residual * residual)
                } else {
                    1.0
                }
            })
            .collect();
        let scale = raw.len() as f64 / raw.iter().sum::<f64>();
        raw.into_iter().map(|weight| weight * scale).collect()
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn deviance(counts: &[f64], means: &[f64], weights: &[f64]) -> f64 {
    let part = |count: f64, mean: f64| {
        let log = if count > 0.0 {
            count * libm::log(count / mean)
        } else {
            0.0
        };
        log - (count - mean)
    };
    let parts = counts.iter().zip(means).zip(weights);
    2.0 * parts
        .map(|((&count, &mean), weight)| weight * part(count, mean))
        .sum::<f64>()
}

/// The normal equations.
struct Normal {
    columns: usize,
    matrix: Vec<f64>,
    right: Vec<f64>,
}

impl Normal {
    fn new(columns: usize) -> Self {
        Self {
            columns,
            matrix: vec![0.0; columns * columns],
            right: vec![0.0; columns],
        }
    }

    fn add(&mut self, row: &[f64], weight: f64, value: f64) {
        let lines = self.matrix.chunks_exact_mut(self.columns);
        for ((line, right), &a) in lines.zip(&mut self.right).zip(row) {
            for (cell, &b) in line.iter_mut().zip(row) {
                *cell += weight * a * b;
            }
            *right += weight * a * value;
        }
    }

    /// The Cholesky factor, with every column brought to the same size first.
    fn factor(&self) -> Option<Factor> {
        let columns = self.columns;
        let mut scale = Vec::with_capacity(columns);
        for column in 0..columns {
            let size = self.matrix.get(column * columns + column)?.sqrt();
            if !(size.is_finite() && size > 0.0) {
                return None;
            }
            scale.push(1.0 / size);
        }
        let mut lines: Vec<Vec<f64>> = Vec::with_capacity(columns);
        for (i, cells) in self.matrix.chunks_exact(columns).enumerate() {
            let mut line: Vec<f64> = Vec::with_capacity(i + 1);
            for (above, (cell, by)) in lines.iter().zip(cells.iter().zip(&scale)) {
                let rest = cell * by * scale.get(i)? - dot(above, &line);
                line.push(rest / above.last()?);
            }
            let left = 1.0 - dot(&line, &line);
            if left < ALONE {
                return None;
            }
            line.push(left.sqrt());
            lines.push(line);
        }
        Some(Factor { scale, lines })
    }
}

/// The lower triangle of a Cholesky factor, and the scale of its columns.
struct Factor {
    scale: Vec<f64>,
    lines: Vec<Vec<f64>>,
}

impl Factor {
    fn solve(&self, right: &[f64]) -> Vec<f64> {
        let mut solved: Vec<f64> = Vec::with_capacity(right.len());
        for ((line, right), scale) in self.lines.iter().zip(right).zip(&self.scale) {
            let rest = right * scale - dot(line, &solved);
            solved.push(rest / line.last().copied().unwrap_or(1.0));
        }
        for (number, line) in self.lines.iter().enumerate().rev() {
            let Some((diagonal, before)) = line.split_last() else {
                continue;
            };
            let Some((this, earlier)) = solved.get_mut(..=number).and_then(<[f64]>::split_last_mut)
            else {
                continue;
            };
            *this /= diagonal;
            for (earlier, cell) in earlier.iter_mut().zip(before) {
                *earlier -= cell * *this;
            }
        }
        for (value, scale) in solved.iter_mut().zip(&self.scale) {
            *value *= scale;
        }
        solved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design(rows: &[&[f64]]) -> Design {
        Design {
            columns: rows[0].len(),
            values: rows.concat(),
        }
    }

    #[test]
    fn one_mean_is_the_mean() {
        let counts = [1.0, 4.0, 2.0, 5.0];
        let fit = fit(&design(&[&[1.0][..]; 4]), &counts, &[1.0; 4]).unwrap();
        assert!((fit.coefficients[0] - 3.0_f64.ln()).abs() < 1e-6);
        // chi-square (4 + 1 + 1 + 4) / 3, by 3 degrees of freedom; variance 1 / 12; leverage 1 / 4
        assert!((fit.dispersion - 10.0 / 9.0).abs() < 1e-4);
        assert!((fit.variances[0] - 1.0 / 12.0).abs() < 1e-4);
        assert!(fit.leverages.iter().all(|h| (h - 0.25).abs() < 1e-4));
    }

    #[test]
    fn at_the_fit_the_score_is_zero() {
        let rows: Vec<Vec<f64>> = (0..40)
            .map(|n| {
                let season = f64::from(u8::from(n % 4 == 1));
                vec![1.0, f64::from(n) / 40.0, season]
            })
            .collect();
        let counts: Vec<f64> = (0..40).map(|n| f64::from(n * n % 7 + n / 8)).collect();
        let weights: Vec<f64> = (0..40).map(|n| 0.5 + f64::from(n % 3)).collect();
        let design = Design {
            columns: 3,
            values: rows.concat(),
        };
        let fit = fit(&design, &counts, &weights).unwrap();
        let mut score = [0.0; 3];
        for (n, row) in rows.iter().enumerate() {
            for (score, value) in score.iter_mut().zip(row) {
                *score += weights[n] * value * (counts[n] - fit.means[n]);
            }
        }
        assert!(score.iter().all(|score| score.abs() < 1e-3), "{score:?}");
    }

    #[test]
    fn columns_that_say_the_same_are_not_fitted() {
        let rows: Vec<&[f64]> = vec![&[1.0, 2.0]; 6];
        assert!(fit(&design(&rows), &[1.0, 2.0, 3.0, 1.0, 2.0, 3.0], &[1.0; 6]).is_none());
        assert!(fit(&design(&[&[1.0]]), &[1.0], &[1.0]).is_none());
    }

    #[test]
    fn an_outbreak_of_the_past_weighs_less() {
        let counts = [2.0, 3.0, 1.0, 2.0, 30.0, 2.0, 3.0, 1.0];
        let fit = fit(&design(&[&[1.0][..]; 8]), &counts, &[1.0; 8]).unwrap();
        let weights = fit.reweighted(&counts, 1.0);
        assert!((weights.iter().sum::<f64>() - 8.0).abs() < 1e-12);
        assert!(weights[4] < 0.35 && weights[0] > 1.0);
    }
}
