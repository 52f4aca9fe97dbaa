//! A keychain for tests: gnome-keyring on a private bus, in a folder of its
//! own.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::paths;

/// A session bus that starts nothing by itself. A second keychain, started by
/// the bus before the first has its name, would stay locked.
const BUS: &str = r#"<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// Starts the keychain and unlocks it. With an empty password, nothing could be
/// written.
const UNLOCKED: &str =
    "printf mostrador | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1";
/// Starts it and leaves it locked; nobody can be asked for the password.
const LOCKED: &str = "gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1";
/// Waits until it answers, and then runs the command in this process.
const AWAIT: &str = r#"
for _ in $(seq 200); do
  dbus-send --session --print-reply --dest=org.freedesktop.DBus / \
    org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets </dev/null |
    grep -q 'boolean true' && exec "$@"
  sleep 0.05
done
echo 'gnome-keyring does not answer on its bus' >&2
exit 1
"#;

/// A keychain whose secrets survive each command, as they survive logins. It
/// never touches the person's own keychain.
pub struct Keychain {
    folder: TempDir,
}

impl Keychain {
    /// # Errors
    /// If its programs are missing or no folder can be made.
    pub fn new() -> Result<Self> {
        paths::tool("dbus-run-session")?;
        paths::tool("gnome-keyring-daemon")?;
        let keychain = Self {
            folder: tempfile::tempdir().context("no temporary folder")?,
        };
        fs::write(keychain.bus(), BUS).context("cannot write the bus's settings")?;
        Ok(keychain)
    }

    /// The same command, on a bus with this keychain.
    #[must_use]
    pub fn wrap(&self, command: &Command) -> Command {
        self.wrap_by(UNLOCKED, command)
    }

    /// The same with the keychain locked, as after a login without a password.
    #[must_use]
    pub fn wrap_locked(&self, command: &Command) -> Command {
        self.wrap_by(LOCKED, command)
    }

    fn wrap_by(&self, start: &str, command: &Command) -> Command {
        let mut wrapped = Command::new("dbus-run-session");
        wrapped
            .arg("--config-file")
            .arg(self.bus())
            .args(["--", "bash", "-c", &format!("{start}{AWAIT}"), "bash"])
            .arg(command.get_program())
            .args(command.get_args())
            .env("HOME", self.folder.path())
            .env("XDG_DATA_HOME", self.folder.path().join("data"))
            .env("XDG_RUNTIME_DIR", self.folder.path());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => wrapped.env(name, value),
                None => wrapped.env_remove(name),
            };
        }
        wrapped
    }

    fn bus(&self) -> PathBuf {
        self.folder.path().join("bus.conf")
    }
}
