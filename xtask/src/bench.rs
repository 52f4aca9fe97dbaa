//! `cargo xtask bench`: how fast the shop is, compared with the least that the
//! same work could take. Both sides run in turns in one session, on release
//! builds. `crates/bench` measures; this module decides what is good enough.

pub(crate) mod day;
mod figure;
pub(crate) mod paper;
pub(crate) mod queue;
mod told;
pub(crate) mod years;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::bench::figure::{FIGURES, Figure, Source};
use crate::bench::told::Told;
use crate::shell;
use crate::steps::Steps;
use crate::tools::TAURI_DRIVER;
use crate::{packages, ui};

/// The measured programs, and the variables with their paths.
const PROGRAMS: [(&str, &str); 3] = [
    ("MOSTRADOR_BIN", "mostrador"),
    ("MOSTRADOR_RELAY_BIN", "mostrador-relay"),
    ("MOSTRADOR_SANDBOX_BIN", "mostrador-sandbox"),
];

/// Builds, measures, and prints a table and writes a JSON file.
///
/// # Errors
/// If something cannot be set up, built or measured; or if a figure misses its
/// bar, except in a quick run, which is too short to judge.
pub(crate) fn bench(steps: &mut Steps, yes: bool, quick: bool, only: &[String]) -> Result<()> {
    let figures = chosen(only)?;
    steps.step("system packages", || packages::for_tests(yes))?;
    steps.step("ui packages", ui::set_up)?;
    steps.step("ui build", ui::build)?;
    steps.step("window driver", || TAURI_DRIVER.set_up())?;
    steps.step("release build", build)?;
    let mut told = Vec::new();
    for source in Source::ALL {
        let asked: Vec<&Figure> = figures.iter().filter(|it| it.source == source).collect();
        if asked.is_empty() {
            continue;
        }
        if source == Source::Start {
            steps.step("a long history", || history(quick))?;
        }
        let mut measured = Value::Null;
        steps.step(source.name(), || {
            measured = measure(source, quick)?;
            Ok(())
        })?;
        for figure in asked {
            told.push(Told::read(figure, &measured[figure.name])?);
        }
    }
    tell(
        &told,
        if quick { "quick.json" } else { "bench.json" },
        !quick,
    )
}

/// Prints the table and writes all samples to a file.
///
/// # Errors
/// If a figure misses its bar and the run judges; or if the file cannot be
/// written.
fn tell(told: &[Told], file: &str, judges: bool) -> Result<()> {
    let file = folder().join(file);
    let all: Value = told.iter().map(Told::json).collect();
    let text = serde_json::to_string_pretty(&all).context("the figures as JSON")?;
    fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
    println!("\n{}", told::table(told));
    println!("all samples: {}", file.display());
    let missed: Vec<&str> = told.iter().filter(|it| !it.met()).map(Told::name).collect();
    if judges && !missed.is_empty() {
        bail!("missed: {}", missed.join(", "));
    }
    Ok(())
}

/// The figures with those names; all if no name is given.
fn chosen(only: &[String]) -> Result<Vec<Figure>> {
    let known = |name: &String| FIGURES.iter().any(|figure| figure.name == name);
    if let Some(unknown) = only.iter().find(|name| !known(name)) {
        let names: Vec<&str> = FIGURES.iter().map(|figure| figure.name).collect();
        bail!("there is no figure `{unknown}`: {}", names.join(", "));
    }
    let wanted = |figure: &&Figure| only.is_empty() || only.iter().any(|it| it == figure.name);
    Ok(FIGURES.iter().filter(wanted).copied().collect())
}

/// The folder for the measured files and for a long history.
fn folder() -> PathBuf {
    shell::target().join("bench")
}

fn build() -> Result<()> {
    let mut cargo = shell::cargo(&["build", "--release", "--workspace"]);
    cargo.args(["--features", "mostrador/bench"]);
    for (_, program) in PROGRAMS {
        cargo.args(["--bin", program]);
    }
    cargo.args(["--bin", "bench"]);
    shell::run(&mut cargo)?;
    // The app with the comparison side must not be where a shipped one is
    // expected.
    let file = format!("mostrador{}", std::env::consts::EXE_SUFFIX);
    fs::create_dir_all(folder()).context("cannot make the bench's folder")?;
    fs::rename(release().join(&file), folder().join(&file)).context("cannot move the app")
}

fn release() -> PathBuf {
    shell::target().join("release")
}

/// Makes the ledger on which the app starts, unless it exists.
fn history(quick: bool) -> Result<()> {
    let sales = figure::history_sales(quick);
    let place = folder().join(format!("history-{sales}"));
    make_once(&place, |unfinished| {
        let mut command = program("ledger");
        command
            .arg("history")
            .arg(unfinished)
            .arg(sales.to_string());
        shell::run(&mut command)
    })
}

/// Makes a folder that is kept for later runs. It gets its name at the end, so
/// that an interrupted run leaves no half of it.
fn make_once(place: &Path, make: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    if place.is_dir() {
        println!("{} is there", place.display());
        return Ok(());
    }
    let unfinished = place.with_extension("unfinished");
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished).context("cannot clear what was unfinished")?;
    }
    make(&unfinished)?;
    fs::rename(&unfinished, place).with_context(|| format!("cannot keep {}", place.display()))
}

fn measure(source: Source, quick: bool) -> Result<Value> {
    let mut command = match source {
        Source::Ledger => program("ledger"),
        Source::Key
        | Source::Webhook
        | Source::Start
        | Source::Memory
        | Source::DayScreen
        | Source::PaidPrinting => program("window"),
        Source::Day | Source::Before => program("day"),
        Source::Queue => program("queue"),
        Source::Paper => program("paper"),
        Source::Years => program("years"),
    };
    figures_of(command.args(source.arguments(quick, &folder())))
}

/// What a measuring program prints.
fn figures_of(command: &mut Command) -> Result<Value> {
    let said = shell::output(command)?;
    let last = said.lines().last().unwrap_or_default();
    serde_json::from_str(last).with_context(|| format!("no figures: {said}"))
}

/// One bench of the release build, with the paths of the measured programs.
fn program(bench: &str) -> Command {
    let file = format!("bench{}", std::env::consts::EXE_SUFFIX);
    let mut command = shell::program(release().join(file));
    command.arg(bench);
    command.env("MOSTRADOR_TAURI_DRIVER", TAURI_DRIVER.path());
    for (variable, program) in PROGRAMS {
        let file = format!("{program}{}", std::env::consts::EXE_SUFFIX);
        let place: &Path = if program == "mostrador" {
            &folder()
        } else {
            &release()
        };
        command.env(variable, place.join(file));
    }
    command
}
