//! Receipts, closes, posters and exports as bytes: ESC/POS for a printer, PDF, the
//! lines of an on-screen preview, CSV, XLSX and JSON.
//!
//! A paper is a typed [`Document`] first: [`receipt`], [`close`] and their
//! neighbours make one from facts. [`layout`] turns it into lines of printed
//! characters, and every format prints those same lines. What a paper must say
//! and must not say holds in the document and the layout, so that no format can
//! leave it out.
//!
//! [`export`] writes tables row by row.
//!
//! This crate decides nothing about money, reads no ledger, opens no printer, and no
//! file but the temporary ones of a workbook, and uses neither clock nor randomness.

mod alphabet;
mod amounts;
mod close;
mod code_page;
mod count;
mod document;
mod escpos;
mod layout;
mod movement;
mod pdf;
mod poster;
mod preview;
mod receipt;
mod reports;
mod test_print;
mod words;

pub mod export;

pub use close::{CloseKind, DayClose, PendingPayment, close};
pub use code_page::CodePage;
pub use count::{CountedShift, count};
pub use document::{Document, Marks, Shop};
pub use escpos::{PrintedQr, PrinterProfile, escpos};
pub use layout::{Align, Line, PaperWidth, QrLine, Size, TextLine, layout};
pub use movement::{Movement, movement};
pub use pdf::{PdfError, PdfPage, pdf};
pub use poster::{Poster, poster};
pub use preview::{PreviewLine, preview};
pub use receipt::{CardPaid, CashPaid, Paid, PaidBy, Receipt, Returned, RoundedCash, receipt};
pub use reports::{ReportLine, ReportList, reports};
pub use test_print::{TestPrint, test_print};
