//! The close of the day (Z) and the partial (X).

use crate::errands::record::decide_and_record;
use crate::print::owe_after_close;
use crate::setup::people::has_manager;
use crate::{Till, TillError};
#[cfg(feature = "mutants")]
use domain::Closes;
use domain::close::{ArrivalSum, Arrivals};
use domain::{Actor, Close, CloseNumber, Command, Day, Figures, Money, UnixMs};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ledger::{Arrival, LedgerError, Read};
use std::collections::BTreeMap;

impl Till {
    /// The figures since the last close, as a close would say them now.
    pub async fn partial(&self) -> Result<(CloseNumber, Figures), TillError> {
        let days = self.business_days();
        self.ledger
            .read(move |read| Ok((read.closes()?.next(), figures_now(read, days.zone())?)))
            .await
    }

    /// Closes the day: everything in the journal since the last close. Nothing
    /// that is pending keeps it from being made. `number` is the close that the
    /// person was shown: asked for again, the same close is the answer.
    ///
    /// # Errors
    /// [`TillError::CloseOfAnother`] where another close has that number's
    /// place by now.
    pub async fn close_day(&self, number: CloseNumber, by: Actor) -> Result<Close, TillError> {
        let (now, is_blind) = (self.now(), self.settings.day.blind_count);
        let days = self.business_days();
        self.ledger
            .write(move |write| {
                let closes = write.closes()?;
                if number == closes.last()
                    && let Some(made) = write.close(number)?
                {
                    return Ok(made);
                }
                if number != closes.next() {
                    return Err(TillError::CloseOfAnother(closes.next()));
                }
                // What a customer only claims to have paid is not confirmed.
                for (sale, payment) in write.payments_declared()? {
                    let known = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
                    let command = Command::CloseUnconfirmed { payment };
                    decide_and_record(write, (&Actor::Till, now), known, &command)?;
                }
                let figures = figures_of_close(write, (days.zone(), now))?;
                let close = write.record_close(&by, now, figures)?;
                // A paper of the printer's own accord tells a cashier no more
                // than the screen does.
                if !hides_cash(write, is_blind, by.is_manager())? {
                    owe_after_close(write, (&by, now), close.number)?;
                }
                Ok(close)
            })
            .await
    }
}

/// Whether a person is shown no sum with cash in it: counting is blind, the shop
/// has a manager, this person is none, and the drawer is still to be counted.
/// Once the last shift is counted, there is nothing left to be influenced.
///
/// # Errors
/// The ledger's.
pub fn hides_cash(read: &Read<'_>, is_blind: bool, is_manager: bool) -> Result<bool, TillError> {
    if !is_blind || is_manager || !has_manager(read)? {
        return Ok(false);
    }
    let last = read.last_shift()?;
    let is_counted = last
        .and_then(|shift| shift.ending)
        .is_some_and(|end| end.counts.is_some());
    Ok(!is_counted)
}

/// The figures of everything since the last close. The ledger sums what its lines
/// say; on which days money arrives is by the shop's calendar.
///
/// # Errors
/// [`LedgerError`] when the storage fails or a line cannot be read.
pub fn figures_now(read: &Read<'_>, zone: &TimeZone) -> Result<Figures, LedgerError> {
    let (after, to) = (read.closes()?.last_seq(), read.head()?.seq);
    let mut figures = read.figures(after, to)?;
    if !figures.deductions.is_empty() {
        figures.arrivals = Some(by_day(&read.arrivals_of_lines(after, to)?, zone));
    }
    Ok(figures)
}

fn by_day(arrivals: &[Arrival], zone: &TimeZone) -> Arrivals {
    let mut sums: BTreeMap<(Day, &str), ArrivalSum> = BTreeMap::new();
    for arrival in arrivals {
        // Banks count days of the calendar.
        let at = Timestamp::from_millisecond(arrival.at.0).unwrap_or(Timestamp::UNIX_EPOCH);
        let day = Day::of(zone.to_datetime(at).date()).unwrap_or(Day::FIRST);
        let key = (day, arrival.tender.as_str());
        let sum = sums.entry(key).or_insert(ArrivalSum {
            day,
            tender: arrival.tender,
            gross: Money::ZERO,
            net: Money::ZERO,
        });
        sum.gross = sum.gross.plus(arrival.gross).unwrap_or(Money::MAX);
        sum.net = sum.net.plus(arrival.net).unwrap_or(Money::MAX);
    }
    sums.into_values().collect()
}

/// What a close says, by the mutant that is on or by none.
fn figures_of_close(
    read: &Read<'_>,
    #[cfg_attr(
        not(feature = "mutants"),
        expect(unused_variables, reason = "a mutant reads the clock")
    )]
    (zone, now): (&TimeZone, UnixMs),
) -> Result<Figures, TillError> {
    #[cfg(feature = "mutants")]
    if crate::mutants::Mutant::CloseByClock.is_on() {
        return figures_by_clock(read, read.closes()?, now);
    }
    Ok(figures_now(read, zone)?)
}

/// Breaks the sixteenth law on purpose; see [`crate::mutants`].
#[cfg(feature = "mutants")]
fn figures_by_clock(read: &Read<'_>, closes: Closes, now: UnixMs) -> Result<Figures, TillError> {
    let last = read.close(closes.last())?;
    let span = ledger::Span {
        from: last.map_or(UnixMs(i64::MIN), |close| close.at),
        to: now,
    };
    Ok(Figures {
        takings: read.span_takings(span)?,
        ..Figures::default()
    })
}
