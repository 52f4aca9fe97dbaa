//! The second folder: a stick, another disk or a share that has the newest
//! copies too. It may be away at any time; then nothing fails, and the next look
//! carries the newest copy.
//!
//! The folder itself is never made: where a mount point is empty, that would
//! fill this machine's disk. Each till has a folder of its own in it, so that
//! two tills that share one do not thin each other's copies. Once that folder
//! was made with its marker, a second folder without the marker is another one,
//! or is not mounted, and gets nothing.

use super::copies::{Copy, copies};
use super::thin::{self, DRAFT};
use crate::data::folder::{Folder, write_whole};
use crate::machine::chance;
use domain::UnixMs;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use till::settings::Settings;

/// What is remembered about the second folder, in the data folder.
const MEMORY: &str = "second-folder.json";
/// Locked while something is carried.
const LOCK: &str = "second-folder.lock";
const MARKER: &str = "mostrador-copias.txt";
const MARKER_TEXT: &str = "Acá guarda Mostrador las copias de una caja. \
    Sin este archivo no las guarda más acá.\n";
/// How many bytes are carried in one step.
const CHUNK_BYTES: usize = 1024 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SecondStanding {
    /// Nobody has looked yet.
    NotYet,
    /// It is there, and has the newest copy.
    Here,
    /// It is not there.
    Away,
    /// It is there without our marker.
    NotOurs,
    /// No folder for copies: its path is not absolute, or it is in the data
    /// folder.
    Unfit,
    /// It is there, and the copy could not be carried.
    Failed,
}

/// The second folder as it was when somebody last looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SecondSeen {
    pub(crate) folder: String,
    pub(crate) standing: SecondStanding,
    /// Since when it has not been usable.
    pub(crate) since: Option<UnixMs>,
    /// When the newest copy in it was made.
    pub(crate) last_at: Option<UnixMs>,
    pub(crate) kept: u32,
    /// For a technician.
    pub(crate) detail: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Memory {
    /// The setting that all of this is about.
    folder: String,
    /// The till's own folder in it.
    name: String,
    /// Whether the till's own folder was made with its marker.
    marked: bool,
    standing: SecondStanding,
    since_ms: Option<i64>,
    last_at_ms: Option<i64>,
    kept: u32,
    detail: Option<String>,
}

/// What is known of the second folder. It touches the data folder only: a share
/// that does not answer holds up no screen. `None` if there is no second folder.
pub(crate) fn look(folder: &Folder, settings: &Settings) -> Option<SecondSeen> {
    let asked = asked(settings)?;
    let seen = match read(folder).filter(|memory| memory.folder == asked) {
        Some(memory) => SecondSeen {
            folder: memory.folder,
            standing: memory.standing,
            since: memory.since_ms.map(UnixMs),
            last_at: memory.last_at_ms.map(UnixMs),
            kept: memory.kept,
            detail: memory.detail,
        },
        None => SecondSeen {
            folder: asked.to_owned(),
            standing: SecondStanding::NotYet,
            since: None,
            last_at: None,
            kept: 0,
            detail: None,
        },
    };
    Some(seen)
}

/// Carries the newest copy to the second folder if it is not there yet, and
/// thins the copies there. What happened is remembered, and nothing fails.
pub(super) fn carry_newest(folder: &Folder, settings: &Settings, now: UnixMs) {
    let Some(asked) = asked(settings) else {
        // Emptied: a stick that is named later may be another one.
        let _ = std::fs::remove_file(folder.path().join(MEMORY));
        return;
    };
    let Ok(Some(_alone)) = hold(folder) else {
        return;
    };
    let known = read(folder).filter(|memory| memory.folder == asked);
    let before = known.unwrap_or_else(|| unseen(asked, settings));
    let mut memory = before.clone();
    let carried = carry(folder, settings, &mut memory);
    (memory.standing, memory.detail) = match carried {
        Ok(()) => (SecondStanding::Here, None),
        Err(NotCarried::Unusable(standing)) => (standing, None),
        Err(NotCarried::Io(error)) if Path::new(asked).is_dir() => {
            tracing::warn!(%error, "the copy is not carried to the second folder");
            (SecondStanding::Failed, Some(error.to_string()))
        }
        // It went away meanwhile.
        Err(NotCarried::Io(error)) => (SecondStanding::Away, Some(error.to_string())),
    };
    memory.since_ms = match memory.standing {
        SecondStanding::Here => None,
        SecondStanding::NotYet
        | SecondStanding::Away
        | SecondStanding::NotOurs
        | SecondStanding::Unfit
        | SecondStanding::Failed => memory.since_ms.or(Some(now.0)),
    };
    if memory != before
        && let Err(error) = write(folder, &memory)
    {
        tracing::warn!(%error, "what is known of the second folder is not remembered");
    }
}

enum NotCarried {
    Unusable(SecondStanding),
    Io(io::Error),
}

impl From<io::Error> for NotCarried {
    fn from(error: io::Error) -> NotCarried {
        NotCarried::Io(error)
    }
}

