//! Practice: the stand-ins for the providers and the relay run inside the app,
//! on loopback, and the drawer acts as the customer.

use super::practice_cards::{self, Next};
use super::practice_wallet::{self, Wallet};
use super::practice_week;
use super::world::World;
use super::{Beside, ComposeError};
use crate::data::folder::Folder;
use crate::machine::chance;
use crate::machine::clock::SystemClock;
use api::dto::{PracticeAction, PracticeView};
use api::{PlayedPayment, Practice, PracticeError};
use async_trait::async_trait;
use domain::{PaymentId, Provider, TillNumber};
use providers::pagouno::{Keys, PagoUno};
use providers::totalcoin::{Credentials, TotalCoin};
use providers::{BaseUrl, Network};
use relay::{Config as RelayConfig, Proof, Relay};
use relay_client::RelayClient;
use sandbox::{
    Config, Ending, Endpoint, Fault, How, PreOrderState, SAMPLE_PRIVATE_KEY, SAMPLE_PUBLIC_KEY,
    Sandbox, Times, Webhook, Which,
};
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use till::ports::{Clock as _, NetworkCheck};
use till::settings::Settings;
use tokio::task::JoinSet;

/// The practice merchant's name at the relay.
const MERCHANT: &str = "practica";
/// The header in which the stand-in sends the relay's secret.
const HEADER: &str = "X-Webhook-Secret";
/// How often a customer who pays late checks whether it is late, in
/// milliseconds.
const LATE_LOOK_MS: u64 = 500;
/// How long such a customer waits at most, in seconds.
const LATE_WAIT_SECS_MAX: u64 = 24 * 3600;

/// The customer of the practice drawer, with the stand-ins around them.
pub(crate) struct Customer {
    pub(super) sandbox: Sandbox,
    relay: Relay,
    pub(super) wallet: Wallet,
    /// The customers who pay late. They end with this customer.
    late: Mutex<JoinSet<()>>,
}

pub(crate) async fn world(
    folder: &Folder,
    settings: &mut Settings,
    clock: &Arc<SystemClock>,
) -> Result<World, ComposeError> {
    let secret = chance::hex::<32>();
    let relay = relay(folder, &secret).await?;
    let key = SecretString::from(chance::hex::<32>());
    let number = TillNumber(settings.till.number);
    relay
        .ensure_till(MERCHANT, number, &key)
        .await
        .map_err(|error| ComposeError::Relay(error.to_string()))?;
    let relay_url = format!("http://{}", relay.local_addr());
    let sandbox = sandbox(folder, &relay_url, secret).await?;
    let machine = |error: String| ComposeError::Machine(error);
    let credentials = Credentials {
        username: "practica".to_owned().into(),
        password: chance::hex::<8>().into(),
    };
    let now = Arc::clone(clock);
    let base = BaseUrl::parse(&sandbox.base_url()).map_err(|error| machine(error.to_string()))?;
    let totalcoin = TotalCoin::new(base, credentials, move || now.read())
        .map_err(|error| machine(error.to_string()))?;
    let keys = Keys {
        public: SAMPLE_PUBLIC_KEY.to_owned().into(),
        private: SAMPLE_PRIVATE_KEY.to_owned().into(),
        access: BTreeMap::new(),
    };
    let now = Arc::clone(clock);
    let base = BaseUrl::parse(&sandbox.base_url()).map_err(|error| machine(error.to_string()))?;
    let pagouno =
        PagoUno::new(base, keys, move || now.now()).map_err(|error| machine(error.to_string()))?;
    let wallet = Wallet::of(folder, settings);
    let bind = match wallet.on {
        true => {
            practice_wallet::fill(&mut settings.bind, &sandbox);
            Some(practice_wallet::client(&sandbox, clock)?)
        }
        false => None,
    };
    let relay_base = BaseUrl::parse(&relay_url).map_err(|error| machine(error.to_string()))?;
    let client = RelayClient::connect(relay_base, key, number, chance::hex::<8>())
        .map_err(|error| machine(error.to_string()))?;
    Ok(World {
        totalcoin: Some(Arc::new(totalcoin)),
        pagouno: Some(Arc::new(pagouno)),
        bind,
        notices: Some(Arc::new(client)),
        test_environment: false,
        addresses: vec!["practice".to_owned()],
        destinations: Vec::new(),
        unconfirmed: Vec::new(),
        bands: Vec::new(),
        beside: Beside::Customer(Arc::new(Customer {
            sandbox,
            relay,
            wallet,
            late: Mutex::default(),
        })),
    })
}

