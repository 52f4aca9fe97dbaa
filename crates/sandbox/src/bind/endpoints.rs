//! Bind's three endpoints, with the faults at the points where they happen.

use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use hyper::{Request, StatusCode};
use serde_json::{Value, json};
use tokio::time::Instant;
use url::form_urlencoded;

use super::memory::{Book, Order};
use super::{BindStandIn, read};
use crate::host::answer::{Answer, Dropped, body_of, is_json, json_answer, message};
use crate::host::fault::{Endpoint, Fault, Times, WaitingFault};
use crate::host::money::shortest;
use crate::host::strike::{after, stopped};
use crate::host::{chance, lock};

/// How many tokens are valid at once; the oldest end first.
const TOKENS_MAX: usize = 1_000;
/// A peso, in centavos.
const PESO: i64 = 100;

pub(crate) async fn token(
    stand_in: &BindStandIn,
    request: Request<Incoming>,
) -> Result<Answer, Dropped> {
    let endpoint = Endpoint::BindToken;
    refused(stand_in, endpoint)?;
    let is_form = is_form(request.headers());
    let body = match body_of(request).await {
        Ok(body) => body,
        Err(answer) => return Ok(answer),
    };
    if let Some(answer) = stopped(&stand_in.host, endpoint).await? {
        return Ok(answer);
    }
    let answer = if is_form {
        grant(stand_in, &body)
    } else {
        error(StatusCode::BAD_REQUEST, "invalid_request")
    };
    after(&stand_in.host, endpoint, answer).await
}

