//! A sample week for practice: a shop with people, shifts and a week of sales,
//! so that a newcomer can look at a day at once. The till itself opens shifts,
//! counts and closes, under a clock that is set; only what customers and
//! providers do is written here, in `sales`.

mod sales;

use super::{ComposeError, seal};
use crate::data::folder::Folder;
use crate::data::secrets;
use crate::machine::chance::SystemChance;
use api::dto::PracticePerson;
use domain::{
    Actor, Balance, ClockReading, Day, Money, PersonId, Role, Tender, TillNumber, UnixMs,
};
use ledger::{Ledger, Opening, Seal, Write};
use sales::Selling;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;
use till::day::{BusinessDays, Counted, OpenShift};
use till::ports::Clock;
use till::settings::{Mode, Settings};
use till::setup::people::{Grounds, NewPerson};
use till::{Ports, Till, TillError};

/// How many days the week has; today is none of them.
const DAYS: i32 = 7;
const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 3_600_000;
/// What is in the drawer in the morning, in centavos.
const FLOAT: i64 = 2_000_000;
/// The ledger's name until it is in its place.
const FILE: &str = "week.sqlite3";

/// A person of the sample shop. Their PINs open nothing but practice.
pub(crate) struct SamplePerson {
    pub(crate) name: &'static str,
    pub(crate) role: Role,
    pub(crate) pin: &'static str,
}

/// The people of the sample shop; the manager is the first.
pub(crate) const PEOPLE: [SamplePerson; 3] = [
    SamplePerson {
        name: "Marta Ríos",
        role: Role::Manager,
        pin: "135790",
    },
    SamplePerson {
        name: "Lucía Gómez",
        role: Role::Cashier,
        pin: "111222",
    },
    SamplePerson {
        name: "Diego Paz",
        role: Role::Cashier,
        pin: "333444",
    },
];

/// A shift of the week.
struct SampleShift {
    /// Its cashier's place in [`PEOPLE`].
    cashier: usize,
    /// When it begins, after the beginning of the business day.
    from_ms: i64,
    to_ms: i64,
    sales: u64,
    /// What its count has more than there should be, in centavos.
    difference: i64,
    /// What goes out of the drawer for a supplier, in centavos.
    supplier: i64,
}

/// The morning and the afternoon of a day, counted back from today.
fn shifts(days_ago: i32) -> [SampleShift; 2] {
    let morning = SampleShift {
        cashier: 1,
        from_ms: 9 * HOUR_MS,
        to_ms: 13 * HOUR_MS + 30 * MINUTE_MS,
        sales: 14 + u64::try_from(days_ago % 3).unwrap_or(0) * 3,
        difference: if days_ago == 4 { 5_000 } else { 0 },
        supplier: if days_ago % 2 == 1 { 1_250_000 } else { 0 },
    };
    let afternoon = SampleShift {
        cashier: 2,
        from_ms: 16 * HOUR_MS,
        to_ms: 20 * HOUR_MS + 30 * MINUTE_MS,
        sales: 18 + u64::try_from(days_ago % 4).unwrap_or(0) * 2,
        // Above what a cashier may close alone: a manager has to confirm it.
        difference: if days_ago == 1 { -350_000 } else { 0 },
        supplier: 0,
    };
    [morning, afternoon]
}

/// The people, as the drawer shows them.
pub(super) fn people() -> Vec<PracticePerson> {
    let shown = |person: &SamplePerson| PracticePerson {
        name: person.name.to_owned(),
        role: person.role.into(),
        pin: person.pin.to_owned(),
    };
    PEOPLE.iter().map(shown).collect()
}

/// A week that is written and not yet in its place. Dropped before that, it
/// leaves nothing behind.
pub(crate) struct Written {
    /// A folder beside the ledger of practice, on the same disk.
    beside: TempDir,
    seal: Seal,
    pub(crate) last_day: Day,
}

