//! The client: sends one request and returns one answer or one error.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, sleep_until};
use url::Url;
use zeroize::Zeroizing;

use crate::base_url;
use crate::connecting::{ConnectLimit, Names, Phase};
use crate::error::{BuildError, Cause, SendError};
use crate::proxy::Proxy;

/// How long to wait and how much to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Time until the host's addresses are known, in milliseconds.
    pub name_ms: u64,
    /// Time from then until the connection is established, TLS included, in
    /// milliseconds. Every known address is tried within it.
    pub connect_ms: u64,
    /// Time from then, or from the call if a kept connection is reused, until
    /// the last byte of the answer, in milliseconds.
    pub answer_ms: u64,
    /// The largest body of an answer that is read, in bytes.
    pub body_bytes_max: usize,
}

impl Limits {
    /// For a provider's API: 3 s for the name, 3 s to connect, 10 s for the
    /// answer, 64 KiB.
    pub const PROVIDER: Self = Self {
        name_ms: 3_000,
        connect_ms: 3_000,
        answer_ms: 10_000,
        body_bytes_max: 64 * 1024,
    };
}

/// The request's method; we use no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Sends a body.
    Post,
}

/// One request.
#[derive(Clone)]
pub struct Request<'a> {
    /// GET or POST.
    pub method: Method,
    /// The complete URL. The TLS rule of [`crate::BaseUrl`] applies here too.
    pub url: String,
    /// The complete value of the `Authorization` header, including `Bearer ` if
    /// needed.
    pub authorization: Option<&'a SecretString>,
    /// The body; it goes out as `application/json`, byte for byte.
    pub json: Option<Vec<u8>>,
    /// Used instead of `json`, and wiped after sending. The copies that the
    /// libraries below make to encrypt it are not wiped.
    pub secret_json: Option<Zeroizing<Vec<u8>>>,
    /// Used instead of both, as `application/x-www-form-urlencoded`, and wiped
    /// like `secret_json`.
    pub secret_form: Option<Zeroizing<Vec<u8>>>,
    /// Further headers, by name and value.
    pub headers: Vec<(String, String)>,
}

impl<'a> Request<'a> {
    /// A GET without authorization.
    #[must_use]
    pub fn get(url: impl Into<String>) -> Self {
        Self {
            method: Method::Get,
            url: url.into(),
            authorization: None,
            json: None,
            secret_json: None,
            secret_form: None,
            headers: Vec::new(),
        }
    }

    /// A POST of JSON without authorization.
    #[must_use]
    pub fn post(url: impl Into<String>, json: Vec<u8>) -> Self {
        Self {
            method: Method::Post,
            json: Some(json),
            ..Self::get(url)
        }
    }

    /// A POST of JSON that is wiped after sending.
    #[must_use]
    pub fn post_secret(url: impl Into<String>, json: Zeroizing<Vec<u8>>) -> Self {
        Self {
            method: Method::Post,
            secret_json: Some(json),
            ..Self::get(url)
        }
    }

    /// A POST of a URL-encoded form that is wiped after sending.
    #[must_use]
    pub fn post_secret_form(url: impl Into<String>, form: Zeroizing<Vec<u8>>) -> Self {
        Self {
            method: Method::Post,
            secret_form: Some(form),
            ..Self::get(url)
        }
    }

    /// The same request with the raw value of its `Authorization` header.
    #[must_use]
    pub fn authorized(mut self, value: &'a SecretString) -> Self {
        self.authorization = Some(value);
        self
    }

    /// The same request with one more header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

/// Does not print the query, the values of headers or the body.
impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.split(['?', '#']).next().unwrap_or_default();
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &url)
            .field("authorized", &self.authorization.is_some())
            .field("json_bytes", &self.json.as_ref().map(Vec::len))
            .field("secret_json", &self.secret_json.is_some())
            .field("secret_form", &self.secret_form.is_some())
            .field("headers", &names)
            .finish()
    }
}

/// A complete answer of any status. A redirect is an answer too.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The `Date` header as it came; see [`crate::http_date_ms`].
    pub date: Option<String>,
    /// The `Content-Type` header as it came.
    pub content_type: Option<String>,
    /// The body, at most [`Limits::body_bytes_max`] long.
    pub body: Vec<u8>,
}

