//! The provider's stand-in, without delay, as a process of its own: its memory
//! and its time are not the till's.

use crate::Result;
use sandbox::{Config, Sandbox};
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};

/// This program's word for being the stand-in.
pub(super) const WORD: &str = "stand-in";

/// The running process. Dropping it ends the process.
pub(super) struct StandIn {
    child: Child,
    pub(super) base: String,
}

impl StandIn {
    /// Starts it at an address, or at a free one.
    pub(super) fn start(at: Option<SocketAddr>) -> Result<StandIn> {
        let at = at.unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let mut child = Command::new(std::env::current_exe()?)
            .args(["queue", WORD, &at.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let said = child.stdout.take().ok_or("the stand-in says nothing")?;
        let mut base = String::new();
        BufReader::new(said).read_line(&mut base)?;
        let base = base.trim().to_owned();
        Ok(StandIn { child, base })
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address where nothing listens now.
pub(super) fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

/// Is the stand-in until the program that started it ends.
#[expect(clippy::print_stdout, reason = "its address is read by its parent")]
pub(super) async fn run(listen: SocketAddr) -> Result<Value> {
    let sandbox = Sandbox::start(Config {
        listen,
        ..Config::default()
    })
    .await?;
    println!("{}", sandbox.base_url());
    // Its input ends with the program that started it.
    let ended = || std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
    tokio::task::spawn_blocking(ended).await??;
    sandbox.shutdown().await;
    Ok(Value::Null)
}
