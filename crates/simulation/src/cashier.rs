//! The cashier: charges, sometimes presses Enter twice, cancels, walks away,
//! splits a total between methods, and tries the same sale again. A manager
//! settles the doubts. The notebook survives a crash, as people's memory does.

use crate::dice::Dice;
use crate::fixed_cashier;
use crate::fixed_customer::{self, COMMON_CENTAVOS};
use crate::keys::press;
use crate::laws::Law;
use crate::notebook::{Current, How};
use crate::world::{Shared, World, sleep_ms};
use domain::{Actor, Money, PaymentId, PaymentState, PersonId, Role, Sale, SaleId, TillNumber};
use ledger::StateKey;
use till::{Till, TillError};

const METHODS: &[(u64, How)] = &[
    (10, How::Qr),
    (6, How::Card),
    (2, How::TwoCards),
    (2, How::Cash),
    (12, How::FixedQr),
    (14, How::Wallet),
];
/// While the shop is cut off for long.
const CUT_OFF: &[(u64, How)] = &[
    (10, How::FixedQr),
    (3, How::Cash),
    (2, How::Qr),
    (1, How::Wallet),
    (1, How::Card),
];

/// The longest pause between two sales of a shop that is cut off, in
/// milliseconds.
const CUT_OFF_PAUSE_MS_MAX: i64 = 240_000;

/// How the customer pays.
fn how(world: &mut World) -> How {
    let is_cut_off = world.weather.cut_ms(world.now()).is_some();
    world
        .dice
        .one_of(if is_cut_off { CUT_OFF } else { METHODS })
}

/// How long until the next customer comes, in milliseconds; `None` if none
/// does.
fn pause_ms(world: &mut World) -> Option<i64> {
    let cut_ms = world.weather.cut_ms(world.now());
    match (world.notebook.sales_left, cut_ms) {
        (0, None) => None,
        // The shop does not close before it is back.
        (0, Some(cut_ms)) => Some(cut_ms),
        (_, None) => Some(world.dice.ms(500, 15_000)),
        (_, Some(_)) => Some(world.dice.ms(500, CUT_OFF_PAUSE_MS_MAX)),
    }
}

/// How often one press of Enter reaches the till.
#[derive(Clone, Copy)]
enum Presses {
    Once,
    TwiceAtOnce,
    TwiceInTurn,
}

/// Serves customers until the last one has gone.
pub(crate) async fn serve(till: &Till, shared: &Shared) {
    resume(till, shared).await;
    loop {
        match shared.with(|world| world.notebook.current.clone()) {
            Some(Current {
                sold: Some(sale), ..
            }) => attend(till, shared, sale).await,
            Some(current) => charge(till, shared, current).await,
            None => {
                let Some(pause_ms) = shared.with(pause_ms) else {
                    return;
                };
                sleep_ms(pause_ms).await;
                shared.with(|world| {
                    if world.notebook.sales_left == 0 {
                        return;
                    }
                    world.notebook.sales_left -= 1;
                    let how = how(world);
                    let asked =
                        if matches!(how, How::FixedQr | How::Wallet) && world.dice.happens(60) {
                            world.dice.one_of(COMMON_CENTAVOS)
                        } else {
                            world.dice.between(100, 2_000_000)
                        };
                    let all = Money::from_centavos(asked).unwrap_or_default();
                    // One total in four is paid in parts.
                    let amounts = if world.dice.happens(25) {
                        let part = world.dice.between(1, all.centavos());
                        (Money::from_centavos(part).unwrap_or(all), Some(all))
                    } else {
                        (all, None)
                    };
                    world.notebook.begin(None, amounts, how);
                });
            }
        }
    }
}

/// Continues after a start: the sale in hand is still in hand, and an Enter
/// without an answer is pressed again, or forgotten.
async fn resume(till: &Till, shared: &Shared) {
    let Some(current) = shared.with(|world| world.notebook.current.clone()) else {
        return;
    };
    let Some(sale) = current.sold else {
        shared.with(|world| {
            if !world.dice.happens(60) {
                world.notebook.current = None;
            }
        });
        return;
    };
    let in_hand = till
        .ledger()
        .read(|read| read.state(StateKey::SaleInHand))
        .await;
    let in_hand = in_hand.ok().flatten();
    if in_hand != Some(sale.to_string()) {
        shared.with(|world| {
            let how = format!("{sale} was in hand, now it is {in_hand:?}");
            world.broken(Law::RestartContinues, how);
        });
    }
}

