//! Receipts, closes, posters and exports as bytes: ESC/POS for a printer, PDF, the
//! lines of an on-screen preview, CSV, XLSX and JSON.
//!
//! A paper is a typed document first. One layout turns it into lines, and every
//! format prints those same lines. This crate decides nothing about money, reads no
//! ledger, opens no printer and no file but the temporary ones of a workbook, and
//! uses neither clock nor randomness.

pub mod export;
