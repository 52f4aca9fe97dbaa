//! The steps of a long task, each timed, with a table at the end.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::shell::Tests;

/// The steps run so far.
#[derive(Default)]
pub(crate) struct Steps {
    done: Vec<Step>,
    tests: Tests,
}

struct Step {
    name: &'static str,
    took: Duration,
    passed: bool,
}

impl Steps {
    /// Runs one step and records its time; a failure names the step.
    pub(crate) fn step(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        println!("\n== {name}");
        let (outcome, took) = timed(work);
        println!("== {name}: {} s", seconds(took));
        self.done.push(Step {
            name,
            took,
            passed: outcome.is_ok(),
        });
        outcome.with_context(|| format!("the step `{name}` failed"))
    }

    /// Adds tests to the totals of the last line.
    pub(crate) fn count(&mut self, tests: &Tests) {
        self.tests.add(tests);
    }

    /// Prints the time of each step and the totals of all counted tests;
    /// nothing if no step ran.
    pub(crate) fn print_table(&self) {
        if self.done.is_empty() {
            return;
        }
        println!("\n{:<34} {:>9}", "step", "seconds");
        for step in &self.done {
            let mark = if step.passed { "" } else { "  FAILED" };
            println!("{:<34} {:>9}{mark}", step.name, seconds(step.took));
        }
        let total = self.done.iter().map(|step| step.took).sum();
        println!("{:<34} {:>9}", "all", seconds(total));
        if self.tests.any() {
            println!("\n{}", self.tests);
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a build took is the wall's business, not the shop's"
)]
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = work();
    (value, start.elapsed())
}

fn seconds(time: Duration) -> String {
    format!("{}.{}", time.as_secs(), time.subsec_millis() / 100)
}
