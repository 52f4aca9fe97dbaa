//! The data folder and its files, for their owner's eyes only: they hold payers'
//! names. What stood open before is closed.
//!
//! On Windows a folder has its parent's rights; nothing is changed there.

use std::{fs::File, io, path::Path};

/// Makes the folder, or closes one that is there.
pub(crate) fn folder(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    close(path, 0o700)
}

/// Opens a file to write, made where there is none.
pub(crate) fn file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    close(path, 0o600)?;
    Ok(file)
}

/// Sees to it that a store's file is private, and what SQLite puts beside it:
/// that is made with the rights of the file itself.
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

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_stood_open_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("a/b");
        self::folder(&inner).unwrap();
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
