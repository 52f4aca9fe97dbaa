//! `mostrador-relay`: the relay alone. Standard output carries what scripts
//! read (`listening on …`, `key: …`); everything else goes to standard error.

use clap::{Args, Parser, Subcommand};
use domain::TillNumber;
use relay::{Config, Relay};
use relay_protocol::Pairing;
use secrecy::ExposeSecret;
use std::{error::Error, fmt::Write as _, io::IsTerminal, path::PathBuf, process::ExitCode};

/// The server that takes payment webhooks and hands them to the tills.
#[derive(Parser)]
#[command(name = "mostrador-relay", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until SIGTERM or SIGINT.
    Serve {
        #[command(flatten)]
        file: ConfigFile,
    },
    /// The tills that may fetch notices.
    #[command(subcommand)]
    Till(TillCommand),
}

#[derive(Subcommand)]
enum TillCommand {
    /// Register a till and print its key, once. The relay may be running.
    Add {
        #[command(flatten)]
        file: ConfigFile,
        /// The merchant's name in the settings.
        #[arg(long)]
        merchant: String,
        /// The till's number, unique within the merchant.
        #[arg(long)]
        number: u16,
        /// Give a registered till a new key; the old one stops working.
        #[arg(long)]
        replace: bool,
    },
}

#[derive(Args)]
struct ConfigFile {
    /// The settings.
    #[arg(long)]
    config: PathBuf,
}

impl ConfigFile {
    fn read(&self) -> Result<Config, Box<dyn Error>> {
        let text = std::fs::read_to_string(&self.config)
            .map_err(|error| format!("{} can not be read: {error}", self.config.display()))?;
        Config::from_toml(&text)
            .map_err(|error| format!("{}: {error}", self.config.display()).into())
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    let done = match cli.command {
        Command::Serve { file } => serve(&file).await,
        Command::Till(TillCommand::Add {
            file,
            merchant,
            number,
            replace,
        }) => add_till(&file, &merchant, TillNumber(number), replace).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(error.as_ref());
            ExitCode::FAILURE
        }
    }
}

async fn serve(file: &ConfigFile) -> Result<(), Box<dyn Error>> {
    // The signals are caught before the line that tells a script it may send one.
    let stop = stop_signal()?;
    let relay = Relay::start(file.read()?).await?;
    say(&format!("listening on http://{}", relay.local_addr()));
    stop.await;
    tracing::info!("stopping");
    relay.shutdown().await;
    Ok(())
}

async fn add_till(
    file: &ConfigFile,
    merchant: &str,
    number: TillNumber,
    replace: bool,
) -> Result<(), Box<dyn Error>> {
    let config = file.read()?;
    let key = match relay::add_till(&config, merchant, number, replace).await {
        Err(error) if matches!(error, relay::TillError::Known { .. }) => {
            return Err(format!("{error}; --replace gives it one all the same").into());
        }
        key => key?,
    };
    say(&format!("key: {}", key.expose_secret()));
    let pairing = Pairing {
        url: config.url_for_tills(),
        merchant: merchant.to_owned(),
        till: number,
        till_key: key,
    };
    say(&format!("pairing: {}", pairing.to_code().expose_secret()));
    Ok(())
}

#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    // Where it can not be listened for, only a kill stops the relay.
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

#[expect(clippy::print_stdout, reason = "scripts read these lines")]
fn say(line: &str) {
    println!("{line}");
}

#[expect(
    clippy::print_stderr,
    reason = "the last word of a command that failed"
)]
fn complain(error: &dyn Error) {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        // Writing to a String does not fail.
        let _ = write!(words, ": {inner}");
        source = inner.source();
    }
    eprintln!("mostrador-relay: {words}");
}
