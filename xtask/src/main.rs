//! `cargo xtask`: the one entry point for everything that a person or CI does
//! here.
//!
//! It sets up the machine, starts other programs and reports how long each
//! took. It is not a build system of its own: cargo and npm decide what is
//! stale. Nothing of the product is in this crate.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool speaks on its terminal"
)]

mod arrows;
mod bench;
mod bindings;
mod ci;
mod dist;
#[cfg(test)]
mod limits;
mod packages;
mod run;
mod shell;
mod simulate;
mod steps;
mod test;
mod tools;
mod ui;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::steps::Steps;

/// Sets up, runs and checks Mostrador.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Set everything up and open Mostrador (a new installation opens in practice mode).
    Run {
        /// Install what is missing without asking.
        #[arg(long)]
        yes: bool,
        /// Build and open the optimised app.
        #[arg(long)]
        release: bool,
    },
    /// Set everything up and run every test, the real window included.
    Test {
        /// Install what is missing without asking.
        #[arg(long)]
        yes: bool,
        /// Only the unit tests, of Rust and of the UI.
        #[arg(long)]
        fast: bool,
    },
    /// Everything that must be green before a change goes in.
    Ci {
        /// Install what is missing without asking.
        #[arg(long)]
        yes: bool,
        /// Leave out the tests, for a caller that has just run `test`.
        #[arg(long)]
        without_test: bool,
    },
    /// Make the package that a shop installs (.deb here; .exe and .dmg on their systems).
    Dist {
        /// Install what is missing without asking.
        #[arg(long)]
        yes: bool,
        /// Install and start it in a clean system (Debian, as root).
        #[arg(long)]
        trial: bool,
    },
    /// Measure how quick the shop is, against the least that the same work could take.
    Bench {
        /// Install what is missing without asking.
        #[arg(long)]
        yes: bool,
        /// A short run, to see that everything works: it judges nothing.
        #[arg(long)]
        quick: bool,
        /// Only this figure; may be given more than once.
        #[arg(long, value_name = "NAME")]
        only: Vec<String>,
        #[command(subcommand)]
        part: Option<Part>,
    },
    /// Hold the edges between our crates against the list in `arrows.rs`.
    Arrows,
    /// Write the screens' TypeScript and the window's permissions from the api's table.
    Bindings {
        /// Write nothing; fail and name the files that are stale.
        #[arg(long)]
        check: bool,
    },
    /// Run the simulated shop, one life for each seed.
    Simulate {
        /// How many seeds to run.
        #[arg(long)]
        seeds: u64,
        /// The first seed.
        #[arg(long, default_value_t = 1)]
        from: u64,
    },
}

/// A part of the bench that is not in every run.
#[derive(Subcommand)]
enum Part {
    /// The day of a shop with five years of sales: its page, its totals, a search, its close.
    Day(bench::day::Day),
    /// A receipt to bytes, five years of sales as files, and PAGADO while a printer prints.
    Paper(bench::paper::Paper),
    /// A hundred thousand errands in the outbox: sent, dead, looked at, sold beside.
    Queue(bench::queue::Queue),
    /// A million sales on the disk: their bytes, a check, a copy, a sale beside it.
    Years(bench::years::Years),
}

fn main() -> ExitCode {
    let mut steps = Steps::default();
    let outcome = match Arguments::parse().task {
        Task::Run { yes, release } => run::run(&mut steps, yes, release),
        Task::Test { yes, fast } => test::test(&mut steps, yes, fast),
        Task::Ci { yes, without_test } => ci::ci(&mut steps, yes, without_test),
        Task::Dist { yes, trial } => dist::dist(&mut steps, yes, trial),
        Task::Bench {
            yes,
            quick,
            only,
            part,
        } => match part {
            Some(Part::Day(day)) => bench::day::bench(&mut steps, yes, &day),
            Some(Part::Paper(paper)) => bench::paper::bench(&mut steps, yes, &paper),
            Some(Part::Queue(queue)) => bench::queue::bench(&mut steps, &queue),
            Some(Part::Years(years)) => bench::years::bench(&mut steps, &years),
            None => bench::bench(&mut steps, yes, quick, &only),
        },
        Task::Arrows => arrows::check(),
        Task::Bindings { check } => bindings::bindings(check),
        Task::Simulate { seeds, from } => simulate::simulate(seeds, from),
    };
    steps.print_table();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}
