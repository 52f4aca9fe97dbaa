//! The stand-ins as a process of their own, for scripts and for a till in
//! live mode that is tried out.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use sandbox::{Config, Credentials, Repeat, Sandbox, Webhook};

/// Stand-ins for the providers' services, on this machine only.
#[derive(Parser)]
#[command(name = "mostrador-sandbox", version)]
struct Options {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8788")]
    listen: SocketAddr,
    /// Where notices are sent: https, or http on this machine.
    #[arg(long, value_parser = address)]
    webhook_url: Option<String>,
    /// The header that goes with each notice, as 'NAME: VALUE'.
    #[arg(long, requires = "webhook_url", value_parser = header)]
    webhook_header: Option<(String, String)>,
    /// The only user name that is taken; any, when absent.
    #[arg(long, requires = "password")]
    username: Option<String>,
    /// The only password that is taken.
    #[arg(long, requires = "username")]
    password: Option<String>,
    /// How long a token serves, in seconds.
    #[arg(long, default_value_t = 3_600)]
    expires_in: u64,
    /// Answer 400 to an operationId that was used before.
    #[arg(long)]
    refuse_repeats: bool,
    /// How far its clock is ahead of this machine's, in milliseconds.
    #[arg(long, default_value_t = 0, allow_negative_numbers = true)]
    clock_skew_ms: i64,
    /// Where pre-orders and waiting notices outlive a restart.
    #[arg(long)]
    state_file: Option<PathBuf>,
}

fn address(text: &str) -> Result<String, outbound::BaseUrlError> {
    // Found now rather than by notices that are never sent.
    outbound::BaseUrl::parse(text).map(|_| text.to_owned())
}

fn header(text: &str) -> Result<(String, String), String> {
    match text.split_once(':') {
        Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        Some(_) | None => Err("write it as 'NAME: VALUE'".to_owned()),
    }
}

impl Options {
    fn config(self) -> Config {
        let (header_name, header_value) = self.webhook_header.unwrap_or_default();
        Config {
            listen: self.listen,
            webhook: self.webhook_url.map(|url| Webhook {
                url,
                header_name,
                header_value,
            }),
            credentials: self
                .username
                .zip(self.password)
                .map(|(username, password)| Credentials { username, password }),
            state_file: self.state_file,
            expires_in_s: self.expires_in,
            repeat: if self.refuse_repeats {
                Repeat::Refused
            } else {
                Repeat::SameAnswer
            },
            clock_skew_ms: self.clock_skew_ms,
            ..Config::default()
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let config = Options::parse().config();
    match run(config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(error.as_ref());
            ExitCode::FAILURE
        }
    }
}

async fn run(config: Config) -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start(config).await?;
    announce(&sandbox.base_url());
    wait_for_the_end().await?;
    sandbox.shutdown().await;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "who started it waits for this line")]
fn announce(base_url: &str) {
    println!("listening on {base_url}");
}

#[expect(clippy::print_stderr, reason = "a process that cannot start says why")]
fn complain(error: &dyn std::error::Error) {
    eprintln!("mostrador-sandbox: {error}");
    let mut next = error.source();
    while let Some(inner) = next {
        eprintln!("  {inner}");
        next = inner.source();
    }
}

#[cfg(unix)]
async fn wait_for_the_end() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        end = tokio::signal::ctrl_c() => end,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn wait_for_the_end() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
