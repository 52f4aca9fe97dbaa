//! What the till owes to a printer: which papers, in which commit they are owed,
//! and what becomes of each.
//!
//! The till decides and does not format: a paper is a word and what it is about.
//! The shell makes its bytes from the ledger and sends them, by [`Till::next_paper`]
//! and what follows it. Nothing here waits for a printer, so a sale never does.
//!
//! Each paper that was asked for comes out, is given up by a person, or waits for
//! one. None comes out twice without the second one saying `COPIA`: a paper whose
//! bytes may be on paper when an attempt fails, or when the program ends, is owed
//! again as a copy.

mod desk;
mod owed;
mod run;

pub use desk::{PrintDesk, PrinterState};
pub(crate) use owed::{PrintRules, owe_after_close, owe_drawer, owe_of_sale};
pub use run::{NextPaper, Waiting};

use crate::{Till, TillError};
use domain::{Actor, CloseNumber, Day, SaleId, ShiftNumber};
use ledger::{NewPrintJob, PrintJob, PrintStanding, StateKey};

/// A paper that is older than this when the printer answers again waits for a
/// person, in milliseconds: a printer that returns does not print a morning.
pub const PAPER_MS_MAX: i64 = 10 * 60_000;
/// An opening of the drawer that is older than this is given up, and so is the
/// opening that goes with a receipt, in milliseconds.
pub const DRAWER_MS_MAX: i64 = 15_000;
/// How often a paper is tried whose bytes were refused in the middle; then it
/// waits for a person, so that the papers after it come out.
pub const PRINT_ATTEMPTS_MAX: u32 = 5;
/// The first pause after a printer failed, in milliseconds.
pub const PRINT_PAUSE_MS_MIN: i64 = 2_000;
/// The longest such pause, in milliseconds.
pub const PRINT_PAUSE_MS_MAX: i64 = 30_000;
/// For how many days a print job is remembered after it ended.
pub const PRINT_JOBS_KEPT_DAYS: i64 = 90;
/// How many print jobs are remembered at most.
pub const PRINT_JOBS_KEPT_MAX: u32 = 50_000;

/// A paper, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paper {
    /// Of a sale that was paid.
    Receipt(SaleId),
    /// A close of the day.
    Close(CloseNumber),
    /// The figures since the last close; cash hidden where they are blind.
    Partial { blind: bool },
    /// What was counted of a shift.
    Count(ShiftNumber),
    /// Cash in or out, by its line of the journal.
    Movement(i64),
    /// The reports to Bind of some days, both included.
    Reports { from: Day, to: Day },
    /// The fixed QR, to be put up.
    Poster,
    /// A test of the printer.
    Test,
    /// No paper: the drawer is opened.
    Drawer,
}

impl Paper {
    /// Whether a second one says that it is a copy: of what is handed out or
    /// kept, and not of what says how things are now.
    const fn has_copies(&self) -> bool {
        match self {
            Paper::Receipt(_) | Paper::Close(_) | Paper::Count(_) | Paper::Movement(_) => true,
            Paper::Partial { .. }
            | Paper::Reports { .. }
            | Paper::Poster
            | Paper::Test
            | Paper::Drawer => false,
        }
    }

    /// The word that the ledger stores.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Paper::Receipt(_) => "receipt",
            Paper::Close(_) => "close",
            Paper::Partial { .. } => "partial",
            Paper::Count(_) => "count",
            Paper::Movement(_) => "movement",
            Paper::Reports { .. } => "reports",
            Paper::Poster => "poster",
            Paper::Test => "test",
            Paper::Drawer => "drawer",
        }
    }

    /// What it is about, as the ledger stores it.
    #[must_use]
    pub fn about(&self) -> String {
        match self {
            Paper::Receipt(sale) => sale.to_string(),
            Paper::Close(number) => number.0.to_string(),
            Paper::Partial { blind: true } => "blind".to_owned(),
            Paper::Count(number) => number.0.to_string(),
            Paper::Movement(seq) => seq.to_string(),
            Paper::Reports { from, to } => format!("{from} {to}"),
            Paper::Partial { blind: false } | Paper::Poster | Paper::Test | Paper::Drawer => {
                String::new()
            }
        }
    }

    /// The paper of those words; `None` for words of another version.
    #[must_use]
    pub fn parse(kind: &str, about: &str) -> Option<Paper> {
        Some(match kind {
            "receipt" => Paper::Receipt(SaleId::parse(about).ok()?),
            "close" => Paper::Close(CloseNumber(about.parse().ok()?)),
            "partial" => Paper::Partial {
                blind: about == "blind",
            },
            "count" => Paper::Count(ShiftNumber(about.parse().ok()?)),
            "movement" => Paper::Movement(about.parse().ok()?),
            "reports" => {
                let (from, to) = about.split_once(' ')?;
                Paper::Reports {
                    from: from.parse().ok()?,
                    to: to.parse().ok()?,
                }
            }
            "poster" => Paper::Poster,
            "test" => Paper::Test,
            "drawer" => Paper::Drawer,
            _ => return None,
        })
    }
}

