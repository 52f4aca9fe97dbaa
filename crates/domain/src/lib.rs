//! The rules of the trade.
pub mod ids;
pub mod money;
pub mod notice;
pub use ids::{Foreign, PaymentId, Reference, SaleId, Ticket, TillNumber, UnixMs};
pub use money::{Money, MoneyError};
pub use notice::{Deductions, Names, Notice, Provider, TransactionKey, Word};
