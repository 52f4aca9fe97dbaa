//! How the sales of a list are found: by their time, by the words of their
//! concept, and by the names that they have.

use crate::access::Read;
use crate::columns::{Col, Text, ticket};
use crate::error::LedgerError;
use crate::sales_page::{PageEnd, SaleLine, SalesFilter};
use crate::search::Search;
use crate::sums::Span;
use crate::sums::money;
use crate::tables::words::Found;
use domain::{Method, Money, PaymentState, SaleId, SaleState, UnixMs};
use rusqlite::{Row, ToSql};
use std::cmp::Reverse;

/// Milliseconds of a week.
const WEEK_MS: i64 = 7 * 24 * 3_600_000;
/// A text that more transactions' references begin with is no beginning of one.
const BEGINNINGS_MAX: i64 = 5_000;
/// By how much each further part of a span is longer, while words are searched
/// for.
const LONGER: i64 = 4;

/// What a sale of the list is made of.
const COLUMNS: &str = "sales.sale, ticket_till, ticket_number, opened_at_ms, concept, \
     sales.state, total_centavos, day_at_ms, \
     (SELECT count(*) FROM discrepancies \
         WHERE discrepancies.sale = sales.sale AND standing = 'open')";
/// From the words to their sales, never the other way.
const BY_WORDS: &str = "sale_words CROSS JOIN sales \
     ON sales.ticket_till = sale_words.rowid >> 32 \
         AND sales.ticket_number = sale_words.rowid & 4294967295";
/// The sales of which a text is the ticket.
const BY_TICKET: &str = "SELECT sale FROM sales WHERE ticket_number = :number \
     AND ticket_till IN (SELECT till FROM tickets WHERE :till IS NULL OR till = :till)";
const BY_PAYMENT: &str = "SELECT sale FROM payments WHERE payment = :payment";
const BY_REFERENCE: &str = "SELECT sale FROM transactions \
     WHERE reference COLLATE NOCASE BETWEEN :reference AND :reference_end";
const CHOSEN: &str = "(:state IS NULL OR EXISTS (SELECT 1 FROM payments \
         WHERE payments.sale = sales.sale AND payments.state = :state)) \
     AND (:method IS NULL OR EXISTS (SELECT 1 FROM payments \
         WHERE payments.sale = sales.sale AND payments.method = :method)) \
     AND (:plan IS NULL OR EXISTS (SELECT 1 FROM payments \
         JOIN payment_cards USING (payment) \
         WHERE payments.sale = sales.sale AND plan_name = :plan)) \
     AND (:person IS NULL OR EXISTS (SELECT 1 FROM payments \
         WHERE payments.sale = sales.sale AND payments.person = :person)) \
     AND (:shift IS NULL OR EXISTS (SELECT 1 FROM movements \
         WHERE movements.sale = sales.sale AND shift = :shift)) \
     AND (:payer IS NULL OR EXISTS (SELECT 1 FROM payments \
         JOIN payers USING (payment) WHERE payments.sale = sales.sale \
             AND (instr(lower(name), lower(:payer)) > 0 OR instr(document, :payer) > 0))) \
     AND (:least IS NULL OR total_centavos >= :least) \
     AND (:most IS NULL OR total_centavos <= :most) \
     AND (NOT :without_cash OR NOT EXISTS (SELECT 1 FROM payments \
         WHERE payments.sale = sales.sale AND payments.method = 'cash'))";

/// A sale of the list, and where a page ends that ends with it.
pub(crate) type Line = (SaleLine, PageEnd);

/// Values of a statement, by name.
type Given<'a> = [(&'a str, &'a dyn ToSql)];

/// What is read of the chosen sales of a source, which is tables and a
/// condition: at most so many.
type Reading<'r, T> =
    fn(&Read<'r>, &Asked<'_>, (&str, &str), &Given<'_>, usize) -> Result<Vec<T>, LedgerError>;

/// What a page is asked for.
pub(crate) struct Asked<'a> {
    span: Span,
    filter: &'a SalesFilter,
    search: Option<Searched>,
    after: PageEnd,
}

/// The meanings of a text that may find a sale.
struct Searched {
    search: Search,
    /// Words that some sale has, and whether few have them.
    words: Option<(String, bool)>,
    /// Where the references end that the text may be the beginning of; `None`
    /// where there are none.
    reference_end: Option<String>,
}

