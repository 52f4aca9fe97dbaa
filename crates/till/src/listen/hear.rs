//! Applies a notice: the till stores it, and gives it to the payment it is
//! about or keeps it as a stray.

use super::wallet;
use crate::TillError;
use crate::errands::record::{decide_and_record, record_unless_refused};
use domain::{
    Actor, Command, Deductions, Details, FixedQrId, Method, Names, Notice, NoticeNumber, PaymentId,
    Stray, StrayCommand, StrayId, TransactionKey, UnixMs, Word,
};
use ledger::{Heard, NewNotice, Write};
use providers::notice::{self, ProviderNotice};
use providers::pagouno::Hint;
use providers::totalcoin::ReadNotice;
use relay_client::{NoticeEnvelope, text};

/// Stores a notice and applies it.
pub(super) fn hear(
    write: &mut Write<'_>,
    came: &NoticeEnvelope,
    now: UnixMs,
) -> Result<(), TillError> {
    let heard = write.hear(NewNotice {
        provider: came.provider.as_str(),
        merchant: &came.merchant,
        relay_id: Some(came.id.as_str()),
        body: came.body.as_bytes(),
        received_at: came.received_at_ms,
        heard_at: now,
    })?;
    let Heard::New(number) = heard else {
        return Ok(());
    };
    let Ok(text) = text_of(came) else {
        return hear_unread(write, came.body.as_bytes(), number, now);
    };
    match notice::read(came.provider, &text) {
        Some(ProviderNotice::Payment(ReadNotice { notice, payer })) => {
            understand(write, came, number, (notice, payer_of(payer)), now)
        }
        Some(ProviderNotice::Hint(hint)) => hear_hint(write, came, number, hint, now),
        Some(ProviderNotice::Wallet(read)) => {
            understand(write, came, number, wallet::in_our_terms(read), now)
        }
        None => hear_unread(write, text.as_bytes(), number, now),
    }
}

fn text_of(came: &NoticeEnvelope) -> Result<String, text::NoText> {
    let (kind, encoding) = (
        came.content_type.as_deref(),
        came.content_encoding.as_deref(),
    );
    text::read(came.body.as_bytes(), kind, encoding)
}

/// Handles a notice that is not safe to read, because the payer may have
/// written a part of it. It approves nothing. If the notice holds the id or
/// reference of a payment of ours, that payment needs review; otherwise the
/// notice is a stray.
fn hear_unread(
    write: &mut Write<'_>,
    body: &[u8],
    number: NoticeNumber,
    now: UnixMs,
) -> Result<(), TillError> {
    for payment in PaymentId::found_in(&String::from_utf8_lossy(body)) {
        let Some(sale) = write.sale_of_payment(payment)? else {
            continue;
        };
        let command = Command::HearNotice {
            payment,
            number,
            transaction: None,
            notice: Notice::unread(payment),
        };
        if record_unless_refused(write, (&Actor::Till, now), sale, &command)?.is_ok() {
            return Ok(());
        }
    }
    keep_stray(write, StrayId::Notice(number), number, None, now)
}

/// Handles a webhook about a charge of a card. It is unsigned, so it only makes
/// the till ask the provider. If the charge is unknown, or the transaction is
/// known under another payment, it waits for a person.
fn hear_hint(
    write: &mut Write<'_>,
    came: &NoticeEnvelope,
    number: NoticeNumber,
    hint: Hint,
    now: UnixMs,
) -> Result<(), TillError> {
    let key = TransactionKey::own(came.provider, hint.leg.clone());
    let known_under = write.payment_of_leg(&hint.leg)?;
    let named = match &hint.names {
        Names::Ours(payment) => Some(*payment),
        Names::Foreign(_) | Names::Nobody => known_under,
    };
    let payment = named.filter(|named| known_under.is_none_or(|known| known == *named));
    let sale = match payment {
        Some(payment) => write.sale_of_payment(payment)?,
        None => None,
    };
    if let (Some(payment), Some(sale)) = (payment, sale) {
        let command = Command::HearHint {
            payment,
            number,
            leg: hint.leg,
        };
        if record_unless_refused(write, (&Actor::Till, now), sale, &command)?.is_ok() {
            return attribute(write, StrayId::Transaction(key), payment, now);
        }
    }
    let notice = Notice {
        reference: Some(key.reference.clone()),
        amount: None,
        word: Word::Other(String::new()),
        names: hint.names,
        proposes: None,
        deductions: Deductions::default(),
        details: Details::default(),
    };
    keep_stray(write, StrayId::Transaction(key), number, Some(notice), now)
}

