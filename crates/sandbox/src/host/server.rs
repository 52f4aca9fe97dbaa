//! The listener: connections that can be cut at any moment, and the way from
//! a path to who answers it.
//!
//! It serves with hyper itself, because a stand-in must be able to close a
//! connection without an answer, which a web framework does not offer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CONTENT_TYPE, DATE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::control;
use crate::host::door::Door;
use crate::pagouno::{PURCHASE_PATH, PURCHASEGROUP_PATH, TOKEN_PATH, endpoints};
use crate::sandbox::{Inner, Sandbox};
use crate::totalcoin::endpoints as provider;
use crate::totalcoin::{LOGIN_PATH, PRE_ORDER_PATH};

/// Connections at once; a further one waits.
const CONNECTIONS_MAX: usize = 512;
/// From the start of a connection, or of its last answer, to a whole head.
const HEAD_WAIT_MAX: Duration = Duration::from_secs(60);
/// From a whole head to a whole body.
const BODY_WAIT_MAX: Duration = Duration::from_secs(10);
/// Between two looks at a thing that should pass.
const PAUSE: Duration = Duration::from_millis(50);
/// The largest body that is taken, in bytes.
pub const REQUEST_BYTES_MAX: usize = 64 * 1024;

pub(crate) type Answer = Response<Full<Bytes>>;

/// The connection is to be closed and nothing said.
#[derive(Debug, thiserror::Error)]
#[error("closed without an answer")]
pub(crate) struct Dropped;

/// Accepts until the sandbox shuts down; then cuts what is left.
pub(crate) async fn run(inner: Arc<Inner>, listener: TcpListener) {
    let mut stop = inner.stop.subscribe();
    let mut shut = inner.shut_until.subscribe();
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut connections = JoinSet::new();
    let mut door = Door::Open(listener);
    loop {
        shut.mark_unchanged();
        door = door.set(inner.address, inner.is_shut());
        let accepted = async {
            let place = room.clone().acquire_owned().await;
            (place, door.next().await)
        };
        tokio::select! {
            (place, accepted) = accepted => match accepted {
                Ok(stream) => {
                    let inner = inner.clone();
                    connections.spawn(async move {
                        let _place = place;
                        serve(inner, stream).await;
                    });
                }
                // Out of file handles, say: it passes, and must not spin.
                Err(_) => tokio::time::sleep(PAUSE).await,
            },
            Some(_) = connections.join_next() => {}
            () = tokio::time::sleep(PAUSE), if !door.is_open() => {}
            _ = shut.changed() => {}
            () = stopped(&mut stop) => break,
        }
    }
    connections.shutdown().await;
}

/// Returns when the sandbox shuts down.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    // The sender is gone only together with the sandbox.
    let _ = stop.wait_for(|stopped| *stopped).await;
}

async fn serve(inner: Arc<Inner>, stream: TcpStream) {
    let mut cut = inner.cut.subscribe();
    // The connection of a script that steers the sandbox is not cut by what
    // the script asks for.
    let steers = Arc::new(AtomicBool::new(false));
    let service = service_fn(|request: Request<Incoming>| {
        let (inner, steers) = (inner.clone(), steers.clone());
        async move {
            steers.store(control::is_mine(request.uri().path()), Ordering::SeqCst);
            route(&inner, request).await
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WAIT_MAX)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    loop {
        tokio::select! {
            // It failed because the client left or because nothing was to be
            // said; either way it is over.
            _ = connection.as_mut() => return,
            cut = cut.changed() => {
                if cut.is_err() || !steers.load(Ordering::SeqCst) {
                    return;
                }
            }
        }
    }
}

async fn route(inner: &Arc<Inner>, request: Request<Incoming>) -> Result<Answer, Dropped> {
    let path = request.uri().path().to_owned();
    let mut answer = if control::is_mine(&path) {
        control::answer(&Sandbox::of(inner.clone()), request).await
    } else if inner.is_offline() || inner.is_shut() {
        return Err(Dropped);
    } else {
        let transaction = path.strip_prefix(PURCHASE_PATH);
        match path.as_str() {
            LOGIN_PATH | PRE_ORDER_PATH | TOKEN_PATH | PURCHASEGROUP_PATH
                if request.method() != Method::POST =>
            {
                not_allowed("POST", "POST only")
            }
            _ if transaction.is_some() && request.method() != Method::GET => {
                not_allowed("GET", "GET only")
            }
            TOKEN_PATH => endpoints::token(inner, request).await?,
            PURCHASEGROUP_PATH => endpoints::purchasegroup(inner, request).await?,
            LOGIN_PATH => provider::login(inner, request).await?,
            PRE_ORDER_PATH => provider::pre_order(inner, request).await?,
            _ => match transaction {
                Some(id) => endpoints::purchase(inner, id, request).await?,
                None => message(StatusCode::NOT_FOUND, "no such path"),
            },
        }
    };
    if let Ok(date) = HeaderValue::from_str(&inner.clock.http_date()) {
        answer.headers_mut().insert(DATE, date);
    }
    Ok(answer)
}

fn not_allowed(method: &'static str, words: &str) -> Answer {
    let mut answer = message(StatusCode::METHOD_NOT_ALLOWED, words);
    answer
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static(method));
    answer
}

/// A whole body, or the answer to one that is too large or too slow.
pub(crate) async fn body_of(request: Request<Incoming>) -> Result<Bytes, Answer> {
    let body = Limited::new(request.into_body(), REQUEST_BYTES_MAX).collect();
    match tokio::time::timeout(BODY_WAIT_MAX, body).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => {
            Err(message(StatusCode::PAYLOAD_TOO_LARGE, "body is too large"))
        }
        Ok(Err(_)) => Err(message(StatusCode::BAD_REQUEST, "body broke off")),
        Err(_) => Err(message(StatusCode::REQUEST_TIMEOUT, "body took too long")),
    }
}

/// `{"message": …}`, the form of every refusal here.
pub(crate) fn message(status: StatusCode, words: &str) -> Answer {
    json_answer(status, json!({ "message": words }).to_string())
}

pub(crate) fn json_answer(status: StatusCode, body: impl Into<Bytes>) -> Answer {
    typed(status, "application/json", body)
}

pub(crate) fn typed(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Answer {
    let mut answer = Response::new(Full::new(body.into()));
    *answer.status_mut() = status;
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    answer
}
