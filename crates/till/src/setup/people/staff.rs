//! Those who work here: they are named, renamed and retired, and their PINs
//! are changed, by a manager or by themselves.

use super::is_manager;
use super::key::PinKey;
use super::pins::{Pins, is_pin_of, kept, off_the_runtime};
use super::place::{Asked, NewPerson, check_name, check_new_pin, place};
use crate::TillError;
use domain::{Actor, LockBecause, PersonId, PinBecause, PinHash, Refusal, TillEvent};
use ledger::Person;
use secrecy::SecretString;
use std::sync::Arc;

impl Pins {
    /// A manager gives a person another name.
    ///
    /// # Errors
    /// [`TillError::NameUnfit`], [`TillError::UnknownPerson`], or a refusal
    /// without a manager.
    pub async fn rename(&self, id: PersonId, name: &str, by: Actor) -> Result<(), TillError> {
        let name = check_name(name)?;
        need_manager(&by)?;
        self.record(by, move |people| {
            let known = known(&people, id)?;
            if people.iter().any(|it| it.id != id && it.name == name) {
                return Err(TillError::NameUnfit);
            }
            let role = known.role;
            Ok(vec![TillEvent::PersonNamed { id, name, role }])
        })
        .await
    }

    /// A manager gives a person a new PIN: they have forgotten theirs.
    ///
    /// # Errors
    /// [`TillError::PinMalformed`], [`TillError::UnknownPerson`], or a refusal
    /// without a manager.
    pub async fn renew(&self, id: PersonId, new: SecretString, by: Actor) -> Result<(), TillError> {
        check_new_pin(&new)?;
        need_manager(&by)?;
        let mut trying = self.trying.lock().await;
        let people = self.people().await?;
        known(&people, id)?;
        let key = self.key_to_name(&mut trying, &people).await?;
        let hash = self.new_hash(key, people, Some(id), new).await?;
        self.record(by, move |people| {
            known(&people, id)?;
            Ok(vec![kept(id, hash, PinBecause::Changed)])
        })
        .await
    }

    /// A person no longer works here. Where it is the one at the counter, the
    /// till locks.
    ///
    /// # Errors
    /// [`TillError::UnknownPerson`]; [`TillError::LastManager`] while others
    /// work here; or a refusal without a manager.
    pub async fn retire(&self, id: PersonId, by: Actor) -> Result<(), TillError> {
        need_manager(&by)?;
        self.record(by, move |people| {
            let leaver = known(&people, id)?;
            let mut others = people.iter().filter(|it| it.id != id).peekable();
            let is_needed = is_manager(leaver) && others.peek().is_some();
            if is_needed && !others.any(is_manager) {
                return Err(TillError::LastManager);
            }
            Ok(vec![TillEvent::PersonRetired { id }])
        })
        .await?;
        // At once: reading the key may wait for the secret store.
        if self.session().person() == Some(id) && self.session().can_lock() {
            self.lock(LockBecause::NobodyHere).await?;
        }
        self.read_key().await.map(drop)
    }

    /// Changes the caller's own PIN.
    ///
    /// # Errors
    /// Those of [`Pins::manager_of`]; [`TillError::PinMalformed`] for the new
    /// PIN.
    pub async fn change(
        &self,
        pin: SecretString,
        new: SecretString,
    ) -> Result<PersonId, TillError> {
        check_new_pin(&new)?;
        let person = self.whose(pin, |_| true).await?;
        let mut trying = self.trying.lock().await;
        let people = self.people().await?;
        let key = self.key_to_name(&mut trying, &people).await?;
        let (id, role) = (person.id, person.role);
        let hash = self.new_hash(key, people, Some(id), new).await?;
        let by = Actor::Person { id, role };
        self.record(by, move |_| Ok(vec![kept(id, hash, PinBecause::Changed)]))
            .await?;
        Ok(id)
    }

    /// Names a person.
    ///
    /// # Errors
    /// [`TillError::NameUnfit`], [`TillError::PinMalformed`],
    /// [`TillError::ManagerExists`]; a refusal where a manager's PIN is needed;
    /// or as [`Pins::manager_of`].
    pub async fn name(&self, mut person: NewPerson, new: SecretString) -> Result<(), TillError> {
        // Before the manager's PIN, which a misspelt name should not cost.
        check_name(&person.name)?;
        check_new_pin(&new)?;
        let by = match person.allowed_by.take() {
            Some(pin) => Some(self.manager_of(pin).await?),
            None => None,
        };
        self.name_by(by, person, new).await
    }

    /// Names a person, where this manager allows it.
    ///
    /// # Errors
    /// As [`Pins::name`].
    pub(super) async fn name_by(
        &self,
        by: Option<Actor>,
        person: NewPerson,
        new: SecretString,
    ) -> Result<(), TillError> {
        let name = check_name(&person.name)?;
        check_new_pin(&new)?;
        let (id, role, grounds) = (person.id, person.role, person.grounds);
        let by = by.filter(Actor::is_manager);
        let is_allowed = by.is_some();
        let asked = Asked {
            name,
            role,
            grounds,
            is_allowed,
        };
        let by = by.unwrap_or(Actor::Counter);
        let mut trying = self.trying.lock().await;
        let people = self.people().await?;
        let known = self.key(&mut trying, &people).await?;
        // A request that is refused must not create a key.
        place(&people, known.as_deref(), &asked)?;
        let key = self.key_to_name(&mut trying, &people).await?;
        let hash = self.new_hash(Arc::clone(&key), people, None, new).await?;
        self.record(by, move |people| {
            // Two windows that ask at once are answered one after the other:
            // the check and its effects are one write.
            let found = place(&people, Some(&key), &asked)?;
            let name = asked.name;
            Ok(match found.again {
                Some(id) => vec![kept(id, hash, found.because)],
                None => vec![
                    TillEvent::PersonNamed { id, name, role },
                    kept(id, hash, found.because),
                ],
            })
        })
        .await?;
        drop(trying);
        self.read_key().await.map(drop)
    }

    /// The hash of a new PIN. A PIN identifies a person, so two people cannot
    /// have the same.
    async fn new_hash(
        &self,
        key: Arc<PinKey>,
        people: Vec<Person>,
        own: Option<PersonId>,
        new: SecretString,
    ) -> Result<PinHash, TillError> {
        off_the_runtime(move || {
            let mut others = people.iter().filter(|it| Some(it.id) != own);
            if others.any(|person| is_pin_of(&key, person, &new)) {
                return Err(TillError::PinMalformed);
            }
            key.hash(&new)
                .ok_or(TillError::Unreadable("a new PIN's hash"))
        })
        .await?
    }
}

fn need_manager(by: &Actor) -> Result<(), TillError> {
    if by.is_manager() {
        Ok(())
    } else {
        Err(Refusal::NeedsManager.into())
    }
}

fn known(people: &[Person], id: PersonId) -> Result<&Person, TillError> {
    let found = people.iter().find(|it| it.id == id);
    found.ok_or(TillError::UnknownPerson)
}
