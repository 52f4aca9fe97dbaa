//! The settings as a window requests them, over a real shop in a folder,
//! without a window and a keychain.

use super::*;
use crate::compose::connection;
use crate::data::folder::Folder;
use crate::shop::windows::NoWindows;
use api::ErrorCode;
use api::dto::{
    ConnectionOutcome, Mode, OutsideChange, RelayChanges, SaveSettings, SecretStanding,
    SecretValue, SecretsStore, SetSecrets, SettingsChanges, SettingsView, TillChanges,
    TotalcoinChanges,
};
use domain::{Actor, Event, TillEvent};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use till::ports::Secrets;

pub(super) struct Opened {
    _kept: tempfile::TempDir,
    pub(super) shop: Arc<RunningShop>,
    room: SettingsAnswerer,
}

impl Opened {
    pub(super) async fn open(text: &str) -> Opened {
        let kept = tempfile::tempdir().unwrap();
        let folder = Folder::at(kept.path().to_owned());
        std::fs::write(folder.settings_file().path(), text).unwrap();
        let shop = RunningShop::new(folder.clone(), Arc::new(NoWindows::default()));
        shop.open(folder.settings().unwrap()).await.unwrap();
        let room = SettingsAnswerer::new(&shop);
        Opened {
            _kept: kept,
            shop,
            room,
        }
    }

    fn text(&self) -> String {
        self.shop.folder().settings_file().read().unwrap()
    }

    pub(super) async fn settings_api(&self) -> &SettingsApi {
        self.room.answering().await.unwrap()
    }

    async fn save(&self, changes: SettingsChanges) -> Result<SettingsView, ApiError> {
        let save = SaveSettings { pin: None, changes };
        self.settings_api().await.save_settings(save).await
    }

    async fn set(&self, secrets: &[(&str, &str)]) -> Result<SettingsView, ApiError> {
        let secret = |(name, value): &(&str, &str)| SecretValue {
            name: (*name).to_owned(),
            value: (*value).to_owned().into(),
        };
        let secrets = secrets.iter().map(secret).collect();
        let set = SetSecrets { pin: None, secrets };
        self.settings_api().await.set_secrets(set).await
    }

    async fn view(&self) -> SettingsView {
        self.settings_api().await.settings(()).await.unwrap()
    }

    /// What the window was told of the file when it was last looked at.
    async fn told_outside(&self) -> Option<OutsideChange> {
        let till_api = self.shop.answering().await.unwrap();
        till_api.snapshot(()).await.unwrap().settings_outside
    }

    async fn saved(&self) -> Vec<(Actor, Vec<String>)> {
        let till = self.shop.till_for_tests().await;
        let read = |read: &ledger::Read<'_>| read.entries_of(&ledger::Subject::Till);
        let entries: Vec<ledger::Entry> = till.ledger().read(read).await.unwrap();
        let saved = entries.into_iter().filter_map(|entry| match entry.event {
            Event::Till(TillEvent::SettingsSaved { keys }) => Some((entry.actor, keys)),
            Event::Till(_)
            | Event::Sale(..)
            | Event::Stray(..)
            | Event::Shift(..)
            | Event::Close(..)
            | Event::FixedQr(..)
            | Event::Report(..) => None,
        });
        saved.collect()
    }
}

fn named(name: &str) -> SettingsChanges {
    SettingsChanges {
        till: Some(TillChanges {
            name: Some(name.to_owned()),
            number: None,
        }),
        ..SettingsChanges::default()
    }
}

