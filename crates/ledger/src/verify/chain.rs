//! The first pass over the journal, in the order of its lines: the chain, the
//! seals, and what only that order tells.

use super::closes::Passed;
use super::{EpochCheck, EpochReport, Problem, Report};
use crate::anchors;
use crate::chain::{GENESIS, Head, Line, Links};
use crate::seal::{Digest, Fingerprint, Seal};
use crate::summing::{SUMMED, Timeline};
use domain::{EpochBecause, Event, Stamp, UnixMs};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// A walk along the journal.
pub(super) struct Walk<'s> {
    seals: &'s [Seal],
    /// Where the views of the till's own lines are made.
    made: &'s Connection,
    /// The hash of the line before; `None` where it could not be read.
    previous: Option<Digest>,
    walked: Walked<'s>,
}

/// What the walk found.
pub(super) struct Walked<'s> {
    pub(super) report: Report,
    pub(super) timeline: Timeline,
    /// The anchors that restores and rollbacks left behind.
    pub(super) excused: BTreeSet<(i64, Digest)>,
    pub(super) closes: Passed,
    /// The seal of the last epoch, if it was given.
    pub(super) seal: Option<&'s Seal>,
    /// How many lines the second pass reads.
    pub(super) lines_of_subjects: u64,
    /// The rows of some line could not be made.
    pub(super) views_unmade: bool,
}

