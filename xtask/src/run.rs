//! `cargo xtask run`: from a fresh clone to an open window.

use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use anyhow::{Context, Result, bail};

use crate::shell;
use crate::steps::Steps;
use crate::{packages, ui};

/// The virtual screen: a common size, larger than the smallest window.
const VIRTUAL_SCREEN: &str = "1280x900x24";

/// Sets up, builds and opens the app.
///
/// # Errors
/// If something cannot be set up or built, or the app fails.
pub(crate) fn run(steps: &mut Steps, yes: bool, release: bool) -> Result<()> {
    let virtual_screen = !has_screen();
    if virtual_screen
        && !shell::agreed(
            "There is no screen here. Open the window on a virtual one (Xvfb)?",
            yes,
        )
    {
        bail!("set DISPLAY or WAYLAND_DISPLAY to a screen, and run this again");
    }
    steps.step("system packages", || {
        packages::for_build(yes)?;
        if virtual_screen {
            packages::for_virtual_screen(yes)
        } else {
            Ok(())
        }
    })?;
    steps.step("ui packages", ui::set_up)?;
    steps.step("ui build", ui::build)?;
    let profile = if release { "release" } else { "dev" };
    steps.step("app build", || {
        // The features are those of the whole workspace, so that a later `test`
        // finds as much as possible already built.
        shell::run(&mut shell::cargo(&[
            "build",
            "--workspace",
            "--bin",
            "mostrador",
            "--profile",
            profile,
        ]))
    })?;
    open(release, virtual_screen)
}

/// Whether a window can be shown. Systems other than Linux always have a screen.
fn has_screen() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

fn open(release: bool, virtual_screen: bool) -> Result<()> {
    let folder = shell::target().join(if release { "release" } else { "debug" });
    let mut app = shell::program(folder.join(format!("mostrador{}", env::consts::EXE_SUFFIX)));
    if !virtual_screen {
        println!("\nMostrador is opening.");
        return shell::run(&mut app);
    }
    let (mut screen, display) = start_screen()?;
    println!("\nMostrador is opening on the virtual screen DISPLAY={display}.");
    println!("A picture of it: import -display {display} -window root mostrador.png");
    let outcome = shell::run(app.env("DISPLAY", &display));
    // Xvfb ends by itself with its last window; if no window opened, it is
    // ended here.
    let ended = screen.kill().and_then(|()| screen.wait());
    outcome.and_then(|()| ended.map(drop).context("cannot end the virtual screen"))
}

/// Starts Xvfb on a display number that it chooses itself.
fn start_screen() -> Result<(Child, String)> {
    let mut screen = shell::program("Xvfb")
        .args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            VIRTUAL_SCREEN,
            "-nolisten",
            "tcp",
            "-terminate",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("cannot start `Xvfb`")?;
    let stdout = screen
        .stdout
        .take()
        .expect("the child was started with a pipe");
    let mut number = String::new();
    BufReader::new(stdout)
        .read_line(&mut number)
        .context("cannot read Xvfb's display number")?;
    if number.trim().is_empty() {
        bail!("Xvfb found no free display number");
    }
    Ok((screen, format!(":{}", number.trim())))
}
