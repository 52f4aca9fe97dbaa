//! pagoUno as its page and its public plugin describe it, told from the
//! provider's side.
//!
//! Nothing here is shared with our client of pagoUno: both are written from
//! the page, so that each checks the other. Where the page is silent it does
//! the plain thing: a leg's `success` says how it stands, a reversed leg reads
//! as one that was denied, and a notice goes out for each transaction that came
//! to its end.
//!
//! A card's number and security code are looked at once, on arrival, and never
//! kept: see `mask.rs`.

pub(crate) mod answer;
pub(crate) mod cards;
pub(crate) mod charge;
pub(crate) mod control;
pub(crate) mod endpoints;
pub(crate) mod handle;
pub(crate) mod mask;
pub(crate) mod memory;
pub(crate) mod notice;
pub(crate) mod read;

pub(crate) const TOKEN_PATH: &str = "/v1/Transaction/token";
pub(crate) const PURCHASEGROUP_PATH: &str = "/v1/Transaction/purchasegroup";
/// The transaction's id follows.
pub(crate) const PURCHASE_PATH: &str = "/v1/Transaction/purchase/";
