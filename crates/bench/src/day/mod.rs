//! The day of a shop with five years behind it: its page, its totals, a search
//! and its close, each compared with the same rows read by SQL alone.

mod calendar;
mod close;
mod compare;
mod raw;
mod shop;

pub(crate) use calendar::Calendar;
#[cfg(target_os = "linux")]
pub(crate) use shop::FILE;
#[cfg(target_os = "linux")]
pub(crate) use shop::{Mix, make as make_shop};

use crate::Result;
use serde_json::Value;
use std::path::Path;

const USAGE: &str = "bench day shop FOLDER SALES | bench day compare FOLDER SALES ROUNDS";

pub(crate) fn measure(asked: &[&str]) -> Result<Value> {
    match asked {
        ["shop", folder, sales] => shop::make(
            Path::new(folder),
            &Calendar::of(sales.parse()?),
            shop::Mix::DAY,
        ),
        ["compare", folder, sales, rounds] => compare::compare(
            Path::new(folder),
            &Calendar::of(sales.parse()?),
            rounds.parse()?,
        ),
        _ => Err(USAGE.into()),
    }
}
