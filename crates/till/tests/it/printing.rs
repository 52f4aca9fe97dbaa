//! Which events make the till owe a paper, and that the same commit has both.

use domain::{Actor, CloseNumber, Refusal, ReprintedPaper, Role, Sale, TillEvent};
use ledger::{PrintJob, PrintStanding};
use sandbox::{Config, How};
use std::time::Duration;
use testkit::shop::{Shop, checkout, last_state, manager, person, pesos_of};
use till::TillError;
use till::day::OpenShift;
use till::pay::cash::ChargeCash;
use till::print::{PAPER_MS_MAX, Paper, PrintAnswer, PrintWay};
use till::settings::{PrinterKind, PrinterSettings};

const BY: Actor = Actor::Counter;

/// A shop with a printer, where nothing prints: what is owed stays owed.
async fn shop(set: impl FnOnce(&mut PrinterSettings, &mut bool)) -> Shop {
    let mut shop = Shop::closed(Config::default()).await;
    let settings = &mut shop.settings;
    settings.printer.kind = PrinterKind::Network;
    settings.printer.address = "192.0.2.1".to_owned();
    set(&mut settings.printer, &mut settings.shop.fiscal_printer);
    shop.start().await;
    shop.till().begin_printing().await.unwrap();
    shop
}

async fn cash(shop: &Shop, pesos: &str) -> Sale {
    let charge = ChargeCash {
        checkout: checkout(),
        amount: pesos_of(pesos),
        handed: None,
    };
    shop.till().take_cash_payment(charge, BY).await.unwrap()
}

async fn owed(shop: &Shop) -> Vec<PrintJob> {
    let read = shop.till().ledger().read(|read| read.print_jobs_open());
    read.await.unwrap()
}

/// The owed papers, and whether each opens the drawer.
async fn kinds(shop: &Shop) -> Vec<(String, bool)> {
    let jobs = owed(shop).await.into_iter();
    jobs.map(|job| (job.kind, job.kicks)).collect()
}

