//! Whose reader a notice's body goes to.

use crate::{pagouno, totalcoin};
use domain::Provider;

/// What the body of a provider's notice says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProviderNotice {
    /// Something about a payment: its state and its money.
    Payment(totalcoin::ReadNotice),
    /// That the provider can be asked about a charge, and nothing more.
    Hint(pagouno::Hint),
}

/// Reads the body of a provider's notice; nothing where it is not safe to read,
/// or no reader is known.
#[must_use]
pub fn read(provider: Provider, body: &str) -> Option<ProviderNotice> {
    match provider {
        Provider::Totalcoin => totalcoin::read_notice(body)
            .ok()
            .map(ProviderNotice::Payment),
        Provider::Pagouno => pagouno::read_hint(body).map(ProviderNotice::Hint),
        Provider::Bind => None,
    }
}
