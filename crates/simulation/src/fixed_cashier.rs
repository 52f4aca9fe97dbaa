//! The cashier at a sale by the fixed QR: believes the customer or not, and
//! sometimes takes it back.

use crate::cashier::{is_fair, leave};
use crate::laws::Law;
use crate::world::{Shared, sleep_ms};
use domain::{Actor, Method, PaymentId, PaymentState, Sale, SaleId};
use till::{Till, TillError};

/// What the cashier does with the fixed QR on the screen, or with what was
/// declared under it.
#[derive(Debug, Clone, Copy)]
enum Does {
    Declares,
    Cancels,
    TakesBack,
    TakesBackLate,
    Leaves,
}

const ON_THE_SCREEN: &[(u64, Does)] =
    &[(16, Does::Declares), (3, Does::Cancels), (1, Does::Leaves)];
const DECLARED: &[(u64, Does)] = &[
    (16, Does::Leaves),
    (3, Does::TakesBack),
    (1, Does::TakesBackLate),
];

/// The payment by the fixed QR at which the cashier is.
pub(crate) fn payment_at(sale: &Sale) -> Option<(PaymentId, PaymentState)> {
    let payment = sale.payments.last()?;
    let is_at = payment.method() == Method::FixedQr
        && matches!(
            payment.state,
            PaymentState::Requested | PaymentState::Declared
        );
    is_at.then_some((payment.id, payment.state))
}

/// Does one thing. Returns whether the cashier stays at the sale.
pub(crate) async fn attend(
    till: &Till,
    shared: &Shared,
    sale: SaleId,
    (payment, state): (PaymentId, PaymentState),
) -> bool {
    let (does, after_ms) = shared.with(|world| {
        if state == PaymentState::Requested {
            let most_ms = world.dice.one_of(&[(5, 20_000), (2, 60_000), (1, 240_000)]);
            let after_ms = world.dice.ms(300, most_ms);
            (world.dice.one_of(ON_THE_SCREEN), after_ms)
        } else {
            (world.dice.one_of(DECLARED), world.dice.ms(100, 20_000))
        }
    });
    sleep_ms(after_ms).await;
    shared.with(|world| {
        world.note(&format!("cashier: {payment} {does:?}"));
        world.tempt(3);
    });
    let answer = match does {
        Does::Leaves => {
            leave(till, shared, sale).await;
            return false;
        }
        Does::Declares => till.declare(sale, payment, Actor::Counter).await,
        Does::Cancels => till.cancel_payment(sale, payment, Actor::Counter).await,
        Does::TakesBack => till.take_back(sale, payment, Actor::Counter).await,
        Does::TakesBackLate => {
            sleep_ms(domain::TAKE_BACK_MS).await;
            till.take_back(sale, payment, Actor::Counter).await
        }
    };
    let is_refused = answer.is_err();
    note(shared, does, answer);
    if is_refused {
        leave(till, shared, sale).await;
    }
    !is_refused
}

fn note(shared: &Shared, does: Does, answer: Result<Sale, TillError>) {
    if let Err(error) = answer {
        shared.with(|world| {
            if is_fair(&error) {
                world.note(&format!("till: {error}"));
            } else {
                world.broken(Law::NothingFails, format!("{does:?}: {error:?}"));
            }
        });
    }
}
