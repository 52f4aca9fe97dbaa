//! Printers that make a shop wait, that lack what others have, or that come back
//! too late: no sale waits for them, and no paper carries what is of another.

use super::worker::{BY, Counter, Seen, says, seen};
use domain::{Event, Sale, SaleState, ShiftEvent};
use ledger::{LedgerError, PrintStanding};
use std::net::SocketAddr;
use testkit::escpos::{Printed, printed_lines, read_escpos};
use testkit::printer::{Manner, TcpPrinter};
use testkit::shop::pesos_of;
use till::day::OpenShift;
use till::print::{DRAWER_MS_MAX, Paper, PrinterTrouble};
use till::settings::{CodePage, PrintedQr};

/// The paper is of this sale, and of no other one.
fn is_alone(paper: &Seen, sale: &Sale, other: &Sale) {
    assert!(says(paper, &sale.ticket.to_string()), "{:?}", paper.lines);
    assert!(!says(paper, &other.ticket.to_string()), "{:?}", paper.lines);
}

/// The printer is switched off and on.
async fn switched_on_again(printer: TcpPrinter) -> TcpPrinter {
    let address = printer.address();
    drop(printer);
    opened_at(address).await
}

async fn opened_at(address: SocketAddr) -> TcpPrinter {
    loop {
        tokio::task::yield_now().await;
        if std::net::TcpListener::bind(address).is_ok() {
            return TcpPrinter::open_at(address, Manner::Prints).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn sales_go_on_while_a_printer_takes_its_time() {
    let printer = TcpPrinter::open(Manner::Rests(3_000)).await;
    let mut counter = Counter::open(printer.address()).await;
    // Longer than what the printer takes without a rest.
    counter.settings.shop.closing_words = "Muchas gracias. ".repeat(60);
    counter.restart().await;
    let first = counter.sell("1500").await;
    let is_printing = |job: &ledger::PrintJob| job.standing == PrintStanding::Printing;
    counter.until(&first, is_printing).await;
    let second = counter.sell("99.50").await;
    assert_eq!(second.state(), SaleState::Paid);
    // The second sale is paid while the first receipt is still being taken.
    let of_first = counter.jobs_of(first.id).await;
    assert_eq!(of_first[0].standing, PrintStanding::Printing);
    counter.until_out(&second).await;
    let jobs = printer.jobs();
    assert_eq!(jobs.len(), 2);
    let (one, two) = (seen(&jobs[0]), seen(&jobs[1]));
    is_alone(&one, &first, &second);
    is_alone(&two, &second, &first);
    assert_eq!((one.copy, two.copy), (false, false));
}

#[tokio::test(start_paused = true)]
async fn what_a_stalled_printer_has_of_one_customer_is_not_on_the_next_paper() {
    let printer = TcpPrinter::open(Manner::StallsAfter(200)).await;
    let counter = Counter::open(printer.address()).await;
    let first = counter.sell("1500").await;
    counter
        .until(&first, |job| job.standing == PrintStanding::Printing)
        .await;
    let second = counter.sell("99.50").await;
    assert_eq!(second.state(), SaleState::Paid);
    counter
        .until(&first, |job| job.trouble.as_deref() == Some("stalled"))
        .await;
    let printer = switched_on_again(printer).await;
    counter.until_out(&first).await;
    counter.until_out(&second).await;
    let jobs = printer.jobs();
    assert_eq!(jobs.len(), 2);
    // The first job after it ends whatever the printer still waits for.
    let begins = jobs[0].iter().position(|byte| *byte != 0).unwrap();
    assert!(begins > 1_000, "{begins}");
    let (again, next) = (seen(&jobs[0][begins..]), seen(&jobs[1]));
    is_alone(&again, &first, &second);
    is_alone(&next, &second, &first);
    assert_eq!((again.copy, next.copy), (true, false));
    assert_eq!((again.kicks, again.cuts), (0, 2));
}

#[tokio::test(start_paused = true)]
async fn a_printer_without_paper_is_said_and_prints_once_it_has_some() {
    for (manner, word, trouble) in [
        (Manner::PaperOut, "paper-out", PrinterTrouble::PaperOut),
        (Manner::CoverOpen, "cover-open", PrinterTrouble::CoverOpen),
    ] {
        let printer = TcpPrinter::open(manner).await;
        let counter = Counter::open(printer.address()).await;
        let sale = counter.sell("1500").await;
        counter
            .until(&sale, |job| job.trouble.as_deref() == Some(word))
            .await;
        assert_eq!(counter.till.print_desk().state().trouble, Some(trouble));
        printer.set(Manner::Prints);
        assert!(!counter.until_out(&sale).await.copy, "nothing was on paper");
        assert_eq!(printer.jobs().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_printer_that_lacks_qr_and_letters_is_served_by_settings() {
    let printer = TcpPrinter::open(Manner::Prints).await;
    let mut counter = Counter::open(printer.address()).await;
    counter.settings.printer.code_page = CodePage::Pc437;
    counter.settings.printer.qr = PrintedQr::Raster;
    counter.restart().await;
    let sale = counter.sell("1500").await;
    counter.until_out(&sale).await;
    counter.till.print(Paper::Test, None, BY).await.unwrap();
    counter.until_idle().await;
    let jobs = printer.jobs();
    let receipt = seen(&jobs[0]);
    // It has no `Á`.
    let legend = "DOCUMENTO NO VALIDO COMO FACTURA";
    assert!(says(&receipt, legend), "{:?}", receipt.lines);
    let did = read_escpos(&jobs[1]).unwrap();
    let lines = printed_lines(&did);
    assert!(lines.iter().all(|line| line.code_page == 0));
    assert!(lines.iter().any(|line| line.text.contains("ñ")));
    // The test print shows both ways, so that a person sees which one works.
    let native = did.iter().any(|one| matches!(one, Printed::Qr(_)));
    let dots = did.iter().any(|one| matches!(one, Printed::Image(_)));
    assert_eq!((native, dots), (true, true));
}

/// P5: nobody stands at the drawer any more when the printer comes back.
#[tokio::test(start_paused = true)]
async fn a_drawer_that_could_not_be_opened_is_not_opened_by_the_next_paper() {
    let printer = TcpPrinter::open(Manner::Prints).await;
    let address = printer.address();
    drop(printer);
    let counter = Counter::open(address).await;
    let open = OpenShift {
        float: pesos_of("0"),
        accepted: Vec::new(),
    };
    counter.till.open_shift(open, BY).await.unwrap();
    let reason = "cambio de billete".to_owned();
    counter.till.open_drawer(reason.clone(), BY).await.unwrap();
    counter.clock.jump(DRAWER_MS_MAX + 1_000);
    let printer = opened_at(address).await;
    counter.until_idle().await;
    assert_eq!(printer.jobs().len(), 0);
    let read = counter.till.ledger().read(|read| {
        let entries = read.entries_after(0, 1_000)?;
        Ok::<_, LedgerError>(entries)
    });
    let is_recorded = read.await.unwrap().into_iter().any(|entry| {
        matches!(entry.event, Event::Shift(_, ShiftEvent::DrawerOpened { reason: told }) if told == reason)
    });
    assert!(is_recorded, "who asked for the drawer is in the journal");
    let sale = counter.sell("1500").await;
    counter.until_out(&sale).await;
    let jobs = printer.jobs();
    // One kick, which is the cash sale's own.
    assert_eq!((jobs.len(), seen(&jobs[0]).kicks), (1, 1));
}
