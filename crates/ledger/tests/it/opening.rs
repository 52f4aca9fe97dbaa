//! What is opened, what is refused, and that a refused file stays as it was.

use crate::shop::{NOW, Shop, now, sale_id, take};
use ledger::{Ledger, LedgerError, OpenError, Opening, Reader, Seal, verify};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// Every file of the folder, with its bytes.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, std::fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// Refuses what `lay` left at the path, in every way of opening, and leaves
/// every byte of the folder as it was.
fn refused(lay: impl FnOnce(&Path)) -> OpenError {
    let shop = Shop::new();
    lay(&shop.path());
    let before = files(shop.folder.path());
    let refusal = Ledger::open(shop.opening()).map(|_| ()).unwrap_err();
    let inline = Ledger::open_inline(shop.opening()).map(|_| ()).unwrap_err();
    assert_eq!(inline.to_string(), refusal.to_string());
    assert!(Reader::open(&shop.path()).is_err());
    assert!(verify(&shop.path(), &shop.seals()).is_err());
    assert_eq!(files(shop.folder.path()), before);
    refusal
}

fn database(path: &Path, sql: &str) {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let connection = Connection::open_with_flags(path, flags).unwrap();
    connection.execute_batch(sql).unwrap();
}

#[test]
fn a_file_that_is_not_a_ledger_is_refused_and_left_alone() {
    let empty = refused(|path| std::fs::write(path, b"").unwrap());
    assert!(matches!(empty, OpenError::Empty), "{empty:?}");

    for bytes in [vec![0x5A; 70_000], b"SQLite format 3\0".to_vec(), vec![0]] {
        let random = refused(|path| std::fs::write(path, bytes).unwrap());
        assert!(matches!(random, OpenError::NotADatabase), "{random:?}");
    }

    let other = refused(|path| database(path, "CREATE TABLE t (a); PRAGMA application_id = 7"));
    assert!(
        matches!(other, OpenError::AnotherProgram { application_id: 7 }),
        "{other:?}"
    );
    let log = "PRAGMA journal_mode = WAL; CREATE TABLE t (a)";
    let other = refused(|path| database(path, log));
    assert!(
        matches!(other, OpenError::AnotherProgram { application_id: 0 }),
        "{other:?}"
    );

    let folder = refused(|path| {
        std::fs::create_dir(path).unwrap();
        std::fs::remove_dir(path).unwrap();
        std::fs::write(format!("{}-wal", path.display()), [1; 100]).unwrap();
    });
    assert!(matches!(folder, OpenError::LogWithoutLedger), "{folder:?}");
}

#[test]
fn a_newer_version_is_refused_and_left_alone() {
    let newer = refused(|path| {
        let shop = Shop::new();
        drop(shop.inline());
        std::fs::copy(shop.path(), path).unwrap();
        database(
            path,
            "PRAGMA user_version = 99; PRAGMA journal_mode = DELETE",
        );
    });
    let OpenError::Newer { found, known } = newer else {
        panic!("{newer:?}");
    };
    assert!(found == 99 && (1..99).contains(&known));
    assert_eq!(
        newer.to_string(),
        format!("the ledger is of version 99, newer than this program's {known}")
    );
}

#[test]
fn the_first_version_is_brought_up_to_date() {
    let shop = Shop::new();
    let first = include_str!("../../migrations/0001_the_ledger.sql");
    database(&shop.path(), first);
    database(&shop.path(), "PRAGMA user_version = 1");
    let ledger = shop.open();
    now(ledger.write(|write| take(write, 1, NOW))).unwrap();
    drop(ledger);
    assert_eq!(shop.problems(), []);
}

#[test]
fn a_newer_version_that_only_the_log_knows_is_refused() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let hand = shop.hand();
    hand.execute_batch("PRAGMA wal_autocheckpoint = 0; PRAGMA user_version = 99")
        .unwrap();
    let copy = Shop::new();
    for ending in ["", "-wal"] {
        let name = format!("ledger.sqlite3{ending}");
        std::fs::copy(
            shop.folder.path().join(&name),
            copy.folder.path().join(&name),
        )
        .unwrap();
    }
    drop(ledger);
    let before = files(copy.folder.path());
    let newer = Ledger::open(copy.opening()).map(|_| ()).unwrap_err();
    let mut after = files(copy.folder.path());
    // The index of the log says nothing and is made anew by the next process that opens it.
    after.retain(|(name, _)| !name.ends_with("-shm"));
    assert!(
        after == before,
        "{:?}",
        after.iter().map(|f| &f.0).collect::<Vec<_>>()
    );
    assert!(
        matches!(newer, OpenError::Newer { found: 99, .. }),
        "{newer:?}"
    );
}

