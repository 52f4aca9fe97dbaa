use super::*;
use crate::tables::journal;
use crate::verify::verify;
use crate::writer::Writer;
use domain::{Actor, TillEvent, UnixMs};

const NOW: UnixMs = UnixMs(1_767_225_600_000);
/// Small, so that a small ledger takes many steps.
const PAGES: i32 = 4;

/// Commits a line of some kilobytes.
fn commit(writer: &mut Writer) {
    let keys = vec!["x".repeat(8_000)];
    let (waiting, mut answer) =
        crate::waiting::Waiting::new(move |write: &mut crate::access::Write<'_>| {
            let event = TillEvent::SettingsSaved { keys };
            write.record_till(&Actor::Till, NOW, &[event])
        });
    writer.batch(Box::new(waiting), || None);
    answer.try_recv().unwrap().unwrap();
}

#[test]
fn a_copy_of_many_steps_ends_despite_a_commit_between_any_two() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite3");
    let seal = Seal::from_bytes([7; 32]);
    let connection = open::to_write(&path).unwrap();
    let mut writer = Writer::begin(connection, seal.clone(), NOW).unwrap();
    for _ in 0..40 {
        commit(&mut writer);
    }
    let begun_at = journal::head(writer.connection()).unwrap();
    let draft = folder.path().join("copy.part");
    let mut steps = 0;
    copy_in_steps(&open::to_read(&path).unwrap(), &draft, PAGES, |_| {
        steps += 1;
        assert!(steps < 1_000, "the copy begins anew with every commit");
        commit(&mut writer);
        ControlFlow::Continue(())
    })
    .unwrap();
    assert!(steps > 10, "{steps} steps");
    let since = journal::head(writer.connection()).unwrap();
    assert_eq!(since.seq, begun_at.seq + i64::from(steps));
    // The copy is exactly the state at its beginning.
    let report = verify(&draft, &[seal]).unwrap();
    assert!(report.is_clean(), "{report:?}");
    assert_eq!(report.head, begun_at);
}
