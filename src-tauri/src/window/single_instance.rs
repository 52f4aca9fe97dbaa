//! A second window asks the first one to come to the front, over a local socket
//! in the data folder.

use crate::data::folder::Folder;
use interprocess::local_socket::tokio::{Listener, Stream, prelude::*};
use interprocess::local_socket::{GenericFilePath, GenericNamespaced, ListenerOptions, Name};
use std::path::PathBuf;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// The message on the socket.
const COME: &[u8] = b"front\n";
/// The longest path that a socket can have on all systems, in bytes.
const PATH_BYTES_MAX: usize = 100;
/// How long a second window has to send its message.
const SAID_WITHIN: Duration = Duration::from_secs(1);
/// The pause after a failed accept.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);

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

/// Answers second windows forever, and calls `come` each time. A failed
/// connection does not end it: a later one may succeed.
pub(crate) async fn answer(folder: Folder, come: impl Fn()) -> std::io::Result<()> {
    // The lock is ours, so an existing socket is left from a process that died.
    if !cfg!(windows) {
        let _ = std::fs::remove_file(path(&folder));
    }
    let listener: Listener = ListenerOptions::new().name(name(&folder)?).create_tokio()?;
    loop {
        match listener.accept().await {
            Ok(stream) => {
                if asks(stream).await {
                    come();
                }
            }
            Err(error) => {
                // The process may be out of descriptors: accepting again at
                // once would spin.
                tracing::warn!(%error, "a second window could not be heard");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// Whether the connection asks for the window, within the time limit.
async fn asks(mut stream: Stream) -> bool {
    let mut said = [0; COME.len()];
    let heard = tokio::time::timeout(SAID_WITHIN, stream.read_exact(&mut said)).await;
    matches!(heard, Ok(Ok(_))) && said == *COME
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[tokio::test]
    async fn a_second_window_is_answered_after_a_broken_connection() {
        let kept = tempfile::tempdir().unwrap();
        let folder = Folder::at(kept.path().to_owned());
        let came = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&came);
        let answering = tokio::spawn(answer(folder.clone(), move || {
            counted.fetch_add(1, Ordering::SeqCst);
        }));
        while ask(&folder).await.is_err() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        drop(Stream::connect(name(&folder).unwrap()).await.unwrap());
        let mut nonsense = Stream::connect(name(&folder).unwrap()).await.unwrap();
        nonsense.write_all(b"something else").await.unwrap();
        ask(&folder).await.unwrap();
        while came.load(Ordering::SeqCst) < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert!(!answering.is_finished());
        answering.abort();
    }
}
