//! New lines of the journal, and the views that follow them.

use super::{columns_of, kind_of, notice_of};
use crate::access::Write;
use crate::chain::{Head, Line};
use crate::error::LedgerError;
use crate::limits::EVENT_BYTES_MAX;
use crate::seal::Digest;
use crate::subject::Subject;
use crate::tables::movements::LineMovements;
use crate::tables::{changes, epochs, inbox, movements, shifts};
use domain::{
    Actor, Event, Sale, SaleEvent, SaleId, Stamp, Stray, StrayEvent, StrayId, TillEvent, UnixMs,
};
use rusqlite::named_params;

impl Write<'_> {
    /// Appends a sale's events and updates its views. Returns the sale after
    /// them.
    ///
    /// # Errors
    /// [`LedgerError::NotAnOpening`] if the first event of a new sale is not
    /// its opening, or a later one is; [`LedgerError::NoSuchNotice`] if a
    /// notice was not heard before; or the storage's failure.
    pub fn record_sale(
        &mut self,
        actor: &Actor,
        at: UnixMs,
        id: SaleId,
        events: &[SaleEvent],
    ) -> Result<Sale, LedgerError> {
        self.change(|write| {
            let mut sale = write.sale(id)?;
            let mut first_seq = None;
            let mut moved = Vec::new();
            for event in events {
                let before = sale.clone();
                let opens = matches!(event, SaleEvent::Opened { .. });
                sale = match sale {
                    None => Sale::opened(id, Stamp::new(actor, at), event),
                    Some(_) if opens => None,
                    Some(mut sale) => {
                        sale.apply(Stamp::new(actor, at), event);
                        Some(sale)
                    }
                };
                let Some(after) = &sale else {
                    return Err(LedgerError::NotAnOpening(id));
                };
                let seq = write.append(actor, at, &Event::Sale(id, event.clone()))?;
                first_seq = first_seq.or(opens.then_some(seq));
                moved.extend(LineMovements::of((seq, at, actor), before.as_ref(), after));
            }
            let sale = sale.ok_or(LedgerError::NoSuchSale(id))?;
            if !events.is_empty() {
                let lines = (first_seq.unwrap_or_default(), write.end().seq);
                changes::store_sale(write.connection(), &sale, lines)?;
                if !moved.is_empty() {
                    let shift = shifts::open(write.connection())?;
                    for mut line in moved {
                        line.shift = shift;
                        movements::store(write.connection(), &sale, &line)?;
                    }
                }
                write.appended(Subject::Sale(id));
                write.stay_forgotten(id, events)?;
            }
            Ok(sale)
        })
    }

    /// Appends a stray's events and updates its view. Returns the stray after
    /// them; `None` if there are no events and the stray is unknown.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchNotice`] if a notice was not heard before, or the
    /// storage's failure.
    pub fn record_stray(
        &mut self,
        actor: &Actor,
        at: UnixMs,
        id: &StrayId,
        events: &[StrayEvent],
    ) -> Result<Option<Stray>, LedgerError> {
        self.change(|write| {
            let mut stray = write.stray(id)?;
            for event in events {
                write.append(actor, at, &Event::Stray(id.clone(), event.clone()))?;
                stray
                    .get_or_insert_with(|| Stray::new(id.clone(), at))
                    .apply(Stamp::new(actor, at), event);
            }
            if let (Some(stray), false) = (&stray, events.is_empty()) {
                changes::store_stray(write.connection(), stray, write.end().seq)?;
                write.appended(Subject::Stray(id.clone()));
            }
            Ok(stray)
        })
    }

    /// Appends an event of the till as a whole.
    pub fn record_till(
        &mut self,
        actor: &Actor,
        at: UnixMs,
        events: &[TillEvent],
    ) -> Result<(), LedgerError> {
        self.change(|write| {
            for event in events {
                let seq = write.append(actor, at, &Event::Till(event.clone()))?;
                if let Some(because) = event.opens_epoch() {
                    let fingerprint = write.seal().fingerprint();
                    epochs::store(write.connection(), seq, fingerprint, because, at)?;
                }
                changes::store_till(write.connection(), seq, at, event)?;
            }
            if !events.is_empty() {
                write.appended(Subject::Till);
            }
            Ok(())
        })
    }

    pub(crate) fn append(
        &mut self,
        actor: &Actor,
        at: UnixMs,
        event: &Event,
    ) -> Result<i64, LedgerError> {
        let head = self.end();
        let seq = head.seq + 1;
        let unwritable = |_| LedgerError::Unreadable { seq };
        let body = serde_json::to_string(event).map_err(unwritable)?;
        LedgerError::bound("bytes of an event", body.len(), EVENT_BYTES_MAX)?;
        let kind = kind_of(&body).map_err(unwritable)?;
        let (subject, subject_id) = columns_of(event, &kind).map_err(unwritable)?;
        let line = Line {
            seq,
            at_ms: at.0,
            actor: serde_json::to_string(actor).map_err(unwritable)?,
            subject: subject.to_owned(),
            subject_id,
            kind,
            body,
            evidence: self.evidence_of(event)?,
        };
        let links = line.link(&head.hash, self.seal());
        let sql = "INSERT INTO journal \
             (seq, at_ms, actor, subject, subject_id, kind, body, evidence, hash, seal) VALUES \
             (:seq, :at_ms, :actor, :subject, :subject_id, :kind, :body, :evidence, :hash, :seal)";
        self.connection()
            .prepare_cached(sql)?
            .execute(named_params! {
                ":seq": line.seq,
                ":at_ms": line.at_ms,
                ":actor": line.actor,
                ":subject": line.subject,
                ":subject_id": line.subject_id,
                ":kind": line.kind,
                ":body": line.body,
                ":evidence": line.evidence,
                ":hash": links.hash,
                ":seal": links.seal,
            })?;
        let hash = links.hash;
        self.went_on(Head { seq, hash });
        Ok(seq)
    }

    /// The evidence stored with an event: the salted hash of the notice's body,
    /// or the fingerprint of a new epoch's seal.
    fn evidence_of(&self, event: &Event) -> Result<Option<Digest>, LedgerError> {
        if let Event::Till(event) = event
            && event.opens_epoch().is_some()
        {
            return Ok(Some(self.seal().fingerprint().0));
        }
        match notice_of(event) {
            Some(notice) => inbox::evidence(self.connection(), notice)?
                .ok_or(LedgerError::NoSuchNotice(notice))
                .map(Some),
            None => Ok(None),
        }
    }
}
