//! What the drawer's customer does with the house's wallet, and what the till
//! would hear of it.

use super::super::Beside;
use super::super::practice;
use super::*;
use api::{PlayedQr, Practice as _};
use domain::{Money, PaymentId, TillNumber, UnixMs};
use sandbox::{Provider, SentWebhook, WebhookState};
use tokio::time::Instant;

/// Longer than a notice takes to reach the relay on a busy machine.
const DELIVERY_MAX: Duration = Duration::from_secs(20);

struct Drawer {
    customer: Arc<Customer>,
    qr_text: String,
    /// The order that the till reads of it; empty without Bind.
    order: String,
    _kept: tempfile::TempDir,
}

impl Drawer {
    async fn open(text: &str) -> Drawer {
        let kept = tempfile::tempdir().unwrap();
        let folder = Folder::at(kept.path().to_owned());
        let mut settings = Settings::read(text).unwrap();
        let clock = Arc::new(SystemClock::new());
        let world = practice::world(&folder, &mut settings, &clock).await;
        let world = world.unwrap();
        assert_eq!(world.bind.is_some(), settings.bind.enabled);
        let qr_text = settings.bind.qr_text;
        let order = match &world.bind {
            Some(bind) => bind.read_qr(&qr_text).await.unwrap().order.unwrap(),
            None => String::new(),
        };
        let Beside::Customer(customer) = world.beside else {
            panic!("practice has a customer");
        };
        Drawer {
            customer,
            qr_text,
            order,
            _kept: kept,
        }
    }

    /// A payment of $ 1.500,50 by the wallet's QR.
    fn payment(&self, is_over: bool) -> PlayedPayment {
        let at = SystemClock::new().now();
        PlayedPayment {
            id: PaymentId::new(at, [7; 8], TillNumber(1)),
            charged: Money::from_centavos(150_050).unwrap(),
            qr: Some(PlayedQr {
                order: self.order.clone(),
                expires_at: at,
            }),
            is_over,
        }
    }

    async fn play(
        &self,
        action: PracticeAction,
        payment: &PlayedPayment,
    ) -> Result<(), PracticeError> {
        self.customer.play(action, Some(payment.clone())).await
    }

    fn last(&self) -> WalletPayment {
        self.customer.sandbox.wallet_payments().pop().unwrap()
    }

    /// The notices, as soon as the relay has them all.
    async fn delivered(&self) -> Vec<SentWebhook> {
        let begun = Instant::now();
        loop {
            let sent = self.customer.sandbox.webhooks();
            if sent.iter().all(|it| it.state == WebhookState::Delivered) {
                return sent;
            }
            assert!(begun.elapsed() < DELIVERY_MAX, "{sent:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

const BIND: &str = "[bind]\nenabled = true\nwallet_id = \"W-9\"\nqr_text = \"del negocio\"\n\
     word_paid = \"PAGADA\"\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_wallets_customer_pays_rejects_and_takes_back() {
    let drawer = Drawer::open(BIND).await;
    let payment = drawer.payment(false);
    let ours = Some(payment.id.to_string());
    for (action, state, centavos, id) in [
        (
            PracticeAction::WalletReject,
            WalletState::Rejected,
            150_050,
            &ours,
        ),
        (
            PracticeAction::WalletShort,
            WalletState::Paid,
            75_025,
            &ours,
        ),
        (PracticeAction::WalletPay, WalletState::Paid, 150_050, &ours),
        (
            PracticeAction::WalletByOrder,
            WalletState::Paid,
            150_050,
            &None,
        ),
    ] {
        drawer.play(action, &payment).await.unwrap();
        let last = drawer.last();
        assert_eq!((&last.state, last.amount_centavos), (&state, centavos));
        assert_eq!(&last.payment_id, id, "{action:?}");
        assert_eq!(last.order_id, drawer.order);
    }
    // What was paid last goes back first, and nothing goes back twice.
    let paid = drawer.customer.sandbox.wallet_payments();
    let back = PracticeAction::WalletReturn;
    for paid in paid.iter().rev().take(3) {
        drawer.play(back, &payment).await.unwrap();
        let last = drawer.last();
        assert_eq!(last.state, WalletState::Returned);
        assert_eq!(last.reference, paid.reference);
    }
    let nothing = drawer.play(back, &payment).await;
    assert_eq!(nothing, Err(PracticeError::NothingToPay));
    let sent = drawer.delivered().await;
    assert_eq!(sent.len(), 7);
    assert!(sent.iter().all(|it| it.provider == Provider::Wallet));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_late_customer_pays_after_the_end() {
    let drawer = Drawer::open(BIND).await;
    let late = PracticeAction::WalletLate;
    drawer.play(late, &drawer.payment(false)).await.unwrap();
    assert!(drawer.customer.sandbox.wallet_payments().is_empty());
    let begun = Instant::now();
    while drawer.customer.sandbox.wallet_payments().is_empty() {
        assert!(begun.elapsed() < DELIVERY_MAX);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let waited = begun.elapsed().as_millis();
    assert!(
        waited >= u128::from(LATE_MS.unsigned_abs()) - 500,
        "{waited}"
    );
    // Once the till no longer waits, it is late already.
    drawer.play(late, &drawer.payment(true)).await.unwrap();
    assert_eq!(drawer.customer.sandbox.wallet_payments().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_wallets_qr_can_be_paid_with_it() {
    let drawer = Drawer::open(BIND).await;
    let without = PlayedPayment {
        qr: None,
        ..drawer.payment(false)
    };
    let other = PlayedPayment {
        qr: Some(PlayedQr {
            order: "61000123".to_owned(),
            expires_at: UnixMs(0),
        }),
        ..drawer.payment(false)
    };
    for payment in [without, other] {
        for action in [
            PracticeAction::WalletPay,
            PracticeAction::WalletLate,
            PracticeAction::WalletByOrder,
            PracticeAction::WalletReturn,
        ] {
            let refused = drawer.play(action, &payment).await;
            assert_eq!(refused, Err(PracticeError::NothingToPay), "{action:?}");
        }
    }
    let nobody = drawer.customer.play(PracticeAction::WalletPay, None).await;
    assert_eq!(nobody, Err(PracticeError::NothingToPay));
    assert!(drawer.customer.sandbox.wallet_payments().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_report_fails_where_practice_has_bind() {
    let drawer = Drawer::open(BIND).await;
    assert!(!drawer.customer.view().wallet.fail_next_report);
    let fail = PracticeAction::BindFail;
    drawer.customer.play(fail, None).await.unwrap();
    let view = drawer.customer.view().wallet;
    assert_eq!((view.on, view.by_settings), (true, true));
    assert!(view.fail_next_report);
    let without = Drawer::open("").await;
    let refused = without.customer.play(fail, None).await;
    assert_eq!(refused, Err(PracticeError::NothingToPay));
    let view = without.customer.view().wallet;
    assert_eq!((view.on, view.by_settings), (false, false));
    assert_eq!(without.qr_text, "");
}

#[test]
fn names_of_the_shop_stay_and_its_qr_and_words_do_not() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sandbox = runtime.block_on(Sandbox::start(sandbox::Config::default()));
    let sandbox = sandbox.unwrap();
    let mut settings = Settings::read(BIND).unwrap();
    fill(&mut settings.bind, &sandbox);
    let it = &settings.bind;
    assert_eq!(
        (it.wallet_id.as_str(), it.till_code.as_str()),
        ("W-9", "CAJA-1")
    );
    assert_eq!(it.word_paid, BindSettings::default().word_paid);
    assert_eq!(it.qr_text, sandbox.bind_qr_text());
}
