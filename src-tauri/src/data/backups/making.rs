//! A copy that is being made: how far it has come, whether somebody stopped it,
//! and why the last one failed. The daily copy and one that somebody asks for
//! share it.

use super::NotMade;
use ledger::{BackupError, Head, Report, Seal, Watch};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The time between two looks at how far a copy has come, in milliseconds.
const LOOK_EVERY_MS: u64 = 200;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Copying,
    Checking,
}

/// How far a copy has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) step: Step,
    pub(crate) done: u64,
    pub(crate) of: u64,
    /// Somebody asked to stop it.
    pub(crate) stops: bool,
}

/// Why the last copy failed, by what a person can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TroubleKind {
    /// There is no room on the disk.
    NoRoom,
    /// The ledger itself is not whole.
    LedgerBroken,
    /// The folder of copies cannot be written.
    FolderUnwritable,
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub(crate) kind: TroubleKind,
    /// How many bytes are missing on the disk.
    pub(crate) missing_bytes: Option<u64>,
    /// For a technician.
    pub(crate) detail: String,
}

#[derive(Default)]
struct State {
    now: Option<Progress>,
    trouble: Option<Trouble>,
    stopped: bool,
}

#[derive(Default)]
pub(crate) struct Making(Mutex<State>);

impl Making {
    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Begins a copy; `false` while another one is being made.
    pub(crate) fn begin(&self) -> bool {
        self.with(|state| {
            if state.now.is_some() {
                return false;
            }
            state.stopped = false;
            state.now = Some(Progress {
                step: Step::Copying,
                done: 0,
                of: 1,
                stops: false,
            });
            true
        })
    }

    /// Notes how far the copy has come, and says whether it goes on.
    pub(super) fn progress(&self, step: Step, done: u64, of: u64) -> ControlFlow<()> {
        self.with(|state| {
            let Some(now) = &mut state.now else {
                return ControlFlow::Continue(());
            };
            (now.step, now.done, now.of) = (step, done.min(of), of.max(1));
            match now.stops {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        })
    }

    fn stops(&self) -> bool {
        self.with(|state| state.now.is_some_and(|now| now.stops))
    }

    /// Asks that the copy stops. Nothing of it is kept.
    pub(crate) fn stop(&self) {
        self.with(|state| {
            if let Some(now) = &mut state.now {
                now.stops = true;
            }
        });
    }

    /// Ends it, with why it failed.
    pub(super) fn end(&self, failed: Option<&NotMade>) {
        let (trouble, stopped) = match failed {
            None => (None, false),
            Some(NotMade::Stopped) => (None, true),
            Some(error) => (Some(error.trouble()), false),
        };
        self.with(|state| {
            state.now = None;
            state.stopped = stopped;
            // Stopping one copy mends nothing that failed before it.
            if !stopped {
                state.trouble = trouble;
            }
        });
    }

    pub(crate) fn now(&self) -> Option<Progress> {
        self.with(|state| state.now)
    }

    pub(crate) fn trouble(&self) -> Option<Trouble> {
        self.with(|state| state.trouble.clone())
    }

    /// Whether somebody stopped the last copy.
    pub(crate) fn was_stopped(&self) -> bool {
        self.with(|state| state.stopped)
    }

    /// The ledger's own copy, which tells how far it is. Of a copy since an
    /// anchor only what is new is verified.
    pub(super) fn copy(
        &self,
        (from, to): (&Path, &Path),
        seals: &[Seal],
        since: Option<Head>,
    ) -> Result<Report, NotMade> {
        ledger::backup_since((from, to), seals, since, &mut Told(self)).map_err(|error| match error
        {
            BackupError::Stopped => NotMade::Stopped,
            error @ (BackupError::Open(_)
            | BackupError::Storage(_)
            | BackupError::NotWhole(_)
            | BackupError::Io(_)) => error.into(),
        })
    }

    /// Does some work, and meanwhile looks at the draft that it writes.
    pub(super) fn followed<T>(
        &self,
        draft: &Path,
        of: u64,
        work: impl FnOnce() -> Result<T, BackupError>,
    ) -> Result<T, NotMade> {
        if self.stops() {
            return Err(NotMade::Stopped);
        }
        let (end, ended) = channel::<()>();
        let look = move || {
            let done = std::fs::metadata(draft).map_or(0, |draft| draft.len());
            let step = if done < of {
                Step::Copying
            } else {
                Step::Checking
            };
            let _ = self.progress(step, done, of);
        };
        let pause = Duration::from_millis(LOOK_EVERY_MS);
        std::thread::scope(|scope| {
            scope.spawn(move || {
                while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                    look();
                }
            });
            let done = work();
            drop(end);
            done.map_err(NotMade::from)
        })
    }
}

/// Tells how far the ledger's copy is: its first half copies, its second checks.
struct Told<'m>(&'m Making);

impl Watch for Told<'_> {
    fn progress(&mut self, done: u64, of: u64) -> ControlFlow<()> {
        let half = of / 2;
        match done.checked_sub(half) {
            Some(done) => self.0.progress(Step::Checking, done, half),
            None => self.0.progress(Step::Copying, done, half),
        }
    }
}
