//! How much likelier a place at this distance is, if the registrant did it: by bands, so that the numbers can be counted and shown.

use super::LinkSettings;

/// Upper edges of the bands in kilometres, but for the last, which is the radius.
const EDGES: [f64; 8] = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];

/// Likelihood ratios by distance, for one case.
pub(super) struct Kernel {
    /// Upper edges; the last band has none.
    edges: Vec<f64>,
    /// The share of places of those who did it, in each band.
    linked: Vec<f64>,
    /// The share of nearest places of candidates.
    other: Vec<f64>,
    ratios: Vec<f64>,
}

fn edges(radius: f64) -> Vec<f64> {
    let mut all: Vec<f64> = EDGES.into_iter().filter(|edge| *edge < radius).collect();
    all.push(radius);
    all
}

/// The share of those who did it who come from within so many kilometres.
fn within(km: f64, settings: &LinkSettings) -> f64 {
    let z = (libm::log(km) - libm::log(settings.distance_median_km)) / settings.distance_sigma;
    let near = 0.5 * libm::erfc(-z / std::f64::consts::SQRT_2);
    let even = (km / settings.commuter_km).min(1.0);
    (1.0 - settings.commuter_share) * near + settings.commuter_share * even * even
}

impl Kernel {
    /// The kernel where the nearest places of the candidates lie at these distances.
    pub(super) fn new(nearest: impl Iterator<Item = f64>, settings: &LinkSettings) -> Self {
        let edges = edges(settings.radius_km);
        let mut counts = vec![0_u32; edges.len()];
        let mut all = 0_u32;
        if settings.local_background {
            for km in nearest {
                if let Some(count) = counts.get_mut(band(&edges, km)) {
                    *count += 1;
                    all += 1;
                }
            }
        }
        let radius = settings.radius_km;
        let (mut linked, mut other) = (Vec::new(), Vec::new());
        let (mut before, mut inner) = (0.0, 0.0);
        for (edge, count) in edges.iter().zip(&counts) {
            let share = within(*edge, settings);
            linked.push(share - before);
            before = share;
            let disc = (edge / radius) * (edge / radius);
            let even = disc - inner;
            inner = disc;
            let prior = settings.background_prior;
            other.push((f64::from(*count) + prior * even) / (f64::from(all) + prior));
        }
        let mut ratios: Vec<f64> = Vec::new();
        // neighbouring bands are pooled until nothing farther away speaks more for a link
        let mut pools: Vec<(f64, f64, usize)> = Vec::new();
        for (linked, other) in linked.iter().zip(&other) {
            let mut pool = (*linked, *other, 1);
            while let Some(last) = pools.last().copied() {
                if last.0 * pool.1 > pool.0 * last.1 {
                    break;
                }
                pools.pop();
                pool = (pool.0 + last.0, pool.1 + last.1, pool.2 + last.2);
            }
            pools.push(pool);
        }
        for (linked, other, bands) in pools {
            ratios.extend(std::iter::repeat_n(linked / other, bands));
        }
        // beyond the radius: what is left, against nobody or everybody
        linked.push(1.0 - before);
        other.push(1.0);
        // and no more than at the edge
        let edge = ratios.last().copied().unwrap_or(1.0);
        ratios.push((1.0 - before).min(edge));
        Self {
            edges,
            linked,
            other,
            ratios,
        }
    }

    /// The band of a distance that may be off by so many kilometres; `None` where it may be another one.
    pub(super) fn one_band(&self, km: f64, off: f64) -> Option<usize> {
        let one = band(&self.edges, km);
        let is_sure = off < 0.05 || {
            let first = band(&self.edges, (km - off).abs().min(km));
            first == band(&self.edges, km + off)
        };
        is_sure.then_some(one)
    }

    /// The likelihood ratios of the bands.
    pub(super) fn ratios(&self) -> &[f64] {
        &self.ratios
    }

    /// The likelihood ratio of a place at a distance that may be off by so many kilometres.
    pub(super) fn ratio(&self, km: f64, off: f64) -> f64 {
        if let Some(band) = self.one_band(km, off) {
            return self.ratios.get(band).copied().unwrap_or(1.0);
        }
        let steps = [-1.0, -0.5, 0.0, 0.5, 1.0];
        let sum: f64 = steps
            .iter()
            .map(|step| self.at((km + step * off).abs()))
            .sum();
        sum / steps.len() as f64
    }

    fn at(&self, km: f64) -> f64 {
        let ratio = self.ratios.get(band(&self.edges, km));
        ratio.copied().unwrap_or(1.0)
    }

    /// The band of a distance: from, to, the share of those who did it and the share of candidates.
    pub(super) fn shown(&self, km: f64) -> (f64, Option<f64>, f64, f64) {
        let at = band(&self.edges, km);
        let edge = |at: usize| self.edges.get(at).copied();
        (
            at.checked_sub(1).and_then(edge).unwrap_or(0.0),
            edge(at),
            self.linked.get(at).copied().unwrap_or_default(),
            self.other.get(at).copied().unwrap_or_default(),
        )
    }
}

fn band(edges: &[f64], km: f64) -> usize {
    edges.iter().take_while(|edge| km > **edge).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_of_each_side_come_to_one() {
        let settings = LinkSettings::default();
        let kernel = Kernel::new([0.2, 3.0, 40.0, 41.0, 90.0].into_iter(), &settings);
        let linked: f64 = kernel.linked.iter().sum();
        let other: f64 = kernel.other.iter().take(kernel.edges.len()).sum();
        assert!((linked - 1.0).abs() < 1e-12 && (other - 1.0).abs() < 1e-12);
        // half of the near ones come from within the median
        let half = within(3.0, &settings) - 0.1 * 0.0001;
        assert!((half - 0.45).abs() < 1e-9, "{half}");
    }

    #[test]
    fn farther_is_never_more() {
        let settings = LinkSettings::default();
        for nearest in [vec![], vec![0.1; 500], vec![50.0; 500], vec![3.0; 2_000]] {
            let kernel = Kernel::new(nearest.into_iter(), &settings);
            let mut last = f64::INFINITY;
            for step in 0..1_200 {
                let ratio = kernel.ratio(f64::from(step) * 0.1, 0.0);
                assert!(ratio <= last);
                last = ratio;
            }
        }
    }

    #[test]
    fn what_is_not_known_closely_says_less() {
        let kernel = Kernel::new(std::iter::empty(), &LinkSettings::default());
        assert!(kernel.ratio(1.0, 20.0) < kernel.ratio(1.0, 0.1));
        assert!(kernel.ratio(1.0, 90.0) < kernel.ratio(1.0, 20.0));
    }
}
