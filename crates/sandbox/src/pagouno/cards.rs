//! The test numbers, and what a number says about its card.

use serde::{Deserialize, Serialize};

/// The fate of a purchase with a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// Approved at once; so is every number that is not in the table.
    Approve,
    /// Denied at once.
    Decline,
    /// Pending; approved after [`crate::PagoUno::pending_queries`] queries.
    PendingThenApprove,
    /// Pending; denied after as many queries.
    PendingThenDecline,
    /// Pending until it is settled by hand.
    PendingForEver,
    /// `TERMINAL_NOT_AVAILABLE`, with an empty `response`.
    NoTerminal,
    /// `MONTO INVALIDO`.
    BadAmount,
}

/// A number of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TestCard {
    /// The number, without spaces. It is a public test number of nobody.
    pub number: &'static str,
    pub fate: Fate,
}

const fn card(number: &'static str, fate: Fate) -> TestCard {
    TestCard { number, fate }
}

/// The numbers with a fate of their own. Every other number that is valid by
/// Luhn's rule is approved.
pub const TEST_CARDS: [TestCard; 10] = [
    card("4111111111111111", Fate::Approve),
    card("5555555555554444", Fate::Approve),
    card("378282246310005", Fate::Approve),
    card("4000000000000002", Fate::Decline),
    card("5105105105105100", Fate::Decline),
    card("4012888888881881", Fate::PendingThenApprove),
    card("4000000000009979", Fate::PendingThenDecline),
    card("4000002760003184", Fate::PendingForEver),
    card("4000000000000119", Fate::NoTerminal),
    card("4000000000000127", Fate::BadAmount),
];

/// How many digits a number may have (ISO/IEC 7812).
pub(crate) const NUMBER_DIGITS: std::ops::RangeInclusive<usize> = 13..=19;

/// The stored part of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Card {
    pub(crate) brand: &'static str,
    pub(crate) bin: String,
    pub(crate) last_4_digits: String,
    pub(crate) fate: Fate,
}

impl Card {
    /// The stored part of a number; `None` for other texts.
    pub(crate) fn of(number: &str) -> Option<Self> {
        if !is_number(number) {
            return None;
        }
        let known = TEST_CARDS.iter().find(|card| card.number == number);
        Some(Self {
            brand: brand(number),
            bin: number[..6].to_owned(),
            last_4_digits: number[number.len() - 4..].to_owned(),
            fate: known.map_or(Fate::Approve, |card| card.fate),
        })
    }

    /// How many digits the security code must have.
    pub(crate) fn code_digits(&self) -> usize {
        if self.brand == AMEX { 4 } else { 3 }
    }
}

const AMEX: &str = "Amex";

/// The word for the answer's `card`. The documentation shows only `Visa`.
fn brand(number: &str) -> &'static str {
    let first_4: u32 = number[..4].parse().unwrap_or(0);
    match first_4 {
        4000..=4999 => "Visa",
        5100..=5599 | 2221..=2720 => "Mastercard",
        3400..=3499 | 3700..=3799 => AMEX,
        _ => "Otra",
    }
}

/// Whether the text has as many digits as a card, and Luhn's check digit.
pub(crate) fn is_number(text: &str) -> bool {
    NUMBER_DIGITS.contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && luhn(text)
}

fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .zip([false, true].into_iter().cycle())
        .map(|(byte, doubled)| match (u32::from(byte - b'0'), doubled) {
            (digit, false) => digit,
            (digit @ 0..=4, true) => digit * 2,
            (digit, true) => digit * 2 - 9,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::{Card, Fate, TEST_CARDS, is_number};
    use std::collections::HashSet;

    #[test]
    fn every_test_number_is_valid_and_listed_once() {
        let numbers: HashSet<_> = TEST_CARDS.iter().map(|card| card.number).collect();
        assert_eq!(numbers.len(), TEST_CARDS.len());
        for card in TEST_CARDS {
            let read = Card::of(card.number).unwrap();
            assert_eq!(read.fate, card.fate, "{}", card.number);
            assert_ne!(read.brand, "Otra", "{}", card.number);
        }
        let fates: HashSet<_> = TEST_CARDS.iter().map(|card| card.fate).collect();
        assert_eq!(fates.len(), 7);
    }

    #[test]
    fn only_bin_and_last_four_are_kept() {
        let card = Card::of("378282246310005").unwrap();
        assert_eq!(
            (card.brand, card.bin.as_str(), card.last_4_digits.as_str()),
            ("Amex", "378282", "0005")
        );
        assert_eq!(card.code_digits(), 4);
        assert_eq!(Card::of("4545454545454543").map(|card| card.fate), None);
        assert_eq!(
            Card::of("4242424242424242").map(|card| card.fate),
            Some(Fate::Approve)
        );
    }

    #[test]
    fn other_texts_are_not_card_numbers() {
        for text in [
            "",
            "4111111111111112",
            "411111111111",
            "4111 1111 1111 1111",
            "41111111111111111111111",
            "411111111111111x",
            "４１１１１１１１１１１１１１１１",
        ] {
            assert!(!is_number(text), "{text}");
        }
    }
}
