//! pagoUno as its documentation and its public plugin describe it, from the
//! provider's side.
//!
//! It shares nothing with our client of pagoUno: both are written from the
//! documentation, so that each checks the other. Where the documentation is
//! silent it does the simplest thing: a leg's `success` is its state, a
//! reversed leg looks like a denied one, and a notice is sent for each
//! transaction that has ended.
//!
//! A card's number and security code are checked once, on arrival, and never
//! stored: see `mask.rs`.

pub(crate) mod answer;
pub(crate) mod cards;
pub(crate) mod charge;
pub(crate) mod config;
pub(crate) mod control;
pub(crate) mod endpoints;
pub(crate) mod handle;
pub(crate) mod mask;
pub(crate) mod memory;
pub(crate) mod notice;
pub(crate) mod read;

use std::sync::Arc;

use async_trait::async_trait;
use hyper::body::Incoming;
use hyper::{Method, Request};
use serde::Serialize;
use serde_json::{Map, Value};

use self::config::PagoUno;
use self::memory::{Book, Purchase};
use crate::host::Host;
use crate::host::answer::{Answer, Dropped};
use crate::host::memory::members_of;
use crate::host::script::Refusal;
use crate::host::stand_in::StandIn;

const TOKEN_PATH: &str = "/v1/Transaction/token";
const PURCHASEGROUP_PATH: &str = "/v1/Transaction/purchasegroup";
/// The transaction's id follows.
const PURCHASE_PATH: &str = "/v1/Transaction/purchase/";

/// Operations with cards shown, newest first.
const PURCHASES_SHOWN_MAX: usize = 20;

#[derive(Debug)]
pub(crate) struct PagounoStandIn {
    host: Arc<Host>,
    config: PagoUno,
}

/// pagoUno's part of the page's overview.
#[derive(Serialize)]
struct Overview {
    purchases: Vec<Purchase>,
}

impl PagounoStandIn {
    pub(crate) fn new(host: Arc<Host>, book: Book, config: PagoUno) -> Self {
        host.memory().add(book);
        Self { host, config }
    }
}

#[async_trait]
impl StandIn for PagounoStandIn {
    fn method_at(&self, path: &str) -> Option<Method> {
        if matches!(path, TOKEN_PATH | PURCHASEGROUP_PATH) {
            Some(Method::POST)
        } else {
            path.starts_with(PURCHASE_PATH).then_some(Method::GET)
        }
    }

    async fn answer(&self, request: Request<Incoming>) -> Result<Answer, Dropped> {
        let path = request.uri().path().to_owned();
        match path.strip_prefix(PURCHASE_PATH) {
            Some(id) => endpoints::purchase(self, id, request).await,
            None if path == TOKEN_PATH => endpoints::token(self, request).await,
            None => endpoints::purchasegroup(self, request).await,
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
        let mut memory = self.host.memory();
        let newest = memory.part::<Book>().purchases.iter().rev();
        let purchases = newest.take(PURCHASES_SHOWN_MAX).cloned().collect();
        members_of(&Overview { purchases })
    }
}
