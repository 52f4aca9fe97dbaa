//! `mostrador people add`: names a person; the PIN comes from standard input.

use super::{block_on, secret};
use crate::chance::SystemChance;
use crate::clock::SystemClock;
use crate::compose;
use crate::folder::Folder;
use clap::{Subcommand, ValueEnum};
use domain::{Actor, PersonId, Role, TillNumber};
use std::process::ExitCode;
use till::TillError;
use till::people::{NewPerson, name_person};
use till::ports::{Chance as _, Clock as _};
use till::settings::Settings;

#[derive(Subcommand)]
pub(super) enum Asked {
    /// Agrega a una persona; el PIN se lee de la entrada estándar.
    Add {
        /// Lo que puede hacer.
        #[arg(long, value_enum)]
        role: RoleWord,
        /// Cómo la llama el comercio.
        #[arg(long)]
        name: String,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RoleWord {
    Cashier,
    Manager,
}

pub(super) fn run(folder: &Folder, settings: &Settings, asked: &Asked) -> Result<ExitCode, String> {
    let Asked::Add { role, name } = asked;
    let role = match role {
        RoleWord::Cashier => Role::Cashier,
        RoleWord::Manager => Role::Manager,
    };
    let pin = secret::value()?;
    let named = block_on(async {
        let ledger = compose::open_ledger(folder, settings)
            .await
            .map_err(|it| it.to_string())?;
        let now = SystemClock::new().now();
        let till = TillNumber(settings.till.number);
        let person = NewPerson {
            id: PersonId::new(now, SystemChance.eight_bytes(), till),
            name: name.clone(),
            role,
            only_as_first: false,
        };
        name_person(&ledger, now, Actor::Counter, person, pin)
            .await
            .map_err(|error| told(&error))
    })?;
    named?;
    println!("{}: agregada", name.trim());
    Ok(ExitCode::SUCCESS)
}

fn told(error: &TillError) -> String {
    if matches!(error, TillError::PinMalformed) {
        "un PIN tiene de 4 a 12 números, y nadie más puede tener el mismo".to_owned()
    } else if matches!(error, TillError::NameUnfit) {
        "un nombre tiene de 1 a 60 letras, y nadie más puede tener el mismo".to_owned()
    } else {
        error.to_string()
    }
}
