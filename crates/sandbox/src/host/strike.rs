//! Applies the faults that are possible at every endpoint.

use std::time::Duration;

use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{HeaderValue, LOCATION};

use crate::host::Host;
use crate::host::answer::{Answer, Dropped, json_answer, message, typed};
use crate::host::fault::{Endpoint, Fault, HANG_MS_MAX, OVERSIZED_BYTES};

const HTML: &str = "<!doctype html><html><body><h1>Sitio en mantenimiento</h1></body></html>";

/// Applies a fault after the request was read and before anything is stored.
pub(crate) async fn stopped(host: &Host, endpoint: Endpoint) -> Result<Option<Answer>, Dropped> {
    let fault = host
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

/// The answer of a fault that stops a request, if it has one.
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
        | Fault::NoticeLost
        | Fault::Pending
        | Fault::ReportFails
        | Fault::ReportFailsWith { .. }
        | Fault::ReportLostThenFails { .. } => None,
    }
}

/// Applies a fault after everything is stored, before the answer is sent.
pub(crate) async fn after(
    host: &Host,
    endpoint: Endpoint,
    answer: Answer,
) -> Result<Answer, Dropped> {
    let latency = host
        .faults()
        .strike(endpoint, |fault| matches!(fault, Fault::Latency { .. }));
    if let Some(Fault::Latency { ms }) = latency {
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }
    let mut faults = host.faults();
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