impl<'s> Walk<'s> {
    pub(super) fn new(seals: &'s [Seal], made: &'s Connection) -> Walk<'s> {
        let head = Head {
            seq: 0,
            hash: GENESIS,
        };
        let report = Report {
            head,
            epochs: Vec::new(),
            last_close: None,
            anchors: Vec::new(),
            views_of_another_version: false,
            checked_after: None,
            bodies_checked: 0,
            bodies_erased: 0,
            problems: Vec::new(),
            problems_left_out: 0,
        };
        Walk {
            seals,
            made,
            previous: Some(GENESIS),
            walked: Walked {
                report,
                timeline: Timeline::default(),
                excused: BTreeSet::new(),
                closes: Passed::default(),
                seal: None,
                lines_of_subjects: 0,
                views_unmade: false,
            },
        }
    }

    /// Takes in a line of the till from before an anchor that vouches for it.
    /// Its links are not checked.
    pub(super) fn recall(&mut self, line: &Line) {
        let Ok(event) = line.event() else {
            self.problem(Problem::Unreadable { seq: line.seq });
            return;
        };
        if let (Event::Till(event), Some(evidence)) = (&event, line.evidence)
            && let Some(because) = event.opens_epoch()
        {
            self.open_epoch(line, because, Fingerprint(evidence));
        }
        self.previous = None;
        if !self.add(line, &event, line.seq - 1) {
            self.problem(Problem::Unreadable { seq: line.seq });
        }
    }

    /// Goes on at an anchor: its line, and those before it, are vouched for.
    pub(super) fn go_on_after(&mut self, anchor: Head) {
        self.previous = Some(anchor.hash);
        self.walked.report.head = anchor;
        self.walked.report.checked_after = Some(anchor.seq);
        if let Some(epoch) = self.walked.report.epochs.last_mut() {
            epoch.last_seq = anchor.seq;
        }
    }

    pub(super) fn step(&mut self, read: Result<(Line, Links), i64>) {
        let seq = match &read {
            Ok((line, _)) => line.seq,
            Err(seq) => *seq,
        };
        let after = self.walked.report.head.seq;
        if seq != after + 1 {
            self.problem(Problem::Gap { after, before: seq });
        }
        self.walked.report.head.seq = seq;
        let Ok((line, links)) = read else {
            self.problem(Problem::Unreadable { seq });
            self.previous = None;
            return;
        };
        let event = Timeline::takes(&line).then(|| line.event());
        if let (Some(Ok(Event::Till(event))), Some(evidence)) = (&event, line.evidence)
            && let Some(because) = event.opens_epoch()
        {
            self.open_epoch(&line, because, Fingerprint(evidence));
        }
        if self.walked.report.epochs.is_empty() && after == 0 {
            self.problem(Problem::NoBeginning);
        }
        if let Some(epoch) = self.walked.report.epochs.last_mut() {
            epoch.last_seq = seq;
        }
        self.check_links(&line, &links, seq == after + 1);
        let is_read_again = SUMMED.contains(&line.subject.as_str());
        self.walked.lines_of_subjects += u64::from(is_read_again);
        let added = match event {
            Some(Ok(event)) => self.add(&line, &event, after),
            Some(Err(_)) | None => false,
        };
        if !added && !is_read_again {
            self.problem(Problem::Unreadable { seq });
        }
        self.previous = Some(links.hash);
        self.walked.report.head.hash = links.hash;
    }

    /// Adds the event of a line. `false` if its actor cannot be read.
    fn add(&mut self, line: &Line, event: &Event, after: i64) -> bool {
        let Ok(actor) = line.read_actor() else {
            return false;
        };
        self.walked.excused.extend(anchors::left_by(event));
        if let Event::Close(number, event) = event {
            let before = self.previous.filter(|_| line.seq == after + 1);
            let before = before.map(|hash| Head { seq: after, hash });
            self.walked.closes.add(line, before, *number, event);
        }
        let stamp = Stamp::new(&actor, UnixMs(line.at_ms));
        let timeline = &mut self.walked.timeline;
        if timeline.add(self.made, line, (stamp, event)).is_err() {
            self.walked.views_unmade = true;
        }
        true
    }

    /// After a gap or an unreadable line there is nothing to link to. That was
    /// reported, and it is not a fault of this line.
    fn check_links(&mut self, line: &Line, links: &Links, follows: bool) {
        let Some(previous) = self.previous.filter(|_| follows) else {
            return;
        };
        let seq = line.seq;
        let fit = line.fit(&previous, links, self.walked.seal);
        if !fit.hash {
            self.problem(Problem::Altered { seq });
        } else if !fit.seal {
            self.problem(Problem::Forged { seq });
        }
    }

    fn open_epoch(&mut self, line: &Line, because: EpochBecause, fingerprint: Fingerprint) {
        if because == EpochBecause::ForeignSeal
            && let Some(before) = self.walked.report.epochs.last()
        {
            let (first_seq, last_seq) = (before.first_seq, before.last_seq);
            self.problem(Problem::ForeignEpoch {
                first_seq,
                last_seq,
            });
        }
        let fits = |seal: &&Seal| seal.fingerprint() == fingerprint;
        self.walked.seal = self.seals.iter().find(fits);
        self.walked.report.epochs.push(EpochReport {
            first_seq: line.seq,
            last_seq: line.seq,
            fingerprint,
            because,
            opened_at: UnixMs(line.at_ms),
            check: match self.walked.seal {
                Some(_) => EpochCheck::Sealed,
                None => EpochCheck::ChainOnly,
            },
        });
    }

    fn problem(&mut self, problem: Problem) {
        self.walked.report.problem(problem);
    }

    pub(super) fn end(mut self) -> Walked<'s> {
        let stored = self.walked.timeline.store(self.made);
        self.walked.views_unmade |= stored.is_err();
        let report = &mut self.walked.report;
        report.last_close = self.walked.closes.last();
        let epochs = &mut report.epochs;
        // A seal vouches for every line before it, by the chain that leads there.
        let sealed = epochs
            .iter()
            .rposition(|epoch| epoch.check == EpochCheck::Sealed);
        for epoch in epochs.iter_mut().take(sealed.unwrap_or(0)) {
            if epoch.check == EpochCheck::ChainOnly {
                epoch.check = EpochCheck::VouchedFor;
            }
        }
        let known = epochs.last().map(|epoch| epoch.check);
        if known != Some(EpochCheck::Sealed) && !self.seals.is_empty() {
            report.problem(Problem::LastEpochUnknown);
        }
        if report.head.seq == 0 {
            report.problem(Problem::NoBeginning);
        }
        self.walked
    }
}
