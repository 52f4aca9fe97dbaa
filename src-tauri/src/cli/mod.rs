//! The command line. With a subcommand, the program opens no window.
//! Subcommands read the ledger without the lock, so that they work while the
//! app sells.

// The library's macros panic if nobody reads the output any more. These macros
// hide them in this module and below, so that no subcommand can use those.
macro_rules! println {
    ($($words:tt)*) => {{
        $crate::cli::output::print(::std::format_args!($($words)*));
        $crate::cli::output::print(::std::format_args!("\n"));
    }};
}
macro_rules! print {
    ($($words:tt)*) => { $crate::cli::output::print(::std::format_args!($($words)*)) };
}
macro_rules! eprintln {
    ($($words:tt)*) => {{
        $crate::cli::output::print_error(::std::format_args!($($words)*));
        $crate::cli::output::print_error(::std::format_args!("\n"));
    }};
}

mod output;

mod backup;
mod close;
mod copies;
mod day;
mod doctor;
mod export;
mod figures;
mod forget_payer;
mod outage;
mod people;
mod queue;
mod reports;
mod restore;
mod sales;
pub(crate) mod secret;
mod upgrade;
mod verify;
#[cfg(test)]
mod who_tests;

use crate::data::folder::{Folder, FolderError};
use crate::machine::process;
use crate::window::single_instance;
use crate::window::{self, Ended};
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// El punto de venta para el mostrador.
#[derive(Parser)]
#[command(name = "mostrador", version)]
struct Arguments {
    #[command(subcommand)]
    asked: Option<Asked>,
}

#[derive(Subcommand)]
enum Asked {
    /// Lista las ventas de un día.
    Sales(sales::Arguments),
    /// Lista lo que falta enviarles a los proveedores.
    Queue(queue::Arguments),
    /// Lista lo que se le informó a Bind.
    Reports(reports::Arguments),
    /// Resume un día: lo que entró, por medio.
    Day(day::Arguments),
    /// Exporta el registro, los informes, los cierres o un mes para el contador.
    Export(export::Arguments),
    /// Cierra el día (Z). Por la entrada estándar, el PIN de alguien a cargo, si ya hay.
    Close(close::Arguments),
    /// Borra los datos de quien pagó una venta, porque lo pidió. Por la entrada estándar, el
    /// PIN de alguien a cargo.
    ForgetPayer(forget_payer::Arguments),
    /// Comprueba el registro de punta a punta.
    Verify,
    /// Hace una copia comprobada del registro.
    Backup,
    /// Actualiza un registro de una versión anterior, eligiendo dónde va su copia.
    Upgrade(upgrade::Arguments),
    /// Vuelve a una copia del registro.
    Restore(restore::Arguments),
    /// Revisa todo lo que una venta necesita.
    Doctor,
    /// Las personas del comercio.
    People {
        #[command(subcommand)]
        asked: people::Asked,
    },
    /// Guarda credenciales.
    Secret {
        #[command(subcommand)]
        asked: secret::Asked,
    },
}

/// Runs the program.
#[must_use]
pub fn run() -> ExitCode {
    process::forbid_core_dumps();
    let arguments = Arguments::parse();
    let Some(asked) = arguments.asked else {
        return open_window();
    };
    let opened = Folder::find().and_then(|folder| Ok((folder.settings()?, folder)));
    let (settings, folder) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            let failed = failed(&told(&error));
            // The ledger to verify cannot even be found.
            return if matches!(asked, Asked::Verify) {
                ExitCode::from(verify::NOT_CHECKED)
            } else {
                failed
            };
        }
    };
    let done = match asked {
        Asked::Sales(asked) => sales::list(&folder, &settings, &asked),
        Asked::Queue(asked) => queue::list(&folder, &settings, &asked),
        Asked::Reports(asked) => reports::list(&folder, &settings, &asked),
        Asked::Day(asked) => day::show(&folder, &settings, &asked),
        Asked::Export(asked) => export::run(&folder, &settings, &asked),
        Asked::Close(asked) => close::run(&folder, &settings, &asked),
        Asked::ForgetPayer(asked) => forget_payer::run(&folder, &settings, &asked),
        Asked::Verify => verify::verify(&folder, &settings),
        Asked::Backup => backup::run(&folder, &settings),
        Asked::Upgrade(asked) => upgrade::run(&folder, &settings, asked),
        Asked::Restore(asked) => restore::run(&folder, &settings, asked),
        Asked::Doctor => doctor::run(&folder, &settings),
        Asked::People { asked } => people::run(&folder, &settings, &asked),
        Asked::Secret { asked } => secret::run(&folder, &settings, &asked),
    };
    match done {
        Ok(code) => match output::end() {
            Ok(()) => code,
            Err(error) => failed(&format!("no se pudo escribir el resultado: {error}")),
        },
        Err(error) => failed(&error),
    }
}

fn failed(error: &str) -> ExitCode {
    eprintln!("mostrador: {error}");
    ExitCode::FAILURE
}

/// What is wrong, and what to do about it.
fn told(error: &FolderError) -> String {
    match error {
        FolderError::Settings { .. } => {
            format!("{error}\nCorregí ese archivo y volvé a abrir. No se cambió nada.")
        }
        FolderError::NoPlace | FolderError::Io { .. } => error.to_string(),
    }
}

fn open_window() -> ExitCode {
    match window::open() {
        Ok(()) => ExitCode::SUCCESS,
        Err(Ended::Elsewhere(folder)) => {
            println!("Mostrador ya está abierto con estos datos; se trajo al frente.");
            if let Err(error) = block_on(single_instance::ask(&folder)).and_then(|asked| {
                asked.map_err(|error| format!("la otra ventana no contestó: {error}"))
            }) {
                eprintln!("mostrador: {error}");
            }
            ExitCode::SUCCESS
        }
        // The problem was printed when it was found.
        Err(Ended::Shut) => ExitCode::FAILURE,
        Err(Ended::NoWindow(error)) => failed(&error),
    }
}

/// Runs a future to its end on a runtime of its own.
fn block_on<T>(future: impl Future<Output = T>) -> Result<T, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    let done = runtime.block_on(future);
    runtime.shutdown_background();
    Ok(done)
}
