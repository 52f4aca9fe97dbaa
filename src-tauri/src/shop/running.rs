//! The running shop: it opens, closes, and opens again with other settings
//! while the windows stay. It may end at any instant (law 11): everything that
//! counts is in the ledger, and the next shop continues from there.

mod ending;
mod outside;

use crate::compose::{self, Beside, ComposeError, PEOPLE, Shop, Upgrading, WrittenWeek};
use crate::data::anchors;
use crate::data::backups::{self, Making, UpgradeCopy};
use crate::data::folder::Folder;
use crate::data::set_aside;
use crate::machine::clock::SystemClock;
use crate::printing::papers::ShopPapers;
use crate::printing::transport::Printers;
use crate::printing::worker::keep_printing;
use crate::shop::windows::Windows;
use api::{ApiError, ErrorCode, TillApi};
use domain::Day;
use ending::{await_charges, gone};
use outside::outside;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use till::ports::{Clock as _, Pagouno};
use till::settings::{Mode, Settings};
use tokio::sync::RwLock;
use tokio::task::JoinHandle;

/// How often `mostrador.toml` is checked, in milliseconds.
const LOOK_EVERY_MS: u64 = 2_000;

/// How often pagoUno is checked, in seconds, so that its light shows a problem
/// before a card is charged.
const PAGOUNO_LOOK_SECS: u64 = 60;

pub(crate) struct RunningShop {
    folder: Folder,
    windows: Arc<dyn Windows>,
    /// Locked for writing while a shop closes and opens: a request waits
    /// meanwhile, and the new shop answers it.
    open: RwLock<Option<Open>>,
    in_force: Mutex<Option<Settings>>,
    /// The copy of the ledger that is being made.
    making: Arc<Making>,
    /// What becomes of the copy before the next upgrade.
    upgrade_copy: Mutex<UpgradeCopy>,
    printers: Arc<Printers>,
}

/// A shop and the tasks that run for it.
struct Open {
    shop: Shop,
    running: Vec<JoinHandle<()>>,
}

impl RunningShop {
    /// A shop that is not open yet, for tests.
    #[cfg(test)]
    pub(crate) fn new(folder: Folder, windows: Arc<dyn Windows>) -> Arc<RunningShop> {
        RunningShop::upgrading(folder, windows, Upgrading::default())
    }

    /// A shop that is not open yet, with a choice about the copy before an
    /// upgrade.
    pub(crate) fn upgrading(
        folder: Folder,
        windows: Arc<dyn Windows>,
        upgrading: Upgrading,
    ) -> Arc<RunningShop> {
        Arc::new(RunningShop {
            folder,
            windows,
            open: RwLock::new(None),
            in_force: Mutex::new(None),
            making: upgrading.making,
            upgrade_copy: Mutex::new(upgrading.copy),
            printers: Arc::default(),
        })
    }

    pub(crate) fn folder(&self) -> &Folder {
        &self.folder
    }

    /// The copy of the ledger that is being made, and why the last one failed.
    pub(crate) fn making(&self) -> &Arc<Making> {
        &self.making
    }

    /// The printers, which outlive a shop.
    pub(crate) fn printers(&self) -> &Printers {
        &self.printers
    }

    /// Opens the shop; an open one is closed first.
    pub(crate) async fn open(&self, settings: Settings) -> Result<(), ComposeError> {
        let mut open = self.open.write().await;
        if let Some(before) = open.take() {
            self.close(before).await;
        }
        *open = Some(self.compose(settings).await?);
        Ok(())
    }

    /// Closes the shop and opens it with other settings; if that fails, with
    /// the ones before. The windows are notified in either case.
    pub(crate) async fn reopen(&self, settings: Settings) -> Result<(), ComposeError> {
        self.reopen_after(settings, || Ok(())).await
    }

    /// Replaces everything in practice by the sample week, with its manager at
    /// the counter. Answers the week's last day.
    pub(crate) async fn load_practice_week(&self) -> Result<Day, ComposeError> {
        let settings = self.in_force().ok_or_else(closed)?;
        let now = SystemClock::new().now();
        let week = WrittenWeek::beside(&self.folder, &settings, now).await?;
        let last_day = week.last_day;
        let place = || week.take_place(&self.folder);
        self.reopen_after(settings, place).await?;
        let open = self.open.read().await;
        let till = open.as_ref().map(|open| Arc::clone(&open.shop.till));
        till.ok_or_else(closed)?
            .unlock(PEOPLE[0].pin.to_owned().into())
            .await?;
        Ok(last_day)
    }

