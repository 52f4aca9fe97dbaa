//! Plans as a TOML file with one `[[plan]]` each. The error of an invalid file
//! names the row and the key.

use super::trouble::{checked, clashing, of_instalments, trouble};
use crate::dto::{PlanTrouble, PlanWhy};
use domain::plan::{BasisPoints, Clash, Instalments, PLANS_MAX, Plan, PlanTerms, Plans};
use domain::{Day, Money, Weekday, Weekdays};
use serde::Serialize;
use till::setup::plans::PLANS_FILE_BYTES_MAX;
use toml::{Table, Value};

/// A row, with its fields in the order of writing.
#[derive(Serialize)]
struct Row {
    id: String,
    name: String,
    count: u8,
    code: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<String>,
    weekdays: Vec<&'static str>,
    amount_min_centavos: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount_max_centavos: Option<i64>,
    coefficient_bp: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    tna_bp: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tea_bp: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cftea_bp: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subscription_code: Option<String>,
    enabled: bool,
}

/// The keys that a row may have.
const KEYS: [&str; 15] = [
    "id",
    "name",
    "count",
    "code",
    "valid_from",
    "valid_until",
    "weekdays",
    "amount_min_centavos",
    "amount_max_centavos",
    "coefficient_bp",
    "tna_bp",
    "tea_bp",
    "cftea_bp",
    "subscription_code",
    "enabled",
];

#[derive(Serialize)]
struct File {
    plan: Vec<Row>,
}

/// The plans as a file's text.
pub(super) fn write(plans: &Plans) -> String {
    let plan = plans.iter().map(|plan| row_of(plan.terms())).collect();
    toml::to_string(&File { plan }).expect("texts, numbers and lists of texts are always TOML")
}

fn row_of(terms: &PlanTerms) -> Row {
    let bp = |rate: Option<BasisPoints>| rate.map(|rate| rate.0);
    Row {
        id: terms.id.to_string(),
        name: terms.name.clone(),
        count: terms.instalments.count(),
        code: terms.instalments.code(),
        valid_from: terms.valid_from.map(|day| day.to_string()),
        valid_until: terms.valid_until.map(|day| day.to_string()),
        weekdays: terms.weekdays.days().map(word).collect(),
        amount_min_centavos: terms.amount_min.centavos(),
        amount_max_centavos: terms.amount_max.map(Money::centavos),
        coefficient_bp: terms.coefficient.0,
        tna_bp: bp(terms.tna),
        tea_bp: bp(terms.tea),
        cftea_bp: bp(terms.cftea),
        subscription_code: terms.subscription_code.clone(),
        enabled: terms.enabled,
    }
}

const fn word(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
        Weekday::Sunday => "sunday",
    }
}

/// The plans of a file; it must have at least one.
pub(super) fn read(text: &str) -> Result<Plans, PlanTrouble> {
    let whole = |why| PlanTrouble {
        row: None,
        key: None,
        why,
    };
    if text.len() > PLANS_FILE_BYTES_MAX {
        return Err(whole(PlanWhy::TooMany));
    }
    let file: Table = text.parse().map_err(|_| whole(PlanWhy::Malformed))?;
    let other = file.keys().find(|key| *key != "plan");
    if let Some(other) = other {
        return Err(PlanTrouble {
            row: None,
            key: Some(shortened(other)),
            why: PlanWhy::Malformed,
        });
    }
    let rows = match file.get("plan") {
        Some(Value::Array(rows)) if !rows.is_empty() => rows,
        Some(_) | None => return Err(whole(PlanWhy::Malformed)),
    };
    if rows.len() > PLANS_MAX {
        return Err(whole(PlanWhy::TooMany));
    }
    let mut plans = Vec::new();
    for (number, row) in (1_u32..).zip(rows) {
        let at = |trouble| PlanTrouble {
            row: Some(number),
            ..trouble
        };
        let row = row
            .as_table()
            .ok_or_else(|| at(whole(PlanWhy::Malformed)))?;
        plans.push(plan_of(row).map_err(at)?);
    }
    let ids: Vec<_> = plans.iter().map(|plan: &Plan| plan.id().clone()).collect();
    Plans::new(plans).map_err(|clash| {
        let id = match &clash {
            Clash::SameId(id) | Clash::SameCode(_, id) => Some(id),
            Clash::TooMany => None,
        };
        // The later of two rows with the same id is reported.
        let place = ids.iter().rposition(|known| Some(known) == id);
        PlanTrouble {
            row: place.and_then(|place| u32::try_from(place + 1).ok()),
            ..clashing(&clash)
        }
    })
}