const FILE: &str = "# la caja\n[secrets]\nstore = \"file\" # sin llavero\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_is_saved_and_the_shop_reopens_with_it() {
    let opened = Opened::open(FILE).await;
    let before = Arc::downgrade(&opened.shop.till_for_tests().await);
    let view = opened.save(named(" Adelante ")).await.unwrap();
    assert_eq!(view.values.till.name, "Adelante");
    assert_eq!(opened.told_outside().await, None);
    assert_eq!(
        opened.text(),
        format!("{FILE}\n[till]\nname = \"Adelante\"\n")
    );
    assert_eq!(before.strong_count(), 0, "the shop of before is gone");
    let snapshot = opened.shop.answering().await.unwrap();
    let snapshot = snapshot.snapshot(()).await.unwrap();
    assert_eq!(snapshot.till_name, "Adelante");
    let keys = vec!["till.name".to_owned()];
    assert_eq!(opened.saved().await, [(Actor::Counter, keys)]);
    // Saving the same again changes nothing.
    opened.save(named("Adelante")).await.unwrap();
    assert_eq!(opened.saved().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_value_that_breaks_a_rule_is_named_and_nothing_is_written() {
    let opened = Opened::open(FILE).await;
    let zone = SettingsChanges {
        time_zone: Some("Marte/Olympus".to_owned()),
        ..SettingsChanges::default()
    };
    let url = |url: &str| SettingsChanges {
        relay: Some(RelayChanges {
            url: Some(url.to_owned()),
        }),
        ..SettingsChanges::default()
    };
    let number = SettingsChanges {
        till: Some(TillChanges {
            name: None,
            number: Some(0),
        }),
        ..SettingsChanges::default()
    };
    for (changes, key) in [
        (zone, "time_zone"),
        (url("http://example.com"), "relay.url"),
        (number, "till.number"),
    ] {
        let refused = opened.save(changes).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::SettingsRefused);
        assert_eq!(refused.about.as_deref(), Some(key));
    }
    assert_eq!(opened.text(), FILE);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_that_open_no_shop_leave_the_shop_before() {
    let opened = Opened::open(FILE).await;
    let live = SettingsChanges {
        mode: Some(Mode::Live),
        relay: Some(RelayChanges {
            url: Some("built-in".to_owned()),
        }),
        ..SettingsChanges::default()
    };
    let refused = opened.save(live).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::SettingsNotOpened);
    assert_eq!(refused.about.as_deref(), Some("relay.url"));
    assert!(refused.detail.unwrap().contains("relay.toml"));
    let view = opened.view().await;
    assert_eq!(view.values.mode, Mode::Practice);
    assert_eq!(opened.told_outside().await, None);
    assert!(opened.text().ends_with(FILE), "{}", opened.text());
    let snapshot = opened.shop.answering().await.unwrap();
    assert_eq!(snapshot.snapshot(()).await.unwrap().mode, Mode::Practice);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_cannot_be_written_says_so_and_changes_nothing() {
    let opened = Opened::open(FILE).await;
    let file = opened.shop.folder().settings_file();
    let path = file.path().to_owned();
    let mut marked = std::fs::metadata(&path).unwrap().permissions();
    marked.set_readonly(true);
    std::fs::set_permissions(&path, marked).unwrap();
    let refused = opened.save(named("B")).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::SettingsUnwritable);
    assert_eq!(refused.about, Some(path.display().to_string()));
    assert!(refused.detail.unwrap().contains("read-only"));
    assert_eq!(opened.text(), FILE);
    assert_eq!(opened.view().await.values.till.name, "Caja 1");

    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    let refused = opened.save(named("B")).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::SettingsUnreadable);
    opened.view().await;
    assert!(!opened.told_outside().await.unwrap().readable);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_outside_is_reported_and_taken_up_or_named() {
    let opened = Opened::open(FILE).await;
    let path = opened.shop.folder().settings_file().path().to_owned();
    std::fs::write(&path, format!("{FILE}[till]\nname = \"Afuera\" # yo\n")).unwrap();
    opened.view().await;
    let outside = opened.told_outside().await.unwrap();
    assert_eq!(
        (outside.readable, outside.detail.as_str()),
        (true, "till.name")
    );
    opened
        .settings_api()
        .await
        .take_up_settings(())
        .await
        .unwrap();
    let view = opened.view().await;
    assert_eq!(view.values.till.name, "Afuera");
    assert_eq!(opened.told_outside().await, None);

    // A save edits the file as it is now, and keeps changes made in between.
    let text = opened.text().replace("[till]", "[till]\nnumber = 7");
    std::fs::write(&path, text).unwrap();
    let view = opened.save(named("Adentro")).await.unwrap();
    assert_eq!(view.values.till.number, 7);
    assert_eq!(opened.told_outside().await, None);
    assert!(opened.text().contains("name = \"Adentro\" # yo"));

    std::fs::write(&path, "[till]\nnumer = 1\n").unwrap();
    opened.view().await;
    let outside = opened.told_outside().await.unwrap();
    assert!(!outside.readable && outside.detail.contains("numer"));
    let refused = opened
        .settings_api()
        .await
        .take_up_settings(())
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::SettingsUnreadable);
    let refused = opened.save(named("B")).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::SettingsUnreadable);
    assert_eq!(opened.text(), "[till]\nnumer = 1\n");
    assert_eq!(opened.view().await.values.till.number, 7);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn saving_asks_for_the_manager_if_there_is_one() {
    let opened = Opened::open(&format!("mode = \"live\"\n{FILE}")).await;
    let before = opened.text();
    assert!(!opened.view().await.needs_manager);
    let till = opened.shop.till_for_tests().await;
    let pin = SecretString::from("482193");
    till.name_first_manager("Ana", pin.clone()).await.unwrap();
    let people = till.ledger().read(|read| read.people()).await;
    let ana = people.map_err(|it: ledger::LedgerError| it).unwrap()[0].id;
    drop(till);
    let refused = opened.save(named("B")).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NeedsManager);
    let with = |pin: &str| SaveSettings {
        pin: Some(pin.to_owned().into()),
        changes: named("B"),
    };
    let settings_api = opened.settings_api().await;
    let refused = settings_api.save_settings(with("0000")).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::PinWrong);
    assert_eq!(opened.text(), before);
    let view = settings_api.save_settings(with("482193")).await.unwrap();
    assert!(view.needs_manager);
    assert_eq!(view.values.till.name, "B");
    let saved = opened.saved().await;
    assert!(matches!(&saved[..], [(Actor::Person { id, .. }, _)] if *id == ana));
    let refused = opened.set(&[("totalcoin.username", "x")]).await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::NeedsManager);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn secrets_are_stored_and_never_shown() {
    let opened = Opened::open(FILE).await;
    let standing = |view: &SettingsView, name: &str| {
        let found = view.secrets.iter().find(|secret| secret.name == name);
        found.map(|secret| secret.state)
    };
    let view = opened.set(&[("totalcoin.password", "una-clave")]).await;
    let view = view.unwrap();
    let set = Some(SecretStanding::Set);
    assert_eq!(standing(&view, "totalcoin.password"), set);
    let missing = Some(SecretStanding::Missing);
    assert_eq!(standing(&view, "totalcoin.username"), missing);
    assert_eq!(standing(&view, "ledger.seal"), None);
    assert!(view.secrets_store.reachable);
    assert!(!format!("{view:?}").contains("una-clave"));
    let long = "x".repeat(api::SECRET_BYTES_MAX + 1);
    for (name, value, code) in [
        ("ledger.seal", "00", ErrorCode::SecretUnknown),
        ("otra.cosa", "x", ErrorCode::SecretUnknown),
        ("totalcoin.username", "", ErrorCode::SecretUnfit),
        ("totalcoin.username", long.as_str(), ErrorCode::SecretUnfit),
    ] {
        let refused = opened.set(&[(name, value)]).await.unwrap_err();
        assert_eq!((refused.code, refused.about.as_deref()), (code, Some(name)));
    }
}

