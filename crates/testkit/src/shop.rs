//! A shop in one process: a till with its real clients, a real relay and the
//! stand-in for TotalCoin, over loopback, in a folder of its own.

use crate::ports::{MachineChance, ShopClock};
use domain::{Actor, Money, PersonId, Provider, Role, Sale, SaleId, Stray, TillEvent, TillNumber};
use ledger::{Entry, ErrandEntry, Ledger, Opening, Seal};
use outbound::{BaseUrl, Http, Limits, Request};
use providers::bind::{self, Bind};
use providers::pagouno::{Keys, PagoUno};
use providers::totalcoin::{Credentials, TotalCoin};
use relay::{Config as RelayConfig, Proof, Relay};
use relay_client::{Cursor, RelayClient};
use sandbox::{
    BIND_TOKEN_PATH, Config, Endpoint, Fault, How, Paid, SAMPLE_CLIENT_ID, SAMPLE_CLIENT_SECRET,
    SAMPLE_PRIVATE_KEY, SAMPLE_PUBLIC_KEY, Sandbox, Times, Webhook, WebhookState, Which,
};
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use till::pay::Checkout;
use till::pay::qr::ChargeQr;
use till::ports::{Chance as _, Clock};
use till::settings::Settings;
use till::{Ports, Till, TillError};
use tokio::task::JoinHandle;

/// How long an expected event may take on a busy machine, in seconds: less than
/// a long poll, so that no test passes only because a poll ended.
const PATIENCE_SECS: u64 = 20;
/// The time between two checks, in milliseconds.
const LOOK_MS: u64 = 10;

/// How many rows of a table are played at once, each in a shop of its own.
pub const ROWS_AT_ONCE: usize = 8;

/// The merchant's name at the relay.
pub const MERCHANT: &str = "demo";
const HEADER: &str = "X-Webhook-Secret";
const SECRET: &str = "palabra-de-la-prueba";

/// A minute, in milliseconds.
pub const MINUTE_MS: i64 = 60_000;
/// A time past the end of a QR of ten minutes, in milliseconds.
pub const PAST_QR_MS: i64 = 11 * MINUTE_MS;
/// A time past the cashier's deadline, in milliseconds.
pub const PAST_DEADLINE_MS: i64 = till::errands::DEADLINE_MS + 1_000;

struct Open {
    till: Arc<Till>,
    work: JoinHandle<()>,
}

/// Ends the till's work when its shop is closed.
impl Drop for Open {
    fn drop(&mut self) {
        self.work.abort();
    }
}

/// A till and its neighbours. The fields are dropped in order, and the folder
/// last.
pub struct Shop {
    pub sandbox: Sandbox,
    pub settings: Settings,
    pub clock: Arc<ShopClock>,
    /// The time limits of the client of TotalCoin.
    pub limits: Limits,
    /// The time limits of pagoUno's client for a charge.
    pub charge_limits: Limits,
    open: Option<Open>,
    relay: Option<Relay>,
    pub relay_at: SocketAddr,
    /// The address by which the till reaches the relay, if not the relay's own.
    pub relay_by: Option<SocketAddr>,
    key: SecretString,
    http: Http,
    folder: TempDir,
}

impl Shop {
    /// A shop with everything in it, whose till runs.
    pub async fn open() -> Shop {
        let mut shop = Shop::closed(Config::default()).await;
        shop.start().await;
        shop
    }

    /// Like [`Shop::open`], with these faults before the till's first request.
    pub async fn open_with(faults: &[(Endpoint, Fault, Times)]) -> Shop {
        let mut shop = Shop::closed(Config::default()).await;
        for (endpoint, fault, times) in faults {
            shop.fault(*endpoint, fault.clone(), *times);
        }
        shop.start().await;
        shop
    }

