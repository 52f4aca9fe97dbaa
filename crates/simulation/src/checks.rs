//! The checks of the laws at every moment: against each new line of the journal.
//! `sending` checks each request that leaves the till, and `reckoning` what must
//! be true after the calm.

use crate::customer;
use crate::day_checks;
use crate::fixed_checks;
use crate::laws::Law;
use crate::machine::SPEED_PPM_MAX;
use crate::report_checks;
use crate::restores;
use crate::wallet_checks;
use crate::world::World;
use domain::{
    Approval, Close, CloseEvent, DiscrepancyKind, Event, Method, Payment, PaymentId, PaymentState,
    Provider, Sale, SaleEvent, SaleId, Stamp, TillEvent, UnixMs,
};
use ledger::Entry;

/// How many lines of the journal are read at once.
const LINES_READ_MAX: u32 = 1_000;

/// How far an end may be off, in milliseconds: because of the machine's speed,
/// and because of the till's intervals.
pub(crate) fn tolerance_ms(long_ms: i64) -> i64 {
    2_000 + long_ms * 2 * SPEED_PPM_MAX / 1_000_000
}

/// From this many questions in a second on, the till counts as not pausing.
const QUESTIONS_MAX: usize = 20;

/// Checks a question of the till to the relay.
pub(crate) fn check_question(world: &mut World) {
    let now = world.now();
    let asked = &mut world.laws.asked;
    asked.push_back(now);
    while asked.front().is_some_and(|at| now.since_ms(*at) > 1_000) {
        asked.pop_front();
    }
    if asked.len() > QUESTIONS_MAX {
        world.broken(Law::PollsPause, format!("{QUESTIONS_MAX} in a second"));
        world.laws.asked.clear();
    }
}

/// Ends a life of the till.
pub(crate) fn end_life(world: &mut World) {
    world.laws.life_ended = Some(world.now());
}

/// Begins a life of the till. The laws excuse what it cannot know.
pub(crate) fn begin_life(world: &mut World) {
    let now = world.now();
    let Some(ended) = world.laws.life_ended else {
        return;
    };
    // The till may have died before it noticed the last jump.
    if world.machine.was_set(ended.plus_ms(-3_000), now) {
        world.laws.excused_until = now;
    }
}

/// The true moment at which a payment was committed, if the law about its end
/// applies.
pub(crate) fn began(world: &World, payment: PaymentId) -> Option<UnixMs> {
    let at = world.laws.requested.get(&payment).copied()?;
    (at > world.laws.excused_until).then_some(at)
}

fn check_end(world: &mut World, payment: PaymentId, long_ms: i64, what: &str) {
    let Some(began) = began(world, payment) else {
        return;
    };
    let took_ms = world.now().since_ms(began);
    if took_ms < long_ms - tolerance_ms(long_ms) {
        let how = format!("{payment} {what} after {took_ms} ms of {long_ms}");
        world.broken(Law::EndsInTime, how);
    }
}

pub(crate) fn qr_ms(world: &World) -> i64 {
    i64::from(world.weather.qr_minutes) * 60_000
}

/// Reads the new lines of the journal, and checks the laws against each.
pub(crate) fn watch(world: &mut World) {
    for line in next_lines(world) {
        world.counts.events += 1;
        let told = match &line.event {
            // Its anchor has the journal's hash, which no seed decides: notices
            // are salted.
            Event::Close(number, CloseEvent::Made { figures, .. }) => {
                format!("{number:?} {figures:?}")
            }
            Event::Sale(..)
            | Event::Stray(..)
            | Event::Shift(..)
            | Event::FixedQr(..)
            | Event::Report(..)
            | Event::Till(_) => {
                format!("{:?}", line.event)
            }
        };
        world.note(&format!("journal {}: {told}", line.seq));
        read_line(world, &line);
    }
}

/// Reads a restored journal from its beginning. Its lines were checked when
/// they were written.
pub(crate) fn read_again(world: &mut World) {
    world.laws.forget_journal();
    world.laws.is_rereading = true;
    loop {
        let lines = next_lines(world);
        if lines.is_empty() {
            break;
        }
        for line in lines {
            read_line(world, &line);
        }
    }
    world.laws.is_rereading = false;
}

fn next_lines(world: &mut World) -> Vec<Entry> {
    let last_seq = world.laws.last_seq;
    world
        .laws
        .ask(|read| read.entries_after(last_seq, LINES_READ_MAX))
}

