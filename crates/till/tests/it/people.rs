//! Who may do what: people, their PINs, the key of the PINs, and how wrong PINs
//! delay the next try. No provider is needed.

mod staff;

use argon2::Argon2;
use argon2::password_hash::PasswordHasher as _;
use domain::{Actor, Event, PersonId, PinBecause, PinHash, Refusal, Role, StrayId};
use domain::{NoticeNumber, SettledAs, StrayCommand, TillEvent, TillNoticeKind};
use ledger::{Ledger, LedgerError, NewNotice, Opening, Person, Seal, StateKey};
use secrecy::SecretString;
use std::sync::Arc;
use testkit::ports::{MachineChance, ShopClock};
use testkit::secrets::{Behaves, MemorySecrets};
use testkit::shop::person;
use till::ports::Clock as _;
use till::settings::Settings;
use till::setup::people::{Grounds, NewPerson, PIN_KEY, PinsStanding};
use till::setup::people::{WAIT_MS_FIRST, WAIT_MS_MAX, WRONG_FREE_MAX};
use till::{Answer, Ports, Till, TillError};

const PIN: &str = "482193";
const OTHER: &str = "771204";
const WRONG: &str = "000000";

struct Counter {
    folder: tempfile::TempDir,
    clock: Arc<ShopClock>,
    store: Arc<MemorySecrets>,
    till: Till,
}

fn till_at(folder: &std::path::Path, clock: &Arc<ShopClock>, store: &Arc<MemorySecrets>) -> Till {
    let opening = Opening {
        path: folder.join("ledger.sqlite3"),
        seal: Seal::from_bytes([7; 32]),
        now: clock.now(),
    };
    let ports = Ports::to_nobody(clock.clone(), Arc::new(MachineChance));
    let ledger = Ledger::open_inline(opening).unwrap();
    Till::new(ledger, Settings::default(), ports).with_secrets(store.clone())
}

impl Counter {
    fn new() -> Counter {
        let folder = tempfile::tempdir().unwrap();
        let (clock, store) = (Arc::new(ShopClock::new()), Arc::default());
        let till = till_at(folder.path(), &clock, &store);
        Counter {
            folder,
            clock,
            store,
            till,
        }
    }

    async fn with_manager() -> Counter {
        let counter = Counter::new();
        counter.names_first("Ana", PIN).await.unwrap();
        counter
    }

    /// Does what the shell does at its start.
    async fn start_again(&mut self) -> PinsStanding {
        self.till = till_at(self.folder.path(), &self.clock, &self.store);
        self.till.pins().read_key().await.unwrap()
    }

    fn lose_the_key(&self) {
        self.store.kept().clear();
    }

    async fn tries(&self, pin: &str) -> Result<Actor, TillError> {
        self.till.manager_of(SecretString::from(pin)).await
    }

    async fn names_first(&self, name: &str, pin: &str) -> Result<(), TillError> {
        let pin = SecretString::from(pin);
        self.till.name_first_manager(name, pin).await
    }

    async fn adds(
        &self,
        (name, role): (&str, Role),
        by: Option<&str>,
        grounds: Grounds,
        pin: &str,
    ) -> Result<(), TillError> {
        let new = NewPerson {
            id: PersonId::new(self.clock.now(), rand_bytes(), domain::TillNumber(1)),
            name: name.to_owned(),
            role,
            allowed_by: by.map(SecretString::from),
            grounds,
        };
        self.till.pins().name(new, SecretString::from(pin)).await
    }

    async fn people(&self) -> Vec<Person> {
        let people: Result<_, LedgerError> = self.till.ledger().read(|read| read.people()).await;
        people.unwrap()
    }

    async fn events(&self) -> Vec<(Actor, TillEvent)> {
        let entries = self.till.ledger().read(|read| read.entries_after(0, 999));
        let entries: Result<_, LedgerError> = entries.await;
        let of_till = entries
            .unwrap()
            .into_iter()
            .filter_map(|entry| match entry.event {
                Event::Till(event) => Some((entry.actor, event)),
                Event::Sale(..)
                | Event::Stray(..)
                | Event::Shift(..)
                | Event::Close(..)
                | Event::FixedQr(..)
                | Event::Report(..) => None,
            });
        of_till.collect()
    }

