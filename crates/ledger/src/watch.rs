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

/// One half of some work, as a part of the whole.
pub(crate) struct Half<'w> {
    pub(crate) watch: &'w mut dyn Watch,
    /// Whether it is the second half.
    pub(crate) second: bool,
}

impl Watch for Half<'_> {
    fn progress(&mut self, done: u64, of: u64) -> ControlFlow<()> {
        let before = if self.second { of } else { 0 };
        self.watch
            .progress(before.saturating_add(done), of.saturating_mul(2))
    }
}

/// Counts the steps of some work and tells them now and then.
pub(crate) struct Steps<'w> {
    watch: &'w mut dyn Watch,
    done: u64,
    of: u64,
}

/// The watcher stopped the work.
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Notes what it is told, and stops at a step.
    struct Noting {
        told: Vec<(u64, u64)>,
        stops_at: u64,
    }

    impl Watch for Noting {
        fn progress(&mut self, done: u64, of: u64) -> ControlFlow<()> {
            self.told.push((done, of));
            if done >= self.stops_at {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        }
    }

    #[test]
    fn work_is_told_now_and_then_in_halves_and_ends_where_it_is_stopped() {
        let mut noting = Noting {
            told: Vec::new(),
            stops_at: 5_000,
        };
        let half = |noting: &mut Noting, second| {
            let mut half = Half {
                watch: noting,
                second,
            };
            let mut steps = Steps::new(&mut half, 3_000);
            (0..3_000).try_for_each(|_| steps.step())
        };
        assert_eq!(half(&mut noting, false), Ok(()));
        assert_eq!(half(&mut noting, true), Err(Stopped));
        let told = [
            (1_024, 6_000),
            (2_048, 6_000),
            (4_024, 6_000),
            (5_048, 6_000),
        ];
        assert_eq!(noting.told, told);
    }
}
