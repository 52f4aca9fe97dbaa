//! A process that a journey started, with everything that it starts.

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group};

/// How long the kernel may take to end killed processes.
const END_MS_MAX: u64 = 5_000;
/// The time between two checks for their end.
const END_LOOK_MS: u64 = 10;

/// A process and its children, in a process group of their own. Dropping it
/// kills them all.
pub struct Process {
    child: Child,
    group: Pid,
    log: PathBuf,
}

impl Process {
    /// Starts a command; its output is appended to the file `log`.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn start(command: &mut Command, log: &Path) -> Result<Self> {
        let file = File::options().create(true).append(true).open(log);
        let file = file.with_context(|| format!("cannot open {}", log.display()))?;
        let stdout = file.try_clone().context("cannot share the log")?;
        command.stdin(Stdio::null()).stdout(stdout).stderr(file);
        Self::spawn(command, log)
    }

    /// Starts a command whose output the caller has redirected.
    pub(crate) fn spawn(command: &mut Command, log: &Path) -> Result<Self> {
        let child = command
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start {}", command.get_program().display()))?;
        let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let group = group.context("a process without a number")?;
        Ok(Self {
            child,
            group,
            log: log.to_owned(),
        })
    }

    pub(crate) fn group(&self) -> i32 {
        self.group.as_raw_pid()
    }

    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Kills the whole group at once, without a chance to tidy up, and waits
    /// for its end.
    pub fn kill(&mut self) {
        // An error means that no process is left.
        let _ = kill_process_group(self.group, Signal::KILL);
        let _ = self.child.wait();
        for _ in 0..END_MS_MAX / END_LOOK_MS {
            if !group_lives(self.group) {
                return;
            }
            std::thread::sleep(Duration::from_millis(END_LOOK_MS));
        }
    }

    /// The last lines of its output, for a message.
    #[must_use]
    pub fn last_words(&self) -> String {
        let text = fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(60)..].join("\n")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Whether a process of the group still runs. A zombie does not count, because
/// the parent of orphans here may never collect them. But if its first thread
/// is a zombie and another thread is still ending, its files and locks are
/// still held.
fn group_lives(group: Pid) -> bool {
    let Ok(all) = fs::read_dir("/proc") else {
        return false;
    };
    all.flatten().any(|entry| {
        let folder = entry.path();
        let own = state_and_group(&folder).map(|(_, group)| group);
        own == Some(group.as_raw_pid()) && has_live_thread(&folder)
    })
}

fn has_live_thread(process: &Path) -> bool {
    let threads = fs::read_dir(process.join("task"));
    threads.is_ok_and(|threads| {
        threads
            .flatten()
            .filter_map(|thread| state_and_group(&thread.path()))
            .any(|(state, _)| state != 'Z' && state != 'X')
    })
}

fn state_and_group(folder: &Path) -> Option<(char, i32)> {
    let stat = fs::read_to_string(folder.join("stat")).ok()?;
    // The fields after the name, which may contain spaces: state, parent,
    // group.
    let mut fields = stat.rsplit(") ").next()?.split(' ');
    let state = fields.next()?.chars().next()?;
    Some((state, fields.nth(1)?.parse().ok()?))
}

/// Runs a command to its end and returns its output.
///
/// # Errors
/// If it cannot be started or fails; the message has its output.
pub fn run(command: &mut Command) -> Result<String> {
    let name = command.get_program().display().to_string();
    let Output {
        status,
        stdout,
        stderr,
    } = command
        .output()
        .with_context(|| format!("cannot start {name}"))?;
    let said = String::from_utf8_lossy(&stdout).into_owned();
    if !status.success() {
        bail!(
            "{name} ended with {status}:\n{said}{}",
            String::from_utf8_lossy(&stderr)
        );
    }
    Ok(said)
}

/// A port of loopback that was free a moment ago.
///
/// # Errors
/// If none is free.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no port is free")?;
    Ok(listener
        .local_addr()
        .context("a listener without an address")?
        .port())
}
