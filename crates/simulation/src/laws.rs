//! The laws, held at every moment: against each line that the journal gets,
//! and against each request that leaves the till. What holds once all is calm
//! is in `reckoning`.

use crate::customer;
use crate::machine::SPEED_PPM_MAX;
use crate::world::World;
use domain::{
    Approval, DiscrepancyKind, Event, Method, Money, Payment, PaymentId, PaymentState, Sale,
    SaleEvent, SaleId, Stamp, UnixMs,
};
use ledger::{ErrandStanding, LedgerError, Reader};
use providers::pagouno::Charge;
use providers::totalcoin::PreOrder;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::path::{Path, PathBuf};

/// How many lines of the journal are read at once.
const LINES_READ_MAX: u32 = 1_000;

/// What may never break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Law {
    WrittenBeforeSent,
    OnlyAnApproval,
    NoMoneyDropped,
    ExpiredAfterReading,
    OneOperation,
    NothingStuck,
    JournalHolds,
    QrIsTheProviders,
    RestartContinues,
    NothingFails,
    ChargedOnce,
    EndsInTime,
    PollsPause,
}

impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self {
            Law::WrittenBeforeSent => "nothing is sent before it is written",
            Law::OnlyAnApproval => "only an approval is one, and it stays",
            Law::NoMoneyDropped => "no money is dropped, or counted twice",
            Law::ExpiredAfterReading => "nothing expires before the notices are read",
            Law::OneOperation => "one operation for all repeats, one payment for a request",
            Law::NothingStuck => "nothing is stuck",
            Law::JournalHolds => "the journal verifies",
            Law::QrIsTheProviders => "the QR shown is the provider's for this payment",
            Law::RestartContinues => "a restart continues",
            Law::NothingFails => "nothing fails that the world does not make fail",
            Law::ChargedOnce => "a charge goes out at most once",
            Law::EndsInTime => "no clock makes a payment end early, or late",
            Law::PollsPause => "the relay is never polled without a pause",
        };
        write!(f, "{} {words}", self.number())
    }
}

impl Law {
    /// Its number in `docs/laws.md`. Two checks of one law share its number.
    pub(crate) fn number(self) -> u8 {
        match self {
            Law::WrittenBeforeSent | Law::OneOperation => 1,
            Law::OnlyAnApproval => 3,
            Law::ChargedOnce => 5,
            Law::NoMoneyDropped => 6,
            Law::JournalHolds => 7,
            Law::NothingStuck | Law::PollsPause => 10,
            Law::RestartContinues => 11,
            Law::ExpiredAfterReading => 12,
            Law::QrIsTheProviders => 13,
            Law::EndsInTime => 14,
            Law::NothingFails => 15,
        }
    }
}

/// What is known of the till by its file alone.
pub(crate) struct Laws {
    /// What broke, first things first.
    pub(crate) broken: Vec<(Law, String)>,
    /// Every sale, by the sum of the journal's lines.
    pub(crate) sales: BTreeMap<SaleId, Sale>,
    path: PathBuf,
    reader: Option<Reader>,
    last_seq: i64,
    /// The true moment at which each payment was committed.
    pub(crate) requested: BTreeMap<PaymentId, UnixMs>,
    /// The true moment at which each QR's time was said to be up.
    time_up: BTreeMap<PaymentId, UnixMs>,
    /// Payments requested before that moment may end at any: the time of day
    /// was set while no till ran, and nobody could know by how much.
    excused_until: UnixMs,
    life_ended: Option<UnixMs>,
    /// The true moments of the last questions to the relay.
    asked: VecDeque<UnixMs>,
    replaced: BTreeSet<PaymentId>,
}

