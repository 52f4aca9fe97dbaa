//! TotalCoin's two endpoints, with the faults at the places where they strike.

use std::time::Duration;

use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use hyper::{Request, StatusCode};
use serde_json::json;
use tokio::time::Instant;

use crate::host::chance;
use crate::host::config::Repeat;
use crate::host::fault::{Endpoint, Fault, HANG_MS_MAX, OVERSIZED_BYTES};
use crate::host::memory::Order;
use crate::host::server::{Answer, Dropped, body_of, json_answer, message, typed};
use crate::sandbox::{Inner, lock};
use crate::totalcoin::answer::{self, Code};
use crate::totalcoin::read;
use std::sync::atomic::Ordering;

/// Tokens that serve at once; the oldest end first.
const TOKENS_MAX: usize = 1_000;

const HTML: &str = "<!doctype html><html><body><h1>Sitio en mantenimiento</h1></body></html>";

/// The faults that bend the content of a pre-order's answer.
const BENDING: [Fault; 9] = [
    Fault::BadCrc,
    Fault::WrongAmount,
    Fault::WrongReference,
    Fault::WrongCurrency,
    Fault::WrongTag54,
    Fault::WrongTag4302,
    Fault::WrongTag6201,
    Fault::OtherCuit,
    Fault::NotEnabled,
];

pub(crate) async fn login(inner: &Inner, request: Request<Incoming>) -> Result<Answer, Dropped> {
    if inner.faults().strikes(Endpoint::Login, &Fault::Refuse) {
        return Err(Dropped);
    }
    let is_json = is_json(request.headers());
    let body = match body_of(request).await {
        Ok(body) => body,
        Err(answer) => return Ok(answer),
    };
    if let Some(answer) = stopped(inner, Endpoint::Login).await? {
        return Ok(answer);
    }
    let answer = if is_json {
        token(inner, &body)
    } else {
        not_json()
    };
    after(inner, Endpoint::Login, answer).await
}

fn token(inner: &Inner, body: &[u8]) -> Answer {
    let request = match read::login(body) {
        Ok(request) => request,
        Err(wrong) => return message(StatusCode::BAD_REQUEST, &wrong),
    };
    let known = match &inner.config.credentials {
        Some(known) => known.username == request.username && known.password == request.password,
        None => !request.username.is_empty() && !request.password.is_empty(),
    };
    if !known {
        return message(
            StatusCode::UNAUTHORIZED,
            "invalid or non-existent credentials",
        );
    }
    let token = chance::token();
    let expires_in_s = inner.config.expires_in_s;
    let mut tokens = lock(&inner.tokens);
    tokens.push((
        token.clone(),
        Instant::now() + Duration::from_secs(expires_in_s),
    ));
    let surplus = tokens.len().saturating_sub(TOKENS_MAX);
    tokens.drain(..surplus);
    inner.logins.fetch_add(1, Ordering::SeqCst);
    json_answer(
        StatusCode::OK,
        json!({ "token": token, "expires_in": expires_in_s }).to_string(),
    )
}

pub(crate) async fn pre_order(
    inner: &Inner,
    request: Request<Incoming>,
) -> Result<Answer, Dropped> {
    if inner.faults().strikes(Endpoint::PreOrder, &Fault::Refuse) {
        return Err(Dropped);
    }
    let (is_json, authorized) = (
        is_json(request.headers()),
        authorized(inner, request.headers()),
    );
    let body = match body_of(request).await {
        Ok(body) => body,
        Err(answer) => return Ok(answer),
    };
    let number = inner.memory().receive(read::operation_id_of(&body), &body);
    let answer = match stopped(inner, Endpoint::PreOrder).await {
        Ok(Some(answer)) => Ok(answer),
        Ok(None) => {
            let answer = if !authorized {
                message(StatusCode::UNAUTHORIZED, "invalid or missing token")
            } else if !is_json {
                not_json()
            } else {
                make(inner, &body)
            };
            inner
                .memory()
                .answered(number, answer.status().as_u16().to_string());
            inner.persist().await;
            after(inner, Endpoint::PreOrder, answer).await
        }
        Err(dropped) => Err(dropped),
    };
    let words = match &answer {
        Ok(answer) => answer.status().as_u16().to_string(),
        Err(Dropped) => "dropped".to_owned(),
    };
    inner.memory().answered(number, words);
    answer
}

