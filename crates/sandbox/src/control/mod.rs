//! The control API under `/sandbox`, by which scripts play the customer; the
//! crate's page lists it.

mod overview;
mod page;

use hyper::body::Incoming;
use hyper::{Method, Request, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::json;

use self::overview::Overview;
use crate::host::config::Webhook;
use crate::host::fault::{Endpoint, Fault, Times, WaitingFault};
use crate::host::guard;
use crate::host::server::{Answer, body_of, json_answer, message, typed};
use crate::pagouno;
use crate::sandbox::Sandbox;
use crate::totalcoin::customer::{How, PayError, Which};

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
struct RefuseFor {
    ms: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookTo {
    url: String,
    #[serde(default)]
    header_name: String,
    #[serde(default)]
    header_value: String,
}

impl From<WebhookTo> for Webhook {
    fn from(to: WebhookTo) -> Self {
        let WebhookTo {
            url,
            header_name,
            header_value,
        } = to;
        Self {
            url,
            header_name,
            header_value,
        }
    }
}

/// A fault as JSON: `times` is a number or `"always"`, and 1 when absent.
#[derive(Serialize, Deserialize)]
pub(crate) struct FaultInJson {
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
pub(crate) struct Refusal(pub(crate) StatusCode, pub(crate) String);

/// Whether the path is the control API's or its page's, and not a provider's.
pub(crate) fn is_mine(path: &str) -> bool {
    page::is_page(path) || path.starts_with("/sandbox/")
}

pub(crate) async fn answer(sandbox: &Sandbox, request: Request<Incoming>) -> Answer {
    let path = request.uri().path();
    let is_page = page::is_page(path);
    let mut answer = if guard::admits(request.method(), request.uri(), request.headers(), is_page) {
        admitted(sandbox, request).await
    } else {
        message(
            StatusCode::FORBIDDEN,
            "this is for callers of this machine, by a loopback name, and for no other page",
        )
    };
    page::seal(&mut answer);
    answer
}

async fn admitted(sandbox: &Sandbox, request: Request<Incoming>) -> Answer {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    if method == Method::GET
        && let Some(file) = page::file(&path)
    {
        return file;
    }
    let body = match body_of(request).await {
        Ok(body) => body,
        Err(answer) => return answer,
    };
    if let Some(outcome) = pagouno::control::answer(sandbox, &method, &path, &body).await {
        return outcome.unwrap_or_else(|Refusal(status, words)| message(status, &words));
    }
    let outcome = match (method, path.as_str()) {
        (Method::GET, "/sandbox/overview") => Ok(list(&Overview::of(sandbox))),
        (Method::GET, "/sandbox/fault-kinds") => Ok(list(&fault_kinds())),
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
            sandbox.set_webhook(Some(to.into()));
            done()
        }),
        (Method::POST, "/sandbox/offline") => read::<Offline>(&body).map(|wish| {
            sandbox.set_offline(wish.offline);
            done()
        }),
        (Method::POST, "/sandbox/refuse") => read::<RefuseFor>(&body).map(|wish| {
            sandbox.refuse_connections_for(wish.ms);
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
        (Method::GET, path) => picture(sandbox, path),
        _ => Err(no_such_path()),
    };
    outcome.unwrap_or_else(|Refusal(status, words)| message(status, &words))
}

fn no_such_path() -> Refusal {
    Refusal(StatusCode::NOT_FOUND, "no such path".to_owned())
}

/// `/sandbox/pre-orders/{id}/qr.svg`
fn picture(sandbox: &Sandbox, path: &str) -> Result<Answer, Refusal> {
    let id = path
        .strip_prefix("/sandbox/pre-orders/")
        .and_then(|rest| rest.strip_suffix("/qr.svg"))
        .and_then(|id| id.parse::<u64>().ok())
        .ok_or_else(no_such_path)?;
    let qr_code = sandbox
        .inner()
        .memory()
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

#[derive(Serialize)]
struct FaultsOfEndpoint {
    endpoint: Endpoint,
    faults: Vec<Fault>,
}

fn fault_kinds() -> Vec<FaultsOfEndpoint> {
    let kinds = Endpoint::ALL.into_iter().map(|endpoint| FaultsOfEndpoint {
        endpoint,
        faults: Fault::meaningful_at(endpoint),
    });
    kinds.collect()
}

async fn pay(sandbox: &Sandbox, body: &[u8]) -> Result<Answer, Refusal> {
    let Pay { which, how } = read(body)?;
    match sandbox.pay(&which, &how).await {
        Ok(paid) => Ok(list(&paid)),
        Err(error) => Err(Refusal(pay_status(error), error.to_string())),
    }
}

pub(crate) fn pay_status(error: PayError) -> StatusCode {
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

pub(crate) fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body)
        .map_err(|error| Refusal(StatusCode::BAD_REQUEST, error.to_string()))
}

pub(crate) fn list(entries: &impl Serialize) -> Answer {
    match serde_json::to_vec(entries) {
        Ok(body) => json_answer(StatusCode::OK, body),
        Err(error) => message(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}

pub(crate) fn done() -> Answer {
    json_answer(StatusCode::OK, "{}")
}
