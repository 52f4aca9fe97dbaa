//! The notice worker: asks the relay for what came, for ever; writes each
//! notice and what it means in the same commit as the cursor; and lets a
//! payment expire only after the notices were read to their end.
//!
//! The stream is preferred; the long poll asks what cannot wait, and is what
//! remains where something between breaks streams. Where that fails too, the
//! payments under way are asked for by themselves.

mod lease;
mod look_up;
mod stream;
#[cfg(test)]
mod tests;

use crate::Till;
use crate::TillError;
use crate::contact::RelayRefusal;
use crate::errands::record::record_only;
use crate::review::restore;
use domain::{
    Actor, Command, Deductions, Details, Names, Notice, NoticeNumber, PaymentId, Provider, Sale,
    Stray, StrayCommand, StrayId, TransactionKey, UnixMs, Word,
};
use ledger::{Heard, NewNotice, Write};
use providers::pagouno::{Hint, read_hint};
use providers::totalcoin::{ReadNotice, read_notice};
use relay_client::{Cursor, NoticeEnvelope, NoticePage, text};
use std::collections::BTreeSet;
use std::time::Duration;
use stream::{Left, Way};
use tokio::time::Instant;

/// How long one question waits for an answer, in seconds.
pub const WAIT_SECS: u32 = 25;
/// The first pause after a failure, in milliseconds.
pub const PAUSE_MS_MIN: u64 = 250;
/// The longest pause after failures, in milliseconds.
pub const PAUSE_MS_MAX: u64 = 10_000;

/// Nothing is asked again sooner than this after an answer that brought
/// nothing, in milliseconds: whatever is between may not wait as asked.
pub const BARREN_MS_MIN: u64 = 1_000;

/// How many streams may break, one after the other and none with a heartbeat,
/// before the till keeps to the long poll.
pub const BREAKS_MAX: u32 = 2;
/// For how long it keeps to it before it tries a stream again, in seconds.
pub const POLLS_ONLY_SECS: u64 = 300;

/// The name under which the ledger keeps the relay's cursor.
pub const CURSOR: &str = "relay";

impl Till {
    /// Listens, for ever: by the stream where one stands, else by the long poll.
    pub(crate) async fn listen(&self) {
        let Some(notices) = self.notices.clone() else {
            return;
        };
        let mut failures: u32 = 0;
        let mut way = Way::default();
        loop {
            let Stands { cursor, times_up } = match self.where_it_stands().await {
                Ok(stands) => stands,
                Err(error) => {
                    tracing::warn!(%error, "the cursor cannot be read");
                    tokio::time::sleep(Duration::from_millis(PAUSE_MS_MAX)).await;
                    continue;
                }
            };
            let urgent = !times_up.is_empty();
            // What an open stream says may have been on its way for long: a
            // payment whose time is up wants a question of its own.
            if !urgent && way.streams(Instant::now()) {
                let left = self.follow(&*notices, cursor).await;
                way.left_stream(&left, Instant::now());
                match left {
                    Left::Called | Left::NoStreams => {}
                    Left::Broken { .. } => self.rest(0).await,
                    Left::Unwritten => {
                        failures = failures.saturating_add(1);
                        self.rest(failures).await;
                    }
                }
                continue;
            }
            let asked = Instant::now();
            // The first question does not wait, so that the light tells at
            // once; nor does the first after a failure.
            let wait = if urgent || !way.in_contact() {
                0
            } else {
                WAIT_SECS
            };
            // In this order, so that a simulated run is the same each time.
            let page = tokio::select! {
                biased;
                page = notices.read(cursor, wait) => page,
                // Dropping the question loses nothing: the cursor has not moved.
                () = self.read_notices_now.notified() => continue,
            };
            let taken = match page {
                Ok(page) => {
                    way.answered(page.read_to_end);
                    self.contacts.relay_good(self.timer_now());
                    self.take_page(page, cursor, times_up).await
                }
                Err(error) => {
                    way.unanswered();
                    let refused = RelayRefusal::of(&error);
                    self.contacts.relay_failed(self.timer_now(), refused);
                    tracing::debug!(%error, "the relay did not answer");
                    failures = failures.saturating_add(1);
                    if refused.is_none() {
                        self.look_up(&*notices).await;
                    }
                    self.rest(failures).await;
                    continue;
                }
            };
            match taken {
                Ok(has_brought) => {
                    failures = 0;
                    // The stream comes next, where there is one.
                    if !has_brought && !way.streams(Instant::now()) {
                        let soonest = asked + Duration::from_millis(BARREN_MS_MIN);
                        tokio::time::sleep_until(soonest).await;
                    }
                }
                Err(error) => {
                    tracing::error!(%error, "notices could not be written");
                    failures = failures.saturating_add(1);
                    self.rest(failures).await;
                }
            }
        }
    }

