//! Those who work here: renamed, retired, with another PIN; and who is at the
//! counter meanwhile. The journal says who did each of these.

use super::{Counter, OTHER, PIN, WRONG};
use domain::{Actor, LockBecause, PersonId, PinBecause, Refusal, Role, TillEvent};
use ledger::{Ledger, Opening, Seal};
use secrecy::SecretString;
use std::sync::Arc;
use testkit::ports::MachineChance;
use testkit::shop::pesos_of;
use till::day::OpenShift;
use till::ports::Clock as _;
use till::settings::Settings;
use till::setup::people::{Grounds, WRONG_FREE_MAX};
use till::{Ports, Till, TillError};

const THIRD: &str = "905517";
const NEW: &str = "660142";

/// A shop with Ana, a manager, and Beto, a cashier, who is at the counter.
struct Staffed {
    counter: Counter,
    ana: Actor,
    beto: Actor,
}

fn id_of(actor: &Actor) -> PersonId {
    match actor {
        Actor::Person { id, .. } => *id,
        Actor::Till | Actor::Counter | Actor::Unidentified => panic!("{actor:?} has no id"),
    }
}

impl Staffed {
    async fn new() -> Staffed {
        let counter = Counter::with_manager().await;
        let beto = ("Beto", Role::Cashier);
        let named = counter.adds(beto, Some(PIN), Grounds::NobodyCan, OTHER);
        named.await.unwrap();
        assert!(counter.till.session().is_locked());
        let ana = counter.tries(PIN).await.unwrap();
        let beto = counter.unlocks(OTHER).await.unwrap();
        Staffed { counter, ana, beto }
    }

    fn till(&self) -> &Till {
        &self.counter.till
    }

    /// Who did the last thing of the till's, and what it was.
    async fn last(&self) -> (Actor, TillEvent) {
        self.counter.events().await.pop().unwrap()
    }
}

impl Counter {
    async fn unlocks(&self, pin: &str) -> Result<Actor, TillError> {
        self.till.unlock(SecretString::from(pin)).await
    }
}

#[tokio::test]
async fn a_person_is_renamed_by_a_manager_and_stays_the_same_person() {
    let shop = Staffed::new().await;
    let pins = shop.till().pins();
    let beto = id_of(&shop.beto);
    let renamed = pins.rename(beto, " Alberto ", shop.ana.clone()).await;
    renamed.unwrap();
    let named = TillEvent::PersonNamed {
        id: beto,
        name: "Alberto".to_owned(),
        role: Role::Cashier,
    };
    assert_eq!(shop.last().await, (shop.ana.clone(), named));
    // The PIN is the same, and the till was not locked.
    assert_eq!(shop.till().seller(), shop.beto);
    assert_eq!(shop.counter.unlocks(OTHER).await.unwrap(), shop.beto);

    let before = shop.counter.events().await.len();
    let by_a_cashier = pins.rename(beto, "Jefe", shop.beto.clone()).await;
    assert!(
        matches!(by_a_cashier, Err(TillError::Refused(Refusal::NeedsManager))),
        "{by_a_cashier:?}"
    );
    for name in ["", "Ana"] {
        let refused = pins.rename(beto, name, shop.ana.clone()).await;
        assert!(matches!(refused, Err(TillError::NameUnfit)), "{refused:?}");
    }
    let nobody = pins.rename(testkit::shop::person(9), "Nadie", shop.ana.clone());
    assert!(matches!(nobody.await, Err(TillError::UnknownPerson)));
    assert_eq!(shop.counter.events().await.len(), before);
}

