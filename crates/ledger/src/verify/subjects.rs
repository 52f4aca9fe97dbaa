//! The second pass over the journal, subject by subject: each subject's rows are
//! made from its lines and looked for in the file. Some subjects at a time are
//! made together, and forgotten before the next.

use super::closes::Passed;
use super::{BODY, Halt, Problem, Report, check_body};
use crate::access::Read;
use crate::chain::Line;
use crate::columns::Col;
use crate::error::LedgerError;
use crate::seal::Digest;
use crate::summing::{Grouped, SUMMED, SubjectSum, Timeline};
use crate::tables::journal::{each_line_about, notice_of};
use crate::watch::Steps;
use domain::{CloseNumber, Event};
use rusqlite::types::Value;
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, params_from_iter};
use std::collections::{BTreeMap, BTreeSet};

/// So many subjects are made and compared at a time.
const BATCH_SUBJECTS: u32 = 1_000;

/// A view whose rows belong to subjects.
struct View {
    name: &'static str,
    /// What is compared of a row. The primary key is among it.
    columns: &'static str,
    /// The line of the journal by which a close covers a row, if one does.
    line: Option<&'static str>,
}

const fn view(name: &'static str, line: Option<&'static str>) -> View {
    View {
        name,
        columns: "*",
        line,
    }
}

const VIEWS: [View; 12] = [
    view("sales", Some("first_seq")),
    view(
        "payments",
        Some("(SELECT first_seq FROM sales WHERE sales.sale = payments.sale)"),
    ),
    view("transactions", Some("counted_seq")),
    view(
        "discrepancies",
        Some("(SELECT first_seq FROM sales WHERE sales.sale = discrepancies.sale)"),
    ),
    view("movements", Some("seq")),
    view("payment_cards", None),
    view("legs", None),
    View {
        name: "sale_words",
        columns: "rowid, *",
        line: None,
    },
    view("strays", None),
    view("stray_notices", None),
    view("fixed_qrs", None),
    view("reports", None),
];

/// What was found of one view so far.
#[derive(Default)]
struct Compared {
    /// The rows that the journal makes.
    rows: i64,
    /// Of those, how many each close covers.
    by_close: BTreeMap<CloseNumber, i64>,
    differs: bool,
}

/// Compares the rows that the journal makes with those of the file.
pub(super) struct Comparison<'c> {
    read: &'c Read<'c>,
    file: &'c Connection,
    made: &'c Connection,
    timeline: &'c Timeline,
    closes: &'c Passed,
    /// Whether the file's views are of this version, and are compared.
    compares: bool,
    views: [Compared; VIEWS.len()],
    grouped: Grouped,
    in_batch: u32,
    lines: u64,
    views_unmade: bool,
    reached: BTreeSet<CloseNumber>,
}

impl<'c> Comparison<'c> {
    pub(super) fn new(
        (read, made): (&'c Read<'c>, &'c Connection),
        (timeline, closes): (&'c Timeline, &'c Passed),
        compares: bool,
    ) -> Comparison<'c> {
        Comparison {
            read,
            file: read.connection(),
            made,
            timeline,
            closes,
            compares,
            views: std::array::from_fn(|_| Compared::default()),
            grouped: Grouped::default(),
            in_batch: 0,
            lines: 0,
            views_unmade: false,
            reached: BTreeSet::new(),
        }
    }

    /// Passes all lines about these subjects. Returns how many there are.
    pub(super) fn run(&mut self, report: &mut Report, steps: &mut Steps<'_>) -> Result<u64, Halt> {
        let file = self.file;
        for word in SUMMED {
            each_line_about(file, word, |read| {
                if let Ok(line) = read {
                    self.add(&line, report)?;
                }
                Ok::<(), Halt>(steps.step()?)
            })?;
            let last = self.grouped.end();
            self.store(last)?;
        }
        self.compare_batch()?;
        Ok(self.lines)
    }

