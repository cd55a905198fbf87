use std::collections::HashSet;

use rustc_hash::FxBuildHasher;

/// The reports that share a key.
pub(super) enum Posting {
    One(u32),
    /// In order, so many that each still says something.
    Few(Vec<u32>),
    /// So many that only their number counts: in no order, so that one more or less costs the same however many there are.
    Many(Box<HashSet<u32, FxBuildHasher>>),
}

impl Posting {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::One(_) => 1,
            Self::Few(few) => few.len(),
            Self::Many(many) => many.len(),
        }
    }

    /// The reports in order; none where there are too many.
    pub(super) fn few(&self) -> &[u32] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Few(few) => few,
            Self::Many(_) => &[],
        }
    }

    /// All reports, in no order.
    pub(super) fn all(&self) -> impl Iterator<Item = u32> + '_ {
        let many = match self {
            Self::Many(many) => Some(many.iter().copied()),
            _ => None,
        };
        self.few().iter().copied().chain(many.into_iter().flatten())
    }

    /// Puts a report where it belongs, `most` of them in order.
    pub(super) fn put<K: Ord>(&mut self, number: u32, most: usize, order: impl Fn(u32) -> K) {
        match self {
            Self::One(one) => {
                let mut both = vec![*one, number];
                both.sort_by_key(|one| order(*one));
                *self = Self::Few(both);
            }
            Self::Few(few) if few.len() < most => {
                let own = order(number);
                let at = few.partition_point(|one| order(*one) < own);
                few.insert(at, number);
            }
            Self::Few(few) => {
                let many = few.iter().copied().chain([number]);
                *self = Self::Many(Box::new(many.collect()));
            }
            Self::Many(many) => {
                many.insert(number);
            }
        }
    }

    /// Takes a report out. Whether none is left.
    pub(super) fn take<K: Ord>(
        &mut self,
        number: u32,
        most: usize,
        order: impl Fn(u32) -> K,
    ) -> bool {
        match self {
            Self::One(_) => return true,
            Self::Few(few) => few.retain(|one| *one != number),
            Self::Many(many) => {
                many.remove(&number);
                if many.len() <= most {
                    let mut few: Vec<u32> = many.iter().copied().collect();
                    few.sort_by_key(|one| order(*one));
                    *self = Self::Few(few);
                }
            }
        }
        self.len() == 0
    }
}
