//! The connection tests of the settings: each asks a provider or the relay once,
//! with what was typed or else with what is stored.

use super::Host;
use crate::compose::connection::{self, Found};
use crate::compose::{bind, notices, pagouno, totalcoin};
use crate::data::secrets;
use crate::machine::chance;
use crate::machine::clock::SystemClock;
use api::dto::{ConnectionOutcome, ConnectionReport, TestConnection};
use domain::TillNumber;
use providers::totalcoin::Credentials;
use secrecy::SecretString;
use std::sync::Arc;
use till::ports::Secrets;
use till::settings::Settings;

impl Host {
    /// Tests a connection, and reports how it went.
    pub(super) async fn report(
        &self,
        settings: &Settings,
        asked: TestConnection,
    ) -> ConnectionReport {
        let tested = match asked {
            TestConnection::Totalcoin {
                base_url,
                username,
                password,
                pin: _,
            } => {
                self.test_totalcoin(settings, &base_url, username, password)
                    .await
            }
            TestConnection::Relay {
                url,
                till_key,
                till_number,
                pin: _,
            } => self.test_relay(settings, &url, till_key, till_number).await,
            TestConnection::Pagouno {
                base_url,
                public_key,
                pin: _,
            } => self.test_pagouno(settings, &base_url, public_key).await,
            TestConnection::Bind {
                base_url,
                token_url,
                scope,
                qr_text,
                client_id,
                client_secret,
                pin: _,
            } => {
                let asked = bind::Asked {
                    base_url,
                    token_url,
                    scope,
                    qr_text,
                };
                self.test_bind(settings, asked, client_id, client_secret)
                    .await
            }
        };
        let found = tested.unwrap_or_else(|found| found);
        ConnectionReport {
            ok: found.outcome == ConnectionOutcome::Ok,
            outcome: found.outcome,
            detail: found.detail,
            qr: found.qr,
        }
    }

    async fn test_totalcoin(
        &self,
        settings: &Settings,
        base_url: &str,
        username: Option<SecretString>,
        password: Option<SecretString>,
    ) -> Result<Found, Found> {
        let store = self.store(settings)?;
        let stored = async |given, name| connection::given_or_stored(given, &*store, name).await;
        let credentials = Credentials {
            username: stored(username, "totalcoin.username").await?,
            password: stored(password, "totalcoin.password").await?,
        };
        let clock = Arc::new(SystemClock::new());
        Ok(totalcoin::test(base_url, credentials, &clock, settings.network.proxy()).await)
    }

    async fn test_relay(
        &self,
        settings: &Settings,
        url: &str,
        key: Option<SecretString>,
        number: Option<u16>,
    ) -> Result<Found, Found> {
        let folder = self.shop.folder();
        if notices::is_inside(url) {
            let runs = self.shop.relay_inside().await.is_some();
            return Ok(notices::test_inside(folder, runs).await);
        }
        let store = self.store(settings)?;
        let key = connection::given_or_stored(key, &*store, "relay.till_key").await?;
        // The relay binds a key to the installation that uses it. If the id
        // cannot be stored, a temporary one is enough for a test.
        let installation = folder.installation(settings);
        let installation = installation.unwrap_or_else(|_| chance::hex::<8>());
        let number = TillNumber(number.unwrap_or(settings.till.number));
        Ok(notices::test(url, key, number, installation, settings.network.proxy()).await)
    }

    async fn test_pagouno(
        &self,
        settings: &Settings,
        base_url: &str,
        public_key: Option<SecretString>,
    ) -> Result<Found, Found> {
        let store = self.store(settings)?;
        let key = connection::given_or_stored(public_key, &*store, "pagouno.public_key").await?;
        let clock = Arc::new(SystemClock::new());
        Ok(pagouno::test(base_url, key, &clock, settings.network.proxy()).await)
    }

    async fn test_bind(
        &self,
        settings: &Settings,
        asked: bind::Asked,
        client_id: Option<SecretString>,
        client_secret: Option<SecretString>,
    ) -> Result<Found, Found> {
        let store = self.store(settings)?;
        let stored = async |given, name| connection::given_or_stored(given, &*store, name).await;
        let credentials = bind::Credentials {
            client_id: stored(client_id, "bind.client_id").await?,
            client_secret: stored(client_secret, "bind.client_secret").await?,
        };
        let clock = Arc::new(SystemClock::new());
        Ok(bind::test(&asked, credentials, &clock, settings.network.proxy()).await)
    }

    fn store(&self, settings: &Settings) -> Result<Arc<dyn Secrets>, Found> {
        secrets::store(self.shop.folder(), settings).map_err(|error| {
            let outcome = ConnectionOutcome::SecretsUnavailable;
            Found::from((outcome, Some(error.to_string())))
        })
    }
}
