//! pagoUno's three endpoints, with the faults at the points where they happen.

use std::time::Duration;

use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use hyper::{Request, StatusCode};
use tokio::time::Instant;

use super::memory::{Book, Purchase};
use super::read::GroupRequest;
use super::{PagounoStandIn, answer, charge, mask, notice, read};
use crate::host::answer::{Answer, Dropped, body_of, is_json, json_answer};
use crate::host::clock::year_and_month;
use crate::host::fault::{Endpoint, Fault};
use crate::host::notices::{Notices, Provider, WebhookState};
use crate::host::strike::{after, stopped};

/// The time from an operation to its notices, unless a fault changes it, in
/// milliseconds: long enough for the answer to come first.
pub(crate) const NOTICE_AFTER_MS: u64 = 300;
/// How long an answer waits for its notices to be received first, in
/// milliseconds.
const NOTICE_BEFORE_WAIT_MS_MAX: u64 = 3_000;
/// The reason of a refusal, for the developer who debugs. The real pagoUno has no such
/// header.
const REASON: &str = "x-sandbox-reason";

/// The result of a request, if no fault prevents it.
enum Outcome {
    Good(Vec<u8>),
    /// A documented status and text, and the reason.
    Refused(u16, &'static str, String),
}

fn bad_request(wrong: impl Into<String>) -> Outcome {
    Outcome::Refused(400, "bad request", wrong.into())
}

fn not_authorized(wrong: impl Into<String>) -> Outcome {
    Outcome::Refused(403, "not authorized", wrong.into())
}

pub(crate) async fn token(
    stand_in: &PagounoStandIn,
    request: Request<Incoming>,
) -> Result<Answer, Dropped> {
    let endpoint = Endpoint::PagounoToken;
    serve(stand_in, endpoint, None, request, async |body| {
        let now_ms = stand_in.host.clock.now_ms();
        match read::token(body, &year_and_month(now_ms)) {
            Ok(card) => {
                let id = stand_in.host.memory().part::<Book>().hand_out(card);
                Outcome::Good(answer::token(&id))
            }
            Err(wrong) => bad_request(wrong),
        }
    })
    .await
}

pub(crate) async fn purchasegroup(
    stand_in: &PagounoStandIn,
    request: Request<Incoming>,
) -> Result<Answer, Dropped> {
    let endpoint = Endpoint::PagounoPurchasegroup;
    serve(stand_in, endpoint, None, request, async |body| {
        let request = match read::purchasegroup(body) {
            Ok(request) => request,
            Err(wrong) => return bad_request(wrong),
        };
        if let Some(group) = wrong_access_key(stand_in, &request) {
            return not_authorized(format!("the access key of {group} is another"));
        }
        make(stand_in, request).await
    })
    .await
}

pub(crate) async fn purchase(
    stand_in: &PagounoStandIn,
    id: &str,
    request: Request<Incoming>,
) -> Result<Answer, Dropped> {
    let endpoint = Endpoint::PagounoPurchase;
    let noted = mask::text(id);
    serve(stand_in, endpoint, Some(&noted), request, async |_| {
        let faults = bending(stand_in, endpoint);
        let now_ms = stand_in.host.clock.now_ms();
        let mut memory = stand_in.host.memory();
        let (book, notices) = memory.part_and_notices::<Book>();
        let Some((found, at)) = book.find(id) else {
            return bad_request("no such transaction");
        };
        let ended = charge::query(found, at, stand_in.config.pending_queries);
        let found = found.clone();
        if ended {
            queue_notices(book, notices, &found, now_ms, NOTICE_AFTER_MS);
            stand_in.host.wake.notify_one();
        }
        match found.legs.get(at) {
            Some(leg) => Outcome::Good(answer::one(&found, leg, &faults)),
            None => bad_request("no such transaction"),
        }
    })
    .await
}

/// Notes the request, does the work between the faults before and after it, and
/// answers.
async fn serve(
    stand_in: &PagounoStandIn,
    endpoint: Endpoint,
    id: Option<&str>,
    request: Request<Incoming>,
    work: impl AsyncFnOnce(&[u8]) -> Outcome,
) -> Result<Answer, Dropped> {
    if stand_in.host.faults().strikes(endpoint, &Fault::Refuse) {
        return Err(Dropped);
    }
    let wrong_head = wrong_head(stand_in, endpoint, request.headers());
    let body = match body_of(request).await {
        Ok(body) => body,
        Err(answer) => return Ok(answer),
    };
    let number = stand_in
        .host
        .memory()
        .part::<Book>()
        .receive(endpoint, id, &body);
    let mut wrong = None;
    let answer = match stopped(&stand_in.host, endpoint).await {
        Ok(Some(answer)) => Ok(answer),
        Ok(None) => {
            let outcome = match wrong_head {
                Some(outcome) => outcome,
                None => work(&body).await,
            };
            let (answer, reason) = written(stand_in, endpoint, outcome);
            wrong = reason;
            let status = answer.status().as_u16().to_string();
            stand_in
                .host
                .memory()
                .part::<Book>()
                .answered(number, status, wrong.as_deref());
            stand_in.host.persist().await;
            after(&stand_in.host, endpoint, answer).await
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
        .part::<Book>()
        .answered(number, words, wrong.as_deref());
    answer
}

fn written(
    stand_in: &PagounoStandIn,
    endpoint: Endpoint,
    outcome: Outcome,
) -> (Answer, Option<String>) {
    let (mut body, status, wrong) = match outcome {
        Outcome::Good(body) => (body, StatusCode::OK, None),
        Outcome::Refused(status, words, wrong) => {
            let over_200 = stand_in.config.refuse_over_200;
            let http = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
            let http = if over_200 { StatusCode::OK } else { http };
            (answer::refusal(status, words), http, Some(wrong))
        }
    };
    if stand_in
        .host
        .faults()
        .strikes(endpoint, &Fault::AnswerTwice)
    {
        body.extend_from_within(..);
    }
    let mut answer = json_answer(status, Bytes::from(body));
    let reason = wrong.as_deref().map(mask::text);
    if let Some(Ok(reason)) = reason.as_deref().map(HeaderValue::from_str) {
        answer.headers_mut().insert(REASON, reason);
    }
    (answer, wrong)
}

/// Checks what comes before the body: the raw key, and the content type.
fn wrong_head(
    stand_in: &PagounoStandIn,
    endpoint: Endpoint,
    headers: &HeaderMap,
) -> Option<Outcome> {
    let config = &stand_in.config;
    let (wanted, name) = match endpoint {
        Endpoint::PagounoPurchasegroup => (&config.private_key, "private"),
        Endpoint::Login
        | Endpoint::PreOrder
        | Endpoint::PagounoToken
        | Endpoint::PagounoPurchase
        | Endpoint::BindToken
        | Endpoint::BindRead
        | Endpoint::BindReport => (&config.public_key, "public"),
    };
    let mut given = headers.get_all(AUTHORIZATION).iter();
    let is_key = given
        .next()
        .is_some_and(|key| key.as_bytes() == wanted.as_bytes());
    if !is_key || given.next().is_some() {
        return Some(not_authorized(format!(
            "Authorization must be the {name} key and nothing else"
        )));
    }
    let has_body = endpoint != Endpoint::PagounoPurchase;
    (has_body && !is_json(headers)).then(|| bad_request("Content-Type must be application/json"))
}

/// The merchant whose access key is not the configured one.
fn wrong_access_key(stand_in: &PagounoStandIn, request: &GroupRequest) -> Option<String> {
    let keys = &stand_in.config.access_keys;
    let wrong = request.purchases.iter().find(|purchase| {
        let wanted = keys.get(&purchase.merchant_code_group);
        wanted.is_some() && purchase.access_key.is_some() && purchase.access_key.as_ref() != wanted
    });
    wrong.map(|purchase| mask::text(&purchase.merchant_code_group))
}

/// The faults that change an answer's content.
fn bending(stand_in: &PagounoStandIn, endpoint: Endpoint) -> Vec<Fault> {
    [Fault::WrongAmount, Fault::LegsTwice]
        .into_iter()
        .filter(|fault| stand_in.host.faults().strikes(endpoint, fault))
        .collect()
}

/// When an operation's notices are sent.
struct Timing {
    after_ms: u64,
    before_the_answer: bool,
    times: usize,
}

fn timing(stand_in: &PagounoStandIn) -> Timing {
    let mut faults = stand_in.host.faults();
    let endpoint = Endpoint::PagounoPurchasegroup;
    let late = faults.strike(endpoint, |fault| matches!(fault, Fault::NoticeLate { .. }));
    let before_the_answer = faults.strikes(endpoint, &Fault::NoticeBefore);
    let twice = faults.strikes(endpoint, &Fault::NoticeTwice);
    let lost = faults.strikes(endpoint, &Fault::NoticeLost);
    Timing {
        after_ms: if let Some(Fault::NoticeLate { ms }) = late {
            ms
        } else if before_the_answer {
            0
        } else {
            NOTICE_AFTER_MS
        },
        before_the_answer,
        times: match (lost, twice) {
            (true, _) => 0,
            (false, true) => 2,
            (false, false) => 1,
        },
    }
}

/// Makes the operation, or says which token cannot be used.
async fn make(stand_in: &PagounoStandIn, request: GroupRequest) -> Outcome {
    let endpoint = Endpoint::PagounoPurchasegroup;
    let failing = stand_in
        .host
        .faults()
        .strike(endpoint, |fault| matches!(fault, Fault::LegFails { .. }));
    let failing = if let Some(Fault::LegFails { leg }) = failing {
        Some(leg)
    } else {
        None
    };
    let now_ms = stand_in.host.clock.now_ms();
    let made = charge::charge(
        stand_in.host.memory().part::<Book>(),
        request,
        failing,
        now_ms,
    );
    let purchase = match made {
        Ok(purchase) => purchase,
        Err(wrong) => return bad_request(wrong),
    };
    let timing = timing(stand_in);
    let mut queued = Vec::new();
    for _ in 0..timing.times {
        let mut memory = stand_in.host.memory();
        let (book, notices) = memory.part_and_notices::<Book>();
        queued.extend(queue_notices(
            book,
            notices,
            &purchase,
            now_ms,
            timing.after_ms,
        ));
    }
    stand_in.host.wake.notify_one();
    if timing.before_the_answer {
        wait_until_tried(stand_in, &queued).await;
    }
    Outcome::Good(answer::group(&purchase, &bending(stand_in, endpoint)))
}

/// Queues a notice for each transaction that has ended, as long as there is
/// room; returns their numbers.
pub(crate) fn queue_notices(
    book: &mut Book,
    notices: &mut Notices,
    purchase: &Purchase,
    now_ms: i64,
    after_ms: u64,
) -> Vec<u64> {
    let held_until = Instant::now() + Duration::from_millis(after_ms);
    let mut ids = Vec::new();
    for body in notice::of(book, purchase, now_ms) {
        if notices.has_room() {
            ids.push(notices.queue(Provider::PagoUno, body, Some(held_until)));
        }
    }
    ids
}

/// Returns when each of these notices was tried, or after a time limit.
async fn wait_until_tried(stand_in: &PagounoStandIn, ids: &[u64]) {
    let tried = async {
        loop {
            let waiting = stand_in
                .host
                .memory()
                .notices
                .webhooks
                .iter()
                .any(|webhook| {
                    let untried = webhook.attempts == 0 && webhook.state == WebhookState::Queued;
                    untried && ids.contains(&webhook.id)
                });
            if !waiting {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let _ = tokio::time::timeout(Duration::from_millis(NOTICE_BEFORE_WAIT_MS_MAX), tried).await;
}