/// By which way a paper comes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PrintWay {
    /// By the shop's printer.
    Printer,
    /// By the other printer, which a person chose.
    Other,
    /// As a PDF among the exports.
    Pdf,
}

impl PrintWay {
    pub const ALL: [PrintWay; 3] = [PrintWay::Printer, PrintWay::Other, PrintWay::Pdf];

    /// The word that the ledger stores.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            PrintWay::Printer => "printer",
            PrintWay::Other => "other",
            PrintWay::Pdf => "pdf",
        }
    }
}

/// Why a paper did not come out. Screens have their own words for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PrinterTrouble {
    /// No printer is set.
    NotSet,
    /// Its address cannot be read.
    AddressUnfit,
    /// There is no such device or file.
    NotThere,
    /// This user has no right to the device.
    NoRights,
    /// No connection was made.
    NoConnection,
    /// The printer says that it has no paper.
    PaperOut,
    /// The printer says that it is open.
    CoverOpen,
    /// The printer took no more bytes for too long.
    Stalled,
    /// The connection or the device ended in the middle.
    CutOff,
    /// An earlier write to the device has not ended: it must not be mixed with
    /// the next paper.
    Stuck,
    /// The program ended in the middle.
    Interrupted,
    /// The paper could not be made from the ledger.
    NotMade,
    /// The PDF could not be written.
    NotSaved,
    /// The paper is old: a person decides.
    Old,
}

impl PrinterTrouble {
    pub const ALL: [PrinterTrouble; 14] = [
        PrinterTrouble::NotSet,
        PrinterTrouble::AddressUnfit,
        PrinterTrouble::NotThere,
        PrinterTrouble::NoRights,
        PrinterTrouble::NoConnection,
        PrinterTrouble::PaperOut,
        PrinterTrouble::CoverOpen,
        PrinterTrouble::Stalled,
        PrinterTrouble::CutOff,
        PrinterTrouble::Stuck,
        PrinterTrouble::Interrupted,
        PrinterTrouble::NotMade,
        PrinterTrouble::NotSaved,
        PrinterTrouble::Old,
    ];

    /// The word that the ledger stores.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            PrinterTrouble::NotSet => "not-set",
            PrinterTrouble::AddressUnfit => "address-unfit",
            PrinterTrouble::NotThere => "not-there",
            PrinterTrouble::NoRights => "no-rights",
            PrinterTrouble::NoConnection => "no-connection",
            PrinterTrouble::PaperOut => "paper-out",
            PrinterTrouble::CoverOpen => "cover-open",
            PrinterTrouble::Stalled => "stalled",
            PrinterTrouble::CutOff => "cut-off",
            PrinterTrouble::Stuck => "stuck",
            PrinterTrouble::Interrupted => "interrupted",
            PrinterTrouble::NotMade => "not-made",
            PrinterTrouble::NotSaved => "not-saved",
            PrinterTrouble::Old => "old",
        }
    }

    /// The trouble of that word; `None` for one of another version.
    #[must_use]
    pub fn parse(word: &str) -> Option<PrinterTrouble> {
        PrinterTrouble::ALL
            .into_iter()
            .find(|it| it.as_str() == word)
    }
}

/// What a person decides about the papers that wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrintAnswer {
    /// Print all of them now, by that way. New papers follow the same way,
    /// unless it is a PDF.
    Print(PrintWay),
    /// Give up all of them.
    GiveUp,
}

