//! `cargo xtask bench day`: the day of a shop with five years behind it, and
//! whether selling is as quick as it was before some commit.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use super::figure::{DAY_FIGURES, Source};
use super::told::Told;
use super::{build, figures_of, folder, make_once, program, tell};
use crate::shell;
use crate::steps::{Steps, timed};
use crate::tools::TAURI_DRIVER;
use crate::{packages, ui};

/// Sales of the shop of which the bars are true.
pub(crate) const SALES: u64 = 1_000_000;
/// How often each query and the screen are measured.
const ROUNDS: &str = "30";
const SCREEN_ROUNDS: &str = "30";
/// How often a commit and the one before are compared, with how many sales.
const PAIRS: usize = 5;
const PAIR_SALES: u64 = 10_000;
/// Rounds and charges of each measurement of a commit.
const COMMIT_ROUNDS: &str = "5";
const COMMIT_CHARGES: &str = "200";

/// What is asked for.
#[derive(Debug, clap::Args)]
pub(crate) struct Day {
    /// How many sales the shop has; with fewer than the default nothing is
    /// judged and no window is opened.
    #[arg(long, default_value_t = SALES)]
    sales: u64,
    /// Also compare selling with this commit: it is built in a folder of its own.
    #[arg(long, value_name = "COMMIT")]
    before: Option<String>,
}

/// Builds, measures, prints a table and writes `day.json`.
///
/// # Errors
/// If something cannot be set up, built or measured; or if a figure misses its
/// bar.
pub(crate) fn bench(steps: &mut Steps, yes: bool, asked: &Day) -> Result<()> {
    let judges = asked.sales >= SALES;
    build_for(steps, yes, judges)?;
    let place = five_years(steps, asked.sales)?;
    let mut measured = Map::new();
    steps.step(Source::Day.name(), || {
        measured.extend(queries(&place, asked.sales)?);
        Ok(())
    })?;
    if judges {
        steps.step(Source::DayScreen.name(), || {
            measured.extend(screen(&place)?);
            Ok(())
        })?;
    }
    if let Some(commit) = &asked.before {
        let mut before = PathBuf::new();
        steps.step("build of the commit before", || {
            before = build_before(commit)?;
            Ok(())
        })?;
        steps.step(Source::Before.name(), || {
            measured.extend(beside(&before)?);
            Ok(())
        })?;
    }
    let told: Result<Vec<Told>> = DAY_FIGURES
        .iter()
        .filter_map(|figure| Some((figure, measured.get(figure.name)?)))
        .map(|(figure, measured)| Told::read(figure, measured))
        .collect();
    tell(&told?, "day.json", judges)
}

/// Builds what is measured: the app and its window where a run judges, else the
/// measuring program alone.
pub(super) fn build_for(steps: &mut Steps, yes: bool, judges: bool) -> Result<()> {
    if !judges {
        return steps.step("release build", build_bench);
    }
    steps.step("system packages", || packages::for_tests(yes))?;
    steps.step("ui packages", ui::set_up)?;
    steps.step("ui build", ui::build)?;
    steps.step("window driver", || TAURI_DRIVER.set_up())?;
    steps.step("release build", build)
}

/// The folder of a shop with so many sales, which is made once.
pub(super) fn five_years(steps: &mut Steps, sales: u64) -> Result<PathBuf> {
    let place = folder().join(format!("day-{sales}"));
    steps.step("five years of sales", || {
        make_once(&place, |unfinished| make_shop(unfinished, sales))
    })?;
    Ok(place)
}

/// The measuring program alone.
pub(super) fn build_bench() -> Result<()> {
    fs::create_dir_all(folder()).context("cannot make the bench's folder")?;
    shell::run(&mut shell::cargo(&["build", "--release", "-p", "bench"]))
}

fn make_shop(place: &Path, sales: u64) -> Result<()> {
    let mut command = program("day");
    shell::run(command.arg("shop").arg(place).arg(sales.to_string()))
}

pub(super) type Figures = Map<String, Value>;

fn queries(place: &Path, sales: u64) -> Result<Figures> {
    let mut command = program("day");
    command.arg("compare").arg(place);
    read(command.arg(sales.to_string()).arg(ROUNDS))
}

