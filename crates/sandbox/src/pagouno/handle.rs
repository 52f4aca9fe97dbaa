//! The handle's part for cards: what was asked and what became of it, and the
//! endings that a person gives by hand.

use serde::{Deserialize, Serialize};

use super::memory::{CardRequest, CardToken, LegState, Purchase};
use super::{charge, endpoints, notice};
use crate::host::memory::Provider;
use crate::sandbox::Sandbox;

/// Which transactions are meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhichPurchase {
    /// One transaction, by its id.
    Id(String),
    /// All of the newest operation with this
    /// `customer_transaction_identificator`.
    Reference(String),
}

/// How a pending transaction ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// Approved.
    Approve,
    /// Denied, and with it its whole operation.
    Decline,
}

/// Why nothing was done with a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PurchaseError {
    /// No such transaction or operation.
    #[error("no such purchase")]
    Unknown,
    /// It has come to its end, or, for a notice, it has not.
    #[error("the purchase is not in that state")]
    State,
    /// Too many notices wait to be delivered.
    #[error("too many notices wait to be delivered")]
    QueueFull,
}

impl Sandbox {
    /// The operations with cards, the oldest first.
    #[must_use]
    pub fn purchases(&self) -> Vec<Purchase> {
        self.inner()
            .memory()
            .cards
            .purchases
            .iter()
            .cloned()
            .collect()
    }

    /// The newest operation with this `customer_transaction_identificator`.
    #[must_use]
    pub fn purchase(&self, reference: &str) -> Option<Purchase> {
        let memory = self.inner().memory();
        let mut newest_first = memory.cards.purchases.iter().rev();
        newest_first
            .find(|purchase| purchase.reference == reference)
            .cloned()
    }

    /// Every request to pagoUno that was read, whatever became of it, without
    /// card numbers, security codes and keys.
    #[must_use]
    pub fn pagouno_received(&self) -> Vec<CardRequest> {
        self.inner()
            .memory()
            .cards
            .received
            .iter()
            .cloned()
            .collect()
    }

    /// The tokens, the oldest first, each with the purchases asked for by it.
    #[must_use]
    pub fn card_tokens(&self) -> Vec<CardToken> {
        self.inner().memory().cards.tokens.iter().cloned().collect()
    }

    /// Ends what is pending, and sends the notices.
    ///
    /// # Errors
    ///
    /// [`PurchaseError`]; nothing has changed then.
    pub async fn settle_purchase(
        &self,
        which: &WhichPurchase,
        ending: Ending,
    ) -> Result<Purchase, PurchaseError> {
        let end = match ending {
            Ending::Approve => LegState::Approved,
            Ending::Decline => LegState::Declined,
        };
        let now_ms = self.inner().clock.now_ms();
        let settled = {
            let mut memory = self.inner().memory();
            if !memory.has_room_for_webhooks() {
                return Err(PurchaseError::QueueFull);
            }
            let purchases = memory.cards.purchases.iter_mut().rev();
            let (purchase, places) = find(purchases, which).ok_or(PurchaseError::Unknown)?;
            let is_pending = |at: &usize| purchase.legs[*at].state == LegState::Pending;
            let pending: Vec<usize> = places.into_iter().filter(is_pending).collect();
            if pending.is_empty() {
                return Err(PurchaseError::State);
            }
            for at in pending {
                // A denial before this one may have ended it.
                if purchase.legs[at].state == LegState::Pending {
                    charge::end_as(purchase, at, end);
                }
            }
            let settled = purchase.clone();
            endpoints::queue_notices(&mut memory, &settled, now_ms, 0);
            settled
        };
        self.inner().persist().await;
        self.inner().wake.notify_one();
        Ok(settled)
    }

    /// Sends the notices of transactions that came to their end, once more or
    /// for the first time; yields the notices' numbers.
    ///
    /// # Errors
    ///
    /// [`PurchaseError`]; nothing was sent then.
    pub async fn notify_purchase(&self, which: &WhichPurchase) -> Result<Vec<u64>, PurchaseError> {
        let now_ms = self.inner().clock.now_ms();
        let ids = {
            let mut memory = self.inner().memory();
            if !memory.has_room_for_webhooks() {
                return Err(PurchaseError::QueueFull);
            }
            let purchases = memory.cards.purchases.iter_mut().rev();
            let (purchase, places) = find(purchases, which).ok_or(PurchaseError::Unknown)?;
            let purchase = purchase.clone();
            let mut ids = Vec::new();
            for leg in places.into_iter().map(|at| &purchase.legs[at]) {
                if !matches!(leg.state, LegState::Pending | LegState::NoTerminal) {
                    let body = notice::one(&mut memory.cards, &purchase, leg, now_ms);
                    ids.push(memory.queue_for(Provider::PagoUno, body, None));
                }
            }
            ids
        };
        if ids.is_empty() {
            return Err(PurchaseError::State);
        }
        self.inner().persist().await;
        self.inner().wake.notify_one();
        Ok(ids)
    }
}

/// The operation, and the places of the transactions that are meant.
fn find<'a>(
    mut newest_first: impl Iterator<Item = &'a mut Purchase>,
    which: &WhichPurchase,
) -> Option<(&'a mut Purchase, Vec<usize>)> {
    newest_first.find_map(|purchase| {
        let places = match which {
            WhichPurchase::Id(id) => {
                vec![purchase.legs.iter().position(|leg| leg.id == *id)?]
            }
            WhichPurchase::Reference(reference) if *reference == purchase.reference => {
                (0..purchase.legs.len()).collect()
            }
            WhichPurchase::Reference(_) => return None,
        };
        Some((purchase, places))
    })
}
