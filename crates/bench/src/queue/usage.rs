//! What this process uses of the machine, as Linux counts it.

use crate::Result;
use std::time::Duration;

/// Ticks of a second in `/proc/self/stat`, the same on every Linux.
const TICKS_PER_SECOND: u64 = 100;

/// The processor time of all threads so far.
pub(crate) fn processor_time() -> Result<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The program's name, in brackets, may contain anything.
    let (_, fields) = stat.rsplit_once(')').ok_or("no processor time")?;
    let mut fields = fields.split_whitespace().skip(11);
    let mut ticks = || -> Result<u64> { Ok(fields.next().ok_or("no processor time")?.parse()?) };
    let ticks = ticks()? + ticks()?;
    Ok(Duration::from_millis(ticks * 1_000 / TICKS_PER_SECOND))
}

/// The memory in use now, in KiB.
pub(crate) fn resident_kib() -> Result<u64> {
    of_status("VmRSS:")
}

/// The most memory in use at any moment since [`forget_peak`], in KiB.
pub(crate) fn peak_kib() -> Result<u64> {
    of_status("VmHWM:")
}

/// Begins a new measurement of the peak.
pub(crate) fn forget_peak() -> Result<()> {
    Ok(std::fs::write("/proc/self/clear_refs", "5")?)
}

fn of_status(name: &str) -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number
        .ok_or("the kernel does not tell the memory")?
        .parse()?)
}
