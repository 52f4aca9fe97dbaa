//! One run of a seed: lives of the till over the same file, one after the
//! other, in a world that continues between them; then the calm, and the
//! reckoning.

use crate::checks;
use crate::customer;
use crate::dice::Dice;
use crate::happenings;
use crate::issuer::CardWire;
use crate::laws::{Law, Laws};
use crate::log::Ear;
use crate::provider::Wire;
use crate::relay::Line;
use crate::world::{Counts, Shared, World, sleep_ms};
use crate::{bind, cashier, manager, office, reckoning, restores};
use domain::ClockReading;
use ledger::{Committed, Ledger, Opening, Seal};
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use till::ports::{Chance, Clock};
use till::settings::Settings;
use till::{Ports, Till};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::TryRecvError;

/// After this many polls of the till, a run counts as spinning.
const POLLS_MAX: u64 = 200_000;

/// How long a charge may stay pending, in minutes.
const PENDING_MINUTES: u32 = 1;

/// The result of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) seed: u64,
    /// The broken laws, in the order of time.
    pub(crate) broken: Vec<(Law, String)>,
    /// The last lines of its history.
    pub(crate) tail: Vec<String>,
    /// The hash of its whole history.
    pub(crate) hash: String,
    pub(crate) counts: Counts,
}

/// Runs a seed from its beginning to its reckoning.
pub(crate) fn run(seed: u64, tail: usize) -> std::io::Result<Outcome> {
    let folder = folder()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()?;
    let path = folder.path().join("ledger.sqlite3");
    Ok(runtime.block_on(async {
        let shared = Shared::new(World::new(seed, Laws::new(path.clone())));
        shared.with(customer::strangers);
        let ear = Ear::default();
        let _listens = tracing::subscriber::set_default(ear.clone());
        tokio::select! {
            biased;
            () = happenings::turn(&shared) => {}
            () = lives(seed, &shared, &path, &ear) => {}
        }
        shared.with(|world| {
            if world.counts.polls < POLLS_MAX {
                reckoning::reckon(world, &seal());
            }
            Outcome {
                seed,
                broken: world.laws.broken.clone(),
                tail: world.trail.tail(tail),
                hash: world.trail.hash(),
                counts: world.counts,
            }
        })
    }))
}

/// A folder in memory if possible: a run writes a lot and keeps nothing.
fn folder() -> std::io::Result<tempfile::TempDir> {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() {
        return tempfile::tempdir_in(memory);
    }
    tempfile::tempdir()
}

pub(crate) fn seal() -> Seal {
    Seal::from_bytes([7; Seal::BYTES])
}

/// Runs one life after the other, until one ends well.
async fn lives(seed: u64, shared: &Shared, path: &Path, ear: &Ear) {
    for life_number in 0.. {
        if life_number > 0 {
            restores::restore_perhaps(shared, life_number);
        }
        let till = match open(seed, life_number, shared, path) {
            Ok(till) => till,
            Err(error) => {
                let how = format!("the ledger does not open: {error}");
                return shared.with(|world| world.broken(Law::JournalHolds, how));
            }
        };
        shared.with(|world| {
            world.note(&format!("life {life_number} begins"));
            world.is_measured = false;
            world.provider.has_answered = false;
            world.bind.has_answered = false;
            checks::begin_life(world);
            let crashes = world.weather.crashes_left > 0 && world.dice.happens(40);
            world.fuse = crashes.then(|| {
                let most = world.dice.one_of(&[(1, 12), (1, 80), (1, 500)]);
                world.dice.below(most)
            });
        });
        let life = Life {
            committed: till.ledger().committed(),
            is_new: true,
            asleep: None,
            inner: Box::pin(day(
                till,
                shared.clone(),
                [
                    Dice::new(seed, 200 + life_number),
                    Dice::new(seed, 300 + life_number),
                ],
            )),
            shared,
            ear,
        };
        if life.await == End::Well {
            return;
        }
        let dark_ms = shared.with(|world| {
            checks::end_life(world);
            world.counts.crashes += 1;
            world.weather.crashes_left = world.weather.crashes_left.saturating_sub(1);
            world.note("CRASH");
            let most = world.dice.one_of(&[(5, 3_000), (3, 40_000), (2, 400_000)]);
            world.dice.ms(0, most)
        });
        sleep_ms(dark_ms).await;
    }
}

fn open(seed: u64, life: u64, shared: &Shared, path: &Path) -> Result<Till, ledger::OpenError> {
    let ledger = Ledger::open_inline(Opening {
        path: path.to_path_buf(),
        seal: seal(),
        now: shared.clocks().wall,
    })?;
    let mut settings = Settings::default();
    shared.with(|world| {
        let totalcoin = &mut settings.totalcoin;
        totalcoin.qr_minutes = world.weather.qr_minutes;
        totalcoin.fixed_qr_days = world.weather.fixed_qr_days;
        totalcoin.fixed_match_minutes = world.weather.match_minutes;
    });
    settings.bind.enabled = true;
    settings.bind.qr_text = bind::QR_TEXT.to_owned();
    settings.pagouno.pending_minutes = PENDING_MINUTES;
    let ports = Ports {
        clock: Arc::new(Watch(shared.clone())),
        chance: Arc::new(Coin(Mutex::new(Dice::new(seed, 100 + life)))),
        totalcoin: Some(Arc::new(Wire(shared.clone()))),
        pagouno: Some(Arc::new(CardWire(shared.clone()))),
        bind: Some(Arc::new(bind::Counter(shared.clone()))),
        notices: Some(Arc::new(Line(shared.clone()))),
    };
    Ok(Till::new(ledger, settings, ports))
}

