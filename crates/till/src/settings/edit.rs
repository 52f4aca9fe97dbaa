//! Changes `mostrador.toml`. Only changed values are written; a person's
//! comments, order and layout stay. The result is read again by the same rules
//! before anything is written to disk.

use super::{
    CodePage, Key, KeyCase, Mode, PrintedQr, PrinterKind, Settings, SettingsError, Split, Store,
    error_line, splits,
};
use toml_edit::{DocumentMut, Item, Table, TableLike};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Text(String),
    /// A whole number.
    Number(i64),
    Switch(bool),
    /// The merchants of a split, in order.
    Splits(Vec<Split>),
}

/// Lets the types of settings become values of the file.
macro_rules! values {
    ($($type:ty: |$it:ident| $value:expr;)+) => {
        $(impl From<&$type> for Value {
            fn from($it: &$type) -> Value {
                $value
            }
        })+
    };
}

values! {
    String: |text| Value::Text(text.clone());
    u16: |number| Value::Number((*number).into());
    u32: |number| Value::Number((*number).into());
    i64: |number| Value::Number(*number);
    bool: |on| Value::Switch(*on);
    Vec<Split>: |rows| Value::Splits(rows.clone());
    Mode: |mode| word(match mode {
        Mode::Practice => "practice",
        Mode::Live => "live",
    });
    Store: |store| word(match store {
        Store::Os => "os",
        Store::File => "file",
    });
    KeyCase: |case| word(match case {
        KeyCase::Upper => "upper",
        KeyCase::Lower => "lower",
    });
    PrinterKind: |kind| word(match kind {
        PrinterKind::None => "none",
        PrinterKind::Network => "network",
        PrinterKind::Usb => "usb",
        PrinterKind::File => "file",
    });
    CodePage: |page| word(match page {
        CodePage::Pc858 => "pc858",
        CodePage::Pc850 => "pc850",
        CodePage::Pc437 => "pc437",
        CodePage::Wpc1252 => "wpc1252",
    });
    PrintedQr: |qr| word(match qr {
        PrintedQr::Native => "native",
        PrintedQr::Raster => "raster",
    });
}

fn word(word: &str) -> Value {
    Value::Text(word.to_owned())
}

/// The changes to make; for a key that is set twice, the last counts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes(Vec<(Key, Value)>);

/// The result of an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The file's new text; the old text if nothing differs.
    pub text: String,
    /// The settings in that text.
    pub settings: Settings,
    /// The keys whose values differ from the old text.
    pub changed: Vec<&'static str>,
}

impl Changes {
    pub fn set(&mut self, key: Key, value: impl Into<Value>) {
        self.0.retain(|(known, _)| *known != key);
        self.0.push((key, value.into()));
    }

    /// Applies the changes to the text of a `mostrador.toml`.
    ///
    /// # Errors
    /// [`SettingsError`] if the text cannot be read, or if the result breaks a
    /// rule; it names the key.
    pub fn apply(&self, text: &str) -> Result<Edited, SettingsError> {
        let before = Settings::read(text)?;
        let differs = |(key, value): &&(Key, Value)| key.of(&before) != *value;
        let changed: Vec<_> = self.0.iter().filter(differs).collect();
        if changed.is_empty() {
            return Ok(Edited {
                text: text.to_owned(),
                settings: before,
                changed: Vec::new(),
            });
        }
        // A byte order mark, which some editors write, stays first.
        let (mark, body) = match text.strip_prefix('\u{feff}') {
            Some(body) => ("\u{feff}", body),
            None => ("", text),
        };
        let mut document: DocumentMut = body.parse().map_err(|error: toml_edit::TomlError| {
            SettingsError::Unreadable(error_line(body, error.message(), error.span()))
        })?;
        for (key, value) in &changed {
            put(&mut document, *key, value)?;
        }
        let text = format!("{mark}{}", with_ends_of(body, document.to_string()));
        let settings = Settings::read(&text)?;
        for (key, value) in &changed {
            // Without this check, a key that was not changed would be reported
            // as saved.
            if key.of(&settings) != *value {
                return Err(out_of_place(*key));
            }
        }
        let changed = changed.iter().map(|(key, _)| key.name()).collect();
        Ok(Edited {
            text,
            settings,
            changed,
        })
    }
}

