//! Cancelling and progress, seen from a worker thread.
//!
//! napi's own `AbortSignal` is not used: it takes over the caller's `onabort`, ignores a signal that
//! was aborted before the call, and keeps a record of each call for as long as the signal lives.
//! `run.js` listens to the signal instead, and pulls the [`CancelToken`].

use std::{
    ops::ControlFlow,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use caselink::Control;
use napi::{
    Status,
    bindgen_prelude::*,
    threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode},
};
use napi_derive::napi;

use crate::error::{caught, task_error, with_code};

const EVERY: Duration = Duration::from_millis(100);

/// Stops the run that it was handed to.
#[napi]
#[derive(Default)]
pub struct CancelToken {
    cancelled: Arc<AtomicBool>,
}

#[napi]
impl CancelToken {
    /// A token that has not been pulled.
    #[napi(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks the run to stop at its next step.
    #[napi]
    pub fn cancel(&self) {
        self.cancelled.store(true, Relaxed);
    }
}

/// The caller's `(done, total)` callback; weak, so that it does not keep the process alive.
pub(crate) type Progress =
    ThreadsafeFunction<FnArgs<(f64, f64)>, (), FnArgs<(f64, f64)>, Status, false, true>;

/// The control of one asynchronous run.
pub(crate) struct JsControl {
    cancelled: Arc<AtomicBool>,
    progress: Option<Progress>,
    next: Mutex<Instant>,
}

impl JsControl {
    pub(crate) fn new(token: Option<&CancelToken>, progress: Option<Progress>) -> Self {
        Self {
            cancelled: token.map_or_else(Arc::default, |token| Arc::clone(&token.cancelled)),
            progress,
            next: Mutex::new(Instant::now() + EVERY),
        }
    }

    /// Runs `work` under this control: the body of each `Task::compute`.
    pub(crate) fn run<T>(
        &self,
        work: impl FnOnce(&dyn Control) -> caselink::Result<T>,
    ) -> caselink::Result<T> {
        if self.cancelled.load(Relaxed) {
            return Err(caselink::Error::Cancelled); // while it waited for a thread
        }
        caught(|| work(self))
    }
}

impl Control for JsControl {
    fn tick(&self, done: u64, total: u64) -> ControlFlow<()> {
        if self.cancelled.load(Relaxed) {
            return ControlFlow::Break(());
        }
        // a worker that finds the lock taken goes on: one caller at a time is enough
        if let Some(progress) = &self.progress
            && let Ok(mut next) = self.next.try_lock()
            && Instant::now() >= *next
        {
            *next = Instant::now() + EVERY;
            progress.call(
                (done as f64, total as f64).into(),
                ThreadsafeFunctionCallMode::NonBlocking,
            );
        }
        ControlFlow::Continue(())
    }
}

/// Runs work on what a lock guards, once nobody else does.
pub(crate) fn locked<T, R>(
    guarded: &Mutex<T>,
    work: impl FnOnce(&mut T) -> caselink::Result<R>,
) -> caselink::Result<R> {
    work(&mut *guarded.lock().map_err(|_| caselink::Error::Internal)?)
}

/// One asynchronous run: core's work, and the control that it runs under.
pub struct Job<T> {
    work: Option<Work<T>>,
    control: JsControl,
}

type Work<T> = Box<dyn FnOnce(&dyn Control) -> caselink::Result<T> + Send>;

impl<T> Job<T>
where
    T: Send + ToNapiValue + TypeName + 'static,
{
    /// Puts `work` in line for a worker thread.
    pub(crate) fn start(
        token: Option<&CancelToken>,
        progress: Option<Progress>,
        work: impl FnOnce(&dyn Control) -> caselink::Result<T> + Send + 'static,
    ) -> AsyncTask<Self> {
        AsyncTask::new(Self {
            work: Some(Box::new(work)),
            control: JsControl::new(token, progress),
        })
    }
}

impl<T> Task for Job<T>
where
    T: Send + ToNapiValue + TypeName + 'static,
{
    type Output = T;
    type JsValue = T;

    fn compute(&mut self) -> Result<T> {
        // a task is computed once
        let work = self
            .work
            .take()
            .ok_or_else(|| task_error(caselink::Error::Internal))?;
        self.control.run(work).map_err(task_error)
    }

    fn resolve(&mut self, _: Env, output: T) -> Result<T> {
        Ok(output)
    }

    fn reject(&mut self, env: Env, error: Error) -> Result<T> {
        Err(with_code(env, error))
    }
}
