//! A sale on a till that owes many errands, beside the same sale on a till that
//! owes none, in turns. In cash with the provider away, so that the whole
//! backlog waits; by QR, from the key to the code, while the backlog goes out at
//! the app's own rate. Times are in nanoseconds for a sale.

use super::outbox::Backlog;
use super::shop::open;
use super::stand_in::free_address;
use crate::Result;
use crate::ledger::compare::timed_async;
use domain::{Actor, Money, PaymentState, SaleId};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use till::pay::Checkout;
use till::pay::cash::ChargeCash;
use till::pay::qr::ChargeQr;
use till::{Till, TillError};
use tokio::task::JoinHandle;

/// Sales of each turn.
const CASH_SALES: u64 = 50;
const QR_SALES: u64 = 5;
/// Turns before those that count.
const WARM_UP: u64 = 2;
/// The start is not measured.
const START: Duration = Duration::from_secs(3);
/// How long a QR may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A till that works until it is dropped.
struct Open {
    till: Arc<Till>,
    work: JoinHandle<()>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.work.abort();
    }
}

impl Open {
    fn over(backlog: Backlog, folder: &Path, base: &str) -> Result<Open> {
        let till = Arc::new(open(&backlog.copy(folder)?, base)?);
        let working = Arc::clone(&till);
        let work = tokio::spawn(async move { working.work().await });
        Ok(Open { till, work })
    }

    async fn in_cash(&self, number: u64) -> Result<()> {
        let charge = ChargeCash {
            checkout: Checkout::new(format!("cash-{number}")),
            amount: amount(number),
            handed: None,
        };
        self.till.take_cash_payment(charge, Actor::Counter).await?;
        Ok(())
    }

    async fn by_qr(&self, number: u64) -> Result<()> {
        let mut committed = self.till.ledger().committed();
        let charge = ChargeQr {
            checkout: Checkout::new(format!("qr-{number}")),
            amount: amount(number),
            payer_dni: None,
        };
        let sale = self.till.take_qr_payment(charge, Actor::Counter).await?;
        tokio::time::timeout(PATIENCE, async {
            while !self.has_qr(sale.id).await? {
                committed.recv().await?;
            }
            Ok(())
        })
        .await?
    }

    async fn has_qr(&self, sale: SaleId) -> Result<bool> {
        let read = self.till.ledger().read(move |read| {
            let sale = read.sale(sale)?.ok_or(TillError::UnknownSale)?;
            Ok::<_, TillError>(sale.payments.first().map(|payment| payment.state))
        });
        Ok(read.await? == Some(PaymentState::Waiting))
    }
}

fn amount(number: u64) -> Money {
    let centavos = i64::try_from(number % 10_000).unwrap_or(0) * 100 + 10_000;
    Money::from_centavos(centavos).unwrap_or(Money::MAX)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Cash,
    Qr,
}

pub(super) async fn measure(folder: &Path, base: &str, turns: u64) -> Result<Value> {
    let away = format!("http://{}", free_address()?);
    let cash = pairs(folder, &away, turns, By::Cash).await?;
    let qr = pairs(folder, base, turns, By::Qr).await?;
    Ok(json!({ "sale-beside": cash, "qr-beside": qr }))
}

async fn pairs(folder: &Path, base: &str, turns: u64, by: By) -> Result<Value> {
    let owed = Open::over(Backlog::Owed, folder, base)?;
    let none = Open::over(Backlog::None, folder, base)?;
    tokio::time::sleep(START).await;
    let (mut product, mut bare) = (Vec::new(), Vec::new());
    for turn in 0..turns + WARM_UP {
        let (beside, alone) = if turn % 2 == 0 {
            let beside = sell(&owed, turn, by).await?;
            (beside, sell(&none, turn, by).await?)
        } else {
            let alone = sell(&none, turn, by).await?;
            (sell(&owed, turn, by).await?, alone)
        };
        if turn >= WARM_UP {
            product.push(beside);
            bare.push(alone);
        }
    }
    Ok(json!({ "unit": "ns", "product": product, "bare": bare }))
}

/// The time of a sale, on average over a turn.
async fn sell(open: &Open, turn: u64, by: By) -> Result<u64> {
    let sales = match by {
        By::Cash => CASH_SALES,
        By::Qr => QR_SALES,
    };
    let (sold, took) = timed_async(async {
        for number in turn * sales..(turn + 1) * sales {
            match by {
                By::Cash => open.in_cash(number).await?,
                By::Qr => open.by_qr(number).await?,
            }
        }
        Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    })
    .await;
    sold?;
    Ok(u64::try_from(took.as_nanos())? / sales)
}
