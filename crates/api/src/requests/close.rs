//! The close of the day, and the partial.

use crate::dto::{AskPartial, CloseDay, CloseRef, CloseView};
use crate::view::{People, close_brief, close_view, figures_view};
use crate::{Admitted, ApiError, ErrorCode, TillApi};
use domain::CloseNumber;
use till::TillError;

impl Admitted<'_, TillApi> {
    /// What the next close would say.
    pub async fn partial(&self, _takes: AskPartial) -> Result<CloseView, ApiError> {
        let blind = self.is_blind().await?;
        let now = self.till.now();
        let (number, figures) = self.till.partial().await?;
        let read = self.till.ledger().read(move |read| {
            let before = read.last_closes(1)?;
            let closes = read.closes()?;
            Ok::<_, TillError>(CloseView {
                number: number.0,
                partial: true,
                at_ms: now.0,
                actor: None,
                before: before.first().map(|row| close_brief(row, blind)),
                from_seq: closes.last_seq() + 1,
                to_seq: read.head()?.seq,
                figures: figures_view(read, &figures, &People::read(read)?, blind)?,
            })
        });
        Ok(read.await?)
    }

    /// Closes the day.
    pub async fn close_day(&self, takes: CloseDay) -> Result<CloseView, ApiError> {
        let number = CloseNumber(takes.number);
        self.till.close_day(number, self.by.clone()).await?;
        self.close(CloseRef {
            number: takes.number,
        })
        .await
    }

    /// A close that was made.
    pub async fn close(&self, takes: CloseRef) -> Result<CloseView, ApiError> {
        let blind = self.is_blind().await?;
        let read = self.till.ledger().read(move |read| {
            let Some(close) = read.close(CloseNumber(takes.number))? else {
                return Ok(None);
            };
            let before = read.last_closes(u32::MAX)?;
            let before = before.into_iter().find(|row| row.seq == close.after_seq);
            Ok::<_, TillError>(Some(close_view(read, &close, before.as_ref(), blind)?))
        });
        let close: Option<CloseView> = read.await?;
        close.ok_or_else(|| ErrorCode::ItemUnknown.into())
    }
}
