//! The sum of one subject's lines, and the rows that it has in the views.

use super::Timeline;
use crate::chain::Line;
use crate::error::LedgerError;
use crate::tables::changes::{store_sale, store_stray};
use crate::tables::movements::LineMovements;
use crate::tables::{fixed_qrs, movements, reports};
use domain::{Actor, Event, FixedQr, Report, Sale, Stamp, Stray, UnixMs};
use rusqlite::Connection;

/// The subjects that are summed one at a time, by their word in the journal.
pub(crate) const SUMMED: [&str; 4] = ["sale", "stray", "fixed-qr", "report"];

/// The sum of the lines about one subject, so far.
pub(crate) enum SubjectSum {
    Sale {
        sale: Box<Sale>,
        first_seq: i64,
        last_seq: i64,
        moved: Vec<LineMovements>,
    },
    Stray(Box<Stray>, i64),
    FixedQr(Box<FixedQr>, i64),
    Report(Box<Report>, i64),
}

/// Sums subject after subject: all lines about one come together.
#[derive(Default)]
pub(crate) struct Grouped {
    subject_id: String,
    sum: Option<SubjectSum>,
}

impl Grouped {
    /// Adds a line. Returns the sum of the subject before, where this line is
    /// the first of another one. Lines that do not begin a subject properly are
    /// skipped; `verify` reports what they make differ.
    pub(crate) fn add(
        &mut self,
        line: &Line,
        (actor, event): (&Actor, Event),
    ) -> Option<SubjectSum> {
        let mut finished = None;
        if self.subject_id != line.subject_id {
            finished = self.end();
            self.subject_id.clone_from(&line.subject_id);
        }
        let stamp = Stamp::new(actor, UnixMs(line.at_ms));
        self.sum = match self.sum.take() {
            None => SubjectSum::begin((stamp, line.seq), event),
            Some(sum) => Some(sum.go_on((stamp, line.seq), event)),
        };
        finished
    }

    /// The sum of the last subject.
    pub(crate) fn end(&mut self) -> Option<SubjectSum> {
        self.subject_id.clear();
        self.sum.take()
    }
}

impl SubjectSum {
    fn begin((stamp, seq): (Stamp<'_>, i64), event: Event) -> Option<SubjectSum> {
        match event {
            Event::Sale(id, event) => {
                Sale::opened(id, stamp, &event).map(|sale| SubjectSum::Sale {
                    sale: Box::new(sale),
                    first_seq: seq,
                    last_seq: seq,
                    moved: Vec::new(),
                })
            }
            Event::Stray(id, event) => {
                let mut stray = Box::new(Stray::new(id, stamp.at));
                stray.apply(stamp, &event);
                Some(SubjectSum::Stray(stray, seq))
            }
            Event::FixedQr(id, event) => FixedQr::requested(id, stamp, &event)
                .map(|qr| SubjectSum::FixedQr(Box::new(qr), seq)),
            Event::Report(id, event) => Report::owed(id, stamp, &event)
                .map(|report| SubjectSum::Report(Box::new(report), seq)),
            Event::Shift(..) | Event::Close(..) | Event::Till(_) => None,
        }
    }

    fn go_on(mut self, (stamp, seq): (Stamp<'_>, i64), event: Event) -> SubjectSum {
        match (&mut self, event) {
            (
                SubjectSum::Sale {
                    sale,
                    last_seq,
                    moved,
                    ..
                },
                Event::Sale(_, event),
            ) => {
                let before = sale.clone();
                sale.apply(stamp, &event);
                *last_seq = seq;
                let line = (seq, stamp.at, stamp.by);
                moved.extend(LineMovements::of(line, Some(&before), sale));
            }
            (SubjectSum::Stray(stray, last_seq), Event::Stray(_, event)) => {
                stray.apply(stamp, &event);
                *last_seq = seq;
            }
            (SubjectSum::FixedQr(qr, _), Event::FixedQr(_, event)) => qr.apply(stamp, &event),
            (SubjectSum::Report(report, _), Event::Report(_, event)) => {
                report.apply(stamp, &event);
            }
            // A line about one subject with the event of another: `verify` names
            // it.
            (
                SubjectSum::Sale { .. }
                | SubjectSum::Stray(..)
                | SubjectSum::FixedQr(..)
                | SubjectSum::Report(..),
                _,
            ) => {}
        }
        self
    }

    /// Stores its rows. `timeline` has all lines of the journal.
    pub(crate) fn store(
        self,
        connection: &Connection,
        timeline: &Timeline,
    ) -> Result<(), LedgerError> {
        match self {
            SubjectSum::Sale {
                sale,
                first_seq,
                last_seq,
                moved,
            } => {
                store_sale(connection, &sale, (first_seq, last_seq))?;
                for mut line in moved {
                    line.shift = timeline.shift_at(line.seq);
                    movements::store(connection, &sale, &line)?;
                }
                Ok(())
            }
            SubjectSum::Stray(stray, seq) => store_stray(connection, &stray, seq),
            SubjectSum::FixedQr(qr, first_seq) => fixed_qrs::store(connection, &qr, first_seq),
            SubjectSum::Report(report, first_seq) => reports::store(connection, &report, first_seq),
        }
    }
}
