//! Views: the offer of each card of a payment, and the provider's ids of its
//! legs.

use crate::access::Read;
use crate::columns::Col;
use crate::error::LedgerError;
use crate::limits::ENTRIES_MAX;
use crate::sums::Span;
use domain::{LegWord, Payment, PaymentId, TillNumber};
use rusqlite::{Connection, OptionalExtension, named_params};

pub(crate) fn store(connection: &Connection, payment: &Payment) -> Result<(), LedgerError> {
    let Some(by_card) = payment.card() else {
        return Ok(());
    };
    for (place, card) in (0_u32..).zip(&by_card.cards) {
        connection
            .prepare_cached(
                "INSERT INTO payment_cards (payment, place, brand, bin, last_four, plan, \
                     plan_name, instalments, code, cash_centavos, total_centavos) \
                 VALUES (:payment, :place, :brand, :bin, :last_four, :plan, :plan_name, \
                     :instalments, :code, :cash, :total) \
                 ON CONFLICT DO NOTHING",
            )?
            .execute(named_params! {
                ":payment": Col(payment.id),
                ":place": place,
                ":brand": card.face.brand.as_str(),
                ":bin": card.face.bin.to_string(),
                ":last_four": card.face.last_four.to_string(),
                ":plan": card.offer.plan().as_str(),
                ":plan_name": card.offer.name(),
                ":instalments": card.offer.instalments().count(),
                ":code": card.offer.instalments().code(),
                ":cash": card.offer.cash().centavos(),
                ":total": card.offer.total().centavos(),
            })?;
    }
    for leg in &by_card.legs {
        // The legs to ask about are found by their word.
        let has_word = matches!(leg.word, LegWord::Succeeded | LegWord::Failed);
        let word = if has_word && by_card.asks_about(leg) {
            LegWord::Hinted
        } else {
            leg.word
        };
        for id in &leg.ids {
            connection
                .prepare_cached(
                    "INSERT INTO legs (leg, payment, place, word) \
                     VALUES (:leg, :payment, :place, :word) \
                     ON CONFLICT DO UPDATE SET place = excluded.place, word = excluded.word",
                )?
                .execute(named_params! {
                    ":leg": id,
                    ":payment": Col(payment.id),
                    ":place": leg.place,
                    ":word": word.as_str(),
                })?;
        }
    }
    Ok(())
}

impl Read<'_> {
    /// The payments with a leg about which the provider still has to be asked,
    /// at most [`ENTRIES_MAX`], in any state; those under way come first, and
    /// the newest of each.
    pub fn payments_to_ask_about(&self) -> Result<Vec<PaymentId>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT legs.payment FROM legs \
                 JOIN payments ON payments.payment = legs.payment \
             WHERE legs.word IN ('hinted', 'not-yet') \
             GROUP BY legs.payment \
             ORDER BY payments.under_way DESC, legs.payment DESC LIMIT ?1",
        )?;
        let rows = statement.query_map([ENTRIES_MAX], |row| row.get::<_, Col<PaymentId>>(0))?;
        Ok(rows
            .map(|row| row.map(|col| col.0))
            .collect::<Result<_, _>>()?)
    }

    /// The payment that a leg of that id is known under.
    pub fn payment_of_leg(&self, leg: &str) -> Result<Option<PaymentId>, LedgerError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT payment FROM legs WHERE leg = ?1 ORDER BY payment LIMIT 1")?;
        let payment = statement
            .query_row([leg], |row| row.get::<_, Col<PaymentId>>(0))
            .optional()?;
        Ok(payment.map(|Col(payment)| payment))
    }

    /// The names of the plans that cards of a span were charged by. A payment's
    /// id begins with its moment, so its rows are found by it.
    pub fn plans_of_span(&self, span: Span) -> Result<Vec<String>, LedgerError> {
        let first = |at| Col(PaymentId::new(at, [0; 8], TillNumber(0)));
        let mut statement = self.connection().prepare_cached(
            "SELECT DISTINCT plan_name FROM payment_cards \
             WHERE payment >= ?1 AND payment < ?2 ORDER BY plan_name",
        )?;
        let rows = statement.query_map((first(span.from), first(span.to)), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
