//! Files that this process may have open: each connection is one.

/// Kept for databases, logs, pictures on their way and whatever a library opens.
const RESERVE: usize = 128;

/// Raises the number of files that this process may open as far as the system lets it; answers how many connections that is enough for.
#[cfg(unix)]
pub fn connections() -> usize {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the call fills the struct that is handed in.
    if unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit) } != 0 {
        return RESERVE;
    }
    if limit.rlim_cur < limit.rlim_max {
        let raised = libc::rlimit { rlim_cur: limit.rlim_max, ..limit };
        // SAFETY: the call only reads the struct; where it is refused, the limit stays as it was.
        if unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &raw const raised) } == 0 {
            limit = raised;
        }
    }
    usize::try_from(limit.rlim_cur).unwrap_or(usize::MAX).saturating_sub(RESERVE).max(RESERVE)
}

/// Where files are not counted: as many as anybody needs.
#[cfg(not(unix))]
pub fn connections() -> usize {
    usize::MAX
}
