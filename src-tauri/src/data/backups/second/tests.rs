use super::*;
use crate::data::backups::make_for_tests;
use ledger::{Ledger, Opening, Seal};
use std::fs;
use till::settings::Mode;

const NOW: UnixMs = UnixMs(1_795_276_800_000);
const DAY_MS: i64 = 24 * 3_600_000;

struct Till {
    _kept: tempfile::TempDir,
    folder: Folder,
    settings: Settings,
}

impl Till {
    /// A till with a ledger, and a second folder at that path.
    fn with_second(second: &Path) -> Till {
        let kept = tempfile::tempdir().unwrap();
        let folder = Folder::at(kept.path().to_owned());
        let opening = Opening {
            path: folder.ledger(Mode::Practice),
            seal: seal(),
            now: NOW,
        };
        drop(Ledger::open_inline(opening).unwrap());
        let mut settings = Settings::default();
        settings.backup.second_folder = second.display().to_string();
        Till {
            _kept: kept,
            folder,
            settings,
        }
    }

    fn make(&self, day: i64) -> Copy {
        let now = NOW.plus_ms(day * DAY_MS);
        let made = make_for_tests(&self.folder, Mode::Practice, &[seal()], now);
        Copy::at(made.unwrap().path)
    }

    fn carry(&self, day: i64) -> SecondSeen {
        carry_newest(&self.folder, &self.settings, NOW.plus_ms(day * DAY_MS));
        look(&self.folder, &self.settings).unwrap()
    }
}

fn seal() -> Seal {
    Seal::from_bytes([7; 32])
}

/// The paths below a folder, without that of the folder.
fn below(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        found.push(path.file_name().unwrap().to_string_lossy().into_owned());
        if path.is_dir() {
            found.extend(below(&path));
        }
    }
    found.sort();
    found
}

/// The till's own folder in a second folder.
fn own(second: &Path) -> PathBuf {
    let mut entries = fs::read_dir(second).unwrap();
    entries.next().unwrap().unwrap().path()
}

#[test]
fn the_newest_copy_is_carried_whole_with_its_manifest() {
    let second = tempfile::tempdir().unwrap();
    let till = Till::with_second(second.path());
    let before = look(&till.folder, &till.settings).unwrap();
    assert_eq!(before.standing, SecondStanding::NotYet);
    let copy = till.make(0);
    let seen = till.carry(0);
    assert_eq!(seen.standing, SecondStanding::Here);
    assert_eq!((seen.since, seen.kept), (None, 1));
    assert_eq!(seen.last_at, Some(copy.made_at));
    let carried = own(second.path()).join(copy.name());
    let (there, here) = (fs::read(&carried).unwrap(), fs::read(&copy.path).unwrap());
    assert_eq!(there, here);
    let carried = Copy::at(carried);
    assert!(carried.sealed_end(&[seal()]).is_some());
    // The same rules thin it: nothing was sold, so the newest two stay.
    for day in 1..4 {
        till.make(day);
        till.carry(day);
    }
    let seen = look(&till.folder, &till.settings).unwrap();
    assert_eq!(seen.kept, 2);
    assert_eq!(seen.last_at, Some(NOW.plus_ms(3 * DAY_MS)));
}

#[test]
fn a_folder_that_is_away_fails_nothing_and_gets_the_newest_when_it_is_back() {
    let place = tempfile::tempdir().unwrap();
    let second = place.path().join("pendrive");
    let till = Till::with_second(&second);
    till.make(0);
    let away = till.carry(0);
    assert_eq!(away.standing, SecondStanding::Away);
    till.make(1);
    let still = till.carry(1);
    assert_eq!(
        (still.standing, still.since),
        (SecondStanding::Away, Some(NOW))
    );
    assert!(!second.exists(), "it is never made");
    fs::create_dir(&second).unwrap();
    let newest = till.make(2);
    let back = till.carry(2);
    assert_eq!((back.standing, back.since), (SecondStanding::Here, None));
    assert_eq!((back.kept, back.last_at), (1, Some(newest.made_at)));
}

