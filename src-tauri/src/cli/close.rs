//! `mostrador close`: closes the day, or shows what a close would say.

use super::{block_on, figures, people};
use crate::compose;
use crate::data::anchors;
use crate::data::folder::Folder;
use crate::machine::chance::SystemChance;
use crate::machine::clock::SystemClock;
use clap::Args;
use domain::close::{Pending, PendingWhy, ShiftEnding};
use domain::{Actor, Balance, Figures};
use std::process::ExitCode;
use std::sync::Arc;
use till::settings::Settings;
use till::{Ports, Till};

#[derive(Args)]
pub(super) struct Arguments {
    /// Muestra un parcial, sin cerrar.
    #[arg(long)]
    x: bool,
}

pub(super) fn run(
    folder: &Folder,
    settings: &Settings,
    asked: &Arguments,
) -> Result<ExitCode, String> {
    let (title, figures) = block_on(async {
        let till = open(folder, settings).await?;
        let (number, figures) = till.partial().await.map_err(|error| error.to_string())?;
        if asked.x {
            return Ok::<_, String>((format!("Parcial, antes del cierre {}", number.0), figures));
        }
        let by = closer(folder, settings, &till).await?;
        let close = till.close_day(number, by).await;
        let close = close.map_err(|error| error.to_string())?;
        let seals = compose::known_seals(folder, settings).await;
        let seals = seals.map_err(|error| error.to_string())?;
        anchors::keep_last_close(folder, settings, &seals, till.ledger()).await;
        Ok((format!("Cierre {}", close.number.0), close.figures))
    })??;
    println!("{title}");
    print(&figures);
    Ok(ExitCode::SUCCESS)
}

async fn open(folder: &Folder, settings: &Settings) -> Result<Till, String> {
    let ledger = compose::open_ledger(folder, settings).await;
    let ledger = ledger.map_err(|error| error.to_string())?;
    let ports = Ports::to_nobody(Arc::new(SystemClock::new()), Arc::new(SystemChance));
    Ok(Till::new(ledger, settings.clone(), ports))
}

/// Who closes: where the shop has a manager, the one whose PIN is the first
/// line of standard input.
async fn closer(folder: &Folder, settings: &Settings, till: &Till) -> Result<Actor, String> {
    let has_manager = till.has_manager().await;
    if !has_manager.map_err(|error| error.to_string())? {
        return Ok(Actor::Counter);
    }
    let given = people::pins_given()?.into_iter().next();
    let pin = given.ok_or("hay alguien a cargo: poné su PIN en el primer renglón de la entrada")?;
    let pins = people::open(folder, settings).await?;
    let manager = pins.manager_of(pin).await;
    manager.map_err(|error| people::told(&error))
}

fn print(figures: &Figures) {
    figures::print_takings(&figures.takings);
    figures::print_deductions(&figures.deductions);
    for sum in &figures.plans.lines {
        let words = format!("{} ({} cuotas)", sum.plan, sum.instalments);
        let count = i32::try_from(sum.count).unwrap_or(i32::MAX);
        figures::line(&words, Some(count), sum.amount);
    }
    for shift in &figures.shifts.lines {
        let how = match shift.ending {
            ShiftEnding::Open => "abierto",
            ShiftEnding::Uncounted => "sin contar",
            ShiftEnding::Counted => "contado, diferencia",
            ShiftEnding::ToConfirm => "a confirmar, diferencia",
        };
        figures::line(
            &format!("Turno {}: {how}", shift.number.0),
            None,
            shift.difference,
        );
    }
    if !figures.uncounted_sum.is_zero() {
        figures::line(
            "Efectivo que ningún arqueo tiene",
            None,
            figures.uncounted_sum,
        );
    }
    for line in &figures.adjustments.lines {
        let words = format!("Ajuste del cierre {}: {}", line.close.0, line.ticket);
        figures::line(&words, None, line.amount);
    }
    for pending in &figures.pending.lines {
        let words = format!("Pendiente: {} {}", pending.ticket, why(pending));
        figures::line(&words, None, Balance::of(pending.amount));
    }
    let others = figures.pending.others + figures.adjustments.others;
    if others > 0 {
        println!("y {others} más");
    }
    if figures.strays.open > 0 {
        println!("Pagos sin venta, del comercio: {}", figures.strays.open);
    }
}

fn why(pending: &Pending) -> &'static str {
    match pending.why {
        PendingWhy::Payment(state) => state.as_str(),
        PendingWhy::Item(kind) => kind.as_str(),
        PendingWhy::ToReturn => "a devolver",
        PendingWhy::PartlyPaid => "pagada en parte",
    }
}
