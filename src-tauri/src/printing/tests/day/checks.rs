//! What a printed paper says, compared with the ledger's figures. Amounts are written
//! here without the code that prints them.

use domain::{Balance, Close, Method, Money, Payment, ReturnedFrom, Sale, TakingKind, Tender};
use testkit::escpos::{PrintedLine, printed_lines, read_escpos};

/// A printed paper.
pub(super) struct Printed(Vec<PrintedLine>);

impl Printed {
    pub(super) fn of(job: &[u8]) -> Printed {
        let printed = read_escpos(job).unwrap();
        Printed(printed_lines(&printed).into_iter().cloned().collect())
    }

    pub(super) fn text(&self) -> String {
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

    pub(super) fn is_about(&self, sale: &Sale) -> bool {
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
pub(super) fn check_receipt(paper: &Printed, sale: &Sale) {
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
pub(super) fn check_close(paper: &Printed, close: &Close) {
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
    paper.says(
        "Sin fecha o sin neto, bruto",
        &balance(by_qr.plus(card).minus(dated)),
    );
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
