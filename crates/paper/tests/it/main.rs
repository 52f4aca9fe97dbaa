//! The papers, as a printer and a person get them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod closes;
mod facts;
mod pdfs;
mod printing;
mod receipts;
mod rules;
