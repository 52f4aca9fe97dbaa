//! Cards, cash and plans as a window requests them, without a window: over a
//! real live shop in a folder, with the stand-in for pagoUno and the relay
//! inside the app.

mod alone;
mod kept;
mod sold;

use crate::data::folder::Folder;
use crate::data::secrets;
use crate::shop::running::RunningShop;
use crate::shop::windows::NoWindows;
use api::dto::{
    CardAsk, ChargeCard, Checkout, DocumentType, Done, FirstManager, PaymentView, SaleRef,
    SaleView, TimelineView, Typed,
};
use api::{ApiError, TillApi};
use sandbox::{Config, Endpoint, Fault, Sandbox, Times, Webhook};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The last segment of pagoUno's webhook.
const PATH_TOKEN: &str = "un-secreto-del-camino";
/// The manager's PIN.
const PIN: &str = "471199";
/// How long a payment may take to end, in milliseconds.
const END_MS_MAX: u64 = 20_000;
/// Approved by the stand-in; the security code has four digits.
const AMEX: &str = "378282246310005";
const VISA: &str = "4111111111111111";
const DENIED: &str = "5105105105105100";

struct Shop {
    kept: tempfile::TempDir,
    shop: Arc<RunningShop>,
    sandbox: Sandbox,
}

impl Shop {
    async fn open() -> Shop {
        let kept = tempfile::tempdir().unwrap();
        let sandbox = Sandbox::start(Config::default()).await.unwrap();
        let folder = Folder::at(kept.path().join("data"));
        std::fs::create_dir(folder.path()).unwrap();
        let text = format!(
            "mode = \"live\"\n[totalcoin]\nbase_url = \"{0}\"\ndefault_dni = \"27594189\"\n\
             [pagouno]\nbase_url = \"{0}\"\nmerchant_code_group = \"MG-03207\"\n\
             seller_code = \"P1C1C1\"\nseller_name = \"Teatro Uno\"\n\
             [relay]\nurl = \"built-in\"\n[secrets]\nstore = \"file\"\n",
            sandbox.base_url()
        );
        std::fs::write(folder.settings_file().path(), text).unwrap();
        let relay = format!(
            "listen = \"127.0.0.1:0\"\ndata_dir = \"{}\"\n\
             [merchants.demo.webhooks.totalcoin]\nheader = \"X-Secret\"\nsecret = \"otro-secreto-de-prueba\"\n\
             [merchants.demo.webhooks.pagouno]\npath_token = \"{PATH_TOKEN}\"\n",
            kept.path().join("relay").display()
        );
        std::fs::write(folder.path().join("relay.toml"), relay).unwrap();
        let settings = folder.settings().unwrap();
        let store = secrets::store(&folder, &settings).unwrap();
        for (name, value) in [
            ("totalcoin.username", "caja"),
            ("totalcoin.password", "una-clave"),
            ("pagouno.public_key", sandbox::SAMPLE_PUBLIC_KEY),
            ("pagouno.private_key", sandbox::SAMPLE_PRIVATE_KEY),
        ] {
            store.set(name, &value.to_owned().into()).await.unwrap();
        }
        let shop = RunningShop::new(folder, Arc::new(NoWindows::default()));
        shop.open(settings).await.unwrap();
        let relay = shop.relay_inside().await.unwrap();
        sandbox.set_pagouno_webhook(Some(Webhook {
            url: format!("http://{relay}/webhooks/pagouno/demo/{PATH_TOKEN}"),
            header_name: String::new(),
            header_value: String::new(),
        }));
        Shop {
            kept,
            shop,
            sandbox,
        }
    }

    async fn till_api(&self) -> Arc<TillApi> {
        self.shop.answering().await.unwrap()
    }

    async fn name_manager(&self) {
        let first = FirstManager {
            name: "Ana".to_owned(),
            pin: PIN.to_owned(),
        };
        self.till_api()
            .await
            .name_first_manager(first)
            .await
            .unwrap();
    }

    fn fault(&self, endpoint: Endpoint, fault: Fault) {
        self.sandbox
            .add_fault(endpoint, fault, Times::Next(1))
            .unwrap();
    }

    async fn charge(&self, cards: Vec<CardAsk>) -> Result<SaleView, ApiError> {
        let charged = self.till_api().await.charge_card(charge(cards)).await;
        Ok(self.sale(charged?).await)
    }

    /// The sale that a request was about.
    async fn sale(&self, done: Done) -> SaleView {
        self.timeline(&done.sale).await.sale
    }

    async fn timeline(&self, sale: &str) -> TimelineView {
        let sale = sale.to_owned();
        let asked = self.till_api().await.timeline(SaleRef { sale }).await;
        asked.unwrap()
    }

    /// The last payment of a sale, after its charge was answered.
    async fn ended(&self, sale: &str) -> PaymentView {
        for _ in 0..END_MS_MAX / 20 {
            let timeline = self.timeline(sale).await;
            let payment = timeline.sale.payments.last().unwrap().clone();
            use api::dto::PaymentState as S;
            if !matches!(payment.state, S::Requested | S::Sent) {
                return payment;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{sale} is still on its way");
    }

    /// The bodies of the charges that reached pagoUno.
    fn charges(&self) -> Vec<serde_json::Value> {
        let received = self.sandbox.pagouno_received();
        let charges = received
            .iter()
            .filter(|it| it.endpoint == Endpoint::PagounoPurchasegroup);
        charges
            .map(|it| serde_json::from_str(&it.body).unwrap())
            .collect()
    }
}

fn typed(text: &str) -> Typed {
    Typed(text.to_owned().into())
}

/// A checkout of a new sale, with a request of its own.
fn checkout() -> Checkout {
    static LAST: AtomicU32 = AtomicU32::new(0);
    Checkout {
        request_id: format!("pedido-{}", LAST.fetch_add(1, Ordering::SeqCst)),
        ..Checkout::default()
    }
}

fn card(number: &str, plan: &str, amount_centavos: i64) -> CardAsk {
    let cvv = if number == AMEX { "7391" } else { "907" };
    CardAsk {
        number: typed(number),
        expiry: typed("12/48"),
        cvv: typed(cvv),
        holder: typed("Juana Azurduy"),
        document_type: DocumentType::Dni,
        document: typed("27.594.189"),
        plan: plan.to_owned(),
        amount_centavos,
        total_centavos: None,
        count: None,
        cftea_bp: None,
    }
}

fn charge(cards: Vec<CardAsk>) -> ChargeCard {
    ChargeCard {
        checkout: checkout(),
        cards,
        pin: None,
    }
}
