//! Paper and files: a receipt from the ledger to the printer's bytes, and an
//! export of a shop's whole history compared with the same library over the same
//! rows read by SQL alone.

mod export;
mod memory;
mod raw;
mod receipt;

use crate::Result;
use serde_json::Value;
use std::path::Path;

const USAGE: &str = "bench paper receipt ROUNDS | export FOLDER ROUNDS | memory FOLDER csv|xlsx";

pub(crate) fn measure(asked: &[&str]) -> Result<Value> {
    match asked {
        ["receipt", rounds] => receipt::measure(rounds.parse()?),
        ["export", folder, rounds] => export::measure(Path::new(folder), rounds.parse()?),
        ["memory", folder, form] => memory::measure(Path::new(folder), form),
        _ => Err(USAGE.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::day::{Calendar, Mix, make_shop};

    #[test]
    fn a_small_shop_is_exported_by_both_sides_and_a_receipt_is_made() {
        let folder = tempfile::tempdir().unwrap();
        make_shop(folder.path(), &Calendar::of(300), Mix::DAY).unwrap();
        // It also compares the rows of the two sides.
        let exported = export::measure(folder.path(), 1).unwrap();
        for figure in ["export-csv", "export-xlsx"] {
            assert_eq!(exported[figure]["product"].as_array().unwrap().len(), 1);
        }
        assert!(exported["rows"].as_u64().unwrap() > 250, "{exported}");
        let memory = memory::measure(folder.path(), "xlsx").unwrap();
        assert!(memory["export-xlsx-memory"]["product"][0].as_u64() > Some(1_000));
        let receipts = receipt::measure(3).unwrap();
        assert_eq!(receipts["receipt"]["product"].as_array().unwrap().len(), 3);
    }
}
