//! A close as the till makes it, taken back at its end: so it can be measured
//! again, on the same lines. What it leaves out is its commit, which is that of
//! every other write.

use super::shop::SEAL;
use crate::Result;
use crate::ledger::shop::Failed;
use domain::{Actor, UnixMs};
use ledger::{Ledger, Opening, Seal};
use std::path::Path;
use tokio::runtime::Runtime;

pub(super) struct Closing {
    ledger: Ledger,
    runtime: Runtime,
    at: UnixMs,
}

impl Closing {
    pub(super) fn open(path: &Path, at: UnixMs) -> Result<Closing> {
        let ledger = Ledger::open_inline(Opening {
            path: path.to_path_buf(),
            seal: Seal::from_bytes(SEAL),
            now: at,
        })?;
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        Ok(Closing {
            ledger,
            runtime,
            at,
        })
    }

    /// Makes the close and takes it back.
    pub(super) fn close(&self) -> Result<()> {
        let at = self.at;
        let closing = self.ledger.write(move |write| {
            let declared = write.payments_declared()?;
            let figures = write.figures(write.closes()?.last_seq(), write.head()?.seq)?;
            let close = write.record_close(&Actor::Counter, at, figures)?;
            if declared.is_empty() && close.at == at {
                return Err(Failed::TakenBack);
            }
            Ok::<(), Failed>(())
        });
        match self.runtime.block_on(closing) {
            Err(Failed::TakenBack) => Ok(()),
            Err(other) => Err(other.into()),
            Ok(()) => Err("the close was not taken back".into()),
        }
    }
}
