//! The dependencies between our crates: compares the list in
//! `docs/ARCHITECTURE.md` with `cargo metadata`.
//!
//! It fails for every dependency between our crates that is not on the list,
//! and for an outside crate where it is not allowed.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result, bail};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

use crate::shell;

/// The page that describes every crate.
const MAP: &str = "docs/ARCHITECTURE.md";

/// A crate: what it may depend on, and what its tests may use in addition.
struct Room {
    name: &'static str,
    may_use: &'static [&'static str],
    tests_may_use: &'static [&'static str],
}

const fn room(
    name: &'static str,
    may_use: &'static [&'static str],
    tests_may_use: &'static [&'static str],
) -> Room {
    Room {
        name,
        may_use,
        tests_may_use,
    }
}

/// The allowed dependencies. A new crate gets its row in the commit that adds
/// it.
const ROOMS: [Room; 18] = [
    room("domain", &[], &[]),
    room("qr", &[], &[]),
    room("outbound", &[], &[]),
    room("relay-protocol", &["domain"], &[]),
    room(
        "relay-client",
        &["relay-protocol", "outbound"],
        &["relay", "testkit"],
    ),
    room("ledger", &["domain"], &[]),
    room("paper", &["domain", "qr"], &["testkit"]),
    // The stand-in and the client are each written from the provider's
    // documentation: their tests let them check each other.
    room("providers", &["domain", "qr", "outbound"], &["sandbox"]),
    room(
        "till",
        &["domain", "qr", "ledger", "providers", "relay-client"],
        &["sandbox", "outbound", "testkit"],
    ),
    room(
        "api",
        &["domain", "qr", "till", "ledger", "paper"],
        &["providers", "relay-client", "sandbox", "testkit"],
    ),
    room("relay", &["domain", "relay-protocol"], &[]),
    room("sandbox", &["qr", "outbound"], &[]),
    room(
        "mostrador",
        &[
            "api",
            "till",
            "paper",
            "ledger",
            "providers",
            "relay-client",
            "domain",
            "sandbox",
            "relay",
        ],
        &["testkit"],
    ),
    // Test helpers: they may use everything that they put together, and only
    // tests may use them.
    room(
        "testkit",
        &[
            "till",
            "ledger",
            "providers",
            "relay-client",
            "relay",
            "sandbox",
            "outbound",
            "domain",
        ],
        &[],
    ),
    room(
        "simulation",
        &[
            "till",
            "ledger",
            "providers",
            "relay-client",
            "domain",
            "qr",
        ],
        &[],
    ),
    // It links the ledger and the till to measure them, and drives the window as
    // a journey does.
    room(
        "bench",
        &[
            "domain",
            "ledger",
            "journeys",
            "till",
            "api",
            "providers",
            "outbound",
            "sandbox",
            "paper",
        ],
        &[],
    ),
    // These start binaries and read their output; they link none of our crates.
    room("journeys", &[], &[]),
    room("xtask", &[], &[]),
];

/// Outside crates that only these crates may use; a name ending in `*` is a
/// prefix.
const KEPT_IN: [(&str, &[&str]); 5] = [
    ("tauri*", &["mostrador"]),
    ("keyring", &["mostrador"]),
    // The bench writes the same rows by hand, to compare.
    ("rusqlite*", &["ledger", "relay", "bench"]),
    ("reqwest", &["outbound", "journeys", "bench"]),
    ("axum", &["relay"]),
];

/// Crates without side effects: no input or output, no clock, no randomness.
const PURE: [&str; 3] = ["domain", "qr", "paper"];

/// Outside crates that a pure crate must not use.
const WORLDLY: [&str; 8] = [
    "tokio*",
    "async*",
    "futures*",
    "hyper*",
    "getrandom",
    "rand",
    "tempfile",
    "tracing*",
];

