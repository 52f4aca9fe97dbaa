//! A manager's answers to the items of the tray, and the relay's answers about
//! other tills.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What happened to the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum SettleHow {
    /// It completes this sale.
    CompletesThisSale,
    /// It belongs to another sale.
    BelongsToAnotherSale,
    ToBeReturned,
    WrittenOff,
    /// It is no sale.
    NotASale,
}

impl From<domain::SettledAs> for SettleHow {
    fn from(how: domain::SettledAs) -> SettleHow {
        match how {
            domain::SettledAs::CompletesThisSale => SettleHow::CompletesThisSale,
            domain::SettledAs::BelongsToAnotherSale => SettleHow::BelongsToAnotherSale,
            domain::SettledAs::ToBeReturned => SettleHow::ToBeReturned,
            domain::SettledAs::WrittenOff => SettleHow::WrittenOff,
            domain::SettledAs::NotASale => SettleHow::NotASale,
        }
    }
}

impl From<SettleHow> for domain::SettledAs {
    fn from(how: SettleHow) -> domain::SettledAs {
        match how {
            SettleHow::CompletesThisSale => domain::SettledAs::CompletesThisSale,
            SettleHow::BelongsToAnotherSale => domain::SettledAs::BelongsToAnotherSale,
            SettleHow::ToBeReturned => domain::SettledAs::ToBeReturned,
            SettleHow::WrittenOff => domain::SettledAs::WrittenOff,
            SettleHow::NotASale => domain::SettledAs::NotASale,
        }
    }
}

/// Settle an item of the tray, as a manager.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Settle {
    pub item: String,
    pub how: SettleHow,
    /// The amount, if no notice told it.
    #[ts(type = "number", optional = nullable)]
    pub amount_centavos: Option<i64>,
    /// The ticket of the sale to which the money belongs, for that answer.
    #[ts(optional = nullable)]
    pub target: Option<String>,
    /// Whether to take over a notice from another till that has it.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub take_over: bool,
    pub reason: String,
    pub pin: String,
}

/// The relay's answer about the merchant's other tills, before a stray was
/// settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case", tag = "said")]
pub enum AskedView {
    /// No other till has it.
    Claimed,
    /// The relay does not know the notice, so no other till was asked.
    Nobody,
    /// It was taken over from another till.
    TakenOver {
        /// The till that had it.
        till: u16,
    },
}

impl From<domain::AskedOthers> for AskedView {
    fn from(asked: domain::AskedOthers) -> AskedView {
        match asked {
            domain::AskedOthers::Claimed => AskedView::Claimed,
            domain::AskedOthers::Nobody => AskedView::Nobody,
            domain::AskedOthers::TakenOver(till) => AskedView::TakenOver { till: till.0 },
        }
    }
}
