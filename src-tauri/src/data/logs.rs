//! The log: a file a day, kept for two weeks. No body, no secret and no
//! person's data is ever written to it.

use std::path::Path;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;

/// How many days of logs are kept.
const DAYS_MAX: usize = 14;
/// What is logged where `MOSTRADOR_LOG` does not say otherwise.
const LEVELS: &str = "warn,mostrador=info,till=info,ledger=info,relay=info";

/// Begins to log into a folder. Without one that can be written the app runs
/// all the same, silently.
pub(crate) fn begin(folder: &Path) {
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("mostrador")
        .filename_suffix("log")
        .max_log_files(DAYS_MAX)
        .build(folder);
    let Ok(file) = file else { return };
    let levels = EnvFilter::try_from_env("MOSTRADOR_LOG").unwrap_or_else(|_| LEVELS.into());
    let _ = tracing_subscriber::fmt()
        .with_env_filter(levels)
        .with_ansi(false)
        .with_writer(std::sync::Mutex::new(file))
        .try_init();
}