    /// Opens practice with the house's wallet and Bind, or without.
    pub(crate) async fn switch_practice_wallet(&self, on: bool) -> Result<(), ComposeError> {
        let settings = self.in_force().ok_or_else(closed)?;
        let switch = || {
            let switched = self.folder.set_practises_wallet(on);
            switched.map_err(|error| ComposeError::Machine(error.to_string()))
        };
        self.reopen_after(settings, switch).await
    }

    /// Like `reopen`, with something that is done while no shop is open. If it
    /// fails, the shop is opened as it was.
    async fn reopen_after(
        &self,
        settings: Settings,
        meanwhile: impl FnOnce() -> Result<(), ComposeError>,
    ) -> Result<(), ComposeError> {
        let mut open = self.open.write().await;
        if let Some(open) = open.as_ref() {
            await_charges(&open.shop.till, || {}).await;
        }
        let before = open.take();
        let known = before.as_ref().and_then(|_| self.in_force());
        if let Some(before) = before {
            self.close(before).await;
        }
        let composed = match meanwhile() {
            Ok(()) => self.compose(settings).await,
            Err(error) => Err(error),
        };
        let opened = match composed {
            Ok(opened) => {
                *open = Some(opened);
                Ok(())
            }
            Err(error) => {
                tracing::warn!(%error, "no shop can be opened by the new settings");
                if let Some(known) = known {
                    match self.compose(known).await {
                        Ok(again) => *open = Some(again),
                        Err(error) => tracing::error!(%error, "the shop cannot be opened again"),
                    }
                }
                Err(error)
            }
        };
        drop(open);
        self.windows.reopened();
        opened
    }

    /// The API that answers the windows; waits while a shop is being opened.
    pub(crate) async fn answering(&self) -> Result<Arc<TillApi>, ApiError> {
        let open = self.open.read().await;
        let till_api = open.as_ref().map(|open| Arc::clone(&open.shop.till_api));
        till_api.ok_or_else(|| ErrorCode::Closed.into())
    }

    /// Waits while a charge is on the wire. If there is one, it calls `waits`
    /// once.
    pub(crate) async fn await_charges(&self, waits: impl FnOnce()) {
        let till = {
            let open = self.open.read().await;
            open.as_ref().map(|open| Arc::clone(&open.shop.till))
        };
        if let Some(till) = till {
            await_charges(&till, waits).await;
        }
    }

    /// The till itself, for tests.
    #[cfg(test)]
    pub(crate) async fn till_for_tests(&self) -> Arc<till::Till> {
        let open = self.open.read().await;
        Arc::clone(&open.as_ref().unwrap().shop.till)
    }

    /// The address of the relay inside the app, if it runs.
    pub(crate) async fn relay_inside(&self) -> Option<std::net::SocketAddr> {
        match &self.open.read().await.as_ref()?.shop.beside {
            Beside::Relay(relay) => Some(relay.local_addr()),
            Beside::Nothing | Beside::Customer(_) => None,
        }
    }

    /// From now on, the windows are notified of what happens: they are open.
    pub(crate) async fn begin_to_tell(&self) {
        if let Some(open) = self.open.write().await.as_mut() {
            self.tell_of(open);
        }
    }

    /// Checks `mostrador.toml` forever, and notifies the windows when somebody
    /// changed it outside.
    pub(crate) async fn watch(self: Arc<Self>) {
        let file = self.folder.settings_file();
        let mut seen = None;
        loop {
            tokio::time::sleep(Duration::from_millis(LOOK_EVERY_MS)).await;
            let now = (file.stamp(), self.in_force());
            if seen.as_ref() != Some(&now) {
                self.look();
                seen = Some(now);
            }
        }
    }

    /// Looks how `mostrador.toml` differs from what is in force, and tells the
    /// windows where that is news.
    pub(crate) fn look(&self) {
        let outside = self.in_force().and_then(|in_force| {
            let text = self.folder.settings_file().read();
            outside(&in_force, text)
        });
        self.windows.note_outside(outside);
    }

