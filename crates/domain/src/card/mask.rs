//! Card numbers in free text: a cashier pastes one into a concept, a manager
//! into a reason. Only the last four digits of each are kept.

use super::number::has_good_check_digit;
use super::{Bin, Brand};

/// The sign that replaces all but the last four digits.
const MASK: char = '…';
/// The fewest and the most digits of a card's number.
const DIGITS_MIN: usize = 12;
const DIGITS_MAX: usize = 19;

/// The most spaces and hyphens between two parts of a number.
const SPACES_MAX: usize = 3;

/// A run of digits in a text: where it begins and ends, in bytes.
type Run = (usize, usize);

/// The text with each card's number in it cut to its last four digits. A number
/// counts as a card's if its first digits, its length and its check digit all
/// fit: an IMEI, a CVU or a bar code stays.
#[must_use]
pub fn mask_card_numbers(text: &str) -> String {
    let mut masked = text.to_owned();
    // The four digits that stay may form another number with what follows. Each
    // turn makes the text shorter, so the loop ends.
    while let Some(shorter) = mask_first(&masked) {
        masked = shorter;
    }
    masked
}

fn mask_first(text: &str) -> Option<String> {
    let runs = runs(text);
    for (from, (begin, _)) in runs.iter().enumerate() {
        let mut digits = String::with_capacity(DIGITS_MAX);
        let mut last: Option<&Run> = None;
        for run in &runs[from..] {
            if last.is_some_and(|last| !are_joined(text, *last, *run)) {
                break;
            }
            digits.push_str(text.get(run.0..run.1)?);
            if digits.len() > DIGITS_MAX {
                break;
            }
            last = Some(run);
            if is_card(&digits) {
                let four = digits.get(digits.len() - 4..)?;
                let (before, after) = (text.get(..*begin)?, text.get(run.1..)?);
                return Some(format!("{before}{MASK}{four}{after}"));
            }
        }
    }
    None
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (place, character) in text.char_indices() {
        if !character.is_ascii_digit() {
            continue;
        }
        match runs.last_mut() {
            Some((_, end)) if *end == place => *end = place + 1,
            Some(_) | None => runs.push((place, place + 1)),
        }
    }
    runs
}

/// Whether two runs can be parts of one number, as people space them.
fn are_joined(text: &str, one: Run, next: Run) -> bool {
    let between = text.get(one.1..next.0).unwrap_or_default();
    let is_space = |it: char| it.is_whitespace() || matches!(it, '-' | '.' | '_' | '·');
    between.chars().count() <= SPACES_MAX && between.chars().all(is_space)
}

fn is_card(digits: &str) -> bool {
    let Some(Ok(bin)) = digits.get(..6).map(Bin::parse) else {
        return false;
    };
    if digits.len() < DIGITS_MIN {
        return false;
    }
    let length = digits.len();
    // An IMEI has 15 digits and the same check digit, so a number of 15 digits
    // is a card's only if it begins like an American Express.
    let has_length = match Brand::of_bin(bin) {
        Brand::Visa => matches!(length, 13 | 16 | 19),
        Brand::Mastercard | Brand::Cabal | Brand::Naranja => length == 16,
        Brand::Amex => length == 15,
        Brand::Diners => matches!(length, 14 | 16..=19),
        Brand::Maestro => matches!(length, 12..=14 | 16..=19),
        Brand::Other => false,
    };
    has_length && has_good_check_digit(digits)
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{MaskedText, PlainText, vectors};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_card_number_is_cut_to_its_last_four_digits() {
        for MaskedText { text, masked } in vectors().free_text_cards {
            assert_eq!(mask_card_numbers(&text), masked, "{text}");
        }
    }

    #[test]
    fn digits_that_are_not_a_card_number_stay() {
        for PlainText { text, what } in vectors().free_text_without {
            assert_eq!(mask_card_numbers(&text), text, "{what}");
        }
    }

    proptest! {
        #[test]
        fn a_masked_text_has_nothing_left_to_mask(
            text in "[a-z ]{0,5}(4111 ?1111 ?1111 ?1111|[0-9 .-]{0,40})[a-z0-9 ]{0,9}"
        ) {
            let masked = mask_card_numbers(&text);
            prop_assert_eq!(mask_card_numbers(&masked), masked.clone());
            prop_assert!(masked.chars().count() <= text.chars().count());
        }
    }
}
