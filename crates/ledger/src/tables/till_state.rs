//! What the till has to remember besides its history: a value a key. Never a
//! secret, never people's data, and nothing that safety rests upon: no seal
//! covers it.

use crate::access::{Read, Write};
use crate::error::LedgerError;
use crate::limits::VALUE_BYTES_MAX;
use rusqlite::OptionalExtension;

/// What is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateKey {
    /// The sale on the cashier's screen, by its id.
    SaleInHand,
    /// The latest time of day that a provider's clock agreed with, in Unix
    /// milliseconds.
    TrustedTime,
    /// The addresses of providers and relay that were last written down.
    AddressesInForce,
    /// How many PINs were wrong in a row.
    WrongPins,
    /// When the wait after a wrong PIN began, in Unix milliseconds.
    PinWaitBegan,
    /// A PIN is being looked at.
    PinInTrial,
    /// The words of the first run were put away.
    FirstRunPutAway,
}

impl StateKey {
    /// All of them.
    pub const ALL: [StateKey; 7] = [
        StateKey::SaleInHand,
        StateKey::TrustedTime,
        StateKey::AddressesInForce,
        StateKey::WrongPins,
        StateKey::PinWaitBegan,
        StateKey::PinInTrial,
        StateKey::FirstRunPutAway,
    ];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            StateKey::SaleInHand => "in_hand",
            StateKey::TrustedTime => "clock.trusted_ms",
            StateKey::AddressesInForce => "addresses_in_force",
            StateKey::WrongPins => "pin.wrong",
            StateKey::PinWaitBegan => "pin.begun_at_ms",
            StateKey::PinInTrial => "pin.trying",
            StateKey::FirstRunPutAway => "first_run_put_away",
        }
    }
}

impl Read<'_> {
    /// What is remembered under a key.
    pub fn state(&self, key: StateKey) -> Result<Option<String>, LedgerError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT value FROM till_state WHERE key = ?1")?;
        let value = statement.query_row([key.as_str()], |row| row.get(0));
        Ok(value.optional()?)
    }
}

impl Write<'_> {
    /// Remembers a value, in place of the one before.
    ///
    /// # Errors
    /// [`LedgerError::TooMuch`] over [`VALUE_BYTES_MAX`]; else the storage's
    /// failure.
    pub fn set_state(&mut self, key: StateKey, value: &str) -> Result<(), LedgerError> {
        LedgerError::bound("bytes of a value", value.len(), VALUE_BYTES_MAX)?;
        self.change(|write| {
            write
                .connection()
                .prepare_cached(
                    "INSERT INTO till_state (key, value) VALUES (?1, ?2) \
                     ON CONFLICT DO UPDATE SET value = excluded.value",
                )?
                .execute((key.as_str(), value))?;
            Ok(())
        })
    }

    /// Remembers nothing under a key any more.
    pub fn clear_state(&mut self, key: StateKey) -> Result<(), LedgerError> {
        self.change(|write| {
            write
                .connection()
                .prepare_cached("DELETE FROM till_state WHERE key = ?1")?
                .execute([key.as_str()])?;
            Ok(())
        })
    }
}
