//! The checks of each request that leaves the till, against the file at that
//! moment.

use crate::checks::{began, qr_ms, tolerance_ms};
use crate::laws::Law;
use crate::world::World;
use domain::{FixedQrId, FixedQrState, Money, PaymentId, PaymentState};
use ledger::{ErrandStanding, Subject};
use providers::pagouno::Charge;
use providers::totalcoin::{Kind, PreOrder};

/// Checks that TotalCoin gets the same end as the screen shows.
fn check_told_end(world: &mut World, order: &PreOrder) {
    let Some(began) = began(world, order.payment) else {
        return;
    };
    if world.weather.has_wrong_clock() {
        return;
    }
    let qr_ms = qr_ms(world);
    let left_ms = began.plus_ms(qr_ms).since_ms(world.now());
    let told_ms = order.expires_at.since_ms(world.provider_now());
    if (told_ms - left_ms).abs() > tolerance_ms(qr_ms) {
        let how = format!("{} is left {told_ms} ms of {left_ms}", order.payment);
        world.broken(Law::EndsInTime, how);
    }
}

/// Checks a pre-order that leaves the till: its payment, or its fixed QR, and
/// its request are in the file.
pub(crate) fn check_sending(world: &mut World, order: &PreOrder) {
    let payment = order.payment;
    let kept = match order.kind {
        Kind::Sale => kept_of_sale(world, order),
        Kind::FixedQr => kept_of_fixed_qr(world, payment),
    };
    if kept.is_none() || kept != serde_json::to_value(order).ok() {
        let how = format!("{payment} is sent and its request is not in the outbox");
        world.broken(Law::WrittenBeforeSent, how);
    }
    let body = order.body();
    let first = world.provider.bodies.entry(payment).or_insert(body.clone());
    if *first != body {
        let how = format!("{payment} is repeated with another body");
        world.broken(Law::OneOperation, how);
    }
    if order.reference != payment.reference().as_str() {
        let how = format!("{payment} is sent under {}", order.reference);
        world.broken(Law::OneOperation, how);
    }
}

/// A sale's pre-order as the outbox has it.
fn kept_of_sale(world: &mut World, order: &PreOrder) -> Option<serde_json::Value> {
    let payment = order.payment;
    let (sale, errand) = world.laws.ask(|read| {
        Ok((
            read.sale_of_payment(payment)?,
            read.errand_of_payment(payment)?,
        ))
    });
    let known = sale.as_ref().and_then(|sale| sale.payment(payment));
    let charged = known.map(|payment| payment.request.charged);
    if charged != Some(order.amount) {
        let amount = order.amount;
        let how = format!("{payment} of {amount} is sent, the file has {charged:?}");
        world.broken(Law::WrittenBeforeSent, how);
    }
    if known.is_some_and(|payment| payment.held) {
        let how = format!("{payment} is sent, and no manager has released it");
        world.broken(Law::RestoreAsks, how);
    }
    check_told_end(world, order);
    let errand = errand.filter(|errand| errand.standing == ErrandStanding::InFlight);
    let request: serde_json::Value = serde_json::from_slice(&errand?.request?).ok()?;
    request.get("order").cloned()
}

/// A fixed QR's pre-order as the outbox has it.
fn kept_of_fixed_qr(world: &mut World, id: PaymentId) -> Option<serde_json::Value> {
    let id = FixedQrId::named(id);
    let (qr, errands) = world
        .laws
        .ask(|read| Ok((read.fixed_qr(id)?, read.errands_in_flight()?)));
    let state = qr.map(|qr| qr.state);
    if state != Some(FixedQrState::Requested) {
        let how = format!("the fixed QR {id} is sent, the file has {state:?}");
        world.broken(Law::WrittenBeforeSent, how);
    }
    let errand = errands
        .into_iter()
        .find(|errand| errand.about == Subject::FixedQr(id));
    serde_json::from_slice(&errand?.request?).ok()
}

/// Checks a charge that leaves the till: it is marked as sent, and its request
/// is in the file, once and without a card.
pub(crate) fn check_charging(world: &mut World, charge: &Charge) {
    let payment = charge.payment;
    let (sale, errand) = world.laws.ask(|read| {
        Ok((
            read.sale_of_payment(payment)?,
            read.errand_of_payment(payment)?,
        ))
    });
    let known = sale.as_ref().and_then(|sale| sale.payment(payment));
    let errand = errand.filter(|it| it.once && it.standing == ErrandStanding::InFlight);
    let request = errand.and_then(|errand| errand.request);
    let kept: Option<Charge> = request.and_then(|request| serde_json::from_slice(&request).ok());
    let legs = charge.cards.iter().flat_map(|card| &card.legs);
    let total = legs.fold(Money::ZERO, |sum, leg| {
        sum.plus(leg.amount).unwrap_or(Money::MAX)
    });
    let is_written =
        known.is_some_and(|it| it.state == PaymentState::Sent && it.request.charged == total);
    if !is_written || kept.as_ref() != Some(charge) {
        let how = format!("{payment} is charged and the file does not say so");
        world.broken(Law::WrittenBeforeSent, how);
    }
}

/// Checks that no token of a charge had reached the wire before.
pub(crate) fn check_sent_once(world: &mut World, charge: &Charge) {
    for card in &charge.cards {
        let sends = world.issuer.sends.get(&card.token.0).copied();
        if sends != Some(1) {
            let how = format!("{} is charged again", charge.payment);
            world.broken(Law::ChargedOnce, how);
        }
    }
}
