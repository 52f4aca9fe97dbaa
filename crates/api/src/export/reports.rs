//! The reports to Bind, newest first.

use super::{ExportAsked, ExportFailed, Output, Pages};
use crate::dto::ReportView;
use crate::view::{People, report_view};
use domain::{CloseNumber, Report, ReportState};
use ledger::{LedgerError, Read, ReportsFilter, Span};
use paper::export::rows::ReportRow;

/// How many reports a page has.
const PAGE: u32 = 200;

/// A report with what else its row says.
struct Line {
    /// The line by which it was owed.
    seq: i64,
    report: Report,
    view: ReportView,
    close: Option<CloseNumber>,
}

pub(super) fn write(
    pages: &impl Pages,
    asked: &ExportAsked,
    until: i64,
    output: &mut Output<'_>,
) -> Result<(), ExportFailed> {
    let span = asked.span();
    let counted = pages.read(move |read| read.report_counts(span.from, span.to))?;
    let whole: u64 = counted.iter().map(|it| it.count).sum();
    let whole = i64::try_from(whole).unwrap_or(i64::MAX);
    let mut before = until.saturating_add(1);
    let mut written = 0;
    loop {
        let lines = pages.read(move |read| page(read, span, before, until))?;
        let Some(last) = lines.last() else {
            return Ok(());
        };
        before = last.seq;
        for line in &lines {
            output.row(&row(asked, line).values())?;
            written += 1;
        }
        output.done(written, whole)?;
    }
}

/// The reports that were owed before a line, and not after the line `until`.
fn page(read: &Read<'_>, span: Span, before: i64, until: i64) -> Result<Vec<Line>, LedgerError> {
    let people = People::read(read)?;
    let filter = ReportsFilter {
        from: span.from,
        to: span.to,
        states: &ReportState::ALL,
        outcome: None,
    };
    let reports = read.reports_page(filter, Some(before), PAGE)?;
    let lines = reports.into_iter().map(|(report, seq)| {
        Ok(Line {
            seq,
            view: report_view(read, &report, &people)?,
            close: read.close_of_line(seq, until)?,
            report,
        })
    });
    lines.collect()
}

fn row<'a>(asked: &ExportAsked, line: &'a Line) -> ReportRow<'a> {
    let Line { report, view, .. } = line;
    ReportRow {
        till: asked.till,
        close: line.close,
        day: asked.day(report.owed_at),
        at: asked.moment(report.owed_at),
        ticket: &view.ticket,
        outcome: report.about.outcome,
        state: report.state,
        amount: report.about.amount,
        message: &view.message,
        reference: view.reference.as_deref(),
        code: view.code.as_deref(),
        settled_by: view.settled_by.as_deref(),
        reason: view.reason.as_deref(),
    }
}
