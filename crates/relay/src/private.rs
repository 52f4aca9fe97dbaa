//! Makes the data folder and its files private to their owner, since they hold
//! payers' names. Files that others could read before become private too.
//!
//! On Windows the files have the rights of their folder. A folder that was made
//! by hand keeps its rights, because the service that uses it may run under
//! another account than its owner's.

use std::{fs::File, io, path::Path};

/// Makes the folder, or makes an existing one private.
pub(crate) fn folder(path: &Path) -> io::Result<()> {
    make_folder(path)?;
    close(path, 0o700)
}

/// Makes the folder, private to its owner, if it is missing.
///
/// # Errors
/// When it cannot be made.
pub fn make_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    #[cfg(windows)]
    if let Err(error) = close_on_windows(path) {
        // A USB stick's file system may have no access rights. The folder is
        // used anyway.
        tracing::warn!(%error, folder = %path.display(), "others may read this folder");
    }
    Ok(())
}

/// Limits access to a folder and the files made in it to its owner, the system
/// and the administrators. The standard library cannot change access lists;
/// `icacls` is part of Windows.
#[cfg(windows)]
fn close_on_windows(path: &Path) -> io::Result<()> {
    /// "Owner rights", "Local system" and "Administrators", by their ids, which
    /// are the same in every language of Windows.
    const ALLOWED: [&str; 3] = ["*S-1-3-4", "*S-1-5-18", "*S-1-5-32-544"];
    /// Keeps Windows from opening a console window.
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    let root = std::env::var_os("SystemRoot").unwrap_or_else(|| r"C:\Windows".into());
    let mut icacls = std::process::Command::new(Path::new(&root).join(r"System32\icacls.exe"));
    icacls.arg(path).args(["/inheritance:r", "/grant:r"]);
    icacls.args(ALLOWED.map(|who| format!("{who}:(OI)(CI)F")));
    std::os::windows::process::CommandExt::creation_flags(&mut icacls, CREATE_NO_WINDOW);
    let done = icacls.output()?;
    if !done.status.success() {
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        return Err(io::Error::other(told));
    }
    Ok(())
}

/// Opens a file for writing, and creates it if needed.
pub(crate) fn file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    close(path, 0o600)?;
    Ok(file)
}

/// Makes a store's file private. SQLite creates its companion files with the
/// rights of that file.
pub(crate) fn store(path: &Path) -> io::Result<()> {
    file(path)?;
    for suffix in ["-wal", "-shm", "-journal"] {
        let mut beside = path.as_os_str().to_owned();
        beside.push(suffix);
        match close(Path::new(&beside), 0o600) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            done => done?,
        }
    }
    Ok(())
}

#[cfg(unix)]
fn close(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mut rights = std::fs::metadata(path)?.permissions();
    if rights.mode() & 0o777 != mode {
        rights.set_mode(mode);
        std::fs::set_permissions(path, rights)?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn close(path: &Path, _mode: u32) -> io::Result<()> {
    std::fs::metadata(path).map(drop)
}

#[cfg(windows)]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_folder_takes_no_rights_from_the_one_above() {
        let above = tempfile::tempdir().unwrap();
        let made = above.path().join("data");
        make_folder(&made).unwrap();
        std::fs::write(made.join("x"), "1").unwrap();
        assert_eq!(std::fs::read(made.join("x")).unwrap(), b"1");
        let told = std::process::Command::new("icacls").arg(&made).output();
        let told = String::from_utf8_lossy(&told.unwrap().stdout).into_owned();
        assert!(told.contains("(F)") && !told.contains("(I)"), "{told}");
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn an_open_folder_and_its_files_become_private() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("a/b");
        make_folder(&inner).unwrap();
        assert_eq!(mode(&inner), 0o700);
        let name = inner.join("x.sqlite3");
        let wal = inner.join("x.sqlite3-wal");
        for path in [&name, &wal] {
            std::fs::write(path, "1").unwrap();
        }
        for (path, open) in [(&inner, 0o755), (&name, 0o644), (&wal, 0o666)] {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(open)).unwrap();
        }
        self::folder(&inner).unwrap();
        store(&name).unwrap();
        assert_eq!(
            [&inner, &name, &wal].map(|path| mode(path)),
            [0o700, 0o600, 0o600]
        );
        assert_eq!(std::fs::read(&name).unwrap(), b"1");
    }
}
