//! Which till a webhook is for, read from the one field of its body that
//! carries our payment's id: TotalCoin's `ReferenciaMerchant`, pagoUno's
//! `data.external_reference`, the wallet's `payment_id`. Bind is not documented
//! to send one.
//!
//! A body is not always plain UTF-8 JSON. If it can still be read safely
//! (another encoding, gzip, raw control characters, a form …), the field names
//! its payment, or none if it is null or not ours. Otherwise the body is
//! searched as text for ids and references of ours, and the notice goes to that
//! payment's till, which decides nothing by it. A payer may have typed the ids,
//! so the field's own value comes first.
//!
//! This module does not decide whether a payment was paid, and keeps nothing of
//! a body.

mod form;
mod json;
mod packed;
mod search;

pub use packed::TooLarge;

use domain::{PaymentId, Provider};

/// The most payments that are read from one body. Only a forged body names
/// more.
pub const PAYMENTS_NAMED_MAX: usize = 8;

/// A field that names a payment, by its place in an object.
type Field = &'static [&'static str];

/// The body cannot be read without the risk of reading what a payer typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct NotSafe;

/// The payments that a webhook's body names, the likeliest first. There is at
/// most one if the body could be read safely. A payment's id contains its till.
///
/// # Errors
/// [`TooLarge`] if the body is packed and too large when unpacked.
pub fn payments_named_in(
    provider: Provider,
    content_encoding: Option<&str>,
    body: &[u8],
) -> Result<Vec<PaymentId>, TooLarge> {
    let unpacked = packed::unpack(content_encoding, body)?;
    let text = packed::text(&unpacked);
    let text = packed::without_chunk_sizes(&text);
    let field = field_of(provider);
    let reference = if text.trim_start().starts_with('{') {
        json::reference(&text, field)
    } else {
        form::reference(&text, field)
    };
    Ok(match reference {
        Ok(reference) => reference
            .and_then(|reference| PaymentId::parse(&reference).ok())
            .into_iter()
            .collect(),
        Err(NotSafe) => {
            let name = field.last().copied().unwrap_or_default();
            search::payments_in(&form::decoded(&text), name)
        }
    })
}

const fn field_of(provider: Provider) -> Field {
    match provider {
        Provider::Totalcoin => &["ReferenciaMerchant"],
        Provider::Pagouno => &["data", "external_reference"],
        Provider::Bind => &[],
        Provider::Wallet => &["payment_id"],
    }
}

#[cfg(test)]
mod tests;
