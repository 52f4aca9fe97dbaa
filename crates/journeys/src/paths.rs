//! The paths of the binaries under test and of the tools.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The command that installs everything a journey needs.
pub(crate) const SET_UP: &str = "run `cargo xtask test`, which sets everything up";

/// The app's binary, from `MOSTRADOR_BIN` or cargo's debug folder.
///
/// # Errors
/// If it was not built.
pub(crate) fn app() -> Result<PathBuf> {
    binary("MOSTRADOR_BIN", "debug/mostrador")
}

/// The relay's binary, from `MOSTRADOR_RELAY_BIN` or cargo's debug folder.
///
/// # Errors
/// If it was not built.
pub(crate) fn relay() -> Result<PathBuf> {
    binary("MOSTRADOR_RELAY_BIN", "debug/mostrador-relay")
}

/// The stand-in provider's binary, from `MOSTRADOR_SANDBOX_BIN` or cargo's
/// debug folder.
///
/// # Errors
/// If it was not built.
pub(crate) fn sandbox() -> Result<PathBuf> {
    binary("MOSTRADOR_SANDBOX_BIN", "debug/mostrador-sandbox")
}

/// The driver that passes WebDriver's commands to the window.
pub(crate) fn tauri_driver() -> Result<PathBuf> {
    binary("MOSTRADOR_TAURI_DRIVER", "tools/bin/tauri-driver")
}

/// A program of the system.
///
/// # Errors
/// If it is not in `PATH`.
pub fn tool(name: &str) -> Result<PathBuf> {
    let path = env::var_os("PATH").context("PATH is not set")?;
    env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
        .with_context(|| format!("the program `{name}` is missing: {SET_UP}"))
}

/// The git-ignored folder for pictures of the window; it is made if it is
/// missing.
///
/// # Errors
/// If it cannot be made.
pub fn pictures_folder() -> Result<PathBuf> {
    let folder = root().join("pictures");
    std::fs::create_dir_all(&folder).context("cannot make the pictures' folder")?;
    Ok(folder)
}

fn binary(variable: &str, below_target: &str) -> Result<PathBuf> {
    let path = match env::var_os(variable) {
        Some(path) => PathBuf::from(path),
        None => target().join(below_target),
    };
    if !path.is_file() {
        bail!("{} is missing: {SET_UP}", path.display());
    }
    Ok(path)
}

fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors()
        .nth(2)
        .expect("crates/journeys/ is two folders below the root")
}

fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}
