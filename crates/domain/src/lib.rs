//! The rules of the trade: what money, a sale, a payment and a notice are, and
//! what may happen to them.
//!
//! Everything here is pure. There is no I/O, no clock and no randomness:
//! moments and ids come in as arguments. Each state machine is one `decide`,
//! which turns a command into events or refuses it, and one `apply`, which
//! changes the state by an event:
//!
//! - [`Sale::decide`] and [`Sale::apply`], with every payment of the sale;
//! - [`Stray::decide`] and [`Stray::apply`], for money that names no payment of
//!   this till;
//! - [`Shift::decide`] and [`Shift::apply`], for a cashier's shift;
//! - [`Closes`], for the closes of the day;
//! - [`FixedQr::decide`] and [`FixedQr::apply`], for the shop's fixed QR;
//! - [`Report::decide`] and [`Report::apply`], for a report to Bind.
//!
//! This crate does not know what providers' bytes look like, nor how anything
//! is stored or shown.

pub mod actor;
pub mod balance;
pub mod card;
pub mod clock;
pub mod close;
pub mod day;
pub mod destination;
pub mod discrepancy;
pub mod event;
pub mod fixed_match;
pub mod fixed_qr;
pub mod ids;
pub mod leg;
pub mod means;
pub mod money;
pub mod notice;
pub mod payment;
pub mod person;
pub mod plan;
pub mod report;
pub mod request;
pub mod sale;
pub mod shift;
pub mod stray;
pub mod takings;
pub mod tender;

pub use actor::{Actor, Role, Stamp};
pub use balance::Balance;
pub use card::{Brand, CardFace, LastFour};
pub use clock::{ClockChange, ClockReading};
pub use close::{Close, CloseEvent, CloseNumber, Closes, Figures, JournalEnd};
pub use day::{Day, Weekday, Weekdays};
pub use destination::{Destination, DestinationIs};
pub use discrepancy::{
    Cover, Discrepancy, DiscrepancyKind, DiscrepancyNumber, MoneyFrom, SettledAs, Settlement,
    Stake, Standing,
};
pub use event::{
    AssignedAs, EpochBecause, Event, ExportedPayers, ReprintedPaper, SaleEvent, TillEvent,
};
pub use fixed_match::{Arrival, Claim, ClaimIs, Group, Matches, match_fixed};
pub use fixed_qr::{
    FixedQr, FixedQrCommand, FixedQrEvent, FixedQrId, FixedQrRefusal, FixedQrState,
};
pub use ids::{Foreign, PaymentId, PersonId, Reference, SaleId, Ticket, TillNumber, UnixMs};
pub use leg::{CardPart, CardPayment, Doubt, DoubtWhy, Leg, LegReceipt, LegWord};
pub use means::{CashPayment, Collector, FixedQrPayment, Means, Method, QrOffer, QrPayment};
pub use money::{Money, MoneyError};
pub use notice::{
    Deductions, Details, Names, Notice, NoticeNumber, OWN_MERCHANT, Provider, StrayId,
    TransactionKey, Word,
};
pub use payment::{Approval, Credit, Payment, PaymentState, RefusedWhy, Transaction};
pub use person::{LockBecause, PinBecause, PinHash, TillNoticeKind};
pub use report::{
    Report, ReportCommand, ReportEvent, ReportId, ReportOutcome, ReportRefusal, ReportState,
    ReportWhy, ReportWord, Reported,
};
pub use request::PaymentRequest;
pub use sale::{
    CardAnswer, Command, Errand, Refusal, Replacement, Sale, SaleState, TAKE_BACK_MS, errands,
};
pub use shift::{Shift, ShiftCommand, ShiftEvent, ShiftNumber, ShiftRefusal};
pub use stray::{AskedOthers, Stray, StrayCommand, StrayEvent, StrayStanding};
pub use takings::{Movement, Taking, TakingKind, Takings, movements};
pub use tender::{Returned, ReturnedFrom, Tender};
