//! The laws of the fixed QR. What may be whose is found here from what the
//! provider and the relay know, not from what the till made of it.

use crate::laws::Law;
use crate::world::World;
use domain::close::PendingWhy;
use domain::{
    Close, FixedQr, FixedQrEvent, FixedQrId, Method, Money, Payment, PaymentId, PaymentState,
    Provider, Sale, Stamp, Stray, StrayEvent, StrayId, StrayStanding, TAKE_BACK_MS, TransactionKey,
    UnixMs,
};
use std::collections::BTreeSet;

/// How far off a provider's clock may be that was right when it was asked, in
/// milliseconds.
const END_OFF_MS_MAX: i64 = 600_000;

/// A line about a fixed QR. The QR that comes into force is the provider's.
pub(crate) fn note_qr(world: &mut World, id: FixedQrId, stamp: Stamp<'_>, event: &FixedQrEvent) {
    if let Some(known) = world.laws.fixed_qrs.get_mut(&id) {
        known.apply(stamp, event);
    } else if let Some(new) = FixedQr::requested(id, stamp, event) {
        world.laws.fixed_qrs.insert(id, new);
    } else {
        let how = format!("the fixed QR {id} was not requested");
        world.broken(Law::JournalHolds, how);
    }
    check_end(world, id, event);
    if let FixedQrEvent::Received { qr } = event {
        let order = world.provider.orders.get(&id.operation());
        if !order.is_some_and(|order| order.payloads.contains(&qr.payload)) {
            let how = format!("the fixed QR {id} is not its own: {}", qr.payload);
            world.broken(Law::QrIsTheProviders, how);
        }
    }
}

/// No clock of ours ends a fixed QR before TotalCoin's does.
fn check_end(world: &mut World, id: FixedQrId, event: &FixedQrEvent) {
    let known = world.laws.fixed_qrs.get(&id);
    let until = known.map_or(UnixMs(0), |qr| qr.valid_until);
    let left_ms = until.since_ms(world.provider_now());
    if *event == FixedQrEvent::Ended && !world.laws.is_rereading && left_ms > END_OFF_MS_MAX {
        let how = format!("the fixed QR {id} ended {left_ms} ms before its end");
        world.broken(Law::EndsInTime, how);
    }
}

pub(crate) fn note_stray(world: &mut World, id: &StrayId, stamp: Stamp<'_>, event: &StrayEvent) {
    let strays = &mut world.laws.strays;
    let stray = strays
        .entry(id.to_string())
        .or_insert_with(|| Stray::new(id.clone(), stamp.at));
    stray.apply(stamp, event);
}

/// What a line did to the payments by the fixed QR of a sale. Only a notice
/// approves one, and only a manager settles one as paid.
pub(crate) fn check_sale(world: &mut World, stamp: Stamp<'_>, before: &Sale, after: &Sale) {
    for payment in &after.payments {
        let was = before.payment(payment.id);
        let (Some(was), Method::FixedQr) = (was, payment.method()) else {
            continue;
        };
        if was.state == payment.state {
            continue;
        }
        let by_a_manager = stamp.by.is_manager();
        let is_allowed = match payment.state {
            PaymentState::SettledPaid => by_a_manager,
            PaymentState::Cancelled if was.declared_at().is_some() => {
                let since = was.declared_at().unwrap_or(stamp.at);
                let in_time = stamp.at.since_ms(since) <= TAKE_BACK_MS;
                by_a_manager || was.state == PaymentState::Declared && in_time
            }
            PaymentState::Approved => payment.approving_transaction().is_some(),
            PaymentState::Requested
            | PaymentState::Declared
            | PaymentState::Unconfirmed
            | PaymentState::Cancelled
            | PaymentState::Expired => true,
            PaymentState::Waiting
            | PaymentState::Sent
            | PaymentState::Pending
            | PaymentState::Refused
            | PaymentState::Declined
            | PaymentState::InDoubt
            | PaymentState::SettledUnpaid => false,
        };
        if !is_allowed {
            let how = format!("{} was {:?}, is {:?}", payment.id, was.state, payment.state);
            world.broken(Law::OnlyAnApproval, how);
        }
    }
}