impl Answer {
    /// Whether this is a web page, which no API answers with: a captive portal,
    /// a proxy or another server answered.
    #[must_use]
    pub fn is_web_page(&self) -> bool {
        let content_type = self.content_type.as_deref().unwrap_or_default();
        let is_html = content_type
            .get(..HTML.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(HTML));
        is_html && self.status < 500
    }
}

/// The content type of a web page.
const HTML: &str = "text/html";

/// Prints only the body's length: a login's answer is a secret.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("date", &self.date)
            .field("content_type", &self.content_type)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

/// An HTTP/1.1 client with limits. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Http {
    client: reqwest::Client,
    limits: Limits,
    keeps_connections: bool,
    proxy: Option<Proxy>,
}

impl Http {
    /// Makes a client.
    ///
    /// # Errors
    ///
    /// [`BuildError`] when the TLS library finds no usable roots or settings
    /// on this machine.
    pub fn new(limits: Limits) -> Result<Self, BuildError> {
        Ok(Self {
            client: build(limits, true, None)?,
            limits,
            keeps_connections: true,
            proxy: None,
        })
    }

    /// Makes a client that keeps no connections, for requests that may be sent
    /// at most once. Each request has its own connection, so it never runs into
    /// the closing of an old one, and a failure before its first byte is a
    /// failure to connect.
    ///
    /// # Errors
    ///
    /// As [`Http::new`].
    pub fn without_kept_connections(limits: Limits) -> Result<Self, BuildError> {
        Ok(Self {
            client: build(limits, false, None)?,
            limits,
            keeps_connections: false,
            proxy: None,
        })
    }

    /// The same client, with a proxy for all connections except those to this
    /// machine.
    ///
    /// # Errors
    ///
    /// As [`Http::new`].
    pub fn through(self, proxy: Option<&Proxy>) -> Result<Self, BuildError> {
        Ok(Self {
            client: build(self.limits, self.keeps_connections, proxy)?,
            proxy: proxy.cloned(),
            ..self
        })
    }

    /// The limits of a request without its own.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Sends one request once, and reads its complete answer.
    ///
    /// `limits_override` replaces the client's limits for this request. A
    /// different `connect_ms` needs a new connection.
    ///
    /// # Errors
    ///
    /// [`SendError`] says whether the other side may have seen the request.
    pub async fn send(
        &self,
        request: Request<'_>,
        limits_override: Option<Limits>,
    ) -> Result<Answer, SendError> {
        let limits = limits_override.unwrap_or(self.limits);
        let sort = self.sorter(&request.url);
        let outgoing = self.outgoing(request, limits)?;
        let whole = async {
            let response = outgoing.send().await.map_err(sort)?;
            read(response, limits.body_bytes_max).await
        };
        let limit = Duration::from_millis(limits.answer_ms);
        let too_long = || SendError::Lost(Cause::of("no whole answer within the limit"));
        within(limit, whole)
            .await
            .unwrap_or_else(|| Err(too_long()))
    }

    /// The function that sorts the library's errors for a URL, depending on
    /// whether the request goes through the proxy.
    pub(crate) fn sorter(&self, url: &str) -> fn(reqwest::Error) -> SendError {
        if self.proxy.is_some() && !base_url::is_here(url) {
            |error| SendError::sort(error).through_proxy()
        } else {
            SendError::sort
        }
    }

    /// The request in the library's form, checked and without a limit.
    pub(crate) fn outgoing(
        &self,
        request: Request<'_>,
        limits: Limits,
    ) -> Result<reqwest::RequestBuilder, SendError> {
        let url = Url::parse(&request.url).map_err(|error| SendError::NotSent(Cause::of(error)))?;
        base_url::check(&url).map_err(|error| SendError::NotSent(Cause::of(error)))?;
        let headers = headers(&request)?;
        let of_connecting = |limits: Limits| (limits.name_ms, limits.connect_ms);
        let client = if of_connecting(limits) == of_connecting(self.limits) {
            self.client.clone()
        } else {
            build(limits, self.keeps_connections, self.proxy.as_ref())
                .map_err(|error| SendError::NotSent(error.0))?
        };
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
        };
        let outgoing = client.request(method, url).headers(headers);
        Ok(
            match (request.secret_form.or(request.secret_json), request.json) {
                (Some(secret), _) => outgoing.body(Bytes::from_owner(secret)),
                (None, Some(json)) => outgoing.body(json),
                (None, None) => outgoing,
            },
        )
    }
}

