//! Who may make each request: every row of the tables is called over a real
//! shop in a folder, without a PIN, with a wrong one and with the right one,
//! live and in practice. And no stored secret reaches a second address.

mod counter;
mod exports;
mod forgetting;
mod outside;

use crate::data::folder::Folder;
use crate::shop::running::RunningShop;
use crate::shop::settings_host::SettingsAnswerer;
use crate::shop::windows::NoWindows;
use api::dto::{
    AbandonSale, AcceptDifference, AddPerson, AskDay, AskOffers, AskPartial, AskPreview, AskQueue,
    AskReports, AskSales, BeginExport, ChangePayee, ChangePin, ChargeCard, ChargeCash,
    ChargeFixedQr, ChargeQr, ChargeWallet, CloseDay, CloseRef, ConfirmAddress, ConfirmPayee,
    CorrectMeans, CorrectReport, CountShift, EnterWallet, ExportEvidence, FirstManager,
    ForgetPayer, GiveUpErrand, ImportPlans, KeepPlan, LoadPracticeWeek, Lock, MakeFixedQr,
    MoveCash, OpenDrawer, OpenShift, OpenTicket, PaymentRef, PracticeOffline, PracticePlay, Print,
    RemovePlan, RenamePerson, RenewPin, ReportRef, RetirePerson, ReturnMoney, SaleRef,
    SaveSettings, SeeNotice, SetSecrets, Settle, SettleDoubt, SettleFixedGroup, SettleHeld,
    SettlePapers, SettleReport, ShowOffers, SwitchPracticeWallet, TakeBack, TestConnection, TryNow,
    Unlock, WaiveRelay,
};
use api::{ErrorCode, Who};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The PINs of the live ledger's manager, of practice's manager, and of nobody.
pub(crate) const LIVE: &str = "246810";
pub(crate) const PRACTICE: &str = "135790";
pub(crate) const NOBODYS: &str = "111222";

const SAMPLE_PLAN: &str = "tres";

/// A shop in a folder of its own, live with a manager at first.
pub(crate) struct Place {
    pub(crate) _kept: tempfile::TempDir,
    pub(crate) shop: Arc<RunningShop>,
    pub(crate) room: SettingsAnswerer,
}

/// For how long printers of the network are listened to, in milliseconds: no test
/// waits for one.
const LISTEN_MS: u64 = 10;

pub(crate) fn live_file(more: &str) -> String {
    format!("mode = \"live\"\n[secrets]\nstore = \"file\"\n{more}")
}

impl Place {
    pub(crate) async fn open(text: &str) -> Place {
        let kept = tempfile::tempdir().unwrap();
        let folder = Folder::at(kept.path().to_owned());
        std::fs::write(folder.settings_file().path(), text).unwrap();
        let shop = RunningShop::new(folder.clone(), Arc::new(NoWindows::default()));
        shop.open(folder.settings().unwrap()).await.unwrap();
        let room = SettingsAnswerer::listening_for(&shop, LISTEN_MS);
        Place {
            _kept: kept,
            shop,
            room,
        }
    }

    /// Replaces the settings file by another text, and opens the shop as at a
    /// start.
    pub(crate) async fn start_with(&self, text: &str) {
        let file = self.shop.folder().settings_file();
        let before = file.read().unwrap();
        let id = before.lines().find(|line| line.starts_with("installation"));
        file.write(&format!("{}\n{text}", id.unwrap_or_default()))
            .unwrap();
        let settings = self.shop.folder().settings().unwrap();
        self.shop.reopen(settings).await.unwrap();
    }

    pub(crate) async fn name_manager(&self, name: &str, pin: &str) {
        let first = FirstManager {
            name: name.to_owned(),
            pin: pin.to_owned(),
        };
        let till_api = self.shop.answering().await.unwrap();
        till_api.name_first_manager(first).await.unwrap();
    }

