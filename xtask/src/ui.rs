//! The UI's packages, build and tests, by npm.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use crate::shell;

/// The oldest Node that Vite runs on, as major and minor version.
const NODE_VERSION_MIN: (u32, u32) = (20, 19);

/// Folders of `ui/` that a build creates and that do not show its age.
const MADE_FOLDERS: [&str; 3] = ["node_modules", "dist", "paraglide"];

/// Checks Node, and installs the packages of `package-lock.json` unless they are there.
///
/// # Errors
/// If Node is missing or too old, or npm fails.
pub(crate) fn set_up() -> Result<()> {
    check_node()?;
    let lock = folder().join("package-lock.json");
    let wanted = fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    // npm empties node_modules first, so this copy disappears if an install is
    // interrupted.
    let installed = folder().join("node_modules/.mostrador-installed");
    if fs::read(&installed).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    // Not `npm ci`: it refuses a lock file without the optional builds of other
    // systems, which some registries do not have. This command also follows the
    // lock file, and does not write it.
    shell::run(&mut npm(&[
        "install",
        "--no-save",
        "--no-audit",
        "--no-fund",
    ]))?;
    fs::write(&installed, wanted).with_context(|| format!("cannot write {}", installed.display()))
}

/// Builds `ui/dist` if a source is newer than the last build.
///
/// # Errors
/// If Vite refuses the sources.
pub(crate) fn build() -> Result<()> {
    // The app's build script writes a placeholder if the page is missing. The
    // real page is noted separately, so that a placeholder never counts as a
    // build.
    let page = folder().join("dist/index.html");
    let stamp = folder().join("node_modules/.mostrador-built");
    let built = fs::metadata(&stamp).and_then(|data| data.modified());
    let same = fs::read(&stamp)
        .ok()
        .is_some_and(|have| fs::read(&page).ok() == Some(have));
    if same && built.is_ok_and(|built| newest(&folder()).is_some_and(|source| source <= built)) {
        return Ok(());
    }
    shell::run(&mut npm(&["run", "--silent", "build"]))?;
    fs::copy(&page, &stamp).context("the UI's build left no dist/index.html")?;
    Ok(())
}

/// Checks the types and warnings of the UI.
///
/// # Errors
/// If a check finds something.
pub(crate) fn check() -> Result<()> {
    shell::run(&mut npm(&["run", "--silent", "check"]))
}

/// Runs the unit tests of the UI.
///
/// # Errors
/// If one fails.
pub(crate) fn test() -> Result<()> {
    shell::run(&mut npm(&["run", "--silent", "test"]))
}

/// Tests every screen in a plain browser, with the in-memory back end.
///
/// It skips the build of `npm run test:screens`: the built page is there, and a
/// rewritten one would make cargo build the app again.
///
/// # Errors
/// If one fails.
pub(crate) fn test_screens() -> Result<()> {
    let mut screens = npm(&[
        "exec",
        "--",
        "vitest",
        "run",
        "--config",
        "vitest.screens.config.ts",
        // Each scene is printed as it is tested: they take minutes.
        "--reporter=verbose",
    ]);
    if let Some(chromium) = shell::which(&crate::packages::CHROMIUM) {
        screens.env("CHROMIUM", chromium);
    }
    shell::run(&mut screens)
}

fn folder() -> PathBuf {
    shell::root().join("ui")
}

/// npm with these arguments, in `ui/`.
pub(crate) fn npm(arguments: &[&str]) -> Command {
    // On Windows npm is a script, which needs its full name.
    let mut command = shell::program(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.args(arguments).current_dir(folder());
    command
}

fn check_node() -> Result<()> {
    let (major, minor) = NODE_VERSION_MIN;
    let wanted = format!(
        "install Node {major}.{minor} or newer with npm, from https://nodejs.org or your system"
    );
    let Ok(text) = shell::output(shell::program("node").arg("--version")) else {
        bail!("`node` is missing: {wanted}");
    };
    if node_version(&text).is_none_or(|version| version < NODE_VERSION_MIN) {
        bail!("`node` is {text}, which is too old: {wanted}");
    }
    if !shell::succeeds(npm(&["--version"]).env("NO_UPDATE_NOTIFIER", "1")) {
        bail!("`npm` is missing: {wanted}");
    }
    Ok(())
}

fn node_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// The time of the newest file under a folder; `None` without files.
fn newest(folder: &Path) -> Option<SystemTime> {
    let entries = fs::read_dir(folder).ok()?.flatten();
    entries
        .filter(|entry| !MADE_FOLDERS.iter().any(|made| entry.file_name() == *made))
        .filter_map(|entry| {
            // A folder's own time shows that files were removed.
            let own = entry.metadata().ok()?.modified().ok();
            let path = entry.path();
            if path.is_dir() {
                own.max(newest(&path))
            } else {
                own
            }
        })
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_node_is_read() {
        assert_eq!(node_version("v20.19.2"), Some((20, 19)));
        assert_eq!(node_version("v8.1.0"), Some((8, 1)));
        assert_eq!(node_version("20"), None);
        assert!(node_version("v18.20.4") < Some(NODE_VERSION_MIN));
    }
}
