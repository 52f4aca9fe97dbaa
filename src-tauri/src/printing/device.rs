//! A printer behind a path: a USB device, a serial one, or a file.
//!
//! A write to a device can block for ever, and nothing can end it. So each paper
//! is written on a thread of its own, over a descriptor of its own, that may be
//! left alone. While such a thread is still there, the device counts as stuck:
//! its bytes must never be mixed with those of the next paper.

use super::transport::{STALL_MS_MAX, SendError};
use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use till::print::PrinterTrouble;
use tokio::sync::Notify;
use tokio::time::timeout;

/// Bytes of one write: after each, the thread looks whether it was left alone.
const WRITE_BYTES: usize = 1_024;

/// The threads that write to devices, by the device's path.
#[derive(Debug, Default)]
pub(super) struct Devices(Mutex<HashMap<PathBuf, Arc<Job>>>);

/// One paper on its way to a device.
#[derive(Debug, Default)]
struct Job {
    /// Steps that were made: one for opening, one for each write that ended.
    steps: AtomicU64,
    /// Whether a write has begun.
    began: AtomicBool,
    /// Nobody waits any more: no further write begins.
    left_alone: AtomicBool,
    ended: Mutex<Option<Result<(), PrinterTrouble>>>,
    moved: Notify,
}

/// Tells a job, when it is dropped, that nobody waits for it any more.
struct Waits(Arc<Job>);

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.left_alone.store(true, Ordering::SeqCst);
    }
}

impl Job {
    fn outcome(&self) -> Option<Result<(), PrinterTrouble>> {
        *self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn step(&self) {
        self.steps.fetch_add(1, Ordering::SeqCst);
        self.moved.notify_one();
    }

    fn run(&self, path: &Path, bytes: &[u8]) -> Result<(), PrinterTrouble> {
        let mut file = open(path).map_err(|error| why_not_open(&error))?;
        self.step();
        for chunk in bytes.chunks(WRITE_BYTES) {
            let mut left = chunk;
            while !left.is_empty() {
                if self.left_alone.load(Ordering::SeqCst) {
                    return Err(PrinterTrouble::Stalled);
                }
                self.began.store(true, Ordering::SeqCst);
                match file.write(left) {
                    Ok(0) => return Err(PrinterTrouble::CutOff),
                    Ok(written) => left = left.get(written..).unwrap_or_default(),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(_) => return Err(PrinterTrouble::CutOff),
                }
                self.step();
            }
        }
        file.flush().map_err(|_| PrinterTrouble::CutOff)
    }

    fn failed(&self, trouble: PrinterTrouble) -> SendError {
        if self.began.load(Ordering::SeqCst) {
            SendError::sent(trouble)
        } else {
            SendError::unsent(trouble)
        }
    }
}

impl Devices {
    pub(super) async fn send(&self, path: &Path, bytes: Vec<u8>) -> Result<(), SendError> {
        let job = self.begin(path, bytes)?;
        let waits = Waits(job);
        let job = &waits.0;
        loop {
            let steps = job.steps.load(Ordering::SeqCst);
            if let Some(outcome) = job.outcome() {
                return outcome.map_err(|trouble| job.failed(trouble));
            }
            let stall_ms = Duration::from_millis(STALL_MS_MAX);
            let moved = timeout(stall_ms, job.moved.notified()).await;
            let stands = job.steps.load(Ordering::SeqCst) == steps && job.outcome().is_none();
            if moved.is_err() && stands {
                return Err(job.failed(PrinterTrouble::Stalled));
            }
        }
    }

    /// Starts the thread of a paper, unless an earlier one is still there.
    fn begin(&self, path: &Path, bytes: Vec<u8>) -> Result<Arc<Job>, SendError> {
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if jobs.get(path).is_some_and(|job| job.outcome().is_none()) {
            return Err(SendError::unsent(PrinterTrouble::Stuck));
        }
        let job = Arc::new(Job::default());
        jobs.insert(path.to_owned(), Arc::clone(&job));
        let (writes, to) = (Arc::clone(&job), path.to_owned());
        let thread = std::thread::Builder::new().name("printer".to_owned());
        let started = thread.spawn(move || {
            let outcome = writes.run(&to, &bytes);
            *writes.ended.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
            writes.moved.notify_one();
        });
        match started {
            Ok(_) => Ok(job),
            Err(_) => {
                jobs.remove(path);
                Err(SendError::unsent(PrinterTrouble::Stuck))
            }
        }
    }
}

/// Opens a device or a file to write at its end. Nothing is ever emptied, and
/// nothing is made among the devices.
fn open(path: &Path) -> io::Result<File> {
    let makes = !path.starts_with("/dev");
    let mut options = OpenOptions::new();
    options.append(true).create(makes);
    without_terminal(&mut options);
    options.open(path)
}

/// A serial printer is a terminal to the system. Opened plainly by a program that
/// has none, it would become the program's own, and unplugging the printer would end
/// the program.
#[cfg(unix)]
fn without_terminal(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.custom_flags(rustix::fs::OFlags::NOCTTY.bits().cast_signed());
}

#[cfg(not(unix))]
fn without_terminal(_options: &mut OpenOptions) {}

pub(super) fn why_not_open(error: &io::Error) -> PrinterTrouble {
    let kind = error.kind();
    if kind == io::ErrorKind::PermissionDenied {
        PrinterTrouble::NoRights
    } else if kind == io::ErrorKind::ResourceBusy {
        PrinterTrouble::Stuck
    } else {
        // A device that was unplugged is absent by several errors.
        PrinterTrouble::NotThere
    }
}
