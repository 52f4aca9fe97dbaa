//! Chance, for tokens only.

/// 32 hexadecimal digits that nobody can guess.
pub(crate) fn token() -> String {
    let mut bytes = [0_u8; 16];
    // A stand-in without randomness would only hand out a token that can be
    // guessed, which endangers nothing; refusing to start would.
    let _ = getrandom::fill(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
