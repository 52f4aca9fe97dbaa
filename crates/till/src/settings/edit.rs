//! Changing `mostrador.toml`: only the values that are changed are written.
//! What a person wrote there stays, comments, order and all; and what comes of
//! it is read again by the same rules before anybody writes it to a disk.

use super::{Mode, Settings, SettingsError, Split, Store, splits, told};
use toml_edit::{DocumentMut, Item, Table, TableLike};

/// What a key can hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Text(String),
    /// A whole number.
    Number(i64),
    /// The merchants of a split, in their order.
    Splits(Vec<Split>),
}

impl From<&String> for Value {
    fn from(text: &String) -> Value {
        Value::Text(text.clone())
    }
}

impl From<&Vec<Split>> for Value {
    fn from(rows: &Vec<Split>) -> Value {
        Value::Splits(rows.clone())
    }
}

impl From<u16> for Value {
    fn from(number: u16) -> Value {
        Value::Number(number.into())
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Value {
        Value::Number(number.into())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Number(number)
    }
}

impl From<Mode> for Value {
    fn from(mode: Mode) -> Value {
        Value::Text(
            match mode {
                Mode::Practice => "practice",
                Mode::Live => "live",
            }
            .to_owned(),
        )
    }
}

impl From<Store> for Value {
    fn from(store: Store) -> Value {
        Value::Text(
            match store {
                Store::Os => "os",
                Store::File => "file",
            }
            .to_owned(),
        )
    }
}

/// The keys that a screen changes, each with its name in the file and what it
/// is in settings that were read.
macro_rules! keys {
    ($($(#[$doc:meta])* $key:ident $name:literal = |$settings:ident| $value:expr;)+) => {
        /// A key of `mostrador.toml` that a screen changes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Key { $($key,)+ }

        impl Key {
            /// All of them.
            pub const ALL: &'static [Key] = &[$(Key::$key,)+];

            /// Its name, with its table's.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Key::$key => $name,)+ }
            }

            /// What it is in those settings.
            #[must_use]
            pub fn of(self, settings: &Settings) -> Value {
                match self { $(Key::$key => { let $settings = settings; Value::from($value) })+ }
            }
        }
    };
}

keys! {
    Mode "mode" = |it| it.mode;
    TimeZone "time_zone" = |it| &it.time_zone;
    TillNumber "till.number" = |it| it.till.number;
    TillName "till.name" = |it| &it.till.name;
    TotalcoinBaseUrl "totalcoin.base_url" = |it| &it.totalcoin.base_url;
    TotalcoinBusinessUnit "totalcoin.business_unit" = |it| it.totalcoin.business_unit;
    TotalcoinDefaultDni "totalcoin.default_dni" = |it| &it.totalcoin.default_dni;
    TotalcoinQrMinutes "totalcoin.qr_minutes" = |it| it.totalcoin.qr_minutes;
    TotalcoinCompanyReference "totalcoin.company_reference" = |it| &it.totalcoin.company_reference;
    TotalcoinFixedQrDays "totalcoin.fixed_qr_days" = |it| it.totalcoin.fixed_qr_days;
    TotalcoinFixedMatchMinutes "totalcoin.fixed_match_minutes"
        = |it| it.totalcoin.fixed_match_minutes;
    TotalcoinOpenAmount "totalcoin.open_amount" = |it| it.totalcoin.open_amount;
    RelayUrl "relay.url" = |it| &it.relay.url;
    SecretsStore "secrets.store" = |it| it.secrets.store;
    PrivacyDays "privacy.days" = |it| it.privacy.days;
    PagounoBaseUrl "pagouno.base_url" = |it| &it.pagouno.base_url;
    PagounoMerchantCodeGroup "pagouno.merchant_code_group" = |it| &it.pagouno.merchant_code_group;
    PagounoSellerCode "pagouno.seller_code" = |it| &it.pagouno.seller_code;
    PagounoSellerName "pagouno.seller_name" = |it| &it.pagouno.seller_name;
    PagounoPendingMinutes "pagouno.pending_minutes" = |it| it.pagouno.pending_minutes;
    PagounoSplit "pagouno.split" = |it| &it.pagouno.split;
}

/// What is to be changed; a key that is set twice keeps the last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes(Vec<(Key, Value)>);

/// What came of an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The file's new text; the old one where nothing differs.
    pub text: String,
    /// What it says.
    pub settings: Settings,
    /// The keys whose value is another than it was in that text.
    pub changed: Vec<&'static str>,
}

impl Changes {
    /// Sets a key.
    pub fn set(&mut self, key: Key, value: impl Into<Value>) {
        self.0.retain(|(known, _)| *known != key);
        self.0.push((key, value.into()));
    }

