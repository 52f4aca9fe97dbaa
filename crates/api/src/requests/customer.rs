//! The customer's window.

use crate::dto::{CustomerState, CustomerView, OfferView};
use crate::till_api::Shown;
use crate::view::{customer_part, fixed_code};
use crate::{Admitted, ApiError, TillApi};
use domain::plan::{Offer, Plans};
use domain::{Day, Money, SaleId};
use ledger::StateKey;
use till::TillError;

impl Admitted<'_, TillApi> {
    /// What the customer's window shows of the sale on the cashier's screen:
    /// only the customer's part.
    pub async fn customer_snapshot(&self, _takes: ()) -> Result<CustomerView, ApiError> {
        let (now, pictures) = (self.till.timer_now(), self.pictures.clone());
        let (shown, today) = (self.shown(), self.till.today());
        let read = self.till.ledger().read(move |read| {
            let in_hand = read.state(StateKey::SaleInHand)?;
            let in_hand = in_hand.and_then(|id| SaleId::parse(&id).ok());
            let sale = in_hand.map(|id| read.sale(id)).transpose()?.flatten();
            let mut types_amount = false;
            let mut part = sale
                .as_ref()
                .and_then(|sale| customer_part(sale, now, &pictures));
            let last = sale.as_ref().and_then(|sale| sale.payments.last());
            if let Some(last) = last
                && let Some(qr) = fixed_code(read, last, now, &pictures)?
            {
                types_amount = true;
                let amount = Some(last.request.charged.centavos());
                part = Some((CustomerState::Waiting, amount, Some(qr)));
            }
            let offers = match &shown {
                Some(shown) => offers_shown(&till::setup::plans::plans(read)?, shown, today),
                None => Vec::new(),
            };
            Ok::<_, TillError>((part, types_amount, shown.map(|shown| shown.cash), offers))
        });
        let (part, types_amount, cash, offers) = read.await?;
        // Offers replace what was shown before, except a QR that can be paid.
        let waits = matches!(part, Some((CustomerState::Waiting, _, _)));
        let (state, amount_centavos, qr, offers) = if !offers.is_empty() && !waits {
            let amount = cash.map(Money::centavos);
            (CustomerState::Offer, amount, None, offers)
        } else {
            let idle = (CustomerState::Idle, None, None);
            let (state, amount, qr) = part.unwrap_or(idle);
            (state, amount, qr, Vec::new())
        };
        Ok(CustomerView {
            state,
            shop: match self.till.settings().shop.name.trim() {
                "" => self.till.settings().till.name.clone(),
                name => name.to_owned(),
            },
            mode: self.mode(),
            test_environment: self.frame.test_environment,
            amount_centavos,
            qr,
            types_amount,
            offers,
        })
    }

    /// # Errors
    /// None: the shell logs why a window cannot be shown.
    pub async fn show_customer(&self, _takes: ()) -> Result<(), ApiError> {
        self.shell.show_customer();
        Ok(())
    }
}

/// The offers to show: those of every plan, or the picked one.
fn offers_shown(plans: &Plans, shown: &Shown, today: Day) -> Vec<OfferView> {
    let picked = |offer: &&Offer| shown.plan.as_ref().is_none_or(|plan| plan == offer.plan());
    let offers = plans.offers(shown.cash, today);
    offers.iter().filter(picked).map(OfferView::from).collect()
}
