//! What is known of the printer now. It is not in the ledger: a restart asks the
//! printer again.

use super::{PrintWay, PrinterTrouble};
use domain::UnixMs;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// The printer as a screen shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrinterState {
    /// Why the last attempt failed; `None` once one succeeded.
    pub trouble: Option<PrinterTrouble>,
    /// Since when it fails, by the till's timers.
    pub since: Option<UnixMs>,
    /// How many papers have not come out.
    pub waiting: u64,
    /// How many of them wait for a person.
    pub for_person: u64,
    /// By which way papers come out.
    pub way: PrintWay,
}

/// The printer, and who waits for it.
#[derive(Debug)]
pub struct PrintDesk {
    state: Mutex<PrinterState>,
    /// Woken when a paper is owed, or is to be tried at once.
    changed: Notify,
    /// Whether the next attempt does not wait until it is due.
    now: Mutex<bool>,
}

impl Default for PrintDesk {
    fn default() -> PrintDesk {
        PrintDesk {
            state: Mutex::new(PrinterState {
                trouble: None,
                since: None,
                waiting: 0,
                for_person: 0,
                way: PrintWay::Printer,
            }),
            changed: Notify::new(),
            now: Mutex::new(false),
        }
    }
}

impl PrintDesk {
    #[must_use]
    pub fn state(&self) -> PrinterState {
        *self.lock()
    }

    /// Waits until a paper may be owed or due. It may wake for nothing.
    pub async fn changed(&self) {
        self.changed.notified().await;
    }

    pub(crate) fn wake(&self) {
        self.changed.notify_one();
    }

    /// Makes the next attempt begin at once.
    pub(crate) fn try_now(&self) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.wake();
    }

    /// Whether the next attempt begins at once; asked once.
    pub(super) fn takes_now(&self) -> bool {
        std::mem::take(&mut *self.now.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn way(&self) -> PrintWay {
        self.lock().way
    }

    pub(super) fn set_way(&self, way: PrintWay) {
        let mut state = self.lock();
        state.way = way;
        state.trouble = None;
        state.since = None;
    }

    /// Notes how an attempt went.
    pub(super) fn note(&self, trouble: Option<PrinterTrouble>, now: UnixMs) {
        let mut state = self.lock();
        state.since = trouble.map(|_| state.since.unwrap_or(now));
        state.trouble = trouble;
    }

    pub(super) fn count(&self, waiting: u64, for_person: u64) {
        let mut state = self.lock();
        state.waiting = waiting;
        state.for_person = for_person;
    }

    fn lock(&self) -> MutexGuard<'_, PrinterState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
