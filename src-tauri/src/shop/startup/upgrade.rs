//! The upgrade of a ledger at startup: a window says how far it has come, and
//! offers another folder, or none, where its copy has no room.

use super::{Startup, Tried};
use crate::data::backups::{self, UpgradeCopy};
use crate::data::folder::Folder;
use crate::shop::backup_view::progress_view;
use api::dto::{ProblemKind, ProblemView, UpgradeWithCopy, UpgradeWithoutCopy};
use api::{ApiError, ErrorCode};
use std::path::PathBuf;
use std::sync::atomic::Ordering;

impl Startup {
    /// Whether the shop opens with an upgrade of its ledger. That may take long,
    /// so there is a window first.
    pub(crate) fn begins_with_upgrade(&self) -> bool {
        let begins = Folder::find().is_ok_and(|folder| {
            let settings = folder.settings();
            settings.is_ok_and(|it| backups::waits_for_upgrade(&folder, it.mode).is_some())
        });
        self.upgrades.store(begins, Ordering::Relaxed);
        begins
    }

    /// Opens the shop while the window says that its ledger is upgraded.
    pub(crate) async fn open_in_window(&self) {
        match self.open().await {
            Tried::Open(shop) => {
                if let Err(error) = self.windows.show_shop(&shop) {
                    tracing::error!(%error, "the cashier's window does not open");
                }
            }
            Tried::Shut(problem) => problem.tell(),
            // The window says it.
            Tried::Elsewhere(_) => {}
        }
    }

    /// That nothing is wrong, and how far the upgrade has come.
    pub(super) fn upgrade_view(&self) -> ProblemView {
        ProblemView {
            kind: ProblemKind::Upgrading,
            path: None,
            about: None,
            detail: String::new(),
            time_zone: None,
            copy: None,
            room: None,
            upgrade: self.making.now().map(progress_view),
        }
    }

    /// Upgrades the ledger with its copy in another folder.
    pub(crate) async fn upgrade_with_copy(
        &self,
        takes: UpgradeWithCopy,
    ) -> Result<Option<ProblemView>, ApiError> {
        let place = PathBuf::from(takes.folder.trim());
        let is_folder = place.is_absolute() && place.is_dir();
        if !takes.folder.trim().is_empty() && !is_folder {
            return Err(ErrorCode::FolderUnfit.into());
        }
        let copy = match takes.folder.trim() {
            "" => UpgradeCopy::Usual,
            _ => UpgradeCopy::In(place),
        };
        self.upgrade(copy).await
    }

    /// Upgrades the ledger without a copy.
    pub(crate) async fn upgrade_without_copy(
        &self,
        _takes: UpgradeWithoutCopy,
    ) -> Result<Option<ProblemView>, ApiError> {
        self.upgrade(UpgradeCopy::Without).await
    }

    async fn upgrade(&self, copy: UpgradeCopy) -> Result<Option<ProblemView>, ApiError> {
        let mut progress = self.progress.lock().await;
        if !progress.is_without_room() {
            return Err(ErrorCode::ItemUnknown.into());
        }
        progress.upgrade_copy = copy;
        drop(progress);
        self.retry_opening(()).await
    }
}
