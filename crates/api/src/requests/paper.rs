//! Papers as a screen shows them.

use crate::dto::{AskPreview, PaperPreview, PaperRef};
use crate::paper::{Documents, PaperLook};
use crate::{Admitted, ApiError, ErrorCode, TillApi};
use paper::{Document, PaperWidth, preview};
use till::TillError;
use till::print::Paper;

/// What is looked at.
enum Shown {
    /// What a printer would be sent.
    Printed(Paper),
    /// The next close. It can be printed once it is made.
    Coming,
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
        let look = PaperLook::of(self.till.settings(), self.frame.test_environment);
        let documents = Documents::of(&self.till, look);
        let read = self.till.ledger().read(move |read| {
            Ok::<_, TillError>(match &shown {
                Shown::Coming => Some(documents.coming(read, blind)?),
                Shown::Printed(paper) => documents.document(read, paper, false, blind)?,
            })
        });
        Ok(read.await?)
    }
}
