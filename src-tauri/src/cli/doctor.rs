//! `mostrador doctor`: looks at everything that a sale needs, a line each.

use super::block_on;
use crate::clock::SystemClock;
use crate::compose::{Connections, connections};
use crate::folder::{Folder, write_whole};
use crate::secrets;
use ledger::{OpenError, Reader};
use providers::totalcoin::Error;
use relay_client::{Cursor, NoticesError, Setting};
use std::process::ExitCode;
use std::sync::Arc;
use till::sell::{SKEW_BLOCKS_MS, SKEW_SHOWN_MS};
use till::settings::{Mode, Settings, Store};

/// How a part is.
enum Health {
    /// It serves.
    Well(String),
    /// It is not set up, and need not be.
    Off(String),
    /// It does not serve; what to do about it.
    Ill(String),
}

pub(super) fn run(folder: &Folder, settings: &Settings) -> Result<ExitCode, String> {
    let parts = block_on(examine(folder, settings))?;
    let mut well = true;
    for (part, health) in parts {
        let (mark, words) = match health {
            Health::Well(words) => ("bien", words),
            Health::Off(words) => ("  — ", words),
            Health::Ill(words) => {
                well = false;
                ("MAL ", words)
            }
        };
        println!("{mark}  {part:<10} {words}");
    }
    Ok(if well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn examine(folder: &Folder, settings: &Settings) -> Vec<(&'static str, Health)> {
    let mut parts = vec![
        ("datos", disk(folder)),
        ("registro", ledger(folder, settings)),
    ];
    if settings.mode == Mode::Practice {
        let words = "modo práctica: los proveedores de práctica corren dentro de la ventana";
        parts.push(("conexiones", Health::Off(words.to_owned())));
        parts.push((
            "llavero",
            Health::Off("en práctica no hace falta".to_owned()),
        ));
    } else {
        parts.push(("llavero", keychain(folder, settings).await));
        match connections(folder, settings, &Arc::new(SystemClock::new())).await {
            Ok(connections) => parts.extend(outside(&connections).await),
            Err(error) => parts.push(("conexiones", Health::Ill(error.to_string()))),
        }
    }
    parts.push((
        "impresora",
        Health::Off("no hay ninguna configurada".to_owned()),
    ));
    parts
}

fn disk(folder: &Folder) -> Health {
    let probe = folder.path().join("doctor.probe");
    let written = write_whole(&probe, &[0; 64 * 1024]);
    let _ = std::fs::remove_file(&probe);
    match written {
        Ok(()) => Health::Well(format!("se puede escribir en {}", folder.path().display())),
        Err(error) => Health::Ill(format!(
            "no se puede escribir en {}: {error}. Liberá espacio o revisá los permisos",
            folder.path().display()
        )),
    }
}

fn ledger(folder: &Folder, settings: &Settings) -> Health {
    let path = folder.ledger(settings.mode);
    match Reader::open(&path) {
        Ok(reader) => match reader.read(|read| read.head()) {
            Ok(head) => Health::Well(format!("{} eventos", head.seq)),
            Err::<_, ledger::LedgerError>(error) => Health::Ill(error.to_string()),
        },
        Err(OpenError::Absent) => Health::Off("todavía no hay ventas".to_owned()),
        Err(error) => Health::Ill(format!("{}: {error}", path.display())),
    }
}

async fn keychain(folder: &Folder, settings: &Settings) -> Health {
    let store = match secrets::store(folder, settings) {
        Ok(store) => store,
        Err(error) => return Health::Ill(error.to_string()),
    };
    match (
        store.get("totalcoin.username").await,
        settings.secrets.store,
    ) {
        (Ok(_), Store::Os) => Health::Well("el llavero del sistema contesta".to_owned()),
        (Ok(_), Store::File) => Health::Well(
            "las credenciales están en un archivo: es menos seguro que el llavero".to_owned(),
        ),
        (Err(error), _) => Health::Ill(format!(
            "{error}. Desbloqueá el llavero, o poné store = \"file\" en [secrets]"
        )),
    }
}

async fn outside(connections: &Connections) -> Vec<(&'static str, Health)> {
    let mut parts = Vec::new();
    match &connections.providers {
        Some(providers) => {
            parts.push((
                "TotalCoin",
                match providers.log_in().await {
                    Ok(()) => Health::Well(format!("{} contesta", connections.totalcoin)),
                    Err(error) => Health::Ill(of_totalcoin(&error, &connections.totalcoin)),
                },
            ));
            parts.push(("reloj", clock(providers.totalcoin().clock_skew_ms)));
        }
        None => parts.push((
            "TotalCoin",
            Health::Ill(
                "faltan totalcoin.username y totalcoin.password: mostrador secret set".to_owned(),
            ),
        )),
    }
    parts.push((
        "relay",
        match &connections.notices {
            Some(notices) => match notices.read(Cursor::START, 0).await {
                Ok(_) => Health::Well(format!("{} contesta", connections.relay)),
                Err(error) => Health::Ill(of_relay(&error, &connections.relay)),
            },
            None if connections.relay.is_empty() => {
                Health::Ill("falta url en [relay]: sin relay no llega ningún pago".to_owned())
            }
            None if connections.built_in => Health::Off("corre dentro de la ventana".to_owned()),
            None => Health::Ill("falta relay.till_key: mostrador secret set".to_owned()),
        },
    ));
    parts
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

fn of_totalcoin(error: &Error, base: &str) -> String {
    match error {
        Error::Credentials => {
            "TotalCoin no acepta el usuario o la contraseña: mostrador secret set".to_owned()
        }
        Error::Permission { .. } => {
            "TotalCoin no da permiso a ese usuario: pedíselo a TotalCoin".to_owned()
        }
        Error::NotSent(_) | Error::AnswerLost(_) => {
            format!("{base} no contesta: revisá la conexión y base_url en [totalcoin]")
        }
        Error::RetryLater => "TotalCoin pide que se pruebe más tarde".to_owned(),
        Error::Rejected { status, .. } => format!("{base} contesta {status}: revisá base_url"),
    }
}

fn of_relay(error: &NoticesError, url: &str) -> String {
    match error {
        NoticesError::Retry(_) => {
            format!("{url} no contesta: revisá la conexión y url en [relay]")
        }
        NoticesError::FixSetting(setting) => match setting {
            Setting::Key => "el relay no conoce esa relay.till_key".to_owned(),
            Setting::TillNumber { .. } => {
                "esa relay.till_key es de otra caja: revisá number en [till]".to_owned()
            }
            Setting::InUseElsewhere { .. } => {
                "otra instalación está usando esa relay.till_key".to_owned()
            }
            Setting::Address { .. } => format!("lo que contesta en {url} no es un relay"),
        },
        NoticesError::Unreadable { .. } => {
            format!("lo que contesta {url} no se entiende: puede ser de otra versión")
        }
    }
}
