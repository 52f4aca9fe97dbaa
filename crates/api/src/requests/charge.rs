//! Cards, cash and a total that is split between payments.

use crate::dto::{
    AbandonSale, AskOffers, CardAsk, CardField, CardFieldWhy, CardOffers, ChargeCard, ChargeCash,
    DocumentType, Done, PaymentRef, SettleDoubt, ShowOffers,
};
use crate::error::trouble_at;
use crate::parse::{money, payment_id, request_id, sale_id};
use crate::till_api::Shown;
use crate::view::offer_view;
use crate::{Admitted, ApiError, ErrorCode, ManagerWhy, TillApi};
use domain::plan::{BasisPoints, NotOffered, PlanId, Plans};
use domain::{Day, Money, Sale};
use secrecy::ExposeSecret as _;
use till::TillError;
use till::pay::cards::{CardEntry, ChargeCards, DocumentKind, Terms};
use till::pay::cash;

impl Admitted<'_, TillApi> {
    /// What a charge came to.
    pub(crate) async fn charged(&self, charged: Result<Sale, TillError>) -> Result<Done, ApiError> {
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

impl Admitted<'_, TillApi> {
    /// Charges cards. What was typed is wiped when this ends.
    ///
    /// # Errors
    /// [`ErrorCode::CardField`] names the card and the field; most others of a
    /// charge. Then nothing is charged.
    pub async fn charge_card(&self, takes: ChargeCard) -> Result<Done, ApiError> {
        request_id(&takes.request_id)?;
        let named = takes.sale.as_deref().map(sale_id).transpose()?;
        let plans = self.till.plans().await?;
        let today = self.till.today();
        let mut cards = Vec::new();
        let mut sum = Money::ZERO;
        for (place, asked) in takes.cards.into_iter().enumerate() {
            let card = entry(place, asked, &plans, today)?;
            let too_large = || field(place, CardField::Amount, CardFieldWhy::TooLarge);
            sum = sum.plus(card.amount).map_err(|_| too_large())?;
            cards.push(card);
        }
        let charge = ChargeCards {
            request: takes.request_id,
            sale: named,
            total: takes.total_centavos.map(money).transpose()?,
            concept: takes.concept,
            cards,
        };
        let charged = self.till.take_card_payment(charge, self.by.clone()).await;
        self.charged(charged).await
    }

    /// Takes banknotes.
    ///
    /// # Errors
    /// [`ErrorCode::NotEnough`], and most others of a charge; then nothing is
    /// taken.
    pub async fn charge_cash(&self, takes: ChargeCash) -> Result<Done, ApiError> {
        request_id(&takes.request_id)?;
        let named = takes.sale.as_deref().map(sale_id).transpose()?;
        let amount = money(takes.amount_centavos)?;
        let handed = money(takes.handed_centavos)?;
        let charge = cash::ChargeCash {
            request: takes.request_id,
            sale: named,
            amount,
            total: takes.total_centavos.map(money).transpose()?,
            handed: Some(handed),
            concept: takes.concept,
        };
        let charged = self.till.take_cash_payment(charge, self.by.clone()).await;
        self.charged(charged).await
    }

    /// What is offered today for an amount.
    pub async fn card_offers(&self, takes: AskOffers) -> Result<CardOffers, ApiError> {
        let offers = self.till.offers(money(takes.amount_centavos)?).await?;
        Ok(CardOffers {
            day: self.till.today().to_string(),
            offers: offers.iter().map(offer_view).collect(),
        })
    }

    /// Shows offers in the customer's window, or hides them.
    ///
    /// # Errors
    /// [`ErrorCode::AmountZero`], [`ErrorCode::AmountTooLarge`].
    pub async fn show_offers(&self, takes: ShowOffers) -> Result<(), ApiError> {
        let cash = takes.amount_centavos.map(money).transpose()?;
        let plan = takes.plan.as_deref().and_then(|id| id.parse().ok());
        self.show(cash.map(|cash| Shown { cash, plan }));
        Ok(())
    }

    /// Ends a doubt, as a manager.
    ///
    /// # Errors
    /// [`ErrorCode::PinWrong`], [`ErrorCode::PinWait`],
    /// [`ErrorCode::ReasonMissing`]; [`ErrorCode::NotCancellable`] where there
    /// is no doubt any more.
    pub async fn settle_doubt(&self, takes: SettleDoubt) -> Result<Done, ApiError> {
        let (sale, payment) = (sale_id(&takes.sale)?, payment_id(&takes.payment)?);
        if takes.reason.trim().is_empty() {
            return Err(ErrorCode::ReasonMissing.into());
        }
        let settled =
            self.till
                .settle_doubt(sale, payment, takes.paid, takes.reason, self.by.clone());
        self.done(&settled.await?).await
    }

    /// Asks the provider at once how a payment stands; the answer comes with
    /// its commit.
    ///
    /// # Errors
    /// [`ErrorCode::NothingToAsk`].
    pub async fn ask_again(&self, takes: PaymentRef) -> Result<Done, ApiError> {
        let (sale, payment) = (sale_id(&takes.sale)?, payment_id(&takes.payment)?);
        self.done(&self.till.ask_again(sale, payment).await?).await
    }

    /// Gives a sale up: what it was paid goes to the tray, to be returned.
    ///
    /// # Errors
    /// [`ErrorCode::SaleUnknown`].
    pub async fn abandon_sale(&self, takes: AbandonSale) -> Result<Done, ApiError> {
        let left = self
            .till
            .abandon_sale(sale_id(&takes.sale)?, self.by.clone());
        let sale = left.await?;
        self.show(None);
        self.done(&sale).await
    }
}

