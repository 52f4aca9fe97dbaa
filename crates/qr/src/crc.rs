//! The checksum at the end of a payload. It detects misreadings; it does not prove who
//! made the payload.

/// CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF, neither reflected nor inverted
/// (EMVCo, tag 63). It covers the payload's UTF-8 bytes up to and including `6304`.
#[must_use]
pub fn crc16(bytes: &[u8]) -> u16 {
    const POLYNOMIAL: u16 = 0x1021;
    let mut register = 0xFFFF_u16;
    for &byte in bytes {
        register ^= u16::from(byte) << 8;
        for _ in 0..8 {
            let carry = register & 0x8000 != 0;
            register <<= 1;
            if carry {
                register ^= POLYNOMIAL;
            }
        }
    }
    register
}

/// The number in a CRC field: four hexadecimal digits. Both cases are accepted, since
/// both occur in practice.
pub(crate) fn stated(value: &str) -> Option<u16> {
    // `from_str_radix` alone would also accept a sign.
    let four_hex = value.len() == 4 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    if four_hex {
        u16::from_str_radix(value, 16).ok()
    } else {
        None
    }
}

/// Whether a text ends in a CRC that is right for the text before it, even if its
/// fields cannot be told apart.
pub(crate) fn closes(text: &str) -> bool {
    const VALUE_BYTES: usize = 4;
    let Some((covered, value)) = text
        .len()
        .checked_sub(VALUE_BYTES)
        .and_then(|at| text.split_at_checked(at))
    else {
        return false;
    };
    covered.ends_with("6304") && stated(value) == Some(crc16(covered.as_bytes()))
}