    /// Calls every row of the tables with that PIN, and returns each row's
    /// name, its rule, and the refusal. `own` is the PIN of the open shop's
    /// manager.
    async fn ask_all(
        &self,
        pin: Option<&str>,
        own: Option<&'static str>,
    ) -> Vec<(&'static str, Who, Option<ErrorCode>)> {
        let mut answers = Vec::new();
        macro_rules! till_api {
            ($($name:ident: $takes:ty => $gives:ty as $who:ident,)+) => {$({
                let till_api = self.shop.answering().await.unwrap();
                let answer = till_api.$name(<$takes as Sample>::with(pin)).await;
                let refused = answer.err().map(|error| error.code);
                self.forgive_wrong(Who::$who, refused, own).await;
                answers.push((stringify!($name), Who::$who, refused));
            })+};
        }
        macro_rules! settings_api {
            ($($name:ident: $takes:ty => $gives:ty as $who:ident,)+) => {$({
                let settings_api = self.room.answering().await.unwrap();
                let answer = settings_api.$name(<$takes as Sample>::with(pin)).await;
                let refused = answer.err().map(|error| error.code);
                self.forgive_wrong(Who::$who, refused, own).await;
                answers.push((stringify!($name), Who::$who, refused));
            })+};
        }
        api::for_each_request!(till_api);
        api::for_each_customer_request!(till_api);
        api::for_each_settings_request!(settings_api);
        answers
    }

    async fn test(&self, takes: Value) -> Result<(), ErrorCode> {
        let takes = serde_json::from_value(takes).unwrap();
        let settings_api = self.room.answering().await.unwrap();
        let report = settings_api.test_connection(takes).await;
        report.map(drop).map_err(|error| error.code)
    }
}

/// An example of a request's parameters. A request with a new parameter does
/// not compile here until it has one.
trait Sample: Sized {
    fn with(pin: Option<&str>) -> Self;
}

impl Sample for () {
    fn with(_: Option<&str>) {}
}

macro_rules! samples {
    ($($type:ty = $json:tt;)+) => {$(
        impl Sample for $type {
            fn with(pin: Option<&str>) -> Self {
                let mut takes = json!($json);
                // A required PIN is empty if none is given.
                let slot = takes.get_mut("pin");
                match (slot, pin) {
                    (Some(slot), Some(pin)) => *slot = json!(pin),
                    (Some(_), None) | (None, Some(_) | None) => {}
                }
                serde_json::from_value(takes).unwrap()
            }
        }
    )+};
}

const SALE: &str = "01990000-0000-8000-8000-000000000001";

