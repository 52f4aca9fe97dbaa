//! Restores a copy of the ledger: which copies there are, whether each can be
//! used, and the restore itself, under the lock of the one window. The till
//! decides what a restore means for money.

use crate::data::backups::{self, Copy};
use crate::data::folder::Folder;
use domain::{Actor, Ticket, TillNumber, UnixMs};
use ledger::{Anchor, EpochCheck, Report, RestoreError, Restored, Restoring, Seal, StateKey};
use std::path::PathBuf;
use till::settings::{Mode, Settings};

/// What a practice ledger stores as its addresses.
const PRACTICE: &str = "practice";

/// Whether a copy can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Whole, sealed by the shop, and as long as its manifest says.
    Whole,
    /// Whole, but something about it cannot be proved.
    WithoutProof(NoProof),
    /// It cannot be used; the reason is for a technician.
    Bad(String),
    /// The copy is of practice and the shop is live, or the reverse.
    OfAnotherMode,
}

/// What cannot be proved about a copy that is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoProof {
    /// That nothing was cut off its end: no manifest of it is sealed by the
    /// shop.
    Manifest,
    /// That the shop wrote it: its seal is not known here.
    Seal,
}

/// A copy and the result of its check.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) copy: Copy,
    pub(crate) standing: Standing,
    /// How many sales it has; `None` if unknown.
    pub(crate) sales: Option<u64>,
    /// The ticket of its last sale.
    pub(crate) last_ticket: Option<Ticket>,
}

impl Candidate {
    /// Whether it can be restored.
    pub(crate) fn serves(&self) -> bool {
        match self.standing {
            Standing::Whole | Standing::WithoutProof(_) => true,
            Standing::Bad(_) | Standing::OfAnotherMode => false,
        }
    }
}

/// Checks a copy, and does not change it.
pub(crate) fn look_at(folder: &Folder, mode: Mode, copy: Copy, seals: &[Seal]) -> Candidate {
    let scratch = folder.path().join("restore.look");
    let glance = ledger::glance(&copy.path);
    let standing = if is_of_another_mode(&copy, mode) {
        Standing::OfAnotherMode
    } else {
        match ledger::check_copy(&copy.path, &scratch, seals, copy.anchor) {
            Ok(report) if !is_sealed_to_its_end(&report) => Standing::WithoutProof(NoProof::Seal),
            Ok(_) if copy.sealed_end(seals).is_none() => Standing::WithoutProof(NoProof::Manifest),
            Ok(_) => Standing::Whole,
            Err(error) => Standing::Bad(causes(&error)),
        }
    };
    Candidate {
        copy,
        standing,
        sales: glance.sales,
        last_ticket: glance.last_ticket,
    }
}

/// Whether a known seal vouches for all lines. The views do not count: a
/// restore builds them again.
fn is_sealed_to_its_end(report: &Report) -> bool {
    let last = report.epochs.last();
    last.is_some_and(|epoch| epoch.check == EpochCheck::Sealed)
}

/// Whether a copy is of the other mode: practice and live never share a ledger
/// or copies. A copy without the information belongs to neither.
fn is_of_another_mode(copy: &Copy, mode: Mode) -> bool {
    let kept = ledger::state_in(&copy.path, StateKey::AddressesInForce);
    let practices = kept.map(|addresses| addresses == PRACTICE);
    match mode {
        Mode::Practice => practices == Some(false),
        Mode::Live => practices == Some(true),
    }
}

/// The copies of the shop's mode, newest first, each checked.
pub(crate) fn candidates(
    folder: &Folder,
    mode: Mode,
    seals: &[Seal],
) -> std::io::Result<Vec<Candidate>> {
    let copies = backups::list(folder, mode)?;
    let look = |copy| look_at(folder, mode, copy, seals);
    Ok(copies.into_iter().map(look).collect())
}

/// The newest copy that can be used; newer ones that cannot be used are
/// skipped.
pub(crate) fn newest_good(folder: &Folder, mode: Mode, seals: &[Seal]) -> Option<Candidate> {
    let copies = backups::list(folder, mode).ok()?;
    copies
        .into_iter()
        .map(|copy| look_at(folder, mode, copy, seals))
        .find(Candidate::serves)
}

/// How many sales of the current ledger are missing in a copy; `None` if the
/// ledger can no longer be read.
pub(crate) fn sales_missing(folder: &Folder, mode: Mode, copy: &Copy) -> Option<u64> {
    ledger::sales_since(&folder.ledger(mode), copy.made_at)
}

