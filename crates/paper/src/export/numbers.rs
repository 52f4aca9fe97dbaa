//! Numbers, dates and moments as text.

use super::table::Moment;
use jiff::civil::{Date, DateTime};

/// Writes a whole number.
pub(super) fn integer(into: &mut String, number: i64) {
    into.push_str(itoa::Buffer::new().format(number));
}

/// Writes a whole number with zeros before it, at least so many digits.
fn padded(into: &mut String, number: u64, digits: usize) {
    let mut buffer = itoa::Buffer::new();
    let text = buffer.format(number);
    for _ in text.len()..digits {
        into.push('0');
    }
    into.push_str(text);
}

/// The parts of a date or a time are never negative here: tables begin in 1970.
fn part(into: &mut String, number: impl Into<i64>, digits: usize) {
    padded(into, number.into().unsigned_abs(), digits);
}

/// Writes hundredths (centavos, or basis points as a percentage) with two
/// decimals and no separator of thousands.
pub(super) fn hundredths(into: &mut String, hundredths: i64, decimal: char) {
    if hundredths < 0 {
        into.push('-');
    }
    let size = hundredths.unsigned_abs();
    padded(into, size / 100, 1);
    into.push(decimal);
    padded(into, size % 100, 2);
}

/// A day as people write it here: `30/11/2026`.
pub(super) fn local_date(into: &mut String, date: Date) {
    part(into, date.day(), 2);
    into.push('/');
    part(into, date.month(), 2);
    into.push('/');
    part(into, date.year(), 4);
}

/// A moment as people write it here: `30/11/2026 13:05:00`.
pub(super) fn local_moment(into: &mut String, at: DateTime) {
    local_date(into, at.date());
    into.push(' ');
    time(into, at);
}

/// A day by ISO 8601: `2026-11-30`.
pub(super) fn iso_date(into: &mut String, date: Date) {
    part(into, date.year(), 4);
    into.push('-');
    part(into, date.month(), 2);
    into.push('-');
    part(into, date.day(), 2);
}

/// A moment by ISO 8601: `2026-11-30T13:05:00-03:00`.
pub(super) fn iso_moment(into: &mut String, at: Moment) {
    iso_date(into, at.local.date());
    into.push('T');
    time(into, at.local);
    let seconds = at.offset.seconds();
    into.push(if seconds < 0 { '-' } else { '+' });
    let minutes = seconds.unsigned_abs() / 60;
    padded(into, u64::from(minutes / 60), 2);
    into.push(':');
    padded(into, u64::from(minutes % 60), 2);
}

fn time(into: &mut String, at: DateTime) {
    part(into, at.hour(), 2);
    into.push(':');
    part(into, at.minute(), 2);
    into.push(':');
    part(into, at.second(), 2);
}
