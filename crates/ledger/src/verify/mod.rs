//! Verifies a ledger from outside: its chain and seals, its views against the
//! journal, and its notices against their evidence. It takes no lock, writes
//! nothing, and says what it cannot show.

mod beside;
mod closes;
mod report;

pub use report::{
    AnchorReport, EpochCheck, EpochReport, LastAnchor, NotShown, Outcome, Problem, Report,
};

use crate::anchors::{self, Anchor, AnchorCheck};
use crate::chain::{GENESIS, Head, Line, Links};
use crate::columns::Col;
use crate::error::{LedgerError, OpenError};
use crate::open;
use crate::reader::Reader;
use crate::seal::{Digest, Fingerprint, Seal, same};
use crate::tables::inbox::{Salt, salted_hash};
use crate::tables::journal::{each_line, notice_of};
use crate::views::{self, REBUILT, Summing};
use beside::{check_schema, check_tickets, check_what_steers, same_rows};
use domain::{EpochBecause, Event, NoticeNumber, UnixMs};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Checks the ledger at this path with the known seals. It may be open
/// elsewhere; one state of it is checked.
///
/// # Errors
/// [`OpenError`] if the file cannot be opened or read. Problems in a readable
/// file are in the report.
pub fn verify(path: &Path, seals: &[Seal]) -> Result<Report, OpenError> {
    verify_against(path, seals, &[])
}

/// The same, and whether the journal leads to all of these anchors. Collect
/// them before the call: a copy that is made meanwhile is newer than the state
/// that is checked.
///
/// # Errors
/// As [`verify`].
pub fn verify_against(
    path: &Path,
    seals: &[Seal],
    anchors: &[Anchor],
) -> Result<Report, OpenError> {
    let reader = Reader::open(path)?;
    reader.read(|read| {
        let file = read.connection();
        let mut walk = Walk::new(seals);
        each_line(file, |line| {
            walk.step(line);
            Ok::<(), LedgerError>(())
        })?;
        walk.end();
        let Walk {
            mut report,
            sum,
            notices,
            excused,
            closes,
            seal,
            ..
        } = walk;
        check_file(file, &mut report)?;
        check_notices(file, notices, &mut report)?;
        check_anchors(file, (anchors, &excused), &mut report)?;
        let made = open::in_memory()?;
        check_schema(file, &made, &mut report)?;
        made.execute_batch("BEGIN").map_err(LedgerError::from)?;
        if sum.store(&made).is_err() {
            report.problem(Problem::ViewsUnmade);
            return Ok(report);
        }
        if views::made_by(file).ok().flatten() == Some(views::version(&made)?) {
            for view in REBUILT {
                if !same_rows(file, &made, view)? {
                    report.problem(Problem::ViewDiffers { view });
                }
            }
        } else {
            report.views_of_another_version = true;
        }
        closes::name_closes((file, &made), &closes, &mut report)?;
        check_tickets(file, &made, &mut report)?;
        check_what_steers(file, seal, &mut report)?;
        Ok(report)
    })
}

/// A walk along the journal.
struct Walk<'s> {
    seals: &'s [Seal],
    seal: Option<&'s Seal>,
    /// The hash of the line before; `None` where it could not be read.
    previous: Option<Digest>,
    report: Report,
    sum: Summing,
    /// The evidence of each notice in the journal.
    notices: BTreeMap<i64, Option<Digest>>,
    /// The anchors that restores and rollbacks left behind.
    excused: BTreeSet<(i64, Digest)>,
    closes: closes::Passed,
}

