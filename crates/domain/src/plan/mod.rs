//! Instalment plans: rows that a manager edits, and the offer that each makes
//! for an amount on a day. A rate is only ever shown as it was configured, and
//! no number here passes through a float.

mod instalments;
mod offer;
mod rows;

pub use instalments::{Instalments, Programme, UnfitInstalments};
pub use offer::{NotOffered, Offer};
pub use rows::{Clash, PLANS_MAX, Plans, first_rows};

use crate::Money;
use crate::day::{Day, Weekdays};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The longest name of a plan, in characters.
pub const NAME_CHARS_MAX: usize = 40;
/// The longest id of a plan, in bytes.
pub const PLAN_ID_BYTES_MAX: usize = 32;
/// The longest subscription code, in bytes.
pub const SUBSCRIPTION_BYTES_MAX: usize = 40;
/// The largest surcharge, in basis points: ten times the amount.
pub const COEFFICIENT_BP_MAX: u32 = 100_000;
/// The largest rate that is shown, in basis points: 10.000 %.
pub const RATE_BP_MAX: u32 = 1_000_000;

/// Hundredths of a percent.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct BasisPoints(pub u32);

/// As people write it in Argentina: `45,30 %`.
impl fmt::Display for BasisPoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{:02} %", self.0 / 100, self.0 % 100)
    }
}

/// The id of a plan: a short word of `[a-z0-9-]` that stays the same when the
/// plan's name changes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PlanId(String);

impl PlanId {
    /// The word itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PlanId {
    type Err = UnfitPlan;
    fn from_str(text: &str) -> Result<PlanId, UnfitPlan> {
        let fits = (1..=PLAN_ID_BYTES_MAX).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits {
            Ok(PlanId(text.to_owned()))
        } else {
            Err(UnfitPlan::Id)
        }
    }
}

impl TryFrom<String> for PlanId {
    type Error = UnfitPlan;
    fn try_from(text: String) -> Result<PlanId, UnfitPlan> {
        text.parse()
    }
}

impl From<PlanId> for String {
    fn from(id: PlanId) -> String {
        id.0
    }
}

impl fmt::Display for PlanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PlanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The terms of a plan as a manager typed them, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanTerms {
    /// Which plan.
    pub id: PlanId,
    /// What people call it.
    pub name: String,
    /// The real number of instalments, and its wire code.
    pub instalments: Instalments,
    /// The first day on which it is offered; `None` for no first day.
    #[serde(default)]
    pub valid_from: Option<Day>,
    /// The last day on which it is offered; `None` for no last day.
    #[serde(default)]
    pub valid_until: Option<Day>,
    /// The days of the week on which it is offered.
    pub weekdays: Weekdays,
    /// The smallest cash price for which it is offered.
    pub amount_min: Money,
    /// The largest such cash price; `None` for no limit.
    #[serde(default)]
    pub amount_max: Option<Money>,
    /// The surcharge on the cash price.
    pub coefficient: BasisPoints,
    /// The nominal yearly rate to show, if any.
    #[serde(default)]
    pub tna: Option<BasisPoints>,
    /// The effective yearly rate to show, if any.
    #[serde(default)]
    pub tea: Option<BasisPoints>,
    /// The total financial cost to show, if any.
    #[serde(default)]
    pub cftea: Option<BasisPoints>,
    /// pagoUno's code of a recurring payment, where the plan is one.
    #[serde(default)]
    pub subscription_code: Option<String>,
    /// Whether it is offered at all.
    pub enabled: bool,
}

