//! The machine's randomness.

use data_encoding::HEXLOWER;
use till::ports::Chance;

/// Randomness from the operating system.
pub(crate) struct SystemChance;

impl Chance for SystemChance {
    fn eight_bytes(&self) -> [u8; 8] {
        bytes()
    }

    fn below(&self, below: u64) -> u64 {
        u64::from_be_bytes(bytes()).checked_rem(below).unwrap_or(0)
    }
}

/// N unpredictable bytes.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// N random bytes as hexadecimal text.
pub(crate) fn hex<const N: usize>() -> String {
    HEXLOWER.encode(&bytes::<N>())
}
