//! The writer run by hand: batches of closures that stay, refuse, panic and fail.

use super::*;
use crate::tables::till_state::StateKey;
use std::sync::atomic::{AtomicBool, Ordering};

type Answer = tokio::sync::oneshot::Receiver<Result<i64, LedgerError>>;

fn writer(folder: &tempfile::TempDir) -> Writer {
    let connection = crate::open::to_write(&folder.path().join("l")).unwrap();
    Writer::begin(connection, Seal::from_bytes([1; 32]), UnixMs(0)).unwrap()
}

fn job(
    closure: impl FnOnce(&mut Write<'_>) -> Result<i64, LedgerError> + Clone + Send + 'static,
) -> (Box<dyn WriteJob>, Answer) {
    let (waiting, answer) = Waiting::new(closure);
    (Box::new(waiting), answer)
}

fn event(write: &mut Write<'_>) -> Result<i64, LedgerError> {
    let addresses = TillEvent::AddressesInForce {
        addresses: Vec::new(),
        destinations: Vec::new(),
    };
    write.record_till(&Actor::Till, UnixMs(0), &[addresses])?;
    Ok(write.head()?.seq)
}

fn batch(
    writer: &mut Writer,
    jobs: Vec<(Box<dyn WriteJob>, Answer)>,
) -> Vec<Result<i64, LedgerError>> {
    let (mut jobs, answers): (Vec<_>, Vec<_>) = jobs.into_iter().unzip();
    jobs.reverse();
    let first = jobs.pop().unwrap();
    writer.batch(first, || jobs.pop());
    answers
        .into_iter()
        .map(|mut answer| answer.try_recv().unwrap())
        .collect()
}

#[test]
fn waiting_writes_share_a_commit_and_each_has_its_own_answer() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = writer(&folder);
    let mut committed = writer.listeners().subscribe();
    let sale = domain::SaleId::new(UnixMs(0), [0; 8], domain::TillNumber(1));
    let answers = batch(
        &mut writer,
        vec![
            job(event),
            job(move |write| {
                event(write)?;
                write.appended(Subject::Sale(sale));
                Err(LedgerError::TicketsUsedUp)
            }),
            job(|_| panic!("a closure of the test")),
            job(event),
        ],
    );
    assert!(matches!(
        answers.as_slice(),
        [
            Ok(2),
            Err(LedgerError::TicketsUsedUp),
            Err(LedgerError::Panicked),
            Ok(3),
        ]
    ));
    let commit = committed.try_recv().unwrap();
    assert_eq!((commit.after, commit.seq), (1, 3));
    assert_eq!(commit.subjects, [Subject::Till]);
    assert!(committed.try_recv().is_err());
}

#[test]
fn the_first_write_of_a_batch_can_be_undone_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = writer(&folder);
    let refused = |write: &mut Write<'_>| {
        event(write)?;
        Err(LedgerError::TicketsUsedUp)
    };
    let answers = batch(
        &mut writer,
        vec![job(refused), job(refused), job(event), job(refused)],
    );
    assert!(
        matches!(answers.as_slice(), [Err(_), Err(_), Ok(2), Err(_)]),
        "{answers:?}"
    );
    assert_eq!(journal::head(writer.connection()).unwrap().seq, 2);
}

/// Whatever it changed, and wherever it was among those that stay.
#[test]
fn a_rollback_takes_no_other_write_with_it() {
    let refused = |write: &mut Write<'_>| {
        event(write)?;
        Err(LedgerError::TicketsUsedUp)
    };
    for place in 0..4 {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = writer(&folder);
        let mut committed = writer.listeners().subscribe();
        let jobs = (0..4).map(|at| {
            if at == place {
                job(refused)
            } else {
                job(event)
            }
        });
        let answers = batch(&mut writer, jobs.collect());
        let well: Vec<i64> = answers.iter().flatten().copied().collect();
        assert_eq!(well, [2, 3, 4], "{place}");
        assert!(answers[place].is_err());
        let commit = committed.try_recv().unwrap();
        assert_eq!((commit.after, commit.seq), (1, 4));
        assert_eq!(journal::head(writer.connection()).unwrap().seq, 4);
    }
}

#[test]
fn a_failed_commit_fails_all_waiting_writes_and_the_next_succeeds() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = writer(&folder);
    let mut committed = writer.listeners().subscribe();
    let fails = Arc::new(AtomicBool::new(true));
    let hook = Arc::clone(&fails);
    writer
        .connection
        .commit_hook(Some(move || hook.load(Ordering::Relaxed)))
        .unwrap();
    let refused = |_: &mut Write<'_>| Err(LedgerError::TicketsUsedUp);
    for answer in batch(&mut writer, vec![job(event), job(refused), job(event)]) {
        assert!(
            matches!(answer, Err(LedgerError::NotCommitted(_))),
            "{answer:?}"
        );
    }
    assert!(committed.try_recv().is_err());
    fails.store(false, Ordering::Relaxed);
    let answers = batch(&mut writer, vec![job(event)]);
    assert!(matches!(answers.as_slice(), [Ok(2)]), "{answers:?}");
}

#[test]
fn a_transaction_that_sqlite_rolled_back_fails_all_waiting_writes() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = writer(&folder);
    let gives_up = |write: &mut Write<'_>| {
        // What SQLite does by itself on a full disk.
        write.connection().execute_batch("ROLLBACK")?;
        Ok(0)
    };
    for answer in batch(&mut writer, vec![job(event), job(gives_up)]) {
        assert!(
            matches!(answer, Err(LedgerError::NotCommitted(_))),
            "{answer:?}"
        );
    }
    let answers = batch(&mut writer, vec![job(event)]);
    assert!(matches!(answers.as_slice(), [Ok(2)]), "{answers:?}");
}

#[test]
fn a_full_disk_is_reported_and_survived() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = writer(&folder);
    let pages: i64 = writer
        .connection
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    writer
        .connection
        .pragma_update(None, "max_page_count", pages)
        .unwrap();
    let large = |write: &mut Write<'_>| {
        for key in StateKey::ALL {
            write.set_state(key, &"x".repeat(16_000))?;
        }
        Ok(0)
    };
    let answers = batch(&mut writer, vec![job(large)]);
    assert!(
        matches!(answers.as_slice(), [Err(LedgerError::DiskFull(_))]),
        "{answers:?}"
    );
    writer
        .connection
        .pragma_update(None, "max_page_count", pages + 1_000)
        .unwrap();
    let answers = batch(&mut writer, vec![job(large)]);
    assert!(matches!(answers.as_slice(), [Ok(0)]), "{answers:?}");
}

#[test]
fn a_batch_is_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = writer(&folder);
    let mut committed = writer.listeners().subscribe();
    let (first, _answer) = job(event);
    writer.batch(first, || Some(job(event).0));
    let commit = committed.try_recv().unwrap();
    let lines = usize::try_from(commit.seq - commit.after).unwrap();
    assert_eq!(lines, BATCH_WRITES_MAX);
}
