//! What several threads search while others change it.

use std::sync::{Arc, RwLock, TryLockError};

use caselink::{Error, Result};
use pyo3::prelude::*;

use crate::control::{PyControl, at_once, detached, enter};

/// What searches share. A long one keeps what it found when it began, so a change makes a copy then, and only then.
///
/// No thread waits for the lock while it has the interpreter, and none runs Python code while it has the lock: the two
/// cannot wait for each other.
pub(crate) struct Shared<T>(RwLock<Arc<T>>);

impl<T: Clone + Send + Sync> Shared<T> {
    pub(super) fn new(it: T) -> Self {
        Self(RwLock::new(Arc::new(it)))
    }

    fn waited<R>(&self, work: impl FnOnce(&Arc<T>) -> Result<R>) -> Result<R> {
        // a change that broke off half-way has left what nobody may rely on
        work(&*self.0.read().map_err(|_| Error::Internal)?)
    }

    fn read<R: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&Arc<T>) -> Result<R> + Send,
    ) -> PyResult<R> {
        match self.0.try_read() {
            Ok(it) => at_once(py, || work(&it)),
            Err(TryLockError::Poisoned(_)) => at_once(py, || Err(Error::Internal)),
            Err(TryLockError::WouldBlock) => detached(py, || self.waited(work)),
        }
    }

    /// As it is now, for long work and for work that calls Python.
    pub(crate) fn now(&self, py: Python<'_>) -> PyResult<Arc<T>> {
        self.read(py, |it| Ok(Arc::clone(it)))
    }

    /// Work of microseconds on it as it is now, which keeps changes waiting instead of making them copy.
    pub(super) fn look<R: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&T) -> Result<R> + Send,
    ) -> PyResult<R> {
        self.read(py, |it| work(it))
    }

    /// The change itself, for a thread without the interpreter.
    pub(super) fn changed<R>(&self, change: impl FnOnce(&mut T) -> Result<R>) -> Result<R> {
        let mut it = self.0.write().map_err(|_| Error::Internal)?;
        change(Arc::make_mut(&mut it))
    }

    /// A short change.
    pub(super) fn change<R: Send>(
        &self,
        py: Python<'_>,
        change: impl FnOnce(&mut T) -> Result<R> + Send,
    ) -> PyResult<R> {
        detached(py, || self.changed(change))
    }

    /// A long change, with progress.
    pub(super) fn change_long<R: Send>(
        &self,
        py: Python<'_>,
        progress: Option<Py<PyAny>>,
        change: impl FnOnce(&mut T, &PyControl) -> Result<R> + Send,
    ) -> PyResult<R> {
        enter(py, progress, |control| {
            self.changed(|it| change(it, control))
        })
    }
}
