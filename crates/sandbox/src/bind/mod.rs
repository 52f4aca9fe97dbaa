//! Bind as its page describes it, from the provider's side: tokens, reading a
//! QR, and reports of payments of the closed ecosystem.
//!
//! It shares nothing with our client of Bind: both are written from the page, so
//! that each checks the other. Where the page contradicts itself (the word of a
//! credited payment, the case of two keys) it accepts both. Where the page is
//! silent it does the simplest thing: a QR has one order at a time, a repeated
//! `idMensaje` gets the answer of the first, and a FAIL says why in `on_error`.

pub(crate) mod config;
pub(crate) mod control;
pub(crate) mod endpoints;
pub(crate) mod memory;
pub(crate) mod qr_text;
pub(crate) mod read;

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use hyper::body::Incoming;
use hyper::{Method, Request};
use serde::Serialize;
use serde_json::{Map, Value};
use tokio::time::Instant;

use self::config::Bind;
use self::memory::{BindReport, Book, Order};
use crate::host::answer::{Answer, Dropped};
use crate::host::memory::members_of;
use crate::host::orders::{Orders, PayableOrder};
use crate::host::script::Refusal;
use crate::host::stand_in::StandIn;
use crate::host::{Host, lock};

/// The path of tokens. Bind hands its address out; this one is the stand-in's.
pub const BIND_TOKEN_PATH: &str = "/bind/oauth2/token";
const READ_PATH: &str = "/walletentidad-operaciones/v1/api/v1.201/QR/GetInfoPagoQR";
const REPORT_PATH: &str = "/bindentidad-pagoexterno-v2/v2/api/v1.201/QRConfirmaPago";

/// Reports shown, newest first.
const REPORTS_SHOWN_MAX: usize = 20;

#[derive(Debug)]
pub(crate) struct BindStandIn {
    host: Arc<Host>,
    config: Bind,
    /// The tokens and when each ends.
    tokens: Mutex<Vec<(String, Instant)>>,
}

/// Bind's part of the page's overview.
#[derive(Serialize)]
struct Overview {
    reports: Vec<BindReport>,
}

impl BindStandIn {
    pub(crate) fn new(host: Arc<Host>, book: Book, config: Bind) -> Self {
        host.memory().add(book);
        Self {
            host,
            config,
            tokens: Mutex::default(),
        }
    }

    /// Every request for a report that was read, oldest first.
    pub(crate) fn reports(&self) -> Vec<BindReport> {
        let mut memory = self.host.memory();
        memory.part::<Book>().reports.iter().cloned().collect()
    }

    /// The text of a QR of the collector's.
    pub(crate) fn qr_text(&self) -> String {
        qr_text::of(&self.config).unwrap_or_else(|error| {
            tracing::error!(%error, "the collector does not fit into a QR");
            String::new()
        })
    }

    /// Makes every token invalid.
    pub(crate) fn forget_tokens(&self) {
        lock(&self.tokens).clear();
    }

    /// Sets the amount of the next orders, in centavos; with `None` the payer
    /// says it. The orders that nobody paid end.
    pub(crate) fn set_amount(&self, centavos: Option<i64>) {
        self.host.memory().part::<Book>().set_amount(centavos);
    }
}

impl Orders for BindStandIn {
    fn of_qr(&self, text: &str) -> Option<PayableOrder> {
        if !endpoints::is_qr(text) {
            return None;
        }
        let order = self.host.memory().part::<Book>().newest_of(text);
        Some(payable(&order))
    }

    fn of_id(&self, id: &str) -> Option<PayableOrder> {
        self.host.memory().part::<Book>().order(id).map(payable)
    }

    fn paid(&self, id: &str) {
        self.host.memory().part::<Book>().end(id);
    }
}

fn payable(order: &Order) -> PayableOrder {
    PayableOrder {
        id: order.id.clone(),
        amount_centavos: order.amount_centavos,
    }
}

#[async_trait]
impl StandIn for BindStandIn {
    fn method_at(&self, path: &str) -> Option<Method> {
        match path {
            BIND_TOKEN_PATH | REPORT_PATH => Some(Method::POST),
            READ_PATH => Some(Method::GET),
            _ => None,
        }
    }

    async fn answer(&self, request: Request<Incoming>) -> Result<Answer, Dropped> {
        match request.uri().path() {
            BIND_TOKEN_PATH => endpoints::token(self, request).await,
            READ_PATH => endpoints::read_qr(self, request).await,
            _ => endpoints::report(self, request).await,
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
        let newest = memory.part::<Book>().reports.iter().rev();
        let reports = newest.take(REPORTS_SHOWN_MAX).cloned().collect();
        members_of(&Overview { reports })
    }
}
