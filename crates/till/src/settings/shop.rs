//! The tables of `mostrador.toml` that are about the shop, its day and its
//! paper. They are read and checked from the first day, so that a file written
//! for a later version opens this one.

use serde::Deserialize;

/// `[shop]`
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ShopSettings {
    /// What the customer's screen and paper call it; empty for the till's name.
    pub name: String,
    /// Its CUIT, as paper says it.
    pub cuit: String,
    /// Its address, as paper says it.
    pub address: String,
    /// Whether it is obliged to use a fiscal printer: then nothing prints by
    /// itself.
    pub fiscal_printer: bool,
}

/// `[day]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DaySettings {
    /// The hour at which a business day begins, as `HH:MM`.
    pub begins_at: String,
    /// Whether cash is counted without seeing what is expected.
    pub blind_count: bool,
    /// Whether a close asks for a count.
    pub count_required: bool,
    /// Above it a close waits for a manager.
    pub difference_max_centavos: i64,
    /// The step to which cash is rounded down; 0 is off.
    pub cash_rounding_centavos: i64,
}

impl Default for DaySettings {
    fn default() -> Self {
        DaySettings {
            begins_at: "00:00".to_owned(),
            blind_count: false,
            count_required: true,
            difference_max_centavos: 100_000,
            cash_rounding_centavos: 0,
        }
    }
}

/// The steps to which cash may be rounded, in centavos.
const ROUNDING_STEPS: [i64; 9] = [0, 5, 10, 50, 100, 500, 1_000, 5_000, 10_000];

impl DaySettings {
    /// The key and what is wrong with it, where something is.
    pub(super) fn unfit(&self) -> Option<(&'static str, &'static str)> {
        let hour = self.begins_at.split_once(':').filter(|(hour, minute)| {
            let is = |text: &str, below: u8| {
                text.len() == 2 && text.parse::<u8>().is_ok_and(|number| number < below)
            };
            is(hour, 24) && is(minute, 60)
        });
        if hour.is_none() {
            return Some(("day.begins_at", "is an hour such as 00:00 or 04:30"));
        }
        if self.difference_max_centavos < 0 {
            return Some(("day.difference_max_centavos", "is 0 or more"));
        }
        if !ROUNDING_STEPS.contains(&self.cash_rounding_centavos) {
            let what = "is 0, 5, 10, 50, 100, 500, 1000, 5000 or 10000";
            return Some(("day.cash_rounding_centavos", what));
        }
        None
    }
}

/// `[shift]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ShiftSettings {
    /// Whether selling asks for a shift.
    pub required: bool,
    /// After how many hours an open shift counts as forgotten.
    pub hours_max: u32,
    /// After how many minutes without a key the till locks.
    pub lock_minutes: u32,
}

impl Default for ShiftSettings {
    fn default() -> Self {
        ShiftSettings {
            required: false,
            hours_max: 24,
            lock_minutes: 10,
        }
    }
}

impl ShiftSettings {
    /// The key and what is wrong with it, where something is.
    pub(super) fn unfit(&self) -> Option<(&'static str, &'static str)> {
        if !(1..=168).contains(&self.hours_max) {
            return Some(("shift.hours_max", "is from 1 to 168"));
        }
        if self.lock_minutes > 1_440 {
            return Some(("shift.lock_minutes", "is from 0 to 1440"));
        }
        None
    }
}

/// `[printer]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PrinterSettings {
    /// How the printer is reached.
    pub kind: PrinterKind,
    /// Where it is: `192.168.0.50:9100`, `/dev/usb/lp0`, a path.
    pub address: String,
    /// The paper's width, 58 or 80 millimetres.
    pub width_mm: u32,
    /// Whether a receipt prints by itself.
    pub auto_print: bool,
    /// How a QR is printed.
    pub qr: PrintedQr,
}

/// How a printer is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PrinterKind {
    /// There is none.
    #[default]
    None,
    /// Over the network.
    Network,
    /// A USB device.
    Usb,
    /// A file or a device by its path.
    File,
}

/// How a QR is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PrintedQr {
    /// By the printer's own command.
    #[default]
    Native,
    /// As a picture, for a printer without that command.
    Raster,
}

impl Default for PrinterSettings {
    fn default() -> Self {
        PrinterSettings {
            kind: PrinterKind::None,
            address: String::new(),
            width_mm: 80,
            auto_print: false,
            qr: PrintedQr::Native,
        }
    }
}

impl PrinterSettings {
    /// The key and what is wrong with it, where something is.
    pub(super) fn unfit(&self) -> Option<(&'static str, &'static str)> {
        match self.width_mm {
            58 | 80 => None,
            _ => Some(("printer.width_mm", "is 58 or 80")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Settings, SettingsError};

    #[test]
    fn a_file_of_the_design_is_read_whole() {
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
    fn what_cannot_be_meant_is_refused_by_its_key() {
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
