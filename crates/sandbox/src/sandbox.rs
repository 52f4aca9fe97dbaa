//! The handle: starts a sandbox, plays the customer, makes things go wrong.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::host::clock::Clock;
use crate::host::config::{Config, StartError, Webhook};
use crate::host::fault::{Endpoint, Fault, FaultError, Faults, Times, WaitingFault};
use crate::host::memory::{Memory, Order, Provider, Received};
use crate::host::server;
use crate::host::store;
use crate::host::webhooks;
use crate::totalcoin::answer::Code;
use crate::totalcoin::customer::{self, How, Paid, PayError, Which};
use crate::totalcoin::view::{PreOrder, SentWebhook};

/// The longest that nobody listens, in milliseconds.
pub const REFUSE_MS_MAX: u64 = 120_000;

/// A running sandbox. Clones are handles on the same one; it runs until
/// [`Sandbox::shutdown`] or the end of its tokio runtime.
#[derive(Clone, Debug)]
pub struct Sandbox {
    inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) config: Config,
    pub(crate) address: SocketAddr,
    pub(crate) clock: Clock,
    pub(crate) logins: AtomicU64,
    /// Tokens and the instant each ends.
    pub(crate) tokens: Mutex<Vec<(String, Instant)>>,
    /// Counts up to cut every connection of the provider's API.
    pub(crate) cut: watch::Sender<u64>,
    /// Until when nobody listens.
    pub(crate) shut_until: watch::Sender<Option<Instant>>,
    pub(crate) stop: watch::Sender<bool>,
    /// Wakes the sender of notices.
    pub(crate) wake: Notify,
    memory: Mutex<Memory>,
    faults: Mutex<Faults>,
    webhook: Mutex<Option<Webhook>>,
    pagouno_webhook: Mutex<Option<Webhook>>,
    offline: AtomicBool,
    state_file: Option<StateFile>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

#[derive(Debug)]
struct StateFile {
    path: PathBuf,
    /// Writes asked for, and the last of them that the file holds: who waits
    /// for the turn may find that another's write held its change already.
    asked: AtomicU64,
    written: tokio::sync::Mutex<u64>,
}