fn understand(
    write: &mut Write<'_>,
    came: &NoticeEnvelope,
    number: NoticeNumber,
    (notice, payer): (Notice, ledger::Payer),
    now: UnixMs,
) -> Result<(), TillError> {
    let key = notice
        .reference
        .clone()
        .map(|reference| TransactionKey::own(came.provider, reference));
    let named = match &notice.names {
        Names::Ours(payment) => Some(*payment),
        Names::Foreign(_) | Names::Nobody => None,
    };
    #[cfg(feature = "mutants")]
    if crate::mutants::Mutant::LateNoticeDropped.is_on() && is_late(write, named)? {
        return Ok(());
    }
    // A transaction stays with the payment that has it; otherwise it goes to
    // the payment it names.
    let home = match &key {
        Some(key) => write.sale_of_transaction(key)?,
        None => None,
    };
    let home = match (home, named) {
        (Some(sale), _) => Some(sale),
        (None, Some(payment)) => write.sale_of_payment(payment)?,
        (None, None) => None,
    };
    let fixed_qr = match named {
        Some(named) if write.is_fixed_qr(FixedQrId::named(named))? => Some(FixedQrId::named(named)),
        Some(_) | None => None,
    };
    let Some(sale) = home else {
        let id = key.map_or(StrayId::Notice(number), StrayId::Transaction);
        write.keep_payer(number, None, &payer)?;
        let heard = match fixed_qr {
            Some(under) => StrayCommand::HearFixed(number, notice, under, came.received_at_ms),
            None => StrayCommand::Hear(number, Some(notice)),
        };
        return record_stray(write, id, &heard, now);
    };
    let known = key.as_ref().and_then(|key| sale.payment_of(key));
    // A notice under the fixed QR names no payment. It agrees with whichever
    // payment by the fixed QR has its transaction.
    let names_the_qr =
        fixed_qr.is_some() && known.is_some_and(|known| known.method() == Method::FixedQr);
    let known_under = known.map(|known| known.id);
    let payment = named
        .filter(|_| !names_the_qr)
        .or(known_under)
        .ok_or(TillError::Unreadable("a notice's payment"))?;
    write.keep_payer(number, Some(known_under.unwrap_or(payment)), &payer)?;
    let command = Command::HearNotice {
        payment,
        number,
        transaction: key.clone(),
        notice: notice.clone(),
    };
    if record_unless_refused(write, (&Actor::Till, now), sale, &command)?.is_err() {
        // A refusal must not hold up the notices behind it: this one waits for
        // a person.
        return keep_stray(write, StrayId::Notice(number), number, Some(notice), now);
    }
    match key {
        Some(key) => {
            let home = known_under.unwrap_or(payment);
            attribute(write, StrayId::Transaction(key), home, now)
        }
        None => Ok(()),
    }
}

/// Whether what a notice names has ended, for a mutant.
#[cfg(feature = "mutants")]
fn is_late(write: &Write<'_>, named: Option<PaymentId>) -> Result<bool, TillError> {
    use domain::{FixedQrState, PaymentState};
    let Some(named) = named else {
        return Ok(false);
    };
    let sale = write.sale_of_payment(named)?;
    let state = sale.as_ref().and_then(|sale| sale.payment(named));
    let state = state.map(|payment| payment.state);
    let qr = write.fixed_qr(FixedQrId::named(named))?;
    let qr = qr.map(|qr| qr.state);
    Ok(
        matches!(state, Some(PaymentState::Expired | PaymentState::Cancelled))
            || matches!(qr, Some(FixedQrState::Replaced | FixedQrState::Ended)),
    )
}

fn payer_of(payer: providers::totalcoin::Payer) -> ledger::Payer {
    ledger::Payer {
        name: payer.name,
        document: payer.document,
        email: payer.email,
        account: payer.cvu.or(payer.cbu),
    }
}

fn keep_stray(
    write: &mut Write<'_>,
    id: StrayId,
    number: NoticeNumber,
    read: Option<domain::Notice>,
    now: UnixMs,
) -> Result<(), TillError> {
    record_stray(write, id, &StrayCommand::Hear(number, read), now)
}

fn record_stray(
    write: &mut Write<'_>,
    id: StrayId,
    heard: &StrayCommand,
    now: UnixMs,
) -> Result<(), TillError> {
    let stray = write
        .stray(&id)?
        .unwrap_or_else(|| Stray::new(id.clone(), now));
    let events = stray.decide(heard, &Actor::Till)?;
    write.record_stray(&Actor::Till, now, &id, &events)?;
    Ok(())
}

/// Gives a stray to its payment after a later notice brought the reference; it
/// leaves the tray.
fn attribute(
    write: &mut Write<'_>,
    id: StrayId,
    payment: PaymentId,
    now: UnixMs,
) -> Result<(), TillError> {
    if let Some(stray) = write.stray(&id)? {
        let events = stray.decide(&StrayCommand::Attribute(payment), &Actor::Till)?;
        if !events.is_empty() {
            write.record_stray(&Actor::Till, now, &id, &events)?;
            disown(write, &stray, payment, now)?;
        }
    }
    Ok(())
}

/// Handles a stray that a manager gave to a sale and that the provider now
/// names for another payment: that payment gets a discrepancy for a person.
fn disown(
    write: &mut Write<'_>,
    stray: &Stray,
    payment: PaymentId,
    now: UnixMs,
) -> Result<(), TillError> {
    let (Some(given), StrayId::Transaction(transaction)) = (stray.given, stray.id.clone()) else {
        return Ok(());
    };
    if given.payment == payment {
        return Ok(());
    }
    let Some(sale) = write.sale(given.sale)? else {
        return Ok(());
    };
    let command = Command::Disown {
        payment: given.payment,
        transaction,
    };
    decide_and_record(write, (&Actor::Till, now), sale, &command).map(drop)
}
