//! A second window asks the first to come to the front, over a local socket in
//! the data folder.

use crate::folder::Folder;
use interprocess::local_socket::tokio::{Listener, Stream, prelude::*};
use interprocess::local_socket::{GenericFilePath, GenericNamespaced, ListenerOptions, Name};
use std::path::PathBuf;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// What is said over the socket.
const COME: &[u8] = b"front\n";
/// The longest path that a socket can have everywhere, in bytes.
const PATH_BYTES_MAX: usize = 100;

fn path(folder: &Folder) -> PathBuf {
    folder.path().join("mostrador.sock")
}

fn name(folder: &Folder) -> std::io::Result<Name<'static>> {
    let path = path(folder);
    if cfg!(windows) {
        let letters = path
            .to_string_lossy()
            .replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        return format!("mostrador{letters}").to_ns_name::<GenericNamespaced>();
    }
    if path.as_os_str().len() > PATH_BYTES_MAX {
        return Err(std::io::Error::other(
            "the data folder's path is too long for a socket",
        ));
    }
    path.to_fs_name::<GenericFilePath>()
}

/// Asks the window that holds the lock to come to the front.
pub(crate) async fn ask(folder: &Folder) -> std::io::Result<()> {
    let mut stream = Stream::connect(name(folder)?).await?;
    stream.write_all(COME).await
}

/// Hears who asks, for ever, and calls `come` each time.
pub(crate) async fn answer(folder: Folder, come: impl Fn()) -> std::io::Result<()> {
    // The lock is ours: a socket that is there was left by a process that died.
    if !cfg!(windows) {
        let _ = std::fs::remove_file(path(&folder));
    }
    let listener: Listener = ListenerOptions::new().name(name(&folder)?).create_tokio()?;
    loop {
        let mut stream = listener.accept().await?;
        let mut said = [0; COME.len()];
        let heard = tokio::time::timeout(
            std::time::Duration::from_secs(1),
            stream.read_exact(&mut said),
        );
        if matches!(heard.await, Ok(Ok(_))) && said == *COME {
            come();
        }
    }
}
