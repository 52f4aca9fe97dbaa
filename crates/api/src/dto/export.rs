//! Exports: what is asked for, and how far one has come.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ExportWhat {
    Log,
    Reports,
    Closes,
    /// Sums for the accountant.
    Month,
}

impl From<ExportWhat> for crate::export::Exported {
    fn from(what: ExportWhat) -> crate::export::Exported {
        match what {
            ExportWhat::Log => crate::export::Exported::Log,
            ExportWhat::Reports => crate::export::Exported::Reports,
            ExportWhat::Closes => crate::export::Exported::Closes,
            ExportWhat::Month => crate::export::Exported::Month,
        }
    }
}

/// The form of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ExportFormat {
    /// CSV for programs.
    Csv,
    /// CSV for spreadsheets.
    CsvExcel,
    Xlsx,
    Json,
}

impl From<ExportFormat> for paper::export::Format {
    fn from(format: ExportFormat) -> paper::export::Format {
        match format {
            ExportFormat::Csv => paper::export::Format::CsvPrograms,
            ExportFormat::CsvExcel => paper::export::Format::CsvSpreadsheet,
            ExportFormat::Xlsx => paper::export::Format::Xlsx,
            ExportFormat::Json => paper::export::Format::Json,
        }
    }
}

/// Begin to write an export to a file.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct BeginExport {
    pub what: ExportWhat,
    /// The first day, as `2026-11-30`.
    pub from: String,
    /// The last day, included.
    pub to: String,
    pub format: ExportFormat,
    /// Whether it names who paid. That needs a manager, and is recorded.
    pub payers: bool,
    #[ts(type = "string | null")]
    pub pin: Option<SecretString>,
}

/// Where an export stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ExportStanding {
    /// There was none since the shop was opened.
    None,
    Running,
    Done,
    /// A person stopped it, or the shop was closed.
    Stopped,
    Failed,
}

/// The last export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ExportView {
    pub standing: ExportStanding,
    /// What is exported; null before the first.
    pub what: Option<ExportWhat>,
    /// How many rows were written.
    #[ts(type = "number")]
    pub rows: u64,
    /// How much of it is done, of a thousand.
    pub per_mille: u16,
    /// Where the file is, once it is whole.
    pub path: Option<String>,
    /// Why it failed, in the words of the operating system.
    pub why: Option<String>,
}

/// Write all that is known of one sale to a file, to dispute it with a provider.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ExportEvidence {
    pub sale: String,
    /// Whether it names who paid. That needs a manager, and is recorded.
    pub payers: bool,
    #[ts(type = "string | null")]
    pub pin: Option<SecretString>,
}

/// Where the evidence of a sale is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct EvidenceFile {
    pub path: String,
}
