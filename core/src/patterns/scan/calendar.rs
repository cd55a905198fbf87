//! Days, and the steps of time that a scan counts in.

use super::settings::{ScanSettings, ScanWindows};

/// The study period in steps of time, which are counted back from its last day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Calendar {
    pub(super) first: i32,
    pub(super) last: i32,
    unit_days: i32,
    pub(super) units: u32,
}

/// The windows of time of a scan, in steps of time from [`from`](Self::from), the first that any window can reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Windows {
    /// The step of the study period that is number 0 here.
    pub(super) from: u32,
    /// How many steps there are from there.
    pub(super) units: u32,
    /// The first step on which a window may end; the last is the last of all.
    pub(super) first_end: u32,
    /// Fewest steps of a window.
    pub(super) min: u32,
    /// Most steps of a window.
    pub(super) max: u32,
}

impl Calendar {
    /// `span` holds the days of the first and the last event; the settings come before it.
    pub(super) fn new(settings: &ScanSettings, span: (i32, i32)) -> Self {
        let (first, last) = match (settings.study_start, settings.study_end) {
            (Some(first), Some(last)) => (first, last),
            (Some(first), None) => (first, span.1.max(first)),
            (None, Some(last)) => (span.0.min(last), last),
            (None, None) => span,
        };
        let days = last - first + 1;
        let unit_days = match settings.windows {
            ScanWindows::Spatial => days,
            _ => (settings.unit_days as i32).min(days),
        };
        Self {
            first,
            last,
            unit_days,
            units: (days as u32).div_ceil(unit_days as u32),
        }
    }

    pub(super) fn days(self) -> u32 {
        (self.last - self.first + 1) as u32
    }

    /// The step in which a day lies.
    pub(super) fn unit(self, day: i32) -> Option<u32> {
        (self.first..=self.last)
            .contains(&day)
            .then(|| self.units - 1 - ((self.last - day) / self.unit_days) as u32)
    }

    /// The first day of a step.
    pub(super) fn start(self, unit: u32) -> i32 {
        (self.last + 1 - (self.units - unit) as i32 * self.unit_days).max(self.first)
    }

    /// The last day of a step.
    pub(super) fn end(self, unit: u32) -> i32 {
        self.last - (self.units - 1 - unit) as i32 * self.unit_days
    }

    /// The windows for the data, and those for replicates: the same but for earlier looks. `None` when the study period is
    /// shorter than the shortest window.
    pub(super) fn windows(self, settings: &ScanSettings) -> Option<(Windows, Windows)> {
        let units = self.units;
        let per_unit = self.unit_days as u32;
        let (mut min, mut max) = (1, 1);
        if settings.windows != ScanWindows::Spatial {
            min = settings.min_days.div_ceil(per_unit);
            let most = settings.max_days.map_or(units / 2, |days| days / per_unit);
            max = most.max(min).min(units);
        }
        if min > units {
            return None;
        }
        let windows = |first_end: u32| {
            let from = (first_end + 1).saturating_sub(max);
            Windows {
                from,
                units: units - from,
                first_end: first_end - from,
                min,
                max,
            }
        };
        let last = units - 1;
        let alone = match settings.windows {
            ScanWindows::Retrospective => windows(0),
            ScanWindows::Prospective | ScanWindows::Spatial => windows(last),
        };
        let watched = self.first_look(settings).map_or(alone, windows);
        Some((alone, watched))
    }

    /// The step of the first look that counts, where not only the last does.
    fn first_look(self, settings: &ScanSettings) -> Option<u32> {
        let day = settings.surveillance_start?;
        self.unit(day.clamp(self.first, self.last))
    }

    /// Days of all looks that count.
    pub(super) fn days_watched(self, settings: &ScanSettings) -> f64 {
        let last = self.units - 1;
        let looks = self.units - self.first_look(settings).unwrap_or(last);
        f64::from(looks) * f64::from(self.unit_days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_counted_back_from_the_last_day() {
        let settings = ScanSettings {
            unit_days: 7,
            max_days: Some(14),
            ..ScanSettings::default()
        };
        let weeks = Calendar::new(&settings, (100, 116));
        assert_eq!((weeks.units, weeks.days()), (3, 17));
        assert_eq!(
            [100, 102, 103, 109, 110, 116].map(|day| weeks.unit(day)),
            [Some(0), Some(0), Some(1), Some(1), Some(2), Some(2)]
        );
        assert_eq!(weeks.unit(99), None);
        assert_eq!(weeks.unit(117), None);
        assert_eq!(
            [0, 1, 2].map(|unit| (weeks.start(unit), weeks.end(unit))),
            [(100, 102), (103, 109), (110, 116)]
        );
        let (alive, watched) = weeks.windows(&settings).unwrap();
        assert_eq!(alive, watched);
        assert_eq!((alive.from, alive.units, alive.first_end), (1, 2, 1));
        let (alive, watched) = weeks
            .windows(&ScanSettings {
                surveillance_start: Some(104),
                ..settings
            })
            .unwrap();
        assert_eq!((alive.from, alive.first_end), (1, 1));
        assert_eq!((watched.from, watched.first_end), (0, 1));
    }
}
