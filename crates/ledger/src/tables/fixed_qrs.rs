//! View: the fixed QRs. One itself is the sum of its lines of the journal.

use crate::access::{Read, Write};
use crate::error::LedgerError;
use crate::subject::Subject;
use crate::tables::journal::of_subject;
use domain::{Actor, Event, FixedQr, FixedQrEvent, FixedQrId, FixedQrState, Stamp, UnixMs};
use rusqlite::{Connection, OptionalExtension, Params, named_params};

/// Brings the row of a fixed QR up to date. `seq` is its newest line, which is
/// its first where it has no row yet.
pub(crate) fn store(connection: &Connection, qr: &FixedQr, seq: i64) -> Result<(), LedgerError> {
    connection
        .prepare_cached(
            "INSERT INTO fixed_qrs (fixed_qr, first_seq, state, requested_at_ms, valid_until_ms) \
             VALUES (:fixed_qr, :seq, :state, :requested_at_ms, :valid_until_ms) \
             ON CONFLICT (fixed_qr) DO UPDATE SET state = excluded.state",
        )?
        .execute(named_params! {
            ":fixed_qr": qr.id.to_string(),
            ":seq": seq,
            ":state": qr.state.as_str(),
            ":requested_at_ms": qr.requested_at.0,
            ":valid_until_ms": qr.valid_until.0,
        })?;
    Ok(())
}

/// The query for the newest fixed QR in a state. Those under way have an index,
/// which SQLite takes only where the query repeats the index's own condition.
const fn in_state(state: FixedQrState) -> &'static str {
    match state {
        FixedQrState::Requested | FixedQrState::InForce => {
            "SELECT fixed_qr FROM fixed_qrs WHERE state = ?1 \
                 AND state IN ('requested', 'in-force') ORDER BY first_seq DESC LIMIT 1"
        }
        FixedQrState::Refused | FixedQrState::Replaced | FixedQrState::Ended => {
            "SELECT fixed_qr FROM fixed_qrs WHERE state = ?1 ORDER BY first_seq DESC LIMIT 1"
        }
    }
}

impl Read<'_> {
    /// The fixed QR of that id, by the sum of its lines.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn fixed_qr(&self, id: FixedQrId) -> Result<Option<FixedQr>, LedgerError> {
        let entries = of_subject(self, &Subject::FixedQr(id))?;
        let events = entries.iter().filter_map(|entry| match &entry.event {
            Event::FixedQr(_, event) => Some((entry.stamp(), event)),
            Event::Sale(..)
            | Event::Stray(..)
            | Event::Shift(..)
            | Event::Close(..)
            | Event::Report(..)
            | Event::Till(_) => None,
        });
        Ok(FixedQr::sum(id, events))
    }

    /// The newest fixed QR in that state.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn fixed_qr_in(&self, state: FixedQrState) -> Result<Option<FixedQr>, LedgerError> {
        self.one_fixed_qr(in_state(state), [state.as_str()])
    }

    /// The fixed QR that was requested last.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn last_fixed_qr(&self) -> Result<Option<FixedQr>, LedgerError> {
        self.one_fixed_qr(
            "SELECT fixed_qr FROM fixed_qrs ORDER BY first_seq DESC LIMIT 1",
            [],
        )
    }

    /// Whether this ledger ever requested that fixed QR.
    pub fn is_fixed_qr(&self, id: FixedQrId) -> Result<bool, LedgerError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT 1 FROM fixed_qrs WHERE fixed_qr = ?1")?;
        Ok(statement.exists([id.to_string()])?)
    }

    fn one_fixed_qr(&self, sql: &str, params: impl Params) -> Result<Option<FixedQr>, LedgerError> {
        let mut statement = self.connection().prepare_cached(sql)?;
        let id = statement
            .query_row(params, |row| row.get::<_, String>(0))
            .optional()?;
        let Some(id) = id else {
            return Ok(None);
        };
        let unreadable = LedgerError::Stored { what: "fixed QR" };
        self.fixed_qr(FixedQrId::parse(&id).map_err(|_| unreadable)?)
    }
}

impl Write<'_> {
    /// Appends events of a fixed QR and updates its row. Returns it after them.
    ///
    /// # Errors
    /// [`LedgerError::Stored`] where the first event of a new one is not its
    /// request; else the storage's failure.
    pub fn record_fixed_qr(
        &mut self,
        actor: &Actor,
        at: UnixMs,
        id: FixedQrId,
        events: &[FixedQrEvent],
    ) -> Result<FixedQr, LedgerError> {
        self.change(|write| {
            let first_seq = write.end().seq + 1;
            for event in events {
                write.append(actor, at, &Event::FixedQr(id, event.clone()))?;
            }
            let qr = write.fixed_qr(id)?;
            let qr = qr.ok_or(LedgerError::Stored { what: "fixed QR" })?;
            store(write.connection(), &qr, first_seq)?;
            write.appended(Subject::FixedQr(id));
            Ok(qr)
        })
    }

    /// As [`Write::record_fixed_qr`], for one that this write has just read: its
    /// lines are not read again.
    ///
    /// # Errors
    /// The storage's failure.
    pub fn continue_fixed_qr(
        &mut self,
        actor: &Actor,
        at: UnixMs,
        mut qr: FixedQr,
        events: &[FixedQrEvent],
    ) -> Result<FixedQr, LedgerError> {
        self.change(|write| {
            let first_seq = write.end().seq + 1;
            for event in events {
                write.append(actor, at, &Event::FixedQr(qr.id, event.clone()))?;
                qr.apply(Stamp::new(actor, at), event);
            }
            store(write.connection(), &qr, first_seq)?;
            write.appended(Subject::FixedQr(qr.id));
            Ok(qr)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_under_way_is_read_by_an_index_alone() {
        let connection = crate::open::in_memory().unwrap();
        for state in [FixedQrState::Requested, FixedQrState::InForce] {
            let sql = format!("EXPLAIN QUERY PLAN {}", in_state(state));
            let mut plan = connection.prepare(&sql).unwrap();
            let steps = plan.query_map([state.as_str()], |row| row.get("detail"));
            let steps: Vec<String> = steps.unwrap().map(Result::unwrap).collect();
            assert!(
                steps.iter().all(|step| step.contains("SEARCH")),
                "{steps:?}"
            );
        }
    }
}
