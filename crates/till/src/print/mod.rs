//! What the till owes to a printer: which papers, in which commit they are owed,
//! and what becomes of each.
//!
//! The till decides and does not format: a paper is a word and what it is about.
//! The shell makes its bytes from the ledger and sends them, by [`Till::next_paper`]
//! and what follows it. Nothing here waits for a printer, so a sale never does.
//!
//! Each paper that was asked for comes out, is given up by a person, or waits for
//! one. Where a paper comes out twice, the second one says `COPIA`: after a failed
//! attempt that may have printed something, the paper is owed again as a copy, and
//! so it is after the program ended in the middle.

mod copied;
mod desk;
mod owed;
mod run;
mod words;

pub use desk::{PrintDesk, PrinterState};
pub(crate) use owed::{PrintRules, owe_after_close, owe_drawer, owe_of_sale};
pub use run::{NextPaper, Waiting};
pub use words::{Paper, PosterSheet, PrintWay, PrinterTrouble};

use crate::day::hides_cash;
use crate::{Till, TillError};
use domain::{Actor, Refusal, TillEvent, UnixMs};
use ledger::{LedgerError, NewPrintJob, PrintJob, PrintNumber, PrintStanding, StateKey, Write};

/// A paper that is older than this when the printer answers again waits for a
/// person, in milliseconds: a printer that returns does not print a morning.
pub const PAPER_MS_MAX: i64 = 10 * 60_000;
/// An opening of the drawer that is older than this is given up, and so is the
/// opening that goes with a receipt, in milliseconds.
pub const DRAWER_MS_MAX: i64 = 15_000;
/// How often a paper is tried whose bytes were refused in the middle; then it
/// waits for a person, so that the papers after it come out.
pub const PRINT_ATTEMPTS_MAX: u32 = 5;
/// The first pause after a printer failed, in milliseconds.
pub const PRINT_PAUSE_MS_MIN: i64 = 2_000;
/// The longest such pause, in milliseconds.
pub const PRINT_PAUSE_MS_MAX: i64 = 30_000;
/// For how many days a print job is remembered after it ended.
pub const PRINT_JOBS_KEPT_DAYS: i64 = 90;
/// How many print jobs are remembered at most.
pub const PRINT_JOBS_KEPT_MAX: u32 = 50_000;

/// What a person decides about the papers that wait, or about one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrintAnswer {
    /// Print now, by that way. Where it is about all papers, new ones follow the
    /// same way, unless it is a PDF.
    Print(PrintWay),
    /// It is not printed any more.
    GiveUp,
}

impl PrintAnswer {
    const fn prints(self) -> bool {
        matches!(self, PrintAnswer::Print(_))
    }
}

impl Till {
    /// Owes a paper that a person asks for. One that was printed before, or may
    /// have been, says that it is a copy, and the journal says who asked for it.
    ///
    /// # Errors
    /// [`TillError::NoPrinter`] where none is set; [`TillError::TooManyPapers`]
    /// where too many wait.
    pub async fn print(
        &self,
        paper: Paper,
        way: Option<PrintWay>,
        by: Actor,
    ) -> Result<(PrintJob, PrintWay), TillError> {
        let way = match way.unwrap_or_else(|| self.print_desk.way()) {
            PrintWay::Pdf => PrintWay::Pdf,
            way @ (PrintWay::Printer | PrintWay::Other) if self.settings.printer.is_set() => way,
            PrintWay::Printer | PrintWay::Other => return Err(TillError::NoPrinter),
        };
        let now = self.now();
        let owed = self.ledger.write(move |write| {
            let (kind, about) = (paper.kind(), paper.about());
            if let Paper::Receipt(sale) = paper
                && write.sale(sale)?.is_none()
            {
                return Err(TillError::UnknownSale);
            }
            let copy_of = copied::may_be_out(write, &paper)?;
            let number = write.owe_print(&NewPrintJob {
                kind,
                about,
                copy: copy_of.is_some(),
                kicks: false,
                way: way.as_str(),
                asked_by: &by,
                asked_at: now,
            })?;
            let number = number.ok_or(TillError::TooManyPapers)?;
            if let Some(paper) = copy_of {
                write.record_till(&by, now, &[TillEvent::PaperReprinted { paper }])?;
            }
            write
                .print_job(number)?
                .ok_or(TillError::Unreadable("a print job"))
        });
        let owed = owed.await?;
        // A person asks, so the printer is tried at once.
        self.print_desk.try_now();
        Ok((owed, way))
    }

