//! Chooses the reader for a notice's body.

use crate::{bind, pagouno, totalcoin};
use domain::Provider;

/// The content of a provider's notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProviderNotice {
    /// The state and the money of a payment.
    Payment(totalcoin::ReadNotice),
    /// A hint that the provider should be asked about a charge, and nothing
    /// more.
    Hint(pagouno::Hint),
    /// What the house's wallet says of a payment.
    Wallet(bind::WalletNotice),
}

/// Reads the body of a provider's notice. `None` if it is not safe to read, or
/// the provider has no reader.
#[must_use]
pub fn read(provider: Provider, body: &str) -> Option<ProviderNotice> {
    match provider {
        Provider::Totalcoin => totalcoin::read_notice(body)
            .ok()
            .map(ProviderNotice::Payment),
        Provider::Pagouno => pagouno::read_hint(body).map(ProviderNotice::Hint),
        Provider::Wallet => bind::read_notice(body.as_bytes())
            .ok()
            .map(ProviderNotice::Wallet),
        Provider::Bind => None,
    }
}
