//! The document of any paper: one place for the screen that shows it, the printer
//! and the PDF.

use super::close::{close_document, coming_document, partial_document};
use super::drawer::{count_document, movement_document};
use super::others::{poster_document, reports_document};
use super::{PaperLook, receipt_document};
use crate::view::span_of;
use domain::UnixMs;
use ledger::{LedgerError, Read};
use paper::Document;
use till::Till;
use till::day::BusinessDays;
use till::print::Paper;

/// What documents need besides the ledger.
#[derive(Debug, Clone)]
pub struct Documents {
    look: PaperLook,
    days: BusinessDays,
    now: UnixMs,
}

impl Documents {
    /// As of now.
    #[must_use]
    pub fn of(till: &Till, look: PaperLook) -> Documents {
        Documents {
            look,
            days: till.business_days(),
            now: till.now(),
        }
    }

    /// What a paper says. `None` where there is no such thing, and for the drawer
    /// and the test of a printer, which are not about the shop.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn document(
        &self,
        read: &Read<'_>,
        paper: &Paper,
        copy: bool,
        hides_cash: bool,
    ) -> Result<Option<Document>, LedgerError> {
        let look = &self.look;
        match paper {
            Paper::Receipt(sale) => receipt_document(read, *sale, copy, look),
            Paper::Close(number) => close_document(read, *number, (copy, hides_cash), look),
            Paper::Partial { blind } => partial_document(read, *blind, self.now, look).map(Some),
            Paper::Count(shift) => count_document(read, *shift, copy, look),
            Paper::Movement(seq) => movement_document(read, *seq, copy, look),
            Paper::Reports { from, to } => {
                reports_document(read, span_of(&self.days, *from, *to), look).map(Some)
            }
            Paper::Poster { .. } => poster_document(read, look),
            Paper::Test | Paper::Drawer => Ok(None),
        }
    }

    /// The next close, as it would be made now.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn coming(&self, read: &Read<'_>, hides_cash: bool) -> Result<Document, LedgerError> {
        coming_document(read, hides_cash, self.now, &self.look)
    }
}
