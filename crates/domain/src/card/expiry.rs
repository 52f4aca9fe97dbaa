//! A card's expiry. The current day comes in as an argument.

use super::UnfitCard;
use crate::day::Day;
use std::fmt;

/// The last month in which a card is good.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expiry {
    year: i16,
    month: i8,
}

impl Expiry {
    /// Reads `MM/YY`, `MMYY` or `MM/YYYY`; spaces, a hyphen or a point may take
    /// the place of the slash.
    ///
    /// # Errors
    /// [`UnfitCard::ExpiryMalformed`] for anything else.
    pub fn read(text: &str) -> Result<Expiry, UnfitCard> {
        let digits: String = text
            .trim()
            .chars()
            .filter(|c| !matches!(c, '/' | ' ' | '-' | '.'))
            .collect();
        if !matches!(digits.len(), 4 | 6) || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(UnfitCard::ExpiryMalformed);
        }
        let (month, year) = digits.split_at(2);
        Expiry::of(year, month)
    }

    /// Reads `YYMM`, as a card's stripe has it.
    ///
    /// # Errors
    /// [`UnfitCard::ExpiryMalformed`] for anything else.
    pub(crate) fn of_stripe(text: &str) -> Result<Expiry, UnfitCard> {
        if text.len() != 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(UnfitCard::ExpiryMalformed);
        }
        let (year, month) = text.split_at(2);
        Expiry::of(year, month)
    }

    fn of(year: &str, month: &str) -> Result<Expiry, UnfitCard> {
        let number = |text: &str| text.parse().map_err(|_| UnfitCard::ExpiryMalformed);
        let (year, month): (i16, i16) = (number(year)?, number(month)?);
        let year = if year < 100 { 2_000 + year } else { year };
        match i8::try_from(month) {
            Ok(month @ 1..=12) if (2_000..2_100).contains(&year) => Ok(Expiry { year, month }),
            Ok(_) | Err(_) => Err(UnfitCard::ExpiryMalformed),
        }
    }

    /// Whether its month ended before that day.
    #[must_use]
    pub fn is_past(self, today: Day) -> bool {
        (self.year, self.month) < (today.year(), today.month())
    }

    /// The form that pagoUno takes: `YYMM`.
    #[must_use]
    pub fn year_and_month(self) -> String {
        format!("{:02}{:02}", self.year % 100, self.month)
    }
}

/// Prints nothing: an expiry is part of what is needed to charge a card.
impl fmt::Debug for Expiry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Expiry(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn expiries_are_read_in_every_form() {
        for text in ["11/26", "1126", "11 / 2026", "11-26", " 11.2026 "] {
            assert_eq!(
                Expiry::read(text).unwrap().year_and_month(),
                "2611",
                "{text}"
            );
        }
        for text in [
            "", "13/26", "00/26", "1/26", "11/1999", "11/2100", "1a26", "２611",
        ] {
            assert_eq!(
                Expiry::read(text),
                Err(UnfitCard::ExpiryMalformed),
                "{text}"
            );
        }
    }

    #[test]
    fn a_card_is_good_to_the_end_of_its_month() {
        let expiry = Expiry::read("11/26").unwrap();
        let past = |day: &str| expiry.is_past(day.parse().unwrap());
        assert!(!past("2026-11-30") && !past("2026-01-01"));
        assert!(past("2026-12-01") && past("2027-01-01"));
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in "\\PC{0,12}") {
            let _ = Expiry::read(&text);
            let _ = Expiry::of_stripe(&text);
        }
    }
}
