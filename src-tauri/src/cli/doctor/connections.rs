//! The connections of a live till: each provider and the relay, and the clock as
//! TotalCoin's answer shows it.

use super::Health;
use crate::cli::outage::outage_words;
use crate::compose::connection::{self, Found};
use crate::compose::named_one;
use crate::compose::notices::built_in_config;
use crate::compose::{bind, notices, pagouno, totalcoin};
use crate::data::folder::Folder;
use crate::data::secrets;
use crate::machine::clock::SystemClock;
use crate::shop::live_people::may_go_to;
use api::dto::ConnectionOutcome as Outcome;
use domain::{Destination, TillNumber};
use providers::pagouno::SellerDescriptor;
use providers::totalcoin::Credentials;
use providers::{Network, Others, Outage};
use std::sync::Arc;
use till::clock::SKEW_BLOCKS_MS;
use till::clock::SKEW_SHOWN_MS;
use till::ports::Secrets;
use till::settings::Settings;

/// A tested connection: its part, its address, and the setting with the address.
struct Tested<'a> {
    part: &'static str,
    address: &'a str,
    setting: &'static str,
    found: Found,
}

/// What is known of a connection: it was tested, or it need not be.
enum Seen<'a> {
    Tested(Tested<'a>),
    Known(&'static str, Health),
}

pub(super) async fn outside(folder: &Folder, settings: &Settings) -> Vec<(&'static str, Health)> {
    let store = match secrets::store(folder, settings) {
        Ok(store) => store,
        Err(error) => return vec![("conexiones", Health::Ill(error.to_string()))],
    };
    let seen = [
        match unconfirmed(folder, settings, Destination::Totalcoin) {
            Some(waits) => Seen::Known("TotalCoin", waits),
            None => Seen::Tested(Tested {
                part: "TotalCoin",
                address: &settings.totalcoin.base_url,
                setting: "base_url en [totalcoin]",
                found: totalcoin(settings, &*store).await,
            }),
        },
        match unconfirmed(folder, settings, Destination::Pagouno) {
            Some(waits) => Seen::Known("pagoUno", waits),
            None => pagouno(settings, &*store).await,
        },
        see_bind(folder, settings, &*store).await,
        see_relay(folder, settings, &*store).await,
    ];
    let clock = seen.iter().find_map(|seen| match seen {
        Seen::Tested(tested) if tested.part == "TotalCoin" && serves(&tested.found) => {
            Some(clock(tested.found.skew_ms))
        }
        Seen::Tested(_) | Seen::Known(..) => None,
    });
    let mut parts = Vec::new();
    for this in &seen {
        if let Seen::Tested(tested) = this {
            parts.push((tested.part, told(tested, others(&seen, tested.part))));
        }
    }
    // What the others show is needed before what is known is taken apart.
    let known = seen.into_iter().filter_map(|seen| match seen {
        Seen::Known(part, health) => Some((part, health)),
        Seen::Tested(_) => None,
    });
    parts.extend(known);
    parts.extend(clock.map(|clock| ("reloj", clock)));
    parts
}

/// Whether the other connections answer, as the till's lights see it.
fn others(seen: &[Seen<'_>], part: &str) -> Others {
    let mut others = Others::Unknown;
    for this in seen {
        let Seen::Tested(tested) = this else {
            continue;
        };
        if tested.part == part {
            continue;
        }
        if tested.found.symptom.is_some() {
            others = Others::Fail;
        } else if serves(&tested.found) {
            return Others::Answer;
        }
    }
    others
}

async fn see_relay<'a>(folder: &Folder, settings: &'a Settings, store: &dyn Secrets) -> Seen<'a> {
    let url = &settings.relay.url;
    let known = if url.is_empty() {
        Health::Ill("falta url en [relay]: sin relay no llega ningún pago".to_owned())
    } else if notices::is_inside(url) {
        match built_in_config(folder) {
            Ok(_) => Health::Off("corre dentro de la ventana".to_owned()),
            Err(error) => Health::Ill(error.to_string()),
        }
    } else if let Some(waits) = unconfirmed(folder, settings, Destination::Relay) {
        waits
    } else {
        return Seen::Tested(Tested {
            part: "relay",
            address: url,
            setting: "url en [relay]",
            found: relay(folder, settings, store).await,
        });
    };
    Seen::Known("relay", known)
}

/// An address that waits for a manager is not tested: no stored secret goes
/// there.
fn unconfirmed(folder: &Folder, settings: &Settings, which: Destination) -> Option<Health> {
    let place = named_one(settings, which)?;
    (!may_go_to(folder, &place)).then(|| {
        let words = "no se probó: falta que un encargado confirme la dirección en la caja";
        Health::Ill(format!("{}: {words}", place.value))
    })
}

