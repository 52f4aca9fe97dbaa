//! A check and a copy of the whole ledger, beside one pass over the same lines
//! that computes both hashes of each, and a copy of the file.

use crate::Result;
use crate::day::FILE;
use crate::ledger::compare::timed;
use crate::queue::usage::{forget_peak, peak_kib, resident_kib};
use hmac::{Hmac, KeyInit as _, Mac as _};
use ledger::{Outcome, Seal, backup};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

/// How much more memory than an open ledger a check or a copy may use, in KiB.
const ALLOWED_KIB: u64 = 64 * 1_024;

fn verify_once(folder: &Path) -> Result<()> {
    let report = ledger::verify(&folder.join(FILE), &seals(folder)?)?;
    match report.outcome() {
        Outcome::Whole => Ok(()),
        Outcome::Broken | Outcome::NotFullyChecked => Err(format!("{report:?}").into()),
    }
}

/// A folder of its own with a copy of the ledger, to be written to.
pub(super) fn copy_of(folder: &Path) -> Result<TempDir> {
    let scratch = tempfile::tempdir_in(folder.parent().unwrap_or(folder))?;
    std::fs::copy(folder.join(FILE), scratch.path().join(FILE))?;
    Ok(scratch)
}

fn seals(folder: &Path) -> Result<[Seal; 1]> {
    let hex = std::fs::read_to_string(folder.join("practice.seal"))?;
    Ok([Seal::from_hex(&hex)?])
}

pub(super) fn verify(folder: &Path, plain: &Path, rounds: u64) -> Result<Value> {
    let (mut product, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let (done, took) = timed(|| verify_once(folder));
        done?;
        product.push(micros(took)?);
        let (done, took) = timed(|| pass(plain));
        done?;
        bare.push(micros(took)?);
    }
    Ok(json!({ "verify": { "unit": "us", "product": product, "bare": bare } }))
}

pub(super) fn copy(folder: &Path, plain: &Path, rounds: u64) -> Result<Value> {
    let scratch = tempfile::tempdir_in(folder.parent().unwrap_or(folder))?;
    let copy = scratch.path().join("copy.sqlite3");
    let seals = seals(folder)?;
    let (mut product, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let (made, took) = timed(|| backup(&folder.join(FILE), &copy, &seals));
        made?;
        product.push(micros(took)?);
        std::fs::remove_file(&copy)?;
        let (done, took) = timed(|| -> Result<()> {
            std::fs::copy(folder.join(FILE), &copy)?;
            File::options().write(true).open(&copy)?.sync_all()?;
            pass(plain)
        });
        done?;
        bare.push(micros(took)?);
        std::fs::remove_file(&copy)?;
    }
    Ok(json!({ "copy": { "unit": "us", "product": product, "bare": bare } }))
}

/// The most memory at any moment above that before.
pub(super) fn memory(folder: &Path, what: &str) -> Result<Value> {
    let scratch = tempfile::tempdir_in(folder.parent().unwrap_or(folder))?;
    let copy = scratch.path().join("copy.sqlite3");
    let seals = seals(folder)?;
    let idle = resident_kib()?;
    forget_peak()?;
    match what {
        "verify" => verify_once(folder)?,
        "copy" => drop(backup(&folder.join(FILE), &copy, &seals)?),
        _ => return Err("verify or copy".into()),
    }
    let above = peak_kib()?.saturating_sub(idle).max(1);
    let name = format!("{what}-memory");
    Ok(json!({ name: { "unit": "KiB", "product": [above], "bare": [ALLOWED_KIB] } }))
}

/// Reads every line of a journal once, and computes both its hashes.
fn pass(folder: &Path) -> Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let connection = Connection::open_with_flags(folder.join(FILE), flags)?;
    let mut statement = connection.prepare(
        "SELECT seq, at_ms, actor, subject, subject_id, kind, body, evidence, hash, seal \
         FROM journal ORDER BY seq",
    )?;
    let mut rows = statement.query([])?;
    let mut previous = [0_u8; 32];
    let key = Hmac::<Sha256>::new_from_slice(&[0x5E; Seal::BYTES])?;
    let mut bytes = Vec::new();
    while let Some(row) = rows.next()? {
        bytes.clear();
        bytes.extend(previous);
        for column in 0..8 {
            match row.get_ref(column)? {
                ValueRef::Integer(number) => bytes.extend(number.to_be_bytes()),
                ValueRef::Text(part) | ValueRef::Blob(part) => bytes.extend(part),
                ValueRef::Null | ValueRef::Real(_) => {}
            }
        }
        previous = Sha256::digest(&bytes).into();
        let mut seal = key.clone();
        seal.update(&bytes);
        std::hint::black_box(seal.finalize());
    }
    Ok(())
}

fn micros(took: Duration) -> Result<u64> {
    Ok(u64::try_from(took.as_micros())?)
}
