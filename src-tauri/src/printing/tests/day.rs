//! A whole day on paper: each receipt and the close, as a printer on a port got
//! them, say what the ledger says.

use crate::printing::papers::ShopPapers;
use crate::printing::transport::Printers;
use crate::printing::worker::keep_printing;
use api::paper::PaperLook;
use domain::plan::{BasisPoints, Plan, PlanTerms, first_rows};
use domain::{
    Actor, Balance, Close, DiscrepancyNumber, Method, Money, Payment, ReturnedFrom, Sale, SaleId,
    SettledAs, TakingKind, Tender,
};
use sandbox::{Config, How};
use std::sync::Arc;
use testkit::escpos::{PrintedLine, printed_lines, read_escpos};
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

/// A printed paper.
struct Printed(Vec<PrintedLine>);

impl Printed {
    fn of(job: &[u8]) -> Printed {
        let printed = read_escpos(job).unwrap();
        Printed(printed_lines(&printed).into_iter().cloned().collect())
    }

    fn text(&self) -> String {
        let lines = self.0.iter().map(|line| line.text.trim_end().to_owned());
        lines.collect::<Vec<_>>().join("\n")
    }

    /// A line has these words at its left and its right.
    fn says(&self, left: &str, right: &str) {
        let found = self.0.iter().any(|line| {
            let line = line.text.trim_end();
            line.starts_with(left) && line[left.len()..].trim_start() == right
        });
        assert!(found, "no line `{left} … {right}` in\n{}", self.text());
    }

    fn is_about(&self, sale: &Sale) -> bool {
        let ticket = sale.ticket.to_string();
        let mut lines = self.0.iter();
        lines.any(|it| it.text.starts_with("Número") && it.text.trim_end().ends_with(&ticket))
    }
}

/// `1.234,56`, written without the code that prints it.
fn column(centavos: i64) -> String {
    let (size, sign) = (centavos.abs(), if centavos < 0 { "-" } else { "" });
    format!("{sign}{},{:02}", grouped(size / 100), size % 100)
}

fn grouped(number: i64) -> String {
    let text = number.to_string();
    let groups: Vec<&[u8]> = text.as_bytes().rchunks(3).rev().collect();
    String::from_utf8(groups.join(&b'.')).unwrap()
}

fn exact(money: Money) -> String {
    format!("$ {}", column(money.centavos()))
}

fn balance(balance: Balance) -> String {
    column(balance.centavos())
}

/// The receipt says every payment of the sale.
fn check_receipt(paper: &Printed, sale: &Sale) {
    paper.says("Número", &sale.ticket.to_string());
    let charged: i64 = sale
        .payments
        .iter()
        .map(|it| it.request.charged.centavos())
        .sum();
    let amount = Money::from_centavos(charged).unwrap().to_string();
    let largest = paper.0.iter().max_by_key(|line| line.height).unwrap();
    assert_eq!(largest.text.trim(), amount, "{}", paper.text());
    for payment in &sale.payments {
        match payment.method() {
            Method::Qr => {
                let transaction = payment.approving_transaction().unwrap();
                paper.says("QR", &exact(payment.request.charged));
                paper.says("Referencia", &transaction.reference);
            }
            Method::Cash => check_cash(paper, payment),
            Method::Card => check_card(paper, payment),
            Method::FixedQr | Method::Wallet => panic!("the day has none"),
        }
        for returned in &payment.returns {
            assert_eq!(returned.from, ReturnedFrom::Drawer);
            paper.says("Devuelto en efectivo", &column(-returned.amount.centavos()));
        }
    }
    let owed: i64 = sale
        .discrepancies
        .iter()
        .map(|it| sale.still_to_return(it.number).centavos())
        .sum();
    if owed > 0 {
        paper.says("Queda por devolver", &format!("$ {}", column(owed)));
    }
}

fn check_cash(paper: &Printed, payment: &Payment) {
    paper.says("Efectivo", &exact(payment.request.charged));
    paper.says("Entregado", &exact(payment.handed().unwrap()));
    paper.says("Vuelto", &exact(payment.change().unwrap()));
    if !payment.rounded.is_zero() {
        paper.says("Precio", &exact(payment.request.amount));
        let rounded = column(-payment.rounded.centavos());
        paper.says("Redondeo a tu favor", &rounded);
    }
}