impl Written {
    /// Writes the week before the business day of `now`.
    pub(crate) async fn beside(
        folder: &Folder,
        settings: &Settings,
        now: UnixMs,
    ) -> Result<Written, ComposeError> {
        let machine = |error: std::io::Error| ComposeError::Machine(error.to_string());
        let beside = tempfile::Builder::new()
            .prefix("practice-week.")
            .tempdir_in(folder.path())
            .map_err(machine)?;
        let seal = seal::fresh();
        let path = beside.path().join(FILE);
        let last_day = write(folder, &path, seal.clone(), settings, now).await?;
        Ok(Written {
            beside,
            seal,
            last_day,
        })
    }

    /// Takes the place of practice's ledger, while no shop is open. What the
    /// stand-ins knew of the one before goes with it.
    pub(crate) fn take_place(self, folder: &Folder) -> Result<(), ComposeError> {
        let machine = |error: std::io::Error| ComposeError::Machine(error.to_string());
        let ledger = folder.ledger(Mode::Practice);
        for what in practice_files(folder, &ledger) {
            let removed = match what.is_dir() {
                true => std::fs::remove_dir_all(&what),
                false => std::fs::remove_file(&what),
            };
            match removed {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(machine(error)),
            }
        }
        std::fs::rename(self.beside.path().join(FILE), ledger).map_err(machine)?;
        seal::put_of_practice(folder, &self.seal)
    }
}