impl<'s> Walk<'s> {
    fn new(seals: &'s [Seal]) -> Walk<'s> {
        let head = Head {
            seq: 0,
            hash: GENESIS,
        };
        Walk {
            seals,
            seal: None,
            previous: Some(GENESIS),
            report: Report {
                head,
                epochs: Vec::new(),
                last_close: None,
                anchors: Vec::new(),
                views_of_another_version: false,
                bodies_checked: 0,
                bodies_erased: 0,
                problems: Vec::new(),
                problems_left_out: 0,
            },
            sum: Summing::default(),
            notices: BTreeMap::new(),
            excused: BTreeSet::new(),
            closes: closes::Passed::default(),
        }
    }

    fn step(&mut self, read: Result<(Line, Links), i64>) {
        let seq = match &read {
            Ok((line, _)) => line.seq,
            Err(seq) => *seq,
        };
        let after = self.report.head.seq;
        if seq != after + 1 {
            self.report.problem(Problem::Gap { after, before: seq });
        }
        self.report.head.seq = seq;
        let Ok((line, links)) = read else {
            self.report.problem(Problem::Unreadable { seq });
            self.previous = None;
            return;
        };
        let event = line.event();
        if let (Ok(Event::Till(event)), Some(evidence)) = (&event, line.evidence)
            && let Some(because) = event.opens_epoch()
        {
            self.open_epoch(&line, because, Fingerprint(evidence));
        }
        if self.report.epochs.is_empty() && after == 0 {
            self.report.problem(Problem::NoBeginning);
        }
        if let Some(epoch) = self.report.epochs.last_mut() {
            epoch.last_seq = seq;
        }
        self.check_links(&line, &links, seq == after + 1);
        match event.and_then(|event| Ok((event, line.read_actor()?))) {
            Ok((event, actor)) => {
                if let Some(notice) = notice_of(&event) {
                    self.notices.insert(notice.0, line.evidence);
                }
                self.excused.extend(anchors::left_by(&event));
                if let Event::Close(number, event) = &event {
                    let before = self.previous.filter(|_| seq == after + 1);
                    let before = before.map(|hash| Head { seq: after, hash });
                    self.closes.add(&line, before, *number, event);
                }
                self.sum.add(&line, &actor, event);
            }
            Err(_) => self.report.problem(Problem::Unreadable { seq }),
        }
        self.previous = Some(links.hash);
        self.report.head.hash = links.hash;
    }

    /// After a gap or an unreadable line there is nothing to link to. That was
    /// reported, and it is not a fault of this line.
    fn check_links(&mut self, line: &Line, links: &Links, follows: bool) {
        let Some(previous) = self.previous.filter(|_| follows) else {
            return;
        };
        let seq = line.seq;
        if !line.hash_fits(&previous, &links.hash) {
            self.report.problem(Problem::Altered { seq });
        } else if let Some(seal) = self.seal
            && !line.seal_fits(&previous, seal, &links.seal)
        {
            self.report.problem(Problem::Forged { seq });
        }
    }

    fn open_epoch(&mut self, line: &Line, because: EpochBecause, fingerprint: Fingerprint) {
        if because == EpochBecause::ForeignSeal
            && let Some(before) = self.report.epochs.last()
        {
            let (first_seq, last_seq) = (before.first_seq, before.last_seq);
            self.report.problem(Problem::ForeignEpoch {
                first_seq,
                last_seq,
            });
        }
        let fits = |seal: &&Seal| seal.fingerprint() == fingerprint;
        self.seal = self.seals.iter().find(fits);
        self.report.epochs.push(EpochReport {
            first_seq: line.seq,
            last_seq: line.seq,
            fingerprint,
            because,
            opened_at: UnixMs(line.at_ms),
            check: match self.seal {
                Some(_) => EpochCheck::Sealed,
                None => EpochCheck::ChainOnly,
            },
        });
    }

    fn end(&mut self) {
        self.report.last_close = self.closes.last();
        let epochs = &mut self.report.epochs;
        // A seal vouches for every line before it, by the chain that leads there.
        let sealed = epochs
            .iter()
            .rposition(|epoch| epoch.check == EpochCheck::Sealed);
        for epoch in epochs.iter_mut().take(sealed.unwrap_or(0)) {
            if epoch.check == EpochCheck::ChainOnly {
                epoch.check = EpochCheck::VouchedFor;
            }
        }
        let known = self.report.epochs.last().map(|epoch| epoch.check);
        if known != Some(EpochCheck::Sealed) && !self.seals.is_empty() {
            self.report.problem(Problem::LastEpochUnknown);
        }
        if self.report.head.seq == 0 {
            self.report.problem(Problem::NoBeginning);
        }
    }
}

fn check_anchors(
    file: &Connection,
    (anchors, excused): (&[Anchor], &BTreeSet<(i64, Digest)>),
    report: &mut Report,
) -> Result<(), LedgerError> {
    for anchor in anchors {
        let check = anchors::check(file, excused, &anchor.head)?;
        if check == AnchorCheck::Missing {
            report.problem(Problem::AnchorMissing {
                seq: anchor.head.seq,
                kept_by: anchor.kept_by.to_string(),
                close: anchor.close,
            });
        }
        let anchor = anchor.clone();
        report.anchors.push(AnchorReport { anchor, check });
    }
    Ok(())
}

fn check_file(file: &Connection, report: &mut Report) -> Result<(), LedgerError> {
    let found: String = file.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if found != "ok" {
        report.problem(Problem::FileDamaged);
    }
    Ok(())
}

/// Compares each remaining body with the hash beside it, and that hash with the
/// journal's.
fn check_notices(
    file: &Connection,
    mut notices: BTreeMap<i64, Option<Digest>>,
    report: &mut Report,
) -> Result<(), LedgerError> {
    let mut statement =
        file.prepare("SELECT number, body, salt, evidence FROM inbox ORDER BY number")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let number: i64 = row.get(0)?;
        let evidence = row.get::<_, Col<Digest>>(3)?.0;
        let kept = (
            row.get::<_, Option<Vec<u8>>>(1)?,
            row.get::<_, Option<[u8; 16]>>(2)?,
        );
        let fits = match kept {
            (None, None) => {
                report.bodies_erased += 1;
                true
            }
            (Some(body), Some(salt)) => {
                report.bodies_checked += 1;
                same(&salted_hash(&Salt(salt), &body), &evidence)
            }
            (Some(_), None) | (None, Some(_)) => false,
        };
        let told = notices.remove(&number);
        if !fits || told.is_some_and(|told| told != Some(evidence)) {
            let notice = NoticeNumber(number);
            report.problem(Problem::NoticeAltered { notice });
        }
    }
    for number in notices.into_keys() {
        let notice = NoticeNumber(number);
        report.problem(Problem::NoticeGone { notice });
    }
    Ok(())
}