fn field(place: usize, field: CardField, why: CardFieldWhy) -> ApiError {
    ApiError {
        card: Some(trouble_at(place, field, why)),
        ..ErrorCode::CardField.into()
    }
}

/// What was typed of one card, and what was accepted for it.
fn entry(place: usize, asked: CardAsk, plans: &Plans, today: Day) -> Result<CardEntry, ApiError> {
    if !is_document(asked.document_type, asked.document.0.expose_secret()) {
        return Err(field(place, CardField::Document, CardFieldWhy::Malformed));
    }
    let amount = Money::from_centavos(asked.amount_centavos)
        .map_err(|_| field(place, CardField::Amount, CardFieldWhy::Malformed))?;
    if amount.is_zero() {
        return Err(field(place, CardField::Amount, CardFieldWhy::TooSmall));
    }
    let plan: PlanId = asked
        .plan
        .parse()
        .map_err(|_| field(place, CardField::Plan, CardFieldWhy::Unknown))?;
    let known = plans.get(&plan);
    let known = known.ok_or_else(|| field(place, CardField::Plan, CardFieldWhy::Unknown))?;
    let offer = known.offer(amount, today).map_err(|why| match why {
        NotOffered::NotThatDay => field(place, CardField::Plan, CardFieldWhy::NotOffered),
        NotOffered::AmountTooSmall(_) => field(place, CardField::Amount, CardFieldWhy::TooSmall),
        NotOffered::AmountTooLarge => field(place, CardField::Amount, CardFieldWhy::TooLarge),
    })?;
    let accepted_total = match asked.total_centavos {
        Some(total) => money(total)?,
        None => offer.total(),
    };
    Ok(CardEntry {
        number: asked.number.0,
        expiry: asked.expiry.0,
        security_code: asked.cvv.0,
        holder: asked.holder.0,
        document_kind: Some(match asked.document_type {
            DocumentType::Dni => DocumentKind::Dni,
            DocumentType::Cuil => DocumentKind::Cuil,
            DocumentType::Otro => DocumentKind::Otro,
        }),
        document: asked.document.0,
        plan,
        amount,
        accepted_total,
        accepted_terms: asked.count.map(|count| Terms {
            count,
            cftea: asked.cftea_bp.map(BasisPoints),
        }),
    })
}

/// Whether a document can be of its kind.
fn is_document(kind: DocumentType, text: &str) -> bool {
    let (mut digits, mut others) = (0_usize, 0_usize);
    for character in text.chars() {
        match character {
            '0'..='9' => digits += 1,
            '.' | '-' | ' ' => {}
            _ => others += 1,
        }
    }
    match kind {
        DocumentType::Dni => others == 0 && matches!(digits, 7 | 8),
        DocumentType::Cuil => others == 0 && digits == 11,
        DocumentType::Otro => digits + others > 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_by_their_kind() {
        for (kind, text, is_one) in [
            (DocumentType::Dni, "27.594.189", true),
            (DocumentType::Dni, "1234567", true),
            (DocumentType::Dni, "20275941893", false),
            (DocumentType::Dni, "2759418x", false),
            (DocumentType::Dni, "", false),
            (DocumentType::Cuil, "20-27594189-3", true),
            (DocumentType::Cuil, "27594189", false),
            (DocumentType::Otro, "AB123456", true),
            (DocumentType::Otro, " ", false),
        ] {
            assert_eq!(is_document(kind, text), is_one, "{kind:?} {text:?}");
        }
    }
}
