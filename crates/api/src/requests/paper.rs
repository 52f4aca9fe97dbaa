//! Papers as a screen shows them.

use crate::dto::{AskPreview, PaperAsked, PaperPreview};
use crate::paper::{
    PaperLook, close_document, coming_document, count_document, partial_document, poster_document,
    receipt_document,
};
use crate::parse::sale_id;
use crate::{Admitted, ApiError, ErrorCode, TillApi};
use domain::{CloseNumber, ShiftNumber};
use paper::{Document, PaperWidth, preview};
use till::TillError;

impl Admitted<'_, TillApi> {
    /// The lines that would be printed.
    pub async fn paper_preview(&self, takes: AskPreview) -> Result<PaperPreview, ApiError> {
        let document = self.document(takes.of).await?;
        let document = document.ok_or(ErrorCode::ItemUnknown)?;
        let width = PaperWidth::of_mm(self.till.settings().printer.width_mm);
        Ok(PaperPreview {
            title: document.title().to_owned(),
            columns: u8::try_from(width.columns()).unwrap_or(u8::MAX),
            lines: preview(&document, width)
                .into_iter()
                .map(Into::into)
                .collect(),
        })
    }

    async fn document(&self, of: PaperAsked) -> Result<Option<Document>, ApiError> {
        let look = PaperLook::of(self.till.settings(), self.frame.test_environment);
        let (blind, now) = (self.is_blind().await?, self.till.now());
        let sale = match &of {
            PaperAsked::Receipt { sale } => Some(sale_id(sale)?),
            PaperAsked::Partial
            | PaperAsked::Coming
            | PaperAsked::Close { .. }
            | PaperAsked::Count { .. }
            | PaperAsked::Poster => None,
        };
        let read = self.till.ledger().read(move |read| {
            let document = match of {
                PaperAsked::Receipt { .. } => match sale {
                    Some(sale) => receipt_document(read, sale, false, &look)?,
                    None => None,
                },
                PaperAsked::Partial => Some(partial_document(read, blind, now, &look)?),
                PaperAsked::Coming => Some(coming_document(read, blind, now, &look)?),
                PaperAsked::Close { number } => {
                    close_document(read, CloseNumber(number), (false, blind), &look)?
                }
                PaperAsked::Count { shift } => {
                    count_document(read, ShiftNumber(shift), false, &look)?
                }
                PaperAsked::Poster => poster_document(read, &look)?,
            };
            Ok::<_, TillError>(document)
        });
        Ok(read.await?)
    }
}
