//! The laws of the house's wallet: which notice may approve a payment, and that
//! none of its money is dropped or counted twice.

use crate::bind;
use crate::checks;
use crate::laws::Law;
use crate::wallet;
use crate::world::World;
use domain::{
    Method, Payment, PaymentState, Provider, QrOffer, StrayId, StrayStanding, TransactionKey, Word,
};
use std::collections::BTreeSet;

/// The QR on the screen is the shop's, with an order that Bind told.
pub(crate) fn check_qr(world: &mut World, known: &Payment, qr: &QrOffer) {
    if qr.payload != bind::QR_TEXT || !world.bind.orders.contains(&qr.order) {
        let how = format!("{} shows a QR of the order {}", known.id, qr.order);
        return world.broken(Law::QrIsTheProviders, how);
    }
    let left_ms = checks::left_ms(world, known.id);
    let charged = known.request.charged;
    wallet::sees(world, known.id, (charged, &qr.order), left_ms);
}

/// Checks an approval by a notice of the wallet.
pub(crate) fn check_approval(world: &mut World, known: &Payment, key: &TransactionKey) {
    if let Err(how) = is_approved(world, known, key) {
        let how = format!("{} is approved by {key}: {how}", known.id);
        world.broken(Law::OnlyAnApproval, how);
    }
}

fn is_approved(world: &World, known: &Payment, key: &TransactionKey) -> Result<(), String> {
    let charged = known.request.charged;
    if key.provider != Provider::Wallet {
        return Err("the wallet did not say so".to_owned());
    }
    let paid = world.wallet.transactions.get(&key.reference);
    let paid = paid.ok_or("the wallet does not know it")?;
    let is_told = world.relay.posted.iter().any(|posted| {
        let says = &posted.posting.says;
        says.approved
            && says.provider() == Provider::Wallet
            && says.transaction.as_deref() == Some(key.reference.as_str())
    });
    if !is_told || paid.paid.is_none_or(|amount| amount < charged) {
        return Err(format!("told {is_told}, paid {:?}", paid.paid));
    }
    if paid.named {
        let is_its = paid.payment == known.id;
        return is_its
            .then_some(())
            .ok_or(format!("it is of {}", paid.payment));
    }
    is_certain(world, known, key, &paid.order)
}

/// Checks a notice without our id: exactly this amount and order, and neither
/// another payment nor another notice could have been meant.
fn is_certain(
    world: &World,
    known: &Payment,
    key: &TransactionKey,
    order: &str,
) -> Result<(), String> {
    let charged = known.request.charged;
    let paid = world.wallet.transactions.get(&key.reference);
    if paid.and_then(|it| it.paid) != Some(charged) {
        return Err("it is another amount".to_owned());
    }
    // A manager had entered it, and its own notice says so now.
    let is_of_order = |it: &Payment| it.qr().is_some_and(|qr| qr.order == order);
    if !is_of_order(known) || known.state != PaymentState::Waiting {
        return Err(format!("it is {:?}, of another order", known.state));
    }
    let other = payments(world).find(|it| {
        it.id != known.id
            && it.method() == Method::Wallet
            && it.state == PaymentState::Waiting
            && it.request.charged == charged
            && is_of_order(it)
    });
    if let Some(other) = other {
        return Err(format!("it may be of {} as well", other.id));
    }
    let mut strays = world.laws.strays.values();
    let other = strays.find(|stray| {
        let StrayId::Transaction(its) = &stray.id else {
            return false;
        };
        its != key
            && its.provider == Provider::Wallet
            && stray.standing == StrayStanding::Open
            && stray.word == Some(Word::Approved)
            && stray.amount == Some(charged)
            && stray.since >= known.requested_at
            && stray.details.order.as_deref() == Some(order)
    });
    match other {
        Some(other) => Err(format!("{} may be meant as well", other.id)),
        None => Ok(()),
    }
}

fn payments(world: &World) -> impl Iterator<Item = &Payment> {
    world.laws.sales.values().flat_map(|sale| &sale.payments)
}

/// Checks that every payment that the wallet told is at one place: one
/// payment's, given to one by a manager, or in the tray.
pub(crate) fn check_money(world: &mut World) {
    let told: BTreeSet<String> = world
        .relay
        .posted
        .iter()
        .map(|posted| &posted.posting.says)
        .filter(|says| says.provider() == Provider::Wallet)
        .filter_map(|says| says.transaction.clone())
        .collect();
    for reference in told {
        let key = TransactionKey::own(Provider::Wallet, reference);
        if let Err(how) = check_place(world, &key) {
            world.broken(Law::NoMoneyDropped, format!("{key}: {how}"));
        }
    }
}

fn check_place(world: &mut World, key: &TransactionKey) -> Result<(), String> {
    let id = StrayId::Transaction(key.clone());
    let stray = world.laws.ask(|read| read.stray(&id));
    let homes: Vec<&Payment> = payments(world)
        .filter(|payment| payment.transaction(key).is_some())
        .collect();
    let given = payments(world)
        .flat_map(|payment| &payment.credits)
        .filter(|credit| credit.transaction.as_ref() == Some(key))
        .count();
    let record = world.wallet.transactions.get(&key.reference);
    let record = record.ok_or("the wallet does not know it")?;
    let names = payments(world).find(|it| record.named && it.id == record.payment);
    match (homes.as_slice(), stray.map(|stray| stray.standing)) {
        ([home], None | Some(StrayStanding::Withdrawn(_))) if given == 0 => {
            if names.is_some_and(|named| named.id != home.id) {
                return Err(format!("under {}, which it does not name", home.id));
            }
            let counted = home.transaction(key).and_then(|it| it.counted);
            if counted != record.paid {
                return Err(format!("counted with {counted:?} of {:?}", record.paid));
            }
            let is_enough = record.paid >= Some(home.request.charged);
            // A manager had given it other money: this is further.
            let is_given = home.state == PaymentState::SettledPaid && !home.credits.is_empty();
            if is_enough && home.state != PaymentState::Approved && !is_given {
                return Err(format!("{} is paid and {:?}", home.id, home.state));
            }
            Ok(())
        }
        ([], Some(StrayStanding::Open)) if given == 0 => match names {
            Some(named) => Err(format!("in the tray, though it names {}", named.id)),
            None => Ok(()),
        },
        ([], Some(StrayStanding::Settled(settlement)))
            if given == usize::from(settlement.covers.is_some()) =>
        {
            Ok(())
        }
        (homes, standing) => Err(format!(
            "{standing:?}, under {} payments, given {given} times",
            homes.len()
        )),
    }
}
