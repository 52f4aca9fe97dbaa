//! The till's check of a received QR against its request. It only decides whether the
//! QR may be shown; approvals come only from the provider.
//!
//! A QR that contradicts the sale is refused, since a customer could pay the wrong
//! amount or the wrong merchant. A QR that is merely malformed is shown with a warning,
//! since the customer's wallet may still read it.

use crate::amount;
use crate::identity::{Identity, is_cuit, is_cvu};
use crate::payload::{Payload, without_line_ends};
use crate::read_error::ReadError;

/// The peso's number by ISO 4217.
const CURRENCY: &str = "032";
/// Argentina's letters by ISO 3166-1.
const COUNTRY: &str = "AR";
/// TotalCoin pads the pre-order's id in 43.02 with zeros to this many digits (its sample).
const ORDER_ID_DIGITS: usize = 10;

/// What the till asked TotalCoin for, and what it knows of the merchant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected<'a> {
    /// The amount asked for, in centavos; `None` for an open QR.
    pub amount_centavos: Option<i64>,
    /// The payment's reference, sent as `externalReference`.
    pub reference: &'a str,
    /// The `id` of the pre-order's answer, as it came.
    pub order_id: &'a str,
    /// The merchant's CUIT, digits only; `None` before the first QR.
    pub cuit: Option<&'a str>,
    /// The merchant's CVU, digits only; `None` before the first QR.
    pub cvu: Option<&'a str>,
}

/// The result of the check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Why the QR must not be shown; empty if it may be.
    pub refusals: Vec<Contradiction>,
    /// The warnings to show and record with it.
    pub warnings: Vec<Warning>,
    /// The merchant that it names, only with valid check digits. The identity of a
    /// malformed QR may be misread and must not be kept.
    pub identity: Identity,
}

/// The QR contradicts the request. It is never shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Contradiction {
    /// Tag 54 is present and is not the amount, or is not a number. On an open QR, any
    /// tag 54 but zero.
    #[error("tag 54 says {found:?}")]
    Amount {
        /// What tag 54 says.
        found: String,
        /// The amount asked for, in centavos; `None` for an open QR.
        expected_centavos: Option<i64>,
    },
    /// Tag 53 is present and is not 032.
    #[error("tag 53 says {found:?}")]
    Currency {
        /// What it says.
        found: String,
    },
    /// Tag 58 is present and is not AR.
    #[error("tag 58 says {found:?}")]
    Country {
        /// What it says.
        found: String,
    },
    /// 62.01 is present and is not this payment's reference.
    #[error("tag 62.01 says {found:?}")]
    Reference {
        /// What it says.
        found: String,
    },
    /// 50.00 is not the merchant's CUIT.
    #[error("tag 50.00 says {found:?}")]
    Cuit {
        /// Its value; `None` if it is certainly missing.
        found: Option<String>,
    },
    /// 51.00 is not the merchant's CVU.
    #[error("tag 51.00 says {found:?}")]
    Cvu {
        /// Its value; `None` if it is certainly missing.
        found: Option<String>,
    },
}

/// The QR is malformed but contradicts nothing. It is shown with "puede no leerse".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    /// A rule of the format is broken.
    #[error("structure: {0}")]
    Structure(ReadError),
    /// The CRC is wrong.
    #[error("CRC: {0}")]
    Crc(ReadError),
    /// 43.02 is present and is not the pre-order's id.
    #[error("tag 43.02 says {found:?} and not {expected:?}")]
    OrderId {
        /// What it says.
        found: String,
        /// The pre-order's id, padded as TotalCoin does.
        expected: String,
    },
    /// 50.00 is present and is not a valid CUIT.
    #[error("tag 50.00 says {found:?}, which is no CUIT")]
    Cuit {
        /// What it says.
        found: String,
    },
    /// 51.00 is present and is not a valid CVU.
    #[error("tag 51.00 says {found:?}, which is no CVU")]
    Cvu {
        /// What it says.
        found: String,
    },
}

impl Warning {
    /// Whether it is only about the merchant's identity, so that wallets can read the
    /// QR normally.
    #[must_use]
    pub fn concerns_identity(&self) -> bool {
        match self {
            Warning::Cuit { .. } | Warning::Cvu { .. } => true,
            Warning::Structure(_) | Warning::Crc(_) | Warning::OrderId { .. } => false,
        }
    }
}