/// A key of the file, shortened for the error.
fn shortened(key: &str) -> String {
    key.chars().take(40).collect()
}

fn plan_of(row: &Table) -> Result<Plan, PlanTrouble> {
    if let Some(other) = row.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(PlanTrouble {
            row: None,
            key: Some(shortened(other)),
            why: PlanWhy::Malformed,
        });
    }
    let row = Keyed(row);
    let (count, code) = (row.number("count")?, row.number("code")?);
    let instalments = Instalments::of_count_and_code(count, code)
        .map_err(|why| trouble("code", of_instalments(why)))?;
    let id = row.text("id")?.ok_or_else(|| malformed("id"))?;
    let bp = |key| -> Result<Option<BasisPoints>, PlanTrouble> {
        Ok(row.number_if_any(key)?.map(BasisPoints))
    };
    checked(PlanTerms {
        id: id.parse().map_err(|_| malformed("id"))?,
        name: row.text("name")?.ok_or_else(|| malformed("name"))?,
        instalments,
        valid_from: row.day("valid_from")?,
        valid_until: row.day("valid_until")?,
        weekdays: row.weekdays("weekdays")?,
        amount_min: row
            .money("amount_min_centavos")?
            .ok_or_else(|| malformed("amount_min_centavos"))?,
        amount_max: row.money("amount_max_centavos")?,
        coefficient: BasisPoints(row.number("coefficient_bp")?),
        tna: bp("tna_bp")?,
        tea: bp("tea_bp")?,
        cftea: bp("cftea_bp")?,
        subscription_code: row.text("subscription_code")?,
        enabled: match row.0.get("enabled") {
            None => true,
            Some(value) => value.as_bool().ok_or_else(|| malformed("enabled"))?,
        },
    })
}

fn malformed(key: &str) -> PlanTrouble {
    trouble(key, PlanWhy::Malformed)
}

/// A row and its keys.
struct Keyed<'r>(&'r Table);

