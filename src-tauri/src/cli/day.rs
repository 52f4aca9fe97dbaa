//! A business day by the till's time zone.

use crate::machine::clock::SystemClock;
use domain::UnixMs;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use till::ports::Clock as _;

/// From when to when a day lasts; today where none is named.
pub(super) fn span_of(day: Option<&str>, zone: &str) -> Result<(UnixMs, UnixMs), String> {
    let zone = TimeZone::get(zone)
        .map_err(|_| format!("mostrador.toml: time_zone: no hay un huso llamado {zone:?}"))?;
    let date = match day {
        Some(day) => day
            .parse::<Date>()
            .map_err(|_| format!("{day:?} no es un día; se escribe como 2026-11-21"))?,
        None => Timestamp::from_millisecond(SystemClock::new().now().0)
            .map_err(|error| error.to_string())?
            .to_zoned(zone.clone())
            .date(),
    };
    let begins = |date: Date| -> Result<UnixMs, jiff::Error> {
        Ok(UnixMs(
            date.to_zoned(zone.clone())?.timestamp().as_millisecond(),
        ))
    };
    let next = date
        .checked_add(1.day())
        .map_err(|error| error.to_string())?;
    Ok((
        begins(date).map_err(|error| error.to_string())?,
        begins(next).map_err(|error| error.to_string())?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_tills_own() {
        let zone = "America/Argentina/Buenos_Aires";
        let (from, to) = span_of(Some("2026-11-21"), zone).unwrap();
        // Midnight in Buenos Aires is 03:00 UTC.
        assert_eq!(from, UnixMs(1_795_230_000_000));
        assert_eq!(to.since_ms(from), 24 * 3_600_000);
        assert!(span_of(Some("21/11/2026"), zone).is_err());
        assert!(span_of(None, "Marte/Olympus").is_err());
    }
}
