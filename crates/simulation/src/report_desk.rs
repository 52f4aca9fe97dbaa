//! The manager at the reports to Bind: corrects what Bind refused, asks Bind
//! about what is in doubt, and enters or gives away what the wallet told to
//! nobody.

use crate::dice::Dice;
use crate::manager::{manager, reason};
use crate::world::{Shared, World};
use domain::{
    Method, PaymentState, Provider, Report, ReportOutcome, ReportState, ReportWhy, Sale, SettledAs,
    StrayId, StrayStanding, Word,
};
use till::review::reports::{EnteredWallet, ReportFields, told};
use till::{Answer, Till, TillError};

const BUYER_CUIT: &str = "20-32267827-5";
const SELLER_CUIT: &str = "30718092481";
const SELLER_ACCOUNT: &str = "0000222800000000057723";
const SELLER_MCC: &str = "7372";
const BUYER_ACCOUNT: &str = "0000070300000000000017";

/// What the manager says of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    BindHasIt,
    SendsAnew,
    GivesUp,
}

async fn waiting(till: &Till) -> Result<Vec<Report>, TillError> {
    let read = till.ledger().read(|read| {
        let mut reports = read.reports_in(ReportState::Failed)?;
        reports.extend(read.reports_in(ReportState::InDoubt)?);
        Ok::<_, TillError>(reports)
    });
    read.await
}

/// Looks after one report that waits for a person.
pub(crate) async fn look_after_one(
    till: &Till,
    shared: &Shared,
    dice: &mut Dice,
) -> Result<(), TillError> {
    let reports = waiting(till).await?;
    let nth = dice.below(u64::try_from(reports.len()).unwrap_or(0));
    let nth = usize::try_from(nth).unwrap_or(0);
    match reports.get(nth) {
        Some(report) => look_after(till, shared, report).await,
        None => Ok(()),
    }
}

/// Looks after every report that waits for a person.
pub(crate) async fn work_off(till: &Till, shared: &Shared) -> Result<(), TillError> {
    for report in waiting(till).await? {
        match look_after(till, shared, &report).await {
            // Somebody else did meanwhile.
            Err(TillError::Report(_)) => {}
            done => done?,
        }
    }
    Ok(())
}

/// What is true of a report, which the manager asks Bind.
fn says(world: &mut World, report: &Report, fields: Option<&ReportFields>) -> Says {
    let Some(fields) = fields else {
        return Says::GivesUp;
    };
    let mut known = world.bind.has(&fields.reference, &fields.word);
    let is_known = match report.about.outcome {
        ReportOutcome::Paid | ReportOutcome::Rejected => known.next().is_some(),
        ReportOutcome::Returned => known.any(|it| it.amount == fields.amount),
    };
    if is_known && report.state == ReportState::InDoubt {
        return Says::BindHasIt;
    }
    match report.why {
        _ if is_known => Says::GivesUp,
        Some(ReportWhy::NotItsPayment | ReportWhy::AmountDiffers) if world.dice.happens(30) => {
            Says::GivesUp
        }
        // What it returns will not be with Bind, or the QR says nothing.
        Some(ReportWhy::Incomplete) => Says::GivesUp,
        Some(
            ReportWhy::AmountDiffers
            | ReportWhy::OrderDiffers
            | ReportWhy::NotItsPayment
            | ReportWhy::AnotherReport
            | ReportWhy::Refused
            | ReportWhy::LostAnswer
            | ReportWhy::Restored,
        )
        | None => Says::SendsAnew,
    }
}

async fn look_after(till: &Till, shared: &Shared, report: &Report) -> Result<(), TillError> {
    let (id, settings) = (report.id, till.settings().bind.clone());
    let known = till.ledger().read(move |read| told(read, id, &settings));
    let fields = known.await?.fields;
    let says = shared.with(|world| {
        let says = says(world, report, fields.as_ref());
        world.note(&format!("manager: {id} {:?} {says:?}", report.why));
        world.tempt(6);
        says
    });
    let by = manager(till);
    match (says, fields) {
        (Says::SendsAnew, Some(fields)) => {
            let corrected = typed(fields);
            let word = (true, reason());
            till.correct_report(id, corrected, word, by).await.map(drop)
        }
        (Says::BindHasIt, _) => till.settle_report(id, reason(), by).await.map(drop),
        (Says::GivesUp | Says::SendsAnew, _) => {
            till.give_up_report(id, reason(), by).await.map(drop)
        }
    }
}

