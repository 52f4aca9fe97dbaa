//! Whether a paper says `COPIA`: it is out already, or nobody can tell.

use super::Paper;
use crate::TillError;
use domain::{ReprintedPaper, UnixMs};
use ledger::{PrintJob, PrintStanding, Read};

/// The paper, if another one of it may be out or come out first. Print jobs are
/// forgotten after some time; what is older than that may have been printed.
pub(super) fn may_be_out(
    read: &Read<'_>,
    paper: &Paper,
) -> Result<Option<ReprintedPaper>, TillError> {
    let Some(copied) = paper.copied() else {
        return Ok(None);
    };
    let jobs = read.print_jobs_about(paper.kind(), &paper.about())?;
    let may = jobs.iter().any(is_out) || is_forgotten(read, copied)?;
    Ok(may.then_some(copied))
}

/// Whether a paper is out, or comes out before the next one.
fn is_out(job: &PrintJob) -> bool {
    match job.standing {
        PrintStanding::Owed | PrintStanding::Printing | PrintStanding::Done => true,
        PrintStanding::Failed | PrintStanding::Held | PrintStanding::GivenUp => {
            job.copy || job.attempts > 0
        }
    }
}

/// Whether a job of that paper may be forgotten.
fn is_forgotten(read: &Read<'_>, paper: ReprintedPaper) -> Result<bool, TillError> {
    let Some(until) = read.prints_forgotten_until()? else {
        return Ok(false);
    };
    Ok(began(read, paper)?.is_some_and(|at| at <= until))
}

/// A moment before which nobody can have asked for the paper.
fn began(read: &Read<'_>, paper: ReprintedPaper) -> Result<Option<UnixMs>, TillError> {
    Ok(match paper {
        ReprintedPaper::Receipt { sale } => read.sale(sale)?.map(|sale| sale.opened_at),
        ReprintedPaper::Close { number } => read.close(number)?.map(|close| close.at),
        ReprintedPaper::Count { shift } => read.shift(shift)?.map(|shift| shift.opened_at),
        ReprintedPaper::Movement { seq } => {
            let lines = read.entries_after(seq - 1, 1)?;
            lines.first().map(|line| line.at)
        }
    })
}
