//! The till's memory: one SQLite file with a journal of what happened, an
//! outbox of what is owed to providers, an inbox of what came in, and views
//! for the screens. The only SQL of the app is here.
//!
//! There is one way to write, [`Ledger::write`]: its closure runs on the
//! writer's thread, in the open batch, and its caller is answered after COMMIT.
//! What one that fails had changed is taken back alone. Asking is [`Ledger::read`], on a connection that
//! cannot write. Async code never touches a connection.
//!
//! - A sale is the sum of its lines in the journal, by the domain's own
//!   `apply`. Views are written in the same transaction, can be made anew from
//!   the journal, and are never asked what a sale *is*.
//! - The journal is never rewritten: triggers refuse it, and each line is
//!   chained to those before it and sealed. [`verify()`] checks all of it and
//!   says what it cannot show.
//! - People's data is in the inbox, the outbox and beside them, never in
//!   the journal, which holds its salted hash; it can be erased.
//!
//! The ledger does not know which provider exists, what a notice's body says
//! or what an errand's request asks. It decides nothing: that is the domain's.

mod access;
mod anchors;
mod backup;
mod chain;
mod columns;
mod error;
mod glance;
mod ledger;
pub mod limits;
mod open;
mod reader;
mod restore;
mod seal;
mod subject;
mod tables;
mod verify;
mod views;
mod waiting;
mod writer;

pub use access::{Read, Write};
pub use anchors::{Anchor, AnchorCheck, AnchorKeeper, HeadSeal};
pub use backup::{BackupError, backup, copy_before_upgrade};
pub use error::{LedgerError, OpenError};
pub use glance::{Glance, glance, sales_since, state_in};
pub use ledger::{Ledger, Opening};
pub use reader::Reader;
pub use restore::{
    CLOSES_PASSED_OVER, RestoreError, Restored, Restoring, TICKETS_PASSED_OVER, check_copy, restore,
};
pub use seal::{Fingerprint, NotASeal, Seal};
pub use subject::Subject;
pub use tables::clock_moves::{Doubtful, DoubtfulLines};
pub use tables::epochs::Epoch;
pub use tables::identity::Identity;
pub use tables::inbox::{Heard, NewNotice};
pub use tables::journal::{Entry, Head};
pub use tables::outbox::{ErrandEnd, ErrandEntry, ErrandNumber, ErrandStanding, NewErrand};
pub use tables::payers::Payer;
pub use tables::people::Person;
pub use tables::till_notices::TillNotice;
pub use tables::till_state::StateKey;
pub use tables::unread_relay::UnreadRelay;
pub use verify::{
    AnchorReport, EpochCheck, EpochReport, NotShown, Outcome, Problem, Report, verify,
    verify_against,
};
pub use writer::Committed;
