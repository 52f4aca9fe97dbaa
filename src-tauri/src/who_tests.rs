//! Who may, asked of every row of the tables over a real shop in a folder:
//! without a PIN, with a wrong one and with the right one, live and in
//! practice; and that no stored secret reaches a second address.

use crate::customer::Windows;
use crate::folder::Folder;
use crate::premises::Backroom;
use crate::shopfront::Shopfront;
use api::dto::{
    AbandonSale, AskOffers, ChangeCollector, ChargeCard, ChargeCash, ChargeQr, ConfirmAddress,
    ConfirmCollector, FirstManager, ImportPlans, KeepPlan, PaymentRef, PracticeOffline,
    PracticePlay, RemovePlan, SaleRef, SaveSettings, SetSecrets, Settle, SettleDoubt, SettleHeld,
    ShowOffers, TestConnection,
};
use api::{ErrorCode, Who};
use domain::Actor;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// The PIN of the live ledger's manager, of practice's, and of nobody.
const LIVE: &str = "246810";
const PRACTICE: &str = "135790";
const NOBODYS: &str = "111222";

const SAMPLE_PLAN: &str = "tres";

/// A shop in a folder of its own, live with a manager at first.
struct Place {
    _kept: tempfile::TempDir,
    front: Arc<Shopfront>,
    room: Backroom,
}

fn live_file(more: &str) -> String {
    format!("mode = \"live\"\n[secrets]\nstore = \"file\"\n{more}")
}

impl Place {
    async fn open(text: &str) -> Place {
        let kept = tempfile::tempdir().unwrap();
        let folder = Folder::at(kept.path().to_owned());
        std::fs::write(folder.settings_file().path(), text).unwrap();
        let front = Shopfront::new(folder.clone(), Arc::new(Windows::default()));
        front.open(folder.settings().unwrap()).await.unwrap();
        let room = Backroom::new(&front);
        Place {
            _kept: kept,
            front,
            room,
        }
    }

    /// Puts another text in the file's place, and opens the shop by it as at a
    /// start.
    async fn start_with(&self, text: &str) {
        let file = self.front.folder().settings_file();
        let before = file.read().unwrap();
        let id = before.lines().find(|line| line.starts_with("installation"));
        file.write(&format!("{}\n{text}", id.unwrap_or_default()))
            .unwrap();
        let settings = self.front.folder().settings().unwrap();
        self.front.reopen(settings).await.unwrap();
    }

    async fn name_manager(&self, name: &str, pin: &str) {
        let first = FirstManager {
            name: name.to_owned(),
            pin: pin.to_owned(),
        };
        let counter = self.front.answering().await.unwrap();
        counter.name_first_manager(first).await.unwrap();
    }

    /// Asks every row of the tables with that PIN: each row's name, its rule,
    /// and what refused it. `own` is the PIN of the open shop's manager.
    async fn ask_all(
        &self,
        pin: Option<&str>,
        own: Option<&'static str>,
    ) -> Vec<(&'static str, Who, Option<ErrorCode>)> {
        let mut answers = Vec::new();
        macro_rules! counter {
            ($($name:ident: $takes:ty => $gives:ty as $who:ident,)+) => {$({
                let counter = self.front.answering().await.unwrap();
                let answer = counter.$name(<$takes as Sample>::with(pin)).await;
                let refused = answer.err().map(|error| error.code);
                self.forgive_wrong(Who::$who, refused, own).await;
                answers.push((stringify!($name), Who::$who, refused));
            })+};
        }
        macro_rules! office {
            ($($name:ident: $takes:ty => $gives:ty as $who:ident,)+) => {$({
                let office = self.room.answering().await.unwrap();
                let answer = office.$name(<$takes as Sample>::with(pin)).await;
                let refused = answer.err().map(|error| error.code);
                self.forgive_wrong(Who::$who, refused, own).await;
                answers.push((stringify!($name), Who::$who, refused));
            })+};
        }
        api::for_each_request!(counter);
        api::for_each_customer_request!(counter);
        api::for_each_settings_request!(office);
        answers
    }