impl Sandbox {
    /// Starts listening and sending.
    ///
    /// # Errors
    ///
    /// [`StartError`] says which of the settings cannot be kept.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        if !config.listen.ip().is_loopback() {
            return Err(StartError::NotLoopback(config.listen));
        }
        check_merchant(&config)?;
        let memory = match &config.state_file {
            None => Memory::default(),
            Some(path) => store::load(path).map_err(|source| StartError::State {
                path: path.clone(),
                source,
            })?,
        };
        let http = outbound::Http::new(outbound::Limits::PROVIDER)?;
        let failed = |source| StartError::Listen {
            address: config.listen,
            source,
        };
        let listener = TcpListener::bind(config.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let inner = Arc::new(Inner {
            address,
            clock: Clock::new(config.clock_skew_ms),
            logins: AtomicU64::new(0),
            tokens: Mutex::default(),
            cut: watch::Sender::new(0),
            shut_until: watch::Sender::new(None),
            stop: watch::Sender::new(false),
            wake: Notify::new(),
            memory: Mutex::new(memory),
            faults: Mutex::default(),
            webhook: Mutex::new(config.webhook.clone()),
            pagouno_webhook: Mutex::new(config.pagouno.webhook.clone()),
            offline: AtomicBool::new(false),
            state_file: config.state_file.clone().map(|path| StateFile {
                path,
                asked: AtomicU64::new(0),
                written: tokio::sync::Mutex::new(0),
            }),
            tasks: Mutex::default(),
            config,
        });
        let tasks = vec![
            tokio::spawn(server::run(inner.clone(), listener)),
            tokio::spawn(webhooks::run(inner.clone(), http)),
        ];
        *lock(&inner.tasks) = tasks;
        Ok(Self { inner })
    }

    pub(crate) fn of(inner: Arc<Inner>) -> Self {
        Self { inner }
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.inner
    }

    /// The provider's base URL, as `http://127.0.0.1:8788`.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.inner.address)
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.inner.address
    }

    /// Where TotalCoin's notices go from now on, those that wait included; with
    /// `None` they wait.
    pub fn set_webhook(&self, webhook: Option<Webhook>) {
        *lock(&self.inner.webhook) = webhook;
        self.inner.send_waiting_now();
    }

    /// Where pagoUno's notices go from now on, those that wait included; with
    /// `None` they wait.
    pub fn set_pagouno_webhook(&self, webhook: Option<Webhook>) {
        *lock(&self.inner.pagouno_webhook) = webhook;
        self.inner.send_waiting_now();
    }

    /// Cuts the network, or mends it: while offline every connection to the
    /// provider's API is dropped, and notices wait.
    pub fn set_offline(&self, offline: bool) {
        self.inner.offline.store(offline, Ordering::SeqCst);
        if offline {
            self.inner.cut_all();
        } else {
            self.inner.send_waiting_now();
        }
    }

    /// Stops listening for so many milliseconds, at most [`REFUSE_MS_MAX`], and
    /// cuts the connections to the provider's API: a new one is refused before
    /// anything of it is sent. With 0 it listens again.
    pub fn refuse_connections_for(&self, ms: u64) {
        let until = Instant::now() + Duration::from_millis(ms.min(REFUSE_MS_MAX));
        self.inner.shut_until.send_replace(Some(until));
        self.inner.cut_all();
    }

    /// Whether the network is cut.
    #[must_use]
    pub fn is_offline(&self) -> bool {
        self.inner.is_offline()
    }

    /// Sets how far the provider's clock is ahead of this machine's, in
    /// milliseconds.
    pub fn set_clock_skew_ms(&self, skew_ms: i64) {
        self.inner.clock.set_skew_ms(skew_ms);
    }

    /// Makes the next requests, or all, go wrong. Several faults at once are
    /// possible; equal ones add up.
    ///
    /// # Errors
    ///
    /// [`FaultError`] when the fault means nothing there.
    pub fn add_fault(
        &self,
        endpoint: Endpoint,
        fault: Fault,
        times: Times,
    ) -> Result<(), FaultError> {
        self.inner.faults().add(WaitingFault {
            endpoint,
            fault,
            times,
        })
    }

    /// Forgets all faults.
    pub fn clear_faults(&self) {
        self.inner.faults().clear();
    }

    /// The faults that wait for their request.
    #[must_use]
    pub fn faults(&self) -> Vec<WaitingFault> {
        self.inner.faults().waiting()
    }

    /// How many logins were answered with a token.
    #[must_use]
    pub fn logins(&self) -> u64 {
        self.inner.logins.load(Ordering::SeqCst)
    }

    /// Makes every token invalid.
    pub fn forget_tokens(&self) {
        lock(&self.inner.tokens).clear();
    }

    /// All pre-orders, the oldest first.
    #[must_use]
    pub fn pre_orders(&self) -> Vec<PreOrder> {
        let now_ms = self.inner.clock.now_ms();
        let memory = self.inner.memory();
        let mut bodies: HashMap<&str, Vec<String>> = HashMap::new();
        for received in &memory.received {
            if let Some(operation_id) = &received.operation_id {
                bodies
                    .entry(operation_id)
                    .or_default()
                    .push(received.body.clone());
            }
        }
        let bodies_of = |order: &Order| bodies.get(order.operation_id.as_str()).cloned();
        let view = |order| PreOrder::of(order, bodies_of(order).unwrap_or_default(), now_ms);
        memory.orders.iter().map(view).collect()
    }

    /// One pre-order; the newest where several fit.
    #[must_use]
    pub fn pre_order(&self, which: &Which) -> Option<PreOrder> {
        let now_ms = self.inner.clock.now_ms();
        let memory = self.inner.memory();
        let order = memory.orders.iter().rev().find(|order| which.is(order))?;
        let mine =
            |received: &&Received| received.operation_id.as_ref() == Some(&order.operation_id);
        let bodies = memory
            .received
            .iter()
            .filter(mine)
            .map(|received| received.body.clone());
        Some(PreOrder::of(order, bodies.collect(), now_ms))
    }

    /// Every request for a pre-order that was read, whatever became of it.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.inner.memory().received.iter().cloned().collect()
    }

    /// Pays a pre-order as a customer would, and sends the notices.
    ///
    /// # Errors
    ///
    /// [`PayError`]; nothing has happened then.
    pub async fn pay(&self, which: &Which, how: &How) -> Result<Paid, PayError> {
        let now_ms = self.inner.clock.now_ms();
        let paid = customer::pay(&mut self.inner.memory(), which, how, now_ms)?;
        self.inner.persist().await;
        self.inner.wake.notify_one();
        Ok(paid)
    }

    /// Sends any bytes to the webhook, with its header; yields the notice's
    /// number.
    ///
    /// # Errors
    ///
    /// [`PayError::QueueFull`].
    pub async fn send_raw(&self, body: Vec<u8>) -> Result<u64, PayError> {
        let id = {
            let mut memory = self.inner.memory();
            if !memory.has_room_for_webhooks() {
                return Err(PayError::QueueFull);
            }
            memory.queue(body)
        };
        self.inner.persist().await;
        self.inner.wake.notify_one();
        Ok(id)
    }

    /// The notices, the oldest first.
    #[must_use]
    pub fn webhooks(&self) -> Vec<SentWebhook> {
        let memory = self.inner.memory();
        memory.webhooks.iter().map(SentWebhook::of).collect()
    }

    /// Stops listening and sending, and waits until the port is free.
    pub async fn shutdown(&self) {
        self.inner.stop.send_replace(true);
        let tasks = std::mem::take(&mut *lock(&self.inner.tasks));
        for task in tasks {
            // A task that panicked is over too.
            let _ = task.await;
        }
        self.inner.persist().await;
    }
}

