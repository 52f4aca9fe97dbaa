//! The ledger through its public API, and after somebody edits its file.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod anchoring;
mod backups;
mod beside;
mod closes;
mod counted;
mod fixture;
mod forgetting;
mod opening;
mod packing;
mod pages;
mod people;
mod printing;
mod queue;
mod restoring;
mod sales_list;
mod shop;
mod tables;
mod under_way;
mod verifying;
mod views;
mod writing;
