//! The simulated shop: seeded lives of the whole till, its provider and its
//! network.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell;

/// How many seeds a run of all tests simulates.
const SEEDS_IN_TESTS: u64 = 260;
/// Within how many seeds a deliberately broken law must be noticed.
const SEEDS_PER_MUTANT: u64 = 500;

/// Runs `seeds` seeds starting with `from`, and passes the output through.
///
/// # Errors
/// If a law is broken under any seed; the output names it.
pub(crate) fn simulate(seeds: u64, from: u64) -> Result<()> {
    let mut command = shell::cargo(&["run", "--quiet", "--package", "simulation", "--"]);
    shell::run(command.args(["--seeds", &seeds.to_string(), "--from", &from.to_string()]))
}

/// Runs the seeds of the tests, with the build that the tests used.
///
/// # Errors
/// If a law is broken under any seed; the output names it.
pub(crate) fn in_tests() -> Result<()> {
    shell::run(&mut built(SEEDS_IN_TESTS))
}

/// Faults that break a law on purpose, and the number of that law.
const MUTANTS: [(&str, u8); 8] = [
    ("send-before-write", 1),
    ("cursor-before-notice", 6),
    ("retry-once-errand", 5),
    ("close-by-clock", 16),
    ("cash-counted-twice", 17),
    ("late-notice-dropped", 6),
    ("declared-by-wrong-notice", 3),
    ("report-anew-after-lost", 19),
];

/// Checks that the simulation catches each fault that breaks a law on purpose,
/// and prints the seed that does.
///
/// # Errors
/// If one is not caught, or only by another law.
pub(crate) fn catches_mutants() -> Result<()> {
    // One build has them all. With the features of the whole workspace, only
    // the till is compiled again.
    let build = ["build", "--workspace", "--bin", "simulate", "--features"];
    shell::run(shell::cargo(&build).arg("simulation/mutants"))?;
    for (mutant, law) in MUTANTS {
        let told = built(SEEDS_PER_MUTANT)
            .args(["--mutant", mutant, "--expect-caught", &law.to_string()])
            .output()
            .context("cannot start the simulation")?;
        let told_text = String::from_utf8_lossy(&told.stdout);
        let words = format!("broken: law {law} ");
        let caught = told_text.lines().find(|line| line.starts_with(&words));
        match caught {
            Some(line) if told.status.success() => println!("{mutant}: {line}"),
            _ => bail!("the simulation did not catch {mutant}:\n{told_text}"),
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
