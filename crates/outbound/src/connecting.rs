//! Connecting: the name look-up and then the connection, each with its own
//! limit. The time they take is measured, so that the limit of the answer
//! starts after them.
//!
//! The library has only one limit for everything together. This module wraps
//! the library's connector, and provides the resolver inside it. The waiting
//! request polls both, and they report to its [`Phase`] what they are doing.

use std::error::Error;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::time::{Instant, sleep_until};
use tower::{Layer, Service};

type BoxError = Box<dyn Error + Send + Sync>;

tokio::task_local! {
    /// The phase of the request that is being polled.
    static PHASE: Arc<Phase>;
}

/// Why no connection was made, if this module saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotConnected {
    /// The host's name could not be resolved.
    #[error("the name is not known")]
    NameUnknown,
    /// The name server did not answer in time.
    #[error("the name server did not answer within the limit")]
    NameTooSlow,
    /// The connection was not made in time.
    #[error("no connection stood within the limit")]
    TooSlow,
}

/// The time that a request has spent on names and on connections.
#[derive(Debug, Default)]
pub(crate) struct Phase(Mutex<Spent>);

#[derive(Debug, Default)]
struct Spent {
    naming: Stopwatch,
    connecting: Stopwatch,
}

#[derive(Debug, Default)]
struct Stopwatch {
    since: Option<Instant>,
    before: Duration,
}

impl Stopwatch {
    fn start(&mut self) {
        self.since = Some(now());
    }

    fn stop(&mut self) {
        self.before = self.read();
        self.since = None;
    }

    fn read(&self) -> Duration {
        self.before + self.since.map_or(Duration::ZERO, |since| now() - since)
    }
}

fn now() -> Instant {
    Instant::now()
}

impl Phase {
    /// Runs a request's future and measures its connecting.
    pub(crate) async fn around<F: Future>(self: &Arc<Self>, future: F) -> F::Output {
        PHASE.scope(Arc::clone(self), future).await
    }

    /// How long it has been connecting so far, name look-ups included.
    pub(crate) fn connecting(&self) -> Duration {
        self.locked().connecting.read()
    }

    fn naming(&self) -> Duration {
        self.locked().naming.read()
    }

    fn locked(&self) -> MutexGuard<'_, Spent> {
        // Nothing panics while the lock is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The phase of the request that is being polled, or a new one if the library
/// makes a connection in the background for a later request.
fn current() -> Arc<Phase> {
    PHASE.try_with(Arc::clone).unwrap_or_default()
}

/// Limits the time for a connection, without the time for the name.
#[derive(Clone, Debug)]
pub(crate) struct ConnectLimit {
    pub(crate) limit: Duration,
}

impl<S> Layer<S> for ConnectLimit {
    type Service = Limited<S>;

    fn layer(&self, inner: S) -> Limited<S> {
        Limited {
            inner,
            limit: self.limit,
        }
    }
}

/// A connector with a limit.
#[derive(Clone, Debug)]
pub(crate) struct Limited<S> {
    inner: S,
    limit: Duration,
}

impl<S, R> Service<R> for Limited<S>
where
    S: Service<R, Error = BoxError>,
    S::Future: Send + 'static,
    S::Response: Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        let (connecting, limit) = (self.inner.call(request), self.limit);
        Box::pin(async move {
            let phase = current();
            let (began, named_before) = (now(), phase.naming());
            phase.locked().connecting.start();
            let outcome = PHASE
                .scope(Arc::clone(&phase), async {
                    tokio::pin!(connecting);
                    let mut until = began + limit;
                    loop {
                        tokio::select! {
                            biased;
                            connected = &mut connecting => return connected,
                            () = sleep_until(until) => {}
                        }
                        // The time for the name does not count as connecting.
                        let named = phase.naming() - named_before;
                        if began + limit + named <= until {
                            return Err(NotConnected::TooSlow.into());
                        }
                        until = began + limit + named;
                    }
                })
                .await;
            phase.locked().connecting.stop();
            outcome
        })
    }
}

