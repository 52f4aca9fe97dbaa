//! A whole day on paper: each receipt and the close, as a printer on a port got
//! them, say what the ledger says.

mod checks;

use crate::printing::papers::ShopPapers;
use crate::printing::transport::Printers;
use crate::printing::worker::keep_printing;
use api::paper::PaperLook;
use checks::{Printed, check_close, check_receipt};
use domain::plan::{BasisPoints, Plan, PlanTerms, first_rows};
use domain::{Actor, Balance, DiscrepancyNumber, ReturnedFrom, Sale, SaleId, SettledAs};
use sandbox::{Config, How};
use std::sync::Arc;
use testkit::printer::{Manner, TcpPrinter};
use testkit::shop::{Shop, checkout, last_state, manager, pesos_of, until};
use till::day::OpenShift;
use till::pay::Checkout;
use till::pay::cards::{CardEntry, ChargeCards};
use till::pay::cash::ChargeCash;
use till::pay::qr::ChargeQr;
use till::print::Paper;
use till::settings::{Mode, PrinterKind};
use till::{Answer, TillError};
use tokio::task::JoinHandle;

const BY: Actor = Actor::Counter;
/// A card that the stand-in approves.
const GOOD: &str = "4111 1111 1111 1111";
/// The plan of the day, and one without a surcharge.
const PLAN: &str = "cuotas-3";
const ONE_PAYMENT: &str = "cuotas-1";

/// A shop whose papers go to a printer on a port.
struct Day {
    shop: Shop,
    printer: TcpPrinter,
    worker: JoinHandle<()>,
}

impl Drop for Day {
    fn drop(&mut self) {
        self.worker.abort();
    }
}

impl Day {
    async fn begin() -> Day {
        let printer = TcpPrinter::open(Manner::Prints).await;
        let mut shop = Shop::closed(Config::default()).await;
        let settings = &mut shop.settings;
        settings.mode = Mode::Live;
        settings.totalcoin.default_dni = "20123456786".to_owned();
        let pagouno = &mut settings.pagouno;
        pagouno.merchant_code_group = "MG-03207".to_owned();
        pagouno.seller_code = "P1C1C1".to_owned();
        pagouno.seller_name = "Bazar Las Rosas".to_owned();
        settings.day.cash_rounding_centavos = 1_000;
        settings.printer.kind = PrinterKind::Network;
        settings.printer.address = printer.address().to_string();
        settings.printer.auto_print = true;
        settings.printer.auto_print_close = true;
        shop.start().await;
        let till = shop.shared_till();
        // The worker does it too, but the first sale may be quicker.
        till.begin_printing().await.unwrap();
        let look = PaperLook::of(&shop.settings, false);
        let exports = shop.folder().join("exports");
        let papers = Arc::new(ShopPapers::new(Arc::clone(&till), look, exports));
        let worker = tokio::spawn(keep_printing(till, papers, Arc::<Printers>::default()));
        Day {
            shop,
            printer,
            worker,
        }
    }

    async fn cash(&self, sale: Option<SaleId>, pesos: &str, handed: &str) -> Sale {
        let charge = ChargeCash {
            checkout: Checkout { sale, ..checkout() },
            amount: pesos_of(pesos),
            handed: Some(pesos_of(handed)),
        };
        let till = self.shop.till();
        till.take_cash_payment(charge, BY).await.unwrap()
    }

    /// A QR that its customer pays, alone or as the first part of a total.
    async fn qr(&self, pesos: &str, total: Option<&str>, how: &How) -> Sale {
        let charge = ChargeQr {
            checkout: Checkout {
                total: total.map(pesos_of),
                ..checkout()
            },
            amount: pesos_of(pesos),
            payer_dni: None,
        };
        let sale = self.shop.till().take_qr_payment(charge, BY).await.unwrap();
        let shown = |sale: &Sale| last_state(sale) == "waiting";
        let sale = self.shop.wait_for(sale.id, "a QR", shown).await;
        self.shop.pay(&sale, 0, how).await;
        self.approved(&sale).await
    }

    async fn card(&self, sale: Option<SaleId>, plan: &str, pesos: &str) -> Sale {
        let till = self.shop.till();
        let offers = till.offers(pesos_of(pesos)).await.unwrap();
        let offer = offers.iter().find(|it| it.plan().as_str() == plan).unwrap();
        let typed = |text: &str| text.to_owned().into();
        let entry = CardEntry {
            number: typed(GOOD),
            expiry: typed("11/30"),
            security_code: typed("987"),
            holder: typed("Ana Pérez"),
            document_kind: None,
            document: typed("27594189"),
            plan: offer.plan().clone(),
            amount: pesos_of(pesos),
            accepted_total: offer.total(),
            accepted_terms: None,
        };
        let charge = ChargeCards {
            checkout: Checkout { sale, ..checkout() },
            cards: vec![entry],
        };
        let sale = till.take_card_payment(charge, BY).await.unwrap();
        self.approved(&sale).await
    }

