//! The listener: its connections can be cut at any moment, and it finds who
//! answers a path.
//!
//! It uses hyper directly, because a stand-in must be able to close a
//! connection without an answer, which a web framework does not offer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::{ALLOW, DATE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::host::Host;
use crate::host::answer::{Answer, Dropped, message};
use crate::host::door::Door;
use crate::host::stand_in::StandIn;
use crate::host::stop::stopped;

/// How many connections are open at once; a further one waits.
const CONNECTIONS_MAX: usize = 512;
/// The longest time from the start of a connection, or from its last answer, to
/// a whole head.
const HEAD_WAIT_MAX: Duration = Duration::from_secs(60);
/// The pause after an error that should pass.
const PAUSE: Duration = Duration::from_millis(50);

/// Answers the requests that control the sandbox. They are not affected by a
/// cut or by the simulated absence of the network.
pub(crate) trait Steering: Send + Sync + 'static {
    /// Whether the path is one of these requests, and not a provider's.
    fn is_mine(&self, path: &str) -> bool;

    fn answer(&self, request: Request<Incoming>) -> impl Future<Output = Answer> + Send;
}

/// Finds who answers a path.
pub(crate) struct Routes<S> {
    pub(crate) host: Arc<Host>,
    pub(crate) stand_ins: Vec<Arc<dyn StandIn>>,
    pub(crate) steering: S,
}

/// Accepts connections until the sandbox shuts down; then cuts the remaining
/// ones.
pub(crate) async fn run<S: Steering>(
    routes: Arc<Routes<S>>,
    listener: TcpListener,
    address: SocketAddr,
) {
    let host = &routes.host;
    let mut stop = host.stop.subscribe();
    let mut shut = host.shut_until.subscribe();
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut connections = JoinSet::new();
    let mut door = Door::Open(listener);
    loop {
        shut.mark_unchanged();
        door = door.set(address, host.is_shut());
        let accepted = async {
            let place = room.clone().acquire_owned().await;
            (place, door.next().await)
        };
        tokio::select! {
            (place, accepted) = accepted => match accepted {
                Ok(stream) => {
                    let routes = routes.clone();
                    connections.spawn(async move {
                        let _place = place;
                        serve(routes, stream).await;
                    });
                }
                // The process may be out of file handles: that passes, and the
                // loop must not spin.
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

async fn serve<S: Steering>(routes: Arc<Routes<S>>, stream: TcpStream) {
    let mut cut = routes.host.cut.subscribe();
    // A control request does not cut the connection of its own script.
    let steers = Arc::new(AtomicBool::new(false));
    let service = service_fn(|request: Request<Incoming>| {
        let (routes, steers) = (routes.clone(), steers.clone());
        async move {
            let is_steering = routes.steering.is_mine(request.uri().path());
            steers.store(is_steering, Ordering::SeqCst);
            routes.route(request).await
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WAIT_MAX)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    loop {
        tokio::select! {
            // It failed because the client left or because there is no answer
            // to send; either way it is over.
            _ = connection.as_mut() => return,
            cut = cut.changed() => {
                if cut.is_err() || !steers.load(Ordering::SeqCst) {
                    return;
                }
            }
        }
    }
}

impl<S: Steering> Routes<S> {
    async fn route(&self, request: Request<Incoming>) -> Result<Answer, Dropped> {
        let mut answer = if self.steering.is_mine(request.uri().path()) {
            self.steering.answer(request).await
        } else if self.host.is_offline() || self.host.is_shut() {
            return Err(Dropped);
        } else {
            self.provided(request).await?
        };
        if let Ok(date) = HeaderValue::from_str(&self.host.clock.http_date()) {
            answer.headers_mut().insert(DATE, date);
        }
        Ok(answer)
    }

    /// Lets the provider of the path answer.
    async fn provided(&self, request: Request<Incoming>) -> Result<Answer, Dropped> {
        let path = request.uri().path();
        for stand_in in &self.stand_ins {
            if let Some(method) = stand_in.method_at(path) {
                return if *request.method() == method {
                    stand_in.answer(request).await
                } else {
                    Ok(not_allowed(&method))
                };
            }
        }
        Ok(message(StatusCode::NOT_FOUND, "no such path"))
    }
}

fn not_allowed(allowed: &Method) -> Answer {
    let words = format!("{allowed} only");
    let mut answer = message(StatusCode::METHOD_NOT_ALLOWED, &words);
    if let Ok(allowed) = HeaderValue::from_str(allowed.as_str()) {
        answer.headers_mut().insert(ALLOW, allowed);
    }
    answer
}