    /// Passes all lines about these subjects, and checks the bodies of the
    /// notices that they tell of.
    pub(super) fn run_only(
        &mut self,
        subjects: &BTreeSet<(String, String)>,
        report: &mut Report,
        steps: &mut Steps<'_>,
    ) -> Result<(), Halt> {
        for (word, id) in subjects {
            if !SUMMED.contains(&word.as_str()) {
                continue;
            }
            for line in self.read.stored_lines_about(word, id)? {
                self.add(&line, report)?;
                self.check_body_of(&line, report)?;
            }
            steps.step()?;
            let last = self.grouped.end();
            self.store(last)?;
        }
        Ok(self.compare_batch()?)
    }

    fn check_body_of(&self, line: &Line, report: &mut Report) -> Result<(), LedgerError> {
        let Some(notice) = line.event().ok().and_then(|event| notice_of(&event)) else {
            return Ok(());
        };
        let sql = format!("SELECT {BODY} FROM inbox WHERE number = ?1");
        let mut statement = self.file.prepare_cached(&sql)?;
        let mut rows = statement.query([notice.0])?;
        match rows.next()? {
            Some(row) => check_body(row, report),
            None => Ok(()),
        }
    }

    fn add(&mut self, line: &Line, report: &mut Report) -> Result<(), LedgerError> {
        self.lines += 1;
        let read = line
            .event()
            .and_then(|event| Ok((line.read_actor()?, event)));
        let Ok((actor, event)) = read else {
            report.problem(Problem::Unreadable { seq: line.seq });
            return Ok(());
        };
        if !line.is_about(&event) {
            report.problem(Problem::Unreadable { seq: line.seq });
            return Ok(());
        }
        self.check_notice(line, &event, report)?;
        let finished = self.grouped.add(line, (&actor, event));
        self.store(finished)
    }

    /// Compares the evidence of a notice in the journal with that beside its
    /// body.
    fn check_notice(
        &self,
        line: &Line,
        event: &Event,
        report: &mut Report,
    ) -> Result<(), LedgerError> {
        let Some(notice) = notice_of(event) else {
            return Ok(());
        };
        let mut statement = self
            .file
            .prepare_cached("SELECT evidence FROM inbox WHERE number = ?1")?;
        let beside = statement
            .query_row([notice.0], |row| row.get::<_, Col<Digest>>(0))
            .optional()?;
        match beside {
            None => report.problem_once(Problem::NoticeGone { notice }),
            Some(Col(evidence)) if line.evidence != Some(evidence) => {
                report.problem_once(Problem::NoticeAltered { notice });
            }
            Some(_) => {}
        }
        Ok(())
    }

    fn store(&mut self, finished: Option<SubjectSum>) -> Result<(), LedgerError> {
        let Some(finished) = finished else {
            return Ok(());
        };
        if finished.store(self.made, self.timeline).is_err() {
            self.views_unmade = true;
        }
        self.in_batch += 1;
        if self.in_batch >= BATCH_SUBJECTS {
            self.compare_batch()?;
        }
        Ok(())
    }

    fn compare_batch(&mut self) -> Result<(), LedgerError> {
        self.in_batch = 0;
        Timeline::correct_times(self.made)?;
        for (view, compared) in VIEWS.iter().zip(&mut self.views) {
            if self.compares {
                let tables = (self.file, self.made);
                compare(tables, view, self.closes, (compared, &mut self.reached))?;
            }
        }
        for view in VIEWS.iter().rev() {
            let sql = format!("DELETE FROM {}", view.name);
            self.made.prepare_cached(&sql)?.execute([])?;
        }
        Ok(())
    }

    /// Whether the file has other rows than those that were made.
    fn has_others(&self, view: &View, compared: &Compared) -> bool {
        let sql = format!("SELECT count(*) FROM {}", view.name);
        let rows = self.file.query_row(&sql, [], |row| row.get::<_, i64>(0));
        !rows.is_ok_and(|rows| rows == compared.rows)
    }

    pub(super) const fn views_unmade(&self) -> bool {
        self.views_unmade
    }

    /// The closes that cover a row which differs.
    pub(super) const fn reached(&self) -> &BTreeSet<CloseNumber> {
        &self.reached
    }