/// The relay inside the app, with a route for each sender of notices.
async fn relay(folder: &Folder, secret: &str) -> Result<Relay, ComposeError> {
    let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let by_header = || Proof::Header {
        name: HEADER.to_owned(),
        secret: secret.to_owned().into(),
    };
    // At pagoUno only the webhook's address can be set, so the secret is a part
    // of it.
    let by_path = Proof::PathToken(secret.to_owned().into());
    let config = RelayConfig::new(here, folder.practice_relay())
        .route(MERCHANT, Provider::Totalcoin, by_header())
        .route(MERCHANT, Provider::Pagouno, by_path)
        .route(MERCHANT, Provider::Wallet, by_header());
    let relay = Relay::start(config).await;
    relay.map_err(|error| ComposeError::Relay(error.to_string()))
}

/// The stand-ins, which send their notices to that relay.
async fn sandbox(
    folder: &Folder,
    relay_url: &str,
    secret: String,
) -> Result<Sandbox, ComposeError> {
    let by_header = |provider: Provider| Webhook {
        url: format!("{relay_url}/webhooks/{}/{MERCHANT}", provider.as_str()),
        header_name: HEADER.to_owned(),
        header_value: secret.clone(),
    };
    let hints = Webhook {
        url: format!("{relay_url}/webhooks/pagouno/{MERCHANT}/{secret}"),
        header_name: String::new(),
        header_value: String::new(),
    };
    let sandbox = Sandbox::start(Config {
        webhook: Some(by_header(Provider::Totalcoin)),
        pagouno: sandbox::PagoUno {
            webhook: Some(hints),
            ..sandbox::PagoUno::default()
        },
        wallet_webhook: Some(by_header(Provider::Wallet)),
        state_file: Some(folder.practice_customer()),
        ..Config::default()
    });
    let sandbox = sandbox.await;
    sandbox.map_err(|error| ComposeError::Machine(error.to_string()))
}

/// The drawer's "cut the network" is a shop without internet.
impl NetworkCheck for Customer {
    fn network(&self) -> Network {
        if self.sandbox.is_offline() {
            Network::WithoutInternet
        } else {
            Network::Local
        }
    }
}

impl Customer {
    /// Ends practice: the stand-ins stop in an orderly way.
    pub(crate) async fn leave(self) {
        drop(self.late);
        self.sandbox.shutdown().await;
        self.relay.shutdown().await;
    }

    /// The pre-order of a payment; the newest one if no payment is named.
    fn order(&self, payment: Option<PaymentId>) -> Result<sandbox::PreOrder, PracticeError> {
        match payment {
            Some(payment) => self
                .sandbox
                .pre_order(&Which::OperationId(payment.to_string())),
            None => self
                .sandbox
                .pre_orders()
                .into_iter()
                .filter(|order| !is_fixed(order))
                .max_by_key(|order| order.id),
        }
        .ok_or(PracticeError::NothingToPay)
    }

    /// The newest fixed QR.
    fn fixed_qr(&self) -> Option<sandbox::PreOrder> {
        let orders = self.sandbox.pre_orders().into_iter();
        orders.filter(is_fixed).max_by_key(|order| order.id)
    }

    /// Plays the action of a card; `None` if the action is a QR's.
    async fn play_card(
        &self,
        action: PracticeAction,
        payment: Option<PaymentId>,
    ) -> Option<Result<(), PracticeError>> {
        let sandbox = &self.sandbox;
        Some(match action {
            PracticeAction::CardApprove => {
                practice_cards::end(sandbox, payment, Ending::Approve).await
            }
            PracticeAction::CardDecline => {
                match practice_cards::end(sandbox, payment, Ending::Decline).await {
                    Ok(()) => Ok(()),
                    Err(PracticeError::NothingToPay) => {
                        practice_cards::bend(sandbox, Next::Declined)
                    }
                }
            }
            PracticeAction::CardLoseAnswer => practice_cards::bend(sandbox, Next::AnswerLost),
            PracticeAction::CardNoticeLate => practice_cards::bend(sandbox, Next::NoticeLate),
            PracticeAction::CardNoticeLost => practice_cards::bend(sandbox, Next::NoticeLost),
            PracticeAction::CardNotify => practice_cards::notify(sandbox, payment).await,
            PracticeAction::Pay
            | PracticeAction::PayLate
            | PracticeAction::PayShort
            | PracticeAction::PayOver
            | PracticeAction::PayTwice
            | PracticeAction::PayFixed
            | PracticeAction::Reject
            | PracticeAction::LoseAnswer
            | PracticeAction::WalletPay
            | PracticeAction::WalletLate
            | PracticeAction::WalletShort
            | PracticeAction::WalletByOrder
            | PracticeAction::WalletReject
            | PracticeAction::WalletReturn
            | PracticeAction::BindFail => return None,
        })
    }

