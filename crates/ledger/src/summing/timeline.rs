//! What only the order of all lines tells: shifts, closes, epochs, tickets, and
//! the till's own events. There is little of it in a long history.

use crate::chain::Line;
use crate::error::LedgerError;
use crate::seal::Fingerprint;
use crate::tables::changes::store_till;
use crate::tables::clock_moves;
use crate::tables::shifts::ShiftLines;
use crate::tables::{closes, epochs, shifts, tickets};
use domain::{
    Close, Closes, Event, SaleEvent, Shift, ShiftEvent, ShiftNumber, Stamp, Ticket, TillEvent,
    TillNumber, UnixMs,
};
use rusqlite::Connection;
use std::collections::BTreeMap;

/// The sum of the lines that are about the till, its shifts and its closes, and
/// of those that open a sale.
#[derive(Default)]
pub(crate) struct Timeline {
    shifts: BTreeMap<ShiftNumber, (Shift, ShiftLines)>,
    /// From which line on which shift was open.
    open_from: Vec<(i64, Option<ShiftNumber>)>,
    close_count: Option<Closes>,
    tickets: BTreeMap<TillNumber, u32>,
}

impl Timeline {
    /// The views whose rows come from these lines alone.
    pub(crate) const VIEWS: [&str; 10] = [
        "epochs",
        "plans",
        "people",
        "merchant_identity",
        "till_notices",
        "clock_moves",
        "unread_relay",
        "shifts",
        "closes",
        "close_count",
    ];

    /// Whether a line is one of them: the event of any other need not be read.
    pub(crate) fn takes(line: &Line) -> bool {
        match line.subject.as_str() {
            "till" | "shift" | "close" => true,
            "sale" => line.kind == "opened",
            _ => false,
        }
    }

    /// Adds a line, and stores the rows of views that do not change afterwards.
    pub(crate) fn add(
        &mut self,
        connection: &Connection,
        line: &Line,
        (stamp, event): (Stamp<'_>, &Event),
    ) -> Result<(), LedgerError> {
        match event {
            Event::Sale(_, event) => {
                if let SaleEvent::Opened { ticket, .. } = event {
                    let last = self.tickets.entry(ticket.till).or_default();
                    *last = ticket.number.max(*last);
                }
                Ok(())
            }
            Event::Shift(number, event) => {
                self.add_to_shift(*number, stamp, line.seq, event);
                Ok(())
            }
            Event::Close(number, event) => {
                self.close_count = Some(Closes::after(*number, line.seq));
                closes::store(connection, &Close::made(*number, line.seq, stamp, event))
            }
            Event::Till(event) => {
                self.pass_over_numbers(event);
                if let (Some(because), Some(evidence)) = (event.opens_epoch(), line.evidence) {
                    let fingerprint = Fingerprint(evidence);
                    epochs::store(connection, line.seq, fingerprint, because, stamp.at)?;
                }
                if changes_a_view(event) {
                    store_till(connection, line.seq, UnixMs(line.at_ms), event)?;
                }
                Ok(())
            }
            Event::Stray(..) | Event::FixedQr(..) | Event::Report(..) => Ok(()),
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
            let is_open = self.open_from.last().map(|(_, open)| *open) == Some(Some(number));
            if !shift.is_open() && is_open {
                self.open_from.push((seq, None));
            }
        } else if let Some(shift) = Shift::opened(number, stamp, event) {
            let lines = ShiftLines::default().with(seq, event);
            self.shifts.insert(number, (shift, lines));
            self.open_from.push((seq, Some(number)));
        }
    }

    /// The shift that was open when a line was written.
    pub(crate) fn shift_at(&self, seq: i64) -> Option<ShiftNumber> {
        let since = self.open_from.partition_point(|(from, _)| *from < seq);
        let (_, open) = self.open_from.get(since.checked_sub(1)?)?;
        *open
    }

    /// Stores the rows that later lines could still change. All lines were
    /// added before.
    pub(crate) fn store(&self, connection: &Connection) -> Result<(), LedgerError> {
        for (shift, lines) in self.shifts.values() {
            shifts::store(connection, shift, *lines)?;
        }
        if let Some(count) = self.close_count {
            closes::store_count(connection, count)?;
        }
        for (till, number) in &self.tickets {
            let (till, number) = (*till, *number);
            tickets::pass(connection, Ticket { till, number })?;
        }
        Ok(())
    }

    /// Corrects the times of sales and movements that were stored since, by the
    /// clock's corrections that the lines told of.
    pub(crate) fn correct_times(connection: &Connection) -> Result<(), LedgerError> {
        clock_moves::correct_times_again(connection)
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
        | TillEvent::PayerForgotten { .. }
        | TillEvent::PaperReprinted { .. }
        | TillEvent::ErrandGivenUp { .. } => false,
    }
}
