//! Numbers, dates and moments as text.

use super::table::Moment;
use jiff::civil::{Date, DateTime};
use std::fmt::Write as _;

/// Writes hundredths (centavos, or basis points as a percentage) with two
/// decimals and no separator of thousands.
pub(super) fn hundredths(into: &mut String, hundredths: i64, decimal: char) {
    let sign = if hundredths < 0 { "-" } else { "" };
    let size = hundredths.unsigned_abs();
    // Writing to a text cannot fail.
    let _ = write!(into, "{sign}{}{decimal}{:02}", size / 100, size % 100);
}

/// A day as people write it here: `30/11/2026`.
pub(super) fn local_date(into: &mut String, date: Date) {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let _ = write!(into, "{day:02}/{month:02}/{year:04}");
}

/// A moment as people write it here: `30/11/2026 13:05:00`.
pub(super) fn local_moment(into: &mut String, at: DateTime) {
    local_date(into, at.date());
    let _ = write!(
        into,
        " {:02}:{:02}:{:02}",
        at.hour(),
        at.minute(),
        at.second()
    );
}

/// A day by ISO 8601: `2026-11-30`.
pub(super) fn iso_date(into: &mut String, date: Date) {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let _ = write!(into, "{year:04}-{month:02}-{day:02}");
}

/// A moment by ISO 8601: `2026-11-30T13:05:00-03:00`.
pub(super) fn iso_moment(into: &mut String, at: Moment) {
    iso_date(into, at.local.date());
    let (hour, minute, second) = (at.local.hour(), at.local.minute(), at.local.second());
    let _ = write!(into, "T{hour:02}:{minute:02}:{second:02}");
    let seconds = at.offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    let _ = write!(into, "{sign}{:02}:{:02}", minutes / 60, minutes % 60);
}
