//! All views together: updated from the sum of a subject's events, and rebuilt
//! from the whole journal. A rebuild gives the same rows as a long life of
//! updates.

use crate::access::Write;
use crate::chain::Line;
use crate::error::LedgerError;
use crate::seal::{Fingerprint, hex};
use crate::tables::changes::{store_sale, store_stray, store_till};
use crate::tables::journal::each_line;
use crate::tables::movements::LineMovements;
use crate::tables::shifts::ShiftLines;
use crate::tables::{closes, epochs, fixed_qrs, movements, reports, shifts, tickets};
use domain::{
    Actor, Close, Closes, EpochBecause, Event, FixedQr, FixedQrEvent, FixedQrId, Report,
    ReportEvent, ReportId, Sale, SaleId, Shift, ShiftEvent, ShiftNumber, Stamp, Stray, StrayId,
    Ticket, TillEvent, TillNumber, UnixMs,
};
use rusqlite::{Connection, OptionalExtension as _};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// The version of the program's mapping from journal to views. Raise it when
/// the *meaning* of a view's rows changes, or the effect of an event on them;
/// changed columns are detected without it. Views that another version made are
/// rebuilt when the ledger is opened.
pub(crate) const VERSION: u32 = 7;

/// The tables that can be rebuilt from the journal alone.
pub(crate) const REBUILT: [&str; 22] = [
    "epochs",
    "sales",
    "payments",
    "transactions",
    "discrepancies",
    "strays",
    "stray_notices",
    "payment_cards",
    "legs",
    "plans",
    "people",
    "merchant_identity",
    "till_notices",
    "clock_moves",
    "unread_relay",
    "movements",
    "shifts",
    "closes",
    "close_count",
    "sale_words",
    "fixed_qrs",
    "reports",
];

/// The sum of a journal, line by line.
#[derive(Default)]
pub(crate) struct Summing {
    sales: BTreeMap<SaleId, (Sale, i64, i64)>,
    movements: Vec<(SaleId, LineMovements)>,
    shifts: BTreeMap<ShiftNumber, (Shift, ShiftLines)>,
    open_shift: Option<ShiftNumber>,
    closes: Vec<Close>,
    close_count: Option<Closes>,
    strays: BTreeMap<String, (Stray, i64)>,
    tickets: BTreeMap<TillNumber, u32>,
    fixed_qrs: BTreeMap<FixedQrId, (FixedQr, i64)>,
    reports: BTreeMap<ReportId, (Report, i64)>,
    epochs: Vec<(i64, Fingerprint, EpochBecause, UnixMs)>,
    till: Vec<(i64, UnixMs, TillEvent)>,
}

impl Summing {
    /// Adds a line. Lines that cannot be summed are skipped; `verify` reports
    /// them.
    pub(crate) fn add(&mut self, line: &Line, actor: &Actor, event: Event) {
        let at = UnixMs(line.at_ms);
        let stamp = Stamp::new(actor, at);
        match event {
            Event::Sale(id, event) => self.add_to_sale(id, stamp, line.seq, &event),
            Event::Shift(number, event) => self.add_to_shift(number, stamp, line.seq, &event),
            Event::Close(number, event) => {
                let close = Close::made(number, line.seq, stamp, &event);
                self.close_count = Some(Closes::after(number, line.seq));
                self.closes.push(close);
            }
            Event::FixedQr(id, event) => self.add_to_fixed_qr(id, stamp, line.seq, &event),
            Event::Report(id, event) => self.add_to_report(id, stamp, line.seq, &event),
            Event::Stray(id, event) => {
                let known = self.strays.entry(line.subject_id.clone());
                let (stray, seq) =
                    known.or_insert_with(|| (Stray::new(StrayId::clone(&id), at), line.seq));
                stray.apply(stamp, &event);
                *seq = line.seq;
            }
            Event::Till(event) => {
                self.pass_over_numbers(&event);
                if let (Some(because), Some(evidence)) = (event.opens_epoch(), line.evidence) {
                    let opened = (line.seq, Fingerprint(evidence), because, at);
                    self.epochs.push(opened);
                }
                if changes_a_view(&event) {
                    self.till.push((line.seq, at, event));
                }
            }
        }
    }

