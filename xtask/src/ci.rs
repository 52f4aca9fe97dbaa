//! `cargo xtask ci`: everything that must pass before a change goes in.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::shell;
use crate::steps::Steps;
use crate::tools::{CARGO_DENY, CARGO_MACHETE};
use crate::{arrows, bindings, packages, test, ui};

/// Runs all checks, the tests first unless the caller has just run them.
///
/// # Errors
/// At the first step that fails.
pub(crate) fn ci(steps: &mut Steps, yes: bool, without_test: bool) -> Result<()> {
    steps.step("format", || {
        shell::run(&mut shell::cargo(&["fmt", "--all", "--check"]))
    })?;
    steps.step("arrows", arrows::check)?;
    if without_test {
        steps.step("system packages", || packages::for_build(yes))?;
        steps.step("ui packages", ui::set_up)?;
        steps.step("ui build", ui::build)?;
        // Nothing is left to do here if `test` has just run.
        steps.step("rust build", test::build)?;
    } else {
        test::test(steps, yes, false)?;
    }
    steps.step("bindings", bindings::check_built)?;
    steps.step("clippy", clippy)?;
    steps.step("docs", docs)?;
    steps.step("unused dependencies", unused_dependencies)?;
    steps.step("licences, bans, sources", deny)
}

fn clippy() -> Result<()> {
    // Warnings are denied after `--`: with RUSTFLAGS, everything would be built
    // again.
    shell::run(&mut shell::cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))
}

fn docs() -> Result<()> {
    let mut doc = shell::cargo(&["doc", "--workspace", "--no-deps"]);
    shell::run(doc.env("RUSTDOCFLAGS", "-D warnings"))
}

fn unused_dependencies() -> Result<()> {
    CARGO_MACHETE.set_up()?;
    shell::run(shell::program(CARGO_MACHETE.path()).args(["--skip-target-dir", "."]))
}

fn deny() -> Result<()> {
    CARGO_DENY.set_up()?;
    let mut check = shell::program(CARGO_DENY.path());
    check.args([
        "--log-level",
        "error",
        "check",
        "licenses",
        "bans",
        "sources",
    ]);
    if advisories_are_required() {
        shell::run(shell::program(CARGO_DENY.path()).args(["fetch", "db"]))
            .context("the advisory database cannot be fetched, and it is required here")?;
        check.arg("advisories");
    } else if advisory_database_is_at_hand() {
        check.args(["advisories", "--disable-fetch"]);
    } else {
        println!("NOT CHECKED: advisories. No database of them is at hand.");
    }
    shell::run(&mut check)
}

/// Whether the run fails if advisories cannot be checked: where the database
/// can be fetched, a missing check would go unnoticed.
fn advisories_are_required() -> bool {
    env::var_os("MOSTRADOR_ADVISORIES").is_some_and(|value| value == "required")
}

/// Whether `cargo deny fetch` has ever run on this machine.
fn advisory_database_is_at_hand() -> bool {
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    home.and_then(|home| home.join("advisory-dbs").read_dir().ok())
        .is_some_and(|mut databases| databases.next().is_some())
}
