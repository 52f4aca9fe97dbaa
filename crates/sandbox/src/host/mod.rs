//! What every stand-in needs: a port that can be shut, connections that can be
//! cut, faults, queued notices, a clock, and a state file.
//!
//! It knows only the names of the providers. Each provider is a
//! [`stand_in::StandIn`], in a folder of its own.

pub(crate) mod answer;
pub(crate) mod chance;
pub(crate) mod clock;
pub(crate) mod door;
pub(crate) mod fault;
pub(crate) mod fields;
pub(crate) mod guard;
pub(crate) mod memory;
pub(crate) mod money;
pub(crate) mod notices;
pub(crate) mod orders;
pub(crate) mod script;
pub(crate) mod server;
pub(crate) mod stand_in;
pub(crate) mod stop;
pub(crate) mod store;
pub(crate) mod strike;
pub(crate) mod webhook;
pub(crate) mod webhooks;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use self::clock::Clock;
use self::fault::Faults;
use self::memory::Memory;
use self::notices::Provider;
use self::store::StateFile;
use self::webhook::Webhook;

/// The longest time for which connections can be refused, in milliseconds.
pub const REFUSE_MS_MAX: u64 = 120_000;

/// What the stand-ins of one sandbox share.
#[derive(Debug)]
pub(crate) struct Host {
    pub(crate) clock: Clock,
    /// Incremented to cut every connection of a provider's API.
    pub(crate) cut: watch::Sender<u64>,
    /// Until when connections are refused.
    pub(crate) shut_until: watch::Sender<Option<Instant>>,
    pub(crate) stop: watch::Sender<bool>,
    /// Wakes the worker that sends notices.
    pub(crate) wake: Notify,
    memory: Mutex<Memory>,
    faults: Mutex<Faults>,
    /// Where each provider's notices are sent; without an address they wait.
    webhooks: Mutex<HashMap<Provider, Webhook>>,
    offline: AtomicBool,
    state_file: Option<StateFile>,
}

impl Host {
    pub(crate) fn new(clock: Clock, memory: Memory, state_file: Option<StateFile>) -> Self {
        Self {
            clock,
            cut: watch::Sender::new(0),
            shut_until: watch::Sender::new(None),
            stop: watch::Sender::new(false),
            wake: Notify::new(),
            memory: Mutex::new(memory),
            faults: Mutex::default(),
            webhooks: Mutex::default(),
            offline: AtomicBool::new(false),
            state_file,
        }
    }

    pub(crate) fn memory(&self) -> MutexGuard<'_, Memory> {
        lock(&self.memory)
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.faults)
    }

    pub(crate) fn webhook_of(&self, provider: Provider) -> Option<Webhook> {
        lock(&self.webhooks).get(&provider).cloned()
    }

    /// Sets where a provider's notices are sent, including those that wait.
    pub(crate) fn set_webhook(&self, provider: Provider, webhook: Option<Webhook>) {
        match webhook {
            Some(webhook) => lock(&self.webhooks).insert(provider, webhook),
            None => lock(&self.webhooks).remove(&provider),
        };
        self.send_waiting_now();
    }

    pub(crate) fn is_offline(&self) -> bool {
        self.offline.load(Ordering::SeqCst)
    }

    pub(crate) fn set_offline(&self, offline: bool) {
        self.offline.store(offline, Ordering::SeqCst);
        if offline {
            self.cut_all();
        } else {
            self.send_waiting_now();
        }
    }

    /// Whether connections are refused now.
    pub(crate) fn is_shut(&self) -> bool {
        self.shut_until
            .borrow()
            .is_some_and(|until| until > Instant::now())
    }

    pub(crate) fn refuse_connections_for(&self, ms: u64) {
        let until = Instant::now() + Duration::from_millis(ms.min(REFUSE_MS_MAX));
        self.shut_until.send_replace(Some(until));
        self.cut_all();
    }

    fn cut_all(&self) {
        self.cut.send_modify(|cuts| *cuts = cuts.wrapping_add(1));
    }

    /// Ends the pauses of the waiting notices.
    fn send_waiting_now(&self) {
        for webhook in &mut self.memory().notices.webhooks {
            webhook.due = None;
        }
        self.wake.notify_one();
    }

    /// Returns when the state file has the current state.
    pub(crate) async fn persist(&self) {
        if let Some(file) = &self.state_file {
            file.persist(|| self.memory().to_keep()).await;
        }
    }
}

/// A stand-in continues after a panic elsewhere: its state is not real money.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
