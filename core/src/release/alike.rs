//! What stands under labels that became the same: its order must not tell what the labels no longer do.
//!
//! Bars for the ages 5, 6, 7, 8 and 9 under five labels `5–9` would still be those of 5, 6, 7, 8 and 9.

use std::{cmp::Ordering, collections::BTreeMap};

use crate::documents::{Bar, Field, Row, Scalar, Text, WaterfallPart, text::plain};

/// Something that is drawn under a label.
pub(super) trait Labelled: Sized {
    fn label(&mut self) -> &mut Text;
    /// Takes the number of another one in.
    fn add(&mut self, other: &Self);
    fn by_number(&self, other: &Self) -> Ordering;
}

impl Labelled for Bar {
    fn label(&mut self) -> &mut Text {
        &mut self.label
    }

    fn add(&mut self, other: &Self) {
        self.value += other.value;
        // what was to be expected of the sum is not the sum of what was to be expected
        self.expected = None;
    }

    fn by_number(&self, other: &Self) -> Ordering {
        self.value.total_cmp(&other.value)
    }
}

impl Labelled for WaterfallPart {
    fn label(&mut self) -> &mut Text {
        &mut self.label
    }

    fn add(&mut self, other: &Self) {
        self.weight_milli = self.weight_milli.saturating_add(other.weight_milli);
    }

    fn by_number(&self, other: &Self) -> Ordering {
        self.weight_milli.cmp(&other.weight_milli)
    }
}

