//! Builds the till from its real parts, in practice or live.

pub(crate) mod bind;
pub(crate) mod connection;
mod destinations;
mod hosts;
mod live;
pub(crate) mod notices;
pub(crate) mod pagouno;
mod parts;
mod place;
mod practice;
mod practice_cards;
mod practice_wallet;
mod practice_week;
mod seal;
pub(crate) mod totalcoin;
mod world;

pub(crate) use destinations::named_one;
pub(crate) use place::Place;
pub(crate) use practice::Customer;
pub(crate) use practice_week::{PEOPLE, Written as WrittenWeek};
pub(crate) use seal::known_seals;

use crate::data::anchors;
use crate::data::backups::{self, Making, NotMade, UpgradeCopy};
use crate::data::folder::{Folder, FolderError};
use crate::data::location;
use crate::data::secrets;
use crate::machine::chance::SystemChance;
use crate::machine::clock::SystemClock;
use api::{Frame, Practice, Shell, TillApi};
use domain::TillNumber;
use ledger::{BackupError, Ledger, Opening, Seal};
use std::sync::Arc;
use till::ports::{Clock as _, NetworkCheck, SecretError};
use till::settings::{Mode, Settings};
use till::setup::destinations::note_in_force;
use till::{Ports, Till, TillError};
use world::World;

/// Why the app cannot open. Each message says what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ComposeError {
    /// The data folder or `mostrador.toml` is wrong.
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error("{}: {source}", path.display())]
    Ledger {
        path: std::path::PathBuf,
        source: ledger::OpenError,
    },
    /// The copy that is made before an upgrade of the ledger failed.
    #[error("no se pudo copiar el registro antes de actualizarlo: {source}")]
    Upgrade {
        /// The folder of the copy.
        place: std::path::PathBuf,
        source: NotMade,
    },
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// An address is invalid.
    #[error("mostrador.toml: {key}: {why}")]
    Address {
        /// The key, with its table.
        key: &'static str,
        /// What is wrong with the address.
        why: String,
    },
    /// The relay inside the app does not start.
    #[error("el relay incorporado: {0}")]
    Relay(String),
    /// A part of this machine failed.
    #[error("{0}")]
    Machine(String),
    /// The ledger failed after it was opened.
    #[error(transparent)]
    Till(#[from] TillError),
}

pub(crate) struct Shop {
    pub(crate) till: Arc<Till>,
    pub(crate) till_api: Arc<TillApi>,
    /// What runs beside the till. It ends with the shop.
    pub(crate) beside: Beside,
}

/// What runs inside the app beside the till.
pub(crate) enum Beside {
    Nothing,
    /// The relay of a shop with one till and its own tunnel.
    Relay(relay::Relay),
    /// The stand-ins of practice.
    Customer(Arc<Customer>),
}

/// Opens the shop of a data folder and its settings.
pub(crate) async fn open(
    folder: &Folder,
    mut settings: Settings,
    shell: Arc<dyn Shell>,
    upgrading: &Upgrading,
) -> Result<Shop, ComposeError> {
    let clock = Arc::new(SystemClock::new());
    let mode = settings.mode;
    let secrets = match mode {
        Mode::Practice => None,
        Mode::Live => Some(secrets::store(folder, &settings)?),
    };
    let ledger = open_ledger_upgrading(folder, &settings, upgrading).await?;
    let (world, number_in_file) = match &secrets {
        None => (practice::world(folder, &mut settings, &clock).await?, None),
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
        bind,
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
        bind,
        notices,
    };
    let keys = match secrets {
        Some(secrets) => secrets,
        None => secrets::of_practice(folder),
    };
    let network: Arc<dyn NetworkCheck> = match &beside {
        Beside::Customer(customer) => Arc::<practice::Customer>::clone(customer),
        Beside::Nothing | Beside::Relay(_) => Arc::new(connection::MachineNetwork),
    };
    let till = Till::new(ledger, settings, ports)
        .with_unconfirmed(unconfirmed)
        .with_network(network)
        .with_secrets(keys);
    // Selling goes on whether or not PINs can be checked.
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

/// Keeps the till number of a ledger that has asked a provider for money:
/// providers know its ids by that number. If the file has another number, that
/// one is returned.
async fn keep_number(ledger: &Ledger, settings: &mut Settings) -> Result<Option<u16>, TillError> {
    let known = ledger.read(|read| Ok::<_, TillError>(read.till_number_known_outside()?));
    let Some(TillNumber(own)) = known.await? else {
        return Ok(None);
    };
    let in_file = std::mem::replace(&mut settings.till.number, own);
    Ok(Some(in_file).filter(|in_file| *in_file != own))
}

/// How an older ledger is copied before it is upgraded, and who hears how far
/// that has come.
#[derive(Default)]
pub(crate) struct Upgrading {
    pub(crate) copy: UpgradeCopy,
    pub(crate) making: Arc<Making>,
}

/// Opens the ledger of the mode, under its seal.
pub(crate) async fn open_ledger(
    folder: &Folder,
    settings: &Settings,
) -> Result<Ledger, ComposeError> {
    open_ledger_upgrading(folder, settings, &Upgrading::default()).await
}

/// The same, with a choice about the copy before an upgrade.
pub(crate) async fn open_ledger_upgrading(
    folder: &Folder,
    settings: &Settings,
    upgrading: &Upgrading,
) -> Result<Ledger, ComposeError> {
    let path = folder.ledger(settings.mode);
    let now = SystemClock::new().now();
    let seal = seal(folder, settings).await?;
    // The anchors are gathered before the copy of an upgrade is made: that
    // copy ends where the ledger ends, so it cannot show that the ledger was
    // put back.
    let anchors = anchors::gather(folder, settings, std::slice::from_ref(&seal)).await;
    let opening = Opening {
        path: path.clone(),
        seal: seal.clone(),
        now,
    };
    let (folder, chosen) = (folder.clone(), settings.clone());
    let (copy, making) = (upgrading.copy.clone(), Arc::clone(&upgrading.making));
    let opened = tokio::task::spawn_blocking(move || {
        // A ledger of an older version is copied before it is upgraded.
        match backups::before_upgrade(&folder, &chosen, &seal, now, (&copy, &making)) {
            Ok(None) => {}
            Ok(Some(copy)) => tracing::info!(copy = %copy.display(), "copied before the upgrade"),
            // Opening the file reports why it cannot be read.
            Err(NotMade::Ledger(error @ BackupError::Open(_))) if !error.is_disk_full() => {}
            Err(source) => {
                let place = copy.place(&folder);
                return Err(ComposeError::Upgrade { place, source });
            }
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

/// The seal for new lines of the journal of this mode.
pub(crate) async fn seal(folder: &Folder, settings: &Settings) -> Result<Seal, ComposeError> {
    Ok(match settings.mode {
        Mode::Practice => seal::of_practice(folder)?,
        Mode::Live => seal::of_live(&*secrets::store(folder, settings)?).await?,
    })
}