/// Compares the workspace's dependencies with the list, and its crates with the
/// map.
///
/// # Errors
/// If a dependency or a crate is not on the list, or a crate not on the map;
/// the message names each.
pub(crate) fn check() -> Result<()> {
    let metadata = metadata()?;
    let wrong = strangers(&metadata);
    if !wrong.is_empty() {
        bail!(
            "the list in xtask/src/arrows.rs does not allow:\n  {}",
            wrong.join("\n  ")
        );
    }
    let missing = missing_on_map(&metadata)?;
    if !missing.is_empty() {
        bail!("{MAP} does not speak of: {}", missing.join(", "));
    }
    println!("{} rooms on the map, every arrow on the list", ROOMS.len());
    Ok(())
}

fn metadata() -> Result<Metadata> {
    let mut command = MetadataCommand::new();
    command
        .manifest_path(shell::root().join("Cargo.toml"))
        .no_deps();
    command
        .exec()
        .context("cannot read the workspace by `cargo metadata`")
}

/// Each dependency and crate that is not on the list, as a sentence.
fn strangers(metadata: &Metadata) -> Vec<String> {
    let members = metadata.workspace_packages();
    let ours: BTreeSet<&str> = members.iter().map(|member| member.name.as_str()).collect();
    let mut wrong = Vec::new();
    for member in members {
        let Some(room) = ROOMS.iter().find(|room| room.name == member.name.as_str()) else {
            wrong.push(format!(
                "`{}` has no row: a new room gets one from the design",
                member.name
            ));
            continue;
        };
        wrong.extend(wrong_edges(room, member, &ours));
    }
    for room in ROOMS.iter().filter(|room| !ours.contains(room.name)) {
        wrong.push(format!("`{}` has a row and no crate", room.name));
    }
    wrong
}

fn wrong_edges(room: &Room, member: &Package, ours: &BTreeSet<&str>) -> Vec<String> {
    let mut wrong = Vec::new();
    for edge in &member.dependencies {
        let to = edge.name.as_str();
        let in_tests = edge.kind == DependencyKind::Development;
        let tests = if in_tests { " in its tests" } else { "" };
        if ours.contains(to) {
            let allowed =
                room.may_use.contains(&to) || (in_tests && room.tests_may_use.contains(&to));
            if !allowed && to != room.name {
                wrong.push(format!("`{}` → `{to}`{tests}", room.name));
            }
        } else if !in_tests && !may_name(room.name, to) {
            wrong.push(format!(
                "`{}` → `{to}`, which is kept to other rooms",
                room.name
            ));
        }
    }
    wrong
}

/// Whether a crate may use an outside crate.
fn may_name(room: &str, to: &str) -> bool {
    let kept = KEPT_IN
        .iter()
        .any(|(pattern, rooms)| fits(pattern, to) && !rooms.contains(&room));
    let worldly = PURE.contains(&room) && WORLDLY.iter().any(|pattern| fits(pattern, to));
    !kept && !worldly
}

fn fits(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => name.starts_with(prefix),
        None => name == pattern,
    }
}

/// The names of members that the map does not describe.
fn missing_on_map(metadata: &Metadata) -> Result<Vec<String>> {
    let map = fs::read_to_string(shell::root().join(MAP)).with_context(|| format!("no {MAP}"))?;
    let names = metadata
        .workspace_packages()
        .into_iter()
        .map(|member| member.name.to_string());
    Ok(names
        .filter(|name| !map.contains(&format!("`{name}`")))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_arrow_is_on_the_list() {
        assert_eq!(strangers(&metadata().unwrap()), Vec::<String>::new());
    }

    #[test]
    fn every_crate_is_on_the_map() {
        assert_eq!(
            missing_on_map(&metadata().unwrap()).unwrap(),
            Vec::<String>::new()
        );
    }

    #[test]
    fn an_outside_crate_is_restricted_by_name_or_by_prefix() {
        assert!(may_name("mostrador", "tauri-build"));
        assert!(!may_name("till", "tauri"));
        assert!(may_name("till", "tokio"));
        assert!(!may_name("domain", "tokio"));
        assert!(may_name("domain", "randomness"));
    }
}