    async fn test(&self, takes: Value) -> Result<(), ErrorCode> {
        let takes = serde_json::from_value(takes).unwrap();
        let office = self.room.answering().await.unwrap();
        let report = office.test_connection(takes).await;
        report.map(drop).map_err(|error| error.code)
    }
}

/// One example of what a request takes. A request that takes something new
/// does not compile here until it has one.
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
                // A PIN that has to be there is empty where there is none.
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
    ChargeQr = { "request_id": "1", "sale": null, "amount_centavos": 0, "concept": null,
        "payer_dni": null, "pin": null };
    ChargeCard = { "request_id": "2", "sale": null, "cards": [], "concept": null, "pin": null };
    ChargeCash = { "request_id": "3", "sale": null, "amount_centavos": 0, "handed_centavos": 0,
        "concept": null, "pin": null };
    AskOffers = { "amount_centavos": 1000 };
    ShowOffers = { "amount_centavos": null, "plan": null };
    PaymentRef = { "sale": SALE, "payment": SALE };
    SaleRef = { "sale": SALE };
    AbandonSale = { "sale": SALE, "pin": null };
    SettleDoubt = { "sale": SALE, "payment": SALE, "paid": true, "reason": "lo vi", "pin": "" };
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
    FirstManager = { "name": "Otra", "pin": "" };
    SaveSettings = { "pin": null, "changes": {} };
    SetSecrets = { "pin": null, "secrets": [] };
    TestConnection = { "what": "totalcoin", "base_url": "http://127.0.0.1:9", "username": null,
        "password": null, "pin": null };
    ConfirmCollector = { "pin": "" };
    ChangeCollector = { "pin": "", "reason": "cambió" };
    ConfirmAddress = { "address": "nada", "pin": "" };
}

/// Whether it was refused for want of the right PIN.
fn is_of_pin(refused: Option<ErrorCode>) -> bool {
    matches!(
        refused,
        Some(ErrorCode::NeedsManager | ErrorCode::PinWrong | ErrorCode::PinWait)
    )
}

