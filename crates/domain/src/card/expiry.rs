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
    use super::super::vectors::vectors;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_card_is_valid_to_the_end_of_its_month() {
        for case in vectors().expiries {
            let today = case.today.parse().unwrap();
            let unfit = match Expiry::read(&case.text) {
                Ok(expiry) if expiry.is_past(today) => Some("expired"),
                Ok(_) => None,
                Err(_) => Some("malformed"),
            };
            let (text, today) = (&case.text, &case.today);
            assert_eq!(unfit, case.unfit.as_deref(), "{text:?} on {today}");
        }
    }

    #[test]
    fn expiries_are_read_in_every_form() {
        // The form makes one shape of all these; this reader takes each.
        for text in ["11/26", "1126", "11 / 2026", "11-26", " 11.2026 "] {
            assert_eq!(
                Expiry::read(text).unwrap().year_and_month(),
                "2611",
                "{text}"
            );
        }
        assert_eq!(Expiry::read(""), Err(UnfitCard::ExpiryMalformed));
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in "\\PC{0,12}") {
            let _ = Expiry::read(&text);
            let _ = Expiry::of_stripe(&text);
        }
    }
}
