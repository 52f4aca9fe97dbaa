//! A counter for the tests: sales that are driven by real commands only, the
//! strays, and the routing of a notice to either.

use domain::{
    Actor, Command, Deductions, Money, Names, Notice, NoticeNumber, PaymentId, PaymentState,
    PersonId, Provider, QrOffer, Refusal, Role, Sale, SaleEvent, SaleId, Stamp, Stray,
    StrayCommand, StrayEvent, StrayId, Ticket, TillNumber, TransactionKey, UnixMs, Word,
};

/// How long the provider may be asked for a QR.
pub(crate) const DEADLINE_MS: i64 = 45_000;
/// How long a QR can be paid.
pub(crate) const QR_MS: i64 = 600_000;
pub(crate) const BEGUN: UnixMs = UnixMs(1_795_276_800_000);

pub(crate) fn pesos(pesos: i64) -> Money {
    Money::from_centavos(pesos * 100).unwrap()
}

/// The payment with this number in the tests.
pub(crate) fn pay(number: u8) -> PaymentId {
    PaymentId::new(BEGUN, [number; 8], TillNumber(1))
}

pub(crate) fn key(reference: &str) -> TransactionKey {
    TransactionKey {
        provider: Provider::Totalcoin,
        merchant: "demo".to_owned(),
        reference: reference.to_owned(),
    }
}

pub(crate) fn cashier() -> Actor {
    person(1, Role::Cashier)
}

pub(crate) fn manager() -> Actor {
    person(2, Role::Manager)
}

fn person(number: u8, role: Role) -> Actor {
    let id = PersonId::new(BEGUN, [number; 8], TillNumber(1));
    Actor::Person { id, role }
}

/// A notice about to come in.
#[derive(Clone)]
pub(crate) struct Told(pub(crate) Notice);

/// `APROBADO` of so many pesos, naming the first payment.
pub(crate) fn approved(reference: &str, amount: i64) -> Told {
    told(reference, Word::Approved, amount)
}

/// A notice with another word, as the provider wrote it.
pub(crate) fn other(reference: &str, word: &str, amount: i64) -> Told {
    told(reference, Word::Other(word.to_owned()), amount)
}

fn told(reference: &str, word: Word, amount: i64) -> Told {
    Told(Notice {
        reference: Some(reference.to_owned()),
        amount: Some(pesos(amount)),
        word,
        names: Names::Ours(pay(1)),
        proposes: None,
        deductions: Deductions::default(),
        details: domain::Details::default(),
    })
}

/// One line, so that a failed property is readable.
impl std::fmt::Debug for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let notice = &self.0;
        let (reference, amount) = (notice.reference.as_deref(), notice.amount);
        write!(
            f,
            "{reference:?} {:?} {amount:?} {:?}",
            notice.word, notice.names
        )
    }
}

impl Told {
    pub(crate) fn naming(mut self, names: Names) -> Told {
        self.0.names = names;
        self
    }
    pub(crate) fn naming_nobody(self) -> Told {
        self.naming(Names::Nobody)
    }
    pub(crate) fn without_reference(mut self) -> Told {
        self.0.reference = None;
        self
    }
    pub(crate) fn without_amount(mut self) -> Told {
        self.0.amount = None;
        self
    }
    pub(crate) fn with_fees(mut self, fees: i64) -> Told {
        self.0.deductions.fees = Some(pesos(fees));
        self
    }
}

/// A line of the journal.
#[derive(Debug, Clone)]
pub(crate) struct Line<E> {
    pub(crate) at: UnixMs,
    pub(crate) by: Actor,
    pub(crate) event: E,
}

impl<E> Line<E> {
    pub(crate) fn stamp(&self) -> Stamp<'_> {
        Stamp::new(&self.by, self.at)
    }
}

fn line<E: Clone>(at: UnixMs, by: &Actor, event: &E) -> Line<E> {
    let (by, event) = (by.clone(), event.clone());
    Line { at, by, event }
}

/// A sale with all that has happened to it.
#[derive(Debug, Clone)]
pub(crate) struct Journal {
    pub(crate) sale: Sale,
    pub(crate) events: Vec<Line<SaleEvent>>,
}

/// The sales, the strays and the time.
#[derive(Debug, Clone)]
pub(crate) struct Counter {
    pub(crate) now: UnixMs,
    pub(crate) sales: Vec<Journal>,
    pub(crate) strays: Vec<Stray>,
    pub(crate) stray_events: Vec<(StrayId, Line<StrayEvent>)>,
    pub(crate) notices: i64,
}

impl Counter {
    /// A counter with one sale of so many pesos.
    pub(crate) fn selling(total: i64) -> Counter {
        let mut counter = Counter {
            now: BEGUN,
            sales: Vec::new(),
            strays: Vec::new(),
            stray_events: Vec::new(),
            notices: 0,
        };
        counter.open(pesos(total));
        counter
    }

    pub(crate) fn open(&mut self, total: Money) {
        let number = u32::try_from(self.sales.len()).unwrap() + 1;
        let till = TillNumber(1);
        let event = SaleEvent::Opened {
            ticket: Ticket { till, number },
            total,
            concept: None,
        };
        let id = SaleId::new(BEGUN, u64::from(number).to_be_bytes(), till);
        let (at, by) = (self.now, cashier());
        let sale = Sale::opened(id, Stamp::new(&by, at), &event).unwrap();
        let events = vec![Line { at, by, event }];
        self.sales.push(Journal { sale, events });
    }

