//! The port: it is open, or shut so that the system itself refuses connections.

use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// How many connections the system keeps until they are accepted.
const BACKLOG: u32 = 1_024;

#[derive(Debug)]
pub(crate) enum Door {
    Open(TcpListener),
    /// Bound without listening: no connection is accepted, and no other program
    /// gets the port.
    Shut(TcpSocket),
    /// The port could not be bound; the next call tries again.
    Gone,
}

impl Door {
    /// Opens or shuts the port, unless it already is.
    pub(crate) fn set(self, address: SocketAddr, shut: bool) -> Self {
        match (self, shut) {
            (Self::Open(listener), false) => Self::Open(listener),
            (Self::Shut(socket), true) => Self::Shut(socket),
            (Self::Open(listener), true) => {
                drop(listener);
                bind(address).map_or(Self::Gone, Self::Shut)
            }
            (Self::Shut(socket), false) => socket.listen(BACKLOG).map_or(Self::Gone, Self::Open),
            (Self::Gone, shut) => match bind(address) {
                Ok(socket) if !shut => Self::Shut(socket).set(address, false),
                Ok(socket) => Self::Shut(socket),
                Err(_) => Self::Gone,
            },
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        match self {
            Self::Open(_) => true,
            Self::Shut(_) | Self::Gone => false,
        }
    }

    /// The next connection; waits forever while the port is not open.
    pub(crate) async fn next(&self) -> std::io::Result<TcpStream> {
        match self {
            Self::Open(listener) => listener.accept().await.map(|(stream, _)| stream),
            Self::Shut(_) | Self::Gone => std::future::pending().await,
        }
    }
}

fn bind(address: SocketAddr) -> std::io::Result<TcpSocket> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    // Like tokio's own listener: closing connections must not block the port.
    // On Windows the option has another meaning.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}
