//! The data folder: where it is, which files it has, and `mostrador.toml`.

use crate::data::settings_file::SettingsFile;
use crate::machine::chance;
use relay::make_folder;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use till::settings::{Mode, Settings, SettingsError};

/// The environment variable that names the data folder.
const VARIABLE: &str = "MOSTRADOR_DATA_DIR";

/// Why the data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FolderError {
    /// The operating system names no folder for a program's data.
    #[error("no se sabe dónde guardar los datos: definí {VARIABLE}")]
    NoPlace,
    /// A file or folder cannot be made, read or written.
    #[error("{}: {source}", path.display())]
    Io {
        path: PathBuf,
        source: std::io::Error,
    },
    /// `mostrador.toml` is invalid.
    #[error("{}: {source}", path.display())]
    Settings {
        path: PathBuf,
        source: SettingsError,
    },
}

#[derive(Debug, Clone)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// Finds the folder. A missing one is made, readable by its owner only.
    pub(crate) fn find() -> Result<Folder, FolderError> {
        let path = match std::env::var_os(VARIABLE) {
            Some(named) if !named.is_empty() => PathBuf::from(named),
            Some(_) | None => os_place().ok_or(FolderError::NoPlace)?,
        };
        let folder = Folder(path);
        for made in [folder.0.clone(), folder.logs()] {
            make_folder(&made).map_err(|source| FolderError::Io { path: made, source })?;
        }
        Ok(folder)
    }

    /// A folder at that path, for tests.
    #[cfg(test)]
    pub(crate) fn at(path: PathBuf) -> Folder {
        Folder(path)
    }

    /// The files that a person took out of the app.
    pub(crate) fn exports(&self) -> PathBuf {
        self.0.join("exports")
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn logs(&self) -> PathBuf {
        self.0.join("logs")
    }

    /// The folder of copies; it is made if it is missing.
    pub(crate) fn backups(&self) -> std::io::Result<PathBuf> {
        let path = self.backups_path();
        make_folder(&path)?;
        Ok(path)
    }

    pub(crate) fn backups_path(&self) -> PathBuf {
        self.0.join("backups")
    }

    /// The folder of practice's relay.
    pub(crate) fn practice_relay(&self) -> PathBuf {
        self.0.join("practice-relay")
    }

    /// What practice's stand-ins remember.
    pub(crate) fn practice_customer(&self) -> PathBuf {
        self.0.join("practice-customer.json")
    }

    /// Whether practice has the house's wallet by its drawer's switch. A file
    /// says it, so that a restart continues.
    pub(crate) fn practises_wallet(&self) -> bool {
        self.practice_wallet().exists()
    }

    pub(crate) fn set_practises_wallet(&self, on: bool) -> std::io::Result<()> {
        let path = self.practice_wallet();
        if on {
            return std::fs::write(path, b"");
        }
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    fn practice_wallet(&self) -> PathBuf {
        self.0.join("practice-wallet")
    }

    pub(crate) fn webview(&self) -> PathBuf {
        self.0.join("webview")
    }

    /// Practice and live never share a ledger.
    pub(crate) fn ledger(&self, mode: Mode) -> PathBuf {
        self.0.join(match mode {
            Mode::Practice => "practice.sqlite3",
            Mode::Live => "ledger.sqlite3",
        })
    }

    /// `mostrador.toml`.
    pub(crate) fn settings_file(&self) -> SettingsFile {
        SettingsFile::at(self.0.join("mostrador.toml"))
    }

    /// The settings in `mostrador.toml`; the defaults without a file.
    pub(crate) fn settings(&self) -> Result<Settings, FolderError> {
        let file = self.settings_file();
        let path = file.path().to_owned();
        let text = file.read().map_err(|source| FolderError::Io {
            path: path.clone(),
            source,
        })?;
        Settings::read(&text).map_err(|source| FolderError::Settings { path, source })
    }

    /// The installation's id, made on the first run and stored in
    /// `mostrador.toml`. A person's text in the file stays as it is, below the
    /// new line.
    pub(crate) fn installation(&self, settings: &Settings) -> Result<String, FolderError> {
        if let Some(id) = &settings.installation {
            return Ok(id.clone());
        }
        // Another process may have made it since those settings were read.
        if let Some(id) = self.settings()?.installation {
            return Ok(id);
        }
        let file = self.settings_file();
        let io = |source| FolderError::Io {
            path: file.path().to_owned(),
            source,
        };
        let id = chance::hex::<8>();
        let before = file.read().map_err(io)?;
        // A byte order mark, which some editors write, stays first.
        let (mark, before) = match before.strip_prefix('\u{feff}') {
            Some(rest) => ("\u{feff}", rest),
            None => ("", before.as_str()),
        };
        file.write(&format!("{mark}installation = \"{id}\"\n{before}"))
            .map_err(io)?;
        Ok(id)
    }

    /// Takes the lock that one window holds; `None` if another window has it.
    pub(crate) fn lock(&self) -> Result<Option<File>, FolderError> {
        let path = self.0.join("mostrador.lock");
        let io = |source| FolderError::Io {
            path: path.clone(),
            source,
        };
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(io)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(io(source)),
        }
    }
}

