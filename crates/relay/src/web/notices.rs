//! A till's long poll: answered at once where something lies beyond its
//! cursor, else at the next commit that concerns it, or when the wait is over.

use super::{Shared, retry_after};
use crate::{
    keys::{KEY_BYTES_MAX, KeyHash},
    leases::InUse,
    store::{KnownTill, StoreError},
};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use relay_protocol::{
    Complaint, ComplaintCode, Cursor, INSTALLATION_BYTES_MAX, INSTALLATION_HEADER, NoticePage,
    TILL_HEADER, WAIT_SECS_MAX,
};
use serde::Deserialize;
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;

#[derive(Default, Deserialize)]
pub(super) struct Asked {
    after: Option<String>,
    wait: Option<String>,
}

pub(super) async fn page(
    State(shared): State<Arc<Shared>>,
    asked: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let asked = asked.map_err(|_| bad("the query can not be read"));
    match answer(&shared, asked.map(|Query(asked)| asked), &headers).await {
        Ok(page) => ([(header::CACHE_CONTROL, "no-store")], Json(page)).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

async fn answer(
    shared: &Shared,
    asked: Result<Asked, Refusal>,
    headers: &HeaderMap,
) -> Result<NoticePage, Refusal> {
    let (till, key) = who(shared, headers).await?;
    own_number(&till, headers)?;
    // Held through the wait, which is use of the key, too.
    let _in_use = own_installation(shared, key, headers)?;
    let asked = asked?;
    let after = asked.after.as_deref().map_or(Ok(Cursor::START), str::parse);
    let after = after.map_err(|_| bad("`after` is not a cursor"))?;
    let wait = asked.wait.as_deref().map_or(Ok(0), str::parse::<u32>);
    let wait = wait.map_err(|_| bad("`wait` is a number of seconds"))?;
    wait_for(shared, &till, after, wait.min(WAIT_SECS_MAX)).await
}

async fn wait_for(
    shared: &Shared,
    till: &KnownTill,
    after: Cursor,
    wait_secs: u32,
) -> Result<NoticePage, Refusal> {
    let until = Instant::now() + Duration::from_secs(wait_secs.into());
    let mut commits = shared.store.commits();
    let mut closing = shared.closing.clone();
    loop {
        // Marked as seen before the store is read: a commit between the two
        // ends the wait below.
        commits.mark_unchanged();
        let over = *closing.borrow() || Instant::now() >= until;
        let page = shared
            .store
            .page(till, after)
            .await
            .map_err(|error| unavailable(&error))?;
        if over || !page.notices.is_empty() {
            return Ok(page);
        }
        tokio::select! {
            changed = commits.changed() => changed.map_err(|_| unavailable(&StoreError::Closed))?,
            _ = closing.wait_for(|closing| *closing) => {}
            () = tokio::time::sleep_until(until) => {}
        }
    }
}

async fn who(shared: &Shared, headers: &HeaderMap) -> Result<(KnownTill, KeyHash), Refusal> {
    let key = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let key = key
        .and_then(|value| value.split_once(' '))
        .and_then(|(scheme, key)| {
            scheme
                .eq_ignore_ascii_case("bearer")
                .then(|| key.trim())
                .filter(|key| key.len() <= KEY_BYTES_MAX)
        });
    let unknown = || Refusal {
        status: StatusCode::UNAUTHORIZED,
        error: ComplaintCode::UnknownKey,
        message: "no till of this relay has this key".to_owned(),
    };
    let key = KeyHash::of(&key.ok_or_else(unknown)?.to_owned().into());
    let till = shared
        .store
        .till_of(key)
        .await
        .map_err(|error| unavailable(&error))?;
    // A merchant that was taken out of the settings has no tills any more.
    let till = till.filter(|till| shared.merchants.contains_key(&till.merchant));
    Ok((till.ok_or_else(unknown)?, key))
}

fn own_number(till: &KnownTill, headers: &HeaderMap) -> Result<(), Refusal> {
    let Some(said) = headers.get(TILL_HEADER) else {
        return Ok(());
    };
    let said = said
        .to_str()
        .ok()
        .and_then(|said| said.trim().parse::<u16>().ok());
    let said = said.ok_or_else(|| bad("the till's number can not be read"))?;
    if said == till.number.0 {
        return Ok(());
    }
    let (own, merchant) = (till.number.0, &till.merchant);
    Err(Refusal {
        status: StatusCode::FORBIDDEN,
        error: ComplaintCode::TillDiffers,
        message: format!("this key is of till {own} of {merchant}, and this till says {said}"),
    })
}

fn own_installation<'a>(
    shared: &'a Shared,
    key: KeyHash,
    headers: &HeaderMap,
) -> Result<Option<InUse<'a>>, Refusal> {
    let Some(said) = headers.get(INSTALLATION_HEADER) else {
        return Ok(None);
    };
    let said = said
        .to_str()
        .ok()
        .filter(|said| said.len() <= INSTALLATION_BYTES_MAX);
    let said = said.ok_or_else(|| bad("the installation's name can not be read"))?;
    let in_use = shared.leases.take(key, said).ok_or_else(|| Refusal {
        status: StatusCode::CONFLICT,
        error: ComplaintCode::InUseElsewhere,
        message: "another installation is using this key".to_owned(),
    })?;
    Ok(Some(in_use))
}

/// Why a till gets no page.
struct Refusal {
    status: StatusCode,
    error: ComplaintCode,
    message: String,
}

fn bad(message: &str) -> Refusal {
    let error = ComplaintCode::BadRequest;
    Refusal {
        status: StatusCode::BAD_REQUEST,
        error,
        message: message.to_owned(),
    }
}

fn unavailable(error: &StoreError) -> Refusal {
    tracing::error!(%error, "a till was not answered");
    Refusal {
        status: StatusCode::SERVICE_UNAVAILABLE,
        error: ComplaintCode::Unavailable,
        message: "the relay can not reach its store".to_owned(),
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let later = self.status == StatusCode::SERVICE_UNAVAILABLE;
        let complaint = Json(Complaint {
            error: self.error,
            message: self.message,
        });
        if later {
            (self.status, retry_after(), complaint).into_response()
        } else {
            (self.status, complaint).into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{IfKnown, Incoming, Kept, Put, Store};
    use async_trait::async_trait;
    use domain::TillNumber;
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

        async fn page(&self, _: &KnownTill, after: Cursor) -> Result<NoticePage, StoreError> {
            let reads = self.reads.fetch_add(1, Ordering::Relaxed) + 1;
            if reads == 1 {
                self.commits.send_replace(1);
            }
            Ok(NoticePage {
                notices: Vec::new(),
                next: after,
                read_to_end: true,
            })
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
            closing,
        };
        let till = KnownTill {
            merchant: "demo".into(),
            number: TillNumber(1),
        };
        let started = Instant::now();
        let page = wait_for(&shared, &till, Cursor::new(4), 30).await;
        assert!(page.is_ok_and(|page| page.read_to_end));
        assert_eq!(started.elapsed(), Duration::from_secs(30));
        // At the start, by the commit, and when the wait was over.
        assert_eq!(store.reads.load(Ordering::Relaxed), 3);
    }
}