    /// Applies them to the text of a `mostrador.toml`.
    ///
    /// # Errors
    /// [`SettingsError`] where that text cannot be read, or where what comes
    /// of it breaks a rule; it names the key.
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
        // A mark of the byte order, as some editors write, stays first.
        let (mark, body) = match text.strip_prefix('\u{feff}') {
            Some(body) => ("\u{feff}", body),
            None => ("", text),
        };
        let mut document: DocumentMut = body.parse().map_err(|error: toml_edit::TomlError| {
            SettingsError::Unreadable(told(body, error.message(), error.span()))
        })?;
        for (key, value) in &changed {
            put(&mut document, *key, value)?;
        }
        let text = format!("{mark}{}", with_ends_of(body, document.to_string()));
        let settings = Settings::read(&text)?;
        for (key, value) in &changed {
            // A key that did not take would be told as saved.
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
        what: "stands where it cannot be changed",
    }
}

fn put(document: &mut DocumentMut, key: Key, value: &Value) -> Result<(), SettingsError> {
    let written = match value {
        Value::Text(text) => text.as_str().into(),
        Value::Number(number) => (*number).into(),
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

/// Puts a value in the place of the one before, with what stands around it.
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

/// The ends of lines as they were: an editor of Windows writes two characters,
/// of which the library drops one.
fn with_ends_of(before: &str, after: String) -> String {
    let all = before.matches('\n').count();
    if all == 0 || before.matches("\r\n").count() != all {
        return after;
    }
    after.replace("\r\n", "\n").replace('\n', "\r\n")
}

#[cfg(test)]
mod tests {
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
    fn every_way_of_writing_a_table_is_changed_in_place() {
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
    fn a_rule_that_is_broken_is_named_and_nothing_comes_of_it() {
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
        changes.set(Key::TillNumber, 2_u16);
        assert!(changes.apply("till = ").is_err());
    }

    fn value_of(key: Key) -> BoxedStrategy<Value> {
        let text = "[ -~áñ]{0,30}".prop_map(Value::Text);
        match (key, key.of(&Settings::default())) {
            (Key::Mode, _) => prop_oneof![Just(words("live")), Just(words("practice"))].boxed(),
            (Key::SecretsStore, _) => prop_oneof![Just(words("os")), Just(words("file"))].boxed(),
            (Key::TotalcoinDefaultDni, _) => "([0-9]{7,11})?".prop_map(Value::Text).boxed(),
            (Key::TotalcoinCompanyReference, _) => "[ -~]{0,9}"
                .prop_map(|around| words(&format!("{around}{{reference}}")))
                .boxed(),
            (Key::TotalcoinBaseUrl | Key::PagounoBaseUrl | Key::RelayUrl, _) => {
                Just(words("https://example.com.ar/a")).boxed()
            }
            (Key::TimeZone, _) => Just(words("America/Montevideo")).boxed(),
            (_, Value::Text(_)) => text.boxed(),
            (_, Value::Number(_)) => (1_i64..1_000).prop_map(Value::Number).boxed(),
            (_, Value::Splits(_)) => rows().prop_map(Value::Splits).boxed(),
        }
    }

    /// Whether a line is a merchant's of a split, or a comment above one.
    fn is_of_split(lines: &[&str], at: usize) -> bool {
        let is_note = |line: &&&str| line.is_empty() || line.starts_with('#');
        let next = lines[at..].iter().find(|line| !is_note(line));
        let heading = lines[..=at].iter().rev().find(|line| line.starts_with('['));
        [next, heading]
            .into_iter()
            .flatten()
            .any(|line| line.starts_with("[["))
    }

    /// Merchants of different groups, whose shares are less than the whole.
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

    /// A file as a person writes it: the design's own, some of it left out,
    /// with comments everywhere.
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
                // What a split needs is not left out.
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
        fn any_edit_reads_again_and_loses_no_word(text in files(), asked in changes()) {
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
            prop_assert_eq!(&edited.settings.bind, &before.bind);
            // Every line that holds no changed value is there still, in order.
            let mut after = edited.text.lines();
            let of_split = edited.changed.contains(&"pagouno.split");
            let lines: Vec<&str> = text.lines().collect();
            for (at, line) in lines.iter().copied().enumerate() {
                // A merchant that goes takes its lines along, and the comments above it.
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
            // Doing it again changes nothing.
            prop_assert_eq!(changes.apply(&edited.text).unwrap().text, edited.text);
        }

        #[test]
        fn no_text_breaks_the_editor(text in "(?s).{0,200}", asked in changes()) {
            let mut changes = Changes::default();
            for (key, value) in asked {
                changes.set(key, value);
            }
            let _ = changes.apply(&text);
        }
    }
}
