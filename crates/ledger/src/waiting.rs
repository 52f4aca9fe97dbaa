//! A write that waits for the writer and for its commit, its types forgotten.

use crate::access::Write;
use crate::error::LedgerError;
use tokio::sync::oneshot;

/// A closure that waits for the writer, its types forgotten.
pub(crate) trait WriteJob: Send {
    /// Runs it, perhaps once more. Whether what it changed may stay.
    fn run(&mut self, write: &mut Write<'_>) -> bool;
    /// Takes back a good answer: what it changed does not stay.
    fn fail(&mut self, error: LedgerError);
    /// Answers the caller.
    fn answer(self: Box<Self>, committed: Result<(), LedgerError>);
}

/// A closure, what it answered, and who waits for that.
pub(crate) struct Waiting<F, T, E> {
    closure: F,
    outcome: Option<Result<T, E>>,
    caller: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Waiting<F, T, E> {
    pub(crate) fn new(closure: F) -> (Waiting<F, T, E>, oneshot::Receiver<Result<T, E>>) {
        let (caller, answer) = oneshot::channel();
        let waiting = Waiting {
            closure,
            outcome: None,
            caller,
        };
        (waiting, answer)
    }
}

impl<F, T, E> WriteJob for Waiting<F, T, E>
where
    F: FnOnce(&mut Write<'_>) -> Result<T, E> + Clone + Send,
    T: Send,
    E: From<LedgerError> + Send,
{
    fn run(&mut self, write: &mut Write<'_>) -> bool {
        // One that panics leaves no answer of an earlier run behind.
        self.outcome = None;
        let closure = self.closure.clone();
        self.outcome.insert(closure(write)).is_ok()
    }

    fn fail(&mut self, error: LedgerError) {
        self.outcome = Some(Err(E::from(error)));
    }

    fn answer(self: Box<Self>, committed: Result<(), LedgerError>) {
        let outcome = match committed {
            Ok(()) => self
                .outcome
                .unwrap_or_else(|| Err(E::from(LedgerError::Panicked))),
            Err(error) => Err(E::from(error)),
        };
        if self.caller.send(outcome).is_err() {
            tracing::debug!("a write was committed whose caller had gone");
        }
    }
}
