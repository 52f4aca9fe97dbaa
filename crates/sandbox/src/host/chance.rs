//! Randomness, only for tokens and ids.

use data_encoding::HEXLOWER;

/// A random id in the form of pagoUno's documentation.
pub(crate) fn guid() -> String {
    let digits = token().to_uppercase();
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| &digits[part]);
    parts.join("-")
}

/// 32 unpredictable hexadecimal digits.
pub(crate) fn token() -> String {
    let mut bytes = [0_u8; 16];
    // Without randomness, the stand-in only gives out a token that can be
    // guessed. That is harmless, while a failure to start would not be.
    let _ = getrandom::fill(&mut bytes);
    HEXLOWER.encode(&bytes)
}