    /// The first sale.
    pub(crate) fn sale(&self) -> &Sale {
        &self.sales[0].sale
    }

    pub(crate) fn state(&self, payment: u8) -> PaymentState {
        self.sale().payment(pay(payment)).unwrap().state
    }

    pub(crate) fn wait(&mut self, ms: i64) -> &mut Counter {
        self.now = self.now.plus_ms(ms);
        self
    }

    /// Gives a command to a sale and applies its events.
    pub(crate) fn ask(
        &mut self,
        sale: usize,
        command: &Command,
        by: &Actor,
    ) -> Result<Vec<SaleEvent>, Refusal> {
        let journal = &mut self.sales[sale];
        let events = journal.sale.decide(command, by, self.now)?;
        for event in &events {
            let line = line(self.now, by, event);
            journal.sale.apply(line.stamp(), event);
            journal.events.push(line);
        }
        Ok(events)
    }

    /// The same for the first sale, which must not refuse it.
    pub(crate) fn does(&mut self, command: Command) -> &mut Counter {
        self.by(&cashier(), command)
    }

    pub(crate) fn by(&mut self, actor: &Actor, command: Command) -> &mut Counter {
        if let Err(refusal) = self.ask(0, &command, actor) {
            panic!("{command:?} was refused: {refusal}");
        }
        self
    }

    /// A good QR for a payment, payable from now on.
    pub(crate) fn qr(&self, payment: u8) -> Command {
        Command::ReceiveQr {
            payment: pay(payment),
            qr: QrOffer {
                order: format!("order {payment}"),
                payload: "000201".to_owned(),
                expires_at: self.now.plus_ms(QR_MS),
                warnings: Vec::new(),
                collector: None,
            },
        }
    }

    /// A notice comes in. It goes to the payment under which its transaction is
    /// known, else to the payment that it names, else to the strays.
    pub(crate) fn hears(&mut self, told: &Told) -> &mut Counter {
        self.notices += 1;
        let (number, notice) = (NoticeNumber(self.notices), told.0.clone());
        let transaction = notice.reference.as_deref().map(key);
        let named = match &notice.names {
            Names::Ours(payment) => Some(*payment),
            Names::Foreign(_) | Names::Nobody => None,
        };
        let position = |counter: &Counter, here: &dyn Fn(&Sale) -> bool| {
            counter.sales.iter().position(|known| here(&known.sale))
        };
        let home = transaction
            .as_ref()
            .and_then(|key| position(self, &|sale| sale.payment_of(key).is_some()));
        let home = home.or_else(|| {
            named.and_then(|named| position(self, &|sale| sale.payment(named).is_some()))
        });
        let Some(home) = home else {
            let id = match transaction {
                Some(key) => StrayId::Transaction(key),
                None => StrayId::Notice(number),
            };
            let heard =
                self.ask_stray(&id, &StrayCommand::Hear(number, Some(notice)), &Actor::Till);
            assert!(heard.is_ok(), "a stray refused to be heard");
            return self;
        };
        let known = transaction
            .as_ref()
            .and_then(|key| self.sales[home].sale.payment_of(key))
            .map(|payment| payment.id);
        let payment = named.or(known).unwrap();
        let command = Command::HearNotice {
            payment,
            number,
            transaction: transaction.clone(),
            notice,
        };
        if let Err(refusal) = self.ask(home, &command, &Actor::Till) {
            panic!("a notice was refused: {refusal}");
        }
        if let Some(key) = transaction {
            let id = StrayId::Transaction(key);
            if self.strays.iter().any(|stray| stray.id == id) {
                // A transaction stays with its payment.
                let home = known.unwrap_or(payment);
                let attribute = StrayCommand::Attribute(home);
                let events = self.ask_stray(&id, &attribute, &Actor::Till).unwrap();
                if !events.is_empty() {
                    self.disown(&id, home);
                }
            }
        }
        self
    }

    /// Tells the sale to which a stray was assigned that it belongs to another
    /// payment, as the till does.
    fn disown(&mut self, id: &StrayId, payment: PaymentId) {
        let stray = self.strays.iter().find(|stray| stray.id == *id);
        let given = stray.and_then(|stray| stray.given);
        let (Some(given), StrayId::Transaction(transaction)) = (given, id.clone()) else {
            return;
        };
        if given.payment == payment {
            return;
        }
        let of = |known: &Journal| known.sale.id == given.sale;
        let sale = self.sales.iter().position(of).unwrap();
        let command = Command::Disown {
            payment: given.payment,
            transaction,
        };
        self.ask(sale, &command, &Actor::Till).unwrap();
    }

    pub(crate) fn ask_stray(
        &mut self,
        id: &StrayId,
        command: &StrayCommand,
        by: &Actor,
    ) -> Result<Vec<StrayEvent>, Refusal> {
        let known = self.strays.iter().position(|stray| stray.id == *id);
        let mut stray = match known {
            Some(place) => self.strays[place].clone(),
            None => Stray::new(id.clone(), self.now),
        };
        let events = stray.decide(command, by)?;
        for event in &events {
            let line = line(self.now, by, event);
            stray.apply(line.stamp(), event);
            self.stray_events.push((id.clone(), line));
        }
        match known {
            Some(place) => self.strays[place] = stray,
            None => self.strays.push(stray),
        }
        Ok(events)
    }
}
