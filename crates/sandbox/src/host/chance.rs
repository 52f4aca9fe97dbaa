//! Chance, for tokens and ids only.

use data_encoding::HEXLOWER;

/// A random id in the form that pagoUno's page shows.
pub(crate) fn guid() -> String {
    let digits = token().to_uppercase();
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| &digits[part]);
    parts.join("-")
}

/// 32 hexadecimal digits that nobody can guess.
pub(crate) fn token() -> String {
    let mut bytes = [0_u8; 16];
    // A stand-in without randomness would only hand out a token that can be
    // guessed, which endangers nothing; refusing to start would.
    let _ = getrandom::fill(&mut bytes);
    HEXLOWER.encode(&bytes)
}
