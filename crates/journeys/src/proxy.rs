//! A proxy as many networks have it between a till and its relay: it collects a
//! whole answer before it passes it on, so that a stream never arrives.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};

/// The longest head of a request, in bytes.
const HEAD_BYTES_MAX: usize = 16 * 1024;

/// A proxy on loopback that passes everything except streams of events.
pub struct GatheringProxy {
    port: u16,
    held: Arc<AtomicUsize>,
    serving: AbortHandle,
}

impl GatheringProxy {
    /// Starts a proxy to the server at `127.0.0.1:{port}`.
    ///
    /// # Errors
    /// If no port is free.
    pub async fn start(server: u16) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let held = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&held);
        let serving = tokio::spawn(async move {
            // The connections end with the proxy.
            let mut passing = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                passing.spawn(pass(client, server, Arc::clone(&count)));
            }
        });
        Ok(Self {
            port,
            held,
            serving: serving.abort_handle(),
        })
    }

    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// How many streams were requested and never answered.
    #[must_use]
    pub fn held(&self) -> usize {
        self.held.load(Ordering::Relaxed)
    }
}

impl Drop for GatheringProxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Passes a request on, and its answer back.
async fn pass(mut client: TcpStream, server: u16, held: Arc<AtomicUsize>) -> Result<()> {
    let mut head = Vec::new();
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        let read = client.read_buf(&mut head).await?;
        if read == 0 || head.len() > HEAD_BYTES_MAX {
            return Ok(());
        }
    }
    let text = String::from_utf8_lossy(&head).to_lowercase();
    let mut upstream = TcpStream::connect(("127.0.0.1", server))
        .await
        .context("the server is away")?;
    // One request per connection; otherwise the proxy would not see the next
    // one.
    let end = head.iter().position(|byte| *byte == b'\n').unwrap_or(0) + 1;
    upstream.write_all(&head[..end]).await?;
    upstream.write_all(b"Connection: close\r\n").await?;
    upstream.write_all(&head[end..]).await?;
    if text.contains("text/event-stream") {
        held.fetch_add(1, Ordering::Relaxed);
        // The proxy collects the answer, which has no end.
        let mut gathered = Vec::new();
        upstream.read_to_end(&mut gathered).await?;
        return Ok(client.write_all(&gathered).await?);
    }
    tokio::io::copy_bidirectional(&mut client, &mut upstream).await?;
    Ok(())
}