fn out_of_place(key: Key) -> SettingsError {
    SettingsError::Value {
        key: key.name(),
        what: "stands where it cannot be changed".to_owned(),
    }
}

fn put(document: &mut DocumentMut, key: Key, value: &Value) -> Result<(), SettingsError> {
    let written = match value {
        Value::Text(text) => text.as_str().into(),
        Value::Number(number) => (*number).into(),
        Value::Switch(on) => (*on).into(),
        Value::Splits(rows) => return splits::put(document, rows).ok_or(out_of_place(key)),
    };
    let Some((table, name)) = key.name().split_once('.') else {
        return put_in(document.as_table_mut(), key.name(), written).ok_or(out_of_place(key));
    };
    let item = document.entry(table).or_insert_with(|| {
        let mut made = Table::new();
        made.set_implicit(false);
        Item::Table(made)
    });
    let table = item.as_table_like_mut().ok_or(out_of_place(key))?;
    put_in(table, name, written).ok_or(out_of_place(key))
}

/// Replaces a value and keeps the spaces and comments around it.
fn put_in(table: &mut dyn TableLike, name: &str, mut written: toml_edit::Value) -> Option<()> {
    match table.get_mut(name) {
        None | Some(Item::None) => {
            table.insert(name, Item::Value(written));
        }
        Some(item) => {
            let before = item.as_value_mut()?;
            *written.decor_mut() = before.decor().clone();
            *before = written;
        }
    }
    Some(())
}

