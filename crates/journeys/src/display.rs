//! A virtual screen of its own for each journey.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result, bail};

use crate::paths;
use crate::process::{self, Process};

/// A common size, larger than the window's smallest.
const SCREEN: &str = "1280x900x24";

/// One window at a time: a machine of two cores draws a second one so slowly
/// that bounds of time would mean nothing.
static TURN: Mutex<()> = Mutex::new(());

/// An X server without a monitor, ended when dropped. A journey holds one at
/// a time: a second would wait for ever.
pub struct Display {
    name: String,
    _server: Process,
    _turn: MutexGuard<'static, ()>,
}

impl Display {
    /// Starts a screen on a number that is free, once no other journey holds one.
    ///
    /// # Errors
    /// When Xvfb is missing or does not start.
    pub fn start() -> Result<Self> {
        // A journey that failed while it held the turn does not fail the others.
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let mut command = Command::new(paths::tool("Xvfb")?);
        command
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                SCREEN,
                "-nolisten",
                "tcp",
            ])
            // Otherwise it begins anew when its last window dies, and turns away
            // the one that comes next.
            .arg("-noreset")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut server = Process::spawn(&mut command, Path::new("/dev/null"))?;
        let stdout = server
            .child()
            .stdout
            .take()
            .context("Xvfb was started with a pipe")?;
        let mut number = String::new();
        BufReader::new(stdout)
            .read_line(&mut number)
            .context("cannot read Xvfb's number")?;
        if number.trim().is_empty() {
            bail!("Xvfb ended without a display number");
        }
        Ok(Self {
            name: format!(":{}", number.trim()),
            _server: server,
            _turn: turn,
        })
    }

    /// The value of `DISPLAY`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Takes a picture of the whole screen, as `pictures/{name}.png`.
    ///
    /// # Errors
    /// When ImageMagick is missing or fails.
    pub fn picture(&self, name: &str) -> Result<PathBuf> {
        picture_of(&self.name, name)
    }
}

pub(crate) fn picture_of(display: &str, name: &str) -> Result<PathBuf> {
    let file = paths::pictures_folder()?.join(format!("{name}.png"));
    let mut import = Command::new(paths::tool("import")?);
    process::run(
        import
            .args(["-display", display, "-window", "root"])
            .arg(&file),
    )?;
    Ok(file)
}
