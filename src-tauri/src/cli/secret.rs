//! `mostrador secret set NAME` reads the value from standard input, so that no
//! shell history and no process list has it.

use super::block_on;
use crate::data::folder::Folder;
use crate::data::secrets;
use crate::shop::live_people::LivePeople;
use api::{ApiError, ErrorCode};
use clap::Subcommand;
use secrecy::{ExposeSecret as _, SecretString};
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
    let value = block_on(allowed_value(folder, settings, value()?))??;
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

/// The value to store, after the check that it may be changed: if the live
/// ledger has a manager, the first line of standard input is their PIN.
pub(crate) async fn allowed_value(
    folder: &Folder,
    settings: &Settings,
    text: SecretString,
) -> Result<SecretString, String> {
    let door = LivePeople::default();
    let has_manager = door.has_manager(folder, settings).await;
    if !has_manager.map_err(|error| refusal(&error))? {
        return Ok(text);
    }
    let Some(_lock) = folder.lock().map_err(|error| error.to_string())? else {
        return Err(
            "Mostrador está abierto con estos datos: guardala en Ajustes, o cerralo y \
                    volvé a probar"
                .to_owned(),
        );
    };
    let Some((pin, value)) = text.expose_secret().split_once('\n') else {
        return Err(
            "hay un encargado: la primera línea es su PIN, y la segunda el valor".to_owned(),
        );
    };
    let pin = SecretString::from(pin.trim_end_matches('\r'));
    let asked = door.manager_of(folder, settings, pin).await;
    asked.map_err(|error| refusal(&error))?;
    Ok(SecretString::from(value))
}

/// Why a PIN was refused, in a terminal's words.
pub(super) fn refusal(error: &ApiError) -> String {
    let detail = error.detail.as_deref().unwrap_or_default();
    // The detail explains every other code.
    if error.code == ErrorCode::NeedsManager {
        "hace falta el PIN de un encargado".to_owned()
    } else if error.code == ErrorCode::PinWrong {
        "nadie a cargo tiene ese PIN".to_owned()
    } else if error.code == ErrorCode::PinWait {
        format!("después de varios PIN equivocados hay que esperar: {detail}")
    } else if error.code == ErrorCode::SecretsUnavailable {
        format!("el llavero no contesta, así que no se puede pedir el PIN: {detail}")
    } else {
        detail.to_owned()
    }
}

/// Standard input without its line ending.
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
