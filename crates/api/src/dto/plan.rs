//! Instalment plans, as a manager edits them.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The programme of a plan, which decides the wire code of its count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Programme {
    /// The card's own instalments: the wire code is the count.
    Standard,
    /// The programme Ahora, with codes of its own.
    Ahora,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl From<domain::Weekday> for Weekday {
    fn from(day: domain::Weekday) -> Weekday {
        match day {
            domain::Weekday::Monday => Weekday::Monday,
            domain::Weekday::Tuesday => Weekday::Tuesday,
            domain::Weekday::Wednesday => Weekday::Wednesday,
            domain::Weekday::Thursday => Weekday::Thursday,
            domain::Weekday::Friday => Weekday::Friday,
            domain::Weekday::Saturday => Weekday::Saturday,
            domain::Weekday::Sunday => Weekday::Sunday,
        }
    }
}

impl From<Weekday> for domain::Weekday {
    fn from(day: Weekday) -> domain::Weekday {
        match day {
            Weekday::Monday => domain::Weekday::Monday,
            Weekday::Tuesday => domain::Weekday::Tuesday,
            Weekday::Wednesday => domain::Weekday::Wednesday,
            Weekday::Thursday => domain::Weekday::Thursday,
            Weekday::Friday => domain::Weekday::Friday,
            Weekday::Saturday => domain::Weekday::Saturday,
            Weekday::Sunday => domain::Weekday::Sunday,
        }
    }
}

/// A plan as it is edited.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PlanDraft {
    /// The id of the plan to replace or add: 1 to 32 of a-z, 0-9 and -.
    pub id: String,
    /// The name that people use.
    pub name: String,
    pub programme: Programme,
    /// The real number of instalments.
    pub count: u8,
    /// The first day, in ISO 8601; null for no start.
    #[ts(optional = nullable)]
    pub valid_from: Option<String>,
    /// The last day, in ISO 8601; null for no end.
    #[ts(optional = nullable)]
    pub valid_until: Option<String>,
    /// The days of the week, at least one.
    pub weekdays: Vec<Weekday>,
    /// The smallest cash price.
    #[ts(type = "number")]
    pub amount_min_centavos: i64,
    /// The largest cash price; null for no limit.
    #[ts(type = "number", optional = nullable)]
    pub amount_max_centavos: Option<i64>,
    /// The surcharge on the cash price, in basis points.
    pub coefficient_bp: u32,
    /// The nominal yearly rate (TNA) to show, in basis points; null shows none.
    #[ts(optional = nullable)]
    pub tna_bp: Option<u32>,
    /// The effective yearly rate (TEA) to show, in basis points; null shows
    /// none.
    #[ts(optional = nullable)]
    pub tea_bp: Option<u32>,
    /// The total financial cost (CFTEA) to show, in basis points; null shows
    /// none.
    #[ts(optional = nullable)]
    pub cftea_bp: Option<u32>,
    /// pagoUno's code for a recurring payment.
    #[ts(optional = nullable)]
    pub subscription_code: Option<String>,
    /// Whether it is offered at all.
    pub enabled: bool,
}

/// A stored plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PlanView {
    pub id: String,
    /// The name that people use.
    pub name: String,
    pub programme: Programme,
    /// The real number of instalments.
    pub count: u8,
    /// The value that is sent as `installments`.
    pub code: u8,
    /// The first day, in ISO 8601; null for no start.
    pub valid_from: Option<String>,
    /// The last day, in ISO 8601; null for no end.
    pub valid_until: Option<String>,
    pub weekdays: Vec<Weekday>,
    /// The smallest cash price.
    #[ts(type = "number")]
    pub amount_min_centavos: i64,
    /// The largest cash price; null for no limit.
    #[ts(type = "number | null")]
    pub amount_max_centavos: Option<i64>,
    /// The surcharge on the cash price, in basis points.
    pub coefficient_bp: u32,
    /// The nominal yearly rate (TNA) to show, in basis points.
    pub tna_bp: Option<u32>,
    /// The effective yearly rate (TEA) to show, in basis points.
    pub tea_bp: Option<u32>,
    /// The total financial cost (CFTEA) to show, in basis points.
    pub cftea_bp: Option<u32>,
    /// pagoUno's code for a recurring payment.
    pub subscription_code: Option<String>,
    /// Whether it is offered at all.
    pub enabled: bool,
    /// Whether its dates and weekdays include today, whatever the amount.
    pub today: bool,
}

/// The shop's plans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PlansView {
    pub plans: Vec<PlanView>,
}

/// Store a plan: it replaces the one with its id, or is added.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KeepPlan {
    /// A manager's PIN, if the shop has a manager.
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
    pub plan: PlanDraft,
}

/// Remove a plan.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RemovePlan {
    /// A manager's PIN, if the shop has a manager.
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
    pub id: String,
}

/// The plans as a file with one `[[plan]]` each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ExportedPlans {
    /// The file's text, in TOML.
    pub text: String,
}

/// Replace all plans by those of a file.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ImportPlans {
    /// A manager's PIN, if the shop has a manager.
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
    pub text: String,
}

/// What is wrong with a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum PlanWhy {
    /// The value is missing, or of the wrong kind.
    Malformed,
    /// Out of range: too long, too many, too large.
    OutOfRange,
    /// A standard plan with this count would be charged as a plan of Ahora.
    MeansAhora,
    /// Ahora has no plan with this count of instalments.
    NotInAhora,
    /// The code belongs to another count of instalments.
    CodeMeansAnother,
    /// The last day is before the first.
    DaysBackwards,
    /// The smallest amount is zero, or above the largest.
    AmountsBackwards,
    /// Two plans have this id.
    SameId,
    /// Another plan of the same days is sent with the same code.
    SameCode,
    /// There are too many plans, or the text is too long.
    TooMany,
    /// The plan does not exist.
    Unknown,
}

/// The part of a plan that must be corrected, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PlanTrouble {
    /// The row of a file, from 1; null for a plan that is edited.
    pub row: Option<u32>,
    /// The key, as a file and a draft name it; null for the whole plan.
    pub key: Option<String>,
    pub why: PlanWhy,
}
