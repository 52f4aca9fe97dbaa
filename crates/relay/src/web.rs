//! The relay's HTTP routes: webhooks in, notices out. Nothing here logs a path,
//! a header or a body, since each may contain a secret.

mod admission;
mod claims;
mod lease;
mod notices;
mod operations;
mod ready;
mod stream;
mod webhooks;

use crate::{
    config::Merchant,
    leases::Leases,
    serve::Refused,
    store::Store,
    streams::{POLLS_PER_TILL_MAX, STREAMS_PER_TILL_MAX, Streams},
};
use axum::{
    Extension, Json, Router,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use ready::Readiness;
use relay_protocol::{LEASE_PATH, NOTICES_PATH, OPERATIONS_PATH};
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc};
use tokio::sync::watch;

/// How long a caller should wait if the store is full, in seconds.
const RETRY_AFTER_SECS: &str = "2";

/// The state shared by all routes.
pub(crate) struct Shared {
    store: Arc<dyn Store>,
    merchants: BTreeMap<String, Merchant>,
    leases: Leases,
    streams: Streams,
    polls: Streams,
    readiness: Readiness,
    closing: watch::Receiver<bool>,
}

impl Shared {
    fn new(
        store: Arc<dyn Store>,
        merchants: BTreeMap<String, Merchant>,
        closing: watch::Receiver<bool>,
    ) -> Shared {
        Shared {
            store,
            merchants,
            leases: Leases::default(),
            streams: Streams::of_each_till(STREAMS_PER_TILL_MAX),
            polls: Streams::of_each_till(POLLS_PER_TILL_MAX),
            readiness: Readiness::default(),
            closing,
        }
    }
}

/// All routes.
pub(crate) fn router(
    store: Arc<dyn Store>,
    merchants: BTreeMap<String, Merchant>,
    closing: watch::Receiver<bool>,
) -> Router {
    let shared = Arc::new(Shared::new(store, merchants, closing));
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
        .route(LEASE_PATH, post(lease::renew))
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
        .route("/ready", get(ready::look))
        .fallback(|| async { refused(StatusCode::NOT_FOUND, "there is nothing here") })
        .with_state(shared)
}

/// A plain answer to a caller without a valid secret or key.
fn refused(status: StatusCode, message: &'static str) -> Response {
    (Extension(Refused(message)), said(status, message)).into_response()
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
