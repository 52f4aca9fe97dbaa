//! The offers that the cashier shows in the customer's window. They belong to
//! no sale, and end with the process.

use domain::Money;
use domain::plan::PlanId;

#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) cash: Money,
    pub(crate) plan: Option<PlanId>,
}
