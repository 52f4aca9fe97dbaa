//! Papers: what is printed, what waits for the printer, and which printers there
//! are.

use super::{ActorView, mirror_both};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

mirror_both!(
    /// By which way a paper comes out.
    PrintWay of till::print::PrintWay { Printer, Other, Pdf }
);

mirror_both!(
    /// The sheet of a poster.
    PosterSheet of till::print::PosterSheet { A4, A5 }
);

mirror_both!(
    /// Why a paper did not come out.
    PrinterTrouble of till::print::PrinterTrouble {
        NotSet, AddressUnfit, NotThere, NoRights, NoConnection, PaperOut, CoverOpen, Stalled,
        CutOff, Stuck, Interrupted, NotMade, NotSaved, Old
    }
);

/// Which paper: to print it, or to look at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum PaperRef {
    /// The receipt of a sale. One that was printed before says that it is a
    /// copy, and so does a close or a count.
    Receipt {
        sale: String,
    },
    Close {
        number: u32,
    },
    /// The next close, before it is made. It is looked at, and printed once it
    /// is made.
    Coming,
    /// The figures since the last close.
    Partial,
    /// What was counted of a shift.
    Count {
        shift: u32,
    },
    /// Cash in or out, by its line of the journal.
    Movement {
        #[ts(type = "number")]
        seq: i64,
    },
    /// The reports to Bind of some days, both included.
    Reports {
        from: String,
        to: String,
    },
    /// The fixed QR, to be put up. As a PDF it has a sheet; null is A4.
    Poster {
        #[serde(default)]
        #[ts(optional = nullable)]
        sheet: Option<PosterSheet>,
    },
    /// A test of the printer.
    Test,
    /// The drawer, without a paper. No screen asks for it: it is owed by what
    /// opens the drawer.
    Drawer,
}

/// Print a paper.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Print {
    pub paper: PaperRef,
    /// By which way; null for the one that is in use.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub way: Option<PrintWay>,
    /// A manager's PIN, to print what a cashier does not see.
    #[serde(default)]
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
}

/// What a request for a paper made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Printing {
    /// The number of its print job.
    #[ts(type = "number")]
    pub job: i64,
    /// Whether it says that it is a copy.
    pub copy: bool,
    pub way: PrintWay,
    /// The journal's sequence.
    #[ts(type = "number")]
    pub seq: i64,
}

/// What becomes of the papers that wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "kebab-case", tag = "how")]
pub enum SettlePapers {
    /// Printed now, by that way. If it is about all papers, new ones go the same
    /// way, unless it is a PDF.
    Print {
        way: PrintWay,
        /// One print job; null for all of them.
        #[serde(default)]
        #[ts(type = "number", optional = nullable)]
        job: Option<i64>,
    },
    GiveUp {
        /// One print job; null for all of them.
        #[serde(default)]
        #[ts(type = "number", optional = nullable)]
        job: Option<i64>,
    },
}

/// The printer, as the frame of the window shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct PrinterLight {
    /// Why the last attempt failed; null if it did not.
    pub trouble: Option<PrinterTrouble>,
    /// How many papers have not come out.
    pub waiting: u32,
    /// How many of them wait for a person.
    pub for_person: u32,
    /// By which way papers come out.
    pub way: PrintWay,
    /// Whether another printer is set.
    pub has_other: bool,
}

/// The printer, and the papers that have not come out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PrinterView {
    /// Null where no printer is set and nothing waits.
    pub light: Option<PrinterLight>,
    pub papers: Vec<WaitingPaper>,
}

/// A paper that has not come out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct WaitingPaper {
    #[ts(type = "number")]
    pub job: i64,
    /// Null for a paper of another version.
    pub paper: Option<PaperRef>,
    /// The ticket of the sale, where it is about one.
    pub ticket: Option<String>,
    pub copy: bool,
    /// By which way it is to come out.
    pub way: PrintWay,
    /// Whether it waits for a person.
    pub for_person: bool,
    /// Whether it shows cash while counting is blind for this person: a manager
    /// prints it.
    pub needs_manager: bool,
    /// Whether it is being sent now.
    pub printing: bool,
    /// Attempts since it was owed last.
    pub attempts: u32,
    pub trouble: Option<PrinterTrouble>,
    pub asked_by: ActorView,
    #[ts(type = "number")]
    pub asked_at_ms: i64,
}

/// A printer that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FoundPrinter {
    /// What it says of itself.
    pub name: String,
    /// Whether it is plugged in here; else it is on the network.
    pub usb: bool,
    /// As the settings write it.
    pub address: String,
    /// Where it is now: a device, or host and port.
    pub at: String,
}

/// The printers that were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FoundPrinters {
    pub printers: Vec<FoundPrinter>,
    /// Why the network could not be asked, for a technician.
    pub network_trouble: Option<String>,
}