impl<'r> Read<'r> {
    /// `None` where a text is given by which nothing is found.
    pub(crate) fn asked<'a>(
        &self,
        span: Span,
        filter: &'a SalesFilter,
        after: Option<PageEnd>,
    ) -> Result<Option<Asked<'a>>, LedgerError> {
        let search = match filter.text.as_deref().map(Search::of) {
            Some(None) => return Ok(None),
            Some(Some(search)) => Some(self.searched(search)?),
            None => None,
        };
        let after = after.unwrap_or(PageEnd {
            day_at: span.to,
            ticket: 0,
        });
        Ok(Some(Asked {
            span,
            filter,
            search,
            after,
        }))
    }

    fn searched(&self, search: Search) -> Result<Searched, LedgerError> {
        let words = match &search.words {
            Some(words) => self.has_few(words)?.map(|few| (words.clone(), few)),
            None => None,
        };
        let reference_end = format!("{}{}", search.reference, char::MAX);
        let mut statement = self.connection().prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM transactions \
                 WHERE reference COLLATE NOCASE BETWEEN ?1 AND ?2 LIMIT ?3)",
        )?;
        let given = (&search.reference, &reference_end, BEGINNINGS_MAX + 1);
        let found: i64 = statement.query_row(given, |row| row.get(0))?;
        let reference_end = if found > BEGINNINGS_MAX {
            search.reference.clone()
        } else {
            reference_end
        };
        Ok(Searched {
            search,
            words,
            reference_end: (found > 0).then_some(reference_end),
        })
    }

    /// At most `most` of each meaning of a text, the newest ones where they are
    /// read in order.
    pub(crate) fn opened_in_span<T>(
        &self,
        asked: &Asked<'_>,
        most: usize,
        read: Reading<'r, T>,
    ) -> Result<Vec<T>, LedgerError> {
        let from: [(&str, &dyn ToSql); 1] = [(":from", &asked.span.from.0)];
        let Some(searched) = &asked.search else {
            return read(self, asked, ("sales", "day_at_ms >= :from"), &from, most);
        };
        let mut found = Vec::new();
        if let Some((words, has_few)) = &searched.words {
            found = self.with_words(asked, (words, *has_few), most, read)?;
        }
        let opened = ("day_at_ms >= :from", from.as_slice());
        found.extend(self.named(asked, searched, opened, (most, read))?);
        Ok(found)
    }

    fn with_words<T>(
        &self,
        asked: &Asked<'_>,
        (words, has_few): (&str, bool),
        most: usize,
        read: Reading<'r, T>,
    ) -> Result<Vec<T>, LedgerError> {
        // Words that few sales have are looked up in all of them. For others,
        // the span is searched from its end, part by part, so that what lies
        // before the page is not sorted only to be left out.
        let source = (
            BY_WORDS,
            "sale_words MATCH :words AND sale_words.rowid BETWEEN :first AND :last \
                 AND day_at_ms >= :from AND day_at_ms < :to",
        );
        let mut found = Vec::new();
        let mut length_ms = WEEK_MS;
        let mut to = asked.span.to.min(asked.after.day_at.plus_ms(1));
        while to > asked.span.from && found.len() < most {
            let from = if has_few {
                asked.span.from
            } else {
                asked.span.from.max(to.plus_ms(-length_ms))
            };
            let rows = if has_few {
                Some(Found::ALL)
            } else {
                self.words_of_span(Span { from, to })?
            };
            if let Some(Found { first, last }) = rows {
                let given: [(&str, &dyn ToSql); 5] = [
                    (":words", &words),
                    (":first", &first),
                    (":last", &last),
                    (":from", &from.0),
                    (":to", &to.0),
                ];
                found.extend(read(self, asked, source, &given, most - found.len())?);
            }
            to = from;
            length_ms = length_ms.saturating_mul(LONGER);
        }
        Ok(found)
    }

    /// The older sales whose money counted in the span; at most `most` of each
    /// meaning of a text.
    pub(crate) fn counted_in_span<T>(
        &self,
        asked: &Asked<'_>,
        most: usize,
        read: Reading<'r, T>,
    ) -> Result<Vec<T>, LedgerError> {
        let (from, to) = (asked.span.from.0, asked.span.to.0);
        let span: [(&str, &dyn ToSql); 2] = [(":from", &from), (":to", &to)];
        let Some(searched) = &asked.search else {
            let counted = "(SELECT DISTINCT sale FROM movements \
                     WHERE at_ms >= :from AND at_ms < :to) AS counted \
                 CROSS JOIN sales ON sales.sale = counted.sale";
            return read(self, asked, (counted, "day_at_ms < :from"), &span, most);
        };
        let older = "day_at_ms < :from AND EXISTS (SELECT 1 FROM movements \
                 WHERE movements.sale = sales.sale AND at_ms >= :from AND at_ms < :to)";
        let mut found = self.named(asked, searched, (older, &span), (most, read))?;
        if let Some((words, _)) = &searched.words {
            let older = format!("sale_words MATCH :words AND {older}");
            let mut given: Vec<(&str, &dyn ToSql)> = vec![(":words", words)];
            given.extend(span);
            found.extend(read(self, asked, (BY_WORDS, &older), &given, most)?);
        }
        Ok(found)
    }

    /// The sales of which a text is the ticket or a reference.
    fn named<T>(
        &self,
        asked: &Asked<'_>,
        searched: &Searched,
        (condition, given): (&str, &Given<'_>),
        (most, read): (usize, Reading<'r, T>),
    ) -> Result<Vec<T>, LedgerError> {
        let (search, mut all) = (&searched.search, given.to_vec());
        let ticket = search
            .ticket
            .map(|it| (it.number, it.till.map(|till| till.0)));
        let payment = search.payment.map(Col);
        let mut names = Vec::new();
        if let Some((number, till)) = &ticket {
            names.push(BY_TICKET);
            all.push((":number", number));
            all.push((":till", till));
        }
        if let Some(payment) = &payment {
            names.push(BY_PAYMENT);
            all.push((":payment", payment));
        }
        if let Some(reference_end) = &searched.reference_end {
            names.push(BY_REFERENCE);
            all.push((":reference", &search.reference));
            all.push((":reference_end", reference_end));
        }
        if names.is_empty() {
            return Ok(Vec::new());
        }
        // One name may have the same sale twice, and two of them as well.
        let source = format!(
            "(SELECT DISTINCT sale FROM ({})) AS named \
             CROSS JOIN sales ON sales.sale = named.sale",
            names.join(" UNION ALL ")
        );
        read(self, asked, (&source, condition), &all, most)
    }

    /// The chosen sales of a source, newest first, after the page's beginning.
    pub(crate) fn lines(
        &self,
        asked: &Asked<'_>,
        source: (&str, &str),
        given: &Given<'_>,
        most: usize,
    ) -> Result<Vec<Line>, LedgerError> {
        // The page is cut before its columns are read, so that the rows that are
        // only sorted stay small.
        let sql = format!(
            "SELECT {COLUMNS} FROM ({} \
                 ORDER BY day_at_ms DESC, ticket_number DESC LIMIT :limit) AS page \
                 CROSS JOIN sales ON sales.rowid = page.place \
             ORDER BY day_at_ms DESC, ticket_number DESC",
            chosen(source)
        );
        self.chosen_rows(asked, &sql, given, most, |row| {
            let sale = sale_line(row)?;
            let end = PageEnd {
                day_at: UnixMs(row.get(7)?),
                ticket: sale.ticket.number,
            };
            Ok((sale, end))
        })
    }

    /// The rows of the chosen sales of a source, in any order.
    pub(crate) fn places(
        &self,
        asked: &Asked<'_>,
        source: (&str, &str),
        given: &Given<'_>,
        most: usize,
    ) -> Result<Vec<i64>, LedgerError> {
        let sql = format!("{} LIMIT :limit", chosen(source));
        self.chosen_rows(asked, &sql, given, most, |row| row.get(0))
    }

    fn chosen_rows<T>(
        &self,
        asked: &Asked<'_>,
        sql: &str,
        given: &Given<'_>,
        most: usize,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, LedgerError> {
        let Asked { filter, after, .. } = asked;
        let person = filter.person.map(|person| person.to_string());
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut all = given.to_vec();
        let state = filter.state.map(PaymentState::as_str);
        let method = filter.method.map(Method::as_str);
        let shift = filter.shift.map(|shift| shift.0);
        let (least, largest) = (
            filter.least.map(Money::centavos),
            filter.most.map(Money::centavos),
        );
        let rest: [(&str, &dyn ToSql); 12] = [
            (":day_at", &after.day_at.0),
            (":ticket", &after.ticket),
            (":state", &state),
            (":method", &method),
            (":plan", &filter.plan),
            (":person", &person),
            (":shift", &shift),
            (":payer", &filter.payer),
            (":least", &least),
            (":most", &largest),
            (":without_cash", &filter.without_cash),
            (":limit", &most),
        ];
        all.extend(rest);
        let mut statement = self.connection().prepare_cached(sql)?;
        let rows = statement.query_map(all.as_slice(), read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// The rows of a source's sales after the page's beginning that the filter
/// chooses.
fn chosen((source, condition): (&str, &str)) -> String {
    format!(
        "SELECT sales.rowid AS place FROM {source} \
             WHERE {condition} AND (day_at_ms, ticket_number) < (:day_at, :ticket) \
                 AND {CHOSEN}"
    )
}

/// The lines of several meanings of a text in one order, each sale once.
pub(crate) fn merged(mut lines: Vec<Line>) -> Vec<Line> {
    lines.sort_by_key(|(sale, end)| (Reverse(*end), sale.sale));
    lines.dedup_by_key(|(sale, _)| sale.sale);
    lines
}

fn sale_line(row: &Row<'_>) -> rusqlite::Result<SaleLine> {
    Ok(SaleLine {
        sale: row.get::<_, Col<SaleId>>(0)?.0,
        ticket: ticket(row, 1)?,
        opened_at: UnixMs(row.get(3)?),
        concept: row.get(4)?,
        state: row.get::<_, Text<SaleState>>(5)?.0,
        total: money(row.get(6)?),
        open_items: row.get(8)?,
        payments: Vec::new(),
    })
}
