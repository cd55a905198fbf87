//! Is this file known?

mod digests;
mod list;
mod perceptual;
mod reader;
mod video;

use std::sync::{Arc, PoisonError, RwLock};

pub(crate) use list::NativeHashList;

/// What searches share. One that is under way keeps what it found when it began, so a change makes a copy then, and
/// only then. The lock is held on the loop only, and never while JavaScript runs.
pub(crate) struct Shared<T>(RwLock<Arc<T>>);

impl<T: Clone> Shared<T> {
    fn new(it: T) -> Self {
        Self(RwLock::new(Arc::new(it)))
    }

    /// As it is now.
    pub(crate) fn now(&self) -> Arc<T> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn change<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        let mut shared = self.0.write().unwrap_or_else(PoisonError::into_inner);
        change(Arc::make_mut(&mut shared))
    }
}
