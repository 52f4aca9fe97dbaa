//! Amounts, days and moments as a paper writes them.

use domain::{Balance, Money, UnixMs};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;

/// `$ 24.900`, and with centavos only where there are some.
pub(crate) fn round(money: Money) -> String {
    money.to_string()
}

/// `$ 24.900,00`
pub(crate) fn exact(money: Money) -> String {
    format!("$ {}", digits(money))
}

/// `24.900,00`, or `-24.900,00`: a column of figures says `$` once, above.
pub(crate) fn column(balance: Balance) -> String {
    let sign = if balance.centavos() < 0 { "-" } else { "" };
    format!("{sign}{}", digits(balance.size()))
}

/// What is taken off: `-9,90`, and `0,00` for nothing.
pub(crate) fn less(money: Money) -> String {
    column(Balance::of(money).negated())
}

fn digits(money: Money) -> String {
    let text = money.to_string();
    let text = text.trim_start_matches("$ ");
    if text.contains(',') {
        text.to_owned()
    } else {
        format!("{text},00")
    }
}

/// A number of lines: `48.213`.
pub(crate) fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// A moment on the clocks of a zone.
pub(crate) fn local(zone: &TimeZone, at: UnixMs) -> DateTime {
    let moment = Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH);
    zone.to_datetime(moment)
}

/// `28/11/2026`
pub(crate) fn day(date: Date) -> String {
    format!("{:02}/{:02}/{}", date.day(), date.month(), date.year())
}

/// A day of the calendar.
pub(crate) fn date(day: domain::Day) -> Date {
    Date::new(day.year(), day.month(), day.of_month()).unwrap_or(Date::ZERO)
}

/// `28/11/2026 13:12`
pub(crate) fn moment(at: DateTime) -> String {
    format!("{} {}", day(at.date()), hour(at))
}

/// `13:12`
pub(crate) fn hour(at: DateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// `sábado 28/11/2026 20:34`
pub(crate) fn moment_with_weekday(at: DateTime) -> String {
    let weekday = match at.weekday() {
        Weekday::Monday => "lunes",
        Weekday::Tuesday => "martes",
        Weekday::Wednesday => "miércoles",
        Weekday::Thursday => "jueves",
        Weekday::Friday => "viernes",
        Weekday::Saturday => "sábado",
        Weekday::Sunday => "domingo",
    };
    format!("{weekday} {}", moment(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_in_argentina() {
        let balance = Balance::from_centavos;
        assert_eq!(column(balance(-810_956)), "-8.109,56");
        assert_eq!(column(balance(59_040_000)), "590.400,00");
        assert_eq!(column(Balance::ZERO), "0,00");
        let money = Money::from_centavos(2_490_000).unwrap();
        assert_eq!(
            (round(money), exact(money)),
            ("$ 24.900".into(), "$ 24.900,00".into())
        );
    }
}