async fn charge(till: &Till, shared: &Shared, current: Current) {
    let number = shared.with(|world| world.dice.below(4));
    let press = || press(till, &current, number);
    let presses = shared.with(|world| {
        world.note(&format!("cashier: {} {}", current.request, current.amount));
        world.tempt(6);
        world.dice.one_of(&[
            (7, Presses::Once),
            (2, Presses::TwiceAtOnce),
            (2, Presses::TwiceInTurn),
        ])
    });
    let answers = match presses {
        Presses::Once => vec![press().await],
        Presses::TwiceAtOnce => {
            let (one, other) = futures::join!(press(), press());
            vec![one, other]
        }
        Presses::TwiceInTurn => vec![press().await, press().await],
    };
    shared.with(|world| {
        let mut sold = None;
        for answer in answers {
            match answer {
                Ok(sale) if sold.is_none_or(|sold| sold == sale.id) => sold = Some(sale.id),
                Ok(sale) => {
                    let how = format!("{} made {} as well", current.request, sale.id);
                    world.broken(Law::OneOperation, how);
                }
                Err(error) if is_fair(&error) => world.note(&format!("till: {error}")),
                Err(error) => world.broken(Law::NothingFails, format!("charge: {error:?}")),
            }
        }
        if sold.is_some() && current.how == How::FixedQr {
            fixed_customer::sees(world, current.amount);
        }
        world.notebook.current = sold.map(|sold| Current {
            sold: Some(sold),
            ..current
        });
    });
}

/// Settles the doubts: a manager reads the statement of every card in doubt and
/// says whether it was charged.
pub(crate) async fn settle_doubts(till: &Till, shared: &Shared) {
    let under_way = till.ledger().read(|read| read.payments_under_way()).await;
    for (sale, payment) in under_way.unwrap_or_default() {
        settle_doubt(till, shared, sale, payment).await;
    }
}

async fn settle_doubt(till: &Till, shared: &Shared, sale: SaleId, payment: PaymentId) {
    let by = Actor::Person {
        id: PersonId::new(till.now(), [1; 8], TillNumber(1)),
        role: Role::Manager,
    };
    let paid = shared.with(|world| {
        let now = world.now();
        let taken = world.issuer.taken.get(&payment);
        // The provider's panel shows that a charge is not decided yet.
        if taken.is_some_and(|taken| taken.will_be_decided(now)) {
            return None;
        }
        let paid = taken.is_some_and(|taken| taken.is_paid(now));
        world.note(&format!("manager: {payment} was paid: {paid}"));
        Some(paid)
    });
    let Some(paid) = paid else { return };
    let reason = "lo dice el resumen".to_owned();
    let settled = till.settle_doubt(sale, payment, paid, reason, by).await;
    shared.with(|world| {
        if let Err(error) = settled
            && !is_fair(&error)
        {
            world.broken(Law::NothingFails, format!("settle: {error:?}"));
        }
    });
}

/// Whether the error is allowed in this world.
pub(crate) fn is_fair(error: &TillError) -> bool {
    matches!(
        error,
        TillError::Refused(_)
            | TillError::ClockWrong { .. }
            | TillError::CardBound { .. }
            | TillError::NoFixedQr
            | TillError::RelayUnread
    )
}

/// What the cashier does with the sale on the screen.
enum Does {
    Waits,
    Leaves,
    ChargesAgain(Money),
    Settles(PaymentId),
}