/// What practice remembers beside its ledger, and the ledger's own parts.
fn practice_files(folder: &Folder, ledger: &Path) -> [PathBuf; 4] {
    let part = |suffix: &str| {
        let mut name = ledger.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    [
        part("-wal"),
        part("-shm"),
        folder.practice_relay(),
        folder.practice_customer(),
    ]
}

/// Writes the week into a new ledger at `path`, sealed by `seal`. Answers its
/// last day.
async fn write(
    folder: &Folder,
    path: &Path,
    seal: Seal,
    settings: &Settings,
    now: UnixMs,
) -> Result<Day, ComposeError> {
    let days = BusinessDays::of(settings);
    let today = days.day_of(now);
    let week: Vec<(i32, UnixMs)> = (1..=DAYS)
        .rev()
        .filter_map(|ago| Some((ago, days.span_of(today.days_before(ago)?).0)))
        .collect();
    let begin = week.first().map_or(now, |(_, begin)| *begin);
    let opening = Opening {
        path: path.to_owned(),
        seal,
        now: begin,
    };
    let path = path.to_owned();
    let opened = tokio::task::spawn_blocking(move || Ledger::open(opening)).await;
    let ledger = opened
        .map_err(|error| ComposeError::Machine(error.to_string()))?
        .map_err(|source| ComposeError::Ledger { path, source })?;
    let clock = Arc::new(SetClock(AtomicI64::new(begin.0)));
    let ports = Ports::to_nobody(Arc::clone(&clock) as Arc<dyn Clock>, Arc::new(SystemChance));
    let till =
        Till::new(ledger, settings.clone(), ports).with_secrets(secrets::of_practice(folder));
    let mut week_of = Week {
        till,
        clock,
        people: Vec::new(),
        number: TillNumber(settings.till.number),
        sold: 0,
    };
    week_of.name_people().await?;
    for (ago, begin) in week {
        week_of.live(ago, begin).await?;
    }
    Ok(week_of.till.today())
}

/// A clock that shows the time to which it was set, and does not run.
struct SetClock(AtomicI64);

impl SetClock {
    fn set(&self, at: UnixMs) {
        self.0.store(at.0, Ordering::Relaxed);
    }
}

impl Clock for SetClock {
    fn read(&self) -> ClockReading {
        let at = self.0.load(Ordering::Relaxed);
        ClockReading {
            wall: UnixMs(at),
            monotonic_ms: at,
            boot_ms: at,
        }
    }
}

struct Week {
    till: Till,
    clock: Arc<SetClock>,
    people: Vec<Actor>,
    number: TillNumber,
    /// How many sales there were.
    sold: u64,
}

impl Week {
    async fn name_people(&mut self) -> Result<(), TillError> {
        for (place, person) in (1_u8..).zip(&PEOPLE) {
            let id = PersonId::new(self.till.now(), [place; 8], TillNumber(1));
            let manager = PEOPLE[0].pin;
            let named = NewPerson {
                id,
                name: person.name.to_owned(),
                role: person.role,
                allowed_by: (place > 1).then(|| manager.to_owned().into()),
                grounds: Grounds::FirstManager,
            };
            self.till
                .pins()
                .name(named, person.pin.to_owned().into())
                .await?;
            self.people.push(Actor::Person {
                id,
                role: person.role,
            });
        }
        Ok(())
    }

    /// Who is at that place of [`PEOPLE`].
    fn person(&self, place: usize) -> Actor {
        self.people.get(place).cloned().unwrap_or(Actor::Counter)
    }

    /// A day from its first shift to its close.
    async fn live(&mut self, ago: i32, begin: UnixMs) -> Result<(), TillError> {
        let manager = self.person(0);
        for shift in shifts(ago) {
            let cashier = self.person(shift.cashier);
            self.clock.set(begin.plus_ms(shift.from_ms));
            let open = OpenShift {
                float: Money::from_centavos(FLOAT).unwrap_or(Money::ZERO),
                accepted: Vec::new(),
            };
            self.till.open_shift(open, cashier.clone()).await?;
            let span = (begin.plus_ms(shift.from_ms), begin.plus_ms(shift.to_ms));
            let numbers = self.sold..self.sold + shift.sales;
            self.sold = numbers.end;
            let selling = Selling {
                till: self.number,
                cashier: cashier.clone(),
                manager: manager.clone(),
                from: span.0,
                to: span.1,
                day: self.till.today(),
            };
            let sell = move |write: &mut Write<'_>| selling.sell(write, numbers.clone());
            self.till.ledger().write(sell).await?;
            self.clock.set(span.1);
            if shift.supplier > 0 {
                let amount = Money::from_centavos(shift.supplier).unwrap_or(Money::ZERO);
                let why = "Pago al proveedor de bebidas".to_owned();
                self.till.take_out(amount, why, manager.clone()).await?;
            }
            self.count(shift.difference, cashier).await?;
        }
        self.clock.set(begin.plus_ms(20 * HOUR_MS + 45 * MINUTE_MS));
        let (number, _) = self.till.partial().await?;
        self.till.close_day(number, manager).await?;
        Ok(())
    }

    /// Counts the shift: so much more than there should be.
    async fn count(&self, difference: i64, by: Actor) -> Result<(), TillError> {
        let should = self.till.ledger().read(|read| {
            let Some(shift) = read.open_shift()? else {
                return Err(TillError::NoShift);
            };
            let takings = read.takings_of_shift(shift.number)?;
            let of = |tender: Tender| -> Balance {
                let sums = takings.iter().filter(|(it, _)| *it == tender);
                sums.map(|(_, amount)| *amount).sum()
            };
            Ok(vec![
                (Tender::Cash, shift.expected_cash(of(Tender::Cash))),
                (Tender::Qr, of(Tender::Qr)),
                (Tender::Card, of(Tender::Card)),
            ])
        });
        let counted = should.await?.into_iter().map(|(tender, expected)| {
            let more = if tender == Tender::Cash {
                difference
            } else {
                0
            };
            Counted {
                tender,
                counted: Money::from_centavos(expected.centavos().saturating_add(more))
                    .unwrap_or(Money::ZERO),
                pieces: Vec::new(),
            }
        });
        self.till
            .count_shift(counted.collect(), None, by)
            .await
            .map(drop)
    }
}

#[cfg(test)]
mod tests;
