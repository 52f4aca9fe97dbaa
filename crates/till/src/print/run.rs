//! What the shell's worker asks: which paper comes next, and how it went.

use super::{
    DRAWER_MS_MAX, PAPER_MS_MAX, PRINT_ATTEMPTS_MAX, PRINT_JOBS_KEPT_DAYS, PRINT_JOBS_KEPT_MAX,
    PRINT_PAUSE_MS_MAX, PRINT_PAUSE_MS_MIN, Paper, PrintRules, PrintWay, PrinterTrouble, copied,
};
use crate::{Till, TillError};
use domain::UnixMs;
use ledger::{PrintJob, PrintNumber, PrintStanding, StateKey, Write};

/// A day, in milliseconds.
const DAY_MS: i64 = 24 * 3_600_000;

/// A paper that is to be sent now. The ledger says that it is being sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextPaper {
    pub number: PrintNumber,
    pub paper: Paper,
    /// Whether it says that it is a copy.
    pub copy: bool,
    /// Whether the drawer is opened with it.
    pub kicks: bool,
    pub way: PrintWay,
}

/// When the worker looks again, unless it is woken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// Nothing is owed.
    UntilWoken,
    /// The next attempt is due after so many milliseconds.
    ForMs(u64),
}

impl Till {
    /// Begins a run: says in the ledger what prints by itself, owes again what
    /// the last run did not finish, and forgets what ended long ago. Returns how
    /// many papers the last run did not finish.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn begin_printing(&self) -> Result<usize, TillError> {
        let rules = PrintRules::of(&self.settings, self.print_desk.way()).words();
        let before = self.now().plus_ms(-PRINT_JOBS_KEPT_DAYS * DAY_MS);
        let begun = self.ledger.write(move |write| {
            if write.state(StateKey::PrintRules)?.as_deref() != Some(&rules) {
                write.set_state(StateKey::PrintRules, &rules)?;
            }
            write.prune_print_jobs(before, PRINT_JOBS_KEPT_MAX)?;
            Ok::<_, TillError>(write.recover_print_jobs(PrinterTrouble::Interrupted.as_str())?)
        });
        let unfinished = begun.await?;
        self.count_papers().await?;
        Ok(unfinished)
    }

    /// The paper that is to be sent now; else how long there is none.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn next_paper(&self) -> Result<Result<NextPaper, Waiting>, TillError> {
        let at_once = self.print_desk.takes_now();
        loop {
            let now = self.now();
            // Most looks find nothing, and a query does not sync the disk.
            let owed = self.owed_by_way(now).await?;
            let due = owed.iter().find(|(_, due_ms)| at_once || *due_ms == 0);
            let Some((way, _)) = due.copied() else {
                let waits = owed.iter().map(|(_, due_ms)| *due_ms).min();
                return Ok(Err(waits.map_or(Waiting::UntilWoken, Waiting::ForMs)));
            };
            let begin = self.ledger.write(move |write| begin(write, way, now));
            if let Some(next) = begin.await? {
                return Ok(Ok(next));
            }
        }
    }

    /// For each way by which a paper is owed, in how many milliseconds it is due.
    async fn owed_by_way(&self, now: UnixMs) -> Result<Vec<(PrintWay, u64)>, TillError> {
        let looked = self.ledger.read(move |read| {
            let mut owed = Vec::new();
            for way in PrintWay::ALL {
                if let Some(job) = read.next_print_job(way.as_str())? {
                    owed.push((way, due_in_ms(&job, now)));
                }
            }
            Ok::<_, TillError>((owed, read.print_jobs_count()?))
        });
        let (owed, (waiting, for_person)) = looked.await?;
        self.print_desk.count(waiting, for_person);
        Ok(owed)
    }

    /// Every byte of a paper was sent.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn paper_is_out(&self, next: &NextPaper) -> Result<(), TillError> {
        let (number, now) = (next.number, self.now());
        let done = self.ledger.write(move |write| {
            write.settle_print(number, PrintStanding::Done, None, now)?;
            Ok::<_, TillError>(())
        });
        done.await?;
        if next.way == self.print_desk.way() {
            self.print_desk.note(None, self.timer_now());
        }
        self.count_papers().await
    }

    /// A paper did not come out. `may_be_on_paper` says whether any of its bytes
    /// were sent.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn paper_failed(
        &self,
        next: &NextPaper,
        trouble: PrinterTrouble,
        may_be_on_paper: bool,
    ) -> Result<(), TillError> {
        let (number, now) = (next.number, self.now());
        let is_drawer = next.paper == Paper::Drawer;
        let failed = self.ledger.write(move |write| {
            let Some(job) = write.print_job(number)? else {
                return Ok::<_, TillError>(());
            };
            let word = Some(trouble.as_str());
            if is_drawer && may_be_on_paper {
                // A second kick would open the drawer at another moment.
                write.settle_print(number, PrintStanding::GivenUp, word, now)?;
            } else if waits_for_person(trouble, may_be_on_paper, job.attempts) {
                write.owe_print_again(number, may_be_on_paper, word, now)?;
                write.settle_print(number, PrintStanding::Failed, word, now)?;
            } else {
                let due = now.plus_ms(pause_ms(job.attempts));
                write.owe_print_again(number, may_be_on_paper, word, due)?;
            }
            Ok(())
        });
        failed.await?;
        if next.way == self.print_desk.way() {
            self.print_desk.note(Some(trouble), self.timer_now());
        }
        self.count_papers().await
    }

    /// Counts the papers that have not come out, for the screen.
    pub(super) async fn count_papers(&self) -> Result<(), TillError> {
        let counted = self
            .ledger
            .read(|read| Ok::<_, TillError>(read.print_jobs_count()?));
        let (waiting, for_person) = counted.await?;
        self.print_desk.count(waiting, for_person);
        Ok(())
    }
}

