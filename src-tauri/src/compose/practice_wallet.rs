//! The house's wallet in practice: when practice has it, by which settings the
//! till then reports to the stand-in for Bind, and what the drawer's customer
//! does with the wallet.

use super::ComposeError;
use super::practice::Customer;
use crate::data::folder::Folder;
use crate::machine::clock::SystemClock;
use api::dto::{PracticeAction, PracticeWallet};
use api::{PlayedPayment, PracticeError};
use providers::BaseUrl;
use providers::bind::{Bind, Credentials};
use sandbox::{
    Endpoint, Fault, SAMPLE_CLIENT_ID, SAMPLE_CLIENT_SECRET, Sandbox, Times, WalletPay,
    WalletPayment, WalletState, WhichOrder,
};
use std::sync::Arc;
use std::time::Duration;
use till::ports::{self, Clock as _};
use till::settings::{BindSettings, Settings};

/// How long after the end of its QR a customer pays who is late, in
/// milliseconds: the till has then read its notices to the end.
const LATE_MS: i64 = 3_000;
/// The longest time that such a customer waits, in milliseconds.
const LATE_WAIT_MS_MAX: i64 = 24 * 3_600_000;
/// Why a report fails in practice.
const FAIL_CODE: &str = "PRACTICA";
const FAIL_WORDS: &str = "Datos de la operación incorrectos (ensayo)";

/// Whether practice has the wallet and Bind, and by what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wallet {
    pub(super) on: bool,
    by_settings: bool,
}

impl Wallet {
    /// As the settings and the drawer's switch say.
    pub(super) fn of(folder: &Folder, settings: &Settings) -> Wallet {
        let by_settings = settings.bind.enabled;
        Wallet {
            on: by_settings || folder.practises_wallet(),
            by_settings,
        }
    }
}

/// Fills in what practice needs of Bind. Names and codes of the shop's own
/// stay; its QR does not, since nobody could pay it here.
pub(super) fn fill(bind: &mut BindSettings, sandbox: &Sandbox) {
    let own = |text: &str, sample: &str| match text.trim() {
        "" => sample.to_owned(),
        text => text.to_owned(),
    };
    *bind = BindSettings {
        enabled: true,
        qr_text: sandbox.bind_qr_text(),
        wallet_id: own(&bind.wallet_id, "123"),
        processor_name: own(&bind.processor_name, "PRACTICA"),
        commerce_code: own(&bind.commerce_code, "COMERCIO-1"),
        branch_code: own(&bind.branch_code, "SUCURSAL-1"),
        till_code: own(&bind.till_code, "CAJA-1"),
        ..BindSettings::default()
    };
}

/// The client of the stand-in for Bind.
pub(super) fn client(
    sandbox: &Sandbox,
    clock: &Arc<SystemClock>,
) -> Result<Arc<dyn ports::Bind>, ComposeError> {
    let machine = |error: String| ComposeError::Machine(error);
    let base = BaseUrl::parse(&sandbox.base_url()).map_err(|error| machine(error.to_string()))?;
    let token = BaseUrl::parse(&sandbox.bind_token_url());
    let token = token.map_err(|error| machine(error.to_string()))?;
    let credentials = Credentials {
        client_id: SAMPLE_CLIENT_ID.to_owned().into(),
        client_secret: SAMPLE_CLIENT_SECRET.to_owned().into(),
    };
    let now = Arc::clone(clock);
    let bind = Bind::new((base, token), "", credentials, move || now.read());
    Ok(Arc::new(bind.map_err(|error| machine(error.to_string()))?))
}

/// Plays an action of the wallet or of Bind; `None` for any other.
pub(super) async fn play(
    customer: &Customer,
    action: PracticeAction,
    payment: Option<&PlayedPayment>,
) -> Option<Result<(), PracticeError>> {
    let pay = async |wish: Option<WalletPay>| match wish {
        Some(wish) => paid(&customer.sandbox, wish).await,
        None => Err(PracticeError::NothingToPay),
    };
    let asked = || payment.and_then(|payment| asked(&customer.sandbox, payment));
    Some(match action {
        PracticeAction::WalletPay => pay(asked()).await,
        PracticeAction::WalletLate => match (asked(), payment) {
            (Some(wish), Some(payment)) if !payment.is_over => {
                pay_when_late(customer, wish, payment);
                Ok(())
            }
            (wish, _) => pay(wish).await,
        },
        PracticeAction::WalletShort => pay(asked().map(half)).await,
        PracticeAction::WalletByOrder => pay(asked().map(without_our_id)).await,
        PracticeAction::WalletReject => {
            let rejected = |wish| WalletPay {
                state: WalletState::Rejected,
                ..wish
            };
            pay(asked().map(rejected)).await
        }
        PracticeAction::WalletReturn => {
            let back = payment.and_then(|payment| returned(&customer.sandbox, payment));
            pay(back).await
        }
        PracticeAction::BindFail if !customer.wallet.on => Err(PracticeError::NothingToPay),
        PracticeAction::BindFail => customer
            .sandbox
            .add_fault(Endpoint::BindReport, fail(), Times::Next(1))
            .map_err(|_| PracticeError::NothingToPay),
        PracticeAction::Pay
        | PracticeAction::PayLate
        | PracticeAction::PayShort
        | PracticeAction::PayOver
        | PracticeAction::PayTwice
        | PracticeAction::PayFixed
        | PracticeAction::Reject
        | PracticeAction::LoseAnswer
        | PracticeAction::CardApprove
        | PracticeAction::CardDecline
        | PracticeAction::CardLoseAnswer
        | PracticeAction::CardNoticeLate
        | PracticeAction::CardNoticeLost
        | PracticeAction::CardNotify => return None,
    })
}