fn carry(folder: &Folder, settings: &Settings, memory: &mut Memory) -> Result<(), NotCarried> {
    let own = own_folder(folder, memory)?;
    if !memory.marked {
        // Remembered before the first copy: from now on the marker is asked for.
        memory.marked = true;
        write(folder, memory)?;
    }
    let newest = copies(&folder.backups()?, settings.mode)?.pop();
    thin::remove_drafts(&own)?;
    if let Some(newest) = newest {
        carry_copy(&newest, &own)?;
        memory.last_at_ms = Some(newest.made_at.0);
    }
    thin::thin(&own, settings)?;
    let kept = copies(&own, settings.mode)?.len();
    memory.kept = u32::try_from(kept).unwrap_or(u32::MAX);
    Ok(())
}

/// The till's own folder in the second folder, with its marker.
fn own_folder(folder: &Folder, memory: &Memory) -> Result<PathBuf, NotCarried> {
    let second = Path::new(&memory.folder);
    if !second.is_absolute() {
        return Err(NotCarried::Unusable(SecondStanding::Unfit));
    }
    if !second.is_dir() {
        return Err(NotCarried::Unusable(SecondStanding::Away));
    }
    let inside = |found: PathBuf| found.starts_with(folder.path());
    let is_inside = std::fs::canonicalize(second).is_ok_and(inside);
    if is_inside || second.starts_with(folder.path()) {
        return Err(NotCarried::Unusable(SecondStanding::Unfit));
    }
    let own = second.join(&memory.name);
    let marker = own.join(MARKER);
    if memory.marked {
        if !marker.is_file() {
            return Err(NotCarried::Unusable(SecondStanding::NotOurs));
        }
        return Ok(own);
    }
    // Not `create_dir_all`: the second folder may go away at any moment.
    match std::fs::create_dir(&own) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error.into()),
        Ok(()) | Err(_) => {}
    }
    write_whole(&marker, MARKER_TEXT.as_bytes())?;
    Ok(own)
}

/// Carries a copy and its manifest. The copy gets its name last: until then
/// nothing there looks like one.
fn carry_copy(copy: &Copy, own: &Path) -> io::Result<()> {
    let to = own.join(copy.name());
    let has_all = std::fs::metadata(&to).is_ok_and(|there| there.len() == copy.bytes);
    if has_all && to.with_extension("json").is_file() {
        return Ok(());
    }
    let draft = to.with_extension(DRAFT);
    let carried = write_draft(&copy.path, &draft).and_then(|()| {
        let manifest = std::fs::read(copy.path.with_extension("json"))?;
        write_whole(&to.with_extension("json"), &manifest)?;
        std::fs::rename(&draft, &to)
    });
    if carried.is_err() {
        // The folder may be gone, and its draft with it.
        let _ = std::fs::remove_file(&draft);
        return carried;
    }
    sync_folder(own);
    Ok(())
}

fn write_draft(from: &Path, draft: &Path) -> io::Result<()> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut to = options.open(draft)?;
    pour(&mut File::open(from)?, &mut to)?;
    to.sync_all()
}

fn pour(from: &mut impl Read, to: &mut impl Write) -> io::Result<()> {
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        match from.read(&mut chunk)? {
            0 => return Ok(()),
            read => to.write_all(&chunk[..read])?,
        }
    }
}

/// Makes a rename last, where folders can be synced.
fn sync_folder(folder: &Path) {
    #[cfg(unix)]
    if let Ok(folder) = File::open(folder) {
        // Not every file system of a stick can.
        let _ = folder.sync_all();
    }
    #[cfg(not(unix))]
    let _ = folder;
}

fn asked(settings: &Settings) -> Option<&str> {
    let asked = settings.backup.second_folder.trim();
    (!asked.is_empty()).then_some(asked)
}

fn unseen(asked: &str, settings: &Settings) -> Memory {
    let (till, id) = (settings.till.number, chance::hex::<4>());
    Memory {
        folder: asked.to_owned(),
        name: format!("mostrador-caja-{till}-{id}"),
        marked: false,
        standing: SecondStanding::NotYet,
        since_ms: None,
        last_at_ms: None,
        kept: 0,
        detail: None,
    }
}

/// `None` while something else in this process or another carries.
fn hold(folder: &Folder) -> io::Result<Option<File>> {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    let file = options.open(folder.path().join(LOCK))?;
    Ok(file.try_lock().is_ok().then_some(file))
}

fn read(folder: &Folder) -> Option<Memory> {
    let text = std::fs::read(folder.path().join(MEMORY)).ok()?;
    serde_json::from_slice(&text).ok()
}

fn write(folder: &Folder, memory: &Memory) -> io::Result<()> {
    let text = serde_json::to_vec_pretty(memory)?;
    let path = folder.path().join(MEMORY);
    let draft = path.with_extension(DRAFT);
    write_whole(&draft, &text)?;
    std::fs::rename(draft, path)
}

#[cfg(test)]
mod tests;
