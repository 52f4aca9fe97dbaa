//! TotalCoin's two endpoints, with the faults at the points where they happen.

use std::sync::atomic::Ordering;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, HeaderMap};
use hyper::{Request, StatusCode};
use serde_json::json;
use tokio::time::Instant;

use super::answer::{self, Code};
use super::config::Repeat;
use super::memory::{Order, Orders};
use super::{TotalcoinStandIn, read};
use crate::host::answer::{Answer, Dropped, body_of, is_json, json_answer, message};
use crate::host::fault::{Endpoint, Fault};
use crate::host::strike::{after, stopped};
use crate::host::{chance, lock};

/// How many tokens are valid at once; the oldest end first.
const TOKENS_MAX: usize = 1_000;

/// The faults that change the content of a pre-order's answer.
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

pub(crate) async fn login(
    stand_in: &TotalcoinStandIn,
    request: Request<Incoming>,
) -> Result<Answer, Dropped> {
    if stand_in
        .host
        .faults()
        .strikes(Endpoint::Login, &Fault::Refuse)
    {
        return Err(Dropped);
    }
    let is_json = is_json(request.headers());
    let body = match body_of(request).await {
        Ok(body) => body,
        Err(answer) => return Ok(answer),
    };
    if let Some(answer) = stopped(&stand_in.host, Endpoint::Login).await? {
        return Ok(answer);
    }
    let answer = if is_json {
        token(stand_in, &body)
    } else {
        not_json()
    };
    after(&stand_in.host, Endpoint::Login, answer).await
}

fn token(stand_in: &TotalcoinStandIn, body: &[u8]) -> Answer {
    let request = match read::login(body) {
        Ok(request) => request,
        Err(wrong) => return message(StatusCode::BAD_REQUEST, &wrong),
    };
    let known = match &stand_in.credentials {
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
    let expires_in_s = stand_in.expires_in_s;
    let mut tokens = lock(&stand_in.tokens);
    tokens.push((
        token.clone(),
        Instant::now() + Duration::from_secs(expires_in_s),
    ));
    let surplus = tokens.len().saturating_sub(TOKENS_MAX);
    tokens.drain(..surplus);
    stand_in.logins.fetch_add(1, Ordering::SeqCst);
    json_answer(
        StatusCode::OK,
        json!({ "token": token, "expires_in": expires_in_s }).to_string(),
    )
}

pub(crate) async fn pre_order(
    stand_in: &TotalcoinStandIn,
    request: Request<Incoming>,
) -> Result<Answer, Dropped> {
    if stand_in
        .host
        .faults()
        .strikes(Endpoint::PreOrder, &Fault::Refuse)
    {
        return Err(Dropped);
    }
    let (is_json, authorized) = (
        is_json(request.headers()),
        authorized(stand_in, request.headers()),
    );
    let body = match body_of(request).await {
        Ok(body) => body,
        Err(answer) => return Ok(answer),
    };
    let number = stand_in
        .host
        .memory()
        .part::<Orders>()
        .receive(read::operation_id_of(&body), &body);
    let answer = match stopped(&stand_in.host, Endpoint::PreOrder).await {
        Ok(Some(answer)) => Ok(answer),
        Ok(None) => {
            let answer = if !authorized {
                message(StatusCode::UNAUTHORIZED, "invalid or missing token")
            } else if !is_json {
                not_json()
            } else {
                make(stand_in, &body)
            };
            stand_in
                .host
                .memory()
                .part::<Orders>()
                .answered(number, answer.status().as_u16().to_string());
            stand_in.host.persist().await;
            after(&stand_in.host, Endpoint::PreOrder, answer).await
        }
        Err(dropped) => Err(dropped),
    };
    let words = match &answer {
        Ok(answer) => answer.status().as_u16().to_string(),
        Err(Dropped) => "dropped".to_owned(),
    };
    stand_in
        .host
        .memory()
        .part::<Orders>()
        .answered(number, words);
    answer
}

/// Stores the order, or finds it, and answers.
fn make(stand_in: &TotalcoinStandIn, body: &[u8]) -> Answer {
    let now_ms = stand_in.host.clock.now_ms();
    let request = match read::pre_order(body, now_ms) {
        Ok(request) => request,
        Err(wrong) => return message(StatusCode::BAD_REQUEST, &wrong),
    };
    let merchant = &stand_in.merchant;
    let mut memory = stand_in.host.memory();
    let orders = memory.part::<Orders>();
    let known = orders
        .orders
        .iter()
        .find(|o| o.operation_id == request.operation_id)
        .cloned();
    let order = if let Some(known) = known {
        let refused = stand_in.repeat == Repeat::Refused
            || stand_in
                .host
                .faults()
                .strikes(Endpoint::PreOrder, &Fault::BadRequestOnRepeat);
        if refused {
            return message(StatusCode::BAD_REQUEST, "operationId is already used");
        }
        known
    } else {
        let mut order = Order::new(orders.fresh_order_id(now_ms), request);
        order.qr_code = match Code::of(merchant, &order).write() {
            Ok(qr_code) => qr_code,
            Err(_) => return message(StatusCode::INTERNAL_SERVER_ERROR, "no QR can be made"),
        };
        orders.store(order.clone());
        order
    };
    drop(memory);
    let faults: Vec<Fault> = BENDING
        .into_iter()
        .filter(|fault| stand_in.host.faults().strikes(Endpoint::PreOrder, fault))
        .collect();
    match answer::body(merchant, &order, &faults) {
        Ok(body) => json_answer(StatusCode::CREATED, body),
        Err(_) => message(StatusCode::INTERNAL_SERVER_ERROR, "no QR can be made"),
    }
}

fn authorized(stand_in: &TotalcoinStandIn, headers: &HeaderMap) -> bool {
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

fn not_json() -> Answer {
    message(
        StatusCode::BAD_REQUEST,
        "Content-Type must be application/json",
    )
}
