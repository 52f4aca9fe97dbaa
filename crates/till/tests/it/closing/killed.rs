//! The process is killed around a close: before its commit, after it, and at
//! any moment by a real `SIGKILL`.

use super::{BY, Counter, of_close};
use domain::{Close, CloseNumber};
use ledger::Write;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use till::TillError;
use till::settings::Settings;

const AT: &str = "2026-11-21T23:59:58-03:00";

/// The folder in which the child sells and closes.
const FOLDER: &str = "MOSTRADOR_TEST_CLOSES_IN";
/// How often the child is killed.
const KILLS: usize = 6;
/// The child is killed after it said that many lines more than the time before.
const LINES_MORE: usize = 3;

/// What a kill leaves on disk at this moment.
fn leave(from: &Path, to: &Path) {
    for name in ["ledger.sqlite3", "ledger.sqlite3-wal"] {
        std::fs::copy(from.join(name), to.join(name)).unwrap();
    }
}

/// Makes the next close as the till does, and hands over the state on disk
/// just before it is committed.
fn close_and_leave(write: &mut Write<'_>, from: &Path, to: &Path) -> Result<Close, TillError> {
    let figures = write.figures(write.closes()?.last_seq(), write.head()?.seq)?;
    let close = write.record_close(&BY, domain::UnixMs(0), figures)?;
    leave(from, to);
    Ok(close)
}

#[tokio::test]
async fn killed_before_the_commit_of_a_close_there_is_no_close() {
    let shop = Counter::open_at(AT, Settings::default());
    shop.cash("100").await;
    let left = tempfile::tempdir().unwrap();
    let (from, to): (PathBuf, PathBuf) = (shop.folder.path().into(), left.path().into());
    let made = shop
        .till
        .ledger()
        .write(move |write| close_and_leave(write, &from, &to));
    assert_eq!(made.await.unwrap().number, CloseNumber(1));

    let shop = Counter::in_folder(left, AT, Settings::default());
    assert_eq!(shop.every_peso_is_in_one_close().await, 0);
    shop.cash("20").await;
    let close = shop.closes().await;
    assert_eq!((close.number, of_close(&close)), (CloseNumber(1), 12_000));
    assert_eq!(shop.every_peso_is_in_one_close().await, 1);
    shop.verify();
}

/// The answer was lost: asked for again, the same close is the answer. The
/// shell keeps the end of it when it starts.
#[tokio::test]
async fn killed_after_the_commit_of_a_close_it_is_that_close() {
    let shop = Counter::open_at(AT, Settings::default());
    shop.cash("100").await;
    let first = shop.closes().await;
    let left = tempfile::tempdir().unwrap();
    leave(shop.folder.path(), left.path());

    let shop = Counter::in_folder(left, AT, Settings::default());
    let again = shop.till.close_day(first.number, BY).await.unwrap();
    assert_eq!(again, first);
    shop.cash("20").await;
    let next = shop.closes().await;
    assert_eq!((next.number, of_close(&next)), (CloseNumber(2), 2_000));
    assert_eq!(shop.every_peso_is_in_one_close().await, 2);
    shop.verify();
}

/// What the killed process runs: it sells and closes, and says each close.
#[tokio::test]
#[ignore = "it runs until it is killed, as the child of the test below"]
async fn sells_and_closes_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let clock = std::sync::Arc::new(super::SetClock(std::sync::atomic::AtomicI64::new(0)));
    clock.set(AT);
    let till = super::till_in(Path::new(&folder), &Settings::default(), &clock);
    loop {
        for pesos in ["1.10", "2.20"] {
            let charge = till::pay::cash::ChargeCash {
                checkout: super::checkout(),
                amount: super::pesos_of(pesos),
                handed: None,
            };
            till.take_cash_payment(charge, BY).await.unwrap();
        }
        let (number, _) = till.partial().await.unwrap();
        let close = till.close_day(number, BY).await.unwrap();
        eprintln!("close {}", close.number.0);
    }
}

#[tokio::test]
async fn a_process_killed_while_it_sells_and_closes_loses_no_close_that_it_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut told = 0;
    for round in 1..=KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "--nocapture"])
            .arg("closing::killed::sells_and_closes_until_it_is_killed")
            .env(FOLDER, folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let closes = lines.map_while(Result::ok).filter_map(|line| {
            let number = line.strip_prefix("close ")?;
            number.parse::<u32>().ok()
        });
        let mut closes = closes.take(LINES_MORE * round);
        let first = closes.next().expect("the child closes");
        assert!(first > told, "{first} was told before");
        told = closes.last().unwrap_or(first);
        // SIGKILL: nothing of the child runs any more.
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let shop = Counter::in_folder(folder, AT, Settings::default());
    let made = shop.every_peso_is_in_one_close().await;
    assert!(made >= told, "{made} closes, and {told} were told");
    let next = shop.closes().await;
    assert_eq!(next.number, CloseNumber(made + 1));
    assert_eq!(shop.every_peso_is_in_one_close().await, made + 1);
    shop.verify();
}