/// A close leaves nothing as declared, and names what no notice confirmed.
pub(crate) fn check_close(world: &mut World, close: &Close) {
    let named: BTreeSet<PaymentId> = close
        .figures
        .pending
        .lines
        .iter()
        .filter(|line| line.why == PendingWhy::Payment(PaymentState::Unconfirmed))
        .map(|line| line.payment)
        .collect();
    let mut wrong = Vec::new();
    for payment in world.laws.sales.values().flat_map(|sale| &sale.payments) {
        let is_named = named.contains(&payment.id);
        let is_well = match payment.state {
            PaymentState::Declared => false,
            PaymentState::Unconfirmed => is_named || close.figures.pending.others > 0,
            PaymentState::Requested
            | PaymentState::Waiting
            | PaymentState::Sent
            | PaymentState::Pending
            | PaymentState::Approved
            | PaymentState::Refused
            | PaymentState::Declined
            | PaymentState::Expired
            | PaymentState::Cancelled
            | PaymentState::InDoubt
            | PaymentState::SettledPaid
            | PaymentState::SettledUnpaid => !is_named,
        };
        if !is_well {
            wrong.push((payment.id, payment.state));
        }
    }
    for (payment, state) in wrong {
        let how = format!("close {} and {payment}, which is {state:?}", close.number.0);
        world.broken(Law::NoMoneyDropped, how);
    }
}

/// A payment by the fixed QR for which money may have come.
struct Claim {
    payment: PaymentId,
    at: UnixMs,
    /// Whether the customer said that they paid.
    is_declared: bool,
}

fn claim(payment: &Payment, now: UnixMs, within_ms: i64) -> Option<Claim> {
    if payment.method() != Method::FixedQr {
        return None;
    }
    let (at, is_declared) = match (payment.state, payment.declared_at()) {
        (
            PaymentState::Declared | PaymentState::Unconfirmed | PaymentState::Cancelled,
            Some(at),
        ) => (at, true),
        // Its customer may be paying now.
        (PaymentState::Requested, None) => {
            let is_new = now.since_ms(payment.requested_at) <= within_ms;
            (if is_new { now } else { payment.requested_at }, false)
        }
        _ => return None,
    };
    Some(Claim {
        payment: payment.id,
        at,
        is_declared,
    })
}

/// The claims to that amount.
fn claims(world: &World, amount: Money, now: UnixMs) -> Vec<Claim> {
    let payments = world.laws.sales.values().flat_map(|sale| &sale.payments);
    payments
        .filter(|payment| payment.request.charged == amount)
        .filter_map(|payment| claim(payment, now, within_ms(world)))
        .collect()
}

fn within_ms(world: &World) -> i64 {
    i64::from(world.weather.match_minutes) * 60_000
}

/// Money under a fixed QR, by what the relay has of it.
struct Arrival {
    key: TransactionKey,
    amount: Money,
    at: UnixMs,
    /// Whether its last word is an approval.
    approved: bool,
}

/// The transactions under the fixed QRs of this ledger, by the first so many
/// notices of the relay.
fn arrivals(world: &World, upto: usize) -> Vec<Arrival> {
    let mut bodies = BTreeSet::new();
    let mut arrivals: Vec<Arrival> = Vec::new();
    for posted in world.relay.posted.iter().take(upto) {
        let says = &posted.posting.says;
        let (Some(reference), Some(named), Some(amount)) =
            (&says.transaction, says.names, says.amount)
        else {
            continue;
        };
        let is_under = world.laws.fixed_qrs.contains_key(&FixedQrId::named(named));
        if !is_under || !bodies.insert(&posted.posting.body) {
            continue;
        }
        let key = TransactionKey::own(Provider::Totalcoin, reference.clone());
        if let Some(known) = arrivals.iter_mut().find(|known| known.key == key) {
            known.amount = amount;
            known.approved = says.approved;
            continue;
        }
        let made = world.provider.transactions.get(reference);
        arrivals.push(Arrival {
            key,
            amount,
            at: made.and_then(|it| it.dated).unwrap_or(posted.at),
            approved: says.approved,
        });
    }
    arrivals
}

/// Whether nobody has that money yet, and no person has said what it is.
fn is_free(world: &World, arrival: &Arrival) -> bool {
    let mut payments = world.laws.sales.values().flat_map(|sale| &sale.payments);
    let has_home = payments.any(|payment| payment.transaction(&arrival.key).is_some());
    let id = StrayId::Transaction(arrival.key.clone());
    let stray = world.laws.strays.get(&id.to_string());
    let is_open = stray.is_none_or(|stray| stray.standing == StrayStanding::Open);
    arrival.approved && !has_home && is_open
}

/// Checks an approval by a notice under the fixed QR: it is exactly this amount,
/// and neither another notice nor another sale could have been meant.
pub(crate) fn check_approval(
    world: &mut World,
    now: UnixMs,
    known: &Payment,
    key: &TransactionKey,
) {
    let within_ms = within_ms(world);
    let charged = known.request.charged;
    if let Err(how) = is_certain(world, now, known, key, within_ms) {
        let how = format!("{} of {charged} is approved by {key}: {how}", known.id);
        world.broken(Law::OnlyAnApproval, how);
    }
}

