//! A till renews the lease of its key.

use super::{
    Shared,
    admission::{Refusal, admit, bad},
};
use crate::serve::Caller;
use axum::{
    Extension, Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use relay_protocol::{LEASE_SECS, Lease};
use std::sync::Arc;

pub(super) async fn renew(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Arc<Caller>>,
    headers: HeaderMap,
) -> Response {
    match renewed(&shared, &caller, &headers).await {
        Ok(lease) => Json(lease).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

async fn renewed(
    shared: &Shared,
    caller: &Arc<Caller>,
    headers: &HeaderMap,
) -> Result<Lease, Refusal> {
    let admitted = admit(shared, caller, headers).await?;
    if admitted.installation.is_none() {
        return Err(bad("a lease is an installation's, and none is named"));
    }
    Ok(Lease { secs: LEASE_SECS })
}
