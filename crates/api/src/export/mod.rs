//! What can be taken out of the ledger as a table: the log, the reports to Bind,
//! the closes, and a month for the accountant.
//!
//! The ledger is read page by page, up to the journal's last line at the
//! beginning, so that a file is of one state, needs the same memory for any number
//! of rows, and never holds up a sale. Columns and words are `paper`'s.

mod closes;
pub(crate) mod evidence;
mod log;
mod month;
mod reports;

use domain::{Day, TillNumber, UnixMs};
use jiff::civil::Date;
use ledger::{LedgerError, Read, Span};
use paper::export::rows::{CloseRow, LogRow, MonthRow, ReportRow};
use paper::export::{ExportError, Moment, Rows, Table};
use till::day::BusinessDays;

/// What is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exported {
    /// Every line by which money counted.
    Log,
    Reports,
    Closes,
    /// Sums for the accountant.
    Month,
}

impl Exported {
    /// What its file's name begins with.
    #[must_use]
    pub const fn file_name(self) -> &'static str {
        match self {
            Exported::Log => "registro",
            Exported::Reports => "informes-bind",
            Exported::Closes => "cierres",
            Exported::Month => "mes",
        }
    }

    /// Whether its rows say how much cash the drawer took.
    #[must_use]
    pub(crate) const fn has_cash(self) -> bool {
        match self {
            Exported::Log | Exported::Closes | Exported::Month => true,
            Exported::Reports => false,
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct ExportAsked {
    pub what: Exported,
    pub from: Day,
    /// The last day, included.
    pub to: Day,
    /// Whether payers are named. A manager asks for that, and it is recorded
    /// before.
    pub with_payers: bool,
    /// The till that the ledger belongs to.
    pub till: TillNumber,
    pub days: BusinessDays,
}

impl ExportAsked {
    /// The columns of what is asked for.
    #[must_use]
    pub fn table(&self) -> Table {
        match self.what {
            Exported::Log => LogRow::table(self.with_payers),
            Exported::Reports => ReportRow::table(),
            Exported::Closes => CloseRow::table(),
            Exported::Month => MonthRow::table(),
        }
    }

    fn span(&self) -> Span {
        crate::view::span_of(&self.days, self.from, self.to.max(self.from))
    }

    fn moment(&self, at: UnixMs) -> Moment {
        Moment::from(&self.days.local(at))
    }

    fn day(&self, at: UnixMs) -> Date {
        date(self.days.day_of(at))
    }
}

/// The ledger, for short queries of which each sees one state.
pub trait Pages {
    /// Runs a query.
    ///
    /// # Errors
    /// The query's own, or [`LedgerError`] when the storage fails or the ledger
    /// was closed.
    fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Read<'_>) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError>;
}

impl Pages for ledger::Reader {
    fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Read<'_>) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        ledger::Reader::read(self, question)
    }
}

/// How far an export has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Rows that were written.
    pub rows: u64,
    /// How much of the work is done, of a thousand.
    pub per_mille: u16,
}

/// Why an export is not whole.
#[derive(Debug, thiserror::Error)]
pub enum ExportFailed {
    /// It was stopped.
    #[error("stopped")]
    Stopped,
    #[error("the ledger cannot be read")]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    File(#[from] ExportError),
}

/// Hears how far an export has come, after each page. `false` stops it.
pub type Watch<'a> = &'a mut dyn FnMut(Progress) -> bool;

/// Writes all rows of what is asked for. The caller finishes the file.
///
/// # Errors
/// [`ExportFailed`]; the file is then of no use.
pub fn write_rows(
    pages: &impl Pages,
    asked: &ExportAsked,
    rows: &mut dyn Rows,
    watch: Watch<'_>,
) -> Result<(), ExportFailed> {
    let until = pages.read(|read| Ok(read.head()?.seq))?;
    let mut output = Output {
        rows,
        watch,
        progress: Progress::default(),
    };
    match asked.what {
        Exported::Log => log::write(pages, asked, until, &mut output),
        Exported::Reports => reports::write(pages, asked, until, &mut output),
        Exported::Closes => closes::write(pages, asked, until, &mut output),
        Exported::Month => month::write(pages, asked, until, &mut output),
    }
}

/// Where rows go, and who hears of it.
struct Output<'o> {
    rows: &'o mut dyn Rows,
    watch: Watch<'o>,
    progress: Progress,
}

impl Output<'_> {
    fn row(&mut self, values: &[paper::export::Value<'_>]) -> Result<(), ExportFailed> {
        self.rows.row(values)?;
        self.progress.rows += 1;
        Ok(())
    }

    /// Tells that so much of the whole is done.
    fn done(&mut self, part: i64, whole: i64) -> Result<(), ExportFailed> {
        let per_mille = part.clamp(0, whole) * 1_000 / whole.max(1);
        self.progress.per_mille = u16::try_from(per_mille).unwrap_or(1_000);
        if (self.watch)(self.progress) {
            Ok(())
        } else {
            Err(ExportFailed::Stopped)
        }
    }
}

/// A day of the calendar as tables have it.
fn date(day: Day) -> Date {
    Date::new(day.year(), day.month(), day.of_month()).unwrap_or(Date::ZERO)
}
