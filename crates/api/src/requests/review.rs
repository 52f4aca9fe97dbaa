//! What a manager reviews and settles.

use crate::dto::{
    Done, FirstManager, ForgetPayer, HeldAnswer, SaleRef, SeeNotice, Settle, SettleHeld,
    SettledView, TimelineView, TrayView, WaiveRelay,
};
use crate::parse::{money, payment_id, sale_id};
use crate::view::{ItemId, NamesOfPeople, OthersAsked, sale_view, steps_of, tray_view};
use crate::{Admitted, ApiError, ErrorCode, TillApi};
use domain::Refusal;
use ledger::Subject;
use till::{Answer, TillError};

impl Admitted<'_, TillApi> {
    /// A sale with all its steps.
    ///
    /// # Errors
    /// [`ErrorCode::SaleUnknown`].
    pub async fn timeline(&self, takes: SaleRef) -> Result<TimelineView, ApiError> {
        let id = sale_id(&takes.sale)?;
        let (now, pictures) = (self.till.timer_now(), self.pictures.clone());
        let read = self.till.ledger().read(move |read| {
            let sale = read.sale(id)?.ok_or(TillError::UnknownSale)?;
            let mut entries = read.entries_of(&Subject::Sale(id))?;
            entries.extend(read.reprints_of(id)?);
            entries.extend(read.forgettings_of(id)?);
            entries.sort_by_key(|entry| entry.seq);
            let names = NamesOfPeople::read(read)?;
            let asked = OthersAsked::read(read, &entries)?;
            Ok::<_, TillError>(TimelineView {
                sale: sale_view(read, &sale, now, &pictures)?,
                steps: steps_of(&entries, &names, &asked, &read.doubtful_lines()?),
                payer: read.payer_data(id)?.into(),
            })
        });
        Ok(read.await?)
    }

    /// Erases who paid a sale.
    ///
    /// # Errors
    /// [`ErrorCode::SaleUnknown`]; [`ErrorCode::PayerNeededByPayment`],
    /// [`ErrorCode::PayerNeededByReport`].
    pub async fn forget_payer(&self, takes: ForgetPayer) -> Result<Done, ApiError> {
        let sale = sale_id(&takes.sale)?;
        self.till.forget_payer(sale, self.by.clone()).await?;
        Ok(Done {
            sale: sale.to_string(),
            seq: self.seq().await?,
        })
    }

    pub async fn tray(&self, _takes: ()) -> Result<TrayView, ApiError> {
        let (now, pictures) = (self.till.timer_now(), self.pictures.clone());
        let within = self.till.match_within();
        let read = self
            .till
            .ledger()
            .read(move |read| tray_view(read, now, within, &pictures));
        Ok(read.await?)
    }

    /// Settles an item of the tray, as a manager. Returns what still waits, and
    /// the relay's answer about the other tills.
    ///
    /// # Errors
    /// [`ErrorCode::PinWrong`], [`ErrorCode::PinWait`],
    /// [`ErrorCode::ReasonMissing`], [`ErrorCode::ItemUnknown`],
    /// [`ErrorCode::CoversNothing`], [`ErrorCode::AmountMissing`],
    /// [`ErrorCode::TargetMissing`], [`ErrorCode::HeldElsewhere`],
    /// [`ErrorCode::RelayAway`].
    pub async fn settle(&self, takes: Settle) -> Result<SettledView, ApiError> {
        let item = ItemId::read(&takes.item).ok_or(ErrorCode::ItemUnknown)?;
        if takes.reason.trim().is_empty() {
            return Err(ErrorCode::ReasonMissing.into());
        }
        let target = match &takes.target {
            Some(ticket) => Some(self.till.sale_of_ticket(ticket).await?),
            None => None,
        };
        let answer = Answer {
            how: takes.how.into(),
            amount: takes.amount_centavos.map(money).transpose()?,
            target,
            take_over: takes.take_over,
            reason: takes.reason,
            by: self.by.clone(),
        };
        let asked = match item {
            ItemId::Discrepancy(sale, number) => {
                self.till.settle_discrepancy(sale, number, answer).await?;
                None
            }
            ItemId::Stray(id) => Some(self.till.settle_stray(id, answer).await?.into()),
        };
        let tray = self.tray(()).await?;
        Ok(SettledView { tray, asked })
    }

    /// Releases a held request or gives it up, as a manager. Returns what still
    /// waits.
    ///
    /// # Errors
    /// [`ErrorCode::PinWrong`], [`ErrorCode::PinWait`],
    /// [`ErrorCode::ReasonMissing`], [`ErrorCode::ItemUnknown`],
    /// [`ErrorCode::TooLate`].
    pub async fn settle_held(&self, takes: SettleHeld) -> Result<TrayView, ApiError> {
        let sale = sale_id(&takes.sale)?;
        let payment = payment_id(&takes.payment)?;
        if takes.reason.trim().is_empty() {
            return Err(ErrorCode::ReasonMissing.into());
        }
        let (reason, by) = (takes.reason, self.by.clone());
        let settled = match takes.answer {
            HeldAnswer::Release => self.till.release_errand(sale, payment, reason, by).await,
            HeldAnswer::GiveUp => self.till.give_up_errand(sale, payment, reason, by).await,
        };
        match settled {
            Ok(_) => self.tray(()).await,
            // Somebody, or a notice, settled it meanwhile.
            Err(TillError::Refused(Refusal::UnknownPayment | Refusal::NotInState(_))) => {
                Err(ErrorCode::ItemUnknown.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Marks a notice about the till itself as seen by a manager. Returns what
    /// still waits.
    ///
    /// # Errors
    /// [`ErrorCode::PinWrong`], [`ErrorCode::PinWait`],
    /// [`ErrorCode::NoticeUnknown`].
    pub async fn see_notice(&self, takes: SeeNotice) -> Result<TrayView, ApiError> {
        let by = self.by.clone();
        self.till.acknowledge_notice(takes.notice, by).await?;
        self.tray(()).await
    }

    /// Allows QRs and cards before the relay was read after a restore, as a
    /// manager.
    ///
    /// # Errors
    /// [`ErrorCode::PinWrong`], [`ErrorCode::PinWait`],
    /// [`ErrorCode::ReasonMissing`], [`ErrorCode::RelayUnread`] if the relay
    /// has not been silent for long enough.
    pub async fn waive_relay(&self, takes: WaiveRelay) -> Result<(), ApiError> {
        if takes.reason.trim().is_empty() {
            return Err(ErrorCode::ReasonMissing.into());
        }
        match self.till.waive_relay(takes.reason, self.by.clone()).await {
            Err(TillError::Refused(Refusal::NotYet)) => Err(ErrorCode::RelayUnread.into()),
            done => Ok(done?),
        }
    }

    /// # Errors
    /// [`ErrorCode::ManagerExists`], [`ErrorCode::NameUnfit`],
    /// [`ErrorCode::PinMalformed`].
    pub async fn name_first_manager(&self, takes: FirstManager) -> Result<(), ApiError> {
        Ok(self
            .till
            .name_first_manager(&takes.name, takes.pin.into())
            .await?)
    }
}
