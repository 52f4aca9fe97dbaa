//! Why the shop cannot open, sorted by what a person can do about it. The
//! screens have the words for people.

use crate::compose::ComposeError;
use crate::data::backups::NotMade;
use crate::data::folder::FolderError;
use crate::data::restore::causes;
use api::dto::ProblemKind;
use ledger::{BackupError, LedgerError, OpenError};
use std::error::Error;
use std::io::ErrorKind;
use std::path::PathBuf;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) kind: ProblemKind,
    /// The file or folder.
    pub(crate) path: Option<PathBuf>,
    /// The key in it.
    pub(crate) about: Option<String>,
    pub(crate) detail: String,
    /// The bytes that a copy needs and those that are free, if they are too few.
    pub(crate) room: Option<(u64, u64)>,
}

impl Problem {
    fn of(kind: ProblemKind, error: &dyn Error) -> Problem {
        Problem {
            kind,
            path: None,
            about: None,
            detail: causes(error),
            room: None,
        }
    }

    fn at(self, path: PathBuf) -> Problem {
        Problem {
            path: Some(path),
            ..self
        }
    }

    /// Also prints the problem, for the person who started the program in a terminal.
    #[expect(clippy::print_stderr, reason = "a script reads it there")]
    pub(crate) fn tell(&self) {
        let place = self
            .path
            .as_ref()
            .map(|path| format!("{}: ", path.display()));
        let about = self.about.as_ref().map(|about| format!("{about}: "));
        let (place, about) = (place.unwrap_or_default(), about.unwrap_or_default());
        eprintln!("mostrador: {place}{about}{}", self.detail);
        eprintln!("{}", what_to_do(self.kind));
    }

    /// Another window has the same data open.
    pub(crate) fn already_open(path: PathBuf) -> Problem {
        Problem {
            kind: ProblemKind::AlreadyOpen,
            path: Some(path),
            about: None,
            detail: "mostrador.lock is held".to_owned(),
            room: None,
        }
    }
}

impl From<&FolderError> for Problem {
    fn from(error: &FolderError) -> Problem {
        use ProblemKind as K;
        match error {
            FolderError::NoPlace => Problem::of(K::NoFolder, error),
            FolderError::Io { path, source } => {
                let is_settings = path.file_name().is_some_and(|it| it == "mostrador.toml");
                let kind = if is_full(source) {
                    K::DiskFull
                } else if is_settings {
                    K::SettingsUnreadable
                } else {
                    K::FolderUnwritable
                };
                Problem::of(kind, source).at(path.clone())
            }
            FolderError::Settings { path, source } => {
                Problem::of(K::SettingsWrong, source).at(path.clone())
            }
        }
    }
}

impl From<&ComposeError> for Problem {
    fn from(error: &ComposeError) -> Problem {
        use ProblemKind as K;
        match error {
            ComposeError::Folder(error) => error.into(),
            ComposeError::Ledger { path, source } => {
                Problem::of(of_ledger(source), source).at(path.clone())
            }
            ComposeError::Upgrade { place, source } => Problem {
                room: source.room(),
                ..Problem::of(of_upgrade(source), error).at(place.clone())
            },
            ComposeError::Secret(error) => Problem::of(K::Keychain, error),
            ComposeError::Address { key, why } => Problem {
                about: Some((*key).to_owned()),
                detail: why.clone(),
                ..Problem::of(K::AddressWrong, error)
            },
            ComposeError::Relay(_) => Problem::of(K::RelayWrong, error),
            ComposeError::Till(till::TillError::Ledger(source)) => {
                Problem::of(of_write(source), error)
            }
            ComposeError::Machine(_) | ComposeError::Till(_) => Problem::of(K::Machine, error),
        }
    }
}

fn of_upgrade(error: &NotMade) -> ProblemKind {
    use ProblemKind as K;
    match error {
        _ if error.is_disk_full() => K::UpgradeNoRoom,
        NotMade::Ledger(BackupError::Open(source)) => of_ledger(source),
        NotMade::Ledger(BackupError::NotWhole(_)) => K::LedgerDamaged,
        NotMade::Ledger(BackupError::Storage(_) | BackupError::Io(_)) => K::FolderUnwritable,
        NotMade::NoRoom { .. } | NotMade::Stopped | NotMade::Ledger(BackupError::Stopped) => {
            K::UpgradeNoRoom
        }
    }
}

/// What to do about it, in one line for a terminal.
const fn what_to_do(kind: ProblemKind) -> &'static str {
    use ProblemKind as K;
    match kind {
        K::SettingsWrong | K::AddressWrong => {
            "Corregí ese archivo y volvé a abrir. No se cambió nada."
        }
        K::RelayWrong => "Corregí relay.toml y volvé a abrir. No se cambió nada.",
        K::SettingsUnreadable | K::FolderUnwritable | K::LedgerUnreachable => {
            "Revisá los permisos y el disco, y volvé a abrir."
        }
        K::NoFolder => "Definí MOSTRADOR_DATA_DIR y volvé a abrir.",
        K::UpgradeNoRoom => {
            "No hay lugar para la copia de antes de actualizar. Liberá espacio, o usá \
             `mostrador upgrade --copies CARPETA`."
        }
        K::Upgrading => "Se está actualizando el registro.",
        K::DiskFull => "Liberá espacio en el disco y volvé a abrir.",
        K::LedgerDamaged => {
            "El registro está dañado y no se tocó. `mostrador restore` vuelve a una copia."
        }
        K::LedgerForeign => "Ese archivo no es de Mostrador: movelo y volvé a abrir.",
        K::LedgerNewer => "Actualizá Mostrador y volvé a abrir. No se cambió nada.",
        K::LedgerBusy => "Otro programa usa el registro: cerralo y volvé a abrir.",
        K::Keychain => {
            "Desbloqueá el llavero, o poné store = \"file\" en [secrets], y volvé a abrir."
        }
        K::AlreadyOpen => "Mostrador ya está abierto con estos datos.",
        K::Machine => "Probá otra vez; si sigue, avisá a quien te ayuda con la computadora.",
    }
}

