//! In which bins of time did events happen, when each is known as a span only?
//!
//! Aoristic weights: an event in a span counts in each bin with the share of its span that lies there, as if it were
//! uniform in the span. Its weights add up to 1 over bins that cover the span. Against exact times from cameras these
//! weights were accurate, while the start, middle or end of the span misled (Ashby and Bowers 2013, Crime Sci 2:1).
//!
//! Bins are given by their edges, in the unit of the times: the first edge belongs to a bin, the second does not. Time goes
//! with the number of events times the bins that their spans touch.
//!
//! Source: Ratcliffe 2000, IJGIS 14:669.

use crate::{Control, Error, Result, control::checkpoint, events::Events, records::Limits};

/// The share of a span, from 0 to 1, that lies from `from` to before `to`. A span of length 0 lies where its time does.
pub(crate) fn share(span: (f64, f64), from: f64, to: f64) -> f64 {
    let length = span.1 - span.0;
    if length > 0.0 {
        (span.1.min(to) - span.0.max(from)).max(0.0) / length
    } else {
        f64::from(u8::from(from <= span.0 && span.0 < to))
    }
}

/// The weight of an event in each bin.
///
/// # Errors
///
/// [`Error::InvalidParameter`] when there are fewer than two edges, when they do not rise, or when the span ends before it
/// starts.
///
/// ```
/// use caselink::patterns::aoristic_weights;
///
/// // between 14:30 and 16:30, in bins of an hour
/// let weights = aoristic_weights((14.5, 16.5), &[14.0, 15.0, 16.0, 17.0])?;
/// assert_eq!(weights, [0.25, 0.5, 0.25]);
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn aoristic_weights(span: (f64, f64), edges: &[f64]) -> Result<Vec<f64>> {
    check_edges(edges)?;
    if span.0.is_nan() || span.1.is_nan() || span.1 < span.0 {
        return Err(Error::InvalidParameter {
            name: "span",
            reason: "must be two times, the second not before the first".to_owned(),
        });
    }
    let mut weights = vec![0.0; edges.len() - 1];
    add(span, edges, &mut weights);
    Ok(weights)
}

/// The sum of the weights of all events in each bin. The same for any order of the rows.
///
/// # Errors
///
/// [`Error::InvalidParameter`] when there are fewer than two edges or they do not rise; [`Error::LimitExceeded`] for more
/// events times bins than [`Limits::pairs`]; [`Error::Cancelled`].
pub fn aoristic_counts(
    events: &Events,
    edges: &[f64],
    limits: &Limits,
    control: &dyn Control,
) -> Result<Vec<f64>> {
    check_edges(edges)?;
    let asked = events.len() as u64 * (edges.len() as u64 - 1);
    limits.check_pairs(asked)?;
    // a sum of floats hangs on its order
    let starts = events.start().iter().copied();
    let mut spans: Vec<_> = starts.zip(events.end().iter().copied()).collect();
    spans.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut counts = vec![0.0; edges.len() - 1];
    for (done, span) in spans.iter().enumerate() {
        if done % 4_096 == 0 {
            checkpoint(control, done as u64, spans.len() as u64)?;
        }
        add(*span, edges, &mut counts);
    }
    Ok(counts)
}

fn add(span: (f64, f64), edges: &[f64], weights: &mut [f64]) {
    let first = edges.partition_point(|edge| *edge <= span.0).max(1) - 1;
    let bins = edges.windows(2).zip(weights).skip(first);
    for (edges, weight) in bins {
        let &[from, to] = edges else { continue };
        if from > span.1 {
            break;
        }
        *weight += share(span, from, to);
    }
}

fn check_edges(edges: &[f64]) -> Result<()> {
    let rise = edges.windows(2).all(|pair| pair[0] < pair[1]);
    let finite = edges.iter().all(|edge| edge.is_finite());
    if edges.len() >= 2 && rise && finite {
        return Ok(());
    }
    Err(Error::InvalidParameter {
        name: "edges",
        reason: "must be two numbers or more that rise".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        NoControl,
        events::{EventColumns, Metric},
    };

    fn events(spans: &[(f64, f64)]) -> Events {
        let (start, end): (Vec<_>, Vec<_>) = spans.iter().copied().unzip();
        let zeros = vec![0.0; spans.len()];
        let columns = EventColumns {
            x: &zeros,
            y: &zeros,
            start: &start,
            end: Some(&end),
            radius: None,
        };
        Events::new(Metric::Euclidean, &columns, &Limits::default())
            .unwrap()
            .0
    }

    proptest! {
        #[test]
        fn weights_are_shares_of_time(start in -5.0..25.0, length in prop_oneof![Just(0.0), 0.0..30.0]) {
            let span = (start, start + length);
            let edges: Vec<f64> = (0..=20).map(f64::from).collect();
            let weights = aoristic_weights(span, &edges).unwrap();
            // by many moments of the span
            let steps = 5_000;
            let mut counts = vec![0.0; 20];
            for step in 0..steps {
                let moment = start + length * (f64::from(step) + 0.5) / f64::from(steps);
                if (0.0..20.0).contains(&moment) {
                    counts[moment as usize] += 1.0 / f64::from(steps);
                }
            }
            for (weight, count) in weights.iter().zip(&counts) {
                prop_assert!((weight - count).abs() < 1e-3);
            }
        }

        #[test]
        fn counts_are_sums_and_do_not_hang_on_the_order_of_rows(
            spans in prop::collection::vec((0.0..20.0, 0.0..9.0), 0..40)
        ) {
            let spans: Vec<(f64, f64)> = spans.iter().map(|(start, length)| (*start, start + length)).collect();
            let edges = [0.0, 0.5, 3.0, 12.0, 29.5];
            let count = |spans: &[(f64, f64)]| {
                aoristic_counts(&events(spans), &edges, &Limits::default(), &NoControl).unwrap()
            };
            let counts = count(&spans);
            let mut turned = spans.clone();
            turned.reverse();
            prop_assert_eq!(&counts, &count(&turned));
            let mut sums = vec![0.0; 4];
            for span in &spans {
                for (sum, weight) in sums.iter_mut().zip(aoristic_weights(*span, &edges).unwrap()) {
                    *sum += weight;
                }
            }
            for (count, sum) in counts.iter().zip(&sums) {
                prop_assert!((count - sum).abs() < 1e-9);
            }
            prop_assert!((counts.iter().sum::<f64>() - spans.len() as f64).abs() < 1e-9);
        }
    }

    #[test]
    fn what_is_no_bin_and_no_span_is_an_error() {
        for edges in [&[][..], &[1.0], &[1.0, 1.0], &[2.0, 1.0], &[0.0, f64::NAN]] {
            assert!(aoristic_weights((0.0, 1.0), edges).is_err());
        }
        assert!(aoristic_weights((1.0, 0.0), &[0.0, 1.0]).is_err());
        let limits = Limits {
            pairs: 3,
            ..Limits::default()
        };
        let two = events(&[(0.0, 1.0), (0.0, 0.0)]);
        let error = aoristic_counts(&two, &[0.0, 1.0, 2.0], &limits, &NoControl).unwrap_err();
        assert_eq!(error.code(), "LIMIT_EXCEEDED");
    }
}
