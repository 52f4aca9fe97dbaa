//! How quickly the till's worker drains an outbox, beside a loop that only makes
//! the same requests by the same client, as many in flight, and commits a row
//! for each answer. The two take turns in one process. Times are in
//! nanoseconds for an errand.

use super::outbox::{Backlog, order};
use super::raw::Answers;
use super::shop::{client, machine_now, open};
use crate::Result;
use crate::ledger::compare::timed_async;
use ledger::{LedgerError, Reader};
use providers::totalcoin::{PreOrder, TotalCoin};
use serde_json::{Value, json};
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use till::Till;
use till::errands::BACKLOG_AT_ONCE_MAX;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How often the outbox is looked at, in milliseconds.
const LOOK_MS: u64 = 5;
/// The requests of the bare side, apart from those of the till's.
const BARE_FROM: u64 = 1 << 32;

/// How many errands are owed, read beside the till.
pub(super) fn owed(reader: &Reader) -> Result<u64> {
    let owed: std::result::Result<u64, LedgerError> = reader.read(|read| read.errands_owed());
    Ok(owed?)
}

/// Waits until no more errands than this are owed.
pub(super) async fn until_owed(reader: &Reader, at_most: u64) -> Result<()> {
    while owed(reader)? > at_most {
        tokio::time::sleep(Duration::from_millis(LOOK_MS)).await;
    }
    Ok(())
}

pub(super) async fn measure(folder: &Path, base: &str, turns: u64) -> Result<Value> {
    let file = Backlog::Owed.copy(folder)?;
    let till = open(&file, base)?.with_rate_limit(None);
    let reader = Reader::open(&file)?;
    let bare_side = Bare::new(folder, base)?;
    let (turns_of_till, mut work) = at_work_by_turns(till);
    let each = owed(&reader)? / turns.max(1);
    let (mut product, mut bare) = (Vec::new(), Vec::new());
    for turn in 0..turns {
        if turn % 2 == 1 {
            bare.push(bare_side.turn(turn, each).await?);
        }
        let before = owed(&reader)?;
        let until = before.saturating_sub(each);
        let (reached, took) = timed_async(async {
            turns_of_till.send(true)?;
            let reached = tokio::select! {
                ended = &mut work => Err(format!("the till does not work any more: {ended:?}").into()),
                reached = until_owed(&reader, until) => reached,
            };
            turns_of_till.send(false)?;
            reached
        })
        .await;
        reached?;
        let done = before.saturating_sub(owed(&reader)?);
        product.push(nanoseconds_each(took, done)?);
        if turn % 2 == 0 {
            bare.push(bare_side.turn(turn, each).await?);
        }
    }
    Ok(json!({ "drain": { "unit": "ns", "product": product, "bare": bare } }))
}

/// Runs a till's workers as the app does, in a task of the runtime, but only in
/// its own turns.
fn at_work_by_turns(till: Till) -> (watch::Sender<bool>, JoinHandle<()>) {
    let (turns, mut its_turn) = watch::channel(false);
    let work = tokio::spawn(async move {
        let mut work = pin!(till.work());
        // The end of the measurement closes the channel.
        while its_turn.wait_for(|its_turn| *its_turn).await.is_ok() {
            tokio::select! {
                () = &mut work => return,
                _ = its_turn.wait_for(|its_turn| !its_turn) => {}
            }
        }
    });
    (turns, work)
}

/// The loop that the worker is compared with.
struct Bare {
    client: Arc<TotalCoin>,
    answers: Answers,
}

impl Bare {
    fn new(folder: &Path, base: &str) -> Result<Bare> {
        Ok(Bare {
            client: Arc::new(client(base)?),
            answers: Answers::make(&folder.join("bare.sqlite3"))?,
        })
    }

    async fn turn(&self, turn: u64, requests: u64) -> Result<u64> {
        let (now, first) = (machine_now(), BARE_FROM + turn * requests);
        let order = |number| order(first + number, now);
        let mut orders: Vec<Vec<PreOrder>> = vec![Vec::new(); BACKLOG_AT_ONCE_MAX];
        for number in 0..requests {
            let lane = usize::try_from(number)? % BACKLOG_AT_ONCE_MAX;
            orders[lane].push(order(number));
        }
        let (done, took) = timed_async(async {
            let lanes: Vec<_> = orders
                .into_iter()
                .map(|orders| {
                    let (client, answers) = (Arc::clone(&self.client), self.answers.clone());
                    tokio::spawn(async move {
                        for order in orders {
                            let answered = client.make_pre_order(&order).await?;
                            answers.commit(order.reference, answered.order_id).await?;
                        }
                        Ok(())
                    })
                })
                .collect();
            for lane in lanes {
                let done: Result<()> = lane.await?;
                done?;
            }
            Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
        })
        .await;
        done?;
        nanoseconds_each(took, requests)
    }
}

fn nanoseconds_each(took: Duration, errands: u64) -> Result<u64> {
    Ok(u64::try_from(took.as_nanos())? / errands.max(1))
}
