//! Makes the ledgers: one that owes many errands, one where as many are dead,
//! and one without any. The errands are of the kind that nobody waits for: each
//! makes a fixed QR, and can be repeated.

use crate::Result;
use crate::ledger::shop::{Failed, TILL, mixed};
use domain::{Actor, FixedQrEvent, FixedQrId, Money, UnixMs};
use ledger::{Ledger, NewErrand, Opening, Seal, Subject, Write};
use providers::totalcoin::{Kind, PreOrder};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use till::errands::{ErrandKind, dead};

use super::shop::machine_now;

/// Errands that share a commit.
const CHUNK: usize = 500;
/// For how long each fixed QR is asked for, in milliseconds.
const LIFE_MS: i64 = 365 * 24 * 3_600_000;
const SEAL: [u8; Seal::BYTES] = [0x5E; Seal::BYTES];

/// A ledger's file in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Backlog {
    /// Every errand is owed.
    Owed,
    /// Every errand is dead.
    Dead,
    /// There is no errand.
    None,
}

impl Backlog {
    const fn word(self) -> &'static str {
        match self {
            Backlog::Owed => "owed",
            Backlog::Dead => "dead",
            Backlog::None => "none",
        }
    }

    fn file(self, folder: &Path) -> PathBuf {
        folder.join(self.word()).with_extension("sqlite3")
    }

    /// A copy that may be changed.
    pub(super) fn copy(self, folder: &Path) -> Result<PathBuf> {
        let copy = folder.join(format!("{}-copy.sqlite3", self.word()));
        for end in ["", "-wal", "-shm"] {
            let mut file = copy.clone().into_os_string();
            file.push(end);
            match std::fs::remove_file(file) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(error.into());
                }
                Ok(()) | Err(_) => {}
            }
        }
        std::fs::copy(self.file(folder), &copy)?;
        Ok(copy)
    }
}

pub(super) fn open(path: &Path) -> Result<Ledger> {
    Ok(Ledger::open(opening(path))?)
}

fn opening(path: &Path) -> Opening {
    Opening {
        path: path.to_owned(),
        seal: Seal::from_bytes(SEAL),
        now: machine_now(),
    }
}

/// Makes all three, the one with dead errands from the one that owes them.
pub(super) fn make(folder: &Path, errands: u64) -> Result<Value> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    let now = machine_now();
    let all: Vec<u64> = (0..errands).collect();
    drop(open(&Backlog::None.file(folder))?);
    let owed = Backlog::Owed.file(folder);
    in_chunks(&owed, &all, move |write, number| owe(write, number, now))?;
    let dead = Backlog::Dead.file(folder);
    std::fs::copy(&owed, &dead)?;
    in_chunks(&dead, &all, |write, number| {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        let number = ledger::ErrandNumber(number.saturating_add(1));
        write.mark_dead(number, dead::TIME_OVER)?;
        Ok(())
    })?;
    let bytes = std::fs::metadata(&owed)?.len();
    Ok(json!({ "errands": errands, "bytes": bytes }))
}

/// Does something once for each number, many to a commit.
fn in_chunks(
    path: &Path,
    numbers: &[u64],
    each: impl Fn(&mut Write<'_>, u64) -> std::result::Result<(), Failed> + Copy + Send + 'static,
) -> Result<()> {
    let ledger = Ledger::open_inline(opening(path))?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    for some in numbers.chunks(CHUNK) {
        let some = some.to_vec();
        runtime.block_on(
            ledger.write(move |write| some.into_iter().try_for_each(|number| each(write, number))),
        )?;
    }
    Ok(())
}

fn owe(write: &mut Write<'_>, number: u64, now: UnixMs) -> std::result::Result<(), Failed> {
    let order = order(number, now);
    let id = FixedQrId::new(now, random(number), TILL);
    let valid_until = order.expires_at;
    let requested = FixedQrEvent::Requested { valid_until };
    write.record_fixed_qr(&Actor::Till, now, id, &[requested])?;
    write.owe(NewErrand {
        kind: ErrandKind::FixedQr.as_str(),
        about: Subject::FixedQr(id),
        payment: None,
        once: ErrandKind::FixedQr.goes_out_once(),
        request: serde_json::to_vec(&order).map_err(|_| Failed::Unwritable)?,
        due_at: now,
        deadline: valid_until,
    })?;
    Ok(())
}

/// The order that an errand sends.
pub(super) fn order(number: u64, now: UnixMs) -> PreOrder {
    let payment = FixedQrId::new(now, random(number), TILL).operation();
    let reference = payment.reference();
    PreOrder {
        concept: format!("Caja 1 {reference}"),
        expires_at: now.plus_ms(LIFE_MS),
        business_unit: 348,
        payment,
        reference: reference.to_string(),
        amount: Money::ZERO,
        kind: Kind::FixedQr,
        dni: "27594189".to_owned(),
        company_reference: format!("OP:{reference}"),
    }
}

fn random(number: u64) -> [u8; 8] {
    mixed(number ^ 0xF1C5).to_be_bytes()
}
