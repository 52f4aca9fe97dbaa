//! Who may be named, and whether it is somebody who was named before.

use super::key::PinKey;
use super::{NAME_CHARS_MAX, PIN_DIGITS, is_manager};
use crate::TillError;
use domain::card::mask_card_numbers;
use domain::{PersonId, PinBecause, Refusal, Role};
use ledger::Person;
use secrecy::{ExposeSecret as _, SecretString};

/// A person about to be named.
pub struct NewPerson {
    /// Their id, not used before.
    pub id: PersonId,
    /// As the shop calls them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The PIN of the manager who names them.
    pub allowed_by: Option<SecretString>,
    /// What else allows it, where no manager does.
    pub grounds: Grounds,
}

/// What allows somebody to be named where no manager's PIN was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grounds {
    /// They are to be the shop's first manager, and nothing else.
    FirstManager,
    /// The shop has no manager yet, or no manager's PIN can be checked because
    /// their key is gone.
    NobodyCan,
    /// Whoever has this machine says that nobody knows a manager's PIN.
    Forgotten,
}

/// What is asked, as [`place`] looks at it.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) grounds: Grounds,
    /// Whether a manager allows it.
    pub(super) is_allowed: bool,
}

/// Where somebody new is among those who are there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The id of somebody of that name and role, who gets a new PIN.
    pub(super) again: Option<PersonId>,
    pub(super) because: PinBecause,
}

/// Whether no manager's PIN can be checked under that key, and there is one.
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

/// Decides whether somebody may be named, and as whom.
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
        // The PIN of theirs serves nobody any more: the same person gets another.
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

/// The name as it is kept.
pub(super) fn check_name(name: &str) -> Result<String, TillError> {
    // A terminal has no window before it that cuts the number of a card.
    let name = mask_card_numbers(name.trim());
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
        return Err(TillError::NameUnfit);
    }
    Ok(name)
}

/// Whether a new PIN has the form of one.
pub(super) fn check_new_pin(pin: &SecretString) -> Result<(), TillError> {
    let digits = pin.expose_secret();
    if PIN_DIGITS.contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
        Ok(())
    } else {
        Err(TillError::PinMalformed)
    }
}
