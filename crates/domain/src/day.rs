//! A day of the calendar and of the week. This module has no clock and no time
//! zone: the caller says what day it is at the counter.

use jiff::civil::{self, Date};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A day of the calendar, from 1970-01-01 to 9999-12-31.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(Date);

/// Why a text or three numbers are not a valid day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a day between 1970-01-01 and 9999-12-31")]
pub struct NotADay;

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// The week from Monday on, as it is counted in Argentina.
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];

    const fn bit(self) -> u8 {
        match self {
            Weekday::Monday => 1,
            Weekday::Tuesday => 1 << 1,
            Weekday::Wednesday => 1 << 2,
            Weekday::Thursday => 1 << 3,
            Weekday::Friday => 1 << 4,
            Weekday::Saturday => 1 << 5,
            Weekday::Sunday => 1 << 6,
        }
    }
}

/// A set of days of the week, never empty.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<Weekday>", into = "Vec<Weekday>")]
pub struct Weekdays(u8);

/// Why a set of days of the week is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("at least one day of the week")]
pub struct NoWeekday;

impl Weekdays {
    /// Every day.
    pub const ALL: Weekdays = Weekdays(0b111_1111);

    /// The set of these days.
    ///
    /// # Errors
    /// [`NoWeekday`] for an empty set.
    pub fn of(days: impl IntoIterator<Item = Weekday>) -> Result<Weekdays, NoWeekday> {
        let bits = days.into_iter().fold(0, |bits, day| bits | day.bit());
        if bits == 0 {
            Err(NoWeekday)
        } else {
            Ok(Weekdays(bits))
        }
    }

    /// Whether the set contains that day.
    #[must_use]
    pub const fn has(self, day: Weekday) -> bool {
        self.0 & day.bit() != 0
    }

    /// The days, from Monday on.
    pub fn days(self) -> impl Iterator<Item = Weekday> {
        Weekday::ALL.into_iter().filter(move |day| self.has(*day))
    }

    /// Whether the two sets share a day.
    #[must_use]
    pub const fn meets(self, other: Weekdays) -> bool {
        self.0 & other.0 != 0
    }
}

impl TryFrom<Vec<Weekday>> for Weekdays {
    type Error = NoWeekday;
    fn try_from(days: Vec<Weekday>) -> Result<Weekdays, NoWeekday> {
        Weekdays::of(days)
    }
}

impl From<Weekdays> for Vec<Weekday> {
    fn from(days: Weekdays) -> Vec<Weekday> {
        days.days().collect()
    }
}

impl fmt::Debug for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.days()).finish()
    }
}

impl Day {
    /// 1970-01-01.
    pub const FIRST: Day = Day(civil::date(1970, 1, 1));

    /// The day of that year, month (1 to 12) and day of the month.
    ///
    /// # Errors
    /// [`NotADay`] where the calendar has no such day, or it is out of range.
    pub fn new(year: i16, month: i8, day: i8) -> Result<Day, NotADay> {
        Day::of(Date::new(year, month, day).map_err(|_| NotADay)?)
    }

    /// The day of a date.
    ///
    /// # Errors
    /// [`NotADay`] before 1970.
    pub fn of(date: Date) -> Result<Day, NotADay> {
        if date < Day::FIRST.0 {
            return Err(NotADay);
        }
        Ok(Day(date))
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, from 1 to 12.
    #[must_use]
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day that is so many days before; `None` before 1970.
    #[must_use]
    pub fn days_before(self, days: i32) -> Option<Day> {
        let date = self.0.checked_sub(jiff::Span::new().days(days)).ok()?;
        Day::of(date).ok()
    }

    /// The day of the month, from 1 to 31.
    #[must_use]
    pub fn of_month(self) -> i8 {
        self.0.day()
    }

    #[must_use]
    pub fn weekday(self) -> Weekday {
        match self.0.weekday() {
            civil::Weekday::Monday => Weekday::Monday,
            civil::Weekday::Tuesday => Weekday::Tuesday,
            civil::Weekday::Wednesday => Weekday::Wednesday,
            civil::Weekday::Thursday => Weekday::Thursday,
            civil::Weekday::Friday => Weekday::Friday,
            civil::Weekday::Saturday => Weekday::Saturday,
            civil::Weekday::Sunday => Weekday::Sunday,
        }
    }
}

/// As ISO 8601 writes it: `2026-11-20`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Nothing but that form: no sign, no time behind it.
impl FromStr for Day {
    type Err = NotADay;
    fn from_str(text: &str) -> Result<Day, NotADay> {
        let date: Date = text.parse().map_err(|_| NotADay)?;
        let day = Day::of(date)?;
        if day.to_string() == text {
            Ok(day)
        } else {
            Err(NotADay)
        }
    }
}

impl TryFrom<String> for Day {
    type Error = NotADay;
    fn try_from(text: String) -> Result<Day, NotADay> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn valid_and_invalid_days() {
        for (text, weekday) in [
            ("1970-01-01", Weekday::Thursday),
            ("2000-02-29", Weekday::Tuesday),
            ("2024-02-29", Weekday::Thursday),
            ("2025-06-30", Weekday::Monday),
            ("2026-11-20", Weekday::Friday),
            ("9999-12-31", Weekday::Friday),
        ] {
            let day: Day = text.parse().unwrap();
            assert_eq!(day.to_string(), text);
            assert_eq!(day.weekday(), weekday, "{text}");
        }
        for text in [
            "1969-12-31",
            "2025-02-29",
            "1900-02-29",
            "2025-13-01",
            "2025-00-01",
            "2025-04-31",
            "2025-4-01",
            "2025/04/01",
            "20250401",
            "",
            "2025-04-01 ",
            "+025-04-01",
            "ñ025-04-1",
        ] {
            assert_eq!(text.parse::<Day>(), Err(NotADay), "{text}");
        }
    }

    #[test]
    fn a_week_needs_a_day() {
        assert_eq!(Weekdays::of([]), Err(NoWeekday));
        let days = Weekdays::of([Weekday::Sunday, Weekday::Monday]).unwrap();
        assert_eq!(Vec::from(days), [Weekday::Monday, Weekday::Sunday]);
        assert!(days.meets(Weekdays::ALL) && !days.has(Weekday::Friday));
    }

    proptest! {
        #[test]
        fn days_follow_one_another(year in 1970_i16..9999, month in 1_i8..=12, day in 1_i8..=31) {
            let Ok(today) = Day::new(year, month, day) else { return Ok(()) };
            let tomorrow = Day::new(year, month, day + 1)
                .or(Day::new(year, month + 1, 1))
                .or(Day::new(year + 1, 1, 1))
                .unwrap();
            let week = Weekday::ALL.into_iter().cycle();
            let next = week.skip_while(|day| *day != today.weekday()).nth(1);
            prop_assert_eq!(Some(tomorrow.weekday()), next);
            prop_assert!(tomorrow > today);
            prop_assert_eq!(today.to_string().parse(), Ok(today));
        }

        #[test]
        fn no_text_breaks_the_reader(text in ".{0,12}") {
            if let Ok(day) = text.parse::<Day>() {
                prop_assert_eq!(day.to_string(), text);
            }
        }
    }
}
