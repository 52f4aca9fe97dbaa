//! The offers for an amount, and what the customer sees of them.

use domain::plan::{BasisPoints, Offer};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Ask for today's offers for an amount.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AskOffers {
    /// The cash price.
    #[ts(type = "number")]
    pub amount_centavos: i64,
}

/// One plan's offer, with what the law requires to show before the customer
/// accepts it (Res. 4/2025; Ley 24.240, art. 36). The instalments add up to the
/// total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OfferView {
    pub plan: String,
    /// The name that people use.
    pub name: String,
    /// The real number of instalments.
    pub count: u8,
    /// The cash price.
    #[ts(type = "number")]
    pub cash_centavos: i64,
    /// The amount of each instalment.
    #[ts(type = "number")]
    pub each_centavos: i64,
    /// How many of the first instalments are one centavo more.
    pub dearer: u8,
    /// The financed total: what is charged.
    #[ts(type = "number")]
    pub total_centavos: i64,
    /// The nominal yearly rate (TNA), in basis points; null if none is
    /// configured.
    pub tna_bp: Option<u32>,
    /// The effective yearly rate (TEA), in basis points; null if none is
    /// configured.
    pub tea_bp: Option<u32>,
    /// The total financial cost (CFTEA), in basis points; null if none is
    /// configured.
    pub cftea_bp: Option<u32>,
}

impl From<&Offer> for OfferView {
    fn from(offer: &Offer) -> OfferView {
        let bp = |rate: Option<BasisPoints>| rate.map(|rate| rate.0);
        OfferView {
            plan: offer.plan().to_string(),
            name: offer.name().to_owned(),
            count: offer.instalments().count(),
            cash_centavos: offer.cash().centavos(),
            each_centavos: offer.each().centavos(),
            dearer: offer.dearer(),
            total_centavos: offer.total().centavos(),
            tna_bp: bp(offer.tna()),
            tea_bp: bp(offer.tea()),
            cftea_bp: bp(offer.cftea()),
        }
    }
}

/// What is offered for an amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CardOffers {
    /// The day, in ISO 8601.
    pub day: String,
    /// The offers, with the fewest instalments first.
    pub offers: Vec<OfferView>,
}

/// Show offers in the customer's window, or hide them.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ShowOffers {
    /// The cash price; null hides the offers.
    #[ts(type = "number", optional = nullable)]
    pub amount_centavos: Option<i64>,
    /// The one plan that was picked; null shows all.
    #[ts(optional = nullable)]
    pub plan: Option<String>,
}
