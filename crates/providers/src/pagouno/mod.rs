//! pagoUno: cards, with instalments.
//!
//! [`PagoUno::token`] exchanges a card for a token that is good once, and
//! charges nothing. [`PagoUno::charge`] sends one charge, once, and returns
//! what is known afterwards as a [`Charged`]. [`PagoUno::ask`] asks about one
//! leg by its id. [`read_hint`] reads a webhook, which is unsigned: a hint to
//! ask, and nothing more.
//!
//! It never repeats a request and never keeps a card's number, which it writes
//! only into the one body that is wiped afterwards. The one mapping of answers
//! is in `answer`.

mod answer;
mod card;
mod charge;
mod client;
mod error;
mod hint;
mod seller;
mod split;
#[cfg(test)]
mod tests;
mod wire;

pub use answer::{Asked, Charged};
pub use card::{Card, Document, DocumentKind, HOLDER_CHARS_MAX, Holder, Token};
pub use charge::{Charge, ChargedCard, ChargedLeg, LEG_MIN, UnfitCharge};
pub use client::{Contact, Failure, Keys, PagoUno};
pub use error::{Error, MESSAGE_CHARS_MAX};
pub use hint::{HINT_BYTES_MAX, Hint, read_hint};
pub use seller::{SELLER_CHARS_MAX, SellerDescriptor, UnfitSeller};
pub use split::{Merchants, UnfitSplit};