fn of_ledger(error: &OpenError) -> ProblemKind {
    use ProblemKind as K;
    match error {
        OpenError::Empty
        | OpenError::NotADatabase
        | OpenError::LogWithoutLedger
        | OpenError::Damaged(_) => K::LedgerDamaged,
        OpenError::AnotherProgram { .. } => K::LedgerForeign,
        OpenError::Newer { .. } => K::LedgerNewer,
        OpenError::Busy(_) => K::LedgerBusy,
        OpenError::DiskFull(_) => K::DiskFull,
        OpenError::Io(source) if is_full(source) => K::DiskFull,
        // Opening creates a missing ledger and upgrades an older one, so
        // neither is an answer of it.
        OpenError::Absent
        | OpenError::Older { .. }
        | OpenError::Io(_)
        | OpenError::Storage(_)
        | OpenError::Migration(_) => K::LedgerUnreachable,
        OpenError::Begin(source) => of_write(source),
    }
}

fn of_write(error: &LedgerError) -> ProblemKind {
    use ProblemKind as K;
    match error {
        _ if error.is_damage() => K::LedgerDamaged,
        LedgerError::DiskFull(_) => K::DiskFull,
        LedgerError::Busy(_) => K::LedgerBusy,
        LedgerError::Storage(_) | LedgerError::NotCommitted(_) => K::LedgerUnreachable,
        LedgerError::Unreadable { .. }
        | LedgerError::Stored { .. }
        | LedgerError::Closed
        | LedgerError::Panicked
        | LedgerError::PassedOver
        | LedgerError::NoSuchSale(_)
        | LedgerError::NotAShift(_)
        | LedgerError::NotAnOpening(_)
        | LedgerError::NoSuchNotice(_)
        | LedgerError::TooMuch { .. }
        | LedgerError::TicketsUsedUp
        | LedgerError::GoesOutOnce => K::Machine,
    }
}

fn is_full(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn kind(error: &ComposeError) -> ProblemKind {
        Problem::from(error).kind
    }

    fn of_open(source: OpenError) -> ComposeError {
        ComposeError::Ledger {
            path: "ledger.sqlite3".into(),
            source,
        }
    }

    #[test]
    fn each_problem_says_what_to_do() {
        use ProblemKind as K;
        for (source, expected) in [
            (OpenError::NotADatabase, K::LedgerDamaged),
            (OpenError::Empty, K::LedgerDamaged),
            (OpenError::LogWithoutLedger, K::LedgerDamaged),
            (OpenError::Newer { found: 9, known: 3 }, K::LedgerNewer),
            (
                OpenError::AnotherProgram { application_id: 7 },
                K::LedgerForeign,
            ),
            (
                OpenError::Io(ErrorKind::PermissionDenied.into()),
                K::LedgerUnreachable,
            ),
            (OpenError::Io(ErrorKind::StorageFull.into()), K::DiskFull),
        ] {
            assert_eq!(kind(&of_open(source)), expected);
        }
        let address = ComposeError::Address {
            key: "relay.url",
            why: "no host".to_owned(),
        };
        let problem = Problem::from(&address);
        assert_eq!(problem.about.as_deref(), Some("relay.url"));
        assert_eq!(
            (problem.kind, problem.detail.as_str()),
            (K::AddressWrong, "no host")
        );
    }

    #[test]
    fn a_problem_of_the_folder_names_the_file() {
        let io = |name: &str, kind: ErrorKind| FolderError::Io {
            path: Path::new("/datos").join(name),
            source: kind.into(),
        };
        let of = |error: &FolderError| Problem::from(error).kind;
        use ProblemKind as K;
        assert_eq!(
            of(&io("mostrador.toml", ErrorKind::PermissionDenied)),
            K::SettingsUnreadable
        );
        assert_eq!(
            of(&io("logs", ErrorKind::PermissionDenied)),
            K::FolderUnwritable
        );
        assert_eq!(of(&io("logs", ErrorKind::StorageFull)), K::DiskFull);
        assert_eq!(of(&FolderError::NoPlace), K::NoFolder);
        let wrong = FolderError::Settings {
            path: "/datos/mostrador.toml".into(),
            source: till::settings::Settings::read("[till]\nnumer = 2").unwrap_err(),
        };
        let problem = Problem::from(&wrong);
        assert_eq!(problem.kind, K::SettingsWrong);
        assert!(problem.detail.contains("numer"), "{}", problem.detail);
    }
}