    async fn rest(&self, failures: u32) {
        let whole = PAUSE_MS_MIN
            .saturating_mul(1 << failures.min(10))
            .min(PAUSE_MS_MAX);
        let pause = whole / 2 + self.chance.below(whole / 2 + 1);
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }

    /// The cursor, and the payments that wait for the notices' end.
    async fn where_it_stands(&self) -> Result<Stands, TillError> {
        self.ledger
            .read(|read| {
                let cursor = match read.cursor(CURSOR)? {
                    Some(kept) => kept
                        .parse()
                        .map_err(|_| TillError::Unreadable("the cursor"))?,
                    None => Cursor::START,
                };
                let times_up = times_up(read)?;
                let times_up = times_up.into_iter().map(|(_, payment)| payment);
                Ok(Stands {
                    cursor,
                    times_up: times_up.collect(),
                })
            })
            .await
    }

    /// Writes what a reading brought. Payments whose time was up before it
    /// began expire by its end; `times_up` names them. Says whether anything
    /// was brought forward by it.
    async fn take_page(
        &self,
        page: NoticePage,
        from: Cursor,
        times_up: BTreeSet<PaymentId>,
    ) -> Result<bool, TillError> {
        let now = self.now();
        let has_brought = !page.notices.is_empty()
            || page.next != from
            || (page.read_to_end && !times_up.is_empty());
        #[cfg(feature = "mutant-cursor-before-notice")]
        {
            let next = page.next;
            self.ledger
                .write(move |write| {
                    Ok::<_, TillError>(write.set_cursor(CURSOR, &next.to_string())?)
                })
                .await?;
            tokio::task::yield_now().await;
        }
        self.ledger
            .write(move |write| {
                for notice in &page.notices {
                    hear(write, notice, now)?;
                }
                if page.next != from {
                    write.set_cursor(CURSOR, &page.next.to_string())?;
                }
                if page.read_to_end {
                    restore::relay_is_read(write, now)?;
                    expire(write, &times_up, now)?;
                }
                Ok(has_brought)
            })
            .await
    }
}

/// Where a reading of the notices begins.
struct Stands {
    cursor: Cursor,
    /// The payments whose time was up before it.
    times_up: BTreeSet<PaymentId>,
}

/// The payments whose time is up and that wait for the notices' end.
fn times_up(read: &ledger::Read<'_>) -> Result<Vec<(Sale, PaymentId)>, TillError> {
    let mut found = Vec::new();
    for (sale, payment) in read.payments_under_way()? {
        if let Some(sale) = read.sale(sale)?
            && sale.payment(payment).is_some_and(|payment| payment.time_up)
        {
            found.push((sale, payment));
        }
    }
    Ok(found)
}

/// What is after the end of a QR's time is decided by the order in which this
/// till wrote things down, never by a clock: one whose time ran out after the
/// reading began waits for the next.
fn expire(
    write: &mut Write<'_>,
    before_reading: &BTreeSet<PaymentId>,
    now: UnixMs,
) -> Result<(), TillError> {
    for (sale, payment) in times_up(write)? {
        if !before_reading.contains(&payment) {
            continue;
        }
        let command = Command::ReadNoticesToEnd { payment };
        if let Ok(events) = sale.decide(&command, &Actor::Till, now) {
            record_only(write, (&Actor::Till, now), sale.id, &events)?;
        }
    }
    Ok(())
}

