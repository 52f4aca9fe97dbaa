//! The stand-ins as a process of their own, for scripts and for trying a till
//! in live mode.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use sandbox::{
    Config, Credentials, PagoUno, Repeat, SAMPLE_PRIVATE_KEY, SAMPLE_PUBLIC_KEY, Sandbox, Webhook,
};

/// Stand-ins for the providers' services, on this machine only.
#[derive(Parser)]
#[command(name = "mostrador-sandbox", version)]
struct Options {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8788")]
    listen: SocketAddr,
    /// Where TotalCoin's notices are sent: https, or http on this machine.
    #[arg(long, value_parser = address)]
    webhook_url: Option<String>,
    /// The header that goes with each of TotalCoin's notices, as 'NAME: VALUE'.
    #[arg(long, requires = "webhook_url", value_parser = header)]
    webhook_header: Option<(String, String)>,
    /// Where pagoUno's notices are sent.
    #[arg(long, value_parser = address)]
    pagouno_webhook_url: Option<String>,
    /// The header that goes with each of pagoUno's notices, as 'NAME: VALUE'.
    #[arg(long, requires = "pagouno_webhook_url", value_parser = header)]
    pagouno_webhook_header: Option<(String, String)>,
    /// Where the notices of the house's wallet are sent.
    #[arg(long, value_parser = address)]
    wallet_webhook_url: Option<String>,
    /// The header that goes with each of the wallet's notices, as 'NAME: VALUE'.
    #[arg(long, requires = "wallet_webhook_url", value_parser = header)]
    wallet_webhook_header: Option<(String, String)>,
    /// The key that pagoUno takes for tokens and queries.
    #[arg(long, default_value = SAMPLE_PUBLIC_KEY)]
    pagouno_public_key: String,
    /// The key that pagoUno takes for purchases.
    #[arg(long, default_value = SAMPLE_PRIVATE_KEY)]
    pagouno_private_key: String,
    /// How many queries a pending purchase is answered with "not yet".
    #[arg(long, default_value_t = 2)]
    pagouno_pending_queries: u32,
    /// Carry pagoUno's refusals over HTTP 200, the status in the body alone.
    #[arg(long)]
    pagouno_refuse_over_200: bool,
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
    // A wrong address is reported now, and not by notices that are never sent.
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

fn webhook(url: Option<String>, header: Option<(String, String)>) -> Option<Webhook> {
    let (header_name, header_value) = header.unwrap_or_default();
    url.map(|url| Webhook {
        url,
        header_name,
        header_value,
    })
}

impl Options {
    fn config(self) -> Config {
        Config {
            listen: self.listen,
            webhook: webhook(self.webhook_url, self.webhook_header),
            pagouno: PagoUno {
                public_key: self.pagouno_public_key,
                private_key: self.pagouno_private_key,
                webhook: webhook(self.pagouno_webhook_url, self.pagouno_webhook_header),
                pending_queries: self.pagouno_pending_queries,
                refuse_over_200: self.pagouno_refuse_over_200,
                ..PagoUno::default()
            },
            wallet_webhook: webhook(self.wallet_webhook_url, self.wallet_webhook_header),
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
    announce(&sandbox)?;
    wait_for_the_end().await?;
    sandbox.shutdown().await;
    Ok(())
}

/// Says where it listens. A caller that waits for the first line may close the
/// pipe after it, so both lines go out in one write; `println!` makes two.
fn announce(sandbox: &Sandbox) -> std::io::Result<()> {
    let lines = format!(
        "listening on {}\ntokens of Bind at {}\n",
        sandbox.base_url(),
        sandbox.bind_token_url()
    );
    std::io::stdout().lock().write_all(lines.as_bytes())
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