/// A day at the counter, and the calm after it.
async fn day(till: Till, shared: Shared, [office, mut managing]: [Dice; 2]) {
    let counter = async {
        cashier::serve(&till, &shared).await;
        shared.with(|world| {
            world.weather.calm_down();
            let now = world.now();
            let ahead_ms = world.weather.skew_ms(now);
            world.machine.calm_down(now, ahead_ms);
            world.fuse = None;
            world.note("calm");
        });
        manager::tidy_up(&till, &shared, &mut managing).await;
        while !shared.with(|world| world.is_quiet()) {
            sleep_ms(5_000).await;
        }
        let qr_ms = i64::from(shared.with(|world| world.weather.qr_minutes)) * 60_000;
        sleep_ms(qr_ms + till::errands::DEADLINE_MS + 30_000).await;
        // A customer may still come for a QR of the last minute.
        while !shared.with(|world| world.is_quiet()) {
            sleep_ms(5_000).await;
        }
        sleep_ms(60_000).await;
        // A manager settles the remaining doubts by the card's statement.
        cashier::settle_doubts(&till, &shared).await;
        manager::end_day(&till, &shared).await;
        sleep_ms(60_000).await;
    };
    tokio::select! {
        biased;
        () = till.work() => {}
        () = counter => {}
        () = office::work(&till, &shared, office) => {}
    }
}

/// How a life ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Well,
    Crash,
}

/// A running till, until its work is done or its fuse is used up. It is then
/// dropped between two polls, as a process can die between two writes.
struct Life<'s, F> {
    inner: Pin<Box<F>>,
    shared: &'s Shared,
    ear: &'s Ear,
    committed: Receiver<Committed>,
    is_new: bool,
    /// While this is pending, the machine sleeps: nothing of the till runs.
    asleep: Option<Pin<Box<tokio::time::Sleep>>>,
}

impl<F> Life<'_, F> {
    /// Whether the machine sleeps; if so, `context` is woken when it wakes up.
    fn is_asleep(&mut self, context: &mut Context<'_>) -> bool {
        if self.asleep.is_none() {
            let now = self.shared.now();
            let rest_ms = self.shared.with(|world| world.machine.sleeps_on_ms(now));
            self.asleep = rest_ms.map(|ms| {
                let ms = u64::try_from(ms).unwrap_or(0);
                Box::pin(tokio::time::sleep(Duration::from_millis(ms)))
            });
        }
        let Some(asleep) = &mut self.asleep else {
            return false;
        };
        if asleep.as_mut().poll(context).is_pending() {
            return true;
        }
        self.asleep = None;
        false
    }

    /// Whether the journal may have new lines since the last check.
    fn has_written(&mut self) -> bool {
        let mut has_written = std::mem::take(&mut self.is_new);
        loop {
            match self.committed.try_recv() {
                Ok(_) | Err(TryRecvError::Lagged(_)) => has_written = true,
                Err(TryRecvError::Empty | TryRecvError::Closed) => return has_written,
            }
        }
    }
}

impl<F: Future<Output = ()>> Future for Life<'_, F> {
    type Output = End;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<End> {
        if self.is_asleep(context) {
            return Poll::Pending;
        }
        let spins = self.shared.with(|world| {
            world.counts.polls += 1;
            let spins = world.counts.polls >= POLLS_MAX;
            if spins {
                world.broken(Law::NothingStuck, "the till spins".to_owned());
            }
            spins
        });
        if spins {
            return Poll::Ready(End::Well);
        }
        if self.shared.with(|world| world.fuse == Some(0)) {
            return Poll::Ready(End::Crash);
        }
        let polled = self.inner.as_mut().poll(context);
        let heard = self.ear.heard();
        let has_written = self.has_written();
        self.shared.with(|world| {
            if has_written {
                checks::watch(world);
            }
            for words in heard {
                world.broken(Law::NothingFails, format!("logged:{words}"));
            }
            if polled.is_ready() {
                return Poll::Ready(End::Well);
            }
            match world.fuse {
                Some(0) => return Poll::Ready(End::Crash),
                Some(fuse) => world.fuse = Some(fuse - 1),
                None => {}
            }
            Poll::Pending
        })
    }
}

struct Watch(Shared);

impl Clock for Watch {
    fn read(&self) -> ClockReading {
        self.0.clocks()
    }
}

/// The randomness of one life.
struct Coin(Mutex<Dice>);

impl Chance for Coin {
    fn eight_bytes(&self) -> [u8; 8] {
        let mut dice = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        dice.eight_bytes()
    }

    fn below(&self, below: u64) -> u64 {
        let mut dice = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        dice.below(below)
    }
}
