//! Looks up the notices that name one payment. An empty list is an answer too.

use super::{
    Shared,
    admission::{Refusal, admit, bad, unavailable},
};
use crate::serve::Caller;
use axum::{
    Extension, Json,
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use domain::PaymentId;
use relay_protocol::Operation;
use std::sync::Arc;

pub(super) async fn look_up(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Arc<Caller>>,
    payment: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    match answer(&shared, &caller, payment.ok(), &headers).await {
        Ok(found) => ([(header::CACHE_CONTROL, "no-store")], Json(found)).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

async fn answer(
    shared: &Shared,
    caller: &Arc<Caller>,
    payment: Option<Path<String>>,
    headers: &HeaderMap,
) -> Result<Operation, Refusal> {
    let admitted = admit(shared, caller, headers).await?;
    let payment = payment.and_then(|Path(payment)| PaymentId::parse(&payment).ok());
    let payment = payment.ok_or_else(|| bad("that is not a payment's id"))?;
    let found = shared.store.operation(&admitted.till, payment).await;
    found.map_err(|error| unavailable(&error))
}