impl Laws {
    /// Nothing is known yet; the file is not there yet.
    pub(crate) fn new(path: PathBuf) -> Laws {
        Laws {
            broken: Vec::new(),
            sales: BTreeMap::new(),
            path,
            reader: None,
            last_seq: 0,
            requested: BTreeMap::new(),
            time_up: BTreeMap::new(),
            excused_until: UnixMs(i64::MIN),
            life_ended: None,
            asked: VecDeque::new(),
            replaced: BTreeSet::new(),
        }
    }

    /// Where the file stands.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Asks the file, on a connection of its own: what it sees is committed.
    pub(crate) fn ask<T>(
        &mut self,
        question: impl FnOnce(&ledger::Read<'_>) -> Result<T, LedgerError>,
    ) -> T {
        let path = &self.path;
        let reader = self
            .reader
            .get_or_insert_with(|| Reader::open(path).expect("the till has made the file"));
        reader
            .read(question)
            .expect("a sound file can be read beside its writer")
    }

    /// Whether a sound QR has been shown.
    pub(crate) fn knows_merchant(&self) -> bool {
        let mut payments = self.sales.values().flat_map(|sale| &sale.payments);
        payments.any(|it| it.qr().is_some_and(|qr| qr.warnings.is_empty()))
    }

    /// The next true moment at which a waiting payment's time is up.
    pub(crate) fn next_time_up(&self, now: UnixMs, qr_ms: i64) -> Option<UnixMs> {
        let payments = self.sales.values().flat_map(|sale| &sale.payments);
        payments
            .filter(|payment| payment.state == PaymentState::Waiting)
            .filter_map(|payment| Some(self.requested.get(&payment.id)?.plus_ms(qr_ms)))
            .filter(|at| *at > now)
            .min()
    }

    pub(crate) fn payment(&self, id: PaymentId) -> Option<&domain::Payment> {
        self.sales.values().find_map(|sale| sale.payment(id))
    }
}

/// How far an end may be off, in milliseconds: by the machine's speed, and by
/// what the till takes to look.
fn tolerance_ms(long_ms: i64) -> i64 {
    2_000 + long_ms * 2 * SPEED_PPM_MAX / 1_000_000
}

/// How many questions in a second are taken for a till that does not pause.
const QUESTIONS_MAX: usize = 20;

/// The till asks the relay.
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

/// A till dies.
pub(crate) fn end_life(world: &mut World) {
    world.laws.life_ended = Some(world.now());
}

/// A till begins. What it cannot know is not held against it.
pub(crate) fn begin_life(world: &mut World) {
    let now = world.now();
    let Some(ended) = world.laws.life_ended else {
        return;
    };
    // The last jump may not have been noticed yet when the till died.
    if world.machine.was_set(ended.plus_ms(-3_000), now) {
        world.laws.excused_until = now;
    }
}

/// The true moment at which a payment was committed, where its end is held
/// against the law.
fn began(world: &World, payment: PaymentId) -> Option<UnixMs> {
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

/// The end that TotalCoin is told is the end that the screen shows.
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

fn qr_ms(world: &World) -> i64 {
    i64::from(world.weather.qr_minutes) * 60_000
}

/// A pre-order leaves the till: its payment and its request are in the file.
pub(crate) fn check_sending(world: &mut World, order: &PreOrder) {
    let payment = order.payment;
    let (sale, errand) = world.laws.ask(|read| {
        Ok((
            read.sale_of_payment(payment)?,
            read.errand_of_payment(payment)?,
        ))
    });
    let charged = sale
        .as_ref()
        .and_then(|sale| sale.payment(payment))
        .map(|payment| payment.request.charged);
    let committed = errand.filter(|errand| errand.standing == ErrandStanding::InFlight);
    let request: Option<serde_json::Value> = committed
        .and_then(|errand| errand.request)
        .and_then(|request| serde_json::from_slice(&request).ok());
    let kept = request.as_ref().and_then(|request| request.get("order"));
    let sent = serde_json::to_value(order).ok();
    if charged != Some(order.amount) {
        let how = format!(
            "{payment} of {} is sent, the file has {charged:?}",
            order.amount
        );
        world.broken(Law::WrittenBeforeSent, how);
    } else if kept.is_none() || kept != sent.as_ref() {
        let how = format!("{payment} is sent and its request is not in the outbox");
        world.broken(Law::WrittenBeforeSent, how);
    }
    check_told_end(world, order);
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

/// A charge leaves the till: it is marked as sent, and its request is in the
/// file, once and without a card.
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

/// A charge has reached the wire: no token of it had before.
pub(crate) fn check_sent_once(world: &mut World, charge: &Charge) {
    for card in &charge.cards {
        let sends = world.issuer.sends.get(&card.token.0).copied();
        if sends != Some(1) {
            let how = format!("{} is charged again", charge.payment);
            world.broken(Law::ChargedOnce, how);
        }
    }
}

/// Reads what the journal got since the last look, and holds the laws against
/// each line.
pub(crate) fn watch(world: &mut World) {
    let last_seq = world.laws.last_seq;
    let lines = world
        .laws
        .ask(|read| read.entries_after(last_seq, LINES_READ_MAX));
    for line in lines {
        world.laws.last_seq = line.seq;
        world.counts.events += 1;
        world.note(&format!("journal {}: {:?}", line.seq, line.event));
        if let Event::Sale(id, event) = &line.event {
            look_at(world, *id, line.stamp(), event);
        }
    }
}

fn look_at(world: &mut World, id: SaleId, stamp: Stamp<'_>, event: &SaleEvent) {
    let Some(mut sale) = world.laws.sales.remove(&id) else {
        match Sale::opened(id, stamp, event) {
            Some(sale) => drop(world.laws.sales.insert(id, sale)),
            None => world.broken(Law::JournalHolds, format!("{id} is not opened")),
        }
        return;
    };
    let before = sale.clone();
    sale.apply(stamp, event);
    for payment in &before.payments {
        let now = sale.payment(payment.id).map(|payment| payment.state);
        if payment.state == PaymentState::Approved && now != Some(PaymentState::Approved) {
            let how = format!("{} was approved and is {now:?}", payment.id);
            world.broken(Law::OnlyAnApproval, how);
        }
    }
    world.laws.sales.insert(id, sale);
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the laws look at these events; the others are judged by what they sum up to"
    )]
    match event {
        SaleEvent::Requested {
            payment, replaces, ..
        } => {
            let now = world.now();
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
        SaleEvent::QrReceived { payment, qr } => check_qr(world, &before, *payment, qr),
        SaleEvent::Approved { payment, by } => check_approval(world, &before, *payment, by),
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
        let (qr_ms, charged) = (qr_ms(world), known.request.charged);
        let asked_for = known.requested_at.plus_ms(known.clock_moved_ms + qr_ms);
        if qr.expires_at.since_ms(asked_for).abs() > till::clock::JUMP_MS {
            let how = format!("{id} ends at another time than was asked for");
            world.broken(Law::QrIsTheProviders, how);
        }
        let requested = world.laws.requested.get(&id).copied();
        let left_ms = requested.map_or(0, |at| at.plus_ms(qr_ms).since_ms(world.now()));
        customer::sees(world, id, charged, left_ms);
    }
}

fn check_approval(world: &mut World, sale: &Sale, id: PaymentId, by: &Approval) {
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
    let paid = world.provider.transactions.get(&key.reference);
    let is_paid = paid.is_some_and(|paid| {
        paid.payment == Some(id)
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
    let is_said = sale
        .discrepancies
        .iter()
        .any(|found| found.kind == DiscrepancyKind::Late && found.payment == id);
    if was_over && !is_said {
        let how = format!("{id} is approved late, and the tray does not say so");
        world.broken(Law::NoMoneyDropped, how);
    }
}

/// A card is approved: the provider has charged it, and all of it.
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
        // The cashier's deadline: nothing was ever shown. One that is in
        // another's place has what is left of that one's.
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
