//! What stands around a sale: the lights, the counts, the mode; and how a
//! screen learns of changes.

use super::{Mode, OutsideChange, PracticeView, SaleView, mirror};
use serde::Serialize;
use ts_rs::TS;

/// How a contact stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum LightState {
    /// It answers.
    Ok,
    /// It has not been heard of for a while.
    Slow,
    /// It does not answer.
    Down,
    /// It is not set up.
    Off,
}

/// One status light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Light {
    /// How the contact stands.
    pub state: LightState,
    /// Milliseconds since the last good answer; null if there was none.
    #[ts(type = "number | null")]
    pub age_ms: Option<i64>,
}

impl Light {
    /// The light of what is not set up.
    pub(crate) const OFF: Light = Light {
        state: LightState::Off,
        age_ms: None,
    };
}

/// The status lights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Lights {
    /// QR pre-orders.
    pub totalcoin: Light,
    /// Cards.
    pub pagouno: Light,
    /// The house's own wallet.
    pub bind: Light,
    /// Notices.
    pub relay: Light,
    /// How far the clock is off where that is worth saying, in milliseconds.
    #[ts(type = "number | null")]
    pub clock_skew_ms: Option<i64>,
    /// How far the clock is off where that forbids QRs, in milliseconds.
    #[ts(type = "number | null")]
    pub qr_blocked_by_clock_ms: Option<i64>,
    /// Something of the till failed lately and was started again.
    pub worker_failed: bool,
    /// After a restore: the relay has been silent for so long that a manager
    /// may charge before it was read.
    pub relay_may_be_waived: bool,
}

/// Whether cards can be charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum CardSetUp {
    /// They can.
    Ready,
    /// A setting or a key of pagoUno is missing.
    NotSetUp,
}

/// What kind of place the data folder lies in, where that can damage it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum FolderRiskKind {
    /// A network's file system.
    Network,
    /// A folder that a program copies to a cloud.
    Cloud,
}

/// Where the data folder lies, where that can damage the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FolderRisk {
    /// What kind of place it is.
    pub kind: FolderRiskKind,
    /// The file system, or the program.
    pub name: String,
}

/// All that the cashier's window starts from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Snapshot {
    /// The journal's sequence that this shows.
    #[ts(type = "number")]
    pub seq: i64,
    /// Practice, or the real thing.
    pub mode: Mode,
    /// Live against an address that is no real provider's.
    pub test_environment: bool,
    /// What the screen says of addresses: those that wait for a manager, and
    /// those whose host no provider names.
    pub addresses: Vec<AddressView>,
    /// The till's number in `mostrador.toml`, where it is not in force: this
    /// ledger keeps its own.
    pub number_in_file: Option<u16>,
    /// Where the data lies, where that can damage it.
    pub folder_risk: Option<FolderRisk>,
    /// Whether the banner of a first run is still to be shown.
    pub first_run: bool,
    /// The till's number.
    pub till_number: u16,
    /// What people call it.
    pub till_name: String,
    /// The till's time zone, by its IANA name.
    pub time_zone: String,
    /// Who sells, where the shop has named them.
    pub cashier: Option<String>,
    /// Whether the shop has named a manager.
    pub has_manager: bool,
    /// The largest amount that is charged without a manager.
    #[ts(type = "number")]
    pub amount_max_centavos: i64,
    /// Whether cards can be charged.
    pub card: CardSetUp,
    /// The sale on the screen.
    pub in_hand: Option<String>,
    /// The last sales, newest first.
    pub sales: Vec<SaleView>,
    /// The status lights.
    pub lights: Lights,
    /// Errands owed to providers.
    #[ts(type = "number")]
    pub owed: u64,
    /// Sales of which money may yet come.
    #[ts(type = "number")]
    pub open_sales: u64,
    /// What waits in the tray.
    #[ts(type = "number")]
    pub tray: u64,
    /// The practice drawer; none in live mode.
    pub practice: Option<PracticeView>,
    /// `mostrador.toml` was changed outside and is not in force.
    pub settings_outside: Option<OutsideChange>,
    /// What still follows from a restore; null if nothing does.
    pub restored: Option<AfterRestore>,
}

mirror!(
    /// Something outside that money or cards depend on.
    AddressOf of domain::Destination { Totalcoin, Pagouno, Relay, CardIdentity }
);

/// An address, or whom cards pay, of which the screen says something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AddressView {
    /// Which one.
    pub what: AddressOf,
    /// What it is.
    pub address: String,
    /// What was used so far, where this waits for a manager in its place.
    pub before: Option<String>,
    /// Whether charges that need it wait for a manager.
    pub waits: bool,
}

/// What still follows from a restore of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum AfterRestore {
    /// The relay is still to be read to its end; no QR or card is charged
    /// before.
    RelayUnread,
    /// It is, and a manager charges all the same.
    RelayWaived,
    /// No relay is set up: what was paid since the copy is not told.
    NoRelay,
}

/// What changed by the commits after `after` up to `seq`. A gap means: load the snapshot again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TillChanged {
    /// The sequence before the change.
    #[ts(type = "number")]
    pub after: i64,
    /// The sequence after it.
    #[ts(type = "number")]
    pub seq: i64,
    /// The sales that changed.
    pub sales: Vec<SaleView>,
    /// Errands owed to providers.
    #[ts(type = "number")]
    pub owed: u64,
    /// Sales of which money may yet come.
    #[ts(type = "number")]
    pub open_sales: u64,
    /// What waits in the tray.
    #[ts(type = "number")]
    pub tray: u64,
    /// The sale on the screen.
    pub in_hand: Option<String>,
    /// What still follows from a restore; null if nothing does.
    pub restored: Option<AfterRestore>,
}
