//! What a comparison of two incidents gave.

use crate::abductions::{
    evidence::PlateFacts,
    settings::{Caps, TermKind},
};

/// On which level a comparison fell.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::abductions) enum Level {
    /// The same value.
    Same,
    /// A value of one group, or characters that look alike.
    Near,
    /// Another value.
    Different,
    /// A band of the gap.
    Band(u8),
    /// Several bands, as the time is not known closely.
    Mixed,
    /// So many words in both.
    Words(u8),
    /// So many others within a box of place and time around one of the two.
    Nearby(u8, u16),
    /// So many kilometres an hour would be needed.
    TooFast(u32),
    /// What a cap takes away.
    Cap,
    /// What every pair has.
    Constant,
}

/// A level and its weight in thousandths of a bit, before and after the cap.
#[derive(Clone, Copy, Debug)]
pub(in crate::abductions) struct Score {
    pub(in crate::abductions) level: Level,
    pub(in crate::abductions) raw: i32,
    pub(in crate::abductions) weight: i32,
    pub(in crate::abductions) caps: Caps,
}

impl Score {
    pub(in crate::abductions) fn new(level: Level, raw: i32, caps: Caps) -> Self {
        Self {
            level,
            raw,
            weight: caps.clamp(raw),
            caps,
        }
    }
}

/// What was compared.
#[derive(Clone, Copy)]
pub(in crate::abductions) enum Input<'a> {
    Nothing,
    Code(usize, u32),
    /// A scheme and one of its codes.
    Method(u32, u32),
    Number(f32),
    Band(f32, f32),
    Time(f64, f64),
    Weekday(u8),
    Words(usize, &'a [u32]),
    Plate(&'a PlateFacts),
}

/// One term, as it was found.
#[derive(Clone, Copy)]
pub(in crate::abductions) struct Found<'a> {
    pub(in crate::abductions) kind: TermKind,
    pub(in crate::abductions) score: Score,
    /// Not a number where there is none.
    pub(in crate::abductions) gap: f64,
    pub(in crate::abductions) left: Input<'a>,
    pub(in crate::abductions) right: Input<'a>,
}
