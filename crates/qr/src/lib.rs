//! Payment QRs: read, check, make and draw them.
//!
//! The text inside an Argentine payment QR is an *EMV payload* (EMVCo QR Code
//! Specification for Payment Systems, Merchant-Presented Mode): a row of fields,
//! each a two-digit tag, a two-digit length in characters and a value, closed by a
//! CRC. This crate knows four things about it:
//!
//! - [`Payload::read`] reads one by the rules, or says what is wrong and where;
//!   [`Payload::look`] finds as much as it can in one that breaks them.
//! - [`check`] holds a received one against what the till asked for, and sorts what
//!   it finds into refusals (not to be shown) and warnings (shown, and said).
//! - [`Builder`] makes one, lengths and CRC included.
//! - [`svg`] and [`png`] draw one, for a screen and for paper.
//!
//! It is not a judge of businesses: a payload of another country or currency is a
//! good payload, and only [`check`] minds. It is not a scanner either: pictures are
//! drawn here and never read. It does no I/O, waits for nothing, and asks neither
//! the clock nor chance. No input makes it panic.

mod amount;
mod builder;
mod check;
mod crc;
mod draw;
mod field;
mod identity;
mod payload;
mod read_error;

pub use amount::AmountError;
pub use builder::{BuildError, Builder};
pub use check::{Contradiction, Expected, Verdict, Warning, check};
pub use crc::crc16;
pub use draw::{
    DrawError, MODULE_PX_MAX, PICTURE_SIDE_PX_MAX, QUIET_ZONE_MODULES, TEXT_CHARACTERS_MAX,
    can_be_drawn, png, svg,
};
pub use field::{Field, Tag};
pub use identity::{Identity, is_cuit, is_cvu};
pub use payload::{Look, PAYLOAD_CHARACTERS_MAX, Payload, without_line_ends};
pub use read_error::{Place, ReadError};
