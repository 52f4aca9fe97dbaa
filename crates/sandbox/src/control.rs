//! The control API under `/sandbox`, by which scripts play the customer; the
//! crate's page lists it.

use hyper::body::Incoming;
use hyper::{Method, Request, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::config::Webhook;
use crate::customer::{How, PayError, Which};
use crate::fault::{Endpoint, Fault, Times, WaitingFault};
use crate::sandbox::Sandbox;
use crate::server::{Answer, body_of, json_answer, message};

#[derive(Deserialize)]
struct Pay {
    #[serde(flatten)]
    which: Which,
    #[serde(flatten)]
    how: How,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Offline {
    offline: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WebhookTo {
    url: String,
    #[serde(default)]
    header_name: String,
    #[serde(default)]
    header_value: String,
}

/// A fault as JSON: `times` is a number or `"always"`, and 1 when absent.
#[derive(Serialize, Deserialize)]
struct FaultInJson {
    endpoint: Endpoint,
    #[serde(flatten)]
    fault: Fault,
    #[serde(default)]
    times: TimesInJson,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum TimesInJson {
    Next(u32),
    Word(Word),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Word {
    Always,
}

impl Default for TimesInJson {
    fn default() -> Self {
        Self::Next(1)
    }
}

impl From<WaitingFault> for FaultInJson {
    fn from(waiting: WaitingFault) -> Self {
        let times = match waiting.times {
            Times::Next(times) => TimesInJson::Next(times),
            Times::Always => TimesInJson::Word(Word::Always),
        };
        Self {
            endpoint: waiting.endpoint,
            fault: waiting.fault,
            times,
        }
    }
}

/// What a script asked for cannot be done.
struct Refusal(StatusCode, String);

pub(crate) async fn answer(sandbox: &Sandbox, request: Request<Incoming>) -> Answer {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let body = match body_of(request).await {
        Ok(body) => body,
        Err(answer) => return answer,
    };
    let outcome = match (method, path.as_str()) {
        (Method::GET, "/sandbox/pre-orders") => Ok(list(&sandbox.pre_orders())),
        (Method::GET, "/sandbox/received") => Ok(list(&sandbox.received())),
        (Method::GET, "/sandbox/webhooks") => Ok(list(&sandbox.webhooks())),
        (Method::GET, "/sandbox/faults") => {
            let faults: Vec<FaultInJson> = sandbox
                .faults()
                .into_iter()
                .map(FaultInJson::from)
                .collect();
            Ok(list(&faults))
        }
        (Method::POST, "/sandbox/pay") => pay(sandbox, &body).await,
        (Method::POST, "/sandbox/webhooks") => match sandbox.send_raw(body.to_vec()).await {
            Ok(id) => Ok(json_answer(
                StatusCode::OK,
                json!({ "webhook_ids": [id] }).to_string(),
            )),
            Err(error) => Err(Refusal(pay_status(error), error.to_string())),
        },
        (Method::POST, "/sandbox/webhook") => read::<WebhookTo>(&body).map(|to| {
            let WebhookTo {
                url,
                header_name,
                header_value,
            } = to;
            sandbox.set_webhook(Some(Webhook {
                url,
                header_name,
                header_value,
            }));
            done()
        }),
        (Method::POST, "/sandbox/offline") => read::<Offline>(&body).map(|wish| {
            sandbox.set_offline(wish.offline);
            done()
        }),
        (Method::POST, "/sandbox/faults") => add_fault(sandbox, &body),
        (Method::DELETE, "/sandbox/faults") => {
            sandbox.clear_faults();
            Ok(done())
        }
        (Method::DELETE, "/sandbox/tokens") => {
            sandbox.forget_tokens();
            Ok(done())
        }
        _ => Err(Refusal(StatusCode::NOT_FOUND, "no such path".to_owned())),
    };
    outcome.unwrap_or_else(|Refusal(status, words)| message(status, &words))
}

async fn pay(sandbox: &Sandbox, body: &[u8]) -> Result<Answer, Refusal> {
    let Pay { which, how } = read(body)?;
    match sandbox.pay(&which, &how).await {
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

fn add_fault(sandbox: &Sandbox, body: &[u8]) -> Result<Answer, Refusal> {
    let FaultInJson {
        endpoint,
        fault,
        times,
    } = read(body)?;
    let times = match times {
        TimesInJson::Next(times) => Times::Next(times),
        TimesInJson::Word(Word::Always) => Times::Always,
    };
    match sandbox.add_fault(endpoint, fault, times) {
        Ok(()) => Ok(done()),
        Err(error) => Err(Refusal(StatusCode::BAD_REQUEST, error.to_string())),
    }
}

fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body)
        .map_err(|error| Refusal(StatusCode::BAD_REQUEST, error.to_string()))
}

fn list(entries: &impl Serialize) -> Answer {
    match serde_json::to_vec(entries) {
        Ok(body) => json_answer(StatusCode::OK, body),
        Err(error) => message(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}

fn done() -> Answer {
    json_answer(StatusCode::OK, "{}")
}