/// Writes a file for its owner only, and flushes it to the disk.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The operating system's folder for a program's data.
fn os_place() -> Option<PathBuf> {
    let at = |variable: &str| std::env::var_os(variable).map(PathBuf::from);
    let absolute = |path: PathBuf| path.is_absolute().then_some(path);
    if cfg!(windows) {
        at("LOCALAPPDATA")
            .and_then(absolute)
            .map(|it| it.join("Mostrador"))
    } else if cfg!(target_os = "macos") {
        at("HOME").map(|home| home.join("Library/Application Support/Mostrador"))
    } else {
        at("XDG_DATA_HOME")
            .and_then(absolute)
            .or_else(|| at("HOME").map(|home| home.join(".local/share")))
            .map(|data| data.join("mostrador"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_installations_id_is_kept_and_a_persons_text_stays() {
        let kept = tempfile::tempdir().unwrap();
        let folder = Folder(kept.path().to_owned());
        let written = "# mi caja\nmode = \"live\"\n\n[till]\nnumber = 3\n";
        fs::write(folder.settings_file().path(), written).unwrap();
        let id = folder.installation(&folder.settings().unwrap()).unwrap();
        let settings = folder.settings().unwrap();
        assert_eq!(settings.installation.as_deref(), Some(id.as_str()));
        assert_eq!(folder.installation(&settings).unwrap(), id);
        // Settings that were read before it was made find it too.
        assert_eq!(folder.installation(&Settings::default()).unwrap(), id);
        assert_eq!(settings.till.number, 3);
        assert!(
            fs::read_to_string(folder.settings_file().path())
                .unwrap()
                .ends_with(written)
        );
    }

    #[test]
    fn a_byte_order_mark_stays_first() {
        let kept = tempfile::tempdir().unwrap();
        let folder = Folder(kept.path().to_owned());
        fs::write(folder.settings_file().path(), "\u{feff}mode = \"live\"\n").unwrap();
        let id = folder.installation(&folder.settings().unwrap()).unwrap();
        let settings = folder.settings().unwrap();
        assert_eq!(settings.installation.as_deref(), Some(id.as_str()));
        assert_eq!(settings.mode, Mode::Live);
    }

    #[test]
    fn only_one_window_holds_the_lock() {
        let kept = tempfile::tempdir().unwrap();
        let folder = Folder(kept.path().to_owned());
        let held = folder.lock().unwrap();
        assert!(held.is_some());
        assert!(folder.lock().unwrap().is_none());
        drop(held);
        assert!(folder.lock().unwrap().is_some());
    }
}
