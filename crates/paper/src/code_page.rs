//! The code pages of printers, and what each prints for a character that it
//! lacks. A substitute is always one character: the lines keep their columns.

use oem_cp::code_table::{ENCODING_TABLE_CP437, ENCODING_TABLE_CP850, ENCODING_TABLE_CP858};
use unicode_normalization::UnicodeNormalization as _;

/// A table of the characters above ASCII, as printers have them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CodePage {
    /// Western Europe with the euro.
    #[default]
    Pc858,
    /// Western Europe.
    Pc850,
    /// The first PC's: without most capitals with an accent.
    Pc437,
    /// Windows' Western Europe.
    Wpc1252,
}

impl CodePage {
    pub const ALL: [CodePage; 4] = [
        CodePage::Pc858,
        CodePage::Pc850,
        CodePage::Pc437,
        CodePage::Wpc1252,
    ];

    /// The name on a printer's own test print.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            CodePage::Pc858 => "PC858",
            CodePage::Pc850 => "PC850",
            CodePage::Pc437 => "PC437",
            CodePage::Wpc1252 => "WPC1252",
        }
    }

    /// Its number for ESC t (Epson; most others keep to it).
    pub(crate) const fn number(self) -> u8 {
        match self {
            CodePage::Pc437 => 0,
            CodePage::Pc850 => 2,
            CodePage::Wpc1252 => 16,
            CodePage::Pc858 => 19,
        }
    }

    /// The byte of a character of the paper's alphabet, or of its substitute.
    pub(crate) fn byte(self, letter: char) -> u8 {
        self.own_byte(letter)
            .or_else(|| self.own_byte(substitute(letter)?))
            .unwrap_or(b'?')
    }

    fn own_byte(self, letter: char) -> Option<u8> {
        if letter.is_ascii() {
            return u8::try_from(letter).ok();
        }
        match self {
            CodePage::Pc858 => ENCODING_TABLE_CP858.get(&letter).copied(),
            CodePage::Pc850 => ENCODING_TABLE_CP850.get(&letter).copied(),
            CodePage::Pc437 => ENCODING_TABLE_CP437.get(&letter).copied(),
            CodePage::Wpc1252 => match letter {
                '€' => Some(0x80),
                // From here on it is Latin-1.
                '\u{A0}'..='\u{FF}' => u8::try_from(letter).ok(),
                _ => None,
            },
        }
    }
}

/// The one character that a page without this one prints in its place.
fn substitute(letter: char) -> Option<char> {
    match letter {
        '€' => Some('E'),
        'Ø' => Some('O'),
        'ø' => Some('o'),
        '×' => Some('x'),
        '©' => Some('c'),
        '®' => Some('r'),
        '¦' => Some('|'),
        '¯' => Some('-'),
        '´' | '¸' => Some('\''),
        '¨' => Some('"'),
        'Ð' => Some('D'),
        'ð' => Some('d'),
        // A letter without its accent.
        _ => letter.nfd().next().filter(char::is_ascii),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_prints_spanish_or_the_nearest_letter() {
        let printed = |page: CodePage, text: &str| -> Vec<u8> {
            text.chars().map(|letter| page.byte(letter)).collect()
        };
        assert_eq!(
            printed(CodePage::Pc858, "¿Ñ €?"),
            [0xA8, 0xA5, b' ', 0xD5, b'?']
        );
        assert_eq!(printed(CodePage::Pc850, "Á€Ú"), [0xB5, b'E', 0xE9]);
        assert_eq!(printed(CodePage::Pc437, "VÁLIDO Ñ"), *b"VALIDO \xA5");
        assert_eq!(printed(CodePage::Wpc1252, "ñ€"), [0xF1, 0x80]);
    }
}
