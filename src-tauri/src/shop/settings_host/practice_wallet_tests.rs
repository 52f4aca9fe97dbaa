//! The drawer's switch for the house's wallet: practice opens with Bind, and
//! neither the settings nor live change.

use super::tests::Opened;
use api::ErrorCode;
use api::dto::{Snapshot, SwitchPracticeWallet};

const PRACTICE: &str = "[secrets]\nstore = \"file\"\n";

impl Opened {
    async fn practised(&self) -> Snapshot {
        let till_api = self.shop.answering().await.unwrap();
        till_api.snapshot(()).await.unwrap()
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
