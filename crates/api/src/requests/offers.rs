//! Offers for an amount, on the cashier's screen and in the customer's window.

use crate::dto::{AskOffers, CardOffers, OfferView, ShowOffers};
use crate::parse::money;
use crate::till_api::Shown;
use crate::{Admitted, ApiError, TillApi};

impl Admitted<'_, TillApi> {
    pub async fn card_offers(&self, takes: AskOffers) -> Result<CardOffers, ApiError> {
        let offers = self.till.offers(money(takes.amount_centavos)?).await?;
        Ok(CardOffers {
            day: self.till.today().to_string(),
            offers: offers.iter().map(OfferView::from).collect(),
        })
    }

    /// Shows offers in the customer's window, or hides them.
    ///
    /// # Errors
    /// [`AmountZero`](crate::ErrorCode::AmountZero),
    /// [`AmountTooLarge`](crate::ErrorCode::AmountTooLarge).
    pub async fn show_offers(&self, takes: ShowOffers) -> Result<(), ApiError> {
        let cash = takes.amount_centavos.map(money).transpose()?;
        let plan = takes.plan.as_deref().and_then(|id| id.parse().ok());
        self.show(cash.map(|cash| Shown { cash, plan }));
        Ok(())
    }
}
