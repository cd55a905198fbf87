use super::{Metric, swapped::seem_swapped};
use crate::{
    Error, Result,
    records::{Limits, RejectionLog, Rejections},
};

/// The columns of events, one value for each row.
#[derive(Clone, Copy, Debug, Default)]
pub struct EventColumns<'a> {
    /// Longitude in degrees, or metres to the east.
    pub x: &'a [f64],
    /// Latitude in degrees, or metres to the north.
    pub y: &'a [f64],
    /// When the event happened, or the earliest time at which it can have, in days.
    pub start: &'a [f64],
    /// The latest time at which it can have happened, in days; without it every time is exact.
    pub end: Option<&'a [f64]>,
    /// How far from the point it can have happened, in metres; without it every place is exact.
    pub radius: Option<&'a [f64]>,
}

/// Events that have a place and a time.
///
/// They are numbered from 0 in the order of their rows; [`rows`](Self::rows) leads back to the table.
#[derive(Clone, Debug)]
pub struct Events {
    metric: Metric,
    pub(super) x: Vec<f64>,
    pub(super) y: Vec<f64>,
    pub(super) start: Vec<f64>,
    pub(super) end: Vec<f64>,
    pub(super) radius: Vec<f64>,
    rows: Vec<u32>,
    swapped: Vec<u32>,
}

impl Events {
    /// Takes the rows that have a place and a time, and lists the others: rows without a number, at 0, 0, outside the
    /// range of degrees, or that end before they start.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`] for columns of different lengths; [`Error::LimitExceeded`] above [`Limits::rows`] or
    /// 4,294,967,294 rows.
    pub fn new(
        metric: Metric,
        columns: &EventColumns<'_>,
        limits: &Limits,
    ) -> Result<(Self, Rejections)> {
        let rows = columns.x.len();
        let allowed = limits.rows.min(u64::from(u32::MAX) - 1);
        if rows as u64 > allowed {
            return Err(Error::LimitExceeded {
                limit: "rows",
                allowed,
                asked: rows as u64,
            });
        }
        let lengths = [
            ("y", Some(columns.y)),
            ("start", Some(columns.start)),
            ("end", columns.end),
            ("radius", columns.radius),
        ];
        for (column, values) in lengths {
            let found = values.map_or(rows, <[f64]>::len);
            if found != rows {
                return Err(Error::LengthMismatch {
                    column: column.to_owned(),
                    found,
                    expected: rows,
                });
            }
        }
        let mut log = RejectionLog::default();
        let mut events = Self {
            metric,
            x: Vec::with_capacity(rows),
            y: Vec::with_capacity(rows),
            start: Vec::with_capacity(rows),
            end: Vec::with_capacity(rows),
            radius: Vec::with_capacity(rows),
            rows: Vec::with_capacity(rows),
            swapped: Vec::new(),
        };
        let known = |values: Option<&[f64]>, row: usize| values.and_then(|v| v.get(row)).copied();
        for row in 0..rows {
            let [x, y, start] = [columns.x, columns.y, columns.start]
                .map(|values| values.get(row).copied().unwrap_or(f64::NAN));
            let end = known(columns.end, row).filter(|end| !end.is_nan());
            let end = end.unwrap_or(start);
            let radius = known(columns.radius, row).filter(|radius| !radius.is_nan());
            let radius = radius.unwrap_or(0.0);
            let wrong = metric
                .problem(x, y)
                .map(|reason| ("place", reason))
                .or_else(|| time_problem(start, end).map(|reason| ("time", reason)))
                .or_else(|| (!(0.0..=2.1e7).contains(&radius)).then_some(("radius", BAD_RADIUS)));
            if let Some((field, reason)) = wrong {
                log.push(row, field, reason, limits);
                continue;
            }
            events.x.push(x);
            events.y.push(y);
            events.start.push(start);
            events.end.push(end);
            events.radius.push(radius);
            events.rows.push(row as u32);
        }
        if metric == Metric::GreatCircle {
            events.swapped = seem_swapped(&events.x, &events.y);
        }
        Ok((events, log.finish()))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.x.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.x.is_empty()
    }

    /// How distances are measured.
    pub const fn metric(&self) -> Metric {
        self.metric
    }

    /// Longitudes in degrees, or metres to the east.
    pub fn x(&self) -> &[f64] {
        &self.x
    }

    /// Latitudes in degrees, or metres to the north.
    pub fn y(&self) -> &[f64] {
        &self.y
    }

    /// The earliest time of each, in days.
    pub fn start(&self) -> &[f64] {
        &self.start
    }

    /// The latest time of each, in days; the same as the earliest where the time is exact.
    pub fn end(&self) -> &[f64] {
        &self.end
    }

    /// How far from its point each can have happened, in metres.
    pub fn radius(&self) -> &[f64] {
        &self.radius
    }

