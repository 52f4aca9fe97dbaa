//! The ledger alone: a comparison of its writes with raw inserts of the same
//! rows, and a ledger with a shop's two years for measuring a start.

pub(crate) mod compare;
pub(crate) mod history;
mod raw;
pub(crate) mod shop;

use crate::Result;
use serde_json::Value;
use std::path::Path;

const USAGE: &str =
    "bench ledger compare FOLDER ROUNDS CHARGES | bench ledger history FOLDER SALES";

pub(crate) fn measure(asked: &[&str]) -> Result<Value> {
    match asked {
        ["compare", folder, rounds, charges] => {
            let (rounds, charges) = numbers(rounds, charges)?;
            compare::compare(Path::new(folder), rounds, charges)
        }
        ["history", folder, sales] => history::make(Path::new(folder), numbers(sales, "0")?.0),
        _ => Err(USAGE.into()),
    }
}

fn numbers(one: &str, other: &str) -> Result<(u64, u64)> {
    Ok((one.parse()?, other.parse()?))
}
