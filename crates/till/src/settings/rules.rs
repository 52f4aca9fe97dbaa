//! The rules for values of settings. Reading the file checks them, and the form
//! of the settings screen checks the same ones before it asks the till.

use super::edit::Value;
use super::{NetworkSettings, Split, is_dni};
use domain::Money;
use providers::pagouno::{Merchants, UnfitSplit};

/// What the table says about a key, besides its name and type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyRow {
    pub rule: Rule,
    /// Whether money or cards depend on it: a change then shows the values
    /// before and after.
    pub money: bool,
    /// Whether only the form checks the rule, and the file may break it.
    pub only_typed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Any text.
    Text,
    /// Any text that is not empty.
    Required,
    /// A number within limits, both included.
    Number {
        least: i64,
        most: i64,
    },
    /// One of a few numbers.
    OneOf(&'static [i64]),
    Switch,
    /// One of a few words. Reading the file checks them.
    Choice,
    /// An address. Opening the shop checks it.
    Address,
    /// An address, or nothing. What uses it checks it.
    OptionalAddress,
    /// An address, `built-in` or nothing. Opening the shop checks it.
    RelayUrl,
    /// A time zone's name. Opening the shop checks it.
    TimeZone,
    /// A payer's document, or nothing.
    Dni,
    /// A text with `{reference}` in it.
    Reference,
    /// A time of day, as `HH:MM`.
    Hour,
    /// Whole pesos, separated by spaces.
    Denominations,
    /// `http://host:port`, or nothing.
    Proxy,
    /// The merchants of a split.
    Split,
}

impl KeyRow {
    /// Marks a key on which money or cards depend: a change shows the values
    /// before and after.
    #[must_use]
    pub const fn money(mut self) -> KeyRow {
        self.money = true;
        self
    }

    /// Makes only the form check the rule: files that break it exist.
    #[must_use]
    pub const fn only_typed(mut self) -> KeyRow {
        self.only_typed = true;
        self
    }

    /// What is wrong with a value from the file; `None` if it is valid.
    pub(super) fn unfit(&self, value: &Value) -> Option<String> {
        if self.only_typed {
            return None;
        }
        self.rule.unfit(value)
    }
}

const fn row(rule: Rule) -> KeyRow {
    KeyRow {
        rule,
        money: false,
        only_typed: false,
    }
}

/// The rules, by the names that the table uses for them.
macro_rules! rules {
    ($($name:ident($($limit:ident: $type:ty),*) = $rule:expr;)+) => {
        $(pub(super) const fn $name($($limit: $type),*) -> KeyRow { row($rule) })+
    };
}

