//! `cargo xtask test`: every test, after setting up what the tests need.

use anyhow::Result;

use crate::shell;
use crate::steps::Steps;
use crate::tools::TAURI_DRIVER;
use crate::{packages, simulate, ui};

/// Binaries that the journeys start, and the variables with their paths.
const BINARIES: [(&str, &str); 3] = [
    ("MOSTRADOR_BIN", "mostrador"),
    ("MOSTRADOR_RELAY_BIN", "mostrador-relay"),
    ("MOSTRADOR_SANDBOX_BIN", "mostrador-sandbox"),
];

/// Runs every test, or with `fast` only the unit tests.
///
/// # Errors
/// If something cannot be set up, or a test fails.
pub(crate) fn test(steps: &mut Steps, yes: bool, fast: bool) -> Result<()> {
    if fast {
        unit_tests(steps, yes)
    } else {
        all_tests(steps, yes)
    }
}

fn unit_tests(steps: &mut Steps, yes: bool) -> Result<()> {
    steps.step("system packages", || packages::for_build(yes))?;
    steps.step("ui packages", ui::set_up)?;
    rust_tests(steps, "rust unit tests", &["--lib", "--bins"])?;
    steps.step("ui unit tests", ui::test)
}

fn all_tests(steps: &mut Steps, yes: bool) -> Result<()> {
    steps.step("system packages", || packages::for_tests(yes))?;
    steps.step("ui packages", ui::set_up)?;
    steps.step("ui check", ui::check)?;
    steps.step("ui unit tests", ui::test)?;
    steps.step("ui build", ui::build)?;
    steps.step("window driver", || TAURI_DRIVER.set_up())?;
    steps.step("rust build", build)?;
    rust_tests(steps, "rust tests, journeys included", &[])?;
    steps.step("simulation", simulate::in_tests)?;
    steps.step("simulation of broken laws", simulate::catches_mutants)?;
    steps.step("ui screen tests", ui::test_screens)
}

/// Builds everything that `cargo test --workspace` runs, with the same
/// features, and also the binaries and examples.
///
/// # Errors
/// If something does not compile.
pub(crate) fn build() -> Result<()> {
    shell::run(&mut shell::cargo(&[
        "build",
        "--workspace",
        "--lib",
        "--bins",
        "--tests",
        "--examples",
    ]))
}

fn rust_tests(steps: &mut Steps, name: &'static str, selection: &[&str]) -> Result<()> {
    let mut command = shell::cargo(&["test", "--workspace", "--no-fail-fast"]);
    command
        .args(selection)
        .env("MOSTRADOR_TAURI_DRIVER", TAURI_DRIVER.path());
    for (variable, binary) in BINARIES {
        let file = format!("{binary}{}", std::env::consts::EXE_SUFFIX);
        command.env(variable, shell::target().join("debug").join(file));
    }
    let mut counted = shell::Tests::default();
    let outcome = steps.step(name, || {
        let (tests, outcome) = shell::run_tests(&mut command);
        counted = tests;
        outcome
    });
    steps.count(&counted);
    outcome
}
