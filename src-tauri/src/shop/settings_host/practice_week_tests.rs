//! The sample week takes the place of what practice had, and practice goes on.

use super::tests::Opened;
use api::dto::{ChargeCash, Checkout, LoadPracticeWeek, Role, Snapshot};
use api::{ApiError, ErrorCode};

const PRACTICE: &str = "[secrets]\nstore = \"file\"\n";

impl Opened {
    async fn snapshot(&self) -> Snapshot {
        let till_api = self.shop.answering().await.unwrap();
        till_api.snapshot(()).await.unwrap()
    }

    async fn sell_for_cash(&self, request_id: &str) {
        let charge = ChargeCash {
            checkout: Checkout {
                request_id: request_id.to_owned(),
                ..Checkout::default()
            },
            amount_centavos: 100_000,
            handed_centavos: 100_000,
            pin: None,
        };
        let till_api = self.shop.answering().await.unwrap();
        till_api.charge_cash(charge).await.unwrap();
    }

    async fn load_week(&self, replaces: bool) -> Result<String, ApiError> {
        let takes = LoadPracticeWeek { replaces };
        let loaded = self.settings_api().await.load_practice_week(takes).await;
        loaded.map(|week| week.last_day)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_week_replaces_practice_only_where_the_person_knows_it() {
    let opened = Opened::open(PRACTICE).await;
    opened.sell_for_cash("before").await;
    let before = opened.snapshot().await;
    let refused = opened.load_week(false).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::PracticeInUse);
    let still = opened.snapshot().await;
    assert_eq!(still.sales[0].id, before.sales[0].id, "nothing is lost");

    let last_day = opened.load_week(true).await.unwrap();
    let after = opened.snapshot().await;
    assert_eq!(last_day.len(), "2026-11-28".len());
    assert!(after.sales.iter().all(|sale| sale.id != before.sales[0].id));
    assert_eq!(after.tray, 3);
    let people = after.practice.unwrap().people;
    assert_eq!(people.len(), 3);
    let at = after.session.person.unwrap();
    assert_eq!((at.role, at.name), (Role::Manager, people[0].name.clone()));
    assert!(!after.session.locked && after.session.can_lock);

    opened.sell_for_cash("after").await;
    let till = opened.shop.till_for_tests().await;
    let path = opened.shop.folder().ledger(till::settings::Mode::Practice);
    let seals = crate::compose::known_seals(opened.shop.folder(), till.settings()).await;
    let report = ledger::verify(&path, &seals.unwrap()).unwrap();
    assert_eq!(report.outcome(), ledger::Outcome::Whole, "{report:?}");
    let left = std::fs::read_dir(opened.shop.folder().path()).unwrap();
    let names = left.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(
        names
            .into_iter()
            .all(|name| !name.starts_with("practice-week"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_live_shop_has_no_sample_week() {
    let live = format!("mode = \"live\"\n{PRACTICE}");
    let opened = Opened::open(&live).await;
    let refused = opened.load_week(true).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotInPractice);
}
