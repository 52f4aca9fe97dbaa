//! The manager: looks after the fixed QR, what came under it, and what waits
//! since a restore. At the end of the day nothing may be left.

use crate::dice::Dice;
use crate::laws::Law;
use crate::office;
use crate::report_desk;
use crate::world::{Shared, sleep_ms};
use domain::{
    Actor, Method, PaymentId, PaymentState, PersonId, Refusal, Role, SaleId, SettledAs, StrayId,
    TillNumber,
};
use ledger::ErrandStanding;
use till::{Answer, Till, TillError};

/// How often the end of the day looks whether anything is still owed.
const LOOKS_MAX: u32 = 240;
const LOOK_EVERY_MS: i64 = 5_000;

pub(crate) fn manager(till: &Till) -> Actor {
    Actor::Person {
        id: PersonId::new(till.now(), [1; 8], TillNumber(1)),
        role: Role::Manager,
    }
}

pub(crate) fn reason() -> String {
    "lo dice el panel".to_owned()
}

/// Settles a group of the tray.
pub(crate) async fn settle_group(till: &Till) -> Result<(), TillError> {
    let within = till.match_within();
    let matches = till
        .ledger()
        .read(move |read| till::matches(read, within))
        .await?;
    let Some(group) = matches.groups.into_iter().next() else {
        return Ok(());
    };
    let (payments, strays) = group.pairs.into_iter().unzip();
    till.settle_fixed_group(strays, payments, reason(), manager(till))
        .await
}

/// Says of money under a fixed QR whose it is, or that nobody's.
pub(crate) async fn settle_stray(till: &Till, dice: &mut Dice) -> Result<(), TillError> {
    let found = till.ledger().read(|read| {
        let strays = read.strays_by_fixed_qr()?;
        let stray = strays
            .into_iter()
            .find(|stray| matches!(stray.id, StrayId::Transaction(_)) && stray.given.is_none());
        let Some(stray) = stray else { return Ok(None) };
        let mut target = None;
        let claims = match stray.amount {
            Some(amount) => read.payments_by_fixed_qr(amount)?,
            None => Vec::new(),
        };
        for (sale, payment) in claims {
            let known = read.sale(sale)?;
            let awaits = known.is_some_and(|sale| {
                sale.payments.len() == 1
                    && sale.payment(payment).is_some_and(|it| {
                        matches!(it.state, PaymentState::Declared | PaymentState::Unconfirmed)
                    })
            });
            target = target.or(awaits.then_some(sale));
        }
        Ok::<_, TillError>(Some((stray, target)))
    });
    let Some((stray, target)) = found.await? else {
        return Ok(());
    };
    let is_known = stray.word == Some(domain::Word::Approved);
    let target = target.filter(|_| is_known && dice.happens(60));
    let answer = Answer {
        how: match target {
            Some(_) => SettledAs::BelongsToAnotherSale,
            None => SettledAs::ToBeReturned,
        },
        amount: None,
        target,
        take_over: false,
        reason: reason(),
        by: manager(till),
    };
    till.settle_stray(stray.id, answer).await.map(drop)
}

/// Takes back what a customer only said, long after.
pub(crate) async fn take_back(till: &Till, dice: &mut Dice) -> Result<(), TillError> {
    let declared = till
        .ledger()
        .read(|read| Ok::<_, TillError>(read.payments_declared()?))
        .await?;
    let nth = dice.below(u64::try_from(declared.len()).unwrap_or(0));
    let nth = usize::try_from(nth).unwrap_or(0);
    let Some((sale, payment)) = declared.get(nth).copied() else {
        return Ok(());
    };
    till.take_back(sale, payment, manager(till)).await.map(drop)
}

/// Lets go, or gives up, what waits since a restore.
pub(crate) async fn look_after_held(till: &Till, dice: &mut Dice) -> Result<(), TillError> {
    let held = till
        .ledger()
        .read(|read| Ok::<_, TillError>(read.errands_held()?))
        .await?;
    for errand in held {
        let Some((sale, payment)) = errand.payment_of_sale() else {
            continue;
        };
        let by = manager(till);
        let released = if dice.happens(60) {
            till.release_errand(sale, payment, reason(), by.clone())
                .await
                .map(drop)
        } else {
            Err(Refusal::TooLate.into())
        };
        if let Err(TillError::Refused(Refusal::TooLate)) = released {
            till.give_up_errand(sale, payment, reason(), by).await?;
        } else {
            released?;
        }
    }
    Ok(())
}

/// Before the shop waits for what is under way: nothing stays on the screen and
/// nothing is held.
pub(crate) async fn tidy_up(till: &Till, shared: &Shared, dice: &mut Dice) {
    // What waits since a restore is let go once the relay was read.
    sleep_ms(60_000).await;
    heed(shared, "held", look_after_held(till, dice).await);
    for (sale, payment) in shown(till).await {
        let cancelled = till.cancel_payment(sale, payment, manager(till)).await;
        heed(shared, "cancel", cancelled.map(drop));
    }
}

/// The fixed QRs that somebody left on the screen.
async fn shown(till: &Till) -> Vec<(SaleId, PaymentId)> {
    let read = till.ledger().read(|read| {
        let mut shown = Vec::new();
        for (sale, payment) in read.payments_under_way()? {
            let known = read.sale(sale)?;
            let known = known.as_ref().and_then(|sale| sale.payment(payment));
            if known.is_some_and(|it| {
                it.method() == Method::FixedQr && it.state == PaymentState::Requested
            }) {
                shown.push((sale, payment));
            }
        }
        Ok::<_, TillError>(shown)
    });
    read.await.unwrap_or_default()
}

/// Closes the day once nothing is owed any more.
pub(crate) async fn end_day(till: &Till, shared: &Shared) {
    for _ in 0..LOOKS_MAX {
        heed(shared, "reports", report_desk::work_off(till, shared).await);
        let owed = till.ledger().read(|read| read.errands_owed()).await;
        if owed.is_ok_and(|owed| owed == 0) {
            break;
        }
        sleep_ms(LOOK_EVERY_MS).await;
    }
    shared.with(|world| world.is_over = true);
    // A group is settled only after the notices were read to their end.
    heed(shared, "group", settle_group(till).await);
    match office::close(till).await {
        // The office closes at the same moment.
        Err(TillError::CloseOfAnother(_)) => {}
        closed => heed(shared, "close", closed),
    }
    let left = till.ledger().read(|read| read.errands_held_count()).await;
    let dead = till.ledger().read(|read| read.errands_dead()).await;
    shared.with(|world| {
        for (left, standing) in [(left, ErrandStanding::Held), (dead, ErrandStanding::Dead)] {
            let left = left.unwrap_or_default();
            if left > 0 {
                let how = format!("{left} errands are {standing:?} for ever");
                world.broken(Law::NothingStuck, how);
            }
        }
    });
}

fn heed(shared: &Shared, what: &str, done: Result<(), TillError>) {
    if let Err(error) = done {
        shared.with(|world| {
            if matches!(error, TillError::Refused(_)) {
                world.note(&format!("manager: {what}: {error}"));
            } else {
                world.broken(Law::NothingFails, format!("manager {what}: {error:?}"));
            }
        });
    }
}
