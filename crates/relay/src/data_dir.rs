//! The data folder: how it is made and locked. The store knows what is in it.

use crate::{private, start_error::StartError};
use std::{
    fs::{File, TryLockError},
    path::Path,
};

/// The lock's name inside the data folder. A running relay holds it, so that
/// two relays never serve one store: only a commit of its own relay ends a
/// till's wait.
const LOCK_FILE_NAME: &str = "relay.lock";

/// Makes the data folder and makes it private.
pub(crate) fn make(path: &Path) -> Result<(), StartError> {
    private::folder(path).map_err(|source| StartError::DataDir {
        path: path.to_path_buf(),
        source,
    })
}

/// Locks the data folder for one relay.
pub(crate) fn lock(data_dir: &Path) -> Result<File, StartError> {
    let path = data_dir.to_path_buf();
    let file = match private::file(&path.join(LOCK_FILE_NAME)) {
        Ok(file) => file,
        Err(source) => return Err(StartError::DataDir { path, source }),
    };
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StartError::InUse { path }),
        Err(TryLockError::Error(source)) => Err(StartError::DataDir { path, source }),
    }
}
