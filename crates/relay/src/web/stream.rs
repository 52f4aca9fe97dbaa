//! A till's stream of notices. It sends everything after the cursor and then
//! everything that is committed, each as one event. It also says when all was
//! read, and sends a heartbeat while there is nothing new. It delivers the same
//! as the long poll, from the same pages.
//!
//! The reader sets the pace: at most one page is in memory.

use super::{
    Shared,
    admission::{Admitted, LOOK, Refusal, may_go_on, unavailable},
};
use crate::{
    serve::{HangUp, IsStream},
    store::Changes,
    streams::Place,
};
use axum::{
    Extension,
    body::{Body, Bytes},
    http::header,
    response::{IntoResponse, Response},
};
use relay_protocol::{Cursor, Delivery, HEARTBEAT_SECS, STREAM_SECS_MAX, STREAM_TYPE, StreamEvent};
use std::{collections::VecDeque, convert::Infallible, sync::Arc, time::Duration};
use tokio::{sync::watch, time::Instant};

const HEARTBEAT: Duration = Duration::from_secs(HEARTBEAT_SECS as u64);
const LIFE: Duration = Duration::from_secs(STREAM_SECS_MAX as u64);

/// Opens a stream. Its first page is read before the answer begins.
pub(super) async fn open(
    shared: &Arc<Shared>,
    hang_up: HangUp,
    admitted: Admitted,
    after: Cursor,
) -> Result<Response, Refusal> {
    let mut changes = shared.store.changes(&admitted.till.merchant);
    changes.notices.mark_unchanged();
    let page = shared.store.page(&admitted.till, after).await;
    let now = Instant::now();
    let mut stream = Stream {
        shared: Arc::clone(shared),
        _place: shared.streams.enter(admitted.key, hang_up),
        admitted,
        after,
        ready: VecDeque::new(),
        read_to_end: false,
        silent_since: now,
        looked_at: now,
        until: now + LIFE,
        changes,
        closing: shared.closing.clone(),
    };
    stream.take(page.map_err(|error| unavailable(&error))?, false);
    let events = futures::stream::unfold(stream, |mut stream| async move {
        let event = stream.next().await?;
        let bytes = Bytes::from(event.to_wire());
        Some((Ok::<_, Infallible>(bytes), stream))
    });
    let headers = [
        (header::CONTENT_TYPE.as_str(), STREAM_TYPE),
        (header::CACHE_CONTROL.as_str(), "no-store, no-transform"),
        // Tells nginx, and proxies that follow it, not to buffer the answer.
        ("x-accel-buffering", "no"),
    ];
    Ok((Extension(IsStream), headers, Body::from_stream(events)).into_response())
}

struct Stream {
    shared: Arc<Shared>,
    _place: Place,
    admitted: Admitted,
    after: Cursor,
    /// Events that were read and not yet sent; at most a page.
    ready: VecDeque<StreamEvent>,
    /// Whether the last page read reached the end.
    read_to_end: bool,
    silent_since: Instant,
    looked_at: Instant,
    until: Instant,
    changes: Changes,
    closing: watch::Receiver<bool>,
}

impl Stream {
    /// The next event; `None` at the stream's end.
    async fn next(&mut self) -> Option<StreamEvent> {
        loop {
            if *self.closing.borrow() || Instant::now() >= self.until {
                return None;
            }
            if let Some(event) = self.ready.pop_front() {
                self.silent_since = Instant::now();
                return Some(event);
            }
            let beat_at = (self.silent_since + HEARTBEAT).min(self.until);
            let mut key_changed = false;
            if self.read_to_end {
                tokio::select! {
                    changed = self.changes.notices.changed() => changed.ok()?,
                    changed = self.changes.keys.changed() => {
                        changed.ok()?;
                        key_changed = true;
                    }
                    _ = self.closing.wait_for(|closing| *closing) => return None,
                    () = tokio::time::sleep_until(beat_at) => {}
                }
            }
            let beat = Instant::now() >= beat_at;
            if !self.may_go_on(key_changed).await {
                return None;
            }
            // Marked as seen before reading the store, so that a commit between
            // the two ends the next wait.
            self.changes.notices.mark_unchanged();
            match self
                .shared
                .store
                .page(&self.admitted.till, self.after)
                .await
            {
                Ok(page) => self.take(page, beat),
                Err(error) => {
                    tracing::error!(%error, "a stream ends: its page can not be read");
                    return None;
                }
            }
        }
    }

    /// Turns a page into events. An empty page becomes a heartbeat if one is
    /// due, else nothing.
    fn take(&mut self, delivery: Delivery, beat: bool) {
        let catching_up = !self.read_to_end;
        let Delivery { page, claims } = delivery;
        let something = !page.notices.is_empty() || !claims.is_empty();
        let notices = page
            .notices
            .into_iter()
            .map(|notice| StreamEvent::Notice(Box::new(notice)));
        self.ready.extend(notices);
        self.ready
            .extend(claims.into_iter().map(StreamEvent::Claim));
        self.ready
            .make_contiguous()
            .sort_by_key(StreamEvent::cursor);
        self.after = page.next;
        self.read_to_end = page.read_to_end;
        let cursor = page.next;
        if page.read_to_end && (something || catching_up) {
            self.ready.push_back(StreamEvent::ReadToEnd { cursor });
        } else if page.read_to_end && beat {
            self.ready.push_back(StreamEvent::Heartbeat { cursor });
        }
    }

    /// Whether the stream may continue. It ends if its key was replaced, even
    /// by another process, or if its installation has not renewed the lease.
    /// This is checked when a key changes in this process, and at every
    /// heartbeat.
    async fn may_go_on(&mut self, key_changed: bool) -> bool {
        let now = Instant::now();
        if !key_changed && now < self.looked_at + LOOK {
            return true;
        }
        self.looked_at = now;
        may_go_on(&self.shared, &self.admitted).await.is_ok()
    }
}