impl Verdict {
    /// Whether the QR may be shown, possibly with warnings.
    #[must_use]
    pub fn may_be_shown(&self) -> bool {
        self.refusals.is_empty()
    }
}

/// Checks a received payload. A text that is not a payload contradicts nothing and only
/// gives warnings.
#[must_use]
pub fn check(text: &str, expected: &Expected<'_>) -> Verdict {
    let look = Payload::look(without_line_ends(text));
    let payload = &look.payload;
    let mut refusals = Vec::new();

    // Every occurrence is checked: nobody knows which one of a repeated tag a wallet
    // reads.
    refusals.extend(
        payload
            .all("54")
            .filter_map(|found| amount(found, expected)),
    );
    refusals
        .extend(others(payload.all("53"), CURRENCY).map(|found| Contradiction::Currency { found }));
    refusals
        .extend(others(payload.all("58"), COUNTRY).map(|found| Contradiction::Country { found }));
    refusals.extend(
        others(payload.all_sub("62", "01"), expected.reference)
            .map(|found| Contradiction::Reference { found }),
    );
    if let Some(cuit) = expected.cuit {
        let differing = account(payload, "50", cuit, look.whole);
        refusals.extend(
            differing
                .into_iter()
                .map(|found| Contradiction::Cuit { found }),
        );
    }
    if let Some(cvu) = expected.cvu {
        let differing = account(payload, "51", cvu, look.whole);
        refusals.extend(
            differing
                .into_iter()
                .map(|found| Contradiction::Cvu { found }),
        );
    }

    let order_id = format!("{:0>ORDER_ID_DIGITS$}", expected.order_id);
    let other_orders: Vec<_> = others(payload.all_sub("43", "02"), &order_id)
        .map(|found| Warning::OrderId {
            found,
            expected: order_id.clone(),
        })
        .collect();
    let unfit = |tag, fits: fn(&str) -> bool| {
        let found = payload.all_sub(tag, "00").filter(move |it| !fits(it));
        found.map(str::to_owned).collect::<Vec<_>>()
    };
    let cuits = unfit("50", is_cuit).into_iter();
    let cvus = unfit("51", is_cvu).into_iter();
    let identity = Identity::of(payload);
    let mut warnings: Vec<_> = look.faults.into_iter().map(Warning::from).collect();
    warnings.extend(other_orders);
    warnings.extend(cuits.map(|found| Warning::Cuit { found }));
    warnings.extend(cvus.map(|found| Warning::Cvu { found }));
    Verdict {
        refusals,
        warnings,
        identity,
    }
}

impl From<ReadError> for Warning {
    fn from(fault: ReadError) -> Self {
        if fault.concerns_crc() {
            Self::Crc(fault)
        } else {
            Self::Structure(fault)
        }
    }
}

/// Whether this tag 54 contradicts the request.
fn amount(found: &str, expected: &Expected<'_>) -> Option<Contradiction> {
    // An open QR has no amount. A zero breaks the format but does not contradict the
    // request.
    let good = amount::centavos(found) == Ok(expected.amount_centavos.unwrap_or(0));
    (!good).then(|| Contradiction::Amount {
        found: found.to_owned(),
        expected_centavos: expected.amount_centavos,
    })
}

/// The values that differ from the expected one.
fn others<'a>(
    found: impl Iterator<Item = &'a str>,
    expected: &str,
) -> impl Iterator<Item = String> {
    found
        .filter(move |&found| found != expected)
        .map(str::to_owned)
}

/// The values of an account's field that differ from the known one. A missing account
/// counts as different if the payload could be read to its end and no other account in
/// it has the known value. Otherwise a QR without the account would pass as the
/// merchant's.
fn account(payload: &Payload, tag: &str, known: &str, whole: bool) -> Vec<Option<String>> {
    let mut found = payload.all_sub(tag, "00").peekable();
    if found.peek().is_none() && whole {
        let elsewhere = payload.parts_of_accounts().any(|part| part == known);
        return if elsewhere { Vec::new() } else { vec![None] };
    }
    others(found, known).map(Some).collect()
}
