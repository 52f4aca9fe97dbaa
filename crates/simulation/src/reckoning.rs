//! The checks after the calm: nothing is under way or owed, and the ledger and
//! the provider agree on every centavo.

use crate::day_checks;
use crate::fixed_checks;
use crate::laws::Law;
use crate::report_checks;
use crate::wallet_checks;
use crate::world::World;
use domain::{
    Approval, DiscrepancyKind, Method, Money, NoticeNumber, Payment, PaymentState, Provider,
    StrayId, StrayStanding, TransactionKey, UnixMs,
};
use ledger::Seal;
use std::collections::BTreeSet;

/// The words of the errands that nothing may be left of.
const KINDS: [&str; 5] = [
    "totalcoin.pre-order",
    "pagouno.charge",
    "totalcoin.fixed-qr",
    "bind.read-qr",
    "bind.report",
];

/// Compares the ledger's end with what the world knows.
pub(crate) fn reckon(world: &mut World, seal: &Seal) {
    check_nothing_stuck(world);
    check_requests(world);
    check_inbox(world);
    check_money(world);
    fixed_checks::check_nothing_certain_left(world);
    wallet_checks::check_money(world);
    report_checks::check_end(world);
    check_cards(world);
    day_checks::check_sum(world);
    match ledger::verify(world.laws.path(), std::slice::from_ref(seal)) {
        Ok(report) if report.is_clean() => {}
        Ok(report) => world.broken(Law::JournalHolds, format!("{:?}", report.problems)),
        Err(error) => world.broken(Law::JournalHolds, error.to_string()),
    }
}

fn check_nothing_stuck(world: &mut World) {
    let (under_way, owed) = world
        .laws
        .ask(|read| Ok((read.payments_under_way()?, read.errands_owed()?)));
    for (_, payment) in under_way {
        let state = world.laws.payment(payment).map(|known| known.state);
        world.broken(Law::NothingStuck, format!("{payment} is still {state:?}"));
    }
    if owed > 0 {
        let errands = world.laws.ask(|read| {
            let mut errands = read.errands_in_flight()?;
            errands.extend(read.errands_due(&KINDS, UnixMs(i64::MAX), 1_000)?);
            Ok(errands)
        });
        let told: Vec<_> = errands
            .iter()
            .map(|it| (&it.kind, it.standing, it.attempts, it.due_at, &it.trouble))
            .collect();
        let how = format!("{owed} errands are still owed: {told:?}");
        world.broken(Law::NothingStuck, how);
    }
}

/// Checks that each accepted request of the cashier made one payment, and that
/// each payment that replaces none came from one request.
fn check_requests(world: &mut World) {
    let requests = world.notebook.requests();
    let taken = world.laws.ask(|read| {
        let mut taken = 0;
        for request in &requests {
            taken += usize::from(read.sale_of_request(request)?.is_some());
        }
        Ok(taken)
    });
    let roots = world
        .laws
        .sales
        .values()
        .flat_map(|sale| &sale.payments)
        .filter(|payment| payment.replaces.is_none())
        .count();
    if taken != roots {
        let how = format!("{taken} requests made {roots} payments");
        world.broken(Law::OneOperation, how);
    }
}

/// Checks that the inbox has every distinct body of the relay, once and whole.
fn check_inbox(world: &mut World) {
    let bodies: BTreeSet<Vec<u8>> = world
        .relay
        .posted
        .iter()
        .map(|posted| posted.posting.body.clone().into_bytes())
        .collect();
    let inbox = world.laws.ask(|read| {
        let mut inbox = Vec::new();
        while let Some(body) = read.notice_body(number(inbox.len() + 1))? {
            inbox.push(body);
        }
        Ok(inbox)
    });
    let kept: BTreeSet<Vec<u8>> = inbox.iter().cloned().collect();
    if kept.len() < inbox.len() {
        let how = "a body is in the inbox twice".to_owned();
        world.broken(Law::NoMoneyDropped, how);
    }
    for body in bodies.symmetric_difference(&kept) {
        let how = format!("not in relay and inbox: {}", String::from_utf8_lossy(body));
        world.broken(Law::NoMoneyDropped, how);
    }
}

fn number(number: usize) -> NoticeNumber {
    NoticeNumber(i64::try_from(number).unwrap_or(i64::MAX))
}

