//! A printer on the network. Time is paused: no test waits for a clock.

use crate::printing::address::PrinterAddress;
use crate::printing::transport::{Printers, SendError};
use testkit::printer::{Manner, TcpPrinter};
use till::print::PrinterTrouble;

/// A job of so many bytes, none of which is a question.
fn job(bytes: usize) -> Vec<u8> {
    b"papel ".iter().copied().cycle().take(bytes).collect()
}

async fn send(to: &TcpPrinter, bytes: Vec<u8>) -> Result<(), SendError> {
    let address = to.address();
    let to = PrinterAddress::Network {
        host: address.ip().to_string(),
        port: address.port(),
    };
    Printers::default().send(&to, bytes).await
}

#[tokio::test(start_paused = true)]
async fn a_paper_arrives_whole_whether_the_printer_answers_or_not() {
    // One that rests for seconds after each KiB is only slow.
    for (manner, long) in [
        (Manner::Prints, 100_000),
        (Manner::Silent, 100_000),
        (Manner::Rests(3_000), 5_000),
    ] {
        let printer = TcpPrinter::open(manner).await;
        for bytes in [700, long] {
            assert_eq!(send(&printer, job(bytes)).await, Ok(()), "{manner:?}");
        }
        let came: Vec<_> = printer.jobs().iter().map(Vec::len).collect();
        assert_eq!(came, [700, long], "{manner:?}");
        assert!(printer.jobs().iter().all(|it| *it == job(it.len())));
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_printer_says_of_itself_is_heeded_before_the_first_byte() {
    for (manner, trouble) in [
        (Manner::PaperOut, PrinterTrouble::PaperOut),
        (Manner::CoverOpen, PrinterTrouble::CoverOpen),
    ] {
        let printer = TcpPrinter::open(manner).await;
        let told = send(&printer, job(700)).await;
        assert_eq!(told, Err(SendError::unsent(trouble)));
        assert!(printer.jobs().is_empty());
        printer.set(Manner::Prints);
        assert_eq!(send(&printer, job(700)).await, Ok(()));
    }
}

#[tokio::test(start_paused = true)]
async fn a_printer_that_is_away_has_nothing_on_paper() {
    let printer = TcpPrinter::open(Manner::Prints).await;
    let address = printer.address();
    drop(printer);
    let to = PrinterAddress::Network {
        host: address.ip().to_string(),
        port: address.port(),
    };
    let told = Printers::default().send(&to, job(10)).await;
    assert_eq!(told, Err(SendError::unsent(PrinterTrouble::NoConnection)));
}

#[tokio::test(start_paused = true)]
async fn a_paper_that_was_cut_off_may_be_on_paper() {
    for bytes in [5_000, 8_000_000] {
        let printer = TcpPrinter::open(Manner::DiesAfter(300)).await;
        let told = send(&printer, job(bytes)).await;
        assert_eq!(
            told,
            Err(SendError::sent(PrinterTrouble::CutOff)),
            "{bytes}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_printer_that_takes_nothing_more_has_stalled() {
    // A short job lies whole in the printer's memory: it never says that it is
    // done. A long one is not even taken.
    for bytes in [700, 8_000_000] {
        let printer = TcpPrinter::open(Manner::StallsAfter(300)).await;
        let told = send(&printer, job(bytes)).await;
        assert_eq!(
            told,
            Err(SendError::sent(PrinterTrouble::Stalled)),
            "{bytes}"
        );
    }
}
