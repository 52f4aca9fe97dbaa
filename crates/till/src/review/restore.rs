//! After a restore from a copy (`docs/rules.md`): nothing is sent by itself, a
//! charge that may have gone out since is in doubt, what could be repeated
//! waits for a manager, and no QR or card is charged before the relay was read
//! to its end. Cash is sold at once. Where copies are kept is not known here.

use super::reports;
use crate::errands::pre_order::PreOrderErrand;
use crate::errands::read_qr::QrReading;
use crate::errands::record::{decide_and_record, record_only};
use crate::errands::{DEADLINE_MS, ErrandKind};
use crate::{Till, TillError};
use domain::{
    Actor, Command, FixedQrEvent, FixedQrState, Payment, PaymentId, PaymentState, Refusal,
    RefusedWhy, Sale, SaleId, TillEvent, TillNumber, UnixMs,
};
use ledger::{
    Anchor, ErrandEnd, ErrandEntry, ErrandStanding, Ledger, LedgerError, Read, RestoreError,
    Restored, Restoring, Subject, UnreadRelay, Write,
};

/// After how long without an answer of the relay a manager may go on, in
/// milliseconds.
pub const WAIVE_AFTER_MS: i64 = 600_000;

/// Restores a copy, by the rules of the trade. The till is closed meanwhile.
///
/// # Errors
/// [`RestoreError`]; then nothing has changed.
pub fn restore(restoring: Restoring<'_>) -> Result<Restored, RestoreError> {
    let (by, now) = (restoring.by.clone(), restoring.now);
    ledger::restore(restoring, move |write| begin_again(write, &by, now))
}

/// Compares an opened ledger with the anchors that are remembered outside. One
/// whose file was put back to an earlier state goes on as after a restore, and
/// says so once. Answers the anchors that it does not lead to.
pub async fn heed_anchors(
    ledger: &Ledger,
    anchors: Vec<Anchor>,
    till: TillNumber,
    now: UnixMs,
) -> Result<Vec<Anchor>, TillError> {
    ledger
        .write(move |write| {
            let left = write.heed_anchors(&anchors, till, now)?;
            if !left.is_empty() {
                begin_again(write, &Actor::Till, now)?;
            }
            Ok(left)
        })
        .await
}

/// What every ledger does that went back in time, beside what the ledger itself
/// does: what may have happened since is in doubt.
fn begin_again(write: &mut Write<'_>, by: &Actor, now: UnixMs) -> Result<(), LedgerError> {
    for errand in write.errands_once_unfinished()? {
        doubt(write, &errand, by, now)?;
    }
    // A fixed QR that was being made may have been made since, under its id.
    if let Some(qr) = write.fixed_qr_in(FixedQrState::Requested)? {
        let refused = FixedQrEvent::Refused {
            why: RefusedWhy::RepeatRejected,
            detail: None,
        };
        write.record_fixed_qr(by, now, qr.id, &[refused])?;
    }
    reports::doubt_after_restore(write, by, now)?;
    // A card whose charge was not owed yet when the copy was made may have
    // been charged since.
    for (sale, payment) in write.cards_under_way()? {
        doubt_payment(write, (sale, payment), by, now)?;
    }
    Ok(())
}

/// Whether a charge went out after the copy was made is not known.
fn doubt(
    write: &mut Write<'_>,
    errand: &ErrandEntry,
    by: &Actor,
    now: UnixMs,
) -> Result<(), LedgerError> {
    write.finish_errand(errand.number, ErrandEnd::GivenUp)?;
    match errand.payment_of_sale() {
        Some(of_payment) => doubt_payment(write, of_payment, by, now),
        None => Ok(()),
    }
}

fn doubt_payment(
    write: &mut Write<'_>,
    (sale, payment): (SaleId, PaymentId),
    by: &Actor,
    now: UnixMs,
) -> Result<(), LedgerError> {
    let Some(sale) = write.sale(sale)? else {
        return Ok(());
    };
    // A refusal says that the payment has its end already, or is
    // no card's.
    if let Ok(events) = sale.decide(&Command::DoubtAfterRestore { payment }, by, now) {
        write.record_sale(by, now, sale.id, &events)?;
    }
    Ok(())
}

/// The relay was read to its end: selling goes on. A held errand whose payment
/// found its end by a notice has none to wait for.
pub(crate) fn relay_is_read(write: &mut Write<'_>, now: UnixMs) -> Result<(), TillError> {
    if write.unread_relay()?.is_some() {
        write.record_till(&Actor::Till, now, &[TillEvent::RelayRead])?;
    }
    for errand in write.errands_held()? {
        let Some((sale, payment)) = errand.payment_of_sale() else {
            continue;
        };
        let sale = write.sale(sale)?;
        let asks = sale
            .as_ref()
            .and_then(|sale| sale.payment(payment))
            .is_some_and(|payment| payment.state == PaymentState::Requested);
        if !asks {
            write.finish_errand(errand.number, ErrandEnd::GivenUp)?;
        }
    }
    Ok(())
}

