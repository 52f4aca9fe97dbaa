//! The drawer's switch for the house's wallet: practice opens with Bind, and
//! neither the settings nor live change.

use super::tests::Opened;
use api::ErrorCode;
use api::dto::{
    AskReports, ChargeWallet, Checkout, PaymentState, PaymentView, PracticeAction, PracticePlay,
    ReportOutcome, ReportState, ReportView, ReportsShown, Snapshot, SwitchPracticeWallet,
};
use std::time::Duration;
use tokio::time::Instant;

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

const PRACTICE: &str = "[secrets]\nstore = \"file\"\n";

impl Opened {
    async fn practised(&self) -> Snapshot {
        let till_api = self.shop.answering().await.unwrap();
        till_api.snapshot(()).await.unwrap()
    }

    /// Charges $ 1.500,50 to the wallet; the payment's id once its QR is shown.
    async fn charge(&self, request_id: &str) -> String {
        let charge = ChargeWallet {
            checkout: Checkout {
                request_id: request_id.to_owned(),
                ..Checkout::default()
            },
            amount_centavos: 150_050,
            pin: None,
        };
        let till_api = self.shop.answering().await.unwrap();
        let sale = till_api.charge_wallet(charge).await.unwrap().sale;
        let snapshot = till_api.snapshot(()).await.unwrap();
        let sale = snapshot
            .sales
            .iter()
            .find(|known| known.id == sale)
            .unwrap();
        let id = sale.payments[0].id.clone();
        self.until(&id, |payment| payment.state == PaymentState::Waiting)
            .await;
        id
    }

    async fn until(&self, id: &str, there: impl Fn(&PaymentView) -> bool) {
        let begun = Instant::now();
        loop {
            let snapshot = self.practised().await;
            let mut payments = snapshot.sales.iter().flat_map(|sale| &sale.payments);
            let payment = payments.find(|payment| payment.id == id).unwrap();
            if there(payment) {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "{payment:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn play(&self, action: PracticeAction, payment: &str) {
        let takes = PracticePlay {
            action,
            payment: Some(payment.to_owned()),
            amount_centavos: None,
        };
        let till_api = self.shop.answering().await.unwrap();
        till_api.practice_play(takes).await.unwrap();
    }

    /// The reports of that payment, as soon as none of them is owed.
    async fn reported(&self, payment: &str, count: usize) -> Vec<ReportView> {
        let begun = Instant::now();
        loop {
            let ask = AskReports {
                from: Some("2026-01-01".to_owned()),
                to: Some("2099-12-31".to_owned()),
                shown: ReportsShown::All,
                after: None,
            };
            let till_api = self.shop.answering().await.unwrap();
            let page = till_api.reports(ask).await.unwrap();
            // Those that wait for a person stand apart.
            let mut rows = [page.needs, page.rows].concat();
            rows.retain(|row| row.payment == payment);
            let is_done = |row: &ReportView| row.state != ReportState::Owed;
            if rows.len() == count && rows.iter().all(is_done) {
                return rows;
            }
            assert!(begun.elapsed() < PATIENCE, "{rows:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn switch(&self, on: bool) {
        let takes = SwitchPracticeWallet { on };
        let switched = self
            .settings_api()
            .await
            .switch_practice_wallet(takes)
            .await;
        switched.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn practice_has_the_wallet_only_while_it_is_switched_on() {
    let opened = Opened::open(PRACTICE).await;
    let before = opened.practised().await;
    assert!(before.lights.bind.is_none());
    assert!(!before.practice.unwrap().wallet.on);

    opened.switch(true).await;
    let during = opened.practised().await;
    assert!(during.lights.bind.is_some());
    let wallet = during.practice.unwrap().wallet;
    assert_eq!((wallet.on, wallet.by_settings), (true, false));
    let till = opened.shop.till_for_tests().await;
    let bind = &till.settings().bind;
    assert!(bind.enabled && till.bind().is_some());
    for filled in [&bind.qr_text, &bind.wallet_id, &bind.processor_name] {
        assert!(!filled.is_empty());
    }
    drop(till);
    // The screen of settings and the file say what the shop set.
    let view = opened.settings_api().await.settings(()).await.unwrap();
    assert!(!view.values.bind.enabled && view.values.bind.qr_text.is_empty());
    assert_eq!(opened.practised().await.settings_outside, None);
    let file = opened.shop.folder().settings_file();
    assert_eq!(file.read().unwrap(), PRACTICE);

    // Practice goes on with it after a restart, until it is switched off.
    let settings = opened.shop.folder().settings().unwrap();
    opened.shop.open(settings).await.unwrap();
    assert!(opened.practised().await.practice.unwrap().wallet.on);
    opened.switch(false).await;
    let after = opened.practised().await;
    assert!(after.lights.bind.is_none());
    assert!(!after.practice.unwrap().wallet.on);
    opened.switch(false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_settings_alone_give_practice_the_wallet_too() {
    let opened = Opened::open(&format!("{PRACTICE}[bind]\nenabled = true\n")).await;
    let snapshot = opened.practised().await;
    assert!(snapshot.lights.bind.is_some());
    let wallet = snapshot.practice.unwrap().wallet;
    assert_eq!((wallet.on, wallet.by_settings), (true, true));
    let view = opened.settings_api().await.settings(()).await.unwrap();
    assert!(view.values.bind.qr_text.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_live_shop_has_no_switch() {
    let opened = Opened::open(&format!("mode = \"live\"\n{PRACTICE}")).await;
    let takes = SwitchPracticeWallet { on: true };
    let refused = opened
        .settings_api()
        .await
        .switch_practice_wallet(takes)
        .await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::NotInPractice);
    assert!(!opened.shop.folder().practises_wallet());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_with_the_wallet_is_paid_reported_refused_and_returned() {
    let opened = Opened::open(PRACTICE).await;
    opened.switch(true).await;
    let first = opened.charge("first").await;
    opened.play(PracticeAction::BindFail, &first).await;
    opened.play(PracticeAction::WalletPay, &first).await;
    let is_approved = |payment: &PaymentView| payment.state == PaymentState::Approved;
    opened.until(&first, is_approved).await;
    let failed = opened.reported(&first, 1).await;
    assert_eq!(failed[0].state, ReportState::Failed);
    assert_eq!(failed[0].code.as_deref(), Some("PRACTICA"));
    let practice = opened.practised().await.practice.unwrap();
    assert!(!practice.wallet.fail_next_report);

    // The wallet does not say for which payment, and only one waits for it.
    let second = opened.charge("second").await;
    opened.play(PracticeAction::WalletByOrder, &second).await;
    opened.until(&second, is_approved).await;
    let passed = opened.reported(&second, 1).await;
    assert_eq!(passed[0].state, ReportState::Passed);
    opened.play(PracticeAction::WalletReturn, &second).await;
    let both = opened.reported(&second, 2).await;
    let mut outcomes: Vec<_> = both.iter().map(|row| (row.outcome, row.state)).collect();
    outcomes.sort_by_key(|(outcome, _)| *outcome != ReportOutcome::Paid);
    assert_eq!(
        outcomes,
        [
            (ReportOutcome::Paid, ReportState::Passed),
            (ReportOutcome::Returned, ReportState::Passed)
        ]
    );

    // A short payment approves nothing, and a rejected one neither.
    let third = opened.charge("third").await;
    opened.play(PracticeAction::WalletShort, &third).await;
    opened.play(PracticeAction::WalletReject, &third).await;
    opened
        .until(&third, |payment| !payment.discrepancies.is_empty())
        .await;
    opened
        .until(&third, |payment| payment.state == PaymentState::Waiting)
        .await;
}