/// What the till asks for by that payment; `None` if it has no order of Bind's.
fn asked(sandbox: &Sandbox, payment: &PlayedPayment) -> Option<WalletPay> {
    let order = payment.qr.as_ref()?.order.clone();
    if !sandbox.has_bind_order(&order) {
        return None;
    }
    Some(WalletPay {
        amount_centavos: Some(payment.charged.centavos()),
        payment_id: Some(payment.id.to_string()),
        ..WalletPay::of(WhichOrder::OrderId(order))
    })
}

fn half(wish: WalletPay) -> WalletPay {
    WalletPay {
        amount_centavos: wish.amount_centavos.map(|centavos| centavos / 2),
        ..wish
    }
}

fn without_our_id(wish: WalletPay) -> WalletPay {
    WalletPay {
        payment_id: None,
        ..wish
    }
}

/// The return of what was paid for that payment last, if it was not returned.
fn returned(sandbox: &Sandbox, payment: &PlayedPayment) -> Option<WalletPay> {
    let id = payment.id.to_string();
    let (amount, order) = (payment.charged.centavos(), asked(sandbox, payment)?.which);
    let is_its = |paid: &WalletPayment| match &paid.payment_id {
        Some(known) => *known == id,
        None => {
            let same_order = order == WhichOrder::OrderId(paid.order_id.clone());
            same_order && paid.amount_centavos == amount
        }
    };
    let payments = sandbox.wallet_payments();
    let is_last = |paid: &WalletPayment| {
        let mut newest_first = payments.iter().rev();
        newest_first.find(|it| it.reference == paid.reference) == Some(paid)
    };
    let mut newest_first = payments.iter().rev();
    let paid = newest_first
        .find(|paid| paid.state == WalletState::Paid && is_its(paid) && is_last(paid))?;
    Some(WalletPay {
        state: WalletState::Returned,
        ..WalletPay::of(WhichOrder::OfReference(paid.reference.clone()))
    })
}

/// Pays a little after the payment's QR has ended.
fn pay_when_late(customer: &Customer, wish: WalletPay, payment: &PlayedPayment) {
    let ends = payment.qr.as_ref().map_or(0, |qr| qr.expires_at.0);
    let wait_ms = ends.saturating_sub(SystemClock::new().now().0);
    let wait_ms = wait_ms.clamp(0, LATE_WAIT_MS_MAX).saturating_add(LATE_MS);
    let wait = Duration::from_millis(u64::try_from(wait_ms).unwrap_or_default());
    let sandbox = customer.sandbox.clone();
    customer.later(async move {
        tokio::time::sleep(wait).await;
        // That it could not is in the log.
        let _ = paid(&sandbox, wish).await;
    });
}

async fn paid(sandbox: &Sandbox, wish: WalletPay) -> Result<(), PracticeError> {
    let paid = sandbox.pay_with_wallet(&wish).await;
    paid.map(drop).map_err(|error| {
        tracing::info!(%error, "the customer could not pay with the wallet");
        PracticeError::NothingToPay
    })
}

fn fail() -> Fault {
    Fault::ReportFailsWith {
        code: FAIL_CODE.to_owned(),
        description: FAIL_WORDS.to_owned(),
    }
}

/// The state of the drawer for the wallet.
pub(super) fn view(wallet: Wallet, sandbox: &Sandbox) -> PracticeWallet {
    let mut waiting = sandbox.faults().into_iter();
    let fails = waiting.any(|it| it.endpoint == Endpoint::BindReport && it.fault == fail());
    PracticeWallet {
        on: wallet.on,
        by_settings: wallet.by_settings,
        fail_next_report: fails,
    }
}

#[cfg(test)]
mod tests;
