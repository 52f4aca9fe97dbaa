//! PINs: whose they are, how they are set and changed. They are hashed under a
//! key of the secret store; the till reads it at the start and holds it.

use super::key::{PIN_KEY, PinKey};
use super::place::{Asked, NewPerson, check_name, check_new_pin, is_gone, place};
use super::session::{Asks, Session};
use super::tries::{self, Begun};
use super::{PIN_DIGITS, PIN_DIGITS_OPEN, is_manager};
use crate::TillError;
use crate::ports::{Chance, Clock, Secrets};
use domain::{
    Actor, LockBecause, PersonId, PinBecause, PinHash, Refusal, TillEvent, TillNoticeKind, UnixMs,
};
use ledger::{Ledger, Person, Read};
use secrecy::{ExposeSecret as _, SecretString};
use std::sync::Arc;
use tokio::sync::Mutex;

/// The PINs of one ledger's people.
pub struct Pins {
    ledger: Ledger,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    secrets: Option<Arc<dyn Secrets>>,
    /// Only one PIN is tried at a time.
    trying: Mutex<Trying>,
    session: Session,
}

#[derive(Default)]
struct Trying {
    key: Option<Arc<PinKey>>,
    /// When this till counted the last try; `None` if it counted none yet.
    counted_at: Option<UnixMs>,
}

/// Whether PINs can be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinsStanding {
    /// PINs can be checked, or nobody has one.
    Ready,
    /// The secret store answers, but the key of every manager's PIN is not in
    /// it.
    KeyGone,
    /// The secret store does not answer.
    Unavailable,
}

impl Pins {
    /// The PINs of a ledger's people. No PIN can be checked before
    /// [`Pins::keep_key_in`] sets the store of their key.
    #[must_use]
    pub fn new(ledger: Ledger, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Pins {
        Pins {
            ledger,
            clock,
            chance,
            secrets: None,
            trying: Mutex::default(),
            session: Session::default(),
        }
    }

    /// The same PINs, with the store that has their key.
    #[must_use]
    pub fn keep_key_in(self, secrets: Arc<dyn Secrets>) -> Pins {
        Pins {
            secrets: Some(secrets),
            ..self
        }
    }

    /// Who is at the counter.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The person whose PIN it is is at the counter from now on.
    ///
    /// # Errors
    /// As [`Pins::manager_of`].
    pub async fn unlock(&self, pin: SecretString) -> Result<Actor, TillError> {
        if pin.expose_secret().is_empty() {
            return Err(TillError::PinMalformed);
        }
        let person = self.whose(pin, |_| true).await?;
        let (id, role) = (person.id, person.role);
        let by = Actor::Person { id, role };
        // Before the commit, which windows hear of: they then ask who is here.
        self.session.begin(id, role);
        let recorded = self.record(by.clone(), |_| Ok(vec![TillEvent::Unlocked]));
        if let Err(error) = recorded.await {
            self.session.end();
            return Err(error);
        }
        Ok(by)
    }

    /// Locks the till.
    ///
    /// # Errors
    /// [`TillError::NobodyToLock`] where the shop has no cashier.
    pub async fn lock(&self, because: LockBecause) -> Result<(), TillError> {
        if !self.session.can_lock() {
            return Err(TillError::NobodyToLock);
        }
        if self.session.is_locked() {
            return Ok(());
        }
        let by = match because {
            LockBecause::Key => self.session.seller(),
            LockBecause::Idle | LockBecause::NobodyHere => Actor::Till,
        };
        // Whatever becomes of the record, nobody sells on.
        self.session.end();
        self.record(by, move |_| Ok(vec![TillEvent::Locked { because }]))
            .await
    }

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
        self.read_key().await?;
        if self.session.person() == Some(id) && self.session.can_lock() {
            self.lock(LockBecause::NobodyHere).await?;
        }
        Ok(())
    }

