use std::ops::ControlFlow;

/// Lets the caller watch a long run and stop it.
///
/// Algorithms call [`tick`](Control::tick) every few thousand items, never per item, from
/// whichever thread they run on. Bindings map it to signal checks, progress callbacks and abort
/// signals; the core knows nothing of those.
pub trait Control: Sync {
    /// Reports `done` of `total` steps; [`ControlFlow::Break`] asks the algorithm to stop.
    fn tick(&self, done: u64, total: u64) -> ControlFlow<()>;
}

/// A [`Control`] that never stops and reports nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoControl;

impl Control for NoControl {
    fn tick(&self, _done: u64, _total: u64) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// [`Control::tick`] as a `Result`, for the `?` operator.
pub(crate) fn checkpoint(control: &dyn Control, done: u64, total: u64) -> crate::Result<()> {
    match control.tick(done, total) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(crate::Error::Cancelled),
    }
}