samples! {
    AcceptDifference = { "shift": 1, "reason": "vuelto", "pin": "" };
    AddPerson = { "name": "", "role": "cashier", "new_pin": "1", "pin": "" };
    AskDay = { "pin": null };
    AskPartial = { "pin": null };
    AskPreview = { "of": { "what": "partial" }, "pin": null };
    AskSales = { "from": "2026-01-01", "to": "2099-12-31", "pin": null };
    ChangePin = { "typed": "1", "new_pin": "1" };
    CloseDay = { "number": 99 };
    CloseRef = { "number": 99 };
    CorrectMeans = { "sale": SALE, "payment": SALE, "reason": "fue transferencia", "pin": "" };
    CountShift = { "counts": [], "accepts": null, "pin": null };
    LoadPracticeWeek = { "replaces": false };
    SwitchPracticeWallet = { "on": false };
    Lock = { "idle": false };
    MoveCash = { "amount_centavos": 0, "reason": "agua", "pin": null };
    OpenDrawer = { "reason": "cambio", "pin": null };
    OpenShift = { "float_centavos": -1, "accepted": [] };
    RenamePerson = { "person": SALE, "name": "", "pin": "" };
    RenewPin = { "person": SALE, "new_pin": "1", "pin": "" };
    RetirePerson = { "person": SALE, "pin": "" };
    ReturnMoney = { "sale": SALE, "payment": SALE, "amount_centavos": 0, "from": "drawer",
        "reason": "devuelve", "pin": "" };
    Unlock = { "typed": "" };
    ChargeQr = { "checkout": { "request_id": "1" }, "amount_centavos": 0, "payer_dni": null,
        "pin": null };
    ChargeCard = { "checkout": { "request_id": "2" }, "cards": [], "pin": null };
    ChargeCash = { "checkout": { "request_id": "3" }, "amount_centavos": 0, "handed_centavos": 0,
        "pin": null };
    AskOffers = { "amount_centavos": 1000 };
    ShowOffers = { "amount_centavos": null, "plan": null };
    PaymentRef = { "sale": SALE, "payment": SALE };
    SaleRef = { "sale": SALE };
    ForgetPayer = { "sale": SALE, "pin": "" };
    OpenTicket = { "ticket": "C1-000001" };
    AbandonSale = { "sale": SALE, "pin": null };
    ChargeFixedQr = {
        "checkout": { "request_id": "4" }, "amount_centavos": 0, "pin": null
    };
    MakeFixedQr = { "pin": null };
    SettleFixedGroup = { "notices": [], "payments": [], "reason": "lo vi", "pin": "" };
    TakeBack = { "sale": SALE, "payment": SALE, "pin": null };
    SettleDoubt = { "sale": SALE, "payment": SALE, "paid": true, "reason": "lo vi", "pin": "" };
    ChargeWallet = { "checkout": { "request_id": "5" }, "amount_centavos": 0, "pin": null };
    EnterWallet = { "sale": SALE, "payment": SALE, "buyer_cuit": "", "buyer_account": "",
        "reference": "", "reason": "lo vi", "sure": false, "pin": "" };
    AskReports = { "from": "2026-01-01", "to": "2099-12-31", "shown": "all", "after": null };
    ReportRef = { "report": SALE };
    CorrectReport = { "report": SALE, "reason": "lo vi", "sure": false, "pin": "", "fields": {
        "order": "", "amount_centavos": 0, "reference": "", "processor_name": "", "word": "",
        "seller_account": "", "seller_cuit": "", "seller_mcc": "", "commerce_code": "",
        "branch_code": "", "till_code": "", "buyer_cuit": "", "buyer_account": "",
        "wallet_id": "" } };
    SettleReport = { "report": SALE, "answer": "settle", "reason": "lo vi", "pin": "" };
    BeginExport = { "what": "reports", "from": "2026-01-01", "to": "2099-12-31",
        "format": "csv", "payers": false, "pin": null };
    ExportEvidence = { "sale": SALE, "payers": false, "pin": null };
    AskQueue = {};
    TryNow = {};
    Print = { "paper": { "what": "test" }, "pin": null };
    SettlePapers = { "how": "give-up" };
    GiveUpErrand = { "number": 1, "reason": "lo vi", "pin": "" };
    KeepPlan = { "pin": null, "plan": { "id": SAMPLE_PLAN, "name": "3 cuotas",
        "programme": "standard", "count": 3, "valid_from": null, "valid_until": null,
        "weekdays": ["monday"], "amount_min_centavos": 1000, "amount_max_centavos": null,
        "coefficient_bp": 1000, "tna_bp": null, "tea_bp": null, "cftea_bp": null,
        "subscription_code": null, "enabled": true } };
    RemovePlan = { "pin": null, "id": "ninguno" };
    ImportPlans = { "pin": null, "text": "" };
    PracticePlay = { "action": "pay", "payment": null };
    PracticeOffline = { "offline": false };
    Settle = { "item": "nada", "how": "written-off", "reason": "lo vi", "pin": "" };
    SettleHeld = { "sale": SALE, "payment": SALE, "answer": "release", "reason": "lo vi",
        "pin": "" };
    SeeNotice = { "notice": 1, "pin": "" };
    WaiveRelay = { "reason": "no contesta", "pin": "" };
    FirstManager = { "name": "Otra", "pin": "" };
    SaveSettings = { "pin": null, "changes": {} };
    SetSecrets = { "pin": null, "secrets": [] };
    TestConnection = { "what": "totalcoin", "base_url": "http://127.0.0.1:9", "username": null,
        "password": null, "pin": null };
    ConfirmPayee = { "pin": "" };
    ChangePayee = { "pin": "", "reason": "cambió" };
    ConfirmAddress = { "address": "nada", "pin": "" };
}

/// Whether the refusal was about a missing or wrong PIN.
fn is_of_pin(refused: Option<ErrorCode>) -> bool {
    matches!(
        refused,
        Some(ErrorCode::NeedsManager | ErrorCode::PinWrong | ErrorCode::PinWait)
    )
}

