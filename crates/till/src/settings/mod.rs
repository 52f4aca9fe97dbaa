//! `mostrador.toml`, the settings of a shop. It accepts every key of the
//! design, including those not in use yet; any other key is an error that names
//! it. Secrets are not here: they have a store of their own.

pub mod edit;

mod rules;
mod splits;
mod structs;
mod table;

pub(crate) use rules::read_denominations;
pub use rules::{KeyRow, Rule};
pub use structs::{
    BindSettings, CodePage, DaySettings, Key, KeyCase, Mode, NetworkSettings, PagounoSettings,
    PrintedQr, PrinterKind, PrinterSettings, PrivacySettings, RelaySettings, SecretsSettings,
    Settings, ShiftSettings, ShopSettings, Split, Store, TillSettings, TotalcoinSettings,
};

use std::ops::{Range, RangeInclusive};

/// The largest `mostrador.toml` that is read, in bytes.
pub const SETTINGS_BYTES_MAX: usize = 256 * 1024;

/// The longest key that an error message names, in bytes.
const KEY_CHARS_MAX: usize = 60;

/// How many digits a payer's document may have: a DNI, or a CUIL.
pub const DNI_DIGITS: RangeInclusive<usize> = 7..=11;
/// Whether a text can be a payer's document.
#[must_use]
pub fn is_dni(text: &str) -> bool {
    DNI_DIGITS.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// Why `mostrador.toml` cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file is larger than [`SETTINGS_BYTES_MAX`].
    #[error("mostrador.toml is larger than {SETTINGS_BYTES_MAX} bytes")]
    TooLarge,
    /// The text is not TOML, has an unknown key, or a value of the wrong type.
    #[error("mostrador.toml: {0}")]
    Unreadable(String),
    /// A value breaks the rule of its key.
    #[error("mostrador.toml: {key} {what}")]
    Value {
        /// The key, with its table.
        key: &'static str,
        /// What is wrong with the value, and what it may be.
        what: String,
    },
}

impl Settings {
    /// Reads the text of a `mostrador.toml`.
    ///
    /// # Errors
    /// [`SettingsError`], naming the key.
    pub fn read(text: &str) -> Result<Settings, SettingsError> {
        if text.len() > SETTINGS_BYTES_MAX {
            return Err(SettingsError::TooLarge);
        }
        let settings: Settings = toml::from_str(text).map_err(|error: toml::de::Error| {
            SettingsError::Unreadable(error_line(text, error.message(), error.span()))
        })?;
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), SettingsError> {
        for key in Key::ALL {
            if let Some(what) = key.row().unfit(&key.of(self)) {
                let key = key.name();
                return Err(SettingsError::Value { key, what });
            }
        }
        Ok(())
    }

    /// pagoUno's settings in force: in practice, the sample of its
    /// documentation fills in what is not set.
    #[must_use]
    pub fn pagouno_in_force(&self) -> PagounoSettings {
        let mut pagouno = self.pagouno.clone();
        match self.mode {
            Mode::Live => {}
            Mode::Practice => {
                for (field, sample) in [
                    (&mut pagouno.merchant_code_group, "MG-03207"),
                    (&mut pagouno.seller_code, "P1C1C1"),
                    (&mut pagouno.seller_name, "TEATRO UNO"),
                ] {
                    if field.trim().is_empty() {
                        sample.clone_into(field);
                    }
                }
            }
        }
        pagouno
    }

    /// The DNI for an unknown payer: the one that is set, or in practice the
    /// sample of the documentation; `None` without either.
    #[must_use]
    pub fn default_dni(&self) -> Option<&str> {
        match (self.totalcoin.default_dni.as_str(), self.mode) {
            ("", Mode::Practice) => Some("27594189"),
            ("", Mode::Live) => None,
            (dni, Mode::Practice | Mode::Live) => Some(dni),
        }
    }
}

/// Says in one line where a file is wrong, and how. It repeats no value: a
/// value in the wrong place may be a secret.
pub(crate) fn error_line(text: &str, message: &str, span: Option<Range<usize>>) -> String {
    let words = without_values(message);
    let Some(before) = span.and_then(|span| text.get(..span.start)) else {
        return words;
    };
    let number = before.matches('\n').count() + 1;
    let line = text.lines().nth(number - 1).unwrap_or_default();
    // The error may be about a value, so the message does not name its key.
    // Text without `=`, or with characters that no key of ours has, is not a
    // key.
    let key = line.split_once('=').map(|(key, _)| key.trim());
    let is_key = |key: &&str| {
        (1..=KEY_CHARS_MAX).contains(&key.len())
            && key
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b == b'_' || b == b'.')
    };
    match key.filter(is_key) {
        Some(key) => format!("line {number}, {key}: {words}"),
        None => format!("line {number}: {words}"),
    }
}