    /// A shop whose relay and stand-in run, and whose till does not run yet.
    pub async fn closed(config: Config) -> Shop {
        let folder = tempfile::tempdir().unwrap();
        let relay = start_relay(&folder, SocketAddr::from(([127, 0, 0, 1], 0))).await;
        let key = relay.add_till(MERCHANT, TillNumber(1)).await.unwrap();
        let relay_at = relay.local_addr();
        let webhook = Some(Webhook {
            url: webhook_url(relay_at),
            header_name: HEADER.to_owned(),
            header_value: SECRET.to_owned(),
        });
        let mut config = Config { webhook, ..config };
        config.pagouno.webhook = Some(Webhook {
            url: format!("http://{relay_at}/webhooks/pagouno/{MERCHANT}/{SECRET}"),
            header_name: String::new(),
            header_value: String::new(),
        });
        let sandbox = Sandbox::start(config).await.unwrap();
        Shop {
            sandbox,
            settings: without_fixed_qr(),
            clock: Arc::new(ShopClock::new()),
            limits: Limits::PROVIDER,
            charge_limits: Limits::PROVIDER,
            open: None,
            relay: Some(relay),
            relay_at,
            relay_by: None,
            key,
            http: Http::new(Limits::PROVIDER).unwrap(),
            folder,
        }
    }

    /// Starts the till on its folder.
    pub async fn start(&mut self) {
        assert!(self.open.is_none(), "the till already runs");
        let ledger = Ledger::open(Opening {
            path: self.ledger_path(),
            seal: seal(),
            now: self.clock.now(),
        })
        .unwrap();
        let credentials = Credentials {
            username: "caja".into(),
            password: "clave".into(),
        };
        let base = BaseUrl::parse(&self.sandbox.base_url()).unwrap();
        let clock = Arc::clone(&self.clock);
        // A test that moves the till's clock lets time pass; it does not make
        // the machine's clock wrong compared with TotalCoin's.
        let now = move || clock.unslept();
        let totalcoin = TotalCoin::with_limits(base, credentials, self.limits, now).unwrap();
        let ports = Ports {
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            chance: Arc::new(MachineChance),
            totalcoin: Some(Arc::new(totalcoin)),
            pagouno: Some(Arc::new(self.pagouno())),
            bind: self
                .settings
                .bind
                .enabled
                .then(|| Arc::new(self.bind()) as _),
            notices: Some(Arc::new(self.relay_client())),
        };
        let till = Arc::new(Till::new(ledger, self.settings.clone(), ports));
        let work = tokio::spawn({
            let till = Arc::clone(&till);
            async move { till.work().await }
        });
        self.open = Some(Open { till, work });
    }

    fn pagouno(&self) -> PagoUno {
        let keys = Keys {
            public: SAMPLE_PUBLIC_KEY.into(),
            private: SAMPLE_PRIVATE_KEY.into(),
            access: BTreeMap::from([("MG-2".to_owned(), "llave".into())]),
        };
        let base = BaseUrl::parse(&self.sandbox.base_url()).unwrap();
        let limits = (self.limits, self.charge_limits);
        let clock = Arc::clone(&self.clock);
        PagoUno::with_limits(base, keys, limits, move || clock.unmoved()).unwrap()
    }

    fn bind(&self) -> Bind {
        let base = BaseUrl::parse(&self.sandbox.base_url()).unwrap();
        let token_url = format!("{}{BIND_TOKEN_PATH}", self.sandbox.base_url());
        let token_url = BaseUrl::parse(&token_url).unwrap();
        let credentials = bind::Credentials {
            client_id: SAMPLE_CLIENT_ID.into(),
            client_secret: SAMPLE_CLIENT_SECRET.into(),
        };
        let clock = Arc::clone(&self.clock);
        let now = move || clock.read();
        Bind::with_limits((base, token_url), "", credentials, self.limits, now).unwrap()
    }

    /// Posts a notice of the house's wallet to the relay.
    pub async fn wallet_notice(&self, body: impl Into<Vec<u8>>) {
        let url = format!("http://{}/webhooks/wallet/{MERCHANT}", self.relay_at);
        let request = Request::post(url, body.into()).header(HEADER, SECRET);
        let answer = self.http.send(request, None).await.unwrap();
        assert_eq!(answer.status, 200);
    }

