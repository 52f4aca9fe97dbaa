//! What makes a report owed: money of the house's wallet that was counted for a
//! payment, a rejection or a return that the wallet tells, and a return that a
//! manager records.

use super::REPORT_MS;
use crate::TillError;
use crate::errands::ErrandKind;
use domain::{
    Actor, Details, DiscrepancyNumber, Method, Money, MoneyFrom, NoticeNumber, Payment, PaymentId,
    Provider, ReportEvent, ReportId, ReportOutcome, ReportState, ReportWhy, Reported, ReturnedFrom,
    Sale, SaleEvent, Stray, StrayId, TransactionKey, UnixMs, Word,
};
use ledger::{NewErrand, ReportBuyer, Subject, Write};
use sha2::{Digest as _, Sha256};

/// The words of the wallet's notices, as [`Word::Other`] has them.
pub(crate) mod word {
    pub(crate) const REJECTED: &str = "rejected";
    pub(crate) const RETURNED: &str = "returned";
}

/// What the events of a sale make the till report.
pub(crate) fn owe_of_sale(
    write: &mut Write<'_>,
    by: (&Actor, UnixMs),
    sale: &Sale,
    events: &[SaleEvent],
) -> Result<(), TillError> {
    let mut heard: Option<NoticeNumber> = None;
    for event in events {
        if let SaleEvent::NoticeHeard {
            payment,
            notice,
            transaction: Some(key),
            amount,
            word: Word::Other(said),
            ..
        } = event
            && key.provider == Provider::Wallet
        {
            owe_of_word(write, by, (sale, *payment), (key, *amount, said), *notice)?;
        }
        if let SaleEvent::NoticeHeard { notice, .. } = event {
            heard = Some(*notice);
        } else if let SaleEvent::MoneyCounted {
            payment,
            transaction,
            amount,
        } = event
            && transaction.provider == Provider::Wallet
        {
            let waits = waits(write, sale, (*payment, transaction), *amount)?;
            let paid = paid(sale, *payment, transaction, *amount);
            owe(write, by, paid, (waits, heard))?;
        } else if let SaleEvent::MoneyAssigned {
            payment,
            from: MoneyFrom::Stray(stray @ StrayId::Transaction(key)),
            ..
        } = event
            && key.provider == Provider::Wallet
        {
            owe_of_stray(write, by, (sale, *payment), (stray, key))?;
        } else if let SaleEvent::MoneyReturned {
            payment,
            number,
            amount,
            from: ReturnedFrom::Provider,
            ..
        } = event
        {
            let key = returned_key(sale, *payment, *number);
            owe_return(write, by, (sale, *payment), (key, *amount), None)?;
        }
    }
    Ok(())
}

/// Money of nobody that a manager gave to a sale.
fn owe_of_stray(
    write: &mut Write<'_>,
    by: (&Actor, UnixMs),
    (sale, payment): (&Sale, PaymentId),
    (stray, key): (&StrayId, &TransactionKey),
) -> Result<(), TillError> {
    let Some(known) = write.stray(stray)? else {
        return Ok(());
    };
    let Some(amount) = known.amount else {
        return Ok(());
    };
    let since = Subject::Stray(stray.clone());
    let waits = reported_before(write, payment)?.or(told_of(write, key)?);
    let waits = waits.or(unsure(write, &since)?);
    let waits = waits.or(unfit(sale.payment(payment), &known, amount));
    let paid = paid(sale, payment, key, amount);
    owe(write, by, paid, (waits, known.notices.last().copied()))
}

/// Why money of nobody is not plainly of the payment that it was given to.
fn unfit(payment: Option<&Payment>, stray: &Stray, amount: Money) -> Option<ReportWhy> {
    let of_wallet = payment.filter(|payment| payment.method() == Method::Wallet);
    let Some(payment) = of_wallet.filter(|_| stray.word == Some(Word::Approved)) else {
        return Some(ReportWhy::NotItsPayment);
    };
    if amount != payment.request.charged {
        Some(ReportWhy::AmountDiffers)
    } else if !is_of_its_order(payment, Some(&stray.details)) {
        Some(ReportWhy::OrderDiffers)
    } else {
        None
    }
}

/// A payment that a manager entered by hand, with whom they typed.
pub(crate) fn enter(
    write: &mut Write<'_>,
    by: (&Actor, UnixMs),
    (sale, payment): (&Sale, &Payment),
    reference: String,
    buyer: &ReportBuyer,
) -> Result<(), TillError> {
    let key = TransactionKey::own(Provider::Wallet, reference);
    let waits = reported_before(write, payment.id)?;
    let waits = waits.or(told_of(write, &key)?);
    let waits = waits.or(unsure(write, &Subject::Sale(sale.id))?);
    let paid = paid(sale, payment.id, &key, payment.request.charged);
    let id = id_of(&paid, 0);
    if write.report(id)?.is_none() {
        write.keep_report_buyer(id, buyer, by.1)?;
        owe(write, by, paid, (waits, None))?;
    }
    Ok(())
}

