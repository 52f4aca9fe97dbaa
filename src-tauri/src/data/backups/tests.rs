use super::*;
use domain::{Actor, TillEvent};
use ledger::{Ledger, OpenError, Opening};
use std::fs;

pub(super) const BEGIN: UnixMs = UnixMs(1_795_276_800_000);

pub(super) fn seals() -> [Seal; 1] {
    [Seal::from_bytes([7; 32])]
}

/// A folder with a new practice ledger that has one line.
pub(super) fn with_ledger(now: UnixMs) -> (tempfile::TempDir, Folder) {
    let kept = tempfile::tempdir().unwrap();
    let folder = Folder::at(kept.path().to_owned());
    let [seal] = seals();
    let path = folder.ledger(Mode::Practice);
    drop(Ledger::open_inline(Opening { path, seal, now }).unwrap());
    (kept, folder)
}

/// Writes a line of the journal at a time.
fn write_line(folder: &Folder, now: UnixMs) {
    let [seal] = seals();
    let path = folder.ledger(Mode::Practice);
    let ledger = Ledger::open_inline(Opening { path, seal, now }).unwrap();
    let line = ledger.write(move |write| {
        let event = TillEvent::PinWrong { wrong: 1 };
        write.record_till(&Actor::Till, now, &[event])
    });
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(line).unwrap();
}

pub(super) fn names(place: &Path) -> Vec<String> {
    let entries = fs::read_dir(place).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| !name.ends_with(".lock")).collect();
    names.sort();
    names
}

#[test]
fn a_copy_a_day_and_copies_of_the_same_lines_are_thinned() {
    let (_kept, folder) = with_ledger(BEGIN);
    assert!(is_due(&folder, Mode::Practice, BEGIN));
    for day in 0..4 {
        let now = BEGIN.plus_ms(day * DAY_MS);
        let made = make_for_tests(&folder, Mode::Practice, &seals(), now).unwrap();
        assert!(made.report.is_clean());
        let due = |ms| is_due(&folder, Mode::Practice, now.plus_ms(ms));
        assert!(!due(DAY_MS - 1_000));
        assert!(due(DAY_MS + 1_000));
    }
    assert!(is_due(&folder, Mode::Live, BEGIN));
    // Nothing was sold: all are of the day of the one line, and the newest two
    // stay.
    let now = BEGIN.plus_ms(3 * DAY_MS);
    let listed = list(&folder, Mode::Practice).unwrap();
    let made: Vec<UnixMs> = listed.iter().map(|copy| copy.made_at).collect();
    assert_eq!(made, [now, now.plus_ms(-DAY_MS)]);
    assert!(listed.iter().all(|copy| copy.last_at() == Some(BEGIN)));
    assert!(
        listed
            .iter()
            .all(|copy| copy.sealed_end(&seals()).is_some())
    );
    // Asked for twice within a second, there are two.
    make_for_tests(&folder, Mode::Practice, &seals(), now).unwrap();
    let standing = standing(&folder, &Settings::default()).unwrap();
    assert_eq!((standing.kept, standing.last_at), (2, Some(now)));
    let files = list(&folder, Mode::Practice).unwrap();
    let bytes = files
        .iter()
        .map(|copy| fs::metadata(&copy.path).unwrap().len());
    assert_eq!(standing.bytes, bytes.sum::<u64>());
    assert!(standing.bytes_max > standing.bytes);
}

#[test]
fn a_copy_that_is_stopped_leaves_nothing() {
    let (_kept, folder) = with_ledger(BEGIN);
    let making = Making::default();
    assert!(making.begin());
    assert!(!making.begin(), "one at a time");
    making.stop();
    let settings = Settings::default();
    let stopped = make(
        &folder,
        &settings,
        &seals(),
        BEGIN,
        (&making, Verified::Whole),
    );
    assert!(matches!(stopped, Err(NotMade::Stopped)));
    making.end(stopped.as_ref().err());
    assert!(making.was_stopped());
    assert_eq!((making.now(), making.trouble()), (None, None));
    assert_eq!(names(&folder.backups().unwrap()), Vec::<String>::new());
    // The next one is not stopped by that.
    assert!(making.begin());
    make(
        &folder,
        &settings,
        &seals(),
        BEGIN,
        (&making, Verified::Whole),
    )
    .unwrap();
}

#[test]
fn a_copy_that_is_stopped_while_it_is_made_leaves_nothing() {
    let (_kept, folder) = with_ledger(BEGIN);
    let making = Making::default();
    making.begin();
    let place = folder.backups().unwrap();
    let to = place.join("practice-x.sqlite3");
    making.stop();
    let ledger = folder.ledger(Mode::Practice);
    let made = making.copy((&ledger, &to), &seals(), None);
    assert!(matches!(made, Err(NotMade::Stopped)));
    assert_eq!(names(&place), Vec::<String>::new());
}

#[test]
fn a_draft_of_a_process_that_died_is_removed() {
    let (_kept, folder) = with_ledger(BEGIN);
    let place = folder.backups().unwrap();
    for name in ["practice-a.part", "practice-a.part-journal"] {
        fs::write(place.join(name), "half").unwrap();
    }
    make_for_tests(&folder, Mode::Practice, &seals(), BEGIN).unwrap();
    let left = names(&place);
    assert_eq!(left.len(), 2, "a copy and its manifest: {left:?}");
    assert!(left.iter().all(|name| !name.contains(".part")));
}

