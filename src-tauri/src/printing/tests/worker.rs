//! A day at a counter whose printer has every trouble: what comes out is what the
//! ledger says, each paper once, or marked as a copy.

use crate::printing::papers::ShopPapers;
use crate::printing::transport::Printers;
use crate::printing::worker::keep_printing;
use api::paper::PaperLook;
use domain::{Actor, Sale, SaleId};
use ledger::{Ledger, Opening, PrintJob, PrintStanding, Seal};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use testkit::escpos::{Printed, printed_lines, read_escpos};
use testkit::ports::{MachineChance, ShopClock};
use testkit::printer::{Manner, TcpPrinter};
use testkit::shop::{checkout, pesos_of};
use till::pay::cash::ChargeCash;
use till::ports::Clock as _;
use till::print::{PAPER_MS_MAX, Paper, PrintAnswer, PrintWay, PrinterTrouble};
use till::settings::{PrinterKind, Settings};
use till::{Ports, Till};
use tokio::task::JoinHandle;

pub(super) const BY: Actor = Actor::Counter;

/// A till that sells for cash, its worker, and its printer.
pub(super) struct Counter {
    folder: tempfile::TempDir,
    pub(super) clock: Arc<ShopClock>,
    pub(super) settings: Settings,
    pub(super) till: Arc<Till>,
    printers: Arc<Printers>,
    worker: JoinHandle<()>,
}

impl Drop for Counter {
    fn drop(&mut self) {
        self.worker.abort();
    }
}

fn till_in(folder: &tempfile::TempDir, settings: &Settings, clock: &Arc<ShopClock>) -> Arc<Till> {
    let ledger = Ledger::open_inline(Opening {
        path: folder.path().join("ledger.sqlite3"),
        seal: Seal::from_bytes([7; 32]),
        now: clock.now(),
    });
    let ports = Ports::to_nobody(Arc::<ShopClock>::clone(clock), Arc::new(MachineChance));
    Arc::new(Till::new(ledger.unwrap(), settings.clone(), ports))
}

fn work(folder: &tempfile::TempDir, till: &Arc<Till>, printers: &Arc<Printers>) -> JoinHandle<()> {
    let look = PaperLook::of(till.settings(), false);
    let papers = Arc::new(ShopPapers::new(
        Arc::clone(till),
        look,
        folder.path().join("exports"),
    ));
    tokio::spawn(keep_printing(
        Arc::clone(till),
        papers,
        Arc::clone(printers),
    ))
}