    /// Kills the till, with everything that it was doing.
    pub async fn kill(&mut self) {
        let mut open = self.open.take().expect("the till runs");
        open.work.abort();
        let ended = (&mut open.work).await;
        assert!(ended.unwrap_err().is_cancelled(), "the workers ended");
        let holders = Arc::strong_count(&open.till);
        assert_eq!(holders, 1, "somebody still holds the till");
    }

    /// A copy of the current ledger, made while the till works.
    pub fn copy(&self) -> PathBuf {
        let copy = self.folder.path().join("copy.sqlite3");
        ledger::backup(&self.ledger_path(), &copy, &[seal()]).unwrap();
        copy
    }

    /// Replaces the closed till's ledger by a copy.
    pub fn restore(&self, copy: &std::path::Path) {
        assert!(self.open.is_none(), "the till still runs");
        let restoring = ledger::Restoring {
            copy,
            anchor: None,
            copy_made_at: self.clock.now(),
            ledger: &self.ledger_path(),
            stamp: "20260101T000000Z",
            seal: seal(),
            seals: &[seal()],
            anchors: &[],
            till: TillNumber(1),
            by: Actor::Counter,
            now: self.clock.now(),
        };
        till::review::restore::restore(restoring).unwrap();
    }

    pub fn till(&self) -> &Till {
        &self.open.as_ref().expect("the till runs").till
    }

    /// The till, for a worker that runs beside it. It has to end before
    /// [`Shop::kill`].
    pub fn shared_till(&self) -> Arc<Till> {
        Arc::clone(&self.open.as_ref().expect("the till runs").till)
    }

    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    fn ledger_path(&self) -> PathBuf {
        self.folder.path().join("ledger.sqlite3")
    }

    fn relay_client(&self) -> RelayClient {
        let relay = self.relay_by.unwrap_or(self.relay_at);
        let base = BaseUrl::parse(&format!("http://{relay}")).unwrap();
        let installation = "esta".to_owned();
        RelayClient::connect(base, self.key.clone(), TillNumber(1), installation).unwrap()
    }

    /// The relay's client for another till of the merchant.
    pub async fn other_till(&self, number: u16) -> RelayClient {
        let till = TillNumber(number);
        let relay = self.relay.as_ref().unwrap();
        let key = relay.add_till(MERCHANT, till).await.unwrap();
        let base = BaseUrl::parse(&format!("http://{}", self.relay_at)).unwrap();
        RelayClient::connect(base, key, till, format!("caja-{number}")).unwrap()
    }

    /// Moves the till's clock. A jump of the clock wakes no sleeper, but a line
    /// in the journal does.
    pub async fn jump(&self, ms: i64) {
        self.clock.jump(ms);
        if let Some(open) = &self.open {
            let (till, now) = (&open.till, self.clock.now());
            let addresses = vec![format!("the clock moved by {ms} ms")];
            let event = TillEvent::AddressesInForce {
                addresses,
                destinations: Vec::new(),
            };
            let noted = till.ledger().write(move |write| {
                Ok::<_, TillError>(write.record_till(&Actor::Till, now, &[event])?)
            });
            noted.await.unwrap();
        }
    }

    /// Cuts or restores the relay's network.
    pub fn cut_relay(&self, away: bool) {
        self.relay.as_ref().unwrap().set_offline(away);
    }

    pub async fn stop_relay(&mut self) {
        self.relay.take().unwrap().shutdown().await;
    }

    pub async fn start_relay_again(&mut self) {
        let relay = start_relay(&self.folder, self.relay_at).await;
        let till = TillNumber(1);
        relay.ensure_till(MERCHANT, till, &self.key).await.unwrap();
        self.relay = Some(relay);
    }

    /// Deletes the relay's store. When the relay starts, its till is registered
    /// again with the same key.
    pub fn forget_relay(&self) {
        assert!(self.relay.is_none(), "the relay still runs");
        std::fs::remove_dir_all(self.folder.path().join("relay")).unwrap();
    }