    /// Reads the key. Selling goes on even without it; a missing key is
    /// journaled once.
    pub async fn read_key(&self) -> Result<PinsStanding, TillError> {
        let mut trying = self.trying.lock().await;
        let people = self.people().await?;
        let standing = match self.key(&mut trying, &people).await {
            Err(TillError::PinsUnavailable(why)) => {
                tracing::warn!(why, "no PIN can be checked");
                PinsStanding::Unavailable
            }
            Err(error) => return Err(error),
            Ok(key) if is_gone(key.as_deref(), &people) => PinsStanding::KeyGone,
            Ok(_) => PinsStanding::Ready,
        };
        let has_cashier = people.iter().any(|it| !is_manager(it));
        self.session.set_asks(match (has_cashier, standing) {
            (false, _) => Asks::No,
            (true, PinsStanding::Ready) => Asks::Pin,
            (true, PinsStanding::KeyGone | PinsStanding::Unavailable) => Asks::Unchecked,
        });
        if standing == PinsStanding::KeyGone {
            let now = self.clock.now();
            self.ledger
                .write(move |write| {
                    let mut open = write.till_notices()?.into_iter();
                    if open.any(|notice| notice.kind == TillNoticeKind::PinKeyGone) {
                        return Ok(());
                    }
                    let event = TillEvent::PinKeyGone;
                    Ok::<_, TillError>(write.record_till(&Actor::Till, now, &[event])?)
                })
                .await?;
        }
        Ok(standing)
    }