    /// A customer who does it later, unless practice ends before.
    pub(super) fn later(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut late = self.late.lock().unwrap_or_else(PoisonError::into_inner);
        late.spawn(work);
    }

    /// Pays as soon as the QR's time is up, or the till no longer waits.
    fn pay_when_late(&self, order: &sandbox::PreOrder) {
        let (sandbox, id) = (self.sandbox.clone(), order.id);
        self.later(async move {
            let looks = LATE_WAIT_SECS_MAX * 1_000 / LATE_LOOK_MS;
            for _ in 0..looks {
                let Some(order) = sandbox.pre_order(&Which::Id(id)) else {
                    return;
                };
                if order.state != PreOrderState::Open {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(LATE_LOOK_MS)).await;
            }
            if let Err(error) = sandbox.pay(&Which::Id(id), &How::Late).await {
                tracing::info!(%error, "the customer could not pay late");
            }
        });
    }
}

#[async_trait]
impl Practice for Customer {
    async fn play(
        &self,
        action: PracticeAction,
        payment: Option<PlayedPayment>,
    ) -> Result<(), PracticeError> {
        let id = payment.as_ref().map(|payment| payment.id);
        if let Some(played) = self.play_card(action, id).await {
            return played;
        }
        if let Some(played) = practice_wallet::play(self, action, payment.as_ref()).await {
            return played;
        }
        if action == PracticeAction::LoseAnswer {
            let once = Times::Next(1);
            return self
                .sandbox
                .add_fault(Endpoint::PreOrder, Fault::DropAfter, once)
                .map_err(|_| PracticeError::NothingToPay);
        }
        let over = payment.is_some_and(|payment| payment.is_over);
        let order = self.order(id)?;
        let part = order.amount_centavos / 2;
        let how = match action {
            PracticeAction::Pay => How::Exact,
            PracticeAction::PayLate if order.state == PreOrderState::Open && !over => {
                self.pay_when_late(&order);
                return Ok(());
            }
            PracticeAction::PayLate => How::Late,
            PracticeAction::PayShort => How::Short { by_centavos: part },
            PracticeAction::PayOver => How::Over {
                by_centavos: 10_000,
            },
            PracticeAction::PayTwice => How::SecondReference,
            PracticeAction::Reject => How::Estado {
                estado: "RECHAZADO".to_owned(),
            },
            PracticeAction::LoseAnswer
            | PracticeAction::PayFixed
            | PracticeAction::CardApprove
            | PracticeAction::CardDecline
            | PracticeAction::CardLoseAnswer
            | PracticeAction::CardNoticeLate
            | PracticeAction::CardNoticeLost
            | PracticeAction::CardNotify
            | PracticeAction::WalletPay
            | PracticeAction::WalletLate
            | PracticeAction::WalletShort
            | PracticeAction::WalletByOrder
            | PracticeAction::WalletReject
            | PracticeAction::WalletReturn
            | PracticeAction::BindFail => return Err(PracticeError::NothingToPay),
        };
        let paid = self.sandbox.pay(&Which::Id(order.id), &how).await;
        paid.map(drop).map_err(|error| {
            tracing::info!(%error, "the customer could not pay");
            PracticeError::NothingToPay
        })
    }

    async fn pay_fixed_qr(&self, amount_centavos: i64) -> Result<(), PracticeError> {
        let order = self.fixed_qr().ok_or(PracticeError::NothingToPay)?;
        let how = How::Amount { amount_centavos };
        let paid = self.sandbox.pay(&Which::Id(order.id), &how).await;
        paid.map(drop).map_err(|error| {
            tracing::info!(%error, "the customer could not pay the fixed QR");
            PracticeError::NothingToPay
        })
    }

    fn set_offline(&self, offline: bool) {
        self.sandbox.set_offline(offline);
        self.relay.set_offline(offline);
    }

    fn view(&self) -> PracticeView {
        let lose = |waiting: &sandbox::WaitingFault| {
            waiting.endpoint == Endpoint::PreOrder && waiting.fault == Fault::DropAfter
        };
        PracticeView {
            offline: self.sandbox.is_offline(),
            lose_next_answer: self.sandbox.faults().iter().any(lose),
            fixed_qr: self.fixed_qr().is_some(),
            cards: practice_cards::view(&self.sandbox),
            wallet: practice_wallet::view(self.wallet, &self.sandbox),
            people: practice_week::people(),
        }
    }
}

/// Whether it is a fixed QR's, under which the customer types any amount.
fn is_fixed(order: &sandbox::PreOrder) -> bool {
    order.open_amount
}
