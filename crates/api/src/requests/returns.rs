//! Money that goes back to a customer, and a means typed wrongly.

use crate::dto::{CorrectMeans, Done, ReturnMoney};
use crate::parse::{money, payment_id, sale_id};
use crate::view::ItemId;
use crate::{Admitted, ApiError, ErrorCode, TillApi};
use domain::Tender;

impl Admitted<'_, TillApi> {
    /// Gives money back.
    pub async fn return_money(&self, takes: ReturnMoney) -> Result<Done, ApiError> {
        let (sale, payment) = (sale_id(&takes.sale)?, payment_id(&takes.payment)?);
        let number = match takes.item.as_deref().map(ItemId::read) {
            None => None,
            Some(Some(ItemId::Discrepancy(of, number))) if of == sale => Some(number),
            Some(_) => return Err(ErrorCode::ItemUnknown.into()),
        };
        let amount = (money(takes.amount_centavos)?, takes.from.into());
        let by = self.by.clone();
        let returned = self
            .till
            .return_money((sale, payment), number, amount, takes.reason, by);
        self.done(&returned.await?).await
    }

    /// A payment typed as cash came by transfer.
    pub async fn correct_means(&self, takes: CorrectMeans) -> Result<Done, ApiError> {
        let of = (sale_id(&takes.sale)?, payment_id(&takes.payment)?);
        let by = self.by.clone();
        let corrected = self
            .till
            .correct_means(of, Tender::Transfer, takes.reason, by);
        self.done(&corrected.await?).await
    }
}