    async fn approved(&self, sale: &Sale) -> Sale {
        let is_so = |sale: &Sale| last_state(sale) == "approved";
        self.shop.wait_for(sale.id, "an approval", is_so).await
    }

    /// The papers so far, once nothing is owed any more.
    async fn papers(&self) -> Vec<Printed> {
        until("all papers out", || async {
            let read = self.shop.till().ledger().read(|read| {
                let count = read.print_jobs_count()?;
                Ok::<_, TillError>(count)
            });
            (read.await.unwrap() == (0, 0)).then_some(())
        })
        .await;
        self.printer
            .jobs()
            .iter()
            .map(|job| Printed::of(job))
            .collect()
    }
}

/// Three instalments with a surcharge and all rates.
fn plan() -> Plan {
    let plans = first_rows();
    let terms = plans.get(&PLAN.parse().unwrap()).unwrap().terms().clone();
    Plan::new(PlanTerms {
        coefficient: BasisPoints(1_400),
        tna: Some(BasisPoints(6_780)),
        tea: Some(BasisPoints(9_340)),
        cftea: Some(BasisPoints(12_120)),
        ..terms
    })
    .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_paper_of_a_day_says_what_the_ledger_says() {
    let day = Day::begin().await;
    let till = day.shop.till();
    till.keep_plan(plan(), manager()).await.unwrap();
    let open = OpenShift {
        float: pesos_of("1000"),
        accepted: Vec::new(),
    };
    till.open_shift(open, BY).await.unwrap();
    let rounded = day.cash(None, "8349.90", "10000").await;
    let by_qr = day.qr("24900", None, &How::Exact).await;
    let by_card = day.card(None, PLAN, "58900").await;
    let split = day.qr("3000", Some("10000"), &How::Exact).await;
    day.card(Some(split.id), ONE_PAYMENT, "5000").await;
    let split = day.cash(Some(split.id), "2000", "2000").await;
    let given_back = day.cash(None, "500", "500").await;
    let twice = day.qr("937.20", None, &How::SecondReference).await;
    day.shop.hear_all().await;
    let first = day.papers().await;
    assert_eq!(first.len(), 6);

    // Some of one sale goes back from the drawer, and of another is still to go.
    let payment = given_back.payments[0].id;
    let back = (pesos_of("200"), ReturnedFrom::Drawer);
    let reason = || "cambio de talle".to_owned();
    till.return_money((given_back.id, payment), None, back, reason(), manager())
        .await
        .unwrap();
    let answer = Answer {
        how: SettledAs::ToBeReturned,
        amount: None,
        target: None,
        take_over: false,
        reason: reason(),
        by: manager(),
    };
    till.settle_discrepancy(twice.id, DiscrepancyNumber(1), answer)
        .await
        .unwrap();
    for sale in [given_back.id, twice.id] {
        till.print(Paper::Receipt(sale), None, BY).await.unwrap();
    }
    let (number, _) = till.partial().await.unwrap();
    let close = till.close_day(number, BY).await.unwrap();
    let papers = day.papers().await;
    assert_eq!(papers.len(), 9);
    for sale in [&rounded, &by_qr, &by_card, &split, &given_back, &twice] {
        let of_sale: Vec<_> = papers.iter().filter(|it| it.is_about(sale)).collect();
        let original = !of_sale[0].text().contains("COPIA");
        assert!(original, "{}", of_sale[0].text());
        assert!(of_sale[1..].iter().all(|it| it.text().contains("COPIA")));
        check_receipt(of_sale[of_sale.len() - 1], &day.shop.sale(sale.id).await);
    }
    check_close(papers.last().unwrap(), &close);
    // The close has the money of every receipt.
    let mut received = Balance::ZERO;
    for sale in [&rounded, &by_qr, &by_card, &split, &given_back, &twice] {
        let sale = day.shop.sale(sale.id).await;
        let payments = sale.payments.iter().map(|it| Balance::of(it.received()));
        received = received.plus(payments.sum());
    }
    assert_eq!(close.figures.received(), received);
    day.shop.verify();
}
