//! The settings on the wire, generated from the table in `crates/till`: the
//! values in force, the changes to them, and what the form knows of each
//! setting.

use super::SecretsStore;
use serde::{Deserialize, Serialize};
use till::settings::edit::{Changes, Value};
use till::settings::{
    CodePage, Key, KeyCase, KeyRow, Mode, PrintedQr, PrinterKind, Rule, Settings, Split, Store,
};
use ts_rs::TS;

/// The largest number that the form accepts: TypeScript's largest safe integer.
const NUMBER_MAX: i64 = (1 << 53) - 1;

/// How the keys of a report to Bind are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum BindKeyCase {
    /// `CUIT` and `MCC`.
    Upper,
    /// `cuit` and `mcc`.
    Lower,
}

/// How a printer is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum PrinterReach {
    None,
    /// Over the network.
    Network,
    /// A USB device.
    Usb,
    /// A file or a device by its path.
    File,
}

/// A printer's table of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum PrinterCodePage {
    Pc858,
    Pc850,
    Pc437,
    Wpc1252,
}

/// How a QR is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum PrinterQr {
    /// By the printer's own command.
    Native,
    /// As a picture.
    Raster,
}

/// A merchant of a split charge, as in `[[pagouno.split]]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SplitRow {
    pub merchant_code_group: String,
    /// Its share, in basis points.
    pub share_bp: u32,
}

/// How a setting's type is written on the wire.
pub trait Wire {
    type Dto;
    fn to_dto(&self) -> Self::Dto;
    fn to_value(dto: &Self::Dto) -> Value;
}

macro_rules! as_it_is {
    ($($type:ty)+) => {
        $(impl Wire for $type {
            type Dto = $type;

            fn to_dto(&self) -> $type {
                *self
            }

            fn to_value(dto: &$type) -> Value {
                Value::from(dto)
            }
        })+
    };
}

as_it_is! { u16 u32 i64 bool }

impl Wire for String {
    type Dto = String;

    fn to_dto(&self) -> String {
        self.clone()
    }

    /// Without the surrounding space that pasted text often has.
    fn to_value(dto: &String) -> Value {
        Value::Text(dto.trim().to_owned())
    }
}

impl Wire for Mode {
    type Dto = super::Mode;

    fn to_dto(&self) -> super::Mode {
        (*self).into()
    }

    fn to_value(dto: &super::Mode) -> Value {
        Value::from(&Mode::from(*dto))
    }
}

impl Wire for Store {
    type Dto = SecretsStore;

    fn to_dto(&self) -> SecretsStore {
        (*self).into()
    }

    fn to_value(dto: &SecretsStore) -> Value {
        Value::from(&Store::from(*dto))
    }
}

impl Wire for KeyCase {
    type Dto = BindKeyCase;

    fn to_dto(&self) -> BindKeyCase {
        match self {
            KeyCase::Upper => BindKeyCase::Upper,
            KeyCase::Lower => BindKeyCase::Lower,
        }
    }

    fn to_value(dto: &BindKeyCase) -> Value {
        Value::from(&match dto {
            BindKeyCase::Upper => KeyCase::Upper,
            BindKeyCase::Lower => KeyCase::Lower,
        })
    }
}

impl Wire for PrinterKind {
    type Dto = PrinterReach;

    fn to_dto(&self) -> PrinterReach {
        match self {
            PrinterKind::None => PrinterReach::None,
            PrinterKind::Network => PrinterReach::Network,
            PrinterKind::Usb => PrinterReach::Usb,
            PrinterKind::File => PrinterReach::File,
        }
    }

    fn to_value(dto: &PrinterReach) -> Value {
        Value::from(&match dto {
            PrinterReach::None => PrinterKind::None,
            PrinterReach::Network => PrinterKind::Network,
            PrinterReach::Usb => PrinterKind::Usb,
            PrinterReach::File => PrinterKind::File,
        })
    }
}

impl Wire for CodePage {
    type Dto = PrinterCodePage;

