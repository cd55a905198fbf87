//! The one way from Python into the core and back.
//!
//! A long run goes on a thread of its own and touches nothing but atomics, from whichever worker
//! it ticks. The calling thread waits for it, and while it waits it looks after the interpreter:
//! Python handles Ctrl-C on the main thread alone, and that would otherwise sit blocked in the
//! thread pool. No worker ever waits for the interpreter, so none can deadlock with it.

use std::{
    ops::ControlFlow,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use caselink::{Control, Error, Result};
use pyo3::{exceptions::PyTypeError, prelude::*};

use crate::error::{caught, to_py};

const EVERY: Duration = Duration::from_millis(100);

/// How far a run is, and whether it should stop.
#[derive(Default)]
pub(crate) struct PyControl {
    done: AtomicU64,
    total: AtomicU64,
    stop: AtomicBool,
}

impl Control for PyControl {
    fn tick(&self, done: u64, total: u64) -> ControlFlow<()> {
        self.done.store(done, Relaxed);
        self.total.store(total, Relaxed);
        if self.stop.load(Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

impl PyControl {
    /// Lets Python handle its signals and hear of the progress; says whether it has.
    fn attend(&self, progress: Option<&Py<PyAny>>) -> PyResult<bool> {
        Python::attach(|py| {
            py.check_signals()?;
            let (done, total) = (self.done.load(Relaxed), self.total.load(Relaxed));
            match progress {
                Some(progress) if total > 0 => progress.call1(py, (done, total)).map(|_| true),
                _ => Ok(false),
            }
        })
    }
}

/// Runs long work without the interpreter.
///
/// About ten times a second `progress` is called with `(done, total)`, and if it has been, then once more
/// at the end with `(total, total)`. An exception that it
/// raises, or `KeyboardInterrupt`, stops the run and comes out unchanged.
pub(crate) fn enter<T: Send>(
    py: Python<'_>,
    progress: Option<Py<PyAny>>,
    work: impl FnOnce(&PyControl) -> Result<T> + Send,
) -> PyResult<T> {
    if progress
        .as_ref()
        .is_some_and(|progress| !progress.bind(py).is_callable())
    {
        return Err(PyTypeError::new_err(
            "progress must be callable, as progress(done, total)",
        ));
    }
    let control = &PyControl::default();
    let watcher = progress.as_ref();
    let mut told = false;
    let heard = &mut told;
    let (result, raised) = py.detach(move || {
        thread::scope(|scope| {
            let (send, receive) = mpsc::sync_channel(1);
            let worker = move || {
                // the receiver waits for as long as this thread lives
                let _ = send.send(caught(|| work(control)));
            };
            if thread::Builder::new().spawn_scoped(scope, worker).is_err() {
                return (Err(Error::Internal), None);
            }
            let mut raised = None;
            loop {
                match receive.recv_timeout(EVERY) {
                    Ok(result) => return (result, raised),
                    Err(RecvTimeoutError::Disconnected) => return (Err(Error::Internal), raised),
                    Err(RecvTimeoutError::Timeout) if raised.is_none() => {
                        match control.attend(watcher) {
                            Ok(told) => *heard |= told,
                            Err(error) => raised = Some(error),
                        }
                        control.stop.store(raised.is_some(), Relaxed);
                    }
                    Err(RecvTimeoutError::Timeout) => {}
                }
            }
        })
    });
    if let Some(error) = raised {
        return Err(error);
    }
    let result = result.map_err(|error| to_py(py, &error))?;
    if let (true, Some(progress)) = (told, progress) {
        let total = control.total.load(Relaxed);
        progress.call1(py, (total, total))?;
    }
    Ok(result)
}

/// Runs work of about a millisecond on this thread, without the interpreter: it may wait for a lock.
pub(crate) fn detached<T: Send>(
    py: Python<'_>,
    work: impl FnOnce() -> Result<T> + Send,
) -> PyResult<T> {
    let result = py.detach(move || caught(work));
    result.map_err(|error| to_py(py, &error))
}

/// Runs work on what a lock guards, once nobody else does. For a thread without the interpreter: the one that has the
/// lock may need it.
pub(crate) fn locked<T, R>(
    guarded: &Mutex<T>,
    work: impl FnOnce(&mut T) -> Result<R>,
) -> Result<R> {
    work(&mut *guarded.lock().map_err(|_| Error::Internal)?)
}

/// Runs work that is over in microseconds, on this thread and with the interpreter held.
pub(crate) fn at_once<T>(py: Python<'_>, work: impl FnOnce() -> Result<T>) -> PyResult<T> {
    caught(work).map_err(|error| to_py(py, &error))
}