    /// Adds the views that differ to the report. If all subjects were passed,
    /// rows that no line makes are found by counting.
    pub(super) fn name_views(
        &mut self,
        passed_all: bool,
        report: &mut Report,
    ) -> Result<(), LedgerError> {
        for (view, compared) in VIEWS.iter().zip(&self.views) {
            let differs = compared.differs || passed_all && self.has_others(view, compared);
            if !differs {
                continue;
            }
            report.problem(Problem::ViewDiffers { view: view.name });
            if !passed_all {
                continue;
            }
            let found = rows_by_close(self.file, view, self.closes)?;
            for number in found.keys().chain(compared.by_close.keys()) {
                if found.get(number) != compared.by_close.get(number) {
                    self.reached.insert(*number);
                }
            }
        }
        Ok(())
    }
}

/// Looks in the file for each row that was made.
fn compare(
    (file, made): (&Connection, &Connection),
    view: &View,
    closes: &Passed,
    (compared, reached): (&mut Compared, &mut BTreeSet<CloseNumber>),
) -> Result<(), LedgerError> {
    let line = view.line.unwrap_or("NULL");
    let sql = format!("SELECT {line}, {} FROM {}", view.columns, view.name);
    let mut rows = made.prepare_cached(&sql)?;
    let names: Vec<String> = rows
        .column_names()
        .into_iter()
        .skip(1)
        .map(str::to_owned)
        .collect();
    let mut same = same_row(file, view, &names);
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let close = row
            .get::<_, Option<i64>>(0)?
            .and_then(|seq| closes.that_covers(seq));
        compared.rows += 1;
        if let Some(close) = close {
            *compared.by_close.entry(close).or_default() += 1;
        }
        let values: Vec<Value> = (1..=names.len())
            .map(|column| row.get(column))
            .collect::<Result<_, _>>()?;
        let found = match &mut same {
            Some(statement) => statement.exists(params_from_iter(values))?,
            // A view that is gone was reported, and has no row.
            None => false,
        };
        if !found {
            compared.differs = true;
            reached.extend(close);
        }
    }
    Ok(())
}

/// A query for exactly one row of the file's view.
fn same_row<'c>(
    file: &'c Connection,
    view: &View,
    names: &[String],
) -> Option<CachedStatement<'c>> {
    let terms = names.iter().zip(1_usize..);
    // The first column is part of the key and never NULL. The index of words
    // is not used for `IS`.
    let terms: Vec<String> = terms
        .map(|(name, place)| match place {
            1 => format!("{name} = ?1"),
            _ => format!("{name} IS ?{place}"),
        })
        .collect();
    let sql = format!("SELECT 1 FROM {} WHERE {}", view.name, terms.join(" AND "));
    file.prepare_cached(&sql).ok()
}

/// How many rows of the file each close covers.
fn rows_by_close(
    file: &Connection,
    view: &View,
    closes: &Passed,
) -> Result<BTreeMap<CloseNumber, i64>, LedgerError> {
    let mut found = BTreeMap::new();
    let Some(line) = view.line else {
        return Ok(found);
    };
    let Ok(mut rows) = file.prepare(&format!("SELECT {line} FROM {}", view.name)) else {
        return Ok(found);
    };
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let seq: Option<i64> = row.get(0)?;
        if let Some(close) = seq.and_then(|seq| closes.that_covers(seq)) {
            *found.entry(close).or_default() += 1;
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row of a million must be found without passing the others.
    #[test]
    fn each_row_is_found_by_its_key() {
        let connection = crate::open::in_memory().unwrap();
        for view in VIEWS {
            let sql = format!("SELECT {} FROM {}", view.columns, view.name);
            let rows = connection.prepare(&sql).unwrap();
            let names: Vec<String> = rows.column_names().into_iter().map(str::to_owned).collect();
            let same = same_row(&connection, &view, &names).unwrap();
            let sql = format!("EXPLAIN QUERY PLAN {}", same.expanded_sql().unwrap());
            let mut plan = connection.prepare(&sql).unwrap();
            let step: String = plan.query_row([], |row| row.get("detail")).unwrap();
            let is_found = step.starts_with("SEARCH") || step.contains("VIRTUAL TABLE INDEX 0:=");
            assert!(is_found, "{}: {step}", view.name);
        }
    }
}