/// The shop goes live from the settings alone: first the secrets, then
/// everything in one save. Then it goes back to practice, and the live ledger
/// does not change.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_goes_live_and_back_from_the_settings_alone() {
    let sandbox = sandbox::Sandbox::start(sandbox::Config::default())
        .await
        .unwrap();
    let beside = tempfile::tempdir().unwrap();
    let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let proof = Proof::Header {
        name: "X-Secret".to_owned(),
        secret: "secreto-de-la-prueba".to_owned().into(),
    };
    let config = relay::Config::new(here, beside.path().join("relay")).route(
        "demo",
        Provider::Totalcoin,
        proof,
    );
    let relay = relay::Relay::start(config).await.unwrap();
    let key = relay.add_till("demo", TillNumber(1)).await.unwrap();
    let key = secrecy::ExposeSecret::expose_secret(&key).to_owned();
    let url = format!("http://{}", relay.local_addr());

    let opened = Opened::open(FILE).await;
    let secrets = [
        ("totalcoin.username", "sandbox"),
        ("totalcoin.password", "sandbox"),
        ("relay.till_key", key.as_str()),
    ];
    opened.set(&secrets).await.unwrap();
    let settings_api = opened.settings_api().await;
    let asked = TestConnection::Totalcoin {
        base_url: sandbox.base_url(),
        username: Some("sandbox".to_owned().into()),
        password: Some("sandbox".to_owned().into()),
        pin: None,
    };
    let report = settings_api.test_connection(asked).await.unwrap();
    assert_eq!((report.ok, report.outcome), (true, ConnectionOutcome::Ok));
    let asked = TestConnection::Relay {
        url: url.clone(),
        till_key: Some(key.clone().into()),
        till_number: None,
        pin: None,
    };
    let report = settings_api.test_connection(asked).await.unwrap();
    assert_eq!((report.ok, report.outcome), (true, ConnectionOutcome::Ok));

    let live = SettingsChanges {
        mode: Some(Mode::Live),
        totalcoin: Some(TotalcoinChanges {
            base_url: Some(sandbox.base_url()),
            default_dni: Some("27594189".to_owned()),
            ..TotalcoinChanges::default()
        }),
        relay: Some(RelayChanges { url: Some(url) }),
        ..SettingsChanges::default()
    };
    let view = opened.save(live).await.unwrap();
    assert_eq!(view.values.mode, Mode::Live);
    assert_eq!(opened.told_outside().await, None);
    let answering = opened.shop.answering().await.unwrap();
    let snapshot = answering.snapshot(()).await.unwrap();
    assert_eq!(
        (snapshot.mode, snapshot.test_environment),
        (Mode::Live, true)
    );
    drop(answering);
    let listening = async {
        loop {
            let answering = opened.shop.answering().await.unwrap();
            let lights = answering.lights();
            let ok = api::dto::LightState::Ok;
            if lights.totalcoin.state == ok && lights.relay.state == ok {
                return;
            }
            drop(answering);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), listening)
        .await
        .unwrap();
    let mut backup = settings_api.backup_now(()).await.unwrap();
    while backup.making.is_some() {
        tokio::time::sleep(Duration::from_millis(5)).await;
        backup = settings_api.backup_state(()).await.unwrap();
    }
    // The daily copy may have been made meanwhile.
    assert!(backup.kept >= 1, "{backup:?}");
    assert_eq!(backup.trouble, None);
    assert!(backup.last_at.is_some() && backup.bytes > 0 && !backup.stopped);

    // New secrets are in use at once.
    opened.set(&[("totalcoin.password", "otra")]).await.unwrap();
    let practice = SettingsChanges {
        mode: Some(Mode::Practice),
        ..SettingsChanges::default()
    };
    let view = opened.save(practice).await.unwrap();
    assert_eq!(view.values.mode, Mode::Practice);
    let text = opened.text();
    assert!(text.contains("store = \"file\" # sin llavero") && !text.contains("sandbox\""));
}

