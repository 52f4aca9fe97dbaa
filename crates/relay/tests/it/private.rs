//! The folder and its files are their owner's alone.

#![cfg(unix)]

use crate::hand::Hand;
use std::os::unix::fs::PermissionsExt;
use tempfile::tempdir;

#[tokio::test]
async fn nobody_else_reads_the_store() {
    let folder = tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o755)).unwrap();
    let hand = Hand::start(&data).await;
    assert_eq!(hand.totalcoin("{}").await, 200);
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&data).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(mode(&entry.path()), 0o600, "{:?}", entry.file_name());
        names.push(entry.file_name().into_string().unwrap());
    }
    names.sort();
    let expected = [
        "relay.lock",
        "relay.sqlite3",
        "relay.sqlite3-shm",
        "relay.sqlite3-wal",
    ];
    assert_eq!(names, expected);
}