/// Writes a notice and what it means.
fn hear(write: &mut Write<'_>, came: &NoticeEnvelope, now: UnixMs) -> Result<(), TillError> {
    let heard = write.hear(NewNotice {
        provider: came.provider.as_str(),
        merchant: &came.merchant,
        relay_id: Some(came.id.as_str()),
        body: came.body.as_bytes(),
        received_at: came.received_at_ms,
        heard_at: now,
    })?;
    let Heard::New(number) = heard else {
        return Ok(());
    };
    let Ok(text) = text_of(came) else {
        return hear_unread(write, came.body.as_bytes(), number, now);
    };
    match came.provider {
        Provider::Totalcoin => match read_notice(&text) {
            Ok(read) => understand(write, came, number, read, now),
            Err(_) => hear_unread(write, text.as_bytes(), number, now),
        },
        Provider::Pagouno => match read_hint(&text) {
            Some(hint) => hear_hint(write, came, number, hint, now),
            None => hear_unread(write, text.as_bytes(), number, now),
        },
        Provider::Bind => keep_stray(write, StrayId::Notice(number), number, None, now),
    }
}

fn text_of(came: &NoticeEnvelope) -> Result<String, text::NoText> {
    let (kind, encoding) = (
        came.content_type.as_deref(),
        came.content_encoding.as_deref(),
    );
    text::read(came.body.as_bytes(), kind, encoding)
}

/// A notice that is not safe to read: the payer may have written a part of it.
/// It approves nothing. The payment whose id or reference is in it needs a
/// person's review; with none of ours in it, it is nobody's.
fn hear_unread(
    write: &mut Write<'_>,
    body: &[u8],
    number: NoticeNumber,
    now: UnixMs,
) -> Result<(), TillError> {
    for payment in PaymentId::found_in(&String::from_utf8_lossy(body)) {
        let Some(sale) = write.sale_of_payment(payment)? else {
            continue;
        };
        let command = Command::HearNotice {
            payment,
            number,
            transaction: None,
            notice: Notice::unread(payment),
        };
        if let Ok(events) = sale.decide(&command, &Actor::Till, now) {
            record_only(write, (&Actor::Till, now), sale.id, &events)?;
            return Ok(());
        }
    }
    keep_stray(write, StrayId::Notice(number), number, None, now)
}

/// A webhook about a card's charge is unsigned: it makes the till ask the
/// provider, and nothing more. One of nobody's charge, or of a transaction that
/// is known under another payment, waits for a person.
fn hear_hint(
    write: &mut Write<'_>,
    came: &NoticeEnvelope,
    number: NoticeNumber,
    hint: Hint,
    now: UnixMs,
) -> Result<(), TillError> {
    let key = TransactionKey::own(came.provider, hint.leg.clone());
    let known_under = write.payment_of_leg(&hint.leg)?;
    let named = match &hint.names {
        Names::Ours(payment) => Some(*payment),
        Names::Foreign(_) | Names::Nobody => known_under,
    };
    let payment = named.filter(|named| known_under.is_none_or(|known| known == *named));
    let sale = match payment {
        Some(payment) => write.sale_of_payment(payment)?,
        None => None,
    };
    if let (Some(payment), Some(sale)) = (payment, sale) {
        let command = Command::HearHint {
            payment,
            number,
            leg: hint.leg,
        };
        if let Ok(events) = sale.decide(&command, &Actor::Till, now) {
            record_only(write, (&Actor::Till, now), sale.id, &events)?;
            return attribute(write, StrayId::Transaction(key), payment, now);
        }
    }
    let notice = Notice {
        reference: Some(key.reference.clone()),
        amount: None,
        word: Word::Other(String::new()),
        names: hint.names,
        proposes: None,
        deductions: Deductions::default(),
        details: Details::default(),
    };
    keep_stray(write, StrayId::Transaction(key), number, Some(notice), now)
}

