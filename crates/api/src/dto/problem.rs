//! Why the shop cannot open, and what can be done about it. The shell answers
//! these requests, not a shop.

use super::BackupProgress;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Why the shop cannot open, by what a person can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// `mostrador.toml` has an error: correct it.
    SettingsWrong,
    /// `mostrador.toml` cannot be read: check its permissions.
    SettingsUnreadable,
    /// An address in `mostrador.toml` is invalid: correct it.
    AddressWrong,
    /// `relay.toml` is wrong, or the relay inside the app does not start.
    RelayWrong,
    /// The operating system names no folder for data.
    NoFolder,
    /// The data folder cannot be made, read or written.
    FolderUnwritable,
    /// The disk is full.
    DiskFull,
    /// The ledger is of an older version, and the copy before its upgrade has
    /// no room: copy it to another folder, or go on without one.
    UpgradeNoRoom,
    /// Nothing is wrong: the ledger is being copied and upgraded.
    Upgrading,
    /// The ledger is damaged: restore a copy.
    LedgerDamaged,
    /// The ledger's file is not one of ours.
    LedgerForeign,
    /// A newer version of the program wrote the ledger: update the program.
    LedgerNewer,
    /// Another process holds the ledger.
    LedgerBusy,
    /// The ledger cannot be reached.
    LedgerUnreachable,
    /// The keychain is locked or gone.
    Keychain,
    /// Another window has the same data open.
    AlreadyOpen,
    /// Another problem of this machine; the detail has it.
    Machine,
}

/// What cannot be proved about a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum CopyDoubt {
    /// That nothing was cut off its end: its manifest is missing.
    NoManifest,
    /// That this shop wrote it: its seal is not on this machine.
    NoSeal,
}

/// The newest usable copy of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CopyView {
    /// Its file name.
    pub file: String,
    #[ts(type = "number")]
    pub made_at_ms: i64,
    /// How many sales it has.
    #[ts(type = "number | null")]
    pub sales: Option<u64>,
    pub last_ticket: Option<String>,
    /// How many later sales would be missing; null if the ledger can no longer
    /// tell.
    #[ts(type = "number | null")]
    pub missing: Option<u64>,
    /// What cannot be proved about it.
    pub doubt: Option<CopyDoubt>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ProblemView {
    pub kind: ProblemKind,
    /// The file or folder.
    pub path: Option<String>,
    /// The key of `mostrador.toml`.
    pub about: Option<String>,
    /// For a technician; it never contains a secret or a person's data.
    pub detail: String,
    /// The shop's time zone; null if unknown.
    pub time_zone: Option<String>,
    /// The copy to restore if the ledger is damaged.
    pub copy: Option<CopyView>,
    /// The room for the copy before an upgrade, if there is too little.
    pub room: Option<RoomView>,
    /// How far the copy before the upgrade has come, while the ledger is
    /// upgraded.
    pub upgrade: Option<BackupProgress>,
}

/// Too little room for a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct RoomView {
    #[ts(type = "number")]
    pub needed_bytes: u64,
    #[ts(type = "number")]
    pub free_bytes: u64,
}

/// Upgrade the ledger, with its copy in another folder.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct UpgradeWithCopy {
    /// An existing folder; the usual one if it is empty.
    pub folder: String,
}

/// Upgrade the ledger without a copy.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct UpgradeWithoutCopy {
    /// A manager's PIN, if the live ledger has a manager.
    #[serde(default)]
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
}

/// Restore a copy.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RestoreCopy {
    /// The copy's file name.
    pub file: String,
    /// A manager's PIN, if the live ledger has a manager.
    #[serde(default)]
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
}
