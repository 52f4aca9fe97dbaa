//! Who may be named, and whether that person was named before.

use super::key::PinKey;
use super::{NAME_CHARS_MAX, PIN_DIGITS, is_manager};
use crate::TillError;
use domain::card::mask_card_numbers;
use domain::{PersonId, PinBecause, Refusal, Role};
use ledger::Person;
use secrecy::{ExposeSecret as _, SecretString};

pub struct NewPerson {
    /// Their id, never used before.
    pub id: PersonId,
    /// The name that the shop uses.
    pub name: String,
    pub role: Role,
    /// The PIN of the manager who names them.
    pub allowed_by: Option<SecretString>,
    /// What else allows it if no manager does.
    pub grounds: Grounds,
}

/// What allows a new person without a manager's PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grounds {
    /// The person becomes the shop's first manager, and nothing else is
    /// allowed.
    FirstManager,
    /// The shop has no manager yet, or no manager's PIN can be checked because
    /// the key is gone.
    NobodyCan,
    /// The owner of this machine says that nobody knows a manager's PIN.
    Forgotten,
}

/// The request that [`place`] decides on.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) grounds: Grounds,
    pub(super) is_allowed: bool,
}

/// Where a new person fits among the known people.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The id of a known person with that name and role, who gets a new PIN.
    pub(super) again: Option<PersonId>,
    pub(super) because: PinBecause,
}

/// Whether there is a manager, but no manager's PIN can be checked under that
/// key.
pub(super) fn is_gone(key: Option<&PinKey>, people: &[Person]) -> bool {
    let mut managers = people.iter().filter(|it| is_manager(it)).peekable();
    managers.peek().is_some() && !managers.any(|it| can_be_checked(key, it))
}

fn can_be_checked(key: Option<&PinKey>, person: &Person) -> bool {
    person.pin.as_ref().is_some_and(|kept| match key {
        Some(key) => key.checks(kept),
        None => kept.pepper.is_none(),
    })
}

/// Decides whether somebody may be named, and under which id.
pub(super) fn place(
    people: &[Person],
    key: Option<&PinKey>,
    asked: &Asked,
) -> Result<Place, TillError> {
    let has_manager = people.iter().any(is_manager);
    let gone = is_gone(key, people);
    let because = match (asked.is_allowed, asked.grounds, asked.role) {
        (true, _, _) => PinBecause::Named,
        (false, Grounds::FirstManager, _) if has_manager => return Err(TillError::ManagerExists),
        (false, Grounds::FirstManager | Grounds::NobodyCan | Grounds::Forgotten, _)
            if !has_manager =>
        {
            PinBecause::Named
        }
        (false, Grounds::NobodyCan | Grounds::Forgotten, Role::Manager) if gone => {
            PinBecause::KeyGone
        }
        (false, Grounds::Forgotten, Role::Manager) => PinBecause::Forgotten,
        (false, Grounds::FirstManager | Grounds::NobodyCan | Grounds::Forgotten, _) => {
            return Err(Refusal::NeedsManager.into());
        }
    };
    let again = match people.iter().find(|it| it.name == asked.name) {
        None => None,
        // Their PIN no longer works, so the same person gets another.
        Some(same)
            if same.role == asked.role
                && (because != PinBecause::Named || !can_be_checked(key, same)) =>
        {
            Some(same.id)
        }
        Some(_) => return Err(TillError::NameUnfit),
    };
    Ok(Place { again, because })
}

/// The name as it is stored.
pub(super) fn check_name(name: &str) -> Result<String, TillError> {
    // A terminal, unlike the window, does not mask a card's number before.
    let name = mask_card_numbers(name.trim());
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
        return Err(TillError::NameUnfit);
    }
    Ok(name)
}

/// Checks the form of a new PIN.
pub(super) fn check_new_pin(pin: &SecretString) -> Result<(), TillError> {
    let digits = pin.expose_secret();
    if PIN_DIGITS.contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
        Ok(())
    } else {
        Err(TillError::PinMalformed)
    }
}
