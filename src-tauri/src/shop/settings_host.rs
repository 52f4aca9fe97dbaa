//! What the settings need from the shell: the file, the secrets, the connection
//! tests, the copies, and reopening the shop.

mod connections;

use crate::compose::notices;
use crate::compose::notices::{BUILT_IN, built_in_config, built_in_file};
use crate::compose::{ComposeError, known_seals, named_one};
use crate::data::backups;
use crate::data::folder::FolderError;
use crate::data::secrets;
use crate::machine::clock::SystemClock;
use crate::printing::find;
use crate::shop::backup_view::backup_view;
use crate::shop::live_people::{LivePeople, may_go_to, read_live};
use crate::shop::running::RunningShop;
use api::dto::{BackupState, ConnectionReport, FoundPrinters, RelayInside, TestConnection};
use api::{
    ApiError, FileTrouble, NotOpened, SecretsOf, SecretsSeen, SettingsApi, SettingsHost, TillApi,
};
use async_trait::async_trait;
use domain::{Actor, Day, Destination, Provider, TillNumber};
use jiff::tz::TimeZone;
use providers::BaseUrl;
use providers::pagouno::SellerDescriptor;
use relay::Proof;
use secrecy::SecretString;
use std::sync::Arc;
use till::ports::Clock as _;
use till::settings::{Settings, SettingsError};

/// The settings API for a window's commands.
pub(crate) struct SettingsAnswerer(SettingsApi);

impl SettingsAnswerer {
    pub(crate) fn new(shop: &Arc<RunningShop>) -> SettingsAnswerer {
        SettingsAnswerer::listening_for(shop, find::LISTEN_MS)
    }

    /// The same, with another time for which printers on the network are listened
    /// to, in milliseconds.
    pub(crate) fn listening_for(shop: &Arc<RunningShop>, listen_ms: u64) -> SettingsAnswerer {
        let host = Host {
            shop: Arc::clone(shop),
            people: LivePeople::default(),
            listen_ms,
        };
        SettingsAnswerer(SettingsApi::new(Arc::new(host)))
    }

    /// The settings API. It always answers.
    pub(crate) async fn answering(&self) -> Result<&SettingsApi, ApiError> {
        Ok(&self.0)
    }
}

/// The shell for the settings.
struct Host {
    shop: Arc<RunningShop>,
    people: LivePeople,
    /// For how long printers on the network are listened to, in milliseconds.
    listen_ms: u64,
}

impl Host {
    fn trouble(&self, error: &std::io::Error) -> FileTrouble {
        FileTrouble {
            path: self.path(),
            why: error.to_string(),
        }
    }
}

#[async_trait]
impl SettingsHost for Host {
    async fn till_api(&self) -> Option<Arc<TillApi>> {
        self.shop.answering().await.ok()
    }

    fn path(&self) -> String {
        self.shop
            .folder()
            .settings_file()
            .path()
            .display()
            .to_string()
    }

    fn read(&self) -> Result<String, FileTrouble> {
        let file = self.shop.folder().settings_file();
        file.read().map_err(|error| self.trouble(&error))
    }

    fn write(&self, text: &str) -> Result<(), FileTrouble> {
        let file = self.shop.folder().settings_file();
        file.write(text).map_err(|error| self.trouble(&error))
    }

    fn check(&self, settings: &Settings) -> Result<(), NotOpened> {
        let relay = settings.relay.url.as_str();
        for (key, url) in [
            ("totalcoin.base_url", settings.totalcoin.base_url.as_str()),
            ("pagouno.base_url", settings.pagouno.base_url.as_str()),
            ("relay.url", relay),
            ("bind.base_url", settings.bind.base_url.as_str()),
            ("bind.token_url", settings.bind.token_url.as_str()),
        ] {
            if key == "relay.url" && (relay.is_empty() || relay == BUILT_IN) {
                continue;
            }
            // A shop that does not use Bind need not mend what stands there.
            if key.starts_with("bind.") && (!settings.bind.enabled || url.is_empty()) {
                continue;
            }
            BaseUrl::parse(url).map_err(|error| not_opened(key, error.to_string()))?;
        }
        TimeZone::get(&settings.time_zone)
            .map_err(|_| not_opened("time_zone", "there is no such zone".to_owned()))?;
        Ok(())
    }

    async fn reopen(&self, settings: Settings) -> Result<(), NotOpened> {
        // Once begun, the reopening is finished: a window that closes meanwhile
        // does not leave the shop half open.
        let shop = Arc::clone(&self.shop);
        let reopened = tokio::spawn(async move { shop.reopen(settings).await }).await;
        match reopened {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(why_not(&error)),
            Err(error) => Err(NotOpened {
                key: None,
                why: error.to_string(),
            }),
        }
    }

    fn look(&self) {
        self.shop.look();
    }

    async fn secrets(&self, settings: &Settings) -> SecretsSeen {
        secrets::seen(self.shop.folder(), settings).await
    }

    fn is_secret(&self, name: &str) -> bool {
        // The app itself sets the seal.
        name != secrets::SEAL && secrets::is_known(name)
    }

    async fn set_secret(
        &self,
        settings: &Settings,
        name: &str,
        value: &SecretString,
    ) -> Result<(), String> {
        let store = secrets::store(self.shop.folder(), settings).map_err(|it| it.to_string())?;
        store.set(name, value).await.map_err(|it| it.to_string())
    }

    fn seller_descriptor(&self, settings: &Settings) -> Option<String> {
        let it = &settings.pagouno;
        let seller = SellerDescriptor::of(&it.seller_code, &it.seller_name).ok()?;
        Some(seller.into())
    }

    async fn copy_secrets(&self, before: &Settings, after: &Settings) -> Result<bool, String> {
        secrets::copy(self.shop.folder(), before, after).await
    }