fn read_line(world: &mut World, line: &Entry) {
    world.laws.last_seq = line.seq;
    match &line.event {
        Event::Sale(id, event) => look_at(world, (*id, line.seq), line.stamp(), event),
        Event::Stray(id, event) => fixed_checks::note_stray(world, id, line.stamp(), event),
        Event::FixedQr(id, event) => fixed_checks::note_qr(world, *id, line.stamp(), event),
        Event::Shift(number, event) => {
            day_checks::note_shift(world, line.seq, line.stamp(), (*number, event));
        }
        Event::Close(number, event) => {
            let close = Close::made(*number, line.seq, line.stamp(), event);
            day_checks::note_close(world, &close);
            fixed_checks::check_close(world, &close);
        }
        Event::Till(TillEvent::Restored {
            closes_passed_over, ..
        }) => world.laws.days.passed_over += closes_passed_over,
        Event::Report(id, event) => report_checks::note(world, *id, line.stamp(), event),
        Event::Till(_) => {}
    }
}

fn look_at(world: &mut World, (id, seq): (SaleId, i64), stamp: Stamp<'_>, event: &SaleEvent) {
    let Some(mut sale) = world.laws.sales.remove(&id) else {
        match Sale::opened(id, stamp, event) {
            Some(sale) => {
                restores::check_ticket(world, &sale);
                world.laws.sales.insert(id, sale);
            }
            None => world.broken(Law::JournalHolds, format!("{id} is not opened")),
        }
        return;
    };
    let before = sale.clone();
    sale.apply(stamp, event);
    day_checks::note_sale(world, seq, Some(&before), &sale);
    for payment in &before.payments {
        let now = sale.payment(payment.id).map(|payment| payment.state);
        if payment.state == PaymentState::Approved && now != Some(PaymentState::Approved) {
            let how = format!("{} was approved and is {now:?}", payment.id);
            world.broken(Law::OnlyAnApproval, how);
        }
    }
    fixed_checks::check_sale(world, stamp, &before, &sale);
    world.laws.sales.insert(id, sale);
    if let SaleEvent::Requested {
        replaces: Some(old),
        ..
    } = event
        && world.laws.is_rereading
    {
        world.laws.replaced.insert(*old);
    }
    if world.laws.is_rereading {
        return;
    }
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the laws look at these events; the others are judged by what they sum up to"
    )]
    match event {
        SaleEvent::Requested {
            payment,
            replaces,
            request,
            ..
        } => {
            let now = world.now();
            restores::check_read_since_restore(world, *payment, request.method);
            world.laws.requested.insert(*payment, now);
            if let Some(old) = replaces {
                check_replacement(world, &before, *payment, *old);
            }
        }
        SaleEvent::TimeRanOut { payment } => {
            let (now, qr_ms) = (world.now(), qr_ms(world));
            world.laws.time_up.insert(*payment, now);
            check_end(world, *payment, qr_ms, "ran out of time");
        }
        SaleEvent::Declared { .. } => world.counts.declared += 1,
        SaleEvent::QrReceived { payment, qr } => check_qr(world, &before, *payment, qr),
        SaleEvent::Approved { payment, by } => {
            check_approval(world, stamp, &before, (*payment, by));
        }
        SaleEvent::Expired { payment } => check_expiry(world, &before, *payment),
        _ => {}
    }
}

fn check_replacement(world: &mut World, sale: &Sale, new: PaymentId, old: PaymentId) {
    let is_first = world.laws.replaced.insert(old);
    let is_root = sale.payment(old).is_some_and(|old| old.replaces.is_none());
    if !is_first || !is_root {
        let how = format!("{new} is one replacement too many, for {old}");
        world.broken(Law::OneOperation, how);
    }
}

fn check_qr(world: &mut World, sale: &Sale, id: PaymentId, qr: &domain::QrOffer) {
    if let Some(known) = sale.payment(id)
        && known.method() == Method::Wallet
    {
        wallet_checks::check_qr(world, known, qr);
        return check_qr_end(world, known, qr);
    }
    let order = world.provider.orders.get(&id);
    let is_good = order.zip(sale.payment(id)).is_some_and(|(order, known)| {
        order.payloads.contains(&qr.payload) && order.request.amount == known.request.charged
    });
    if !is_good {
        let how = format!("{id} shows a QR that is not its own: {}", qr.payload);
        world.broken(Law::QrIsTheProviders, how);
        return;
    }
    if let Some(known) = sale.payment(id) {
        check_qr_end(world, known, qr);
        let left_ms = left_ms(world, id);
        customer::sees(world, id, known.request.charged, left_ms);
    }
}

/// How much of a QR's time is left, in milliseconds.
pub(crate) fn left_ms(world: &World, payment: PaymentId) -> i64 {
    let requested = world.laws.requested.get(&payment).copied();
    requested.map_or(0, |at| at.plus_ms(qr_ms(world)).since_ms(world.now()))
}