    /// Stops the stand-in; then nothing listens on its port.
    pub async fn stop_sandbox(&self) {
        self.sandbox.shutdown().await;
    }

    pub async fn start_sandbox_again(&mut self) {
        let config = Config {
            listen: self.sandbox.address(),
            ..Config::default()
        };
        self.sandbox = until("the stand-in's port again", || async {
            Sandbox::start(config.clone()).await.ok()
        })
        .await;
    }

    pub fn fault(&self, endpoint: Endpoint, fault: Fault, times: Times) {
        self.sandbox.add_fault(endpoint, fault, times).unwrap();
    }

    /// Charges this many pesos by QR, as a new sale.
    pub async fn charge(&self, pesos: &str) -> Sale {
        let charge = charge(pesos);
        self.till()
            .take_qr_payment(charge, Actor::Counter)
            .await
            .unwrap()
    }

    /// Like [`Shop::charge`], and waits until the QR is on the screen.
    pub async fn charge_until_waiting(&self, pesos: &str) -> Sale {
        let sale = self.charge(pesos).await;
        self.wait_for(sale.id, "a QR", |sale| last_state(sale) == "waiting")
            .await
    }

    pub async fn sale(&self, sale: SaleId) -> Sale {
        let read = self
            .till()
            .ledger()
            .read(move |read| Ok::<_, TillError>(read.sale(sale)?));
        read.await.unwrap().expect("the sale was made")
    }

    /// The errand of a sale's newest payment.
    pub async fn errand(&self, sale: &Sale) -> ErrandEntry {
        let payment = sale.payments.last().expect("the sale has a payment").id;
        let read = self
            .till()
            .ledger()
            .read(move |read| Ok::<_, TillError>(read.errand_of_payment(payment)?));
        read.await.unwrap().expect("the payment has an errand")
    }

    /// The sale, as soon as `is_so` is true of it.
    pub async fn wait_for(&self, sale: SaleId, what: &str, is_so: impl Fn(&Sale) -> bool) -> Sale {
        let looked = tokio::time::timeout(Duration::from_secs(PATIENCE_SECS), async {
            loop {
                let sale = self.sale(sale).await;
                if is_so(&sale) {
                    return sale;
                }
                tokio::time::sleep(Duration::from_millis(LOOK_MS)).await;
            }
        });
        match looked.await {
            Ok(sale) => sale,
            Err(_) => panic!("never {what}: {:#?}", self.sale(sale).await),
        }
    }

    /// Lets the customer pay one payment of a sale; the first is 0.
    pub async fn pay(&self, sale: &Sale, nth: usize, how: &How) -> Paid {
        let which = Which::OperationId(sale.payments[nth].id.to_string());
        self.sandbox.pay(&which, how).await.unwrap()
    }

    /// Posts a webhook's body to the relay.
    pub async fn notice(&self, body: impl Into<Vec<u8>>) {
        let request = Request::post(webhook_url(self.relay_at), body.into()).header(HEADER, SECRET);
        let answer = self.http.send(request, None).await.unwrap();
        assert_eq!(answer.status, 200);
    }

    /// Waits until the till has read everything sent so far.
    pub async fn hear_all(&self) {
        until("every webhook at the relay", || async {
            let sent = self.sandbox.webhooks();
            let all = sent.iter().all(|it| it.state == WebhookState::Delivered);
            all.then_some(())
        })
        .await;
        let (mut after, mut last) = (Cursor::START, Cursor::START);
        loop {
            let page = self.relay_client().notices(after, 0).await.unwrap();
            last = page.notices.last().map_or(last, |notice| notice.cursor);
            after = page.next;
            if page.read_to_end {
                break;
            }
        }
        until("the till at the end of its notices", || async {
            let read = self
                .till()
                .ledger()
                .read(|read| Ok::<_, TillError>(read.cursor(till::listen::CURSOR)?));
            let cursor = read.await.unwrap();
            let cursor = cursor.map_or(Cursor::START, |text| text.parse().unwrap());
            (cursor >= last).then_some(())
        })
        .await;
    }

