//! What the cashier has offered in the customer's window. It is no part of any
//! sale, and gone with the process.

use domain::Money;
use domain::plan::PlanId;

/// What is offered in the customer's window.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) cash: Money,
    pub(crate) plan: Option<PlanId>,
}