/// The fields as the manager types them: what is not known is on Bind's pages.
fn typed(fields: ReportFields) -> ReportFields {
    let or = |text: String, typed: &str| {
        Some(text)
            .filter(|it| !it.is_empty())
            .unwrap_or(typed.to_owned())
    };
    ReportFields {
        order: or(fields.order, "TOA000001"),
        seller_account: or(fields.seller_account, SELLER_ACCOUNT),
        seller_cuit: or(fields.seller_cuit, SELLER_CUIT),
        seller_mcc: or(fields.seller_mcc, SELLER_MCC),
        buyer_cuit: or(fields.buyer_cuit, BUYER_CUIT),
        buyer_account: BUYER_ACCOUNT.to_owned(),
        ..fields
    }
}

/// Enters what the wallet's panel shows as paid and the till does not know.
pub(crate) async fn enter_by_hand(till: &Till, shared: &Shared) -> Result<(), TillError> {
    let sales = till
        .ledger()
        .read(|read| Ok::<_, TillError>(read.recent_sales(20)?))
        .await?;
    let found = shared.with(|world| {
        let payments = sales.iter().flat_map(|sale| {
            let of_sale = sale.payments.iter();
            of_sale.map(move |payment| (sale, payment))
        });
        let mut unpaid = payments.filter(|(_, payment)| {
            payment.method() == Method::Wallet
                && matches!(
                    payment.state,
                    PaymentState::Waiting | PaymentState::Expired | PaymentState::Cancelled
                )
        });
        unpaid.find_map(|(sale, payment)| {
            let mut paid = world.wallet.transactions.iter();
            let (reference, _) = paid.find(|(_, it)| {
                it.payment == payment.id && it.paid == Some(payment.request.charged)
            })?;
            Some((sale.id, payment.id, reference.clone()))
        })
    });
    let Some((sale, payment, reference)) = found else {
        return Ok(());
    };
    let entered = EnteredWallet {
        sale,
        payment,
        buyer_cuit: BUYER_CUIT.to_owned(),
        buyer_account: BUYER_ACCOUNT.to_owned(),
        reference,
        reason: reason(),
        sure: true,
    };
    till.enter_wallet_payment(entered, manager(till))
        .await
        .map(drop)
}

/// Gives what the wallet told to nobody to a sale that may have been meant, or
/// says that it goes back.
pub(crate) async fn settle_stray(till: &Till, dice: &mut Dice) -> Result<(), TillError> {
    let found = till.ledger().read(|read| {
        let strays = read.strays_in_tray()?;
        let stray = strays.into_iter().find(|stray| {
            let is_of_wallet = match &stray.id {
                StrayId::Transaction(key) => key.provider == Provider::Wallet,
                StrayId::Notice(_) => false,
            };
            is_of_wallet && stray.standing == StrayStanding::Open && stray.given.is_none()
        });
        let Some(stray) = stray else { return Ok(None) };
        let sales = read.recent_sales(20)?;
        let unpaid = || {
            sales.iter().filter(|sale| {
                let [payment] = sale.payments.as_slice() else {
                    return false;
                };
                payment.method() == Method::Wallet
                    && matches!(
                        payment.state,
                        PaymentState::Waiting | PaymentState::Expired | PaymentState::Cancelled
                    )
            })
        };
        let is_its = |sale: &&Sale| Some(sale.total) == stray.amount;
        // A sale that was lost by a restore was perhaps made anew, for less.
        let target = unpaid().find(is_its).or(unpaid().next());
        let target = target.map(|sale| sale.id);
        Ok::<_, TillError>(Some((stray, target)))
    });
    let Some((stray, target)) = found.await? else {
        return Ok(());
    };
    let target = target.filter(|_| stray.word == Some(Word::Approved));
    if target.is_none() && dice.happens(60) {
        return Ok(());
    }
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
