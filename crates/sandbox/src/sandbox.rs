//! The handle: it starts a sandbox, acts as the customer, and causes faults. It
//! also puts the stand-ins together.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::bind::BindStandIn;
use crate::config::{Config, StartError};
use crate::control::Control;
use crate::host::clock::Clock;
use crate::host::fault::{Endpoint, Fault, FaultError, Times, WaitingFault};
use crate::host::memory::Memory;
use crate::host::notices::{Provider, SentWebhook};
use crate::host::server::{self, Routes};
use crate::host::stand_in::StandIn;
use crate::host::store::{Remembered, StateFile};
use crate::host::webhook::Webhook;
use crate::host::webhooks;
use crate::host::{Host, lock};
use crate::pagouno::PagounoStandIn;
use crate::pagouno::handle::{Ending, PurchaseError, WhichPurchase};
use crate::pagouno::memory::{CardRequest, CardToken, Purchase};
use crate::totalcoin::answer::Code;
use crate::totalcoin::customer::{How, Paid, PayError, Which};
use crate::totalcoin::memory::Received;
use crate::totalcoin::view::PreOrder;
use crate::totalcoin::{Options, TotalcoinStandIn};
use crate::wallet::WalletStandIn;

mod bind_and_wallet;

/// A running sandbox. Clones are handles on the same one; it runs until
/// [`Sandbox::shutdown`] or the end of its tokio runtime.
#[derive(Clone, Debug)]
pub struct Sandbox {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    address: SocketAddr,
    host: Arc<Host>,
    totalcoin: Arc<TotalcoinStandIn>,
    pagouno: Arc<PagounoStandIn>,
    bind: Arc<BindStandIn>,
    wallet: Arc<WalletStandIn>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Sandbox {
    /// Starts listening and sending.
    ///
    /// # Errors
    ///
    /// [`StartError`] names the setting that cannot be used.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        if !config.listen.ip().is_loopback() {
            return Err(StartError::NotLoopback(config.listen));
        }
        Code::trial(&config.merchant)
            .write()
            .map_err(StartError::Merchant)?;
        let remembered = config
            .state_file
            .as_ref()
            .map_or_else(|| Ok(Remembered::default()), |path| Remembered::load(path));
        let unreadable = |source| StartError::State {
            path: config.state_file.clone().unwrap_or_default(),
            source,
        };
        let remembered = remembered.map_err(unreadable)?;
        let host = Arc::new(Host::new(
            Clock::new(config.clock_skew_ms),
            Memory::of(remembered.notices().map_err(unreadable)?),
            config.state_file.clone().map(StateFile::at),
        ));
        host.set_webhook(Provider::TotalCoin, config.webhook.clone());
        host.set_webhook(Provider::PagoUno, config.pagouno.webhook.clone());
        host.set_webhook(Provider::Wallet, config.wallet_webhook.clone());
        let totalcoin = Arc::new(TotalcoinStandIn::new(
            host.clone(),
            remembered.part().map_err(unreadable)?,
            Options {
                merchant: config.merchant.clone(),
                credentials: config.credentials.clone(),
                expires_in_s: config.expires_in_s,
                repeat: config.repeat,
            },
        ));
        let pagouno = Arc::new(PagounoStandIn::new(
            host.clone(),
            remembered.part().map_err(unreadable)?,
            config.pagouno.clone(),
        ));
        let bind = Arc::new(BindStandIn::new(
            host.clone(),
            remembered.part().map_err(unreadable)?,
            config.bind.clone(),
        ));
        let wallet = Arc::new(WalletStandIn::new(
            host.clone(),
            remembered.part().map_err(unreadable)?,
            bind.clone(),
        ));
        let stand_ins: Vec<Arc<dyn StandIn>> = vec![
            totalcoin.clone(),
            pagouno.clone(),
            bind.clone(),
            wallet.clone(),
        ];

