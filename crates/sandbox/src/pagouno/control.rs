//! The control API's part for cards; the crate's page lists it.

use hyper::{Method, StatusCode};
use serde::Deserialize;
use serde_json::json;

use super::handle::{Ending, PurchaseError, WhichPurchase};
use crate::control::{Refusal, WebhookTo, done, list, read};
use crate::host::server::{Answer, json_answer};
use crate::sandbox::Sandbox;

#[derive(Deserialize)]
struct Settle {
    #[serde(flatten)]
    which: WhichPurchase,
    #[serde(rename = "as")]
    ending: Ending,
}

/// The answer to a request that is about cards; nothing for any other.
pub(crate) async fn answer(
    sandbox: &Sandbox,
    method: &Method,
    path: &str,
    body: &[u8],
) -> Option<Result<Answer, Refusal>> {
    let outcome = match (method.as_str(), path) {
        ("GET", "/sandbox/purchases") => Ok(list(&sandbox.purchases())),
        ("GET", "/sandbox/pagouno/received") => Ok(list(&sandbox.pagouno_received())),
        ("GET", "/sandbox/pagouno/tokens") => Ok(list(&sandbox.card_tokens())),
        ("POST", "/sandbox/pagouno/webhook") => read::<WebhookTo>(body).map(|to| {
            sandbox.set_pagouno_webhook(Some(to.into()));
            done()
        }),
        ("POST", "/sandbox/pagouno/settle") => settle(sandbox, body).await,
        ("POST", "/sandbox/pagouno/notify") => notify(sandbox, body).await,
        _ => return None,
    };
    Some(outcome)
}

async fn settle(sandbox: &Sandbox, body: &[u8]) -> Result<Answer, Refusal> {
    let Settle { which, ending } = read(body)?;
    match sandbox.settle_purchase(&which, ending).await {
        Ok(purchase) => Ok(list(&purchase)),
        Err(error) => Err(refusal(error)),
    }
}

async fn notify(sandbox: &Sandbox, body: &[u8]) -> Result<Answer, Refusal> {
    let which: WhichPurchase = read(body)?;
    match sandbox.notify_purchase(&which).await {
        Ok(ids) => Ok(json_answer(
            StatusCode::OK,
            json!({ "webhook_ids": ids }).to_string(),
        )),
        Err(error) => Err(refusal(error)),
    }
}

fn refusal(error: PurchaseError) -> Refusal {
    let status = match error {
        PurchaseError::Unknown => StatusCode::NOT_FOUND,
        PurchaseError::State => StatusCode::CONFLICT,
        PurchaseError::QueueFull => StatusCode::SERVICE_UNAVAILABLE,
    };
    Refusal(status, error.to_string())
}