    fn clear_secrets(&self, before: &Settings) {
        secrets::clear(self.shop.folder(), before);
    }

    async fn live_has_manager(&self, settings: &Settings) -> Result<bool, ApiError> {
        self.people.has_manager(self.shop.folder(), settings).await
    }

    async fn live_manager_of(
        &self,
        settings: &Settings,
        pin: SecretString,
    ) -> Result<Actor, ApiError> {
        self.people
            .manager_of(self.shop.folder(), settings, pin)
            .await
    }

    fn in_force(&self) -> Option<Settings> {
        self.shop.in_force()
    }

    fn destination(&self, settings: &Settings, which: Destination) -> Option<String> {
        named_one(settings, which).map(|place| place.value)
    }

    fn number_known_outside(&self) -> Result<Option<u16>, ApiError> {
        let known = read_live(self.shop.folder(), |read| {
            Ok(read.till_number_known_outside()?)
        });
        match known {
            Ok(known) => Ok(known?.map(|TillNumber(number)| number)),
            // A ledger that cannot be opened blocks none of the settings.
            Err(_) => Ok(None),
        }
    }

    async fn goes_there(&self, settings: &Settings, secrets: SecretsOf, address: &str) -> bool {
        let which = match secrets {
            SecretsOf::Totalcoin => Destination::Totalcoin,
            SecretsOf::Pagouno => Destination::Pagouno,
            SecretsOf::Relay => Destination::Relay,
            SecretsOf::Bind => Destination::Bind,
            SecretsOf::BindToken => Destination::BindToken,
        };
        // The relay inside the app gets no secret.
        if notices::is_inside(address) {
            return true;
        }
        let (Some(place), Ok(base)) = (named_one(settings, which), BaseUrl::parse(address)) else {
            return false;
        };
        place.value == base.as_str() && may_go_to(self.shop.folder(), &place)
    }

    async fn test(&self, settings: &Settings, asked: TestConnection) -> ConnectionReport {
        self.report(settings, asked).await
    }

    async fn begin_backup(&self, settings: &Settings) -> Result<(), String> {
        let folder = self.shop.folder().clone();
        let seals = known_seals(&folder, settings).await;
        let seals = seals.map_err(|error| error.to_string())?;
        let (settings, making) = (settings.clone(), Arc::clone(self.shop.making()));
        if !making.begin() {
            return Ok(());
        }
        // It goes on whatever becomes of the window.
        tokio::spawn(async move {
            let now = SystemClock::new().now();
            let asked = (&making, backups::Verified::Whole);
            let made = backups::make_and_anchor(&folder, &settings, &seals, now, asked).await;
            if let Err(error) = made {
                tracing::warn!(%error, "the copy that somebody asked for cannot be made");
            }
            backups::carry_beside(&folder, &settings, now);
        });
        Ok(())
    }

    fn stop_backup(&self) {
        self.shop.making().stop();
    }

    fn backup(&self, settings: &Settings) -> BackupState {
        backup_view(self.shop.folder(), settings, self.shop.making())
    }

    async fn load_practice_week(&self) -> Result<Day, String> {
        // Once begun, it is finished, whatever becomes of the window.
        let shop = Arc::clone(&self.shop);
        let loaded = tokio::spawn(async move { shop.load_practice_week().await }).await;
        match loaded {
            Ok(loaded) => loaded.map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        }
    }

    async fn switch_practice_wallet(&self, on: bool) -> Result<(), String> {
        let shop = Arc::clone(&self.shop);
        let switched = tokio::spawn(async move { shop.switch_practice_wallet(on).await }).await;
        match switched {
            Ok(switched) => switched.map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        }
    }

    async fn find_printers(&self) -> FoundPrinters {
        find::find(self.shop.printers(), self.listen_ms).await
    }

    async fn relay_inside(&self) -> RelayInside {
        let folder = self.shop.folder();
        let path = built_in_file(folder);
        let address = self.shop.relay_inside().await;
        let webhook_path = address.and_then(|_| {
            let (config, merchant) = built_in_config(folder).ok()?;
            let proofs = config.merchants.get(&merchant)?;
            let proofs = proofs.webhooks.get(&Provider::Totalcoin)?;
            let by_path = |proof: &Proof| matches!(proof, Proof::PathToken(_));
            // The place of the secret is shown, never the secret.
            let token = if proofs.iter().any(by_path) {
                "/…"
            } else {
                ""
            };
            Some(format!("/webhooks/totalcoin/{merchant}{token}"))
        });
        RelayInside {
            path: path.display().to_string(),
            present: path.exists(),
            address: address.map(|address| address.to_string()),
            webhook_path,
        }
    }
}

fn not_opened(key: &str, why: String) -> NotOpened {
    NotOpened {
        key: Some(key.to_owned()),
        why,
    }
}

/// The setting that caused the error, if one did.
fn why_not(error: &ComposeError) -> NotOpened {
    let key = match error {
        ComposeError::Address { key, .. } => Some(*key),
        ComposeError::Relay(_) => Some("relay.url"),
        ComposeError::Secret(_) => Some("secrets.store"),
        ComposeError::Folder(FolderError::Settings {
            source: SettingsError::Value { key, .. },
            ..
        }) => Some(*key),
        ComposeError::Folder(_)
        | ComposeError::Ledger { .. }
        | ComposeError::Upgrade { .. }
        | ComposeError::Machine(_)
        | ComposeError::Till(_) => None,
    };
    NotOpened {
        key: key.map(str::to_owned),
        why: error.to_string(),
    }
}

#[cfg(test)]
mod practice_wallet_tests;
#[cfg(test)]
mod practice_week_tests;
#[cfg(test)]
mod tests;
