//! The house's own wallet: its customer pays the order behind a QR of Bind's,
//! and its backend sends the notice of `docs/wallet-notice.md`.
//!
//! The notice is a form of Mostrador's own, so this is written from that page.
//! It shares nothing with the reader: each checks the other. The till asks the
//! wallet for nothing, so it has no address for one.

pub(crate) mod control;
pub(crate) mod customer;
pub(crate) mod memory;
pub(crate) mod notice;

use std::sync::Arc;

use async_trait::async_trait;
use hyper::body::Incoming;
use hyper::{Method, Request, StatusCode};
use serde::Serialize;
use serde_json::{Map, Value};

use self::customer::{WalletPay, WalletPayError};
use self::memory::{Book, WalletPayment};
use crate::host::Host;
use crate::host::answer::{Answer, Dropped, message};
use crate::host::memory::members_of;
use crate::host::notices::Provider;
use crate::host::orders::Orders;
use crate::host::script::Refusal;
use crate::host::stand_in::StandIn;

/// Payments shown, newest first.
const PAYMENTS_SHOWN_MAX: usize = 20;

#[derive(Debug)]
pub(crate) struct WalletStandIn {
    host: Arc<Host>,
    orders: Arc<dyn Orders>,
}

/// The wallet's part of the page's overview.
#[derive(Serialize)]
struct Overview {
    wallet_payments: Vec<WalletPayment>,
}

impl WalletStandIn {
    pub(crate) fn new(host: Arc<Host>, book: Book, orders: Arc<dyn Orders>) -> Self {
        host.memory().add(book);
        Self { host, orders }
    }

    /// What became of payments, oldest first.
    pub(crate) fn payments(&self) -> Vec<WalletPayment> {
        let mut memory = self.host.memory();
        memory.part::<Book>().payments.iter().cloned().collect()
    }

    /// Pays as the customer, and sends the notice.
    ///
    /// # Errors
    ///
    /// [`WalletPayError`]; nothing has happened then.
    pub(crate) async fn pay(&self, wish: &WalletPay) -> Result<WalletPayment, WalletPayError> {
        let payment = customer::pay(&self.host, &*self.orders, wish)?;
        self.host.persist().await;
        self.host.wake.notify_one();
        Ok(payment)
    }

    /// Sends the last notice of a reference again, byte for byte; returns the
    /// notice's number.
    ///
    /// # Errors
    ///
    /// [`WalletPayError`]; nothing was sent then.
    pub(crate) async fn notify(&self, reference: &str) -> Result<u64, WalletPayError> {
        let body = {
            let mut memory = self.host.memory();
            let found = memory.part::<Book>().last_of(reference);
            let found = found.ok_or(WalletPayError::Unknown)?;
            found.notice.clone().into_bytes()
        };
        self.send_raw(body).await
    }

    /// Sends any bytes to the webhook, with its header; returns the notice's
    /// number.
    ///
    /// # Errors
    ///
    /// [`WalletPayError::QueueFull`].
    pub(crate) async fn send_raw(&self, body: Vec<u8>) -> Result<u64, WalletPayError> {
        let id = {
            let notices = &mut self.host.memory().notices;
            if !notices.has_room() {
                return Err(WalletPayError::QueueFull);
            }
            notices.queue(Provider::Wallet, body, None)
        };
        self.host.persist().await;
        self.host.wake.notify_one();
        Ok(id)
    }
}

#[async_trait]
impl StandIn for WalletStandIn {
    fn method_at(&self, _path: &str) -> Option<Method> {
        None
    }

    async fn answer(&self, _request: Request<Incoming>) -> Result<Answer, Dropped> {
        Ok(message(StatusCode::NOT_FOUND, "no such path"))
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
        let newest = memory.part::<Book>().payments.iter().rev();
        let wallet_payments = newest.take(PAYMENTS_SHOWN_MAX).cloned().collect();
        members_of(&Overview { wallet_payments })
    }
}
