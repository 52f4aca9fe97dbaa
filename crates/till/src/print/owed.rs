//! Which papers the till owes without being asked. Each is owed in the commit of
//! its sale or close.

use super::{Paper, PrintWay, copied};
use crate::TillError;
use crate::settings::{PrinterKind, PrinterSettings, Settings};
use domain::{Actor, CloseNumber, Method, Sale, SaleEvent, SaleState, UnixMs};
use ledger::{NewPrintJob, Read, StateKey, Write};

/// What prints by itself. The ledger's state has it, so that every commit of a sale
/// finds it: a cashier's, a manager's and the till's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PrintRules {
    receipt: bool,
    close: bool,
    drawer: bool,
    way: PrintWay,
}

impl PrinterSettings {
    /// Whether there is a printer.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.has(PrintWay::Printer)
    }

    /// Whether papers can come out that way.
    #[must_use]
    pub fn has(&self, way: PrintWay) -> bool {
        match way {
            PrintWay::Printer => match self.kind {
                PrinterKind::None => false,
                PrinterKind::Network | PrinterKind::Usb | PrinterKind::File => true,
            },
            PrintWay::Other => !self.other_address.trim().is_empty(),
            PrintWay::Pdf => true,
        }
    }
}

impl PrintRules {
    /// By the settings. A shop that has to use a fiscal printer prints nothing
    /// by itself.
    pub(crate) fn of(settings: &Settings, way: PrintWay) -> PrintRules {
        let printer = &settings.printer;
        let may = printer.is_set() && !settings.shop.fiscal_printer;
        PrintRules {
            receipt: may && printer.auto_print,
            close: may && printer.auto_print_close,
            drawer: printer.is_set() && printer.kick_drawer,
            way,
        }
    }

    /// As the ledger's state has them.
    pub(crate) fn words(self) -> String {
        let words = [
            self.receipt.then_some("receipt"),
            self.close.then_some("close"),
            self.drawer.then_some("drawer"),
            Some(self.way.as_str()),
        ];
        words.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    fn read(read: &Read<'_>) -> Result<PrintRules, TillError> {
        let words = read.state(StateKey::PrintRules)?.unwrap_or_default();
        let has = |word: &str| words.split(' ').any(|it| it == word);
        let way = PrintWay::ALL.into_iter().find(|way| has(way.as_str()));
        Ok(PrintRules {
            receipt: has("receipt"),
            close: has("close"),
            drawer: has("drawer"),
            way: way.unwrap_or(PrintWay::Printer),
        })
    }

    fn owe(
        self,
        write: &mut Write<'_>,
        (by, now): (&Actor, UnixMs),
        paper: &Paper,
        kicks: bool,
    ) -> Result<(), TillError> {
        // A restored till may hear again of a sale whose receipt was printed.
        let copy = copied::may_be_out(write, paper)?.is_some();
        let owed = write.owe_print(&NewPrintJob {
            kind: paper.kind(),
            about: paper.about(),
            copy,
            kicks,
            way: self.way.as_str(),
            asked_by: by,
            asked_at: now,
        })?;
        if owed.is_none() {
            tracing::warn!(paper = paper.kind(), "too many papers wait for the printer");
        }
        Ok(())
    }
}

/// What the events of a sale make the till print: its receipt once it is paid,
/// while it is in hand, and the opening of the drawer when cash is taken.
///
/// Money that comes for a sale that was put aside prints nothing: another
/// customer stands at the counter. Its page offers the receipt.
pub(crate) fn owe_of_sale(
    write: &mut Write<'_>,
    by: (&Actor, UnixMs),
    sale: &Sale,
    events: &[SaleEvent],
) -> Result<(), TillError> {
    let counts_cash = takes_cash(sale, events);
    if !counts_cash && !covers(events) {
        return Ok(());
    }
    let rules = PrintRules::read(write)?;
    let kicks = counts_cash && rules.drawer;
    let receipt = Paper::Receipt(sale.id);
    if rules.receipt && sale.state() == SaleState::Paid && is_in_hand(write, sale, events)? {
        let before = write.print_jobs_about(receipt.kind(), &receipt.about())?;
        if before.is_empty() {
            return rules.owe(write, by, &receipt, kicks);
        }
    }
    if kicks {
        rules.owe(write, by, &Paper::Drawer, true)?;
    }
    Ok(())
}

/// A close prints by itself if it is set.
pub(crate) fn owe_after_close(
    write: &mut Write<'_>,
    by: (&Actor, UnixMs),
    number: CloseNumber,
) -> Result<(), TillError> {
    let rules = PrintRules::read(write)?;
    if rules.close {
        rules.owe(write, by, &Paper::Close(number), false)?;
    }
    Ok(())
}

/// Owes the opening of the drawer without a sale. The person who asked for it waits
/// at the drawer, so it is soon too old to be sent.
pub(crate) fn owe_drawer(write: &mut Write<'_>, by: (&Actor, UnixMs)) -> Result<(), TillError> {
    let rules = PrintRules::read(write)?;
    if rules.drawer {
        rules.owe(write, by, &Paper::Drawer, true)?;
    }
    Ok(())
}

fn takes_cash(sale: &Sale, events: &[SaleEvent]) -> bool {
    events.iter().any(|event| {
        if let SaleEvent::CashCounted { payment, .. } = event {
            let payment = sale.payment(*payment);
            payment.is_some_and(|it| it.request.method == Method::Cash)
        } else {
            false
        }
    })
}

/// Whether any of these may be what covers a sale.
fn covers(events: &[SaleEvent]) -> bool {
    events.iter().any(|event| {
        matches!(
            event,
            SaleEvent::Approved { .. }
                | SaleEvent::SettledPaid { .. }
                | SaleEvent::MoneyAssigned { .. }
        )
    })
}

/// Whether the sale is on the cashier's screen, or comes to it in this commit
/// because it is charged there.
fn is_in_hand(read: &Read<'_>, sale: &Sale, events: &[SaleEvent]) -> Result<bool, TillError> {
    let is_charged = |event: &SaleEvent| matches!(event, SaleEvent::Requested { .. });
    if events.iter().any(is_charged) {
        return Ok(true);
    }
    Ok(read.state(StateKey::SaleInHand)? == Some(sale.id.to_string()))
}
