//! An unattributed notice is taken by one till, or given back. What is answered
//! is durable, and goes to the merchant's other tills among their notices.

use super::{
    Shared,
    admission::{Refusal, admit, bad, refusal, unavailable},
};
use crate::{
    clock,
    store::{Granted, Wish},
};
use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use relay_protocol::{ClaimKind, ComplaintCode, Holding, NoticeId};
use std::sync::Arc;

pub(super) async fn claim(
    State(shared): State<Arc<Shared>>,
    notice: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    answer(&shared, ClaimKind::Claim, notice.ok(), &headers).await
}

pub(super) async fn release(
    State(shared): State<Arc<Shared>>,
    notice: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    answer(&shared, ClaimKind::Release, notice.ok(), &headers).await
}

async fn answer(
    shared: &Shared,
    kind: ClaimKind,
    notice: Option<Path<String>>,
    headers: &HeaderMap,
) -> Response {
    match grant(shared, kind, notice, headers).await {
        Ok(holding) => Json(holding).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

async fn grant(
    shared: &Shared,
    kind: ClaimKind,
    notice: Option<Path<String>>,
    headers: &HeaderMap,
) -> Result<Holding, Refusal> {
    let admitted = admit(shared, headers).await?;
    let notice = notice.and_then(|Path(notice)| NoticeId::try_from(notice).ok());
    let notice = notice.ok_or_else(|| bad("that is not a notice's id"))?;
    let number = admitted.till.number;
    let wish = Wish {
        till: admitted.till.clone(),
        notice: notice.clone(),
        kind,
        at_ms: clock::now(),
    };
    let granted = shared.store.grant(wish).await;
    match granted.map_err(|error| unavailable(&error))? {
        Granted::Done => {
            let (merchant, till) = (admitted.till.merchant.as_str(), number.0);
            tracing::info!(merchant, till, kind = kind.as_str(), %notice, "granted");
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
