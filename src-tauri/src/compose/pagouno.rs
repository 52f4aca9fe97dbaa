//! pagoUno: its hosts, its client, and the test of its connection.

use super::ComposeError;
use super::connection::{Found, Told, chain, client_at, of_status, unanswered, unreached};
use super::hosts::{HostKind, Hosts};
use super::parts::stored;
use super::place::Place;
use crate::machine::clock::SystemClock;
use api::dto::ConnectionOutcome as Outcome;
use domain::Destination;
use providers::pagouno::{Error, Keys, PagoUno};
use providers::{BaseUrl, Proxy};
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::sync::Arc;
use till::ports::{Clock as _, Pagouno, Secrets};
use till::settings::{PagounoSettings, Settings};

/// pagoUno names no host for tests.
pub(super) const HOSTS: Hosts = Hosts {
    real: &["api.pagouno.com"],
    test: &[],
};

/// The destinations of its stored secrets, and the merchant for whom it
/// charges.
pub(super) fn places(settings: &Settings) -> Vec<Place> {
    let Ok(base) = BaseUrl::parse(&settings.pagouno.base_url) else {
        return Vec::new();
    };
    let kind = HOSTS.kind(&base);
    let address = Place {
        destination: Destination::Pagouno,
        value: base.as_str().to_owned(),
        kind,
    };
    let identity = card_identity(&settings.pagouno).map(|value| Place {
        destination: Destination::CardIdentity,
        value,
        // On a test host no money moves, whatever the merchant; and no merchant
        // is one that the provider names.
        kind: match kind {
            HostKind::Test => HostKind::Test,
            HostKind::Real | HostKind::Unknown => HostKind::Real,
        },
    });
    std::iter::once(address).chain(identity).collect()
}

/// Merchant group, seller and the merchants of a split, in one line.
fn card_identity(pagouno: &PagounoSettings) -> Option<String> {
    let parts = [
        &pagouno.merchant_code_group,
        &pagouno.seller_code,
        &pagouno.seller_name,
    ];
    let mut line = parts.map(|part| part.trim()).join(" · ");
    if parts.iter().all(|part| part.trim().is_empty()) {
        return None;
    }
    for split in &pagouno.split {
        let group = split.merchant_code_group.trim();
        line = format!("{line} + {group} {}", split.share_bp);
    }
    Some(line)
}

/// The client, if its keys are set; with those access keys of a split that are
/// set.
pub(super) async fn client(
    base: BaseUrl,
    settings: &Settings,
    secrets: &dyn Secrets,
    clock: &Arc<SystemClock>,
    proxy: Option<&Proxy>,
) -> Result<Option<Arc<dyn Pagouno>>, ComposeError> {
    let public = stored(secrets, "pagouno.public_key").await;
    let private = stored(secrets, "pagouno.private_key").await;
    let (Some(public), Some(private)) = (public, private) else {
        tracing::info!("pagouno.public_key or pagouno.private_key is not set: no cards");
        return Ok(None);
    };
    let mut access = BTreeMap::new();
    for split in &settings.pagouno.split {
        let group = split.merchant_code_group.trim();
        if let Some(key) = stored(secrets, &format!("pagouno.access_key.{group}")).await {
            access.insert(group.to_owned(), key);
        }
    }
    let keys = Keys {
        public,
        private,
        access,
    };
    let clock = Arc::clone(clock);
    let client = PagoUno::new(base, keys, move || clock.now())
        .and_then(|client| client.through(proxy))
        .map_err(|error| ComposeError::Machine(error.to_string()))?;
    Ok(Some(Arc::new(client)))
}

/// Tests pagoUno with a question about a purchase that does not exist. It
/// charges nothing and proves the public key; the private key is not sent.
pub(crate) async fn test(
    base_url: &str,
    public_key: SecretString,
    clock: &Arc<SystemClock>,
    through: Option<&str>,
) -> Found {
    let keys = Keys {
        public: public_key,
        private: SecretString::from(String::new()),
        access: BTreeMap::new(),
    };
    let clock = Arc::clone(clock);
    let client = client_at(base_url, through, |base, proxy| {
        PagoUno::new(base, keys, move || clock.now())?.through(proxy)
    });
    let (base, client) = match client {
        Ok(built) => built,
        Err(found) => return found,
    };
    let told = match client.look().await {
        Ok(()) => (Outcome::Ok, None),
        Err(error) => outcome(&error, &base),
    };
    Found {
        symptom: client.contact().failure.and_then(|failure| failure.symptom),
        ..Found::from(told)
    }
}

fn outcome(error: &Error, base: &BaseUrl) -> Told {
    match error {
        Error::Credentials => (Outcome::WrongCredentials, None),
        Error::NoConnection(cause) => unreached(cause, base),
        Error::NoAnswer(cause) => (unanswered(cause), Some(chain(&**cause))),
        Error::NoWord { status } => (of_status(*status), Some(format!("HTTP {status}"))),
        // A question is never refused by a rule, and names no merchant of a
        // split.
        Error::Refused { status, .. } => (of_status(*status), Some(format!("HTTP {status}"))),
        Error::AccessKeyMissing(_) => (Outcome::SecretMissing, Some(error.to_string())),
    }
}