/// Whose PIN a rule takes; none where it asks for none.
fn right_pin(who: Who, own: &'static str) -> Option<&'static str> {
    match who {
        Who::Anyone | Who::WhileNoManager => None,
        Who::Cashier | Who::Manager => Some(own),
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
    /// A right PIN after a wrong one, so that the next is not slowed down.
    async fn forgive_wrong(&self, who: Who, refused: Option<ErrorCode>, own: Option<&'static str>) {
        if let Some(own) = own.filter(|_| is_of_pin(refused))
            && let Some(right) = right_pin(who, own)
        {
            self.forgive(right, own).await;
        }
    }

    /// Gives a right PIN.
    async fn forgive(&self, right: &'static str, own: &'static str) {
        if right == own {
            let counter = self.front.answering().await.unwrap();
            let asked = counter.settle(Settle::with(Some(right))).await;
            assert_eq!(asked.unwrap_err().code, ErrorCode::ItemUnknown);
        } else {
            let office = self.room.answering().await.unwrap();
            let asked = office.set_secrets(SetSecrets::with(Some(right))).await;
            asked.unwrap();
        }
    }
}

const QUIET: &str = "[totalcoin]\nbase_url = \"http://127.0.0.1:1\"\n";

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
async fn without_a_manager_only_a_managers_word_is_missing() {
    let place = Place::open(&live_file(QUIET)).await;
    for (name, who, refused) in place.ask_all(None, None).await {
        let asks = matches!(who, Who::Manager | Who::LiveManagerForStoredSecrets);
        assert_eq!(is_of_pin(refused), asks, "{name} ({who:?}): {refused:?}");
        if name == "name_first_manager" {
            // The sample's PIN is none; else the shop would have a manager now.
            assert_eq!(refused, Some(ErrorCode::PinMalformed));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn practice_asks_the_live_ledgers_manager_and_records_wrong_tries_there() {
    let place = Place::open(&live_file(QUIET)).await;
    place.name_manager("Ana", LIVE).await;
    let practice = live_file(QUIET).replace("\"live\"", "\"practice\"");
    place.start_with(&practice).await;
    let save = |pin: &str| {
        let changes = json!({ "relay": { "url": "https://relay.example.com" } });
        let takes = json!({ "pin": pin, "changes": changes });
        serde_json::from_value::<SaveSettings>(takes).unwrap()
    };
    let office = place.room.answering().await.unwrap();
    assert!(office.settings(()).await.unwrap().needs_manager);
    let mut codes = BTreeSet::new();
    for _ in 0..6 {
        let refused = office.save_settings(save(NOBODYS)).await.unwrap_err();
        codes.insert(format!("{:?}", refused.code));
    }
    let slowed: Vec<_> = codes.iter().map(String::as_str).collect();
    assert_eq!(slowed, ["PinWait", "PinWrong"]);
    let refused = office.save_settings(save(LIVE)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::PinWait, "the right one waits too");
    let text = place.front.folder().settings_file().read().unwrap();
    assert!(!text.contains("relay.example.com"), "{text}");

    // Where the secret store does not answer, it is refused and said.
    let secrets = place.front.folder().path().join("secrets.json");
    std::fs::write(&secrets, "{").unwrap();
    let refused = office.save_settings(save(LIVE)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::SecretsUnavailable);
}

/// Listens on this machine, answers 401 to whatever comes, and keeps it.
async fn listener() -> (String, Arc<AtomicUsize>, Arc<std::sync::Mutex<String>>) {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", socket.local_addr().unwrap());
    let (count, heard) = (Arc::new(AtomicUsize::new(0)), Arc::default());
    let (counted, keeps): (_, Arc<std::sync::Mutex<String>>) =
        (Arc::clone(&count), Arc::clone(&heard));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = socket.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            let keeps = Arc::clone(&keeps);
            tokio::spawn(async move {
                let mut bytes = [0; 4096];
                while let Ok(read) = stream.read(&mut bytes).await {
                    if read == 0 {
                        break;
                    }
                    let text = String::from_utf8_lossy(&bytes[..read]).into_owned();
                    keeps.lock().unwrap().push_str(&text);
                    let answer = "HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n";
                    let _ = stream.write_all(answer.as_bytes()).await;
                }
            });
        }
    });
    (address, count, heard)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_stored_secret_reaches_a_second_address() {
    let (ours, ours_count, _) = listener().await;
    let (other, other_count, heard) = listener().await;
    let file = live_file(&format!(
        "[totalcoin]\nbase_url = \"{ours}\"\n[pagouno]\nbase_url = \"{ours}\"\n\
         [relay]\nurl = \"{ours}\"\n"
    ));
    let place = Place::open(&file).await;
    let secrets = [
        ("totalcoin.username", "usuario-guardado"),
        ("totalcoin.password", "clave-guardada"),
        ("pagouno.public_key", "publica-guardada"),
        ("pagouno.private_key", "privada-guardada"),
        ("relay.till_key", "llave-guardada-del-relay"),
    ];
    let secrets = secrets.map(|(name, value)| json!({ "name": name, "value": value }));
    let set = serde_json::from_value(json!({ "pin": null, "secrets": secrets })).unwrap();
    place
        .room
        .answering()
        .await
        .unwrap()
        .set_secrets(set)
        .await
        .unwrap();
    let asked = |pin: Option<&str>, url: &str| {
        [
            json!({ "what": "totalcoin", "base_url": url, "password": "escrita", "pin": pin }),
            json!({ "what": "totalcoin", "base_url": url, "pin": pin }),
            json!({ "what": "pagouno", "base_url": url, "pin": pin }),
            json!({ "what": "relay", "url": url, "pin": pin }),
        ]
    };
    // Live and in practice, without a manager, with one, with a wrong PIN.
    let practice = file.replace("\"live\"", "\"practice\"");
    for has_manager in [false, true] {
        if has_manager {
            place.start_with(&file).await;
            place.name_manager("Ana", LIVE).await;
        }
        for text in [&file, &practice] {
            place.start_with(text).await;
            for pin in [None, Some(NOBODYS)] {
                for takes in asked(pin, &other) {
                    let told = format!("{takes}");
                    let refused = place.test(takes).await.unwrap_err();
                    assert!(is_of_pin(Some(refused)), "{told}: {refused:?}");
                    if has_manager {
                        place
                            .forgive(LIVE, if *text == file { LIVE } else { "" })
                            .await;
                    }
                }
            }
        }
    }
    assert_eq!(other_count.load(Ordering::SeqCst), 0);

    // The one in force is tested without a PIN, however it is spelled.
    place.start_with(&file).await;
    let before = ours_count.load(Ordering::SeqCst);
    place
        .test(asked(None, &format!("{ours}/"))[1].clone())
        .await
        .unwrap();
    assert!(ours_count.load(Ordering::SeqCst) > before);

    // What was typed goes where it is said, and nothing that is stored.
    let typed = json!({ "what": "totalcoin", "base_url": other, "username": "escrito",
        "password": "escrita" });
    place.test(typed).await.unwrap();
    assert!(other_count.load(Ordering::SeqCst) > 0);
    let told = heard.lock().unwrap().clone();
    assert!(
        told.contains("escrita") && !told.contains("guardad"),
        "{told}"
    );

    // A manager's word lets it.
    place
        .test(asked(Some(LIVE), &other)[1].clone())
        .await
        .unwrap();
    assert!(heard.lock().unwrap().contains("clave-guardada"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_in_the_file_waits_for_the_manager_and_cash_goes_on() {
    let first = "[totalcoin]\nbase_url = \"https://uno.example.invalid\"\n";
    let place = Place::open(&live_file(first)).await;
    let secrets = ["totalcoin.username", "totalcoin.password"];
    let secrets = secrets.map(|name| json!({ "name": name, "value": "guardada" }));
    let set = serde_json::from_value(json!({ "pin": null, "secrets": secrets })).unwrap();
    place
        .room
        .answering()
        .await
        .unwrap()
        .set_secrets(set)
        .await
        .unwrap();
    let bands = async || {
        let counter = place.front.answering().await.unwrap();
        counter.snapshot(()).await.unwrap().addresses
    };
    let has_client = async || place.front.till_for_tests().await.providers().is_some();
    // The first is taken; no provider names that host.
    let [band] = &bands().await[..] else { panic!() };
    assert!(!band.waits && band.before.is_none() && has_client().await);
    // Every one is, while there is no manager; and then it counts as confirmed.
    let second = first.replace("uno", "dos");
    place.start_with(&live_file(&second)).await;
    assert!(!bands().await[0].waits && has_client().await);
    place.name_manager("Ana", LIVE).await;
    place.start_with(&live_file(&second)).await;
    assert_eq!(bands().await, []);

    let third = first.replace("uno", "tres");
    place.start_with(&live_file(&third)).await;
    let [band] = &bands().await[..] else { panic!() };
    assert!(band.waits && !has_client().await, "{band:?}");
    assert_eq!(band.before.as_deref(), Some("https://dos.example.invalid"));
    let counter = place.front.answering().await.unwrap();
    let charge = json!({ "request_id": "q", "sale": null, "amount_centavos": 1000,
        "concept": null, "payer_dni": "27594189", "pin": null });
    let charge = serde_json::from_value::<ChargeQr>(charge).unwrap();
    let refused = counter.charge_qr(charge.clone()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Unconfirmed);
    let cash = json!({ "request_id": "c", "sale": null, "amount_centavos": 1000,
        "handed_centavos": 1000, "concept": null, "pin": null });
    let cash = serde_json::from_value::<ChargeCash>(cash).unwrap();
    assert_eq!(
        counter.charge_cash(cash).await.unwrap().total_centavos,
        1000
    );
    drop(counter);
    // Nor is it tested with what is stored.
    let test = json!({ "what": "totalcoin", "base_url": "https://tres.example.invalid" });
    assert_eq!(place.test(test).await, Err(ErrorCode::NeedsManager));

    let confirm = |address: &str, pin: &str| ConfirmAddress {
        address: address.to_owned(),
        pin: pin.to_owned().into(),
    };
    let office = place.room.answering().await.unwrap();
    let address = "https://tres.example.invalid";
    let refused = office.confirm_address(confirm(address, NOBODYS)).await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::PinWrong);
    let refused = office
        .confirm_address(confirm("https://dos.example.invalid", LIVE))
        .await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::ItemUnknown);
    office
        .confirm_address(confirm(address, LIVE))
        .await
        .unwrap();
    assert_eq!(bands().await, []);
    assert!(has_client().await);

    // A manager who saves another on its own screen has said it there.
    let changes = json!({ "totalcoin": { "base_url": "https://cuatro.example.invalid" } });
    let save = serde_json::from_value(json!({ "pin": LIVE, "changes": changes })).unwrap();
    office.save_settings(save).await.unwrap();
    assert_eq!(bands().await, []);
    assert!(has_client().await);
    let till = place.front.till_for_tests().await;
    let read = |read: &ledger::Read<'_>| read.entries_of(&ledger::Subject::Till);
    let entries: Vec<ledger::Entry> = till.ledger().read(read).await.unwrap();
    let confirmed = entries.iter().filter(|entry| {
        let is_confirmed = format!("{:?}", entry.event).contains("DestinationConfirmed");
        is_confirmed && matches!(entry.actor, Actor::Person { .. })
    });
    assert_eq!(confirmed.count(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_till_number_that_providers_know_stays() {
    let numbered = |number: u16| {
        live_file(&format!(
            "[totalcoin]\nbase_url = \"http://127.0.0.1:1\"\n[till]\nnumber = {number}\n"
        ))
    };
    let place = Place::open(&numbered(3)).await;
    let secrets = ["totalcoin.username", "totalcoin.password"];
    let secrets = secrets.map(|name| json!({ "name": name, "value": "x" }));
    let set = serde_json::from_value(json!({ "pin": null, "secrets": secrets })).unwrap();
    let office = place.room.answering().await.unwrap();
    office.set_secrets(set).await.unwrap();
    let number = |number: u16| {
        let changes = json!({ "till": { "number": number } });
        serde_json::from_value::<SaveSettings>(json!({ "pin": null, "changes": changes })).unwrap()
    };
    // Nothing was asked of a provider yet.
    let view = office.save_settings(number(4)).await.unwrap();
    assert!(!view.till_number_fixed);
    let charge = json!({ "request_id": "q", "sale": null, "amount_centavos": 1000,
        "concept": null, "payer_dni": "27594189", "pin": null });
    let charge = serde_json::from_value::<ChargeQr>(charge).unwrap();
    let counter = place.front.answering().await.unwrap();
    counter.charge_qr(charge).await.unwrap();
    drop(counter);
    let refused = office.save_settings(number(5)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::TillNumberFixed);
    assert_eq!(refused.about.as_deref(), Some("till.number"));
    // In practice it is the live ledger that says so.
    place
        .start_with(&numbered(4).replace("\"live\"", "\"practice\""))
        .await;
    let refused = office.save_settings(number(5)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::TillNumberFixed);

    place.start_with(&numbered(6)).await;
    let counter = place.front.answering().await.unwrap();
    let snapshot = counter.snapshot(()).await.unwrap();
    drop(counter);
    assert_eq!(
        (snapshot.till_number, snapshot.number_in_file),
        (4, Some(6))
    );
    assert_eq!(snapshot.settings_outside, None);
    let view = office.settings(()).await.unwrap();
    assert!(view.till_number_fixed);
    assert_eq!(view.values.till.number, 4);
}
