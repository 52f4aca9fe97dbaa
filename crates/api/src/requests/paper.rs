//! Papers as a screen shows them.

use crate::dto::{AskPreview, PaperPreview, PaperRef};
use crate::paper::{
    PaperLook, close_document, coming_document, count_document, movement_document,
    partial_document, poster_document, receipt_document, reports_document,
};
use crate::view::span_of;
use crate::{Admitted, ApiError, ErrorCode, TillApi};
use domain::UnixMs;
use ledger::{LedgerError, Read, Span};
use paper::{Document, PaperWidth, preview};
use till::TillError;
use till::day::BusinessDays;
use till::print::Paper;

/// What is looked at.
enum Shown {
    /// What a printer would be sent.
    Printed(Paper),
    /// The next close. It can be printed once it is made.
    Coming,
}

/// What a document needs besides the ledger.
struct Looking {
    shown: Shown,
    look: PaperLook,
    blind: bool,
    days: BusinessDays,
    now: UnixMs,
}

impl Admitted<'_, TillApi> {
    /// The lines that would be printed.
    ///
    /// # Errors
    /// [`ErrorCode::ItemUnknown`] for what has no lines; [`ErrorCode::NeedsManager`]
    /// for a count, while counting is blind.
    pub async fn paper_preview(&self, takes: AskPreview) -> Result<PaperPreview, ApiError> {
        let document = self.document(takes.of).await?;
        let document = document.ok_or(ErrorCode::ItemUnknown)?;
        let printer = &self.till.settings().printer;
        let width = PaperWidth::of_roll(printer.width_mm, printer.columns);
        Ok(PaperPreview {
            title: document.title().to_owned(),
            columns: u8::try_from(width.columns()).unwrap_or(u8::MAX),
            lines: preview(&document, width)
                .into_iter()
                .map(Into::into)
                .collect(),
        })
    }

    async fn document(&self, of: PaperRef) -> Result<Option<Document>, ApiError> {
        let blind = self.is_blind().await?;
        let shown = match of {
            PaperRef::Coming => Shown::Coming,
            PaperRef::Count { .. } if blind => return Err(ErrorCode::NeedsManager.into()),
            PaperRef::Receipt { .. }
            | PaperRef::Close { .. }
            | PaperRef::Partial
            | PaperRef::Count { .. }
            | PaperRef::Movement { .. }
            | PaperRef::Reports { .. }
            | PaperRef::Poster { .. }
            | PaperRef::Test
            | PaperRef::Drawer => Shown::Printed(super::print::named_paper(&of, blind)?),
        };
        let looking = Looking {
            shown,
            look: PaperLook::of(self.till.settings(), self.frame.test_environment),
            blind,
            days: self.till.business_days(),
            now: self.till.now(),
        };
        let read = self
            .till
            .ledger()
            .read(move |read| Ok::<_, TillError>(looking.document(read)?));
        Ok(read.await?)
    }
}

impl Looking {
    fn document(&self, read: &Read<'_>) -> Result<Option<Document>, LedgerError> {
        let look = &self.look;
        let paper = match &self.shown {
            Shown::Printed(paper) => paper,
            Shown::Coming => return coming_document(read, self.blind, self.now, look).map(Some),
        };
        match paper {
            Paper::Receipt(sale) => receipt_document(read, *sale, false, look),
            Paper::Close(number) => close_document(read, *number, (false, self.blind), look),
            Paper::Partial { blind } => partial_document(read, *blind, self.now, look).map(Some),
            Paper::Count(shift) => count_document(read, *shift, false, look),
            Paper::Movement(seq) => movement_document(read, *seq, false, look),
            Paper::Reports { from, to } => {
                let span: Span = span_of(&self.days, *from, *to);
                reports_document(read, span, look).map(Some)
            }
            Paper::Poster { .. } => poster_document(read, look),
            // The test is about the printer itself, and the drawer is no paper.
            Paper::Test | Paper::Drawer => Ok(None),
        }
    }
}
