//! The control API's requests about cards. The crate's documentation lists
//! them.

use hyper::{Method, StatusCode};
use serde::Deserialize;
use serde_json::json;

use super::PagounoStandIn;
use super::handle::{Ending, PurchaseError, WhichPurchase};
use crate::host::answer::{Answer, json_answer};
use crate::host::notices::Provider;
use crate::host::script::{Refusal, WebhookTo, done, list, read};

#[derive(Deserialize)]
struct Settle {
    #[serde(flatten)]
    which: WhichPurchase,
    #[serde(rename = "as")]
    ending: Ending,
}

/// Answers a request about cards; `None` for any other.
pub(crate) async fn answer(
    stand_in: &PagounoStandIn,
    method: &Method,
    path: &str,
    body: &[u8],
) -> Option<Result<Answer, Refusal>> {
    let outcome = match (method.as_str(), path) {
        ("GET", "/sandbox/purchases") => Ok(list(&stand_in.purchases())),
        ("GET", "/sandbox/pagouno/received") => Ok(list(&stand_in.pagouno_received())),
        ("GET", "/sandbox/pagouno/tokens") => Ok(list(&stand_in.card_tokens())),
        ("POST", "/sandbox/pagouno/webhook") => read::<WebhookTo>(body).map(|to| {
            let host = &stand_in.host;
            host.set_webhook(Provider::PagoUno, Some(to.into()));
            done()
        }),
        ("POST", "/sandbox/pagouno/settle") => settle(stand_in, body).await,
        ("POST", "/sandbox/pagouno/notify") => notify(stand_in, body).await,
        _ => return None,
    };
    Some(outcome)
}

async fn settle(stand_in: &PagounoStandIn, body: &[u8]) -> Result<Answer, Refusal> {
    let Settle { which, ending } = read(body)?;
    match stand_in.settle_purchase(&which, ending).await {
        Ok(purchase) => Ok(list(&purchase)),
        Err(error) => Err(refusal(error)),
    }
}

async fn notify(stand_in: &PagounoStandIn, body: &[u8]) -> Result<Answer, Refusal> {
    let which: WhichPurchase = read(body)?;
    match stand_in.notify_purchase(&which).await {
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
