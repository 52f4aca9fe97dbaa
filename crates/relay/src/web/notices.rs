//! A till asks for its notices: by a stream if it accepts one, else by a long
//! poll. A poll is answered at once if there is something after its cursor,
//! else at the next commit that concerns the till, or when the wait is over.

use super::{
    Shared,
    admission::{Admitted, LOOK, Refusal, admit, bad, may_go_on, unavailable},
    stream,
};
use crate::{
    serve::{Caller, HangUp},
    store::StoreError,
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
    Extension(caller): Extension<Arc<Caller>>,
    asked: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let asked = asked.map_err(|_| bad("the query can not be read"));
    let asked = asked.map(|Query(asked)| asked);
    let answer = if wants_stream(&headers) {
        open(&shared, &caller, asked, &headers).await
    } else {
        let delivery = page(&shared, &caller, asked, &headers).await;
        delivery.map(|it| ([(header::CACHE_CONTROL, "no-store")], Json(it)).into_response())
    };
    answer.unwrap_or_else(IntoResponse::into_response)
}

async fn page(
    shared: &Shared,
    caller: &Arc<Caller>,
    asked: Result<Asked, Refusal>,
    headers: &HeaderMap,
) -> Result<Delivery, Refusal> {
    let admitted = admit(shared, caller, headers).await?;
    let asked = asked?;
    let after = asked.after()?;
    let wait = asked.wait.as_deref().map_or(Ok(0), str::parse::<u32>);
    let wait = wait.map_err(|_| bad("`wait` is a number of seconds"))?;
    wait_for(shared, &admitted, after, wait.min(WAIT_SECS_MAX)).await
}

