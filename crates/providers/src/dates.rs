//! The ways in which the providers write a moment. This is not a calendar: the
//! till decides what a business day is.

use domain::UnixMs;
use jiff::civil::DateTime;
use jiff::fmt::strtime;
use jiff::tz::Offset;
use jiff::{Timestamp, tz::TimeZone};

/// The longest text that is parsed, in bytes.
const TEXT_BYTES_MAX: usize = 64;

/// Buenos Aires has no summer time. We assume that a notice's dates are in its
/// time, since TotalCoin's page names no zone.
const BUENOS_AIRES: Offset = Offset::constant(-3);

/// `2025-03-26T17:23:14.099Z`, as the page writes `expirationDate`. A moment
/// outside the years of the calendar is written as its nearest end.
pub(crate) fn write_utc(at: UnixMs) -> String {
    let end = if at.0 < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    let timestamp = Timestamp::from_millisecond(at.0).unwrap_or(end);
    format!("{timestamp:.3}")
}

/// `2023-03-16T11:29:46.780-03:00`: the same in Buenos Aires time, as Bind's
/// page asks for `fechaNegocio`.
pub(crate) fn write_buenos_aires(at: UnixMs) -> String {
    // A till's clock does not read a time before 1970. Near the calendar's
    // first moment, the civil time here would lie outside of it.
    let timestamp = Timestamp::from_millisecond(at.0.max(0)).unwrap_or(Timestamp::MAX);
    let written = timestamp.display_with_offset(BUENOS_AIRES);
    format!("{written:.3}")
}

/// Reads an `expirationDate`. An offset is respected; without one the text is
/// in UTC.
pub(crate) fn read_utc(text: &str) -> Option<UnixMs> {
    let text = bounded(text)?;
    let timestamp = text.parse::<Timestamp>().or_else(|_| {
        text.parse::<DateTime>()
            .and_then(|civil| Offset::UTC.to_timestamp(civil))
    });
    Some(UnixMs(timestamp.ok()?.as_millisecond()))
}

/// Reads a notice's `MM/DD/YYYY HH:mm:ss`, in Buenos Aires time.
pub(crate) fn read_notice_date(text: &str) -> Option<UnixMs> {
    let civil = strtime::parse("%m/%d/%Y %H:%M:%S", bounded(text)?)
        .ok()?
        .to_datetime()
        .ok()?;
    let moment = civil.to_zoned(TimeZone::fixed(BUENOS_AIRES)).ok()?;
    Some(UnixMs(moment.timestamp().as_millisecond()))
}

fn bounded(text: &str) -> Option<&str> {
    let text = text.trim();
    (text.len() <= TEXT_BYTES_MAX).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_pages_dates() {
        let expires = UnixMs(1_743_009_794_099);
        assert_eq!(write_utc(expires), "2025-03-26T17:23:14.099Z");
        assert_eq!(read_utc("2025-03-26T17:23:14.099Z"), Some(expires));
        // 16:40:20 in Buenos Aires is 19:40:20 UTC.
        assert_eq!(
            read_notice_date("11/19/2020 16:40:20"),
            Some(UnixMs(1_605_814_820_000))
        );
    }

    #[test]
    fn other_ways_to_write_an_expiry() {
        for same in [
            "2025-03-26T17:23:14Z",
            "2025-03-26T14:23:14-03:00",
            "2025-03-26T17:23:14",
        ] {
            assert_eq!(read_utc(same), Some(UnixMs(1_743_009_794_000)), "{same}");
        }
        assert_eq!(
            write_utc(UnixMs(1_743_009_794_000)),
            "2025-03-26T17:23:14.000Z"
        );
        for other in ["", "mañana", "1743009794099", "26/03/2025"] {
            assert_eq!(read_utc(other), None, "{other}");
        }
    }

    #[test]
    fn malformed_notice_dates_are_refused() {
        for other in [
            "",
            "19/11/2020 16:40:20",
            "11/19/2020",
            "2020-11-19 16:40:20",
            "11/31/2020 1:1:1",
        ] {
            assert_eq!(read_notice_date(other), None, "{other}");
        }
    }

    /// A sale at half past eleven at night belongs to that day here, while it
    /// is the next day in UTC.
    #[test]
    fn a_late_evening_has_two_dates() {
        let at = UnixMs(1_796_092_200_000);
        assert_eq!(write_buenos_aires(at), "2026-11-30T23:30:00.000-03:00");
        assert_eq!(write_utc(at), "2026-12-01T02:30:00.000Z");
        assert_eq!(
            write_buenos_aires(UnixMs(i64::MIN)),
            "1969-12-31T21:00:00.000-03:00"
        );
    }

    proptest! {
        #[test]
        fn a_written_value_is_read_back(ms in 0_i64..253_402_000_000_000) {
            prop_assert_eq!(read_utc(&write_utc(UnixMs(ms))), Some(UnixMs(ms)));
            prop_assert_eq!(read_utc(&write_buenos_aires(UnixMs(ms))), Some(UnixMs(ms)));
        }

        #[test]
        fn no_moment_and_no_text_breaks_them(ms: i64, text in ".{0,80}") {
            let _ = (write_utc(UnixMs(ms)), write_buenos_aires(UnixMs(ms)));
            let _ = (read_utc(&text), read_notice_date(&text));
        }
    }
}
