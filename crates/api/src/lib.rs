//! All that a screen can ask or hear, as one table.
//!
//! [`for_each_request`] is the table of the cashier's window, and
//! [`for_each_customer_request`] that of the customer's: each row is a request's name, what it
//! takes and what it gives. The shell makes its commands from it,
//! [`bindings`] the TypeScript and the permissions, and [`Counter`] answers.
//! What a screen sees are the types of [`dto`], and never the domain's own.
//!
//! Queries read the ledger's committed state; all that changes anything goes
//! through the till. No window, and no word for people, is known here.

pub mod bindings;
pub mod dto;

mod counter;
mod desk;
mod error;
mod practice;
mod review;
mod table;
mod view;

pub use counter::{Counter, Frame};
pub use desk::Desk;
pub use error::{ApiError, ErrorCode};
pub use practice::{Practice, PracticeError};