async fn totalcoin(settings: &Settings, store: &dyn Secrets) -> Found {
    let stored = async |name| connection::given_or_stored(None, store, name).await;
    let username = match stored("totalcoin.username").await {
        Ok(username) => username,
        Err(found) => return found,
    };
    let password = match stored("totalcoin.password").await {
        Ok(password) => password,
        Err(found) => return found,
    };
    let credentials = Credentials { username, password };
    let clock = Arc::new(SystemClock::new());
    let proxy = settings.network.proxy();
    totalcoin::test(&settings.totalcoin.base_url, credentials, &clock, proxy).await
}

/// Checks pagoUno. A shop need not take cards: without keys and seller, it is
/// off. Only a charge proves the private key, and this makes none.
async fn pagouno<'a>(settings: &'a Settings, store: &dyn Secrets) -> Seen<'a> {
    let it = &settings.pagouno;
    let known = |health| Seen::Known("pagoUno", health);
    let key = connection::given_or_stored(None, store, "pagouno.public_key").await;
    let private = connection::given_or_stored(None, store, "pagouno.private_key").await;
    let lacks = |found: &Result<_, Found>| {
        found
            .as_ref()
            .is_err_and(|found| found.outcome == Outcome::SecretMissing)
    };
    let named = !it.seller_code.is_empty() && !it.seller_name.is_empty();
    if lacks(&key) && lacks(&private) && !named {
        let words = "no está configurado: no se cobran tarjetas";
        return known(Health::Off(words.to_owned()));
    }
    if SellerDescriptor::of(&it.seller_code, &it.seller_name).is_err() {
        let words = "revisá seller_code y seller_name en [pagouno]";
        return known(Health::Ill(words.to_owned()));
    }
    let tested = |found| {
        Seen::Tested(Tested {
            part: "pagoUno",
            address: &it.base_url,
            setting: "base_url en [pagouno]",
            found,
        })
    };
    let key = match (key, private) {
        (Err(found), _) | (Ok(_), Err(found)) => return tested(found),
        (Ok(key), Ok(_)) => key,
    };
    let clock = Arc::new(SystemClock::new());
    let found = pagouno::test(&it.base_url, key, &clock, settings.network.proxy()).await;
    if found.outcome == Outcome::WrongCredentials {
        let words = "pagoUno no acepta pagouno.public_key: mostrador secret set";
        return known(Health::Ill(words.to_owned()));
    }
    if serves(&found) {
        let base = &it.base_url;
        let words = format!("{base} contesta; la clave privada sólo se prueba cobrando");
        return known(Health::Well(words));
    }
    tested(found)
}

/// Checks Bind: its token, and the shop's QR where one is set. A shop need not
/// use it.
async fn see_bind<'a>(folder: &Folder, settings: &'a Settings, store: &dyn Secrets) -> Seen<'a> {
    let it = &settings.bind;
    let known = |health| Seen::Known("Bind", health);
    if !it.enabled {
        return known(Health::Off(
            "no está activado: no se informa nada".to_owned(),
        ));
    }
    if it.token_url.trim().is_empty() {
        let words = "falta token_url en [bind]: pedíselo a Bind";
        return known(Health::Ill(words.to_owned()));
    }
    let waits = [Destination::Bind, Destination::BindToken]
        .into_iter()
        .find_map(|which| unconfirmed(folder, settings, which));
    if let Some(waits) = waits {
        return known(waits);
    }
    let stored = async |name| connection::given_or_stored(None, store, name).await;
    let tested = |found| {
        Seen::Tested(Tested {
            part: "Bind",
            address: &it.base_url,
            setting: "base_url y token_url en [bind]",
            found,
        })
    };
    let (client_id, client_secret) = match (
        stored("bind.client_id").await,
        stored("bind.client_secret").await,
    ) {
        (Err(found), _) | (Ok(_), Err(found)) => return tested(found),
        (Ok(id), Ok(secret)) => (id, secret),
    };
    let credentials = bind::Credentials {
        client_id,
        client_secret,
    };
    let clock = Arc::new(SystemClock::new());
    let asked = bind::Asked::of(settings);
    let found = bind::test(&asked, credentials, &clock, settings.network.proxy()).await;
    if found.outcome == Outcome::WrongCredentials {
        let words = "Bind no acepta bind.client_id o bind.client_secret: mostrador secret set";
        return known(Health::Ill(words.to_owned()));
    }
    if found.outcome == Outcome::NoPermission {
        return known(Health::Ill(
            "Bind no da permiso: pedíselo a Bind".to_owned(),
        ));
    }
    if serves(&found) {
        return known(Health::Well(bind_words(&found, &it.base_url)));
    }
    tested(found)
}

