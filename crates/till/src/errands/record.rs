//! The one place where decided events go into the ledger together with what
//! they make the till owe.

use super::{ErrandKind, report};
use crate::{TillError, print};
use domain::{
    Actor, Command, Errand, PaymentId, Refusal, Sale, SaleEvent, SaleId, UnixMs, errands,
};
use ledger::{NewErrand, StateKey, Subject, Write};
use providers::pagouno::Charge;

/// Appends a sale's events and owes what they ask for, due at `due_at` by the
/// till's timers. `request` makes the bytes of what is owed for a payment.
pub(crate) fn record(
    write: &mut Write<'_>,
    (actor, now, due_at): (&Actor, UnixMs, UnixMs),
    sale: SaleId,
    events: &[SaleEvent],
    mut request: impl FnMut(&Sale, PaymentId) -> Result<Vec<u8>, TillError>,
) -> Result<Sale, TillError> {
    let recorded = write.record_sale(actor, now, sale, events)?;
    for errand in errands(events) {
        let (kind, payment) = match errand {
            Errand::MakePreOrder(payment) => (ErrandKind::PreOrder, payment),
            Errand::ReadQr(payment) => (ErrandKind::ReadQr, payment),
        };
        let deadline = recorded
            .payment(payment)
            .map(|payment| payment.deadline)
            .ok_or(TillError::Unreadable("the payment of an errand"))?;
        let request = request(&recorded, payment)?;
        owe(write, kind, (sale, payment), request, (due_at, deadline))?;
    }
    report::owe_of_sale(write, (actor, now), &recorded, events)?;
    print::owe_of_sale(write, (actor, now), &recorded, events)?;
    Ok(recorded)
}

/// Owes the charge of a payment by cards. Its request is made of tokens, which
/// no event has.
pub(crate) fn owe_charge(
    write: &mut Write<'_>,
    sale: SaleId,
    (charge, due_at, deadline): (&Charge, UnixMs, UnixMs),
) -> Result<(), TillError> {
    let request =
        serde_json::to_vec(charge).map_err(|_| TillError::Unreadable("the request of a charge"))?;
    let kind = ErrandKind::CardCharge;
    owe(
        write,
        kind,
        (sale, charge.payment),
        request,
        (due_at, deadline),
    )
}

fn owe(
    write: &mut Write<'_>,
    kind: ErrandKind,
    (sale, payment): (SaleId, PaymentId),
    request: Vec<u8>,
    (due_at, deadline): (UnixMs, UnixMs),
) -> Result<(), TillError> {
    write.owe(NewErrand {
        kind: kind.as_str(),
        about: Subject::Sale(sale),
        payment: Some(payment),
        once: kind.goes_out_once(),
        request,
        due_at,
        deadline,
    })?;
    Ok(())
}

/// Puts a sale on the cashier's screen. The one that was there is put aside.
pub(crate) fn take_in_hand(
    write: &mut Write<'_>,
    (actor, now): (&Actor, UnixMs),
    sale: SaleId,
) -> Result<(), TillError> {
    let held = write
        .state(StateKey::SaleInHand)?
        .and_then(|id| SaleId::parse(&id).ok());
    if let Some(held) = held.filter(|held| *held != sale) {
        tell(write, (actor, now), held, &Command::Leave)?;
    }
    tell(write, (actor, now), sale, &Command::Resume)?;
    Ok(write.set_state(StateKey::SaleInHand, &sale.to_string())?)
}

/// Puts a command before a sale, where there is one.
fn tell(
    write: &mut Write<'_>,
    by: (&Actor, UnixMs),
    sale: SaleId,
    command: &Command,
) -> Result<(), TillError> {
    if let Some(known) = write.sale(sale)? {
        decide_and_record(write, by, known, command)?;
    }
    Ok(())
}

/// Puts a command before a sale and appends what it decides, which owes
/// nothing. Answers the sale after it.
pub(crate) fn decide_and_record(
    write: &mut Write<'_>,
    by: (&Actor, UnixMs),
    sale: Sale,
    command: &Command,
) -> Result<Sale, TillError> {
    Ok(record_unless_refused(write, by, sale, command)??)
}

/// As [`decide_and_record`], where the sale's refusal is no failure: it says
/// that the command comes too late, or is not for this sale.
pub(crate) fn record_unless_refused(
    write: &mut Write<'_>,
    (actor, now): (&Actor, UnixMs),
    sale: Sale,
    command: &Command,
) -> Result<Result<Sale, Refusal>, TillError> {
    let events = match sale.decide(command, actor, now) {
        Ok(events) => events,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if events.is_empty() {
        return Ok(Ok(sale));
    }
    record_only(write, (actor, now), sale.id, &events).map(Ok)
}

/// Appends events that owe no errand but, where the wallet's money moved, a
/// report; and a receipt where they pay the sale in hand.
pub(crate) fn record_only(
    write: &mut Write<'_>,
    by: (&Actor, UnixMs),
    sale: SaleId,
    events: &[SaleEvent],
) -> Result<Sale, TillError> {
    debug_assert!(errands(events).is_empty(), "these events owe something");
    let recorded = write.record_sale(by.0, by.1, sale, events)?;
    report::owe_of_sale(write, by, &recorded, events)?;
    print::owe_of_sale(write, by, &recorded, events)?;
    Ok(recorded)
}
