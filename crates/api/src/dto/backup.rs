//! The ledger's copies: what is kept, the one that is being made, and the
//! second folder.

use serde::Serialize;
use ts_rs::TS;

/// What is being done with a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum BackupStep {
    Copying,
    Checking,
}

/// How far the copy that is being made has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct BackupProgress {
    pub step: BackupStep,
    /// How much of it is copied, in thousandths.
    pub per_mille: u32,
    /// Somebody asked to stop it.
    pub stopping: bool,
}

/// Why the last copy failed, by what a person can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum BackupTroubleKind {
    /// There is no room on the disk.
    NoRoom,
    /// The ledger itself is not whole.
    LedgerBroken,
    /// The folder of copies cannot be written.
    FolderUnwritable,
    /// Another problem; the detail has it.
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BackupTrouble {
    pub kind: BackupTroubleKind,
    /// How many bytes are missing on the disk; null if that is not known.
    #[ts(type = "number | null")]
    pub missing_bytes: Option<u64>,
    /// For a technician.
    pub detail: String,
}

/// How the second folder was when somebody last looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum SecondFolderStanding {
    /// Nobody has looked yet.
    NotYet,
    /// It is there, and has the newest copy.
    Here,
    /// It is not there.
    Away,
    /// It is there without our marker: another stick, or nothing is mounted.
    NotOurs,
    /// It cannot be one: its path is not absolute, or it is in the data folder.
    Unfit,
    /// It is there, and the copy could not be taken to it.
    Failed,
}

/// The second folder, which has the newest copies too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SecondFolderView {
    pub folder: String,
    pub standing: SecondFolderStanding,
    /// Since when it has not been usable.
    #[ts(type = "number | null")]
    pub since: Option<i64>,
    /// When the newest copy in it was made.
    #[ts(type = "number | null")]
    pub last_at: Option<i64>,
    pub kept: u32,
    /// For a technician.
    pub detail: Option<String>,
}

/// Of how many days, weeks and months one copy each is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct BackupPlaces {
    pub days: u32,
    pub weeks: u32,
    pub months: u32,
}

/// The state of the ledger's copies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BackupState {
    pub folder: String,
    /// When the newest copy was made.
    #[ts(type = "number | null")]
    pub last_at: Option<i64>,
    pub kept: u32,
    /// How many bytes the copies have.
    #[ts(type = "number")]
    pub bytes: u64,
    /// How many they may have; null if that is not known.
    #[ts(type = "number | null")]
    pub bytes_max: Option<u64>,
    pub places: BackupPlaces,
    /// The copy that is being made; null if there is none.
    pub making: Option<BackupProgress>,
    /// Whether somebody stopped the last one.
    pub stopped: bool,
    /// Why the last copy failed; null if it did not fail.
    pub trouble: Option<BackupTrouble>,
    /// The second folder; null without one.
    pub second: Option<SecondFolderView>,
}
