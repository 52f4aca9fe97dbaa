//! Puts the till together with the real world, in practice or live.

pub(crate) mod connection;
mod destinations;
mod hosts;
mod live;
pub(crate) mod notices;
pub(crate) mod pagouno;
mod parts;
mod practice;
mod practice_cards;
mod seal;
pub(crate) mod totalcoin;
mod world;

pub(crate) use destinations::{Place, named_one};
pub(crate) use practice::Customer;
pub(crate) use seal::known_seals;

use crate::data::anchors;
use crate::data::backups;
use crate::data::folder::{Folder, FolderError};
use crate::data::location;
use crate::data::secrets;
use crate::machine::chance::SystemChance;
use crate::machine::clock::SystemClock;
use api::{Frame, Practice, Shell, TillApi};
use domain::TillNumber;
use ledger::{BackupError, Ledger, Opening, Seal};
use std::sync::Arc;
use till::ports::{Clock as _, SecretError};
use till::settings::{Mode, Settings};
use till::setup::destinations::note_in_force;
use till::{Ports, Till, TillError};
use world::World;

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
    pub(crate) till_api: Arc<TillApi>,
    /// What runs beside the till; it ends with the shop.
    pub(crate) beside: Beside,
}

/// What runs inside the app beside the till.
pub(crate) enum Beside {
    Nothing,
    /// The relay of a shop with one till and its own tunnel.
    Relay(relay::Relay),
    /// Practice's stand-ins.
    Customer(Arc<Customer>),
}

/// Opens the shop that a data folder and its settings describe.
pub(crate) async fn open(
    folder: &Folder,
    mut settings: Settings,
    shell: Arc<dyn Shell>,
) -> Result<Shop, ComposeError> {
    let clock = Arc::new(SystemClock::new());
    let mode = settings.mode;
    let secrets = match mode {
        Mode::Practice => None,
        Mode::Live => Some(secrets::store(folder, &settings)?),
    };
    let ledger = open_ledger(folder, &settings).await?;
    let (world, number_in_file) = match &secrets {
        None => (practice::world(folder, &settings, &clock).await?, None),
        Some(secrets) => {
            let number_in_file = keep_number(&ledger, &mut settings).await?;
            let known = ledger.read(till::setup::destinations::destinations).await?;
            let world = live::world(folder, &settings, &**secrets, &clock, &known).await?;
            (world, number_in_file)
        }
    };
    let World {
        totalcoin,
        pagouno,
        notices,
        test_environment,
        addresses,
        destinations,
        unconfirmed,
        bands,
        beside,
    } = world;
    note_in_force(&ledger, addresses, destinations, clock.now()).await?;
    let ports = Ports {
        clock,
        chance: Arc::new(SystemChance),
        totalcoin,
        pagouno,
        notices,
    };
    let keys = match secrets {
        Some(secrets) => secrets,
        None => secrets::of_practice(folder),
    };
    let till = Till::new(ledger, settings, ports)
        .with_unconfirmed(unconfirmed)
        .with_secrets(keys);
    // Whether PINs can be checked is said; selling goes on either way.
    till.pins().read_key().await?;
    let till = Arc::new(till);
    let practice = match &beside {
        Beside::Customer(customer) => Some(Arc::clone(customer) as Arc<dyn Practice>),
        Beside::Nothing | Beside::Relay(_) => None,
    };
    let frame = Frame {
        test_environment,
        addresses: bands,
        number_in_file,
        folder_risk: location::risk_of(folder.path()).map(Into::into),
    };
    let till_api = Arc::new(TillApi::new(Arc::clone(&till), practice, frame, shell));
    Ok(Shop {
        till,
        till_api,
        beside,
    })
}

/// A ledger that has asked a provider for money keeps its till number: its ids
/// are known outside by it. Where the file says another, that one is given.
async fn keep_number(ledger: &Ledger, settings: &mut Settings) -> Result<Option<u16>, TillError> {
    let known = ledger.read(|read| Ok::<_, TillError>(read.till_number_known_outside()?));
    let Some(TillNumber(own)) = known.await? else {
        return Ok(None);
    };
    let in_file = std::mem::replace(&mut settings.till.number, own);
    Ok(Some(in_file).filter(|in_file| *in_file != own))
}

/// Opens the ledger of the mode, under its seal.
pub(crate) async fn open_ledger(
    folder: &Folder,
    settings: &Settings,
) -> Result<Ledger, ComposeError> {
    let path = folder.ledger(settings.mode);
    let now = SystemClock::new().now();
    let seal = seal(folder, settings).await?;
    // Gathered before the copy of an upgrade is made: its end is none that the
    // ledger could have been put back from.
    let anchors = anchors::gather(folder, settings, std::slice::from_ref(&seal)).await;
    let opening = Opening {
        path: path.clone(),
        seal: seal.clone(),
        now,
    };
    let (folder, mode) = (folder.clone(), settings.mode);
    let opened = tokio::task::spawn_blocking(move || {
        // What an older version wrote is copied before it is changed.
        match backups::before_upgrade(&folder, mode, &seal, now) {
            Ok(None) => {}
            Ok(Some(copy)) => tracing::info!(copy = %copy.display(), "copied before the upgrade"),
            // What keeps the file from being read is told by opening it.
            Err(BackupError::Open(_)) => {}
            Err(source) => return Err(ComposeError::Upgrade { source }),
        }
        Ledger::open(opening).map_err(|source| ComposeError::Ledger { path, source })
    });
    let opened = opened.await;
    let ledger = opened.map_err(|error| ComposeError::Machine(error.to_string()))??;
    let till = TillNumber(settings.till.number);
    let left = till::review::restore::heed_anchors(&ledger, anchors.anchors, till, now).await?;
    for anchor in &left {
        tracing::error!(end = ?anchor.head, kept_by = %anchor.kept_by, "the ledger was put back");
    }
    Ok(ledger)
}

/// The seal under which the journal of the mode goes on.
pub(crate) async fn seal(folder: &Folder, settings: &Settings) -> Result<Seal, ComposeError> {
    Ok(match settings.mode {
        Mode::Practice => seal::of_practice(folder)?,
        Mode::Live => seal::of_live(&*secrets::store(folder, settings)?).await?,
    })
}
