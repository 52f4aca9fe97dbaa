//! The day at the counter: which business day it is, the shifts, the closes.

mod closes;
mod shifts;

pub use closes::{figures_now, hides_cash};
pub(crate) use shifts::check_shift;
pub use shifts::{Counted, OpenShift};

use crate::Till;
use crate::settings::Settings;
use domain::{Day, UnixMs};
use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan as _, Zoned};

/// Buenos Aires, for settings that name a time zone unknown here.
const HOURS_FROM_UTC: i8 = -3;

/// When business days begin: an hour of the shop's own, in its time zone.
#[derive(Debug, Clone)]
pub struct BusinessDays {
    zone: TimeZone,
    begins_at: Time,
}

impl BusinessDays {
    /// By the settings.
    #[must_use]
    pub fn of(settings: &Settings) -> BusinessDays {
        BusinessDays::new(&settings.time_zone, &settings.day.begins_at)
    }

    /// In a time zone, from an hour written as `HH:MM`. Where one of them is
    /// unknown: Buenos Aires, and midnight.
    #[must_use]
    pub fn new(time_zone: &str, begins_at: &str) -> BusinessDays {
        let zone = TimeZone::get(time_zone)
            .unwrap_or_else(|_| TimeZone::fixed(Offset::constant(HOURS_FROM_UTC)));
        let begins_at = begins_at.parse().unwrap_or(Time::midnight());
        BusinessDays { zone, begins_at }
    }

    /// The shop's time zone.
    #[must_use]
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The business day of a moment. Before 1970 there is none.
    #[must_use]
    pub fn day_of(&self, at: UnixMs) -> Day {
        let moment = Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH);
        let since_midnight = self.begins_at.duration_since(Time::midnight());
        let local = moment.to_zoned(self.zone.clone()).datetime();
        // In local time: a day with 23 or 25 hours begins at that hour too.
        let shifted = local.saturating_sub(since_midnight);
        Day::of(shifted.date()).unwrap_or(Day::FIRST)
    }

    /// From when to when a day lasts: the second moment is not in it.
    #[must_use]
    pub fn span_of(&self, day: Day) -> (UnixMs, UnixMs) {
        let date = Date::new(day.year(), day.month(), day.of_month());
        let date = date.unwrap_or(Date::ZERO);
        let next = date.checked_add(1.day()).unwrap_or(Date::MAX);
        (self.begin(date), self.begin(next))
    }

    /// A moment by the clock on the shop's wall.
    #[must_use]
    pub fn local(&self, at: UnixMs) -> Zoned {
        let moment = Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH);
        moment.to_zoned(self.zone.clone())
    }

    /// From when to when a range of days of the calendar lasts, from midnight to
    /// midnight whatever the hour at which business days begin: banks count these.
    #[must_use]
    pub fn calendar_span(&self, from: Day, to: Day) -> (UnixMs, UnixMs) {
        let days = BusinessDays {
            zone: self.zone.clone(),
            begins_at: Time::midnight(),
        };
        (days.span_of(from).0, days.span_of(to).1)
    }

    /// The hour of the day of a moment, from 0 to 23.
    #[must_use]
    pub fn hour_of(&self, at: UnixMs) -> u8 {
        u8::try_from(self.local(at).hour()).unwrap_or(0)
    }

    fn begin(&self, date: Date) -> UnixMs {
        let local = date.to_datetime(self.begins_at);
        match local.to_zoned(self.zone.clone()) {
            Ok(begin) => UnixMs(begin.timestamp().as_millisecond()),
            Err(_) => UnixMs(i64::MAX),
        }
    }
}

impl Till {
    /// When this till's business days begin.
    #[must_use]
    pub fn business_days(&self) -> BusinessDays {
        BusinessDays::of(&self.settings)
    }

    /// Which business day it is at the counter.
    #[must_use]
    pub fn today(&self) -> Day {
        self.business_days().day_of(self.now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: &str = "America/Argentina/Buenos_Aires";
    /// 2026-11-21T16:00:00Z.
    const AT: UnixMs = UnixMs(1_795_276_800_000);

    fn day(at: UnixMs, zone: &str, begins_at: &str) -> String {
        BusinessDays::new(zone, begins_at).day_of(at).to_string()
    }

    #[test]
    fn a_day_follows_the_shops_time_zone() {
        assert_eq!(day(AT, ZONE, "00:00"), "2026-11-21");
        let late = AT.plus_ms(10 * 3_600_000);
        assert_eq!(day(late, "UTC", "00:00"), "2026-11-22");
        assert_eq!(day(late, ZONE, "00:00"), "2026-11-21");
        assert_eq!(day(late, "Nowhere/At_All", "00:00"), "2026-11-21");
        assert_eq!(day(UnixMs(-1), "UTC", "00:00"), "1970-01-01");
    }

    #[test]
    fn a_kiosk_that_sells_after_midnight_is_still_on_the_day_before() {
        // 02:30 and 04:00 of the 22nd in Buenos Aires.
        let night = UnixMs(AT.0 + 13 * 3_600_000 + 1_800_000);
        assert_eq!(day(night, ZONE, "00:00"), "2026-11-22");
        assert_eq!(day(night, ZONE, "04:00"), "2026-11-21");
        let morning = UnixMs(AT.0 + 15 * 3_600_000);
        assert_eq!(day(morning, ZONE, "04:00"), "2026-11-22");
        assert_eq!(day(UnixMs(morning.0 - 1), ZONE, "04:00"), "2026-11-21");
    }

    #[test]
    fn every_moment_is_in_the_span_of_its_day() {
        for begins_at in ["00:00", "04:00", "23:30"] {
            let days = BusinessDays::new(ZONE, begins_at);
            for hour in 0..48 {
                let at = AT.plus_ms(hour * 3_600_000 + 1);
                let (from, to) = days.span_of(days.day_of(at));
                assert!(from <= at && at < to, "{begins_at} {hour}");
                assert_eq!(to.since_ms(from), 24 * 3_600_000);
            }
        }
    }

    #[test]
    fn a_day_of_a_changed_clock_has_23_hours() {
        let days = BusinessDays::new("America/Santiago", "00:00");
        // Chile moved its clocks on by an hour on 2025-09-07.
        let (from, to) = days.span_of("2025-09-07".parse().unwrap());
        assert_eq!(to.since_ms(from), 23 * 3_600_000);
        assert_eq!(days.day_of(from).to_string(), "2025-09-07");
        assert_eq!(days.day_of(UnixMs(to.0 - 1)).to_string(), "2025-09-07");
    }
}
