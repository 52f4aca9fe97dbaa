//! A wrong time of day for the app only, by libfaketime. The machine's clock,
//! the relay and the stand-in provider have the right one.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::paths;

/// The library's path below a folder of libraries.
const LIBRARY: &str = "faketime/libfaketime.so.1";
/// The folders of libraries: of 64 bits, and of this machine's architecture.
const FOLDERS: [&str; 3] = ["/usr/lib", "/usr/lib64", "/usr/local/lib"];

/// The app's time of day. Its monotonic clock and the one that counts sleep
/// stay right.
pub struct FakedClock {
    file: PathBuf,
    app: PathBuf,
}

impl FakedClock {
    /// A clock that is off by `offset`, in libfaketime's words: `-7y`, `+1h`.
    /// `folder` has its files.
    ///
    /// # Errors
    /// If libfaketime or the app is missing, or a file cannot be written.
    pub fn new(folder: &Path, offset: &str) -> Result<Self> {
        let clock = Self {
            file: folder.join("time-of-day"),
            app: folder.join("app-by-faked-clock"),
        };
        clock.set(offset)?;
        // The driver passes its own environment to what it starts, and must not
        // have the wrong time itself.
        let script = format!(
            "#!/bin/sh\nexec env FAKETIME_TIMESTAMP_FILE='{file}' FAKETIME_NO_CACHE=1 \
             FAKETIME_DONT_FAKE_MONOTONIC=1 LD_PRELOAD='{library}' '{app}' \"$@\"\n",
            file = clock.file.display(),
            library = library()?.display(),
            app = paths::app()?.display(),
        );
        fs::write(&clock.app, script).context("cannot write the app's script")?;
        let mode = Permissions::from_mode(0o755);
        fs::set_permissions(&clock.app, mode).context("cannot let the app's script run")?;
        Ok(clock)
    }

    /// Sets the clock while the app runs; `+0` is the right time.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn set(&self, offset: &str) -> Result<()> {
        // The file is replaced at once: half a file would be another time.
        let new = self.file.with_extension("new");
        fs::write(&new, format!("{offset}\n")).context("cannot write the time of day")?;
        fs::rename(&new, &self.file).context("cannot set the time of day")
    }

    /// The script that starts the app with this clock.
    pub(crate) fn app(&self) -> &Path {
        &self.app
    }
}

fn library() -> Result<PathBuf> {
    // Debian names the folder after the architecture: x86_64-linux-gnu,
    // aarch64-linux-gnu.
    let own = format!("/usr/lib/{}-linux-gnu", std::env::consts::ARCH);
    std::iter::once(own.as_str())
        .chain(FOLDERS)
        .map(|folder| Path::new(folder).join(LIBRARY))
        .find(|file| file.is_file())
        .with_context(|| format!("`{LIBRARY}` is missing: {}", paths::SET_UP))
}
