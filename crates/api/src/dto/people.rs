//! Who is at the counter, and the people of the shop.

use super::mirror_both;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

mirror_both!(
    /// What a person may do.
    Role of domain::Role { Cashier, Manager }
);

/// Somebody who works here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PersonView {
    pub id: String,
    pub name: String,
    pub role: Role,
    /// They no longer work here.
    pub retired: bool,
}

/// Who is at the counter, and on which shift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SessionView {
    /// Null where nobody typed a PIN.
    pub person: Option<PersonView>,
    /// Somebody has to type their PIN before anything is sold.
    pub locked: bool,
    /// Whether the till can be locked: only once the shop has a cashier.
    pub can_lock: bool,
    /// The shift that is open at this till.
    pub shift: Option<ShiftBrief>,
}

/// The open shift, for the status bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ShiftBrief {
    pub number: u32,
    /// Whose it is; null where the shop has named nobody.
    pub person: Option<PersonView>,
    #[ts(type = "number")]
    pub opened_at_ms: i64,
    /// Whether it is of the person at the counter.
    pub own: bool,
    /// Open for longer than a shift may be.
    pub forgotten: bool,
}

/// The people of the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PeopleView {
    pub people: Vec<PersonView>,
}

/// Type a PIN to sell.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Unlock {
    #[ts(type = "string")]
    pub typed: SecretString,
}

/// Lock the till.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// Nobody touched it, instead of somebody locking it.
    pub idle: bool,
}

/// Name a person, as a manager.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AddPerson {
    pub name: String,
    pub role: Role,
    /// The new person's own PIN.
    #[ts(type = "string")]
    pub new_pin: SecretString,
    /// The manager's PIN.
    #[ts(type = "string")]
    pub pin: SecretString,
}

/// Give a person another name, as a manager.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RenamePerson {
    pub person: String,
    pub name: String,
    /// The manager's PIN.
    #[ts(type = "string")]
    pub pin: SecretString,
}

/// A person no longer works here, a manager says.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RetirePerson {
    pub person: String,
    /// The manager's PIN.
    #[ts(type = "string")]
    pub pin: SecretString,
}

/// Give a person who forgot theirs a new PIN, as a manager.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RenewPin {
    pub person: String,
    #[ts(type = "string")]
    pub new_pin: SecretString,
    /// The manager's PIN.
    #[ts(type = "string")]
    pub pin: SecretString,
}

/// Change one's own PIN.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ChangePin {
    /// The PIN so far.
    #[ts(type = "string")]
    pub typed: SecretString,
    #[ts(type = "string")]
    pub new_pin: SecretString,
}