rules! {
    text() = Rule::Text;
    required() = Rule::Required;
    number(least: i64, most: i64) = Rule::Number { least, most };
    at_least(least: i64) = Rule::Number { least, most: i64::MAX };
    one_of(numbers: &'static [i64]) = Rule::OneOf(numbers);
    switch() = Rule::Switch;
    choice() = Rule::Choice;
    address() = Rule::Address;
    optional_address() = Rule::OptionalAddress;
    relay_url() = Rule::RelayUrl;
    time_zone() = Rule::TimeZone;
    dni() = Rule::Dni;
    reference() = Rule::Reference;
    hour() = Rule::Hour;
    denominations() = Rule::Denominations;
    proxy() = Rule::Proxy;
    split() = Rule::Split;
}

impl Rule {
    /// What is wrong with a value; `None` if it is valid.
    fn unfit(&self, value: &Value) -> Option<String> {
        let is_fit = match (self, value) {
            (Rule::Required, Value::Text(text)) => !text.trim().is_empty(),
            (Rule::Number { least, most }, Value::Number(number)) => {
                (least..=most).contains(&number)
            }
            (Rule::OneOf(numbers), Value::Number(number)) => numbers.contains(number),
            (Rule::Dni, Value::Text(text)) => text.is_empty() || is_dni(text),
            (Rule::Reference, Value::Text(text)) => text.contains("{reference}"),
            (Rule::Hour, Value::Text(text)) => is_hour(text),
            (Rule::Denominations, Value::Text(text)) => !read_denominations(text).is_empty(),
            (Rule::Proxy, Value::Text(text)) => NetworkSettings::is_fit(text),
            (Rule::Split, Value::Splits(rows)) => {
                return unfit_split(rows).map(str::to_owned);
            }
            (
                Rule::Text
                | Rule::Required
                | Rule::Number { .. }
                | Rule::OneOf(_)
                | Rule::Switch
                | Rule::Choice
                | Rule::Address
                | Rule::OptionalAddress
                | Rule::RelayUrl
                | Rule::TimeZone
                | Rule::Dni
                | Rule::Reference
                | Rule::Hour
                | Rule::Denominations
                | Rule::Proxy
                | Rule::Split,
                _,
            ) => true,
        };
        (!is_fit).then(|| self.words())
    }

    fn words(&self) -> String {
        match self {
            Rule::Number {
                least,
                most: i64::MAX,
            } => format!("is {least} or more"),
            Rule::Number { least, most } => format!("is from {least} to {most}"),
            Rule::OneOf(numbers) => {
                let words: Vec<_> = numbers.iter().map(ToString::to_string).collect();
                match words.split_last() {
                    Some((last, others)) => format!("is {} or {last}", others.join(", ")),
                    None => "has no value that fits".to_owned(),
                }
            }
            Rule::Dni => "is 7 to 11 digits".to_owned(),
            Rule::Reference => "has to hold {reference}".to_owned(),
            Rule::Hour => "is an hour such as 00:00 or 04:30".to_owned(),
            Rule::Denominations => {
                format!("is 1 to {DENOMINATIONS_MAX} different amounts in whole pesos, with spaces")
            }
            Rule::Proxy => "is http://host:port".to_owned(),
            Rule::Required => "is not empty".to_owned(),
            Rule::Text
            | Rule::Switch
            | Rule::Choice
            | Rule::Address
            | Rule::OptionalAddress
            | Rule::RelayUrl
            | Rule::TimeZone
            | Rule::Split => "does not fit".to_owned(),
        }
    }
}

/// The most notes and coins of a count.
const DENOMINATIONS_MAX: usize = 24;

/// The notes and coins that a text names in whole pesos, largest first; none
/// where it names something else, one of them twice, or too many.
pub(crate) fn read_denominations(text: &str) -> Vec<Money> {
    let read = |word: &str| -> Option<Money> {
        let pesos: u32 = word.parse().ok()?;
        let amount = Money::from_centavos(i64::from(pesos) * 100).ok()?;
        (!amount.is_zero()).then_some(amount)
    };
    let Some(mut values) = text
        .split_whitespace()
        .map(read)
        .collect::<Option<Vec<_>>>()
    else {
        return Vec::new();
    };
    let named = values.len();
    values.sort_unstable_by(|a, b| b.cmp(a));
    values.dedup();
    if values.len() == named && named <= DENOMINATIONS_MAX {
        values
    } else {
        Vec::new()
    }
}

fn is_hour(text: &str) -> bool {
    let is = |text: &str, below: u8| {
        text.len() == 2 && text.parse::<u8>().is_ok_and(|number| number < below)
    };
    text.split_once(':')
        .is_some_and(|(hour, minute)| is(hour, 24) && is(minute, 60))
}

fn unfit_split(rows: &[Split]) -> Option<&'static str> {
    let shares: Vec<_> = rows
        .iter()
        .map(|row| (row.merchant_code_group.as_str(), row.share_bp))
        .collect();
    match (shares.is_empty(), Merchants::split(&shares)) {
        (true, _) | (false, Ok(_)) => None,
        (false, Err(UnfitSplit::Group)) => Some("names a merchant twice, or one without its group"),
        (false, Err(UnfitSplit::Shares | UnfitSplit::LegTooSmall { .. })) => {
            Some("has a share of zero, or shares of more than 10000 basis points")
        }
    }
}
