//! The closes, and why some of their numbers are missing.

use super::{ExportAsked, ExportFailed, Output, Pages};
use crate::view::NamesOfPeople;
use domain::{Actor, Close, CloseNumber, TillEvent, UnixMs};
use ledger::{CloseRow as Listed, LedgerError, Read, Span};
use paper::export::rows::{CloseRow, Skipped, gap_words};

/// How many closes a page has.
const PAGE: u32 = 100;

/// A close, with what explains the numbers that are missing before it.
pub(super) struct Made {
    pub(super) close: Close,
    /// The number of the close before it; zero for the first.
    before: CloseNumber,
    /// The restores and roll-backs between the two.
    skipped: Vec<(UnixMs, TillEvent)>,
}

pub(super) fn write(
    pages: &impl Pages,
    asked: &ExportAsked,
    until: i64,
    output: &mut Output<'_>,
) -> Result<(), ExportFailed> {
    let names = pages.read(NamesOfPeople::read)?;
    let span = asked.span();
    each_page(pages, (span, until), |made| {
        let Some(last) = made.last().map(|it| it.close.at) else {
            return Ok(());
        };
        for made in &made {
            let gap = made.gap(asked);
            let by = match &made.close.by {
                Actor::Person { id, .. } => names.known(*id),
                Actor::Till | Actor::Counter | Actor::Unidentified => None,
            };
            let row = CloseRow {
                till: asked.till,
                day: asked.day(made.close.at),
                at: asked.moment(made.close.at),
                close: &made.close,
                by,
                gap: gap.as_deref(),
            };
            output.row(&row.values())?;
        }
        output.done(last.since_ms(span.from), span.to.since_ms(span.from))
    })
}

/// Passes the pages of the closes of a span up to the line `until`.
pub(super) fn each_page(
    pages: &impl Pages,
    (span, until): (Span, i64),
    mut take: impl FnMut(Vec<Made>) -> Result<(), ExportFailed>,
) -> Result<(), ExportFailed> {
    let mut after = CloseNumber(0);
    loop {
        let made = pages.read(move |read| page(read, (span, until), after))?;
        let Some(last) = made.last() else {
            return Ok(());
        };
        after = last.close.number;
        take(made)?;
    }
}

fn page(
    read: &Read<'_>,
    (span, until): (Span, i64),
    after: CloseNumber,
) -> Result<Vec<Made>, LedgerError> {
    let listed = read.closes_page(span, after, until, PAGE)?;
    let all = listed.into_iter().map(|row| made(read, row));
    all.collect()
}

fn made(read: &Read<'_>, row: Listed) -> Result<Made, LedgerError> {
    let unreadable = LedgerError::Stored { what: "a close" };
    let close = read.close(row.number)?.ok_or(unreadable)?;
    let before = read.close_before(row.seq)?;
    let number = before.map_or(CloseNumber::default(), |it| it.number);
    let skipped = if number.next() == row.number {
        Vec::new()
    } else {
        read.numbers_skipped(before.map_or(0, |it| it.seq), row.seq)?
    };
    Ok(Made {
        close,
        before: number,
        skipped,
    })
}

impl Made {
    /// Which numbers are missing before it, and why.
    pub(super) fn gap(&self, asked: &ExportAsked) -> Option<String> {
        let because: Vec<Skipped> = self
            .skipped
            .iter()
            .filter_map(|(at, event)| skipped(asked.day(*at), event))
            .collect();
        gap_words(self.before, self.close.number, &because)
    }
}

/// What an event says of numbers that it skipped.
fn skipped(day: jiff::civil::Date, event: &TillEvent) -> Option<Skipped> {
    if let TillEvent::Restored {
        closes_passed_over, ..
    } = event
    {
        return Some(Skipped::Restored {
            day,
            numbers: *closes_passed_over,
        });
    }
    if let TillEvent::RolledBack {
        closes_passed_over, ..
    } = event
    {
        return Some(Skipped::RolledBack {
            day,
            numbers: *closes_passed_over,
        });
    }
    None
}
