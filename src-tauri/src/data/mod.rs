//! The data folder and its contents: the settings file, the secrets, the
//! ledger's copies with their anchors, a restore and what it set aside, exports,
//! and the logs. Nothing here opens a shop or a window.

pub(crate) mod anchors;
pub(crate) mod backups;
pub(crate) mod exports;
pub(crate) mod folder;
pub(crate) mod location;
pub(crate) mod logs;
pub(crate) mod restore;
pub(crate) mod secrets;
pub(crate) mod set_aside;
pub(crate) mod settings_file;
