//! The memory of a process and of everything that it started.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};

/// The memory of a process and its descendants, in KiB. A page that several of
/// them share counts once (PSS, `/proc/{pid}/smaps_rollup`).
///
/// # Errors
/// If the process is gone.
pub fn held_kib(root: u32) -> Result<u64> {
    let mut held = 0;
    for pid in with_descendants(root) {
        match kib_of(pid) {
            Ok(kib) => held += kib,
            Err(error) if pid == root => return Err(error),
            // A process that has ended since holds nothing.
            Err(_) => {}
        }
    }
    Ok(held)
}

/// The newest process of this group that runs that program.
pub(crate) fn running(program: &std::path::Path, group: i32) -> Option<u32> {
    let program = program.canonicalize().ok()?;
    let runs = |pid: &u32| fs::read_link(format!("/proc/{pid}/exe")).is_ok_and(|it| it == program);
    let of_group = stats().into_iter().filter(|(_, stat)| stat.group == group);
    of_group.map(|(pid, _)| pid).filter(runs).max()
}

fn kib_of(pid: u32) -> Result<u64> {
    let file = format!("/proc/{pid}/smaps_rollup");
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {file}"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.with_context(|| format!("no PSS in {file}"))
}

fn with_descendants(root: u32) -> Vec<u32> {
    let stats = stats();
    let mut all = vec![root];
    let mut place = 0;
    while let Some(parent) = all.get(place).copied() {
        all.extend(
            stats
                .iter()
                .filter(|(_, stat)| stat.parent == parent)
                .map(|(pid, _)| *pid),
        );
        place += 1;
    }
    all
}

struct Stat {
    parent: u32,
    group: i32,
}

/// Every process, by its number.
fn stats() -> BTreeMap<u32, Stat> {
    let Ok(all) = fs::read_dir("/proc") else {
        return BTreeMap::new();
    };
    let stat_of = |entry: fs::DirEntry| {
        let pid = entry.file_name().to_str()?.parse().ok()?;
        let text = fs::read_to_string(entry.path().join("stat")).ok()?;
        // The fields after the name, which may contain spaces: state, parent,
        // group.
        let mut fields = text.rsplit(") ").next()?.split(' ').skip(1);
        let parent = fields.next()?.parse().ok()?;
        let group = fields.next()?.parse().ok()?;
        Some((pid, Stat { parent, group }))
    };
    all.flatten().filter_map(stat_of).collect()
}
