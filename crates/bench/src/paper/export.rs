//! The log of a shop's whole history as a file, by the product and by the bare
//! writer, in turns. Times are in nanoseconds for a row.

use super::raw::Raw;
use crate::Result;
use crate::day::FILE;
use crate::ledger::compare::timed;
use crate::ledger::shop::TILL;
use api::export::{ExportAsked, Exported, write_rows};
use ledger::Reader;
use paper::export::{Format, begin};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use till::day::BusinessDays;

/// What is exported: everything.
const FROM: &str = "2000-01-01";
const TO: &str = "2099-12-31";

/// The forms that are measured.
#[derive(Clone, Copy)]
pub(super) enum Form {
    /// CSV for spreadsheets, which looks at each text.
    Csv,
    Xlsx,
}

impl Form {
    pub(super) const ALL: [Form; 2] = [Form::Csv, Form::Xlsx];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Form::Csv => "export-csv",
            Form::Xlsx => "export-xlsx",
        }
    }

    const fn format(self) -> Format {
        match self {
            Form::Csv => Format::CsvSpreadsheet,
            Form::Xlsx => Format::Xlsx,
        }
    }
}

pub(super) fn measure(folder: &Path, rounds: u64) -> Result<Value> {
    let raw = Raw::open(&folder.join(FILE))?;
    let scratch = tempfile::tempdir_in(folder)?;
    // The file's pages are then in memory for both sides.
    let rows = raw.write(Form::Csv, &scratch.path().join("warm"), scratch.path())?;
    let mut told = serde_json::Map::new();
    for form in Form::ALL {
        let (mut product, mut bare) = (Vec::new(), Vec::new());
        for round in 0..rounds {
            let by_product = || by_product(folder, form, scratch.path());
            let by_bare = || raw.write(form, &scratch.path().join("bare"), scratch.path());
            if round % 2 == 0 {
                product.push(row_ns(rows, by_product)?);
                bare.push(row_ns(rows, by_bare)?);
            } else {
                bare.push(row_ns(rows, by_bare)?);
                product.push(row_ns(rows, by_product)?);
            }
        }
        let sides = json!({ "unit": "ns", "product": product, "bare": bare });
        told.insert(form.name().to_owned(), sides);
    }
    told.insert("rows".to_owned(), json!(rows));
    Ok(Value::Object(told))
}

/// How long a row takes. Both sides must have the same rows.
fn row_ns(rows: u64, write: impl FnOnce() -> Result<u64>) -> Result<u64> {
    let (written, took) = timed(write);
    if written? != rows || rows == 0 {
        return Err("the two sides differ in their rows".into());
    }
    Ok(u64::try_from(took.as_nanos())? / rows)
}

/// Writes the log as the command line does. Returns how many rows it has.
pub(super) fn by_product(folder: &Path, form: Form, scratch: &Path) -> Result<u64> {
    let reader = Reader::open(&folder.join(FILE))?;
    let asked = ExportAsked {
        what: Exported::Log,
        from: FROM.parse().map_err(|_| "no first day")?,
        to: TO.parse().map_err(|_| "no last day")?,
        with_payers: false,
        till: TILL,
        days: BusinessDays::new("America/Argentina/Buenos_Aires", "00:00"),
    };
    let table = asked.table();
    let mut file = BufWriter::new(File::create(scratch.join("product"))?);
    let mut rows = begin(form.format(), &table, &mut file, scratch)?;
    write_rows(&reader, &asked, rows.as_mut(), &mut |_| true)?;
    let rows = rows.finish()?.rows();
    file.flush()?;
    Ok(rows)
}