fn check_qr_end(world: &mut World, known: &Payment, qr: &domain::QrOffer) {
    let asked_for = known
        .requested_at
        .plus_ms(known.clock_moved_ms + qr_ms(world));
    if qr.expires_at.since_ms(asked_for).abs() > till::clock::JUMP_MS {
        let how = format!("{} ends at another time than was asked for", known.id);
        world.broken(Law::QrIsTheProviders, how);
    }
}

fn check_approval(
    world: &mut World,
    stamp: Stamp<'_>,
    sale: &Sale,
    (id, by): (PaymentId, &Approval),
) {
    let Some(known) = sale.payment(id) else {
        world.broken(
            Law::OnlyAnApproval,
            format!("{id} is approved and not there"),
        );
        return;
    };
    let key = match by {
        Approval::Notice(key) => key,
        Approval::Answer => return check_charged(world, known),
        Approval::Counted => {
            if known.method() != Method::Cash || known.handed().is_none() {
                world.broken(Law::OnlyAnApproval, format!("{id} was not counted"));
            }
            return;
        }
    };
    if known.method() == Method::Wallet {
        wallet_checks::check_approval(world, known, key);
        return check_said_late(world, sale, known);
    }
    if known.method() == Method::FixedQr {
        fixed_checks::check_approval(world, stamp.at, known, key);
        return check_said_late(world, sale, known);
    }
    let paid = world.provider.transactions.get(&key.reference);
    let is_paid = paid.is_some_and(|paid| {
        key.provider == Provider::Totalcoin
            && paid.payment == Some(id)
            && paid
                .approved
                .iter()
                .any(|amount| *amount >= known.request.charged)
    });
    let is_told = world.relay.posted.iter().any(|posted| {
        let says = &posted.posting.says;
        says.approved
            && says.names == Some(id)
            && says.transaction.as_deref() == Some(key.reference.as_str())
            && says
                .amount
                .is_some_and(|amount| amount >= known.request.charged)
    });
    if !is_paid || !is_told {
        let how = format!("{id} is approved by {key}, which does not pay it");
        world.broken(Law::OnlyAnApproval, how);
    }
    check_said_late(world, sale, known);
}

/// Checks that the tray says of an approval that it came late.
fn check_said_late(world: &mut World, sale: &Sale, known: &Payment) {
    let id = known.id;
    let was_over = match known.state {
        PaymentState::Expired | PaymentState::Cancelled | PaymentState::Refused => true,
        PaymentState::Requested
        | PaymentState::Waiting
        | PaymentState::Sent
        | PaymentState::Pending
        | PaymentState::Approved
        | PaymentState::Declined
        | PaymentState::InDoubt
        | PaymentState::SettledPaid
        | PaymentState::SettledUnpaid
        | PaymentState::Declared
        | PaymentState::Unconfirmed => false,
    };
    let mut found = sale.discrepancies.iter();
    let is_said = found.any(|it| it.kind == DiscrepancyKind::Late && it.payment == id);
    if was_over && !is_said {
        let how = format!("{id} is approved late, and the tray does not say so");
        world.broken(Law::NoMoneyDropped, how);
    }
}

/// Checks an approved card: the provider has charged all of it.
fn check_charged(world: &mut World, known: &Payment) {
    let now = world.now();
    let taken = world.issuer.taken.get(&known.id);
    let is_paid = taken.is_some_and(|it| it.is_paid(now) && it.total() == known.request.charged);
    if !is_paid || known.method() != Method::Card {
        let how = format!("{} is approved and was not charged so", known.id);
        world.broken(Law::OnlyAnApproval, how);
    }
}

fn check_expiry(world: &mut World, sale: &Sale, id: PaymentId) {
    let Some(known) = sale.payment(id) else {
        return;
    };
    if known.qr().is_none() {
        // This is about the cashier's deadline: no QR was shown. A payment that
        // replaces another has the time that was left of that one's.
        if known.replaces.is_none() {
            check_end(world, id, till::errands::DEADLINE_MS, "expired");
        }
        return;
    }
    let time_up = world.laws.time_up.get(&id).copied();
    let reading = world.relay.last_reading;
    let after = |asked_at: UnixMs| time_up.is_some_and(|time_up| asked_at >= time_up);
    let Some(reading) = reading.filter(|it| it.to_end && after(it.asked_at)) else {
        let how = format!("{id} expired and no reading since was to the end: {reading:?}");
        world.broken(Law::ExpiredAfterReading, how);
        return;
    };
    let approving = world.relay.posted.iter().take(reading.upto).any(|posted| {
        let says = &posted.posting.says;
        says.approved
            && says.names == Some(id)
            && says.transaction.is_some()
            && says
                .amount
                .is_some_and(|amount| amount >= known.request.charged)
    });
    if approving {
        let how = format!("{id} expired while its approval lay in the relay");
        world.broken(Law::ExpiredAfterReading, how);
    }
}