fn check_card(paper: &Printed, payment: &Payment) {
    let charged = payment.card().unwrap();
    let (card, slip) = (&charged.cards[0], &charged.legs[0].receipt);
    let offer = &card.offer;
    paper.says(
        &format!("Visa terminada en {}", card.face.last_four),
        &exact(offer.total()),
    );
    paper.says("Autorización", slip.authorization.as_ref().unwrap());
    paper.says("Cupón", slip.ticket.as_ref().unwrap());
    paper.says("Lote", slip.batch.as_ref().unwrap());
    let count = offer.instalments().count();
    if count == 1 {
        paper.says("Plan", "1 pago");
        return;
    }
    paper.says("Plan", &format!("{count} cuotas"));
    paper.says("Precio de contado", &exact(offer.cash()));
    let each = format!("{} cuotas de", count - offer.dearer());
    paper.says(&each, &exact(offer.each()));
    paper.says("Total financiado", &exact(offer.total()));
    for (name, rate) in [
        ("TNA", offer.tna()),
        ("TEA", offer.tea()),
        ("CFTEA", offer.cftea()),
    ] {
        let points = i64::from(rate.unwrap().0);
        paper.says(name, &format!("{} %", column(points)));
    }
}

/// The close says every figure of its own line of the journal.
fn check_close(paper: &Printed, close: &Close) {
    let figures = &close.figures;
    let lines = format!("{} a {}", grouped(close.after_seq + 1), grouped(close.seq));
    paper.says("Líneas del registro", &lines);
    paper.says("ENTRÓ", &format!("$ {}", balance(figures.received())));
    for sum in &figures.takings {
        let tender = match sum.tender {
            Tender::Qr => "QR",
            Tender::Card => "Tarjeta",
            Tender::Cash => "Efectivo",
            Tender::FixedQr | Tender::Wallet | Tender::Transfer => panic!("the day has none"),
        };
        let (name, amount) = match sum.kind {
            TakingKind::Received => (tender.to_owned(), sum.amount),
            TakingKind::Returned => (format!("  Devuelto, {tender}"), sum.amount),
            TakingKind::Rounded => (
                format!("  Redondeo a favor de quien paga, {tender}"),
                sum.amount.negated(),
            ),
            TakingKind::ByWord => panic!("the day has none"),
        };
        counted(paper, &name, sum.count.into(), amount);
    }
    for plan in &figures.plans.lines {
        counted(paper, &plan.plan, plan.count.into(), plan.amount);
    }
    for sum in figures.deductions.iter().filter(|it| it.known > 0) {
        assert_eq!(sum.tender, Tender::Qr);
        paper.says("QR, bruto", &column(sum.gross.centavos()));
        paper.says("  Comisiones", &column(-sum.fees.centavos()));
        paper.says("  Impuestos", &column(-sum.taxes.centavos()));
        paper.says("  Neto", &column(sum.net.centavos()));
    }
    let arrivals = figures.arrivals.as_ref().unwrap();
    assert!(!arrivals.lines.is_empty());
    let mut dated = Balance::ZERO;
    for sum in &arrivals.lines {
        let (year, month, day) = (sum.day.year(), sum.day.month(), sum.day.of_month());
        let when = format!("{day:02}/{month:02}/{year}, QR");
        paper.says(&when, &column(sum.net.centavos()));
        dated = dated.plus(Balance::of(sum.gross));
    }
    // No notice tells on which day a card's money arrives.
    let card = figures.amount(Tender::Card, TakingKind::Received);
    let by_qr = figures.amount(Tender::Qr, TakingKind::Received);
    paper.says("Sin fecha, bruto", &balance(by_qr.plus(card).minus(dated)));
    assert_eq!(by_qr, dated);
    let pending = &figures.pending.lines;
    paper.says(&format!("QUEDA PENDIENTE: {}", pending.len()), "");
    for item in pending {
        let about = format!("{} a devolver", item.ticket);
        paper.says(&about, &column(item.amount.centavos()));
    }
    paper.says("Control de la línea", &grouped(close.anchor.seq));
    let hash = paper.text().replace([' ', '\n'], "").to_lowercase();
    assert!(hash.contains(&close.anchor.hash), "{}", paper.text());
}

/// A name, a count and an amount, where a long name has a line of its own.
fn counted(paper: &Printed, name: &str, count: i64, amount: Balance) {
    let text = paper.text();
    let words: Vec<_> = text.split_whitespace().collect();
    let wanted = format!(" {} {count} {} ", name.trim(), balance(amount));
    let found = words.join(" ").contains(&wanted);
    assert!(found, "no `{wanted}` in\n{text}");
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
