//! A person's wish: what the ledger holds about who paid one sale is erased, and
//! does not come back with a later notice. The journal remembers which sales.

use crate::access::{Read, Write};
use crate::columns::Col;
use crate::error::LedgerError;
use crate::limits::ENTRIES_MAX;
use crate::seal::Seal;
use crate::subject::Subject;
use crate::tables::{inbox, journal, outbox, reports};
use domain::{
    Actor, Event, MoneyFrom, NoticeNumber, PaymentId, ReportId, Sale, SaleEvent, SaleId, Stray,
    StrayId, TillEvent, UnixMs,
};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// What still needs the data about who paid a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PayerNeededBy {
    /// A payment of it is under way, or an errand of it is not finished.
    Payment,
    /// A report of it is not settled.
    Report,
}

/// What the ledger holds about who paid a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PayerData {
    /// Whether there is anything to erase.
    pub is_held: bool,
    /// What keeps it from being erased now.
    pub needed_by: Option<PayerNeededBy>,
    /// When a manager last erased it.
    pub forgotten_at: Option<UnixMs>,
}

/// What was erased of who paid a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct PayerForgotten {
    /// The notices that named them.
    pub payers: u64,
    /// The bodies of notices.
    pub bodies: u64,
    /// The rows of reports: whom they told of, and their messages.
    pub reports: u64,
    /// The salts of finished requests.
    pub salts: u64,
}

impl PayerForgotten {
    /// Whether nothing was left to erase.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == PayerForgotten::default()
    }
}

/// Where a sale's payer is in the ledger.
struct Places {
    notices: BTreeSet<i64>,
    payments: Vec<PaymentId>,
    reports: Vec<ReportId>,
}