/// Stores the order, or finds it, and answers.
fn make(inner: &Inner, body: &[u8]) -> Answer {
    let now_ms = inner.clock.now_ms();
    let request = match read::pre_order(body, now_ms) {
        Ok(request) => request,
        Err(wrong) => return message(StatusCode::BAD_REQUEST, &wrong),
    };
    let merchant = &inner.config.merchant;
    let mut memory = inner.memory();
    let known = memory
        .orders
        .iter()
        .find(|o| o.operation_id == request.operation_id)
        .cloned();
    let order = if let Some(known) = known {
        let refused = inner.config.repeat == Repeat::Refused
            || inner
                .faults()
                .strikes(Endpoint::PreOrder, &Fault::BadRequestOnRepeat);
        if refused {
            return message(StatusCode::BAD_REQUEST, "operationId is already used");
        }
        known
    } else {
        let mut order = Order::new(memory.fresh_order_id(now_ms), request);
        order.qr_code = match Code::of(merchant, &order).write() {
            Ok(qr_code) => qr_code,
            Err(_) => return message(StatusCode::INTERNAL_SERVER_ERROR, "no QR can be made"),
        };
        memory.store(order.clone());
        order
    };
    drop(memory);
    let faults: Vec<Fault> = BENDING
        .into_iter()
        .filter(|fault| inner.faults().strikes(Endpoint::PreOrder, fault))
        .collect();
    match answer::body(merchant, &order, &faults) {
        Ok(body) => json_answer(StatusCode::CREATED, body),
        Err(_) => message(StatusCode::INTERNAL_SERVER_ERROR, "no QR can be made"),
    }
}

/// What strikes after the request was read and before anything is stored.
pub(crate) async fn stopped(inner: &Inner, endpoint: Endpoint) -> Result<Option<Answer>, Dropped> {
    let fault = inner
        .faults()
        .strike(endpoint, |fault| stop_status(fault).is_some());
    let Some(fault) = fault else { return Ok(None) };
    if fault == Fault::Hang {
        tokio::time::sleep(Duration::from_millis(HANG_MS_MAX)).await;
    }
    let Some(Some(status)) = stop_status(&fault) else {
        return Err(Dropped);
    };
    let mut answer = message(status, "the sandbox was asked to answer so");
    if status == StatusCode::FOUND {
        answer
            .headers_mut()
            .insert(LOCATION, HeaderValue::from_static("/sandbox/elsewhere"));
    }
    Ok(Some(answer))
}

/// For a fault that stops a request: what it is answered with, if anything.
fn stop_status(fault: &Fault) -> Option<Option<StatusCode>> {
    match fault {
        Fault::DropBefore | Fault::Hang => Some(None),
        Fault::Error500 => Some(Some(StatusCode::INTERNAL_SERVER_ERROR)),
        Fault::BadRequest => Some(Some(StatusCode::BAD_REQUEST)),
        Fault::Unauthorized => Some(Some(StatusCode::UNAUTHORIZED)),
        Fault::Forbidden => Some(Some(StatusCode::FORBIDDEN)),
        Fault::Redirect => Some(Some(StatusCode::FOUND)),
        Fault::Latency { .. }
        | Fault::Refuse
        | Fault::DropAfter
        | Fault::BadRequestOnRepeat
        | Fault::Garbage
        | Fault::Oversized
        | Fault::BadCrc
        | Fault::WrongAmount
        | Fault::WrongReference
        | Fault::WrongCurrency
        | Fault::WrongTag54
        | Fault::WrongTag4302
        | Fault::WrongTag6201
        | Fault::OtherCuit
        | Fault::NotEnabled
        | Fault::LegFails { .. }
        | Fault::AnswerTwice
        | Fault::LegsTwice
        | Fault::NoticeLate { .. }
        | Fault::NoticeBefore
        | Fault::NoticeTwice
        | Fault::NoticeLost => None,
    }
}

/// What strikes when all is stored and only the answer is still to be sent.
pub(crate) async fn after(
    inner: &Inner,
    endpoint: Endpoint,
    answer: Answer,
) -> Result<Answer, Dropped> {
    let latency = inner
        .faults()
        .strike(endpoint, |fault| matches!(fault, Fault::Latency { .. }));
    if let Some(Fault::Latency { ms }) = latency {
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }
    let mut faults = inner.faults();
    if faults.strikes(endpoint, &Fault::DropAfter) {
        return Err(Dropped);
    }
    if faults.strikes(endpoint, &Fault::Garbage) {
        return Ok(typed(answer.status(), "text/html; charset=utf-8", HTML));
    }
    if faults.strikes(endpoint, &Fault::Oversized) {
        return Ok(json_answer(
            answer.status(),
            Bytes::from(vec![b' '; OVERSIZED_BYTES]),
        ));
    }
    Ok(answer)
}

fn authorized(inner: &Inner, headers: &HeaderMap) -> bool {
    let value = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let Some(token) = value.and_then(|value| value.strip_prefix("Bearer ")) else {
        return false;
    };
    let now = Instant::now();
    lock(&inner.tokens)
        .iter()
        .any(|(known, ends)| known == token && *ends > now)
}

pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let kind = value.split(';').next().unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("application/json")
}

fn not_json() -> Answer {
    message(
        StatusCode::BAD_REQUEST,
        "Content-Type must be application/json",
    )
}
