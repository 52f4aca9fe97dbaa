//! The control API's requests about pre-orders. The crate's documentation lists
//! them.

use hyper::{Method, StatusCode};
use serde::Deserialize;
use serde_json::json;

use super::TotalcoinStandIn;
use super::customer::{How, PayError, Which};
use super::memory::Orders;
use crate::host::answer::{Answer, json_answer, typed};
use crate::host::notices::Provider;
use crate::host::script::{Refusal, WebhookTo, done, list, read};

#[derive(Deserialize)]
struct Pay {
    #[serde(flatten)]
    which: Which,
    #[serde(flatten)]
    how: How,
}

/// Answers a request about pre-orders; `None` for any other.
pub(crate) async fn answer(
    stand_in: &TotalcoinStandIn,
    method: &Method,
    path: &str,
    body: &[u8],
) -> Option<Result<Answer, Refusal>> {
    let outcome = match (method.as_str(), path) {
        ("GET", "/sandbox/pre-orders") => Ok(list(&stand_in.pre_orders())),
        ("GET", "/sandbox/received") => Ok(list(&stand_in.received())),
        ("POST", "/sandbox/pay") => pay(stand_in, body).await,
        ("POST", "/sandbox/webhooks") => match stand_in.send_raw(body.to_vec()).await {
            Ok(id) => Ok(json_answer(
                StatusCode::OK,
                json!({ "webhook_ids": [id] }).to_string(),
            )),
            Err(error) => Err(Refusal(pay_status(error), error.to_string())),
        },
        ("POST", "/sandbox/webhook") => read::<WebhookTo>(body).map(|to| {
            let host = &stand_in.host;
            host.set_webhook(Provider::TotalCoin, Some(to.into()));
            done()
        }),
        ("DELETE", "/sandbox/tokens") => {
            stand_in.forget_tokens();
            Ok(done())
        }
        ("GET", path) => picture(stand_in, pictured(path)?),
        _ => return None,
    };
    Some(outcome)
}

/// The pre-order's id in `/sandbox/pre-orders/{id}/qr.svg`.
fn pictured(path: &str) -> Option<u64> {
    let rest = path.strip_prefix("/sandbox/pre-orders/")?;
    rest.strip_suffix("/qr.svg")?.parse().ok()
}

fn picture(stand_in: &TotalcoinStandIn, id: u64) -> Result<Answer, Refusal> {
    let qr_code = stand_in
        .host
        .memory()
        .part::<Orders>()
        .orders
        .iter()
        .rev()
        .find(|order| order.id == id)
        .map(|order| order.qr_code.clone());
    let qr_code =
        qr_code.ok_or_else(|| Refusal(StatusCode::NOT_FOUND, PayError::Unknown.to_string()))?;
    match qr::svg(&qr_code) {
        Ok(picture) => Ok(typed(StatusCode::OK, "image/svg+xml", picture)),
        Err(error) => Err(Refusal(
            StatusCode::INTERNAL_SERVER_ERROR,
            error.to_string(),
        )),
    }
}

async fn pay(stand_in: &TotalcoinStandIn, body: &[u8]) -> Result<Answer, Refusal> {
    let Pay { which, how } = read(body)?;
    match stand_in.pay(&which, &how).await {
        Ok(paid) => Ok(list(&paid)),
        Err(error) => Err(Refusal(pay_status(error), error.to_string())),
    }
}

fn pay_status(error: PayError) -> StatusCode {
    match error {
        PayError::Unknown => StatusCode::NOT_FOUND,
        PayError::Expired | PayError::AlreadyPaid => StatusCode::CONFLICT,
        PayError::Amount => StatusCode::BAD_REQUEST,
        PayError::QueueFull => StatusCode::SERVICE_UNAVAILABLE,
    }
}
