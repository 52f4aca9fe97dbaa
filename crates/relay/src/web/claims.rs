//! One till takes an unattributed notice or gives it back. The answer comes
//! after the commit, and the merchant's other tills get the change among their
//! notices.

use super::{
    Shared,
    admission::{Refusal, admit, bad, refusal, unavailable},
};
use crate::{
    clock,
    serve::Caller,
    store::{Granted, Wish},
};
use axum::{
    Extension, Json,
    body::Body,
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use relay_protocol::{
    CLAIM_REQUEST_BYTES_MAX, ClaimKind, ClaimRequest, ComplaintCode, Holding, NoticeId,
};
use std::{sync::Arc, time::Duration};

/// The longest that a claim's body may take to arrive, in seconds.
const BODY_SECS: u64 = 10;

pub(super) async fn claim(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Arc<Caller>>,
    notice: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let from = (&caller, &headers);
    answer(&shared, ClaimKind::Claim, notice.ok(), from, body).await
}

pub(super) async fn release(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Arc<Caller>>,
    notice: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let from = (&caller, &headers);
    answer(
        &shared,
        ClaimKind::Release,
        notice.ok(),
        from,
        Body::empty(),
    )
    .await
}

async fn answer(
    shared: &Shared,
    kind: ClaimKind,
    notice: Option<Path<String>>,
    from: (&Arc<Caller>, &HeaderMap),
    body: Body,
) -> Response {
    match grant(shared, kind, notice, from, body).await {
        Ok(holding) => Json(holding).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

async fn grant(
    shared: &Shared,
    kind: ClaimKind,
    notice: Option<Path<String>>,
    (caller, headers): (&Arc<Caller>, &HeaderMap),
    body: Body,
) -> Result<Holding, Refusal> {
    let admitted = admit(shared, caller, headers).await?;
    let notice = notice.and_then(|Path(notice)| NoticeId::try_from(notice).ok());
    let notice = notice.ok_or_else(|| bad("that is not a notice's id"))?;
    let ClaimRequest { take_over } = asked(body).await?;
    let number = admitted.till.number;
    let wish = Wish {
        till: admitted.till.clone(),
        notice: notice.clone(),
        kind,
        take_over,
        at_ms: clock::now(),
    };
    let granted = shared.store.grant(wish).await;
    match granted.map_err(|error| unavailable(&error))? {
        Granted::Done => {
            let (merchant, till) = (admitted.till.merchant.as_str(), number.0);
            tracing::info!(merchant, till, kind = kind.as_str(), take_over, %notice, "granted");
            let till = match kind {
                ClaimKind::Claim => Some(number),
                ClaimKind::Release => None,
            };
            Ok(Holding { notice, till })
        }
        Granted::HeldBy(till) => {
            let message = format!("till {} has claimed that notice", till.0);
            let error = ComplaintCode::ClaimedElsewhere;
            Err(refusal(StatusCode::CONFLICT, error, message).held_by(till))
        }
        Granted::NoSuchNotice => {
            let message = "this merchant has no unattributed notice of that id";
            let error = ComplaintCode::NoSuchNotice;
            Err(refusal(StatusCode::NOT_FOUND, error, message))
        }
    }
}

/// Reads the claim's body; an empty body means the default.
async fn asked(body: Body) -> Result<ClaimRequest, Refusal> {
    let whole = axum::body::to_bytes(body, CLAIM_REQUEST_BYTES_MAX);
    let bytes = tokio::time::timeout(Duration::from_secs(BODY_SECS), whole).await;
    let bytes = bytes.ok().and_then(Result::ok);
    let bytes = bytes.ok_or_else(|| bad("a claim's body is small and comes at once"))?;
    let json = bytes.trim_ascii();
    // The derived reader would accept an array as the fields in order.
    match json.first() {
        None => Some(ClaimRequest::default()),
        Some(b'{') => serde_json::from_slice(json).ok(),
        Some(_) => None,
    }
    .ok_or_else(|| bad("a claim's body is `{\"take_over\": true}`"))
}
