//! The program; all of it is in the library.

/// Pages are made of thousands of small strings: the system's allocator took a third of the time of a page.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    give_memory_back();
    accolade::cli::run()
}

/// Makes the allocator give unused memory back at once, as an idle forum should hold little. Its numbers for these options are fixed
/// (`mi_option_e` in its header); its Rust interface names only some of them.
fn give_memory_back() {
    const ARENA_EAGER_COMMIT: libmimalloc_sys::mi_option_t = 4;
    const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;
    // SAFETY: options are plain numbers that may be set at any time.
    unsafe {
        libmimalloc_sys::mi_option_set(ARENA_EAGER_COMMIT, 0);
        libmimalloc_sys::mi_option_set(PURGE_DELAY, 0);
    }
    // The allocator asks for pages of two megabytes, of which each thread then holds some that are nearly empty: twice as much memory.
    // It does so before this program begins, so that its own option comes too late.
    #[cfg(target_os = "linux")]
    // SAFETY: changes only how the kernel backs memory that is touched from now on; where it is refused, nothing changes.
    unsafe {
        libc::prctl(libc::PR_SET_THP_DISABLE, 1, 0, 0, 0);
    }
}
