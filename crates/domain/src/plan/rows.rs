//! All plans of a shop, and the plans that a new shop begins with.

use super::{BasisPoints, Instalments, Offer, Plan, PlanId, PlanTerms};
use crate::Money;
use crate::day::{Day, Weekdays};

/// The most plans of a shop.
pub const PLANS_MAX: usize = 200;

/// The smallest amount of the first rows: below it pagoUno charges nothing
/// (pagoUno, purchasegroup, `transaction_amount`).
const FIRST_AMOUNT_MIN: Money = match Money::from_centavos(1_000) {
    Ok(money) => money,
    Err(_) => Money::MAX,
};

/// Why plans cannot exist together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Clash {
    /// Two plans have the same id.
    #[error("there are two plans {0}")]
    SameId(PlanId),
    /// On some day one wire code would mean two numbers of instalments.
    #[error("{0} and {1} would go out under one code on the same day")]
    SameCode(PlanId, PlanId),
    /// There are more than [`PLANS_MAX`].
    #[error("a shop has at most {PLANS_MAX} plans")]
    TooMany,
}

/// The plans of a shop.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plans(Vec<Plan>);

impl Plans {
    /// These plans, in this order.
    ///
    /// # Errors
    /// [`Clash`] names the plans that conflict.
    pub fn new(plans: Vec<Plan>) -> Result<Plans, Clash> {
        if plans.len() > PLANS_MAX {
            return Err(Clash::TooMany);
        }
        for (place, plan) in plans.iter().enumerate() {
            for other in plans.iter().take(place) {
                if plan.id() == other.id() {
                    return Err(Clash::SameId(plan.id().clone()));
                }
                let (one, two) = (plan.terms().instalments, other.terms().instalments);
                if one.code() == two.code()
                    && one.count() != two.count()
                    && plan.shares_a_day(other)
                {
                    return Err(Clash::SameCode(other.id().clone(), plan.id().clone()));
                }
            }
        }
        Ok(Plans(plans))
    }

    /// Each plan.
    pub fn iter(&self) -> std::slice::Iter<'_, Plan> {
        self.0.iter()
    }

    /// The plan of that id.
    #[must_use]
    pub fn get(&self, id: &PlanId) -> Option<&Plan> {
        self.0.iter().find(|plan| plan.id() == id)
    }

    /// The offers for a cash price on a day, the fewest instalments first.
    /// Offers with the same number of instalments are sorted by total, the
    /// cheapest first.
    #[must_use]
    pub fn offers(&self, cash: Money, day: Day) -> Vec<Offer> {
        let mut offers: Vec<Offer> = self
            .0
            .iter()
            .filter_map(|plan| plan.offer(cash, day).ok())
            .collect();
        offers.sort_by_key(|offer| (offer.instalments().count(), offer.total()));
        offers
    }
}

impl<'a> IntoIterator for &'a Plans {
    type Item = &'a Plan;
    type IntoIter = std::slice::Iter<'a, Plan>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl From<Plans> for Vec<Plan> {
    fn from(plans: Plans) -> Vec<Plan> {
        plans.0
    }
}

/// The plans that a new shop begins with: those that pagoUno's page names,
/// without surcharge and rates, since nobody has configured any.
#[must_use]
pub fn first_rows() -> Plans {
    let standard = [1, 3, 6, 12, 18].map(|count| (format!("cuotas-{count}"), count, false));
    let ahora = [3, 6, 12, 18].map(|count| (format!("ahora-{count}"), count, true));
    let rows = standard
        .into_iter()
        .chain(ahora)
        .map(|(id, count, is_ahora)| {
            let (instalments, name) = if is_ahora {
                (Instalments::ahora(count), format!("Ahora {count}"))
            } else if count == 1 {
                (Instalments::standard(count), "1 pago".to_owned())
            } else {
                (Instalments::standard(count), format!("{count} cuotas"))
            };
            let terms = PlanTerms {
                id: PlanId(id),
                name,
                instalments: instalments.expect("the page names these counts"),
                valid_from: None,
                valid_until: None,
                weekdays: Weekdays::ALL,
                amount_min: FIRST_AMOUNT_MIN,
                amount_max: None,
                coefficient: BasisPoints(0),
                tna: None,
                tea: None,
                cftea: None,
                subscription_code: None,
                enabled: true,
            };
            Plan::new(terms).expect("a name, an amount and nothing else hold together")
        });
    Plans::new(rows.collect()).expect("nine ids differ, and one code has one meaning")
}
