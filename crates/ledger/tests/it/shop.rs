//! What the tests share: a till's ledger in a folder of its own, and the
//! commands of a plain sale.

use domain::{
    Actor, Command, Deductions, Method, Money, Names, Notice, PaymentId, PaymentRequest, Provider,
    QrOffer, Refusal, Sale, SaleEvent, SaleId, Ticket, TillNumber, TransactionKey, UnixMs, Word,
};
use ledger::{Heard, Ledger, LedgerError, NewNotice, Opening, Problem, Seal, Write, verify};
use rusqlite::{Connection, OpenFlags};
use std::path::PathBuf;

pub(crate) const TILL: TillNumber = TillNumber(1);
pub(crate) const NOW: UnixMs = UnixMs(1_767_225_600_000);
pub(crate) const CASHIER: Actor = Actor::Counter;

/// A folder and the seal of the ledger in it.
pub(crate) struct Shop {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) seal: [u8; 32],
}

/// Why a test's closure failed.
#[derive(Debug, Clone)]
#[expect(dead_code, reason = "what is inside is read when a test fails")]
pub(crate) enum Failed {
    Ledger(LedgerError),
    Refused(Refusal),
    Told,
}

impl From<LedgerError> for Failed {
    fn from(error: LedgerError) -> Failed {
        Failed::Ledger(error)
    }
}

impl From<Refusal> for Failed {
    fn from(refusal: Refusal) -> Failed {
        Failed::Refused(refusal)
    }
}

impl Shop {
    pub(crate) fn new() -> Shop {
        Shop {
            folder: tempfile::tempdir().unwrap(),
            seal: [7; 32],
        }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("ledger.sqlite3")
    }

    pub(crate) fn opening(&self) -> Opening {
        Opening {
            path: self.path(),
            seal: Seal::from_bytes(self.seal),
            now: NOW,
        }
    }

    pub(crate) fn open(&self) -> Ledger {
        Ledger::open(self.opening()).unwrap()
    }

    pub(crate) fn inline(&self) -> Ledger {
        Ledger::open_inline(self.opening()).unwrap()
    }

    pub(crate) fn seals(&self) -> [Seal; 1] {
        [Seal::from_bytes(self.seal)]
    }

    /// A connection to the file that bypasses the ledger.
    pub(crate) fn hand(&self) -> Connection {
        Connection::open_with_flags(self.path(), OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap()
    }

    /// A forger who knows about the triggers: removes them, forges, and
    /// restores them.
    pub(crate) fn forge(&self, forgery: impl FnOnce(&Connection)) {
        let hand = self.hand();
        let triggers: Vec<(String, String)> = hand
            .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
            .unwrap()
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(triggers.len(), 9);
        for (name, _) in &triggers {
            hand.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
        }
        forgery(&hand);
        for (_, sql) in &triggers {
            hand.execute_batch(sql).unwrap();
        }
    }

    /// What `verify` finds wrong.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        verify(&self.path(), &self.seals()).unwrap().problems
    }
}

/// Runs a future that needs no runtime: the inline ledger never waits.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(future)
}

pub(crate) fn pesos(pesos: i64) -> Money {
    Money::from_centavos(pesos * 100).unwrap()
}

pub(crate) fn sale_id(number: u64) -> SaleId {
    SaleId::new(NOW, number.to_be_bytes(), TILL)
}

pub(crate) fn payment_id(number: u64) -> PaymentId {
    PaymentId::new(NOW.plus_ms(1), number.to_be_bytes(), TILL)
}

pub(crate) fn key(reference: &str) -> TransactionKey {
    TransactionKey {
        provider: Provider::Totalcoin,
        merchant: "demo".to_owned(),
        reference: reference.to_owned(),
    }
}

/// Opens a sale and charges all of it by QR. The payment's number is the
/// sale's.
pub(crate) fn take(write: &mut Write<'_>, number: u64, at: UnixMs) -> Result<Sale, Failed> {
    take_for(write, number, at, None)
}

/// The same, with a concept.
pub(crate) fn take_for(
    write: &mut Write<'_>,
    number: u64,
    at: UnixMs,
    concept: Option<&str>,
) -> Result<Sale, Failed> {
    let ticket = Ticket {
        till: TILL,
        number: write.next_ticket(TILL)?,
    };
    let opened = SaleEvent::Opened {
        ticket,
        total: pesos(1_500),
        concept: concept.map(str::to_owned),
    };
    let id = sale_id(number);
    write.record_sale(&CASHIER, at, id, &[opened])?;
    put(
        write,
        id,
        &Command::Charge {
            payment: payment_id(number),
            request: PaymentRequest::of(Method::Qr, pesos(1_500)),
            deadline: at.plus_ms(45_000),
        },
        at,
    )
}

/// Gives a command to a sale and records its events.
pub(crate) fn put(
    write: &mut Write<'_>,
    id: SaleId,
    command: &Command,
    at: UnixMs,
) -> Result<Sale, Failed> {
    let sale = write.sale(id)?.ok_or(LedgerError::NoSuchSale(id))?;
    let events = sale.decide(command, &CASHIER, at)?;
    Ok(write.record_sale(&CASHIER, at, id, &events)?)
}

pub(crate) fn receive_qr(write: &mut Write<'_>, number: u64, at: UnixMs) -> Result<Sale, Failed> {
    let qr = QrOffer {
        order: "1".to_owned(),
        payload: "000201".to_owned(),
        expires_at: at.plus_ms(600_000),
        warnings: Vec::new(),
        collector: None,
    };
    let payment = payment_id(number);
    put(
        write,
        sale_id(number),
        &Command::ReceiveQr { payment, qr },
        at,
    )
}

/// Hears a body and applies its approval to the sale.
pub(crate) fn approve(write: &mut Write<'_>, number: u64, body: &[u8]) -> Result<Sale, Failed> {
    let Heard::New(heard) = write.hear(notice(body))? else {
        return Err(Failed::Told);
    };
    let reference = format!("T{number}");
    let read = Notice {
        reference: Some(reference.clone()),
        amount: Some(pesos(1_500)),
        word: Word::Approved,
        names: Names::Ours(payment_id(number)),
        proposes: None,
        deductions: Deductions::default(),
        details: domain::Details::default(),
    };
    let command = Command::HearNotice {
        payment: payment_id(number),
        number: heard,
        transaction: Some(key(&reference)),
        notice: read,
    };
    put(write, sale_id(number), &command, NOW)
}

pub(crate) fn notice(body: &[u8]) -> NewNotice<'_> {
    NewNotice {
        provider: "totalcoin",
        merchant: "demo",
        relay_id: Some("n1"),
        body,
        received_at: NOW,
        heard_at: NOW,
    }
}
