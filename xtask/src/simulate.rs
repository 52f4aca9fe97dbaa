//! The simulated shop: seeded lives of the whole till, its provider and its network.

use anyhow::Result;

use crate::shell;

/// How many seeds a run of all tests lives through.
const SEEDS_IN_TESTS: u64 = 1_000;

/// Runs `seeds` seeds from `from` on and passes the output through.
///
/// # Errors
/// When a law is broken under any seed; the output names it.
pub(crate) fn simulate(seeds: u64, from: u64) -> Result<()> {
    let mut command = shell::cargo(&[
        "run",
        "--quiet",
        "--package",
        "till",
        "--example",
        "simulate",
        "--",
    ]);
    shell::run(command.args(["--seeds", &seeds.to_string(), "--from", &from.to_string()]))
}

/// The tests' share of seeds, with the build that the tests used.
pub(crate) fn in_tests() -> Result<()> {
    let example = format!("examples/simulate{}", std::env::consts::EXE_SUFFIX);
    let mut command = shell::program(shell::target().join("debug").join(example));
    shell::run(command.args(["--seeds", &SEEDS_IN_TESTS.to_string(), "--from", "1"]))
}
