//! The relay's pages: webhooks in, notices out. Nothing here logs a path, a
//! header or a body: each may hold a secret.

mod admission;
mod claims;
mod notices;
mod operations;
mod stream;
mod webhooks;

use crate::{config::Merchant, leases::Leases, store::Store, streams::Streams};
use axum::{
    Json, Router,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use relay_protocol::{NOTICES_PATH, OPERATIONS_PATH};
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc};
use tokio::sync::watch;

/// What a caller is told to wait when the store can not take more, in seconds.
const RETRY_AFTER_SECS: &str = "2";

/// What every page shares.
pub(crate) struct Shared {
    store: Arc<dyn Store>,
    merchants: BTreeMap<String, Merchant>,
    leases: Leases,
    streams: Streams,
    closing: watch::Receiver<bool>,
}

/// All pages.
pub(crate) fn router(
    store: Arc<dyn Store>,
    merchants: BTreeMap<String, Merchant>,
    closing: watch::Receiver<bool>,
) -> Router {
    let shared = Arc::new(Shared {
        store,
        merchants,
        leases: Leases::default(),
        streams: Streams::default(),
        closing,
    });
    Router::new()
        .route(
            "/webhooks/{provider}/{merchant}",
            post(webhooks::without_token),
        )
        .route(
            "/webhooks/{provider}/{merchant}/{token}",
            post(webhooks::with_token),
        )
        .route(NOTICES_PATH, get(notices::read))
        .route(
            &format!("{NOTICES_PATH}/{{notice}}/claim"),
            post(claims::claim),
        )
        .route(
            &format!("{NOTICES_PATH}/{{notice}}/release"),
            post(claims::release),
        )
        .route(
            &format!("{OPERATIONS_PATH}/{{payment}}"),
            get(operations::look_up),
        )
        .route("/health", get(|| async { Json(json!({"status": "ok"})) }))
        .fallback(|| async { said(StatusCode::NOT_FOUND, "there is nothing here") })
        .with_state(shared)
}

/// A plain answer to a provider.
fn said(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({"message": message}))).into_response()
}

fn retry_after() -> [(HeaderName, HeaderValue); 1] {
    [(
        header::RETRY_AFTER,
        HeaderValue::from_static(RETRY_AFTER_SECS),
    )]
}
