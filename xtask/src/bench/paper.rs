//! `cargo xtask bench paper`: a receipt from the ledger to the printer's bytes, the
//! log of five years as a file, and PAGADO while a slow printer prints.

use anyhow::{Context as _, Result};
use serde_json::Map;

use super::day::{SALES, build_for, five_years, read};
use super::figure::{PAPER_FIGURES, Source};
use super::told::Told;
use super::{program, tell};
use crate::steps::Steps;

/// How often each is measured: in a small run, which judges nothing, and in the
/// whole one.
const RECEIPTS: [&str; 2] = ["200", "5000"];
const EXPORTS: [&str; 2] = ["2", "3"];
const PAID: &str = "100";

/// What is asked for.
#[derive(Debug, clap::Args)]
pub(crate) struct Paper {
    /// How many sales are exported; with fewer than the default nothing is judged
    /// and no window is opened.
    #[arg(long, default_value_t = SALES)]
    sales: u64,
}

/// Builds, measures, prints a table and writes `paper.json`.
///
/// # Errors
/// If something cannot be set up, built or measured; or if a figure misses its
/// bar.
pub(crate) fn bench(steps: &mut Steps, yes: bool, asked: &Paper) -> Result<()> {
    let judges = asked.sales >= SALES;
    build_for(steps, yes, judges)?;
    let place = five_years(steps, asked.sales)?;
    let mut measured = Map::new();
    steps.step("receipts", || {
        let mut command = program("paper");
        command.args(["receipt", RECEIPTS[usize::from(judges)]]);
        measured.extend(read(&mut command)?);
        Ok(())
    })?;
    steps.step("exports", || {
        let mut command = program("paper");
        command.arg("export").arg(&place);
        measured.extend(read(command.arg(EXPORTS[usize::from(judges)]))?);
        Ok(())
    })?;
    for form in ["csv", "xlsx"] {
        steps.step("memory of an export", || {
            let mut command = program("paper");
            measured.extend(read(command.arg("memory").arg(&place).arg(form))?);
            Ok(())
        })?;
    }
    if judges {
        steps.step(Source::PaidPrinting.name(), || {
            let mut command = program("window");
            measured.extend(read(command.args(["paid-printing", PAID]))?);
            Ok(())
        })?;
    }
    let told: Result<Vec<Told>> = PAPER_FIGURES
        .iter()
        .filter(|figure| judges || measured.contains_key(figure.name))
        .map(|figure| {
            let samples = measured.get(figure.name);
            let samples = samples.with_context(|| format!("{} was not measured", figure.name))?;
            Told::read(figure, samples)
        })
        .collect();
    tell(&told?, "paper.json", judges)
}
