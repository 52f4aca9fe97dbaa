//! System packages: finds what is missing, says why it is needed, and installs
//! it.
//!
//! It can only use `apt-get`; on other systems it tells the person what to
//! install.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::shell;

/// Package lists older than this are updated before an install.
const LISTS_AGE_MAX: Duration = Duration::from_hours(24);

/// Program names of the browser for the screen tests.
pub(crate) const CHROMIUM: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
];

/// Something that the system must provide.
pub(crate) struct Need {
    probe: Probe,
    /// Debian's name for it.
    package: &'static str,
    why: &'static str,
}

/// How its presence is checked, whatever installed it.
enum Probe {
    /// One of these programs is in `PATH`.
    Program(&'static [&'static str]),
    /// `pkg-config` knows this library.
    Library(&'static str),
    /// A font of this family is installed.
    Font(&'static str),
    /// This file is there.
    File(&'static str),
}

const fn need(probe: Probe, package: &'static str, why: &'static str) -> Need {
    Need {
        probe,
        package,
        why,
    }
}

const BUILD: [Need; 3] = [
    need(
        Probe::Program(&["cc"]),
        "build-essential",
        "compiles SQLite and links the app",
    ),
    need(
        Probe::Program(&["pkg-config"]),
        "pkg-config",
        "finds the libraries of the window",
    ),
    need(
        Probe::Library("webkit2gtk-4.1"),
        "libwebkit2gtk-4.1-dev",
        "draws the window (WebKitGTK)",
    ),
];

const VIRTUAL_SCREEN: [Need; 1] = [need(
    Probe::Program(&["Xvfb"]),
    "xvfb",
    "a screen where there is none",
)];

const TRIAL: [Need; 3] = [
    need(
        Probe::Program(&["mmdebstrap"]),
        "mmdebstrap",
        "makes a clean system to install the package in",
    ),
    need(
        Probe::Program(&["Xvfb"]),
        "xvfb",
        "a screen for the installed app",
    ),
    need(
        Probe::Program(&["import"]),
        "imagemagick",
        "looks at its window",
    ),
];

const TEST: [Need; 12] = [
    need(
        Probe::Program(&["Xorg"]),
        "xserver-xorg-core",
        "a screen of two monitors, for the customer's window",
    ),
    need(
        Probe::File("/usr/lib/xorg/modules/drivers/dummy_drv.so"),
        "xserver-xorg-video-dummy",
        "lets that screen do without a monitor",
    ),
    need(
        Probe::Program(&["xrandr"]),
        "x11-xserver-utils",
        "plugs the second monitor in and out",
    ),
    need(
        Probe::Program(&["WebKitWebDriver"]),
        "webkit2gtk-driver",
        "drives the real window",
    ),
    need(
        Probe::Program(&["dbus-run-session"]),
        "dbus",
        "a private bus for the keychain's tests",
    ),
    need(
        Probe::Program(&["gnome-keyring-daemon"]),
        "gnome-keyring",
        "the keychain under test",
    ),
    need(
        Probe::Font("Noto Sans"),
        "fonts-noto-core",
        "letters on the screens' pictures",
    ),
    need(
        Probe::Program(&["fc-list"]),
        "fontconfig",
        "finds the fonts",
    ),
    need(
        Probe::Program(&["zbarimg"]),
        "zbar-tools",
        "reads the QR from a picture of the window",
    ),
    need(
        Probe::Program(&["import"]),
        "imagemagick",
        "takes the picture of the window",
    ),
    need(
        Probe::Program(&["faketime"]),
        "faketime",
        "gives the app a wrong time of day",
    ),
    need(
        Probe::Program(&CHROMIUM),
        "chromium",
        "shows every screen in a plain browser",
    ),
];

/// The packages for building the app.
///
/// # Errors
/// If something is missing and cannot be installed from here.
pub(crate) fn for_build(yes: bool) -> Result<()> {
    provide(BUILD.iter(), yes)
}

/// The package for a virtual screen.
///
/// # Errors
/// If it is missing and cannot be installed from here.
pub(crate) fn for_virtual_screen(yes: bool) -> Result<()> {
    provide(VIRTUAL_SCREEN.iter(), yes)
}

/// The packages for a trial of the package in a clean system.
///
/// # Errors
/// If something is missing and cannot be installed from here.
pub(crate) fn for_trial(yes: bool) -> Result<()> {
    provide(TRIAL.iter(), yes)
}

/// The packages for building the app and all of its tests.
///
/// # Errors
/// If something is missing and cannot be installed from here, and on systems
/// that cannot drive a WebKitGTK window at all.
pub(crate) fn for_tests(yes: bool) -> Result<()> {
    if !cfg!(target_os = "linux") {
        bail!(
            "the journeys drive a WebKitGTK window under Xvfb, which this system does not have: \
             run `cargo xtask test --fast` here, and the whole on Linux"
        );
    }
    provide(BUILD.iter().chain(&VIRTUAL_SCREEN).chain(&TEST), yes)
}

fn provide<'a>(needs: impl Iterator<Item = &'a Need>, yes: bool) -> Result<()> {
    let missing: Vec<&Need> = needs
        .filter(|need| need.applies() && !need.present())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("Missing on this system:");
    for need in &missing {
        println!("  {:<22} {}", need.package(), need.why);
    }
    if shell::which(&["apt-get"]).is_none() {
        bail!(
            "install what is missing, then run this again.\n{}",
            advice(&missing)
        );
    }
    if !shell::agreed("Install them now with apt-get?", yes) {
        bail!("install them and run this again");
    }
    install(&missing)?;
    match missing.iter().find(|need| !need.present()) {
        None => Ok(()),
        Some(need) => bail!(
            "`{}` was installed, but {} is still not found",
            need.package(),
            need.probe.words()
        ),
    }
}

impl Need {
    /// Outside Linux the system has its own web view, so only a compiler is
    /// needed.
    fn applies(&self) -> bool {
        cfg!(target_os = "linux") || (cfg!(unix) && self.package == "build-essential")
    }

    fn present(&self) -> bool {
        match self.probe {
            Probe::Program(names) => shell::which(names).is_some(),
            Probe::Library(name) => {
                shell::succeeds(shell::program("pkg-config").args(["--exists", name]))
            }
            Probe::Font(family) => {
                let found = shell::program("fc-list").args([family, "family"]).output();
                found.is_ok_and(|found| !found.stdout.is_empty())
            }
            Probe::File(path) => Path::new(path).is_file(),
        }
    }

    fn package(&self) -> &'static str {
        // Ubuntu has the browser under another name than Debian.
        if self.package == "chromium" && os_release().contains("ID=ubuntu") {
            return "chromium-browser";
        }
        self.package
    }
}

