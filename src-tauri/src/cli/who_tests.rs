//! What needs a manager without a window: a restore, and setting a secret from
//! a terminal.

use super::secret::allowed_value;
use crate::shop::live_people;
use crate::shop::who_tests::{LIVE, NOBODYS, PRACTICE, Place, QUIET, live_file};
use api::ErrorCode;
use secrecy::{ExposeSecret as _, SecretString};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::time::Duration;
use till::settings::{Mode, Settings};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_live_restore_asks_the_ledgers_people_and_otherwise_the_copys() {
    let place = Place::open(&live_file(QUIET)).await;
    place.name_manager("Ana", LIVE).await;
    let settings_api = place.room.answering().await.unwrap();
    let mut backup = settings_api.backup_now(()).await.unwrap();
    while backup.making.is_some() {
        tokio::time::sleep(Duration::from_millis(5)).await;
        backup = settings_api.backup_state(()).await.unwrap();
    }
    let folder = place.shop.folder().clone();
    let live = folder.settings().unwrap();
    let torn = folder.path().join("torn.sqlite3");
    std::fs::write(&torn, "SQLite format 3").unwrap();
    let copy = crate::data::backups::list(&folder, Mode::Live)
        .unwrap()
        .remove(0)
        .path;
    let copies = [torn, copy];
    let practice = live_file(QUIET).replace("\"live\"", "\"practice\"");
    place.start_with(&practice).await;
    let ask = async |settings: &Settings, pin: Option<&str>| {
        let pin = pin.map(SecretString::from);
        let asked = live_people::admit_restore(&folder, settings, &copies, pin).await;
        asked.map_err(|error| error.code)
    };
    assert_eq!(ask(&folder.settings().unwrap(), None).await, Ok(()));
    for is_damaged in [false, true] {
        if is_damaged {
            let ledger = folder.ledger(Mode::Live);
            let bytes = std::fs::read(&ledger).unwrap();
            std::fs::write(&ledger, &bytes[..1_000]).unwrap();
        }
        assert_eq!(ask(&live, None).await, Err(ErrorCode::NeedsManager));
        assert_eq!(ask(&live, Some(PRACTICE)).await, Err(ErrorCode::PinWrong));
        assert_eq!(ask(&live, Some(LIVE)).await, Ok(()));
    }
    let names = std::fs::read_dir(folder.path()).unwrap();
    let mut names = names.map(|entry| entry.unwrap().file_name());
    assert!(names.all(|name| !name.to_string_lossy().starts_with("restore.people")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upgrade_without_a_copy_needs_the_pin_of_the_older_ledgers_manager() {
    let place = Place::open(&live_file(QUIET)).await;
    place.name_manager("Ana", LIVE).await;
    let folder = place.shop.folder().clone();
    let live = folder.settings().unwrap();
    let practice = live_file(QUIET).replace("\"live\"", "\"practice\"");
    place.start_with(&practice).await;
    // The header says that an older version wrote it: at offset 60, big-endian.
    let path = folder.ledger(Mode::Live);
    let mut ledger = std::fs::OpenOptions::new().write(true).open(path).unwrap();
    ledger.seek(SeekFrom::Start(60)).unwrap();
    ledger.write_all(&16_u32.to_be_bytes()).unwrap();
    let ask = async |settings: &Settings, pin: Option<&str>| {
        let pin = pin.map(SecretString::from);
        let asked = live_people::admit_upgrade(&folder, settings, pin).await;
        asked.map_err(|error| error.code)
    };
    assert_eq!(ask(&folder.settings().unwrap(), None).await, Ok(()));
    assert_eq!(ask(&live, None).await, Err(ErrorCode::NeedsManager));
    assert_eq!(ask(&live, Some(LIVE)).await, Ok(()));
    // A wrong one is not answered before its wait is over.
    let wrong = tokio::time::timeout(Duration::from_millis(500), ask(&live, Some(NOBODYS)));
    assert!(wrong.await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_from_a_terminal_needs_the_managers_pin_before_it() {
    let place = Place::open(&live_file(QUIET)).await;
    let folder = place.shop.folder().clone();
    let live = folder.settings().unwrap();
    let ask = async |text: &str| {
        let value = allowed_value(&folder, &live, SecretString::from(text)).await;
        value.map(|value| value.expose_secret().to_owned())
    };
    assert_eq!(ask("dos\nlíneas").await.unwrap(), "dos\nlíneas");
    place.name_manager("Ana", LIVE).await;
    assert!(ask("sola").await.unwrap_err().contains("PIN"));
    assert!(
        ask(&format!("{NOBODYS}\nclave"))
            .await
            .unwrap_err()
            .contains("PIN")
    );
    assert_eq!(ask(&format!("{LIVE}\r\nclave")).await.unwrap(), "clave");
    // While the window is open, only the window sets it.
    let held = folder.lock().unwrap();
    let refused = ask(&format!("{LIVE}\nclave")).await.unwrap_err();
    assert!(held.is_some() && refused.contains("Ajustes"), "{refused}");
}