    /// The journal, from its first line.
    pub async fn journal(&self) -> Vec<Entry> {
        let read = self
            .till()
            .ledger()
            .read(|read| Ok::<_, TillError>(read.entries_after(0, 10_000)?));
        read.await.unwrap()
    }

    /// Every stray in the journal, oldest first.
    pub async fn strays(&self) -> Vec<Stray> {
        let mut ids = Vec::new();
        for entry in self.journal().await {
            if let domain::Event::Stray(id, _) = entry.event
                && !ids.contains(&id)
            {
                ids.push(id);
            }
        }
        let read = self.till().ledger().read(move |read| {
            let mut strays = Vec::new();
            for id in &ids {
                strays.extend(read.stray(id)?);
            }
            Ok::<_, TillError>(strays)
        });
        read.await.unwrap()
    }

    pub async fn tray_count(&self) -> u64 {
        let read = self
            .till()
            .ledger()
            .read(|read| Ok::<_, TillError>(read.tray_count()?));
        read.await.unwrap()
    }

    /// Verifies the ledger's file with its seal and its own journal.
    pub fn verify(&self) {
        let report = ledger::verify(&self.ledger_path(), &[seal()]).unwrap();
        assert!(report.is_clean(), "{report:#?}");
    }
}

/// A checkout of a new sale, with a request of its own.
pub fn checkout() -> Checkout {
    let bytes = MachineChance.eight_bytes();
    Checkout::new(format!("{:016x}", u64::from_be_bytes(bytes)))
}

/// A charge by QR of a new sale.
pub fn charge(pesos: &str) -> ChargeQr {
    ChargeQr {
        checkout: checkout(),
        amount: pesos_of(pesos),
        payer_dni: None,
    }
}

pub fn pesos_of(text: &str) -> Money {
    Money::from_decimal_pesos(text).unwrap()
}

/// The person with this number in a test.
pub fn person(number: u8) -> PersonId {
    PersonId::new(domain::UnixMs(0), [number; 8], TillNumber(1))
}

pub fn manager() -> Actor {
    Actor::Person {
        id: person(1),
        role: Role::Manager,
    }
}

/// The state of a sale's newest payment.
pub fn last_state(sale: &Sale) -> &'static str {
    sale.payments
        .last()
        .map_or("none", |payment| payment.state.as_str())
}

/// Checks repeatedly for something that must come.
pub async fn until<T, F: Future<Output = Option<T>>>(what: &str, look: impl Fn() -> F) -> T {
    let looked = tokio::time::timeout(Duration::from_secs(PATIENCE_SECS), async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(LOOK_MS)).await;
        }
    });
    match looked.await {
        Ok(found) => found,
        Err(_) => panic!("never {what}"),
    }
}

/// Settings whose till makes no fixed QR by itself, so that the stand-in has
/// only a test's own orders.
fn without_fixed_qr() -> Settings {
    let mut settings = Settings::default();
    settings.totalcoin.fixed_qr_days = 0;
    settings
}

fn seal() -> Seal {
    Seal::from_bytes([7; Seal::BYTES])
}

fn webhook_url(relay_at: SocketAddr) -> String {
    format!("http://{relay_at}/webhooks/totalcoin/{MERCHANT}")
}

async fn start_relay(folder: &TempDir, at: SocketAddr) -> Relay {
    let path = folder.path().join("relay");
    until("the relay's port", || async {
        let proof = Proof::Header {
            name: HEADER.to_owned(),
            secret: SECRET.into(),
        };
        let config = RelayConfig::new(at, &path)
            .route(MERCHANT, Provider::Totalcoin, proof.clone())
            .route(MERCHANT, Provider::Wallet, proof)
            .route(MERCHANT, Provider::Pagouno, Proof::PathToken(SECRET.into()));
        Relay::start(config).await.ok()
    })
    .await
}