/// Owes the message in force of a report.
pub(crate) fn owe_message(
    write: &mut Write<'_>,
    id: ReportId,
    now: UnixMs,
) -> Result<(), TillError> {
    write.owe(NewErrand {
        kind: ErrandKind::Report.as_str(),
        about: Subject::Report(id),
        payment: None,
        once: ErrandKind::Report.goes_out_once(),
        // The message stands with the report, where it is shown and erased.
        request: Vec::new(),
        due_at: now,
        deadline: now.plus_ms(REPORT_MS),
    })?;
    Ok(())
}

fn paid(sale: &Sale, payment: PaymentId, key: &TransactionKey, amount: Money) -> Reported {
    Reported {
        sale: sale.id,
        payment,
        transaction: key.clone(),
        outcome: ReportOutcome::Paid,
        amount,
        original: None,
    }
}

/// A rejection, or a return, that the wallet told.
fn owe_of_word(
    write: &mut Write<'_>,
    by: (&Actor, UnixMs),
    (sale, payment): (&Sale, PaymentId),
    (key, amount, said): (&TransactionKey, Option<Money>, &str),
    notice: NoticeNumber,
) -> Result<(), TillError> {
    let Some(known) = sale.payment(payment) else {
        return Ok(());
    };
    let counted = known.transaction(key).and_then(|it| it.counted);
    match (said, counted) {
        (word::REJECTED, None) if known.method() == Method::Wallet => {
            let amount = amount.unwrap_or(known.request.charged);
            let rejected = Reported {
                outcome: ReportOutcome::Rejected,
                ..paid(sale, payment, key, amount)
            };
            let told = known.transaction(key).map(|it| &it.details);
            let waits = if amount != known.request.charged {
                Some(ReportWhy::AmountDiffers)
            } else if is_of_its_order(known, told) {
                restored(write)?
            } else {
                Some(ReportWhy::OrderDiffers)
            };
            owe(write, by, rejected, (waits, Some(notice)))
        }
        (word::RETURNED, Some(counted)) => {
            let amount = amount.unwrap_or(counted);
            let back = (Some(key.clone()), amount);
            owe_return(write, by, (sale, payment), back, Some(notice))
        }
        _ => Ok(()),
    }
}

/// A return of a payment that was reported, less what was reported as returned
/// before. A notice tells how much went back in all, a manager how much went
/// back now.
fn owe_return(
    write: &mut Write<'_>,
    by: (&Actor, UnixMs),
    (sale, payment): (&Sale, PaymentId),
    (key, amount): (Option<TransactionKey>, Money),
    notice: Option<NoticeNumber>,
) -> Result<(), TillError> {
    let reports = write.reports_of_payment(payment)?;
    let is_of = |outcome| move |it: &&domain::Report| it.about.outcome == outcome;
    let alive = || reports.iter().filter(|it| it.state != ReportState::GivenUp);
    // A payment may have come twice: what goes back is of one transaction. One
    // that was entered by hand is known by its report alone.
    let is_its = |it: &&domain::Report| key.as_ref().is_none_or(|key| it.about.transaction == *key);
    let Some(original) = alive().filter(is_its).find(is_of(ReportOutcome::Paid)) else {
        return Ok(());
    };
    let before = alive()
        .filter(|it| it.about.original == Some(original.id))
        .filter(is_of(ReportOutcome::Returned))
        .fold(Money::ZERO, |sum, it| {
            sum.plus(it.about.amount).unwrap_or(Money::MAX)
        });
    let left = original.about.amount.less(before);
    let is_only = alive().filter(is_of(ReportOutcome::Paid)).count() == 1;
    let amount = match notice {
        Some(_) => amount.less(before).min(left),
        // What the wallet told first is not told again.
        None if is_only => by_provider(sale, payment).less(before).min(left),
        None => amount.min(left),
    };
    if amount.is_zero() {
        return Ok(());
    }
    let returned = Reported {
        outcome: ReportOutcome::Returned,
        original: Some(original.id),
        ..paid(sale, payment, &original.about.transaction, amount)
    };
    let buyer = write.report_buyer(original.id)?;
    let earlier = reports
        .iter()
        .filter(is_of(ReportOutcome::Returned))
        .count();
    let id = id_of(&returned, earlier);
    if let Some(buyer) = buyer {
        write.keep_report_buyer(id, &buyer, by.1)?;
    }
    // What the wallet tells is new. What a manager records may have been told
    // since the copy was made.
    let waits = match notice {
        Some(_) => restored(write)?,
        None => unsure(write, &Subject::Report(original.id))?,
    };
    record(write, by, id, returned, waits)
}

/// Which transaction a manager gave back: that of the item of the tray, else the
/// one that approved the payment.
fn returned_key(
    sale: &Sale,
    payment: PaymentId,
    number: Option<DiscrepancyNumber>,
) -> Option<TransactionKey> {
    let item = number.and_then(|number| sale.discrepancies.iter().find(|it| it.number == number));
    let of_item = item.and_then(|item| item.transaction.clone());
    of_item.or_else(|| sale.payment(payment)?.approving_transaction().cloned())
}

