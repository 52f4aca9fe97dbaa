//! The queue of errands with a hundred thousand in it: how quickly and in how
//! much memory the till's own worker sends them, what they cost an idle till,
//! the queue's page beside the same rows by SQL alone, and a sale beside them.

mod drain;
mod idle;
mod memory;
mod outbox;
mod page;
mod raw;
mod sale;
mod shop;
mod stand_in;
pub(crate) mod usage;

use crate::Result;
use serde_json::Value;
use stand_in::StandIn;
use std::path::Path;

const USAGE: &str = "bench queue outbox FOLDER ERRANDS | drain FOLDER TURNS | memory FOLDER | \
                     idle FOLDER SECONDS | page FOLDER ROUNDS | sale FOLDER ROUNDS";

pub(crate) fn measure(asked: &[&str]) -> Result<Value> {
    let runtime = tokio::runtime::Runtime::new()?;
    match asked {
        ["outbox", folder, errands] => outbox::make(Path::new(folder), errands.parse()?),
        ["drain", folder, turns] => {
            let stand_in = StandIn::start(None)?;
            let drained = drain::measure(Path::new(folder), &stand_in.base, turns.parse()?);
            runtime.block_on(drained)
        }
        ["memory", folder] => runtime.block_on(memory::measure(Path::new(folder))),
        ["idle", folder, seconds] => {
            let stand_in = StandIn::start(None)?;
            let idle = idle::measure(Path::new(folder), &stand_in.base, seconds.parse()?);
            runtime.block_on(idle)
        }
        ["page", folder, rounds] => page::measure(&runtime, Path::new(folder), rounds.parse()?),
        ["sale", folder, rounds] => {
            let stand_in = StandIn::start(None)?;
            let sold = sale::measure(Path::new(folder), &stand_in.base, rounds.parse()?);
            runtime.block_on(sold)
        }
        [stand_in::WORD, address] => runtime.block_on(stand_in::run(address.parse()?)),
        _ => Err(USAGE.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sandbox::{Config, Sandbox};

    #[test]
    fn a_small_queue_is_sent_and_both_sides_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("queue");
        outbox::make(&folder, 40).unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let drained = runtime.block_on(async {
            let stand_in = Sandbox::start(Config::default()).await.unwrap();
            drain::measure(&folder, &stand_in.base_url(), 2).await
        });
        let drained = drained.unwrap();
        assert_eq!(drained["drain"]["product"].as_array().unwrap().len(), 2);
        // It also compares the rows of the two sides.
        let pages = page::measure(&runtime, &folder, 1).unwrap();
        assert_eq!(pages.as_object().unwrap().len(), 2);
    }
}