/// Watches the sale in hand until it has ended, or the cashier loses patience.
async fn attend(till: &Till, shared: &Shared, id: SaleId) {
    let mut committed = till.ledger().committed();
    let (cancel_ms, patience_ms) = shared.with(|world| {
        let cancels = world.dice.happens(18);
        let most_ms = world.dice.one_of(&[(1, 1_500), (1, 25_000)]);
        let cancel_ms = cancels.then(|| world.dice.ms(0, most_ms));
        let leaves = world.dice.happens(20);
        let is_cut_off = world.weather.cut_ms(world.now()).is_some();
        let patience_ms = if leaves || is_cut_off {
            world.dice.ms(2_000, 50_000)
        } else {
            1_200_000
        };
        (cancel_ms, patience_ms)
    });
    let began = shared.now();
    let mut cancels_at = cancel_ms.map(|ms| began.plus_ms(ms));
    let leaves_at = began.plus_ms(patience_ms);
    loop {
        let sale = till.ledger().read(move |read| read.sale(id)).await;
        let Ok(Some(sale)) = sale else {
            shared.with(|world| world.broken(Law::NothingFails, format!("{id} is not there")));
            shared.with(|world| world.notebook.current = None);
            return;
        };
        if let Some(at) = fixed_cashier::payment_at(&sale) {
            if fixed_cashier::attend(till, shared, id, at).await {
                continue;
            }
            return;
        }
        let now = shared.now();
        match shared.with(|world| does(&mut world.dice, &sale)) {
            Does::ChargesAgain(amount) => {
                return shared.with(|world| {
                    let how = how(world);
                    world.notebook.begin(Some(id), (amount, None), how);
                });
            }
            Does::Settles(payment) if leaves_at <= now => {
                settle_doubt(till, shared, id, payment).await;
                return leave(till, shared, id).await;
            }
            Does::Settles(_) => {}
            Does::Waits if now < leaves_at => {}
            Does::Waits | Does::Leaves => return leave(till, shared, id).await,
        }
        if cancels_at.is_some_and(|at| at <= now) {
            cancels_at = None;
            cancel(till, shared, &sale).await;
            continue;
        }
        let next = cancels_at.unwrap_or(leaves_at).min(leaves_at);
        tokio::select! {
            biased;
            _ = committed.recv() => {}
            () = sleep_ms(next.since_ms(now)) => {}
        }
    }
}

fn does(dice: &mut Dice, sale: &Sale) -> Does {
    let Some(payment) = sale.payments.last() else {
        return Does::Leaves;
    };
    match payment.state {
        PaymentState::Requested
        | PaymentState::Waiting
        | PaymentState::Sent
        | PaymentState::Pending => Does::Waits,
        PaymentState::InDoubt => Does::Settles(payment.id),
        PaymentState::Approved | PaymentState::SettledPaid
            if !sale.chargeable().is_zero() && dice.happens(90) =>
        {
            Does::ChargesAgain(sale.chargeable())
        }
        PaymentState::Refused
        | PaymentState::Expired
        | PaymentState::Cancelled
        | PaymentState::Declined
        | PaymentState::SettledUnpaid
            if !sale.chargeable().is_zero() && dice.happens(45) =>
        {
            Does::ChargesAgain(sale.chargeable())
        }
        PaymentState::Refused
        | PaymentState::Expired
        | PaymentState::Cancelled
        | PaymentState::Approved
        | PaymentState::Declined
        | PaymentState::SettledPaid
        | PaymentState::SettledUnpaid
        | PaymentState::Declared
        | PaymentState::Unconfirmed => Does::Leaves,
    }
}

async fn cancel(till: &Till, shared: &Shared, sale: &Sale) {
    let Some(payment) = sale.payments.last() else {
        return;
    };
    let answer = till
        .cancel_payment(sale.id, payment.id, Actor::Counter)
        .await;
    shared.with(|world| {
        world.note(&format!("cashier: cancels {}", payment.id));
        world.tempt(3);
        if let Err(error) = answer
            && !is_fair(&error)
        {
            world.broken(Law::NothingFails, format!("cancel: {error:?}"));
        }
    });
}

pub(crate) async fn leave(till: &Till, shared: &Shared, id: SaleId) {
    let answer = till.leave_sale(id, Actor::Counter).await;
    shared.with(|world| {
        world.note(&format!("cashier: leaves {id}"));
        world.notebook.current = None;
        if let Err(error) = answer {
            world.broken(Law::NothingFails, format!("leave: {error:?}"));
        }
    });
}
