//! `mostrador.toml` on the disk: it is read whole, and replaced whole or not at
//! all. The till interprets it.

use crate::data::folder::write_whole;
use crate::machine::chance;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use till::settings::SETTINGS_BYTES_MAX;

#[derive(Debug, Clone)]
pub(crate) struct SettingsFile(PathBuf);

/// What is compared before the file is read again.
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

    /// The whole text; empty without a file. It also reads UTF-16, which some
    /// Windows editors write. Of a file that is too large, it reads just enough
    /// for the reader to reject it.
    pub(crate) fn read(&self) -> io::Result<String> {
        let file = match File::open(&self.0) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(String::new()),
            Err(error) => return Err(error),
        };
        let limit = u64::try_from(SETTINGS_BYTES_MAX)
            .unwrap_or(u64::MAX)
            .saturating_add(1);
        let mut bytes = Vec::new();
        file.take(limit).read_to_end(&mut bytes)?;
        text_of(bytes).map_err(|why| io::Error::new(io::ErrorKind::InvalidData, why))
    }

    /// The file's stamp; `None` if the file cannot be examined.
    pub(crate) fn stamp(&self) -> Option<Stamp> {
        let found = fs::metadata(&self.0).ok()?;
        Some(Stamp {
            changed: found.modified().ok(),
            bytes: found.len(),
        })
    }

    /// Replaces the file by a draft beside it that is flushed to the disk
    /// first. So at every instant either file is there, whole.
    pub(crate) fn write(&self, text: &str) -> io::Result<()> {
        // A link stays a link: the file behind it is replaced.
        let target = fs::canonicalize(&self.0).unwrap_or_else(|_| self.0.clone());
        let before = match fs::metadata(&target) {
            Ok(found) => Some(found),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        if let Some(before) = &before {
            // A rename would ignore the read-only flag.
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
            // The draft may not exist.
            let _ = fs::remove_file(&draft);
        }
        written?;
        see_names_onto_disk(&target);
        Ok(())
    }
}

/// The position from which on a file's bytes are not readable text.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("línea {line}, byte {byte}: no es UTF-8; guardalo como UTF-8")]
struct NotUtf8 {
    /// The line, from 1.
    line: usize,
    /// The byte within the file, from 1.
    byte: usize,
}

/// The text of a file in UTF-8 or UTF-16.
fn text_of(bytes: Vec<u8>) -> Result<String, NotUtf8> {
    let utf16 = match bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] => of_utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => of_utf16(rest, u16::from_be_bytes),
        // There is no byte order mark, but a settings file begins with ASCII.
        [1..=u8::MAX, 0, ..] => of_utf16(&bytes, u16::from_le_bytes),
        [0, 1..=u8::MAX, ..] => of_utf16(&bytes, u16::from_be_bytes),
        _ => {
            return String::from_utf8(bytes).map_err(|error| {
                let good = error.utf8_error().valid_up_to();
                let before = error.as_bytes().get(..good).unwrap_or_default();
                NotUtf8 {
                    line: before.split(|byte| *byte == b'\n').count(),
                    byte: good + 1,
                }
            });
        }
    };
    utf16.ok_or(NotUtf8 { line: 1, byte: 1 })
}

fn of_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let units = bytes.chunks_exact(2);
    if !units.remainder().is_empty() {
        return None;
    }
    char::decode_utf16(units.map(|two| unit([two[0], two[1]])))
        .collect::<Result<String, _>>()
        .ok()
}

/// Gives a draft the permissions and, if allowed, the owner of the file that it
/// replaces.
fn dress(draft: &Path, before: &fs::Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, chown};
        let _ = chown(draft, Some(before.uid()), Some(before.gid()));
    }
    fs::set_permissions(draft, before.permissions())
}

/// Flushes a folder: only then is a rename durable. Some systems cannot open a
/// folder; there, nothing more can be done.
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
    fn the_file_is_replaced_whole_and_no_draft_stays() {
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

    #[test]
    fn utf_16_is_read_and_the_next_write_is_utf_8() {
        let (_folder, file) = file();
        let text = "[till]\r\nname = \"Caja ñandú\"\r\n";
        let units =
            |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        let (le, be) = (units(u16::to_le_bytes), units(u16::to_be_bytes));
        for bytes in [
            [&[0xFF, 0xFE], le.as_slice()].concat(),
            [&[0xFE, 0xFF], be.as_slice()].concat(),
            le,
            be,
        ] {
            fs::write(file.path(), bytes).unwrap();
            assert_eq!(file.read().unwrap(), text);
        }
        file.write(text).unwrap();
        assert_eq!(fs::read(file.path()).unwrap(), text.as_bytes());
    }

    #[test]
    fn another_encoding_is_reported_with_its_position() {
        let (_folder, file) = file();
        for (bytes, told) in [
            (
                b"[till]\n# caf\xE9\n".as_slice(),
                "línea 2, byte 13: no es UTF-8; guardalo como UTF-8",
            ),
            (
                b"\xFF\xFE[\0t".as_slice(),
                "línea 1, byte 1: no es UTF-8; guardalo como UTF-8",
            ),
        ] {
            fs::write(file.path(), bytes).unwrap();
            let error = file.read().unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData);
            assert_eq!(error.to_string(), told);
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_files_permissions_and_a_link_to_it_stay() {
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
    fn a_file_that_cannot_be_written_stays_unchanged() {
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
