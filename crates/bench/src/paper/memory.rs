//! The most memory of an export, in a process that does nothing else.

use super::export::{Form, by_product};
use crate::Result;
use serde_json::{Value, json};
use std::path::Path;

/// How much the process may use at any moment, in KiB.
const ALLOWED_KIB: u64 = 200 * 1_024;

pub(super) fn measure(folder: &Path, form: &str) -> Result<Value> {
    let form = match form {
        "csv" => Form::Csv,
        "xlsx" => Form::Xlsx,
        _ => return Err("csv or xlsx".into()),
    };
    let scratch = tempfile::tempdir_in(folder)?;
    let rows = by_product(folder, form, scratch.path())?;
    let name = format!("{}-memory", form.name());
    let peak = peak_kib()?;
    Ok(json!({
        name: { "unit": "KiB", "product": [peak], "bare": [ALLOWED_KIB], "rows": rows }
    }))
}

/// The most memory in use at any moment of this process, in KiB.
fn peak_kib() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number
        .ok_or("the kernel does not tell the memory")?
        .parse()?)
}