async fn open(
    shared: &Arc<Shared>,
    caller: &Arc<Caller>,
    asked: Result<Asked, Refusal>,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let admitted = admit(shared, caller, headers).await?;
    // After a broken stream the header says where to continue; the query still
    // says where the first stream began.
    let after = match headers.get(LAST_EVENT_ID_HEADER) {
        Some(last) => {
            let last = last.to_str().ok().and_then(|last| last.parse().ok());
            last.ok_or_else(|| bad("`Last-Event-ID` is not a cursor"))?
        }
        None => asked?.after()?,
    };
    stream::open(shared, caller.hang_up(), admitted, after).await
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
    admitted: &Admitted,
    after: Cursor,
    wait_secs: u32,
) -> Result<Delivery, Refusal> {
    let until = Instant::now() + Duration::from_secs(wait_secs.into());
    let mut changes = shared.store.changes(&admitted.till.merchant);
    let mut closing = shared.closing.clone();
    let make_room = HangUp::default();
    let _place = (wait_secs > 0).then(|| shared.polls.enter(admitted.key, make_room.clone()));
    let mut over = false;
    loop {
        // Marked as seen before reading the store, so that a change between the
        // two ends the wait below.
        changes.notices.mark_unchanged();
        changes.keys.mark_unchanged();
        over = over || *closing.borrow() || Instant::now() >= until;
        let delivery = shared
            .store
            .page(&admitted.till, after)
            .await
            .map_err(|error| unavailable(&error))?;
        if over || !delivery.page.notices.is_empty() || !delivery.claims.is_empty() {
            return Ok(delivery);
        }
        tokio::select! {
            changed = changes.notices.changed() => {
                changed.map_err(|_| unavailable(&StoreError::Closed))?;
            }
            _ = closing.wait_for(|closing| *closing) => {}
            () = tokio::time::sleep_until(until) => {}
            () = make_room.happens() => over = true,
            _ = changes.keys.changed() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
        may_go_on(shared, admitted).await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        keys::KeyHash,
        limits::Limits,
        serve::test_caller,
        store::{Changes, Granted, IfKnown, Incoming, Kept, KnownTill, Put, Store, Wish},
    };
    use async_trait::async_trait;
    use domain::{PaymentId, TillNumber};
    use futures::StreamExt;
    use relay_protocol::{NoticePage, Operation};
    use std::{
        collections::BTreeMap,
        sync::atomic::{AtomicBool, AtomicU64, Ordering},
    };
    use tokio::sync::watch;

    const KEY: &str = "a-key-of-the-tests";

    fn till() -> KnownTill {
        KnownTill {
            merchant: "demo".into(),
            number: TillNumber(1),
        }
    }

    /// A store into which something is committed just after the first read.
    #[derive(Default)]
    struct Late {
        notices: watch::Sender<u64>,
        keys: watch::Sender<u64>,
        reads: AtomicU64,
        key_replaced: AtomicBool,
    }

    #[async_trait]
    impl Store for Late {
        async fn keep(&self, _: Incoming) -> Result<Kept, StoreError> {
            Err(StoreError::Closed)
        }

        async fn page(&self, _: &KnownTill, after: Cursor) -> Result<Delivery, StoreError> {
            let reads = self.reads.fetch_add(1, Ordering::Relaxed) + 1;
            if reads == 1 {
                self.notices.send_replace(1);
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

        async fn till_of(&self, key: KeyHash) -> Result<Option<KnownTill>, StoreError> {
            let known = key == KeyHash::of(&KEY.to_owned().into());
            let replaced = self.key_replaced.load(Ordering::Relaxed);
            Ok((known && !replaced).then(till))
        }

        async fn probe(&self) -> Result<(), StoreError> {
            Err(StoreError::Closed)
        }

        fn changes(&self, _: &str) -> Changes {
            Changes {
                notices: self.notices.subscribe(),
                keys: self.keys.subscribe(),
            }
        }

        async fn close(&self) {}
    }

    async fn waiting(store: &Arc<Late>) -> (Shared, Admitted, watch::Sender<bool>) {
        let (open, closing) = watch::channel(false);
        let merchants = BTreeMap::from([("demo".to_owned(), crate::Merchant::default())]);
        let shared = Shared::new(Arc::clone(store) as Arc<dyn Store>, merchants, closing);
        let mut headers = HeaderMap::new();
        let key = format!("Bearer {KEY}").parse().unwrap();
        headers.insert(header::AUTHORIZATION, key);
        let caller = test_caller(&Limits::STANDARD);
        let admitted = admit(&shared, &caller, &headers).await;
        let admitted = admitted.map_err(|_| "refused").unwrap();
        (shared, admitted, open)
    }

    #[tokio::test(start_paused = true)]
    async fn a_change_between_the_read_and_the_wait_is_not_missed() {
        let store = Arc::new(Late::default());
        let (shared, admitted, _open) = waiting(&store).await;
        let started = Instant::now();
        let page = wait_for(&shared, &admitted, Cursor::new(4), 9).await;
        assert!(page.is_ok_and(|delivery| delivery.page.read_to_end));
        assert_eq!(started.elapsed(), Duration::from_secs(9));
        // Three reads: at the start, after the change, and at the end of the
        // wait.
        assert_eq!(store.reads.load(Ordering::Relaxed), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn a_poll_ends_when_its_key_is_replaced() {
        for told in [true, false] {
            let store = Arc::new(Late::default());
            let (shared, admitted, _open) = waiting(&store).await;
            let started = Instant::now();
            let poll = wait_for(&shared, &admitted, Cursor::new(4), 30);
            let replace = async {
                tokio::time::sleep(Duration::from_secs(3)).await;
                store.key_replaced.store(true, Ordering::Relaxed);
                // A replacement by another process sends no signal.
                if told {
                    store.keys.send_replace(1);
                }
                std::future::pending::<()>().await;
            };
            let ended = tokio::select! { ended = poll => ended, () = replace => unreachable!() };
            assert!(ended.is_err(), "told: {told}");
            let secs = started.elapsed().as_secs();
            assert_eq!(secs, if told { 3 } else { 10 });
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_oldest_poll_of_a_key_makes_room() {
        let store = Arc::new(Late::default());
        let (shared, admitted, _open) = waiting(&store).await;
        let started = Instant::now();
        let poll = || async {
            let answer = wait_for(&shared, &admitted, Cursor::new(4), 30).await;
            (answer.is_ok(), started.elapsed().as_secs())
        };
        let later = async {
            tokio::time::sleep(Duration::from_secs(5)).await;
            poll().await
        };
        let (first, second, third, fourth) = tokio::join!(poll(), poll(), poll(), later);
        assert_eq!(
            first,
            (true, 5),
            "answered at once, as if its wait was over"
        );
        assert_eq!(
            (second, third, fourth),
            ((true, 30), (true, 30), (true, 35))
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_poll_of_an_installation_that_lost_its_key_ends() {
        let store = Arc::new(Late::default());
        let (shared, mut admitted, _open) = waiting(&store).await;
        admitted.installation = Some("here".into());
        assert!(shared.leases.renew(admitted.key, "there"));
        let answer = wait_for(&shared, &admitted, Cursor::new(4), 30).await;
        assert!(answer.is_err());
    }

    /// A connection that reads everything, while nobody renews the lease.
    #[tokio::test(start_paused = true)]
    async fn a_stream_whose_lease_is_not_renewed_ends() {
        let store = Arc::new(Late::default());
        for renewed_times in [0, 3] {
            let (shared, mut admitted, _open) = waiting(&store).await;
            admitted.installation = Some("here".into());
            assert!(shared.leases.renew(admitted.key, "here"));
            let (leases, key) = (shared.leases.clone(), admitted.key);
            let shared = Arc::new(shared);
            let line = HangUp::default();
            let answer = stream::open(&shared, line, admitted, Cursor::new(4)).await;
            let answer = answer.map_err(|_| "refused").unwrap();
            let mut events = answer.into_body().into_data_stream();
            let started = Instant::now();
            let mut renewals = 0;
            while let Some(Ok(_)) = events.next().await {
                if renewals < renewed_times && started.elapsed().as_secs() >= 10 {
                    renewals += 1;
                    assert!(leases.renew(key, "here"));
                }
            }
            let stood_secs = started.elapsed().as_secs();
            assert_eq!(
                stood_secs,
                30 + renewed_times * 10,
                "renewed {renewed_times} times"
            );
        }
    }
}
