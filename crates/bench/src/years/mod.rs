//! A ledger of five years and a million sales: what it takes on the disk, how
//! long it takes to verify and to copy, with how much memory, and what a sale
//! feels of it.

mod beside;
mod check;

use crate::Result;
use crate::day::{Calendar, FILE, Mix, make_shop};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use std::path::Path;

const USAGE: &str = "bench years shop FOLDER SALES | bench years plain FOLDER SALES \
     | bench years bytes FOLDER SALES | bench years verify FOLDER PLAIN ROUNDS \
     | bench years copy FOLDER PLAIN ROUNDS | bench years memory FOLDER verify|copy \
     | bench years beside FOLDER";

/// Four of five sales by QR, with notices, and few in cash: most of what a sale
/// takes on the disk is a QR's.
const MIX: Mix = Mix {
    cash_percent: 5,
    qr_percent: 80,
    second_notice_every: Some(5),
    packs: true,
};
/// The most that a sale may take, in bytes.
const SALE_BYTES: u64 = 2_500;

pub(crate) fn measure(asked: &[&str]) -> Result<Value> {
    match asked {
        ["shop", folder, sales] => make_shop(Path::new(folder), &Calendar::of(sales.parse()?), MIX),
        // The same lines, none of them packed: the bare pass reads them.
        ["plain", folder, sales] => {
            let mix = Mix {
                packs: false,
                ..MIX
            };
            make_shop(Path::new(folder), &Calendar::of(sales.parse()?), mix)
        }
        ["bytes", folder, sales] => bytes(Path::new(folder), sales.parse()?),
        ["verify", folder, plain, rounds] => {
            check::verify(Path::new(folder), Path::new(plain), rounds.parse()?)
        }
        ["copy", folder, plain, rounds] => {
            check::copy(Path::new(folder), Path::new(plain), rounds.parse()?)
        }
        ["memory", folder, what] => check::memory(Path::new(folder), what),
        ["beside", folder] => beside::measure(Path::new(folder)),
        _ => Err(USAGE.into()),
    }
}

/// All files of the folder, as a sale's share of them.
fn bytes(folder: &Path, sales: u64) -> Result<Value> {
    let mut all = 0;
    for entry in std::fs::read_dir(folder)? {
        all += entry?.metadata()?.len();
    }
    let of_sale = all / sales.max(1);
    let parts = parts(&folder.join(FILE), sales)?;
    Ok(json!({
        "bytes": {
            "unit": "bytes", "product": [of_sale], "bare": [SALE_BYTES], "parts": parts,
        }
    }))
}

/// What each table and index takes of a sale, the largest first.
fn parts(file: &Path, sales: u64) -> Result<Value> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let connection = Connection::open_with_flags(file, flags)?;
    let mut statement = connection.prepare(
        "SELECT name, sum(pgsize) AS bytes FROM dbstat WHERE aggregate = TRUE \
         GROUP BY name ORDER BY bytes DESC LIMIT 24",
    )?;
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))
    })?;
    let mut parts = serde_json::Map::new();
    for row in rows {
        let (name, bytes) = row?;
        parts.insert(name, json!(bytes / i64::try_from(sales.max(1))?));
    }
    Ok(Value::Object(parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_ledger_is_measured_whole() {
        let places = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let [packed, plain] = &places;
        let path = |place: &tempfile::TempDir| place.path().to_str().unwrap().to_owned();
        let (packed, plain) = (path(packed), path(plain));
        measure(&["shop", &packed, "400"]).unwrap();
        measure(&["plain", &plain, "400"]).unwrap();
        let figures = [
            measure(&["bytes", &packed, "400"]).unwrap(),
            measure(&["verify", &packed, &plain, "1"]).unwrap(),
            measure(&["copy", &packed, &plain, "1"]).unwrap(),
        ];
        for figure in figures {
            let (_, samples) = figure.as_object().unwrap().iter().next().unwrap();
            assert!(samples["product"][0].as_u64().unwrap() > 0, "{figure}");
        }
    }
}