/// Restores a copy. The shop is closed, and the caller holds its lock.
pub(crate) fn restore(
    folder: &Folder,
    settings: &Settings,
    copy: &Copy,
    (seal, seals): (Seal, &[Seal]),
    anchors: &[Anchor],
    now: UnixMs,
) -> Result<Restored, RestoreError> {
    let path: PathBuf = folder.ledger(settings.mode);
    let restoring = Restoring {
        copy: &copy.path,
        anchor: copy.anchor,
        copy_made_at: copy.made_at,
        ledger: &path,
        stamp: &backups::stamp(now),
        seal,
        seals,
        anchors,
        till: TillNumber(settings.till.number),
        by: Actor::Counter,
        now,
    };
    let restored = till::review::restore::restore(restoring)?;
    tracing::warn!(copy = %copy.path.display(), "the ledger was restored from a copy");
    Ok(restored)
}

/// An error and its causes in one line, for a technician.
pub(crate) fn causes(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let more = cause.to_string();
        if !words.ends_with(&more) {
            words = format!("{words}: {more}");
        }
        source = cause.source();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger::{Ledger, Opening};
    use till::TillError;

    const NOW: UnixMs = UnixMs(1_795_276_800_000);

    fn seal() -> Seal {
        Seal::from_bytes([7; 32])
    }

    fn open(folder: &Folder, addresses: &'static str) -> Ledger {
        let opening = Opening {
            path: folder.ledger(Mode::Practice),
            seal: seal(),
            now: NOW,
        };
        let ledger = Ledger::open_inline(opening).unwrap();
        tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap()
            .block_on(ledger.write(move |write| {
                Ok::<_, TillError>(write.set_state(StateKey::AddressesInForce, addresses)?)
            }))
            .unwrap();
        ledger
    }

    fn write_line(ledger: &Ledger, at: UnixMs) {
        let line = ledger.write(move |write| {
            let event = domain::TillEvent::PinWrong { wrong: 1 };
            Ok::<_, TillError>(write.record_till(&Actor::Till, at, &[event])?)
        });
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.unwrap().block_on(line).unwrap();
    }

    #[test]
    fn the_newest_usable_copy_is_found_and_restored() {
        let kept = tempfile::tempdir().unwrap();
        let folder = Folder::at(kept.path().to_owned());
        let ledger = open(&folder, PRACTICE);
        let seals = [seal()];
        let minute = |n: i64| NOW.plus_ms(n * 60_000);
        let mode = Mode::Practice;
        let made = |at: UnixMs| {
            // Each has a line of a day of its own, or it would be thinned.
            write_line(&ledger, at.plus_ms(at.since_ms(NOW) * 1_440));
            backups::make_for_tests(&folder, mode, &seals, at).unwrap()
        };
        let good = made(minute(1));
        let torn = made(minute(2));
        let bytes = std::fs::read(&torn.path).unwrap();
        std::fs::write(&torn.path, &bytes[..bytes.len() / 2]).unwrap();
        let bare = made(minute(3));
        std::fs::remove_file(bare.path.with_extension("json")).unwrap();

        let found = candidates(&folder, mode, &seals).unwrap();
        let standings: Vec<_> = found.iter().map(|it| it.standing.clone()).collect();
        // Without a manifest, the time of a copy is unknown: it comes last.
        let [torn, whole, bare] = standings.as_slice() else {
            panic!("{standings:?}");
        };
        assert_eq!(*bare, Standing::WithoutProof(NoProof::Manifest));
        assert!(matches!(torn, Standing::Bad(_)), "{torn:?}");
        assert_eq!(*whole, Standing::Whole);
        let other = Seal::from_bytes([8; 32]);
        let unsealed = look_at(&folder, mode, found[1].copy.clone(), &[other]);
        assert_eq!(unsealed.standing, Standing::WithoutProof(NoProof::Seal));
        let live = look_at(&folder, Mode::Live, found[1].copy.clone(), &seals);
        assert_eq!(live.standing, Standing::OfAnotherMode);
        assert!(!live.serves());

        std::fs::remove_file(&found[2].copy.path).unwrap();
        let newest = newest_good(&folder, mode, &seals).unwrap();
        assert_eq!(newest.copy.path, good.path);
        drop(ledger);
        let settings = Settings::default();
        let restored = restore(
            &folder,
            &settings,
            &newest.copy,
            (seal(), &seals),
            &[],
            minute(9),
        );
        assert!(restored.unwrap().kept_aside.is_some());
        let report = ledger::verify(&folder.ledger(mode), &seals).unwrap();
        assert!(report.is_clean(), "{report:?}");
        assert_eq!(report.epochs.len(), 2);
    }
}
