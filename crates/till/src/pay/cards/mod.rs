//! Charges cards: what the cashier typed becomes a committed payment, then
//! tokens, then one errand that goes out once.
//!
//! A card's number and code live only in the future of
//! [`Till::take_card_payment`]. The outbox has tokens, and the journal has
//! brand, BIN and last four digits. If the till ends before the errand is
//! committed, nothing was charged, and the payment expires by itself.

mod ask;
mod entry;
mod token;

pub(crate) use ask::AskedNow;
pub use ask::{ASK_ENDED_MS_MAX, ASK_ENDED_TRIES_MAX, ASK_MS_MAX, ASK_MS_MIN};
pub use entry::{CardEntry, Terms};
pub use providers::pagouno::DocumentKind;

use crate::errands::DEADLINE_MS;
use crate::errands::record::owe_charge;
use crate::pay::checkout::Charging;
use crate::pay::checkout::Owing;
use crate::pay::{AMOUNT_MAX, Checkout, refuse_unread};
use crate::settings::PagounoSettings;
use crate::setup::plans::plans_of;
use crate::{Till, TillError};
use domain::{Actor, CardPart, Command, Method, Money, PaymentId, Refusal, Sale, SaleId};
use ledger::Read;
use providers::pagouno::{
    Card, Charge, ChargedCard, Merchants, SellerDescriptor, Token, UnfitSplit,
};

/// The most cards of one payment.
pub const CARDS_MAX: usize = 4;

/// A request of the card form.
#[derive(Debug)]
pub struct ChargeCards {
    pub checkout: Checkout,
    /// The cards, in the order in which they are charged: all of them go
    /// through, or none.
    pub cards: Vec<CardEntry>,
}

/// A card after it was read, and the amount it pays.
struct Reading {
    card: Card,
    entry: entry::Accepted,
}

/// Where a charge goes, by the settings.
struct Address {
    merchants: Merchants,
    seller: SellerDescriptor,
}

impl Address {
    fn of(settings: &PagounoSettings) -> Option<Address> {
        let merchants = if settings.split.is_empty() {
            Merchants::one(&settings.merchant_code_group)
        } else {
            let rows = settings.split.iter();
            let shares: Vec<_> = rows
                .map(|row| (row.merchant_code_group.as_str(), row.share_bp))
                .collect();
            Merchants::split(&shares)
        };
        let seller = SellerDescriptor::of(&settings.seller_code, &settings.seller_name);
        Some(Address {
            merchants: merchants.ok()?,
            seller: seller.ok()?,
        })
    }
}

impl Till {
    /// Whether cards can be charged: pagoUno's keys, the merchant and the
    /// seller are set.
    #[must_use]
    pub fn charges_cards(&self) -> bool {
        self.pagouno.is_some() && Address::of(&self.settings.pagouno_in_force()).is_some()
    }

    /// Charges cards. It commits the payment with each card's offer, trades the
    /// cards for tokens, and commits the charge, which a worker sends once. The
    /// provider's answer comes later, as an event.
    ///
    /// Returns the sale as soon as the charge is in the outbox. If no token can
    /// be had, the payment is `refused` or has `expired`, and nothing was
    /// charged. A repeated request returns its sale, and its cards are dropped.
    ///
    /// # Errors
    /// [`TillError`]: nothing was charged, and no payment was made.
    pub async fn take_card_payment(
        &self,
        charge: ChargeCards,
        by: Actor,
    ) -> Result<Sale, TillError> {
        self.check_card_destinations()?;
        self.check_relay()?;
        let pagouno = self.pagouno.clone().ok_or(TillError::CardsNotConfigured)?;
        let address =
            Address::of(&self.settings.pagouno_in_force()).ok_or(TillError::CardsNotConfigured)?;
        if !(1..=CARDS_MAX).contains(&charge.cards.len()) {
            return Err(TillError::TooManyCards);
        }
        let today = self.today();
        let mut readings = Vec::new();
        let mut sum = Money::ZERO;
        for (place, entry) in charge.cards.into_iter().enumerate() {
            let amount = entry.amount;
            let reading = entry
                .read(today)
                .map_err(|why| TillError::CardUnfit { place, why })?;
            sum = sum
                .plus(amount)
                .map_err(|_| TillError::AmountTooLarge(AMOUNT_MAX))?;
            readings.push(reading);
        }
        let charging = charge.checkout.charging(self, sum, &by)?;
        let payment = self.new_payment();
        let sale = self
            .commit_cards(charging, payment, &readings, &address, by)
            .await?;
        if sale.payment(payment).is_none() {
            // The request came before, and made another payment.
            return Ok(sale);
        }
        let face = |reading: &Reading| reading.card.face();
        let faces: Vec<_> = readings.iter().map(face).collect();
        let cards: Vec<Card> = readings.into_iter().map(|reading| reading.card).collect();
        let traded = self.trade(&*pagouno, sale.id, payment, &cards).await;
        // From here on there are only tokens.
        drop(cards);
        match traded? {
            token::Traded::Tokens(tokens) => {
                debug_assert_eq!(tokens.len(), faces.len(), "a token for each card");
                self.owe_charge(sale.id, payment, tokens, address).await
            }
            token::Traded::Over(sale) => Ok(sale),
        }
    }