impl Till {
    /// Owes a paper that a person asks for. One that was printed before, or may
    /// have been, says that it is a copy.
    ///
    /// # Errors
    /// [`TillError::NoPrinter`] where none is set; [`TillError::TooManyPapers`]
    /// where too many wait.
    pub async fn print(
        &self,
        paper: Paper,
        way: Option<PrintWay>,
        by: Actor,
    ) -> Result<(PrintJob, PrintWay), TillError> {
        let way = match way.unwrap_or_else(|| self.print_desk.way()) {
            PrintWay::Pdf => PrintWay::Pdf,
            way @ (PrintWay::Printer | PrintWay::Other) if self.settings.printer.is_set() => way,
            PrintWay::Printer | PrintWay::Other => return Err(TillError::NoPrinter),
        };
        let now = self.now();
        let owed = self.ledger.write(move |write| {
            let (kind, about) = (paper.kind(), paper.about());
            if let Paper::Receipt(sale) = paper
                && write.sale(sale)?.is_none()
            {
                return Err(TillError::UnknownSale);
            }
            let before = write.print_jobs_about(kind, &about)?;
            let number = write.owe_print(&NewPrintJob {
                kind,
                about,
                copy: paper.has_copies() && before.iter().any(may_be_out),
                kicks: false,
                way: way.as_str(),
                asked_by: &by,
                asked_at: now,
            })?;
            let number = number.ok_or(TillError::TooManyPapers)?;
            write
                .print_job(number)?
                .ok_or(TillError::Unreadable("a print job"))
        });
        let owed = owed.await?;
        // A person asks, so the printer is tried at once.
        self.print_desk.try_now();
        Ok((owed, way))
    }

    /// A person decides about every paper that waits.
    ///
    /// # Errors
    /// [`TillError::NoPrinter`] where the way that was chosen is not set.
    pub async fn settle_papers(&self, answer: PrintAnswer) -> Result<(), TillError> {
        let rules = match answer {
            PrintAnswer::Print(way @ (PrintWay::Printer | PrintWay::Other)) => {
                if !self.settings.printer.has(way) {
                    return Err(TillError::NoPrinter);
                }
                self.print_desk.set_way(way);
                Some(PrintRules::of(&self.settings, way))
            }
            PrintAnswer::Print(PrintWay::Pdf) | PrintAnswer::GiveUp => None,
        };
        let now = self.now();
        let settled = self.ledger.write(move |write| {
            if let Some(rules) = rules {
                write.set_state(StateKey::PrintRules, &rules.words())?;
            }
            for job in write.print_jobs_open()? {
                match answer {
                    PrintAnswer::Print(way) => {
                        write.release_print(job.number, way.as_str(), now)?;
                    }
                    PrintAnswer::GiveUp if job.standing == PrintStanding::Printing => {}
                    PrintAnswer::GiveUp => {
                        write.settle_print(
                            job.number,
                            PrintStanding::GivenUp,
                            job.trouble.as_deref(),
                            now,
                        )?;
                    }
                }
            }
            Ok::<_, TillError>(())
        });
        settled.await?;
        self.print_desk.try_now();
        self.count_papers().await
    }

    /// The printer, and what waits for it.
    #[must_use]
    pub fn print_desk(&self) -> &PrintDesk {
        &self.print_desk
    }
}

/// Whether a paper is out, or comes out before the next one.
fn may_be_out(job: &PrintJob) -> bool {
    match job.standing {
        PrintStanding::Owed | PrintStanding::Printing | PrintStanding::Done => true,
        PrintStanding::Failed | PrintStanding::Held | PrintStanding::GivenUp => {
            job.copy || job.attempts > 0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{TillNumber, UnixMs};

    #[test]
    fn a_paper_is_read_back_from_its_words() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        for paper in [
            Paper::Receipt(SaleId::new(
                UnixMs(1_767_225_600_000),
                [1; 8],
                TillNumber(1),
            )),
            Paper::Close(CloseNumber(14)),
            Paper::Partial { blind: true },
            Paper::Partial { blind: false },
            Paper::Count(ShiftNumber(3)),
            Paper::Movement(4_711),
            Paper::Reports {
                from: day("2026-11-01"),
                to: day("2026-11-30"),
            },
            Paper::Poster,
            Paper::Test,
            Paper::Drawer,
        ] {
            assert_eq!(Paper::parse(paper.kind(), &paper.about()), Some(paper));
        }
        assert_eq!(Paper::parse("receipt", "nothing"), None);
        assert_eq!(Paper::parse("invoice", ""), None);
    }

    #[test]
    fn a_trouble_is_read_back_from_its_word() {
        for trouble in PrinterTrouble::ALL {
            assert_eq!(PrinterTrouble::parse(trouble.as_str()), Some(trouble));
        }
    }
}
