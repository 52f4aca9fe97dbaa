//! The words by which the ledger stores papers, the ways they come out, and why one
//! did not.

use domain::{CloseNumber, Day, ReprintedPaper, SaleId, ShiftNumber};

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
    /// The fixed QR, to be put up. The sheet is that of a PDF.
    Poster { sheet: PosterSheet },
    /// A test of the printer.
    Test,
    /// No paper: the drawer is opened.
    Drawer,
}

/// The sheet of a poster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PosterSheet {
    #[default]
    A4,
    A5,
}

/// What the ledger stores for a poster on the smaller sheet; nothing is the
/// larger one.
const A5: &str = "a5";

impl Paper {
    /// The paper of which a second one says that it is a copy: what is handed out
    /// or kept, and not what says how things are now.
    pub(super) const fn copied(&self) -> Option<ReprintedPaper> {
        Some(match self {
            Paper::Receipt(sale) => ReprintedPaper::Receipt { sale: *sale },
            Paper::Close(number) => ReprintedPaper::Close { number: *number },
            Paper::Count(shift) => ReprintedPaper::Count { shift: *shift },
            Paper::Movement(seq) => ReprintedPaper::Movement { seq: *seq },
            Paper::Partial { .. }
            | Paper::Reports { .. }
            | Paper::Poster { .. }
            | Paper::Test
            | Paper::Drawer => return None,
        })
    }

    /// Whether it says how much cash there is, or should be.
    #[must_use]
    pub const fn shows_cash(&self) -> bool {
        match self {
            Paper::Close(_) | Paper::Partial { blind: false } | Paper::Count(_) => true,
            Paper::Receipt(_)
            | Paper::Partial { blind: true }
            | Paper::Movement(_)
            | Paper::Reports { .. }
            | Paper::Poster { .. }
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
            Paper::Poster { .. } => "poster",
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
            Paper::Poster {
                sheet: PosterSheet::A5,
            } => A5.to_owned(),
            Paper::Partial { blind: false }
            | Paper::Poster {
                sheet: PosterSheet::A4,
            }
            | Paper::Test
            | Paper::Drawer => String::new(),
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
            "poster" => Paper::Poster {
                sheet: if about == A5 {
                    PosterSheet::A5
                } else {
                    PosterSheet::A4
                },
            },
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

    /// The way of that word; `None` for one of another version.
    #[must_use]
    pub fn parse(word: &str) -> Option<PrintWay> {
        PrintWay::ALL.into_iter().find(|it| it.as_str() == word)
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
            Paper::Poster {
                sheet: PosterSheet::A4,
            },
            Paper::Poster {
                sheet: PosterSheet::A5,
            },
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