    /// Commits the payment, unless its request came before.
    async fn commit_cards(
        &self,
        charging: Charging,
        payment: PaymentId,
        readings: &[Reading],
        address: &Address,
        by: Actor,
    ) -> Result<Sale, TillError> {
        let (now, timer, today) = (self.now(), self.timer_now(), self.today());
        let listens = self.listens();
        let merchants = address.merchants.clone();
        let cards: Vec<_> = readings
            .iter()
            .map(|reading| (reading.card.face(), reading.entry.clone()))
            .collect();
        self.ledger
            .write(move |write| {
                charging.charge(write, (&by, now), Owing::Nothing, |write, charging| {
                    refuse_unread(write, listens)?;
                    if !by.is_manager() {
                        for (face, _) in &cards {
                            refuse_bound(write, face.last_four)?;
                        }
                    }
                    let plans = plans_of(write, now)?;
                    let mut parts = Vec::new();
                    for (place, (face, accepted)) in cards.iter().enumerate() {
                        let plan = plans.get(&accepted.plan);
                        let offer = plan
                            .and_then(|plan| plan.offer(accepted.amount, today).ok())
                            .ok_or(TillError::PlanNotOffered { place })?;
                        if !accepted.is(&offer) {
                            return Err(TillError::OfferChanged { place });
                        }
                        let legs = merchants.legs(offer.total()).map_err(of_split)?;
                        parts.push(CardPart {
                            face: *face,
                            offer,
                            legs: legs.into_iter().map(|leg| leg.amount).collect(),
                        });
                    }
                    let (amount, charged) =
                        CardPart::sums(&parts).map_err(|_| Refusal::BeyondTotal)?;
                    Ok(vec![Command::ChargeCards {
                        payment,
                        request: charging.payment_request(Method::Card, amount, charged),
                        cards: parts,
                        deadline: timer.plus_ms(DEADLINE_MS),
                    }])
                })
            })
            .await
    }

    /// Puts the charge in the outbox: exactly the bytes that the worker sends,
    /// except for the keys.
    async fn owe_charge(
        &self,
        sale: SaleId,
        payment: PaymentId,
        tokens: Vec<Token>,
        address: Address,
    ) -> Result<Sale, TillError> {
        let due_at = self.timer_now();
        let owed = self
            .ledger
            .write(move |write| {
                let known = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
                let Some(asking) = token::still_asks(&known, payment) else {
                    return Ok::<_, TillError>(known);
                };
                let mut cards = Vec::new();
                let parts = asking.card().into_iter().flat_map(|card| &card.cards);
                for (part, token) in parts.zip(tokens) {
                    let legs = address.merchants.legs(part.offer.total());
                    cards.push(ChargedCard {
                        token,
                        last_four: part.face.last_four,
                        instalments: part.offer.instalments(),
                        subscription_code: part.offer.subscription_code().map(str::to_owned),
                        legs: legs.map_err(of_split)?,
                    });
                }
                let charge = Charge {
                    payment,
                    seller: address.seller,
                    cards,
                };
                owe_charge(write, sale, (&charge, due_at, asking.deadline))?;
                Ok(known)
            })
            .await?;
        self.errands_changed.notify_one();
        Ok(owed)
    }
}

fn of_split(error: UnfitSplit) -> TillError {
    match error {
        UnfitSplit::LegTooSmall { .. } => TillError::LegTooSmall(providers::pagouno::LEG_MIN),
        UnfitSplit::Group | UnfitSplit::Shares => TillError::CardsNotConfigured,
    }
}

/// Refuses a card whose last charge is not known to have failed: only a manager
/// may charge it again.
fn refuse_bound(read: &Read<'_>, last_four: domain::LastFour) -> Result<(), TillError> {
    let Some((sale, _)) = read.bound_by_card(last_four)? else {
        return Ok(());
    };
    let sale = read.sale(sale)?.ok_or(TillError::UnknownSale)?;
    Err(TillError::CardBound {
        last_four,
        ticket: sale.ticket,
    })
}
