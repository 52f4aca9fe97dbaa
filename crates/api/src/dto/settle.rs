//! A manager's answer to what waits in the tray, and what the relay said of it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What became of the money.
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

/// Settle what waits in the tray, as a manager.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Settle {
    pub item: String,
    /// What became of the money.
    pub how: SettleHow,
    /// How much, where no notice told it.
    #[ts(type = "number", optional = nullable)]
    pub amount_centavos: Option<i64>,
    /// The ticket of the sale to which it belongs, where that is the answer.
    #[ts(optional = nullable)]
    pub target: Option<String>,
    /// Whether a notice that another till has is taken over from it.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub take_over: bool,
    /// Why.
    pub reason: String,
    /// The manager's PIN.
    pub pin: String,
}

/// What the relay said of the merchant's other tills, before a notice of
/// nobody's payment was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case", tag = "said")]
pub enum AskedView {
    /// None of them has it.
    Claimed,
    /// Nobody asked them: the relay does not know the notice.
    Nobody,
    /// It was taken over from one of them.
    TakenOver {
        /// From which.
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
