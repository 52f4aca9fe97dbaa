//! Requests to the servers under test.

use std::time::Duration;

use anyhow::{Context, Result};

use crate::process::Process;
use crate::wait;

/// How long a server on loopback may take to listen, or to answer.
const SERVER_BOUND: Duration = Duration::from_secs(15);

pub(crate) fn client() -> Result<reqwest::Client> {
    let builder = reqwest::Client::builder().no_proxy().timeout(SERVER_BOUND);
    builder.build().context("no HTTP client")
}

/// Waits until something listens on the port.
pub(crate) async fn listens(port: u16, process: &Process) -> Result<()> {
    wait::until("a server listens", SERVER_BOUND, async || {
        tokio::net::TcpStream::connect(("127.0.0.1", port))
            .await
            .ok()
    })
    .await
    .with_context(|| process.last_words())?;
    Ok(())
}