    /// The settings in force, as the file had them.
    pub(crate) fn in_force(&self) -> Option<Settings> {
        let in_force = self.in_force.lock();
        in_force.unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn compose(&self, mut settings: Settings) -> Result<Open, ComposeError> {
        // Secrets and the relay need the installation's id. If it cannot be
        // stored, each of them reports that.
        if settings.mode == Mode::Live
            && let Ok(installation) = self.folder.installation(&settings)
        {
            settings.installation = Some(installation);
        }
        let windows = Arc::clone(&self.windows);
        // A choice is about one ledger. Another mode has another one.
        let chosen = self.upgrade_copy.lock();
        let chosen = std::mem::take(&mut *chosen.unwrap_or_else(PoisonError::into_inner));
        let upgrading = Upgrading {
            copy: chosen,
            making: Arc::clone(&self.making),
        };
        let shop = compose::open(&self.folder, settings.clone(), windows, &upgrading).await?;
        let mut running = Vec::new();
        match compose::known_seals(&self.folder, &settings).await {
            Ok(seals) => {
                running.push(tokio::spawn(anchors::keep_closes(
                    self.folder.clone(),
                    settings.clone(),
                    seals.clone(),
                    shop.till.ledger().clone(),
                )));
                running.push(tokio::spawn(backups::daily(
                    self.folder.clone(),
                    settings.clone(),
                    seals,
                    SystemClock::new(),
                    Arc::clone(&self.making),
                )));
            }
            Err(error) => tracing::error!(%error, "without the seal no copy can be checked"),
        }
        running.push(tokio::spawn(set_aside::forget_old(
            self.folder.clone(),
            settings.clone(),
            shop.till.ledger().clone(),
        )));
        let till = Arc::clone(&shop.till);
        running.push(tokio::spawn(async move { till.work().await }));
        if let Some(pagouno) = shop.till.pagouno() {
            running.push(tokio::spawn(keep_looking(Arc::clone(pagouno))));
        }
        let look = shop.till_api.paper_look();
        let papers = Arc::new(ShopPapers::new(
            Arc::clone(&shop.till),
            look,
            self.folder.exports(),
        ));
        let (till, printers) = (Arc::clone(&shop.till), Arc::clone(&self.printers));
        running.push(tokio::spawn(keep_printing(till, papers, printers)));
        let mut open = Open { shop, running };
        self.tell_of(&mut open);
        *self.in_force.lock().unwrap_or_else(PoisonError::into_inner) = Some(settings);
        self.look();
        Ok(open)
    }

    /// Notifies the windows of a shop's changes, if they are open.
    fn tell_of(&self, open: &mut Open) {
        let telling = self.windows.follow(Arc::clone(&open.shop.till_api));
        open.running.extend(telling);
    }

    /// Ends everything that runs for a shop, and waits until nothing holds its
    /// ledger.
    async fn close(&self, open: Open) {
        let Open { shop, running } = open;
        for task in &running {
            task.abort();
        }
        for task in running {
            // The task was aborted, or it panicked and that was logged.
            let _ = task.await;
        }
        let Shop {
            till,
            till_api,
            beside,
        } = shop;
        let held = (Arc::downgrade(&till), Arc::downgrade(&till_api));
        drop((till, till_api));
        if !gone(&held.0).await || !gone(&held.1).await {
            tracing::error!("a shop that closed is still held");
        }
        match beside {
            Beside::Nothing => {}
            Beside::Relay(relay) => relay.shutdown().await,
            Beside::Customer(customer) => match Arc::try_unwrap(customer) {
                Ok(customer) => customer.leave().await,
                Err(_) => tracing::error!("the customer of practice is still held"),
            },
        }
    }
}

fn closed() -> ComposeError {
    ComposeError::Machine("no shop is open".to_owned())
}

/// Checks pagoUno forever; nothing is charged. Its contact has the result.
async fn keep_looking(pagouno: Arc<dyn Pagouno>) {
    loop {
        if let Err(error) = pagouno.look().await {
            tracing::debug!(%error, "pagoUno does not answer");
        }
        tokio::time::sleep(Duration::from_secs(PAGOUNO_LOOK_SECS)).await;
    }
}