    async fn wrong(&self) -> Vec<u32> {
        let events = self.events().await.into_iter();
        let wrong = events.filter_map(|(_, event)| {
            if let TillEvent::PinWrong { wrong } = event {
                return Some(wrong);
            }
            None
        });
        wrong.collect()
    }

    async fn notices(&self) -> Vec<TillNoticeKind> {
        let notices: Result<_, LedgerError> =
            self.till.ledger().read(|read| read.till_notices()).await;
        notices.unwrap().iter().map(|it| it.kind).collect()
    }

    async fn records(&self, events: Vec<TillEvent>) {
        let now = self.clock.now();
        let written = self.till.ledger().write(move |write| {
            Ok::<_, TillError>(write.record_till(&Actor::Counter, now, &events)?)
        });
        written.await.unwrap();
    }
}

fn rand_bytes() -> [u8; 8] {
    use till::ports::Chance as _;
    MachineChance.eight_bytes()
}

fn wait_of(summary: Result<Actor, TillError>) -> i64 {
    match summary {
        Err(TillError::PinWait { wait_ms }) => wait_ms,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_first_manager_is_named_once_and_found_by_the_pin() {
    let counter = Counter::new();
    assert!(!counter.till.has_manager().await.unwrap());
    for (name, pin) in [
        ("", PIN),
        ("Ana", "48219"),
        ("Ana", "48219a"),
        ("Ana", "1234567890123"),
        ("Ana", ""),
    ] {
        let refused = counter.names_first(name, pin).await;
        assert!(
            matches!(refused, Err(TillError::NameUnfit | TillError::PinMalformed)),
            "{name:?} {pin:?}: {refused:?}"
        );
    }
    counter.names_first(" Ana ", PIN).await.unwrap();
    assert!(counter.till.has_manager().await.unwrap());
    let again = counter.names_first("Beto", OTHER).await;
    assert!(matches!(again, Err(TillError::ManagerExists)));
    let people = counter.people().await;
    assert_eq!((people.len(), &*people[0].name), (1, "Ana"));
    let ana = Actor::Person {
        id: people[0].id,
        role: Role::Manager,
    };
    assert_eq!(counter.tries(PIN).await.unwrap(), ana);
    // The PIN itself is not stored: the ledger has a hash under the key.
    let pin = people[0].pin.as_ref().unwrap();
    assert!(pin.hash.starts_with("$argon2id$"));
    assert!(pin.pepper.is_some());
    let journal = format!("{:?}", counter.events().await);
    assert!(!journal.contains(PIN) && !journal.contains(&pin.hash));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_windows_cannot_both_name_a_first_manager() {
    let counter = Counter::new();
    let (one, other) = tokio::join!(
        counter.names_first("Ana", PIN),
        counter.names_first("Beto", OTHER)
    );
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert_eq!(counter.people().await.len(), 1);
}

#[tokio::test]
async fn a_further_person_is_named_by_a_manager() {
    let counter = Counter::with_manager().await;
    for role in [Role::Manager, Role::Cashier] {
        let refused = counter
            .adds(("Beto", role), None, Grounds::NobodyCan, OTHER)
            .await;
        assert!(
            matches!(refused, Err(TillError::Refused(Refusal::NeedsManager))),
            "{refused:?}"
        );
    }
    let wrong = counter.adds(
        ("Beto", Role::Cashier),
        Some(WRONG),
        Grounds::NobodyCan,
        OTHER,
    );
    assert!(matches!(wrong.await, Err(TillError::PinWrong)));
    let same_pin = counter.adds(("Beto", Role::Cashier), Some(PIN), Grounds::NobodyCan, PIN);
    assert!(matches!(same_pin.await, Err(TillError::PinMalformed)));
    let same_name = counter.adds(("Ana", Role::Manager), Some(PIN), Grounds::NobodyCan, OTHER);
    assert!(matches!(same_name.await, Err(TillError::NameUnfit)));
    let named = counter.adds(
        ("Beto", Role::Cashier),
        Some(PIN),
        Grounds::NobodyCan,
        OTHER,
    );
    named.await.unwrap();
    let ana = counter.tries(PIN).await.unwrap();
    let by = counter.events().await.into_iter().find_map(|(by, event)| {
        matches!(&event, TillEvent::PersonNamed { name, .. } if name == "Beto").then_some(by)
    });
    assert_eq!(by, Some(ana));
    // A cashier's PIN does not serve as a manager's.
    assert!(matches!(
        counter.tries(OTHER).await,
        Err(TillError::PinWrong)
    ));
    assert_eq!(counter.notices().await, []);
}

#[tokio::test]
async fn wrong_pins_delay_the_next_try_also_after_a_restart() {
    let mut counter = Counter::with_manager().await;
    for _ in 0..WRONG_FREE_MAX {
        assert!(matches!(
            counter.tries(WRONG).await,
            Err(TillError::PinWrong)
        ));
    }
    // Now even the right PIN has to wait, also after a restart.
    let wait_ms = wait_of(counter.tries(PIN).await);
    assert!((1..=WAIT_MS_FIRST).contains(&wait_ms), "{wait_ms}");
    counter.start_again().await;
    assert!(wait_of(counter.tries(PIN).await) <= WAIT_MS_FIRST);
    counter.clock.jump(WAIT_MS_FIRST);
    assert!(matches!(
        counter.tries(WRONG).await,
        Err(TillError::PinWrong)
    ));
    let doubled = wait_of(counter.tries(PIN).await);
    assert!(doubled > WAIT_MS_FIRST, "{doubled}");
    // However many wrong PINs there were, nobody waits longer than the limit.
    for _ in 0..8 {
        counter.clock.jump(WAIT_MS_MAX);
        assert!(matches!(
            counter.tries(WRONG).await,
            Err(TillError::PinWrong)
        ));
        assert!(wait_of(counter.tries(PIN).await) <= WAIT_MS_MAX);
    }
    counter.clock.jump(WAIT_MS_MAX);
    counter.tries(PIN).await.unwrap();
    // Each wrong PIN is in the journal; a right one resets the count.
    assert_eq!(counter.wrong().await, (1..=12).collect::<Vec<_>>());
    for _ in 0..WRONG_FREE_MAX {
        assert!(matches!(
            counter.tries(WRONG).await,
            Err(TillError::PinWrong)
        ));
    }
}

#[tokio::test]
async fn setting_the_clock_while_the_till_is_off_lengthens_no_wait() {
    for set_by_ms in [-86_400_000, 86_400_000] {
        let mut counter = Counter::with_manager().await;
        for _ in 0..WRONG_FREE_MAX {
            assert!(matches!(
                counter.tries(WRONG).await,
                Err(TillError::PinWrong)
            ));
        }
        counter.clock.jump(set_by_ms);
        counter.start_again().await;
        // If the clock is set back, the wait begins again, once. If it is set
        // ahead, the wait is over.
        if set_by_ms < 0 {
            assert!(wait_of(counter.tries(PIN).await) <= WAIT_MS_FIRST);
            counter.clock.jump(WAIT_MS_FIRST);
        }
        counter.tries(PIN).await.unwrap();
    }
}

#[tokio::test]
async fn an_interrupted_try_counts() {
    let mut counter = Counter::with_manager().await;
    // The try is dropped at its first wait: it was counted, and its result is
    // unknown.
    {
        let mut tries = Box::pin(counter.tries(WRONG));
        while counter.store_says_trying().await.is_none() {
            let polled = tokio::time::timeout(std::time::Duration::ZERO, &mut tries).await;
            assert!(polled.is_err(), "{polled:?}");
        }
    }
    counter.start_again().await;
    assert!(counter.wrong().await.is_empty());
    counter.tries(PIN).await.unwrap();
    assert_eq!(counter.wrong().await, [1]);
}

impl Counter {
    async fn store_says_trying(&self) -> Option<String> {
        let kept = self
            .till
            .ledger()
            .read(|read| read.state(StateKey::PinInTrial));
        let kept: Result<_, LedgerError> = kept.await;
        kept.unwrap()
    }

    /// Adds somebody whose PIN an earlier version hashed without a key.
    async fn has_bare(&self, name: &str, pin: &str) {
        let hash = Argon2::default().hash_password(pin.as_bytes()).unwrap();
        self.records(vec![
            TillEvent::PersonNamed {
                id: person(9),
                name: name.to_owned(),
                role: Role::Manager,
            },
            TillEvent::PinKept {
                person: person(9),
                pin: PinHash {
                    hash: hash.to_string(),
                    pepper: None,
                },
                because: PinBecause::Named,
            },
        ])
        .await;
    }
}

#[tokio::test]
async fn an_older_pin_works_gets_a_new_hash_and_if_short_asks_for_a_change() {
    let mut counter = Counter::new();
    counter.has_bare("Ana", "4821").await;
    assert_eq!(counter.start_again().await, PinsStanding::Ready);
    counter.tries("4821").await.unwrap();
    let pin = counter.people().await.remove(0).pin.unwrap();
    assert!(pin.pepper.is_some());
    // The till asks once, until the PIN is changed.
    counter.tries("4821").await.unwrap();
    assert_eq!(counter.notices().await, [TillNoticeKind::PinShort]);
    let renewed = counter.events().await;
    let renewed = renewed.iter().filter(|(_, event)| {
        matches!(event, TillEvent::PinKept { because, .. } if *because == PinBecause::Renewed)
    });
    assert_eq!(renewed.count(), 1);
    let change = |new: &str| {
        let (pin, new) = (SecretString::from("4821"), SecretString::from(new));
        counter.till.pins().change(pin, new)
    };
    assert!(matches!(
        change("48219").await,
        Err(TillError::PinMalformed)
    ));
    change(PIN).await.unwrap();
    assert_eq!(counter.notices().await, []);
    assert!(matches!(
        counter.tries("4821").await,
        Err(TillError::PinWrong)
    ));
    counter.tries(PIN).await.unwrap();
}

#[tokio::test]
async fn without_the_pin_key_sales_go_on_and_a_manager_gets_a_new_pin() {
    let mut counter = Counter::with_manager().await;
    let cashier = counter.adds(
        ("Caro", Role::Cashier),
        Some(PIN),
        Grounds::NobodyCan,
        OTHER,
    );
    cashier.await.unwrap();
    let ana = counter.people().await[0].id;
    counter.lose_the_key();
    assert_eq!(counter.start_again().await, PinsStanding::KeyGone);
    assert_eq!(counter.start_again().await, PinsStanding::KeyGone);
    assert_eq!(counter.notices().await, [TillNoticeKind::PinKeyGone]);
    assert_eq!(counter.till.seller(), Actor::Unidentified);
    assert!(matches!(
        counter.tries(PIN).await,
        Err(TillError::PinKeyGone)
    ));
    // A prompt that cannot be checked uses up no try.
    assert!(counter.wrong().await.is_empty());
    let window = counter.names_first("Eva", "900100").await;
    assert!(matches!(window, Err(TillError::ManagerExists)));
    let cashier = counter.adds(("Eva", Role::Cashier), None, Grounds::NobodyCan, "900100");
    assert!(matches!(
        cashier.await,
        Err(TillError::Refused(Refusal::NeedsManager))
    ));
    // The same person gets another PIN.
    let anew = counter.adds(("Ana", Role::Manager), None, Grounds::NobodyCan, "900100");
    anew.await.unwrap();
    assert_eq!(counter.people().await[0].id, ana);
    assert_eq!(counter.notices().await, [TillNoticeKind::ManagerKeyGone]);
    assert_eq!(counter.till.seller(), Actor::Counter);
    let by = counter.tries("900100").await.unwrap();
    let notices = counter.till.ledger().read(|read| read.till_notices()).await;
    let notice = notices.map_err(|it: LedgerError| it).unwrap()[0].seq;
    let refused = counter
        .till
        .acknowledge_notice(notice, Actor::Counter)
        .await;
    assert!(matches!(
        refused,
        Err(TillError::Refused(Refusal::NeedsManager))
    ));
    counter
        .till
        .acknowledge_notice(notice, by.clone())
        .await
        .unwrap();
    assert_eq!(counter.notices().await, []);
    let again = counter.till.acknowledge_notice(notice, by).await;
    assert!(matches!(again, Err(TillError::NoticeUnknown)));
    // The cashier's PIN is under the lost key, so they get a new one too.
    let anew = counter.adds(
        ("Caro", Role::Cashier),
        Some("900100"),
        Grounds::NobodyCan,
        OTHER,
    );
    anew.await.unwrap();
    assert_eq!(counter.people().await.len(), 2);
}

#[tokio::test]
async fn the_tray_says_who_was_named_without_a_managers_pin() {
    let counter = Counter::with_manager().await;
    let cashier = counter.adds(("Eva", Role::Cashier), None, Grounds::Forgotten, OTHER);
    assert!(matches!(
        cashier.await,
        Err(TillError::Refused(Refusal::NeedsManager))
    ));
    let named = counter.adds(("Ana", Role::Manager), None, Grounds::Forgotten, OTHER);
    named.await.unwrap();
    assert_eq!(counter.people().await.len(), 1);
    assert_eq!(counter.notices().await, [TillNoticeKind::ManagerForgotten]);
    counter.tries(OTHER).await.unwrap();
    assert!(matches!(counter.tries(PIN).await, Err(TillError::PinWrong)));
}

#[tokio::test]
async fn without_the_secret_store_sales_go_on_and_a_pin_prompt_says_why() {
    let mut counter = Counter::with_manager().await;
    assert_eq!(counter.till.seller(), Actor::Counter);
    let cashier = counter.adds(
        ("Caro", Role::Cashier),
        Some(PIN),
        Grounds::NobodyCan,
        OTHER,
    );
    cashier.await.unwrap();
    counter.store.behave(Behaves::TooSlow);
    // The till holds the key: nothing changes while it runs.
    counter.tries(PIN).await.unwrap();
    assert_eq!(counter.start_again().await, PinsStanding::Unavailable);
    assert_eq!(counter.till.seller(), Actor::Unidentified);
    assert!(matches!(
        counter.tries(PIN).await,
        Err(TillError::PinsUnavailable(_))
    ));
    let named = counter.adds(("Eva", Role::Manager), None, Grounds::Forgotten, "900100");
    assert!(matches!(named.await, Err(TillError::PinsUnavailable(_))));
    assert!(counter.wrong().await.is_empty());
    assert_eq!(counter.notices().await, []);
    // The store answers again, and the next prompt finds the key.
    counter.store.behave(Behaves::Well);
    counter.tries(PIN).await.unwrap();
    assert_eq!(counter.till.seller(), Actor::Counter);
    assert!(counter.store.kept().contains_key(PIN_KEY));
}

#[tokio::test]
async fn a_window_with_an_older_key_finds_the_key_made_in_a_terminal() {
    let counter = Counter::with_manager().await;
    counter.lose_the_key();
    let terminal = till_at(counter.folder.path(), &counter.clock, &counter.store);
    let new = NewPerson {
        id: person(5),
        name: "Ana".to_owned(),
        role: Role::Manager,
        allowed_by: None,
        grounds: Grounds::NobodyCan,
    };
    let named = terminal.pins().name(new, SecretString::from(OTHER)).await;
    named.unwrap();
    counter.tries(OTHER).await.unwrap();
}

#[tokio::test]
async fn only_a_manager_with_a_reason_settles_a_stray() {
    let counter = Counter::with_manager().await;
    let now = counter.clock.now();
    let heard = counter.till.ledger().write(move |write| {
        write.hear(NewNotice {
            provider: "totalcoin",
            merchant: "demo",
            relay_id: None,
            body: b"not a notice",
            received_at: now,
            heard_at: now,
        })?;
        let id = StrayId::Notice(NoticeNumber(1));
        let stray = domain::Stray::new(id.clone(), now);
        let command = StrayCommand::Hear(NoticeNumber(1), None);
        let events = stray.decide(&command, &Actor::Till)?;
        write.record_stray(&Actor::Till, now, &id, &events)?;
        Ok::<_, TillError>(write.tray_count()?)
    });
    assert_eq!(heard.await.unwrap(), 1);
    let settle = |by: Actor, reason: &str| {
        let id = StrayId::Notice(NoticeNumber(1));
        let reason = reason.to_owned();
        counter.till.settle_stray(
            id,
            Answer {
                how: SettledAs::NotASale,
                amount: None,
                target: None,
                take_over: false,
                reason,
                by,
            },
        )
    };
    assert!(settle(Actor::Counter, "una transferencia").await.is_err());
    let ana = counter.tries(PIN).await.unwrap();
    assert!(settle(ana.clone(), "  ").await.is_err());
    let asked = settle(ana.clone(), "una transferencia").await;
    assert_eq!(asked.unwrap(), domain::AskedOthers::Nobody);
    let tray: Result<u64, LedgerError> = counter.till.ledger().read(|read| read.tray_count()).await;
    assert_eq!(tray.unwrap(), 0);
    assert!(settle(ana, "otra vez").await.is_err());
}