#[test]
fn a_ledger_cut_short_is_damaged() {
    let shop = Shop::new();
    drop(shop.inline());
    let bytes = std::fs::read(shop.path()).unwrap();
    std::fs::write(shop.path(), &bytes[..5_000]).unwrap();
    let damaged = Ledger::open_inline(shop.opening())
        .map(|ledger| now(ledger.read(|read| read.recent_sales(1))))
        .unwrap_err();
    assert!(matches!(damaged, OpenError::Damaged(_)), "{damaged:?}");
}

#[test]
fn a_missing_folder_is_reported() {
    let opening = Opening {
        path: "/nowhere/at/all/ledger.sqlite3".into(),
        seal: Seal::from_bytes([1; 32]),
        now: NOW,
    };
    let refusal = Ledger::open_inline(opening).map(|_| ()).unwrap_err();
    assert!(matches!(refusal, OpenError::Io(_)), "{refusal:?}");
    let absent = Reader::open(Path::new("/nowhere/at/all"))
        .map(|_| ())
        .unwrap_err();
    assert!(matches!(absent, OpenError::Absent), "{absent:?}");
}

#[test]
fn the_leftovers_of_a_crashed_first_run_do_not_matter() {
    let shop = Shop::new();
    let unfinished = shop.folder.path().join("ledger.sqlite3.new");
    std::fs::write(&unfinished, b"half").unwrap();
    drop(shop.inline());
    assert!(!unfinished.exists());
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_the_ledger() {
    use std::os::unix::fs::PermissionsExt;
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(|write| take(write, 1, NOW))).unwrap();
    for name in ["ledger.sqlite3", "ledger.sqlite3-wal"] {
        let mode = std::fs::metadata(shop.folder.path().join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_copied_by_hand_becomes_private() {
    use std::os::unix::fs::PermissionsExt;
    let shop = Shop::new();
    drop(shop.inline());
    let open_to_all = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(shop.path(), open_to_all).unwrap();
    drop(shop.inline());
    let mode = std::fs::metadata(shop.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_subject_of_the_journal_is_the_codes_word() {
    let shop = Shop::new();
    drop(shop.inline());
    let schema: String = shop
        .hand()
        .query_row(
            "SELECT sql FROM sqlite_schema WHERE name = 'journal'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert!(!schema.contains("IN ("), "{schema}");
}

#[test]
fn the_file_is_kept_durably() {
    let shop = Shop::new();
    drop(shop.open());
    let header = std::fs::read(shop.path()).unwrap();
    assert_eq!(&header[68..72], b"MOST");
    let mode: String = shop
        .hand()
        .query_row("PRAGMA journal_mode", [], |row| row.get(0))
        .unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn a_reader_sees_what_is_committed_beside_the_writer() {
    let shop = Shop::new();
    let ledger = shop.open();
    let reader = Reader::open(&shop.path()).unwrap();
    now(ledger.write(|write| take(write, 1, NOW))).unwrap();
    let sales = reader.read(|read| read.recent_sales(10)).unwrap();
    assert_eq!(sales.len(), 1);
    drop(ledger);
    // And without one.
    let sales = Reader::open(&shop.path())
        .unwrap()
        .read(|read| read.recent_sales(10))
        .unwrap();
    assert_eq!(sales.len(), 1);
}

#[test]
fn a_long_query_sees_one_state() {
    let shop = Shop::new();
    let ledger = shop.open();
    let reader = Reader::open(&shop.path()).unwrap();
    reader
        .read(|read| {
            let before = read.head()?;
            now(ledger.write(|write| take(write, 1, NOW))).unwrap();
            assert_eq!(read.head()?, before);
            assert_eq!(read.recent_sales(10)?, []);
            Ok::<(), LedgerError>(())
        })
        .unwrap();
    assert_eq!(reader.read(|read| read.recent_sales(10)).unwrap().len(), 1);
}

#[test]
fn opening_does_not_read_the_whole_journal() {
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(|write| take(write, 1, NOW))).unwrap();
    now(ledger.write(|write| take(write, 2, NOW))).unwrap();
    drop(ledger);
    shop.forge(|hand| {
        let sql = "UPDATE journal SET body = 'torn' WHERE seq = 2";
        assert_eq!(hand.execute(sql, []).unwrap(), 1);
    });
    let ledger = shop.open();
    now(ledger.write(|write| take(write, 3, NOW))).unwrap();
    let torn = now(ledger.read(|read| read.sale(sale_id(1))));
    assert!(matches!(torn, Err(LedgerError::Unreadable { seq: 2 })));
}

#[test]
fn a_ledger_that_is_closed_is_one_file() {
    // Which thread ends first is a matter of chance, so it is tried often.
    for _ in 0..40 {
        let shop = Shop::new();
        let ledger = shop.open();
        now(ledger.read(|read| read.head())).unwrap();
        drop(ledger);
        let names: Vec<String> = files(shop.folder.path())
            .into_iter()
            .map(|it| it.0)
            .collect();
        assert_eq!(names.len(), 1, "{names:?}");
    }
}
