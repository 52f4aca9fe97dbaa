//! A virtual screen for each journey.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::paths;
use crate::process::{self, Process};

/// A common size, larger than the smallest window.
const SCREEN: &str = "1280x900x24";

/// The second monitor, to the right of the first.
const SECOND: &str = "1024x768";
/// A server with a first monitor as large as [`SCREEN`], and outputs without a
/// monitor.
const TWO_MONITORS: &str = r#"
Section "ServerFlags"
  Option "AutoAddDevices" "false"
  Option "AutoAddGPU" "false"
EndSection
Section "Device"
  Identifier "dummy"
  Driver "dummy"
  VideoRam 32768
EndSection
Section "Screen"
  Identifier "screen"
  Device "dummy"
  DefaultDepth 24
  SubSection "Display"
    Depth 24
    Virtual 2304 900
  EndSubSection
EndSection
"#;
/// The first monitor's mode, as `cvt` prints it.
const FIRST_MODE: [&str; 10] = [
    "first", "64.00", "1280", "1288", "1312", "1344", "900", "901", "904", "920",
];

/// A page may not have painted its content yet, so a picture waits this long,
/// in milliseconds.
const PAINT_MS: u64 = 300;

/// How many windows are open at once. Journeys mostly wait, but with more
/// windows two cores draw so slowly that time limits mean nothing.
const WINDOWS_AT_ONCE_MAX: usize = 2;

/// How many windows may still be opened.
static PLACES: Mutex<usize> = Mutex::new(WINDOWS_AT_ONCE_MAX);
static PLACE_FREED: Condvar = Condvar::new();

/// The right to open one window. Dropping it gives the right back.
struct Place;

impl Place {
    /// Waits for a place. A journey that failed while it held one does not fail
    /// the others.
    fn wait_for() -> Self {
        let places = PLACES.lock().unwrap_or_else(PoisonError::into_inner);
        let mut places = PLACE_FREED
            .wait_while(places, |left| *left == 0)
            .unwrap_or_else(PoisonError::into_inner);
        *places -= 1;
        Self
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        *PLACES.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        PLACE_FREED.notify_one();
    }
}

/// An X server without a monitor; dropping it ends the server. A journey holds
/// only one at a time: otherwise all could wait for each other.
pub struct Display {
    name: String,
    _server: Process,
    _place: Place,
}

impl Display {
    /// Starts a screen on a free number, after another journey has released its
    /// place.
    ///
    /// # Errors
    /// If Xvfb is missing or does not start.
    pub fn start() -> Result<Self> {
        let place = Place::wait_for();
        let mut command = Command::new(paths::tool("Xvfb")?);
        command
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                SCREEN,
                "-nolisten",
                "tcp",
            ])
            // Otherwise it resets when its last window closes, and refuses the
            // next one.
            .arg("-noreset");
        let (name, server) = serve(&mut command)?;
        Ok(Self {
            name,
            _server: server,
            _place: place,
        })
    }

    /// Starts a screen with two monitors, of which the second can be unplugged.
    /// `folder` has its configuration and log.
    ///
    /// # Errors
    /// If Xorg or its dummy driver is missing or does not start.
    pub fn start_with_two_monitors(folder: &Path) -> Result<Self> {
        let place = Place::wait_for();
        let config = folder.join("two-monitors.conf");
        std::fs::write(&config, TWO_MONITORS).context("cannot write the screen's settings")?;
        let mut command = Command::new(paths::tool("Xorg")?);
        command
            .args(["-displayfd", "1", "-nolisten", "tcp", "-noreset"])
            .args(["-novtswitch", "-sharevts", "-config"])
            .arg(config)
            .arg("-logfile")
            .arg(folder.join("two-monitors.log"));
        let (name, server) = serve(&mut command)?;
        let display = Self {
            name,
            _server: server,
            _place: place,
        };
        let mut mode = vec!["--newmode"];
        mode.extend(FIRST_MODE);
        display.xrandr(&mode)?;
        display.xrandr(&["--addmode", "DUMMY0", "first"])?;
        display.xrandr(&["--output", "DUMMY0", "--mode", "first"])?;
        display.xrandr(&["--addmode", "DUMMY1", SECOND])?;
        display.plug_second()?;
        Ok(display)
    }

    /// Plugs in the second monitor.
    ///
    /// # Errors
    /// If the screen has only one.
    pub fn plug_second(&self) -> Result<()> {
        let plug = ["--output", "DUMMY1", "--mode", SECOND];
        self.xrandr(&[plug.as_slice(), &["--right-of", "DUMMY0"]].concat())?;
        self.look_at_the_plugs()
    }

    /// Unplugs the second monitor.
    ///
    /// # Errors
    /// If the screen has only one.
    pub fn unplug_second(&self) -> Result<()> {
        self.xrandr(&["--output", "DUMMY1", "--off"])?;
        self.look_at_the_plugs()
    }

    /// Makes the server notice the plug, which a real one would report by
    /// itself.
    fn look_at_the_plugs(&self) -> Result<()> {
        self.xrandr(&["--query"])
    }

    fn xrandr(&self, arguments: &[&str]) -> Result<()> {
        let mut xrandr = Command::new(paths::tool("xrandr")?);
        process::run(xrandr.env("DISPLAY", &self.name).args(arguments)).map(drop)
    }

    /// The value of `DISPLAY`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Takes a picture of the whole screen, as `pictures/{name}.png`.
    ///
    /// # Errors
    /// If ImageMagick is missing or fails.
    pub fn picture(&self, name: &str) -> Result<PathBuf> {
        picture_of(&self.name, name)
    }

    /// Takes a picture of the second monitor alone.
    ///
    /// # Errors
    /// If ImageMagick is missing or fails.
    pub fn picture_of_second(&self, name: &str) -> Result<PathBuf> {
        let file = paths::pictures_folder()?.join(format!("{name}.png"));
        let mut import = Command::new(paths::tool("import")?);
        import.args(["-display", &self.name, "-window", "root"]);
        import.args(["-crop", &format!("{SECOND}+1280+0")]);
        process::run(import.arg(&file))?;
        Ok(file)
    }
}

/// Starts a server that prints its number, and returns its name.
fn serve(command: &mut Command) -> Result<(String, Process)> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut server = Process::spawn(command, Path::new("/dev/null"))?;
    let stdout = server
        .child()
        .stdout
        .take()
        .context("the screen was started with a pipe")?;
    let mut number = String::new();
    BufReader::new(stdout)
        .read_line(&mut number)
        .context("cannot read the screen's number")?;
    if number.trim().is_empty() {
        bail!("the screen ended without a number");
    }
    Ok((format!(":{}", number.trim()), server))
}

pub(crate) fn picture_of(display: &str, name: &str) -> Result<PathBuf> {
    std::thread::sleep(Duration::from_millis(PAINT_MS));
    let file = paths::pictures_folder()?.join(format!("{name}.png"));
    let mut import = Command::new(paths::tool("import")?);
    process::run(
        import
            .args(["-display", display, "-window", "root"])
            .arg(&file),
    )?;
    Ok(file)
}
