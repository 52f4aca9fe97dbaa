//! Exports to a file, which a thread of its own writes while the till sells.

use crate::dto::{BeginExport, EvidenceFile, ExportEvidence, ExportView};
use crate::export::evidence::{EvidenceAsked, evidence};
use crate::export::{ExportAsked, ExportFailed, Exported, Pages, write_rows};
use crate::parse::{day, sale_id};
use crate::till_api::Exports;
use crate::{Admitted, ApiError, ErrorCode, NewExport, TillApi};
use domain::{ExportedPayers, TillNumber};
use ledger::{LedgerError, Read};
use paper::export::{ExportError, Format, begin};
use std::io::Write as _;
use std::sync::{Arc, Weak};
use till::settings::Mode;
use till::{Till, TillError};
use tokio::runtime::Handle;

impl Admitted<'_, TillApi> {
    /// Begins to write an export. How far it has come is asked for by
    /// `export_state`.
    ///
    /// # Errors
    /// [`ErrorCode::DayMalformed`]; [`ErrorCode::ExportBusy`] while another one is
    /// being written; [`ErrorCode::NeedsManager`] for payers, and for cash where
    /// counting is blind; [`ErrorCode::ExportsUnwritable`].
    pub async fn begin_export(&self, takes: BeginExport) -> Result<ExportView, ApiError> {
        let (from, to) = (day(&takes.from)?, day(&takes.to)?);
        let (what, to) = (Exported::from(takes.what), to.max(from));
        let with_payers = takes.payers && what == Exported::Log;
        let hides = what.has_cash() && self.is_blind().await?;
        if hides || (with_payers && !self.by.is_manager()) {
            return Err(ErrorCode::NeedsManager.into());
        }
        let known = self
            .till
            .ledger()
            .read(|read| Ok::<_, TillError>(read.till_number_known_outside()?))
            .await?;
        let settings = self.till.settings();
        let asked = ExportAsked {
            what,
            from,
            to,
            with_payers,
            till: known.unwrap_or(TillNumber(settings.till.number)),
            days: self.till.business_days(),
        };
        let format = Format::from(takes.format);
        let name = file_name(&asked, format, settings.mode);
        if !self.exports.begin(takes.what) {
            return Err(ErrorCode::ExportBusy.into());
        }
        let begun = self.begin_file(&asked, name).await;
        let file = begun.inspect_err(|error| {
            let why = error.detail.clone().unwrap_or_default();
            self.exports.failed(error.about.clone(), why);
        })?;
        let job = Job {
            till: Arc::downgrade(&self.till),
            runtime: Handle::current(),
            exports: Arc::clone(&self.exports),
            asked,
            format,
        };
        tokio::task::spawn_blocking(move || job.run(file));
        Ok(self.exports.view())
    }

    /// Begins the file. That payers go into it is recorded before.
    async fn begin_file(
        &self,
        asked: &ExportAsked,
        name: String,
    ) -> Result<Box<dyn NewExport>, ApiError> {
        if asked.with_payers {
            let about = ExportedPayers::Days {
                from: asked.from,
                to: asked.to,
            };
            let recorded = self.till.record_payers_exported(about, self.by.clone());
            recorded.await?;
        }
        self.new_file(name).await
    }

    /// Begins a file of that name among the exports.
    async fn new_file(&self, name: String) -> Result<Box<dyn NewExport>, ApiError> {
        let shell = Arc::clone(&self.shell);
        let begun = tokio::task::spawn_blocking(move || shell.new_export(&name));
        let begun = begun.await.map_err(|error| {
            ApiError::from(ErrorCode::ExportsUnwritable).saying(error.to_string())
        })?;
        begun.map_err(unwritable)
    }

    /// How far the last export has come.
    pub async fn export_state(&self, (): ()) -> Result<ExportView, ApiError> {
        Ok(self.exports.view())
    }

    /// Stops the export that is being written: nothing is left of it.
    pub async fn stop_export(&self, (): ()) -> Result<ExportView, ApiError> {
        self.exports.stop();
        Ok(self.exports.view())
    }
}