/// Restores the line endings: a Windows editor writes two characters, and the
/// library drops one of them.
fn with_ends_of(before: &str, after: String) -> String {
    let all = before.matches('\n').count();
    if all == 0 || before.matches("\r\n").count() != all {
        return after;
    }
    after.replace("\r\n", "\n").replace('\n', "\r\n")
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::*;
    use proptest::prelude::*;

    fn edited(text: &str, changes: &[(Key, Value)]) -> String {
        let mut asked = Changes::default();
        for (key, value) in changes {
            asked.set(*key, value.clone());
        }
        asked.apply(text).unwrap().text
    }

    fn words(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn only_what_changed_is_written() {
        let text = "# la caja de adelante\n\nmode = \"practice\"   # todavía\n\n[till] # acá\n\
                    # el número no se toca\nnumber = 3\nname   =   'Caja 3'  # la de Ana\n\n\
                    \t# al final\n";
        assert_eq!(
            edited(
                text,
                &[
                    (Key::TillName, words("Adelante")),
                    (Key::TillNumber, Value::Number(3)),
                    (Key::RelayUrl, words("built-in")),
                ]
            ),
            "# la caja de adelante\n\nmode = \"practice\"   # todavía\n\n[till] # acá\n\
             # el número no se toca\nnumber = 3\nname   =   \"Adelante\"  # la de Ana\n\n\
             [relay]\nurl = \"built-in\"\n\n\t# al final\n"
        );
    }

    #[test]
    fn an_unchanged_setting_is_not_written() {
        for text in ["", "\u{feff}# nada\r\n", "till.number = 1", "[till]\n"] {
            let mut changes = Changes::default();
            for key in Key::ALL {
                changes.set(*key, key.of(&Settings::default()));
            }
            let edited = changes.apply(text).unwrap();
            assert_eq!(edited.text, text);
            assert!(edited.changed.is_empty());
        }
    }

    #[test]
    fn a_change_keeps_the_way_a_table_is_written() {
        let name = [(Key::TillName, words("B"))];
        for (text, after) in [
            (
                "till.number = 2 # x\n",
                "till.number = 2 # x\ntill.name = \"B\"\n",
            ),
            (
                "till = { number = 2, name = \"A\" } # x\n",
                "till = { number = 2, name = \"B\" } # x\n",
            ),
            (
                "till = { number = 2 } # x\n",
                "till = { number = 2 , name = \"B\" } # x\n",
            ),
            (
                "\u{feff}[till]\r\nname = \"A\"\r\n# fin\r\n",
                "\u{feff}[till]\r\nname = \"B\"\r\n# fin\r\n",
            ),
            ("[till]\nname = \"A\"", "[till]\nname = \"B\"\n"),
        ] {
            assert_eq!(edited(text, &name), after);
        }
        assert_eq!(
            edited("# x\n\n[till]\nnumber = 2\n", &[(Key::Mode, words("live"))]),
            "mode = \"live\"\n# x\n\n[till]\nnumber = 2\n"
        );
    }

    #[test]
    fn a_broken_rule_names_its_key_and_changes_nothing() {
        for (key, value, named) in [
            (Key::TillNumber, Value::Number(0), "till.number"),
            (Key::TillNumber, Value::Number(70_000), "number"),
            (Key::TotalcoinQrMinutes, Value::Number(-1), "qr_minutes"),
            (
                Key::TotalcoinDefaultDni,
                words("x"),
                "totalcoin.default_dni",
            ),
            (Key::Mode, words("real"), "mode"),
        ] {
            let mut changes = Changes::default();
            changes.set(key, value);
            let told = changes.apply("").unwrap_err().to_string();
            assert!(told.contains(named), "{told}");
        }
        let mut changes = Changes::default();
        changes.set(Key::TillNumber, &2_u16);
        assert!(changes.apply("till = ").is_err());
    }

    /// A value that fits the key's rule.
    fn value_of(key: Key) -> BoxedStrategy<Value> {
        let one_of = |words: &'static [&'static str]| {
            prop::sample::select(words).prop_map(self::words).boxed()
        };
        match key.row().rule {
            Rule::Text => "[ -~áñ]{0,30}".prop_map(Value::Text).boxed(),
            Rule::Required => "[ -~áñ]{0,29}[a-zñ]".prop_map(Value::Text).boxed(),
            Rule::Number { least, most } => {
                (least..most.min(1_000)).prop_map(Value::Number).boxed()
            }
            Rule::OneOf(numbers) => prop::sample::select(numbers)
                .prop_map(Value::Number)
                .boxed(),
            Rule::Switch => any::<bool>().prop_map(Value::Switch).boxed(),
            Rule::Choice => one_of(choices(key)),
            Rule::Address | Rule::RelayUrl => one_of(&["https://example.com.ar/a"]),
            Rule::OptionalAddress => one_of(&["", "https://example.com.ar/token"]),
            Rule::TimeZone => one_of(&["America/Montevideo"]),
            Rule::Dni => "([0-9]{7,11})?".prop_map(Value::Text).boxed(),
            Rule::Reference => "[ -~]{0,9}"
                .prop_map(|around| words(&format!("{around}{{reference}}")))
                .boxed(),
            Rule::Hour => "(0[0-9]|1[0-9]|2[0-3]):[0-5][0-9]"
                .prop_map(Value::Text)
                .boxed(),
            Rule::Denominations => one_of(&["1000 500", "20000", "50 10"]),
            Rule::Proxy => one_of(&["", "http://10.0.0.1:3128"]),
            Rule::Split => rows().prop_map(Value::Splits).boxed(),
        }
    }

    fn choices(key: Key) -> &'static [&'static str] {
        match key.name() {
            "mode" => &["live", "practice"],
            "secrets.store" => &["os", "file"],
            "bind.key_case" => &["upper", "lower"],
            "printer.kind" => &["none", "network", "usb", "file"],
            "printer.code_page" => &["pc858", "pc850", "pc437", "wpc1252"],
            "printer.qr" => &["native", "raster"],
            other => panic!("{other} has words that this test does not know"),
        }
    }

    /// Whether a line belongs to a merchant of a split, or is a comment above
    /// one.
    fn is_of_split(lines: &[&str], at: usize) -> bool {
        let is_note = |line: &&&str| line.is_empty() || line.starts_with('#');
        let next = lines[at..].iter().find(|line| !is_note(line));
        let heading = lines[..=at].iter().rev().find(|line| line.starts_with('['));
        [next, heading]
            .into_iter()
            .flatten()
            .any(|line| line.starts_with("[["))
    }

    /// Merchants of different groups, whose shares add up to less than the
    /// whole.
    fn rows() -> impl Strategy<Value = Vec<Split>> {
        prop::collection::vec(1_u32..2_000, 0..5).prop_map(|shares| {
            let row = |(at, share_bp): (usize, u32)| Split {
                merchant_code_group: format!("MG-{:05}", 3_207 + at),
                share_bp,
            };
            shares.into_iter().enumerate().map(row).collect()
        })
    }

    fn changes() -> impl Strategy<Value = Vec<(Key, Value)>> {
        let one = prop::sample::select(Key::ALL)
            .prop_flat_map(|key| value_of(key).prop_map(move |value| (key, value)));
        prop::collection::vec(one, 0..6)
    }

    /// A file as a person writes it: the design's file with some lines left out
    /// and comments everywhere.
    fn files() -> impl Strategy<Value = String> {
        let whole: Vec<String> = include_str!("../../tests/mostrador.toml")
            .lines()
            .map(str::to_owned)
            .collect();
        let keeps = prop::collection::vec((any::<bool>(), 0_u8..4), whole.len());
        (keeps, any::<bool>()).prop_map(move |(keeps, windows)| {
            let mut text = String::new();
            let mut split = false;
            for (number, (line, (keep, comment))) in whole.iter().zip(keeps).enumerate() {
                if comment == 0 {
                    text.push_str(&format!("# nota {number} = \"así\"\n"));
                }
                if line.starts_with('[') {
                    split = line.starts_with("[[");
                }
                // Lines that a split needs are kept.
                if keep || split || line.starts_with('[') || line.is_empty() {
                    text.push_str(line);
                    if comment == 1 && !line.is_empty() {
                        text.push_str(&format!("  # al lado {number}"));
                    }
                    text.push('\n');
                }
            }
            if windows {
                text.replace('\n', "\r\n")
            } else {
                text
            }
        })
    }

    proptest! {
        #[test]
        fn any_edit_can_be_read_again_and_keeps_all_other_lines(text in files(), asked in changes()) {
            let before = Settings::read(&text).unwrap();
            let mut changes = Changes::default();
            for (key, value) in &asked {
                changes.set(*key, value.clone());
            }
            let edited = changes.apply(&text).unwrap();
            prop_assert_eq!(&Settings::read(&edited.text).unwrap(), &edited.settings);
            for key in Key::ALL {
                let wanted = changes.0.iter().find(|(known, _)| known == key);
                let wanted = wanted.map_or_else(|| key.of(&before), |(_, value)| value.clone());
                prop_assert_eq!(key.of(&edited.settings), wanted, "{}", key.name());
                let differs = key.of(&before) != key.of(&edited.settings);
                prop_assert_eq!(differs, edited.changed.contains(&key.name()));
            }
            prop_assert_eq!(&edited.settings.installation, &before.installation);
            // Every line without a changed value is still there, in order.
            let mut after = edited.text.lines();
            let of_split = edited.changed.contains(&"pagouno.split");
            let lines: Vec<&str> = text.lines().collect();
            for (at, line) in lines.iter().copied().enumerate() {
                // A removed merchant takes its lines and the comments above it
                // along.
                if of_split && is_of_split(&lines, at) {
                    continue;
                }
                let name = line.split('=').next().unwrap_or_default().trim();
                let is_changed = !name.is_empty() && !name.starts_with('#')
                    && edited.changed.iter().any(|key| key.rsplit('.').next() == Some(name));
                if let Some((_, comment)) = line.split_once("  # ").filter(|_| is_changed) {
                    prop_assert!(after.any(|it| it.ends_with(comment)), "{line}");
                } else if !is_changed {
                    prop_assert!(after.any(|it| it == line), "{line:?} in\n{}", edited.text);
                }
            }
            let ends = |text: &str| (text.matches("\r\n").count() > 0, text.contains("\r\n") && text.replace("\r\n", "").contains('\n'));
            prop_assert_eq!(ends(&edited.text), ends(&text));
            // The same edit again changes nothing.
            prop_assert_eq!(changes.apply(&edited.text).unwrap().text, edited.text);
        }

        #[test]
        fn no_text_makes_the_editor_panic(text in "(?s).{0,200}", asked in changes()) {
            let mut changes = Changes::default();
            for (key, value) in asked {
                changes.set(key, value);
            }
            let _ = changes.apply(&text);
        }
    }
}