fn understand(
    write: &mut Write<'_>,
    came: &NoticeEnvelope,
    number: NoticeNumber,
    read: ReadNotice,
    now: UnixMs,
) -> Result<(), TillError> {
    let ReadNotice { notice, payer } = read;
    let key = notice
        .reference
        .clone()
        .map(|reference| TransactionKey::own(came.provider, reference));
    let named = match &notice.names {
        Names::Ours(payment) => Some(*payment),
        Names::Foreign(_) | Names::Nobody => None,
    };
    // A transaction stays where it is known; else it goes where it is named.
    let home = match &key {
        Some(key) => write.sale_of_transaction(key)?,
        None => None,
    };
    let home = match (home, named) {
        (Some(sale), _) => Some(sale),
        (None, Some(payment)) => write.sale_of_payment(payment)?,
        (None, None) => None,
    };
    let Some(sale) = home else {
        let id = key.map_or(StrayId::Notice(number), StrayId::Transaction);
        write.keep_payer(number, None, &payer_of(payer))?;
        return keep_stray(write, id, number, Some(notice), now);
    };
    let known_under = key
        .as_ref()
        .and_then(|key| sale.payment_of(key))
        .map(|known| known.id);
    let payment = named
        .or(known_under)
        .ok_or(TillError::Unreadable("a notice's payment"))?;
    write.keep_payer(
        number,
        Some(known_under.unwrap_or(payment)),
        &payer_of(payer),
    )?;
    let command = Command::HearNotice {
        payment,
        number,
        transaction: key.clone(),
        notice: notice.clone(),
    };
    let Ok(events) = sale.decide(&command, &Actor::Till, now) else {
        // A refusal must not hold up the notices behind it: this one waits for
        // a person.
        return keep_stray(write, StrayId::Notice(number), number, Some(notice), now);
    };
    record_only(write, (&Actor::Till, now), sale.id, &events)?;
    match key {
        Some(key) => {
            let home = known_under.unwrap_or(payment);
            attribute(write, StrayId::Transaction(key), home, now)
        }
        None => Ok(()),
    }
}

fn payer_of(payer: providers::totalcoin::Payer) -> ledger::Payer {
    ledger::Payer {
        name: payer.name,
        document: payer.document,
        email: payer.email,
        account: payer.cvu.or(payer.cbu),
    }
}

fn keep_stray(
    write: &mut Write<'_>,
    id: StrayId,
    number: NoticeNumber,
    read: Option<domain::Notice>,
    now: UnixMs,
) -> Result<(), TillError> {
    let stray = write
        .stray(&id)?
        .unwrap_or_else(|| Stray::new(id.clone(), now));
    let events = stray.decide(&StrayCommand::Hear(number, read), &Actor::Till)?;
    write.record_stray(&Actor::Till, now, &id, &events)?;
    Ok(())
}

/// A later notice brought the reference: the stray leaves the tray.
fn attribute(
    write: &mut Write<'_>,
    id: StrayId,
    payment: PaymentId,
    now: UnixMs,
) -> Result<(), TillError> {
    if let Some(stray) = write.stray(&id)? {
        let events = stray.decide(&StrayCommand::Attribute(payment), &Actor::Till)?;
        if !events.is_empty() {
            write.record_stray(&Actor::Till, now, &id, &events)?;
            disown(write, &stray, payment, now)?;
        }
    }
    Ok(())
}

/// The provider says whose a stray is that a manager had given to a sale: where
/// that is another payment, a person is told there.
fn disown(
    write: &mut Write<'_>,
    stray: &Stray,
    payment: PaymentId,
    now: UnixMs,
) -> Result<(), TillError> {
    let (Some(given), StrayId::Transaction(transaction)) = (stray.given, stray.id.clone()) else {
        return Ok(());
    };
    if given.payment == payment {
        return Ok(());
    }
    let Some(sale) = write.sale(given.sale)? else {
        return Ok(());
    };
    let command = Command::Disown {
        payment: given.payment,
        transaction,
    };
    let events = sale.decide(&command, &Actor::Till, now)?;
    if !events.is_empty() {
        record_only(write, (&Actor::Till, now), sale.id, &events)?;
    }
    Ok(())
}
