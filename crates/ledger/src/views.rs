//! The views as a whole: brought up to date by the sum of a subject's events,
//! and rebuilt from the journal from its first line on. A rebuild and a long
//! life of updates give the same rows.

use crate::access::Write;
use crate::chain::Line;
use crate::error::LedgerError;
use crate::seal::Fingerprint;
use crate::tables::journal::each_line;
use crate::tables::{
    cards, discrepancies, epochs, payments, people, plans, sales, strays, tickets, transactions,
};
use domain::{Actor, EpochBecause, Event, Sale, SaleId, Stamp, Stray, StrayId, TillEvent, UnixMs};
use rusqlite::Connection;
use std::collections::BTreeMap;

/// The tables that the journal alone decides.
pub(crate) const REBUILT: [&str; 10] = [
    "epochs",
    "sales",
    "payments",
    "transactions",
    "discrepancies",
    "strays",
    "payment_cards",
    "legs",
    "plans",
    "people",
];

/// Brings a sale's rows up to date.
pub(crate) fn store_sale(
    connection: &Connection,
    sale: &Sale,
    seq: i64,
) -> Result<(), LedgerError> {
    sales::store(connection, sale, seq)?;
    tickets::pass(connection, sale.ticket)?;
    for payment in &sale.payments {
        payments::store(connection, sale.id, payment)?;
        cards::store(connection, payment)?;
        for transaction in &payment.transactions {
            transactions::store(connection, sale.id, payment.id, transaction)?;
        }
    }
    for discrepancy in &sale.discrepancies {
        discrepancies::store(connection, sale.id, discrepancy)?;
    }
    Ok(())
}

/// Brings a stray's row up to date.
pub(crate) fn store_stray(
    connection: &Connection,
    stray: &Stray,
    seq: i64,
) -> Result<(), LedgerError> {
    strays::store(connection, stray, seq)
}

/// Brings up to date what an event of the till changes.
pub(crate) fn store_till(connection: &Connection, event: &TillEvent) -> Result<(), LedgerError> {
    plans::store(connection, event)?;
    people::store(connection, event)
}

/// The sum of a journal, line by line.
#[derive(Default)]
pub(crate) struct Summing {
    sales: BTreeMap<SaleId, (Sale, i64)>,
    strays: BTreeMap<String, (Stray, i64)>,
    epochs: Vec<(i64, Fingerprint, EpochBecause, UnixMs)>,
    till: Vec<TillEvent>,
}

impl Summing {
    /// Adds a line. Lines that cannot be summed are passed over: they are
    /// `verify`'s to report.
    pub(crate) fn add(&mut self, line: &Line, actor: &Actor, event: Event) {
        let at = UnixMs(line.at_ms);
        let stamp = Stamp::new(actor, at);
        match event {
            Event::Sale(id, event) => self.add_to_sale(id, stamp, line.seq, &event),
            Event::Stray(id, event) => {
                let known = self.strays.entry(line.subject_id.clone());
                let (stray, seq) =
                    known.or_insert_with(|| (Stray::new(StrayId::clone(&id), at), line.seq));
                stray.apply(stamp, &event);
                *seq = line.seq;
            }
            Event::Till(event) => {
                if let (Some(because), Some(evidence)) = (event.opens_epoch(), line.evidence) {
                    let opened = (line.seq, Fingerprint(evidence), because, at);
                    self.epochs.push(opened);
                }
                if changes_a_view(&event) {
                    self.till.push(event);
                }
            }
        }
    }

    fn add_to_sale(&mut self, id: SaleId, stamp: Stamp<'_>, seq: i64, event: &domain::SaleEvent) {
        if let Some((sale, last_seq)) = self.sales.get_mut(&id) {
            sale.apply(stamp, event);
            *last_seq = seq;
        } else if let Some(sale) = Sale::opened(id, stamp, event) {
            self.sales.insert(id, (sale, seq));
        }
    }

    /// Writes the views of all that was summed into empty tables.
    pub(crate) fn store(&self, connection: &Connection) -> Result<(), LedgerError> {
        for (sale, seq) in self.sales.values() {
            store_sale(connection, sale, *seq)?;
        }
        for (stray, seq) in self.strays.values() {
            store_stray(connection, stray, *seq)?;
        }
        for (seq, fingerprint, because, at) in &self.epochs {
            epochs::store(connection, *seq, *fingerprint, *because, *at)?;
        }
        for event in &self.till {
            store_till(connection, event)?;
        }
        Ok(())
    }
}

/// Whether an event of the till changes more than the epochs.
fn changes_a_view(event: &TillEvent) -> bool {
    match event {
        TillEvent::PlanKept { .. }
        | TillEvent::PlanDropped { .. }
        | TillEvent::PersonNamed { .. }
        | TillEvent::PinKept { .. } => true,
        TillEvent::EpochOpened { .. }
        | TillEvent::Restored { .. }
        | TillEvent::RelayRead
        | TillEvent::IdentityKept { .. }
        | TillEvent::IdentityConfirmed { .. }
        | TillEvent::IdentityForgotten { .. }
        | TillEvent::SettingsSaved { .. }
        | TillEvent::DestinationConfirmed { .. }
        | TillEvent::AddressesInForce { .. } => false,
    }
}

impl Write<'_> {
    /// Makes the views anew from the journal. What the journal does not say
    /// (outbox, inbox, cursors) stays as it is.
    ///
    /// # Errors
    /// [`LedgerError::Unreadable`] for a line that cannot be read; else the
    /// storage's failure.
    pub fn rebuild_views(&mut self) -> Result<(), LedgerError> {
        self.change(|write| {
            let connection = write.connection();
            // Rows that others refer to go and come back within this write.
            connection.execute_batch("PRAGMA defer_foreign_keys = ON")?;
            let mut sum = Summing::default();
            each_line(connection, |line| {
                let (line, _) = line.map_err(|seq| LedgerError::Unreadable { seq })?;
                let event = line.event()?;
                sum.add(&line, &line.read_actor()?, event);
                Ok::<(), LedgerError>(())
            })?;
            for table in REBUILT {
                connection.execute(&format!("DELETE FROM {table}"), [])?;
            }
            sum.store(connection)
        })
    }
}
