//! The copies as the screens show them.

use crate::data::backups::{
    self, DAILY_MAX, MONTHLY_MAX, Making, Progress, SecondStanding, Standing, Step, TroubleKind,
    WEEKLY_MAX,
};
use crate::data::folder::Folder;
use api::dto::{
    BackupPlaces, BackupProgress, BackupState, BackupStep, BackupTrouble, BackupTroubleKind,
    SecondFolderStanding, SecondFolderView,
};
use till::settings::Settings;

/// The state of the copies of the shop's mode.
pub(crate) fn backup_view(folder: &Folder, settings: &Settings, making: &Making) -> BackupState {
    let (standing, unreadable) = match backups::standing(folder, settings) {
        Ok(standing) => (standing, None),
        Err(error) => {
            let trouble = BackupTrouble {
                kind: BackupTroubleKind::FolderUnwritable,
                missing_bytes: None,
                detail: error.to_string(),
            };
            (nothing(folder), Some(trouble))
        }
    };
    let trouble = making.trouble().map(|trouble| BackupTrouble {
        kind: kind_view(trouble.kind),
        missing_bytes: trouble.missing_bytes,
        detail: trouble.detail,
    });
    BackupState {
        folder: standing.folder.display().to_string(),
        last_at: standing.last_at.map(|at| at.0),
        kept: standing.kept,
        bytes: standing.bytes,
        bytes_max: Some(standing.bytes_max).filter(|bytes| *bytes < u64::MAX),
        places: BackupPlaces {
            days: number(DAILY_MAX),
            weeks: number(WEEKLY_MAX),
            months: number(MONTHLY_MAX),
        },
        making: making.now().map(progress_view),
        stopped: making.was_stopped(),
        trouble: trouble.or(unreadable),
        second: second_view(folder, settings),
    }
}

pub(crate) fn progress_view(progress: Progress) -> BackupProgress {
    let per_mille = u128::from(progress.done) * 1_000 / u128::from(progress.of.max(1));
    BackupProgress {
        step: match progress.step {
            Step::Copying => BackupStep::Copying,
            Step::Checking => BackupStep::Checking,
        },
        per_mille: u32::try_from(per_mille.min(1_000)).unwrap_or(1_000),
        stopping: progress.stops,
    }
}

fn second_view(folder: &Folder, settings: &Settings) -> Option<SecondFolderView> {
    let seen = backups::look_at_second(folder, settings)?;
    Some(SecondFolderView {
        folder: seen.folder,
        standing: match seen.standing {
            SecondStanding::NotYet => SecondFolderStanding::NotYet,
            SecondStanding::Here => SecondFolderStanding::Here,
            SecondStanding::Away => SecondFolderStanding::Away,
            SecondStanding::NotOurs => SecondFolderStanding::NotOurs,
            SecondStanding::Unfit => SecondFolderStanding::Unfit,
            SecondStanding::Failed => SecondFolderStanding::Failed,
        },
        since: seen.since.map(|at| at.0),
        last_at: seen.last_at.map(|at| at.0),
        kept: seen.kept,
        detail: seen.detail,
    })
}

const fn kind_view(kind: TroubleKind) -> BackupTroubleKind {
    match kind {
        TroubleKind::NoRoom => BackupTroubleKind::NoRoom,
        TroubleKind::LedgerBroken => BackupTroubleKind::LedgerBroken,
        TroubleKind::FolderUnwritable => BackupTroubleKind::FolderUnwritable,
        TroubleKind::Other => BackupTroubleKind::Other,
    }
}

fn nothing(folder: &Folder) -> Standing {
    Standing {
        folder: folder.backups_path(),
        kept: 0,
        last_at: None,
        bytes: 0,
        bytes_max: u64::MAX,
    }
}

fn number(places: usize) -> u32 {
    u32::try_from(places).unwrap_or(u32::MAX)
}
