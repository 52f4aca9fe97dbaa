//! A card's number and its security code. They are wiped when dropped, never
//! printed, never copied, and cannot be serialized.

use super::{Bin, Brand, CardFace, LastFour, UnfitCard};
use std::fmt;
use zeroize::Zeroizing;

/// The most digits of a number (ISO/IEC 7812-1).
const DIGITS_MAX: usize = 19;
/// The fewest digits of a number of any brand.
const DIGITS_MIN: usize = 12;

/// A card's number. Its length fits its brand, and its check digit is right
/// where the brand has one.
pub struct CardNumber {
    digits: Zeroizing<String>,
    face: CardFace,
}

impl CardNumber {
    /// Reads a number as it is typed; spaces and hyphens are ignored.
    ///
    /// # Errors
    /// [`UnfitCard::NumberLength`] or [`UnfitCard::NumberMistyped`].
    pub fn read(text: &str) -> Result<CardNumber, UnfitCard> {
        // Allocated at full size: a string that grows leaves copies behind.
        let mut digits = Zeroizing::new(String::with_capacity(DIGITS_MAX));
        for character in text.chars() {
            match character {
                '0'..='9' if digits.len() < DIGITS_MAX => digits.push(character),
                ' ' | '-' | '\u{a0}' => {}
                _ => return Err(UnfitCard::NumberLength),
            }
        }
        if digits.len() < DIGITS_MIN {
            return Err(UnfitCard::NumberLength);
        }
        let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
        let bin = Bin::parse(part(0, 6)).map_err(|_| UnfitCard::NumberLength)?;
        let last_four = LastFour::parse(part(digits.len() - 4, digits.len()))
            .map_err(|_| UnfitCard::NumberLength)?;
        let brand = Brand::of_bin(bin);
        if !brand.number_digits().contains(&digits.len()) {
            return Err(UnfitCard::NumberLength);
        }
        if brand.has_check_digit() && !has_good_check_digit(&digits) {
            return Err(UnfitCard::NumberMistyped);
        }
        let face = CardFace {
            brand,
            bin,
            last_four,
        };
        Ok(CardNumber { digits, face })
    }

    /// What is kept of it.
    #[must_use]
    pub fn face(&self) -> CardFace {
        self.face
    }

    /// All of its digits, for the one request that sends them.
    #[must_use]
    pub fn expose_digits(&self) -> &str {
        &self.digits
    }
}

/// Luhn's formula (ISO/IEC 7812-1, annex B).
pub(super) fn has_good_check_digit(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .zip([false, true].into_iter().cycle())
        .map(|(digit, doubles)| {
            let digit = u32::from(digit - b'0');
            match (doubles, digit * 2) {
                (false, _) => digit,
                (true, twice @ 0..=9) => twice,
                (true, twice) => twice - 9,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Prints only the last four digits.
impl fmt::Debug for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CardNumber(…{})", self.face.last_four)
    }
}

/// The security code on a card.
pub struct SecurityCode(Zeroizing<String>);

impl SecurityCode {
    /// Reads a code of the brand's length. A blank one is accepted for a brand
    /// whose cards may lack a security code.
    ///
    /// # Errors
    /// [`UnfitCard::SecurityCodeLength`].
    pub fn read(text: &str, brand: Brand) -> Result<SecurityCode, UnfitCard> {
        let wanted = brand.security_code_digits();
        let text = text.trim();
        if text.is_empty() && brand.may_lack_security_code() {
            return Ok(SecurityCode(Zeroizing::new(String::new())));
        }
        if text.len() != wanted || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(UnfitCard::SecurityCodeLength(wanted));
        }
        Ok(SecurityCode(Zeroizing::new(text.to_owned())))
    }

    /// Its digits, for the one request that sends them.
    #[must_use]
    pub fn expose_digits(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecurityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecurityCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::super::vectors::vectors;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_card_that_its_scheme_issued_is_taken() {
        for case in vectors().numbers_good {
            let text = case.number.as_str();
            let number = CardNumber::read(text).unwrap();
            let brand = number.face().brand;
            assert_eq!(brand, case.brand, "{text}");
            let last_four = number.face().last_four.to_string();
            assert!(number.expose_digits().ends_with(&last_four));
            assert!(number.expose_digits().bytes().all(|b| b.is_ascii_digit()));
            let code = "123456".get(..case.code_digits).unwrap();
            assert!(SecurityCode::read(code, brand).is_ok(), "{text}");
            let without = SecurityCode::read(" ", brand).is_ok();
            assert_eq!(without, case.may_lack_code, "{text}");
        }
    }

    #[test]
    fn malformed_card_numbers_are_refused() {
        for case in vectors().numbers_unfit {
            let why = match case.why.as_str() {
                "length" => UnfitCard::NumberLength,
                "mistyped" => UnfitCard::NumberMistyped,
                why => panic!("{why} is no reason"),
            };
            assert_eq!(
                CardNumber::read(&case.number).err(),
                Some(why),
                "{}",
                case.number
            );
        }
        // The form passes over what is no digit; this reader refuses it.
        for text in ["", "411111111111111x", "４111111111111111"] {
            let unfit = CardNumber::read(text).err();
            assert_eq!(unfit, Some(UnfitCard::NumberLength), "{text}");
        }
    }

    #[test]
    fn a_security_code_has_its_brands_length() {
        assert!(SecurityCode::read("123", Brand::Visa).is_ok());
        assert!(SecurityCode::read("1234", Brand::Amex).is_ok());
        for (text, brand, wanted) in [
            ("1234", Brand::Visa, 3),
            ("123", Brand::Amex, 4),
            ("12a", Brand::Naranja, 3),
            ("", Brand::Visa, 3),
            ("12", Brand::Maestro, 3),
        ] {
            let refused = SecurityCode::read(text, brand).err();
            assert_eq!(refused, Some(UnfitCard::SecurityCodeLength(wanted)));
        }
    }

    #[test]
    fn number_and_security_code_are_never_printed() {
        let number = CardNumber::read("4111111111111111").unwrap();
        assert_eq!(format!("{number:?}"), "CardNumber(…1111)");
        let code = SecurityCode::read("987", Brand::Visa).unwrap();
        assert_eq!(format!("{code:?}"), "SecurityCode(…)");
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_found(digits in "[4][0-9]{14}", place in 1_usize..16, by in 1_u8..10) {
            let good = (0..10)
                .map(|check| format!("{digits}{check}"))
                .find(|text| has_good_check_digit(text))
                .unwrap();
            prop_assert!(CardNumber::read(&good).is_ok());
            let mut wrong = good.into_bytes();
            wrong[place] = b'0' + (wrong[place] - b'0' + by) % 10;
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert!(CardNumber::read(&wrong).is_err());
        }

        #[test]
        fn no_text_breaks_the_reader(text in "\\PC{0,40}") {
            if let Ok(number) = CardNumber::read(&text) {
                let shown = format!("{number:?}");
                prop_assert!(!shown.contains(number.expose_digits()));
            }
        }
    }
}