    /// A person decides about every paper that waits. While counting is blind for
    /// that person, a paper that shows cash goes on waiting for a manager.
    ///
    /// # Errors
    /// [`TillError::NoPrinter`] where the way that was chosen is not set;
    /// [`Refusal::NeedsManager`] where every paper that would be saved shows cash.
    pub async fn settle_papers(&self, answer: PrintAnswer, by: &Actor) -> Result<(), TillError> {
        let to = match answer {
            PrintAnswer::Print(way @ (PrintWay::Printer | PrintWay::Other)) => Some(way),
            PrintAnswer::Print(PrintWay::Pdf) | PrintAnswer::GiveUp => None,
        };
        if to.is_some_and(|way| !self.settings.printer.has(way)) {
            return Err(TillError::NoPrinter);
        }
        let rules = to.map(|way| PrintRules::of(&self.settings, way));
        let now = self.now();
        let (is_blind, is_manager) = (self.settings.day.blind_count, by.is_manager());
        let settled = self.ledger.write(move |write| {
            if let Some(rules) = rules {
                write.set_state(StateKey::PrintRules, &rules.words())?;
            }
            let hides = answer.prints() && hides_cash(write, is_blind, is_manager)?;
            let (kept, may): (Vec<_>, Vec<_>) = write
                .print_jobs_open()?
                .into_iter()
                .partition(|job| hides && shows_cash(job));
            // A way for the papers to come is chosen all the same.
            if to.is_none() && may.is_empty() && !kept.is_empty() {
                return Err(Refusal::NeedsManager.into());
            }
            for job in may {
                settle(write, &job, answer, now)?;
            }
            Ok::<_, TillError>(())
        });
        settled.await?;
        match to {
            Some(way) => self.print_desk.set_way(way),
            // Nothing waits for the printer any more: the next paper shows how it is.
            None => self.print_desk.note(None, self.timer_now()),
        }
        self.print_desk.try_now();
        self.count_papers().await
    }

    /// A person decides about one paper that waits. The way of the others stays.
    /// One that is out meanwhile, or being sent, stays as it is.
    ///
    /// # Errors
    /// [`TillError::NoPrinter`] where the way that was chosen is not set;
    /// [`Refusal::NeedsManager`] for a paper that shows cash, while counting
    /// is blind for that person.
    pub async fn settle_paper(
        &self,
        number: PrintNumber,
        answer: PrintAnswer,
        by: &Actor,
    ) -> Result<(), TillError> {
        if let PrintAnswer::Print(way) = answer
            && !self.settings.printer.has(way)
        {
            return Err(TillError::NoPrinter);
        }
        let now = self.now();
        let (is_blind, is_manager) = (self.settings.day.blind_count, by.is_manager());
        let settled = self.ledger.write(move |write| {
            if let Some(job) = write.print_job(number)? {
                let shows = answer.prints() && shows_cash(&job);
                if shows && hides_cash(write, is_blind, is_manager)? {
                    return Err(Refusal::NeedsManager.into());
                }
                settle(write, &job, answer, now)?;
            }
            Ok::<_, TillError>(())
        });
        settled.await?;
        self.print_desk.try_now();
        self.count_papers().await
    }

    /// The printer, and what waits for it.
    #[must_use]
    pub fn print_desk(&self) -> &PrintDesk {
        &self.print_desk
    }
}

/// Whether the paper of a job says how much cash there is.
fn shows_cash(job: &PrintJob) -> bool {
    Paper::parse(&job.kind, &job.about).is_some_and(|paper| paper.shows_cash())
}

fn settle(
    write: &mut Write<'_>,
    job: &PrintJob,
    answer: PrintAnswer,
    now: UnixMs,
) -> Result<(), LedgerError> {
    match answer {
        PrintAnswer::Print(way) => write.release_print(job.number, way.as_str(), now),
        PrintAnswer::GiveUp if job.standing == PrintStanding::Printing => Ok(()),
        PrintAnswer::GiveUp => {
            let (given_up, trouble) = (PrintStanding::GivenUp, job.trouble.as_deref());
            write.settle_print(job.number, given_up, trouble, now)
        }
    }
}
