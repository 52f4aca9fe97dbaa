//! Receives a provider's webhook: checks the proofs, stores it, and only then
//! answers 200.

use super::{Shared, refused, retry_after, said};
use crate::{
    clock,
    config::Proof,
    proof, routing,
    serve::{Caller, Kind},
    store::{Incoming, Kept},
};
use axum::{
    Extension,
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::Provider;
use futures::StreamExt;
use relay_protocol::{BODY_BYTES_MAX, CONTENT_ENCODING_BYTES_MAX, CONTENT_TYPE_BYTES_MAX};
use std::{sync::Arc, time::Duration};

/// The longest that a body may take to arrive, in seconds.
const BODY_SECS: u64 = 10;

/// How much of a body that is too large is read and discarded, in bytes. A
/// sender that is cut off while writing would never read the reason.
const DISCARD_BYTES_MAX: usize = 1024 * 1024;

pub(super) async fn without_token(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Arc<Caller>>,
    Path((provider, merchant)): Path<(String, String)>,
    request: Request,
) -> Response {
    let taken = take(&shared, &caller, &provider, merchant, None, request).await;
    taken.unwrap_or_else(|answer| answer)
}

pub(super) async fn with_token(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Arc<Caller>>,
    Path((provider, merchant, token)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    let taken = take(&shared, &caller, &provider, merchant, Some(&token), request).await;
    taken.unwrap_or_else(|answer| answer)
}

/// Handles a webhook; success and refusal are both an answer.
async fn take(
    shared: &Shared,
    caller: &Arc<Caller>,
    provider: &str,
    merchant: String,
    token: Option<&str>,
    request: Request,
) -> Result<Response, Response> {
    let provider = Provider::parse(provider);
    let route = provider.and_then(|provider| {
        let proofs = shared.merchants.get(&merchant)?.webhooks.get(&provider)?;
        Some((provider, proofs))
    });
    let Some((provider, proofs)) = route else {
        return Err(refused(StatusCode::NOT_FOUND, "no such webhook route"));
    };
    let (head, body) = request.into_parts();
    if !proof::hold_before_body(proofs, &head.headers, token) {
        return Err(unproven());
    }
    // A signature cannot be checked before the body has arrived.
    let by_body_alone = proofs.iter().all(|it| matches!(it, Proof::Hmac { .. }));
    let mut place = None;
    if !by_body_alone {
        place = Some(caller.prove(Kind::Webhook).map_err(|_| not_kept())?);
    }
    let body = read(&head.headers, body).await?;
    if !proof::hold_of_body(proofs, &head.headers, body.as_bytes()) {
        return Err(unproven());
    }
    // Held until the notice is kept.
    let _place = match place {
        Some(place) => place,
        None => caller.prove(Kind::Webhook).map_err(|_| not_kept())?,
    };
    let content_encoding = content_encoding(&head.headers);
    let named = routing::payments_named_in(provider, content_encoding.as_deref(), body.as_bytes());
    let incoming = Incoming {
        provider,
        merchant,
        payments_named: named.map_err(|_| too_large())?,
        received_at_ms: clock::now(),
        content_type: content_type(&head.headers),
        content_encoding,
        body,
    };
    Ok(keep(shared, incoming).await)
}

async fn keep(shared: &Shared, incoming: Incoming) -> Response {
    let (provider, merchant) = (incoming.provider.as_str(), incoming.merchant.clone());
    let till = incoming
        .payments_named
        .first()
        .map(|payment| payment.till().0);
    match shared.store.keep(incoming).await {
        Ok(Kept::New(cursor)) => {
            tracing::info!(provider, merchant, till, %cursor, "a notice was kept");
            said(StatusCode::OK, "kept")
        }
        Ok(Kept::Repeat) => {
            tracing::info!(provider, merchant, till, "a repeat of a kept notice");
            said(StatusCode::OK, "kept")
        }
        Err(error) => {
            tracing::error!(provider, merchant, %error, "a notice was not kept");
            not_kept()
        }
    }
}

fn not_kept() -> Response {
    let answer = said(StatusCode::SERVICE_UNAVAILABLE, "not kept; send it again");
    (retry_after(), answer).into_response()
}

fn unproven() -> Response {
    refused(
        StatusCode::UNAUTHORIZED,
        "the secret of this route is missing or wrong",
    )
}

fn too_large() -> Response {
    said(
        StatusCode::PAYLOAD_TOO_LARGE,
        "a webhook has at most 64 KiB, and 256 KiB unpacked",
    )
}

/// The complete body, or the answer that says why not.
async fn read(headers: &HeaderMap, body: Body) -> Result<relay_protocol::Body, Response> {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok());
    let announced = announced
        .and_then(|length| length.parse::<usize>().ok())
        .unwrap_or(0);
    if announced > DISCARD_BYTES_MAX {
        return Err(too_large());
    }
    match tokio::time::timeout(Duration::from_secs(BODY_SECS), collect(body)).await {
        Ok(Some(Some(bytes))) => relay_protocol::Body::new(bytes).map_err(|_| too_large()),
        Ok(Some(None)) => Err(too_large()),
        Ok(None) => Err(said(StatusCode::BAD_REQUEST, "the body broke off")),
        Err(_) => Err(said(
            StatusCode::REQUEST_TIMEOUT,
            "the body did not arrive in time",
        )),
    }
}

/// `None` if the body broke off, `Some(None)` if it is too large.
async fn collect(body: Body) -> Option<Option<Vec<u8>>> {
    let mut pieces = body.into_data_stream();
    let mut bytes = Vec::new();
    let mut length = 0_usize;
    while let Some(piece) = pieces.next().await {
        let piece = piece.ok()?;
        length = length.saturating_add(piece.len());
        if length > DISCARD_BYTES_MAX {
            return Some(None);
        }
        if length > BODY_BYTES_MAX {
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(&piece);
        }
    }
    Some(if length > BODY_BYTES_MAX {
        None
    } else {
        Some(bytes)
    })
}

fn content_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    if value.len() > CONTENT_TYPE_BYTES_MAX {
        None
    } else {
        Some(value.to_owned())
    }
}

/// The body's encodings. A repeated header counts as one list.
fn content_encoding(headers: &HeaderMap) -> Option<String> {
    let all = headers.get_all(header::CONTENT_ENCODING).iter();
    let all: Result<Vec<_>, _> = all.map(HeaderValue::to_str).collect();
    let value = all.ok()?.join(", ");
    if value.is_empty() || value.len() > CONTENT_ENCODING_BYTES_MAX {
        None
    } else {
        Some(value)
    }
}