    fn to_dto(&self) -> PrinterCodePage {
        match self {
            CodePage::Pc858 => PrinterCodePage::Pc858,
            CodePage::Pc850 => PrinterCodePage::Pc850,
            CodePage::Pc437 => PrinterCodePage::Pc437,
            CodePage::Wpc1252 => PrinterCodePage::Wpc1252,
        }
    }

    fn to_value(dto: &PrinterCodePage) -> Value {
        Value::from(&match dto {
            PrinterCodePage::Pc858 => CodePage::Pc858,
            PrinterCodePage::Pc850 => CodePage::Pc850,
            PrinterCodePage::Pc437 => CodePage::Pc437,
            PrinterCodePage::Wpc1252 => CodePage::Wpc1252,
        })
    }
}

impl Wire for PrintedQr {
    type Dto = PrinterQr;

    fn to_dto(&self) -> PrinterQr {
        match self {
            PrintedQr::Native => PrinterQr::Native,
            PrintedQr::Raster => PrinterQr::Raster,
        }
    }

    fn to_value(dto: &PrinterQr) -> Value {
        Value::from(&match dto {
            PrinterQr::Native => PrintedQr::Native,
            PrinterQr::Raster => PrintedQr::Raster,
        })
    }
}

impl Wire for Vec<Split> {
    type Dto = Vec<SplitRow>;

    fn to_dto(&self) -> Vec<SplitRow> {
        let row = |it: &Split| SplitRow {
            merchant_code_group: it.merchant_code_group.clone(),
            share_bp: it.share_bp,
        };
        self.iter().map(row).collect()
    }

    fn to_value(dto: &Vec<SplitRow>) -> Value {
        let split = |it: &SplitRow| Split {
            merchant_code_group: it.merchant_code_group.trim().to_owned(),
            share_bp: it.share_bp,
        };
        Value::Splits(dto.iter().map(split).collect())
    }
}

