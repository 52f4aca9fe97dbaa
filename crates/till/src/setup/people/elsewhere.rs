//! A manager's PIN against people of a ledger that no till can open: one of an
//! older version, before it is upgraded.

use super::key::{PIN_KEY, PinKey};
use super::pins::{is_pin_of, off_the_runtime};
use super::{PIN_DIGITS_OPEN, is_manager};
use crate::TillError;
use crate::ports::Secrets;
use domain::Refusal;
use ledger::Person;
use secrecy::{ExposeSecret as _, SecretString};

/// The manager with this PIN. No ledger counts the wrong ones here, so the
/// caller has to slow them down.
///
/// # Errors
/// [`TillError::PinWrong`]; [`TillError::PinsUnavailable`] or
/// [`TillError::PinKeyGone`] if no PIN can be checked.
pub async fn manager_among(
    people: Vec<Person>,
    secrets: &dyn Secrets,
    pin: SecretString,
) -> Result<Person, TillError> {
    if !people.iter().any(is_manager) {
        return Err(Refusal::NeedsManager.into());
    }
    let kept = secrets.get(PIN_KEY).await;
    let kept = kept.map_err(|error| TillError::PinsUnavailable(error.to_string()))?;
    let key = kept.as_ref().and_then(PinKey::read);
    let key = key.ok_or(TillError::PinKeyGone)?;
    if !PIN_DIGITS_OPEN.contains(&pin.expose_secret().len()) {
        return Err(TillError::PinWrong);
    }
    let find = move || {
        let mut managers = people.into_iter().filter(is_manager);
        managers.find(|person| is_pin_of(&key, person, &pin))
    };
    off_the_runtime(find).await?.ok_or(TillError::PinWrong)
}
