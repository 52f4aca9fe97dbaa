//! Payment QRs: read, check, make and draw them.
//!
//! The text inside an Argentine payment QR is an *EMV payload* (EMVCo QR Code
//! Specification for Payment Systems, Merchant-Presented Mode): a row of fields, each a
//! two-digit tag, a two-digit length in characters and a value, with a CRC at the end.
//! This crate knows four things about it:
//!
//! - [`Payload::read`] reads a payload strictly, or says what is wrong and where;
//!   [`Payload::look`] finds as much as it can in a payload that breaks the rules.
//! - [`check`] compares a received payload with what the till asked for, and sorts the
//!   differences into refusals (the QR is not shown) and warnings (it is shown with
//!   them).
//! - [`Builder`] makes a payload, with its lengths and CRC.
//! - [`svg`] and [`png`] draw a payload, for a screen and for paper.
//!
//! It does not judge the business: a payload for another country or currency is valid,
//! and only [`check`] refuses it. It is not a scanner either: it draws pictures and
//! never reads them. It does no I/O, never waits, and uses neither clock nor
//! randomness. No input makes it panic.

mod amount;
mod builder;
mod check;
mod crc;
mod draw;
mod field;
mod identity;
mod payload;
mod read_error;
mod tag;

pub use amount::AmountError;
pub use builder::{BuildError, Builder};
pub use check::{Contradiction, Expected, Verdict, Warning, check};
pub use crc::crc16;
pub use draw::{
    DrawError, MODULE_PX_MAX, Modules, PICTURE_SIDE_PX_MAX, QUIET_ZONE_MODULES,
    TEXT_CHARACTERS_MAX, can_be_drawn, modules, png, svg,
};
pub use field::Field;
pub use identity::{Identity, is_cuit, is_cvu};
pub use payload::{Look, PAYLOAD_CHARACTERS_MAX, Payload, without_line_ends};
pub use read_error::{Place, ReadError};
pub use tag::Tag;