/// How much of a payment managers gave back at the provider, in all.
fn by_provider(sale: &Sale, payment: PaymentId) -> Money {
    let returns = sale
        .payment(payment)
        .map(|payment| payment.returns.as_slice());
    let by_provider = returns
        .unwrap_or_default()
        .iter()
        .filter(|it| it.from == ReturnedFrom::Provider);
    by_provider.fold(Money::ZERO, |sum, it| {
        sum.plus(it.amount).unwrap_or(Money::MAX)
    })
}

fn owe(
    write: &mut Write<'_>,
    by: (&Actor, UnixMs),
    about: Reported,
    (waits, notice): (Option<ReportWhy>, Option<NoticeNumber>),
) -> Result<(), TillError> {
    let id = id_of(&about, 0);
    if write.report(id)?.is_some() {
        return Ok(());
    }
    if let Some(notice) = notice
        && let Some(payer) = write.payer_of_notice(notice)?
        && let (Some(cuit), Some(account)) = (payer.document, payer.account)
    {
        write.keep_report_buyer(id, &ReportBuyer { cuit, account }, by.1)?;
    }
    record(write, by, id, about, waits)
}

fn record(
    write: &mut Write<'_>,
    (by, now): (&Actor, UnixMs),
    id: ReportId,
    about: Reported,
    waits: Option<ReportWhy>,
) -> Result<(), TillError> {
    let report = write.record_report(by, now, id, &[ReportEvent::Owed { about, waits }])?;
    if report.state == ReportState::Owed {
        owe_message(write, id, now)?;
    }
    Ok(())
}

/// Why money that was counted is not reported by itself.
fn waits(
    write: &Write<'_>,
    sale: &Sale,
    (payment, key): (PaymentId, &TransactionKey),
    amount: Money,
) -> Result<Option<ReportWhy>, TillError> {
    let Some(known) = sale.payment(payment) else {
        return Ok(Some(ReportWhy::NotItsPayment));
    };
    if known.approving_transaction() != Some(key) {
        return Ok(Some(ReportWhy::NotItsPayment));
    }
    if amount != known.request.charged {
        return Ok(Some(ReportWhy::AmountDiffers));
    }
    let told = known.transaction(key).map(|it| &it.details);
    if !is_of_its_order(known, told) {
        return Ok(Some(ReportWhy::OrderDiffers));
    }
    let since = Subject::Stray(StrayId::Transaction(key.clone()));
    let waits = reported_before(write, payment)?.or(told_of(write, key)?);
    Ok(waits.or(unsure(write, &since)?))
}

/// Whether the notice names the order that the QR had, as far as both are known.
fn is_of_its_order(payment: &Payment, told: Option<&Details>) -> bool {
    let shown = payment.qr().map(|qr| &qr.order);
    let told = told.and_then(|told| told.order.as_ref());
    match (shown, told) {
        (Some(shown), Some(told)) => shown == told,
        (None, _) | (_, None) => true,
    }
}

fn reported_before(write: &Write<'_>, payment: PaymentId) -> Result<Option<ReportWhy>, TillError> {
    let reports = write.reports_of_payment(payment)?;
    let is_paid = |it: &domain::Report| {
        it.about.outcome == ReportOutcome::Paid && it.state != ReportState::GivenUp
    };
    Ok(reports
        .iter()
        .any(is_paid)
        .then_some(ReportWhy::AnotherReport))
}

/// Whether the wallet's transaction was reported of another payment: a person
/// gave one payment's money to another.
fn told_of(write: &Write<'_>, key: &TransactionKey) -> Result<Option<ReportWhy>, TillError> {
    let reports = write.reports_of_transaction(key)?;
    let is_told = |it: &domain::Report| {
        it.about.outcome == ReportOutcome::Paid && it.state != ReportState::GivenUp
    };
    Ok(reports
        .iter()
        .any(is_told)
        .then_some(ReportWhy::AnotherReport))
}

/// Until the relay was read after a restore, what its notices tell may have been
/// reported before.
fn restored(write: &Write<'_>) -> Result<Option<ReportWhy>, TillError> {
    Ok(write.unread_relay()?.map(|_| ReportWhy::Restored))
}

/// Why what is made of something is not reported by itself: it was there before
/// the relay was read after a restore, so Bind may have been told of it.
fn unsure(write: &Write<'_>, of: &Subject) -> Result<Option<ReportWhy>, TillError> {
    let went_back = write.went_back_since(of)?.then_some(ReportWhy::Restored);
    Ok(restored(write)?.or(went_back))
}

/// The id of a report: of the payment, the wallet's transaction and what is
/// told. `earlier`: how many reports of the same were made before.
fn id_of(about: &Reported, earlier: usize) -> ReportId {
    let mut digest = Sha256::new();
    for part in [
        "mostrador.report",
        &about.payment.to_string(),
        &about.transaction.to_string(),
        about.outcome.as_str(),
        &earlier.to_string(),
    ] {
        digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(part);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.finalize()[..16]);
    ReportId::of(bytes)
}
