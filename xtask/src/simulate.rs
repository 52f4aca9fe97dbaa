//! The simulated shop: seeded lives of the whole till, its provider and its network.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell;

/// How many seeds a run of all tests lives through.
const SEEDS_IN_TESTS: u64 = 1_000;
/// How many seeds may pass before a law that is broken on purpose must be noticed.
const SEEDS_PER_MUTANT: u64 = 200;

/// Runs `seeds` seeds from `from` on and passes the output through.
///
/// # Errors
/// When a law is broken under any seed; the output names it.
pub(crate) fn simulate(seeds: u64, from: u64) -> Result<()> {
    let mut command = shell::cargo(&["run", "--quiet", "--package", "simulation", "--"]);
    shell::run(command.args(["--seeds", &seeds.to_string(), "--from", &from.to_string()]))
}

/// The tests' share of seeds, with the build that the tests used.
///
/// # Errors
/// When a law is broken under any seed; the output names it.
pub(crate) fn in_tests() -> Result<()> {
    shell::run(&mut built(SEEDS_IN_TESTS))
}

/// Builds that break a law on purpose, and the line by which the simulation
/// says so.
const MUTANTS: [(&str, &str); 5] = [
    ("simulation/mutant-send-before-write", "broken: law 1 "),
    ("simulation/mutant-cursor-before-notice", "broken: law 6 "),
    ("simulation/mutant-retry-once-errand", "broken: law 5 "),
    ("simulation/mutant-close-by-clock", "broken: law 16 "),
    ("simulation/mutant-cash-counted-twice", "broken: law 17 "),
];

/// Lets the simulation catch each build that breaks a law on purpose.
///
/// # Errors
/// When one is not caught, or by another law only.
pub(crate) fn catches_mutants() -> Result<()> {
    for (feature, words) in MUTANTS {
        // With the features of the whole workspace only the till is compiled anew.
        let build = [
            "build",
            "--workspace",
            "--bin",
            "simulate",
            "--features",
            feature,
        ];
        shell::run(&mut shell::cargo(&build))?;
        let told = built(SEEDS_PER_MUTANT)
            .output()
            .context("cannot start the simulation")?;
        let told_text = String::from_utf8_lossy(&told.stdout);
        let caught = told_text.lines().find(|line| line.starts_with(words));
        match caught {
            Some(line) if !told.status.success() => println!("{feature}: {line}"),
            _ => bail!("the simulation did not catch {feature}:\n{told_text}"),
        }
    }
    Ok(())
}

fn built(seeds: u64) -> Command {
    let program = format!("simulate{}", std::env::consts::EXE_SUFFIX);
    let mut command = shell::program(shell::target().join("debug").join(program));
    command.args(["--seeds", &seeds.to_string(), "--from", "1"]);
    command
}
