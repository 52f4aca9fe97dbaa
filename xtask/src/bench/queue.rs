//! `cargo xtask bench queue`: a hundred thousand errands in the outbox, sent,
//! dead, looked at, and sold beside.

use anyhow::Result;
use serde_json::Map;

use super::day::{build_bench, read};
use super::figure::QUEUE_FIGURES;
use super::told::Told;
use super::{folder, program, tell};
use crate::shell;
use crate::steps::Steps;

/// Errands of which the bars are true.
pub(crate) const ERRANDS: u64 = 100_000;

/// What is measured by a process of its own.
struct Measured {
    step: &'static str,
    word: &'static str,
    /// How long it is measured: for a small queue, which judges nothing, and for
    /// the whole one.
    lengths: [Option<&'static str>; 2],
}

/// The queries come first: they disturb nothing.
const PARTS: [Measured; 5] = [
    Measured {
        step: "the queue's page",
        word: "page",
        lengths: [Some("20"), Some("300")],
    },
    Measured {
        step: "sales beside it",
        word: "sale",
        lengths: [Some("2"), Some("60")],
    },
    Measured {
        step: "idle beside it",
        word: "idle",
        lengths: [Some("10"), Some("60")],
    },
    Measured {
        step: "the drain",
        word: "drain",
        lengths: [Some("4"), Some("40")],
    },
    Measured {
        step: "the drain's memory",
        word: "memory",
        lengths: [None, None],
    },
];

/// What is asked for.
#[derive(Debug, clap::Args)]
pub(crate) struct Queue {
    /// How many errands the outbox has; with fewer than the default nothing is
    /// judged.
    #[arg(long, default_value_t = ERRANDS)]
    errands: u64,
}

/// Builds, measures, prints a table and writes `queue.json`.
///
/// # Errors
/// If something cannot be built or measured; or if a figure misses its bar.
pub(crate) fn bench(steps: &mut Steps, asked: &Queue) -> Result<()> {
    let judges = asked.errands >= ERRANDS;
    steps.step("release build", build_bench)?;
    let place = folder().join("queue");
    let errands = asked.errands.to_string();
    steps.step("outboxes", || {
        let mut command = program("queue");
        shell::run(command.arg("outbox").arg(&place).arg(&errands))
    })?;
    let mut measured = Map::new();
    for part in PARTS {
        steps.step(part.step, || {
            let mut command = program("queue");
            command.arg(part.word).arg(&place);
            command.args(part.lengths[usize::from(judges)]);
            measured.extend(read(&mut command)?);
            Ok(())
        })?;
    }
    let told: Result<Vec<Told>> = QUEUE_FIGURES
        .iter()
        .map(|figure| Told::read(figure, &measured[figure.name]))
        .collect();
    tell(&told?, "queue.json", judges)
}