impl Keyed<'_> {
    fn text(&self, key: &str) -> Result<Option<String>, PlanTrouble> {
        let value = self.0.get(key);
        let text = value.map(|value| value.as_str().ok_or_else(|| malformed(key)));
        Ok(text.transpose()?.map(str::to_owned))
    }

    fn number_if_any<N: TryFrom<i64>>(&self, key: &str) -> Result<Option<N>, PlanTrouble> {
        let Some(value) = self.0.get(key) else {
            return Ok(None);
        };
        let number = value.as_integer().ok_or_else(|| malformed(key))?;
        let number = N::try_from(number);
        Ok(Some(number.map_err(|_| trouble(key, PlanWhy::OutOfRange))?))
    }

    fn number<N: TryFrom<i64>>(&self, key: &str) -> Result<N, PlanTrouble> {
        self.number_if_any(key)?.ok_or_else(|| malformed(key))
    }

    fn money(&self, key: &str) -> Result<Option<Money>, PlanTrouble> {
        let centavos = self.number_if_any(key)?.map(Money::from_centavos);
        let money = centavos.transpose();
        money.map_err(|_| trouble(key, PlanWhy::OutOfRange))
    }

    /// A day, written as text or as TOML's own type.
    fn day(&self, key: &str) -> Result<Option<Day>, PlanTrouble> {
        let text = match self.0.get(key) {
            None => return Ok(None),
            Some(Value::Datetime(day)) => day.to_string(),
            Some(value) => value.as_str().ok_or_else(|| malformed(key))?.to_owned(),
        };
        text.trim().parse().map(Some).map_err(|_| malformed(key))
    }

    /// Days of the week; every day if the key is missing.
    fn weekdays(&self, key: &str) -> Result<Weekdays, PlanTrouble> {
        let Some(value) = self.0.get(key) else {
            return Ok(Weekdays::ALL);
        };
        let words = value.as_array().ok_or_else(|| malformed(key))?;
        let day = |value: &Value| {
            let named = value.as_str()?;
            Weekday::ALL.into_iter().find(|day| word(*day) == named)
        };
        let days: Option<Vec<Weekday>> = words.iter().map(day).collect();
        Weekdays::of(days.ok_or_else(|| malformed(key))?).map_err(|_| malformed(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::plan::first_rows;
    use proptest::prelude::*;

    const ROW: &str = "[[plan]]\nid = \"a\"\nname = \"A\"\ncount = 12\ncode = 7\n\
         valid_until = 2026-12-31\nweekdays = [\"monday\", \"sunday\"]\n\
         amount_min_centavos = 1000\ncoefficient_bp = 250\n";

    fn refused(text: &str) -> (Option<u32>, Option<String>, PlanWhy) {
        let trouble = read(text).unwrap_err();
        (trouble.row, trouble.key, trouble.why)
    }

    #[test]
    fn a_written_file_is_read_back() {
        let first = first_rows();
        assert_eq!(read(&write(&first)), Ok(first));
        let plans = read(ROW).unwrap();
        assert_eq!(read(&write(&plans)), Ok(plans.clone()));
        let plan = plans.iter().next().unwrap().terms();
        assert_eq!(plan.instalments, Instalments::ahora(12).unwrap());
        assert_eq!(plan.valid_until.unwrap().to_string(), "2026-12-31");
        assert!(plan.enabled);
    }

    #[test]
    fn errors_name_the_row_and_the_key() {
        let key = |key: &str| Some(key.to_owned());
        for (text, told) in [
            ("", (None, None, PlanWhy::Malformed)),
            ("plan = []", (None, None, PlanWhy::Malformed)),
            ("esto no", (None, None, PlanWhy::Malformed)),
            ("[otra]\n", (None, key("otra"), PlanWhy::Malformed)),
            ("plan = [1]", (Some(1), None, PlanWhy::Malformed)),
        ] {
            assert_eq!(refused(text), told, "{text}");
        }
        for (from, to, at, why) in [
            ("code = 7", "code = 12", "code", PlanWhy::Malformed),
            ("code = 7", "code = 13", "code", PlanWhy::CodeMeansAnother),
            (
                "count = 12\ncode = 7",
                "count = 8\ncode = 8",
                "code",
                PlanWhy::MeansAhora,
            ),
            ("count = 12", "count = 300", "count", PlanWhy::OutOfRange),
            (
                "count = 12",
                "count = \"doce\"",
                "count",
                PlanWhy::Malformed,
            ),
            ("name = \"A\"\n", "", "name", PlanWhy::Malformed),
            ("2026-12-31", "\"nunca\"", "valid_until", PlanWhy::Malformed),
            ("\"monday\"", "\"lunes\"", "weekdays", PlanWhy::Malformed),
            ("= 1000", "= -1", "amount_min_centavos", PlanWhy::OutOfRange),
            ("= 250", "= 100001", "coefficient_bp", PlanWhy::OutOfRange),
            ("id =", "di =", "di", PlanWhy::Malformed),
        ] {
            let text = format!("{ROW}{}", ROW.replacen(from, to, 1));
            let text = text.replacen("id = \"a\"", "id = \"b\"", 1);
            if to == "code = 12" {
                // Twelve standard instalments are a valid plan.
                assert!(read(&text).is_ok());
                continue;
            }
            assert_eq!(refused(&text), (Some(2), key(at), why), "{text}");
        }
        let twice = format!("{ROW}{ROW}");
        assert_eq!(refused(&twice), (Some(2), key("id"), PlanWhy::SameId));
        let large = " ".repeat(PLANS_FILE_BYTES_MAX + 1);
        assert_eq!(refused(&large), (None, None, PlanWhy::TooMany));
    }

    proptest! {
        /// No text makes the reader panic, and a text that it reads is written
        /// back the same.
        #[test]
        fn no_text_breaks_the_reader(text in "\\PC{0,200}", from in 0_usize..200, bytes in "\\PC{0,6}") {
            let _ = read(&text);
            let mut bent = ROW.to_owned();
            let at = from.min(bent.len());
            if bent.is_char_boundary(at) {
                bent.insert_str(at, &bytes);
            }
            if let Ok(plans) = read(&bent) {
                prop_assert_eq!(read(&write(&plans)), Ok(plans));
            }
        }
    }
}
