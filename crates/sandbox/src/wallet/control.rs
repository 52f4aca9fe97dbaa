//! The control API's requests about the house's wallet. The crate's
//! documentation lists them.

use hyper::{Method, StatusCode};
use serde::Deserialize;
use serde_json::json;

use super::WalletStandIn;
use super::customer::{WalletPay, WalletPayError};
use crate::host::answer::{Answer, json_answer};
use crate::host::notices::Provider;
use crate::host::script::{Refusal, WebhookTo, done, list, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Notify {
    reference: String,
}

/// Answers a request about the wallet; `None` for any other.
pub(crate) async fn answer(
    stand_in: &WalletStandIn,
    method: &Method,
    path: &str,
    body: &[u8],
) -> Option<Result<Answer, Refusal>> {
    let outcome = match (method.as_str(), path) {
        ("GET", "/sandbox/wallet/payments") => Ok(list(&stand_in.payments())),
        ("POST", "/sandbox/wallet/pay") => match read::<WalletPay>(body) {
            Ok(wish) => stand_in
                .pay(&wish)
                .await
                .map(|payment| list(&payment))
                .map_err(refused),
            Err(refusal) => Err(refusal),
        },
        ("POST", "/sandbox/wallet/notify") => match read::<Notify>(body) {
            Ok(wish) => sent(stand_in.notify(&wish.reference).await),
            Err(refusal) => Err(refusal),
        },
        ("POST", "/sandbox/wallet/notices") => sent(stand_in.send_raw(body.to_vec()).await),
        ("POST", "/sandbox/wallet/webhook") => read::<WebhookTo>(body).map(|to| {
            let host = &stand_in.host;
            host.set_webhook(Provider::Wallet, Some(to.into()));
            done()
        }),
        _ => return None,
    };
    Some(outcome)
}

fn sent(id: Result<u64, WalletPayError>) -> Result<Answer, Refusal> {
    let told = |id| json_answer(StatusCode::OK, json!({ "webhook_ids": [id] }).to_string());
    id.map(told).map_err(refused)
}

fn refused(error: WalletPayError) -> Refusal {
    let status = match error {
        WalletPayError::Unknown => StatusCode::NOT_FOUND,
        WalletPayError::NotAQr | WalletPayError::Amount | WalletPayError::OutOfRange => {
            StatusCode::BAD_REQUEST
        }
        WalletPayError::QueueFull => StatusCode::SERVICE_UNAVAILABLE,
    };
    Refusal(status, error.to_string())
}