/// What the relay received about one transaction.
struct Told {
    key: TransactionKey,
    approved: Vec<Money>,
    named: Option<Payment>,
    /// Whether it was paid under a fixed QR.
    is_fixed: bool,
}

fn told(world: &World) -> Vec<Told> {
    let postings = || world.relay.posted.iter().map(|posted| &posted.posting.says);
    let postings = || postings().filter(|says| says.provider() == Provider::Totalcoin);
    let references: BTreeSet<&str> = postings()
        .filter_map(|says| says.transaction.as_deref())
        .collect();
    let told = references.into_iter().map(|reference| {
        let mine = || postings().filter(move |it| it.transaction.as_deref() == Some(reference));
        Told {
            key: TransactionKey {
                provider: Provider::Totalcoin,
                merchant: domain::OWN_MERCHANT.to_owned(),
                reference: reference.to_owned(),
            },
            approved: mine()
                .filter(|says| says.approved)
                .filter_map(|says| says.amount)
                .collect(),
            named: mine()
                .filter_map(|says| says.names)
                .find_map(|id| world.laws.payment(id))
                .cloned(),
            is_fixed: mine()
                .filter_map(|says| says.names)
                .any(|id| world.provider.is_fixed(id)),
        }
    });
    told.collect()
}

/// Checks that every transaction that the relay received is at one place in the
/// ledger, under its payment or in the tray, and that its money counts once.
fn check_money(world: &mut World) {
    let mut sum = Money::ZERO;
    let (fixed, told): (Vec<_>, Vec<_>) = told(world).into_iter().partition(|it| it.is_fixed);
    let fixed: Vec<StrayId> = fixed
        .into_iter()
        .map(|told| {
            if let Err(how) = fixed_checks::check_place(world, &told.key) {
                world.broken(Law::NoMoneyDropped, format!("{}: {how}", told.key));
            }
            StrayId::Transaction(told.key)
        })
        .collect();
    for told in told {
        match found(world, &told) {
            Ok(money) => sum = sum.plus(money).unwrap_or(Money::MAX),
            Err(how) => world.broken(Law::NoMoneyDropped, format!("{}: {how}", told.key)),
        }
    }
    let received = world
        .laws
        .sales
        .values()
        .flat_map(|sale| &sale.payments)
        .filter(|payment| payment.method() == Method::Qr)
        .fold(Money::ZERO, |sum, payment| {
            sum.plus(payment.received()).unwrap_or(Money::MAX)
        });
    let strays = world.laws.ask(|read| read.strays_in_tray());
    let in_tray = strays
        .iter()
        .filter(|stray| match &stray.id {
            StrayId::Transaction(key) => key.provider == Provider::Totalcoin,
            StrayId::Notice(_) => false,
        })
        .filter(|stray| !fixed.contains(&stray.id))
        .filter_map(|stray| stray.amount)
        .fold(Money::ZERO, |sum, amount| {
            sum.plus(amount).unwrap_or(Money::MAX)
        });
    let all = received.plus(in_tray).unwrap_or(Money::MAX);
    if sum != all {
        let how = format!("{sum} came, and the ledger has {received} and {in_tray} in the tray");
        world.broken(Law::NoMoneyDropped, how);
    }
    check_unreferenced(world, strays.iter().map(|stray| &stray.id));
}