impl Read<'_> {
    /// What the ledger holds about who paid a sale.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn payer_data(&self, sale: SaleId) -> Result<PayerData, LedgerError> {
        let places = self.places_of_payer(sale)?;
        Ok(PayerData {
            is_held: self.holds_any(&places)?,
            needed_by: self.payer_needed_by(&places)?,
            forgotten_at: self.forgettings_of(sale)?.last().map(|line| line.at),
        })
    }

    fn places_of_payer(&self, id: SaleId) -> Result<Places, LedgerError> {
        let mut notices = BTreeSet::new();
        let mut strays = Vec::new();
        for entry in self.entries_of(&Subject::Sale(id))? {
            notices.extend(journal::notice_of(&entry.event).map(|notice| notice.0));
            if let Event::Sale(_, event) = &entry.event {
                strays.extend(stray_given(event).cloned());
            }
        }
        let sale = self.sale(id)?;
        let payments = sale.iter().flat_map(|sale| &sale.payments);
        let payments: Vec<_> = payments.collect();
        for payment in &payments {
            let keys = payment.transactions.iter().map(|it| it.key.clone());
            strays.extend(keys.map(StrayId::Transaction));
            let mut named = self
                .connection()
                .prepare_cached("SELECT notice FROM payers WHERE payment = ?1")?;
            for notice in named.query_map([Col(payment.id)], |row| row.get::<_, i64>(0))? {
                notices.insert(notice?);
            }
        }
        for stray in strays {
            if let Some(stray) = self.stray(&stray)?
                && is_of(&stray, sale.as_ref())
            {
                notices.extend(stray.notices.iter().map(|notice| notice.0));
            }
        }
        let payments: Vec<_> = payments.iter().map(|payment| payment.id).collect();
        let mut reports = Vec::new();
        for payment in &payments {
            reports.extend(self.reports_of_payment(*payment)?.iter().map(|it| it.id));
        }
        Ok(Places {
            notices,
            payments,
            reports,
        })
    }

    fn holds_any(&self, places: &Places) -> Result<bool, LedgerError> {
        for notice in &places.notices {
            if self.is_any(
                "SELECT EXISTS (SELECT 1 FROM inbox WHERE number = ?1 AND body IS NOT NULL) \
                     OR EXISTS (SELECT 1 FROM payers WHERE notice = ?1)",
                [notice],
            )? {
                return Ok(true);
            }
        }
        for report in &places.reports {
            if self.is_any(
                "SELECT EXISTS (SELECT 1 FROM report_buyers WHERE report = ?1) \
                     OR EXISTS (SELECT 1 FROM report_messages WHERE report = ?1)",
                [report.to_string()],
            )? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn payer_needed_by(&self, places: &Places) -> Result<Option<PayerNeededBy>, LedgerError> {
        for payment in &places.payments {
            if self.is_any(
                "SELECT EXISTS (SELECT 1 FROM payments WHERE payment = ?1 AND under_way = 1) \
                     OR EXISTS (SELECT 1 FROM outbox WHERE payment = ?1 \
                         AND standing NOT IN ('done', 'given-up'))",
                [Col(*payment)],
            )? {
                return Ok(Some(PayerNeededBy::Payment));
            }
        }
        for report in &places.reports {
            if self.is_any(
                "SELECT EXISTS (SELECT 1 FROM reports WHERE report = ?1 \
                     AND state IN ('owed', 'failed', 'in-doubt'))",
                [report.to_string()],
            )? {
                return Ok(Some(PayerNeededBy::Report));
            }
        }
        Ok(None)
    }

    fn is_any(&self, sql: &str, params: impl rusqlite::Params) -> Result<bool, LedgerError> {
        let mut statement = self.connection().prepare_cached(sql)?;
        Ok(statement.query_row(params, |row| row.get(0))?)
    }
}

impl Write<'_> {
    /// Erases what the ledger holds about who paid a sale: payers, the bodies of
    /// their notices, the reports' people and messages, and the salts of
    /// finished requests. Amounts, references and the journal stay, and so does
    /// `verify`'s result. Ask [`Read::payer_data`] before what still needs it.
    ///
    /// The journal gets a line if anything was erased, or if there is none yet:
    /// from then on nothing about this payer is kept.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchSale`]; else the storage's failure.
    pub fn forget_payer(
        &mut self,
        actor: &Actor,
        at: UnixMs,
        sale: SaleId,
    ) -> Result<PayerForgotten, LedgerError> {
        if self.sale(sale)?.is_none() {
            return Err(LedgerError::NoSuchSale(sale));
        }
        self.change(|write| {
            let places = write.places_of_payer(sale)?;
            let (connection, seal) = (write.connection(), write.seal());
            let mut gone = PayerForgotten::default();
            for notice in &places.notices {
                gone.add(erase_notice(connection, seal, NoticeNumber(*notice))?);
            }
            for payment in &places.payments {
                gone.salts += count(outbox::erase_salts_of_payment(connection, *payment)?);
            }
            for report in &places.reports {
                gone.salts += count(outbox::erase_salts_of_report(connection, *report)?);
                gone.reports += count(reports::erase_of(connection, *report)?);
            }
            if !gone.is_nothing() || !is_forgotten(connection, sale)? {
                write.record_till(actor, at, &[TillEvent::PayerForgotten { sale }])?;
                write.appended(Subject::Sale(sale));
            }
            write.erased();
            Ok(gone)
        })
    }

    /// Forgets again, after a restore, who paid these sales, as far as the copy
    /// has them. The ledger that was replaced had finished with them.
    pub(crate) fn forget_again(
        &mut self,
        actor: &Actor,
        at: UnixMs,
        sales: &[SaleId],
    ) -> Result<(), LedgerError> {
        for sale in sales {
            if self.sale(*sale)?.is_some() {
                self.forget_payer(actor, at, *sale)?;
            }
        }
        Ok(())
    }

    /// Erases the people of notices that a forgotten sale's new lines speak of.
    pub(crate) fn stay_forgotten(
        &mut self,
        sale: SaleId,
        events: &[SaleEvent],
    ) -> Result<(), LedgerError> {
        let mut notices = BTreeSet::new();
        for event in events {
            let heard = journal::notice_of_sale(event);
            notices.extend(heard.map(|notice| notice.0));
            if let Some(stray) = stray_given(event)
                && let Some(stray) = self.stray(stray)?
            {
                notices.extend(stray.notices.iter().map(|notice| notice.0));
            }
        }
        if notices.is_empty() || !is_forgotten(self.connection(), sale)? {
            return Ok(());
        }
        for notice in notices {
            self.erase_people_of(NoticeNumber(notice))?;
        }
        Ok(())
    }

    /// Whether a payment is of a sale whose payer is forgotten. Then the
    /// notice's people are erased instead of kept.
    pub(crate) fn stays_forgotten(
        &mut self,
        notice: NoticeNumber,
        payment: Option<PaymentId>,
    ) -> Result<bool, LedgerError> {
        let sale = match payment {
            Some(payment) => self.sale_id_of_payment(payment)?,
            None => None,
        };
        let Some(sale) = sale else {
            return Ok(false);
        };
        let stays = is_forgotten(self.connection(), sale)?;
        if stays {
            self.erase_people_of(notice)?;
        }
        Ok(stays)
    }

    fn erase_people_of(&mut self, notice: NoticeNumber) -> Result<(), LedgerError> {
        erase_notice(self.connection(), self.seal(), notice)?;
        self.erased();
        Ok(())
    }
}

