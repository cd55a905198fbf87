//! Rows of numbers that were made here, or that lie in bytes which the host keeps, such as a mapped file.

use std::{marker::PhantomData, ops::Deref, sync::Arc};

use bytemuck::Pod;

use crate::{Error, Result};

/// Bytes that the host keeps for as long as something reads from them.
pub(crate) type Shared = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// A slice of plain numbers, owned or in the host's bytes.
#[derive(Clone)]
pub(crate) enum Slab<T> {
    Owned(Vec<T>),
    Shared {
        bytes: Shared,
        from: usize,
        to: usize,
        of: PhantomData<T>,
    },
}

impl<T: Pod> Slab<T> {
    /// The numbers in a part of the bytes, read as they lie there.
    pub(crate) fn shared(bytes: &Shared, from: usize, to: usize) -> Result<Self> {
        let part = (**bytes).as_ref().get(from..to);
        let fits = part.is_some_and(|part| bytemuck::try_cast_slice::<u8, T>(part).is_ok());
        if !fits {
            return Err(Error::CorruptSnapshot {
                reason: "a section is not where the header says, or not of its length".to_owned(),
            });
        }
        Ok(Self::Shared {
            bytes: Arc::clone(bytes),
            from,
            to,
            of: PhantomData,
        })
    }

    /// The bytes of memory that it takes, here or with the host.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Owned(rows) => rows.capacity() * size_of::<T>(),
            Self::Shared { from, to, .. } => to - from,
        }
    }
}

impl<T: Pod> Deref for Slab<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::Owned(rows) => rows,
            // it was looked at when the slab was made
            Self::Shared {
                bytes, from, to, ..
            } => (**bytes)
                .as_ref()
                .get(*from..*to)
                .and_then(|part| bytemuck::try_cast_slice(part).ok())
                .unwrap_or_default(),
        }
    }
}

impl<T> From<Vec<T>> for Slab<T> {
    fn from(rows: Vec<T>) -> Self {
        Self::Owned(rows)
    }
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self::Owned(Vec::new())
    }
}

/// A column that grows: what was read from a snapshot, and what came since.
#[derive(Clone)]
pub(crate) struct Column<T> {
    base: Slab<T>,
    tail: Vec<T>,
}

impl<T> Default for Column<T> {
    fn default() -> Self {
        Self {
            base: Slab::default(),
            tail: Vec::new(),
        }
    }
}

impl<T: Pod> Column<T> {
    pub(crate) fn len(&self) -> usize {
        self.base.len() + self.tail.len()
    }

    pub(crate) fn get(&self, at: usize) -> Option<T> {
        match at.checked_sub(self.base.len()) {
            None => self.base.get(at).copied(),
            Some(at) => self.tail.get(at).copied(),
        }
    }

    pub(crate) fn push(&mut self, value: T) {
        self.tail.push(value);
    }

    pub(crate) fn extend(&mut self, values: &[T]) {
        self.tail.extend_from_slice(values);
    }

    /// Some values that were pushed together, and so lie on one side.
    pub(crate) fn slice(&self, from: usize, to: usize) -> &[T] {
        let base = self.base.len();
        let part = if from < base {
            self.base.get(from..to)
        } else {
            self.tail.get(from - base..to.saturating_sub(base))
        };
        part.unwrap_or_default()
    }

    /// The two parts after each other.
    pub(crate) fn parts(&self) -> [&[T]; 2] {
        [&self.base, &self.tail]
    }

    pub(crate) fn bytes(&self) -> usize {
        self.base.bytes() + self.tail.capacity() * size_of::<T>()
    }
}

impl<T> From<Slab<T>> for Column<T> {
    fn from(base: Slab<T>) -> Self {
        Self {
            base,
            tail: Vec::new(),
        }
    }
}
