//! Reads bodies and makes answers.

use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use hyper::{Request, Response, StatusCode};
use serde_json::json;

/// The longest time from a whole head to a whole body.
const BODY_WAIT_MAX: Duration = Duration::from_secs(10);
/// The largest accepted body, in bytes.
pub const REQUEST_BYTES_MAX: usize = 64 * 1024;

pub(crate) type Answer = Response<Full<Bytes>>;

/// The connection must be closed without an answer.
#[derive(Debug, thiserror::Error)]
#[error("closed without an answer")]
pub(crate) struct Dropped;

/// The whole body, or the answer to one that is too large or too slow.
pub(crate) async fn body_of(request: Request<Incoming>) -> Result<Bytes, Answer> {
    let body = Limited::new(request.into_body(), REQUEST_BYTES_MAX).collect();
    match tokio::time::timeout(BODY_WAIT_MAX, body).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => {
            Err(message(StatusCode::PAYLOAD_TOO_LARGE, "body is too large"))
        }
        Ok(Err(_)) => Err(message(StatusCode::BAD_REQUEST, "body broke off")),
        Err(_) => Err(message(StatusCode::REQUEST_TIMEOUT, "body took too long")),
    }
}

/// `{"message": …}`, the form of every refusal here.
pub(crate) fn message(status: StatusCode, words: &str) -> Answer {
    json_answer(status, json!({ "message": words }).to_string())
}

pub(crate) fn json_answer(status: StatusCode, body: impl Into<Bytes>) -> Answer {
    typed(status, "application/json", body)
}

pub(crate) fn typed(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Answer {
    let mut answer = Response::new(Full::new(body.into()));
    *answer.status_mut() = status;
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    answer
}

/// Whether the body's content type is JSON.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let kind = value.split(';').next().unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("application/json")
}
