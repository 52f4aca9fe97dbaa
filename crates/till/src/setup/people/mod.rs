//! Who may do what. A manager's PIN is asked for inline. PINs are hashed with
//! argon2id under a key of the secret store, and compared off the runtime.

mod elsewhere;
mod key;
mod pins;
mod place;
mod session;
mod staff;
mod tries;

pub use elsewhere::manager_among;
pub use key::PIN_KEY;
pub use pins::{Pins, PinsStanding};
pub use place::{Grounds, NewPerson};
pub use session::Session;
pub use tries::{WAIT_MS_FIRST, WAIT_MS_MAX, WRONG_FREE_MAX};

use crate::ports::Secrets;
use crate::{Till, TillError};
use domain::{Actor, LockBecause, PersonId, Role, TillEvent};
use ledger::Person;
use secrecy::SecretString;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// The allowed number of digits of a new PIN.
pub const PIN_DIGITS: RangeInclusive<usize> = 6..=12;
/// The allowed number of digits of an older PIN. A short one still works, and
/// the till asks to change it.
pub const PIN_DIGITS_OPEN: RangeInclusive<usize> = 4..=12;
/// The longest name, in characters.
pub const NAME_CHARS_MAX: usize = 60;

impl Till {
    /// The same till, with the store that has the key of its PINs.
    #[must_use]
    pub fn with_secrets(mut self, secrets: Arc<dyn Secrets>) -> Till {
        self.pins = self.pins.keep_key_in(secrets);
        self
    }

    #[must_use]
    pub fn pins(&self) -> &Pins {
        &self.pins
    }

    /// The actor of a sale for which nobody gave a PIN.
    #[must_use]
    pub fn seller(&self) -> Actor {
        self.pins.session().seller()
    }

    /// Who is at the counter.
    #[must_use]
    pub fn session(&self) -> &Session {
        self.pins.session()
    }

    /// The person whose PIN it is is at the counter from now on.
    ///
    /// # Errors
    /// As [`Pins::manager_of`].
    pub async fn unlock(&self, pin: SecretString) -> Result<Actor, TillError> {
        self.pins.unlock(pin).await
    }

    /// Locks the till.
    ///
    /// # Errors
    /// [`TillError::NobodyToLock`] where the shop has no cashier.
    pub async fn lock(&self, because: LockBecause) -> Result<(), TillError> {
        self.pins.lock(because).await
    }

    /// A manager names a person.
    ///
    /// # Errors
    /// As [`Pins::name`].
    pub async fn add_person(
        &self,
        name: &str,
        role: Role,
        pin: SecretString,
        by: Actor,
    ) -> Result<(), TillError> {
        let person = NewPerson {
            id: PersonId::new(self.now(), self.chance.eight_bytes(), self.number()),
            name: name.to_owned(),
            role,
            allowed_by: None,
            grounds: Grounds::NobodyCan,
        };
        self.pins.name_by(Some(by), person, pin).await
    }

    pub async fn has_manager(&self) -> Result<bool, TillError> {
        self.ledger.read(has_manager).await
    }

    /// Names the shop's first manager.
    ///
    /// # Errors
    /// [`TillError::ManagerExists`], an invalid name or PIN, or
    /// [`TillError::PinsUnavailable`].
    pub async fn name_first_manager(&self, name: &str, pin: SecretString) -> Result<(), TillError> {
        let person = NewPerson {
            id: PersonId::new(self.now(), self.chance.eight_bytes(), self.number()),
            name: name.to_owned(),
            role: Role::Manager,
            allowed_by: None,
            grounds: Grounds::FirstManager,
        };
        self.pins.name(person, pin).await
    }

    /// The manager with this PIN.
    ///
    /// # Errors
    /// [`TillError::PinWrong`], [`TillError::PinWait`] after too many wrong
    /// PINs, or the reason why no PIN can be checked.
    pub async fn manager_of(&self, pin: SecretString) -> Result<Actor, TillError> {
        self.pins.manager_of(pin).await
    }

    /// Marks a notice about the till itself as seen by a manager.
    ///
    /// # Errors
    /// [`TillError::NoticeUnknown`], or the ledger's errors.
    pub async fn acknowledge_notice(&self, notice: i64, by: Actor) -> Result<(), TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                if !by.is_manager() {
                    return Err(domain::Refusal::NeedsManager.into());
                }
                if !write.till_notices()?.iter().any(|it| it.seq == notice) {
                    return Err(TillError::NoticeUnknown);
                }
                let event = TillEvent::TillNoticeSeen { notice };
                Ok(write.record_till(&by, now, &[event])?)
            })
            .await
    }
}

pub fn has_manager(read: &ledger::Read<'_>) -> Result<bool, TillError> {
    Ok(read.people()?.iter().any(is_manager))
}

fn is_manager(person: &Person) -> bool {
    match person.role {
        Role::Cashier => false,
        Role::Manager => true,
    }
}
