//! The tables that a shop exports: their columns, and what a row is made of. Every
//! row names its till and its close, so that the files of two tills can be put
//! below each other.

mod closes;
mod log;
mod month;
mod reports;
mod words;

pub use closes::{CloseRow, Skipped, gap_words};
pub use log::{Deducted, LogKind, LogRow, PaidBy, PaidByCard};
pub use month::{MonthPart, MonthRow};
pub use reports::ReportRow;
pub use words::{outcome_words, report_words, tender_words};