fn is_certain(
    world: &World,
    now: UnixMs,
    known: &Payment,
    key: &TransactionKey,
    within_ms: i64,
) -> Result<(), String> {
    let amount = known.request.charged;
    let reading = world.relay.last_reading.filter(|it| it.to_end);
    let reading = reading.ok_or("the notices were not read to their end")?;
    let arrivals = arrivals(world, reading.upto);
    let own = arrivals.iter().find(|arrival| arrival.key == *key);
    let own = own.ok_or("no such notice came under a fixed QR")?;
    if own.amount != amount || !own.approved {
        return Err(format!("it says {} approved {}", own.amount, own.approved));
    }
    let claim = claim(known, now, within_ms).filter(|claim| claim.is_declared);
    let claim = claim.ok_or("nobody declared it")?;
    let near = |at: UnixMs, other: UnixMs| at.since_ms(other).abs() <= within_ms;
    if !near(claim.at, own.at) {
        return Err(format!("they are {} ms apart", own.at.since_ms(claim.at)));
    }
    let other = claims(world, amount, now)
        .into_iter()
        .find(|other| other.payment != known.id && near(other.at, own.at));
    if let Some(other) = other {
        return Err(format!("it may be of {} as well", other.payment));
    }
    let mut others = arrivals
        .iter()
        .filter(|it| it.key != *key && it.amount == amount && near(it.at, claim.at));
    match others.find(|other| is_free(world, other)) {
        Some(other) => Err(format!("{} may be meant as well", other.key)),
        None => Ok(()),
    }
}

/// Checks at the end that nothing waits for a person that is certain.
pub(crate) fn check_nothing_certain_left(world: &mut World) {
    let now = world.machine.read(world.now()).wall;
    let within_ms = within_ms(world);
    let near = |at: UnixMs, other: UnixMs| at.since_ms(other).abs() <= within_ms;
    let mut free = arrivals(world, usize::MAX);
    free.retain(|arrival| is_free(world, arrival));
    let mut left = Vec::new();
    for arrival in &free {
        let claims = claims(world, arrival.amount, now);
        let of_claim = |claim: &&Claim| near(claim.at, arrival.at);
        let mine: Vec<_> = claims.iter().filter(of_claim).collect();
        let [claim] = mine.as_slice() else { continue };
        let rivals = free
            .iter()
            .filter(|it| it.amount == arrival.amount && near(it.at, claim.at));
        if claim.is_declared && rivals.count() == 1 {
            left.push(format!(
                "{} is certain to be of {}",
                arrival.key, claim.payment
            ));
        }
    }
    for how in left {
        world.broken(Law::NothingStuck, how);
    }
}

/// Checks that a transaction under a fixed QR is at one place: one payment's,
/// given to one by a manager, or in the tray. Money that a restore made
/// somebody else's is in the tray.
pub(crate) fn check_place(world: &mut World, key: &TransactionKey) -> Result<(), String> {
    let id = StrayId::Transaction(key.clone());
    let stray = world.laws.ask(|read| read.stray(&id));
    let payments = || world.laws.sales.values().flat_map(|sale| &sale.payments);
    let homes: Vec<&Payment> = payments()
        .filter(|payment| payment.transaction(key).is_some())
        .collect();
    let given = payments()
        .flat_map(|payment| &payment.credits)
        .filter(|credit| credit.transaction.as_ref() == Some(key))
        .count();
    let Some(stray) = stray else {
        return Err(format!("nowhere, under {} payments", homes.len()));
    };
    match (&stray.standing, homes.as_slice(), given) {
        (StrayStanding::Open, [], 0) => Ok(()),
        (StrayStanding::Settled(settlement), [], given) => {
            let covers = usize::from(settlement.covers.is_some());
            if covers == given {
                Ok(())
            } else {
                Err(format!("given {given} times, by {settlement:?}"))
            }
        }
        // It was given to a sale, and the provider gave another amount since.
        (StrayStanding::Open, [], 1) if stray.given.is_some() => Ok(()),
        (StrayStanding::Withdrawn(payment), [home], 0) if home.id == *payment => {
            let counted = home.transaction(key).and_then(|it| it.counted);
            let is_its = home.method() == Method::FixedQr
                && counted == Some(home.request.charged)
                && home.approving_transaction() == Some(key);
            if is_its {
                Ok(())
            } else {
                Err(format!("{} has it with {counted:?}", home.id))
            }
        }
        (standing, homes, given) => Err(format!(
            "{standing:?}, under {} payments, given {given} times",
            homes.len()
        )),
    }
}
