//! Where a shop's secrets are sent and whom its cards pay. A manager confirms a
//! new value before it replaces the old one.

use serde::{Deserialize, Serialize};

/// Something outside that money or cards depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Destination {
    /// TotalCoin's address.
    Totalcoin,
    /// pagoUno's address.
    Pagouno,
    /// The relay's address.
    Relay,
    /// Bind's address, to which tokens go.
    Bind,
    /// The address that gives Bind's tokens, to which the credentials go.
    BindToken,
    /// The merchant group and the seller for whom cards are charged.
    CardIdentity,
}

impl Destination {
    /// All of them.
    pub const ALL: [Destination; 6] = [
        Destination::Totalcoin,
        Destination::Pagouno,
        Destination::Relay,
        Destination::Bind,
        Destination::BindToken,
        Destination::CardIdentity,
    ];
}

/// The value of a destination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DestinationIs {
    pub destination: Destination,
    /// An address, or an identity in one line.
    pub value: String,
}
