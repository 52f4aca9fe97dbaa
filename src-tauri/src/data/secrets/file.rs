//! Secrets in a file that only its owner can read. It is weaker than a
//! keychain: a program that reads the disk reads it.

use crate::data::folder::write_whole;
use async_trait::async_trait;
use secrecy::{ExposeSecret as _, SecretString};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::path::PathBuf;
use till::ports::{SecretError, Secrets};
use zeroize::Zeroizing;

pub(crate) struct FileStore {
    path: PathBuf,
}

impl FileStore {
    pub(crate) fn new(path: PathBuf) -> FileStore {
        FileStore { path }
    }

    fn read(&self) -> Result<BTreeMap<String, Zeroizing<String>>, SecretError> {
        match std::fs::read(&self.path).map(Zeroizing::new) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| {
                SecretError::Unavailable(format!("{} is not readable", self.path.display()))
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(self.unavailable(&error)),
        }
    }

    /// Waits for the lock under which the file is read and written. Dropping
    /// the returned file releases it.
    fn lock(&self) -> std::io::Result<File> {
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(self.path.with_extension("lock"))?;
        file.lock()?;
        Ok(file)
    }

    fn unavailable(&self, error: &std::io::Error) -> SecretError {
        SecretError::Unavailable(format!("{}: {error}", self.path.display()))
    }
}

#[async_trait]
impl Secrets for FileStore {
    async fn get(&self, name: &str) -> Result<Option<SecretString>, SecretError> {
        let kept = self.read()?.remove(name);
        Ok(kept.map(|kept| SecretString::from(kept.as_str())))
    }

    async fn set(&self, name: &str, value: &SecretString) -> Result<(), SecretError> {
        // The command line and the window may write at once: without the lock,
        // the later one would drop what the earlier one set.
        let _lock = self.lock().map_err(|error| self.unavailable(&error))?;
        let mut secrets = self.read()?;
        let value = value.expose_secret().to_owned();
        secrets.insert(name.to_owned(), Zeroizing::new(value));
        let bytes = serde_json::to_vec_pretty(&secrets)
            .map(Zeroizing::new)
            .map_err(|_| SecretError::Unavailable("secrets that are no text".to_owned()))?;
        let draft = self.path.with_extension("new");
        write_whole(&draft, &bytes)
            .and_then(|()| std::fs::rename(&draft, &self.path))
            .map_err(|error| self.unavailable(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_its_owner_can_read_a_secret() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.json");
        let store = FileStore::new(path.clone());
        assert!(store.get("totalcoin.password").await.unwrap().is_none());
        store
            .set("totalcoin.password", &"una clave ñ".to_owned().into())
            .await
            .unwrap();
        store
            .set("totalcoin.username", &"caja".to_owned().into())
            .await
            .unwrap();
        let kept = FileStore::new(path.clone())
            .get("totalcoin.password")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(kept.expose_secret(), "una clave ñ");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(
                std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
        std::fs::write(&path, "{").unwrap();
        assert!(store.get("totalcoin.username").await.is_err());
    }

    #[test]
    fn concurrent_writers_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.json");
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let path = &path;
                scope.spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread().build();
                    runtime.unwrap().block_on(async {
                        for number in 0..8 {
                            let name = format!("pagouno.access_key.{writer}-{number}");
                            let store = FileStore::new(path.clone());
                            store.set(&name, &name.clone().into()).await.unwrap();
                        }
                    });
                });
            }
        });
        assert_eq!(FileStore::new(path).read().unwrap().len(), 32);
    }
}
