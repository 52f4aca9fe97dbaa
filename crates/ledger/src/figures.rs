//! The figures of a close: what the lines of the journal in a range say, from
//! the views. A partial and a close are this one function, so that they cannot
//! differ.

use crate::access::Read;
use crate::columns::{Col, Text, person, ticket};
use crate::error::LedgerError;
use crate::sums::{Range, money};
use domain::close::{
    Adjustment, Figures, NAMED_MAX, Named, Pending, PendingWhy, ShiftSum, StraySum, Uncounted,
};
use domain::{
    Balance, CloseNumber, Event, PaymentId, PaymentState, PinBecause, SaleId, ShiftNumber, Stray,
    StrayEvent, TakingKind, Tender, TillEvent, UnixMs,
};
use rusqlite::Row;

impl Read<'_> {
    /// The figures of the lines after `after_seq` up to `to_seq`. What is
    /// pending is as it is now.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn figures(&self, after_seq: i64, to_seq: i64) -> Result<Figures, LedgerError> {
        let range = (after_seq, to_seq);
        let lines = Range::of_lines(after_seq, to_seq);
        let sums = self.sums(lines)?;
        let uncounted = self.uncounted(range)?;
        let mut figures = Figures {
            plans: self.plan_sums(lines)?.into_iter().collect(),
            people: sums.people.into_iter().collect(),
            deductions: self.deduction_sums(lines, &sums.takings)?,
            adjustments: self.adjustments(range)?,
            pending: self.pending()?,
            shifts: self.shift_sums(range)?.into_iter().collect(),
            uncounted_sum: uncounted.iter().map(|it| it.amount).sum(),
            uncounted: uncounted.into_iter().collect(),
            strays: StraySum {
                open: self.open_strays()?,
                ..StraySum::default()
            },
            takings: sums.takings,
            ..Figures::default()
        };
        self.add_records(range, &mut figures)?;
        Ok(figures)
    }

    /// Money of sales whose first line an earlier close covers.
    fn adjustments(&self, range: (i64, i64)) -> Result<Named<Adjustment>, LedgerError> {
        let all = self.rows(
            "SELECT (SELECT number FROM closes WHERE closes.seq >= sales.first_seq \
                     ORDER BY closes.seq LIMIT 1), \
                 movements.sale, ticket_till, ticket_number, tender, kind, amount_centavos, \
                 at_ms \
             FROM movements JOIN sales USING (sale) \
             WHERE movements.seq > ?1 AND movements.seq <= ?2 AND sales.first_seq <= ?1 \
             ORDER BY movements.seq, movements.place",
            range,
            |row| {
                Ok(Adjustment {
                    close: CloseNumber(row.get(0)?),
                    sale: row.get::<_, Col<SaleId>>(1)?.0,
                    ticket: ticket(row, 2)?,
                    tender: row.get::<_, Text<Tender>>(4)?.0,
                    kind: row.get::<_, Text<TakingKind>>(5)?.0,
                    amount: Balance::from_centavos(row.get(6)?),
                    at: UnixMs(row.get(7)?),
                })
            },
        )?;
        Ok(all.into_iter().collect())
    }

    /// What is open, by name, oldest first: payments under way, items of the
    /// tray, money to give back, and partly paid sales that were left.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn pending(&self) -> Result<Named<Pending>, LedgerError> {
        let mut all = Vec::new();
        let most = NAMED_MAX.saturating_mul(2);
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let columns = "payments.sale, ticket_till, ticket_number, payments.payment, \
             requested_at_ms, person";
        // Two statements, so that each finds its few rows by an index.
        for still_open in ["under_way = 1", "payments.state = 'unconfirmed'"] {
            let payments = format!(
                "SELECT {columns}, charged_centavos, payments.state FROM payments \
                     JOIN sales USING (sale) \
                 WHERE {still_open} ORDER BY requested_at_ms LIMIT ?2 OFFSET ?1"
            );
            all.extend(self.rows(&payments, (0, limit), |row| {
                let state = row.get::<_, Text<PaymentState>>(7)?.0;
                pending(row, PendingWhy::Payment(state))
            })?);
        }
        // What is late is by nothing too little or too much: what came is at stake.
        let items = format!(
            "SELECT {columns}, iif(by_centavos > 0, by_centavos, received_centavos), kind \
                 FROM discrepancies \
                 JOIN payments USING (payment) JOIN sales ON sales.sale = payments.sale \
             WHERE standing = 'open' ORDER BY requested_at_ms LIMIT ?2 OFFSET ?1"
        );
        all.extend(self.rows(&items, (0, limit), |row| {
            let kind = row.get::<_, Text<domain::DiscrepancyKind>>(7)?.0;
            pending(row, PendingWhy::Item(kind))
        })?);
        let returns = format!(
            "SELECT {columns}, to_return_centavos FROM discrepancies \
                 JOIN payments USING (payment) JOIN sales ON sales.sale = payments.sale \
             WHERE to_return_centavos > 0 ORDER BY requested_at_ms LIMIT ?2 OFFSET ?1"
        );
        all.extend(self.rows(&returns, (0, limit), |row| {
            pending(row, PendingWhy::ToReturn)
        })?);
        // Left to itself, SQLite groups all sales by an index of them all.
        let left = format!(
            "SELECT {columns}, total_centavos - covered_centavos \
                 FROM sales INDEXED BY sales_left JOIN payments USING (sale) \
             WHERE put_aside = 1 AND sales.state = 'partly-paid' \
             GROUP BY sales.sale ORDER BY requested_at_ms LIMIT ?2 OFFSET ?1"
        );
        all.extend(self.rows(&left, (0, limit), |row| {
            pending(row, PendingWhy::PartlyPaid)
        })?);
        all.sort_by_key(|it| (it.since, it.payment));
        Ok(all.into_iter().collect())
    }

    fn shift_sums(&self, (after, to): (i64, i64)) -> Result<Vec<ShiftSum>, LedgerError> {
        let shifts = self.shifts_between(after, to)?;
        Ok(shifts
            .into_iter()
            .map(|shift| ShiftSum {
                number: shift.number,
                person: shift.person,
                opened_at: shift.opened_at,
                ending: shift.ending,
                difference: shift.difference.unwrap_or_default(),
            })
            .collect())
    }

    /// The cash of the range that no count holds: of shifts that are open or
    /// that nobody counted, and of the time without a shift.
    fn uncounted(&self, range: (i64, i64)) -> Result<Vec<Uncounted>, LedgerError> {
        self.rows(
            "SELECT movements.shift, sum(amount_centavos) FROM movements \
                 LEFT JOIN shifts ON shifts.number = movements.shift \
             WHERE seq > ?1 AND seq <= ?2 AND tender = 'cash' \
                 AND kind IN ('received', 'returned') \
                 AND (movements.shift IS NULL OR shifts.ending IN ('open', 'uncounted')) \
             GROUP BY movements.shift HAVING sum(amount_centavos) <> 0 \
             ORDER BY movements.shift",
            range,
            |row| {
                let shift: Option<u32> = row.get(0)?;
                Ok(Uncounted {
                    shift: shift.map(ShiftNumber),
                    amount: Balance::from_centavos(row.get(1)?),
                })
            },
        )
    }

    fn open_strays(&self) -> Result<u32, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT count(*) FROM strays WHERE standing IN ('open', 'contradicted')",
        )?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// What only the lines themselves tell: strays that were settled, wrong
    /// PINs, managers named without one.
    fn add_records(&self, range: (i64, i64), figures: &mut Figures) -> Result<(), LedgerError> {
        let bodies = self.rows(
            "SELECT seq, body FROM journal WHERE seq > ?1 AND seq <= ?2 \
                 AND (subject = 'stray' AND kind = 'settled' \
                     OR subject = 'till' AND kind IN ('pin-wrong', 'pin-kept')) ORDER BY seq",
            range,
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)),
        )?;
        for (seq, body) in bodies {
            let unreadable = |_| LedgerError::Stored { what: "a line" };
            match serde_json::from_str::<Event>(&body).map_err(unreadable)? {
                Event::Till(TillEvent::PinWrong { .. }) => figures.wrong_pins += 1,
                Event::Till(TillEvent::PinKept { because, .. }) => match because {
                    PinBecause::Forgotten | PinBecause::KeyGone => figures.managers_forgotten += 1,
                    PinBecause::Named | PinBecause::Changed | PinBecause::Renewed => {}
                },
                Event::Stray(id, StrayEvent::Settled { .. }) => {
                    let stray = self.stray_as_of(&id, seq)?;
                    let Some((_, amount)) = stray.as_ref().and_then(Stray::without_sale) else {
                        continue;
                    };
                    let strays = &mut figures.strays;
                    strays.settled += 1;
                    strays.settled_amount = amount
                        .and_then(|amount| strays.settled_amount.plus(amount).ok())
                        .unwrap_or(strays.settled_amount);
                }
                Event::Sale(..)
                | Event::Stray(..)
                | Event::Shift(..)
                | Event::Close(..)
                | Event::FixedQr(..)
                | Event::Report(..)
                | Event::Till(_) => {}
            }
        }
        Ok(())
    }
}

fn pending(row: &Row<'_>, why: PendingWhy) -> rusqlite::Result<Pending> {
    Ok(Pending {
        sale: row.get::<_, Col<SaleId>>(0)?.0,
        ticket: ticket(row, 1)?,
        payment: row.get::<_, Col<PaymentId>>(3)?.0,
        since: UnixMs(row.get(4)?),
        person: person(row, 5)?,
        amount: money(row.get(6)?),
        why,
    })
}