fn paper(kind: &str, kicks: bool) -> (String, bool) {
    (kind.to_owned(), kicks)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_is_owed_by_what_pays_the_sale_in_hand_and_by_nothing_else() {
    let shop = shop(|printer, _| {
        printer.auto_print = true;
        printer.kick_drawer = true;
    })
    .await;
    let sale = shop.charge_until_waiting("1500").await;
    assert_eq!(kinds(&shop).await, []);
    shop.pay(&sale, 0, &How::Exact).await;
    shop.wait_for(sale.id, "approved", |it| last_state(it) == "approved")
        .await;
    // A QR opens no drawer.
    assert_eq!(kinds(&shop).await, [paper("receipt", false)]);
    let receipt = &owed(&shop).await[0];
    assert_eq!(receipt.about, Paper::Receipt(sale.id).about());
    assert_eq!(receipt.asked_by, Actor::Till);
    // Money for a sale that was put aside comes while another is in hand.
    let aside = shop.charge_until_waiting("200").await;
    shop.till().leave_sale(aside.id, BY).await.unwrap();
    cash(&shop, "300").await;
    shop.pay(&aside, 0, &How::Exact).await;
    shop.wait_for(aside.id, "approved", |it| last_state(it) == "approved")
        .await;
    let wanted = [paper("receipt", false), paper("receipt", true)];
    assert_eq!(kinds(&shop).await, wanted);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_with_a_fiscal_printer_prints_nothing_by_itself() {
    let shop = shop(|printer, fiscal_printer| {
        printer.auto_print = true;
        printer.auto_print_close = true;
        *fiscal_printer = true;
    })
    .await;
    let sale = cash(&shop, "1500").await;
    shop.till().close_day(CloseNumber(1), BY).await.unwrap();
    assert_eq!(kinds(&shop).await, []);
    // By a person it does; the second time as a copy.
    for copy in [false, true] {
        let receipt = Paper::Receipt(sale.id);
        let (job, way) = shop.till().print(receipt, None, BY).await.unwrap();
        assert_eq!((job.copy, way), (copy, PrintWay::Printer));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_drawer_is_opened_by_cash_and_by_hand_where_it_is_set() {
    let shop = shop(|printer, _| printer.kick_drawer = true).await;
    cash(&shop, "1500").await;
    let open = OpenShift {
        float: pesos_of("0"),
        accepted: Vec::new(),
    };
    shop.till().open_shift(open, BY).await.unwrap();
    shop.till()
        .open_drawer("cambio".to_owned(), BY)
        .await
        .unwrap();
    assert_eq!(
        kinds(&shop).await,
        [paper("drawer", true), paper("drawer", true)]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_decides_about_what_waits() {
    let shop = shop(|printer, _| printer.auto_print = true).await;
    let sale = cash(&shop, "1500").await;
    let to_other = PrintAnswer::Print(PrintWay::Other);
    let refused = shop.till().settle_papers(to_other, &BY).await;
    assert!(matches!(refused, Err(TillError::NoPrinter)), "{refused:?}");
    shop.till()
        .settle_papers(PrintAnswer::GiveUp, &BY)
        .await
        .unwrap();
    assert_eq!(owed(&shop).await, []);
    assert_eq!(shop.till().print_desk().state().waiting, 0);
    // What was given up before it was tried is no copy.
    let receipt = Paper::Receipt(sale.id);
    let pdf = Some(PrintWay::Pdf);
    let (job, way) = shop.till().print(receipt, pdf, BY).await.unwrap();
    assert_eq!(
        (job.copy, job.standing, way),
        (false, PrintStanding::Owed, PrintWay::Pdf)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_paper_is_settled_alone_and_the_way_of_the_others_stays() {
    let shop = shop(|printer, _| {
        printer.auto_print = true;
        printer.other_address = "192.0.2.2".to_owned();
    })
    .await;
    for pesos in ["100", "200", "300"] {
        cash(&shop, pesos).await;
    }
    let number = |place: usize, jobs: &[PrintJob]| jobs[place].number;
    let jobs = owed(&shop).await;
    let till = shop.till();
    let to_other = PrintAnswer::Print(PrintWay::Other);
    till.settle_paper(number(1, &jobs), to_other, &BY)
        .await
        .unwrap();
    till.settle_paper(number(2, &jobs), PrintAnswer::GiveUp, &BY)
        .await
        .unwrap();
    let ways = |jobs: Vec<PrintJob>| jobs.into_iter().map(|job| job.way).collect::<Vec<_>>();
    assert_eq!(ways(owed(&shop).await), ["printer", "other"]);
    let desk = till.print_desk().state();
    assert_eq!((desk.way, desk.waiting), (PrintWay::Printer, 2));
    // What is being sent cannot be called back.
    let next = till.next_paper().await.unwrap().unwrap();
    assert_eq!(next.number, number(0, &jobs));
    till.settle_paper(next.number, PrintAnswer::GiveUp, &BY)
        .await
        .unwrap();
    assert_eq!(owed(&shop).await[0].standing, PrintStanding::Printing);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reprint_is_in_the_journal_and_is_a_copy_when_its_job_is_forgotten_too() {
    let shop = shop(|_, _| {}).await;
    let (sale, never) = (cash(&shop, "1500").await, cash(&shop, "200").await);
    let till = shop.till();
    let receipt = || Paper::Receipt(sale.id);
    let print = async |paper: Paper| till.print(paper, None, BY).await.unwrap().0.copy;
    let said = async || {
        let read = till.ledger().read(move |read| read.reprints_of(sale.id));
        let lines = read.await.unwrap().into_iter();
        lines.map(|line| line.event).collect::<Vec<_>>()
    };
    assert!(!print(receipt()).await);
    assert_eq!(said().await, []);
    assert!(print(receipt()).await);
    let paper = ReprintedPaper::Receipt { sale: sale.id };
    let reprinted = domain::Event::Till(TillEvent::PaperReprinted { paper });
    assert_eq!(said().await, std::slice::from_ref(&reprinted));
    till.settle_papers(PrintAnswer::GiveUp, &BY).await.unwrap();
    let later = till.now().plus_ms(1);
    let pruned = till
        .ledger()
        .write(move |write| write.prune_print_jobs(later, 100));
    assert_eq!(pruned.await.unwrap(), 2);
    // Nobody can tell any more what came out of these, but of a new sale one can.
    assert!(print(receipt()).await);
    assert!(print(Paper::Receipt(never.id)).await);
    assert_eq!(said().await, [reprinted.clone(), reprinted]);
    // By the till's clock, the new sale is later than what was forgotten.
    tokio::time::sleep(Duration::from_millis(5)).await;
    let new = cash(&shop, "300").await;
    assert!(!print(Paper::Receipt(new.id)).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paper_that_waited_while_another_came_out_is_the_copy() {
    let shop = shop(|printer, _| printer.auto_print = true).await;
    let sale = cash(&shop, "1500").await;
    let till = shop.till();
    let waiting = owed(&shop).await.remove(0);
    // It is too old to come out by itself when the printer answers again.
    shop.clock.jump(PAPER_MS_MAX + 60_000);
    assert!(till.next_paper().await.unwrap().is_err());
    assert_eq!(owed(&shop).await[0].standing, PrintStanding::Held);
    till.print(Paper::Receipt(sale.id), None, BY).await.unwrap();
    let printed = till.next_paper().await.unwrap().unwrap();
    assert!(!printed.copy);
    till.paper_is_out(&printed).await.unwrap();
    let answer = PrintAnswer::Print(PrintWay::Printer);
    till.settle_paper(waiting.number, answer, &BY)
        .await
        .unwrap();
    let overtaken = till.next_paper().await.unwrap().unwrap();
    assert_eq!((overtaken.number, overtaken.copy), (waiting.number, true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_exist_has_no_copy() {
    let shop = shop(|_, _| {}).await;
    let open = OpenShift {
        float: pesos_of("0"),
        accepted: Vec::new(),
    };
    let till = shop.till();
    let shift = till.open_shift(open, BY).await.unwrap();
    // The count of an open shift, and a line that moved no drawer.
    for paper in [Paper::Count(shift.number), Paper::Movement(1)] {
        for _ in 0..2 {
            let (job, _) = till.print(paper.clone(), None, BY).await.unwrap();
            assert!(!job.copy, "{paper:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_counting_is_blind_a_paper_that_shows_cash_waits_for_a_manager() {
    let mut shop = shop(|printer, _| printer.other_address = "192.0.2.2".to_owned()).await;
    shop.settings.day.blind_count = true;
    shop.kill().await;
    shop.start().await;
    shop.till().begin_printing().await.unwrap();
    let till = shop.till();
    let names = TillEvent::PersonNamed {
        id: person(1),
        name: "Ana".to_owned(),
        role: Role::Manager,
    };
    let now = till.now();
    let named = till.ledger().write(move |write| {
        Ok::<_, TillError>(write.record_till(&BY, now, std::slice::from_ref(&names))?)
    });
    named.await.unwrap();
    let open = OpenShift {
        float: pesos_of("500"),
        accepted: Vec::new(),
    };
    till.open_shift(open, BY).await.unwrap();
    let partial = Paper::Partial { blind: false };
    till.print(partial, None, manager()).await.unwrap();
    let to_pdf = PrintAnswer::Print(PrintWay::Pdf);
    let refused = |settled: Result<(), TillError>| {
        matches!(settled, Err(TillError::Refused(Refusal::NeedsManager)))
    };
    // Nothing else waits, so nothing would be saved; a printer can be chosen.
    assert!(refused(till.settle_papers(to_pdf, &BY).await));
    let to_other = PrintAnswer::Print(PrintWay::Other);
    till.settle_papers(to_other, &BY).await.unwrap();
    assert_eq!(till.print_desk().state().way, PrintWay::Other);
    let showing = owed(&shop).await.remove(0).number;
    assert!(refused(till.settle_paper(showing, to_pdf, &BY).await));
    till.print(Paper::Test, None, BY).await.unwrap();
    till.settle_papers(to_pdf, &BY).await.unwrap();
    let ways = || async {
        owed(&shop)
            .await
            .into_iter()
            .map(|job| job.way)
            .collect::<Vec<_>>()
    };
    assert_eq!(ways().await, ["printer", "pdf"]);
    till.settle_paper(showing, to_pdf, &manager())
        .await
        .unwrap();
    assert_eq!(ways().await, ["pdf", "pdf"]);
}
