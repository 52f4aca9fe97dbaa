//! Turns errors of `mostrador.toml` into refusals.

use crate::settings_api::{FileTrouble, about};
use crate::{ApiError, ErrorCode, SettingsApi};
use till::settings::SettingsError;

pub(super) fn unreadable(trouble: FileTrouble) -> ApiError {
    let code = ErrorCode::SettingsUnreadable;
    about(code, Some(trouble.path), trouble.why)
}

pub(super) fn unwritable(trouble: FileTrouble) -> ApiError {
    let code = ErrorCode::SettingsUnwritable;
    about(code, Some(trouble.path), trouble.why)
}

pub(super) fn refused(error: &SettingsError) -> ApiError {
    let code = ErrorCode::SettingsRefused;
    match error {
        SettingsError::Value { key, what } => about(code, Some((*key).to_owned()), what.as_str()),
        SettingsError::TooLarge | SettingsError::Unreadable(_) => {
            about(code, None, error.to_string())
        }
    }
}

pub(super) fn wrong_file(settings_api: &SettingsApi, error: &SettingsError) -> ApiError {
    about(
        ErrorCode::SettingsUnreadable,
        Some(settings_api.host.path()),
        error.to_string(),
    )
}
