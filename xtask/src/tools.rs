//! Cargo tools that the checks need, compiled once into `target/tools`.

use std::path::PathBuf;

use anyhow::Result;

use crate::shell;

/// A tool from the package registry: one version, with the dependencies of its
/// own lock file.
pub(crate) struct Tool {
    name: &'static str,
    version: &'static str,
}

/// Passes WebDriver's commands to the real window.
pub(crate) const TAURI_DRIVER: Tool = Tool {
    name: "tauri-driver",
    version: "=2.1.0",
};
/// Licences, bans, sources and advisories.
pub(crate) const CARGO_DENY: Tool = Tool {
    name: "cargo-deny",
    version: "=0.20.2",
};
/// Finds unused dependencies.
pub(crate) const CARGO_MACHETE: Tool = Tool {
    name: "cargo-machete",
    version: "=0.9.2",
};

impl Tool {
    /// The path of the installed tool.
    pub(crate) fn path(&self) -> PathBuf {
        let file = format!("{}{}", self.name, std::env::consts::EXE_SUFFIX);
        shell::target().join("tools/bin").join(file)
    }

    /// Installs the tool unless it is there.
    ///
    /// # Errors
    /// If cargo cannot fetch or compile it.
    pub(crate) fn set_up(&self) -> Result<()> {
        if self.path().is_file() {
            return Ok(());
        }
        let mut install = shell::cargo(&[
            "install",
            self.name,
            "--version",
            self.version,
            "--locked",
            "--quiet",
            // An optimised build would take longer than all runs of the tool.
            "--debug",
        ]);
        let tools = shell::target().join("tools");
        // One folder for all tools, so that shared dependencies are compiled
        // once.
        install.env("CARGO_TARGET_DIR", tools.join("build"));
        install.env("CARGO_PROFILE_DEV_DEBUG", "0");
        shell::run(install.arg("--root").arg(tools))
    }
}