    /// The manager with this PIN.
    ///
    /// # Errors
    /// [`TillError::PinWrong`]; [`TillError::PinWait`] after too many wrong
    /// PINs; [`TillError::PinsUnavailable`] or [`TillError::PinKeyGone`] if no
    /// PIN can be checked.
    pub async fn manager_of(&self, pin: SecretString) -> Result<Actor, TillError> {
        let person = self.whose(pin, is_manager).await?;
        let (id, role) = (person.id, person.role);
        Ok(Actor::Person { id, role })
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

    async fn record(
        &self,
        by: Actor,
        decide: impl FnOnce(Vec<Person>) -> Result<Vec<TillEvent>, TillError> + Clone + Send + 'static,
    ) -> Result<(), TillError> {
        let now = self.clock.now();
        self.ledger
            .write(move |write| {
                let events = decide(write.people()?)?;
                Ok(write.record_till(&by, now, &events)?)
            })
            .await
    }

    /// Those who work here.
    pub async fn people(&self) -> Result<Vec<Person>, TillError> {
        self.ledger.read(|read| Ok(read.people()?)).await
    }

    /// The person with this PIN, among those who `may`.
    async fn whose(
        &self,
        pin: SecretString,
        may: fn(&Person) -> bool,
    ) -> Result<Person, TillError> {
        let mut trying = self.trying.lock().await;
        let people = self.people().await?;
        if !people.iter().any(may) {
            return Err(Refusal::NeedsManager.into());
        }
        let key = self.key(&mut trying, &people).await?;
        if is_gone(key.as_deref(), &people) {
            return Err(TillError::PinKeyGone);
        }
        // The store may have come back since the start.
        if people.iter().any(|it| !is_manager(it)) {
            self.session.set_asks(Asks::Pin);
        }
        self.begin(&mut trying).await?;
        let now = self.clock.now();
        // Any key checks a bare hash, so there must be one to make its new
        // hash.
        let key = match key {
            Some(key) => key,
            None => self.key_to_name(&mut trying, &people).await?,
        };
        let digits = pin.expose_secret().len();
        let (found, renewed) = off_the_runtime(move || {
            if !PIN_DIGITS_OPEN.contains(&digits) {
                return (None, None);
            }
            let mut people = people.into_iter().filter(may);
            let found = people.find(|it| is_pin_of(&key, it, &pin));
            let bare = found.as_ref().and_then(|it| it.pin.as_ref());
            let is_bare = bare.is_some_and(|kept| kept.pepper.is_none());
            let renewed = is_bare.then(|| key.hash(&pin)).flatten();
            (found, renewed)
        })
        .await?;
        let Some(person) = found else {
            self.ledger
                .write(move |write| tries::end_wrong(write, now))
                .await?;
            return Err(TillError::PinWrong);
        };
        let (id, role) = (person.id, person.role);
        let is_short = !PIN_DIGITS.contains(&digits);
        self.ledger
            .write(move |write| {
                tries::end_right(write)?;
                let mut events = Vec::new();
                if let Some(hash) = renewed {
                    events.push(kept(id, hash, PinBecause::Renewed));
                }
                if is_short && !is_known_short(write, id)? {
                    events.push(TillEvent::PinShort { person: id });
                }
                let by = Actor::Person { id, role };
                Ok::<_, TillError>(write.record_till(&by, now, &events)?)
            })
            .await?;
        Ok(person)
    }

    async fn begin(&self, trying: &mut Trying) -> Result<(), TillError> {
        let now = self.clock.now();
        // The clock that nobody sets and that counts sleep.
        let steady = UnixMs(self.clock.read().boot_ms);
        let passed = trying.counted_at.map(|at| steady.since_ms(at));
        let begun = self
            .ledger
            .write(move |write| tries::begin(write, now, passed))
            .await?;
        match begun {
            Begun::Counted => {
                trying.counted_at = Some(steady);
                Ok(())
            }
            Begun::Wait(wait_ms) => Err(TillError::PinWait { wait_ms }),
        }
    }

    /// The key that the till holds or the store has; `None` if the store
    /// answers and has none.
    async fn key(
        &self,
        trying: &mut Trying,
        people: &[Person],
    ) -> Result<Option<Arc<PinKey>>, TillError> {
        // The held key is used, unless somebody was named under another one:
        // `people add` makes a new key if the store lost the old one.
        if let Some(key) = &trying.key
            && people
                .iter()
                .flat_map(|it| &it.pin)
                .all(|kept| key.checks(kept))
        {
            return Ok(Some(Arc::clone(key)));
        }
        let unavailable = |why: String| TillError::PinsUnavailable(why);
        let Some(secrets) = &self.secrets else {
            return Err(unavailable("no secret store is set".to_owned()));
        };
        let kept = secrets.get(PIN_KEY).await;
        let kept = kept.map_err(|error| unavailable(error.to_string()))?;
        let key = kept.as_ref().and_then(PinKey::read);
        if kept.is_some() && key.is_none() {
            tracing::error!("the key of the PINs in the secret store is no key");
        }
        trying.key = key.map(Arc::new);
        Ok(trying.key.clone())
    }

    /// The key; it is created if there is none yet.
    async fn key_to_name(
        &self,
        trying: &mut Trying,
        people: &[Person],
    ) -> Result<Arc<PinKey>, TillError> {
        if let Some(key) = self.key(trying, people).await? {
            return Ok(key);
        }
        let key = Arc::new(PinKey::fresh(&*self.chance));
        if let Some(secrets) = &self.secrets {
            let set = secrets.set(PIN_KEY, &key.to_secret()).await;
            set.map_err(|error| TillError::PinsUnavailable(error.to_string()))?;
        }
        trying.key = Some(Arc::clone(&key));
        Ok(key)
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

fn kept(person: PersonId, pin: PinHash, because: PinBecause) -> TillEvent {
    TillEvent::PinKept {
        person,
        pin,
        because,
    }
}

fn is_pin_of(key: &PinKey, person: &Person, pin: &SecretString) -> bool {
    person
        .pin
        .as_ref()
        .is_some_and(|kept| key.is_hash_of(kept, pin))
}

/// Whether the tray already says that this person's PIN is short.
fn is_known_short(read: &Read<'_>, id: PersonId) -> Result<bool, TillError> {
    Ok(read
        .till_notices()?
        .iter()
        .any(|notice| notice.kind == TillNoticeKind::PinShort && notice.person == Some(id)))
}

async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, TillError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| TillError::Unreadable("the hash of a PIN"))
}
