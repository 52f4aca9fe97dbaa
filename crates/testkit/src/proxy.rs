//! A proxy between till and relay that buffers complete answers before it
//! passes them on: ordinary answers get through, streams do not.

use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
};

const WANTS_STREAM: &[u8] = b"text/event-stream";

/// Starts the proxy and returns its address. It ends with the test's runtime.
pub async fn holds_streams(relay: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((till, _)) = listener.accept().await {
            // If the relay is away, the connection is closed.
            if let Ok(relay) = TcpStream::connect(relay).await {
                let (from_till, to_till) = till.into_split();
                let (from_relay, to_relay) = relay.into_split();
                let (holds, held) = watch::channel(false);
                tokio::spawn(there(from_till, to_relay, holds));
                tokio::spawn(back(from_relay, to_till, held));
            }
        }
    });
    address
}

async fn there(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, holds: watch::Sender<bool>) {
    let mut bytes = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut bytes).await {
        let asked = &bytes[..read];
        holds.send_replace(
            asked
                .windows(WANTS_STREAM.len())
                .any(|it| it == WANTS_STREAM),
        );
        if to.write_all(asked).await.is_err() {
            return;
        }
    }
}

async fn back(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, held: watch::Receiver<bool>) {
    let mut bytes = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut bytes).await {
        let holds = *held.borrow();
        // The head is passed on, so that the till believes that the stream is
        // open.
        let passes = match bytes[..read].windows(4).position(|it| it == b"\r\n\r\n") {
            Some(end) if holds => end + 4,
            None if holds => 0,
            _ => read,
        };
        if to.write_all(&bytes[..passes]).await.is_err() {
            return;
        }
    }
}