impl PayerForgotten {
    fn add(&mut self, other: PayerForgotten) {
        self.payers += other.payers;
        self.bodies += other.bodies;
        self.reports += other.reports;
        self.salts += other.salts;
    }
}

/// The stray whose money a line gives to a sale.
fn stray_given(event: &SaleEvent) -> Option<&StrayId> {
    if let SaleEvent::MoneyAssigned {
        from: MoneyFrom::Stray(stray),
        ..
    } = event
    {
        return Some(stray);
    }
    None
}

/// Whether a stray's money is a sale's. What the provider named for another
/// sale is of another person.
fn is_of(stray: &Stray, sale: Option<&Sale>) -> bool {
    stray
        .claimed
        .is_none_or(|claimed| sale.is_some_and(|sale| sale.payment(claimed).is_some()))
}

fn is_forgotten(connection: &Connection, sale: SaleId) -> Result<bool, LedgerError> {
    // Few sales are: their lines are found by the index of the kind.
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM journal WHERE subject = 'till' \
             AND subject_id = 'payer-forgotten' AND instr(body, ?1) > 0)",
    )?;
    Ok(statement.query_row([sale.to_string()], |row| row.get(0))?)
}

/// The sales of a ledger, also of an older version, whose payers were forgotten.
pub(crate) fn sales(connection: &Connection) -> Result<Vec<SaleId>, LedgerError> {
    let mut statement = connection.prepare(
        "SELECT body FROM journal WHERE subject = 'till' \
             AND subject_id = 'payer-forgotten' ORDER BY seq DESC LIMIT ?1",
    )?;
    let mut sales = Vec::new();
    for body in statement.query_map([ENTRIES_MAX], |row| row.get::<_, String>(0))? {
        let unreadable = |_| LedgerError::Stored { what: "line" };
        let event: Event = serde_json::from_str(&body?).map_err(unreadable)?;
        if let Event::Till(TillEvent::PayerForgotten { sale }) = event {
            sales.push(sale);
        }
    }
    Ok(sales)
}

/// Erases who a notice names, and its body. Its evidence stays.
fn erase_notice(
    connection: &Connection,
    seal: &Seal,
    notice: NoticeNumber,
) -> Result<PayerForgotten, LedgerError> {
    let payers = connection
        .prepare_cached("DELETE FROM payers WHERE notice = ?1")?
        .execute([notice.0])?;
    Ok(PayerForgotten {
        payers: count(payers),
        bodies: u64::from(inbox::erase_body(connection, seal, notice)?),
        ..PayerForgotten::default()
    })
}

fn count(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}