#[tokio::test]
async fn a_pin_is_changed_by_its_person_or_by_a_manager() {
    let shop = Staffed::new().await;
    let pins = shop.till().pins();
    let changed = pins.change(SecretString::from(OTHER), SecretString::from(NEW));
    assert_eq!(changed.await.unwrap(), id_of(&shop.beto));
    let (by, event) = shop.last().await;
    assert_eq!(by, shop.beto);
    assert!(
        matches!(
            event,
            TillEvent::PinKept { person, because: PinBecause::Changed, .. }
                if person == id_of(&shop.beto)
        ),
        "{event:?}"
    );
    let old = shop.counter.unlocks(OTHER).await;
    assert!(matches!(old, Err(TillError::PinWrong)), "{old:?}");
    assert_eq!(shop.counter.unlocks(NEW).await.unwrap(), shop.beto);

    // Beto has forgotten it.
    let renewed = pins.renew(
        id_of(&shop.beto),
        SecretString::from(THIRD),
        shop.ana.clone(),
    );
    renewed.await.unwrap();
    let (by, event) = shop.last().await;
    assert_eq!(by, shop.ana);
    assert!(matches!(event, TillEvent::PinKept { .. }), "{event:?}");
    assert_eq!(shop.counter.unlocks(THIRD).await.unwrap(), shop.beto);
    // Nobody gets a PIN that another person has.
    let taken = pins.renew(id_of(&shop.beto), SecretString::from(PIN), shop.ana.clone());
    assert!(matches!(taken.await, Err(TillError::PinMalformed)));
    let by_a_cashier = pins.renew(id_of(&shop.ana), SecretString::from(NEW), shop.beto.clone());
    assert!(matches!(
        by_a_cashier.await,
        Err(TillError::Refused(Refusal::NeedsManager))
    ));
}

/// The till locks, and says that it did. The shift stays open, and the next
/// opening ends it.
#[tokio::test]
async fn a_person_who_is_retired_on_shift_is_at_the_counter_no_more() {
    let shop = Staffed::new().await;
    // Another cashier, so that the till still asks for a PIN.
    let caro = ("Caro", Role::Cashier);
    let named = shop
        .counter
        .adds(caro, Some(PIN), Grounds::NobodyCan, THIRD);
    named.await.unwrap();
    let open = |accepted| OpenShift {
        float: pesos_of("1000"),
        accepted,
    };
    let opened = shop.till().open_shift(open(Vec::new()), shop.beto.clone());
    let first = opened.await.unwrap();
    assert_eq!(first.person, Some(id_of(&shop.beto)));

    let retired = shop
        .till()
        .pins()
        .retire(id_of(&shop.beto), shop.ana.clone());
    retired.await.unwrap();
    let mut events = shop.counter.events().await;
    let because = LockBecause::NobodyHere;
    assert_eq!(
        events.pop().unwrap(),
        (Actor::Till, TillEvent::Locked { because })
    );
    let id = id_of(&shop.beto);
    assert_eq!(
        events.pop().unwrap(),
        (shop.ana.clone(), TillEvent::PersonRetired { id })
    );
    assert!(shop.till().session().is_locked());
    let gone = shop.counter.unlocks(OTHER).await;
    assert!(matches!(gone, Err(TillError::PinWrong)), "{gone:?}");

    let caro = shop.counter.unlocks(THIRD).await.unwrap();
    let second = shop.till().open_shift(open(Vec::new()), caro).await;
    assert_eq!(second.unwrap().number.0, first.number.0 + 1);
    let ended = shop.till().ledger().read(move |read| {
        let shift = read.shift(first.number)?.unwrap();
        Ok::<_, TillError>(shift.ending.unwrap())
    });
    assert_eq!(ended.await.unwrap().counts, None);
}

#[tokio::test]
async fn where_the_last_cashier_is_retired_the_till_locks_no_more() {
    let shop = Staffed::new().await;
    let pins = shop.till().pins();
    pins.retire(id_of(&shop.beto), shop.ana.clone())
        .await
        .unwrap();
    assert!(!shop.till().session().is_locked());
    assert!(!shop.till().session().can_lock());
    assert_eq!(shop.till().seller(), Actor::Counter);
    // A manager may go once nobody is left to manage, and not before.
    let eva = ("Eva", Role::Cashier);
    let named = shop.counter.adds(eva, Some(PIN), Grounds::NobodyCan, THIRD);
    named.await.unwrap();
    let ana = id_of(&shop.ana);
    let last = pins.retire(ana, shop.ana.clone()).await;
    assert!(matches!(last, Err(TillError::LastManager)), "{last:?}");
}

