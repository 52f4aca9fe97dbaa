//! Reading a QR from a picture, by a reader that is not ours.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::{paths, process};

/// The text of the one QR in a picture.
///
/// # Errors
/// When zbar is missing or reads nothing.
pub fn read_qr(picture: &Path) -> Result<String> {
    let mut zbar = Command::new(paths::tool("zbarimg")?);
    zbar.args(["--raw", "--quiet", "-Sdisable", "-Sqrcode.enable"])
        .arg(picture);
    let text = process::run(&mut zbar)?;
    Ok(text.strip_suffix('\n').unwrap_or(&text).to_owned())
}