/// Declares each table of the settings twice: as values in force, and as
/// changes, where an absent or null field changes nothing.
macro_rules! wire {
    (
        root { $($(#[doc = $root_doc:literal])* $root_key:ident $root_field:ident: $root_type:ty = $root_default:expr, $root_rule:expr;)* }
        screen { $(
            $(#[doc = $doc:literal])*
            $table:ident: $name:ident, $values:ident, $changes:ident {
                $($(#[doc = $field_doc:literal])* $(#[serde($($serde:tt)*)])? $key:ident $field:ident: $type:ty = $default:expr, $rule:expr;)*
            }
            $(+ file_only { $($only:tt)* })?
        )* }
        file { $($file:tt)* }
    ) => {
        $(
            $(#[doc = $doc])*
            #[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
            pub struct $values { $($(#[doc = $field_doc])* pub $field: <$type as Wire>::Dto,)* }

            #[doc = concat!(" What is changed of [`", stringify!($values), "`]; what is null stays.")]
            #[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, TS)]
            #[serde(deny_unknown_fields, default)]
            #[ts(optional_fields = nullable)]
            pub struct $changes { $($(#[doc = $field_doc])* pub $field: Option<<$type as Wire>::Dto>,)* }
        )*

        /// The values of `mostrador.toml`, or their defaults.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
        pub struct SettingsValues {
            $($(#[doc = $root_doc])* pub $root_field: <$root_type as Wire>::Dto,)*
            $($(#[doc = $doc])* pub $table: $values,)*
        }

        /// The changes of the settings; null changes nothing.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, TS)]
        #[serde(deny_unknown_fields, default)]
        #[ts(optional_fields = nullable)]
        pub struct SettingsChanges {
            $($(#[doc = $root_doc])* pub $root_field: Option<<$root_type as Wire>::Dto>,)*
            $($(#[doc = $doc])* pub $table: Option<$changes>,)*
        }

        impl From<&Settings> for SettingsValues {
            fn from(settings: &Settings) -> SettingsValues {
                SettingsValues {
                    $($root_field: settings.$root_field.to_dto(),)*
                    $($table: $values { $($field: settings.$table.$field.to_dto(),)* },)*
                }
            }
        }

        impl From<&SettingsChanges> for Changes {
            fn from(asked: &SettingsChanges) -> Changes {
                let mut changes = Changes::default();
                $(if let Some(value) = &asked.$root_field {
                    changes.set(Key::$root_key, <$root_type as Wire>::to_value(value));
                })*
                $(if let Some(table) = &asked.$table {
                    $(if let Some(value) = &table.$field {
                        changes.set(Key::$key, <$type as Wire>::to_value(value));
                    })*
                })*
                changes
            }
        }
    };
}

till::for_each_setting!(wire);

/// What the form knows of a setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SettingRow {
    pub rule: SettingRule,
    /// Whether money or cards depend on it: a change then shows the values
    /// before and after.
    pub money: bool,
}

/// The rule for a setting's value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum SettingRule {
    Text,
    Required,
    /// A number within limits, both included.
    Number {
        #[ts(type = "number")]
        least: i64,
        #[ts(type = "number")]
        most: i64,
    },
    /// One of a few numbers.
    OneOf {
        #[ts(type = "Array<number>")]
        numbers: &'static [i64],
    },
    /// A time of day, as `HH:MM`.
    Hour,
    /// On or off.
    Switch,
    /// One of a few words, which the screen's section offers.
    Choice,
    Address,
    /// An address, or nothing.
    OptionalAddress,
    /// An address, `built-in` or nothing.
    RelayUrl,
    TimeZone,
    /// A payer's document, or nothing.
    Dni,
    /// A text with `{reference}` in it.
    Reference,
    /// The merchants of a split.
    Split,
    /// Only the till checks it.
    Other,
}

impl From<KeyRow> for SettingRow {
    fn from(row: KeyRow) -> SettingRow {
        let rule = match row.rule {
            Rule::Text => SettingRule::Text,
            Rule::Required => SettingRule::Required,
            Rule::Number { least, most } => SettingRule::Number {
                least,
                most: most.min(NUMBER_MAX),
            },
            Rule::Switch => SettingRule::Switch,
            Rule::Choice => SettingRule::Choice,
            Rule::Address => SettingRule::Address,
            Rule::OptionalAddress => SettingRule::OptionalAddress,
            Rule::RelayUrl => SettingRule::RelayUrl,
            Rule::TimeZone => SettingRule::TimeZone,
            Rule::Dni => SettingRule::Dni,
            Rule::Reference => SettingRule::Reference,
            Rule::Split => SettingRule::Split,
            Rule::OneOf(numbers) => SettingRule::OneOf { numbers },
            Rule::Hour => SettingRule::Hour,
            Rule::Denominations | Rule::Proxy => SettingRule::Other,
        };
        SettingRow {
            rule,
            money: row.money,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn changes(asked: serde_json::Value) -> Option<Changes> {
        let asked: SettingsChanges = serde_json::from_value(asked).ok()?;
        Some(Changes::from(&asked))
    }

    #[test]
    fn a_change_sets_the_keys_that_it_names() {
        let asked = json!({
            "mode": "live",
            "till": { "number": 7, "name": " Fondo " },
            "secrets": null,
            "pagouno": { "split": [{ "merchant_code_group": " MG-1 ", "share_bp": 6_000 }] },
        });
        let mut wanted = Changes::default();
        wanted.set(Key::Mode, &Mode::Live);
        wanted.set(Key::TillNumber, &7_u16);
        wanted.set(Key::TillName, &"Fondo".to_owned());
        let split = Split {
            merchant_code_group: "MG-1".to_owned(),
            share_bp: 6_000,
        };
        wanted.set(Key::PagounoSplit, &vec![split]);
        assert_eq!(changes(asked), Some(wanted));
    }

    #[test]
    fn no_request_changes_a_setting_of_the_file_only() {
        for asked in [
            json!({ "network": { "proxy": "http://10.0.0.1:3128" } }),
            json!({ "totalcoin": { "open_amount": 30 } }),
            json!({ "installation": "another" }),
        ] {
            assert_eq!(changes(asked.clone()), None, "{asked}");
        }
    }
}
