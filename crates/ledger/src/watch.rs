//! What long work tells its caller, and how the caller stops it.

use std::ops::ControlFlow;

/// Hears how far a check or a copy has come, and may stop it. A stopped copy
/// leaves nothing at its path.
pub trait Watch {
    /// So many of so many steps are done.
    fn progress(&mut self, done: u64, of: u64) -> ControlFlow<()>;
}

/// Nobody watches: the work runs to its end.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn progress(&mut self, _: u64, _: u64) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// Counts the steps of some work and tells them now and then.
pub(crate) struct Steps<'w> {
    watch: &'w mut dyn Watch,
    done: u64,
    of: u64,
}

/// The work was stopped by whoever watches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stopped;

/// After how many steps the watcher is told and asked.
const TOLD_EVERY: u64 = 1_024;

impl<'w> Steps<'w> {
    pub(crate) fn new(watch: &'w mut dyn Watch, of: u64) -> Steps<'w> {
        Steps { watch, done: 0, of }
    }

    /// One more step is done.
    pub(crate) fn step(&mut self) -> Result<(), Stopped> {
        self.done += 1;
        if self.done.is_multiple_of(TOLD_EVERY) {
            return self.tell();
        }
        Ok(())
    }

    /// Tells how far it is, whatever was told last.
    pub(crate) fn tell(&mut self) -> Result<(), Stopped> {
        match self.watch.progress(self.done.min(self.of), self.of) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Stopped),
        }
    }
}
