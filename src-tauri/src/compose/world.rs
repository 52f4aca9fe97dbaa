//! What the till is put together with, whichever the mode; and the ports over
//! the real clients.

use super::Beside;
use api::dto::AddressView;
use async_trait::async_trait;
use domain::{Destination, DestinationIs};
use providers::totalcoin::{Answered, Contact, Error, PreOrder, TotalCoin};
use relay_client::{
    Claimed, Cursor, NoticeId, NoticePage, NoticesError, Operation, PaymentId, RelayClient,
};
use std::sync::Arc;
use till::ports::{Cards, NoticeStream, Notices, Providers};

/// The outside, composed.
pub(crate) struct World {
    pub(crate) providers: Option<Arc<dyn Providers>>,
    pub(crate) cards: Option<Arc<dyn Cards>>,
    pub(crate) notices: Option<Arc<dyn Notices>>,
    /// Live against an address that is no real provider's.
    pub(crate) test_environment: bool,
    /// The addresses in force, for the journal.
    pub(crate) addresses: Vec<String>,
    /// What of them is held against what a manager confirmed.
    pub(crate) destinations: Vec<DestinationIs>,
    /// What waits for a manager's word, and has no client.
    pub(crate) unconfirmed: Vec<Destination>,
    /// What the selling screen says of addresses.
    pub(crate) bands: Vec<AddressView>,
    pub(crate) beside: Beside,
}

/// The providers' clients as the till's port.
pub(crate) struct Clients {
    pub(crate) totalcoin: TotalCoin,
}

#[async_trait]
impl Providers for Clients {
    async fn make_pre_order(&self, order: &PreOrder) -> Result<Answered, Error> {
        self.totalcoin.make_pre_order(order).await
    }

    async fn log_in(&self) -> Result<(), Error> {
        self.totalcoin.log_in().await
    }

    async fn measure_clock(&self) -> Result<(), Error> {
        self.totalcoin.log_in_again().await
    }

    fn totalcoin(&self) -> Contact {
        self.totalcoin.contact()
    }
}

/// The relay's client as the till's port.
pub(crate) struct Relayed(pub(crate) RelayClient);

#[async_trait]
impl Notices for Relayed {
    async fn read(&self, after: Cursor, wait_secs: u32) -> Result<NoticePage, NoticesError> {
        self.0.notices(after, wait_secs).await
    }

    async fn stream(&self, after: Cursor) -> Result<Option<Box<dyn NoticeStream>>, NoticesError> {
        Ok(Some(Box::new(self.0.stream(after).await?)))
    }

    async fn renew_lease(&self) -> Result<(), NoticesError> {
        self.0.renew_lease().await
    }

    async fn claim(&self, notice: &NoticeId) -> Result<Claimed, NoticesError> {
        self.0.claim(notice).await
    }

    async fn take_over(&self, notice: &NoticeId) -> Result<Claimed, NoticesError> {
        self.0.take_over(notice).await
    }

    async fn operation(&self, payment: PaymentId) -> Result<Option<Operation>, NoticesError> {
        self.0.operation(payment).await.map(Some)
    }
}
