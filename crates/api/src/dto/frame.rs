//! What a screen shows around a sale: the lights, the counts, the mode; and how
//! it learns of changes.

use super::{
    FixedQrView, Mode, Outage, OutsideChange, PracticeView, PrinterLight, SaleView, SessionView,
    WalletSetUp, mirror,
};
use serde::Serialize;
use ts_rs::TS;

/// The state of a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum LightState {
    /// It answers.
    Ok,
    /// It has not answered for a while.
    Slow,
    /// It does not answer.
    Down,
    /// It is not set up.
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Light {
    pub state: LightState,
    /// Milliseconds since the last good answer; null if there was none.
    #[ts(type = "number | null")]
    pub age_ms: Option<i64>,
    /// What stands between the till and it, while it is down.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub outage: Option<Outage>,
}

impl Light {
    /// The light of a contact that is not set up.
    pub(crate) const OFF: Light = Light {
        state: LightState::Off,
        age_ms: None,
        outage: None,
    };
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Lights {
    /// TotalCoin: QR payments.
    pub totalcoin: Light,
    /// pagoUno: cards.
    pub pagouno: Light,
    /// Bind: the merchant's own wallet; null if the shop does not use it.
    pub bind: Option<Light>,
    /// The relay: notices.
    pub relay: Light,
    /// How far the clock is off, in milliseconds; null if the difference need
    /// not be shown.
    #[ts(type = "number | null")]
    pub clock_skew_ms: Option<i64>,
    /// How far the clock is off, in milliseconds; null if QRs are allowed.
    #[ts(type = "number | null")]
    pub qr_blocked_by_clock_ms: Option<i64>,
    /// A worker of the till failed recently and was started again.
    pub worker_failed: bool,
    /// After a restore: the relay has not answered for so long that a manager
    /// may charge before it was read.
    pub relay_may_be_waived: bool,
    /// The printer; absent where none is set and nothing waits for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub printer: Option<PrinterLight>,
}

/// Whether cards can be charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum CardSetUp {
    Ready,
    /// A setting or a key of pagoUno is missing.
    NotSetUp,
}

/// The kind of place that can damage the data folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum FolderRiskKind {
    /// A network file system.
    Network,
    /// A folder that a program copies to a cloud.
    Cloud,
}

/// The place of the data folder, if it can damage the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FolderRisk {
    pub kind: FolderRiskKind,
    /// The name of the file system, or of the program.
    pub name: String,
}

/// Everything that the cashier's window starts from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Snapshot {
    /// The journal's sequence of this state.
    #[ts(type = "number")]
    pub seq: i64,
    pub mode: Mode,
    /// Live against an address that is not the provider's real one.
    pub test_environment: bool,
    /// The addresses to warn about: those that wait for a manager, and those
    /// whose host no provider names.
    pub addresses: Vec<AddressView>,
    /// The till's number in `mostrador.toml`, if it is not in force: this
    /// ledger keeps its own.
    pub number_in_file: Option<u16>,
    /// Where the data lies, where that can damage it.
    pub folder_risk: Option<FolderRisk>,
    /// Whether to show the banner of a first run.
    pub first_run: bool,
    /// The till's number.
    pub till_number: u16,
    /// The name that people use.
    pub till_name: String,
    /// The till's time zone, by its IANA name.
    pub time_zone: String,
    /// Who is at the counter, and on which shift.
    pub session: SessionView,
    /// The day's count and total; null while locked, or where a setting or a
    /// blind count hides it.
    pub glance: Option<Glance>,
    /// Whether selling asks for an open shift.
    pub shift_required: bool,
    /// After how many minutes without a key the till locks; 0 for never.
    pub lock_minutes: u32,
    /// The step to which cash is rounded down; 0 for none.
    #[ts(type = "number")]
    pub cash_rounding_centavos: i64,
    /// The notes and coins in use, in centavos, largest first.
    #[ts(type = "Array<number>")]
    pub denominations: Vec<i64>,
    /// Whether the shop has named a manager.
    pub has_manager: bool,
    /// The largest amount that can be charged without a manager.
    #[ts(type = "number")]
    pub amount_max_centavos: i64,
    /// Whether cards can be charged.
    pub card: CardSetUp,
    pub wallet: WalletSetUp,
    /// The shop's fixed QR.
    pub fixed_qr: FixedQrView,
    /// The sale on the screen.
    pub in_hand: Option<String>,
    /// The last sales, newest first.
    pub sales: Vec<SaleView>,
    /// The status lights.
    pub lights: Lights,
    /// How many errands are owed to providers, those included that a person
    /// has to settle.
    #[ts(type = "number")]
    pub owed: u64,
    /// How many of them a person has to settle; none where it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(type = "number", optional)]
    pub dead: Option<u64>,
    /// How many reports to Bind wait for a person.
    #[ts(type = "number")]
    pub reports: u64,
    /// How many sales may still get money.
    #[ts(type = "number")]
    pub open_sales: u64,
    /// How many items wait in the tray.
    #[ts(type = "number")]
    pub tray: u64,
    /// The practice drawer; null in live mode.
    pub practice: Option<PracticeView>,
    /// A change of `mostrador.toml` from outside that is not in force.
    pub settings_outside: Option<OutsideChange>,
    /// What a restore still requires; null if nothing.
    pub restored: Option<AfterRestore>,
}

mirror!(
    /// A destination outside that money or cards depend on.
    AddressOf of domain::Destination { Totalcoin, Pagouno, Relay, Bind, BindToken, CardIdentity }
);

/// An address to warn about, or whom cards pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AddressView {
    pub what: AddressOf,
    pub address: String,
    /// The one used so far, if this one waits for a manager.
    pub before: Option<String>,
    /// Whether charges that need it wait for a manager.
    pub waits: bool,
}

/// What a restore of the ledger still requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum AfterRestore {
    /// The relay must be read to its end; until then no QR or card is charged.
    RelayUnread,
    /// The same, but a manager allowed charges.
    RelayWaived,
    /// No relay is set up, so payments made since the copy will not be heard
    /// of.
    NoRelay,
}

/// The day so far, at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Glance {
    #[ts(type = "number")]
    pub count: u64,
    /// What came in, less what was given back.
    #[ts(type = "number")]
    pub total_centavos: i64,
}

/// What changed by the commits after `after` up to `seq`. A gap means: load the snapshot again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TillChanged {
    #[ts(type = "number")]
    pub after: i64,
    #[ts(type = "number")]
    pub seq: i64,
    pub sales: Vec<SaleView>,
    /// How many errands are owed to providers, those included that a person
    /// has to settle.
    #[ts(type = "number")]
    pub owed: u64,
    /// How many of them a person has to settle; none where it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(type = "number", optional)]
    pub dead: Option<u64>,
    /// How many reports to Bind wait for a person.
    #[ts(type = "number")]
    pub reports: u64,
    /// How many sales may still get money.
    #[ts(type = "number")]
    pub open_sales: u64,
    /// How many items wait in the tray.
    #[ts(type = "number")]
    pub tray: u64,
    /// Who is at the counter, and on which shift.
    pub session: SessionView,
    /// The day's count and total; null while locked, or where a setting or a
    /// blind count hides it.
    pub glance: Option<Glance>,
    /// The sale on the screen.
    pub in_hand: Option<String>,
    /// The shop's fixed QR.
    pub fixed_qr: FixedQrView,
    /// What a restore still requires; null if nothing.
    pub restored: Option<AfterRestore>,
}
