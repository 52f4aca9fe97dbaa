//! What the till is put together with, whichever the mode.

use super::Beside;
use api::dto::AddressView;
use domain::{Destination, DestinationIs};
use std::sync::Arc;
use till::ports::{Notices, Pagouno, Totalcoin};

/// The outside, composed.
pub(crate) struct World {
    pub(crate) totalcoin: Option<Arc<dyn Totalcoin>>,
    pub(crate) pagouno: Option<Arc<dyn Pagouno>>,
    pub(crate) notices: Option<Arc<dyn Notices>>,
    /// Live against an address that is no real provider's.
    pub(crate) test_environment: bool,
    /// The addresses in force, for the journal.
    pub(crate) addresses: Vec<String>,
    /// What of them is held against what a manager confirmed.
    pub(crate) destinations: Vec<DestinationIs>,
    /// What waits for a manager's word, and has no client.
    pub(crate) unconfirmed: Vec<Destination>,
    /// What the selling screen says of addresses.
    pub(crate) bands: Vec<AddressView>,
    pub(crate) beside: Beside,
}