/// Whether a payment waits for a manager since the ledger was restored.
pub fn is_held(read: &Read<'_>, payment: PaymentId) -> Result<bool, LedgerError> {
    let errand = read.errand_of_payment(payment)?;
    Ok(errand.is_some_and(|errand| errand.standing == ErrandStanding::Held))
}

/// Until when a held errand may still be let go; `None` if what it asks for
/// would be over by then.
#[must_use]
pub fn may_go_until(errand: &ErrandEntry, payment: &Payment, now: UnixMs) -> Option<UnixMs> {
    let request = errand.request.as_deref()?;
    let ends_at = match ErrandKind::parse(&errand.kind)? {
        ErrandKind::PreOrder => {
            let request: PreOrderErrand = serde_json::from_slice(request).ok()?;
            request.ends_at(payment)
        }
        ErrandKind::ReadQr => {
            let request: QrReading = serde_json::from_slice(request).ok()?;
            request.ends_at(payment)
        }
        ErrandKind::CardCharge | ErrandKind::FixedQr | ErrandKind::Report => return None,
    };
    let deadline = now.plus_ms(DEADLINE_MS).min(ends_at);
    (deadline > now).then_some(deadline)
}

impl Till {
    /// Whether the relay has not answered for so long that a manager may charge
    /// before it was read.
    #[must_use]
    pub fn may_waive_relay(&self) -> bool {
        let since = self.contacts.relay().good_at.max(Some(self.opened_at));
        let timer = self.timer_now();
        since.is_none_or(|since| timer.since_ms(since) >= WAIVE_AFTER_MS)
    }

    /// A manager charges QRs and cards before the relay was read.
    ///
    /// # Errors
    /// [`TillError::Refused`] without a manager or a reason, or before the
    /// relay has been silent for [`WAIVE_AFTER_MS`].
    pub async fn waive_relay(&self, reason: String, by: Actor) -> Result<(), TillError> {
        if !by.is_manager() {
            return Err(Refusal::NeedsManager.into());
        }
        let reason = reason.trim().to_owned();
        if reason.is_empty() {
            return Err(Refusal::ReasonMissing.into());
        }
        if !self.may_waive_relay() {
            return Err(Refusal::NotYet.into());
        }
        let now = self.now();
        self.ledger
            .write(move |write| {
                if write.unread_relay()? == Some(UnreadRelay::Blocks) {
                    write.record_till(&by, now, &[TillEvent::RelayWaived { reason }])?;
                }
                Ok(())
            })
            .await
    }

    /// Lets a held errand go out, by a manager's word.
    ///
    /// # Errors
    /// [`TillError::Refused`] without a manager or a reason, where nothing is
    /// held, or where its time is over.
    pub async fn release_errand(
        &self,
        sale: SaleId,
        payment: PaymentId,
        reason: String,
        by: Actor,
    ) -> Result<Sale, TillError> {
        let (now, timer) = (self.now(), self.timer_now());
        let released = self
            .ledger
            .write(move |write| {
                let (known, errand) = held(write, sale, payment)?;
                let asking = known.payment(payment).ok_or(Refusal::UnknownPayment)?;
                let deadline = may_go_until(&errand, asking, timer).unwrap_or(timer);
                let command = Command::Release {
                    payment,
                    deadline,
                    reason,
                };
                let events = known.decide(&command, &by, timer)?;
                write.release_errand(errand.number, timer, deadline)?;
                record_only(write, (&by, now), sale, &events)
            })
            .await?;
        self.errands_changed.notify_one();
        Ok(released)
    }

    /// Gives a held errand up, by a manager's word: its payment has expired.
    /// One that comes all the same is found and told.
    ///
    /// # Errors
    /// [`TillError::Refused`] without a manager or a reason, or where nothing
    /// is held.
    pub async fn give_up_errand(
        &self,
        sale: SaleId,
        payment: PaymentId,
        reason: String,
        by: Actor,
    ) -> Result<Sale, TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                let (known, errand) = held(write, sale, payment)?;
                let give_up = Command::GiveUp { payment, reason };
                let given_up = decide_and_record(write, (&by, now), known, &give_up)?;
                write.finish_errand(errand.number, ErrandEnd::GivenUp)?;
                Ok(given_up)
            })
            .await
    }
}

fn held(
    write: &Write<'_>,
    sale: SaleId,
    payment: PaymentId,
) -> Result<(Sale, ErrandEntry), TillError> {
    let known = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
    let errand = write
        .errand_of_payment(payment)?
        .filter(|errand| {
            errand.standing == ErrandStanding::Held && errand.about == Subject::Sale(sale)
        })
        .ok_or(Refusal::UnknownPayment)?;
    Ok((known, errand))
}
