//! A write that waits for the writer and for its commit, with its types erased.

use crate::access::Write;
use crate::error::LedgerError;
use tokio::sync::oneshot;

/// A closure that waits for the writer, with its types erased.
pub(crate) trait WriteJob: Send {
    /// Runs it, possibly for a second time. Returns whether its changes may
    /// stay.
    fn run(&mut self, write: &mut Write<'_>) -> bool;
    /// Replaces a successful result by an error, because its changes do not
    /// stay.
    fn fail(&mut self, error: LedgerError);
    /// Answers the caller.
    fn answer(self: Box<Self>, committed: Result<(), LedgerError>);
}

/// A closure, its result, and the caller that waits for it.
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
        // If this run panics, the result of an earlier run must not remain.
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