/// A missing keychain is reported within the time that one answer may take.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_keychain_is_reported_in_time() {
    let store = Never;
    let settings = Settings::default();
    let seen = secrets::seen_in(&store, &settings);
    let seen = tokio::time::timeout(Duration::from_secs(1), seen)
        .await
        .unwrap();
    assert!(!seen.store.reachable);
    assert_eq!(seen.store.store, SecretsStore::Os);
    assert!(seen.store.why.is_some());
    let unavailable = |secret: &api::dto::SecretState| secret.state == SecretStanding::Unavailable;
    assert!(seen.secrets.iter().all(unavailable));
    let found = connection::given_or_stored(None, &store, "relay.till_key").await;
    assert_eq!(
        found.unwrap_err().outcome,
        ConnectionOutcome::SecretsUnavailable
    );
}

/// A keychain that never answers. Asking it for every secret would take longer
/// than one answer may.
struct Never;

#[async_trait]
impl Secrets for Never {
    async fn get(&self, _name: &str) -> Result<Option<SecretString>, till::ports::SecretError> {
        tokio::time::sleep(Duration::from_millis(300)).await;
        Err(till::ports::SecretError::TooSlow)
    }

    async fn set(
        &self,
        _name: &str,
        _value: &SecretString,
    ) -> Result<(), till::ports::SecretError> {
        Err(till::ports::SecretError::TooSlow)
    }
}