fn screen(place: &Path) -> Result<Figures> {
    let mut command = program("window");
    read(command.args(["day", SCREEN_ROUNDS]).arg(place))
}

/// The figures that a measuring program prints, by name.
pub(super) fn read(command: &mut Command) -> Result<Figures> {
    let figures = figures_of(command)?;
    figures.as_object().cloned().context("no figures by name")
}

/// The measuring program of an earlier commit, built in a throwaway folder.
fn build_before(commit: &str) -> Result<PathBuf> {
    let mut parse = shell::program("git");
    let hash = shell::output(parse.args(["rev-parse", "--verify", commit]))?;
    let program = folder().join(format!("bench-{hash}"));
    if program.is_file() {
        println!("{} is there", program.display());
        return Ok(program);
    }
    let tree = folder().join("before");
    let target = folder().join("before-target");
    let mut add = shell::program("git");
    add.args(["worktree", "add", "--force", "--detach"]);
    shell::run(add.arg(&tree).arg(&hash))?;
    let mut cargo = shell::cargo(&["build", "--release", "-p", "bench"]);
    cargo.current_dir(&tree).env("CARGO_TARGET_DIR", &target);
    let built = shell::run(&mut cargo);
    let mut remove = shell::program("git");
    remove.args(["worktree", "remove", "--force"]);
    shell::run(remove.arg(&tree))?;
    built?;
    let file = format!("release/bench{}", std::env::consts::EXE_SUFFIX);
    fs::copy(target.join(file), &program).context("cannot keep the program of before")?;
    fs::remove_dir_all(&target).context("cannot clear the build of before")?;
    Ok(program)
}

/// Both programs in turns, each on a new ledger. Both know these two of the
/// bench's parts.
fn beside(before: &Path) -> Result<Figures> {
    let place = folder().join("before-ledger");
    let (mut sale, mut commit) = (Sides::default(), Sides::default());
    for pair in 0..PAIRS {
        let now = || program("ledger");
        let then = || {
            let mut command = shell::program(before);
            command.arg("ledger");
            command
        };
        if pair % 2 == 0 {
            sale.product.push(whole_sales(now(), &place)?);
            sale.bare.push(whole_sales(then(), &place)?);
            commit.product.push(commits(now(), &place)?);
            commit.bare.push(commits(then(), &place)?);
        } else {
            sale.bare.push(whole_sales(then(), &place)?);
            sale.product.push(whole_sales(now(), &place)?);
            commit.bare.push(commits(then(), &place)?);
            commit.product.push(commits(now(), &place)?);
        }
    }
    Ok(Figures::from_iter([
        ("sale-before".to_owned(), sale.json()),
        ("commit-before".to_owned(), commit.json()),
    ]))
}

#[derive(Default)]
struct Sides {
    product: Vec<u64>,
    bare: Vec<u64>,
}

impl Sides {
    fn json(&self) -> Value {
        json!({ "unit": "ns", "product": self.product, "bare": self.bare })
    }
}

/// The time of a whole sale, from its charge to its end, in nanoseconds.
fn whole_sales(mut command: Command, place: &Path) -> Result<u64> {
    clear(place)?;
    command
        .arg("history")
        .arg(place)
        .arg(PAIR_SALES.to_string());
    let (made, took) = timed(|| shell::output(&mut command));
    made?;
    clear(place)?;
    Ok(u64::try_from(took.as_nanos())? / PAIR_SALES)
}

/// The median time of a charge and its commit, in nanoseconds.
fn commits(mut command: Command, place: &Path) -> Result<u64> {
    clear(place)?;
    command.arg("compare").arg(place);
    let figures = figures_of(command.args([COMMIT_ROUNDS, COMMIT_CHARGES]))?;
    clear(place)?;
    let samples = figures["ledger-1"]["product"]
        .as_array()
        .into_iter()
        .flatten();
    let mut samples: Vec<u64> = samples.filter_map(Value::as_u64).collect();
    samples.sort_unstable();
    let median = samples.get(samples.len() / 2).copied();
    median.context("the commit before has no such figure")
}

fn clear(place: &Path) -> Result<()> {
    if place.exists() {
        fs::remove_dir_all(place).context("cannot clear the ledger of a pair")?;
    }
    Ok(())
}