    /// Ticket and close numbers that a restore skipped are not issued either.
    fn pass_over_numbers(&mut self, event: &TillEvent) {
        let (TillEvent::Restored {
            tickets_passed_over,
            closes_passed_over,
            till,
            ..
        }
        | TillEvent::RolledBack {
            tickets_passed_over,
            closes_passed_over,
            till,
            ..
        }) = event
        else {
            return;
        };
        let mut closes = self.close_count.unwrap_or_default();
        closes.pass_over(*closes_passed_over);
        self.close_count = Some(closes);
        for last in self.tickets.values_mut() {
            *last = last.saturating_add(*tickets_passed_over);
        }
        if let Some(till) = till {
            self.tickets.entry(*till).or_insert(*tickets_passed_over);
        }
    }

    fn add_to_sale(&mut self, id: SaleId, stamp: Stamp<'_>, seq: i64, event: &domain::SaleEvent) {
        if let Some((sale, _, last_seq)) = self.sales.get_mut(&id) {
            let before = sale.clone();
            sale.apply(stamp, event);
            *last_seq = seq;
            let moved = LineMovements::of((seq, stamp.at, stamp.by), Some(&before), sale);
            if let Some(mut line) = moved {
                line.shift = self.open_shift;
                self.movements.push((id, line));
            }
        } else if let Some(sale) = Sale::opened(id, stamp, event) {
            let last = self.tickets.entry(sale.ticket.till).or_default();
            *last = sale.ticket.number.max(*last);
            self.sales.insert(id, (sale, seq, seq));
        }
    }

    fn add_to_shift(
        &mut self,
        number: ShiftNumber,
        stamp: Stamp<'_>,
        seq: i64,
        event: &ShiftEvent,
    ) {
        if let Some((shift, lines)) = self.shifts.get_mut(&number) {
            shift.apply(stamp, event);
            *lines = lines.with(seq, event);
            if !shift.is_open() && self.open_shift == Some(number) {
                self.open_shift = None;
            }
        } else if let Some(shift) = Shift::opened(number, stamp, event) {
            let lines = ShiftLines::default().with(seq, event);
            self.shifts.insert(number, (shift, lines));
            self.open_shift = Some(number);
        }
    }

    fn add_to_fixed_qr(&mut self, id: FixedQrId, stamp: Stamp<'_>, seq: i64, event: &FixedQrEvent) {
        if let Some((qr, _)) = self.fixed_qrs.get_mut(&id) {
            qr.apply(stamp, event);
        } else if let Some(qr) = FixedQr::requested(id, stamp, event) {
            self.fixed_qrs.insert(id, (qr, seq));
        }
    }

    fn add_to_report(&mut self, id: ReportId, stamp: Stamp<'_>, seq: i64, event: &ReportEvent) {
        if let Some((report, _)) = self.reports.get_mut(&id) {
            report.apply(stamp, event);
        } else if let Some(report) = Report::owed(id, stamp, event) {
            self.reports.insert(id, (report, seq));
        }
    }

    /// Writes the views of everything that was summed into empty tables.
    pub(crate) fn store(&self, connection: &Connection) -> Result<(), LedgerError> {
        for (sale, first_seq, last_seq) in self.sales.values() {
            store_sale(connection, sale, (*first_seq, *last_seq))?;
        }
        for (sale, line) in &self.movements {
            if let Some((sale, _, _)) = self.sales.get(sale) {
                movements::store(connection, sale, line)?;
            }
        }
        for (shift, lines) in self.shifts.values() {
            shifts::store(connection, shift, *lines)?;
        }
        for close in &self.closes {
            closes::store(connection, close)?;
        }
        if let Some(count) = self.close_count {
            closes::store_count(connection, count)?;
        }
        for (till, number) in &self.tickets {
            let (till, number) = (*till, *number);
            tickets::pass(connection, Ticket { till, number })?;
        }
        for (stray, seq) in self.strays.values() {
            store_stray(connection, stray, *seq)?;
        }
        for (qr, first_seq) in self.fixed_qrs.values() {
            fixed_qrs::store(connection, qr, *first_seq)?;
        }
        for (report, first_seq) in self.reports.values() {
            reports::store(connection, report, *first_seq)?;
        }
        for (seq, fingerprint, because, at) in &self.epochs {
            epochs::store(connection, *seq, *fingerprint, *because, *at)?;
        }
        for (seq, at, event) in &self.till {
            store_till(connection, *seq, *at, event)?;
        }
        Ok(())
    }
}

