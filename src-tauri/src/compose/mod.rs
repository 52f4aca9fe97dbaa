//! Puts the till together with the real world, in practice or live.

mod live;
mod practice;
mod practice_cards;
mod seal;
mod world;

pub(crate) use live::{BUILT_IN, built_in_config, built_in_file};
pub(crate) use practice::Customer;
pub(crate) use seal::known_seals;

use crate::clock::SystemClock;
use crate::folder::{Folder, FolderError};
use crate::{backups, chance::SystemChance, secrets};
use api::{Counter, Desk, Frame, Practice};
use domain::{Actor, TillEvent};
use ledger::{BackupError, Ledger, Opening, Seal};
use std::sync::Arc;
use till::ports::{Clock as _, SecretError};
use till::settings::{Mode, Settings};
use till::{Ports, Till, TillError};

/// Why the app can not open. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ComposeError {
    /// The data folder or `mostrador.toml`.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The ledger.
    #[error("{}: {source}", path.display())]
    Ledger {
        /// The file.
        path: std::path::PathBuf,
        /// Why.
        source: ledger::OpenError,
    },
    /// The copy that goes before an upgrade of the ledger.
    #[error("no se pudo copiar el registro antes de actualizarlo: {source}")]
    Upgrade {
        /// Why.
        source: BackupError,
    },
    /// A secret.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// An address.
    #[error("mostrador.toml: {key}: {why}")]
    Address {
        /// The key, with its table.
        key: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// The relay inside the app.
    #[error("el relay incorporado: {0}")]
    Relay(String),
    /// A part of this machine.
    #[error("{0}")]
    Machine(String),
    /// The ledger, once open.
    #[error(transparent)]
    Till(#[from] TillError),
}

/// Everything that is running.
pub(crate) struct Shop {
    pub(crate) till: Arc<Till>,
    pub(crate) counter: Arc<Counter>,
    /// What runs beside the till; it ends with the shop.
    pub(crate) beside: Beside,
}

/// What runs inside the app beside the till.
pub(crate) enum Beside {
    /// Nothing.
    Nothing,
    /// The relay of a shop with one till and its own tunnel.
    Relay(relay::Relay),
    /// Practice's stand-ins.
    Customer(Arc<Customer>),
}

/// Opens the shop that a data folder and its settings describe.
pub(crate) async fn open(
    folder: &Folder,
    settings: Settings,
    desk: Arc<dyn Desk>,
) -> Result<Shop, ComposeError> {
    let clock = Arc::new(SystemClock::new());
    let mode = settings.mode;
    let secrets = match mode {
        Mode::Practice => None,
        Mode::Live => Some(secrets::store(folder, &settings)?),
    };
    let ledger = open_ledger(folder, &settings).await?;
    let world = match &secrets {
        None => practice::world(folder, &settings, &clock).await?,
        Some(secrets) => live::world(folder, &settings, &**secrets, &clock).await?,
    };
    note_addresses(&ledger, &world.addresses, clock.now()).await?;
    let ports = Ports {
        clock,
        chance: Arc::new(SystemChance),
        providers: world.providers,
        notices: world.notices,
    };
    let till = Till::new(ledger, settings, ports);
    let till = Arc::new(match world.cards {
        Some(cards) => till.with_cards(cards),
        None => till,
    });
    let practice = match &world.beside {
        Beside::Customer(customer) => Some(Arc::clone(customer) as Arc<dyn Practice>),
        Beside::Nothing | Beside::Relay(_) => None,
    };
    let frame = Frame {
        test_environment: world.test_environment,
    };
    let counter = Arc::new(Counter::new(Arc::clone(&till), practice, frame, desk));
    Ok(Shop {
        till,
        counter,
        beside: world.beside,
    })
}

/// Opens the ledger of the mode, under its seal.
pub(crate) async fn open_ledger(
    folder: &Folder,
    settings: &Settings,
) -> Result<Ledger, ComposeError> {
    let path = folder.ledger(settings.mode);
    let now = SystemClock::new().now();
    let opening = Opening {
        path: path.clone(),
        seal: seal(folder, settings).await?,
        now,
    };
    let (folder, mode) = (folder.clone(), settings.mode);
    let opened = tokio::task::spawn_blocking(move || {
        // What an older version wrote is copied before it is changed.
        match backups::before_upgrade(&folder, mode, now) {
            Ok(None) => {}
            Ok(Some(copy)) => tracing::info!(copy = %copy.display(), "copied before the upgrade"),
            // What keeps the file from being read is told by opening it.
            Err(BackupError::Open(_)) => {}
            Err(source) => return Err(ComposeError::Upgrade { source }),
        }
        Ledger::open(opening).map_err(|source| ComposeError::Ledger { path, source })
    });
    opened
        .await
        .map_err(|error| ComposeError::Machine(error.to_string()))?
}

/// The seal under which the journal of the mode goes on.
pub(crate) async fn seal(folder: &Folder, settings: &Settings) -> Result<Seal, ComposeError> {
    Ok(match settings.mode {
        Mode::Practice => seal::of_practice(folder)?,
        Mode::Live => seal::of_live(&*secrets::store(folder, settings)?).await?,
    })
}

/// The kept thing that says which addresses were last in force.
pub(crate) const ADDRESSES: &str = "addresses_in_force";

/// Journals the addresses in force where they are not what they were.
async fn note_addresses(
    ledger: &Ledger,
    addresses: &[String],
    now: domain::UnixMs,
) -> Result<(), TillError> {
    let addresses = addresses.to_vec();
    ledger
        .write(move |write| {
            let joined = addresses.join(" ");
            if write.kept(ADDRESSES)?.as_deref() != Some(&joined) {
                write.keep(ADDRESSES, &joined)?;
                let event = TillEvent::AddressesInForce { addresses };
                write.record_till(&Actor::Till, now, &[event])?;
            }
            Ok(())
        })
        .await
}
