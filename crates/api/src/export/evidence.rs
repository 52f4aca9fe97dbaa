//! The evidence of one sale, from the ledger.

use crate::view::NamesOfPeople;
use domain::{Actor, Event, NoticeNumber, Payment, Provider, Sale, SaleEvent, SaleId, UnixMs};
use ledger::{Entry, LedgerError, Read, Subject};
use paper::export::Moment;
use paper::export::evidence::{
    Evidence, EvidenceBody, EvidenceNotice, EvidencePayment, EvidenceStep,
};
use paper::export::rows::PaidBy;
use till::day::BusinessDays;
use till::review::shown_body;

/// What the evidence of a sale says beside the ledger.
pub(crate) struct EvidenceAsked {
    pub(crate) sale: SaleId,
    pub(crate) with_payers: bool,
    pub(crate) now: UnixMs,
    pub(crate) days: BusinessDays,
    pub(crate) is_practice: bool,
    pub(crate) is_test_environment: bool,
}

/// The evidence of a sale; `None` for one that the ledger does not know.
pub(crate) fn evidence(
    read: &Read<'_>,
    asked: &EvidenceAsked,
) -> Result<Option<Evidence>, LedgerError> {
    let Some(sale) = read.sale(asked.sale)? else {
        return Ok(None);
    };
    let entries = read.entries_of(&Subject::Sale(sale.id))?;
    let head = read.head()?;
    let payments = sale.payments.iter();
    let payments = payments.map(|it| payment(read, it, asked.with_payers));
    Ok(Some(Evidence {
        ticket: sale.ticket,
        sale: sale.id.to_string(),
        total: sale.total,
        concept: sale.concept.clone(),
        made_at: Moment::from(&asked.days.local(asked.now)),
        is_practice: asked.is_practice,
        is_test_environment: asked.is_test_environment,
        with_payers: asked.with_payers,
        payments: payments.collect::<Result<_, _>>()?,
        steps: steps(read, &entries, (head.seq, &asked.days))?,
        notices: notices(read, &sale, &entries, asked.with_payers)?,
        head: (head.seq, hex(&head.hash)),
    }))
}

fn payment(
    read: &Read<'_>,
    payment: &Payment,
    with_payers: bool,
) -> Result<EvidencePayment, LedgerError> {
    let payer = if with_payers {
        read.payer_of_payment(payment.id)?
    } else {
        None
    };
    let transactions = payment.transactions.iter();
    Ok(EvidencePayment {
        id: payment.id.to_string(),
        reference: payment.id.reference().to_string(),
        method: payment.method(),
        state: payment.state.as_str(),
        charged: payment.request.charged,
        received: payment.received(),
        transactions: transactions.map(|it| it.key.reference.clone()).collect(),
        payer: payer.map(|payer| PaidBy {
            name: payer.name,
            document: payer.document,
            account: payer.account,
        }),
    })
}

fn steps(
    read: &Read<'_>,
    entries: &[Entry],
    (until, days): (i64, &BusinessDays),
) -> Result<Vec<EvidenceStep>, LedgerError> {
    let names = NamesOfPeople::read(read)?;
    let doubtful = read.doubtful_lines()?;
    let mut steps = Vec::new();
    for entry in entries {
        let Event::Sale(_, event) = &entry.event else {
            continue;
        };
        let line = read.head_at(entry.seq)?;
        steps.push(EvidenceStep {
            seq: entry.seq,
            at: Moment::from(&days.local(entry.at)),
            is_doubtful: doubtful.holds(entry.seq),
            actor: match &entry.actor {
                Actor::Till => "la caja".to_owned(),
                Actor::Counter | Actor::Unidentified => "alguien en el mostrador".to_owned(),
                Actor::Person { id, .. } => names.of(*id),
            },
            event: event.clone(),
            hash: line.map(|line| hex(&line.hash)).unwrap_or_default(),
            close: read.close_of_line(entry.seq, until)?,
        });
    }
    Ok(steps)
}

fn notices(
    read: &Read<'_>,
    sale: &Sale,
    entries: &[Entry],
    with_payers: bool,
) -> Result<Vec<EvidenceNotice>, LedgerError> {
    let mut notices = Vec::new();
    for entry in entries {
        let Some((number, provider)) = heard(sale, entry) else {
            continue;
        };
        let body = match read.notice_body(number)? {
            None => EvidenceBody::Erased,
            Some(bytes) => shown_body(provider, &bytes, with_payers)
                .map_or(EvidenceBody::Unreadable, EvidenceBody::Shown),
        };
        notices.push(EvidenceNotice {
            number: number.0,
            seq: entry.seq,
            provider: provider.as_str(),
            relay_id: read.relay_id_of_notice(number)?,
            body,
        });
    }
    Ok(notices)
}

/// The notice that a line heard, and whose it is.
fn heard(sale: &Sale, entry: &Entry) -> Option<(NoticeNumber, Provider)> {
    if let Event::Sale(
        _,
        SaleEvent::NoticeHeard {
            payment, notice, ..
        },
    ) = &entry.event
    {
        let provider = sale.payment(*payment)?.method().provider()?;
        return Some((*notice, provider));
    }
    None
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