impl Probe {
    fn words(&self) -> String {
        match self {
            Self::Program(names) => format!("the program `{}`", names.join("` or `")),
            Self::Library(name) => format!("the library `{name}` of pkg-config"),
            Self::Font(family) => format!("the font `{family}`"),
            Self::File(path) => format!("`{path}`"),
        }
    }
}

/// What a person can do without apt-get.
fn advice(missing: &[&Need]) -> String {
    if cfg!(target_os = "macos") {
        return "On macOS: xcode-select --install".to_owned();
    }
    let mut lines: Vec<String> = missing
        .iter()
        .map(|need| format!("  {} ({})", need.probe.words(), need.why))
        .collect();
    let os = os_release();
    if os.contains("fedora") {
        lines.push("On Fedora, to build: sudo dnf install gcc webkit2gtk4.1-devel".to_owned());
    } else if os.contains("arch") {
        lines.push("On Arch, to build: sudo pacman -S base-devel webkit2gtk-4.1".to_owned());
    }
    lines.join("\n")
}

fn os_release() -> String {
    fs::read_to_string("/etc/os-release").unwrap_or_default()
}

fn install(missing: &[&Need]) -> Result<()> {
    if lists_are_old() {
        shell::run(apt_get()?.arg("update"))?;
    }
    let packages: Vec<&str> = missing.iter().map(|need| need.package()).collect();
    let install = || -> Result<()> {
        let mut command = apt_get()?;
        command.args(["install", "--yes", "--quiet=2", "--no-install-recommends"]);
        shell::run(command.args(&packages))
    };
    if install().is_ok() {
        return Ok(());
    }
    // Recent lists may still name versions that the archive has replaced.
    shell::run(apt_get()?.arg("update"))?;
    install().context("apt-get could not install them; its output stands above")
}

fn apt_get() -> Result<Command> {
    let root = shell::output(shell::program("id").arg("-u"))? == "0";
    let mut command = if root {
        shell::program("env")
    } else if shell::which(&["sudo"]).is_some() {
        let mut sudo = shell::program("sudo");
        // The terminal may ask for a password.
        sudo.stdin(std::process::Stdio::inherit()).arg("env");
        sudo
    } else {
        bail!("installing takes root's rights: run this as root, or install `sudo`");
    };
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    Ok(command)
}

/// Whether apt's package lists are missing, or older than a day.
fn lists_are_old() -> bool {
    let Ok(folder) = fs::read_dir(Path::new("/var/lib/apt/lists")) else {
        return true;
    };
    let newest = folder
        .flatten()
        .filter(|file| file.file_name().to_string_lossy().contains("Packages"))
        .filter_map(|file| file.metadata().ok()?.created().ok())
        .max();
    match newest.map(|time| time.elapsed()) {
        Some(Ok(age)) => age > LISTS_AGE_MAX,
        // The clock was set back after this list was written.
        Some(Err(_)) => false,
        None => true,
    }
}
