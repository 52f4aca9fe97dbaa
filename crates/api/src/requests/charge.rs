//! Charging: by QR, by card, in cash, or a total that is split between them.

use super::card_entry::{card_entry, card_field};
use crate::dto::{self, CardField, CardFieldWhy, ChargeCard, ChargeCash, ChargeQr, Done};
use crate::parse::{money, request_id, sale_id};
use crate::{Admitted, ApiError, ErrorCode, ManagerWhy, TillApi};
use domain::{Money, Sale};
use till::TillError;
use till::pay::cards::ChargeCards;
use till::pay::{Checkout, cash, qr};

impl Admitted<'_, TillApi> {
    /// Charges an amount by QR.
    ///
    /// # Errors
    /// Most of [`ErrorCode`]; then nothing is charged.
    pub async fn charge_qr(&self, takes: ChargeQr) -> Result<Done, ApiError> {
        let charge = qr::ChargeQr {
            checkout: checkout(takes.checkout)?,
            amount: money(takes.amount_centavos)?,
            payer_dni: takes.payer_dni,
        };
        let charged = self.till.take_qr_payment(charge, self.by.clone()).await;
        self.charged(charged).await
    }

    /// Charges cards. What was typed is wiped when this ends.
    ///
    /// # Errors
    /// [`ErrorCode::CardField`] names the card and the field; most others of a
    /// charge. Then nothing is charged.
    pub async fn charge_card(&self, takes: ChargeCard) -> Result<Done, ApiError> {
        let checkout = checkout(takes.checkout)?;
        let plans = self.till.plans().await?;
        let today = self.till.today();
        let mut cards = Vec::new();
        let mut sum = Money::ZERO;
        for (place, asked) in takes.cards.into_iter().enumerate() {
            let card = card_entry(place, asked, &plans, today)?;
            let too_large = || card_field(place, CardField::Amount, CardFieldWhy::TooLarge);
            sum = sum.plus(card.amount).map_err(|_| too_large())?;
            cards.push(card);
        }
        let charge = ChargeCards { checkout, cards };
        let charged = self.till.take_card_payment(charge, self.by.clone()).await;
        self.charged(charged).await
    }

    /// Takes banknotes.
    ///
    /// # Errors
    /// [`ErrorCode::NotEnough`], and most others of a charge; then nothing is
    /// taken.
    pub async fn charge_cash(&self, takes: ChargeCash) -> Result<Done, ApiError> {
        let charge = cash::ChargeCash {
            checkout: checkout(takes.checkout)?,
            amount: money(takes.amount_centavos)?,
            handed: Some(money(takes.handed_centavos)?),
        };
        let charged = self.till.take_cash_payment(charge, self.by.clone()).await;
        self.charged(charged).await
    }

    /// What a charge came to.
    pub(super) async fn charged(&self, charged: Result<Sale, TillError>) -> Result<Done, ApiError> {
        match charged {
            Ok(sale) => {
                self.show(None);
                self.done(&sale).await
            }
            Err(error) => {
                let error = ApiError::from(error);
                // A charge asks for a manager where the amount is bound, or
                // where the till says otherwise.
                let asks = error.code == ErrorCode::NeedsManager;
                let bound = asks.then_some(ManagerWhy::Bound);
                let manager = error.manager.or(bound);
                Err(ApiError { manager, ..error })
            }
        }
    }
}

/// What every charge says.
pub(super) fn checkout(said: dto::Checkout) -> Result<Checkout, ApiError> {
    request_id(&said.request_id)?;
    let sale = said.sale.as_deref().map(sale_id).transpose()?;
    let total = said.total_centavos.map(money).transpose()?;
    Ok(said.read(sale, total))
}
