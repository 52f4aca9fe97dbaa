//! Takes the papers that the till owes, one after another, and sends each.

use super::address::PrinterAddress;
use super::transport::{Printers, SendError};
use async_trait::async_trait;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use till::Till;
use till::print::{NextPaper, Paper, PrintWay, PrinterTrouble, Waiting};
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinSet;

/// The pause after the ledger could not be read, in milliseconds.
const LEDGER_PAUSE_MS: u64 = 1_000;
/// The pause before a worker that panicked starts again, in milliseconds.
const RESTART_MS: u64 = 5_000;
/// Bytes of nothing before the first paper after one that was cut off. A printer
/// that still waits for the end of a picture takes them for white dots, and any
/// other printer passes over them.
const FILL_BYTES: usize = 32 * 1_024;
/// Empties the line, and begins with the printer's own settings (`ESC @`).
const INITIALISE: &[u8] = &[0x1b, b'@'];
/// Moves the paper to the knife and cuts it (`GS V 66 0`).
const CUT: &[u8] = &[0x1d, b'V', 66, 0];
/// Opens the drawer at the first socket (`ESC p 0`), for 50 ms.
const KICK: &[u8] = &[0x1b, b'p', 0, 25, 250];

/// Makes the bytes of papers.
#[async_trait]
pub(crate) trait Papers: Send + Sync {
    /// For the printer.
    async fn bytes(&self, next: &NextPaper) -> Result<Vec<u8>, PrinterTrouble>;
    /// Writes a PDF among the exports.
    async fn save_pdf(&self, next: &NextPaper) -> Result<(), PrinterTrouble>;
}

/// Prints for ever. Dropping it at any moment loses nothing: what was being sent
/// is owed again as a copy.
pub(crate) async fn keep_printing(
    till: Arc<Till>,
    papers: Arc<dyn Papers>,
    printers: Arc<Printers>,
) {
    loop {
        // The task ends with the set, also where this one is dropped.
        let mut running = JoinSet::new();
        let (till, papers) = (Arc::clone(&till), Arc::clone(&papers));
        running.spawn(work(till, papers, Arc::clone(&printers)));
        match running.join_next().await {
            Some(Err(error)) if error.is_panic() => {
                tracing::error!("the printing worker panicked");
                tokio::time::sleep(Duration::from_millis(RESTART_MS)).await;
            }
            Some(Ok(()) | Err(_)) | None => return,
        }
    }
}

async fn work(till: Arc<Till>, papers: Arc<dyn Papers>, printers: Arc<Printers>) {
    let mut committed = till.ledger().committed();
    let mut worker = Worker {
        till: &till,
        papers: &*papers,
        printers: &printers,
        cut_off: HashSet::new(),
    };
    worker.begin().await;
    loop {
        let waiting = match till.next_paper().await {
            Ok(Ok(next)) => {
                worker.print(&next).await;
                continue;
            }
            Ok(Err(waiting)) => waiting,
            Err(error) => {
                tracing::warn!(%error, "what is to be printed cannot be read");
                Waiting::ForMs(LEDGER_PAUSE_MS)
            }
        };
        tokio::select! {
            // A worker that missed commits loses nothing: it asks the ledger.
            told = committed.recv() => if matches!(told, Err(RecvError::Closed)) {
                return;
            },
            () = till.print_desk().changed() => {}
            () = pause(waiting) => {}
        }
    }
}

async fn pause(waiting: Waiting) {
    match waiting {
        Waiting::UntilWoken => std::future::pending().await,
        Waiting::ForMs(ms) => tokio::time::sleep(Duration::from_millis(ms)).await,
    }
}

struct Worker<'w> {
    till: &'w Till,
    papers: &'w dyn Papers,
    printers: &'w Printers,
    /// The ways whose last paper was cut off: the next one begins clean.
    cut_off: HashSet<PrintWay>,
}

impl Worker<'_> {
    async fn begin(&mut self) {
        loop {
            match self.till.begin_printing().await {
                Ok(0) => return,
                Ok(_) => {
                    self.cut_off.extend([PrintWay::Printer, PrintWay::Other]);
                    return;
                }
                Err(error) => tracing::warn!(%error, "printing cannot begin yet"),
            }
            tokio::time::sleep(Duration::from_millis(LEDGER_PAUSE_MS)).await;
        }
    }

    async fn print(&mut self, next: &NextPaper) {
        let sent = self.send(next).await;
        let noted = match sent {
            Ok(()) => {
                self.cut_off.remove(&next.way);
                self.till.paper_is_out(next).await
            }
            Err(SendError {
                trouble,
                may_be_on_paper,
            }) => {
                tracing::warn!(
                    job = next.number.0,
                    trouble = trouble.as_str(),
                    may_be_on_paper,
                    "a paper did not come out"
                );
                if may_be_on_paper {
                    self.cut_off.insert(next.way);
                }
                self.till.paper_failed(next, trouble, may_be_on_paper).await
            }
        };
        if let Err(error) = noted {
            // The job counts as being sent until the next start.
            tracing::error!(%error, job = next.number.0, "how a paper went cannot be written");
            tokio::time::sleep(Duration::from_millis(LEDGER_PAUSE_MS)).await;
        }
    }

    async fn send(&self, next: &NextPaper) -> Result<(), SendError> {
        match next.way {
            PrintWay::Pdf => self.papers.save_pdf(next).await.map_err(SendError::unsent),
            PrintWay::Printer | PrintWay::Other => {
                let printer = &self.till.settings().printer;
                let to = PrinterAddress::of(printer, next.way).map_err(SendError::unsent)?;
                let bytes = self.bytes(next).await.map_err(SendError::unsent)?;
                self.printers.send(&to, bytes).await
            }
        }
    }

    async fn bytes(&self, next: &NextPaper) -> Result<Vec<u8>, PrinterTrouble> {
        let paper = if next.paper == Paper::Drawer {
            [INITIALISE, KICK].concat()
        } else {
            self.papers.bytes(next).await?
        };
        if !self.cut_off.contains(&next.way) {
            return Ok(paper);
        }
        // What is left of another customer's paper is cut off before this one.
        let mut bytes = vec![0; FILL_BYTES];
        bytes.extend_from_slice(INITIALISE);
        if self.till.settings().printer.cut {
            bytes.extend_from_slice(CUT);
        }
        bytes.extend(paper);
        Ok(bytes)
    }
}
