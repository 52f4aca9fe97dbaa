//! TotalCoin as its page describes it, told from the provider's side.
//!
//! Nothing here is shared with our client of TotalCoin: both are written from
//! the page, so that each checks the other.

pub(crate) mod answer;
pub(crate) mod customer;
pub(crate) mod endpoints;
pub(crate) mod notice;
pub(crate) mod read;
pub(crate) mod view;

pub(crate) const LOGIN_PATH: &str = "/api/auth/login";
pub(crate) const PRE_ORDER_PATH: &str = "/api/iep/pre-order";
