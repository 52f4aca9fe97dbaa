//! The labels of the windows, as the configuration has them.

/// The label of the cashier's window.
pub(crate) const TILL: &str = "till";
/// The label of the customer's window.
pub(crate) const CUSTOMER: &str = "customer";
/// The label of the window that is shown if no shop can be opened.
pub(crate) const PROBLEM: &str = "problem";
