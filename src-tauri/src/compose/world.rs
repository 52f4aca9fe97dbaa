//! The parts of a till's outside, in practice and live.

use super::Beside;
use api::dto::AddressView;
use domain::{Destination, DestinationIs};
use std::sync::Arc;
use till::ports::{Bind, Notices, Pagouno, Totalcoin};

pub(crate) struct World {
    pub(crate) totalcoin: Option<Arc<dyn Totalcoin>>,
    pub(crate) pagouno: Option<Arc<dyn Pagouno>>,
    pub(crate) bind: Option<Arc<dyn Bind>>,
    pub(crate) notices: Option<Arc<dyn Notices>>,
    /// Live against an address that is not the provider's real one.
    pub(crate) test_environment: bool,
    /// The addresses in force, for the journal.
    pub(crate) addresses: Vec<String>,
    /// The destinations among them that are compared with a manager's
    /// confirmation.
    pub(crate) destinations: Vec<DestinationIs>,
    /// The destinations that wait for a manager's confirmation and have no
    /// client.
    pub(crate) unconfirmed: Vec<Destination>,
    /// The bands about addresses on the selling screen.
    pub(crate) bands: Vec<AddressView>,
    pub(crate) beside: Beside,
}
