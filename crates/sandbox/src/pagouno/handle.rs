//! What the handle and the control API can do with cards: list requests and
//! results, and end operations by hand.

use serde::{Deserialize, Serialize};

use super::memory::{Book, CardRequest, CardToken, LegState, Purchase};
use super::{PagounoStandIn, charge, endpoints, notice};
use crate::host::notices::Provider;

/// The transactions that are meant.
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
    /// Denied, which denies its whole operation.
    Decline,
}

/// Why nothing was done with a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PurchaseError {
    /// The transaction or operation does not exist.
    #[error("no such purchase")]
    Unknown,
    /// It has ended already or, for a notice, has not ended yet.
    #[error("the purchase is not in that state")]
    State,
    /// Too many notices wait to be delivered.
    #[error("too many notices wait to be delivered")]
    QueueFull,
}

impl PagounoStandIn {
    /// The operations with cards, oldest first.
    pub(crate) fn purchases(&self) -> Vec<Purchase> {
        self.host
            .memory()
            .part::<Book>()
            .purchases
            .iter()
            .cloned()
            .collect()
    }

    /// The newest operation with this `customer_transaction_identificator`.
    pub(crate) fn purchase(&self, reference: &str) -> Option<Purchase> {
        let mut memory = self.host.memory();
        let mut newest_first = memory.part::<Book>().purchases.iter().rev();
        newest_first
            .find(|purchase| purchase.reference == reference)
            .cloned()
    }

    /// Every request to pagoUno that was read, whatever its result, without
    /// card numbers, security codes and keys.
    pub(crate) fn pagouno_received(&self) -> Vec<CardRequest> {
        self.host
            .memory()
            .part::<Book>()
            .received
            .iter()
            .cloned()
            .collect()
    }

    /// The tokens, oldest first, each with the purchases requested with it.
    pub(crate) fn card_tokens(&self) -> Vec<CardToken> {
        self.host
            .memory()
            .part::<Book>()
            .tokens
            .iter()
            .cloned()
            .collect()
    }

    /// Ends pending transactions, and sends the notices.
    ///
    /// # Errors
    ///
    /// [`PurchaseError`]; nothing has changed then.
    pub(crate) async fn settle_purchase(
        &self,
        which: &WhichPurchase,
        ending: Ending,
    ) -> Result<Purchase, PurchaseError> {
        let end = match ending {
            Ending::Approve => LegState::Approved,
            Ending::Decline => LegState::Declined,
        };
        let now_ms = self.host.clock.now_ms();
        let settled = {
            let mut memory = self.host.memory();
            let (book, notices) = memory.part_and_notices::<Book>();
            if !notices.has_room() {
                return Err(PurchaseError::QueueFull);
            }
            let purchases = book.purchases.iter_mut().rev();
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
            endpoints::queue_notices(book, notices, &settled, now_ms, 0);
            settled
        };
        self.host.persist().await;
        self.host.wake.notify_one();
        Ok(settled)
    }

    /// Sends the notices of ended transactions, once more or for the first
    /// time; returns the notices' numbers.
    ///
    /// # Errors
    ///
    /// [`PurchaseError`]; nothing was sent then.
    pub(crate) async fn notify_purchase(
        &self,
        which: &WhichPurchase,
    ) -> Result<Vec<u64>, PurchaseError> {
        let now_ms = self.host.clock.now_ms();
        let ids = {
            let mut memory = self.host.memory();
            let (book, notices) = memory.part_and_notices::<Book>();
            if !notices.has_room() {
                return Err(PurchaseError::QueueFull);
            }
            let purchases = book.purchases.iter_mut().rev();
            let (purchase, places) = find(purchases, which).ok_or(PurchaseError::Unknown)?;
            let purchase = purchase.clone();
            let mut ids = Vec::new();
            for leg in places.into_iter().map(|at| &purchase.legs[at]) {
                if !matches!(leg.state, LegState::Pending | LegState::NoTerminal) {
                    let body = notice::one(book, &purchase, leg, now_ms);
                    ids.push(notices.queue(Provider::PagoUno, body, None));
                }
            }
            ids
        };
        if ids.is_empty() {
            return Err(PurchaseError::State);
        }
        self.host.persist().await;
        self.host.wake.notify_one();
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
