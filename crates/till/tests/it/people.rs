//! Who may do what: the first manager, their PIN, and how wrong ones slow the
//! next down. No provider is needed for that.

use crate::ports::{MachineChance, ShopClock};
use domain::{Actor, Event, Role, StrayId, TillEvent};
use domain::{NoticeNumber, SettledAs, StrayCommand};
use ledger::{Ledger, NewNotice, Opening, Seal};
use secrecy::SecretString;
use std::sync::Arc;
use till::people::{WAIT_MS_FIRST, WRONG_FREE_MAX};
use till::ports::Clock as _;
use till::settings::Settings;
use till::{Ports, Till, TillError};

struct Counter {
    folder: tempfile::TempDir,
    clock: Arc<ShopClock>,
    till: Till,
}

fn till_at(folder: &std::path::Path, clock: &Arc<ShopClock>) -> Till {
    let opening = Opening {
        path: folder.join("ledger.sqlite3"),
        seal: Seal::from_bytes([7; 32]),
        now: clock.now(),
    };
    let ports = Ports {
        clock: clock.clone(),
        chance: Arc::new(MachineChance),
        providers: None,
        notices: None,
    };
    let ledger = Ledger::open_inline(opening).unwrap();
    Till::new(ledger, Settings::default(), ports)
}

impl Counter {
    fn new() -> Counter {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ShopClock::new());
        let till = till_at(folder.path(), &clock);
        Counter {
            folder,
            clock,
            till,
        }
    }

    fn start_again(&mut self) {
        self.till = till_at(self.folder.path(), &self.clock);
    }

    async fn tries(&self, pin: &str) -> Result<Actor, TillError> {
        self.till.manager_of(SecretString::from(pin)).await
    }

    async fn names(&self, name: &str, pin: &str) -> Result<(), TillError> {
        let pin = SecretString::from(pin);
        self.till.name_first_manager(name, pin).await
    }
}

#[tokio::test]
async fn the_first_manager_is_named_once_and_known_by_the_pin() {
    let counter = Counter::new();
    assert!(!counter.till.has_manager().await.unwrap());
    for (name, pin) in [("", "1234"), ("Ana", "123"), ("Ana", "12a4"), ("Ana", "")] {
        let refused = counter.names(name, pin).await;
        assert!(
            matches!(refused, Err(TillError::NameUnfit | TillError::PinMalformed)),
            "{name:?} {pin:?}: {refused:?}"
        );
    }
    counter.names(" Ana ", "4821").await.unwrap();
    assert!(counter.till.has_manager().await.unwrap());
    let again = counter.names("Beto", "9999").await;
    assert!(matches!(again, Err(TillError::ManagerExists)));
    let people: Result<_, ledger::LedgerError> =
        counter.till.ledger().read(|read| read.people()).await;
    let people = people.unwrap();
    assert_eq!((people.len(), &*people[0].name), (1, "Ana"));
    let ana = Actor::Person {
        id: people[0].id,
        role: Role::Manager,
    };
    assert_eq!(counter.tries("4821").await.unwrap(), ana);
    let entries = counter.till.ledger().read(|read| read.entries_after(0, 99));
    let entries: Result<_, ledger::LedgerError> = entries.await;
    let named = entries.unwrap().into_iter().any(|entry| {
        matches!(&entry.event, Event::Till(TillEvent::PersonNamed { name, .. }) if name == "Ana")
    });
    assert!(named);
    // The PIN itself stands nowhere: what is kept is its argon2id hash.
    let pin = people[0].pin.as_ref().unwrap();
    assert!(pin.hash.starts_with("$argon2id$"));
}

#[tokio::test]
async fn wrong_pins_slow_the_next_down_and_a_restart_forgets_nothing() {
    let mut counter = Counter::new();
    counter.names("Ana", "4821").await.unwrap();
    for _ in 0..WRONG_FREE_MAX {
        assert!(matches!(
            counter.tries("0000").await,
            Err(TillError::PinWrong)
        ));
    }
    let waits = |told: Result<Actor, TillError>| match told {
        Err(TillError::PinWait { wait_ms }) => wait_ms,
        other => panic!("{other:?}"),
    };
    // Even the right one waits now, and after a restart as well.
    let wait_ms = waits(counter.tries("4821").await);
    assert!((1..=WAIT_MS_FIRST).contains(&wait_ms), "{wait_ms}");
    counter.start_again();
    assert!(waits(counter.tries("4821").await) <= wait_ms);
    counter.clock.jump(WAIT_MS_FIRST);
    assert!(matches!(
        counter.tries("0000").await,
        Err(TillError::PinWrong)
    ));
    let doubled = waits(counter.tries("4821").await);
    assert!(doubled > WAIT_MS_FIRST, "{doubled}");
    counter.clock.jump(2 * WAIT_MS_FIRST);
    counter.tries("4821").await.unwrap();
    // A right one clears the count.
    for _ in 0..WRONG_FREE_MAX {
        assert!(matches!(
            counter.tries("0000").await,
            Err(TillError::PinWrong)
        ));
    }
}

#[tokio::test]
async fn only_a_manager_with_a_reason_settles_a_stray() {
    let counter = Counter::new();
    counter.names("Ana", "4821").await.unwrap();
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
        counter
            .till
            .settle_stray(id, SettledAs::NotASale, reason, by)
    };
    assert!(settle(Actor::Counter, "una transferencia").await.is_err());
    let ana = counter.tries("4821").await.unwrap();
    assert!(settle(ana.clone(), "  ").await.is_err());
    settle(ana.clone(), "una transferencia").await.unwrap();
    let tray: Result<u64, ledger::LedgerError> =
        counter.till.ledger().read(|read| read.tray_count()).await;
    assert_eq!(tray.unwrap(), 0);
    assert!(settle(ana, "otra vez").await.is_err());
}
