//! Starts other programs: their paths, and the message if one fails.

use std::env;
use std::fmt;
use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The repository's root.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask/ is inside the repository")
}

/// Cargo's target folder, an absolute path.
pub(crate) fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// A program that starts in the root of the repository.
pub(crate) fn program(name: impl AsRef<Path>) -> Command {
    let mut command = Command::new(name.as_ref());
    command.current_dir(root()).stdin(Stdio::null());
    // The outer cargo describes xtask in these variables. An inner cargo that
    // saw them would consider the build scripts stale that watch them.
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// `cargo` with these arguments.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = program(env::var_os("CARGO").map_or("cargo".into(), PathBuf::from));
    command.args(arguments);
    command
}

/// Runs a command to its end and passes its output through.
///
/// # Errors
/// If it cannot be started or fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    println!("$ {}", line(command));
    let status = command
        .status()
        .with_context(|| format!("cannot start `{}`", line(command)))?;
    if !status.success() {
        bail!("`{}` ended with {status}", line(command));
    }
    Ok(())
}

/// Runs `cargo test`, passes its output through, and counts the tests it
/// reports.
///
/// The output is read line by line, so that it is visible as it comes.
///
/// # Errors
/// If it cannot be started or a test fails; the counts are returned in any
/// case, as far as there was a report.
pub(crate) fn run_tests(command: &mut Command) -> (Tests, Result<()>) {
    let mut tests = Tests::default();
    let outcome = run_tests_into(command, &mut tests);
    (tests, outcome)
}

fn run_tests_into(command: &mut Command, tests: &mut Tests) -> Result<()> {
    println!("$ {}", line(command));
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{}`", line(command)))?;
    let stdout = child
        .stdout
        .take()
        .expect("the child was started with a pipe");
    for text in BufReader::new(stdout).split(b'\n') {
        let text = text.context("cannot read the tests' output")?;
        let text = String::from_utf8_lossy(&text);
        println!("{text}");
        tests.read(&text);
    }
    let status = child.wait().context("cannot wait for the tests")?;
    if !status.success() {
        bail!("`{}` ended with {status}; {tests}", line(command));
    }
    Ok(())
}

/// What a command prints on its standard output, trimmed.
///
/// # Errors
/// If it cannot be started or fails.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start `{}`", line(command)))?;
    if !output.status.success() {
        bail!("`{}` ended with {}", line(command), output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a command succeeds; its output is discarded.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The first of these programs that is in `PATH`.
pub(crate) fn which(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    names
        .iter()
        .flat_map(|name| env::split_paths(&path).map(move |folder| folder.join(name)))
        .map(|file| file.with_extension(env::consts::EXE_EXTENSION))
        .find(|file| file.is_file())
}

/// Asks a yes-or-no question. Without a terminal, or with `yes`, the answer is yes.
pub(crate) fn agreed(question: &str, yes: bool) -> bool {
    if yes || !std::io::stdin().is_terminal() {
        return true;
    }
    print!("{question} [Y/n] ");
    // The answer is read even if the prompt cannot be shown.
    let _ = std::io::stdout().flush();
    let mut answer = String::new();
    let read = std::io::stdin().read_line(&mut answer);
    read.is_ok()
        && matches!(
            answer.trim().to_lowercase().as_str(),
            "" | "y" | "yes" | "s" | "si"
        )
}

fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.strip_prefix(root()).unwrap_or(program);
    let name = if name.is_absolute() {
        name.file_name().map_or(name, Path::new)
    } else {
        name
    };
    let words = command
        .get_args()
        .map(|word| word.to_string_lossy().into_owned());
    std::iter::once(name.display().to_string())
        .chain(words)
        .collect::<Vec<_>>()
        .join(" ")
}

/// How many tests passed, failed and were ignored.
#[derive(Default)]
pub(crate) struct Tests {
    passed: u64,
    failed: u64,
    ignored: u64,
}

impl Tests {
    /// Adds the numbers of a line like `test result: ok. 3 passed; 0 failed; 1
    /// ignored; …`.
    fn read(&mut self, line: &str) {
        let Some((_, counts)) = line
            .strip_prefix("test result: ")
            .and_then(|rest| rest.split_once(". "))
        else {
            return;
        };
        for count in counts.split("; ") {
            let Some((number, what)) = count.split_once(' ') else {
                continue;
            };
            let Ok(number) = number.parse::<u64>() else {
                continue;
            };
            match what {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }

    /// Adds another count to this one.
    pub(crate) fn add(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }

    /// Whether anything was counted.
    pub(crate) fn any(&self) -> bool {
        self.passed + self.failed + self.ignored > 0
    }
}

impl fmt::Display for Tests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.ignored > 0 {
            write!(f, ", {} ignored", self.ignored)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reports_of_cargo_test_are_counted() {
        let mut tests = Tests::default();
        for line in [
            "running 3 tests",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s",
        ] {
            tests.read(line);
        }
        assert_eq!(tests.to_string(), "13 passed, 2 failed, 1 ignored");
    }

    #[test]
    fn the_root_has_the_workspace() {
        let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
        assert!(manifest.contains("[workspace]"));
    }
}
