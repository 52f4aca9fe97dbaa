//! Which till a webhook is for, read from the one field of its body that
//! carries our payment's id: TotalCoin's `ReferenciaMerchant`, pagoUno's
//! `data.external_reference`. Bind is not documented to send one.
//!
//! A body is not always plain UTF-8 JSON. What can be read safely all the same
//! (another encoding, gzip, raw control characters, a form …) names the payment
//! of that field, or none where the field is null or not ours. What can not be
//! read safely is searched as text for ids and references of ours: such a notice
//! is for the till of that payment, which decides nothing by it. A payer may
//! have typed them, so the field's own value comes first.
//!
//! Nothing here says that a payment was paid, or keeps anything of a body.

mod form;
mod json;
mod packed;
mod search;

pub use packed::TooLarge;

use domain::{PaymentId, Provider};

/// The most payments that are looked at in one body. Only forged ones name more.
pub const PAYMENTS_NAMED_MAX: usize = 8;

/// A field that names a payment, by its place in an object.
type Field = &'static [&'static str];

/// The body cannot be read without the risk of reading what a payer typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct NotSafe;

/// The payments that a webhook's body names, the likeliest first: one or none
/// where the body could be read safely. Each payment names its till.
///
/// # Errors
/// [`TooLarge`] where the body is packed and holds more than a body may.
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
    }
}

#[cfg(test)]
mod tests;
