//! Records that hold several values of one column.

use super::strings::MISSING;

/// A code from here on stands for a list of values, and one below for a single value.
const LIST: u32 = 1 << 31;

/// Lists of codes, by number.
#[derive(Clone, Default)]
pub(crate) struct Lists {
    ends: Vec<usize>,
    items: Vec<u32>,
}

/// Whether a code stands for several values.
#[inline]
pub(crate) const fn is_list(code: u32) -> bool {
    code >= LIST && code != MISSING
}

impl Lists {
    /// The code that stands for some values: [`MISSING`] for none, and the value's own for one. Each counts once, and
    /// their order leaves no trace.
    pub(crate) fn code(&mut self, values: &mut Vec<u32>) -> u32 {
        values.sort_unstable();
        values.dedup();
        match values.as_slice() {
            [] => MISSING,
            [one] => *one,
            several => {
                self.items.extend_from_slice(several);
                self.ends.push(self.items.len());
                LIST | (self.ends.len() - 1) as u32
            }
        }
    }

    pub(crate) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Forgets all lists from a number on.
    pub(crate) fn truncate(&mut self, count: usize) {
        self.ends.truncate(count);
        self.items.truncate(self.ends.last().copied().unwrap_or(0));
    }

    /// The values that a code stands for, in ascending order.
    #[inline]
    pub(crate) fn of<'a>(&'a self, code: &'a u32) -> &'a [u32] {
        if *code < LIST {
            return std::slice::from_ref(code);
        }
        if *code == MISSING {
            return &[];
        }
        let list = (code & !LIST) as usize;
        let start = list.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.items[start..self.ends[list]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_stands_for_the_values_that_made_it() {
        let mut lists = Lists::default();
        let codes: Vec<u32> = [vec![], vec![7], vec![4, 2, 4], vec![9, 9], vec![0, 1, 5]]
            .into_iter()
            .map(|mut values| lists.code(&mut values))
            .collect();
        let back: Vec<&[u32]> = codes.iter().map(|code| lists.of(code)).collect();
        assert_eq!(back, [&[][..], &[7], &[2, 4], &[9], &[0, 1, 5]]);
        let several: Vec<bool> = codes.iter().map(|code| is_list(*code)).collect();
        assert_eq!(several, [false, false, true, false, true]);
    }
}
