//! The papers and exports of a shop, made from its ledger.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod exports;
mod papers;
