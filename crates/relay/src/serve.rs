//! Accepts connections and serves HTTP/1.1 on them. This is done by hand so
//! that practice mode can cut the network, and so that no caller keeps a place
//! by sending or reading nothing.

mod callers;
mod pace;
mod path;
mod refusals;

pub(crate) use callers::{Caller, Kind, Proven};
pub(crate) use refusals::Refused;

use crate::limits::Limits;
use axum::{
    Router,
    body::Body,
    http::{Request, Response},
};
use callers::Callers;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use pace::{Answer, Pace, Paced, Phase};
use refusals::Refusals;
use std::{convert::Infallible, pin::pin, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Notify, watch},
    task::JoinSet,
};
use tower::ServiceExt;

/// The largest head of a request, in bytes.
const HEAD_BYTES_MAX: usize = 32 * 1024;

/// The pause after a failed accept (for example, no file handles are left), in
/// milliseconds.
const ACCEPT_PAUSE_MS: u64 = 50;

/// How long a stop waits for running answers, in seconds.
const STOP_SECS: u64 = 10;

/// Closes a request's connection, even in the middle of an answer. Otherwise a
/// reader that reads nothing would keep it open.
#[derive(Clone, Default)]
pub(crate) struct HangUp(Arc<Notify>);

impl HangUp {
    /// Closes the connection now, or at its next check.
    pub(crate) fn now(&self) {
        self.0.notify_one();
    }

    pub(crate) async fn happens(&self) {
        self.0.notified().await;
    }
}

/// A caller for tests that need no connection.
#[cfg(test)]
pub(crate) fn test_caller(limits: &Limits) -> Arc<Caller> {
    Callers::new(limits).enter([127, 0, 0, 1].into(), HangUp::default())
}

/// Marks an answer as a stream, which has a time limit of its own.
#[derive(Clone, Copy)]
pub(crate) struct IsStream;

/// What every connection shares.
#[derive(Clone)]
struct Server {
    router: Router,
    limits: Limits,
    callers: Callers,
    refusals: Arc<Refusals>,
    offline: watch::Receiver<bool>,
    closing: watch::Receiver<bool>,
}

/// Serves until it is told to close and the last answer is sent.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    offline: watch::Receiver<bool>,
    mut closing: watch::Receiver<bool>,
) {
    let server = Server {
        router,
        limits,
        callers: Callers::new(&limits),
        refusals: Arc::default(),
        offline: offline.clone(),
        closing: closing.clone(),
    };
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            _ = closing.wait_for(|closing| *closing) => break,
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(ACCEPT_PAUSE_MS)).await;
                continue;
            }
        };
        // A connection that is not spawned is dropped, which closes it.
        if !*offline.borrow() {
            let caller = server.callers.enter(address.ip(), HangUp::default());
            connections.spawn(server.clone().connection(stream, caller));
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

impl Server {
    async fn connection(mut self, stream: TcpStream, caller: Arc<Caller>) {
        let pace = Pace::new();
        self.speak(stream, &caller, &pace).await;
        caller.gone();
    }

    /// Returning drops the connection and any unfinished answer.
    async fn speak(&mut self, stream: TcpStream, caller: &Arc<Caller>, pace: &Pace) {
        let service = service_fn(|request: Request<Incoming>| {
            self.answer(request, Arc::clone(caller), pace.clone())
        });
        let stream = Paced {
            inner: stream,
            pace: pace.clone(),
        };
        let served = http1::Builder::new()
            .timer(TokioTimer::new())
            // `Pace` measures the times, since it can tell a slow head from an
            // idle connection.
            .header_read_timeout(None)
            .max_buf_size(HEAD_BYTES_MAX)
            .serve_connection(TokioIo::new(stream), service);
        let mut served = pin!(served);
        let (mut offline, mut closing) = (self.offline.clone(), self.closing.clone());
        let hang_up = caller.hang_up();
        let mut looks = tokio::time::interval(self.limits.look);
        let mut ending = false;
        loop {
            tokio::select! {
                ended = served.as_mut() => {
                    if let Err(error) = ended {
                        tracing::debug!(%error, "a connection ended badly");
                    }
                    return;
                }
                _ = offline.wait_for(|offline| *offline) => return,
                () = hang_up.happens() => return,
                _ = looks.tick() => if pace.is_overdue(&self.limits, caller.known()) {
                    tracing::debug!("a connection took too long");
                    return;
                },
                _ = closing.wait_for(|closing| *closing), if !ending => {
                    ending = true;
                    served.as_mut().graceful_shutdown();
                }
            }
        }
    }

    fn answer(
        &self,
        mut request: Request<Incoming>,
        caller: Arc<Caller>,
        pace: Pace,
    ) -> impl Future<Output = Result<Response<Answer>, Infallible>> + use<> {
        pace.enter(Phase::Handling);
        path::make_plain(request.uri_mut());
        request.extensions_mut().insert(Arc::clone(&caller));
        let answer = self.router.clone().oneshot(request.map(Body::new));
        let refusals = Arc::clone(&self.refusals);
        async move {
            let response = refusals.pass(answer.await?, caller.peer());
            let is_stream = response.extensions().get::<IsStream>().is_some();
            pace.enter(if is_stream {
                Phase::Stream
            } else {
                Phase::Answer
            });
            Ok(response.map(|body| Answer::new(body, pace)))
        }
    }
}