fn bind_words(found: &Found, address: &str) -> String {
    let collector = found.qr.as_ref().and_then(|qr| qr.collector.as_deref());
    match collector {
        Some(name) => format!("{address} contesta; el QR es de {name}"),
        None => format!("{address} da permiso; falta qr_text en [bind] para probar el QR"),
    }
}

async fn relay(folder: &Folder, settings: &Settings, store: &dyn Secrets) -> Found {
    let key = match connection::given_or_stored(None, store, "relay.till_key").await {
        Ok(key) => key,
        Err(found) => return found,
    };
    let installation = match folder.installation(settings) {
        Ok(installation) => installation,
        Err(error) => return (Outcome::MachineUnfit, Some(error.to_string())).into(),
    };
    let number = TillNumber(settings.till.number);
    let proxy = settings.network.proxy();
    notices::test(&settings.relay.url, key, number, installation, proxy).await
}

fn serves(found: &Found) -> bool {
    matches!(found.outcome, Outcome::Ok | Outcome::ClockSkewed)
}

/// An outcome in a terminal's words. What stands in the way is told apart as
/// the window's lights and its queue tell it, with words of its own.
fn told(tested: &Tested<'_>, others: Others) -> Health {
    let Tested {
        address,
        setting,
        found,
        ..
    } = tested;
    let detail = found.detail.as_deref().unwrap_or_default();
    if let Some(symptom) = found.symptom {
        let network = if found.outcome == Outcome::NoNetwork {
            Network::None
        } else {
            Network::Local
        };
        let outage = Outage::of(symptom, network, others);
        return Health::Ill(outage_words(outage, address, setting, detail));
    }
    let words = match found.outcome {
        Outcome::Ok | Outcome::ClockSkewed => return Health::Well(format!("{address} contesta")),
        // The setting may hold a secret that was put into the wrong place, so
        // it is not printed.
        Outcome::BadAddress => format!("lo que hay ahí no es una dirección: revisá {setting}"),
        Outcome::NotSecure => format!("{address} tiene que empezar con https: revisá {setting}"),
        Outcome::WrongCredentials => {
            "TotalCoin no acepta el usuario o la contraseña: mostrador secret set".to_owned()
        }
        Outcome::NoPermission => {
            "TotalCoin no da permiso a ese usuario: pedíselo a TotalCoin".to_owned()
        }
        Outcome::SecretMissing => format!("falta {detail}: mostrador secret set"),
        Outcome::SecretsUnavailable => format!("{detail}. Desbloqueá el llavero"),
        Outcome::RelayKeyUnknown => "el relay no conoce esa relay.till_key".to_owned(),
        Outcome::RelayKeyOfAnotherTill => {
            "esa relay.till_key es de otra caja: revisá number en [till]".to_owned()
        }
        Outcome::RelayKeyInUse => "otra instalación está usando esa relay.till_key".to_owned(),
        Outcome::OtherVersion => {
            format!("lo que contesta {address} no se entiende: puede ser de otra versión")
        }
        Outcome::QrUnfit => "Bind dice que qr_text en [bind] no es un QR".to_owned(),
        Outcome::NotTheProvider => {
            format!("lo que contesta {address} no es lo que se busca ({detail}): revisá {setting}")
        }
        Outcome::Busy => format!("{address} pide que se pruebe más tarde"),
        Outcome::NoNetwork
        | Outcome::NoSuchHost
        | Outcome::NameTooSlow
        | Outcome::ConnectionTooSlow
        | Outcome::CertificateUntrusted
        | Outcome::ProxyUnreached
        | Outcome::NoConnection
        | Outcome::TooSlow
        | Outcome::ServerError => format!("{address} no contesta ({detail}): revisá {setting}"),
        Outcome::RelayFileUnfit | Outcome::MachineUnfit => detail.to_owned(),
    };
    Health::Ill(words)
}

fn clock(skew_ms: Option<i64>) -> Health {
    match skew_ms {
        None => Health::Off("TotalCoin no dijo su hora".to_owned()),
        Some(skew) if skew.abs() > SKEW_BLOCKS_MS => Health::Ill(format!(
            "está a {} s de la hora de TotalCoin y así no se puede cobrar con QR: ponela en hora",
            skew / 1_000
        )),
        Some(skew) if skew.abs() > SKEW_SHOWN_MS => {
            Health::Well(format!("está a {} s de la hora de TotalCoin", skew / 1_000))
        }
        Some(_) => Health::Well("en hora".to_owned()),
    }
}
