//! `cargo xtask dist`: the app as a package that a shop installs, and a trial
//! of it on a system without anything else.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::steps::Steps;
use crate::{packages, shell, ui};

/// Names the packager, with its lock file beside it.
const PACKAGER: &str = "xtask/packager";
/// The CLI's name for this system's package, and its folder.
const KIND: &str = if cfg!(windows) {
    "nsis"
} else if cfg!(target_os = "macos") {
    "dmg"
} else {
    "deb"
};
/// The script that runs inside the clean system.
const TRIAL: &str = "xtask/src/dist/trial.sh";

/// Builds the package, and with `trial` installs and starts it in a clean system.
///
/// # Errors
/// If something cannot be set up, does not build, or does not start.
pub(crate) fn dist(steps: &mut Steps, yes: bool, trial: bool) -> Result<()> {
    steps.step("system packages", || {
        packages::for_build(yes)?;
        if trial {
            packages::for_trial(yes)?;
        }
        Ok(())
    })?;
    steps.step("ui packages", ui::set_up)?;
    steps.step("packager", set_up_cli)?;
    let mut package = PathBuf::new();
    steps.step("package", || {
        package = build()?;
        println!("{}", package.display());
        Ok(())
    })?;
    if trial {
        steps.step("trial in a clean system", || try_out(&package))?;
    }
    Ok(())
}

fn cli_folder() -> PathBuf {
    shell::target().join("tools/npm")
}

fn cli() -> PathBuf {
    cli_folder().join("node_modules/@tauri-apps/cli/tauri.js")
}

/// Installs the packager by its lock file, unless that lock file is installed
/// already.
fn set_up_cli() -> Result<()> {
    let (from, to) = (shell::root().join(PACKAGER), cli_folder());
    let lock = "package-lock.json";
    let wanted = fs::read(from.join(lock)).context("cannot read the packager's lock")?;
    if cli().is_file() && fs::read(to.join(lock)).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    fs::create_dir_all(&to).with_context(|| format!("cannot make {}", to.display()))?;
    for file in ["package.json", lock] {
        fs::copy(from.join(file), to.join(file))
            .with_context(|| format!("cannot copy {file} of the packager"))?;
    }
    shell::run(ui::npm(&["ci", "--no-audit", "--no-fund"]).current_dir(&to))
}

fn build() -> Result<PathBuf> {
    let folder = shell::target().join("release/bundle").join(KIND);
    // A package of an older version must not be taken for this one's.
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    let mut tauri = shell::program("node");
    tauri
        .arg(cli())
        .args(["build", "--ci", "--bundles", KIND])
        .env("CARGO_TARGET_DIR", shell::target());
    shell::run(&mut tauri)?;
    let ending = if KIND == "nsis" { "exe" } else { KIND };
    fs::read_dir(&folder)
        .with_context(|| format!("no package in {}", folder.display()))?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|found| found == ending))
        .with_context(|| format!("no .{ending} in {}", folder.display()))
}

/// Makes a system of only Debian's smallest packages, installs the package as a
/// person would, and starts it by its menu entry's command on a virtual screen.
fn try_out(package: &Path) -> Result<()> {
    if KIND != "deb" {
        bail!("a clean system can be made on Debian only");
    }
    let pictures = shell::root().join("pictures");
    fs::create_dir_all(&pictures).context("cannot make the pictures' folder")?;
    let suite = shell::output(
        Command::new("sh").args(["-c", ". /etc/os-release && echo \"$VERSION_CODENAME\""]),
    )?;
    let mut clean = shell::program("mmdebstrap");
    clean
        .args(["--variant=apt", "--format=null", "--quiet"])
        .arg(format!(
            "--customize-hook=upload '{}' /mostrador.deb",
            package.display()
        ))
        .arg(format!("--customize-hook={TRIAL} \"$1\""))
        .args([suite.as_str(), "/dev/null"])
        .env("PICTURE", pictures.join("installed.png"));
    shell::run(&mut clean)
}
