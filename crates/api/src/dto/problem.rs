//! Why the shop cannot open, and what can be done about it. No shop answers
//! this: the shell does.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What keeps the shop from opening, by what a person does about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// `mostrador.toml` says something that is not understood: correct it.
    SettingsWrong,
    /// `mostrador.toml` cannot be read: look at its rights.
    SettingsUnreadable,
    /// An address in `mostrador.toml` is none: correct it.
    AddressWrong,
    /// `relay.toml` is wrong, or the relay inside the app does not start.
    RelayWrong,
    /// Nobody knows where data is kept on this machine.
    NoFolder,
    /// The data folder cannot be made, read or written.
    FolderUnwritable,
    /// The disk is full.
    DiskFull,
    /// The ledger is damaged: restore a copy.
    LedgerDamaged,
    /// The ledger's file is none of ours.
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
    /// Something else of this machine; the detail says what.
    Machine,
}

/// What cannot be shown of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum CopyDoubt {
    /// That nothing was cut off its end: its manifest is gone.
    NoManifest,
    /// That this shop wrote it: its seal is not on this machine.
    NoSeal,
}

/// The newest copy of the ledger that serves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CopyView {
    /// What names it.
    pub file: String,
    /// When it was made.
    #[ts(type = "number")]
    pub made_at_ms: i64,
    /// How many sales it has.
    #[ts(type = "number | null")]
    pub sales: Option<u64>,
    /// The ticket of its last sale.
    pub last_ticket: Option<String>,
    /// How many later sales would be missing; null if the ledger cannot
    /// tell any more.
    #[ts(type = "number | null")]
    pub missing: Option<u64>,
    /// What cannot be shown of it.
    pub doubt: Option<CopyDoubt>,
}

/// Why the shop cannot open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ProblemView {
    /// What keeps it.
    pub kind: ProblemKind,
    /// Where: a file, a folder.
    pub path: Option<String>,
    /// What of it: a key of `mostrador.toml`.
    pub about: Option<String>,
    /// For a technician; it never holds a secret or a person's data.
    pub detail: String,
    /// The shop's time zone, where it is known.
    pub time_zone: Option<String>,
    /// For a damaged ledger, the copy to go back to.
    pub copy: Option<CopyView>,
}

/// Go back to a copy.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RestoreCopy {
    /// The copy, as it was named.
    pub file: String,
    /// A manager's PIN, where the live ledger has a manager.
    #[serde(default)]
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
}