/// Why terms are not a valid plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnfitPlan {
    /// An id is a short word.
    #[error("an id is 1 to {PLAN_ID_BYTES_MAX} of a-z, 0-9 and -")]
    Id,
    /// A name is a short text.
    #[error("a name is 1 to {NAME_CHARS_MAX} characters")]
    Name,
    /// It ends before it begins.
    #[error("the last day lies before the first")]
    Days,
    /// The smallest amount is larger than the largest, or is zero.
    #[error("the smallest amount is above the largest, or zero")]
    Amounts,
    /// The surcharge is out of range.
    #[error("a surcharge is at most {COEFFICIENT_BP_MAX} basis points")]
    Coefficient,
    /// A rate is out of range.
    #[error("a rate is at most {RATE_BP_MAX} basis points")]
    Rate,
    /// A subscription code is a short word.
    #[error("a subscription code is 1 to {SUBSCRIPTION_BYTES_MAX} visible ASCII characters")]
    SubscriptionCode,
}

/// A plan: terms that passed the check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PlanTerms", into = "PlanTerms")]
pub struct Plan(PlanTerms);

impl Plan {
    /// Makes the plan of these terms. A blank subscription code becomes `None`.
    ///
    /// # Errors
    /// [`UnfitPlan`] says which term is wrong.
    pub fn new(mut terms: PlanTerms) -> Result<Plan, UnfitPlan> {
        terms.name = terms.name.trim().to_owned();
        terms.subscription_code = terms
            .subscription_code
            .map(|code| code.trim().to_owned())
            .filter(|code| !code.is_empty());
        if !(1..=NAME_CHARS_MAX).contains(&terms.name.chars().count())
            || terms.name.chars().any(char::is_control)
        {
            return Err(UnfitPlan::Name);
        }
        if let (Some(from), Some(until)) = (terms.valid_from, terms.valid_until)
            && until < from
        {
            return Err(UnfitPlan::Days);
        }
        let above = terms.amount_max.is_some_and(|max| max < terms.amount_min);
        if terms.amount_min.is_zero() || above {
            return Err(UnfitPlan::Amounts);
        }
        if terms.coefficient.0 > COEFFICIENT_BP_MAX {
            return Err(UnfitPlan::Coefficient);
        }
        let rates = [terms.tna, terms.tea, terms.cftea];
        if rates.into_iter().flatten().any(|rate| rate.0 > RATE_BP_MAX) {
            return Err(UnfitPlan::Rate);
        }
        if terms.subscription_code.as_ref().is_some_and(|code| {
            code.len() > SUBSCRIPTION_BYTES_MAX || !code.bytes().all(|b| b.is_ascii_graphic())
        }) {
            return Err(UnfitPlan::SubscriptionCode);
        }
        Ok(Plan(terms))
    }

    /// Its terms.
    #[must_use]
    pub fn terms(&self) -> &PlanTerms {
        &self.0
    }

    /// Which plan.
    #[must_use]
    pub fn id(&self) -> &PlanId {
        &self.0.id
    }

    /// Whether it is offered on that day, whatever the amount.
    #[must_use]
    pub fn is_valid_on(&self, day: Day) -> bool {
        let terms = &self.0;
        terms.enabled
            && terms.valid_from.is_none_or(|from| day >= from)
            && terms.valid_until.is_none_or(|until| day <= until)
            && terms.weekdays.has(day.weekday())
    }

    /// Whether there may be a day on which both are offered.
    fn shares_a_day(&self, other: &Plan) -> bool {
        let (a, b) = (&self.0, &other.0);
        let ends_before = |one: &PlanTerms, other: &PlanTerms| {
            one.valid_until
                .zip(other.valid_from)
                .is_some_and(|(until, from)| until < from)
        };
        a.enabled
            && b.enabled
            && a.weekdays.meets(b.weekdays)
            && !ends_before(a, b)
            && !ends_before(b, a)
    }
}

impl TryFrom<PlanTerms> for Plan {
    type Error = UnfitPlan;
    fn try_from(terms: PlanTerms) -> Result<Plan, UnfitPlan> {
        Plan::new(terms)
    }
}

impl From<Plan> for PlanTerms {
    fn from(plan: Plan) -> PlanTerms {
        plan.0
    }
}
