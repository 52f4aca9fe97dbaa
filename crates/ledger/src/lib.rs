//! The till's storage: one SQLite file with the journal of events, the outbox
//! of errands, the inbox of notices, and views for the screens. All SQL of the
//! app is here.
//!
//! There is one way to write, [`Ledger::write`]: its closure runs on the
//! writer's thread, in the open batch, and the call returns after COMMIT. If a
//! closure fails, only its own changes are undone. Queries use
//! [`Ledger::read`], on a connection that cannot write. Async code never
//! touches a connection.
//!
//! - A sale is the sum of its lines in the journal, by the domain's own
//!   `apply`. Views are written in the same transaction and can be rebuilt from
//!   the journal. They never decide what a sale *is*.
//! - The journal is never rewritten: triggers prevent it, and each line is
//!   chained to the lines before it and sealed. [`verify()`] checks all of it
//!   and says what it cannot show.
//! - Personal data is in the inbox, the outbox and the payers' table, and can
//!   be erased. The journal only holds its salted hash.
//!
//! The ledger does not know which providers exist, and does not read the bodies
//! of notices or the requests of errands. The domain makes all decisions.

mod access;
mod anchors;
mod backup;
mod beside_sales;
mod chain;
mod columns;
mod counted_lines;
mod day;
mod error;
mod figures;
mod glance;
mod ledger;
pub mod limits;
mod open;
mod packed;
mod reader;
mod restore;
mod sales_found;
mod sales_page;
mod seal;
mod search;
mod subject;
mod summing;
mod sums;
mod tables;
mod verify;
mod views;
mod waiting;
mod watch;
mod writer;

pub use access::{Read, Write};
pub use anchors::{Anchor, AnchorCheck, AnchorKeeper, HeadSeal};
pub use backup::{BackupError, backup, backup_since, backup_watched, copy_before_upgrade};
pub use beside_sales::{Beside, BesideLine};
pub use chain::Head;
pub use counted_lines::{
    COUNTED_PAGE_MAX, CountedCard, CountedEnd, CountedLine, CountedRange, CountedTransaction,
    CreditedLine,
};
pub use day::{Arrival, SpanTotals};
pub use error::{LedgerError, OpenError};
pub use glance::{Glance, glance, last_line_at, sales_since, state_in};
pub use ledger::{Ledger, Opening};
pub use reader::Reader;
pub use restore::{
    CLOSES_PASSED_OVER, RestoreError, Restored, Restoring, TICKETS_PASSED_OVER, check_copy, restore,
};
pub use sales_page::{
    COUNTED_MAX, PAGE_MAX, PageEnd, PaymentLine, SaleLine, SalesFilter, SalesPage,
};
pub use seal::{Fingerprint, NotASeal, Seal};
pub use subject::Subject;
pub use sums::Span;
pub use tables::blocks::Packing;
pub use tables::clock_moves::{Doubtful, DoubtfulLines};
pub use tables::closes::CloseRow;
pub use tables::epochs::Epoch;
pub use tables::forgotten::{PayerData, PayerForgotten, PayerNeededBy};
pub use tables::identity::Identity;
pub use tables::inbox::{Heard, NewNotice};
pub use tables::journal::Entry;
pub use tables::outbox::{ErrandEnd, ErrandEntry, ErrandNumber, ErrandStanding, NewErrand};
pub use tables::payers::{Erased, Payer};
pub use tables::people::Person;
pub use tables::print_jobs::{NewPrintJob, PrintJob, PrintNumber, PrintStanding};
pub use tables::queue::ErrandCount;
pub use tables::reports::{ReportAnswer, ReportBuyer, ReportCount, ReportMessage, ReportsFilter};
pub use tables::sales::SaleOfDay;
pub use tables::shifts::ShiftRow;
pub use tables::till_notices::TillNotice;
pub use tables::till_state::StateKey;
pub use tables::under_way::TimedPayment;
pub use tables::unread_relay::UnreadRelay;
pub use verify::{
    AnchorReport, EpochCheck, EpochReport, LastAnchor, NotShown, Outcome, Problem, Report, verify,
    verify_against, verify_since, verify_watched,
};
pub use watch::{Unwatched, Watch};
pub use writer::Committed;
