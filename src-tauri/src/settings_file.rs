//! `mostrador.toml` on the disk: read whole, and replaced whole or not at all.
//! What it means is the till's to say.

use crate::chance;
use crate::folder::write_whole;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use till::settings::SETTINGS_BYTES_MAX;

/// The file.
#[derive(Debug, Clone)]
pub(crate) struct SettingsFile(PathBuf);

/// What is looked at before the file is read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    changed: Option<SystemTime>,
    bytes: u64,
}

impl SettingsFile {
    pub(crate) fn at(path: PathBuf) -> SettingsFile {
        SettingsFile(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Its whole text; empty where there is none. One that is too large is
    /// read so far that its reader finds it so.
    pub(crate) fn read(&self) -> io::Result<String> {
        let file = match File::open(&self.0) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(String::new()),
            Err(error) => return Err(error),
        };
        let limit = u64::try_from(SETTINGS_BYTES_MAX)
            .unwrap_or(u64::MAX)
            .saturating_add(1);
        let mut text = String::new();
        file.take(limit).read_to_string(&mut text)?;
        Ok(text)
    }

    /// How it looks from outside; none where it cannot be looked at.
    pub(crate) fn stamp(&self) -> Option<Stamp> {
        let found = fs::metadata(&self.0).ok()?;
        Some(Stamp {
            changed: found.modified().ok(),
            bytes: found.len(),
        })
    }

    /// Replaces it by a draft beside it that is seen onto the disk first, so
    /// that at every instant the one or the other stands there, whole.
    pub(crate) fn write(&self, text: &str) -> io::Result<()> {
        // A link stays a link: the file that it names is replaced.
        let target = fs::canonicalize(&self.0).unwrap_or_else(|_| self.0.clone());
        let before = match fs::metadata(&target) {
            Ok(found) => Some(found),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        if let Some(before) = &before {
            // A rename would pass over both.
            if before.permissions().readonly() {
                let why = "the file is marked read-only";
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, why));
            }
            if !before.is_file() {
                return Err(io::Error::other("it is not a file"));
            }
        }
        let name = format!(".mostrador.toml.{}", chance::hex::<4>());
        let draft = target.with_file_name(name);
        let written = write_whole(&draft, text.as_bytes())
            .and_then(|()| before.as_ref().map_or(Ok(()), |it| dress(&draft, it)))
            .and_then(|()| fs::rename(&draft, &target));
        if written.is_err() {
            // It may never have been made.
            let _ = fs::remove_file(&draft);
        }
        written?;
        see_names_onto_disk(&target);
        Ok(())
    }
}

/// Gives a draft the permissions and, where that is allowed, the owner of the
/// file that it replaces.
fn dress(draft: &Path, before: &fs::Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, chown};
        let _ = chown(draft, Some(before.uid()), Some(before.gid()));
    }
    fs::set_permissions(draft, before.permissions())
}

/// A rename is durable once the folder is; some systems open no folder, and
/// there the rename is as good as it gets.
fn see_names_onto_disk(file: &Path) {
    if let Some(Ok(folder)) = file.parent().map(File::open) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> (tempfile::TempDir, SettingsFile) {
        let folder = tempfile::tempdir().unwrap();
        let file = SettingsFile::at(folder.path().join("mostrador.toml"));
        (folder, file)
    }

    fn names(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).unwrap();
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name();
        let mut names: Vec<_> = names
            .map(|entry| name(entry).to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn it_is_replaced_whole_and_nothing_stays_beside_it() {
        let (folder, file) = file();
        assert_eq!(file.read().unwrap(), "");
        assert_eq!(file.stamp(), None);
        file.write("mode = \"practice\"\n").unwrap();
        let first = file.stamp();
        file.write("# más\n").unwrap();
        assert_eq!(file.read().unwrap(), "# más\n");
        assert_ne!(file.stamp(), first);
        assert_eq!(names(folder.path()), ["mostrador.toml"]);
    }

    #[cfg(unix)]
    #[test]
    fn its_permissions_and_a_link_to_it_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let (folder, file) = file();
        let elsewhere = folder.path().join("config.toml");
        fs::write(&elsewhere, "").unwrap();
        fs::set_permissions(&elsewhere, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&elsewhere, file.path()).unwrap();
        file.write("# x\n").unwrap();
        assert!(fs::symlink_metadata(file.path()).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "# x\n");
        let mode = fs::metadata(&elsewhere).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
    }

    #[test]
    fn where_it_cannot_be_written_all_stays_as_it_was() {
        let (folder, file) = file();
        fs::create_dir(file.path()).unwrap();
        assert!(file.write("x").is_err());
        assert!(file.read().is_err());
        fs::remove_dir(file.path()).unwrap();

        fs::write(file.path(), "# mío\n").unwrap();
        let mut marked = fs::metadata(file.path()).unwrap().permissions();
        marked.set_readonly(true);
        fs::set_permissions(file.path(), marked).unwrap();
        let error = file.write("x").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
        assert_eq!(file.read().unwrap(), "# mío\n");
        assert_eq!(names(folder.path()), ["mostrador.toml"]);

        let nowhere = SettingsFile::at(folder.path().join("gone").join("mostrador.toml"));
        assert!(nowhere.write("x").is_err());
    }
}
