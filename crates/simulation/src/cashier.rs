//! The cashier: charges, sometimes presses Enter twice, cancels, walks away,
//! splits a total between methods, and tries the same sale again. A manager
//! settles the doubts. The notebook survives a crash, as people's memory does.

use crate::dice::Dice;
use crate::laws::Law;
use crate::notebook::{Current, How};
use crate::world::{Shared, sleep_ms};
use domain::{Actor, Money, PaymentId, PaymentState, PersonId, Role, Sale, SaleId, TillNumber};
use ledger::StateKey;
use secrecy::SecretString;
use till::pay::Checkout;
use till::pay::cards::{CardEntry, ChargeCards};
use till::pay::cash::ChargeCash;
use till::pay::qr::ChargeQr;
use till::{Till, TillError};

const METHODS: &[(u64, How)] = &[
    (10, How::Qr),
    (6, How::Card),
    (2, How::TwoCards),
    (2, How::Cash),
];

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
                let pause_ms = shared.with(|world| {
                    let is_over = world.notebook.sales_left == 0;
                    (!is_over).then(|| world.dice.ms(500, 15_000))
                });
                let Some(pause_ms) = pause_ms else { return };
                sleep_ms(pause_ms).await;
                shared.with(|world| {
                    let asked = world.dice.between(100, 2_000_000);
                    let all = Money::from_centavos(asked).unwrap_or_default();
                    world.notebook.sales_left -= 1;
                    let how = world.dice.one_of(METHODS);
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
        world.notebook.current = sold.map(|sold| Current {
            sold: Some(sold),
            ..current
        });
    });
}

/// Presses the key that charges once.
async fn press(till: &Till, current: &Current, number: u64) -> Result<Sale, TillError> {
    let amount = current.amount;
    let checkout = Checkout {
        sale: current.again,
        total: current.total,
        ..Checkout::new(&current.request)
    };
    match current.how {
        How::Qr => {
            let charge = ChargeQr {
                checkout,
                amount,
                payer_dni: None,
            };
            till.take_qr_payment(charge, Actor::Counter).await
        }
        How::Cash => {
            let charge = ChargeCash {
                checkout,
                amount,
                handed: None,
            };
            till.take_cash_payment(charge, Actor::Counter).await
        }
        How::Card | How::TwoCards => {
            let half = Money::from_centavos(amount.centavos() / 2).unwrap_or(amount);
            let cards = if current.how == How::Card {
                vec![card(number, amount)]
            } else {
                vec![card(number, half), card(number + 1, amount.less(half))]
            };
            let charge = ChargeCards { checkout, cards };
            till.take_card_payment(charge, Actor::Counter).await
        }
    }
}

/// One of four cards.
fn card(number: u64, amount: Money) -> CardEntry {
    let numbers = [
        "4111111111111111",
        "5555555555554444",
        "6011000990139424",
        "36227206271667",
    ];
    let place = usize::try_from(number % 4).unwrap_or(0);
    let text = |text: &str| SecretString::from(text.to_owned());
    CardEntry {
        number: text(numbers[place]),
        expiry: text("12/99"),
        security_code: text("123"),
        holder: text("Juana"),
        document_kind: None,
        document: text("27594189"),
        plan: ["cuotas-1", "ahora-3", "ahora-12", "cuotas-18"][place]
            .parse()
            .expect("the text is a plan id"),
        amount,
        accepted_total: amount,
        accepted_terms: None,
    }
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
fn is_fair(error: &TillError) -> bool {
    matches!(
        error,
        TillError::Refused(_) | TillError::ClockWrong { .. } | TillError::CardBound { .. }
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
        let patience_ms = if leaves {
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
        let now = shared.now();
        match shared.with(|world| does(&mut world.dice, &sale)) {
            Does::ChargesAgain(amount) => {
                return shared.with(|world| {
                    let how = world.dice.one_of(METHODS);
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

async fn leave(till: &Till, shared: &Shared, id: SaleId) {
    let answer = till.leave_sale(id, Actor::Counter).await;
    shared.with(|world| {
        world.note(&format!("cashier: leaves {id}"));
        world.notebook.current = None;
        if let Err(error) = answer {
            world.broken(Law::NothingFails, format!("leave: {error:?}"));
        }
    });
}
