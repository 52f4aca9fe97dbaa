//! Accepting connections and speaking HTTP/1.1 on them, by hand, so that the
//! practice mode can cut the network: a connection that stands is dropped too.

use axum::{Router, body::Body, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{pin::pin, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Notify, OwnedSemaphorePermit, Semaphore, watch},
    task::JoinSet,
};
use tower::ServiceExt;

/// The most connections at a time; the next is dropped.
const CONNECTIONS_MAX: usize = 1024;

/// The longest that a request's head may take, in seconds; also how long an
/// idle connection stays.
const HEAD_SECS: u64 = 75;

/// The largest head of a request, in bytes.
const HEAD_BYTES_MAX: usize = 32 * 1024;

/// The pause after an accept that failed, such as for want of file handles, in
/// milliseconds.
const ACCEPT_PAUSE_MS: u64 = 50;

/// How long a stop waits for what is being answered, in seconds.
const STOP_SECS: u64 = 10;

/// Drops the connection that a request came by, whatever it is writing: a
/// reader that does not read would hold it else. Every request carries one.
#[derive(Clone, Default)]
pub(crate) struct HangUp(Arc<Notify>);

impl HangUp {
    /// Drops the connection, now or as soon as it is looked at.
    pub(crate) fn now(&self) {
        self.0.notify_one();
    }

    #[cfg(test)]
    pub(crate) async fn happens(&self) {
        self.0.notified().await;
    }
}

/// Serves until it is told to close and the last answer is out.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    offline: watch::Receiver<bool>,
    mut closing: watch::Receiver<bool>,
) {
    let slots = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            _ = closing.wait_for(|closing| *closing) => break,
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(ACCEPT_PAUSE_MS)).await;
                continue;
            }
        };
        let is_offline = *offline.borrow();
        let slot = Arc::clone(&slots).try_acquire_owned();
        // What is not spawned is dropped, and so closed.
        if let (false, Ok(slot)) = (is_offline, slot) {
            let connection = connection(
                stream,
                router.clone(),
                offline.clone(),
                closing.clone(),
                slot,
            );
            connections.spawn(connection);
        }
    }
    drop(listener);
    let rest = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(Duration::from_secs(STOP_SECS), rest)
        .await
        .is_err()
    {
        tracing::warn!("some connections did not end in time and are dropped");
    }
}

async fn connection(
    stream: TcpStream,
    router: Router,
    mut offline: watch::Receiver<bool>,
    mut closing: watch::Receiver<bool>,
    _slot: OwnedSemaphorePermit,
) {
    let hang_up = HangUp::default();
    let for_requests = hang_up.clone();
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(for_requests.clone());
        router.clone().oneshot(request.map(Body::new))
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(HEAD_SECS))
        .max_buf_size(HEAD_BYTES_MAX)
        .serve_connection(TokioIo::new(stream), service);
    let mut served = pin!(served);
    let mut ending = false;
    loop {
        tokio::select! {
            ended = served.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended badly");
                }
                return;
            }
            // Returning drops the connection and what it was about to answer.
            _ = offline.wait_for(|offline| *offline) => return,
            () = hang_up.0.notified() => return,
            _ = closing.wait_for(|closing| *closing), if !ending => {
                ending = true;
                served.as_mut().graceful_shutdown();
            }
        }
    }
}
