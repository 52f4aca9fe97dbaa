//! The queue of errands: a page, "try it now", and a manager's "give it up".

use crate::dto::{AskQueue, GiveUpErrand, QueueEndView, QueueView, TryNow};
use crate::view::{Outside, queue_view};
use crate::{Admitted, ApiError, ErrorCode, TillApi};
use domain::UnixMs;
use ledger::ErrandNumber;
use till::TillError;
use till::review::queue::{PAGE_MAX, QueueEnd};

impl Admitted<'_, TillApi> {
    /// A page of what the providers are owed.
    pub async fn queue(&self, takes: AskQueue) -> Result<QueueView, ApiError> {
        let outside = Outside::of(&self.till);
        let asked = (
            takes.provider.map(Into::into),
            takes.after.map(queue_end),
            takes.limit.unwrap_or(PAGE_MAX),
        );
        let read = self
            .till
            .ledger()
            .read(move |read| Ok::<_, TillError>(queue_view(read, &outside, asked)?));
        Ok(read.await?)
    }

    /// Makes an errand due now, or all that are owed. Returns the first page.
    ///
    /// # Errors
    /// [`ErrorCode::ErrandUnknown`], [`ErrorCode::ErrandBusy`],
    /// [`ErrorCode::ErrandKept`].
    pub async fn try_now(&self, takes: TryNow) -> Result<QueueView, ApiError> {
        match takes.number {
            Some(number) => self.till.try_errand_now(ErrandNumber(number)).await?,
            None => self.till.try_errands_now().await?,
        }
        self.first_page().await
    }

    /// Gives an errand up, as a manager. Returns the first page.
    ///
    /// # Errors
    /// [`ErrorCode::PinWrong`], [`ErrorCode::PinWait`],
    /// [`ErrorCode::ReasonMissing`], [`ErrorCode::ErrandUnknown`],
    /// [`ErrorCode::ErrandBusy`], [`ErrorCode::ErrandKept`].
    pub async fn give_up_errand(&self, takes: GiveUpErrand) -> Result<QueueView, ApiError> {
        if takes.reason.trim().is_empty() {
            return Err(ErrorCode::ReasonMissing.into());
        }
        let (number, by) = (ErrandNumber(takes.number), self.by.clone());
        self.till.give_up_queued(number, takes.reason, by).await?;
        self.first_page().await
    }

    async fn first_page(&self) -> Result<QueueView, ApiError> {
        self.queue(AskQueue {
            provider: None,
            after: None,
            limit: None,
        })
        .await
    }
}

fn queue_end(end: QueueEndView) -> QueueEnd {
    QueueEnd {
        list: end.list,
        due_at: UnixMs(end.due_at_ms),
        number: ErrandNumber(end.number),
    }
}
