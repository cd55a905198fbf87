//! Engines for space and time on any numbers: nothing panics, shares are shares, and the order of events changes nothing.
#![no_main]

use caselink::{
    NoControl,
    clustering::{StDbscanSettings, st_dbscan},
    events::{EventColumns, Events, Metric},
    patterns::{
        JacquezSettings, KnoxSettings, MantelSettings, MonteCarlo, NearRepeatSettings,
        PlaceColumns, ScanSettings, Times, jacquez, knox, mantel, near_repeat, scan_permutation,
    },
    records::Limits,
};
use libfuzzer_sys::fuzz_target;

/// A number from two bytes: mostly small, at times one that no event can have.
fn number([high, low]: [u8; 2]) -> f64 {
    match high {
        255 => f64::NAN,
        254 => f64::INFINITY,
        253 => -1e300,
        252 => 0.0,
        _ => f64::from(u16::from_be_bytes([high, low])) / 300.0 - 60.0,
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some(([choice, a, b], bytes)) = bytes.split_first_chunk() else {
        return;
    };
    let rows: Vec<[f64; 5]> = bytes
        .as_chunks::<10>()
        .0
        .iter()
        .take(60)
        .map(|row| {
            let pairs = row.as_chunks::<2>().0;
            std::array::from_fn(|at| number(pairs[at]))
        })
        .collect();
    let column = |at: usize| rows.iter().map(|row| row[at]).collect::<Vec<f64>>();
    let [x, y, start, end, radius] = std::array::from_fn(column);
    let metric = if choice & 1 == 0 {
        Metric::GreatCircle
    } else {
        Metric::Euclidean
    };
    let columns = EventColumns {
        x: &x,
        y: &y,
        start: &start,
        end: (choice & 2 == 0).then_some(&end[..]),
        radius: (choice & 4 == 0).then_some(&radius[..]),
    };
    let limits = Limits::default();
    let (events, bad) = Events::new(metric, &columns, &limits).expect("columns of one length");
    assert_eq!(events.len() as u64 + bad.total, rows.len() as u64);
    let chance = MonteCarlo {
        replicates: 9,
        seed: u64::from(*a),
        threads: 1,
    };
    let scale = if choice & 1 == 0 { 1e5 } else { 1.0 };
    let (near, soon) = (f64::from(*a) * scale, f64::from(*b));
    let times = if choice & 2 == 0 {
        Times::ExpectedGap
    } else {
        Times::Exact
    };

    let settings = KnoxSettings {
        within_metres: near,
        within_days: soon,
        times,
        ..KnoxSettings::default()
    };
    if let Ok(found) = knox(&events, &settings, chance, &limits, &NoControl) {
        assert!(found.p.is_none_or(|p| (0.0..=1.0).contains(&p)));
    }
    let settings = NearRepeatSettings {
        metres: vec![0.0, near, 2.0 * near],
        days: vec![0.0, soon, 2.0 * soon],
        times,
        ..NearRepeatSettings::default()
    };
    let _ = near_repeat(&events, &settings, chance, &limits, &NoControl);
    let _ = mantel(
        &events,
        &MantelSettings::default(),
        chance,
        &limits,
        &NoControl,
    );
    let _ = jacquez(
        &events,
        &JacquezSettings::default(),
        chance,
        &limits,
        &NoControl,
    );
    let settings = ScanSettings {
        max_radius: Some(near),
        ..ScanSettings::default()
    };
    let further = PlaceColumns::default();
    let _ = scan_permutation(&events, further, &settings, chance, &limits, &NoControl);
    let settings = StDbscanSettings {
        eps_metres: near,
        eps_days: soon,
        ..StDbscanSettings::default()
    };
    if let Ok(found) = st_dbscan(&events, None, &settings, &limits, &NoControl) {
        assert_eq!(found.labels.len(), events.len());
    }
});