/// The place and the amount of a transaction's money.
fn found(world: &mut World, told: &Told) -> Result<Money, String> {
    let id = StrayId::Transaction(told.key.clone());
    let stray = world.laws.ask(|read| read.stray(&id));
    let in_tray = stray.filter(|stray| stray.standing == StrayStanding::Open);
    let homes: Vec<_> = world
        .laws
        .sales
        .values()
        .flat_map(|sale| sale.payments.iter().map(move |payment| (sale, payment)))
        .filter(|(_, payment)| payment.transaction(&told.key).is_some())
        .collect();
    let (sale, payment) = match (homes.as_slice(), in_tray) {
        ([home], None) => *home,
        ([], Some(stray)) => {
            return match (&told.named, stray.amount) {
                (Some(named), _) => Err(format!("in the tray, though it names {}", named.id)),
                // What was only rejected is nobody's either, if a restore has
                // forgotten its sale.
                (None, Some(amount))
                    if told.approved.contains(&amount) || told.approved.is_empty() =>
                {
                    Ok(amount)
                }
                (None, amount) => Err(format!("in the tray with {amount:?}")),
            };
        }
        (homes, in_tray) => {
            let trays = usize::from(in_tray.is_some());
            return Err(format!(
                "under {} payments, {trays} times in the tray",
                homes.len()
            ));
        }
    };
    if told.named.as_ref().map(|named| named.id) != Some(payment.id) {
        return Err(format!("under {}, which it does not name", payment.id));
    }
    let enough = told
        .approved
        .iter()
        .any(|it| *it >= payment.request.charged);
    if enough && payment.state != PaymentState::Approved {
        return Err(format!("{} is paid and {:?}", payment.id, payment.state));
    }
    let counted = payment.transaction(&told.key).and_then(|it| it.counted);
    let Some(counted) = counted else {
        return if told.approved.is_empty() {
            Ok(Money::ZERO)
        } else {
            Err(format!("not counted under {}", payment.id))
        };
    };
    if !told.approved.contains(&counted) {
        return Err(format!("counted with {counted}, of {:?}", told.approved));
    }
    let said = |kind| {
        sale.discrepancies
            .iter()
            .any(|found| found.kind == kind && found.transaction.as_ref() == Some(&told.key))
    };
    let approves = payment.approval == Some(Approval::Notice(told.key.clone()));
    let is_said = if approves {
        counted == payment.request.charged || said(DiscrepancyKind::Over)
    } else {
        said(DiscrepancyKind::Short) || said(DiscrepancyKind::Duplicate)
    };
    let disagrees = told.approved.iter().any(|it| *it != counted);
    if !is_said || disagrees && !said(DiscrepancyKind::Contradicted) {
        return Err(format!(
            "does not fit {}, and the tray is silent",
            payment.id
        ));
    }
    Ok(counted)
}

/// Checks that the ledger has exactly what was really charged: approved,
/// settled by a manager, or in the tray.
fn check_cards(world: &mut World) {
    let now = world.now();
    let sales: Vec<_> = world.laws.sales.values().cloned().collect();
    for sale in &sales {
        for payment in sale
            .payments
            .iter()
            .filter(|it| it.method() == Method::Card)
        {
            let taken = world.issuer.taken.get(&payment.id);
            let is_paid = taken.is_some_and(|taken| taken.is_paid(now));
            let is_ours = matches!(
                payment.state,
                PaymentState::Approved | PaymentState::SettledPaid
            );
            let is_said = sale
                .discrepancies
                .iter()
                .any(|found| found.payment == payment.id);
            // A charge in doubt is settled by what was charged until then; what
            // is charged later is in the tray.
            if is_paid && !is_ours && !is_said {
                let how = format!("{} was charged and is {:?}", payment.id, payment.state);
                world.broken(Law::NoMoneyDropped, how);
            }
            if !is_paid && is_ours && !is_said {
                let how = format!("{} was not charged and is {:?}", payment.id, payment.state);
                world.broken(Law::NoMoneyDropped, how);
            }
        }
    }
}

/// Checks that a notice without the provider's reference waits for a person
/// separately.
fn check_unreferenced<'a>(world: &mut World, strays: impl Iterator<Item = &'a StrayId>) {
    let told: BTreeSet<&str> = world
        .relay
        .posted
        .iter()
        .filter(|posted| !posted.posting.says.is_hint)
        .filter(|posted| posted.posting.says.transaction.is_none())
        .map(|posted| posted.posting.body.as_str())
        .collect();
    let told = told.len();
    let alone = strays.filter(|id| matches!(id, StrayId::Notice(_))).count();
    let in_review = world
        .laws
        .sales
        .values()
        .flat_map(|sale| sale.discrepancies.iter().map(move |found| (sale, found)))
        .filter(|(_, found)| {
            found.kind == DiscrepancyKind::NeedsReview && found.transaction.is_none()
        })
        // A leg with another amount waits in the same way, without a notice.
        .filter(|(sale, found)| {
            sale.payment(found.payment)
                .is_some_and(|payment| payment.method() == Method::Qr)
        })
        .count();
    if told != alone + in_review {
        let how =
            format!("{told} notices without a reference, {alone} and {in_review} in the tray");
        world.broken(Law::NoMoneyDropped, how);
    }
}
