//! The one thread that writes. It writes all waiting jobs in one transaction
//! and answers them only after the commit. The next jobs queue meanwhile.

use super::super::{Granted, IfKnown, Incoming, Kept, KnownTill, Put, Wish};
use super::{changed::Changed, claims, operations};
use crate::keys::KeyHash;
use domain::UnixMs;
use relay_protocol::Cursor;
use rusqlite::{
    Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior, params,
};
use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicU64, Ordering},
};
use tokio::sync::{mpsc, oneshot};

/// The most writes in one transaction.
const BATCH_WRITES_MAX: usize = 256;

/// One write and the caller that waits for it.
pub(super) enum Job {
    /// Keep a webhook.
    Keep {
        incoming: Box<Incoming>,
        reply: oneshot::Sender<Kept>,
    },
    /// Let a till take a notice, or give it back.
    Grant {
        wish: Wish,
        reply: oneshot::Sender<Granted>,
    },
    /// Give a till a key.
    PutTill {
        till: KnownTill,
        key: KeyHash,
        if_known: IfKnown,
        at: UnixMs,
        reply: oneshot::Sender<Put>,
    },
    /// Test whether the store can write.
    Probe {
        at: UnixMs,
        reply: oneshot::Sender<()>,
    },
}

/// An answer that waits for the commit.
enum Answer {
    /// With the merchant whose tills get a signal, if the notice is new.
    Keep(oneshot::Sender<Kept>, Kept, Option<String>),
    /// The same.
    Grant(oneshot::Sender<Granted>, Granted, Option<String>),
    PutTill(oneshot::Sender<Put>, Put),
    Probe(oneshot::Sender<()>),
}

/// Writes until the queue is closed and empty.
pub(super) fn run(
    mut connection: Connection,
    mut jobs: mpsc::Receiver<Job>,
    changed: &Changed,
    transactions: &AtomicU64,
) {
    while let Some(first) = jobs.blocking_recv() {
        let mut batch = vec![first];
        while batch.len() < BATCH_WRITES_MAX
            && let Ok(job) = jobs.try_recv()
        {
            batch.push(job);
        }
        match commit(&mut connection, batch) {
            Ok(answers) => {
                transactions.fetch_add(1, Ordering::Relaxed);
                tell(answers, changed);
            }
            // The replies were dropped with the batch, so all waiting callers
            // get an error.
            Err(error) => tracing::error!(%error, "a transaction failed"),
        }
    }
}

fn commit(connection: &mut Connection, batch: Vec<Job>) -> rusqlite::Result<Vec<Answer>> {
    // Immediate: the transaction waits for another process's write here and
    // never in the middle.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut answers = Vec::with_capacity(batch.len());
    for job in batch {
        answers.push(match job {
            Job::Keep { incoming, reply } => {
                let kept = keep(&transaction, &incoming)?;
                let new = matches!(kept, Kept::New(_)).then_some(incoming.merchant);
                Answer::Keep(reply, kept, new)
            }
            Job::Grant { wish, reply } => {
                let (granted, new) = claims::grant(&transaction, &wish)?;
                Answer::Grant(reply, granted, new.then_some(wish.till.merchant))
            }
            Job::Probe { at, reply } => {
                probe(&transaction, at)?;
                Answer::Probe(reply)
            }
            Job::PutTill {
                till,
                key,
                if_known,
                at,
                reply,
            } => Answer::PutTill(reply, put_till(&transaction, &till, key, if_known, at)?),
        });
    }
    transaction.commit()?;
    Ok(answers)
}

/// A caller that is gone needs no answer.
fn tell(answers: Vec<Answer>, changed: &Changed) {
    let (mut merchants, mut keys) = (BTreeSet::new(), false);
    for answer in answers {
        match answer {
            Answer::Keep(reply, kept, new) => {
                merchants.extend(new);
                let _ = reply.send(kept);
            }
            Answer::Grant(reply, granted, new) => {
                merchants.extend(new);
                let _ = reply.send(granted);
            }
            Answer::PutTill(reply, put) => {
                keys |= put == Put::Done;
                let _ = reply.send(put);
            }
            Answer::Probe(reply) => {
                let _ = reply.send(());
            }
        }
    }
    changed.tell(&merchants, keys);
}

fn probe(transaction: &Transaction<'_>, at: UnixMs) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("UPDATE probe SET at_ms = ?1")?
        .execute([at.0])?;
    Ok(())
}

fn keep(transaction: &Transaction<'_>, incoming: &Incoming) -> rusqlite::Result<Kept> {
    let till = till_named(transaction, incoming)?;
    let cursor: Option<i64> = transaction
        .prepare_cached(
            "INSERT INTO notices
                 (id, provider, merchant, till, received_at_ms, content_type,
                  content_encoding, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (id) DO NOTHING
             RETURNING cursor",
        )?
        .query_row(
            params![
                incoming.id().as_str(),
                incoming.provider.as_str(),
                incoming.merchant,
                till,
                incoming.received_at_ms.0,
                incoming.content_type,
                incoming.content_encoding,
                incoming.body.as_bytes(),
            ],
            |row| row.get(0),
        )
        .optional()?;
    let Some(cursor) = cursor else {
        return Ok(Kept::Repeat);
    };
    for payment in &incoming.payments_named {
        operations::name(transaction, *payment, cursor)?;
    }
    Ok(Kept::New(Cursor::new(cursor.unsigned_abs())))
}

/// The till of the first named payment whose till is registered.
fn till_named(transaction: &Transaction<'_>, incoming: &Incoming) -> rusqlite::Result<Option<u16>> {
    let mut registered =
        transaction.prepare_cached("SELECT 1 FROM tills WHERE merchant = ?1 AND number = ?2")?;
    for payment in &incoming.payments_named {
        let number = payment.till().0;
        if registered.exists(params![incoming.merchant, number])? {
            return Ok(Some(number));
        }
    }
    Ok(None)
}

fn put_till(
    transaction: &Transaction<'_>,
    till: &KnownTill,
    key: KeyHash,
    if_known: IfKnown,
    at: UnixMs,
) -> rusqlite::Result<Put> {
    let sql = match if_known {
        IfKnown::Refuse => {
            "INSERT INTO tills (merchant, number, key_sha256, added_at_ms)
             VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (merchant, number) DO NOTHING"
        }
        IfKnown::Replace => {
            "INSERT INTO tills (merchant, number, key_sha256, added_at_ms)
             VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (merchant, number) DO UPDATE SET key_sha256 = excluded.key_sha256"
        }
    };
    let values = params![till.merchant, till.number.0, key.0, at.0];
    match transaction.prepare_cached(sql)?.execute(values) {
        Ok(0) => Ok(Put::TillKnown),
        Ok(_) => Ok(Put::Done),
        // Only the key can conflict here, and only this statement is undone.
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
            Ok(Put::KeyTaken)
        }
        Err(error) => Err(error),
    }
}
