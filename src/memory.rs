//! How much memory this process has used.

/// Megabytes (10^6 bytes) of memory that this process held at most so far, weights mapped from
/// files included, as the kernel counts them (`ru_maxrss`); `None` on systems without that count.
pub fn peak_mb() -> Option<f64> {
    peak_bytes().map(|bytes| bytes as f64 / 1e6)
}

#[cfg(unix)]
fn peak_bytes() -> Option<u64> {
    use nix::sys::resource::{UsageWho, getrusage};

    // Apple counts bytes, everyone else KiB.
    const UNIT: u64 = if cfg!(target_vendor = "apple") { 1 } else { 1024 };
    let usage = getrusage(UsageWho::RUSAGE_SELF).ok()?;
    u64::try_from(usage.max_rss()).ok().filter(|count| *count > 0).map(|count| count * UNIT)
}

#[cfg(not(unix))]
fn peak_bytes() -> Option<u64> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_peak_counts_what_was_used_and_given_back() {
        const USED: usize = 256 << 20;
        let used = vec![1_u8; USED];
        assert_eq!(used.iter().map(|byte| usize::from(*byte)).sum::<usize>(), USED);
        drop(used);
        let peak = peak_mb().unwrap();
        // In megabytes: not in KiB, pages or bytes.
        assert!((268.0..20_000.0).contains(&peak), "{peak}");
    }
}