impl Counter {
    pub(super) async fn open(printer: SocketAddr) -> Counter {
        let mut settings = Settings {
            mode: till::settings::Mode::Live,
            ..Settings::default()
        };
        settings.printer.kind = PrinterKind::Network;
        settings.printer.address = printer.to_string();
        settings.printer.auto_print = true;
        settings.printer.kick_drawer = true;
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ShopClock::new());
        let till = till_in(&folder, &settings, &clock);
        let printers = Arc::default();
        let worker = work(&folder, &till, &printers);
        // The worker says first what prints by itself.
        tokio::task::yield_now().await;
        Counter {
            folder,
            clock,
            settings,
            till,
            printers,
            worker,
        }
    }

    /// The program ends where it is, and starts again.
    pub(super) async fn restart(&mut self) {
        self.worker.abort();
        let _ = (&mut self.worker).await;
        tokio::task::yield_now().await;
        self.till = till_in(&self.folder, &self.settings, &self.clock);
        self.worker = work(&self.folder, &self.till, &self.printers);
    }

    pub(super) async fn sell(&self, pesos: &str) -> Sale {
        let charge = ChargeCash {
            checkout: checkout(),
            amount: pesos_of(pesos),
            handed: None,
        };
        self.till.take_cash_payment(charge, BY).await.unwrap()
    }

    pub(super) async fn jobs_of(&self, sale: SaleId) -> Vec<PrintJob> {
        let read = self
            .till
            .ledger()
            .read(move |read| read.print_jobs_about("receipt", &Paper::Receipt(sale).about()));
        read.await.unwrap()
    }

    /// Waits until the last paper of a sale has come that far.
    pub(super) async fn until(&self, sale: &Sale, is_so: impl Fn(&PrintJob) -> bool) -> PrintJob {
        for _ in 0..20_000 {
            if let Some(job) = self.jobs_of(sale.id).await.pop().filter(&is_so) {
                return job;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!(
            "the paper never came so far: {:?}",
            self.jobs_of(sale.id).await
        );
    }

    /// Waits until no paper is owed any more.
    pub(super) async fn until_idle(&self) {
        for _ in 0..20_000 {
            let left = self.till.ledger().read(|read| read.print_jobs_count());
            if left.await.unwrap() == (0, 0) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("papers are still owed");
    }

    pub(super) async fn until_out(&self, sale: &Sale) -> PrintJob {
        self.until(sale, |job| job.standing == PrintStanding::Done)
            .await
    }
}

/// The texts of a job's lines, and whether it says that it is a copy, opens the
/// drawer, and ends with a cut.
pub(super) struct Seen {
    pub(super) lines: Vec<String>,
    pub(super) copy: bool,
    pub(super) kicks: usize,
    pub(super) cuts: usize,
}

pub(super) fn seen(job: &[u8]) -> Seen {
    let printed = read_escpos(job).unwrap();
    let lines: Vec<_> = printed_lines(&printed)
        .iter()
        .map(|it| it.text.clone())
        .collect();
    let count = |what: &Printed| printed.iter().filter(|it| *it == what).count();
    Seen {
        copy: lines.iter().any(|it| it.contains("COPIA")),
        kicks: count(&Printed::Kick),
        cuts: count(&Printed::Cut),
        lines,
    }
}

/// Whether it says that, on one line or over several.
pub(super) fn says(seen: &Seen, words: &str) -> bool {
    let lines: Vec<_> = seen.lines.iter().map(|line| line.trim()).collect();
    lines.join(" ").contains(words)
}

#[tokio::test(start_paused = true)]
async fn each_receipt_of_a_day_comes_out_once_and_says_what_the_ledger_says() {
    let printer = TcpPrinter::open(Manner::Prints).await;
    let counter = Counter::open(printer.address()).await;
    let mut sales = Vec::new();
    for pesos in ["1500", "99.50", "320000"] {
        let sale = counter.sell(pesos).await;
        counter.until_out(&sale).await;
        sales.push((sale, pesos));
    }
    let jobs = printer.jobs();
    assert_eq!(jobs.len(), sales.len());
    for (job, (sale, _)) in jobs.iter().zip(&sales) {
        let seen = seen(job);
        assert!(says(&seen, &sale.ticket.to_string()), "{:?}", seen.lines);
        assert!(says(&seen, "NO VÁLIDO COMO FACTURA"), "{:?}", seen.lines);
        assert_eq!((seen.copy, seen.kicks, seen.cuts), (false, 1, 1));
    }
    assert!(says(&seen(&jobs[1]), "99,50"));
    // By a person: a copy, and the drawer stays shut.
    let (sale, _) = &sales[0];
    let paper = Paper::Receipt(sale.id);
    let (job, _) = counter.till.print(paper, None, BY).await.unwrap();
    assert!(job.copy);
    counter
        .until(sale, |it| {
            it.number == job.number && it.standing == PrintStanding::Done
        })
        .await;
    let last = seen(printer.jobs().last().unwrap());
    assert_eq!((last.copy, last.kicks), (true, 0));
}

#[tokio::test(start_paused = true)]
async fn a_printer_that_is_off_holds_up_no_sale_and_gets_its_papers_later() {
    let printer = TcpPrinter::open(Manner::Prints).await;
    let address = printer.address();
    drop(printer);
    let counter = Counter::open(address).await;
    let sales = [counter.sell("100").await, counter.sell("200").await];
    let waits = counter
        .until(&sales[0], |job| job.attempts > 0 && job.trouble.is_some())
        .await;
    assert_eq!(waits.trouble.as_deref(), Some("no-connection"));
    let state = counter.till.print_desk().state();
    assert_eq!(state.trouble, Some(PrinterTrouble::NoConnection));
    assert_eq!((state.waiting, state.for_person), (2, 0));
    let printer = TcpPrinter::open_at(address, Manner::Prints).await;
    for sale in &sales {
        counter.until_out(sale).await;
    }
    let jobs = printer.jobs();
    assert_eq!(jobs.len(), 2);
    for (job, sale) in jobs.iter().zip(&sales) {
        let seen = seen(job);
        assert!(!seen.copy, "nothing of it was on paper");
        assert!(says(&seen, &sale.ticket.to_string()));
    }
    assert_eq!(counter.till.print_desk().state().trouble, None);
}

#[tokio::test(start_paused = true)]
async fn what_may_be_on_paper_comes_out_again_as_a_copy_after_a_clean_beginning() {
    let printer = TcpPrinter::open(Manner::DiesAfter(200)).await;
    let counter = Counter::open(printer.address()).await;
    let sale = counter.sell("1500").await;
    counter
        .until(&sale, |job| job.trouble.as_deref() == Some("cut-off"))
        .await;
    printer.set(Manner::Prints);
    let job = counter.until_out(&sale).await;
    assert!(job.copy);
    let last = printer.jobs().pop().unwrap();
    // First what ends any picture that the printer still waits for, then a cut.
    let begins = last.iter().position(|byte| *byte != 0).unwrap();
    assert!(begins > 1_000, "{begins}");
    let seen = seen(&last[begins..]);
    assert_eq!((seen.copy, seen.kicks, seen.cuts), (true, 0, 2));
}

#[tokio::test(start_paused = true)]
async fn a_restart_in_the_middle_loses_no_receipt_and_marks_the_second() {
    let printer = TcpPrinter::open(Manner::StallsAfter(200)).await;
    let mut counter = Counter::open(printer.address()).await;
    let sale = counter.sell("1500").await;
    counter
        .until(&sale, |job| job.standing == PrintStanding::Printing)
        .await;
    counter.restart().await;
    // The printer was switched off and on as well.
    let address = printer.address();
    drop(printer);
    let printer = loop {
        tokio::task::yield_now().await;
        if std::net::TcpListener::bind(address).is_ok() {
            break TcpPrinter::open_at(address, Manner::Prints).await;
        }
    };
    let job = counter.until_out(&sale).await;
    assert!(job.copy);
    assert_eq!(counter.jobs_of(sale.id).await.len(), 1);
    assert_eq!(printer.jobs().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn papers_of_a_morning_wait_for_a_person_and_can_go_to_another_printer() {
    let away = TcpPrinter::open(Manner::Prints).await;
    let address = away.address();
    drop(away);
    let other = TcpPrinter::open(Manner::Prints).await;
    let mut counter = Counter::open(address).await;
    counter.settings.printer.other_address = other.address().to_string();
    counter.restart().await;
    let sales = [counter.sell("100").await, counter.sell("200").await];
    counter.clock.jump(PAPER_MS_MAX + 60_000);
    for sale in &sales {
        counter
            .until(sale, |job| job.standing == PrintStanding::Held)
            .await;
    }
    assert_eq!(counter.till.print_desk().state().for_person, 2);
    let answer = PrintAnswer::Print(PrintWay::Other);
    counter.till.settle_papers(answer, &BY).await.unwrap();
    for sale in &sales {
        counter.until_out(sale).await;
    }
    let kicks: usize = other.jobs().iter().map(|job| seen(job).kicks).sum();
    assert_eq!(
        (other.jobs().len(), kicks),
        (2, 0),
        "the drawer is not opened late"
    );
    // The next receipt goes the same way, by itself.
    let next = counter.sell("300").await;
    counter.until_out(&next).await;
    assert_eq!(other.jobs().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_close_prints_by_itself_and_can_be_a_pdf() {
    let printer = TcpPrinter::open(Manner::Prints).await;
    let mut counter = Counter::open(printer.address()).await;
    counter.settings.printer.auto_print_close = true;
    counter.restart().await;
    let sale = counter.sell("1500").await;
    counter.until_out(&sale).await;
    let (number, _) = counter.till.partial().await.unwrap();
    let close = counter.till.close_day(number, BY).await.unwrap();
    counter.until_idle().await;
    let jobs = printer.jobs();
    let paper = seen(jobs.last().unwrap());
    assert_eq!((jobs.len(), paper.copy, paper.kicks), (2, false, 0));
    for words in ["CIERRE INTERNO", "NO FISCAL", "1.500"] {
        assert!(says(&paper, words), "{words}: {:?}", paper.lines);
    }
    // Its head is on the paper, as the ledger has it.
    assert!(says(&paper, &close.anchor.seq.to_string()));
    let again = Paper::Close(close.number);
    counter
        .till
        .print(again, Some(PrintWay::Pdf), BY)
        .await
        .unwrap();
    counter.until_idle().await;
    let folder = counter.folder.path().join("exports");
    let file = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap();
    assert!(file.file_name().to_string_lossy().starts_with("cierre-"));
    assert!(std::fs::read(file.path()).unwrap().starts_with(b"%PDF"));
}
