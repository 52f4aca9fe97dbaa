//! The handle of a running relay, for the binary or the app.

use crate::{
    clock,
    config::Config,
    data_dir, serve,
    start_error::StartError,
    store::{IfKnown, Store, sqlite::SqliteStore},
    tills,
    tills::TillError,
    web,
};
use domain::TillNumber;
use secrecy::SecretString;
use std::{fs::File, io, net::SocketAddr, sync::Arc};
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::watch,
    task::JoinHandle,
};

/// The system's send buffer for a connection, in bytes. The relay notices a
/// reader that reads nothing once an answer is larger than this.
const SEND_BUFFER_BYTES: u32 = 128 * 1024;

/// The most connections that wait to be accepted.
const BACKLOG_MAX: u32 = 1024;

/// A running relay. Dropping it stops it at once; [`Relay::shutdown`] stops it
/// gracefully. Webhooks that it answered 200 are durable either way.
pub struct Relay {
    config: Config,
    store: Arc<SqliteStore>,
    local_addr: SocketAddr,
    offline: watch::Sender<bool>,
    closing: watch::Sender<bool>,
    server: JoinHandle<()>,
    _lock: File,
}

impl Relay {
    /// Opens the store, listens, and serves on the current runtime.
    ///
    /// # Errors
    /// [`StartError`] says which setting to correct.
    pub async fn start(config: Config) -> Result<Relay, StartError> {
        config.check()?;
        data_dir::make(&config.data_dir)?;
        let lock = data_dir::lock(&config.data_dir)?;
        let store = Arc::new(SqliteStore::open(&config.data_dir, clock::now())?);
        let listen = |source| StartError::Listen {
            address: config.listen,
            source,
        };
        let listener = bind(config.listen).map_err(listen)?;
        let local_addr = listener.local_addr().map_err(listen)?;
        let (offline, is_offline) = watch::channel(false);
        let (closing, is_closing) = watch::channel(false);
        let router = web::router(
            Arc::clone(&store) as Arc<dyn Store>,
            config.merchants.clone(),
            is_closing.clone(),
        );
        let server = tokio::spawn(serve::serve(
            listener,
            router,
            config.limits,
            is_offline,
            is_closing,
        ));
        Ok(Relay {
            config,
            store,
            local_addr,
            offline,
            closing,
            server,
            _lock: lock,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// Registers a till and returns its new key. The relay keeps only a hash of
    /// the key.
    ///
    /// # Errors
    /// [`TillError::Known`] if the till already has a key.
    pub async fn add_till(
        &self,
        merchant: &str,
        number: TillNumber,
    ) -> Result<SecretString, TillError> {
        let store = self.store.as_ref();
        tills::with_new_key(store, &self.config, merchant, number, IfKnown::Refuse).await
    }

    /// Gives the till this key. Any other key it had stops working.
    ///
    /// # Errors
    /// [`TillError`]; the till is then unchanged.
    pub async fn ensure_till(
        &self,
        merchant: &str,
        number: TillNumber,
        key: &SecretString,
    ) -> Result<(), TillError> {
        let store = self.store.as_ref();
        tills::with_key(store, &self.config, merchant, number, key, IfKnown::Replace).await
    }

    /// Cuts or restores the network. While it is cut, every existing and every
    /// new connection is dropped without an answer.
    pub fn set_offline(&self, offline: bool) {
        self.offline.send_replace(offline);
    }

    /// How many transactions have been committed since the start.
    #[must_use]
    pub fn transactions(&self) -> u64 {
        self.store.transactions()
    }

    /// Stops gracefully: it accepts no new requests, finishes running answers,
    /// ends waiting polls and closes the store.
    pub async fn shutdown(mut self) {
        self.closing.send_replace(true);
        // The server ends within its own limit. A panic was already logged.
        let _ = (&mut self.server).await;
        self.store.close().await;
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Listens, with a small send buffer: unread answers stay in the relay and not
/// in the system.
fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // As `TcpListener::bind` does; on Windows it would share the address.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.set_send_buffer_size(SEND_BUFFER_BYTES)?;
    socket.bind(address)?;
    socket.listen(BACKLOG_MAX)
}