        let http = outbound::Http::new(outbound::Limits::PROVIDER)?;
        let failed = |source| StartError::Listen {
            address: config.listen,
            source,
        };
        let listener = TcpListener::bind(config.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let routes = Routes {
            host: host.clone(),
            stand_ins: stand_ins.clone(),
            steering: Control {
                host: host.clone(),
                stand_ins,
            },
        };
        let tasks = vec![
            tokio::spawn(server::run(Arc::new(routes), listener, address)),
            tokio::spawn(webhooks::run(host.clone(), http)),
        ];
        Ok(Self {
            inner: Arc::new(Inner {
                address,
                host,
                totalcoin,
                pagouno,
                bind,
                wallet,
                tasks: Mutex::new(tasks),
            }),
        })
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

    /// Sets where TotalCoin's notices are sent, including those that wait; with
    /// `None` they wait.
    pub fn set_webhook(&self, webhook: Option<Webhook>) {
        let host = &self.inner.host;
        host.set_webhook(Provider::TotalCoin, webhook);
    }

    /// Sets where pagoUno's notices are sent, including those that wait; with
    /// `None` they wait.
    pub fn set_pagouno_webhook(&self, webhook: Option<Webhook>) {
        let host = &self.inner.host;
        host.set_webhook(Provider::PagoUno, webhook);
    }

    /// Cuts or restores the network: while offline, every connection to the
    /// provider's API is dropped, and notices wait.
    pub fn set_offline(&self, offline: bool) {
        self.inner.host.set_offline(offline);
    }

    /// Stops listening for this many milliseconds, at most
    /// [`crate::REFUSE_MS_MAX`], and cuts the connections to the provider's
    /// API. A new connection is refused before anything is sent. With 0 it
    /// listens again.
    pub fn refuse_connections_for(&self, ms: u64) {
        self.inner.host.refuse_connections_for(ms);
    }

    /// Whether the network is cut.
    #[must_use]
    pub fn is_offline(&self) -> bool {
        self.inner.host.is_offline()
    }

    /// Sets how far the provider's clock is ahead of this machine's, in
    /// milliseconds.
    pub fn set_clock_skew_ms(&self, skew_ms: i64) {
        self.inner.host.clock.set_skew_ms(skew_ms);
    }

    /// Makes the next requests, or all, fail. Several faults can be active at
    /// once; equal ones add up.
    ///
    /// # Errors
    ///
    /// [`FaultError`] if the fault is not possible there.
    pub fn add_fault(
        &self,
        endpoint: Endpoint,
        fault: Fault,
        times: Times,
    ) -> Result<(), FaultError> {
        self.inner.host.faults().add(WaitingFault {
            endpoint,
            fault,
            times,
        })
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.inner.host.faults().clear();
    }

    /// The waiting faults.
    #[must_use]
    pub fn faults(&self) -> Vec<WaitingFault> {
        self.inner.host.faults().waiting()
    }

    /// How many logins got a token.
    #[must_use]
    pub fn logins(&self) -> u64 {
        self.inner.totalcoin.logins()
    }

    /// Makes every token invalid.
    pub fn forget_tokens(&self) {
        self.inner.totalcoin.forget_tokens();
    }

    /// All pre-orders, oldest first.
    #[must_use]
    pub fn pre_orders(&self) -> Vec<PreOrder> {
        self.inner.totalcoin.pre_orders()
    }

    /// One pre-order; the newest if several match.
    #[must_use]
    pub fn pre_order(&self, which: &Which) -> Option<PreOrder> {
        self.inner.totalcoin.pre_order(which)
    }

    /// Every request for a pre-order that was read, whatever its result.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.inner.totalcoin.received()
    }

    /// Pays a pre-order as a customer would, and sends the notices.
    ///
    /// # Errors
    ///
    /// [`PayError`]; nothing has happened then.
    pub async fn pay(&self, which: &Which, how: &How) -> Result<Paid, PayError> {
        self.inner.totalcoin.pay(which, how).await
    }

    /// Sends any bytes to the webhook, with its header; returns the notice's
    /// number.
    ///
    /// # Errors
    ///
    /// [`PayError::QueueFull`].
    pub async fn send_raw(&self, body: Vec<u8>) -> Result<u64, PayError> {
        self.inner.totalcoin.send_raw(body).await
    }

    /// The operations with cards, oldest first.
    #[must_use]
    pub fn purchases(&self) -> Vec<Purchase> {
        self.inner.pagouno.purchases()
    }

    /// The newest operation with this `customer_transaction_identificator`.
    #[must_use]
    pub fn purchase(&self, reference: &str) -> Option<Purchase> {
        self.inner.pagouno.purchase(reference)
    }

    /// Every request to pagoUno that was read, whatever its result, without
    /// card numbers, security codes and keys.
    #[must_use]
    pub fn pagouno_received(&self) -> Vec<CardRequest> {
        self.inner.pagouno.pagouno_received()
    }

    /// The tokens, oldest first, each with the purchases requested with it.
    #[must_use]
    pub fn card_tokens(&self) -> Vec<CardToken> {
        self.inner.pagouno.card_tokens()
    }

    /// Ends pending transactions, and sends the notices.
    ///
    /// # Errors
    ///
    /// [`PurchaseError`]; nothing has changed then.
    pub async fn settle_purchase(
        &self,
        which: &WhichPurchase,
        ending: Ending,
    ) -> Result<Purchase, PurchaseError> {
        self.inner.pagouno.settle_purchase(which, ending).await
    }

    /// Sends the notices of ended transactions, once more or for the first
    /// time; returns the notices' numbers.
    ///
    /// # Errors
    ///
    /// [`PurchaseError`]; nothing was sent then.
    pub async fn notify_purchase(&self, which: &WhichPurchase) -> Result<Vec<u64>, PurchaseError> {
        self.inner.pagouno.notify_purchase(which).await
    }

    /// The notices, oldest first.
    #[must_use]
    pub fn webhooks(&self) -> Vec<SentWebhook> {
        self.inner.host.memory().notices.sent()
    }

    /// Stops listening and sending, and waits until the port is free.
    pub async fn shutdown(&self) {
        self.inner.host.stop.send_replace(true);
        let tasks = std::mem::take(&mut *lock(&self.inner.tasks));
        for task in tasks {
            // A task that panicked has ended too.
            let _ = task.await;
        }
        self.inner.host.persist().await;
    }
}
