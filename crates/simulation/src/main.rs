//! Simulates the whole till in a world made from one number: the real till over
//! a real ledger file, with paused time. Around it a provider, a network, a
//! relay, customers and a cashier all follow from a seed. The till crashes and
//! is opened again, and the laws are checked against what the provider knows.
//! The same seed gives the same run.
//!
//! It does not test the wire: nothing is sent or received, and the keychain,
//! the window and the ledger's threads have no part in it.

mod bind;
mod cashier;
mod charges;
mod checks;
mod customer;
mod day_checks;
mod days;
mod dice;
mod fixed_cashier;
mod fixed_checks;
mod fixed_customer;
mod happenings;
mod issuer;
mod keys;
mod laws;
mod log;
mod machine;
mod manager;
mod network;
mod notebook;
mod office;
mod orders;
mod paying;
mod posts;
mod provider;
mod reckoning;
mod relay;
mod report_checks;
mod report_desk;
mod restores;
mod run;
mod sending;
mod trail;
mod wallet;
mod wallet_checks;
mod world;

use clap::Parser;
use run::{Outcome, run};
use std::process::ExitCode;
use std::sync::mpsc;
use std::thread;
use world::Counts;

/// How many lines of a broken run's history are printed.
const TAIL_LINES: usize = 40;
/// How many runs are in progress at once, each in its own thread and runtime.
const THREADS_MAX: u64 = 2;

/// Simulates the till: runs seeds and holds the laws.
#[derive(Debug, Parser)]
struct Asked {
    /// How many seeds to run.
    #[arg(long, default_value_t = 100)]
    seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Print every seed, with the hash of its history; one seed in full.
    #[arg(long)]
    verbose: bool,
    /// Succeed only if the law of that number breaks, and stop there.
    #[arg(long, value_name = "LAW")]
    expect_caught: Option<u8>,
    /// Break a law on purpose.
    #[cfg(feature = "mutants")]
    #[arg(long, value_parser = till::mutants::Mutant::parse)]
    mutant: Option<till::mutants::Mutant>,
}

#[expect(
    clippy::print_stdout,
    reason = "what it finds is what this program prints"
)]
fn main() -> ExitCode {
    let asked = Asked::parse();
    #[cfg(feature = "mutants")]
    if let Some(Err(other)) = asked.mutant.map(till::mutants::Mutant::turn_on) {
        println!("{} is on already", other.as_str());
        return ExitCode::FAILURE;
    }
    let lines = if asked.seeds == 1 && asked.verbose {
        usize::MAX
    } else {
        TAIL_LINES
    };
    let mut counts = Counts::default();
    let (mut passed, mut failed) = (0_u64, 0_u64);
    let mut caught = std::collections::BTreeMap::new();
    for outcome in outcomes(&asked, lines) {
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(error) => {
                println!("a seed could not be run: {error}");
                return ExitCode::FAILURE;
            }
        };
        counts.add(&outcome.counts);
        let Some((law, _)) = outcome.broken.first() else {
            passed += 1;
            if asked.verbose {
                if asked.seeds == 1 {
                    println!("{}", outcome.tail.join("\n"));
                }
                println!(
                    "seed {} {} {:?}",
                    outcome.seed, outcome.hash, outcome.counts
                );
            }
            continue;
        };
        failed += 1;
        let (seeds, first) = caught.entry(*law).or_insert((0_u64, outcome.seed));
        *seeds += 1;
        *first = outcome.seed.min(*first);
        match asked.expect_caught {
            None => print_broken(&outcome),
            Some(number) if number == law.number() => break,
            Some(_) => {}
        }
    }
    println!(
        "seeds {}, events {}, crashes {}, restores {}, declared {}, pre-orders {}, charges {}, \
         wallet {}, reports {}, notices {}",
        asked.seeds,
        counts.events,
        counts.crashes,
        counts.restores,
        counts.declared,
        counts.pre_orders,
        counts.charges,
        counts.wallet,
        counts.reports,
        counts.notices
    );
    for (law, (seeds, first)) in &caught {
        println!("broken: law {law}: {seeds} seeds, the first is {first}");
    }
    println!("{passed} passed, {failed} failed");
    let is_well = match asked.expect_caught {
        None => failed == 0,
        Some(number) => caught.keys().any(|law| law.number() == number),
    };
    if is_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

#[expect(
    clippy::print_stdout,
    reason = "what it finds is what this program prints"
)]
fn print_broken(outcome: &Outcome) {
    println!("seed {} failed ({})", outcome.seed, outcome.hash);
    for line in &outcome.tail {
        println!("    {line}");
    }
    for (law, how) in &outcome.broken {
        println!("  law {law}: {how}");
    }
}

impl Counts {
    fn add(&mut self, more: &Counts) {
        self.events += more.events;
        self.crashes += more.crashes;
        self.pre_orders += more.pre_orders;
        self.charges += more.charges;
        self.notices += more.notices;
        self.polls += more.polls;
        self.declared += more.declared;
        self.restores += more.restores;
        self.wallet += more.wallet;
        self.reports += more.reports;
    }
}

/// Runs the seeds, in order on each thread.
fn outcomes(asked: &Asked, lines: usize) -> impl Iterator<Item = std::io::Result<Outcome>> {
    let (done, outcomes) = mpsc::channel();
    let (from, end) = (asked.from, asked.from.saturating_add(asked.seeds));
    for thread in 0..THREADS_MAX.min(asked.seeds) {
        let done = done.clone();
        thread::spawn(move || {
            let mut seed = from.saturating_add(thread);
            while seed < end {
                if done.send(run(seed, lines)).is_err() {
                    return;
                }
                seed = seed.saturating_add(THREADS_MAX);
            }
        });
    }
    outcomes.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_run_each_time() {
        for seed in [1, 2, 3, 5, 8, 13] {
            let first = run(seed, TAIL_LINES).unwrap();
            assert_eq!(run(seed, TAIL_LINES).unwrap(), first, "seed {seed}");
            assert!(first.counts.events > 5, "seed {seed}: {first:?}");
        }
    }

    #[test]
    fn different_seeds_give_different_runs() {
        assert_ne!(run(1, 0).unwrap().hash, run(2, 0).unwrap().hash);
    }

    #[test]
    fn no_law_is_broken() {
        for seed in 1..=20 {
            let outcome = run(seed, TAIL_LINES).unwrap();
            assert_eq!(outcome.broken, [], "{}", outcome.tail.join("\n"));
        }
    }
}
