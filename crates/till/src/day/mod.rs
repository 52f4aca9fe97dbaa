//! The day at the counter: which one it is, for every plan, list and close.

use crate::Till;
use domain::{Day, UnixMs};
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

/// Buenos Aires, where the settings name no time zone that is known here.
const HOURS_FROM_UTC: i8 = -3;

impl Till {
    /// What day it is at the counter, by the settings' time zone.
    #[must_use]
    pub fn today(&self) -> Day {
        day_of(self.now(), &self.settings.time_zone)
    }
}

/// The day of a moment in a time zone. Before 1970 there is none.
fn day_of(at: UnixMs, time_zone: &str) -> Day {
    let zone = TimeZone::get(time_zone)
        .unwrap_or_else(|_| TimeZone::fixed(Offset::constant(HOURS_FROM_UTC)));
    let moment = Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH);
    Day::of(moment.to_zoned(zone).date()).unwrap_or(Day::FIRST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_shops_own() {
        let at = |zone| day_of(UnixMs(1_795_276_800_000), zone).to_string();
        // 2026-11-21T16:00:00Z.
        assert_eq!(at("America/Argentina/Buenos_Aires"), "2026-11-21");
        let late = UnixMs(1_795_276_800_000 + 10 * 3_600_000);
        assert_eq!(day_of(late, "UTC").to_string(), "2026-11-22");
        assert_eq!(
            day_of(late, "America/Argentina/Buenos_Aires").to_string(),
            "2026-11-21"
        );
        assert_eq!(day_of(late, "Nowhere/At_All").to_string(), "2026-11-21");
        assert_eq!(day_of(UnixMs(-1), "UTC").to_string(), "1970-01-01");
    }
}
