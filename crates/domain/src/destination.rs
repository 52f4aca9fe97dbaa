//! Where a shop's secrets go, and whom its cards pay: what a manager confirms
//! before it is used in place of something else.

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
    /// The merchant group and the seller for whom cards are charged.
    CardIdentity,
}

impl Destination {
    /// All of them.
    pub const ALL: [Destination; 4] = [
        Destination::Totalcoin,
        Destination::Pagouno,
        Destination::Relay,
        Destination::CardIdentity,
    ];
}

/// What a destination is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DestinationIs {
    /// Which one.
    pub destination: Destination,
    /// An address, or an identity in one line.
    pub value: String,
}
