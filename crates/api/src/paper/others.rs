//! The list of reports to Bind, the fixed QR's poster, and the test print.

use super::PaperLook;
use domain::{FixedQrState, ReportState};
use ledger::{LedgerError, Read, ReportsFilter, Span};
use paper::{Document, Poster, PrinterProfile, ReportLine, ReportList, TestPrint};

/// The most reports on one paper. A count tells the others.
pub const REPORTS_PRINTED_MAX: u32 = 500;

/// The reports that became owed in a span, oldest first.
///
/// # Errors
/// [`LedgerError`] when the storage fails or a line cannot be read.
pub(super) fn reports_document(
    read: &Read<'_>,
    span: Span,
    look: &PaperLook,
) -> Result<Document, LedgerError> {
    let filter = ReportsFilter {
        from: span.from,
        to: span.to,
        states: &ReportState::ALL,
        outcome: None,
    };
    let mut page = read.reports_page(filter, None, REPORTS_PRINTED_MAX)?;
    page.reverse();
    let counts = read.report_counts(span.from, span.to)?;
    let all: u64 = counts.iter().map(|count| count.count).sum();
    let mut reports = Vec::new();
    for (report, _) in page {
        reports.push(ReportLine {
            ticket: read.sale(report.about.sale)?.map(|sale| sale.ticket),
            owed_at: report.owed_at,
            outcome: report.about.outcome,
            state: report.state,
            amount: report.about.amount,
            reference: report.about.transaction.reference.clone(),
        });
    }
    let listed = u64::try_from(reports.len()).unwrap_or(u64::MAX);
    // The span ends where the day after its last one begins.
    let end = look.local(span.to).date();
    let last = end.yesterday().unwrap_or(end);
    Ok(paper::reports(&ReportList {
        marks: look.marks(false),
        shop: look.shop(),
        till: look.till_name.clone(),
        days: (look.local(span.from).date(), last),
        others: all.saturating_sub(listed),
        reports,
        zone: look.zone.clone(),
    }))
}

/// The poster of the fixed QR that is in force; `None` while there is none.
///
/// # Errors
/// [`LedgerError`] when the storage fails or a line cannot be read.
pub(super) fn poster_document(
    read: &Read<'_>,
    look: &PaperLook,
) -> Result<Option<Document>, LedgerError> {
    let Some(fixed) = read.fixed_qr_in(FixedQrState::InForce)? else {
        return Ok(None);
    };
    let Some(qr) = fixed.qr else {
        return Ok(None);
    };
    Ok(Some(paper::poster(&Poster {
        marks: look.marks(false),
        shop: look.shop(),
        till: look.till_name.clone(),
        payload: qr.payload,
        valid_until: look.local(fixed.valid_until).date(),
    })))
}

/// The test print, for a printer that is set in that way.
#[must_use]
pub fn test_document(printer: &PrinterProfile, look: &PaperLook) -> Document {
    paper::test_print(&TestPrint {
        marks: look.marks(false),
        shop: look.shop(),
        till: look.till_name.clone(),
        width: printer.width,
        code_page: printer.code_page,
        qr: printer.qr,
    })
}