/// Joins what is drawn under labels that were told apart and are not any more, of which `before` has the former:
/// counts are added up, other numbers are put in the order of their size. Gives how many are under a label that others
/// have too.
pub(super) fn join<T: Labelled>(field: &Field, before: &[String], drawn: &mut Vec<T>) -> usize {
    let mut joined = 0;
    let mut groups: Vec<Vec<T>> = Vec::new();
    let mut of_label: BTreeMap<String, usize> = BTreeMap::new();
    for (mut one, before) in std::mem::take(drawn).into_iter().zip(before) {
        let label = plain(one.label());
        let next = groups.len();
        let at = if label == *before {
            next
        } else {
            *of_label.entry(label).or_insert(next)
        };
        match groups.get_mut(at) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    for mut group in groups {
        if group.len() > 1 {
            joined += group.len();
        }
        group.sort_by(T::by_number);
        if *field == Field::Count {
            drawn.extend(group.into_iter().reduce(sum));
        } else {
            drawn.extend(group);
        }
    }
    joined
}

fn sum<T: Labelled>(mut all: T, mut one: T) -> T {
    all.add(&one);
    for (datum, other) in all.label().iter_mut().zip(one.label()) {
        datum.sources.append(&mut other.sources);
        datum.sources.sort();
        datum.sources.dedup();
    }
    all
}

/// Whether rows stand in the order of such values where somebody put them in order.
pub(super) const fn is_in_order(field: &Field) -> bool {
    matches!(field, Field::ChildAge | Field::BirthDate | Field::EventDate)
}

/// Puts rows side by side that have the same in the columns `less` in the order of what they show otherwise. Gives
/// whether there are such rows; whether any was moved would tell their order.
pub(super) fn reorder(rows: &mut [Row], less: &[usize]) -> bool {
    let same = |a: &Row, b: &Row| {
        less.iter()
            .all(|at| by_cell(a.cells.get(*at), b.cells.get(*at)).is_eq())
    };
    let mut found = false;
    for run in rows.chunk_by_mut(same) {
        run.sort_by(by_cells);
        found |= run.windows(2).any(|two| two.first() != two.last());
    }
    found
}

/// Puts things of which the same is left, in the parts that `ordered` marks and in their name, in the order of what they
/// show. The places that such things have among the others stay theirs.
pub(super) fn in_no_order<T, K: Ord>(
    all: &mut Vec<T>,
    ordered: &[Vec<bool>],
    said: impl Fn(&T) -> (&Text, String),
    shown: impl Fn(&T) -> K,
) {
    let mut alike: BTreeMap<(String, Vec<String>), Vec<usize>> = BTreeMap::new();
    for (at, (one, ordered)) in all.iter().zip(ordered).enumerate() {
        let (text, name) = said(one);
        let less = text.iter().zip(ordered).filter(|(_, ordered)| **ordered);
        let left: Vec<String> = less
            .map(|(datum, _)| plain(std::slice::from_ref(datum)))
            .collect();
        if !left.is_empty() {
            alike.entry((name, left)).or_default().push(at);
        }
    }
    let mut slots: Vec<Option<T>> = std::mem::take(all).into_iter().map(Some).collect();
    for places in alike.into_values() {
        let mut of_one: Vec<T> = places
            .iter()
            .filter_map(|at| slots.get_mut(*at)?.take())
            .collect();
        of_one.sort_by_cached_key(&shown);
        for (at, one) in places.iter().zip(of_one) {
            if let Some(slot) = slots.get_mut(*at) {
                *slot = Some(one);
            }
        }
    }
    all.extend(slots.into_iter().flatten());
}

fn by_cells(a: &Row, b: &Row) -> Ordering {
    let cells = a.cells.iter().zip(&b.cells);
    let order = cells.map(|(a, b)| by_cell(Some(a), Some(b)));
    order
        .fold(Ordering::Equal, Ordering::then)
        .then_with(|| a.sources.cmp(&b.sources))
}

fn by_cell(a: Option<&Option<Scalar>>, b: Option<&Option<Scalar>>) -> Ordering {
    // as numbers where both are, and numbers before texts
    let key = |cell: Option<&Option<Scalar>>| match cell.and_then(Option::as_ref) {
        None => (0, 0.0, String::new()),
        #[allow(clippy::cast_precision_loss, reason = "for an order only")]
        Some(Scalar::Integer(number)) => (1, *number as f64, String::new()),
        Some(Scalar::Number(number)) => (1, *number, String::new()),
        Some(Scalar::Text(text)) => (2, 0.0, text.clone()),
    };
    let (a, b) = (key(a), key(b));
    a.0.cmp(&b.0)
        .then(a.1.total_cmp(&b.1))
        .then_with(|| a.2.cmp(&b.2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::Datum;

    fn bar(label: &str, value: f64) -> Bar {
        Bar {
            label: vec![Datum::general(label)],
            value,
            expected: Some((0.0, 9.0)),
        }
    }

    fn shown(bars: &[Bar]) -> Vec<(String, f64, bool)> {
        bars.iter()
            .map(|bar| (plain(&bar.label), bar.value, bar.expected.is_some()))
            .collect()
    }

    #[test]
    fn counts_under_one_label_are_added_up() {
        let before: Vec<String> = ["7", "8", "12", "9", "all", "all"]
            .map(str::to_owned)
            .into();
        let values = [5.0, 3.0, 8.0, 4.0, 1.0, 2.0];
        let labels = ["5–9", "5–9", "10–14", "5–9", "all", "all"];
        let bars: Vec<Bar> = labels.iter().zip(values).map(|(l, v)| bar(l, v)).collect();

        let mut counts = bars.clone();
        assert_eq!(join(&Field::Count, &before, &mut counts), 3);
        let all = |value| ("all".to_owned(), value, true);
        let expected = [
            ("5–9".to_owned(), 12.0, false),
            ("10–14".to_owned(), 8.0, true),
            all(1.0),
            all(2.0),
        ];
        assert_eq!(shown(&counts), expected);

        let mut means = bars;
        join(&Field::General, &before, &mut means);
        let values: Vec<f64> = means.iter().map(|bar| bar.value).collect();
        assert_eq!(values, [3.0, 4.0, 5.0, 8.0, 1.0, 2.0]);
    }

    #[test]
    fn rows_that_became_alike_are_in_the_order_of_the_rest() {
        let row = |age: &str, count: i64| Row {
            cells: vec![Some(age.into()), Some(count.into())],
            sources: Vec::new(),
        };
        let mut rows = vec![
            row("5–9", 12),
            row("5–9", 7),
            row("5–9", 9),
            row("10–14", 3),
            row("5–9", 1),
        ];
        assert!(reorder(&mut rows, &[0]));
        let expected = [
            row("5–9", 7),
            row("5–9", 9),
            row("5–9", 12),
            row("10–14", 3),
            row("5–9", 1),
        ];
        assert!(rows == expected);
        let mut apart = [row("5–9", 12), row("10–14", 7), row("10–14", 7)];
        assert!(!reorder(&mut apart, &[0]));
    }
}