/// How many connections a client without kept ones keeps.
const NONE_KEPT: usize = 0;

/// Runs a future with a limit that does not count the time spent connecting;
/// `None` if the limit is exceeded.
pub(crate) async fn within<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    let phase = Arc::new(Phase::default());
    let began = Instant::now();
    phase
        .around(async {
            tokio::pin!(future);
            let mut until = began + limit;
            loop {
                tokio::select! {
                    biased;
                    output = &mut future => return Some(output),
                    () = sleep_until(until) => {}
                }
                let later = began + limit + phase.connecting();
                if later <= until {
                    return None;
                }
                until = later;
            }
        })
        .await
}

fn build(
    limits: Limits,
    keeps_connections: bool,
    proxy: Option<&Proxy>,
) -> Result<reqwest::Client, BuildError> {
    let mut builder = reqwest::Client::builder().no_proxy();
    if let Some(proxy) = proxy {
        builder = builder.proxy(proxy.0.clone());
    }
    if !keeps_connections {
        builder = builder.pool_max_idle_per_host(NONE_KEPT);
    }
    builder
        .user_agent(concat!("Mostrador/", env!("CARGO_PKG_VERSION")))
        .http1_only()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .dns_resolver(Arc::new(Names {
            limit: Duration::from_millis(limits.name_ms),
        }))
        .connector_layer(ConnectLimit {
            limit: Duration::from_millis(limits.connect_ms),
        })
        // The library divides this time among the addresses of a name. The
        // layer enforces the limit of the whole.
        .connect_timeout(Duration::from_millis(
            limits.name_ms.saturating_add(limits.connect_ms),
        ))
        .build()
        .map_err(|error| BuildError(Cause::of(error.without_url())))
}

fn headers(request: &Request<'_>) -> Result<HeaderMap, SendError> {
    let not_sent = |words: String| SendError::NotSent(Cause::of(words));
    let mut map = HeaderMap::new();
    if request.secret_form.is_some() {
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        map.insert(CONTENT_TYPE, form);
    } else if request.json.is_some() || request.secret_json.is_some() {
        map.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    for (name, value) in &request.headers {
        let name = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| not_sent("a header's name is not allowed in HTTP".to_owned()))?;
        let value = HeaderValue::from_str(value)
            .map_err(|_| not_sent(format!("the value of {name} is not allowed in HTTP")))?;
        map.insert(name, value);
    }
    if let Some(authorization) = request.authorization {
        let mut value = HeaderValue::from_str(authorization.expose_secret())
            .map_err(|_| not_sent("the authorization is not allowed in HTTP".to_owned()))?;
        value.set_sensitive(true);
        map.insert(AUTHORIZATION, value);
    }
    Ok(map)
}

/// A header's text as it came.
pub(crate) fn header_text(response: &reqwest::Response, name: HeaderName) -> Option<String> {
    let value = response.headers().get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

pub(crate) async fn read(
    mut response: reqwest::Response,
    limit_bytes: usize,
) -> Result<Answer, SendError> {
    let date = header_text(&response, DATE);
    let content_type = header_text(&response, CONTENT_TYPE);
    let status = response.status().as_u16();
    let announced = response.content_length().unwrap_or(0);
    if usize::try_from(announced).map_or(true, |bytes| bytes > limit_bytes) {
        return Err(SendError::TooLarge { limit_bytes });
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(SendError::sort)? {
        if body.len().saturating_add(chunk.len()) > limit_bytes {
            return Err(SendError::TooLarge { limit_bytes });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer {
        status,
        date,
        content_type,
        body,
    })
}
