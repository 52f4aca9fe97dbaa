//! The characters of a paper. Whatever a shop typed is put into this alphabet
//! before it is laid out, so that a column is one printed character and no byte
//! of a text can be a printer's command.
//!
//! The alphabet is the printable characters of ASCII and Latin-1, and the euro.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The longest text of one block, in characters. What is longer is cut.
pub(crate) const TEXT_CHARS_MAX: usize = 2_000;
/// Stands for what the alphabet has nothing like.
pub(crate) const UNKNOWN: char = '?';

/// The text in the alphabet: accents composed, typographic signs made plain, a
/// letter without its foreign mark, and [`UNKNOWN`] for the rest.
pub(crate) fn printable(text: &str) -> String {
    let mut printable = String::new();
    for letter in text.nfc().take(TEXT_CHARS_MAX) {
        push(&mut printable, letter);
    }
    printable
}

/// The texts between line ends, each in the alphabet.
pub(crate) fn printable_lines(text: &str) -> impl Iterator<Item = String> + '_ {
    text.lines().map(printable)
}

fn push(printable: &mut String, letter: char) {
    if is_of_alphabet(letter) {
        printable.push(letter);
    } else if let Some(plain) = plain(letter) {
        printable.push_str(plain);
    } else if letter.is_whitespace() || letter.is_control() {
        printable.push(' ');
    } else if !is_invisible(letter) {
        let before = printable.len();
        let parts = letter.nfkd().filter(|part| is_of_alphabet(*part));
        printable.extend(parts);
        if printable.len() == before {
            printable.push(UNKNOWN);
        }
    }
}

/// Whether every paper can print it as it is.
pub(crate) const fn is_of_alphabet(letter: char) -> bool {
    matches!(letter, ' '..='~' | '\u{A1}'..='\u{AC}' | '\u{AE}'..='\u{FF}' | '€')
}

/// Marks that take no place of their own.
fn is_invisible(letter: char) -> bool {
    is_combining_mark(letter)
        || matches!(
            letter,
            '\u{AD}'
                | '\u{200B}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{1F3FB}'..='\u{1F3FF}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

/// The plain form of signs and letters that do not come apart by themselves.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        '“' | '”' | '„' | '‟' | '″' => "\"",
        '‘' | '’' | '‚' | '‛' | '′' => "'",
        '‹' => "<",
        '›' => ">",
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => "-",
        '•' | '‣' | '∙' => "·",
        '…' => "...",
        '⁄' | '∕' => "/",
        'ł' => "l",
        'Ł' => "L",
        'đ' => "d",
        'Đ' => "D",
        'ħ' => "h",
        'Ħ' => "H",
        'ı' => "i",
        'œ' => "oe",
        'Œ' => "OE",
        'ŋ' => "n",
        'Ŋ' => "N",
        'ŧ' => "t",
        'Ŧ' => "T",
        'ẞ' => "SS",
        'ƒ' => "f",
        '₱' | '₲' | '₿' => "$",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn foreign_letters_and_signs_become_plain_ones() {
        let cases = [
            (
                "Ñandú, café, 10 € — “oferta”",
                "Ñandú, café, 10 € - \"oferta\"",
            ),
            ("n\u{303}andu\u{301}", "ñandú"),
            ("Łódź y ő", "Lódz y o"),
            ("fiesta 🎉 👍🏽 y\u{200B}a", "fiesta ? ? ya"),
            ("a\tb\u{A0}c\u{1B}d", "a b c d"),
            ("ﬁn…", "fin..."),
            ("漢字", "??"),
        ];
        for (typed, printed) in cases {
            assert_eq!(printable(typed), printed, "{typed:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_leaves_the_alphabet(text in any::<String>()) {
            prop_assert!(printable(&text).chars().all(is_of_alphabet));
        }
    }
}
