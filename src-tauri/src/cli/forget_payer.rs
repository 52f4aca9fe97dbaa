//! `mostrador forget-payer`: erases who paid one sale, because that person asked
//! for it. The PIN of a manager is the first line of standard input.

use super::{block_on, people};
use crate::compose;
use crate::data::folder::Folder;
use crate::machine::chance::SystemChance;
use crate::machine::clock::SystemClock;
use clap::Args;
use domain::{Actor, SaleId};
use ledger::{PayerForgotten, PayerNeededBy};
use std::process::ExitCode;
use std::sync::Arc;
use till::settings::Settings;
use till::{Ports, Till, TillError};

#[derive(Args)]
pub(super) struct Arguments {
    /// La venta: su comprobante, como C1-000042, o su identificador.
    #[arg(long)]
    sale: String,
}

pub(super) fn run(
    folder: &Folder,
    settings: &Settings,
    asked: &Arguments,
) -> Result<ExitCode, String> {
    let gone = block_on(async {
        let ledger = compose::open_ledger(folder, settings).await;
        let ledger = ledger.map_err(|error| error.to_string())?;
        let ports = Ports::to_nobody(Arc::new(SystemClock::new()), Arc::new(SystemChance));
        let till = Till::new(ledger, settings.clone(), ports);
        let by = manager(folder, settings, &till).await?;
        let sale = sale(&till, &asked.sale).await?;
        let gone = till.forget_payer(sale, by).await;
        gone.map_err(|error| told(&error))
    })??;
    println!("{}: {}", asked.sale.trim(), erased(gone));
    println!("Quedan los importes, las referencias y la venta.");
    println!("{}", copies());
    Ok(ExitCode::SUCCESS)
}

/// The manager whose PIN is the first line of standard input.
async fn manager(folder: &Folder, settings: &Settings, till: &Till) -> Result<Actor, String> {
    let has_manager = till.has_manager().await;
    if !has_manager.map_err(|error| error.to_string())? {
        return Err(told(&TillError::Refused(domain::Refusal::NeedsManager)));
    }
    let given = people::pins_given()?.into_iter().next();
    let pin = given.ok_or("hay alguien a cargo: poné su PIN en el primer renglón de la entrada")?;
    let pins = people::open(folder, settings).await?;
    let manager = pins.manager_of(pin).await;
    manager.map_err(|error| people::told(&error))
}

async fn sale(till: &Till, text: &str) -> Result<SaleId, String> {
    if let Ok(sale) = SaleId::parse(text.trim()) {
        return Ok(sale);
    }
    let found = till.sale_of_ticket(text).await;
    found.map_err(|error| told(&error))
}

fn told(error: &TillError) -> String {
    if matches!(error, TillError::UnknownSale) {
        "no hay ninguna venta con ese comprobante".to_owned()
    } else if matches!(error, TillError::Refused(domain::Refusal::NeedsManager)) {
        "esto lo hace alguien a cargo, y todavía no hay nadie: agregalo con people add --role manager"
            .to_owned()
    } else if let TillError::PayerNeeded(by) = error {
        match by {
            PayerNeededBy::Payment => {
                "un cobro de esa venta no terminó: cuando termine se pueden borrar los datos"
            }
            PayerNeededBy::Report => {
                "un informe a Bind de esa venta no está resuelto y todavía necesita los datos: \
                 resolvelo en Informes y volvé a probar"
            }
        }
        .to_owned()
    } else {
        error.to_string()
    }
}

fn erased(gone: PayerForgotten) -> String {
    if gone.is_nothing() {
        return "no quedaban datos de quien pagó".to_owned();
    }
    format!(
        "se borraron los datos de quien pagó (avisos: {}, nombres: {}, renglones de informes: {})",
        gone.bodies, gone.payers, gone.reports
    )
}

/// Where the data stays, and until when.
fn copies() -> String {
    "Las copias hechas antes los conservan mientras estén guardadas (a lo sumo, doce meses con \
     ventas); los archivos que ya se exportaron y el relay no cambian. Si volvés a una copia de \
     antes, fijate que sigan borrados."
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_erased_and_what_stays_is_said() {
        assert_eq!(
            erased(PayerForgotten::default()),
            "no quedaban datos de quien pagó"
        );
        let gone = PayerForgotten {
            payers: 1,
            bodies: 2,
            reports: 3,
            salts: 4,
        };
        assert!(erased(gone).ends_with("(avisos: 2, nombres: 1, renglones de informes: 3)"));
        assert!(copies().contains("doce meses con ventas"));
    }
}