/// A manager's PIN is typed for one request. The cashier stays at the counter,
/// and what the manager allowed is the manager's.
#[tokio::test]
async fn a_managers_pin_in_a_request_logs_nobody_out() {
    let shop = Staffed::new().await;
    for _ in 0..WRONG_FREE_MAX - 1 {
        let wrong = shop.counter.tries(WRONG).await;
        assert!(matches!(wrong, Err(TillError::PinWrong)), "{wrong:?}");
        assert_eq!(shop.till().seller(), shop.beto);
    }
    let by = shop.counter.tries(PIN).await.unwrap();
    assert_eq!(by, shop.ana);
    assert_eq!(shop.till().seller(), shop.beto);
    let open = OpenShift {
        float: pesos_of("1000"),
        accepted: Vec::new(),
    };
    shop.till()
        .open_shift(open, shop.beto.clone())
        .await
        .unwrap();
    let out = shop
        .till()
        .take_out(pesos_of("50"), "proveedor".to_owned(), by);
    let shift = out.await.unwrap();
    assert_eq!(shift.drawer[0].by, shop.ana);
    assert_eq!(shift.opened_by, shop.beto);
    assert_eq!(shop.till().seller(), shop.beto);
}

#[tokio::test]
async fn the_journal_says_who_locked_and_who_came() {
    let shop = Staffed::new().await;
    let before = shop.counter.events().await.len();
    let key = LockBecause::Key;
    shop.till().lock(key).await.unwrap();
    // It is locked already: nothing happens.
    shop.till().lock(key).await.unwrap();
    let wrong = shop.counter.unlocks(WRONG).await;
    assert!(matches!(wrong, Err(TillError::PinWrong)), "{wrong:?}");
    assert!(shop.till().session().is_locked());
    assert_eq!(shop.counter.unlocks(PIN).await.unwrap(), shop.ana);
    let idle = LockBecause::Idle;
    shop.till().lock(idle).await.unwrap();
    let events = shop.counter.events().await.split_off(before);
    assert_eq!(
        events,
        [
            (shop.beto.clone(), TillEvent::Locked { because: key }),
            (Actor::Counter, TillEvent::PinWrong { wrong: 1 }),
            (shop.ana.clone(), TillEvent::Unlocked),
            (Actor::Till, TillEvent::Locked { because: idle }),
        ]
    );
    // The lock holds across a restart.
    let mut shop = shop;
    shop.counter.start_again().await;
    assert!(shop.till().session().is_locked());
}

/// A window hears of a commit and asks at once who is here. The commit that
/// names the first cashier finds the till locked already.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_window_that_hears_of_the_first_cashier_finds_the_till_locked() {
    for _ in 0..5 {
        let counter = Counter::with_manager().await;
        let Counter {
            folder,
            clock,
            store,
            till,
        } = counter;
        drop(till);
        let opening = Opening {
            path: folder.path().join("ledger.sqlite3"),
            seal: Seal::from_bytes([7; 32]),
            now: clock.now(),
        };
        let ports = Ports::to_nobody(clock.clone(), Arc::new(MachineChance));
        let ledger = Ledger::open(opening).unwrap();
        let till = Till::new(ledger, Settings::default(), ports).with_secrets(store);
        till.pins().read_key().await.unwrap();
        let ana = till.manager_of(SecretString::from(PIN)).await.unwrap();
        let mut committed = till.ledger().committed();
        let till = Arc::new(till);
        let window = std::thread::spawn({
            let till = Arc::clone(&till);
            move || {
                committed.blocking_recv().unwrap();
                till.session().is_locked()
            }
        });
        let named = till.add_person("Beto", Role::Cashier, SecretString::from(OTHER), ana);
        named.await.unwrap();
        assert!(window.join().unwrap(), "the window saw the till unlocked");
    }
}
