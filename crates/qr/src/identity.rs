//! The merchant that a QR pays: a CUIT and a CVU, each accepted only with valid check
//! digits. This does not show that the merchant exists.

use crate::payload::Payload;

/// The digits of a CUIT.
const CUIT_DIGITS: usize = 11;
/// The digits of a CVU, and of a CBU.
const CVU_DIGITS: usize = 22;
/// The digits of a CVU's first part: the entity and its branch.
const CVU_FIRST_PART_DIGITS: usize = 8;

/// The merchant that a QR names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identity {
    /// The CUIT of 11 digits.
    pub cuit: Option<String>,
    /// The CVU of 22 digits.
    pub cvu: Option<String>,
}

impl Identity {
    /// The identity that a payload names in 50.00 and 51.00. If one is missing, the
    /// only other account field with valid check digits is used.
    pub(crate) fn of(payload: &Payload) -> Identity {
        Identity {
            cuit: only(payload, "50", is_cuit),
            cvu: only(payload, "51", is_cvu),
        }
    }
}

fn only(payload: &Payload, tag: &str, fits: fn(&str) -> bool) -> Option<String> {
    let mut found: Vec<&str> = payload.all_sub(tag, "00").collect();
    if found.is_empty() {
        found = payload
            .parts_of_accounts()
            .filter(|part| fits(part))
            .collect();
    }
    let first = *found.first()?;
    let agrees = fits(first) && found.iter().all(|it| *it == first);
    agrees.then(|| first.to_owned())
}

/// Whether a text is a CUIT: 11 digits, the last of which closes a sum of modulus 11.
#[must_use]
pub fn is_cuit(text: &str) -> bool {
    const WEIGHTS: [u32; CUIT_DIGITS] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];
    let Some(digits) = digits::<CUIT_DIGITS>(text) else {
        return false;
    };
    // The prefixes of the tax agency (20 to 27 for people, 30, 33 and 34 for others).
    let prefix = digits[0] * 10 + digits[1];
    let sum: u32 = digits
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit * weight)
        .sum();
    matches!(prefix, 20..=27 | 30 | 33 | 34) && sum.is_multiple_of(11)
}

/// Whether a text is a CVU, or a CBU: 22 digits in two parts, each closed by its own
/// check digit (BCRA, Comunicación "A" 2622).
#[must_use]
pub fn is_cvu(text: &str) -> bool {
    const WEIGHTS: [u32; 4] = [3, 1, 7, 9];
    let Some(digits) = digits::<CVU_DIGITS>(text) else {
        return false;
    };
    let (first, second) = digits.split_at(CVU_FIRST_PART_DIGITS);
    let closes = |part: &[u32]| {
        let mut from_behind = part.iter().rev();
        let check = from_behind.next().copied().unwrap_or_default();
        let weighed = from_behind.zip(WEIGHTS.into_iter().cycle());
        let sum: u32 = weighed.map(|(digit, weight)| digit * weight).sum();
        (sum + check).is_multiple_of(10)
    };
    closes(first) && closes(second)
}

fn digits<const N: usize>(text: &str) -> Option<[u32; N]> {
    let bytes: [u8; N] = text.as_bytes().try_into().ok()?;
    let all = bytes.iter().all(u8::is_ascii_digit);
    all.then(|| bytes.map(|byte| u32::from(byte - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cuit_has_its_check_digit() {
        for good in ["30718092481", "20111111112", "33693450239", "30500010912"] {
            assert!(is_cuit(good), "{good}");
        }
        for bad in [
            "30718092482",
            "3071809248",
            "307180924811",
            "30-71809248-1",
            "3071809248x",
            "00000000000",
            "",
            "３０７１８０９２４８１",
        ] {
            assert!(!is_cuit(bad), "{bad}");
        }
    }

    #[test]
    fn a_cvu_has_both_check_digits() {
        for good in ["0000222800000000057723", "0000003100010000000009"] {
            assert!(is_cvu(good), "{good}");
        }
        for bad in [
            "0000222900000000057723",
            "0000222800000000057724",
            "000022280000000005772",
            "00002228000000000577230",
            "",
            "0000222800000000057x23",
        ] {
            assert!(!is_cvu(bad), "{bad}");
        }
    }

    #[test]
    fn one_wrong_digit_is_found_in_both() {
        type Fits = fn(&str) -> bool;
        let cases: [(&str, Fits); 2] =
            [("30718092481", is_cuit), ("0000222800000000057723", is_cvu)];
        for (good, fits) in cases {
            for place in 0..good.len() {
                for by in 1..10 {
                    let mut wrong = good.as_bytes().to_vec();
                    wrong[place] = b'0' + (wrong[place] - b'0' + by) % 10;
                    let wrong = String::from_utf8(wrong).unwrap();
                    assert!(!fits(&wrong), "{wrong}");
                }
            }
        }
    }
}
