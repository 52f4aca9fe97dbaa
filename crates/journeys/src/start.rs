//! The app without a driver: started as by a person's click, and timed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::time::Instant;

use crate::display::Display;
use crate::paths;
use crate::process::Process;

/// An app that runs without a driver. Dropping it kills the app.
pub struct Started {
    _process: Process,
    /// The time from the start of its process to the awaited line.
    pub took: Duration,
}

impl Started {
    /// Starts the app on a data folder and waits until it prints `line`.
    ///
    /// # Errors
    /// If the app does not start, or does not print it within `bound`.
    pub fn and_said(
        display: &Display,
        data: &Path,
        line: &str,
        bound: Duration,
    ) -> Result<Started> {
        let mut command = Command::new(paths::app()?);
        command
            .env("DISPLAY", display.name())
            .env("GDK_BACKEND", "x11")
            .env_remove("WAYLAND_DISPLAY")
            .env("MOSTRADOR_DATA_DIR", data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let start = Instant::now();
        let mut process = Process::spawn(&mut command, Path::new("/dev/null"))?;
        let stdout = process.child().stdout.take();
        let stdout = stdout.context("the app was started with a pipe")?;
        let (say, said) = mpsc::channel();
        let line = line.to_owned();
        let waited_for = line.clone();
        thread::spawn(move || {
            let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
            if lines.any(|one| one == line) {
                // A receiver that is gone is no failure.
                let _ = say.send(start.elapsed());
            }
        });
        let took = said
            .recv_timeout(bound)
            .with_context(|| format!("the app did not say {waited_for:?}"))?;
        Ok(Started {
            _process: process,
            took,
        })
    }
}
