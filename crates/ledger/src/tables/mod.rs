//! A file per table: its statements, its row and the questions it answers.

pub(crate) mod cards;
pub(crate) mod changes;
pub(crate) mod clock_moves;
pub(crate) mod closes;
pub(crate) mod cursors;
pub(crate) mod discrepancies;
pub(crate) mod epochs;
pub(crate) mod held;
pub(crate) mod identity;
pub(crate) mod inbox;
pub(crate) mod journal;
pub(crate) mod movements;
pub(crate) mod outbox;
pub(crate) mod payers;
pub(crate) mod payments;
pub(crate) mod people;
pub(crate) mod plans;
pub(crate) mod requests;
pub(crate) mod sales;
pub(crate) mod shifts;
pub(crate) mod strays;
pub(crate) mod tickets;
pub(crate) mod till_notices;
pub(crate) mod till_state;
pub(crate) mod transactions;
pub(crate) mod unread_relay;