/// Whether an event of the till changes more than the epochs.
fn changes_a_view(event: &TillEvent) -> bool {
    if event.notice().is_some() {
        return true;
    }
    match event {
        TillEvent::PlanKept { .. }
        | TillEvent::PlanDropped { .. }
        | TillEvent::PersonNamed { .. }
        | TillEvent::PersonRetired { .. }
        | TillEvent::PinKept { .. }
        | TillEvent::IdentityKept { .. }
        | TillEvent::IdentityForgotten { .. }
        | TillEvent::ClockMoved { .. }
        | TillEvent::PinShort { .. }
        | TillEvent::PinKeyGone
        | TillEvent::TillNoticeSeen { .. }
        | TillEvent::Restored { .. }
        | TillEvent::RolledBack { .. }
        | TillEvent::RelayRead
        | TillEvent::RelayWaived { .. } => true,
        TillEvent::EpochOpened { .. }
        | TillEvent::WorkerFailed { .. }
        | TillEvent::IdentityConfirmed { .. }
        | TillEvent::SettingsSaved { .. }
        | TillEvent::PinWrong { .. }
        | TillEvent::Locked { .. }
        | TillEvent::Unlocked
        | TillEvent::AddressesInForce { .. }
        | TillEvent::DestinationConfirmed { .. }
        | TillEvent::PayersExported { .. }
        | TillEvent::PaperReprinted { .. }
        | TillEvent::ErrandGivenUp { .. } => false,
    }
}

/// The version of this program's views: the mapping's version and the columns.
pub(crate) fn version(connection: &Connection) -> Result<String, LedgerError> {
    let mut columns = Sha256::new();
    let mut statement =
        connection.prepare("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1")?;
    for view in REBUILT {
        let sql: Option<String> = statement.query_row([view], |row| row.get(0)).optional()?;
        columns.update(sql.unwrap_or_default());
        columns.update([0]);
    }
    Ok(format!("{VERSION}-{}", hex(&columns.finalize()[..8])))
}

/// The version that made the current views; `None` if there are none yet.
pub(crate) fn made_by(connection: &Connection) -> Result<Option<String>, LedgerError> {
    let mut statement = connection.prepare("SELECT by FROM views_made")?;
    Ok(statement.query_row([], |row| row.get(0)).optional()?)
}

/// Makes the next writer rebuild the views.
pub(crate) fn forget_version(connection: &Connection) -> Result<(), LedgerError> {
    connection.execute("DELETE FROM views_made", [])?;
    Ok(())
}

/// Rebuilds the views if another version made them, in one transaction, so that
/// a crash leaves the old ones.
pub(crate) fn bring_up_to_date(connection: &Connection) -> Result<(), LedgerError> {
    let version = version(connection)?;
    if made_by(connection)?.as_deref() == Some(&version) {
        return Ok(());
    }
    tracing::info!(%version, "the views are made anew from the journal");
    let transaction = connection.unchecked_transaction()?;
    rebuild(&transaction)?;
    transaction.execute(
        "INSERT INTO views_made (one, by) VALUES (1, ?1) \
         ON CONFLICT DO UPDATE SET by = excluded.by",
        [version],
    )?;
    Ok(transaction.commit()?)
}

/// Rebuilds the views in the open transaction.
fn rebuild(connection: &Connection) -> Result<(), LedgerError> {
    // Rows with references to them are deleted and inserted again in this
    // transaction.
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
}

impl Write<'_> {
    /// Rebuilds the views from the journal. Tables that are not views (outbox,
    /// inbox, cursors) stay as they are.
    ///
    /// # Errors
    /// [`LedgerError::Unreadable`] for a line that cannot be read; else the
    /// storage's failure.
    pub fn rebuild_views(&mut self) -> Result<(), LedgerError> {
        self.change(|write| rebuild(write.connection()))
    }
}
