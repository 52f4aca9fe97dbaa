//! `mostrador people` names a person, or changes one's own PIN. PINs come from
//! standard input, one per line, so that no shell history and no process list
//! has them.

use super::{block_on, secret};
use crate::compose;
use crate::data::folder::Folder;
use crate::data::secrets;
use crate::machine::chance::SystemChance;
use crate::machine::clock::SystemClock;
use clap::{Subcommand, ValueEnum};
use domain::{Actor, PersonId, Refusal, Role, TillNumber};
use secrecy::{ExposeSecret as _, SecretString};
use std::process::ExitCode;
use std::sync::Arc;
use till::TillError;
use till::ports::{Chance as _, Clock as _};
use till::settings::Settings;
use till::setup::people::{Grounds, NewPerson, Pins};

#[derive(Subcommand)]
pub(super) enum Asked {
    /// Agrega a una persona. Por la entrada estándar: el PIN de alguien a cargo, si ya hay,
    /// y en el renglón siguiente el PIN nuevo.
    Add {
        /// Lo que puede hacer.
        #[arg(long, value_enum)]
        role: RoleWord,
        /// Cómo la llama el comercio.
        #[arg(long)]
        name: String,
        /// Nadie sabe el PIN de alguien a cargo: se agrega sin él, y la bandeja lo dice.
        #[arg(long)]
        forgotten: bool,
    },
    /// Cambia el PIN de una persona. Por la entrada estándar: su PIN de ahora, y en el
    /// renglón siguiente el nuevo.
    Pin,
    /// Lista a quienes trabajan acá.
    List,
    /// Una persona ya no trabaja acá. Por la entrada estándar, el PIN de alguien a cargo.
    Retire {
        /// Cómo la llama el comercio.
        #[arg(long)]
        name: String,
    },
    /// Le cambia el nombre a una persona. Por la entrada estándar, el PIN de alguien a cargo.
    Rename {
        /// Cómo la llama el comercio.
        #[arg(long)]
        name: String,
        /// Cómo se llama desde ahora.
        #[arg(long)]
        to: String,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RoleWord {
    Cashier,
    Manager,
}

pub(super) fn run(folder: &Folder, settings: &Settings, asked: &Asked) -> Result<ExitCode, String> {
    let given = match asked {
        Asked::List => Vec::new(),
        Asked::Add { .. } | Asked::Pin | Asked::Retire { .. } | Asked::Rename { .. } => {
            pins_given()?
        }
    };
    let done = block_on(async {
        let pins = open(folder, settings).await?;
        match asked {
            Asked::Add {
                role,
                name,
                forgotten,
            } => {
                let (allowed_by, new) = for_adding(given, *forgotten)?;
                let now = SystemClock::new().now();
                let till = TillNumber(settings.till.number);
                let person = NewPerson {
                    id: PersonId::new(now, SystemChance.eight_bytes(), till),
                    name: name.clone(),
                    role: match role {
                        RoleWord::Cashier => Role::Cashier,
                        RoleWord::Manager => Role::Manager,
                    },
                    allowed_by,
                    grounds: if *forgotten {
                        Grounds::Forgotten
                    } else {
                        Grounds::NobodyCan
                    },
                };
                let named = pins.name(person, new).await;
                named.map_err(|error| told(&error))?;
                Ok::<_, String>(format!("{}: agregada", name.trim()))
            }
            Asked::Pin => {
                let (now, new) = for_changing(given)?;
                let changed = pins.change(now, new).await;
                changed.map_err(|error| told(&error))?;
                Ok("PIN cambiado".to_owned())
            }
            Asked::List => {
                let people = pins.people().await.map_err(|error| told(&error))?;
                let line = |it: &ledger::Person| {
                    let role = match it.role {
                        Role::Cashier => "cajero",
                        Role::Manager => "a cargo",
                    };
                    format!("{}  {role}", it.name)
                };
                let lines: Vec<String> = people.iter().map(line).collect();
                Ok(lines.join("\n"))
            }
            Asked::Retire { name } => {
                let (person, by) = named(&pins, name, given).await?;
                let retired = pins.retire(person, by).await;
                retired.map_err(|error| told(&error))?;
                Ok(format!("{}: ya no trabaja acá", name.trim()))
            }
            Asked::Rename { name, to } => {
                let (person, by) = named(&pins, name, given).await?;
                let renamed = pins.rename(person, to, by).await;
                renamed.map_err(|error| told(&error))?;
                Ok(format!(
                    "{}: se llama {} desde ahora",
                    name.trim(),
                    to.trim()
                ))
            }
        }
    })?;
    println!("{}", done?);
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn open(folder: &Folder, settings: &Settings) -> Result<Pins, String> {
    let ledger = compose::open_ledger(folder, settings).await;
    let ledger = ledger.map_err(|error| error.to_string())?;
    let store = secrets::of_people(folder, settings).map_err(|error| error.to_string())?;
    let (clock, chance) = (Arc::new(SystemClock::new()), Arc::new(SystemChance));
    Ok(Pins::new(ledger, clock, chance).keep_key_in(store))
}

/// The person of that name, and the manager whose PIN was given.
async fn named(
    pins: &Pins,
    name: &str,
    given: Vec<SecretString>,
) -> Result<(PersonId, Actor), String> {
    let people = pins.people().await.map_err(|error| told(&error))?;
    let person = people.iter().find(|it| it.name == name.trim());
    let person = person.ok_or_else(|| format!("nadie se llama {:?} acá", name.trim()))?;
    let pin = given.into_iter().next();
    let pin = pin.ok_or("poné el PIN de alguien a cargo en el primer renglón de la entrada")?;
    let by = pins.manager_of(pin).await.map_err(|error| told(&error))?;
    Ok((person.id, by))
}

/// The lines of standard input.
pub(super) fn pins_given() -> Result<Vec<SecretString>, String> {
    let given = secret::value()?;
    let lines = given.expose_secret().lines().map(str::trim);
    let pins = lines.filter(|line| !line.is_empty());
    Ok(pins.map(SecretString::from).collect())
}

fn for_adding(
    given: Vec<SecretString>,
    forgotten: bool,
) -> Result<(Option<SecretString>, SecretString), String> {
    let count = given.len();
    let mut given = given.into_iter();
    match (given.next(), given.next()) {
        (Some(new), None) => Ok((None, new)),
        (Some(manager), Some(new)) if count == 2 && !forgotten => Ok((Some(manager), new)),
        _ => Err(
            "la entrada tiene de más: el PIN de alguien a cargo, si ya hay, y en el \
                  renglón siguiente el nuevo; con --forgotten, el nuevo solo"
                .to_owned(),
        ),
    }
}

fn for_changing(given: Vec<SecretString>) -> Result<(SecretString, SecretString), String> {
    let count = given.len();
    let mut given = given.into_iter();
    match (given.next(), given.next()) {
        (Some(now), Some(new)) if count == 2 => Ok((now, new)),
        _ => Err("hacen falta dos renglones: el PIN de ahora y el nuevo".to_owned()),
    }
}

pub(super) fn told(error: &TillError) -> String {
    if matches!(error, TillError::PinMalformed) {
        "un PIN nuevo tiene de 6 a 12 números, y nadie más puede tener el mismo".to_owned()
    } else if matches!(error, TillError::NameUnfit) {
        "un nombre tiene de 1 a 60 letras, y nadie más puede tener el mismo".to_owned()
    } else if matches!(error, TillError::Refused(Refusal::NeedsManager)) {
        "ya hay alguien a cargo: poné su PIN en el primer renglón de la entrada y el nuevo en \
         el segundo. Si nadie lo sabe, agregá a alguien con --role manager --forgotten"
            .to_owned()
    } else if matches!(error, TillError::LastManager) {
        "es la única persona a cargo y hay otras: agregá antes a alguien con --role manager"
            .to_owned()
    } else if matches!(error, TillError::PinWrong) {
        "ese PIN no es de nadie a cargo".to_owned()
    } else if let TillError::PinWait { wait_ms } = error {
        let seconds = wait_ms.div_euclid(1_000) + 1;
        format!("hubo varios PIN equivocados: esperá {seconds} s y probá otra vez")
    } else if let TillError::PinsUnavailable(why) = error {
        format!("no se puede comprobar ningún PIN: {why}. Desbloqueá el llavero y probá otra vez")
    } else if matches!(error, TillError::PinKeyGone) {
        "se perdió la llave de los PIN y ninguno se puede comprobar: cargá otra vez a quien \
         está a cargo con people add --role manager, con el PIN nuevo solo en la entrada"
            .to_owned()
    } else {
        error.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(given: &[&str]) -> Vec<SecretString> {
        given.iter().map(|it| SecretString::from(*it)).collect()
    }

    #[test]
    fn a_managers_pin_comes_before_the_new_one() {
        let (by, new) = for_adding(lines(&["111111", "222222"]), false).unwrap();
        assert_eq!(by.unwrap().expose_secret(), "111111");
        assert_eq!(new.expose_secret(), "222222");
        assert!(for_adding(lines(&["222222"]), false).unwrap().0.is_none());
        assert!(for_adding(lines(&["222222"]), true).unwrap().0.is_none());
        for (given, forgotten) in [
            (&["1", "2", "3"][..], false),
            (&["1", "2"], true),
            (&[], false),
        ] {
            assert!(for_adding(lines(given), forgotten).is_err(), "{given:?}");
        }
        assert!(for_changing(lines(&["111111"])).is_err());
        assert!(for_changing(lines(&["1", "2", "3"])).is_err());
        let (now, new) = for_changing(lines(&["111111", "222222"])).unwrap();
        assert_eq!(
            (now.expose_secret(), new.expose_secret()),
            ("111111", "222222")
        );
    }
}
