//! The checksum that closes a payload. It tells a misread from a good reading; it
//! proves nothing about who made the payload.

/// CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF, neither reflected nor
/// inverted (EMVCo, tag 63). A payload's covers its UTF-8 bytes from the first up to
/// and including `6304`.
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

/// The number that a CRC field states: four hexadecimal digits of either case, since
/// both are seen in the wild.
pub(crate) fn stated(value: &str) -> Option<u16> {
    // `from_str_radix` alone would also take a sign.
    let four_hex = value.len() == 4 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    if four_hex {
        u16::from_str_radix(value, 16).ok()
    } else {
        None
    }
}

/// Whether a text ends in a CRC that is right for what is before it, however the
/// fields between are cut.
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
