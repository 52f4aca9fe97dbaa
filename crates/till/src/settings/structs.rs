//! The structs that `mostrador.toml` is read into, and its keys, both made from
//! the table; and the types of values that are more than plain ones.

use super::edit::Value;
use super::rules::{
    KeyRow, address, at_least, choice, denominations, dni, hour, number, one_of, optional_address,
    proxy, reference, relay_url, required, split, switch, text, time_zone,
};
pub use providers::bind::KeyCase;
use serde::Deserialize;

/// Makes a table's struct and its defaults.
macro_rules! table {
    ($table:ident $name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty = $default:expr;)* }) => {
        #[doc = concat!("`[", stringify!($table), "]`")]
        #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct $name { $($(#[$attribute])* pub $field: $type,)* }

        impl Default for $name {
            fn default() -> Self {
                $name { $($field: $default,)* }
            }
        }
    };
}

macro_rules! settings {
    (
        root { $($(#[$root_attribute:meta])* $root_key:ident $root_field:ident: $root_type:ty = $root_default:expr, $root_rule:expr;)* }
        screen { $(
            $(#[$doc:meta])*
            $table:ident: $name:ident, $values:ident, $changes:ident {
                $($(#[$attribute:meta])* $key:ident $field:ident: $type:ty = $default:expr, $rule:expr;)*
            }
            $(+ file_only {
                $($(#[$only_attribute:meta])* $only_key:ident $only_field:ident: $only_type:ty = $only_default:expr, $only_rule:expr;)*
            })?
        )* }
        file { $(
            $(#[$file_doc:meta])*
            $file_table:ident: $file_name:ident {
                $($(#[$file_attribute:meta])* $file_key:ident $file_field:ident: $file_type:ty = $file_default:expr, $file_rule:expr;)*
            }
        )* }
    ) => {
        $(table! { $table $name {
            $($(#[$attribute])* $field: $type = $default;)*
            $($($(#[$only_attribute])* $only_field: $only_type = $only_default;)*)?
        } })*
        $(table! { $file_table $file_name { $($(#[$file_attribute])* $file_field: $file_type = $file_default;)* } })*

        /// All settings of a shop.
        #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct Settings {
            /// The installation's id, made on first run: it names its secrets.
            pub installation: Option<String>,
            $($(#[$root_attribute])* pub $root_field: $root_type,)*
            $($(#[$doc])* pub $table: $name,)*
            $($(#[$file_doc])* pub $file_table: $file_name,)*
        }

        impl Default for Settings {
            fn default() -> Settings {
                Settings {
                    installation: None,
                    $($root_field: $root_default,)*
                    $($table: $name::default(),)*
                    $($file_table: $file_name::default(),)*
                }
            }
        }

        /// A key of `mostrador.toml`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Key {
            $($root_key,)*
            $($($key,)* $($($only_key,)*)?)*
            $($($file_key,)*)*
        }

        impl Key {
            pub const ALL: &'static [Key] = &[
                $(Key::$root_key,)*
                $($(Key::$key,)* $($(Key::$only_key,)*)?)*
                $($(Key::$file_key,)*)*
            ];

            /// The key's name with its table's name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Key::$root_key => stringify!($root_field),)*
                    $($(Key::$key => concat!(stringify!($table), ".", stringify!($field)),)*
                    $($(Key::$only_key => concat!(stringify!($table), ".", stringify!($only_field)),)*)?)*
                    $($(Key::$file_key => concat!(stringify!($file_table), ".", stringify!($file_field)),)*)*
                }
            }

            /// What the table says about it.
            #[must_use]
            pub const fn row(self) -> KeyRow {
                match self {
                    $(Key::$root_key => $root_rule,)*
                    $($(Key::$key => $rule,)* $($(Key::$only_key => $only_rule,)*)?)*
                    $($(Key::$file_key => $file_rule,)*)*
                }
            }

            /// Whether the settings screen changes it.
            #[must_use]
            pub const fn is_on_screen(self) -> bool {
                match self {
                    $(Key::$root_key => true,)*
                    $($(Key::$key => true,)* $($(Key::$only_key => false,)*)?)*
                    $($(Key::$file_key => false,)*)*
                }
            }

            /// The key's table, if no screen changes anything of that table.
            #[must_use]
            pub const fn file_table(self) -> Option<&'static str> {
                match self {
                    $(Key::$root_key => None,)*
                    $($(Key::$key => None,)* $($(Key::$only_key => None,)*)?)*
                    $($(Key::$file_key => Some(stringify!($file_table)),)*)*
                }
            }

            /// The value of the key in these settings.
            #[must_use]
            pub fn of(self, settings: &Settings) -> Value {
                match self {
                    $(Key::$root_key => Value::from(&settings.$root_field),)*
                    $($(Key::$key => Value::from(&settings.$table.$field),)*
                    $($(Key::$only_key => Value::from(&settings.$table.$only_field),)*)?)*
                    $($(Key::$file_key => Value::from(&settings.$file_table.$file_field),)*)*
                }
            }
        }
    };
}

crate::for_each_setting!(settings);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Sandbox providers and a ledger of their own.
    #[default]
    Practice,
    /// Real money.
    Live,
}

/// `[[pagouno.split]]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    pub merchant_code_group: String,
    /// Its share, in basis points.
    pub share_bp: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Store {
    /// The keychain of the operating system.
    #[default]
    Os,
    /// A file that only its owner can read: weaker.
    File,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PrinterKind {
    #[default]
    None,
    /// Over the network.
    Network,
    /// A USB device.
    Usb,
    /// A file or a device by its path.
    File,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PrintedQr {
    /// By the printer's own command.
    #[default]
    Native,
    /// As a picture, for a printer without that command.
    Raster,
}

/// A printer's table of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodePage {
    #[default]
    Pc858,
    Pc850,
    Pc437,
    Wpc1252,
}

impl NetworkSettings {
    /// The proxy; `None` if none is set.
    #[must_use]
    pub fn proxy(&self) -> Option<&str> {
        Some(self.proxy.trim()).filter(|proxy| !proxy.is_empty())
    }

    /// Whether a text is empty or a proxy: host and port, without a user's
    /// name.
    pub(super) fn is_fit(proxy: &str) -> bool {
        let proxy = proxy.trim();
        if proxy.is_empty() {
            return true;
        }
        let host_and_port = proxy
            .strip_prefix("http://")
            .map(|it| it.trim_end_matches('/'));
        let Some((host, port)) = host_and_port.and_then(|it| it.rsplit_once(':')) else {
            return false;
        };
        let is_host =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '[' | ']' | ':');
        !host.is_empty() && host.chars().all(is_host) && port.parse::<u16>().is_ok_and(|it| it > 0)
    }
}

/// One text, or the first of a list of them; empty for an empty list.
fn one_or_first<'de, D: serde::Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    struct OneOrFirst;
    impl<'de> serde::de::Visitor<'de> for OneOrFirst {
        type Value = String;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an address or a list of them")
        }

        fn visit_str<E>(self, text: &str) -> Result<String, E> {
            Ok(text.to_owned())
        }

        fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<String, A::Error> {
            let first: Option<String> = seq.next_element()?;
            while seq.next_element::<String>()?.is_some() {}
            Ok(first.unwrap_or_default())
        }
    }
    from.deserialize_any(OneOrFirst)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Settings, SettingsError};

    #[test]
    fn every_default_fits_its_own_rule() {
        let settings = Settings::default();
        for key in Key::ALL {
            let row = KeyRow {
                only_typed: false,
                ..key.row()
            };
            assert_eq!(row.unfit(&key.of(&settings)), None, "{}", key.name());
        }
    }

    #[test]
    fn every_key_of_the_design_is_read() {
        let text = r#"
            [relay]
            url = ["https://uno.example", "https://dos.example"]
            [shop]
            name = "Kiosco Ñandú"
            cuit = ""
            address = ""
            fiscal_printer = false
            [day]
            begins_at = "04:00"
            blind_count = true
            count_required = true
            difference_max_centavos = 100000
            cash_rounding_centavos = 100
            [shift]
            required = false
            hours_max = 24
            lock_minutes = 10
            [printer]
            kind = "network"
            address = "192.168.0.50:9100"
            width_mm = 58
            auto_print = false
            qr = "raster"
            [network]
            proxy = ""
        "#;
        let settings = Settings::read(text).unwrap();
        assert_eq!(settings.relay.url, "https://uno.example");
        assert_eq!(settings.shop.name, "Kiosco Ñandú");
        assert_eq!(settings.day.begins_at, "04:00");
        assert_eq!(settings.printer.kind, PrinterKind::Network);
        assert_eq!(settings.printer.qr, PrintedQr::Raster);
    }

    #[test]
    fn an_invalid_value_is_refused_by_its_key() {
        for (text, named) in [
            ("[day]\nbegins_at = \"24:00\"", "day.begins_at"),
            ("[day]\nbegins_at = \"4:00\"", "day.begins_at"),
            (
                "[day]\ndifference_max_centavos = -1",
                "day.difference_max_centavos",
            ),
            (
                "[day]\ncash_rounding_centavos = 7",
                "day.cash_rounding_centavos",
            ),
            ("[shift]\nhours_max = 0", "shift.hours_max"),
            ("[printer]\nwidth_mm = 76", "printer.width_mm"),
        ] {
            let error = Settings::read(text).unwrap_err();
            let SettingsError::Value { key, .. } = error else {
                panic!("{text}: {error}");
            };
            assert_eq!(key, named);
        }
        assert!(Settings::read("[printer]\nkind = \"serial\"").is_err());
        assert!(Settings::read("[relay]\nurl = 7").is_err());
        assert_eq!(
            Settings::read("[relay]\nurl = []").unwrap().relay.url,
            "",
            "an empty list is no relay"
        );
    }
}