impl Inner {
    pub(crate) fn memory(&self) -> MutexGuard<'_, Memory> {
        lock(&self.memory)
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.faults)
    }

    pub(crate) fn webhook_of(&self, provider: Provider) -> Option<Webhook> {
        let webhook = match provider {
            Provider::TotalCoin => &self.webhook,
            Provider::PagoUno => &self.pagouno_webhook,
        };
        lock(webhook).clone()
    }

    pub(crate) fn is_offline(&self) -> bool {
        self.offline.load(Ordering::SeqCst)
    }

    /// Whether nobody listens just now.
    pub(crate) fn is_shut(&self) -> bool {
        self.shut_until
            .borrow()
            .is_some_and(|until| until > Instant::now())
    }

    fn cut_all(&self) {
        self.cut.send_modify(|cuts| *cuts = cuts.wrapping_add(1));
    }

    /// Ends the pauses of the notices that wait.
    fn send_waiting_now(&self) {
        for webhook in &mut self.memory().webhooks {
            webhook.due = None;
        }
        self.wake.notify_one();
    }

    /// Returns when the state file holds what is in memory now. A file that
    /// cannot be written stops nobody from practising; the log says so.
    pub(crate) async fn persist(&self) {
        let Some(file) = &self.state_file else { return };
        let mine = file.asked.fetch_add(1, Ordering::SeqCst).saturating_add(1);
        let mut written = file.written.lock().await;
        if *written >= mine {
            return;
        }
        let newest = file.asked.load(Ordering::SeqCst);
        let kept = self.memory().to_keep();
        match store::save(file.path.clone(), kept).await {
            Ok(()) => *written = newest,
            Err(error) => tracing::error!(%error, "the sandbox's state file was not written"),
        }
    }
}

/// A stand-in goes on after a panic elsewhere: what it guards is no one's money.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn check_merchant(config: &Config) -> Result<(), StartError> {
    let code = Code {
        merchant: &config.merchant,
        pre_order_id: 1,
        external_reference: "A",
        dynamic: true,
        amount_centavos: None,
        currency: "032",
    };
    code.write().map(|_| ()).map_err(StartError::Merchant)
}
