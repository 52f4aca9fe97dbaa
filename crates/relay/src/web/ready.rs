//! The readiness check: tests with a real write whether the relay can keep
//! webhooks. However many callers ask, it writes at most once in an interval,
//! and all callers in that interval get the same answer.

use super::{Shared, retry_after, said};
use crate::store::Store;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use std::{sync::Arc, time::Duration};
use tokio::{sync::Mutex, time::Instant};

/// The least time between two writes, in seconds.
const EVERY_SECS: u64 = 5;

/// The longest that a write may take, in seconds; then the relay is not ready.
const WRITE_SECS_MAX: u64 = 4;

/// The last test and its result.
#[derive(Default)]
pub(super) struct Readiness(Mutex<Option<(Instant, bool)>>);

impl Readiness {
    async fn of(&self, store: &dyn Store) -> bool {
        let mut last = self.0.lock().await;
        if let Some((at, ready)) = *last
            && at.elapsed() < Duration::from_secs(EVERY_SECS)
        {
            return ready;
        }
        let write = tokio::time::timeout(Duration::from_secs(WRITE_SECS_MAX), store.probe());
        let ready = match write.await {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::error!(%error, "not ready: the store does not keep anything");
                false
            }
            Err(_) => {
                tracing::error!("not ready: the store takes too long to keep anything");
                false
            }
        };
        *last = Some((Instant::now(), ready));
        ready
    }
}

pub(super) async fn look(State(shared): State<Arc<Shared>>) -> Response {
    if shared.readiness.of(shared.store.as_ref()).await {
        said(StatusCode::OK, "ready")
    } else {
        let answer = said(StatusCode::SERVICE_UNAVAILABLE, "not ready");
        (retry_after(), answer).into_response()
    }
}