#[test]
fn a_folder_without_our_marker_gets_nothing() {
    let place = tempfile::tempdir().unwrap();
    let second = place.path().join("share");
    fs::create_dir(&second).unwrap();
    let till = Till::with_second(&second);
    till.make(0);
    till.carry(0);
    // The share is not mounted: its mount point is an empty folder.
    let mounted = place.path().join("mounted");
    fs::rename(&second, &mounted).unwrap();
    fs::create_dir(&second).unwrap();
    till.make(1);
    let seen = till.carry(1);
    assert_eq!(seen.standing, SecondStanding::NotOurs);
    assert_eq!(seen.since, Some(NOW.plus_ms(DAY_MS)));
    assert_eq!(below(&second), Vec::<String>::new());
    // Mounted again, it goes on where it was.
    fs::remove_dir(&second).unwrap();
    fs::rename(&mounted, &second).unwrap();
    let seen = till.carry(2);
    assert_eq!((seen.standing, seen.kept), (SecondStanding::Here, 2));
}

#[test]
fn another_stick_is_taken_after_the_setting_was_emptied() {
    let place = tempfile::tempdir().unwrap();
    let second = place.path().join("stick");
    fs::create_dir(&second).unwrap();
    let mut till = Till::with_second(&second);
    till.make(0);
    till.carry(0);
    fs::remove_dir_all(&second).unwrap();
    fs::create_dir(&second).unwrap();
    assert_eq!(till.carry(1).standing, SecondStanding::NotOurs);
    let named = std::mem::take(&mut till.settings.backup.second_folder);
    carry_newest(&till.folder, &till.settings, NOW);
    assert_eq!(look(&till.folder, &till.settings), None);
    till.settings.backup.second_folder = named;
    assert_eq!(till.carry(2).standing, SecondStanding::Here);
}

#[test]
fn a_folder_in_the_data_folder_or_without_a_whole_path_is_unfit() {
    let mut till = Till::with_second(Path::new("copias"));
    till.make(0);
    assert_eq!(till.carry(0).standing, SecondStanding::Unfit);
    let inside = till.folder.backups().unwrap();
    till.settings.backup.second_folder = inside.display().to_string();
    assert_eq!(till.carry(0).standing, SecondStanding::Unfit);
    assert!(!below(&inside).iter().any(|name| name.contains("caja")));
}

#[test]
fn what_fails_on_the_way_leaves_nothing_that_looks_like_a_copy() {
    let second = tempfile::tempdir().unwrap();
    let till = Till::with_second(second.path());
    till.make(0);
    till.carry(0);
    let copy = till.make(1);
    // A folder has the manifest's name: the copy's bytes are carried,
    // and its last step fails.
    let manifest = own(second.path()).join(copy.name()).with_extension("json");
    fs::create_dir(&manifest).unwrap();
    let seen = till.carry(1);
    assert_eq!(seen.standing, SecondStanding::Failed);
    assert!(seen.detail.is_some() && seen.since.is_some());
    assert!(!own(second.path()).join(copy.name()).exists());
    assert!(
        !below(second.path())
            .iter()
            .any(|name| name.ends_with(".part"))
    );
    // What stood in the way is gone: the next look carries it.
    fs::remove_dir(&manifest).unwrap();
    assert_eq!(till.carry(2).standing, SecondStanding::Here);
}

#[test]
fn a_stick_that_is_full_or_pulled_out_is_an_error_and_not_an_end() {
    struct Full(usize);
    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            let taken = bytes.len().min(self.0);
            self.0 -= taken;
            Ok(taken)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let bytes = vec![1; 3 * CHUNK_BYTES];
    let mut taken = Vec::new();
    pour(&mut bytes.as_slice(), &mut taken).unwrap();
    assert_eq!(taken, bytes);
    let full = pour(&mut bytes.as_slice(), &mut Full(2 * CHUNK_BYTES + 1));
    assert_eq!(full.unwrap_err().kind(), io::ErrorKind::StorageFull);
}

#[test]
fn two_tills_that_share_a_folder_do_not_thin_each_others_copies() {
    let second = tempfile::tempdir().unwrap();
    let tills = [
        Till::with_second(second.path()),
        Till::with_second(second.path()),
    ];
    for day in 0..3 {
        for till in &tills {
            till.make(day);
            till.carry(day);
        }
    }
    let copies = below(second.path());
    let copies = copies.iter().filter(|name| name.ends_with(".sqlite3"));
    assert_eq!(copies.count(), 4);
    for till in &tills {
        assert_eq!(look(&till.folder, &till.settings).unwrap().kept, 2);
    }
}
