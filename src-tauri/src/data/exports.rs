//! Files that a person takes out of the app, in the data folder's `exports` or
//! where the command line says. A file gets its name once it is whole.

use api::NewExport;
use relay::make_folder;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// What the name of a file ends with until it is whole.
const PART: &str = ".part";
/// How many files of one name are told apart by a number.
const NAMESAKES_MAX: u32 = 1_000;

/// Why a file cannot be written: its path, and the reason.
pub(crate) type Unwritable = (String, String);

/// A file that is being written. Without [`ExportFile::keep`], nothing is left of
/// it.
pub(crate) struct ExportFile {
    writer: BufWriter<File>,
    part: PathBuf,
    path: PathBuf,
}

impl ExportFile {
    /// Begins a file that will have this path.
    ///
    /// # Errors
    /// The path, and why it cannot be written.
    pub(crate) fn create(path: &Path) -> Result<ExportFile, Unwritable> {
        let failed = |why: String| (path.display().to_string(), why);
        let name = path
            .file_name()
            .ok_or_else(|| failed("no nombra un archivo".to_owned()))?;
        let part = path.with_file_name(format!(".{}{PART}", name.to_string_lossy()));
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options
            .open(&part)
            .map_err(|error| failed(error.to_string()))?;
        // Another export may be writing the same file.
        if file.try_lock().is_err() {
            return Err(failed("otra exportación lo está escribiendo".to_owned()));
        }
        file.set_len(0).map_err(|error| failed(error.to_string()))?;
        Ok(ExportFile {
            writer: BufWriter::new(file),
            part,
            path: path.to_owned(),
        })
    }

    /// Begins a file in the data folder's exports. Where one has that name
    /// already, it gets a number. What a crash left half-written is removed.
    ///
    /// # Errors
    /// The path, and why it cannot be written.
    pub(crate) fn in_folder(folder: &Path, name: &str) -> Result<ExportFile, Unwritable> {
        let failed = |error: std::io::Error| (folder.display().to_string(), error.to_string());
        make_folder(folder).map_err(failed)?;
        sweep(folder).map_err(failed)?;
        ExportFile::create(&free_path(folder, name))
    }

    /// The folder that it is in.
    pub(crate) fn folder(&self) -> PathBuf {
        match self.path.parent() {
            Some(folder) if folder != Path::new("") => folder.to_owned(),
            Some(_) | None => PathBuf::from("."),
        }
    }

    /// Gives the whole file its name. Returns its path.
    ///
    /// # Errors
    /// The path, and why it cannot be written: it exists by now, and is not to be
    /// replaced.
    pub(crate) fn keep(mut self, replaces: bool) -> Result<String, Unwritable> {
        let shown = self.path.display().to_string();
        let failed = |error: std::io::Error| (shown.clone(), error.to_string());
        self.writer.flush().map_err(failed)?;
        self.writer.get_ref().sync_all().map_err(failed)?;
        if !replaces && self.path.exists() {
            return Err((shown, "ya existe".to_owned()));
        }
        std::fs::rename(&self.part, &self.path).map_err(failed)?;
        Ok(shown)
    }
}

impl Write for ExportFile {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.writer.flush()
    }
}

impl NewExport for ExportFile {
    fn scratch(&self) -> PathBuf {
        self.folder()
    }

    fn keep(self: Box<Self>) -> Result<String, Unwritable> {
        ExportFile::keep(*self, false)
    }
}

impl Drop for ExportFile {
    fn drop(&mut self) {
        // After `keep` it is no longer there.
        let _ = std::fs::remove_file(&self.part);
    }
}

/// The first path of that name that no file has: `cierres.csv`, `cierres (2).csv`.
fn free_path(folder: &Path, name: &str) -> PathBuf {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let numbered = (2..=NAMESAKES_MAX).map(|number| format!("{stem} ({number}).{extension}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    let free = names.find(|name| !folder.join(name).exists());
    folder.join(free.unwrap_or_else(|| name.to_owned()))
}

/// Removes what was left half-written and nobody is writing.
fn sweep(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !(name.starts_with('.') && name.ends_with(PART)) {
            continue;
        }
        let is_left = OpenOptions::new().write(true).open(&path);
        if is_left.is_ok_and(|file| file.try_lock().is_ok()) {
            std::fs::remove_file(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_has_its_name_once_it_is_whole_and_replaces_no_other() {
        let kept = tempfile::tempdir().unwrap();
        let folder = kept.path().join("exports");
        for text in ["one", "two"] {
            let mut file = ExportFile::in_folder(&folder, "mes.csv").unwrap();
            file.write_all(text.as_bytes()).unwrap();
            assert!(!names(&folder).contains(&"mes (2).csv".to_owned()));
            file.keep(false).unwrap();
        }
        assert_eq!(names(&folder), ["mes (2).csv", "mes.csv"]);
        assert_eq!(fs::read(folder.join("mes (2).csv")).unwrap(), b"two");
        let again = ExportFile::create(&folder.join("mes.csv")).unwrap();
        assert_eq!(again.keep(false).unwrap_err().1, "ya existe");
        assert_eq!(fs::read(folder.join("mes.csv")).unwrap(), b"one");
    }

    #[test]
    fn what_is_not_kept_or_was_left_by_a_crash_goes() {
        let kept = tempfile::tempdir().unwrap();
        let folder = kept.path();
        fs::write(folder.join(".old.csv.part"), "half").unwrap();
        let writing = ExportFile::in_folder(folder, "now.csv").unwrap();
        assert_eq!(names(folder), [".now.csv.part"]);
        // A second one does not take the first one's file away.
        assert!(ExportFile::in_folder(folder, "now.csv").is_err());
        assert_eq!(names(folder), [".now.csv.part"]);
        drop(writing);
        assert_eq!(names(folder), [""; 0]);
    }
}
