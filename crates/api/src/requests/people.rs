//! Who is at the counter, and the people of the shop.

use crate::dto::{
    AddPerson, ChangePin, Lock, PeopleView, RenamePerson, RenewPin, RetirePerson, SessionView,
    Unlock,
};
use crate::parse::person_id;
use crate::view::{People, session_view};
use crate::{Admitted, ApiError, TillApi};
use domain::LockBecause;
use till::TillError;

impl Admitted<'_, TillApi> {
    /// The person whose PIN it is sells from now on.
    pub async fn unlock(&self, takes: Unlock) -> Result<SessionView, ApiError> {
        self.till.unlock(takes.typed).await?;
        self.session().await
    }

    /// Locks the till: a sale in progress stays on the screen.
    pub async fn lock(&self, takes: Lock) -> Result<SessionView, ApiError> {
        let because = if takes.idle {
            LockBecause::Idle
        } else {
            LockBecause::Key
        };
        self.till.lock(because).await?;
        self.session().await
    }

    /// Those who work here.
    pub async fn people(&self, _takes: ()) -> Result<PeopleView, ApiError> {
        let read = self.till.ledger().read(|read| {
            let people = People::read(read)?.here();
            Ok::<_, TillError>(PeopleView { people })
        });
        Ok(read.await?)
    }

    /// Names a person.
    pub async fn add_person(&self, takes: AddPerson) -> Result<PeopleView, ApiError> {
        let by = self.by.clone();
        self.till
            .add_person(&takes.name, takes.role.into(), takes.new_pin, by)
            .await?;
        self.people(()).await
    }

    /// Gives a person another name.
    pub async fn rename_person(&self, takes: RenamePerson) -> Result<PeopleView, ApiError> {
        let person = person_id(&takes.person)?;
        let by = self.by.clone();
        self.till.pins().rename(person, &takes.name, by).await?;
        self.people(()).await
    }

    /// A person no longer works here.
    pub async fn retire_person(&self, takes: RetirePerson) -> Result<PeopleView, ApiError> {
        let person = person_id(&takes.person)?;
        self.till.pins().retire(person, self.by.clone()).await?;
        self.people(()).await
    }

    /// Gives a person who forgot theirs a new PIN.
    pub async fn renew_pin(&self, takes: RenewPin) -> Result<PeopleView, ApiError> {
        let person = person_id(&takes.person)?;
        let by = self.by.clone();
        self.till.pins().renew(person, takes.new_pin, by).await?;
        self.people(()).await
    }

    /// Changes one's own PIN.
    pub async fn change_pin(&self, takes: ChangePin) -> Result<(), ApiError> {
        self.till.pins().change(takes.typed, takes.new_pin).await?;
        Ok(())
    }

    async fn session(&self) -> Result<SessionView, ApiError> {
        let (till, now) = (self.till.clone(), self.till.now());
        let read = self.till.ledger().read(move |read| {
            let moment = (now, till.shift_max_ms());
            Ok::<_, TillError>(session_view(read, till.session(), moment)?)
        });
        Ok(read.await?)
    }
}