#[test]
fn what_failed_says_what_to_do_about_it() {
    let io = |kind: std::io::ErrorKind| NotMade::from(std::io::Error::from(kind));
    let kind = |error: NotMade| error.trouble().kind;
    assert_eq!(
        kind(io(std::io::ErrorKind::StorageFull)),
        TroubleKind::NoRoom
    );
    let denied = io(std::io::ErrorKind::PermissionDenied);
    assert_eq!(kind(denied), TroubleKind::FolderUnwritable);
    let absent = NotMade::Ledger(BackupError::Open(OpenError::Absent));
    assert_eq!(kind(absent), TroubleKind::Other);
    let (needed, free) = (500, 200);
    let trouble = NotMade::NoRoom { needed, free }.trouble();
    assert_eq!(trouble.kind, TroubleKind::NoRoom);
    assert_eq!(trouble.missing_bytes, Some(300));
}

#[test]
fn a_manifest_of_an_earlier_version_is_still_sealed() {
    let (_kept, folder) = with_ledger(BEGIN);
    let now = BEGIN.plus_ms(DAY_MS);
    let made = make_for_tests(&folder, Mode::Practice, &seals(), now).unwrap();
    let copy = Copy::at(made.path.clone());
    assert_eq!(copy.last_at(), Some(BEGIN));
    // As it was written before the time of the last line was in it.
    let end = (&made.report.head, None);
    let earlier = Manifest::of(&made.path, now, end, 1, seals().first());
    earlier.keep(&made.path).unwrap();
    let text = fs::read_to_string(made.path.with_extension("json")).unwrap();
    assert!(!text.contains("last_at_ms"), "{text}");
    let copy = Copy::at(made.path);
    assert_eq!(copy.sealed_end(&seals()), Some(made.report.head));
    assert_eq!(copy.last_at(), Some(now));
}

#[test]
fn copies_are_ordered_as_they_were_made_whatever_the_clock_said() {
    let (_kept, folder) = with_ledger(BEGIN);
    let now = BEGIN;
    let mut sold = BEGIN;
    let mut made = |at| {
        // Each has a day of its own, or it would be thinned.
        sold = sold.plus_ms(DAY_MS);
        write_line(&folder, sold);
        make_for_tests(&folder, Mode::Practice, &seals(), at)
            .unwrap()
            .path
    };
    // The clock was a year ahead, then right, then years behind.
    let ahead = made(now.plus_ms(365 * DAY_MS));
    assert!(
        is_due(&folder, Mode::Practice, now),
        "no copy of the future"
    );
    let right = made(now);
    assert!(!is_due(&folder, Mode::Practice, now.plus_ms(DAY_MS / 2)));
    let behind = made(now.plus_ms(-2_000 * DAY_MS));
    let listed = list(&folder, Mode::Practice).unwrap();
    let listed: Vec<_> = listed.into_iter().map(|copy| copy.path).collect();
    assert_eq!(listed, [behind, right, ahead]);
}

#[test]
fn a_manifest_that_somebody_else_wrote_is_no_anchor() {
    let kept = tempfile::tempdir().unwrap();
    let folder = Folder::at(kept.path().to_owned());
    let seals = [Seal::from_bytes([7; 32])];
    let now = UnixMs(1_795_276_800_000);
    let (path, seal) = (folder.ledger(Mode::Practice), seals[0].clone());
    drop(Ledger::open_inline(Opening { path, seal, now }).unwrap());
    let made = make_for_tests(&folder, Mode::Practice, &seals, now).unwrap();
    let manifest = made.path.with_extension("json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let sealed = |text: &str, seals: &[Seal]| {
        std::fs::write(&manifest, text).unwrap();
        Copy::at(made.path.clone()).sealed_end(seals)
    };
    assert_eq!(sealed(&text, &seals), Some(made.report.head));
    assert_eq!(sealed(&text, &[Seal::from_bytes([8; 32])]), None);
    for (was, is) in [
        ("\"seq\": 1", "\"seq\": 9"),
        ("\"number\": 1", "\"number\": 9"),
    ] {
        assert!(text.contains(was), "{text}");
        assert_eq!(sealed(&text.replace(was, is), &seals), None);
    }
    // Without a key at hand none is sealed.
    let bare = make_for_tests(&folder, Mode::Practice, &[], now).unwrap();
    assert_eq!(Copy::at(bare.path).sealed_end(&seals), None);
}

#[test]
fn a_copy_without_a_sound_manifest_has_no_anchor() {
    let kept = tempfile::tempdir().unwrap();
    let copy = kept.path().join("ledger-x.sqlite3");
    std::fs::write(&copy, b"").unwrap();
    assert_eq!(Copy::at(copy.clone()).anchor, None);
    for text in [
        "",
        "{",
        r#"{"file":"x","made_at_ms":1,"seq":2,"hash":"00"}"#,
        r#"{"file":"x","made_at_ms":1,"seq":2,"hash":"éééééééééééééééééééééééééééééééé"}"#,
    ] {
        std::fs::write(copy.with_extension("json"), text).unwrap();
        assert_eq!(Copy::at(copy.clone()).anchor, None, "{text}");
    }
}

#[test]
fn a_daily_copy_is_verified_from_the_end_of_the_last_one() {
    let (_kept, folder) = with_ledger(BEGIN);
    let settings = Settings::default();
    let daily = |at| {
        let making = Making::default();
        let verified = (&making, Verified::SinceLast);
        make(&folder, &settings, &seals(), at, verified)
            .unwrap()
            .report
    };
    let first = daily(BEGIN);
    assert_eq!(first.checked_after, None, "there is no copy before it");
    let second = daily(BEGIN.plus_ms(DAY_MS));
    assert_eq!(second.checked_after, Some(first.head.seq));
    let asked = make_for_tests(&folder, Mode::Practice, &seals(), BEGIN.plus_ms(2 * DAY_MS));
    assert_eq!(asked.unwrap().report.checked_after, None);
}
