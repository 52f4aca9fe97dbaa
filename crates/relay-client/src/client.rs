//! The client for one till: the relay's address, and how the till identifies
//! itself.

use crate::{
    answer::not_answered,
    error::{NoticesError, Setting},
};
use outbound::{Answer, BaseUrl, BuildError, Http, Limits, Method, Proxy, Request};
use relay_protocol::{INSTALLATION_HEADER, PAGE_BYTES_MAX, TILL_HEADER, TillNumber};
use secrecy::{ExposeSecret, SecretString};

/// How much longer than its wait an answer may take, in seconds. This covers
/// the round trip and a page of bodies over a slow line.
pub const ANSWER_MARGIN_SECS: u32 = 10;

/// One till's connection to its relay. Clones share it.
#[derive(Debug, Clone)]
pub struct RelayClient {
    pub(crate) http: Http,
    base: BaseUrl,
    /// `None` if the key does not fit in a header.
    authorization: Option<SecretString>,
    till: TillNumber,
    installation: String,
}

impl RelayClient {
    /// The client for the relay at that base. Space around the key is ignored.
    /// `installation` is visible ASCII, at most
    /// [`relay_protocol::INSTALLATION_BYTES_MAX`] long.
    ///
    /// The HTTP client's own connect limit applies; the other limits are set
    /// here.
    #[must_use]
    pub fn new(
        http: Http,
        base: BaseUrl,
        till_key: SecretString,
        till: TillNumber,
        installation: String,
    ) -> RelayClient {
        let key = till_key.expose_secret().trim();
        let fit = !key.is_empty() && key.bytes().all(|b| b.is_ascii_graphic());
        let authorization = fit.then(|| format!("Bearer {key}").into());
        RelayClient {
            http,
            base,
            authorization,
            till,
            installation,
        }
    }

    /// Like [`RelayClient::new`], with an HTTP client of its own.
    pub fn connect(
        base: BaseUrl,
        till_key: SecretString,
        till: TillNumber,
        installation: String,
    ) -> Result<RelayClient, BuildError> {
        let http = Http::new(Limits::PROVIDER)?;
        Ok(RelayClient::new(http, base, till_key, till, installation))
    }

    /// The same client, with a proxy for all connections except those to this
    /// machine.
    pub fn through(self, proxy: Option<&Proxy>) -> Result<RelayClient, BuildError> {
        Ok(RelayClient {
            http: self.http.through(proxy)?,
            ..self
        })
    }

    /// A request to that path, with the headers that identify the till.
    pub(crate) fn request(&self, method: Method, path: &str) -> Result<Request<'_>, Setting> {
        let authorization = self.authorization.as_ref().ok_or(Setting::Key)?;
        let request = Request {
            method,
            ..Request::get(self.base.join(path))
        };
        Ok(request
            .authorized(authorization)
            .header(TILL_HEADER, self.till.0.to_string())
            .header(INSTALLATION_HEADER, self.installation.as_str()))
    }

    /// Sends a request without a body, which may wait this long at the relay.
    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        wait_secs: u32,
    ) -> Result<Answer, NoticesError> {
        self.send(self.request(method, path)?, wait_secs).await
    }

    /// Sends a request that may wait this long at the relay.
    pub(crate) async fn send(
        &self,
        request: Request<'_>,
        wait_secs: u32,
    ) -> Result<Answer, NoticesError> {
        let limits = limits(self.http.limits(), wait_secs);
        let answer = self.http.send(request, Some(limits)).await;
        answer.map_err(not_answered)
    }
}

/// The connect limit stays the client's own, which keeps its connections.
fn limits(own: Limits, wait_secs: u32) -> Limits {
    Limits {
        name_ms: own.name_ms,
        connect_ms: own.connect_ms,
        answer_ms: u64::from(wait_secs + ANSWER_MARGIN_SECS) * 1000,
        body_bytes_max: PAGE_BYTES_MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use relay_protocol::WAIT_SECS_MAX;

    #[test]
    fn the_answer_limit_grows_with_the_wait() {
        for (wait_secs, answer_ms) in [(0, 10_000), (WAIT_SECS_MAX, 40_000)] {
            let limits = limits(Limits::PROVIDER, wait_secs);
            assert_eq!((limits.connect_ms, limits.answer_ms), (3_000, answer_ms));
            assert_eq!(limits.body_bytes_max, PAGE_BYTES_MAX);
        }
    }
}