/// Removes the file's values from the library's message: it quotes values, and
/// after `expected` lists only the allowed ones. The name of an unknown key
/// stays, since a person has to correct it.
fn without_values(message: &str) -> String {
    let message = message.lines().next().unwrap_or_default();
    if message.starts_with("unknown field") {
        return message.to_owned();
    }
    let (found, expected) = match message.split_once(", expected ") {
        Some((found, expected)) => (found, Some(expected)),
        None => (message, None),
    };
    let kind = found.split(['`', '"', '\'']).next().unwrap_or_default();
    let kind = kind.trim_end_matches([' ', ':', ',']);
    match expected {
        Some(expected) => format!("{kind}, expected {expected}"),
        None => kind.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_file_of_the_design_is_read() {
        let settings = Settings::read(include_str!("../../tests/mostrador.toml")).unwrap();
        assert_eq!(settings.mode, Mode::Practice);
        assert_eq!(settings.default_dni(), Some("27594189"));
        assert_eq!(settings.relay.url, "https://relay.example.com.ar");
        assert_eq!(Settings::read("").unwrap(), Settings::default());
    }

    #[test]
    fn an_error_names_the_key() {
        let told = |text| Settings::read(text).unwrap_err().to_string();
        for (text, named) in [
            ("[till]\nnumer = 2", "numer"),
            ("colour = 1", "colour"),
            ("[totalcoin]\nqr_minutes = \"ten\"", "qr_minutes"),
            (
                "mode = \"real\"",
                "line 1, mode: unknown variant, expected `practice` or `live`",
            ),
            ("[till]\nnumber = 0", "till.number"),
            ("[till]\nnumber = 70000", "number"),
            ("[totalcoin]\nqr_minutes = 0", "totalcoin.qr_minutes"),
            ("[totalcoin]\ndefault_dni = \"x\"", "totalcoin.default_dni"),
            (
                "[secrets]\nstore = \"paper\"",
                "line 2, store: unknown variant",
            ),
            ("mode = ", "mode"),
        ] {
            assert!(told(text).contains(named), "{text}: {}", told(text));
            assert!(!told(text).contains('\n'), "{text}: {}", told(text));
        }
    }

    /// A secret that was pasted into the wrong place is in no error message.
    #[test]
    fn no_error_repeats_a_value() {
        for secret in ["s3cr3t", "c2VjcmV0bw==", "sk live 1", "hunter2`", "a'b"] {
            let quoted = format!("\"{secret}\"");
            for text in [
                format!("mode = {quoted}"),
                format!("[till]\nnumber = {quoted}"),
                format!("[totalcoin]\nqr_minutes = {quoted}"),
                format!("[totalcoin]\nbusiness_unit = {quoted}"),
                format!("[totalcoin]\ndefault_dni = {quoted}"),
                format!("[totalcoin]\ncompany_reference = {quoted}"),
                format!("[secrets]\nstore = {quoted}"),
                format!("[network]\nproxy = \"{secret} x\""),
                format!("totalcoin = {quoted}"),
                format!("relay = {quoted}"),
                format!("[relay]\nurl = {secret}"),
                format!("[relay]\n{secret}\n"),
                format!("[{secret}"),
                format!("[till]\nname = {quoted} x"),
                format!("[till]\nname = \"{secret}"),
                format!("[till]\nname = \"a\"\nname = {quoted}"),
            ] {
                let told = Settings::read(&text).map(drop).unwrap_err().to_string();
                assert!(!told.contains(secret.trim_matches('=')), "{text}: {told}");
                let mut changes = edit::Changes::default();
                changes.set(Key::TillName, edit::Value::Text("Caja".to_owned()));
                let edited = changes.apply(&text).map(drop).unwrap_err().to_string();
                assert!(
                    !edited.contains(secret.trim_matches('=')),
                    "{text}: {edited}"
                );
            }
        }
    }

    #[test]
    fn an_error_names_its_line_in_one_line() {
        let told = Settings::read("# ñ\r\n[till]\r\nnumer = 2\r\n").unwrap_err();
        assert_eq!(
            told.to_string(),
            "mostrador.toml: line 3, numer: unknown field `numer`, expected `number` or `name`"
        );
    }

    #[test]
    fn a_proxy_is_a_host_and_a_port() {
        let read = |proxy: &str| {
            let settings = Settings::read(&format!("[network]\nproxy = \"{proxy}\""));
            settings
                .map(|it| it.network.proxy().map(str::to_owned))
                .ok()
        };
        assert_eq!(read(""), Some(None));
        for proxy in [
            "http://10.0.0.1:3128",
            "http://proxy.local:8080/",
            "http://[::1]:1",
        ] {
            assert_eq!(read(proxy), Some(Some(proxy.to_owned())), "{proxy}");
        }
        for proxy in [
            "10.0.0.1:3128",
            "https://a:1",
            "http://a",
            "http://a:0",
            "http://u:p@a:1",
            "socks5://a:1",
        ] {
            assert_eq!(read(proxy), None, "{proxy}");
        }
    }

    #[test]
    fn live_has_no_default_dni() {
        assert_eq!(
            Settings::read("mode = \"live\"").unwrap().default_dni(),
            None
        );
        assert_eq!(Settings::default().default_dni(), Some("27594189"));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "(?s).{0,200}") {
            let _ = Settings::read(&text);
        }
    }
}
