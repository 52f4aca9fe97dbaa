//! Whether a paper says `COPIA`: it is out already, or nobody can tell.

use super::Paper;
use crate::TillError;
use domain::{Event, ReprintedPaper, UnixMs};
use ledger::{PrintJob, PrintNumber, PrintStanding, Read};

/// The paper, if another one of it may be out or come out first. Print jobs are
/// forgotten after some time; what is older than that may have been printed.
pub(super) fn may_be_out(
    read: &Read<'_>,
    paper: &Paper,
) -> Result<Option<ReprintedPaper>, TillError> {
    let Some(copied) = paper.copied() else {
        return Ok(None);
    };
    // What does not exist has no paper, and no copy either.
    let Some(began) = began(read, copied)? else {
        return Ok(None);
    };
    let jobs = read.print_jobs_about(paper.kind(), &paper.about())?;
    let is_forgotten = read
        .prints_forgotten_until()?
        .is_some_and(|until| began <= until);
    Ok((is_forgotten || jobs.iter().any(is_out)).then_some(copied))
}

/// Whether the original came out by another job, asked for while this one waited.
pub(super) fn was_overtaken(
    read: &Read<'_>,
    paper: &Paper,
    number: PrintNumber,
) -> Result<bool, TillError> {
    if paper.copied().is_none() {
        return Ok(false);
    }
    let jobs = read.print_jobs_about(paper.kind(), &paper.about())?;
    let is_original = |job: &PrintJob| job.number != number && !job.copy;
    Ok(jobs.iter().any(|job| is_original(job) && is_sent(job)))
}

/// Whether a paper is out, or comes out before the next one.
fn is_out(job: &PrintJob) -> bool {
    is_sent(job) || job.standing == PrintStanding::Owed || job.copy || job.attempts > 0
}

/// Whether bytes of it were sent, all or the first ones.
fn is_sent(job: &PrintJob) -> bool {
    match job.standing {
        PrintStanding::Printing | PrintStanding::Done => true,
        PrintStanding::Owed
        | PrintStanding::Failed
        | PrintStanding::Held
        | PrintStanding::GivenUp => false,
    }
}

/// A moment before which nobody can have asked for the paper; `None` where there is
/// no such paper.
fn began(read: &Read<'_>, paper: ReprintedPaper) -> Result<Option<UnixMs>, TillError> {
    Ok(match paper {
        ReprintedPaper::Receipt { sale } => read.sale(sale)?.map(|sale| sale.opened_at),
        ReprintedPaper::Close { number } => read.close(number)?.map(|close| close.at),
        ReprintedPaper::Count { shift } => {
            let counted = read.shift(shift)?.filter(|shift| shift.ending.is_some());
            counted.map(|shift| shift.opened_at)
        }
        ReprintedPaper::Movement { seq } => {
            let lines = read.entries_after(seq.saturating_sub(1), 1)?;
            let line = lines.first().filter(|line| {
                line.seq == seq
                    && matches!(&line.event, Event::Shift(_, event) if event.moves_drawer())
            });
            line.map(|line| line.at)
        }
    })
}
