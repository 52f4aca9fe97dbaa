//! The provider's clock: this machine's wall clock and a skew.
//!
//! It is the only place in this crate that reads the machine's time of day.
//! Waiting is done with tokio.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

#[derive(Debug)]
pub(crate) struct Clock {
    skew_ms: AtomicI64,
}

impl Clock {
    pub(crate) fn new(skew_ms: i64) -> Self {
        Self {
            skew_ms: AtomicI64::new(skew_ms),
        }
    }

    pub(crate) fn set_skew_ms(&self, skew_ms: i64) {
        self.skew_ms.store(skew_ms, Ordering::Relaxed);
    }

    /// Unix milliseconds of the provider's clock.
    #[expect(
        clippy::disallowed_methods,
        reason = "a stand-in provider has a clock of its own"
    )]
    pub(crate) fn now_ms(&self) -> i64 {
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let wall_ms = i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX);
        wall_ms.saturating_add(self.skew_ms.load(Ordering::Relaxed))
    }

    /// The value of a `Date` header.
    pub(crate) fn http_date(&self) -> String {
        let now_ms = u64::try_from(self.now_ms()).unwrap_or(0);
        httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_millis(now_ms))
    }
}

/// `MM/DD/YYYY HH:mm:ss` in Buenos Aires, the form of a webhook's dates.
///
/// The documentation names no zone. Argentina has had no summer time since
/// 2009.
pub(crate) fn buenos_aires(unix_ms: i64) -> String {
    buenos_aires_as(unix_ms, "%m/%d/%Y %H:%M:%S")
}

/// `YYMM` in Buenos Aires, the form of a card's expiry.
pub(crate) fn year_and_month(unix_ms: i64) -> String {
    buenos_aires_as(unix_ms, "%y%m")
}

/// `MMDD` in Buenos Aires, the form of `capture_date`.
pub(crate) fn month_and_day(unix_ms: i64) -> String {
    buenos_aires_as(unix_ms, "%m%d")
}

/// `YYYY-MM-DDTHH:mm:ss.SSS-03:00`.
pub(crate) fn buenos_aires_rfc(unix_ms: i64) -> String {
    buenos_aires_as(unix_ms, "%Y-%m-%dT%H:%M:%S.%3f-03:00")
}

/// `YYYY-MM-DDTHH:mm:ss.SSSZ`.
pub(crate) fn utc(unix_ms: i64) -> String {
    let instant = Timestamp::from_millisecond(unix_ms).unwrap_or(Timestamp::MAX);
    instant.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

fn buenos_aires_as(unix_ms: i64, form: &str) -> String {
    const BUENOS_AIRES: Offset = Offset::constant(-3);
    let instant = Timestamp::from_millisecond(unix_ms).unwrap_or(Timestamp::MAX);
    instant
        .to_zoned(TimeZone::fixed(BUENOS_AIRES))
        .strftime(form)
        .to_string()
}

/// Reads `YYYY-MM-DDTHH:mm:ss.SSSZ`, the documented form of `expirationDate`,
/// and no other.
pub(crate) fn read_utc_ms(text: &str) -> Option<i64> {
    let form = b"0000-00-00T00:00:00.000Z";
    let same_form = text.len() == form.len()
        && text.bytes().zip(form).all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            other => byte == *other,
        });
    if !same_form {
        return None;
    }
    text.parse::<Timestamp>()
        .ok()
        .map(Timestamp::as_millisecond)
}

#[cfg(test)]
mod tests {
    use super::{buenos_aires, month_and_day, read_utc_ms, utc, year_and_month};

    #[test]
    fn only_the_documented_form_is_read() {
        assert_eq!(
            read_utc_ms("2025-03-26T17:23:14.099Z"),
            Some(1_743_009_794_099)
        );
        for text in [
            "2025-03-26T17:23:14Z",
            "2025-03-26T17:23:14.099+00:00",
            "2025-03-26T17:23:14.099",
            "2025-03-26 17:23:14.099Z",
            "2025-13-26T17:23:14.099Z",
            "",
        ] {
            assert_eq!(read_utc_ms(text), None, "{text}");
        }
    }

    #[test]
    fn webhook_dates_are_three_hours_behind_utc() {
        assert_eq!(buenos_aires(1_743_009_794_099), "03/26/2025 14:23:14");
        assert_eq!(buenos_aires(1_735_693_200_000), "12/31/2024 22:00:00");
        assert_eq!(year_and_month(1_735_693_200_000), "2412");
        assert_eq!(month_and_day(1_735_693_200_000), "1231");
    }

    #[test]
    fn utc_time_reads_back_as_written() {
        assert_eq!(utc(1_743_009_794_099), "2025-03-26T17:23:14.099Z");
        assert_eq!(read_utc_ms(&utc(5)), Some(5));
    }
}