/// The PIN that a rule accepts; `None` if it needs none.
fn right_pin(who: Who, own: &'static str) -> Option<&'static str> {
    match who {
        Who::Always | Who::Anyone | Who::WhileNoManager => None,
        Who::Cashier | Who::Manager | Who::ManagerIfAny => Some(own),
        Who::LiveManager | Who::LiveManagerForStoredSecrets => Some(LIVE),
    }
}

async fn obeys_its_rules(place: &Place, own: &'static str) {
    for pin in [None, Some(NOBODYS), Some(LIVE), Some(PRACTICE)] {
        for (name, who, refused) in place.ask_all(pin, Some(own)).await {
            let is_let = match (right_pin(who, own), pin) {
                // A cashier charges without a PIN; a wrong one is refused.
                (None, _) => true,
                (Some(_), None) => who == Who::Cashier,
                (Some(right), Some(pin)) => pin == right,
            };
            assert_eq!(
                is_of_pin(refused),
                !is_let,
                "{name} ({who:?}) with {pin:?}, where {own} is the shop's own: {refused:?}"
            );
        }
    }
}

impl Place {
    /// Gives a right PIN after a wrong one, so that the next try is not
    /// delayed.
    async fn forgive_wrong(&self, who: Who, refused: Option<ErrorCode>, own: Option<&'static str>) {
        if let Some(own) = own.filter(|_| is_of_pin(refused))
            && let Some(right) = right_pin(who, own)
        {
            self.forgive(right, own).await;
        }
    }

    async fn forgive(&self, right: &'static str, own: &'static str) {
        if right == own {
            let till_api = self.shop.answering().await.unwrap();
            let asked = till_api.settle(Settle::with(Some(right))).await;
            assert_eq!(asked.unwrap_err().code, ErrorCode::ItemUnknown);
        } else {
            let settings_api = self.room.answering().await.unwrap();
            let asked = settings_api
                .set_secrets(SetSecrets::with(Some(right)))
                .await;
            asked.unwrap();
        }
    }
}

pub(crate) const QUIET: &str = "[totalcoin]\nbase_url = \"http://127.0.0.1:1\"\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_request_obeys_its_rule_live_and_in_practice() {
    let place = Place::open(&live_file(QUIET)).await;
    place.name_manager("Ana", LIVE).await;
    obeys_its_rules(&place, LIVE).await;

    let practice = live_file(QUIET).replace("\"live\"", "\"practice\"");
    place.start_with(&practice).await;
    place.name_manager("Práctica", PRACTICE).await;
    obeys_its_rules(&place, PRACTICE).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_manager_only_requests_of_a_manager_are_refused() {
    let place = Place::open(&live_file(QUIET)).await;
    for (name, who, refused) in place.ask_all(None, None).await {
        let asks = matches!(who, Who::Manager | Who::LiveManagerForStoredSecrets);
        assert_eq!(is_of_pin(refused), asks, "{name} ({who:?}): {refused:?}");
        if name == "name_first_manager" {
            // The sample has no valid PIN; otherwise the shop would have a
            // manager now.
            assert_eq!(refused, Some(ErrorCode::PinMalformed));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn practice_asks_the_live_manager_and_counts_wrong_pins_there() {
    let place = Place::open(&live_file(QUIET)).await;
    place.name_manager("Ana", LIVE).await;
    let practice = live_file(QUIET).replace("\"live\"", "\"practice\"");
    place.start_with(&practice).await;
    let save = |pin: &str| {
        let changes = json!({ "relay": { "url": "https://relay.example.com" } });
        let takes = json!({ "pin": pin, "changes": changes });
        serde_json::from_value::<SaveSettings>(takes).unwrap()
    };
    let settings_api = place.room.answering().await.unwrap();
    assert!(settings_api.settings(()).await.unwrap().needs_manager);
    let mut codes = BTreeSet::new();
    for _ in 0..6 {
        let refused = settings_api.save_settings(save(NOBODYS)).await.unwrap_err();
        codes.insert(format!("{:?}", refused.code));
    }
    let slowed: Vec<_> = codes.iter().map(String::as_str).collect();
    assert_eq!(slowed, ["PinWait", "PinWrong"]);
    let refused = settings_api.save_settings(save(LIVE)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::PinWait, "the right one waits too");
    let text = place.shop.folder().settings_file().read().unwrap();
    assert!(!text.contains("relay.example.com"), "{text}");

    // If the secret store does not answer, the request is refused and says why.
    let secrets = place.shop.folder().path().join("secrets.json");
    std::fs::write(&secrets, "{").unwrap();
    let refused = settings_api.save_settings(save(LIVE)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::SecretsUnavailable);
}
