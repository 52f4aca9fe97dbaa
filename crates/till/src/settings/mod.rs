//! `mostrador.toml`: what a shop sets. Every key of the design is accepted from
//! the first day; any other is an error that names it. Secrets are not here:
//! they have a store of their own.

pub mod edit;

mod rooms;

pub use rooms::{
    BindSettings, PagounoSettings, PrivacySettings, RelaySettings, SecretsSettings, Split, Store,
    TillSettings, TotalcoinSettings,
};

use serde::Deserialize;

/// The largest `mostrador.toml` that is read, in bytes.
pub const SETTINGS_BYTES_MAX: usize = 256 * 1024;

/// The most of a line that is told where it is wrong, in characters.
const KEY_CHARS_MAX: usize = 60;

/// Practice, or the real thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Sandbox providers and a ledger of their own.
    #[default]
    Practice,
    /// Real money.
    Live,
}

/// All that a shop sets.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The installation's id, made on first run: it names its secrets.
    pub installation: Option<String>,
    /// Practice, or the real thing.
    pub mode: Mode,
    /// The till's time zone, by its IANA name.
    pub time_zone: String,
    /// The till itself.
    pub till: TillSettings,
    /// TotalCoin.
    pub totalcoin: TotalcoinSettings,
    /// pagoUno.
    pub pagouno: PagounoSettings,
    /// Bind PSP.
    pub bind: BindSettings,
    /// The relay.
    pub relay: RelaySettings,
    /// The secret store.
    pub secrets: SecretsSettings,
    /// People's data.
    pub privacy: PrivacySettings,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            installation: None,
            mode: Mode::Practice,
            time_zone: "America/Argentina/Buenos_Aires".to_owned(),
            till: TillSettings::default(),
            totalcoin: TotalcoinSettings::default(),
            pagouno: PagounoSettings::default(),
            bind: BindSettings::default(),
            relay: RelaySettings::default(),
            secrets: SecretsSettings::default(),
            privacy: PrivacySettings::default(),
        }
    }
}

/// Why `mostrador.toml` is not obeyed.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Larger than any shop's settings.
    #[error("mostrador.toml is larger than {SETTINGS_BYTES_MAX} bytes")]
    TooLarge,
    /// Not TOML, a key that is not known, or a value of another type.
    #[error("mostrador.toml: {0}")]
    Unreadable(String),
    /// A value that cannot be meant.
    #[error("mostrador.toml: {key} {what}")]
    Value {
        /// The key, with its table.
        key: &'static str,
        /// What is wrong with it, and what it may be.
        what: &'static str,
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
        let settings: Settings =
            toml::from_str(text).map_err(|error| SettingsError::Unreadable(told(text, &error)))?;
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), SettingsError> {
        let refuse = |key, what| Err(SettingsError::Value { key, what });
        if self.till.number == 0 {
            return refuse("till.number", "is from 1 to 65535");
        }
        if !(1..=1_440).contains(&self.totalcoin.qr_minutes) {
            return refuse("totalcoin.qr_minutes", "is from 1 to 1440");
        }
        if !(1..=3_650).contains(&self.totalcoin.fixed_qr_days) {
            return refuse("totalcoin.fixed_qr_days", "is from 1 to 3650");
        }
        if !self.totalcoin.company_reference.contains("{reference}") {
            return refuse("totalcoin.company_reference", "has to hold {reference}");
        }
        let dni = &self.totalcoin.default_dni;
        if !dni.is_empty() && !crate::sell::is_dni(dni) {
            return refuse("totalcoin.default_dni", "is 7 to 11 digits");
        }
        if self
            .pagouno
            .split
            .iter()
            .map(|split| u64::from(split.share_bp))
            .sum::<u64>()
            > 10_000
        {
            return refuse(
                "pagouno.split",
                "has shares of more than 10000 basis points",
            );
        }
        if !(1..=36_500).contains(&self.privacy.days) {
            return refuse("privacy.days", "is from 1 to 36500");
        }
        Ok(())
    }

    /// pagoUno's table as it is in force: in practice the page's own sample
    /// stands for what is not set.
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

    /// The DNI that stands for an unknown payer, where there is one: what is
    /// set, and in practice the page's own sample.
    #[must_use]
    pub fn default_dni(&self) -> Option<&str> {
        match (self.totalcoin.default_dni.as_str(), self.mode) {
            ("", Mode::Practice) => Some("27594189"),
            ("", Mode::Live) => None,
            (dni, Mode::Practice | Mode::Live) => Some(dni),
        }
    }
}

/// Where a file is wrong and how, in one line: the library's own words draw
/// the place over several.
fn told(text: &str, error: &toml::de::Error) -> String {
    let words = error.message();
    let Some(before) = error.span().and_then(|span| text.get(..span.start)) else {
        return words.to_owned();
    };
    let number = before.matches('\n').count() + 1;
    let line = text.lines().nth(number - 1).unwrap_or_default();
    // What is wrong may be a value, whose words do not name its key.
    let key: String = line.split('=').next().unwrap_or_default().trim().into();
    let key: String = key.chars().take(KEY_CHARS_MAX).collect();
    format!("line {number}, {key}: {words}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_designs_own_file_is_obeyed() {
        let settings = Settings::read(include_str!("../../tests/mostrador.toml")).unwrap();
        assert_eq!(settings.mode, Mode::Practice);
        assert_eq!(settings.default_dni(), Some("27594189"));
        assert_eq!(settings.relay.url, "https://relay.example.com.ar");
        assert_eq!(Settings::read("").unwrap(), Settings::default());
    }

    #[test]
    fn a_wrong_file_is_told_by_its_key() {
        let told = |text| Settings::read(text).unwrap_err().to_string();
        for (text, named) in [
            ("[till]\nnumer = 2", "numer"),
            ("colour = 1", "colour"),
            ("[totalcoin]\nqr_minutes = \"ten\"", "qr_minutes"),
            ("mode = \"real\"", "real"),
            ("[till]\nnumber = 0", "till.number"),
            ("[till]\nnumber = 70000", "number"),
            ("[totalcoin]\nqr_minutes = 0", "totalcoin.qr_minutes"),
            ("[totalcoin]\ndefault_dni = \"x\"", "totalcoin.default_dni"),
            ("[secrets]\nstore = \"paper\"", "paper"),
            ("mode = ", "mode"),
        ] {
            assert!(told(text).contains(named), "{text}: {}", told(text));
            assert!(!told(text).contains('\n'), "{text}: {}", told(text));
        }
    }

    #[test]
    fn where_a_file_is_wrong_is_told_in_one_line() {
        let told = Settings::read("# ñ\r\n[till]\r\nnumer = 2\r\n").unwrap_err();
        assert_eq!(
            told.to_string(),
            "mostrador.toml: line 3, numer: unknown field `numer`, expected `number` or `name`"
        );
    }

    #[test]
    fn live_has_no_dni_of_its_own() {
        assert_eq!(
            Settings::read("mode = \"live\"").unwrap().default_dni(),
            None
        );
        assert_eq!(Settings::default().default_dni(), Some("27594189"));
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in "(?s).{0,200}") {
            let _ = Settings::read(&text);
        }
    }
}
