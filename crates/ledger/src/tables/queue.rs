//! The errands as a person sees and steers them: counts, pages, what is
//! overdue, and what a person makes of a dead one.

use super::outbox::{ErrandEntry, ErrandNumber, ErrandStanding, LISTED, entry_of};
use crate::access::{Read, Write};
use crate::columns::{Col, count};
use crate::error::LedgerError;
use crate::limits::{ENTRIES_MAX, NAME_BYTES_MAX};
use domain::UnixMs;
use rusqlite::{OptionalExtension, named_params};

/// How many errands of a kind have a standing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrandCount {
    /// What they ask, in the caller's word.
    pub kind: String,
    pub standing: ErrandStanding,
    pub count: u64,
}

impl Read<'_> {
    /// How many unfinished errands there are, by kind and standing. They are
    /// not counted for it: the counts are kept with each change.
    pub fn errand_counts(&self) -> Result<Vec<ErrandCount>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT kind, standing, count FROM outbox_counts \
             WHERE count > 0 AND standing IN ('owed', 'in-flight', 'held', 'dead') \
             ORDER BY kind, standing",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(ErrandCount {
                kind: row.get(0)?,
                standing: row.get(1)?,
                count: count(row.get(2)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many errands are dead: a person settles them.
    pub fn errands_dead(&self) -> Result<u64, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT ifnull(sum(count), 0) FROM outbox_counts WHERE standing = 'dead'",
        )?;
        Ok(count(statement.query_row([], |row| row.get(0))?))
    }

    /// Errands of a kind with a standing, the longest due first, after the given
    /// one, at most `limit` and never more than [`ENTRIES_MAX`], without their
    /// requests. Finished errands have no list.
    pub fn errands_listed(
        &self,
        kind: &str,
        standing: ErrandStanding,
        after: Option<(UnixMs, ErrandNumber)>,
        limit: u32,
    ) -> Result<Vec<ErrandEntry>, LedgerError> {
        let (due, number) = after.map_or((i64::MIN, i64::MIN), |(due, number)| (due.0, number.0));
        // A standing that is a parameter would not be found by the index, which
        // leaves the finished ones out.
        let sql = format!(
            "SELECT {LISTED} FROM outbox WHERE kind = ?1 AND standing = '{}' \
             AND (due_at_ms, number) > (?2, ?3) ORDER BY due_at_ms, number LIMIT ?4",
            standing.word()
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map((kind, due, number, limit.min(ENTRIES_MAX)), entry_of)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// When the next errand of these kinds is due, in the past if it is overdue.
    pub fn next_errand_due(&self, kinds: &[&str]) -> Result<Option<UnixMs>, LedgerError> {
        self.first_of(
            kinds,
            "SELECT due_at_ms FROM outbox WHERE kind = ?1 AND standing = 'owed' \
             ORDER BY due_at_ms LIMIT 1",
        )
    }

    /// Since when the oldest owed errand of these kinds is owed.
    pub fn oldest_owed(&self, kinds: &[&str]) -> Result<Option<UnixMs>, LedgerError> {
        self.first_of(
            kinds,
            "SELECT owed_at_ms FROM outbox WHERE kind = ?1 AND standing = 'owed' \
             ORDER BY owed_at_ms LIMIT 1",
        )
    }

    /// When the time of the next owed errand of these kinds is over.
    pub fn next_errand_deadline(&self, kinds: &[&str]) -> Result<Option<UnixMs>, LedgerError> {
        self.first_of(
            kinds,
            "SELECT deadline_ms FROM outbox WHERE kind = ?1 AND standing = 'owed' \
             ORDER BY deadline_ms LIMIT 1",
        )
    }

    /// Owed errands of a kind whose time is over at `now`, at most `limit`.
    pub fn errands_overdue(
        &self,
        kind: &str,
        now: UnixMs,
        limit: u32,
    ) -> Result<Vec<ErrandNumber>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT number FROM outbox WHERE kind = ?1 AND standing = 'owed' \
             AND deadline_ms <= ?2 ORDER BY deadline_ms LIMIT ?3",
        )?;
        let rows = statement.query_map((kind, now.0, limit.min(ENTRIES_MAX)), |row| {
            row.get(0).map(ErrandNumber)
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn first_of(&self, kinds: &[&str], sql: &str) -> Result<Option<UnixMs>, LedgerError> {
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut first: Option<UnixMs> = None;
        for kind in kinds {
            let found = statement
                .query_row([kind], |row| row.get::<_, Col<UnixMs>>(0))
                .optional()?;
            let found = found.map(|Col(at)| at);
            first = match (first, found) {
                (Some(first), Some(found)) => Some(first.min(found)),
                (first, found) => first.or(found),
            };
        }
        Ok(first)
    }
}

impl Write<'_> {
    /// Makes an owed errand due at `at` at the latest. `false` if it is not
    /// owed; then nothing changes.
    pub fn make_due(&mut self, number: ErrandNumber, at: UnixMs) -> Result<bool, LedgerError> {
        self.change(|write| {
            let changed = write
                .connection()
                .prepare_cached(
                    "UPDATE outbox SET due_at_ms = min(due_at_ms, ?2) \
                     WHERE number = ?1 AND standing = 'owed'",
                )?
                .execute((number.0, at.0))?;
            Ok(changed > 0)
        })
    }

    /// Makes all owed errands of a kind due at `at` at the latest. Returns how
    /// many became due earlier than they were. Their order stays.
    pub fn make_kind_due(&mut self, kind: &str, at: UnixMs) -> Result<usize, LedgerError> {
        self.change(|write| {
            Ok(write
                .connection()
                .prepare_cached(
                    "UPDATE outbox SET due_at_ms = ?2 \
                     WHERE kind = ?1 AND standing = 'owed' AND due_at_ms > ?2",
                )?
                .execute((kind, at.0))?)
        })
    }

    /// Marks an errand as dead: it keeps its request, and is sent again only by
    /// a person's word. `false` if it is finished, held, dead already or
    /// unknown; then nothing changes.
    ///
    /// # Errors
    /// [`LedgerError::TooMuch`] over [`NAME_BYTES_MAX`]; else the storage's
    /// failure.
    pub fn mark_dead(&mut self, number: ErrandNumber, because: &str) -> Result<bool, LedgerError> {
        LedgerError::bound("bytes of a reason", because.len(), NAME_BYTES_MAX)?;
        self.change(|write| {
            let changed = write
                .connection()
                .prepare_cached(
                    "UPDATE outbox SET standing = :dead, dead_because = :because \
                     WHERE number = :number AND standing IN ('owed', 'in-flight')",
                )?
                .execute(named_params! {
                    ":dead": ErrandStanding::Dead,
                    ":because": because,
                    ":number": number.0,
                })?;
            Ok(changed > 0)
        })
    }

    /// Lets a dead errand be sent again. `false` if it is not dead; then nothing
    /// changes.
    ///
    /// # Errors
    /// [`LedgerError::GoesOutOnce`] if it may be sent only once and an answer
    /// was lost; else the storage's failure.
    pub fn revive_errand(
        &mut self,
        number: ErrandNumber,
        due_at: UnixMs,
        deadline: UnixMs,
    ) -> Result<bool, LedgerError> {
        let Some(errand) = self.errand(number)? else {
            return Ok(false);
        };
        if errand.standing != ErrandStanding::Dead {
            return Ok(false);
        }
        if errand.once && errand.lost_before {
            return Err(LedgerError::GoesOutOnce);
        }
        self.change(|write| {
            write
                .connection()
                .prepare_cached(
                    "UPDATE outbox SET standing = :owed, dead_because = NULL, \
                         due_at_ms = :due_at, deadline_ms = :deadline \
                     WHERE number = :number",
                )?
                .execute(named_params! {
                    ":owed": ErrandStanding::Owed,
                    ":due_at": due_at.0,
                    ":deadline": deadline.0,
                    ":number": number.0,
                })?;
            Ok(true)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_queue_is_read_by_an_index_alone() {
        let connection = crate::open::in_memory().unwrap();
        let listed = |standing: ErrandStanding| {
            format!(
                "SELECT {LISTED} FROM outbox WHERE kind = ?1 AND standing = '{}' \
                 AND (due_at_ms, number) > (?2, ?3) ORDER BY due_at_ms, number LIMIT ?4",
                standing.word()
            )
        };
        for sql in [
            listed(ErrandStanding::Owed),
            listed(ErrandStanding::InFlight),
            listed(ErrandStanding::Held),
            listed(ErrandStanding::Dead),
            format!(
                "SELECT {LISTED} FROM outbox WHERE kind = ?1 AND standing = 'owed' \
                 AND due_at_ms <= ?2 ORDER BY due_at_ms, number LIMIT ?3"
            ),
            "SELECT owed_at_ms FROM outbox WHERE kind = ?1 AND standing = 'owed' \
             ORDER BY owed_at_ms LIMIT 1"
                .to_owned(),
            "SELECT deadline_ms FROM outbox WHERE kind = ?1 AND standing = 'owed' \
             ORDER BY deadline_ms LIMIT 1"
                .to_owned(),
            "UPDATE outbox SET due_at_ms = ?2 \
             WHERE kind = ?1 AND standing = 'owed' AND due_at_ms > ?2"
                .to_owned(),
        ] {
            let mut plan = connection
                .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
                .unwrap();
            let mut rows = plan.raw_query();
            let mut steps: Vec<String> = Vec::new();
            while let Some(row) = rows.next().unwrap() {
                steps.push(row.get("detail").unwrap());
            }
            assert!(
                steps.iter().all(|step| step.contains("SEARCH")),
                "{sql}: {steps:?}"
            );
        }
    }
}
