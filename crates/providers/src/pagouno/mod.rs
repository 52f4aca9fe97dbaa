//! pagoUno: cards, with instalments.
//!
//! [`PagoUno::token`] trades a card for a word that serves once: nothing is
//! charged by it. [`PagoUno::charge`] sends one charge, once, and says what is
//! known afterwards as a [`Charged`]. [`PagoUno::ask`] asks about one leg by its
//! id. [`read_hint`] reads a webhook, which is unsigned: a hint to ask, and
//! nothing more.
//!
//! It never repeats a request, never keeps a card's number, and never writes
//! one anywhere but into the one body that is wiped after it. What an answer
//! means is one mapping, in `answer`.

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
pub use charge::{Charge, ChargedCard, ChargedLeg, UnfitCharge};
pub use client::{Contact, Failure, Keys, PagoUno};
pub use error::{Error, MESSAGE_CHARS_MAX};
pub use hint::{HINT_BYTES_MAX, Hint, read_hint};
pub use seller::{SELLER_CHARS_MAX, SellerDescriptor, UnfitSeller};
pub use split::{LEG_MIN, Merchants, UnfitSplit};
