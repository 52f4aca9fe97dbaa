//! A plan's offer for an amount on a day: what the law requires to be shown
//! before the customer accepts, and what is charged.

use super::{BasisPoints, Instalments, Plan, PlanId};
use crate::Money;
use crate::day::Day;
use serde::{Deserialize, Serialize};

/// A hundred percent.
const WHOLE_BP: i128 = 10_000;

/// A plan's offer: cash price, number and amount of the instalments, financed
/// total and rates (Res. 4/2025; Ley 24.240, art. 36). The instalments add up
/// to the total exactly: where it cannot be divided evenly the first ones
/// carry one centavo more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Kept", into = "Kept")]
pub struct Offer {
    kept: Kept,
}

/// The form in the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    plan: PlanId,
    name: String,
    instalments: Instalments,
    cash: Money,
    /// The amount of the last instalment.
    each: Money,
    /// How many of the first instalments are one centavo more.
    dearer: u8,
    total: Money,
    tna: Option<BasisPoints>,
    tea: Option<BasisPoints>,
    cftea: Option<BasisPoints>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subscription_code: Option<String>,
}

/// Why a plan makes no offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotOffered {
    /// Not enabled, or not on that day.
    #[error("the plan is not offered on that day")]
    NotThatDay,
    /// The amount is below the plan's smallest.
    #[error("the plan begins at {0}")]
    AmountTooSmall(Money),
    /// The amount is above the plan's largest, or its total is larger than
    /// [`Money::MAX`].
    #[error("the amount is too large for the plan")]
    AmountTooLarge,
}

/// An offer in the journal whose instalments do not add up to its total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the instalments do not add up to the total")]
pub struct DoesNotAddUp;

impl Plan {
    /// The offer for a cash price on a day.
    ///
    /// # Errors
    /// [`NotOffered`] says why there is no offer.
    pub fn offer(&self, cash: Money, day: Day) -> Result<Offer, NotOffered> {
        let terms = self.terms();
        if !self.is_valid_on(day) {
            return Err(NotOffered::NotThatDay);
        }
        // No instalment may be zero.
        let count = i64::from(terms.instalments.count());
        let least = Money::from_centavos(count)
            .map_or(terms.amount_min, |one_each| one_each.max(terms.amount_min));
        if cash < least {
            return Err(NotOffered::AmountTooSmall(least));
        }
        if terms.amount_max.is_some_and(|max| cash > max) {
            return Err(NotOffered::AmountTooLarge);
        }
        let total = surcharged(cash, terms.coefficient).ok_or(NotOffered::AmountTooLarge)?;
        let (each, dearer) = divided(total, terms.instalments);
        Ok(Offer {
            kept: Kept {
                plan: terms.id.clone(),
                name: terms.name.clone(),
                instalments: terms.instalments,
                cash,
                each,
                dearer,
                total,
                tna: terms.tna,
                tea: terms.tea,
                cftea: terms.cftea,
                subscription_code: terms.subscription_code.clone(),
            },
        })
    }
}

/// The cash price with the surcharge, to the nearest centavo, halves upward.
fn surcharged(cash: Money, coefficient: BasisPoints) -> Option<Money> {
    let exact = i128::from(cash.centavos()) * (WHOLE_BP + i128::from(coefficient.0));
    let rounded = (exact + WHOLE_BP / 2) / WHOLE_BP;
    Money::from_centavos(i64::try_from(rounded).ok()?).ok()
}

/// The amount of the last instalment, and how many of the first ones are one
/// centavo more.
fn divided(total: Money, instalments: Instalments) -> (Money, u8) {
    let count = i64::from(instalments.count());
    let each = Money::from_centavos(total.centavos() / count)
        .expect("a part of an amount is an amount, and a count is at least one");
    let dearer = u8::try_from(total.centavos() % count)
        .expect("a remainder is below the count, which is at most 99");
    (each, dearer)
}

impl Offer {
    /// The plan that makes the offer.
    #[must_use]
    pub fn plan(&self) -> &PlanId {
        &self.kept.plan
    }

    /// The plan's name on that day.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.kept.name
    }

    /// The real number of instalments, and its wire code.
    #[must_use]
    pub fn instalments(&self) -> Instalments {
        self.kept.instalments
    }

    /// What the customer would pay in cash.
    #[must_use]
    pub fn cash(&self) -> Money {
        self.kept.cash
    }

    /// The total that is charged.
    #[must_use]
    pub fn total(&self) -> Money {
        self.kept.total
    }

    /// The first instalment.
    #[must_use]
    pub fn first(&self) -> Money {
        self.instalment(1).unwrap_or(self.kept.each)
    }

    /// The last instalment; no other one is smaller.
    #[must_use]
    pub fn each(&self) -> Money {
        self.kept.each
    }

    /// How many of the first instalments are one centavo above the last.
    #[must_use]
    pub fn dearer(&self) -> u8 {
        self.kept.dearer
    }

    /// One instalment by its number, from 1; `None` after the last.
    #[must_use]
    pub fn instalment(&self, number: u8) -> Option<Money> {
        if number == 0 || number > self.kept.instalments.count() {
            return None;
        }
        let more = i64::from(number <= self.kept.dearer);
        Money::from_centavos(self.kept.each.centavos() + more).ok()
    }

    /// The nominal yearly rate, where one is configured.
    #[must_use]
    pub fn tna(&self) -> Option<BasisPoints> {
        self.kept.tna
    }

    /// The effective yearly rate, where one is configured.
    #[must_use]
    pub fn tea(&self) -> Option<BasisPoints> {
        self.kept.tea
    }

    /// The total financial cost, where it is configured.
    #[must_use]
    pub fn cftea(&self) -> Option<BasisPoints> {
        self.kept.cftea
    }

    /// pagoUno's code of a recurring payment.
    #[must_use]
    pub fn subscription_code(&self) -> Option<&str> {
        self.kept.subscription_code.as_deref()
    }
}

impl TryFrom<Kept> for Offer {
    type Error = DoesNotAddUp;
    fn try_from(kept: Kept) -> Result<Offer, DoesNotAddUp> {
        if divided(kept.total, kept.instalments) == (kept.each, kept.dearer) {
            Ok(Offer { kept })
        } else {
            Err(DoesNotAddUp)
        }
    }
}

impl From<Offer> for Kept {
    fn from(offer: Offer) -> Kept {
        offer.kept
    }
}
