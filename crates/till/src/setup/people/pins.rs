//! PINs: whose they are, and who is at the counter by them. They are hashed
//! under a key of the secret store; the till reads it at the start and holds it.

use super::key::{PIN_KEY, PinKey};
use super::place::is_gone;
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
    pub(super) trying: Mutex<Trying>,
    session: Arc<Session>,
}

#[derive(Default)]
pub(super) struct Trying {
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
            session: Arc::default(),
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
        self.session
            .set_asks(match (has_cashier(&people), standing) {
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

    /// Journals what was decided of those who work here. The session follows
    /// them before the commit: windows hear of the commit, and then ask who is
    /// here.
    pub(super) async fn record(
        &self,
        by: Actor,
        decide: impl FnOnce(Vec<Person>) -> Result<Vec<TillEvent>, TillError> + Clone + Send + 'static,
    ) -> Result<(), TillError> {
        let now = self.clock.now();
        let session = Arc::clone(&self.session);
        let recorded = self.ledger.write(move |write| {
            let events = decide(write.people()?)?;
            write.record_till(&by, now, &events)?;
            session.follow(has_cashier(&write.people()?));
            Ok(())
        });
        let recorded = recorded.await;
        if recorded.is_err()
            && let Ok(people) = self.people().await
        {
            // What was not committed is not followed.
            self.session.follow(has_cashier(&people));
        }
        recorded
    }

    /// Those who work here.
    pub async fn people(&self) -> Result<Vec<Person>, TillError> {
        self.ledger.read(|read| Ok(read.people()?)).await
    }

    /// The person with this PIN, among those who `may`.
    pub(super) async fn whose(
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
        if has_cashier(&people) {
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
    pub(super) async fn key(
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
    pub(super) async fn key_to_name(
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
}

/// Whether selling asks for a PIN.
fn has_cashier(people: &[Person]) -> bool {
    people.iter().any(|it| !is_manager(it))
}

pub(super) fn kept(person: PersonId, pin: PinHash, because: PinBecause) -> TillEvent {
    TillEvent::PinKept {
        person,
        pin,
        because,
    }
}

pub(super) fn is_pin_of(key: &PinKey, person: &Person, pin: &SecretString) -> bool {
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

pub(super) async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, TillError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| TillError::Unreadable("the hash of a PIN"))
}
