//! What an ESC/POS printer answers about itself. A printer that answers nothing,
//! or something else, is taken for one that cannot say.

use till::print::PrinterTrouble;

/// Asks why the printer is offline, at once (`DLE EOT 2`).
pub(super) const ASK_OFFLINE: &[u8] = &[0x10, 0x04, 0x02];
/// Asks about the paper, at once (`DLE EOT 4`).
pub(super) const ASK_PAPER: &[u8] = &[0x10, 0x04, 0x04];
/// Asks about the paper, in its turn among what is printed (`GS r 1`): the answer
/// says that everything before it was worked off.
pub(super) const ASK_IN_TURN: &[u8] = &[0x1d, b'r', 0x01];

/// The bits that are the same in every answer to `DLE EOT`.
const AT_ONCE_MASK: u8 = 0b1001_0011;
const AT_ONCE: u8 = 0b0001_0010;
/// Those of an answer to `GS r`.
const IN_TURN_MASK: u8 = 0b1001_0000;

/// Which question an answer belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    Offline,
    Paper,
    InTurn,
}

impl Question {
    pub(super) const fn bytes(self) -> &'static [u8] {
        match self {
            Question::Offline => ASK_OFFLINE,
            Question::Paper => ASK_PAPER,
            Question::InTurn => ASK_IN_TURN,
        }
    }

    /// What the answer says: `None` where none of the bytes is one, else what
    /// is wrong. Bytes that are no answer are ignored.
    pub(super) fn read(self, bytes: &[u8]) -> Option<Option<PrinterTrouble>> {
        let (mask, wanted) = match self {
            Question::Offline | Question::Paper => (AT_ONCE_MASK, AT_ONCE),
            Question::InTurn => (IN_TURN_MASK, 0),
        };
        let answer = *bytes.iter().find(|byte| **byte & mask == wanted)?;
        let has = |bits: u8| answer & bits != 0;
        Some(match self {
            Question::Offline if has(0b0000_0100) => Some(PrinterTrouble::CoverOpen),
            Question::Offline if has(0b0010_0000) => Some(PrinterTrouble::PaperOut),
            Question::Paper if has(0b0110_0000) => Some(PrinterTrouble::PaperOut),
            Question::Offline | Question::Paper | Question::InTurn => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_what_is_wrong() {
        for (question, byte, told) in [
            (Question::Offline, 0x12, None),
            (Question::Offline, 0x16, Some(PrinterTrouble::CoverOpen)),
            (Question::Offline, 0x32, Some(PrinterTrouble::PaperOut)),
            (Question::Paper, 0x12, None),
            // The roll is near its end: it still prints.
            (Question::Paper, 0x1e, None),
            (Question::Paper, 0x72, Some(PrinterTrouble::PaperOut)),
            (Question::InTurn, 0x00, None),
        ] {
            assert_eq!(question.read(&[byte]), Some(told), "{question:?} {byte:#x}");
            // What came before it is passed over.
            assert_eq!(question.read(&[0xff, 0x90, byte]), Some(told));
        }
    }

    #[test]
    fn any_byte_is_read_or_passed_over() {
        for question in [Question::Offline, Question::Paper, Question::InTurn] {
            assert_eq!(question.read(&[]), None);
            for byte in 0..=u8::MAX {
                let told = question.read(&[byte]);
                let is_answer = match question {
                    Question::Offline | Question::Paper => byte & 0x93 == 0x12,
                    Question::InTurn => byte & 0x90 == 0,
                };
                assert_eq!(told.is_some(), is_answer, "{question:?} {byte:#x}");
            }
        }
    }
}
