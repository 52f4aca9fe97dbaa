//! Who may do what. A manager is asked inline, by a PIN; wrong tries slow the
//! next ones down, also across a restart. PINs are hashed with argon2id and
//! compared off the runtime.

use crate::{Till, TillError};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use domain::{Actor, PersonId, PinBecause, PinHash, Role, TillEvent, UnixMs};
use ledger::{Ledger, Person, Write};
use secrecy::{ExposeSecret as _, SecretString};
use std::ops::RangeInclusive;

/// How many digits a PIN has.
pub const PIN_DIGITS: RangeInclusive<usize> = 4..=12;
/// The longest name, in characters.
pub const NAME_CHARS_MAX: usize = 60;
/// How many wrong PINs slow nothing down.
pub const WRONG_FREE_MAX: u32 = 3;
/// The wait after the next wrong one, in milliseconds; each further one
/// doubles it.
pub const WAIT_MS_FIRST: i64 = 5_000;
/// The longest wait, in milliseconds.
pub const WAIT_MS_MAX: i64 = 300_000;

/// The kept things that slow wrong tries down.
const WRONG: &str = "pin.wrong";
const WAIT_UNTIL: &str = "pin.wait_until_ms";

impl Till {
    /// Whether the shop has a manager.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn has_manager(&self) -> Result<bool, TillError> {
        self.ledger.read(has_manager).await
    }

    /// Names the shop's first manager.
    ///
    /// # Errors
    /// [`TillError::ManagerExists`], or an unfit name or PIN.
    pub async fn name_first_manager(&self, name: &str, pin: SecretString) -> Result<(), TillError> {
        let id = PersonId::new(self.now(), self.chance.eight_bytes(), self.number());
        let person = NewPerson {
            id,
            name: name.to_owned(),
            role: Role::Manager,
            only_as_first: true,
        };
        name_person(&self.ledger, self.now(), Actor::Counter, person, pin).await
    }

    /// The manager whose PIN it is.
    ///
    /// # Errors
    /// [`TillError::PinWrong`], or [`TillError::PinWait`] after too many.
    pub async fn manager_of(&self, pin: SecretString) -> Result<Actor, TillError> {
        let now = self.now();
        // The try is counted before it is made: a process that is ended in
        // between has used it up.
        self.ledger
            .write(move |write| begin_try(write, now))
            .await?;
        let managers = managers(&self.ledger).await?;
        let found = off_the_runtime(move || {
            managers
                .into_iter()
                .filter(is_manager)
                .find(|person| is_pin_of(person, &pin))
        })
        .await?;
        let Some(person) = found else {
            return Err(TillError::PinWrong);
        };
        self.ledger
            .write(|write| {
                write.forget(WRONG)?;
                Ok::<_, TillError>(write.forget(WAIT_UNTIL)?)
            })
            .await?;
        Ok(Actor::Person {
            id: person.id,
            role: person.role,
        })
    }
}

/// Whether the shop has a manager.
///
/// # Errors
/// The ledger's.
pub fn has_manager(read: &ledger::Read<'_>) -> Result<bool, TillError> {
    Ok(read.people()?.iter().any(is_manager))
}

/// A person about to be named.
pub struct NewPerson {
    /// Their id, not used before.
    pub id: PersonId,
    /// As the shop calls them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Whether they are named only if the shop has no manager yet.
    pub only_as_first: bool,
}

/// Names a person.
///
/// # Errors
/// [`TillError::NameUnfit`], [`TillError::PinMalformed`],
/// [`TillError::ManagerExists`], or the ledger's.
pub async fn name_person(
    ledger: &Ledger,
    now: UnixMs,
    by: Actor,
    person: NewPerson,
    pin: SecretString,
) -> Result<(), TillError> {
    let name = person.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
        return Err(TillError::NameUnfit);
    }
    let digits = pin.expose_secret();
    if !PIN_DIGITS.contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(TillError::PinMalformed);
    }
    let others = managers(ledger).await?;
    let hash = off_the_runtime(move || {
        // A PIN says who it is: two people cannot have the same.
        if others.iter().any(|person| is_pin_of(person, &pin)) {
            return Err(TillError::PinMalformed);
        }
        let hash = Argon2::default().hash_password(pin.expose_secret().as_bytes());
        let hash = hash.map_err(|_| TillError::Unreadable("a new PIN's hash"))?;
        Ok(hash.to_string())
    })
    .await??;
    ledger
        .write(move |write| {
            // Two windows that ask at once are answered one after the other, so
            // the check and what follows from it are one write.
            let people = write.people()?;
            if person.only_as_first && people.iter().any(is_manager) {
                return Err(TillError::ManagerExists);
            }
            if people.iter().any(|other| other.name == name) {
                return Err(TillError::NameUnfit);
            }
            let NewPerson { id, role, .. } = person;
            let pin = PinHash { hash, pepper: None };
            let named = TillEvent::PersonNamed { id, name, role };
            let because = PinBecause::Named;
            let person = id;
            let kept = TillEvent::PinKept {
                person,
                pin,
                because,
            };
            Ok(write.record_till(&by, now, &[named, kept])?)
        })
        .await
}

async fn managers(ledger: &Ledger) -> Result<Vec<Person>, TillError> {
    ledger.read(|read| Ok(read.people()?)).await
}

fn is_manager(person: &Person) -> bool {
    match person.role {
        Role::Cashier => false,
        Role::Manager => true,
    }
}

fn is_pin_of(person: &Person, pin: &SecretString) -> bool {
    let Some(kept) = &person.pin else {
        return false;
    };
    PasswordHash::new(&kept.hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(pin.expose_secret().as_bytes(), &hash)
            .is_ok()
    })
}

fn begin_try(write: &mut Write<'_>, now: UnixMs) -> Result<(), TillError> {
    let number = |text: Option<String>| text.and_then(|text| text.parse::<i64>().ok());
    let until = number(write.kept(WAIT_UNTIL)?).unwrap_or(0);
    // A clock that was set back does not lengthen the wait beyond its limit.
    let wait_ms = (until - now.0).min(WAIT_MS_MAX);
    if wait_ms > 0 {
        return Err(TillError::PinWait { wait_ms });
    }
    let wrong = number(write.kept(WRONG)?).unwrap_or(0).saturating_add(1);
    write.keep(WRONG, &wrong.to_string())?;
    let beyond = wrong - i64::from(WRONG_FREE_MAX);
    if let Ok(beyond @ 0..) = u32::try_from(beyond) {
        let wait = WAIT_MS_FIRST
            .saturating_mul(1 << beyond.min(20))
            .min(WAIT_MS_MAX);
        write.keep(WAIT_UNTIL, &now.plus_ms(wait).0.to_string())?;
    }
    Ok(())
}

async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, TillError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| TillError::Unreadable("the hash of a PIN"))
}
