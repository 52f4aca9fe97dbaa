//! Why a relay does not start, or cannot be set up.

use crate::{config::ConfigError, store::sqlite::OpenError};
use std::{io, net::SocketAddr, path::PathBuf};

/// Why a relay did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting has to be corrected.
    #[error("the settings do not serve")]
    Config(#[from] ConfigError),
    /// The data folder can not be made or written to.
    #[error("the data folder {path} can not be used")]
    DataDir {
        /// The folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Another relay runs on the data folder.
    #[error("another relay runs on {path}")]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// The store can not be opened.
    #[error("the store can not be opened")]
    Store(#[from] OpenError),
    /// The address is in use, or does not belong to this machine.
    #[error("can not listen on {address}")]
    Listen {
        /// The address of the settings.
        address: SocketAddr,
        /// Why.
        #[source]
        source: io::Error,
    },
}