/// Resolves names by the operating system, with a limit.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    pub(crate) limit: Duration,
}

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        let limit = self.limit;
        Box::pin(async move {
            let look_up = async {
                let found = tokio::net::lookup_host((host.as_str(), 0)).await?;
                Ok::<_, std::io::Error>(found.collect::<Vec<_>>())
            };
            let found = looked_up(look_up, limit).await?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// The addresses of a name. The families alternate, so that unreachable
/// addresses of one do not keep the other from being tried.
async fn looked_up(
    look_up: impl Future<Output = std::io::Result<Vec<SocketAddr>>>,
    limit: Duration,
) -> Result<Vec<SocketAddr>, NotConnected> {
    let phase = current();
    phase.locked().naming.start();
    let found = tokio::time::timeout(limit, look_up).await;
    phase.locked().naming.stop();
    match found {
        Err(_) => Err(NotConnected::NameTooSlow),
        Ok(Ok(found)) if !found.is_empty() => Ok(mixed(found)),
        Ok(Ok(_) | Err(_)) => Err(NotConnected::NameUnknown),
    }
}

/// One address of each family in turn, the first family first.
fn mixed(found: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let first_is_v4 = matches!(found.first().map(SocketAddr::ip), Some(IpAddr::V4(_)));
    let (mut own, mut other): (Vec<_>, Vec<_>) = found
        .into_iter()
        .partition(|it| it.is_ipv4() == first_is_v4);
    own.reverse();
    other.reverse();
    let mut order = Vec::new();
    while let Some(next) = own.pop() {
        order.push(next);
        order.extend(other.pop());
    }
    other.reverse();
    order.extend(other);
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use tower::service_fn;

    fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_name_server_is_told_apart_from_an_unknown_name() {
        let limit = Duration::from_millis(300);
        let slow = looked_up(std::future::pending(), limit).await;
        assert_eq!(slow, Err(NotConnected::NameTooSlow));
        let unknown = async { Err(std::io::ErrorKind::NotFound.into()) };
        assert_eq!(
            looked_up(unknown, limit).await,
            Err(NotConnected::NameUnknown)
        );
        let nothing = async { Ok(Vec::new()) };
        assert_eq!(
            looked_up(nothing, limit).await,
            Err(NotConnected::NameUnknown)
        );
    }

    #[test]
    fn the_families_take_turns() {
        let found = addresses(&["[::1]:0", "[::2]:0", "127.0.0.1:0", "[::3]:0"]);
        let order = addresses(&["[::1]:0", "127.0.0.1:0", "[::2]:0", "[::3]:0"]);
        assert_eq!(mixed(found), order);
        let one = addresses(&["10.0.0.1:0", "10.0.0.2:0"]);
        assert_eq!(mixed(one.clone()), one);
    }

    /// Connects with a slow name look-up and a slow connection.
    async fn connect(
        name_ms: u64,
        connection_ms: u64,
        limit_ms: u64,
    ) -> (Result<(), BoxError>, Phase) {
        let ms = Duration::from_millis;
        let inner = service_fn(move |()| async move {
            let look_up = async {
                tokio::time::sleep(ms(name_ms)).await;
                Ok(addresses(&["127.0.0.1:0"]))
            };
            looked_up(look_up, ms(500)).await?;
            tokio::time::sleep(ms(connection_ms)).await;
            Ok::<_, BoxError>(())
        });
        let phase = Arc::new(Phase::default());
        let mut limited = ConnectLimit {
            limit: ms(limit_ms),
        }
        .layer(inner);
        let outcome = phase.around(limited.call(())).await;
        (outcome, Arc::into_inner(phase).unwrap())
    }

    #[tokio::test(start_paused = true)]
    async fn each_limit_covers_one_thing() {
        // Together they take longer than either limit, and neither limit is
        // exceeded.
        let (outcome, phase) = connect(400, 250, 300).await;
        outcome.unwrap();
        assert_eq!(phase.connecting(), Duration::from_millis(650));
        let why = |outcome: Result<(), BoxError>| {
            outcome.unwrap_err().downcast_ref::<NotConnected>().copied()
        };
        let (slow_name, _) = connect(600, 0, 300).await;
        assert_eq!(why(slow_name), Some(NotConnected::NameTooSlow));
        let (slow_connection, phase) = connect(400, 350, 300).await;
        assert_eq!(why(slow_connection), Some(NotConnected::TooSlow));
        assert_eq!(phase.connecting(), Duration::from_millis(700));
    }
}
