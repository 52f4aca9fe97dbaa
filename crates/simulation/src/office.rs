//! The office: the people who open and count shifts, move cash, give money back and
//! close the day, at any moment and beside the sales.

use crate::dice::Dice;
use crate::laws::Law;
use crate::world::{Shared, sleep_ms};
use crate::{manager, report_desk, restores};
use domain::{Actor, Method, Money, ReturnedFrom, Shift, ShiftRefusal, Tender};
use till::day::{Counted, OpenShift};
use till::{Till, TillError};

/// What the office does next.
#[derive(Debug, Clone, Copy)]
enum Does {
    OpensShift,
    PutsIn,
    TakesOut,
    OpensDrawer,
    Counts,
    Closes,
    ClosesTwice,
    GivesBack,
    MakesFixedQr,
    TakesBack,
    SettlesGroup,
    SettlesStray,
    LooksAfterHeld,
    LooksAfterReports,
    EntersByHand,
    SettlesWallet,
    Copies,
}

const WORK: &[(u64, Does)] = &[
    (4, Does::OpensShift),
    (2, Does::PutsIn),
    (2, Does::TakesOut),
    (1, Does::OpensDrawer),
    (4, Does::Counts),
    (5, Does::Closes),
    (1, Does::ClosesTwice),
    (3, Does::GivesBack),
    (2, Does::MakesFixedQr),
    (2, Does::TakesBack),
    (3, Does::SettlesGroup),
    (1, Does::SettlesStray),
    (2, Does::LooksAfterHeld),
    (4, Does::LooksAfterReports),
    (2, Does::EntersByHand),
    (3, Does::SettlesWallet),
    (4, Does::Copies),
];

/// The longest pause between two of its doings, in milliseconds.
const PAUSE_MS_MAX: i64 = 90_000;

/// Works for as long as the till runs.
pub(crate) async fn work(till: &Till, shared: &Shared, mut dice: Dice) {
    loop {
        sleep_ms(dice.ms(200, PAUSE_MS_MAX)).await;
        let does = dice.one_of(WORK);
        shared.with(|world| world.note(&format!("office: {does:?}")));
        if let Err(error) = do_it(till, shared, &mut dice, does).await
            && !is_fair(&error)
        {
            shared.with(|world| {
                world.broken(Law::NothingFails, format!("office {does:?}: {error:?}"));
            });
        }
    }
}

async fn do_it(till: &Till, shared: &Shared, dice: &mut Dice, does: Does) -> Result<(), TillError> {
    let manager = manager::manager(till);
    let (is_calm, is_over) = shared.with(|world| (world.weather.is_calm(), world.is_over));
    let amount = Money::from_centavos(dice.between(1, 500_000)).unwrap_or_default();
    let reason = "cambio".to_owned();
    match does {
        Does::OpensShift => {
            let open = OpenShift {
                float: amount,
                accepted: Vec::new(),
            };
            till.open_shift(open, Actor::Counter).await.map(drop)
        }
        Does::PutsIn => till.put_in(amount, reason, manager).await.map(drop),
        Does::TakesOut => till.take_out(amount, reason, manager).await.map(drop),
        Does::OpensDrawer => till.open_drawer(reason, manager).await.map(drop),
        Does::Counts => {
            let counted = vec![Counted {
                tender: Tender::Cash,
                counted: amount,
                pieces: Vec::new(),
            }];
            let count = till.count_shift(counted, None, Actor::Counter);
            count.await.map(drop::<Shift>)
        }
        Does::Closes => close(till).await,
        Does::ClosesTwice => {
            close(till).await?;
            close(till).await
        }
        Does::GivesBack => give_back(till, dice, is_over, (amount, reason, manager)).await,
        // What is asked for at the end would be owed after it.
        Does::MakesFixedQr if is_calm => Ok(()),
        Does::MakesFixedQr => till.make_fixed_qr(manager).await.map(drop),
        Does::TakesBack
        | Does::SettlesGroup
        | Does::SettlesStray
        | Does::LooksAfterReports
        | Does::EntersByHand
        | Does::SettlesWallet
            if is_over =>
        {
            Ok(())
        }
        Does::TakesBack => manager::take_back(till, dice).await,
        Does::SettlesGroup => manager::settle_group(till).await,
        Does::SettlesStray => manager::settle_stray(till, dice).await,
        Does::LooksAfterHeld => manager::look_after_held(till, dice).await,
        Does::LooksAfterReports => report_desk::look_after_one(till, shared, dice).await,
        Does::EntersByHand => report_desk::enter_by_hand(till, shared).await,
        Does::SettlesWallet => report_desk::settle_stray(till, dice).await,
        // Nothing is restored any more.
        Does::Copies if is_calm => Ok(()),
        Does::Copies => {
            shared.with(restores::copy);
            Ok(())
        }
    }
}

/// Gives back a part of what was paid.
async fn give_back(
    till: &Till,
    dice: &mut Dice,
    is_over: bool,
    (amount, reason, manager): (Money, String, Actor),
) -> Result<(), TillError> {
    let paid = till.ledger().read(|read| {
        let sales = read.recent_sales(20)?;
        let payments = sales.iter().flat_map(|sale| {
            let of_sale = sale.payments.iter();
            of_sale.map(move |payment| {
                let most = sale.returnable(payment.id);
                (sale.id, payment.id, payment.method(), most)
            })
        });
        let paid: Vec<_> = payments.filter(|(_, _, _, most)| !most.is_zero()).collect();
        Ok::<_, TillError>(paid)
    });
    let paid = paid.await?;
    let Ok(count) = u64::try_from(paid.len()) else {
        return Ok(());
    };
    if count == 0 {
        return Ok(());
    }
    let nth = usize::try_from(dice.below(count)).unwrap_or(0);
    let (sale, payment, method, most) = paid[nth];
    let amount = amount.min(most);
    // What goes back by the wallet is reported, which nobody awaits at the end.
    let by_the_wallet = method == Method::Wallet && !is_over && dice.happens(60);
    let from = if by_the_wallet {
        ReturnedFrom::Provider
    } else {
        ReturnedFrom::Drawer
    };
    let back = (amount, from);
    till.return_money((sale, payment), None, back, reason, manager)
        .await
        .map(drop)
}

/// Closes the day.
pub(crate) async fn close(till: &Till) -> Result<(), TillError> {
    let (number, _) = till.partial().await?;
    till.close_day(number, Actor::Counter).await.map(drop)
}

/// Whether the till may well say so.
fn is_fair(error: &TillError) -> bool {
    matches!(
        error,
        TillError::NoShift
            | TillError::Refused(_)
            | TillError::CloseOfAnother(_)
            | TillError::NotConfigured
            | TillError::RelayUnread
            | TillError::RelayAway
            | TillError::Report(_)
            | TillError::ErrandBusy
            | TillError::FieldUnfit(_)
            | TillError::Shift(ShiftRefusal::Over)
    )
}