impl Admitted<'_, TillApi> {
    /// Writes all that is known of one sale to a file.
    ///
    /// # Errors
    /// [`ErrorCode::SaleUnknown`]; [`ErrorCode::NeedsManager`] for payers;
    /// [`ErrorCode::ExportsUnwritable`].
    pub async fn export_evidence(&self, takes: ExportEvidence) -> Result<EvidenceFile, ApiError> {
        let sale = sale_id(&takes.sale)?;
        if takes.payers && !self.by.is_manager() {
            return Err(ErrorCode::NeedsManager.into());
        }
        let is_practice = match self.till.settings().mode {
            Mode::Practice => true,
            Mode::Live => false,
        };
        let asked = EvidenceAsked {
            sale,
            with_payers: takes.payers,
            now: self.till.now(),
            days: self.till.business_days(),
            is_practice,
            is_test_environment: self.frame.test_environment,
        };
        let read = self
            .till
            .ledger()
            .read(move |read| Ok::<_, TillError>(evidence(read, &asked)?));
        let evidence = read.await?.ok_or(ErrorCode::SaleUnknown)?;
        if takes.payers {
            let about = ExportedPayers::Sale { sale };
            let recorded = self.till.record_payers_exported(about, self.by.clone());
            recorded.await?;
        }
        let practice = if is_practice { "practica-" } else { "" };
        let mut file = self
            .new_file(format!("{practice}prueba-{}.txt", evidence.ticket))
            .await?;
        let written = tokio::task::spawn_blocking(move || {
            let text = evidence.text();
            let written = file.write_all(text.as_bytes());
            written.map_err(|error| (String::new(), error.to_string()))?;
            file.keep()
        });
        let written = written.await.map_err(|error| {
            ApiError::from(ErrorCode::ExportsUnwritable).saying(error.to_string())
        })?;
        let path = written.map_err(unwritable)?;
        Ok(EvidenceFile { path })
    }
}

fn unwritable((path, why): (String, String)) -> ApiError {
    ApiError::from(ErrorCode::ExportsUnwritable)
        .saying(why)
        .about(Some(path))
}

/// `registro-caja1-2026-11-01-2026-11-30.xlsx`: the till is in it, so that two
/// tills' files have different names, and so is practice.
fn file_name(asked: &ExportAsked, format: Format, mode: Mode) -> String {
    let ExportAsked { from, to, till, .. } = asked;
    let practice = match mode {
        Mode::Practice => "practica-",
        Mode::Live => "",
    };
    let days = if from == to {
        from.to_string()
    } else {
        format!("{from}-{to}")
    };
    let (what, extension) = (asked.what.file_name(), format.extension());
    format!("{practice}{what}-caja{}-{days}.{extension}", till.0)
}

/// The ledger of a till that may be closed meanwhile.
struct OfTill {
    till: Weak<Till>,
    runtime: Handle,
}

impl Pages for OfTill {
    fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Read<'_>) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        // Held for one query only, so that a shop can close.
        let till = self.till.upgrade().ok_or(LedgerError::Closed)?;
        self.runtime.block_on(till.ledger().read(question))
    }
}

/// An export that is being written.
struct Job {
    till: Weak<Till>,
    runtime: Handle,
    exports: Arc<Exports>,
    asked: ExportAsked,
    format: Format,
}

impl Job {
    fn run(self, mut file: Box<dyn NewExport>) {
        let exports = Arc::clone(&self.exports);
        match self.write(&mut file) {
            Ok(rows) => match file.keep() {
                Ok(path) => exports.done(rows, path),
                Err((path, why)) => exports.failed(Some(path), why),
            },
            Err(ExportFailed::Stopped | ExportFailed::Ledger(LedgerError::Closed)) => {
                exports.stopped();
            }
            Err(error) => {
                tracing::error!(%error, "an export failed");
                exports.failed(None, reason(&error));
            }
        }
    }

    fn write(self, file: &mut Box<dyn NewExport>) -> Result<u64, ExportFailed> {
        let table = self.asked.table();
        let scratch = file.scratch();
        let mut rows = begin(self.format, &table, &mut **file, &scratch)?;
        let pages = OfTill {
            till: self.till,
            runtime: self.runtime,
        };
        let exports = self.exports;
        write_rows(&pages, &self.asked, rows.as_mut(), &mut |progress| {
            exports.came(progress)
        })?;
        Ok(rows.finish()?.rows())
    }
}

fn reason(error: &ExportFailed) -> String {
    match error {
        ExportFailed::Stopped => String::new(),
        ExportFailed::Ledger(error) => error.to_string(),
        ExportFailed::File(ExportError::Io(error)) => error.to_string(),
        ExportFailed::File(error) => error.to_string(),
    }
}
