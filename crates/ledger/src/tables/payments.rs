//! View: one row per payment; which sale it belongs to, and whether the till
//! still has something to do or to hear about it.

use super::movements::person;
use super::under_way::of_sale;
use crate::access::Read;
use crate::columns::Col;
use crate::error::LedgerError;
use crate::limits::ENTRIES_MAX;
use domain::{Method, Money, Payment, PaymentId, Sale, SaleId, TillNumber};
use rusqlite::{Connection, OptionalExtension, named_params};

pub(crate) fn store(
    connection: &Connection,
    sale: &Sale,
    payment: &Payment,
) -> Result<(), LedgerError> {
    // The primary key refuses the same id in another sale: the upsert only
    // applies to the same sale.
    connection
        .prepare_cached(
            "INSERT INTO payments (payment, sale, method, state, under_way, amount_centavos, \
                 charged_centavos, received_centavos, requested_at_ms, approved_at_ms, held, \
                 person, ticket, timed_at_ms, time_up) \
             VALUES (:payment, :sale, :method, :state, :under_way, :amount, :charged, \
                 :received, :requested_at_ms, :approved_at_ms, :held, :person, \
                 :ticket, :timed_at_ms, :time_up) \
             ON CONFLICT (payment) DO UPDATE SET \
                 sale = CASE WHEN sale = excluded.sale THEN sale END, \
                 state = excluded.state, under_way = excluded.under_way, \
                 received_centavos = excluded.received_centavos, \
                 approved_at_ms = excluded.approved_at_ms, held = excluded.held, \
                 timed_at_ms = excluded.timed_at_ms, time_up = excluded.time_up",
        )?
        .execute(named_params! {
            ":payment": Col(payment.id),
            ":sale": Col(sale.id),
            ":method": payment.method().as_str(),
            ":state": payment.state.as_str(),
            ":under_way": payment.state.is_under_way(),
            ":amount": payment.request.amount.centavos(),
            ":charged": payment.request.charged.centavos(),
            ":received": payment.received().centavos(),
            ":requested_at_ms": payment.requested_at.0,
            ":approved_at_ms": payment.approved_at.map(|at| at.0),
            ":held": payment.held,
            ":person": person(&payment.requested_by).map(|person| person.to_string()),
            ":ticket": sale.ticket.number,
            ":timed_at_ms": payment.timed_at().map(|at| at.0),
            ":time_up": payment.awaits_reading(),
        })?;
    Ok(())
}

impl Read<'_> {
    /// The sale that a payment belongs to.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn sale_of_payment(&self, payment: PaymentId) -> Result<Option<Sale>, LedgerError> {
        match self.sale_id_of_payment(payment)? {
            Some(sale) => self.sale(sale),
            None => Ok(None),
        }
    }

    /// The id of the sale that a payment belongs to.
    pub fn sale_id_of_payment(&self, payment: PaymentId) -> Result<Option<SaleId>, LedgerError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT sale FROM payments WHERE payment = ?1")?;
        let sale = statement
            .query_row([Col(payment)], |row| row.get::<_, Col<SaleId>>(0))
            .optional()?;
        Ok(sale.map(|Col(sale)| sale))
    }

    /// The till number with which this ledger has asked a provider for money.
    /// Providers know its ids, so the number can no longer change. `None` if
    /// only cash was taken.
    pub fn till_number_known_outside(&self) -> Result<Option<TillNumber>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT sales.ticket_till FROM payments JOIN sales USING (sale) \
             WHERE payments.method <> ?1 LIMIT 1",
        )?;
        let number = statement
            .query_row([Method::Cash.as_str()], |row| row.get(0))
            .optional()?;
        match number {
            Some(number) => Ok(Some(TillNumber(number))),
            None => Ok(self.last_fixed_qr()?.map(|qr| qr.id.operation().till())),
        }
    }

    /// The payments by the fixed QR of that amount for which money may come,
    /// newest first, at most [`ENTRIES_MAX`].
    pub fn payments_by_fixed_qr(
        &self,
        charged: Money,
    ) -> Result<Vec<(SaleId, PaymentId)>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT sale, payment FROM payments \
             WHERE method = 'fixed-qr' AND charged_centavos = ?1 \
                 AND state IN ('requested', 'declared', 'unconfirmed', 'cancelled') \
             ORDER BY requested_at_ms DESC, payment LIMIT ?2",
        )?;
        let rows = statement.query_map((charged.centavos(), ENTRIES_MAX), of_sale)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
