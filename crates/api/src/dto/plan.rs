//! Instalment plans, as a manager edits them.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whose plan it is, and so which wire code its count has.
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
    /// Which plan it replaces or adds: 1 to 32 of a-z, 0-9 and -.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Whose it is.
    pub programme: Programme,
    /// The real number of instalments.
    pub count: u8,
    /// The first day, as ISO 8601 writes it; none for always.
    #[ts(optional = nullable)]
    pub valid_from: Option<String>,
    /// The last day; none for ever.
    #[ts(optional = nullable)]
    pub valid_until: Option<String>,
    /// On which days of the week, one at least.
    pub weekdays: Vec<Weekday>,
    /// The smallest cash price.
    #[ts(type = "number")]
    pub amount_min_centavos: i64,
    /// The largest; none for no limit.
    #[ts(type = "number", optional = nullable)]
    pub amount_max_centavos: Option<i64>,
    /// What is added to the cash price, in basis points.
    pub coefficient_bp: u32,
    /// The nominal yearly rate to show; none to show none.
    #[ts(optional = nullable)]
    pub tna_bp: Option<u32>,
    /// The effective yearly rate.
    #[ts(optional = nullable)]
    pub tea_bp: Option<u32>,
    /// The total financial cost.
    #[ts(optional = nullable)]
    pub cftea_bp: Option<u32>,
    /// pagoUno's code of a recurring payment.
    #[ts(optional = nullable)]
    pub subscription_code: Option<String>,
    /// Whether it is offered at all.
    pub enabled: bool,
}

/// A plan as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PlanView {
    /// Which plan.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Whose it is.
    pub programme: Programme,
    /// The real number of instalments.
    pub count: u8,
    /// What goes out as `installments`.
    pub code: u8,
    /// The first day; none for always.
    pub valid_from: Option<String>,
    /// The last day; none for ever.
    pub valid_until: Option<String>,
    /// On which days of the week.
    pub weekdays: Vec<Weekday>,
    /// The smallest cash price.
    #[ts(type = "number")]
    pub amount_min_centavos: i64,
    /// The largest; none for no limit.
    #[ts(type = "number | null")]
    pub amount_max_centavos: Option<i64>,
    /// What is added to the cash price, in basis points.
    pub coefficient_bp: u32,
    /// The nominal yearly rate that is shown.
    pub tna_bp: Option<u32>,
    /// The effective yearly rate.
    pub tea_bp: Option<u32>,
    /// The total financial cost.
    pub cftea_bp: Option<u32>,
    /// pagoUno's code of a recurring payment.
    pub subscription_code: Option<String>,
    /// Whether it is offered at all.
    pub enabled: bool,
    /// Whether it is offered today, whatever the amount.
    pub today: bool,
}

/// The shop's plans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PlansView {
    pub plans: Vec<PlanView>,
    /// Whether a change asks for a manager's PIN.
    pub needs_manager: bool,
}

/// Keep a plan, in place of the one of its id.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KeepPlan {
    /// A manager's PIN, where the shop has a manager.
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
    pub plan: PlanDraft,
}

/// Remove a plan.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RemovePlan {
    /// A manager's PIN, where the shop has a manager.
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
    /// Which.
    pub id: String,
}

/// The plans as a file, one `[[plan]]` each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ExportedPlans {
    /// The file's text, which is TOML.
    pub text: String,
}

/// Take plans from a file's text, in place of all that there are.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ImportPlans {
    /// A manager's PIN, where the shop has a manager.
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
    /// The file's text.
    pub text: String,
}

/// What is wrong with a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum PlanWhy {
    /// The value is missing or none of its kind.
    Malformed,
    /// Out of range: too long, too many, too large.
    OutOfRange,
    /// A standard plan of that many would be charged as one of Ahora.
    MeansAhora,
    /// Ahora has no plan of that many instalments.
    NotInAhora,
    /// The code means another number of instalments.
    CodeMeansAnother,
    /// The last day lies before the first.
    DaysBackwards,
    /// The smallest amount is above the largest, or zero.
    AmountsBackwards,
    /// There are two plans of that id.
    SameId,
    /// Another plan of the same days goes out under the same code.
    SameCode,
    /// There are too many plans, or the text is too long.
    TooMany,
    /// There is no such plan.
    Unknown,
}

/// Which part of which plan is to be corrected, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PlanTrouble {
    /// The row of a file, from 1; none for a plan that is edited.
    pub row: Option<u32>,
    /// The key, as a file and a draft name it; none for the whole.
    pub key: Option<String>,
    /// What is wrong with it.
    pub why: PlanWhy,
}
