//! Implements the till's ports with the real clients.

use crate::ports::{self, NoticeStream, Notices, Pagouno, Totalcoin};
use async_trait::async_trait;
use domain::PaymentId;
use providers::bind::{self, Bind, Message, QrInfo, Reported};
use providers::pagouno::{self, Asked, Card, Charge, Charged, PagoUno, Token};
use providers::totalcoin::{self, Answered, PreOrder, TotalCoin};
use relay_client::{
    Claimed, Cursor, NoticeId, NoticePage, NoticesError, Operation, RelayClient, StreamEvent,
};

#[async_trait]
impl Totalcoin for TotalCoin {
    async fn make_pre_order(&self, order: &PreOrder) -> Result<Answered, totalcoin::Error> {
        TotalCoin::make_pre_order(self, order).await
    }

    async fn log_in(&self) -> Result<(), totalcoin::Error> {
        TotalCoin::log_in(self).await
    }

    async fn measure_clock(&self) -> Result<(), totalcoin::Error> {
        self.log_in_again().await
    }

    fn contact(&self) -> totalcoin::Contact {
        TotalCoin::contact(self)
    }
}

#[async_trait]
impl Pagouno for PagoUno {
    async fn token(&self, card: &Card) -> Result<Token, pagouno::Error> {
        PagoUno::token(self, card).await
    }

    async fn charge(&self, charge: &Charge, sent_before: bool) -> Result<Charged, pagouno::Error> {
        PagoUno::charge(self, charge, sent_before).await
    }

    async fn ask(&self, leg: &str, was_pending: bool) -> Result<Asked, pagouno::Error> {
        PagoUno::ask(self, leg, was_pending).await
    }

    async fn look(&self) -> Result<(), pagouno::Error> {
        PagoUno::look(self).await
    }

    fn contact(&self) -> pagouno::Contact {
        PagoUno::contact(self)
    }
}

#[async_trait]
impl ports::Bind for Bind {
    async fn read_qr(&self, text: &str) -> Result<QrInfo, bind::Error> {
        Bind::read_qr(self, text).await
    }

    async fn report(&self, message: &Message) -> Result<Reported, bind::Error> {
        Bind::report(self, message).await
    }

    async fn look(&self) -> Result<(), bind::Error> {
        Bind::look(self).await
    }

    fn contact(&self) -> bind::Contact {
        Bind::contact(self)
    }
}

#[async_trait]
impl Notices for RelayClient {
    async fn read(&self, after: Cursor, wait_secs: u32) -> Result<NoticePage, NoticesError> {
        self.notices(after, wait_secs).await
    }

    async fn stream(&self, after: Cursor) -> Result<Option<Box<dyn NoticeStream>>, NoticesError> {
        Ok(Some(Box::new(RelayClient::stream(self, after).await?)))
    }

    async fn renew_lease(&self) -> Result<(), NoticesError> {
        RelayClient::renew_lease(self).await
    }

    async fn claim(&self, notice: &NoticeId) -> Result<Claimed, NoticesError> {
        RelayClient::claim(self, notice).await
    }

    async fn take_over(&self, notice: &NoticeId) -> Result<Claimed, NoticesError> {
        RelayClient::take_over(self, notice).await
    }

    async fn operation(&self, payment: PaymentId) -> Result<Option<Operation>, NoticesError> {
        RelayClient::operation(self, payment).await.map(Some)
    }
}

#[async_trait]
impl NoticeStream for relay_client::NoticeStream {
    async fn next(&mut self) -> Result<Option<StreamEvent>, NoticesError> {
        relay_client::NoticeStream::next(self).await
    }
}
