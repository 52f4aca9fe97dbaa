//! State that the till remembers besides its history, as key and value. It
//! never contains secrets or personal data, and nothing that safety depends on,
//! since no seal covers it.

use crate::access::{Read, Write};
use crate::error::LedgerError;
use crate::limits::VALUE_BYTES_MAX;
use rusqlite::OptionalExtension;

/// A key of this state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateKey {
    /// The sale on the cashier's screen, by its id.
    SaleInHand,
    /// The latest time of day that a provider's clock agreed with, in Unix
    /// milliseconds.
    TrustedTime,
    /// The addresses of providers and relay that were last recorded.
    AddressesInForce,
    /// How many PINs were wrong in a row.
    WrongPins,
    /// When the wait after a wrong PIN began, in Unix milliseconds.
    PinWaitBegan,
    /// A PIN is being checked.
    PinInTrial,
    /// The texts of the first run were dismissed.
    FirstRunPutAway,
    /// What prints by itself, and by which way.
    PrintRules,
    /// Until when a paper may have been printed that no print job remembers, in
    /// Unix milliseconds.
    PrintsForgotten,
}

impl StateKey {
    /// All of them.
    pub const ALL: [StateKey; 9] = [
        StateKey::SaleInHand,
        StateKey::TrustedTime,
        StateKey::AddressesInForce,
        StateKey::WrongPins,
        StateKey::PinWaitBegan,
        StateKey::PinInTrial,
        StateKey::FirstRunPutAway,
        StateKey::PrintRules,
        StateKey::PrintsForgotten,
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
            StateKey::PrintRules => "print_rules",
            StateKey::PrintsForgotten => "prints_forgotten_ms",
        }
    }
}

impl Read<'_> {
    /// The value of a key.
    pub fn state(&self, key: StateKey) -> Result<Option<String>, LedgerError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT value FROM till_state WHERE key = ?1")?;
        let value = statement.query_row([key.as_str()], |row| row.get(0));
        Ok(value.optional()?)
    }
}

impl Write<'_> {
    /// Sets the value of a key.
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

    /// Removes the value of a key.
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
