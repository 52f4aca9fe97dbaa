//! Reads a QR from a picture, with a reader that is not ours.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::display::Display;
use crate::{paths, process, wait};

/// How long a QR may take to be painted after its page has it.
const SCAN_BOUND: Duration = Duration::from_secs(10);

/// The text of the one QR in a picture.
///
/// # Errors
/// If zbar is missing or reads nothing.
pub fn read_qr(picture: &Path) -> Result<String> {
    let mut zbar = Command::new(paths::tool("zbarimg")?);
    zbar.args(["--raw", "--quiet", "-Sdisable", "-Sqrcode.enable"])
        .arg(picture);
    let text = process::run(&mut zbar)?;
    Ok(text.strip_suffix('\n').unwrap_or(&text).to_owned())
}

/// Reads the screen repeatedly until it finds a QR, as a customer's phone does,
/// and returns its text. The picture stays as `pictures/{name}.png`.
///
/// # Errors
/// If nothing can be read in time.
pub async fn scan_screen(display: &Display, name: &str) -> Result<String> {
    let mut last = None;
    let scanned = wait::until("a QR on the screen", SCAN_BOUND, async || {
        display
            .picture(name)
            .and_then(|picture| read_qr(&picture))
            .map_err(|e| last = Some(e))
            .ok()
    });
    scanned
        .await
        .with_context(|| format!("the last picture: {last:?}"))
}