    /// The row of the table that each came from.
    pub fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// The numbers of the events whose longitude and latitude are swapped, by the look of them: in degrees, south of the 60th
    /// parallel, or ten times as far from the middle as three in four of at least 8 events; and not so when swapped. They are
    /// kept as they are: look at them, and mend the table.
    ///
    /// ```
    /// use caselink::{events::{EventColumns, Events, Metric}, records::Limits};
    ///
    /// let columns = EventColumns { x: &[-87.63, 41.88], y: &[41.88, -87.63], start: &[1.0, 2.0], ..EventColumns::default() };
    /// let (events, _) = Events::new(Metric::GreatCircle, &columns, &Limits::default())?;
    /// assert_eq!((events.len(), events.seem_swapped()), (2, &[1][..]));
    /// # Ok::<(), caselink::Error>(())
    /// ```
    pub fn seem_swapped(&self) -> &[u32] {
        &self.swapped
    }

    /// Whether each time is exact.
    pub fn is_exact(&self) -> bool {
        self.start == self.end
    }

    /// The distance between the points of two events, in metres.
    ///
    /// # Panics
    ///
    /// When there are fewer events.
    pub fn distance(&self, a: usize, b: usize) -> f64 {
        self.metric
            .distance((self.x[a], self.y[a]), (self.x[b], self.y[b]))
    }
}

const BAD_RADIUS: &str = "is no distance on the Earth";

/// Days that a time may lie before or after the day from which is counted: some 10,000 years.
const MOST_DAYS: f64 = 4e6;

fn time_problem(start: f64, end: f64) -> Option<&'static str> {
    let is_time = |time: f64| time.abs() <= MOST_DAYS;
    if start.is_nan() {
        Some("is missing")
    } else if !is_time(start) || !is_time(end) {
        Some(
            "is no date or local time that can be read (with a zone it is none), or one 10,000 years away",
        )
    } else {
        (end < start).then_some("ends before it starts")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_place_or_time_is_set_aside_with_its_reason() {
        let nan = f64::NAN;
        let x = [1.0, nan, 0.0, 41.9, 181.0, 1.0, 1.0, 1.0];
        let y = [2.0, 2.0, 0.0, -87.6, 0.0, 2.0, 2.0, -2.0];
        let start = [5.0, 5.0, 5.0, 5.0, 5.0, nan, 6.0, 7.0];
        let end = [nan, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 9.0];
        let columns = EventColumns {
            x: &x,
            y: &y,
            start: &start,
            end: Some(&end),
            radius: None,
        };
        let limits = Limits::default();
        let (events, set_aside) = Events::new(Metric::GreatCircle, &columns, &limits).unwrap();
        // swapped degrees within the range of both are kept, and flagged
        assert_eq!(events.rows(), [0, 3, 7]);
        assert_eq!(events.seem_swapped(), [1]);
        assert_eq!(events.end(), [5.0, 5.0, 9.0]);
        assert!(!events.is_exact());
        let rows: Vec<_> = set_aside.listed.iter().map(|one| one.row).collect();
        assert_eq!(rows, [1, 2, 4, 5, 6]);
        let (events, _) = Events::new(Metric::Euclidean, &columns, &limits).unwrap();
        assert_eq!(events.rows(), [0, 2, 3, 4, 7]);
    }

    #[test]
    fn degrees_that_look_swapped_are_named() {
        let columns = EventColumns {
            x: &[41.9],
            y: &[-187.6],
            start: &[0.0],
            ..EventColumns::default()
        };
        let (_, set_aside) =
            Events::new(Metric::GreatCircle, &columns, &Limits::default()).unwrap();
        assert!(set_aside.listed[0].reason.contains("outside"));
        let columns = EventColumns {
            x: &[41.9],
            y: &[-97.6],
            ..columns
        };
        let (_, set_aside) =
            Events::new(Metric::GreatCircle, &columns, &Limits::default()).unwrap();
        assert!(set_aside.listed[0].reason.contains("swapped"));
    }

    #[test]
    fn columns_of_different_lengths_and_too_many_rows_are_errors() {
        let columns = EventColumns {
            x: &[1.0, 2.0],
            y: &[1.0],
            start: &[1.0, 2.0],
            ..EventColumns::default()
        };
        let limits = Limits::default();
        let error = Events::new(Metric::Euclidean, &columns, &limits).unwrap_err();
        assert_eq!(error.code(), "LENGTH_MISMATCH");
        let columns = EventColumns {
            y: &[1.0, 2.0],
            ..columns
        };
        let limits = Limits { rows: 1, ..limits };
        let error = Events::new(Metric::Euclidean, &columns, &limits).unwrap_err();
        assert_eq!(error.code(), "LIMIT_EXCEEDED");
    }
}
