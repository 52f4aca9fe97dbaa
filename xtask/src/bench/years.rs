//! `cargo xtask bench years`: a ledger of a million sales on the disk, its check
//! and its copy, and a sale beside that copy.

use anyhow::{Context as _, Result};
use serde_json::Map;
use std::path::PathBuf;

use super::day::{SALES, build_bench, read};
use super::figure::YEARS_FIGURES;
use super::told::Told;
use super::{folder, make_once, program, tell};
use crate::shell;
use crate::steps::Steps;

/// How often a check and a copy are measured.
const ROUNDS: [&str; 2] = ["1", "3"];

/// What is asked for.
#[derive(Debug, clap::Args)]
pub(crate) struct Years {
    /// How many sales the ledger has; with fewer than the default nothing is
    /// judged.
    #[arg(long, default_value_t = SALES)]
    sales: u64,
}

/// Builds, measures, prints a table and writes `years.json`.
///
/// # Errors
/// If something cannot be built or measured; or if a figure misses its bar.
pub(crate) fn bench(steps: &mut Steps, asked: &Years) -> Result<()> {
    let judges = asked.sales >= SALES;
    steps.step("release build", build_bench)?;
    let packed = ledger_of(steps, "shop", asked.sales)?;
    let plain = ledger_of(steps, "plain", asked.sales)?;
    let rounds = ROUNDS[usize::from(judges)];
    let sales = asked.sales.to_string();
    let parts = [
        ("bytes", vec![sales.as_str()]),
        ("verify", vec![plain.as_str(), rounds]),
        ("memory", vec!["verify"]),
        ("copy", vec![plain.as_str(), rounds]),
        ("memory", vec!["copy"]),
        ("beside", Vec::new()),
    ];
    let mut measured = Map::new();
    for (part, arguments) in parts {
        steps.step(part, || {
            let mut command = program("years");
            command.arg(part).arg(&packed).args(&arguments);
            measured.extend(read(&mut command)?);
            Ok(())
        })?;
    }
    let told: Result<Vec<Told>> = YEARS_FIGURES
        .iter()
        .map(|figure| {
            let samples = measured.get(figure.name);
            let samples = samples.with_context(|| format!("{} was not measured", figure.name))?;
            Told::read(figure, samples)
        })
        .collect();
    tell(&told?, "years.json", judges)
}

/// The folder of one of the two ledgers, which is made once.
fn ledger_of(steps: &mut Steps, what: &str, sales: u64) -> Result<String> {
    let place: PathBuf = folder().join(format!("years-{what}-{sales}"));
    steps.step("five years of sales", || {
        make_once(&place, |unfinished| {
            let mut command = program("years");
            shell::run(command.arg(what).arg(unfinished).arg(sales.to_string()))
        })
    })?;
    Ok(place.display().to_string())
}
