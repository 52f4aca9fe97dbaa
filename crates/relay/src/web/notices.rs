//! A till asks for its notices: by a stream where it accepts one, else by a
//! long poll, which is answered at once where something lies beyond its cursor,
//! else at the next commit that concerns it, or when the wait is over.

use super::{
    Shared,
    admission::{Refusal, admit, bad, unavailable},
    stream,
};
use crate::{
    serve::HangUp,
    store::{KnownTill, StoreError},
};
use axum::{
    Extension, Json,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use relay_protocol::{Cursor, Delivery, LAST_EVENT_ID_HEADER, STREAM_TYPE, WAIT_SECS_MAX};
use serde::Deserialize;
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;

#[derive(Default, Deserialize)]
pub(super) struct Asked {
    after: Option<String>,
    wait: Option<String>,
}

pub(super) async fn read(
    State(shared): State<Arc<Shared>>,
    hang_up: Option<Extension<HangUp>>,
    asked: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let asked = asked.map_err(|_| bad("the query can not be read"));
    let asked = asked.map(|Query(asked)| asked);
    let answer = if wants_stream(&headers) {
        let hang_up = hang_up.map(|Extension(hang_up)| hang_up);
        open(&shared, hang_up.unwrap_or_default(), asked, &headers).await
    } else {
        let delivery = page(&shared, asked, &headers).await;
        delivery.map(|it| ([(header::CACHE_CONTROL, "no-store")], Json(it)).into_response())
    };
    answer.unwrap_or_else(IntoResponse::into_response)
}

async fn page(
    shared: &Shared,
    asked: Result<Asked, Refusal>,
    headers: &HeaderMap,
) -> Result<Delivery, Refusal> {
    // Held through the wait, which is use of the key, too.
    let admitted = admit(shared, headers).await?;
    let asked = asked?;
    let after = asked.after()?;
    let wait = asked.wait.as_deref().map_or(Ok(0), str::parse::<u32>);
    let wait = wait.map_err(|_| bad("`wait` is a number of seconds"))?;
    wait_for(shared, &admitted.till, after, wait.min(WAIT_SECS_MAX)).await
}

async fn open(
    shared: &Arc<Shared>,
    hang_up: HangUp,
    asked: Result<Asked, Refusal>,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let admitted = admit(shared, headers).await?;
    // A till that was cut off says where, and its query says where it began.
    let after = match headers.get(LAST_EVENT_ID_HEADER) {
        Some(last) => {
            let last = last.to_str().ok().and_then(|last| last.parse().ok());
            last.ok_or_else(|| bad("`Last-Event-ID` is not a cursor"))?
        }
        None => asked?.after()?,
    };
    stream::open(shared, hang_up, admitted, after).await
}

impl Asked {
    fn after(&self) -> Result<Cursor, Refusal> {
        let after = self.after.as_deref().map_or(Ok(Cursor::START), str::parse);
        after.map_err(|_| bad("`after` is not a cursor"))
    }
}

fn wants_stream(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter();
    accepted
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|range| range.split(';').next())
        .any(|kind| kind.trim().eq_ignore_ascii_case(STREAM_TYPE))
}

async fn wait_for(
    shared: &Shared,
    till: &KnownTill,
    after: Cursor,
    wait_secs: u32,
) -> Result<Delivery, Refusal> {
    let until = Instant::now() + Duration::from_secs(wait_secs.into());
    let mut commits = shared.store.commits();
    let mut closing = shared.closing.clone();
    loop {
        // Marked as seen before the store is read: a commit between the two
        // ends the wait below.
        commits.mark_unchanged();
        let over = *closing.borrow() || Instant::now() >= until;
        let delivery = shared
            .store
            .page(till, after)
            .await
            .map_err(|error| unavailable(&error))?;
        if over || !delivery.page.notices.is_empty() || !delivery.claims.is_empty() {
            return Ok(delivery);
        }
        tokio::select! {
            changed = commits.changed() => changed.map_err(|_| unavailable(&StoreError::Closed))?,
            _ = closing.wait_for(|closing| *closing) => {}
            () = tokio::time::sleep_until(until) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        keys::KeyHash,
        store::{Granted, IfKnown, Incoming, Kept, Put, Store, Wish},
        streams::Streams,
    };
    use async_trait::async_trait;
    use domain::{PaymentId, TillNumber};
    use relay_protocol::{NoticePage, Operation};
    use std::sync::atomic::{AtomicU64, Ordering};
    use tokio::sync::watch;

    /// A store into which something is committed just after the first read.
    #[derive(Default)]
    struct Late {
        commits: watch::Sender<u64>,
        reads: AtomicU64,
    }

    #[async_trait]
    impl Store for Late {
        async fn keep(&self, _: Incoming) -> Result<Kept, StoreError> {
            Err(StoreError::Closed)
        }

        async fn page(&self, _: &KnownTill, after: Cursor) -> Result<Delivery, StoreError> {
            let reads = self.reads.fetch_add(1, Ordering::Relaxed) + 1;
            if reads == 1 {
                self.commits.send_replace(1);
            }
            let page = NoticePage {
                notices: Vec::new(),
                next: after,
                read_to_end: true,
            };
            let claims = Vec::new();
            Ok(Delivery { page, claims })
        }

        async fn operation(&self, _: &KnownTill, _: PaymentId) -> Result<Operation, StoreError> {
            Err(StoreError::Closed)
        }

        async fn grant(&self, _: Wish) -> Result<Granted, StoreError> {
            Err(StoreError::Closed)
        }

        async fn put_till(&self, _: KnownTill, _: KeyHash, _: IfKnown) -> Result<Put, StoreError> {
            Err(StoreError::Closed)
        }

        async fn till_of(&self, _: KeyHash) -> Result<Option<KnownTill>, StoreError> {
            Err(StoreError::Closed)
        }

        fn commits(&self) -> watch::Receiver<u64> {
            self.commits.subscribe()
        }

        async fn close(&self) {}
    }

    #[tokio::test(start_paused = true)]
    async fn a_commit_between_the_read_and_the_wait_is_not_missed() {
        let store = Arc::new(Late::default());
        let (_open, closing) = watch::channel(false);
        let shared = Shared {
            store: Arc::clone(&store) as Arc<dyn Store>,
            merchants: std::collections::BTreeMap::new(),
            leases: crate::leases::Leases::default(),
            streams: Streams::default(),
            closing,
        };
        let till = KnownTill {
            merchant: "demo".into(),
            number: TillNumber(1),
        };
        let started = Instant::now();
        let page = wait_for(&shared, &till, Cursor::new(4), 30).await;
        assert!(page.is_ok_and(|delivery| delivery.page.read_to_end));
        assert_eq!(started.elapsed(), Duration::from_secs(30));
        // At the start, by the commit, and when the wait was over.
        assert_eq!(store.reads.load(Ordering::Relaxed), 3);
    }
}