/// RFC 6749, 4.4: the client's credentials in a form.
fn grant(stand_in: &BindStandIn, body: &[u8]) -> Answer {
    let fields: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
    let one = |name: &str| {
        let mut found = fields.iter().filter(|(key, _)| key == name);
        let first = found.next().map(|(_, value)| value.as_str());
        first.filter(|_| found.next().is_none())
    };
    let config = &stand_in.config;
    if one("grant_type") != Some("client_credentials") {
        return error(StatusCode::BAD_REQUEST, "unsupported_grant_type");
    }
    let is_known = one("client_id") == Some(config.client_id.as_str())
        && one("client_secret") == Some(config.client_secret.as_str());
    if !is_known {
        return error(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    if let Some(scope) = &config.scope
        && one("scope") != Some(scope.as_str())
    {
        return error(StatusCode::BAD_REQUEST, "invalid_scope");
    }
    let token = chance::token();
    let ends = Instant::now() + Duration::from_secs(config.expires_in_s);
    let mut tokens = lock(&stand_in.tokens);
    tokens.push((token.clone(), ends));
    let surplus = tokens.len().saturating_sub(TOKENS_MAX);
    tokens.drain(..surplus);
    let granted = json!({
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": config.expires_in_s,
    });
    json_answer(StatusCode::OK, granted.to_string())
}

pub(crate) async fn read_qr(
    stand_in: &BindStandIn,
    request: Request<Incoming>,
) -> Result<Answer, Dropped> {
    let endpoint = Endpoint::BindRead;
    refused(stand_in, endpoint)?;
    if let Some(answer) = stopped(&stand_in.host, endpoint).await? {
        return Ok(answer);
    }
    let answer = if authorized(stand_in, request.headers()) {
        info(stand_in, request.uri().query().unwrap_or_default())
    } else {
        message(StatusCode::UNAUTHORIZED, "invalid or missing token")
    };
    stand_in.host.persist().await;
    after(&stand_in.host, endpoint, answer).await
}

fn info(stand_in: &BindStandIn, query: &str) -> Answer {
    let mut fields = form_urlencoded::parse(query.as_bytes());
    let text = fields.find_map(|(name, value)| (name == "textoQR").then_some(value));
    let text = text.filter(|text| is_qr(text));
    let Some(text) = text else {
        return message(StatusCode::UNPROCESSABLE_ENTITY, "textoQR is no QR");
    };
    let host = &stand_in.host;
    if host.faults().strikes(Endpoint::BindRead, &Fault::Pending) {
        let waiting = json!({
            "status": "pending",
            "collector": collector(stand_in),
            "order": null,
            "retry_delay": stand_in.config.retry_delay_s,
        });
        return json_answer(StatusCode::OK, waiting.to_string());
    }
    let order = host.memory().part::<Book>().order_of(&text);
    let bend = host
        .faults()
        .strikes(Endpoint::BindRead, &Fault::WrongAmount);
    json_answer(StatusCode::OK, told(stand_in, &order, bend).to_string())
}

/// Every EMV code begins with its format, and ends with its checksum.
pub(crate) fn is_qr(text: &str) -> bool {
    text.starts_with("000201") && text.contains("6304")
}

fn told(stand_in: &BindStandIn, order: &Order, bend: bool) -> Value {
    let amount = match (order.amount_centavos, bend) {
        (Some(centavos), true) => Some(centavos.saturating_add(PESO)),
        (None, true) => Some(PESO),
        (amount, false) => amount,
    };
    let status = if amount.is_some() {
        "closed_amount"
    } else {
        "open_amount"
    };
    json!({
        "status": status,
        "collector": collector(stand_in),
        "order": { "id": order.id, "total_amount": amount.map(shortest) },
        "retry_delay": null,
    })
}

fn collector(stand_in: &BindStandIn) -> Value {
    let config = &stand_in.config;
    json!({
        "name": config.collector_name,
        "identification_number": config.collector_cuit,
        "account": config.collector_account,
        "mcc": config.collector_mcc,
    })
}

pub(crate) async fn report(
    stand_in: &BindStandIn,
    request: Request<Incoming>,
) -> Result<Answer, Dropped> {
    let endpoint = Endpoint::BindReport;
    refused(stand_in, endpoint)?;
    let (is_json, is_authorized) = (
        is_json(request.headers()),
        authorized(stand_in, request.headers()),
    );
    let body = match body_of(request).await {
        Ok(body) => body,
        Err(answer) => return Ok(answer),
    };
    let host = &stand_in.host;
    let (at_ms, message_id) = (host.clock.now_ms(), read::message_id_of(&body));
    let number = host
        .memory()
        .part::<Book>()
        .receive(at_ms, message_id, &body);
    let answered = |words: &str, reason| {
        let mut memory = host.memory();
        memory.part::<Book>().answered(number, words, reason);
    };
    let answer = match stopped(host, endpoint).await {
        Ok(Some(answer)) => {
            answered(answer.status().as_str(), None);
            return Ok(answer);
        }
        Err(Dropped) => {
            answered("dropped", None);
            return Err(Dropped);
        }
        Ok(None) if !is_authorized => {
            answered("401", None);
            message(StatusCode::UNAUTHORIZED, "invalid or missing token")
        }
        Ok(None) if !is_json => {
            answered("400", Some("not application/json".to_owned()));
            message(
                StatusCode::BAD_REQUEST,
                "Content-Type must be application/json",
            )
        }
        Ok(None) => match decide(stand_in, &body) {
            Decided::Unfit(wrong) => {
                answered("400", Some(wrong.clone()));
                message(StatusCode::BAD_REQUEST, &wrong)
            }
            Decided::Failed(code, words) => {
                answered("FAIL", Some(words.clone()));
                let on_error = json!({ "code": code, "description": words });
                word(stand_in, number, "FAIL", &on_error)
            }
            Decided::Passed => {
                answered("PASS", None);
                word(stand_in, number, "PASS", &Value::Null)
            }
        },
    };
    host.persist().await;
    let sent = if is_lost_before_a_fail(stand_in) {
        Err(Dropped)
    } else {
        after(host, endpoint, answer).await
    };
    if sent.is_err() {
        // What was stored stays stored; only its answer is lost.
        answered("dropped", Some("the answer was dropped".to_owned()));
    }
    sent
}

/// Whether this report's answer is lost; if so, the next report fails.
fn is_lost_before_a_fail(stand_in: &BindStandIn) -> bool {
    let endpoint = Endpoint::BindReport;
    let mut faults = stand_in.host.faults();
    let lost = faults.strike(endpoint, |fault| {
        matches!(fault, Fault::ReportLostThenFails { .. })
    });
    let Some(Fault::ReportLostThenFails { code, description }) = lost else {
        return false;
    };
    let next = WaitingFault {
        endpoint,
        fault: Fault::ReportFailsWith { code, description },
        times: Times::Next(1),
    };
    if let Err(error) = faults.add(next) {
        tracing::error!(%error, "the report after the lost answer will not fail");
    }
    true
}

enum Decided {
    Unfit(String),
    Failed(String, String),
    Passed,
}

fn decide(stand_in: &BindStandIn, body: &[u8]) -> Decided {
    let report = match read::report(body) {
        Ok(report) => report,
        Err(wrong) => return Decided::Unfit(wrong),
    };
    let host = &stand_in.host;
    let failing = host.faults().strike(Endpoint::BindReport, |fault| {
        matches!(fault, Fault::ReportFails | Fault::ReportFailsWith { .. })
    });
    match failing {
        None => match host.memory().part::<Book>().take(&report) {
            Ok(()) => Decided::Passed,
            Err((code, words)) => Decided::Failed(code.to_owned(), words),
        },
        Some(Fault::ReportFailsWith { code, description }) => Decided::Failed(code, description),
        Some(_) => Decided::Failed(
            "SANDBOX".to_owned(),
            "the sandbox was asked to answer so".to_owned(),
        ),
    }
}

/// The page's answer.
fn word(stand_in: &BindStandIn, number: u64, word: &str, on_error: &Value) -> Answer {
    let answer = json!({
        "qr_id_trx": format!("{number}"),
        "id_billetera": "123",
        "fecha_negocio": jiff::Timestamp::from_millisecond(stand_in.host.clock.now_ms())
            .unwrap_or_default()
            .to_string(),
        "validation_data": {
            "payment_reference": format!("R-{number}"),
            "codigo_postal": "1414",
            "mcc": stand_in.config.collector_mcc,
        },
        "transaction_status": word,
        "on_error": on_error,
    });
    json_answer(StatusCode::OK, answer.to_string())
}

fn refused(stand_in: &BindStandIn, endpoint: Endpoint) -> Result<(), Dropped> {
    let mut faults = stand_in.host.faults();
    if faults.strikes(endpoint, &Fault::Refuse) {
        return Err(Dropped);
    }
    Ok(())
}

fn authorized(stand_in: &BindStandIn, headers: &HeaderMap) -> bool {
    let value = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let Some(token) = value.and_then(|value| value.strip_prefix("Bearer ")) else {
        return false;
    };
    let now = Instant::now();
    lock(&stand_in.tokens)
        .iter()
        .any(|(known, ends)| known == token && *ends > now)
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| {
        let kind = kind.split(';').next().unwrap_or_default().trim();
        kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
    })
}

/// The form of a refusal (RFC 6749, 5.2).
fn error(status: StatusCode, word: &str) -> Answer {
    json_answer(status, json!({ "error": word }).to_string())
}
