//! The cashier's notebook, which survives a crash, as people's memory does.

use crate::dice::Dice;
use domain::{Money, SaleId};

/// A charge and its request.
#[derive(Debug, Clone)]
pub(crate) struct Current {
    pub(crate) request: String,
    /// The sale that is charged again; `None` for a new one.
    pub(crate) again: Option<SaleId>,
    pub(crate) amount: Money,
    /// The total of the new sale, if this charge is a part of it.
    pub(crate) total: Option<Money>,
    pub(crate) how: How,
    /// The till's answer.
    pub(crate) sold: Option<SaleId>,
}

/// How the customer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    Qr,
    Card,
    TwoCards,
    Cash,
    FixedQr,
    Wallet,
}

/// The smallest charge of a card, in centavos.
pub(crate) const CARD_CENTAVOS_MIN: i64 = 1_000;

/// What the cashier remembers.
pub(crate) struct Notebook {
    pub(crate) sales_left: u64,
    pub(crate) requests: u64,
    pub(crate) current: Option<Current>,
}

impl Notebook {
    /// A shop that will be cut off for long sells on through it.
    pub(crate) fn new(dice: &mut Dice, is_cut_off: bool) -> Notebook {
        let more = if is_cut_off { 2 + dice.below(6) } else { 0 };
        Notebook {
            sales_left: 4 + dice.below(5) + more,
            requests: 0,
            current: None,
        }
    }

    /// Every request that was made so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        (1..=self.requests).map(request).collect()
    }

    pub(crate) fn begin(
        &mut self,
        again: Option<SaleId>,
        (amount, total): (Money, Option<Money>),
        how: How,
    ) {
        let most = |cards: i64| amount.centavos() >= cards * CARD_CENTAVOS_MIN;
        let how = match how {
            How::TwoCards if most(2) => How::TwoCards,
            How::Card | How::TwoCards if most(1) => How::Card,
            How::Qr => How::Qr,
            How::FixedQr => How::FixedQr,
            How::Wallet => How::Wallet,
            How::Card | How::TwoCards | How::Cash => How::Cash,
        };
        self.requests += 1;
        self.current = Some(Current {
            request: request(self.requests),
            again,
            amount,
            total,
            how,
            sold: None,
        });
    }
}

pub(crate) fn request(number: u64) -> String {
    format!("enter-{number}")
}
