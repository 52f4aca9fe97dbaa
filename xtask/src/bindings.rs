//! The screens' TypeScript and the windows' permissions, generated from the
//! api's table.

use anyhow::{Context, Result};

use crate::shell;

/// Writes the bindings, or with `check` fails and names the stale files.
///
/// # Errors
/// If the generator does not compile, or a file is stale.
pub(crate) fn bindings(check: bool) -> Result<()> {
    let mut generator = shell::cargo(&[
        "run",
        "--quiet",
        "--package",
        "api",
        "--example",
        "bindings",
        "--",
    ]);
    generate(&mut generator, check)
}

/// The same with the generator that the workspace's build left, so that nothing
/// is compiled again with other features.
pub(crate) fn check_built() -> Result<()> {
    let generator = format!("examples/bindings{}", std::env::consts::EXE_SUFFIX);
    generate(
        &mut shell::program(shell::target().join("debug").join(generator)),
        true,
    )
}

fn generate(generator: &mut std::process::Command, check: bool) -> Result<()> {
    generator.arg("--root").arg(shell::root());
    if check {
        generator.arg("--check");
        return shell::run(generator).context(
            "the bindings are stale: run `cargo xtask bindings` and commit what it wrote",
        );
    }
    shell::run(generator)
}
