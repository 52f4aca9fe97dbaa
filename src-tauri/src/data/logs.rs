//! The log: one file per day, kept for two weeks. It never contains a body, a
//! secret or a person's data.

use std::path::Path;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;

/// How many days of logs are kept.
const DAYS_MAX: usize = 14;
/// The log levels, unless `MOSTRADOR_LOG` sets others.
const LEVELS: &str = "warn,mostrador=info,till=info,ledger=info,relay=info";

/// Starts to log into a folder. If the folder cannot be written, the app runs
/// without a log.
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
