//! `mostrador secret set NAME`: the value comes from standard input, so that
//! it stands in no history and no list of processes.

use super::block_on;
use crate::folder::Folder;
use crate::secrets;
use clap::Subcommand;
use secrecy::SecretString;
use std::io::Read as _;
use std::process::ExitCode;
use till::settings::Settings;

/// The longest secret, in bytes.
const SECRET_BYTES_MAX: u64 = 8 * 1024;

#[derive(Subcommand)]
pub(super) enum Asked {
    /// Guarda una credencial; el valor se lee de la entrada estándar.
    Set {
        /// Su nombre, como `totalcoin.username`.
        name: String,
    },
}

pub(super) fn run(folder: &Folder, settings: &Settings, asked: &Asked) -> Result<ExitCode, String> {
    let Asked::Set { name } = asked;
    if !secrets::is_known(name) {
        return Err(format!(
            "no hay una credencial llamada {name:?}. Las que hay: {}, {}GRUPO",
            secrets::NAMES.join(", "),
            secrets::ACCESS_KEY
        ));
    }
    let value = value()?;
    let store = secrets::store(folder, settings).map_err(|error| error.to_string())?;
    block_on(async { store.set(name, &value).await })?.map_err(|error| {
        format!(
            "{error}\nSi esta máquina no tiene llavero, poné `store = \"file\"` en la tabla \
             [secrets] de mostrador.toml: es menos seguro."
        )
    })?;
    println!("{name}: guardada");
    Ok(ExitCode::SUCCESS)
}

/// Standard input without the line's end.
pub(super) fn value() -> Result<SecretString, String> {
    let mut text = String::new();
    std::io::stdin()
        .take(SECRET_BYTES_MAX + 1)
        .read_to_string(&mut text)
        .map_err(|error| format!("la entrada no es texto: {error}"))?;
    let value = text.trim_end_matches(['\n', '\r']);
    if value.is_empty() {
        return Err("no llegó ningún valor por la entrada estándar".to_owned());
    }
    if u64::try_from(value.len()).is_ok_and(|length| length > SECRET_BYTES_MAX) {
        return Err(format!(
            "una credencial tiene a lo sumo {SECRET_BYTES_MAX} bytes"
        ));
    }
    Ok(SecretString::from(value))
}
