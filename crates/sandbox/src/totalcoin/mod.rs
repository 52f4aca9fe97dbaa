//! TotalCoin as its documentation describes it, from the provider's side.
//!
//! It shares nothing with our client of TotalCoin: both are written from the
//! documentation, so that each checks the other.

pub(crate) mod answer;
pub(crate) mod config;
pub(crate) mod control;
pub(crate) mod customer;
pub(crate) mod endpoints;
pub(crate) mod handle;
pub(crate) mod memory;
pub(crate) mod notice;
pub(crate) mod overview;
pub(crate) mod read;
pub(crate) mod view;

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use hyper::body::Incoming;
use hyper::{Method, Request};
use serde_json::{Map, Value};
use tokio::time::Instant;

use self::config::{Credentials, Merchant, Repeat};
use self::memory::Orders;
use crate::host::Host;
use crate::host::answer::{Answer, Dropped};
use crate::host::memory::members_of;
use crate::host::script::Refusal;
use crate::host::stand_in::StandIn;

const LOGIN_PATH: &str = "/api/auth/login";
const PRE_ORDER_PATH: &str = "/api/iep/pre-order";

#[derive(Debug)]
pub(crate) struct TotalcoinStandIn {
    host: Arc<Host>,
    merchant: Merchant,
    /// The only accepted credentials; with `None`, any that are not empty.
    credentials: Option<Credentials>,
    /// How long a token is valid, in seconds.
    expires_in_s: u64,
    /// The answer to a repeated `operationId`.
    repeat: Repeat,
    logins: AtomicU64,
    /// The tokens, each with the instant at which it ends.
    tokens: Mutex<Vec<(String, Instant)>>,
}

/// The configuration of TotalCoin.
pub(crate) struct Options {
    pub(crate) merchant: Merchant,
    pub(crate) credentials: Option<Credentials>,
    pub(crate) expires_in_s: u64,
    pub(crate) repeat: Repeat,
}

impl TotalcoinStandIn {
    pub(crate) fn new(host: Arc<Host>, orders: Orders, options: Options) -> Self {
        host.memory().add(orders);
        let Options {
            merchant,
            credentials,
            expires_in_s,
            repeat,
        } = options;
        Self {
            host,
            merchant,
            credentials,
            expires_in_s,
            repeat,
            logins: AtomicU64::new(0),
            tokens: Mutex::default(),
        }
    }
}

#[async_trait]
impl StandIn for TotalcoinStandIn {
    fn method_at(&self, path: &str) -> Option<Method> {
        matches!(path, LOGIN_PATH | PRE_ORDER_PATH).then_some(Method::POST)
    }

    async fn answer(&self, request: Request<Incoming>) -> Result<Answer, Dropped> {
        if request.uri().path() == LOGIN_PATH {
            endpoints::login(self, request).await
        } else {
            endpoints::pre_order(self, request).await
        }
    }

    async fn control(
        &self,
        method: &Method,
        path: &str,
        body: &[u8],
    ) -> Option<Result<Answer, Refusal>> {
        control::answer(self, method, path, body).await
    }

    fn overview(&self) -> serde_json::Result<Map<String, Value>> {
        members_of(&overview::Overview::of(self))
    }
}