/// Begins the oldest paper of a way; `None` where there is none, or where it came
/// too late and was settled.
fn begin(
    write: &mut Write<'_>,
    way: PrintWay,
    now: UnixMs,
) -> Result<Option<NextPaper>, TillError> {
    let Some(job) = write.next_print_job(way.as_str())? else {
        return Ok(None);
    };
    let age_ms = now.since_ms(job.owed_at);
    let (standing, trouble) = match Paper::parse(&job.kind, &job.about) {
        None => (PrintStanding::Failed, PrinterTrouble::NotMade.as_str()),
        Some(Paper::Drawer) if age_ms > DRAWER_MS_MAX => {
            (PrintStanding::GivenUp, PrinterTrouble::Old.as_str())
        }
        Some(_) if age_ms > PAPER_MS_MAX => {
            let before = job.trouble.as_deref();
            (
                PrintStanding::Held,
                before.unwrap_or(PrinterTrouble::Old.as_str()),
            )
        }
        Some(paper) => {
            let is_new = now.since_ms(job.asked_at) <= DRAWER_MS_MAX;
            let as_copy = copied::was_overtaken(write, &paper, job.number)?;
            let begun = write.begin_print(job.number, as_copy)?;
            return Ok(begun.map(|job| NextPaper {
                number: job.number,
                paper,
                copy: job.copy,
                kicks: job.kicks && is_new && way != PrintWay::Pdf,
                way,
            }));
        }
    };
    write.settle_print(job.number, standing, Some(trouble), now)?;
    Ok(None)
}

/// When a job is due. A clock that was put back must not make it wait longer
/// than any pause.
fn due_in_ms(job: &PrintJob, now: UnixMs) -> u64 {
    let due_ms = job.due_at.since_ms(now).clamp(0, PRINT_PAUSE_MS_MAX);
    u64::try_from(due_ms).unwrap_or(0)
}

/// Whether trying again by itself is useless.
fn waits_for_person(trouble: PrinterTrouble, may_be_on_paper: bool, attempts: u32) -> bool {
    match trouble {
        PrinterTrouble::NotMade | PrinterTrouble::NotSaved => true,
        PrinterTrouble::NotSet
        | PrinterTrouble::AddressUnfit
        | PrinterTrouble::NotThere
        | PrinterTrouble::NoRights
        | PrinterTrouble::NoConnection
        | PrinterTrouble::PaperOut
        | PrinterTrouble::CoverOpen
        | PrinterTrouble::Stalled
        | PrinterTrouble::CutOff
        | PrinterTrouble::Stuck
        | PrinterTrouble::Interrupted
        | PrinterTrouble::Old => may_be_on_paper && attempts >= PRINT_ATTEMPTS_MAX,
    }
}

/// The pause after so many attempts, in milliseconds.
fn pause_ms(attempts: u32) -> i64 {
    let doublings = attempts.saturating_sub(1).min(8);
    (PRINT_PAUSE_MS_MIN << doublings).min(PRINT_PAUSE_MS_MAX)
}
